"""`drugref compile`: compile the collections anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drugref.cli.request import Request
from drugref.errors import DataFault
from drugref.model import SCHEMA
from drugref.render.layout import Sheet

if TYPE_CHECKING:
    import typer


def compile_(ctx: typer.Context) -> None:
    """Compile every collection anew and report what is wrong with its files; exit 4 when some cannot be read.

    A folder that changed is compiled by itself; this is for a change that its times do not show.

    \b
    Example:
      drugref --data monographs compile
    """
    request: Request = ctx.obj
    lines: list[str] = []
    records: list[dict[str, object]] = []
    faults: list[str] = []
    with request.compendium() as compendium:
        for collection in compendium.collections:
            if collection.place.shipped:
                lines.append(f"{collection.name}: shipped compiled, nothing to do")
                continue
            compiled = collection.compile(anew=True)
            problems = compiled.snapshot.problems()
            count = compiled.snapshot.count("monographs")
            lines.append(f"{collection.name}: {count:,} monographs from {compiled.files:,} files")
            lines += map(str, problems)
            faults += [str(problem) for problem in problems if problem.fatal]
            records.append(
                {
                    "schema": SCHEMA,
                    "collection": collection.name,
                    "files": compiled.files,
                    "monographs": count,
                    "problems": [problem._asdict() for problem in problems],
                }
            )

    def page(sheet: Sheet) -> None:
        for line in lines:
            sheet.put(line)

    request.console.answer(page, lambda: records)
    if faults:
        raise DataFault(f"{len(faults)} of the files could not be read; the lines above say why and what to do.")
