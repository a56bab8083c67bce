"""The program `drugref`: its options, its commands, and the one place where an error becomes an exit code."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from drugref.analysis import escape_all
from drugref.cli import arguments
from drugref.cli.request import Request, command_function, data_of_environment, exit_codes
from drugref.version import __version__

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

_DECLARED = {**vars(arguments), "Annotated": Annotated, "typer": typer}
"""Names that a command's annotations speak of, and that its module has not loaded."""


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
        try:
            ctx.obj.take_output(ctx.params)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
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
        function: Any = command_function(cmd_name)
        # a command's module does without typer, so that its annotations are read here
        function.__annotations__ = get_type_hints(function, localns=_DECLARED, include_extras=True)
        single = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
        single.command(cmd_name, cls=Answering, short_help=COMMANDS[cmd_name])(function)
        return typer.main.get_command(single)

    def make_context(self, *arguments: Any, **options: Any) -> Any:
        """Read the options before the command; what is wrong with them is told without steering the terminal."""
        with _escaped_errors():
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: Any) -> Any:
        """Run a command; our own errors become a message on stderr and an exit code, others keep their traceback."""
        with exit_codes(), _escaped_errors():
            return super().invoke(ctx)


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
        ctx.obj.take_output({})
        ctx.obj.console.answer(welcome_page, lambda: examples)
