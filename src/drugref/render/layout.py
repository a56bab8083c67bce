"""Lay text out in lines of a given width: wrapping, indents, lists and tables, in cells of a terminal.

Plain and terminal output share these lines and differ only in paint, so that no word can be lost in one of them.
Rich's own wrapping is not used: it costs a third of a page's time, and it splits words that are too long.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple, assert_never

from drugref.analysis import escape_controls
from drugref.blocks import (
    Block,
    Blocks,
    BulletList,
    Code,
    Emphasis,
    Heading,
    Inlines,
    Link,
    Note,
    NumberedList,
    Paragraph,
    Strong,
    Table,
    Text,
    plain_text,
)
from drugref.model import SOFT_LEVEL


class Span(NamedTuple):
    """Characters in one style; the style is a name that the terminal's theme knows, or empty."""

    text: str
    style: str = ""


Line = list[Span]
Word = list[Span]

NARROW = 50
"""Below this many columns indents shrink to one."""

# A line never ends between a figure and its unit: "8" above and "mg/kg" below is how doses are misread.
_FIGURE = re.compile(r"[\d.,–-]*\d$|^[<>≤≥=±~]+$")
_UNIT = re.compile(
    r"(?:%|°|(?:mg|mcg|µg|μg|g|kg|ng|mL|ml|L|dL|mmol|mEq|IU|units?|U|mm|cm|m²|m2|mmHg|hours?|hrs?|h|days?|weeks?|months?|"
    r"years?|minutes?|min|seconds?|times?|tablets?|capsules?|drops?|doses?|cells?|cycles?)(?:\b|/))"
)
_BOUND = re.compile(r"^[\d<>≤≥]")


class Glyphs(NamedTuple):
    """The marks of a medium, and whether its tables may set cells side by side over several lines."""

    bullets: tuple[str, ...]
    bar: str
    wrap_tables: bool


PLAIN = Glyphs(("-", "-", "-"), "|", wrap_tables=False)
TERMINAL = Glyphs(("•", "◦", "▪"), "│", wrap_tables=True)


def cells(text: str) -> int:
    """Give the width of text on a terminal: two for wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    return sum(_cell(char) for char in text)


def _cell(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


class Sheet:
    """Lines of a page, growing downwards; `width` is in cells."""

    def __init__(self, width: int, glyphs: Glyphs = PLAIN) -> None:
        self.width = width
        self.glyphs = glyphs
        self.unit = 1 if width < NARROW else 2
        self.lines: list[Line] = []

    def blank(self) -> None:
        """Leave one empty line, never two, and none at the top."""
        if self.lines and self.lines[-1]:
            self.lines.append([])

    def write(
        self, spans: Iterable[Span], *, indent: int = 0, first: Sequence[Span] = (), rest: Sequence[Span] = ()
    ) -> None:
        """Wrap spans into lines; `first` opens the first line and `rest` the others, both behind the indent."""
        margin = [Span(" " * indent)] if indent else []
        lead, follow = [*margin, *first], [*margin, *rest]
        width = self.width - max(_width(lead), _width(follow))
        for number, line in enumerate(wrap(spans, max(width, 1))):
            self.lines.append([*(follow if number else lead), *line])

    def put(self, text: str, style: str = "", *, indent: int = 0) -> None:
        """Write one run of text."""
        self.write([Span(text, style)], indent=indent)

    def item(self, mark: str, spans: Iterable[Span], *, indent: int = 0, style: str = "bullet") -> None:
        """Write a list item with a hanging mark."""
        self.write(spans, indent=indent, first=[Span(f"{mark} ", style)], rest=[Span(" " * (cells(mark) + 1))])

    def pairs(self, pairs: Sequence[tuple[str, str]], *, indent: int = 0) -> None:
        """Write labels and values, in two columns where the width allows it."""
        column = max((cells(label) for label, _ in pairs), default=0) + 2
        for label, value in pairs:
            if column > self.width // 3:
                self.write(
                    [Span(f"{label}:", "label"), Span(" "), Span(value)], indent=indent, rest=[Span(" " * self.unit)]
                )
            else:
                lead = [Span(label, "label"), Span(" " * (column - cells(label)))]
                self.write([Span(value)], indent=indent, first=lead, rest=[Span(" " * column)])

    def blocks(self, blocks: Blocks, *, indent: int = 0) -> None:
        """Set blocks with a blank line around headings and between paragraphs; headings indent what is beneath them."""
        depth = indent
        previous: Block | None = None
        for block in blocks:
            if previous is not None and not _is_tight(previous, block):
                self.blank()
            if isinstance(block, Heading):
                if block.level < SOFT_LEVEL:
                    depth = indent + self.unit * max(block.level - 3, 0)
                self.put(block.title, "subheading", indent=depth)
                depth += self.unit if block.level < SOFT_LEVEL else 0
            else:
                self.block(block, indent=depth)
            previous = block

    def block(
        self, block: Block, *, indent: int, first: Sequence[Span] = (), rest: Sequence[Span] = (), level: int = 0
    ) -> None:
        """Set one block; `first` and `rest` open its lines, `level` is the depth of the list around it."""
        match block:
            case Paragraph(content):
                self.write(spans_of(content), indent=indent, first=first, rest=rest)
            case Heading(title):
                self.write([Span(title, "subheading")], indent=indent, first=first, rest=rest)
            case BulletList(items):
                mark = self.glyphs.bullets[min(level, len(self.glyphs.bullets) - 1)]
                self._list([mark] * len(items), items, [*first], [*rest], indent, level)
            case NumberedList(items, start):
                marks = [f"{number}." for number in range(start, start + len(items))]
                self._list(marks, items, [*first], [*rest], indent, level)
            case Note(inner):
                bar = [Span(f"{self.glyphs.bar} ", "muted")]
                self._stack(inner, indent, [*first, *bar], [*rest, *bar], level)
            case Table(header, rows):
                self._table(header, rows, indent + _width(rest), first if not rest else ())
            case _:
                assert_never(block)

    def _list(
        self, marks: list[str], items: tuple[Blocks, ...], first: Line, rest: Line, indent: int, level: int
    ) -> None:
        width = max(map(cells, marks), default=0)
        for mark, item in zip(marks, items, strict=True):
            lead = [*first, Span(mark.rjust(width) + " ", "bullet")]
            follow = [*rest, Span(" " * (width + 1))]
            if item:
                self._stack(item, indent, lead, follow, level + 1)
            else:
                self.write([Span("")], indent=indent, first=lead)
            first = rest

    def _stack(self, blocks: Blocks, indent: int, first: Line, rest: Line, level: int) -> None:
        for number, block in enumerate(blocks):
            self.block(block, indent=indent, first=rest if number else first, rest=rest, level=level)

    def _table(
        self, header: Sequence[Inlines], rows: Sequence[Sequence[Inlines]], indent: int, first: Sequence[Span]
    ) -> None:
        columns = [max(cells(plain_text(row[number])) for row in (header, *rows)) for number in range(len(header))]
        room = self.width - indent - 2 * (len(columns) - 1)
        if self.glyphs.wrap_tables and sum(columns) > room:
            columns = _shrink(columns, _narrowest(header, rows), room)
        if sum(columns) > room:
            self._table_as_list(header, rows, indent)
            return
        self._table_row(header, columns, indent, "label")
        self.write([Span("  ".join("-" * width for width in columns), "muted")], indent=indent, first=first)
        for row in rows:
            self._table_row(row, columns, indent, "")

    def _table_row(self, row: Sequence[Inlines], columns: list[int], indent: int, style: str) -> None:
        wrapped = [wrap(spans_of(cell, style), width) for cell, width in zip(row, columns, strict=True)]
        for number in range(max(map(len, wrapped), default=0)):
            line: Line = [Span(" " * indent)] if indent else []
            for lines, width in zip(wrapped, columns, strict=True):
                part = lines[number] if number < len(lines) else []
                line += [*part, Span(" " * (width - _width(part) + 2))]
            self.lines.append(_stripped(line))

    def _table_as_list(self, header: Sequence[Inlines], rows: Sequence[Sequence[Inlines]], indent: int) -> None:
        """Set a table too wide for its columns: the headings once, then each row as labels with values."""
        titles = [plain_text(cell) for cell in header]
        self.write([Span(" | ".join(filter(None, titles)), "label")], indent=indent)
        for row in rows:
            mark = [Span(f"{self.glyphs.bullets[0]} ", "bullet")]
            for title, cell in zip(titles, row, strict=True):
                if plain_text(cell) or title:
                    label = [Span(f"{title}: ", "label")] if title else []
                    self.write([*label, *spans_of(cell)], indent=indent, first=mark, rest=[Span("    ")])
                    mark = [Span("  ")]


def _is_tight(above: Block, below: Block) -> bool:
    """Tell whether a block follows closely: a list after the line that announces it, anything after a heading."""
    if isinstance(above, Heading):
        return not isinstance(below, Heading) or below.level > above.level
    announces = isinstance(above, Paragraph) and plain_text(above.content).rstrip().endswith(":")
    return announces and isinstance(below, BulletList | NumberedList)


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
    for words in _words(spans):
        line: Line = []
        used = 0
        for number, (chunk, size) in enumerate(_chunks(words, width)):
            if number and used + 1 + size > width:
                lines.append(line)
                line, used = [], 0
            if line:
                line.append(Span(" ", line[-1].style if line[-1].style == chunk[0].style else ""))
                used += 1
            line += chunk
            used += size
        lines.append(line)
    return lines or [[]]


def _words(spans: Iterable[Span]) -> list[list[Word]]:
    """Give the words of each forced line; a word may change its style inside."""
    lines: list[list[Word]] = [[]]
    is_open = False
    for text, style in spans:
        for number, part in enumerate(escape_controls(text).split("\n")):
            if number:
                lines.append([])
                is_open = False
            for position, piece in enumerate(re.split(r"[ \t]+", part)):
                is_open = is_open and position == 0
                if not piece:
                    continue
                if is_open:
                    lines[-1][-1].append(Span(piece, style))
                else:
                    lines[-1].append([Span(piece, style)])
                is_open = True
            is_open = is_open and not part.endswith((" ", "\t"))
    return lines


def _chunks(words: list[Word], width: int) -> Iterable[tuple[Line, int]]:
    """Join figures with their units; give each chunk with its width."""
    position = 0
    while position < len(words):
        chunk: Line = list(words[position])
        size = _width(chunk)
        position += 1
        while position < len(words) and _belong(chunk, words[position]):
            longer = size + 1 + _width(words[position])
            if longer > width:
                break
            chunk += [Span(" "), *words[position]]
            size = longer
            position += 1
        yield chunk, size


def _belong(chunk: Line, word: Word) -> bool:
    last = chunk[-1].text
    if not _FIGURE.search(last):
        return False
    following = "".join(span.text for span in word)
    return bool(_BOUND.match(following) if last[-1] in "<>≤≥=±~" else _UNIT.match(following))


def _width(spans: Iterable[Span]) -> int:
    return sum(cells(span.text) for span in spans)


def _stripped(line: Line) -> Line:
    while line and not line[-1].text.strip(" "):
        line = line[:-1]
    return line


def _narrowest(header: Sequence[Inlines], rows: Sequence[Sequence[Inlines]]) -> list[int]:
    """Give the width of each column's longest word."""
    return [
        max(
            (_width(word) for row in (header, *rows) for line in _words(spans_of(row[number])) for word in line),
            default=0,
        )
        for number in range(len(header))
    ]


def _shrink(columns: list[int], narrowest: list[int], room: int) -> list[int]:
    """Take from the widest columns until the row fits; give the columns as they were when it cannot."""
    columns = list(columns)
    while sum(columns) > room:
        spare = [(width - least, number) for number, (width, least) in enumerate(zip(columns, narrowest, strict=True))]
        if max(spare)[0] <= 0:
            return columns
        widest = max((width, number) for number, width in enumerate(columns) if width > narrowest[number])[1]
        columns[widest] -= 1
    return columns
