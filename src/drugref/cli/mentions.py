"""`drugref mentions`: where other monographs speak of a drug."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drugref.cli.faults import tell_faults
from drugref.cli.request import Ended, Request
from drugref.console import say
from drugref.errors import MonographNotFound, NothingFound
from drugref.mentions import mentions as find_mentions
from drugref.mentions import mentions_of_name
from drugref.quotes import Quoter
from drugref.render.mentions import mentions_line, mentions_page, mentions_record

if TYPE_CHECKING:
    import typer

    from drugref.cli.arguments import Name


def mentions(ctx: typer.Context, name: Name) -> None:
    """Show where other monographs name a drug, its ingredients or brands, or a class that it says it is of.

    A name that no monograph has is looked for as it is written.

    \b
    Examples:
      drugref mentions digoxin
      drugref mentions ketoconazole
    """
    request: Request = ctx.obj
    with request.compendium() as compendium:
        quoter = Quoter(compendium.file_of)
        try:
            about = request.find(compendium, name)
        except MonographNotFound as error:
            found = mentions_of_name(compendium, name, quoter)
            if not found.speakers:
                raise
            say(str(error).splitlines()[0])
        else:
            found = find_mentions(compendium, about, quoter)
        tell_faults(compendium)
    if not found.speakers and not request.output.json:
        raise NothingFound(mentions_line(found))
    request.console.answer(lambda sheet: mentions_page(sheet, found), lambda: mentions_record(found))
    if not found.speakers:
        say(mentions_line(found))
        raise Ended(NothingFound.exit_code)
