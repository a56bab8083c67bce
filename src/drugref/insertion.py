"""Set words into blocks at places of their text, without touching a word that stands there."""

from collections.abc import Callable, Iterable, Sequence
from typing import assert_never

from drugref.blocks import (
    Block,
    Blocks,
    BulletList,
    Code,
    Emphasis,
    Heading,
    Inline,
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

Insertions = Sequence[tuple[int, Inlines]]
"""Places of a text, counted in characters of `leaf_text`, each with the inlines to set there."""


def leaf_text(content: Inlines) -> str:
    """Give the characters of inlines as places are counted: the addresses of links are no part of it."""
    parts: list[str] = []
    for inline in content:
        match inline:
            case Text(text) | Code(text):
                parts.append(text)
            case Strong(inner) | Emphasis(inner) | Link(inner):
                parts.append(leaf_text(inner))
            case _:
                assert_never(inline)
    return "".join(parts)


def insert(content: Inlines, insertions: Insertions) -> Inlines:
    """Set inlines at places of the text of others; one at the border of two stands with the first."""
    waiting = sorted(insertions, key=lambda insertion: insertion[0])
    return tuple(_inserted(content, waiting, 0))


def _inserted(content: Inlines, insertions: Insertions, start: int) -> Iterable[Inline]:
    """Yield inlines that begin at `start` of the whole text, with what belongs into or right behind them."""
    for number, inline in enumerate(content):
        end = start + len(leaf_text((inline,)))
        first = start if number or start else -1
        mine = [each for each in insertions if first < each[0] <= end]
        match inline:
            case Text(text) | Code(text):
                yield from _split(type(inline), text, mine, start)
            case Strong(inner) | Emphasis(inner):
                within = [each for each in mine if each[0] < end]
                yield type(inline)(tuple(_inserted(inner, within, start)))
                yield from _set([each for each in mine if each[0] == end])
            case Link():  # an address is never parted from its words
                yield inline
                yield from _set(mine)
            case _:
                assert_never(inline)
        start = end


def _split(kind: type[Text | Code], text: str, insertions: Insertions, start: int) -> Iterable[Inline]:
    last = 0
    for place, inlines in insertions:
        if place - start > last:
            yield kind(text[last : place - start])
            last = place - start
        yield from inlines
    if text[last:] or not insertions:
        yield kind(text[last:])


def _set(insertions: Insertions) -> Iterable[Inline]:
    for _, inlines in insertions:
        yield from inlines


def rewrite(blocks: Blocks, line: Callable[[Inlines], Inlines], *, table: Callable[[Table], Table]) -> Blocks:
    """Give blocks with the words of every paragraph and heading passed through `line`, every table through `table`."""
    return tuple(_rewrite(block, line, table) for block in blocks)


def _rewrite(block: Block, line: Callable[[Inlines], Inlines], table: Callable[[Table], Table]) -> Block:
    match block:
        case Paragraph(content):
            return Paragraph(line(content))
        case Heading(title, id, level):
            return Heading(plain_text(line((Text(title),))), id, level)
        case BulletList(items):
            return BulletList(tuple(rewrite(item, line, table=table) for item in items))
        case NumberedList(items, start):
            return NumberedList(tuple(rewrite(item, line, table=table) for item in items), start)
        case Table():
            return table(block)
        case Note(inner):
            return Note(rewrite(inner, line, table=table))
        case _:
            assert_never(block)
