"""Read a monograph for what it says of other drugs: each statement that names one of them or a class."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from drugref.classes import class_names
from drugref.enzymes import Mention, mentions
from drugref.lexicon import Hit, Lexicon, Reading, read
from drugref.model import Monograph
from drugref.naming import BRAND, INGREDIENT, Name, names_of
from drugref.quotes import ENTRIES, Statement, entry_statements, sentences, statements
from drugref.wording import exceptions_behind, is_excepted

SECTIONS = ("boxed-warning", "contraindications", "drug-interactions", "precautions", "dosage")
"""The sections that say what must not meet, in the order in which their findings are shown."""

ELSEWHERE = frozenset(
    {"usage", "how-it-works", "side-effects", "pregnancy-and-breastfeeding", "popular-combinations", "overdose",
     "use-in-specific-populations", "clinical-studies", "information-for-patients", "drug-profile-summary"}
)  # fmt: skip
"""Sections in which a drug may be named for other reasons; they are told of where the others are silent."""

# A class in these sections is a partner only where a sentence speaks of giving both: elsewhere it may be a treatment.
_GIVEN_TOGETHER = re.compile(
    r"\b(?:with|concomitant\w*|together|co-?administ\w*|combin\w*|also (?:take|given)|taking|on|receiving|use of|plus|add(?:s|ed)? to|"
    r"other|avoid|drugs that|by)\b",
    re.IGNORECASE,
)
_TREATS = re.compile(
    r"\b(?:treat(?:ed|ment)? (?:it )?with|give|start|administer|replace\w* (?:by|with)|switch to|instead of|in place of|"
    r"premedicat\w*|prophyla\w*|may help|unlike)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:other|another|others|any|concomitant(?:ly)?|concurrent|additional|second|more than one|two|with|between)(?: \w+){0,2}[ -]$",
    re.IGNORECASE,
)
_ACTION = re.compile(
    r"(?:Avoid|Do not|Monitor|Reduce|Consider|Use|If|Discontinue|Stop|Adjust|Co-?administration|Concomitant|Therefore|Closely|Dose|"
    r"Dosage|Caution|This|These|Such|It|They|Measure|Check|Increase|Raise|Decrease|Lower|Limit|Separate|Take|Give|More|Not|No)\b"
)
_REFERS = re.compile(
    r"(?:The label.s examples|Named|Examples|These|They|Such|So too|Among|Others|The (?:same|others|leaflet)|This|It|Its|Likewise|"
    r"Also|And|Section|Both|Either|For example)\b"
)
_LONGEST_LABEL, _LONGEST_ITEM = 160, 700


class Met(NamedTuple):
    """A drug or a class that a statement names.

    `about` is the slug of the drug, empty for a class; `words` as they stand there; `via` the ingredient or brand that they
    are, or the class of the table; `quoted` the sentences to quote and `start` where the words begin in them; `is_other`
    tells that a class is named as that of other drugs, and not of the one whose monograph it is; `excepted` are the drugs
    that are taken out of it.
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


class Reader:
    """Reads monographs for some drugs; their names and those of the classes are looked for in one go."""

    def __init__(self, monographs: Sequence[Monograph], *, classes: bool = True) -> None:
        self._names: dict[str, tuple[str, Name]] = {}
        self._own = {one.slug: {name.text.casefold() for name in names_of(one)} for one in monographs}
        self._strict = {one.slug for one in monographs if one.collection == "labels"}
        pairs = []
        for one in monographs:
            for number, name in enumerate(names_of(one)):
                key = f"{one.slug}\t{number}"
                self._names[key] = (one.slug, name)
                pairs.append((name.text, key))
        self.has_classes = classes
        self._lexicon = Lexicon([*pairs, *((phrase, f"\t{name}") for phrase, name in class_names())] if classes else pairs)

    def read(self, speaker: Monograph, *, elsewhere: bool = True) -> list[Met]:
        """Give all that a monograph names, section by section."""
        own = self._own.get(speaker.slug) or {name.text.casefold() for name in names_of(speaker)}
        found: list[Met] = []
        for fields, _, statement in entry_statements(speaker):
            found += self._met(statement, own, fields)
        for section in speaker.sections:
            is_read = any(section.answers_to(each) for each in SECTIONS)
            if is_read or (elsewhere and section.id in ELSEWHERE):
                for statement in statements(section):
                    found += self._met(statement, own, {})
        return found

    def _met(self, statement: Statement, own: set[str], fields: Mapping[str, str]) -> Iterator[Met]:
        text = statement.text
        reading = read(text)
        hits = list(self._lexicon.hits(reading))
        enzymes = list(mentions(text)) if self.has_classes else []
        if not hits and not enzymes:
            return
        parts = _Sentences(statement)
        named: list[tuple[str, int]] = []
        classes: list[tuple[int, int, str, str, Mention | None]] = []
        for hit in hits:
            start, end = _span(reading, hit, text)
            slug, _, rest = hit.key.partition("\t")
            if not slug:
                classes.append((start, end, text[start:end], rest, None))
                continue
            name = self._names[hit.key][1]
            if name.text.casefold() in own or not self._is_written_so(slug, name, text[start:end]):
                continue
            named.append((slug, start))
            quoted, place = parts.around(start)
            via = "" if name.kind not in (INGREDIENT, BRAND) else f"{name.kind} {name.text}"
            yield Met(slug, text[start:end], via, statement, quoted, place, fields, is_excepted=is_excepted(text, start))
        classes += [(one.start, one.end, one.words, one.traits[0].name, one) for one in enzymes]
        for start, end, words, name, mention in classes:
            if self._is_partner(statement, fields, start):
                quoted, place = parts.around(start)
                taken_out = exceptions_behind(text, end)
                excepted = {slug for slug, at in named if end <= at <= end + 3 * 60} if taken_out else set()
                yield Met(
                    "", words, name, statement, quoted, place, fields, mention,
                    is_other=_is_other(statement, start, text), excepted=frozenset(excepted),
                    is_excepted=is_excepted(text, start),
                )  # fmt: skip

    def _is_written_so(self, slug: str, name: Name, words: str) -> bool:
        """Tell a brand from ordinary words: `Pain Relief` is one only with its capitals."""
        if name.kind != BRAND or not (slug in self._strict or " " in name.text):
            return True
        return all(word[:1].isupper() or word[:1].isdigit() for word in re.findall(r"[^\W_]+", words))

    @staticmethod
    def _is_partner(statement: Statement, fields: Mapping[str, str], start: int) -> bool:
        """Tell whether a class is named as what meets the drug, and not as what treats, or what an action turns to."""
        text = statement.text
        if fields:
            return start < text.rfind(fields["action"]) if fields["action"] else True
        if statement.section.answers_to("drug-interactions") or statement.section.answers_to("contraindications"):
            return True
        sentence = text[text.rfind(". ", 0, start) + 1 :].split(". ")[0]
        before = text[max(0, start - 60) : start]
        return _GIVEN_TOGETHER.search(sentence) is not None and not _TREATS.search(before)


def _is_other(statement: Statement, start: int, text: str) -> bool:
    """Tell whether a class is said of other drugs: a partner that heads an item, or `other`, `another`, `with` before it."""
    if statement.section.id == ENTRIES:
        return start < len(statement.label) or _OTHERS.search(text[:start]) is not None
    if statement.section.answers_to("drug-interactions") and start < len(statement.label):
        return True
    return _OTHERS.search(text[:start]) is not None


def _span(reading: Reading, hit: Hit, text: str) -> tuple[int, int]:
    """Give where a name stands in the text; folding keeps the number of words, save for rare signs."""
    if hit.last < len(reading.spans) and len(reading.spans) == len(reading.starts):
        return reading.spans[hit.first][0], reading.spans[hit.last][1]
    return 0, len(text)


class _Sentences:
    """The sentences of one statement, cut when the first of them is asked for."""

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._found: list[tuple[int, str]] = []

    def around(self, start: int) -> tuple[str, int]:
        """Give the sentence at a place with what it leads on to, and where the place is in it.

        An item of a list is quoted whole for what it begins with, up to its colon: the rest speaks of that.
        """
        text, label = self._statement.text, self._statement.label
        if len(text) <= _LONGEST_ITEM and start < len(label) <= _LONGEST_LABEL or self._statement.section.id == ENTRIES:
            return text, start
        if not self._found:
            place = 0
            for sentence in sentences(text):
                place = text.find(sentence, place)
                self._found.append((place, sentence))
        number = max(number for number, (place, _) in enumerate(self._found) if place <= start or number == 0)
        end = number + 1
        while end < len(self._found) and end - number < 4 and _ACTION.match(self._found[end][1]):
            end += 1
        while number and _REFERS.match(self._found[number][1]):
            number -= 1
        first, last = self._found[number], self._found[end - 1]
        return text[first[0] : last[0] + len(last[1])], start - first[0]
