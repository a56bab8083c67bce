"""`drugref search`: the passages that hold some words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from drugref.cli.request import Ended, Request
from drugref.console import say
from drugref.errors import NothingFound, UsageError
from drugref.render.hits import fewer_page, hits_page, nothing_found, results_record
from drugref.search import search as find_passages
from drugref.search import search_all

if TYPE_CHECKING:
    import typer

    from drugref.cli.arguments import Drug, InSection


def search(
    ctx: typer.Context,
    query: Annotated[list[str], typer.Argument(metavar="QUERY", help="Words, or a question in a few words.")],
    section: InSection = "",
    drug: Drug = "",
    only: Annotated[str, typer.Option("--in", metavar="faq", help="Only in questions and answers.")] = "",
    limit: Annotated[int, typer.Option("--limit", "-l", min=1, metavar="N", help="At most N passages.")] = 20,
    all_labels: Annotated[
        bool, typer.Option("--all-labels", help="Read every imported label, not only one a drug and route.")
    ] = False,
) -> None:
    """Find the passages that hold all the words of a query, best first, by drug.

    "A phrase" in quotes, OR, -without, prefix* and section:dosage are understood; any other text is words.

    \b
    Examples:
      drugref search HER2
      drugref search "missed dose" --drug phesgo
      drugref search renal impairment section:dosage
      drugref search lactose --drug metformin --all-labels
    """
    if only not in ("", "faq", "faqs"):
        raise UsageError(f"--in takes faq, not '{only}'.")
    if only and all_labels:
        raise UsageError("labels have no questions and answers: give --in faq or --all-labels, not both.")
    request: Request = ctx.obj
    text = " ".join(f'"{part}"' if " " in part and len(query) > 1 else part for part in query)
    with request.compendium() as compendium:
        if all_labels:
            with request.label_index(compendium) as index:
                results = search_all(compendium, index, text, section=section, drug=drug, limit=limit)
        else:
            results = find_passages(compendium, text, section=section, drug=drug, only_faqs=bool(only), limit=limit)
    if results.hits:
        request.console.answer(lambda sheet: hits_page(sheet, results), lambda: results_record(results))
        return
    if request.output.json or results.fewer:
        say(nothing_found(results))
        request.console.answer(lambda sheet: fewer_page(sheet, results), lambda: results_record(results))
        raise Ended(NothingFound.exit_code)
    raise NothingFound(nothing_found(results))
