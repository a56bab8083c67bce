"""Lay a page out in lines of a given width: indents, lists and tables.

Plain and terminal output share these lines and differ only in paint, so that no word can be lost in one of them.
Rich's own wrapping is not used: it costs a third of a page's time, and it splits words that are too long.
"""

import sys
from collections.abc import Iterable, Sequence
from typing import NamedTuple, assert_never

from drugref.analysis import escape_controls
from drugref.blocks import (
    Block,
    Blocks,
    BulletList,
    Heading,
    Inlines,
    Note,
    NumberedList,
    Paragraph,
    Table,
    plain_text,
)
from drugref.model import SOFT_LEVEL
from drugref.render.wrapping import Line, Span, cells, spans_of, widest_word, width_of, wrap

NARROW = 50
"""Below this many columns indents shrink to one."""


class Glyphs(NamedTuple):
    """The marks of a medium, and whether its tables may set cells side by side over several lines.

    `match` opens and closes a word that a search met, where no style can show it.
    """

    bullets: tuple[str, ...]
    bar: str
    wrap_tables: bool
    match: tuple[str, str] = ("", "")


PLAIN = Glyphs(("-", "-", "-"), "|", wrap_tables=False)
PIPE = PLAIN._replace(match=("«", "»"))
TERMINAL = Glyphs(("•", "◦", "▪"), "│", wrap_tables=True)


class Anchor(NamedTuple):
    """A heading or question of a page, the line that it stands on, and how deep."""

    title: str
    line: int
    depth: int


class Sheet:
    """Lines of a page, growing downwards; `width` is in cells, `anchors` are the places that a reader may go to."""

    def __init__(self, width: int, glyphs: Glyphs = PLAIN) -> None:
        self.width = width
        self.glyphs = glyphs
        self.unit = 1 if width < NARROW else 2
        self.lines: list[Line] = []
        self.anchors: list[Anchor] = []

    def anchor(self, title: str, depth: int = 0) -> None:
        """Note that what is written next is a place to go to."""
        self.anchors.append(Anchor(title, len(self.lines), depth))

    def blank(self) -> None:
        """Leave one empty line, never two, and none at the top."""
        if self.lines and self.lines[-1]:
            self.lines.append([])

    def write(
        self, spans: Iterable[Span], *, indent: int = 0, first: Sequence[Span] = (), rest: Sequence[Span] = ()
    ) -> None:
        """Wrap spans into lines; `first` opens the first line and `rest` the others, both behind the indent."""
        margin = [Span(" " * indent)] if indent else []
        lead = [*margin, *[Span(escape_controls(span.text), span.style) for span in first]]
        follow = [*margin, *rest]
        width = self.width - max(width_of(lead), width_of(follow))
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
        room = self.width - indent
        words = [cells(word) for _, value in pairs for word in value.split()]
        is_stacked = any(room - column < size <= room - self.unit for size in words)
        for label, value in pairs:
            if is_stacked:
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
                self.anchor(block.title, 1 if block.level < SOFT_LEVEL else 2)
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
                self._list([mark] * len(items), items, [*first], [*rest], indent=indent, level=level)
            case NumberedList(items, start):
                marks = [f"{number}." for number in range(start, start + len(items))]
                self._list(marks, items, [*first], [*rest], indent=indent, level=level)
            case Note(inner):
                bar = [Span(f"{self.glyphs.bar} ", "muted")]
                self._stack(inner, [*first, *bar], [*rest, *bar], indent=indent, level=level)
            case Table(header, rows):
                self._table(header, rows, indent + width_of(rest))
            case _:
                assert_never(block)

    def _list(
        self, marks: list[str], items: tuple[Blocks, ...], first: Line, rest: Line, *, indent: int, level: int
    ) -> None:
        width = max(map(cells, marks), default=0)
        for mark, item in zip(marks, items, strict=True):
            lead = [*first, Span(mark.rjust(width) + " ", "bullet")]
            follow = [*rest, Span(" " * (width + 1))]
            if item:
                self._stack(item, lead, follow, indent=indent, level=level + 1)
            else:
                self.write([Span("")], indent=indent, first=lead)
            first = rest

    def _stack(self, blocks: Blocks, first: Line, rest: Line, *, indent: int, level: int) -> None:
        for number, block in enumerate(blocks):
            self.block(block, indent=indent, first=rest if number else first, rest=rest, level=level)

    def _table(self, header: Sequence[Inlines], rows: Sequence[Sequence[Inlines]], indent: int) -> None:
        columns = [max(_natural_width(row[number]) for row in (header, *rows)) for number in range(len(header))]
        room = self.width - indent - 2 * (len(columns) - 1)
        if self.glyphs.wrap_tables and sum(columns) > room:
            columns = _shrink(columns, _narrowest(header, rows), room)
        is_linear = self.glyphs.wrap_tables or all(_is_one_line(cell) for row in (header, *rows) for cell in row)
        if sum(columns) > room or not is_linear:
            self._table_as_list(header, rows, indent)
            return
        self._table_row(header, columns, indent, "label")
        rule = Span("  ".join("-" * width for width in columns), "muted")
        self.lines.append([Span(" " * indent), rule] if indent else [rule])
        for row in rows:
            self._table_row(row, columns, indent, "")

    def _table_row(self, row: Sequence[Inlines], columns: list[int], indent: int, style: str) -> None:
        wrapped = [wrap(spans_of(cell, style), width) for cell, width in zip(row, columns, strict=True)]
        for number in range(max(map(len, wrapped), default=0)):
            line: Line = [Span(" " * indent)] if indent else []
            for lines, width in zip(wrapped, columns, strict=True):
                part = lines[number] if number < len(lines) else []
                line += [*part, Span(" " * (width - width_of(part) + 2))]
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


def _stripped(line: Line) -> Line:
    while line and not line[-1].text.strip(" "):
        line = line[:-1]
    return line


def _is_one_line(cell: Inlines) -> bool:
    """Tell whether a cell has no forced break, which would part the order of words in a row."""
    return "\n" not in plain_text(cell)


def _natural_width(cell: Inlines) -> int:
    """Give the width of a cell that is not wrapped."""
    return max(width_of(line) for line in wrap(spans_of(cell), sys.maxsize))


def _narrowest(header: Sequence[Inlines], rows: Sequence[Sequence[Inlines]]) -> list[int]:
    """Give the width of each column's longest word."""
    return [max(widest_word(spans_of(row[number])) for row in (header, *rows)) for number in range(len(header))]


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
