"""Set the page of one patient: who it is computed for and how, above the sections; the same as JSON values."""

from collections import Counter
from decimal import Decimal
from typing import Any

from drugref.blocks import Block, BulletList, Note, Paragraph, Text
from drugref.dosing.annotate import Dose, Findings, Marked
from drugref.dosing.clearance import HOLDS, NOT_COMPARED, Bound
from drugref.dosing.maxima import Verdict
from drugref.dosing.page import PatientPage
from drugref.dosing.patient import MEASURES, Patient, plain, shown
from drugref.model import PREAMBLE, Section
from drugref.render.layout import Sheet
from drugref.render.monograph import monograph_page, sections_page
from drugref.render.records import monograph_record

NOTICE = (
    "drugref only does arithmetic on what is written. It checks neither that a line is for this patient nor that a "
    "dose is right, and rounds to no strength. Information, not medical advice."
)
NONE = "No amount per kg or per m2 stands in {where}; that is not a dose for every weight."


def doses_page(sheet: Sheet, page: PatientPage) -> None:
    """Set a monograph, or some of its sections, for one patient."""
    head = head_section(page)
    if page.is_whole:
        sections = page.monograph.sections
        first = sum(1 for section in sections if section.id == PREAMBLE)
        whole = (*sections[:first], head, *sections[first:])
        monograph_page(sheet, page.monograph._replace(sections=whole))
    else:
        sections_page(sheet, page.monograph, (head, *page.sections))


def head_section(page: PatientPage) -> Section:
    """Give what stands above the sections: the patient, the formulas with their figures, and what was done."""
    lines = [_given(page.patient), *formulas(page.patient), *_done(page)]
    blocks: tuple[Block, ...] = (
        BulletList(tuple((Paragraph((Text(line),)),) for line in lines)),
        Note((Paragraph((Text(NOTICE),)),)),
    )
    return Section("for-this-patient", "For this patient", "", blocks)


def _given(patient: Patient) -> str:
    names = {"bsa": "body surface (BSA)", "creatinine": "serum creatinine"}
    parts = [
        f"{names.get(name, name)} {plain(value)} {measure.unit}"
        for name, measure in MEASURES.items()
        if (value := getattr(patient, name)) is not None
    ]
    return f"Given: {', '.join([*parts, *([patient.sex] if patient.sex else [])])}."


def formulas(patient: Patient) -> list[str]:
    """Give the body surface and the clearance with their formulas, named and with the patient's figures."""
    lines = []
    computed = patient.mosteller
    if computed is not None and patient.height is not None and patient.weight is not None:
        arithmetic = f"sqrt({plain(patient.height)} x {plain(patient.weight)} / 3600) = {plain(computed)} m2"
        if patient.bsa is None:
            lines.append(f"BSA (Mosteller) = {arithmetic}, rounded to 2 decimals before it is used.")
        else:
            lines.append(f"BSA = {plain(patient.bsa)} m2 as given; Mosteller's formula, {arithmetic}, is not used.")
    elif patient.bsa is not None:
        lines.append(f"BSA = {plain(patient.bsa)} m2 as given; nothing is computed from height and weight.")
    clearance = patient.clearance
    if clearance is not None and patient.age is not None and patient.creatinine is not None:
        female = " x 0.85" if patient.sex == "female" else ""
        lines.append(
            f"CrCl (Cockcroft-Gault) = (140 - {plain(patient.age)}) x {plain(patient.weight or Decimal(0))}{female} / "
            f"(72 x {plain(patient.creatinine)}) = {shown(clearance)} mL/min, by the weight given."
        )
    return lines


def _done(page: PatientPage) -> list[str]:
    """Say what was computed and what was not; a page without such an amount says that this is no dose."""
    found = page.shown
    where = "this page" if page.is_whole else "this section" if len(page.sections) == 1 else "these sections"
    lines = []
    if not found.doses and not found.bare:
        lines.append(NONE.format(where=where))
    else:
        lines += [line for per in ("kg", "m2") if (line := _multiplied(page.patient, found, per))]
        lines.append(
            "Behind an amount '=' and [ ] hold what drugref adds; all else is the monograph's. A figure with ~ is "
            "rounded. Only a maximum of the same sentence, or one that follows at once, is looked at."
        )
    if others := [*Counter(dose.fault for dose in found.doses if dose.factor is not None and dose.fault).items()]:
        told = "; ".join(f"{count} ({fault})" for fault, count in others)
        lines.append(f"Not computed: {told}.")
    if found.bare:
        count = len(found.bare)
        named = "A unit per kg or per m2 is" if count == 1 else f"{count} units per kg or per m2 are"
        lines.append(f"{named} named without a figure right before: nothing is computed there.")
    if page.patient.clearance is not None:
        lines.append(_thresholds_line(found, where))
    return lines


def _multiplied(patient: Patient, found: Findings, per: str) -> str:
    mine = [dose for dose in found.doses if dose.amount.per == per]
    computed = sum(1 for dose in mine if dose.products)
    factor = patient.weight if per == "kg" else patient.surface
    if not mine:
        return ""
    if factor is None:
        needs = "--weight" if per == "kg" else "--height and --weight, or --bsa"
        return f"Amounts per {per} stand as written ({len(mine)}): give {needs} to have them computed."
    return f"Amounts per {per}: {computed} of {len(mine)} multiplied by {plain(factor)} {per}."


def _thresholds_line(found: Findings, where: str) -> str:
    states = Counter(marked.threshold.state for marked in found.thresholds)
    if not states:
        return f"No threshold of kidney function was read in {where}; that is not a dose for every kidney."
    total = sum(states.values())
    unread = f" {states[NOT_COMPARED]} could not be compared, each said in its place." if states[NOT_COMPARED] else ""
    return f"Thresholds of kidney function: {states[HOLDS]} of {total} hold the patient's CrCl, and are marked.{unread}"


def doses_record(page: PatientPage) -> dict[str, Any]:
    """Give the page as JSON values: as `show` does, with `patient`, `computed` and, in each section, what was found."""
    patient = page.patient
    record = monograph_record(page.monograph, page.sections)
    for values, findings in zip(record["sections"], page.findings, strict=True):
        values.update(_findings_record(findings))
    for values, findings in zip(record["faqs"], page.answers, strict=True):
        values.update(_findings_record(findings))
    given = {f"{name}": _decimal(getattr(patient, name)) for name in MEASURES}
    record["patient"] = {**given, "sex": patient.sex or None}
    record["computed"] = {
        "bsa": _decimal(patient.surface),
        "bsa_mosteller": _decimal(patient.mosteller),
        "creatinine_clearance": _decimal(patient.clearance),
        "formulas": formulas(patient),
        "remarks": _done(page),
    }
    record["notice"] = NOTICE
    return record


def _findings_record(findings: Findings) -> dict[str, Any]:
    return {
        "amounts": [_dose_record(dose) for dose in findings.doses],
        "thresholds": [_threshold_record(marked) for marked in findings.thresholds],
        "units_without_figure": list(findings.bare),
    }


def _dose_record(dose: Dose) -> dict[str, Any]:
    amount = dose.amount
    return {
        "statement": dose.statement,
        "written": amount.written,
        "values": [plain(value) for value in amount.values],
        "unit": amount.unit,
        "per": amount.per,
        "of": amount.basis or None,
        "factor": _decimal(dose.factor),
        "products": [plain(product) for product in dose.products],
        "product_unit": amount.result_unit,
        "shown": dose.shown if dose.products else None,
        "capped": [plain(product) for product in dose.capped],
        "maxima": [_verdict_record(verdict) for verdict in dose.verdicts],
        "not_computed": dose.fault or None,
        "note": dose.note or None,
    }


def _verdict_record(verdict: Verdict) -> dict[str, Any]:
    maximum = verdict.maximum
    return {
        "written": maximum.written,
        "value": plain(maximum.value),
        "unit": maximum.unit,
        "per": maximum.per or None,
        "of": maximum.basis or None,
        "limit": _decimal(verdict.limit),
        "next_sentence": maximum.is_next_sentence,
        "of_other_dose": maximum.is_of_other,
        "state": verdict.state,
        "reason": verdict.reason or None,
    }


def _threshold_record(marked: Marked) -> dict[str, Any]:
    threshold = marked.threshold
    return {
        "statement": marked.statement,
        "written": threshold.written,
        "kind": threshold.kind or None,
        "per_1.73_m2": threshold.is_normalized,
        "low": _bound(threshold.low),
        "high": _bound(threshold.high),
        "state": threshold.state,
        "reason": threshold.reason or None,
    }


def _bound(bound: Bound | None) -> dict[str, Any] | None:
    return None if bound is None else {"value": plain(bound.value), "inclusive": bound.is_inclusive}


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)
