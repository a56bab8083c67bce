"""`drugref show`: a monograph, or some of its sections."""

from collections.abc import Sequence
from typing import Any

import typer

from drugref.cli.app import Request, command_app
from drugref.cli.arguments import Name, Sections
from drugref.compendium import LABELS, Compendium
from drugref.console import say
from drugref.errors import DataFault
from drugref.model import Monograph, Section
from drugref.render.monograph import monograph_page, sections_page


def show(
    ctx: typer.Context,
    name: Name,
    section: Sections = None,
) -> None:
    """Show a monograph, or some of its sections.

    \b
    Examples:
      drugref show pertuzumab-trastuzumab
      drugref show phesgo --section dosage
      drugref show phesgo --section preg --section dosage/children
    """
    request: Request = ctx.obj
    with request.compendium() as compendium:
        monograph = request.find(compendium, name)
        try:
            _tell_labels(compendium, monograph)
        except DataFault as fault:  # the page is there all the same
            if compendium.fault is None:
                say(str(fault))
    if not section:
        request.console.answer(lambda sheet: monograph_page(sheet, monograph), lambda: _record(monograph))
        return
    from drugref.sections import select  # a whole page needs no choice

    chosen = select(monograph, section)
    request.console.answer(lambda sheet: sections_page(sheet, monograph, chosen), lambda: _record(monograph, chosen))


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


app = command_app(show)
