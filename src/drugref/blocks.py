"""Hold the middle language: the blocks and inlines that parser and renderers both speak.

They are named tuples, not dataclasses: sixteen frozen dataclasses cost a Python start-up's worth of time before
the first page is shown, sixteen named tuples a tenth of that.
"""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple, TypeVar, assert_never

_Record = TypeVar("_Record", bound=type)


def distinct(cls: _Record) -> _Record:
    """Make two records equal only when they are of one type; bare tuples compare by content alone."""

    def equal(self: tuple[Any, ...], other: object) -> bool:
        return type(self) is type(other) and tuple.__eq__(self, other)

    def unequal(self: tuple[Any, ...], other: object) -> bool:
        return not equal(self, other)

    cls.__eq__, cls.__ne__, cls.__hash__ = equal, unequal, tuple.__hash__  # type: ignore[assignment, method-assign]
    return cls


@distinct
class Text(NamedTuple):
    """A run of plain characters; a newline in it is a forced line break."""

    text: str


@distinct
class Strong(NamedTuple):
    """Words of strong importance, usually a label."""

    content: "tuple[Inline, ...]"


@distinct
class Emphasis(NamedTuple):
    """Words with stress."""

    content: "tuple[Inline, ...]"


@distinct
class Code(NamedTuple):
    """Characters to be kept exactly."""

    text: str


@distinct
class Link(NamedTuple):
    """Words that point to an address."""

    content: "tuple[Inline, ...]"
    url: str


Inline = Text | Strong | Emphasis | Code | Link
Inlines = tuple[Inline, ...]


@distinct
class Paragraph(NamedTuple):
    """Words that belong together."""

    content: Inlines


@distinct
class BulletList(NamedTuple):
    """Items without an order; each is a run of blocks."""

    items: "tuple[tuple[Block, ...], ...]"


@distinct
class NumberedList(NamedTuple):
    """Items in an order, counted from `start`."""

    items: "tuple[tuple[Block, ...], ...]"
    start: int = 1


@distinct
class Table(NamedTuple):
    """A row of headings and rows of cells; every row has as many cells as the headings."""

    header: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]


@distinct
class Note(NamedTuple):
    """Words set apart from the text: a quotation or a disclaimer."""

    blocks: "tuple[Block, ...]"


@distinct
class Heading(NamedTuple):
    """A heading inside a section: `level` 3 to 6; a line of bold text alone has level 6."""

    title: str
    id: str
    level: int


Block = Paragraph | BulletList | NumberedList | Table | Note | Heading
Blocks = tuple[Block, ...]


def plain_text(content: Inlines) -> str:
    """Give the characters of inlines without their styles."""
    return "".join(_inline_text(inline) for inline in content)


def _inline_text(inline: Inline) -> str:
    match inline:
        case Text(text) | Code(text):
            return text
        case Strong(content) | Emphasis(content):
            return plain_text(content)
        case Link(content, url):
            words = plain_text(content)
            return words if words == url or not url else f"{words} ({url})"
        case _:
            assert_never(inline)


def text_lines(blocks: Blocks) -> Iterator[str]:
    """Yield the words of blocks in reading order, a line for each paragraph, heading or row."""
    for block in blocks:
        match block:
            case Paragraph(content):
                yield plain_text(content)
            case Heading(title):
                yield title
            case BulletList(items) | NumberedList(items):
                for blocks_of_item in items:
                    yield from text_lines(blocks_of_item)
            case Table(header, rows):
                for row in (header, *rows):
                    yield " | ".join(plain_text(cell) for cell in row)
            case Note(inner):
                yield from text_lines(inner)
            case _:
                assert_never(block)


def blocks_text(blocks: Blocks) -> str:
    """Give the words of blocks as one string with a newline between blocks."""
    return "\n".join(text_lines(blocks))


def dump_blocks(blocks: Blocks) -> list[Any]:
    """Give blocks as JSON values, such as `{"paragraph": [inline, …]}` and `{"bullets": [[block, …], …]}`."""
    return [_dump_block(block) for block in blocks]


def _dump_block(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph(content):
            return {"paragraph": _dump_inlines(content)}
        case Heading(title, id, level):
            return {"heading": title, "id": id, "level": level}
        case BulletList(items):
            return {"bullets": [dump_blocks(item) for item in items]}
        case NumberedList(items, start):
            return {"numbered": [dump_blocks(item) for item in items], "start": start}
        case Table(header, rows):
            return {
                "table": [_dump_inlines(cell) for cell in header],
                "rows": [[_dump_inlines(cell) for cell in row] for row in rows],
            }
        case Note(inner):
            return {"note": dump_blocks(inner)}
        case _:
            assert_never(block)


def _dump_inlines(content: Inlines) -> list[Any]:
    return [_dump_inline(inline) for inline in content]


def _dump_inline(inline: Inline) -> Any:
    match inline:
        case Text(text):
            return text
        case Code(text):
            return {"code": text}
        case Strong(content):
            return {"strong": _dump_inlines(content)}
        case Emphasis(content):
            return {"emphasis": _dump_inlines(content)}
        case Link(content, url):
            return {"link": _dump_inlines(content), "url": url}
        case _:
            assert_never(inline)


def load_blocks(values: list[Any]) -> Blocks:
    """Give back what `dump_blocks` made; KeyError or TypeError on anything else."""
    return tuple([_load_block(value) for value in values])


def _load_block(value: dict[str, Any]) -> Block:
    if "paragraph" in value:
        return Paragraph(_load_inlines(value["paragraph"]))
    if "bullets" in value:
        return BulletList(tuple([load_blocks(item) for item in value["bullets"]]))
    if "heading" in value:
        return Heading(value["heading"], value["id"], value["level"])
    if "numbered" in value:
        return NumberedList(tuple([load_blocks(item) for item in value["numbered"]]), value["start"])
    if "table" in value:
        rows = tuple([tuple([_load_inlines(cell) for cell in row]) for row in value["rows"]])
        return Table(tuple([_load_inlines(cell) for cell in value["table"]]), rows)
    return Note(load_blocks(value["note"]))


def _load_inlines(values: list[Any]) -> Inlines:
    return tuple([_load_inline(value) for value in values])


def _load_inline(value: Any) -> Inline:
    if isinstance(value, str):
        return Text(value)
    if "strong" in value:
        return Strong(_load_inlines(value["strong"]))
    if "emphasis" in value:
        return Emphasis(_load_inlines(value["emphasis"]))
    if "code" in value:
        return Code(value["code"])
    return Link(_load_inlines(value["link"]), value["url"])


def dumps_blocks(blocks: Blocks) -> str:
    """Give blocks as a JSON text, the form the snapshot stores."""
    return json.dumps(dump_blocks(blocks), ensure_ascii=False, separators=(",", ":"))


def loads_blocks(text: str) -> Blocks:
    """Give back what `dumps_blocks` made."""
    return load_blocks(json.loads(text))
