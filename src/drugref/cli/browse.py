"""`drugref browse`: read in full screen."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from drugref.cli.request import Request
from drugref.errors import UsageError

if TYPE_CHECKING:
    import typer

_WIDEST = 100


def browse(ctx: typer.Context) -> None:
    """Read in full screen: type a name, move through the sections, search every page, from the keyboard alone.

    It needs textual: pip install 'drugref[browse]'. The keys stand at the foot of the screen; q quits.

    \b
    Example:
      drugref browse
    """
    request: Request = ctx.obj
    if request.output.json or request.output.plain:
        raise UsageError("browse fills a terminal's screen; 'drugref show NAME' prints with --json and --plain.")
    if request.output.color == "never":
        os.environ["NO_COLOR"] = "1"  # before textual reads it
    try:
        from drugref.browse.app import Reader  # only this command needs textual
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != "textual":
            raise
        raise UsageError("browse needs textual, which is not installed: pip install 'drugref[browse]'") from error
    # textual reads from stdin and paints on stderr
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)) or os.environ.get("TERM") in (
        "dumb",
        "",
    ):
        raise UsageError("browse fills a terminal's screen, and there is none; 'drugref show NAME' prints a page.")
    with request.compendium() as compendium:
        Reader(compendium, widest=request.output.width or _WIDEST).run()
