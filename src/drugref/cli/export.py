"""`drugref export`: monographs as files for other programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from drugref.cli.complete import complete_name
from drugref.cli.request import Request
from drugref.compendium import Compendium
from drugref.errors import UsageError
from drugref.model import Monograph
from drugref.render.export import html_text, markdown_text
from drugref.render.records import dumps, monograph_record

if TYPE_CHECKING:
    import typer


def _json_line(monograph: Monograph) -> str:
    return json.dumps(monograph_record(monograph), ensure_ascii=False) + "\n"


_FORMATS: dict[str, tuple[str, Callable[[Monograph], str]]] = {
    "markdown": ("md", markdown_text),
    "json": ("json", lambda monograph: dumps(monograph_record(monograph))),
    "jsonl": ("jsonl", _json_line),
    "html": ("html", html_text),
}


def export(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="Drugs; or --all.", autocompletion=complete_name),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Every monograph, and the label that stands for a drug.")
    ] = False,
    format_: Annotated[
        str, typer.Option("--format", "-f", metavar="FORMAT", help="markdown, json, jsonl or html.")
    ] = "markdown",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="Write a file for each into DIR.")
    ] = None,
) -> None:
    """Write monographs as Markdown, JSON or HTML: to stdout, or each to a file of its own.

    Markdown is drugref's own format: read again, it has the same words in the same places.

    \b
    Examples:
      drugref export warfarin > warfarin.md
      drugref export --all --format html --output pages
    """
    request: Request = ctx.obj
    if format_ not in _FORMATS:
        raise UsageError(f"--format is one of {', '.join(_FORMATS)}, and '{format_}' is none.")
    if bool(names) == every:
        raise UsageError("name the drugs to export, or say --all.")
    ending, write = _FORMATS[format_]
    with request.compendium() as compendium:
        monographs = _chosen(request, compendium, names)
        if output is not None:
            _write_files(output, ending, write, monographs)
            return
        if (not names or len(names) > 1) and ending in {"md", "html"}:
            raise UsageError(f"several monographs do not fit into one {format_} file; name a folder with --output.")
        if ending == "json":
            records = [monograph_record(monograph) for monograph in monographs]
            request.console.text(dumps(records if every or len(records) > 1 else records[0]), lambda: records)
            return
        for monograph in monographs:
            request.console.text(write(monograph), lambda one=monograph: monograph_record(one))  # type: ignore[misc]


def _chosen(request: Request, compendium: Compendium, names: list[str] | None) -> Iterator[Monograph]:
    if names:
        yield from [request.find(compendium, name) for name in names]
    else:
        yield from compendium


def _write_files(folder: Path, ending: str, write: Callable[[Monograph], str], monographs: Iterable[Monograph]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for monograph in monographs:
            (folder / f"{monograph.slug}.{ending}").write_text(write(monograph), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"the files cannot be written ({error.strerror}: {error.filename}).") from error
