"""Resolve what a reader types after `--section` to the sections and headings of one monograph."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from drugref.analysis import slugify
from drugref.blocks import Heading
from drugref.errors import SectionNotFound
from drugref.headings import ALIASES, SUBHEADINGS
from drugref.model import Monograph, Section, subsection

_SUBHEADING_TITLES = {subheading.id: subheading.title for subheading in SUBHEADINGS}


class Place(NamedTuple):
    """A section, or the heading at `start` inside it, with the id to ask for it by and its depth in an outline."""

    section: Section
    start: int | None
    id: str
    title: str
    level: int

    @property
    def path(self) -> str:
        """The id with the section's before it: `dosage/children`."""
        return self.id if self.start is None else f"{self.section.id}/{self.id}"

    @property
    def names(self) -> set[str]:
        """The place's own names, as ids: those of the outline, and the canonical ones."""
        if self.start is None:
            return {slugify(word) for word in (self.title, self.section.id, *self.section.also)}
        return {slugify(word) for word in (self.id, self.title, _SUBHEADING_TITLES.get(self.id, self.title))}

    @property
    def aliases(self) -> set[str]:
        """What else readers call the place, as ids."""
        if self.start is not None:
            return set()
        ids = (self.section.id, *self.section.also)
        return {slugify(alias) for name in ids for alias in ALIASES.get(name, ())}


def outline(monograph: Monograph) -> Iterator[Place]:
    """Yield every section and the headings inside it, in the order of the file."""
    for section in monograph.sections:
        if section.title:
            yield Place(section, None, section.id, section.full_title, 2)
        yield from _headings(section)


def _headings(section: Section) -> Iterator[Place]:
    for position, block in enumerate(section.blocks):
        if isinstance(block, Heading):
            yield Place(section, position, block.id, block.title, block.level)


def select(monograph: Monograph, queries: Iterable[str]) -> list[Section]:
    """Give the sections that the queries name, each once, in the order asked for.

    A query is a section or a heading inside one: id, title, alias, `section/heading`, or a prefix of one of them.
    SectionNotFound is raised for the first query that names nothing, or several things.
    """
    chosen: dict[tuple[str, int, int | None], Section] = {}
    for query in queries:
        for place in _resolve(monograph, query):
            chosen.setdefault((place.path, place.section.line, place.start), _excerpt(place))
    return list(chosen.values())


def _resolve(monograph: Monograph, query: str) -> list[Place]:
    places = list(outline(monograph))
    found = _match(places, slugify(query), query, monograph)
    head, slash, tail = query.partition("/")
    if not found and slash:
        above = _match([place for place in places if place.start is None], slugify(head), head, monograph)
        inside = [place for section in above for place in _headings(section.section)]
        found = _match(inside, slugify(tail), tail, monograph)
    if not found:
        raise SectionNotFound(query, monograph.title, [place.path for place in places])
    return found


def _match(places: list[Place], key: str, query: str, monograph: Monograph) -> list[Place]:
    """Match exactly before by prefix, and sections before the headings inside them."""
    if not key:
        return []
    sections = [place for place in places if place.start is None]
    headings = [place for place in places if place.start is not None]
    for candidates in (sections, headings):
        if exact := [place for place in candidates if key in place.names | place.aliases]:
            return exact
    for begun in (
        [place for place in sections if _begins(place.names, key)],
        [place for place in sections if _begins(place.aliases, key)],
        [place for place in headings if _begins(place.names, key)],
    ):
        ids = {place.id for place in begun}
        if len(ids) > 1:
            paths = list(dict.fromkeys(place.path for place in begun))
            reason = f"'{query}' is the beginning of several sections of {monograph.title}. Ask for one of:"
            raise SectionNotFound(query, monograph.title, paths, reason=reason)
        if begun:
            return begun
    return []


def _begins(names: set[str], key: str) -> bool:
    return any(name.startswith(key) for name in names)


def _excerpt(place: Place) -> Section:
    if place.start is None:
        return place.section
    blocks = subsection(place.section, place.start)[1:]
    title = f"{place.section.full_title}: {place.title}"
    return place.section._replace(id=place.path, title=title, qualifier="", blocks=blocks, also=())
