"""`drugref cautions`: what monographs say on the kidney, the liver, pregnancy, lactation, old age or childhood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from drugref.cautions import TOPICS, topic_named
from drugref.cautions import cautions as quote_cautions
from drugref.cli.complete import complete_name
from drugref.cli.faults import tell_faults
from drugref.cli.request import Ended, Request
from drugref.console import say
from drugref.errors import NothingFound
from drugref.quotes import Quoter
from drugref.render.mentions import cautions_line, cautions_page, cautions_record

if TYPE_CHECKING:
    import typer


def cautions(
    ctx: typer.Context,
    topic: Annotated[
        str, typer.Argument(metavar="TOPIC", help=f"One of: {', '.join(topic.name for topic in TOPICS)}.")
    ],
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME...]", help="Drugs; without one, all are asked.", autocompletion=complete_name),
    ] = None,
) -> None:
    """Show what each monograph says on a topic, quoted; one that says nothing on it is told as that.

    \b
    Examples:
      drugref cautions renal metformin
      drugref cautions lactation warfarin lithium
      drugref cautions elderly
    """
    request: Request = ctx.obj
    asked = topic_named(topic)
    with request.compendium() as compendium:
        monographs = [request.find(compendium, name) for name in names] if names else compendium
        found = quote_cautions(asked, monographs, Quoter(compendium.file_of))
        if not names:
            tell_faults(compendium)
    request.console.answer(lambda sheet: cautions_page(sheet, found), lambda: cautions_record(found))
    if not found.is_examined or not found.cautions:
        say(cautions_line(found))
        raise Ended(NothingFound.exit_code)
