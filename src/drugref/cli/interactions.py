"""`drugref interactions`: what the monographs of some drugs say of one another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from drugref.analysis import parts_of
from drugref.cli.request import Ended, Request
from drugref.compendium import Compendium
from drugref.console import say
from drugref.errors import MonographNotFound, NothingFound
from drugref.interactions import interactions as examine
from drugref.model import Monograph
from drugref.partners import LISTED, partners_of
from drugref.quotes import Quoter
from drugref.render.interactions import partners_line, partners_page, partners_record, report_page, report_record

if TYPE_CHECKING:
    import typer

    from drugref.cli.arguments import Names


def interactions(ctx: typer.Context, names: Names) -> None:
    """Show what the monographs of some drugs say of one another, every pair, both ways, quoted.

    One name alone lists all that its monograph names. A drug that is not mentioned is told as that, which is no
    evidence of safety; a name that opens no monograph stops the command.

    \b
    Examples:
      drugref interactions warfarin naproxen
      drugref interactions simvastatin amlodipine voriconazole
      drugref interactions lithium
    """
    request: Request = ctx.obj
    with request.compendium() as compendium:
        found = _resolve(request, compendium, names)
        quoter = Quoter(compendium.file_of)
        monographs = list({one.slug: one for _, one in found}.values())
        if len(found) == 1:
            known = [entry.title for entry in compendium.entries()]
            _answer_one(request, monographs[0], known, quoter)
            return
        report = examine(monographs, quoter)._replace(same=_same(found))
    request.console.answer(lambda sheet: report_page(sheet, report), lambda: report_record(report))
    if not report.is_examined:
        say(
            "Not every pair could be examined: a monograph has no text on drug interactions. "
            "This is not evidence of safety."
        )
        raise Ended(NothingFound.exit_code)


def _answer_one(request: Request, monograph: Monograph, known: Sequence[str], quoter: Quoter) -> None:
    partners = partners_of(monograph, known, quoter)
    request.console.answer(lambda sheet: partners_page(sheet, partners), lambda: partners_record(partners))
    if partners.state != LISTED:
        say(partners_line(partners))
        raise Ended(NothingFound.exit_code)


def _resolve(request: Request, compendium: Compendium, names: Sequence[str]) -> list[tuple[str, Monograph]]:
    """Open every name before anything is said; a combination without a monograph is taken apart."""
    found: list[tuple[str, Monograph]] = []
    for name in names:
        try:
            found.append((name, request.find(compendium, name)))
        except MonographNotFound:
            parts = parts_of(name)
            if len(parts) < 2:
                raise
            found += [(part, request.find(compendium, part)) for part in parts]
            say(f"'{name}' has no monograph of its own; it is taken apart into {', '.join(parts)}.")
    return found


def _same(found: Sequence[tuple[str, Monograph]]) -> tuple[tuple[str, str], ...]:
    """Give the names that opened a monograph which another name had opened before."""
    first: dict[str, str] = {}
    same = []
    for name, monograph in found:
        if monograph.slug in first:
            same.append((first[monograph.slug], name))
            say(f"'{first[monograph.slug]}' and '{name}' both open the monograph of {monograph.title}.")
        first.setdefault(monograph.slug, name)
    return tuple(same)
