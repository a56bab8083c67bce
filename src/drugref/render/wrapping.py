"""Wrap styled text into lines at spaces, counted in the cells of a terminal."""

import functools
import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple, assert_never

from drugref.analysis import escape_controls
from drugref.blocks import Code, Emphasis, Inlines, Link, Strong, Text, plain_text


class Span(NamedTuple):
    """Characters in one style; the style is a name that the terminal's theme knows, or empty."""

    text: str
    style: str = ""


Line = list[Span]


# A line never ends between a figure and its unit: "8" above and "mg/kg" below is how doses are misread.
_FIGURE = re.compile(r"[\d.,–-]*\d$|^[<>≤≥=±~]+$")
_UNITS = frozenset(
    """
    % ° °C °F mg mcg µg μg g kg ng mL ml L dL mmol mEq IU unit units U mm cm m² m2 mmHg hour hours hr hrs h day days
    week weeks month months year years minute minutes min second seconds time times tablet tablets capsule capsules
    drop drops dose doses cell cells cycle cycles
    """.split()  # noqa: SIM905 - a list of sixty quoted words is no easier to read
)
_BINDING = "0123456789<>≤≥=±~"
_BOUND = re.compile(r"^[\d<>≤≥]")
_SPACES = re.compile(r"[ \t]+")


def cells(text: str) -> int:
    """Give the width of text on a terminal: two for wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    return sum(_cell(char) for char in text)


@functools.lru_cache(1024)
def _cell(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def spans_of(content: Inlines, style: str = "") -> list[Span]:
    """Give inlines as spans; of nested styles the inner one counts."""
    spans: list[Span] = []
    for inline in content:
        match inline:
            case Text(text):
                spans.append(Span(text, style))
            case Code(text):
                spans.append(Span(text, "code"))
            case Strong(inner):
                spans += spans_of(inner, "strong")
            case Emphasis(inner):
                spans += spans_of(inner, "strong" if style == "strong" else "emphasis")
            case Link(inner, url):
                spans += spans_of(inner, "link")
                if url and plain_text(inner) != url:
                    spans.append(Span(f" ({url})", "muted"))
            case _:
                assert_never(inline)
    return spans


def wrap(spans: Iterable[Span], width: int) -> list[Line]:
    """Break spans into lines at spaces alone; a word wider than the line stands on a line of its own, whole.

    Spaces are collapsed; a newline is a break that the text forces. The first line is never missing.
    """
    lines: list[Line] = []
    for runs in _paragraphs(spans):
        text = "".join([run.text for run in runs])
        if len(runs) < 2:
            style = runs[0].style if runs else ""
            lines += [[Span(text[start:end], style)] if end > start else [] for start, end in _breaks(text, width)]
        else:
            lines += _slices(runs, _breaks(text, width))
    return lines


def _paragraphs(spans: Iterable[Span]) -> list[list[Span]]:
    """Give the runs of style of each forced line, with no space doubled, first or last."""
    paragraphs: list[list[Span]] = [[]]
    for span in spans:
        for number, part in enumerate(escape_controls(span.text).split("\n")):
            if number:
                paragraphs.append([])
            runs = paragraphs[-1]
            text = _SPACES.sub(" ", part) if "  " in part or "\t" in part else part
            if text.startswith(" ") and (not runs or runs[-1].text.endswith(" ")):
                text = text[1:]
            if text:
                runs.append(Span(text, span.style))
    return [_without_last_space(runs) for runs in paragraphs]


def _without_last_space(runs: list[Span]) -> list[Span]:
    if runs and runs[-1].text.endswith(" "):
        text = runs[-1].text[:-1]
        return [*runs[:-1], Span(text, runs[-1].style)] if text else _without_last_space(runs[:-1])
    return runs


def _breaks(text: str, width: int) -> list[tuple[int, int]]:
    """Give the start and end of each line of a text whose spaces are single."""
    if len(text) <= width and text.isascii():
        return [(0, len(text))]
    words = text.split(" ")
    sizes = [len(word) if word.isascii() else cells(word) for word in words]
    breaks: list[tuple[int, int]] = []
    first = used = start = 0
    for number, size in enumerate(sizes):
        if number == first:
            used = size
        elif used + 1 + size <= width:
            used += 1 + size
        else:
            cut = _cut(words, sizes, first, number, width)
            end = start + sum([len(word) + 1 for word in words[first:cut]])
            breaks.append((start, end - 1))
            first, start = cut, end
            used = sum(sizes[cut : number + 1]) + number - cut
    return [*breaks, (start, len(text))]


def _cut(words: list[str], sizes: list[int], first: int, number: int, width: int) -> int:
    """Give the word that begins the next line: `number`, or the figure before it that belongs to it."""
    cut = number
    while cut - 1 > first and _belong(words[cut - 1], words[cut]):
        cut -= 1
    return cut if sum(sizes[cut : number + 1]) + number - cut <= width else number


def _belong(last: str, following: str) -> bool:
    if last[-1:] not in _BINDING or not _FIGURE.search(last):
        return False
    if last[-1].isdigit():
        return following.split("/", maxsplit=1)[0].rstrip(".,;:)") in _UNITS
    return bool(_BOUND.match(following))


def _slices(runs: list[Span], breaks: list[tuple[int, int]]) -> list[Line]:
    """Cut runs of style into lines."""
    lines: list[Line] = []
    place, offset = 0, 0
    for start, end in breaks:
        line: Line = []
        while place < len(runs):
            text, style = runs[place]
            part = text[max(start - offset, 0) : end - offset]
            if part:
                line.append(Span(part, style))
            if offset + len(text) > end:
                break
            offset += len(text)
            place += 1
        lines.append(line)
    return lines


def widest_word(spans: Iterable[Span]) -> int:
    """Give the width of the widest word in cells: the narrowest that a column may become."""
    texts = ["".join([run.text for run in runs]) for runs in _paragraphs(spans)]
    return max(cells(word) for text in texts for word in text.split(" "))


def width_of(spans: Iterable[Span]) -> int:
    """Give the width of spans in cells."""
    return sum([cells(span.text) for span in spans])
