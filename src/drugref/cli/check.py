"""`drugref check`: say whether monographs are sound."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from drugref.analysis import escape_name
from drugref.check.catalogue import ERROR, LEVELS, all_checks
from drugref.check.compare import Pair, compare
from drugref.check.run import Report, Selection, run_checks
from drugref.cli.request import Ended, Request
from drugref.collection import places
from drugref.console import is_interactive, progress_bar, say
from drugref.errors import UsageError
from drugref.locations import imported_labels
from drugref.model import SCHEMA
from drugref.render.findings import checks_page, pairs_page, report_record, sarif_record

if TYPE_CHECKING:
    import typer

_FAULTY = 4


def check(
    ctx: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Monographs, or folders of them; without one, those of --data."),
    ] = None,
    labels: Annotated[
        Path | None,
        typer.Option(
            "--labels", metavar="DIR", help="Hold monographs against the labels in DIR: openFDA JSON, SPL XML."
        ),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="LABEL", help="Print each statement beside its passage in this label file."),
    ] = None,
    select: Annotated[str, typer.Option("--select", metavar="CODES", help="Only these checks: D4 or D401,D402.")] = "",
    ignore: Annotated[str, typer.Option("--ignore", metavar="CODES", help="Not these checks.")] = "",
    sarif: Annotated[bool, typer.Option("--sarif", help="Print SARIF 2.1.0, for code-scanning services.")] = False,
    list_: Annotated[bool, typer.Option("--list", help="List the checks with what they look for.")] = False,
) -> None:
    """Say whether monographs are sound: their form, their sense and, with --labels, their faithfulness.

    A source that has a newer version among the imported labels is told of, too.

    Prints a line for each finding, 'file:line: CODE message', and exits with 4 when one of them is an error. A
    monograph waives a finding under 'waivers' in its front matter, with a reason; see docs/checks.md.

    \b
    Example:
      drugref check monographs --ignore D317
    """
    request: Request = ctx.obj
    if list_:
        checks = list(all_checks())
        request.console.answer(
            lambda sheet: checks_page(sheet, checks),
            lambda: [
                {"code": one.code, "level": one.level, "name": one.name, "explanation": one.explanation}
                for one in checks
            ],
        )
        return
    roots = _roots(request, paths)
    if against is not None:
        pairs = _pairs(roots, against)
        request.console.answer(
            lambda sheet: pairs_page(sheet, pairs),
            lambda: {"schema": SCHEMA, "pairs": [one._asdict() for one in pairs]},
        )
        return
    report = _run(roots, labels, Selection(_codes(select), _codes(ignore)))
    record = sarif_record if sarif else report_record
    request.output = request.output._replace(json=request.output.json or sarif)
    request.console.text(
        "".join(f"{escape_name(str(finding))}\n" for finding in report.findings), lambda: record(report)
    )
    say(_count(report))
    if report.counts()[ERROR]:
        raise Ended(_FAULTY)


def _roots(request: Request, paths: list[Path] | None) -> list[Path]:
    for path in paths or ():
        if not path.exists():
            raise UsageError(f"there is no file or folder '{escape_name(str(path))}'.")
    return paths or [place.root for place in places(request.data)]


def _codes(text: str) -> tuple[str, ...]:
    codes = tuple(code.strip().upper() for code in text.split(",") if code.strip())
    known = [one.code for one in all_checks()]
    for code in codes:
        if not any(one.startswith(code) for one in known):
            raise UsageError(f"no check has a code that begins with '{code}'; 'drugref check --list' names them all.")
    return codes


def _run(roots: list[Path], labels: Path | None, selection: Selection) -> Report:
    if labels is not None and not labels.is_dir():
        raise UsageError(f"--labels takes a folder of labels, and '{labels}' is none.")
    held = imported_labels()
    run = partial(
        run_checks,
        roots,
        labels=labels,
        library=held if held.is_file() else None,
        selection=selection,
        jobs=os.cpu_count() or 1,
    )
    if not is_interactive():
        return run()
    with progress_bar() as bar:
        return run(progress=lambda done, total: bar("Checking", done, total))


def _pairs(roots: list[Path], against: Path) -> list[Pair]:
    if not against.is_file():
        raise UsageError(f"--against takes a label's file, and '{against}' is none.")
    pairs = list(compare(roots, against))
    if not pairs:
        raise UsageError(f"no monograph here has evidence from the label in '{against}'.")
    return pairs


def _count(report: Report) -> str:
    counts = report.counts()
    parts = [f"{counts[level]:,} {level}{'' if counts[level] == 1 else 's'}" for level in LEVELS]
    waived = f"; {len(report.waived):,} waived" if report.waived else ""
    return f"{report.files:,} file{'' if report.files == 1 else 's'} checked: {', '.join(parts)}{waived}."
