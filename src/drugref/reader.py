"""Read a monograph for what it says of other drugs: each statement that names one of them or a class."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import NamedTuple

from drugref.classes import class_names
from drugref.enzymes import Mention, is_of, mentions
from drugref.lexicon import Lexicon, heads_of, read
from drugref.meeting import is_narrow, is_other, is_partner, is_property, may_be_together
from drugref.membership import Membership, wanted_of
from drugref.model import Monograph, Section
from drugref.naming import BRAND, INGREDIENT, Name, moieties_of, names_of
from drugref.quotes import ENTRIES, Statement, entry_statements, sentences, statements
from drugref.wording import exceptions_behind, is_excepted

SECTIONS = ("boxed-warning", "contraindications", "drug-interactions", "precautions", "dosage")
"""The sections that say what must not meet, in the order in which their findings are shown."""

ELSEWHERE = frozenset(
    {"usage", "how-it-works", "side-effects", "pregnancy-and-breastfeeding", "popular-combinations", "overdose",
     "use-in-specific-populations", "clinical-studies", "information-for-patients", "drug-profile-summary"}
)  # fmt: skip
"""Sections in which a drug may be named for other reasons; they are told of where the others are silent."""

_ACTION = re.compile(
    r"(?:Avoid|Do not|Monitor|Reduce|Consider|Use|If|Discontinue|Stop|Adjust|Co-?administration|Concomitant|"
    r"Therefore|Closely|Dose|"
    r"Dosage|Caution|This|These|Such|It|They|Measure|Check|Increase|Raise|Decrease|Lower|Limit|Separate|Take|Give|More|Not|No)\b"
)
_REFERS = re.compile(
    r"(?:The label.s examples|Named|Examples|These|They|Such|So too|Among|Others|The (?:same|others|leaflet)|This|"
    r"It|Its|Likewise|"
    r"Also|And|Section|Both|Either|For example)\b"
)
_LONGEST_LABEL, _LONGEST_ITEM, _MOST_SENTENCES, _REACH = 160, 700, 4, 60


class Met(NamedTuple):
    """A drug or a class that a statement names.

    `about` is the slug of the drug, empty for a class; `words` as they stand there; `via` the ingredient or brand that
    they are, or the class of the table; `quoted` the sentences to quote, and `start` where the words begin in them.
    `is_other` tells that a class is named as that of other drugs than the one whose monograph it is, `excepted` the
    drugs that are taken out of it, `is_narrow` that only those of a narrow therapeutic index are meant; `at` is where a
    drug is named in the statement.
    """

    about: str
    words: str
    via: str
    statement: Statement
    quoted: str
    start: int
    fields: Mapping[str, str]
    mention: Mention | None = None
    is_other: bool = True
    is_excepted: bool = False
    excepted: frozenset[str] = frozenset()
    is_narrow: bool = False
    at: int = 0


class Reader:
    """Reads monographs for some drugs; their names and those of the classes are looked for in one go."""

    def __init__(self, monographs: Sequence[Monograph], members: Sequence[Membership]) -> None:
        self._elsewhere: dict[str, list[tuple[Section, str]]] = {}
        named = {one.slug: names_of(one) for one in monographs}
        self._names = {
            f"{slug}\t{number}": (slug, name) for slug, names in named.items() for number, name in enumerate(names)
        }
        # A combination speaks of itself when it names an ingredient, or the brand of one: that is no other drug.
        self._own = {
            one.slug: {
                name.text.casefold()
                for other in monographs
                if other.slug == one.slug or moieties_of(other) < moieties_of(one)
                for name in named[other.slug]
            }
            for one in monographs
        }
        self._heads = {slug: {head for name in names for head in heads_of(name.text)} for slug, names in named.items()}
        self._firsts = {slug: {read(name.text).word(0) for name in names} for slug, names in named.items()}
        self._strict = {one.slug for one in monographs if one.collection == "labels"}
        self._classes, self._traits = wanted_of(members)
        self._class_heads = {
            head for phrase, name in class_names() if name in self._classes for head in heads_of(phrase)
        }
        # Every class, not only those wanted: the longer name of another must not be met as the shorter one of these.
        pairs = [(name.text, key) for key, (_, name) in self._names.items()]
        self._lexicon = Lexicon([*pairs, *((phrase, f"\t{name}") for phrase, name in class_names())])

    def read(self, speaker: Monograph, *, only: Container[int] | None = None) -> list[Met]:
        """Give all that a monograph names in the sections on what must not meet, or in those at some positions."""
        own = self._own.get(speaker.slug) or {name.text.casefold() for name in names_of(speaker)}
        names = set[str]().union(*(heads for slug, heads in self._heads.items() if slug != speaker.slug))
        every = names | self._class_heads
        found: list[Met] = []
        for fields, _, statement in entry_statements(speaker):
            found += self._met(statement, own, every, fields)
        for number, section in enumerate(speaker.sections):
            is_read = any(section.answers_to(each) for each in SECTIONS) if only is None else number in only
            is_dosage = section.id == "dosage"
            for statement in statements(section) if is_read else ():
                heads = names if is_dosage and not may_be_together(statement.text) else every
                if heads is every or self._may_name(statement.text, speaker.slug):
                    found += self._met(statement, own, heads, {})
        return found

    def _may_name(self, text: str, speaker: str) -> bool:
        """Tell, before a statement is read for drugs alone, whether it may name one; enzymes are named with others."""
        if not text.isascii():
            return True
        low = text.lower()
        return any(first in low for slug, firsts in self._firsts.items() if slug != speaker for first in firsts)

    def read_elsewhere(self, speaker: Monograph, about: str) -> list[Met]:
        """Give where the sections on other matters name one drug."""
        names = [name.text.casefold().split()[0] for slug, name in self._names.values() if slug == about]
        found: list[Met] = []
        for section, text in self._other_sections(speaker):
            if any(name in text for name in names):
                for statement in statements(section):
                    met = self._met(statement, self._own[speaker.slug], self._heads[about], {})
                    found += [one for one in met if one.about == about]
        return found

    def _other_sections(self, speaker: Monograph) -> list[tuple[Section, str]]:
        if speaker.slug not in self._elsewhere:
            others = [section for section in speaker.sections if section.id in ELSEWHERE]
            self._elsewhere[speaker.slug] = [(section, section.text.casefold()) for section in others]
        return self._elsewhere[speaker.slug]

    def _met(self, statement: Statement, own: set[str], heads: set[str], fields: Mapping[str, str]) -> list[Met]:
        """Give what one statement names: first the drugs, then the classes that any of the drugs is of."""
        text = statement.text
        reading = read(text, heads)
        hits = [hit for hit in self._lexicon.hits(reading) if self._is_wanted(hit.key, own)]
        enzymes = [one for one in mentions(text) if is_of(one, self._traits)] if self._traits else []
        if not hits and not enzymes:
            return []
        scene = _Scene(statement, fields, own)
        spans = reading.spans() if hits else []
        named: list[Met] = []
        classes: list[tuple[int, int, str, Mention | None]] = []
        for hit in hits:
            start, end = (spans[hit.first][0], spans[hit.last][1]) if spans else (0, 0)
            if hit.key in self._names:
                named += self._drug(scene, hit.key, start, end)
            else:
                classes.append((start, end, hit.key[1:], None))
        classes += [(one.start, one.end, one.traits[0].name, one) for one in enzymes]
        return named + [one for each in classes for one in scene.met_class(*each, named)]

    def _is_wanted(self, key: str, own: set[str]) -> bool:
        """Tell a name of another drug, or a class that one of the drugs is of."""
        pair = self._names.get(key)
        return key[1:] in self._classes if pair is None else pair[1].text.casefold() not in own

    def _drug(self, scene: "_Scene", key: str, start: int, end: int) -> Iterator[Met]:
        slug, name = self._names[key]
        words = scene.statement.text[start:end] or name.text
        if _is_written_so(slug in self._strict, name, words):
            quoted, place = scene.around(start)
            via = f"{name.kind} {name.text}" if name.kind in (INGREDIENT, BRAND) else ""
            exception = is_excepted(scene.statement.text, start)
            yield Met(slug, words, via, scene.statement, quoted, place, scene.fields, is_excepted=exception, at=start)


def _is_written_so(is_strict: bool, name: Name, words: str) -> bool:
    """Tell a brand from ordinary words: `Pain Relief` is one only with its capitals."""
    if name.kind != BRAND or not (is_strict or " " in name.text):
        return True
    return all(word[:1].isupper() or word[:1].isdigit() for word in re.findall(r"[^\W_]+", words))


class _Scene:
    """One statement while it is read; its sentences are cut when the first of them is asked for."""

    def __init__(self, statement: Statement, fields: Mapping[str, str], own: set[str]) -> None:
        self.statement = statement
        self.fields = fields
        self._own = own
        self._found: list[tuple[int, str]] = []

    def met_class(
        self, start: int, end: int, name: str, mention: Mention | None, named: Sequence[Met]
    ) -> Iterator[Met]:
        """Yield a class that is named as what meets the drug, with the drugs that are taken out of it."""
        statement, text = self.statement, self.statement.text
        words = text[start:end] or name
        if is_property(words, text, end) or not is_partner(statement, start, words, mention, self._own):
            return
        quoted, place = self.around(start)
        reach = end + len(exceptions_behind(text, end)) + _REACH if exceptions_behind(text, end) else end
        yield Met(
            "", words, name, statement, quoted, place, self.fields, mention,
            is_other=is_other(statement, start, text),
            is_excepted=is_excepted(text, start),
            excepted=frozenset(one.about for one in named if end <= one.at < reach),
            is_narrow=is_narrow(text, end),
        )  # fmt: skip

    def around(self, start: int) -> tuple[str, int]:
        """Give the sentence at a place with what it refers back to and leads on to, and where the place is in it.

        An item of a list is quoted whole for what it begins with, up to its colon: the rest speaks of that.
        """
        text, label = self.statement.text, self.statement.label
        is_head = len(text) <= _LONGEST_ITEM and start < len(label) <= _LONGEST_LABEL
        if is_head or self.statement.section.id == ENTRIES:
            return text, start
        found = self._sentences()
        number = max((number for number, (place, _) in enumerate(found) if place <= start), default=0)
        end = number + 1
        while end < len(found) and end - number < _MOST_SENTENCES and _ACTION.match(found[end][1]):
            end += 1
        while number and _REFERS.match(found[number][1]):
            number -= 1
        first, last = found[number], found[end - 1]
        return text[first[0] : last[0] + len(last[1])], start - first[0]

    def _sentences(self) -> list[tuple[int, str]]:
        if not self._found:
            place = 0
            for sentence in sentences(self.statement.text):
                place = self.statement.text.find(sentence, place)
                self._found.append((place, sentence))
        return self._found
