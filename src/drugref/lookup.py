"""Resolve a name to the monograph it is filed under; a close name only suggests."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from drugref.analysis import fold, part_key, parts_of, squash
from drugref.collection import LABELS
from drugref.compendium import Compendium
from drugref.errors import DataFault, MonographNotFound, NameIsShared
from drugref.model import Monograph
from drugref.snapshot import Entry, NameKey, NameRecord

MOST_SUGGESTIONS = 7
_MOST_MENTIONS, _MOST_READ = 3, 60
# Below this a suggestion is noise: on typing errors of one or two edits the right name scores 0.75 or more.
_LEAST_SIMILARITY = 0.7
_SHORTEST_CONTAINED = 4


Note = Callable[[str], None]
"""Called with a sentence that a reader should see beside the answer."""


class Suggestion(NamedTuple):
    """A monograph that a name may have meant, its name that is close, why it is offered, and how close (0 to 1)."""

    entry: Entry
    name: str
    reason: str
    similarity: float

    def __str__(self) -> str:
        return f"{self.entry.slug}  {describe(self.entry)} ({self.reason})"


def find(compendium: Compendium, name: str, *, note: Note | None = None) -> Monograph:
    """Open the one monograph that a name means exactly; `note` is told where an alternate name was found.

    MonographNotFound carries suggestions, NameIsShared the claimants; DataFault when the file by that name is at
    fault.
    """
    entry = _exact(compendium, name, note)
    label = None if entry else _imported(compendium, name)
    if label is not None:
        return label
    if entry is None:
        raise _nothing(compendium, name)
    return compendium.monograph(entry)


def _imported(compendium: Compendium, name: str) -> Monograph | None:
    """Give the imported label that a name means which is no drug's: a brand, a set id, a product code."""
    library = compendium.library
    if library is None:
        return None
    found = library.named(name)
    if len({holding.slug for holding in found}) > 1:
        lines = [f"{one.set_id}  {one.title}, {', '.join(one.makers)}" for one in found]
        raise NameIsShared(name, lines)
    best = max(found, key=lambda one: (one.is_prescription, one.effective, one.version), default=None)
    return None if best is None else library.monograph(best)._replace(collection=LABELS)


def resolve(compendium: Compendium, name: str, *, note: Note | None = None) -> Entry:
    """Give the entry of the one monograph that a name means exactly; raises as `find` does.

    Exact is a slug, title, synonym or brand, folded, and the ingredients of a combination in any order; else a name
    from the Alternate Names of one monograph alone, of which `note` is told where it was found.
    """
    entry = _exact(compendium, name, note)
    if entry is None:
        raise _nothing(compendium, name)
    return entry


def _exact(compendium: Compendium, name: str, note: Note | None) -> Entry | None:
    key = squash(name)
    records = compendium.named(key) if key else []
    if not records and len(parts_of(name)) > 1:
        records = compendium.named(part_key(name))
    records = [record for record in records if record.entry.collection != LABELS] or records
    stated = [record for record in records if record.kind != "alternate"]
    records = stated or records
    claimants = {record.entry.slug: record.entry for record in records}
    if name in claimants:  # a slug is the one name that is never shared
        return claimants[name]
    if len(claimants) == 1:
        if not stated and note:
            note(f"'{records[0].name}' was found under Alternate Names of {records[0].entry.title}.")
        return next(iter(claimants.values()))
    if claimants:
        raise NameIsShared(name, told_apart([f"{entry.slug}  {describe(entry)}" for entry in claimants.values()]))
    # damage may have cost the name; it is looked for before a reader is told that there is none
    return _exact(compendium, name, note) if compendium.mend() else None


def _nothing(compendium: Compendium, name: str) -> MonographNotFound:
    """Say what there is instead; a drug that is known to have no monograph gets no other drug offered for it."""
    _raise_fault(compendium, squash(name))
    from drugref.uncovered import gap, uncovered  # only a name that is not found needs the table

    mentions = _mentions(compendium, name)
    unread = sum(problem.code in {"D101", "D109"} for _, problem in compendium.problems())
    if missing := gap(name):
        return MonographNotFound(name, (), mentions, gap=str(missing), unread=unread)
    found = suggest(compendium, name)
    other = _nearest_gap(name, [one.name for one in uncovered().values()])
    nearer = other if other and other[1] >= max((one.similarity for one in found), default=0.0) else None
    lines = told_apart([str(suggestion) for suggestion in found], beside=name)
    return MonographNotFound(name, lines, mentions, other=nearer[0] if nearer else "", unread=unread)


def _nearest_gap(name: str, names: Sequence[str]) -> tuple[str, float] | None:
    """Give the drug without a monograph that is spelt most like a name, and how much."""
    from rapidfuzz import process  # a name that is known never needs it
    from rapidfuzz.distance import OSA

    squashed = [squash(other) for other in names]
    scorer = OSA.normalized_similarity
    best = process.extractOne(squash(name), squashed, scorer=scorer, processor=None, score_cutoff=0.75)
    return (names[best[2]], best[1]) if best and _may_be_meant(name, names[best[2]]) else None


def told_apart(lines: list[str], *, beside: str = "") -> list[str]:
    """Write look-alike names in tall-man lettering where two of them could be meant: in a list, or beside a name."""
    from drugref.tallman import is_lookalike, tall_man  # only a name that is not found needs the table

    alike = {word.lower() for line in [*lines, beside] for word in re.findall(r"[A-Za-z]+", line) if is_lookalike(word)}
    # the slug before the title stays as it is typed
    return (
        ["  ".join([line.split("  ")[0], *map(tall_man, line.split("  ")[1:])]) for line in lines]
        if len(alike) > 1
        else lines
    )


def describe(entry: Entry) -> str:
    """Say what a monograph is about: its title, and of a combination how many drugs it holds."""
    count = len(parts_of(entry.title))
    what = f", combination of {count}" if count > 1 else ""
    ban = ", BANNED" if entry.banned else ""
    return f"{entry.title}{what}{ban}"


def _raise_fault(compendium: Compendium, key: str) -> None:
    """Raise DataFault when a file by that name is there but cannot be read, or may be."""
    from drugref.corpus import slug_of  # only a name that is not found needs it

    fatal = [
        str(problem._replace(path=str(collection.place.root / problem.path)))
        for collection, problem in compendium.problems()
        if problem.fatal and key and squash(slug_of(problem.path)) == key
    ]
    if fatal:
        raise DataFault("\n".join(fatal))
    if compendium.fault is not None:
        raise DataFault("It is no monograph, and the imported labels could not be looked at.") from compendium.fault


def suggest(compendium: Compendium, name: str) -> list[Suggestion]:
    """Give the monographs whose names are nearest to a name, best first, at most seven.

    The distance is optimal string alignment over squashed names with the parts of combinations in order: on 1,200
    typing errors it put the right drug first more often than any weighted ratio, at a tenth of the cost. Names that
    differ in a digit or in a letter standing alone are never close.
    """
    key = squash(name)
    if not key:
        return []
    keys = compendium.name_keys()
    found = [*_close(compendium, name, keys), *_containing(compendium, key, keys)]
    best: dict[str, Suggestion] = {}
    for suggestion in sorted(found, key=lambda one: (-one.similarity, len(one.name), one.entry.slug)):
        best.setdefault(suggestion.entry.slug, suggestion)
    return list(best.values())[:MOST_SUGGESTIONS]


def _close(compendium: Compendium, name: str, keys: Sequence[NameKey]) -> list[Suggestion]:
    from rapidfuzz import process  # a name that is known never needs it
    from rapidfuzz.distance import OSA

    # As written, for an error in a part's first letter moves it; and with the parts in order, however they stand apart.
    ordered = {"".join(sorted(map(squash, re.split(mark, name)))) for mark in (r"[-+/,&]", r"[-+/,&\s]+")}
    as_written = [key.squashed for key in keys]
    in_order = [key.sorted for key in keys]
    best: dict[int, float] = {}
    for asked, names in [(squash(name), as_written), *((parts, in_order) for parts in ordered)]:
        scored = process.extract(
            asked, names, scorer=OSA.normalized_similarity, processor=None, limit=40, score_cutoff=_LEAST_SIMILARITY
        )
        for _, score, place in scored:
            best[place] = max(score, best.get(place, 0.0))
    records = [(compendium.name_of(keys[place]), score) for place, score in best.items()]
    return [
        Suggestion(record.entry, record.name, _reason(name, record), score)
        for record, score in records
        if record and _may_be_meant(name, record.name)
    ]


def _reason(name: str, record: NameRecord) -> str:
    from drugref.tallman import is_lookalike

    if is_lookalike(name) and is_lookalike(record.name):
        return "look-alike"
    is_title = squash(record.name) == squash(record.entry.title)
    return "spelling" if is_title else f"spelling of its {record.kind} {record.name}"


def _containing(compendium: Compendium, key: str, keys: Iterable[NameKey]) -> list[Suggestion]:
    """Give the monographs with a name that holds the name asked for; the more of it, the closer."""
    if len(key) < _SHORTEST_CONTAINED:
        return []
    holding = sorted((other for other in keys if key in other.squashed), key=lambda other: len(other.squashed))
    records = [compendium.name_of(other) for other in holding[: 3 * MOST_SUGGESTIONS]]
    return [
        Suggestion(record.entry, record.name, f"'{record.name}' contains it", len(key) / len(record.squashed))
        for record in records
        if record
    ]


def _may_be_meant(name: str, other: str) -> bool:
    """Tell whether two close names may be one: their figures and their single letters must agree (B1/B12, D2/D3)."""
    mine, theirs = _particles(name), _particles(other)
    if "".join(filter(str.isdigit, squash(name))) != "".join(filter(str.isdigit, squash(other))):
        return False
    letters, others = {p for p in mine if p.isalpha()}, {p for p in theirs if p.isalpha()}
    if letters and others:
        return others <= letters
    if others and not letters:  # "vitamind" is not "Vitamin C": its last letter must be the one that stands alone
        return squash(name)[-1] == squash(other)[-1] or squash(other)[-1] not in others
    return True


def _particles(name: str) -> list[str]:
    """Give the single letters and the words with digits of a name."""
    return [word for word in re.findall(r"[^\W_]+", fold(name)) if len(word) == 1 or not word.isalpha()]


def _mentions(compendium: Compendium, name: str) -> list[str]:
    """Say where monographs mention a name that is none of theirs."""
    from drugref.terms import index_terms  # only a name that is not found needs it

    terms = index_terms(name)
    if not terms or len(terms) > 8:
        return []
    query = f'text: "{" ".join(terms)}"'
    found = compendium.passages(lambda snapshot: snapshot.passages(query, (1.0, 1.0, 1.0), most=_MOST_READ))
    first = {passage.entry.slug: passage for passage in reversed(found)}
    places = [f"{passage.entry.slug}  {passage.entry.title}, under {passage.section}" for passage in first.values()]
    more = ["and others"] if len(places) > _MOST_MENTIONS else []
    return places[::-1][:_MOST_MENTIONS] + more


def nearest_words(word: str, words: Iterable[str]) -> tuple[str, ...]:
    """Give the words of an index that are spelled most like a word, best first, at most three; digits must agree."""
    from rapidfuzz import process  # a word that is known never needs it
    from rapidfuzz.distance import OSA

    digits = "".join(filter(str.isdigit, word))
    candidates = [other for other in words if abs(len(other) - len(word)) < 3]
    scorer = OSA.normalized_similarity
    scored = process.extract(word, candidates, scorer=scorer, processor=None, limit=9, score_cutoff=0.75)
    return tuple(other for other, _, _ in scored if "".join(filter(str.isdigit, other)) == digits)[:3]
