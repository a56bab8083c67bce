"""`drugref show`: a monograph, or some of its sections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

from drugref.cli.request import Request
from drugref.collection import LABELS
from drugref.compendium import Compendium
from drugref.console import say
from drugref.errors import DataFault
from drugref.model import Monograph, Section
from drugref.render.monograph import monograph_page, sections_page

if TYPE_CHECKING:
    import typer

    from drugref.cli.arguments import Name, Sections
    from drugref.dosing.patient import Patient


def show(
    ctx: typer.Context,
    name: Name,
    section: Sections = None,
    weight: Annotated[str | None, typer.Option(metavar="KG", help="Compute amounts per kg for this weight.")] = None,
    height: Annotated[str | None, typer.Option(metavar="CM", help="With --weight, amounts per m2 (Mosteller).")] = None,
    bsa: Annotated[str | None, typer.Option(metavar="M2", help="A body surface that is known already.")] = None,
    age: Annotated[
        str | None,
        typer.Option(metavar="YEARS", help="With --weight, --creatinine and --sex, the clearance (Cockcroft-Gault)."),
    ] = None,
    creatinine: Annotated[str | None, typer.Option(metavar="MG/DL", help="Serum creatinine.")] = None,
    sex: Annotated[str | None, typer.Option(metavar="F|M", help="For the clearance.")] = None,
) -> None:
    """Show a monograph, or some of its sections; with a weight or a body surface, its doses for this patient.

    \b
    Examples:
      drugref show pertuzumab-trastuzumab
      drugref show phesgo --section dosage
      drugref show phesgo --section preg --section dosage/children
      drugref show abacavir --section dosage --weight 24
    """
    request: Request = ctx.obj
    patient = None
    if any(option is not None for option in (weight, height, bsa, age, creatinine, sex)):
        from drugref.dosing.patient import read_patient  # a page without a patient needs no arithmetic

        patient = read_patient(weight=weight, height=height, bsa=bsa, age=age, creatinine=creatinine, sex=sex)
    with request.compendium() as compendium:
        monograph = request.find(compendium, name)
        try:
            _tell_labels(compendium, monograph)
        except DataFault as fault:  # the page is there all the same
            if compendium.fault is None:
                say(str(fault))
    if patient is not None:
        _answer_for(request, monograph, patient, section)
        return
    if not section:
        request.console.answer(lambda sheet: monograph_page(sheet, monograph), lambda: _record(monograph))
        return
    from drugref.sections import select  # a whole page needs no choice

    chosen = select(monograph, section)
    request.console.answer(lambda sheet: sections_page(sheet, monograph, chosen), lambda: _record(monograph, chosen))


def _answer_for(request: Request, monograph: Monograph, patient: Patient, section: list[str] | None) -> None:
    from drugref.dosing.page import for_patient
    from drugref.render.doses import doses_page, doses_record
    from drugref.sections import select

    page = for_patient(monograph, patient, select(monograph, section) if section else None)
    request.console.answer(lambda sheet: doses_page(sheet, page), lambda: doses_record(page))


def _tell_labels(compendium: Compendium, monograph: Monograph) -> None:
    """Say how many official labels of a drug are imported, and whether a source of the page has a newer version."""
    library = compendium.library
    if library is not None:
        for source in monograph.sources:
            newest = library.newest_date(source.set_id)
            if monograph.collection != LABELS and source.effective and newest > source.effective:
                say(f"Stale: {source.label} of {source.effective} has a newer version, of {newest}, among your labels.")
        count = library.count_of_name(" + ".join(monograph.ingredients or (monograph.title,)))
        if count:
            say(f"{count:,} official label{' is' if count == 1 else 's are'} imported: drugref labels {monograph.slug}")


def _record(monograph: Monograph, sections: Sequence[Section] | None = None) -> dict[str, Any]:
    from drugref.render.records import monograph_record  # a page needs no JSON

    return monograph_record(monograph, sections)
