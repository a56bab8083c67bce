"""`drugref import`: bring official labels in."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from drugref.cli.request import Ended, Request
from drugref.console import import_bar, is_interactive, say
from drugref.errors import DataFault, UsageError
from drugref.importing import Choice, Progress, Summary, import_labels
from drugref.library import Library
from drugref.locations import imported_labels
from drugref.model import SCHEMA
from drugref.render.layout import Sheet

if TYPE_CHECKING:
    import typer

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
    _check(paths, report)
    target = imported_labels()
    with Library(target, writable=True) as library, _told(library), _counter() as progress:
        summary = import_labels(paths, library, choice=Choice(rx, otc, generic, newest), progress=progress)
        held = library.count()
    with request.compendium():  # so that the first question does not wait for the pages
        pass
    if report is not None:
        _write(report, summary)
    request.console.answer(lambda sheet: _page(sheet, summary, held, target), lambda: _record(summary, held, target))
    if summary.refused and not report:
        for refused in summary.refused[:20]:
            say(str(refused))
        more = len(summary.refused) - 20
        if more > 0:
            say(f"and {more:,} more; --report FILE lists them all.")
    if summary.refused and not any(summary.counts[key] for key in ("imported", "updated", "unchanged", "passed over")):
        raise Ended(_FAULTY)


def _check(paths: Sequence[Path], report: Path | None) -> None:
    """Raise UsageError, before hours of work, for a path that is not there and a report that cannot be written."""
    for path in paths:
        if not os.path.exists(path):  # noqa: PTH110 - Path's own raises for a name that is too long
            raise UsageError(f"there is no file or folder '{path}'.")
        if report is not None and os.path.exists(report) and report.samefile(path):  # noqa: PTH110 - as above
            raise UsageError(f"the report would be written over '{path}'.")
    if report is None:
        return
    try:  # a pipe that nobody reads would be waited for
        os.close(os.open(report, os.O_WRONLY | os.O_CREAT | getattr(os, "O_NONBLOCK", 0), 0o666))
    except (OSError, ValueError) as error:
        raise _no_report(report, error) from error


def _write(report: Path, summary: Summary) -> None:
    try:
        report.write_text("".join(f"{refused}\n" for refused in summary.refused), encoding="utf-8")
    except OSError as error:
        raise _no_report(report, error) from error


def _no_report(report: Path, error: Exception) -> UsageError:
    return UsageError(f"the report cannot be written to '{report}' ({getattr(error, 'strerror', None) or error}).")


@contextlib.contextmanager
def _told(library: Library) -> Iterator[None]:
    """Say what is kept when an import ends before its end."""
    try:
        yield
    except (KeyboardInterrupt, DataFault):
        batches = f"{library.batches:,} whole batch{'' if library.batches == 1 else 'es'}"
        say(f"The import was interrupted. Kept: {batches}, {library.kept:,} labels. Run it again, and it goes on.")
        raise


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
