"""The program `drugref`: its options, its commands, and the one place where an error becomes an exit code."""

import contextlib
import functools
import importlib
import keyword
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from drugref import lookup
from drugref.analysis import escape_all
from drugref.compendium import Compendium, places
from drugref.config import COLORS, Config, data_folders, read_config, settled
from drugref.console import (
    MAX_WIDTH,
    MIN_WIDTH,
    Console,
    Output,
    choose,
    discard_output,
    is_interactive,
    progress_bar,
    say,
)
from drugref.errors import DrugrefError, NothingFound, UsageError
from drugref.locations import all_labels_index
from drugref.model import Monograph
from drugref.version import __version__

if TYPE_CHECKING:
    from drugref.label_index import LabelIndex

COMMANDS: dict[str, str] = {
    "show": "Show a monograph, or some of its sections.",
    "summary": "Show a card of seven lines for each drug.",
    "compare": "Compare drugs label by label, or section by section.",
    "faq": "Show a drug's questions and answers, or search the questions of all.",
    "search": "Find the passages that hold some words, by drug.",
    "interactions": "Show what the monographs of some drugs say of one another.",
    "mentions": "Show where other monographs speak of a drug or its class.",
    "cautions": "Show what monographs say on kidney, liver, pregnancy, lactation, age.",
    "sections": "List the sections of a monograph, and the headings inside them.",
    "list": "List the monographs there are.",
    "classes": "List the pharmacologic classes, each with how many drugs.",
    "browse": "Read in full screen, from the keyboard (pip install drugref[browse]).",
    "info": "Show the collections, their counts and dates, and where the cache is.",
    "import": "Bring official labels in: openFDA's JSON, DailyMed's XML, zipped or not.",
    "labels": "List the imported labels of a drug.",
    "changes": "Show what the newest version of an imported label changed.",
    "export": "Write monographs as Markdown, JSON or HTML.",
    "check": "Say whether monographs are sound, and faithful to their labels.",
    "compile": "Compile the collections anew and report what is wrong with their files.",
}
"""Command → its line in the help; the module `drugref.cli.<command>` holds it."""

_JOBS = os.cpu_count() or 1
_MANY_LABELS = 500
_PATIENCE = 1.0
"""Seconds that a reader waits without being told why."""


class Request:
    """What the options before the command said; opens the compendium when a command asks for it."""

    def __init__(self, data: Sequence[Path]) -> None:
        self.data = tuple(data)
        self.output = Output()

    @functools.cached_property
    def config(self) -> Config:
        """What the reader's config file says, read when it is first asked for: help needs none."""
        return read_config()

    def compendium(self) -> Compendium:
        """Open every collection, and say when the imported labels have to be left out."""
        compendium = self._opened()
        if compendium.fault is not None:
            say(f"{compendium.fault} The imported labels are left out of this answer.")
        return compendium

    def _opened(self) -> Compendium:
        """Compile what is stale, with a progress bar when it takes long."""
        found = places(self.data or data_folders(self.config))
        with _late_bar() as bar:
            return Compendium(found, jobs=_JOBS, report=bar)

    def label_index(self, compendium: Compendium) -> "LabelIndex":
        """Open the index of every imported label, bringing it up to date; NothingFound when there is no label."""
        from drugref.label_index import LabelIndex  # only who asks all labels needs it

        library = compendium.library
        if library is None:
            raise NothingFound("No labels are imported. 'drugref import FILE' brings official labels in.")
        with _late_bar() as bar:
            return LabelIndex(library, all_labels_index(), jobs=_JOBS, report=bar or _say_once)

    def find(self, compendium: Compendium, name: str) -> Monograph:
        """Open what a name means; a person at a terminal may choose among what it may have meant."""
        try:
            return lookup.find(compendium, name, note=say)
        except NothingFound as error:
            chosen = choose(str(error), error.choices)
            if chosen is None:
                raise
            if chosen < 0:
                raise typer.Exit(error.exit_code) from None
            return lookup.find(compendium, error.choices[chosen].split("  ")[0])

    @property
    def console(self) -> Console:
        """The console for the output that this command was asked for."""
        return Console(self.output)


@contextlib.contextmanager
def _late_bar() -> Iterator["_LateBar | None"]:
    """Give a bar for work that may take long; none in a pipe."""
    bar = _LateBar() if is_interactive() else None
    try:
        yield bar
    finally:
        if bar is not None:
            bar.close()


def _say_once(_: str, done: int, total: int) -> None:
    """Tell a pipe's reader why they wait, when they do."""
    if done < total and done <= _MANY_LABELS:
        say(f"Indexing {total:,} labels, which is done once; some minutes for each hundred thousand.")


class _LateBar:
    """A progress bar that appears when the work turns out to take more than a second."""

    def __init__(self) -> None:
        self._start = 0.0
        self._context: Any = None
        self._report: Any = None

    def __call__(self, name: str, done: int, total: int) -> None:
        self._start = self._start or time.monotonic()
        spent = time.monotonic() - self._start
        if self._context is None and spent > _PATIENCE / 4 and spent * (total or 1) > _PATIENCE * (done or 1):
            self._context = progress_bar()
            self._report = self._context.__enter__()
        if self._report is not None:
            self._report(name, done, total)

    def close(self) -> None:
        """Take the bar away."""
        if self._context is not None:
            self._context.__exit__(None, None, None)


def _check_width(value: int | None) -> int | None:
    if value is not None and not MIN_WIDTH <= value <= MAX_WIDTH:
        raise typer.BadParameter(f"{value} is not between {MIN_WIDTH} and {MAX_WIDTH}.")
    return value


def _check_color(value: str | None) -> str | None:
    if value is not None and value not in COLORS:
        raise typer.BadParameter(f"'{value}' is not one of {', '.join(COLORS)}.")
    return value


def _output_options() -> list[Any]:
    """Give the options that follow every command."""
    return [
        TyperOption(param_decls=["json", "--json"], is_flag=True, default=False, help="Print JSON (see docs/json.md)."),
        TyperOption(param_decls=["plain", "--plain"], is_flag=True, default=False, help="Print unstyled text."),
        TyperOption(
            param_decls=["width", "--width"], type=int, default=None, metavar="N", help="Wrap at N columns, 20 to 400."
        ),
        TyperOption(
            param_decls=["color", "--color"], type=str, default=None, metavar="WHEN", help="auto, always or never."
        ),
        TyperOption(
            param_decls=["no_pager", "--no-pager"],
            is_flag=True,
            default=False,
            help="Never hand long pages to a pager.",
        ),
    ]


class Answering(TyperCommand):
    """A command that prints an answer: it takes the output options and turns them into the request's Output."""

    def __init__(self, *arguments: Any, params: list[Any] | None = None, **options: Any) -> None:
        super().__init__(*arguments, params=[*(params or ()), *_output_options()], **options)

    def invoke(self, ctx: Any) -> Any:
        """Take the output options out of the command's parameters, then run it."""
        values = ctx.params
        request: Request = ctx.obj
        request.output = settled(
            request.config,
            json=values.pop("json"),
            plain=values.pop("plain"),
            width=_check_width(values.pop("width")),
            color=_check_color(values.pop("color")),
            pager=not values.pop("no_pager"),
        )
        return super().invoke(ctx)


@contextlib.contextmanager
def _escaped_errors() -> Iterator[None]:
    """Escape what typer's own errors quote of the command line, which typer prints as it came."""
    try:
        yield
    except Exception as error:
        if hasattr(error, "format_message") and isinstance(getattr(error, "message", None), str):
            error.message = escape_all(error.message)  # type: ignore[attr-defined]
        raise


class LazyGroup(TyperGroup):
    """Import a command's module when the command is asked for, and turn our own errors into exit codes."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Give the commands in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Give a command, or None for an unknown word."""
        if cmd_name not in COMMANDS:
            return None
        # no module can be named by a word of Python's own
        name = f"{cmd_name}_" if keyword.iskeyword(cmd_name) else cmd_name
        module = importlib.import_module(f"drugref.cli.{name}")
        return typer.main.get_command(module.app)

    def make_context(self, *arguments: Any, **options: Any) -> Any:
        """Read the options before the command; what is wrong with them is told without steering the terminal."""
        with _escaped_errors():
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: Any) -> Any:
        """Run a command; our own errors become a message on stderr and an exit code, others keep their traceback."""
        try:
            with _escaped_errors():
                return super().invoke(ctx)
        except BrokenPipeError:
            discard_output()
            raise typer.Exit(0) from None
        except UsageError as error:
            say(f"drugref: {error}")
            raise typer.Exit(error.exit_code) from None
        except DrugrefError as error:
            say(str(error))
            raise typer.Exit(error.exit_code) from None


def command_app(function: Any) -> typer.Typer:
    """Make the application of one command module."""
    name = function.__name__.rstrip("_")
    single = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    single.command(name, cls=Answering, short_help=COMMANDS[name])(function)
    return single


app = typer.Typer(
    cls=LazyGroup,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    invoke_without_command=True,
)


def _print_version(value: bool) -> None:
    if value:
        sys.stdout.write(f"drugref {__version__}\n")
        raise typer.Exit


def data_of_environment() -> list[Path]:
    """Give the folders that DRUGREF_DATA names; typer 0.26.0 would not split a variable for a repeatable option."""
    return [Path(part) for part in os.environ.get("DRUGREF_DATA", "").split(os.pathsep) if part]


@app.callback()
def drugref(
    ctx: typer.Context,
    data: Annotated[
        list[Path] | None,
        typer.Option(
            "--data",
            metavar="DIR",
            help="Read monographs beneath DIR too; repeatable. They shadow bundled ones of the same name. "
            "Without it, DRUGREF_DATA names such folders, separated as in PATH.",
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Show what a drug is for, how it is given, and what it must not meet: offline, from official labels.

    \b
    Example:
      drugref show pertuzumab-trastuzumab --section dosage

    Information, not medical advice.
    """
    ctx.obj = Request(data or data_of_environment())
    if ctx.invoked_subcommand is None:
        from drugref.render.listings import WELCOME, welcome_page

        examples = [{"command": command, "what": what} for command, what in WELCOME]
        output = settled(ctx.obj.config, json=False, plain=False, width=None, color=None, pager=True)
        Console(output).answer(welcome_page, lambda: examples)
