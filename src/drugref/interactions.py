"""Say what the monographs of some drugs say of one another: named, of a class, the same, or not mentioned."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from drugref.membership import Membership
from drugref.model import Monograph
from drugref.naming import moieties_of
from drugref.quotes import (
    ENTRIES,
    Quote,
    Quoter,
    entry_statements,
    is_on_interactions,
    is_silent,
    statements,
)
from drugref.reader import SECTIONS, Met, Reader
from drugref.wording import (
    OTHER,
    UNRATED,
    Severity,
    clause_around,
    is_denial,
    is_on_allergy,
    severity_of,
    stated_severity,
)

NAMED, CLASS, DUPLICATE, NOT_MENTIONED, NO_TEXT = "named", "class", "duplicate", "not mentioned", "no text"
"""What a monograph says of another drug; silence is told as silence, and never means that the two are safe together."""

SAYS, DENIES, EXCEPTS = "says so", "says no effect", "names it as an exception"
"""How a quote puts it: an interaction, its denial, or an exception from what is said of others."""


NARROW = "drugs with a narrow therapeutic index"
"""The class of the table that a mention may narrow another to."""


class Finding(NamedTuple):
    """One thing that a monograph says of another drug.

    `words` are those by which the other is named, `via` the ingredient, brand or class that they are of it; `effect`,
    `action` and `source` are those of the front matter where it has them; `belongs` quotes by what the other is of the
    class; `also` are further places that name the class.
    """

    kind: str
    speaker: str
    about: str
    words: str
    via: str
    severity: Severity
    stance: str
    effect: str
    action: str
    source: str
    quote: Quote
    belongs: Quote | None = None
    also: tuple[Quote, ...] = ()


class Direction(NamedTuple):
    """What one monograph says of the other: the state, the sections read, and where else it names the drug."""

    speaker: str
    about: str
    state: str
    findings: tuple[Finding, ...]
    sections: tuple[str, ...]
    elsewhere: tuple[Quote, ...]
    is_examined: bool


class Pair(NamedTuple):
    """Two drugs, both ways."""

    first: str
    second: str
    directions: tuple[Direction, ...]
    duplicates: tuple[Finding, ...]

    @property
    def state(self) -> str:
        """The gravest state: what was found goes before what was not, and what was not examined before silence."""
        states = {direction.state for direction in self.directions} | ({DUPLICATE} if self.duplicates else set())
        return next(state for state in (NAMED, CLASS, DUPLICATE, NO_TEXT, NOT_MENTIONED) if state in states)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that was found, the gravest first."""
        found = [finding for direction in self.directions for finding in direction.findings]
        return (*sorted(found, key=rank), *self.duplicates)

    @property
    def is_examined(self) -> bool:
        """Tell whether both monographs have a text on interactions."""
        return all(direction.is_examined for direction in self.directions)


class Report(NamedTuple):
    """The pairs of some drugs, the gravest first, and what was read for them."""

    monographs: tuple[Monograph, ...]
    pairs: tuple[Pair, ...]
    same: tuple[tuple[str, str], ...] = ()

    @property
    def dates(self) -> tuple[str, str]:
        """The oldest and the newest date of the sources that were read; empty strings when none has one."""
        dates = sorted(source.effective for one in self.monographs for source in one.sources if source.effective)
        return (dates[0], dates[-1]) if dates else ("", "")

    @property
    def is_examined(self) -> bool:
        """Tell whether every pair could be examined both ways."""
        return all(pair.is_examined for pair in self.pairs)


def interactions(monographs: Sequence[Monograph], quoter: Quoter) -> Report:
    """Examine every pair of some drugs, both ways; each text is read once, for all the drugs together."""
    members = {one.slug: Membership(one) for one in monographs}
    reader = Reader(monographs, list(members.values()))
    speakers = {one.slug: _Speaker(one, members, reader, quoter) for one in monographs}
    pairs = [
        Pair(
            one.slug, two.slug, (speakers[one.slug].direction(two.slug), speakers[two.slug].direction(one.slug)),
            tuple(_duplicates(members[one.slug], members[two.slug], quoter)),
        )
        for one, two in combinations(monographs, 2)
    ]  # fmt: skip
    return Report(tuple(monographs), tuple(sorted(pairs, key=_pair_rank)))


def rank(finding: Finding) -> tuple[int, int, int]:
    """Sort findings: contraindicated, avoid, others; of each what is named before classes; denials last."""
    kinds = (NAMED, CLASS, DUPLICATE)
    place = SECTIONS.index(finding.quote.section) if finding.quote.section in SECTIONS else -1
    return (finding.severity.rank if finding.stance == SAYS else OTHER + 1, kinds.index(finding.kind), place)


def _pair_rank(pair: Pair) -> tuple[int, int]:
    states = (NAMED, CLASS, DUPLICATE, NO_TEXT, NOT_MENTIONED)
    gravest = min((rank(finding)[0] for finding in pair.findings), default=OTHER + 2)
    return gravest, states.index(pair.state)


class _Speaker:
    """One monograph, read once, asked what it says of each of the other drugs."""

    def __init__(self, monograph: Monograph, members: Mapping[str, Membership], reader: Reader, quoter: Quoter) -> None:
        self._monograph = monograph
        self._members = members
        self._reader = reader
        self._quoter = quoter
        self._met = reader.read(monograph)
        self._titles, self._has_text = _read_of(monograph)
        # What is said of a class is the same for every drug of it.
        self._made: dict[int, Finding] = {}

    def direction(self, about: str) -> Direction:
        """Give what the monograph says of one drug."""
        named = [one for one in self._met if one.about == about]
        findings = [*self._named(about, named), *self._classes(about, {one.statement.place for one in named})]
        elsewhere = [] if findings else self._reader.read_elsewhere(self._monograph, about)
        quotes = dict.fromkeys(self._quoter.quote(self._monograph, one.statement, one.quoted) for one in elsewhere)
        kinds = {finding.kind for finding in findings}
        silence = NOT_MENTIONED if self._has_text else NO_TEXT
        state = NAMED if NAMED in kinds else CLASS if CLASS in kinds else silence
        ordered = tuple(sorted(findings, key=rank))
        return Direction(self._monograph.slug, about, state, ordered, self._titles, tuple(quotes), self._has_text)

    def _named(self, about: str, met: Sequence[Met]) -> list[Finding]:
        """Make a finding of each statement that names a drug; an entry of the front matter joins the one it retells."""
        entries = _unique(one for one in met if one.statement.section.id == ENTRIES)
        found: list[Finding] = []
        for one in _unique(one for one in met if one.statement.section.id != ENTRIES):
            entry = _retold(one, entries)
            if entry:
                entries.remove(entry)
            found.append(self._finding(NAMED, about, one, entry))
        return found + [self._finding(NAMED, about, entry, entry) for entry in entries]

    def _classes(self, about: str, named: set[tuple[str, int, int]]) -> list[Finding]:
        """Make one finding of each class that is named and the other says it is of, with the gravest quote first."""
        by_class: dict[str, list[Finding]] = {}
        own, other = self._members[self._monograph.slug], self._members[about]
        for one in self._met:
            if (
                one.about
                or one.statement.place in named
                or about in one.excepted
                or not other.has(one.via, one.mention)
            ):
                continue
            is_own = not one.is_other and own.has(one.via, one.mention)
            if is_own or (one.is_narrow and not other.is_of(NARROW)):
                continue
            belongs = other.belongs(one.via, one.mention)
            if belongs is not None:
                quote = self._quoter.quote(other.monograph, belongs.statement, belongs.text)
                finding = self._class(one)._replace(about=about, belongs=quote, via=belongs.name)
                by_class.setdefault(belongs.name, []).append(finding)
        return [_gravest(found) for found in by_class.values()]

    def _class(self, one: Met) -> Finding:
        if id(one) not in self._made:
            entry = one if one.statement.section.id == ENTRIES else None
            self._made[id(one)] = self._finding(CLASS, "", one, entry)
        return self._made[id(one)]

    def _finding(self, kind: str, about: str, one: Met, entry: Met | None) -> Finding:
        label = one.statement.label if one.quoted.startswith(one.statement.label) else ""
        clause = clause_around(one.quoted, one.start, label)
        fields = entry.fields if entry else {}
        stated = fields.get("stated", "")
        severity = stated_severity(stated) or _own_severity(one, clause)
        denies = is_denial(clause, stated) and severity.rank == OTHER
        stance = EXCEPTS if one.is_excepted else DENIES if denies else SAYS
        quote = self._quoter.quote(self._monograph, one.statement, one.quoted)
        effect, action, source = (fields.get(key, "") for key in ("effect", "action", "source"))
        slug, words = self._monograph.slug, one.words
        return Finding(kind, slug, about, words, one.via, severity, stance, effect, action, source, quote)


def _read_of(speaker: Monograph) -> tuple[tuple[str, ...], bool]:
    """Give the titles of the sections that have a text, and tell whether one of them is on interactions."""
    titles = ["Interactions (front matter)"] if any(entry_statements(speaker)) else []
    has_text = bool(titles)
    for section_id in SECTIONS:
        for section in speaker.named(section_id):
            if any(not is_silent(one.text) for one in statements(section)):
                titles.append(section.full_title)
                has_text = has_text or any(map(is_on_interactions, statements(section)))
    return tuple(dict.fromkeys(titles)), has_text


def _unique(met: Iterable[Met]) -> list[Met]:
    """Keep one of the times that a quote names a drug."""
    return list({(one.statement.place, one.quoted): one for one in reversed(list(met))}.values())[::-1]


def _retold(one: Met, entries: Sequence[Met]) -> Met | None:
    """Give the entry that a statement of Drug Interactions retells: the same source, and the most words in common."""
    if one.statement.section.id != "drug-interactions" or not entries:
        return None
    words = set(one.quoted.lower().split())

    def likeness(entry: Met) -> tuple[bool, int]:
        cites = bool(entry.fields["source"]) and entry.fields["source"] in one.statement.text
        return cites, len(words & set(entry.statement.text.lower().split()))

    best = max(entries, key=likeness)
    return best if likeness(best)[0] or likeness(best)[1] > len(words) // 3 else None


def _own_severity(one: Met, clause: str) -> Severity:
    """Find the word in the clause that names the drug, else in what follows on it, else in what announces it."""
    found = severity_of(clause, one.words)
    if found.word == UNRATED:
        found = severity_of(one.quoted.partition(clause)[2], one.words)
    if found.word == UNRATED and one.statement.lead:
        found = severity_of(one.statement.lead, one.words)
    if is_on_allergy(clause):
        return Severity(UNRATED, OTHER)
    if one.statement.section.id == "contraindications" and found.rank > 0 and not is_denial(clause):
        return Severity("contraindicated", 0)
    return found


def _gravest(findings: list[Finding]) -> Finding:
    best = min(findings, key=rank)
    also = dict.fromkeys(finding.quote for finding in findings if finding.quote != best.quote)
    return best._replace(also=tuple(also))


def _duplicates(one: Membership, two: Membership, quoter: Quoter) -> Iterator[Finding]:
    """Say what two drugs share: an ingredient, or a class that both give as theirs."""
    first, second = one.monograph, two.monograph
    for shared in sorted(moieties_of(first) & moieties_of(second)):
        mine, theirs = (
            quoter.say(each, "ingredients", f"Ingredients: {', '.join(each.ingredients or (each.title,))}")
            for each in (first, second)
        )
        yield _duplicate(shared, "shared ingredient", mine, theirs)
    others = {found.name: found for found in two.duplicates()}
    for found in one.duplicates():
        if other := others.get(found.name):
            mine = quoter.quote(first, found.statement, found.text)
            theirs = quoter.quote(second, other.statement, other.text)
            yield _duplicate(found.name, "same class", mine, theirs)


def _duplicate(shared: str, via: str, mine: Quote, theirs: Quote) -> Finding:
    unrated = Severity(UNRATED, OTHER)
    return Finding(DUPLICATE, mine.slug, theirs.slug, shared, via, unrated, SAYS, "", "", "", mine, theirs)
