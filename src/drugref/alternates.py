"""Harvest the brand names that a monograph's Alternate Names section lists."""

import re
from collections.abc import Iterator

from drugref.analysis import fold, parts_of
from drugref.blocks import Blocks, BulletList, Heading, NumberedList, Paragraph, blocks_text, plain_text
from drugref.model import Monograph, label_of

_BRANDS = re.compile(r"\b(?:brand|trade|proprietary)\b", re.IGNORECASE)
# Up to four words that begin with a capital or a digit: a sentence does not look so.
_NAME = re.compile(r"[A-Z0-9][\w'’.+-]*(?:[ -][A-Z0-9+][\w'’.+-]*){0,3}")
_SOUND = 5
_NOT_A_NAME = re.compile(
    r"\b(?:none|not|no|various|many|several|other|others|generic|brand|brands|names?|available|unknown|include|india|usa?|uk|"
    r"etc|tablets?|capsules?|injections?|cream|gel|syrup|drops?|combination|multiple|specific|this|these|it|the)\b",
    re.IGNORECASE,
)


def alternate_names(monograph: Monograph) -> list[str]:
    """Give the names under a label that says brand or trade, and the list items that are a name alone, in order.

    A combination's section also names its parts; what sounds like one of them is no name of the whole.
    """
    parts = [word for part in parts_of(monograph.title) for word in _words(part)] if "+" in monograph.title else []
    found: dict[str, None] = {}
    for section in monograph.named("alternate-names"):
        for text in _candidates(section.blocks, is_brand=bool(_BRANDS.search(section.title))):
            for part in re.split(r"[,;/\n]|\s+and\s+|\s+or\s+", re.sub(r"\([^)]*\)", " ", text)):
                name = re.sub(r"[™®©*]", "", part).strip(" .:")
                is_name = _NAME.fullmatch(name) and len(name) > 2 and not _NOT_A_NAME.search(name)
                if is_name and not any(word[:_SOUND] == part[:_SOUND] for word in _words(name) for part in parts):
                    found.setdefault(name)
    return list(found)


def _words(name: str) -> list[str]:
    return [word for word in re.findall(r"[^\W_]+", fold(name)) if len(word) >= _SOUND]


def _candidates(blocks: Blocks, *, is_brand: bool) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading(title):
                is_brand = bool(_BRANDS.search(title))
            case Paragraph():
                yield from _labelled(block, is_brand=False)
            case BulletList(items) | NumberedList(items):
                for item in items:
                    yield from _item(item, is_brand=is_brand)
            case _:
                continue


def _item(item: Blocks, *, is_brand: bool) -> Iterator[str]:
    first = item[0] if item else None
    if not isinstance(first, Paragraph):
        return
    label = label_of(first)
    under_brand = bool(_BRANDS.search(label)) if label else is_brand
    if label:
        yield from _labelled(first, is_brand=under_brand)
    else:
        yield plain_text(first.content)
    for block in item[1:]:
        if under_brand and isinstance(block, BulletList):
            yield from (blocks_text(inner[:1]) for inner in block.items)


def _labelled(paragraph: Paragraph, *, is_brand: bool) -> Iterator[str]:
    """Yield what stands behind a label that says brand."""
    label = label_of(paragraph)
    if label and (is_brand or _BRANDS.search(label)):
        yield plain_text(paragraph.content).split(":", 1)[-1]
