"""Fold a text as its figures are read, and remember where each character stood before."""

import re
from typing import NamedTuple

from drugref.figures import FOLDS, foldings


class Traced(NamedTuple):
    """A folded text, and for each of its characters the first and last place in the text as it was written."""

    text: str
    original: str
    places: tuple[tuple[int, int], ...]

    def start(self, place: int) -> int:
        """Give where a folded character begins in the original."""
        return self.places[place][0] if place < len(self.places) else len(self.original)

    def end(self, place: int) -> int:
        """Give where the folded characters before `place` end in the original."""
        return self.places[place - 1][1] + 1 if place else 0

    def written(self, start: int, end: int) -> str:
        """Give what stood where a stretch of the folded text stands."""
        return self.original[self.start(start) : self.end(end)]


def trace(text: str) -> Traced:
    """Fold a text step by step as `figures.plain_figures` does."""
    parts = [text] if text.isascii() else [char.translate(FOLDS) for char in text]
    lengths = [1] * len(text) if text.isascii() else [len(part) for part in parts]
    places = [(place, place) for place, length in enumerate(lengths) for _ in range(length)]
    folded = "".join(parts)
    for pattern, replacement in foldings():
        folded, places = _substituted(folded, places, pattern, replacement)
    return Traced(folded, text, tuple(places))


def _substituted(
    text: str, places: list[tuple[int, int]], pattern: re.Pattern[str], replacement: object
) -> tuple[str, list[tuple[int, int]]]:
    parts: list[str] = []
    traced: list[tuple[int, int]] = []
    last = 0
    for match in pattern.finditer(text):
        new = replacement(match) if callable(replacement) else match.expand(str(replacement))
        parts += [text[last : match.start()], new]
        traced += [*places[last : match.start()], *_stretched(places[match.start() : match.end()], len(new))]
        last = match.end()
    return "".join([*parts, text[last:]]), [*traced, *places[last:]]


def _stretched(places: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Spread the places of what was replaced over its replacement, from the first to the last."""
    if length == len(places):
        return places
    if length == 1:
        return [(places[0][0], places[-1][1])]
    return [*places[: length - 1], *[places[-1]] * max(length - len(places), 1)][:length]
