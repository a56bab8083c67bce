"""`drugref compare`: drugs side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from drugref.cli.request import Request
from drugref.compare import compare as compared
from drugref.errors import UsageError
from drugref.model import Monograph
from drugref.render.compare import compare_page, compare_record

if TYPE_CHECKING:
    import typer

    from drugref.cli.arguments import Names, Sections

_FEWEST = 2


def compare(
    ctx: typer.Context,
    names: Names,
    section: Sections = None,
) -> None:
    """Compare drugs label by label: the summary's seven, or the sections asked for.

    They stand side by side where the width gives each 34 columns, else one under the other, as with --plain.

    \b
    Examples:
      drugref compare losartan benazepril
      drugref compare morphine oxycodone codeine --section contraindications
    """
    request: Request = ctx.obj
    if len(names) < _FEWEST:
        raise UsageError(f"A comparison needs at least two drugs, and '{names[0]}' is one. Name another.")
    with request.compendium() as compendium:
        monographs = [request.find(compendium, name) for name in names]
    _check_distinct(names, monographs)
    queries = section or []
    rows = compared(monographs, queries)
    request.console.answer(
        lambda sheet: compare_page(sheet, monographs, rows),
        lambda: compare_record(monographs, rows, queries),
        columns=len(monographs),
    )


def _check_distinct(names: Sequence[str], monographs: Sequence[Monograph]) -> None:
    opened: dict[tuple[str, str], str] = {}
    for name, monograph in zip(names, monographs, strict=True):
        key = monograph.collection, monograph.slug
        if key in opened:
            raise UsageError(
                f"'{opened[key]}' and '{name}' open the same monograph, {monograph.title}: "
                "there is nothing to compare. Name two different drugs."
            )
        opened[key] = name
