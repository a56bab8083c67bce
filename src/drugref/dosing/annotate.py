"""Set beside each amount of a page the amount for this patient: blocks in, blocks out, and what was computed."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from drugref.blocks import Blocks, Inlines, Strong, Table, Text
from drugref.dosing.amounts import Amount, read_amounts
from drugref.dosing.clearance import HOLDS, NOT_COMPARED, Threshold, read_thresholds
from drugref.dosing.maxima import SCALES, Maxima, Maximum, Verdict, judge
from drugref.dosing.patient import Patient, shown
from drugref.insertion import insert, leaf_text, rewrite

ANIMALS = "the sentence is of animals"
_ANIMAL = re.compile(
    r"\b(?:animals?|rats?|mice|mouse|rabbits?|dogs?|monkeys?|hamsters?|guinea pigs?|primates?|cynomolgus|ferrets?"
    r"|pigs?|minipigs?|marmosets?|baboons?|rodents?|pups?|litters?|organogenesis|mrhd\w*"
    r"|(?:maximum |recommended )+human dose)\b",
    re.IGNORECASE,
)
_OTHER_WEIGHT = re.compile(
    r"\b(?P<kind>ideal|lean|adjusted|dry|fat[- ]free|predicted)(?: \w+)? (?:weight|mass)\b", re.IGNORECASE
)
# "Creatinine clearance (mL/min)": a heading over bare ranges. One such as "Dose (mg/kg)" is told and nothing more:
# beneath it labels have doses, numbers of tablets and milligrams alike.
_ML_PER_MIN = r"ml ?(?:/|per) ?min[a-z]*"
_CLEARANCE_HEADER = re.compile(rf"(?P<name>[^\d()]*)\((?:in )?(?P<unit>{_ML_PER_MIN})\)\s*", re.IGNORECASE)
_SIGN = r"(?:[<>≤≥]|less than|greater than|up to|above|below|over|under)?"
_FIGURE_CELL = re.compile(
    rf"\s*{_SIGN}\s*\d[\d,.]*(?:\s*(?:to|or|-|–)\s*[<>≤≥]?\s*\d[\d,.]*)?(?:\s*or (?:less|more))?\s*", re.IGNORECASE
)


class Dose(NamedTuple):
    """An amount of a page, and what it is for the patient; `fault` tells why nothing was computed."""

    amount: Amount
    statement: str
    factor: Decimal | None
    products: tuple[Decimal, ...]
    verdicts: tuple[Verdict, ...]
    fault: str = ""
    note: str = ""

    @property
    def shown(self) -> str:
        """The products as they are set beside the amount: `720 to 1080 mg`."""
        figures = [shown(product) for product in self.products]
        text = figures[0] + "".join(
            joint + figure for joint, figure in zip(self.amount.joints, figures[1:], strict=True)
        )
        return f"{text} {self.amount.result_unit}"

    @property
    def capped(self) -> tuple[Decimal, ...]:
        """The products, none above a maximum of the sentence that they exceed; that of another dose caps nothing."""
        limits = [
            verdict.limit * _ratio(self.amount, verdict)
            for verdict in self.verdicts
            if verdict.state == "exceeded" and verdict.limit is not None and not verdict.maximum.is_of_other
        ]
        return tuple(min([product, *limits]) for product in self.products)


class Marked(NamedTuple):
    """A threshold of a page, with the line that states it."""

    threshold: Threshold
    statement: str


class Findings:
    """What was computed for a patient over the blocks that were annotated."""

    def __init__(self) -> None:
        self.doses: list[Dose] = []
        self.thresholds: list[Marked] = []
        self.bare: list[str] = []


def annotate(blocks: Blocks, patient: Patient, findings: Findings) -> Blocks:
    """Give blocks with the patient's amounts set behind those per kg and per m2, and the thresholds that hold marked.

    Not a word of the blocks is changed or moved; what was computed is added to `findings`.
    """

    def line(content: Inlines) -> Inlines:
        return _annotated(content, leaf_text(content), patient, findings)

    def table(found: Table) -> Table:
        units = [_unit_of(leaf_text(cell)) for cell in found.header]
        header = tuple(line(cell) for cell in found.header)
        rows = tuple(
            tuple(_cell(cell, unit, patient, findings) for cell, unit in zip(row, units, strict=True))
            for row in found.rows
        )
        return Table(header, rows)

    return rewrite(blocks, line, table=table)


def _unit_of(header: str) -> tuple[str, str]:
    """Give what a column's heading puts before and behind the bare ranges beneath it."""
    found = _CLEARANCE_HEADER.fullmatch(header)
    return (f"{found['name'].strip()} ", f" {found['unit']}") if found else ("", "")


def _cell(content: Inlines, unit: tuple[str, str], patient: Patient, findings: Findings) -> Inlines:
    text = leaf_text(content)
    before, behind = unit if any(unit) and _FIGURE_CELL.fullmatch(text) else ("", "")
    return _annotated(content, f"{before}{text}{behind}", patient, findings, start=len(before))


def _annotated(content: Inlines, text: str, patient: Patient, findings: Findings, *, start: int = 0) -> Inlines:
    """Annotate one line; `text` may say more than its inlines, which begin at `start` of it."""
    end = start + len(leaf_text(content))
    places: list[tuple[int, Inlines]] = []
    for dose in doses_of(text, patient):
        findings.doses.append(dose)
        places.append((dose.amount.end, _dose_inlines(dose)))
    findings.bare += _read(text).bare
    clearance = patient.clearance
    if clearance is not None:
        for threshold in read_thresholds(text, clearance):
            findings.thresholds.append(Marked(threshold, text))
            places.append((threshold.end, _threshold_inlines(threshold, clearance)))
    return insert(content, [(min(max(place, start), end) - start, inlines) for place, inlines in places if inlines])


class _Read(NamedTuple):
    """An amount with the maxima of its sentence, why nothing is computed from it, and what is to be said beside it."""

    amount: Amount
    maxima: tuple[Maximum, ...]
    fault: str
    note: str


class _Line(NamedTuple):
    amounts: tuple[_Read, ...]
    bare: tuple[str, ...]


@lru_cache(maxsize=4096)
def _read(text: str) -> _Line:
    """Read a line once, for every patient."""
    reading = read_amounts(text)
    maxima = Maxima(text, reading.amounts)
    amounts = []
    for amount in reading.amounts:
        is_of_animals = _ANIMAL.search(maxima.sentence(amount.start))
        fault = amount.fault or (ANIMALS if is_of_animals else "")
        amounts.append(_Read(amount, maxima.of(amount), fault, _weight_note(text, amount)))
    return _Line(tuple(amounts), reading.bare)


def doses_of(text: str, patient: Patient) -> Iterator[Dose]:
    """Yield every amount per kg and per m2 of a line, computed for a patient where that can be done."""
    for amount, maxima, fault, note in _read(text).amounts:
        factor = _factor(patient, amount.per)
        if fault or factor is None:
            yield Dose(amount, text, factor, (), (), fault or f"the patient's {amount.per} are not given")
            continue
        products = amount.products(factor)
        verdicts = tuple(judge(amount, products, one, _factor(patient, one.per)) for one in maxima)
        yield Dose(amount, text, factor, products, verdicts, note=note)


def _weight_note(text: str, amount: Amount) -> str:
    """Tell a line that speaks of another weight than the one on the scales."""
    other = _OTHER_WEIGHT.search(text) if amount.per == "kg" else None
    return f"the line speaks of {other[0].lower()}; this is by the weight given" if other else ""


def _factor(patient: Patient, per: str) -> Decimal | None:
    return {"kg": patient.weight, "m2": patient.surface}.get(per)


def _dose_inlines(dose: Dose) -> Inlines:
    if dose.fault:
        why = dose.amount.fault or (ANIMALS if dose.fault == ANIMALS else "")
        return (Text(f" [not computed: {why}]"),) if why else ()
    again = f"[{dose.amount.written.strip()} = {dose.shown}]" if dose.amount.follows else f"= {dose.shown}"
    told = "; ".join(filter(None, [*dict.fromkeys(_verdict_words(dose.verdicts)), dose.note]))
    return Text(" "), Strong((Text(again),)), *((Text(f" [{told}]"),) if told else ())


def _verdict_words(verdicts: tuple[Verdict, ...]) -> Iterator[str]:
    """Say each maximum that is exceeded, and once for all of a kind those that cannot be compared."""
    unsure: dict[tuple[str, str], list[str]] = {}
    for verdict in verdicts:
        whose, words = _whose(verdict.maximum), _maximum_words(verdict)
        if verdict.state == "exceeded":
            yield f"{whose} is {words}"
        elif verdict.state != "within":
            unsure.setdefault((whose, verdict.reason), []).append(words)
    for (whose, reason), maxima in unsure.items():
        yield f"{whose}, {' and '.join(dict.fromkeys(maxima))}, {reason}: not compared"


def _whose(maximum: Maximum) -> str:
    if maximum.is_next_sentence:
        return "the next sentence's maximum"
    return "the maximum of another dose in the sentence" if maximum.is_of_other else "the sentence's maximum"


def _maximum_words(verdict: Verdict) -> str:
    maximum = verdict.maximum
    if not maximum.per or verdict.limit is None:
        return maximum.written
    time = f"/{maximum.basis}" if maximum.basis and maximum.basis not in ("once", "dose") else ""
    return f"{maximum.written} = {shown(verdict.limit)} {maximum.unit}{time}"


def _threshold_inlines(threshold: Threshold, clearance: Decimal) -> Inlines:
    if threshold.state == HOLDS:
        return Text(" "), Strong((Text(f"[holds the patient's CrCl, {shown(clearance)} mL/min]"),))
    if threshold.state == NOT_COMPARED:
        return (Text(f" [CrCl not compared: {threshold.reason}]"),)
    return ()


def _ratio(amount: Amount, verdict: Verdict) -> Decimal:
    one = Decimal(1)
    return SCALES.get(verdict.maximum.unit, ("", one))[1] / SCALES.get(amount.kind, ("", one))[1]
