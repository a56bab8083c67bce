"""`drugref faq`: a drug's questions and answers, or the questions of all drugs."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Annotated

from drugref.analysis import fold
from drugref.blocks import blocks_text
from drugref.cli.request import Request
from drugref.compendium import Compendium
from drugref.errors import NothingFound, UsageError
from drugref.model import Faq, Monograph
from drugref.render.layout import Sheet
from drugref.render.listings import questions_page
from drugref.render.monograph import faqs_page, set_foot, set_head, set_section
from drugref.render.records import faqs_record

if TYPE_CHECKING:
    import typer

    from drugref.cli.arguments import NameOrAll


def faq(
    ctx: typer.Context,
    name: NameOrAll = "",
    number: Annotated[int | None, typer.Option("--number", "-n", metavar="N", help="Only the N-th question.")] = None,
    match: Annotated[
        str, typer.Option("--match", "-m", metavar="TEXT", help="Only questions or answers that hold TEXT.")
    ] = "",
) -> None:
    """Show a drug's questions and answers; without a drug, the questions of all.

    \b
    Examples:
      drugref faq pertuzumab-trastuzumab
      drugref faq pertuzumab-trastuzumab --number 3
      drugref faq --match pregnan
    """
    request: Request = ctx.obj
    with request.compendium() as compendium:
        if not name:
            if number is not None:
                raise UsageError("--number needs a drug: drugref faq NAME --number N")
            _ask_all(request, compendium, match)
            return
        monograph = request.find(compendium, name)
    if not monograph.faqs:
        _print_section(request, monograph)
        raise NothingFound(f"{monograph.title} has no questions and answers. 'drugref sections' lists what it has.")
    chosen = _choose(monograph, number, match)
    request.console.answer(
        lambda sheet: faqs_page(sheet, monograph, chosen),
        lambda: [faqs_record(monograph.slug, monograph.title, chosen)],
    )


def _choose(monograph: Monograph, number: int | None, match: str) -> list[tuple[int, Faq]]:
    numbered = list(enumerate(monograph.faqs, 1))
    if number is not None and not 1 <= number <= len(numbered):
        raise NothingFound(f"{monograph.title} has {len(numbered)} questions, no number {number}.")
    folded = fold(match)
    chosen = [
        (place, entry)
        for place, entry in numbered
        if number in (None, place) and folded in fold(f"{entry.question}\n{blocks_text(entry.answer)}")
    ]
    if not chosen:
        raise NothingFound(
            f"No question of {monograph.title} holds '{match}'; that says nothing about the matter itself."
        )
    return chosen


def _print_section(request: Request, monograph: Monograph) -> None:
    """Print what a FAQ section without questions says, so that nothing of it is lost."""
    sections = [section for section in monograph.named("faqs") if section.blocks or section.qualifier]
    if not sections and not request.output.json:
        return

    def page(sheet: Sheet) -> None:
        set_head(sheet, monograph)
        for section in sections:
            set_section(sheet, section, ())
        set_foot(sheet, monograph)

    request.console.answer(page, lambda: [faqs_record(monograph.slug, monograph.title, ())])


def _ask_all(request: Request, compendium: Compendium, match: str) -> None:
    rows = compendium.questions(fold(match))
    found = [
        (entry, [(number, faq) for _, number, faq in group]) for entry, group in groupby(rows, key=lambda row: row[0])
    ]
    if not found:
        raise NothingFound(
            f"No question of the {len(compendium):,} monographs holds '{match}'; "
            "that says nothing about the matter itself."
            if match
            else "No monograph has questions and answers."
        )
    request.console.answer(
        lambda sheet: questions_page(sheet, found, answers=bool(match)),
        lambda: [faqs_record(entry.slug, entry.title, faqs) for entry, faqs in found],
    )
