"""`drugref show`: a monograph, or some of its sections."""

import typer

from drugref.cli.app import Request, command_app
from drugref.cli.arguments import Name, Sections
from drugref.render import records
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
