"""Check what only several monographs together show: names that clash, references that lead nowhere."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from drugref.analysis import parts_of, squash
from drugref.check.catalogue import NOTE, WARNING, collection_check
from drugref.check.page import Hit, Page

_LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s:]+\.(?:md|markdown))(?:#[^)]*)?\)")


class Card(NamedTuple):
    """What the others must know of a page: its names, the parts of its title, the pages that it links to."""

    path: str
    slug: str
    title: str
    names: tuple[str, ...]
    parts: tuple[str, ...]
    links: tuple[tuple[int, str], ...]


def card_of(page: Page) -> Card:
    """Make a page's card."""
    assert page.monograph is not None
    monograph = page.monograph
    links = tuple((number, match["target"]) for number, line in page.body_lines for match in _LINK.finditer(line))
    parts = tuple(parts_of(monograph.title)) if "+" in monograph.title else ()
    return Card(page.path, monograph.slug, monograph.title, monograph.names, parts, links)


@collection_check("D313", WARNING)
def duplicate_title(cards: Sequence[Card]) -> Iterator[tuple[str, Hit]]:
    """Two monographs have one title: asked for by it, neither opens."""
    by_title: dict[str, list[Card]] = {}
    for card in cards:
        by_title.setdefault(squash(card.title), []).append(card)
    for namesakes in by_title.values():
        for card in namesakes[1:]:
            yield card.path, Hit(2, f"'{card.title}' is the title of {namesakes[0].path} too")


@collection_check("D316", WARNING)
def broken_reference(cards: Sequence[Card]) -> Iterator[tuple[str, Hit]]:
    """A link leads to a monograph that is not there."""
    slugs = {card.slug for card in cards}
    for card in cards:
        for line, target in card.links:
            if target.rsplit("/", 1)[-1].rsplit(".", 1)[0] not in slugs:
                yield card.path, Hit(line, f"the link to '{target}' leads to no monograph")


@collection_check("D317", NOTE)
def part_without_monograph(cards: Sequence[Card]) -> Iterator[tuple[str, Hit]]:
    """A part of a combination has no monograph of its own, by any name."""
    names = {squash(name) for card in cards for name in (*card.names, card.slug)}
    for card in cards:
        for part in card.parts:
            if squash(part) not in names:
                yield card.path, Hit(2, f"'{part}' has no monograph of its own")
