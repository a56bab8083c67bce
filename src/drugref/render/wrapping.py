"""Wrap styled text into lines at spaces, counted in the cells of a terminal."""

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


class Word(NamedTuple):
    """Characters without a space, in one style or several, and their width in cells."""

    spans: Line
    width: int


# A line never ends between a figure and its unit: "8" above and "mg/kg" below is how doses are misread.
_FIGURE = re.compile(r"[\d.,–-]*\d$|^[<>≤≥=±~]+$")
_UNIT = re.compile(
    r"(?:%|°|(?:mg|mcg|µg|μg|g|kg|ng|mL|ml|L|dL|mmol|mEq|IU|units?|U|mm|cm|m²|m2|mmHg|hours?|hrs?|h|days?|weeks?|months?|"
    r"years?|minutes?|min|seconds?|times?|tablets?|capsules?|drops?|doses?|cells?|cycles?)(?:\b|/))"
)
_BINDING = "0123456789<>≤≥=±~"
_BOUND = re.compile(r"^[\d<>≤≥]")


def cells(text: str) -> int:
    """Give the width of text on a terminal: two for wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    return sum(_cell(char) for char in text)


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
    """Break spans into lines at spaces alone; a word wider than the line stands on a line of its own, whole."""
    lines: list[Line] = []
    for words in words_of(spans):
        line: Line = []
        used = 0
        for chunk, size in _chunks(words, width):
            if line and used + 1 + size > width:
                lines.append(line)
                line, used = [], 0
            if line:
                style = chunk[0].style
                line.append(Span(" ", style if line[-1].style == style else ""))
                used += 1
            line += chunk
            used += size
        lines.append(line)
    return lines or [[]]


def words_of(spans: Iterable[Span]) -> list[list[Word]]:
    """Give the words of each forced line; a word may change its style inside."""
    lines: list[list[Word]] = [[]]
    is_open = False
    for text, style in spans:
        for number, part in enumerate(escape_controls(text).split("\n")):
            if number:
                lines.append([])
                is_open = False
            pieces = part.replace("\t", " ").split(" ")
            for position, piece in enumerate(pieces):
                if not piece:
                    continue
                size = cells(piece)
                if is_open and position == 0:
                    word, before = lines[-1][-1]
                    lines[-1][-1] = Word([*word, Span(piece, style)], before + size)
                else:
                    lines[-1].append(Word([Span(piece, style)], size))
            # a word goes on in the next span when no space stands between them
            is_open = bool(pieces[-1]) or (is_open and len(pieces) == 1)
    return lines


def _chunks(words: list[Word], width: int) -> Iterable[Word]:
    """Join figures with their units."""
    position = 0
    while position < len(words):
        chunk, size = words[position]
        position += 1
        while position < len(words) and chunk[-1].text[-1] in _BINDING and _belong(chunk, words[position].spans):
            following, more = words[position]
            if size + 1 + more > width:
                break
            chunk, size = [*chunk, Span(" "), *following], size + 1 + more
            position += 1
        yield Word(chunk, size)


def _belong(chunk: Line, following: Line) -> bool:
    last = chunk[-1].text
    if not _FIGURE.search(last):
        return False
    text = "".join([span.text for span in following])
    return bool(_UNIT.match(text) if last[-1].isdigit() else _BOUND.match(text))


def width_of(spans: Iterable[Span]) -> int:
    """Give the width of spans in cells."""
    return sum([cells(span.text) for span in spans])
