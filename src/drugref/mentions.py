"""Find where monographs speak of a drug or of its class."""

from collections.abc import Iterable
from typing import NamedTuple

from drugref.classes import class_rows, trait_of
from drugref.compendium import Compendium
from drugref.lexicon import Lexicon, read
from drugref.membership import Membership
from drugref.model import Monograph
from drugref.naming import names_of
from drugref.quotes import Quote, Quoter, sentences, statements
from drugref.reader import SECTIONS, Met, Reader
from drugref.snapshot import Entry
from drugref.terms import index_terms

NAMED, CLASS = "named", "class"
_MOST_PASSAGES = 100_000
_WEIGHTS = (0.0, 0.0, 1.0)


class Mention(NamedTuple):
    """A place where a monograph names a drug, or a class that the drug's own monograph says it is of."""

    kind: str
    words: str
    via: str
    quote: Quote
    belongs: Quote | None = None


class Speaker(NamedTuple):
    """A monograph that speaks of the drug, with the places: named before class, in the order of the page."""

    slug: str
    title: str
    banned: bool
    mentions: tuple[Mention, ...]


class Mentions(NamedTuple):
    """Who speaks of a drug; `about` is None for a name that has no monograph; `searched` counts the monographs."""

    name: str
    about: Monograph | None
    speakers: tuple[Speaker, ...]
    searched: int
    words: tuple[str, ...]
    classes: tuple[str, ...]


def mentions(compendium: Compendium, about: Monograph, quoter: Quoter) -> Mentions:
    """Find where other monographs name a drug, its ingredients or brands, or a class that it says it is of."""
    names = [name.text for name in names_of(about)]
    member = Membership(about)
    classes = [row for row in class_rows().values() if trait_of(row.name) is None and member.of(row.name)]
    traits = member.traits()
    phrases = [*names, *(phrase for row in classes for phrase in row.named_as), *({trait.enzyme for trait in traits})]
    reader = Reader([about], [member])
    speakers = []
    for entry, places in _candidates(compendium, phrases, {about.slug}):
        speaker = compendium.monograph(entry)
        found = _of_speaker(speaker, reader.read(speaker, only=places), about, member, quoter)
        if found:
            speakers.append(Speaker(speaker.slug, speaker.title, speaker.banned, found))
    said = tuple(row.name for row in classes) + tuple(trait.name for trait in sorted(traits))
    return Mentions(
        about.title, about, tuple(sorted(speakers, key=_order)), len(compendium.entries()), tuple(names), said
    )


def mentions_of_name(compendium: Compendium, name: str, quoter: Quoter) -> Mentions:
    """Find where monographs speak of a name that none of them has: as written, whole words alone."""
    lexicon = Lexicon([(name, name)])
    speakers = []
    for entry, places in _candidates(compendium, [name], set()):
        speaker = compendium.monograph(entry)
        sections = [section for number, section in enumerate(speaker.sections) if number in places]
        found = [
            Mention(NAMED, name, "", quoter.quote(speaker, statement, text))
            for section in sections
            for statement in statements(section)
            for text in (sentences(statement.text) if lexicon.hits(read(statement.text)) else ())
            if lexicon.hits(read(text))
        ]
        if found:
            speakers.append(Speaker(speaker.slug, speaker.title, speaker.banned, tuple(dict.fromkeys(found))))
    return Mentions(name, None, tuple(sorted(speakers, key=_order)), len(compendium.entries()), (name,), ())


def _order(speaker: Speaker) -> tuple[bool, str]:
    return (not any(one.kind == NAMED for one in speaker.mentions), speaker.slug)


def _candidates(compendium: Compendium, phrases: Iterable[str], without: set[str]) -> list[tuple[Entry, set[int]]]:
    """Give the monographs in whose text the index holds one of some phrases, with the positions of the sections."""
    quoted = {" ".join(terms) for phrase in phrases if (terms := index_terms(phrase))}
    if not quoted:
        return []
    query = "{heading text}: (" + " OR ".join(f'"{phrase}"' for phrase in sorted(quoted)) + ")"

    passages = compendium.passages(lambda snapshot: snapshot.passages(query, _WEIGHTS, most=_MOST_PASSAGES))
    found: dict[str, tuple[Entry, set[int]]] = {}
    for passage in passages:
        is_section = passage.section != "faqs" or passage.line != 0
        if is_section and passage.entry.slug not in without:
            found.setdefault(passage.entry.slug, (passage.entry, set()))[1].add(passage.place)
    return [found[slug] for slug in sorted(found)]


def _of_speaker(
    speaker: Monograph, met: Iterable[Met], about: Monograph, member: Membership, quoter: Quoter
) -> tuple[Mention, ...]:
    found: list[Mention] = []
    seen: set[tuple[tuple[str, int, int], str]] = set()
    own = Membership(speaker)
    for one in sorted(met, key=lambda one: (not one.about, _place(one))):
        key = (one.statement.place, one.quoted)
        if key in seen:
            continue
        if one.about:
            seen.add(key)
            found.append(Mention(NAMED, one.words, one.via, quoter.quote(speaker, one.statement, one.quoted)))
            continue
        belongs = member.belongs(one.via, one.mention)
        is_partner = one.is_other or not own.has(one.via, one.mention)
        if belongs and about.slug not in one.excepted and is_partner:
            seen.add(key)
            quotes = (
                quoter.quote(speaker, one.statement, one.quoted),
                quoter.quote(about, belongs.statement, belongs.text),
            )
            found.append(Mention(CLASS, one.words, belongs.name, *quotes))
    return tuple(found)


def _place(one: Met) -> int:
    section = one.statement.section.id
    return SECTIONS.index(section) if section in SECTIONS else len(SECTIONS)
