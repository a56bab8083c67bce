"""`drugref changes`: what the newest version of an imported label changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from drugref.changes import changes as differences
from drugref.cli.request import Request
from drugref.errors import NothingFound
from drugref.model import SCHEMA
from drugref.render.labels import changes_page, holding_record

if TYPE_CHECKING:
    import typer


def changes(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A drug, a brand or a set id.")],
) -> None:
    """Show what the newest version of an imported label changed, section by section.

    + stands before what came, - before what went; in a line with ~ they are marked [-so-] and {+so+}.

    \b
    Example:
      drugref changes mekinist
    """
    request: Request = ctx.obj
    with request.compendium() as compendium:
        library = compendium.library
        if library is None:
            raise NothingFound("No labels are imported. 'drugref import FILE' brings official labels in.")
        holdings = library.named(name) or library.of_name(name)
        histories = [history for one in holdings if len(history := library.versions(one.set_id)) > 1]
        if not holdings:
            raise NothingFound(f"No imported label of '{name}'. 'drugref labels' lists the drugs there are labels of.")
        if not histories:
            raise NothingFound(f"Only one version of '{name}' is imported, so that there is nothing to compare.")
        older, newer = max(histories, key=lambda history: history[-1].effective)[-2:]
        found = list(differences(library.monograph(older), library.monograph(newer)))
    request.console.answer(
        lambda sheet: changes_page(sheet, older, newer, found),
        lambda: {
            "schema": SCHEMA,
            "older": holding_record(older),
            "newer": holding_record(newer),
            "changes": [{**one._asdict(), "lines": [list(line) for line in one.lines]} for one in found],
        },
    )
