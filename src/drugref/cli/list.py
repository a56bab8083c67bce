"""`drugref list`: the monographs there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

from drugref.analysis import fold, parts_of, squash
from drugref.cli.request import Request
from drugref.console import say
from drugref.errors import NothingFound
from drugref.render.listings import entries_page, entries_table
from drugref.render.records import entry_record
from drugref.snapshot import Entry, Facets

if TYPE_CHECKING:
    import typer


def list_(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help="Only those whose name holds TEXT.")] = "",
    banned: Annotated[bool, typer.Option("--banned", help="Only those marked as banned.")] = False,
    class_: Annotated[str, typer.Option("--class", metavar="TEXT", help="Only those of a class that holds TEXT.")] = "",
    ingredient: Annotated[
        str, typer.Option("--ingredient", metavar="NAME", help="Only those that contain the ingredient NAME.")
    ] = "",
    route: Annotated[str, typer.Option("--route", metavar="TEXT", help="Only those given by a route.")] = "",
    boxed: Annotated[bool, typer.Option("--boxed", help="Only those with a boxed warning.")] = False,
) -> None:
    """List the monographs there are, one a line; in a pipe slug, title and BANNED are separated by tabs.

    \b
    Examples:
      drugref list
      drugref list mab --class HER2 --route intravenous
      drugref list --boxed
    """
    request: Request = ctx.obj
    with request.compendium() as compendium:
        every = compendium.facets()
        faulty = sum(problem.fatal for _, problem in compendium.problems())
    found = [facets for facets in every if _holds(facets.entry, text) and (facets.entry.banned or not banned)]
    filters: list[tuple[str, str, Callable[[Facets], bool | None]]] = [
        ("class", class_, lambda facets: _any_holds(facets.classes, class_)),
        ("ingredient", ingredient, lambda facets: _is_in(facets, ingredient)),
        ("route", route, lambda facets: _any_holds(facets.routes, route)),
        ("boxed warning", "any" if boxed else "", lambda facets: facets.is_boxed),
    ]
    for what, wanted, test in filters:
        if wanted:
            found = _filtered(found, what, test)
    if faulty:
        say(f"{faulty} of the files could not be read, so this list lacks them; 'drugref info' says which and why.")
    if not found:
        raise NothingFound(f"None of the {len(every):,} monographs is listed{_asked(text, banned, filters)}.")
    _print(request, [facets.entry for facets in found])


def _print(request: Request, entries: list[Entry]) -> None:
    console = request.console
    if console.is_styled or request.output.json:
        console.answer(lambda sheet: entries_page(sheet, entries), lambda: [entry_record(entry) for entry in entries])
    else:
        console.text(entries_table(entries), lambda: None)


def _filtered(found: list[Facets], what: str, test: Callable[[Facets], bool | None]) -> list[Facets]:
    """Keep what passes a test; say how many monographs do not tell, for silence is not a no."""
    results = [(facets, test(facets)) for facets in found]
    silent = sum(result is None for _, result in results)
    if silent:
        say(f"{silent:,} more of them do not say their {what}, so this list cannot tell.")
    return [facets for facets, result in results if result]


def _any_holds(values: tuple[str, ...], text: str) -> bool | None:
    return any(fold(text) in fold(value) for value in values) if values else None


def _is_in(facets: Facets, ingredient: str) -> bool:
    """Look in the title too, which names the ingredients even where the front matter does not."""
    named = (*facets.ingredients, *parts_of(facets.entry.title))
    return squash(ingredient) in {squash(name) for name in named}


def _asked(text: str, banned: bool, filters: list[tuple[str, str, Callable[[Facets], bool | None]]]) -> str:
    asked = [f"'{text}'"] if text else []
    asked += ["banned"] if banned else []
    asked += [f"{what} '{wanted}'" for what, wanted, _ in filters if wanted]
    return f" as {', '.join(asked)}" if asked else ""


def _holds(entry: Entry, text: str) -> bool:
    if fold(text) in fold(f"{entry.slug} {entry.title}"):
        return True
    return squash(text) != "" and squash(text) in squash(entry.title)
