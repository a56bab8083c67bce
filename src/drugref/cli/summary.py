"""`drugref summary`: a card of seven lines for each drug."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drugref.cli.request import Request
from drugref.model import SCHEMA
from drugref.render.layout import Sheet
from drugref.render.monograph import summary_page
from drugref.summary import summarize

if TYPE_CHECKING:
    import typer

    from drugref.cli.arguments import Names


def summary(
    ctx: typer.Context,
    names: Names,
) -> None:
    """Show a card of seven lines for each drug.

    They tell mechanism, side effects, contraindications, interactions, pregnancy, dosage and monitoring. What a
    monograph's own card lacks is built from its sections, and says so.

    \b
    Example:
      drugref summary pertuzumab-trastuzumab
    """
    request: Request = ctx.obj
    with request.compendium() as compendium:
        monographs = [request.find(compendium, name) for name in names]
    cards = [(monograph, summarize(monograph)) for monograph in monographs]

    def page(sheet: Sheet) -> None:
        for number, (monograph, card) in enumerate(cards):
            if number:
                sheet.blank()
                sheet.put("* * *", "muted")
                sheet.blank()
            summary_page(sheet, monograph, card)

    request.console.answer(
        page,
        lambda: [
            {
                "schema": SCHEMA,
                "slug": monograph.slug,
                "title": monograph.title,
                "banned": monograph.banned,
                "boxed_warning": None if monograph.boxed_warning is None else list(monograph.boxed_warning),
                "qualifier": card.qualifier,
                "lines": [line._asdict() for line in card.lines],
                "remarks": list(card.remarks),
            }
            for monograph, card in cards
        ],
    )
