"""`drugref classes`: the classes that the monographs name."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from drugref.cli.request import Request
from drugref.console import say
from drugref.errors import NothingFound
from drugref.render.layout import Sheet
from drugref.render.wrapping import Span

if TYPE_CHECKING:
    import typer


def classes(ctx: typer.Context) -> None:
    """List the pharmacologic classes that the monographs name, each with how many of them do.

    \b
    Example:
      drugref classes
    """
    request: Request = ctx.obj
    with request.compendium() as compendium:
        every = compendium.facets()
    counts = Counter(name for facets in every for name in facets.classes)
    silent = sum(not facets.classes for facets in every)
    if silent:
        say(f"{silent:,} of the {len(every):,} monographs name no class.")
    if not counts:
        raise NothingFound("No monograph names its class.")
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0].casefold()))

    def page(sheet: Sheet) -> None:
        width = max(len(str(count)) for count in counts.values())
        for name, count in ranked:
            sheet.item(str(count).rjust(width), [Span(name)])

    request.console.answer(page, lambda: [{"class": name, "monographs": count} for name, count in ranked])
