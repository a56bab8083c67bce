"""`drugref list`: the monographs there are."""

from typing import Annotated

import typer

from drugref.analysis import fold, squash
from drugref.cli.app import Request, command_app
from drugref.console import say
from drugref.errors import NothingFound
from drugref.render.listings import entries_page, entries_table
from drugref.render.records import entry_record
from drugref.snapshot import Entry


def list_(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help="Only those whose name holds TEXT.")] = "",
    banned: Annotated[bool, typer.Option("--banned", help="Only those marked as banned.")] = False,
) -> None:
    """List the monographs there are, one a line; in a pipe slug, title and BANNED are separated by tabs.

    \b
    Examples:
      drugref list
      drugref list mab
      drugref list --banned
    """
    request: Request = ctx.obj
    with request.compendium() as compendium:
        every = compendium.entries()
        faulty = sum(problem.fatal for _, problem in compendium.problems())
    entries = [entry for entry in every if _holds(entry, text) and (entry.banned or not banned)]
    if faulty:
        say(f"{faulty} of the files could not be read, so this list lacks them; 'drugref info' says which and why.")
    if not entries:
        what = " ".join(filter(None, ("banned" if banned else "", f"'{text}'" if text else "")))
        raise NothingFound(f"None of the {len(every):,} monographs is listed{' as ' + what if what else ''}.")
    console = request.console
    if console.is_styled or request.output.json:
        console.answer(lambda sheet: entries_page(sheet, entries), lambda: [entry_record(entry) for entry in entries])
    else:
        console.text(entries_table(entries), lambda: None)


def _holds(entry: Entry, text: str) -> bool:
    return fold(text) in fold(f"{entry.slug} {entry.title}") or (
        squash(text) != "" and squash(text) in squash(entry.title)
    )


app = command_app(list_)
