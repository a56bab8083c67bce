"""Tell which classes a monograph itself says that its drug is of, and in which words."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from drugref.classes import DrugClass, class_rows, keys_of, trait_of, traits_of
from drugref.enzymes import ENZYME, Mention, Trait, enzyme_name, is_of, mentions, roles_of, strengths_of
from drugref.lexicon import Hit, Lexicon, Reading, key_of, read
from drugref.model import Monograph, Section
from drugref.quotes import ENTRIES, Statement, entry_statements, sentences, statements

BUNDLED, LABELS = "bundled", "labels"
CLASSES, DESCRIPTION = "classes", "description"
"""Ids of the parts of the front matter in which a monograph says what it is."""

_TITLES = {CLASSES: "Classes (front matter)", DESCRIPTION: "Description (front matter)"}
_NO = re.compile(r"\b(?:no|not|neither|nor|never|without|unlike|unlikely|cannot)\b", re.IGNORECASE)


class Belonging(NamedTuple):
    """What a monograph says by which it is of a class: the class, the statement, and the words of it to quote."""

    name: str
    statement: Statement
    text: str


def wanted_of(members: Iterable["Membership"]) -> tuple[frozenset[str], frozenset[Trait]]:
    """Give the classes and the traits that any of some drugs has: no other class that a text names can concern them."""
    every = list(members)
    names = [row.name for row in class_rows().values() if trait_of(row.name) is None]
    classes = frozenset(name for name in names if any(one.is_of(name) for one in every))
    return classes, frozenset(trait for one in every for trait in one.traits())


class Membership:
    """The classes of one monograph; each is looked for when it is asked for, and once."""

    def __init__(self, monograph: Monograph) -> None:
        self.monograph = monograph
        self._found: dict[str, Belonging | None] = {}
        self._traits: dict[Trait, Belonging] | None = None
        self._same: tuple[Belonging, ...] | None = None
        self._own: list[tuple[Statement, str]] | None = None
        self._classes = [(key_of(text), statement, text) for statement, text in _texts(monograph, CLASSES)]

    def of(self, name: str) -> Belonging | None:
        """Give what makes the monograph a member of a class of the table, or None."""
        if name not in self._found:
            row = class_rows()[name]
            self._found[name] = self.by_table(row) or self._by_rule(row)
        return self._found[name]

    def is_of(self, name: str) -> bool:
        """Tell whether the monograph is a member; of a bundled one a test holds the words, which are not looked up."""
        row = class_rows()[name]
        if self.monograph.collection == BUNDLED and name not in self._found:
            return self.monograph.slug in row.members or any(key in keys_of(row.classes) for key, *_ in self._classes)
        return self.of(name) is not None

    def has(self, name: str, mention: Mention | None) -> bool:
        """Tell whether the monograph is of a class that a text names, by the table or by enzymes."""
        return bool(is_of(mention, self.traits())) if mention else self.is_of(name)

    def belongs(self, name: str, mention: Mention | None) -> Belonging | None:
        """Give what makes the monograph a member of a class that a text names, or None."""
        if not self.has(name, mention):
            return None
        return self.of_enzymes(mention) if mention else self.of(name)

    def duplicates(self) -> tuple[Belonging, ...]:
        """Give the classes that make two drugs the same kind, by established class, or by the table's own reading."""
        if self._same is None:
            names = [row.name for row in class_rows().values() if row.is_duplicate and self.is_of(row.name)]
            found = [one for one in map(self.of, names) if one]
            self._same = tuple(one for one in found if one.statement.section.id == CLASSES or self._is_listed(one.name))
        return self._same

    def _is_listed(self, name: str) -> bool:
        return self.monograph.collection == BUNDLED and self.monograph.slug in class_rows()[name].members

    def of_enzymes(self, mention: Mention) -> Belonging | None:
        """Give what makes the monograph one of the inhibitors, inducers or substrates that a text names."""
        met = is_of(mention, self.traits())
        if met and self.monograph.collection == BUNDLED:
            return self.of(met[0].name)
        return self._known_traits()[met[0]] if met else None

    def traits(self) -> frozenset[Trait]:
        """Give all that the monograph says that the drug does to enzymes, or they to it."""
        if self.monograph.collection == BUNDLED:
            return traits_of(self.monograph.slug)
        return frozenset(self._known_traits())

    def _known_traits(self) -> dict[Trait, Belonging]:
        if self._traits is None:
            self._traits = {}
            for trait, found in self._enzyme_traits():
                self._traits.setdefault(trait, found)
        return self._traits

    def by_table(self, row: DrugClass) -> Belonging | None:
        """Take the table's word for a bundled monograph, when what it quotes stands there."""
        if self.monograph.slug not in row.members:
            return None
        section_id, beginning = row.members[self.monograph.slug]
        for statement, text in _texts(self.monograph, section_id, beginning):
            if text.startswith(beginning):
                return Belonging(row.name, statement, text)
        return None

    def _by_rule(self, row: DrugClass) -> Belonging | None:
        """Judge a monograph that the table does not know by its own words."""
        for key, statement, text in self._classes:
            if key in keys_of(row.classes):
                return Belonging(row.name, statement, text)
        if self.monograph.collection == BUNDLED or not row.says:
            return None
        lexicon = Lexicon((phrase, row.name) for phrase in row.says)
        for statement, text in self._own_sentences():
            reading = read(text)
            if any(_is_said_of_it(reading, hit) for hit in lexicon.hits(reading)):
                return Belonging(row.name, statement, text)
        for statement, heading in () if row.classes else _warnings(self.monograph):
            if bool(lexicon.hits(read(heading))):
                return Belonging(row.name, statement, statement.text)
        return None

    def _own_sentences(self) -> list[tuple[Statement, str]]:
        if self._own is None:
            self._own = list(_own_words(self.monograph))
        return self._own

    def _enzyme_traits(self) -> Iterator[tuple[Trait, Belonging]]:
        for row in class_rows().values():
            trait = trait_of(row.name)
            found = self.by_table(row) if trait else None
            if trait and found:
                yield trait, found
        if self.monograph.collection != BUNDLED:
            for statement, text in self._own_sentences():
                for trait in own_traits(text):
                    yield trait, Belonging(trait.name, statement, text)


def _texts(monograph: Monograph, section_id: str, holding: str = "") -> Iterator[tuple[Statement, str]]:
    """Yield what a part of the front matter or a section says; `holding` passes over other statements."""
    if section_id == CLASSES:
        for name in monograph.classes:
            text = re.sub(r"\s*\[EPC\]$", "", name)
            yield Statement(Section(CLASSES, _TITLES[CLASSES], "", ()), "", "", "", text, 0), text
    elif section_id == ENTRIES:
        for fields, _, statement in entry_statements(monograph):
            yield from ((statement, text) for text in sentences(fields["effect"]))
    elif section_id == DESCRIPTION:
        for text in sentences(monograph.description):
            yield Statement(Section(DESCRIPTION, _TITLES[DESCRIPTION], "", ()), "", "", "", text, 0), text
    else:
        for section in monograph.named(section_id):
            for statement in statements(section):
                if holding in statement.text:
                    yield from ((statement, text) for text in sentences(statement.text))


# Where a monograph or a label says what a drug is and does.
_SELF = (
    DESCRIPTION, "description", "how-it-works", "drug-interactions", "boxed-warning", "precautions", "usage",
    "warnings-and-precautions", "use-in-specific-populations",
)  # fmt: skip


def _own_words(monograph: Monograph) -> Iterator[tuple[Statement, str]]:
    """Yield the sentences that are about the drug itself: it is their subject, or they leave the subject out."""
    subject = _subject(monograph)
    for section_id in dict.fromkeys(_SELF):
        for statement, text in _texts(monograph, section_id):
            if subject.match(text):
                yield statement, text


def _subject(monograph: Monograph) -> re.Pattern[str]:
    """Give what a sentence about the drug itself begins with; the style of monographs leaves the subject out."""
    words = {word for name in (*monograph.names, *monograph.ingredients) for word in (name, name.split(" ")[0])}
    names = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if len(word) > 3)
    elided = (
        r"|(?:[^,;:.]{0,40}:\s+)?(?:\W*(?:strongly |weakly )?(?:inhibits|induces|prolongs)\b|metaboli|substrate of|"
        r"by cyp|mainly)"
    )
    return re.compile(
        rf"(?:.{{0,60}}?\b(?:{names})\b|it\b|"
        rf"the metabolism of (?:{names}){'' if monograph.collection == LABELS else elided})",
        re.IGNORECASE,
    )


# "Naproxen is a nonsteroidal anti-inflammatory drug", "has been shown to prolong the QT interval": not "is given with
# NSAIDs".
_SAID_OF_OTHERS = frozenset(
    {"with", "than", "other", "receiving", "taking", "like", "unlike", "not", "no", "by", "and", "or", "as"}
)
_REACH = 8


def _is_said_of_it(reading: Reading, hit: Hit) -> bool:
    """Tell whether the words before a class make it what the drug is or does."""
    before = reading.words[max(0, hit.first - _REACH) : hit.first]
    verbs = [number for number, word in enumerate(before) if word in _VERBS]
    return bool(verbs) and _SAID_OF_OTHERS.isdisjoint(before[verbs[0] :])


_VERBS = frozenset({"is", "are", "belong", "act", "can", "may", "cause", "prolong", "shown"})


def _warnings(monograph: Monograph) -> Iterator[tuple[Statement, str]]:
    """Yield what stands under each heading or label of the warnings, with it: they name what the drug itself may do."""
    for section_id in ("boxed-warning", "precautions"):
        for section in monograph.named(section_id):
            for statement in statements(section):
                heading = statement.heading if len(statement.heading) < len(statement.text) else ""
                if heading or statement.label:
                    yield statement, heading or statement.label


_IS = re.compile(r"\b(?:is|are|being)\s+(?:also\s+)?(?:an?|the)\s+(?:\w+\s+)?$", re.IGNORECASE)
_VERB = re.compile(
    r"(?P<strength>strong|potent|moderate|weak)?(?:ly)?\s*\b(?P<role>inhibits|induces)\s+(?:both\s+)?(?P<list>[^.;:()]{3,90})",
    re.IGNORECASE,
)
_CLEARED = re.compile(
    r"(?:\b(?:metaboli[sz]ed|metabolism|eliminat\w+|cleared|oxidation|biotransform\w+|n-demethyl\w+)\b[^.;]{0,80}?\b(?:by|via|through)\b"
    r"|\bmetabolism(?: and \w+)?:)(?P<list>[^.;()]{3,90})",
    re.IGNORECASE,
)
_ENZYMES = re.compile(rf"\b{ENZYME}\b", re.IGNORECASE)


def own_traits(text: str) -> Iterator[Trait]:
    """Yield what a sentence about a drug says that it does to enzymes, or they to it; a denial yields nothing."""
    for mention in mentions(text):
        if _IS.search(text[: mention.start]) and not _NO.search(text[: mention.end]):
            yield from mention.traits
    for match in _VERB.finditer(text):
        if not _NO.search(text[: match.start()]) and not re.search(
            r"\b(?:that|which|drugs)\s*$", text[: match.start()]
        ):
            for enzyme in _ENZYMES.findall(match["list"]):
                for strength in strengths_of(match["strength"] or ""):
                    yield Trait(strength, enzyme_name(enzyme), roles_of(match["role"])[0])
    for match in _CLEARED.finditer(text):
        if not _NO.search(match[0]) and not re.search(r"inhibit|induc", match[0], re.IGNORECASE):
            for enzyme in _ENZYMES.findall(match["list"]):
                yield Trait("", enzyme_name(enzyme), "substrate")
