"""Make the page of one patient: a monograph's sections with the patient's amounts, and what was found in each."""

from collections.abc import Sequence
from typing import NamedTuple

from drugref.blocks import Heading
from drugref.dosing.annotate import Findings, annotate
from drugref.dosing.patient import Patient
from drugref.errors import NothingFound
from drugref.model import PREAMBLE, Faq, Monograph, Section


class PatientPage(NamedTuple):
    """A monograph, the sections asked for, annotated, and the findings of each and of each answer.

    `is_whole` tells that no section was asked for, so that all are shown.
    """

    patient: Patient
    monograph: Monograph
    sections: tuple[Section, ...]
    findings: tuple[Findings, ...]
    answers: tuple[Findings, ...]
    is_whole: bool

    @property
    def shown(self) -> Findings:
        """Everything that was found in what is shown."""
        together = Findings()
        shows_answers = any(section.id == "faqs" for section in self.sections)
        for findings in (*self.findings, *(self.answers if shows_answers else ())):
            together.doses += findings.doses
            together.thresholds += findings.thresholds
            together.bare += findings.bare
        return together


def for_patient(monograph: Monograph, patient: Patient, sections: Sequence[Section] | None = None) -> PatientPage:
    """Annotate a monograph, or the sections asked for; NothingFound when all of them are empty in the file."""
    chosen = monograph.sections if sections is None else tuple(sections)
    if not any(section.blocks or (section.id == "faqs" and monograph.faqs) for section in chosen):
        titles = " and ".join(f"'{section.full_title}'" for section in chosen) or "every section"
        raise NothingFound(
            f"{titles} of {monograph.title} is empty in its monograph: no dose was examined, and that is no evidence "
            f"of anything. 'drugref sections {monograph.slug}' lists what there is."
        )
    faqs, answers = [], []
    for faq in monograph.faqs:
        answers.append(Findings())
        faqs.append(Faq(faq.question, annotate(faq.answer, patient, answers[-1])))
    found = tuple(Findings() for _ in chosen)
    annotated = tuple(_annotated(section, patient, findings) for section, findings in zip(chosen, found, strict=True))
    return PatientPage(
        patient,
        monograph._replace(sections=annotated if sections is None else _alarms(monograph, patient), faqs=tuple(faqs)),
        annotated,
        found,
        tuple(answers),
        sections is None,
    )


def _alarms(monograph: Monograph, patient: Patient) -> tuple[Section, ...]:
    """Annotate what stands above the sections that were asked for."""
    return tuple(
        _annotated(section, patient, Findings()) if section.id in ("boxed-warning", PREAMBLE) else section
        for section in monograph.sections
    )


def _annotated(section: Section, patient: Patient, findings: Findings) -> Section:
    (title,) = annotate((Heading(section.title, section.id, 3),), patient, findings)  # a heading may be a dose
    assert isinstance(title, Heading)
    return section._replace(title=title.title, blocks=annotate(section.blocks, patient, findings))
