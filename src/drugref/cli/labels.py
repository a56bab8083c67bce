"""`drugref labels`: the imported labels of a drug."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from drugref.cli.request import Request
from drugref.errors import NothingFound
from drugref.render.labels import drugs_page, holding_record, labels_page

if TYPE_CHECKING:
    import typer


def labels(
    ctx: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="A drug, a brand or a set id; without one, all drugs.")
    ] = "",
) -> None:
    """List the imported labels of a drug: brand, maker, kind, route, form, date and set id.

    \b
    Example:
      drugref labels metformin
    """
    request: Request = ctx.obj
    with request.compendium() as compendium:
        library = compendium.library
        if library is None or not library.count():
            raise NothingFound("No labels are imported. 'drugref import FILE' brings official labels in.")
        if not name:
            drugs = list(library.drugs())
            request.console.answer(
                lambda sheet: drugs_page(sheet, drugs),
                lambda: [{"drug": slug, "labels": count} for slug, count in drugs],
            )
            return
        found = library.of_name(name)
    if not found:
        raise NothingFound(f"No imported label of '{name}'. 'drugref labels' lists the drugs there are labels of.")
    request.console.answer(lambda sheet: labels_page(sheet, found), lambda: [holding_record(one) for one in found])
