"""Turn the narrative markup of SPL into blocks; openFDA's tables are written in it too."""

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from drugref.blocks import (
    Block,
    Blocks,
    BulletList,
    Emphasis,
    Inline,
    Inlines,
    NumberedList,
    Paragraph,
    Strong,
    Table,
    Text,
)

_SUPERSCRIPTS = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_SUBSCRIPTS = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_BLOCKS = {"paragraph", "list", "table", "text", "caption", "title"}
_SKIPPED = {"observationMedia", "col", "colgroup"}
_MOST_SPAN = 100
_MOST_CELLS = 100_000
"""Cells of a table at most, empty ones included: real ones have some thousand. A larger one is told row by row."""
_DEEPEST = 64
"""Elements inside one another at most: real ones have eighteen."""


def local_name(element: Element) -> str:
    """Give an element's name without its namespace; an empty one for a comment."""
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def is_deep(element: Element) -> bool:
    """Tell whether elements are nested more deeply than in any label."""
    level = [element]
    for _ in range(_DEEPEST):
        level = [child for each in level for child in each]
    return bool(level)


def blocks_of(element: Element) -> Blocks:
    """Give the blocks of a text; words that stand between elements are paragraphs."""
    return tuple(_blocks(element))


def _blocks(element: Element) -> Iterator[Block]:
    run: list[Inline] = _text(element.text)
    for child in element:
        name = local_name(child)
        if name in _BLOCKS:
            yield from _flushed(run)
            run = []
            yield from _block(child, name)
        elif name not in _SKIPPED:
            run += _inline(child, name)
        run += _text(child.tail)
    yield from _flushed(run)


def _flushed(run: Sequence[Inline]) -> Iterator[Block]:
    content = tidy(run)
    if content:
        yield Paragraph(content)


def _block(element: Element, name: str) -> Iterator[Block]:
    if name == "list":
        yield from _list(element)
    elif name == "table":
        yield from table_blocks(element)
    else:
        yield from _blocks(element)


def _list(element: Element) -> Iterator[Block]:
    items: list[Blocks] = []
    for child in element:
        name = local_name(child)
        if name == "item":
            items.append(blocks_of(child))
        elif name == "caption":
            yield from _blocks(child)
    items = [item for item in items if item]
    if items:
        ordered = element.get("listType") == "ordered"
        yield NumberedList(tuple(items)) if ordered else BulletList(tuple(items))


def table_blocks(element: Element) -> Iterator[Block]:
    """Yield a table, its caption before it; a cell that spans others stands in the first of them."""
    for child in element:
        if local_name(child) == "caption":
            yield from _blocks(child)
    rows = [row for part in _parts(element) for row in part if local_name(row) == "tr"]
    grid = _grid(rows)
    width = max(map(len, grid or ()), default=0)
    if grid is None or width * len(grid) > _MOST_CELLS:
        yield from _told(rows)
        return
    full = [(*row, *(() for _ in range(width - len(row)))) for row in grid]
    if width == 1:
        for row in full:
            yield from ([Paragraph(row[0])] if row[0] else [])
    elif full:
        yield Table(full[0], tuple(full[1:]))


def _parts(element: Element) -> Iterator[Element]:
    """Yield what holds the rows in the order of the file: notes at the foot stand there before the body."""
    found = [child for child in element if local_name(child) in {"thead", "tbody", "tfoot"}]
    yield from found or [element]


def _told(rows: Sequence[Element]) -> Iterator[Block]:
    """Yield the rows of a table that no page can hold, each as a line."""
    for row in rows:
        content: list[Inline] = []
        for cell in filter(None, map(_cell, _cells(row))):
            content += [Text(" | "), *cell] if content else cell
        if content:
            yield Paragraph(tuple(content))


def _cells(row: Element) -> Iterator[Element]:
    return (cell for cell in row if local_name(cell) in {"td", "th"})


def _grid(rows: Sequence[Element]) -> list[list[Inlines]] | None:
    """Lay cells on a grid; those that a cell above or before spans are empty. None when that takes too many."""
    room = _MOST_CELLS
    grid: list[list[Inlines]] = []
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        line: list[Inlines] = []
        for cell in _cells(row):
            while (number, len(line)) in taken:
                line.append(())
            place = len(line)
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            room -= across * down
            if room < 0:
                return None
            line.append(_cell(cell))
            line += [()] * (across - 1)
            taken |= {(number + deep, place + wide) for deep in range(1, down) for wide in range(across)}
        grid.append(line)
    return [line for line in grid if any(line)]


def _span(cell: Element, name: str) -> int:
    value = cell.get(name, "1")
    return min(int(value), _MOST_SPAN) if value.isdecimal() and len(value) < 6 and int(value) else 1


def _cell(element: Element) -> Inlines:
    """Give a cell's words; its paragraphs and items follow one another on lines of their own."""
    content: list[Inline] = []
    for lines in _cell_lines(blocks_of(element)):
        content += [Text("\n"), *lines] if content else lines
    return tuple(content)


def _cell_lines(blocks: Blocks) -> Iterator[Inlines]:
    for block in blocks:
        match block:
            case Paragraph(content):
                yield content
            case BulletList(items) | NumberedList(items):
                for item in items:
                    yield from _cell_lines(item)
            case Table(header, rows):
                for row in (header, *rows):
                    yield from filter(None, row)
            case _:
                pass


def _inline(element: Element, name: str) -> list[Inline]:  # noqa: PLR0911 - a row for each element
    if name == "br":
        return [Text("\n")]
    content: list[Inline] = _text(element.text)
    for child in element:
        inner = local_name(child)
        if inner not in _SKIPPED:
            content += _inline(child, inner)
        content += _text(child.tail)
    match name:
        case "sup" | "sub":
            table = _SUPERSCRIPTS if name == "sup" else _SUBSCRIPTS
            return [Text(inline.text.translate(table)) if isinstance(inline, Text) else inline for inline in content]
        case "content":
            style = (element.get("styleCode") or "").lower()
            words = tuple(content)
            if not words:
                return []
            return [Strong(words)] if "bold" in style else [Emphasis(words)] if "italic" in style else content
        case "footnote":
            return [Text(" ["), *content, Text("] ")] if content else []
        case "paragraph" | "item" | "list" | "td" | "tr":  # a block where only words may stand
            return [Text(" "), *content, Text(" ")]
        case _:
            return content


def _text(text: str | None) -> list[Inline]:
    return [Text(text)] if text else []


def tidy(run: Sequence[Inline]) -> Inlines:
    """Give inlines with single spaces, none at the ends; no words, no inlines."""
    tidied: list[Inline] = []
    space = True
    for inline in run:
        for one in _tidied(inline, space=space):
            tidied.append(one)
            space = _ends_in_space(one)
    while tidied and isinstance(tidied[-1], Text):
        last = tidied[-1].text.rstrip()
        if last:
            tidied[-1] = Text(last)
            break
        tidied.pop()
    return tuple(tidied)


def _tidied(inline: Inline, *, space: bool) -> Iterator[Inline]:
    match inline:
        case Text("\n"):
            if not space:
                yield inline
        case Text(text):
            words = " ".join(text.split())
            start = " " if text[:1].isspace() and not space else ""
            end = " " if text[-1:].isspace() and words else ""
            if start + words + end:
                yield Text(start + words + end)
        case Strong(content) | Emphasis(content):
            inner = tidy(content)
            leading = isinstance(content[0], Text) and content[0].text[:1].isspace() and not space
            trailing = isinstance(content[-1], Text) and content[-1].text[-1:].isspace()
            if leading:
                yield Text(" ")
            if inner:
                yield type(inline)(inner)
                if trailing:
                    yield Text(" ")
        case _:
            yield inline


def _ends_in_space(inline: Inline) -> bool:
    return isinstance(inline, Text) and inline.text[-1:].isspace()
