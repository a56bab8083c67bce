"""`drugref show`: a monograph, or some of its sections."""

from typing import Annotated

import typer

from drugref import lookup
from drugref.cli.app import Request, command_app
from drugref.render import records
from drugref.render.monograph import monograph_page, sections_page


def show(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A drug's slug, title, synonym or brand.")],
    section: Annotated[
        list[str] | None,
        typer.Option(
            "--section", "-s", metavar="S", help="A section, a heading in it, or the beginning of either; repeatable."
        ),
    ] = None,
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
        monograph = lookup.find(compendium, name)
    if not section:
        request.console.answer(
            lambda sheet: monograph_page(sheet, monograph), lambda: records.monograph_record(monograph)
        )
        return
    from drugref.sections import select  # a whole page needs no choice

    chosen = select(monograph, section)
    request.console.answer(
        lambda sheet: sections_page(sheet, monograph, chosen), lambda: records.monograph_record(monograph, chosen)
    )


app = command_app(show)
