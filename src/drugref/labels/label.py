"""Hold one official label as passages that can be cited by number or by name."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from drugref.analysis import squash


class Field(NamedTuple):
    """A section of a label: its openFDA field, its LOINC code, its number in full prescribing information."""

    name: str
    code: str
    number: str = ""


# LOINC codes and names: FDA's list of SPL section headings; numbers: 21 CFR 201.56(d).
FIELDS: tuple[Field, ...] = (
    Field("boxed_warning", "34066-1"),
    Field("indications_and_usage", "34067-9", "1"),
    Field("dosage_and_administration", "34068-7", "2"),
    Field("dosage_forms_and_strengths", "43678-2", "3"),
    Field("contraindications", "34070-3", "4"),
    Field("warnings_and_cautions", "43685-7", "5"),
    Field("warnings", "34071-1"),
    Field("precautions", "42232-9"),
    Field("general_precautions", "34072-9"),
    Field("laboratory_tests", "34075-2"),
    Field("adverse_reactions", "34084-4", "6"),
    Field("drug_interactions", "34073-7", "7"),
    Field("drug_and_or_laboratory_test_interactions", "34074-5"),
    Field("use_in_specific_populations", "43684-0", "8"),
    Field("pregnancy", "42228-7"),
    Field("teratogenic_effects", "34077-8"),
    Field("nonteratogenic_effects", "34078-6"),
    Field("labor_and_delivery", "34079-4"),
    Field("nursing_mothers", "34080-2"),
    Field("pediatric_use", "34081-0"),
    Field("geriatric_use", "34082-8"),
    Field("drug_abuse_and_dependence", "42227-9", "9"),
    Field("controlled_substance", "34085-1"),
    Field("abuse", "34086-9"),
    Field("dependence", "34087-7"),
    Field("overdosage", "34088-5", "10"),
    Field("description", "34089-3", "11"),
    Field("clinical_pharmacology", "34090-1", "12"),
    Field("mechanism_of_action", "43679-0"),
    Field("pharmacodynamics", "43681-6"),
    Field("pharmacokinetics", "43682-4"),
    Field("microbiology", "49489-8"),
    Field("pharmacogenomics", "66106-6"),
    Field("nonclinical_toxicology", "43680-8", "13"),
    Field("carcinogenesis_and_mutagenesis_and_impairment_of_fertility", "34083-6"),
    Field("animal_pharmacology_and_or_toxicology", "34091-9"),
    Field("clinical_studies", "34092-7", "14"),
    Field("references", "34093-5", "15"),
    Field("how_supplied", "34069-5", "16"),
    Field("storage_and_handling", "44425-7"),
    Field("information_for_patients", "34076-0", "17"),
    Field("instructions_for_use", "59845-8"),
    Field("spl_medguide", "42231-1"),
    Field("spl_patient_package_insert", "42230-3"),
    Field("patient_medication_information", "68498-5"),
    Field("spl_unclassified_section", "42229-5"),
)
FIELD_OF_CODE: dict[str, str] = {field.code: field.name for field in FIELDS}
NUMBER_OF: dict[str, str] = {field.name: field.number for field in FIELDS if field.number}
# What a citation may call a section besides its field.
_NAMES = {squash(field.name): field.name for field in FIELDS} | {
    "medicationguide": "spl_medguide",
    "patientinformation": "spl_patient_package_insert",
}
_FIELD_OF_NUMBER = {field.number: field.name for field in FIELDS if field.number}


class Passage(NamedTuple):
    """One numbered part of a label, or a whole section of it; `number` is empty where the label has none."""

    field: str
    number: str
    title: str
    text: str


class Label(NamedTuple):
    """An official label: who it is of, which version of when, and what it says.

    `effective` is an ISO date, or empty where the file does not tell; `brands`, `generics` and `substances` are the
    label's own names, never the file's.
    """

    path: str
    set_id: str
    version: str
    effective: str
    brands: tuple[str, ...]
    generics: tuple[str, ...]
    substances: tuple[str, ...]
    passages: tuple[Passage, ...]

    @property
    def name(self) -> str:
        """The brand, else the generic name."""
        return next(iter((*self.brands, *self.generics, *self.substances)), self.set_id)

    def cited(self, place: str) -> tuple[Passage, ...]:
        """Give the passages that a citation means: `2.1`, `2`, `Boxed Warning`, `dosage_and_administration`."""
        place = place.strip()
        if re.fullmatch(r"\d+(\.\d+)*", place):
            exact = tuple(passage for passage in self.passages if passage.number == place)
            return exact or self.named(_FIELD_OF_NUMBER.get(place, ""))
        return self.named(_NAMES.get(squash(place), "")) or self._titled(place)

    def named(self, field: str) -> tuple[Passage, ...]:
        """Give the whole sections of one field name."""
        return tuple(passage for passage in self.passages if passage.field == field and "." not in passage.number)

    def _titled(self, place: str) -> tuple[Passage, ...]:
        wanted = squash(place)
        return tuple(passage for passage in self.passages if wanted and squash(passage.title) == wanted)


def iso_date(digits: str) -> str:
    """Give `20230217` as 2023-02-17; anything else as it is."""
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}" if re.fullmatch(r"\d{8}.*", digits) else digits


def numbered_parts(text: str, number: str) -> Iterator[tuple[str, str]]:
    """Yield (number, text) of the subsections of section `number` in text without line breaks.

    A subsection's number stands before a capital letter, follows no bracket, and counts on from the one before:
    `( 2.3 )` is a reference and `2.5 mg` a dose.
    """
    # The figure first, what may not stand before it afterwards: a pattern that looks back at every letter takes an hour
    # for all labels. openFDA prints `5.1 0`, `2. 3` and `5 .5` too; a figure such as `8.7 Change` may stand among them.
    pattern = re.compile(rf"{number}[ ]?\.[ ]?(\d[ ]?\d?)\.?\s*(?=[A-Z])")
    found = [
        (int(match[1].replace(" ", "")), match.start())
        for match in pattern.finditer(text)
        if not _BEFORE_REFERENCE.search(text[max(match.start() - 5, 0) : match.start()])
    ]
    starts = _longest_run(found)
    ends = [*(start for _, start in starts[1:]), len(text)]
    for (count, start), end in zip(starts, ends, strict=False):
        yield f"{number}.{count}", text[start:end].strip()


class _Run(NamedTuple):
    """A run of numbers that count up, from its last one back: its length, where it ends, what it goes on from."""

    length: int
    number: int
    start: int
    before: "_Run | None"


def _longest_run(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the longest run of numbers that count up from three or less, in steps of three at most; of equals the first.

    Only the longest run that ends with each number can be gone on from, and there are a hundred numbers.
    """
    best: dict[int, _Run] = {}
    for count, start in found:
        before = [run for number in range(count - _LONGEST_STEP, count) if (run := best.get(number))]
        if before or count <= _LONGEST_STEP:
            longest = max(before, key=lambda run: (run.length, -run.start), default=None)
            run = _Run(longest.length + 1 if longest else 1, count, start, longest)
            if count not in best or run.length > best[count].length:
                best[count] = run
    last = max(best.values(), key=lambda run: (run.length, -run.start), default=None)
    numbers = []
    while last:
        numbers.append((last.number, last.start))
        last = last.before
    return numbers[::-1]


_LONGEST_STEP = 3
_BEFORE_REFERENCE = re.compile(r"(?:[\w.(,]|\( |\band |\bsee )$")
# Words that a heading writes small.
_SMALL = frozenset(
    "and or of in with the to for on from due by as a an during after at who including when not vs via".split()  # noqa: SIM905
)
_LONGEST_HEADING, _MOST_LOOKED_AT = 14, 100


def heading_words(text: str) -> str:
    """Give the heading that openFDA's text begins with: as a rule its words are capitals, the sentence's next are not.

    The first word of the sentence behind it belongs to neither by its spelling, and is left to the sentence.
    """
    found = list(islice(re.finditer(r"\S+", text), _MOST_LOOKED_AT))
    words = [match[0] for match in found]
    end = next((place for place, word in enumerate(words) if word[:1].islower() and word not in _SMALL), len(words))
    if end < len(words):
        end = _before_small(words, _before_small(words, end) - 1)
    return text[: found[max(min(end, _LONGEST_HEADING), 1) - 1].end()].strip() if found else ""


def _before_small(words: list[str], end: int) -> int:
    while end > 1 and words[end - 1] in _SMALL:
        end -= 1
    return end


def boxed_topics(passage: Passage) -> list[str]:
    """Give the topics of a boxed warning's heading, which stands in capitals before the text or as its title."""
    text = passage.title or passage.text
    heading = re.match(r"\W*(?:BOXED )?WARNINGS?\b[:\s]*(?P<topics>.*)", text)
    words = (heading["topics"] if heading else text).split()
    end = next((place for place, word in enumerate(words) if word == "•" or _is_lower(word)), len(words))
    if end < len(words) and end and words[end] != "•":
        end -= 1  # the capital letter of the sentence behind the heading
    topics = " ".join(words[:end][:40])
    pieces = re.split(r"[;,:]|\band\b|\bAND\b|\([A-Z]\)|(?<=\s)[A-Z1-9]\.(?=\s)|\bWARNINGS?\b", topics)
    return [piece.strip(" .") for piece in dict.fromkeys(pieces) if len(piece.strip(" .")) > 3]


def _is_lower(word: str) -> bool:
    letters = [char for char in word if char.isalpha()]
    return len(letters) > 3 and not any(char.isupper() for char in letters[1:])
