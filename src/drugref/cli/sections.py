"""`drugref sections`: the outline of a monograph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drugref.cli.request import Request
from drugref.render.listings import outline_page
from drugref.sections import outline

if TYPE_CHECKING:
    import typer

    from drugref.cli.arguments import Name


def sections(
    ctx: typer.Context,
    name: Name,
) -> None:
    """List the sections of a monograph and the headings inside them, each with the words to ask for it.

    \b
    Example:
      drugref sections pertuzumab-trastuzumab
    """
    request: Request = ctx.obj
    with request.compendium() as compendium:
        monograph = request.find(compendium, name)
    places = list(outline(monograph))
    request.console.answer(
        lambda sheet: outline_page(sheet, monograph, places),
        lambda: [{"id": place.path, "title": place.title, "level": place.level} for place in places],
    )
