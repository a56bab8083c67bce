"""`drugref import`: bring official labels in."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from drugref.cli.app import Request, command_app
from drugref.console import import_bar, is_interactive, say
from drugref.errors import UsageError
from drugref.importing import Choice, Progress, Summary, import_labels
from drugref.library import Library
from drugref.locations import imported_labels
from drugref.model import SCHEMA
from drugref.render.layout import Sheet

_FAULTY = 4
_ORDER = ("read", "imported", "updated", "unchanged", "passed over", "refused")


def import_(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="FILE...", help="JSON, XML, zips of them, or folders.")],
    rx: Annotated[bool, typer.Option("--rx", help="Only prescription labels.")] = False,
    otc: Annotated[bool, typer.Option("--otc", help="Only over-the-counter labels.")] = False,
    generic: Annotated[str, typer.Option("--generic", metavar="NAME", help="Only labels of this drug.")] = "",
    newest: Annotated[
        bool, typer.Option("--newest", help="Only the newest version of each label; older ones are passed over.")
    ] = False,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="Write what was refused, and why, to FILE.")
    ] = None,
) -> None:
    """Bring official labels in, to read and search beside the bundled monographs; every version is kept.

    Takes openFDA's files (drug-label-0001-of-0013.json.zip) and DailyMed's (dm_spl_release_human_rx_part1.zip) as
    they are. What is no label is refused in a line; an import that was interrupted goes on when it is run again.

    \b
    Example:
      drugref import drug-label-0001-of-0013.json.zip --rx
    """
    request: Request = ctx.obj
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is no file or folder '{path}'.")
    target = imported_labels()
    with Library(target, writable=True) as library, _counter() as progress:
        summary = import_labels(paths, library, choice=Choice(rx, otc, generic, newest), progress=progress)
        held = library.count()
    with request.compendium():  # so that the first question does not wait for the pages
        pass
    if report is not None:
        report.write_text("".join(f"{refused}\n" for refused in summary.refused), encoding="utf-8")
    request.console.answer(lambda sheet: _page(sheet, summary, held, target), lambda: _record(summary, held, target))
    if summary.refused and not report:
        for refused in summary.refused[:20]:
            say(str(refused))
        more = len(summary.refused) - 20
        if more > 0:
            say(f"and {more:,} more; --report FILE lists them all.")
    if summary.refused and not any(summary.counts[key] for key in ("imported", "updated", "unchanged", "passed over")):
        raise typer.Exit(_FAULTY)


@contextlib.contextmanager
def _counter() -> Iterator[Progress | None]:
    """Count the records at a terminal; be quiet in a pipe."""
    if not is_interactive():
        yield None
        return
    with import_bar() as bar:
        yield bar


def _page(sheet: Sheet, summary: Summary, held: int, target: Path) -> None:
    sheet.pairs(
        [
            (key.capitalize(), f"{summary.counts[key]:,}")
            for key in _ORDER
            if summary.counts[key] or key != "passed over"
        ]
    )
    sheet.put(f"{held:,} labels are held in {target}.")


def _record(summary: Summary, held: int, target: Path) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        **{key.replace(" ", "_"): summary.counts[key] for key in _ORDER},
        "reasons": [refused._asdict() for refused in summary.refused],
        "held": held,
        "file": str(target),
    }


app = command_app(import_)
