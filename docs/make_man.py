"""Write man/*.1 and the list in docs/commands.md from the program's own help: `python docs/make_man.py`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import typer

from drugref.cli.app import COMMANDS, app
from drugref.version import __version__

HERE = Path(__file__).parent
MAN, PAGE = HERE.parent / "man", HERE / "commands.md"
START, END = "<!-- commands -->\n", "<!-- end of commands -->\n"
_SHARED = ("json", "plain", "width", "color", "no_pager")
# Typer words these itself, and differently from version to version.
_TYPERS_OWN = ("install_completion", "show_completion", "help")
_LINE = "the offline drug reference for the terminal"
_EXIT = (
    ("0", "The question is answered."),
    ("2", "The command cannot be carried out as written, or the config file is at fault."),
    ("3", "Nothing goes by that name, or no passage was found; that never means that there is no risk."),
    ("4", "A file or folder is at fault."),
)
_ENVIRONMENT = (
    ("DRUGREF_DATA", "Folders of monographs, separated as in PATH; --data comes before them."),
    ("COLUMNS", "The width to wrap at; --width comes before it."),
    ("NO_COLOR, FORCE_COLOR", "Without or with colour; --color comes before them."),
    ("FORCE_HYPERLINK", "1 makes links of URLs on any terminal, 0 on none."),
    ("PAGER", "The pager for pages longer than the terminal."),
)
_FILES = (
    (
        "~/.config/drugref/config.toml",
        "Settings: width, color, pager, data; flags and the environment come first. 'drugref info' tells where it is.",
    ),
)


class Help(NamedTuple):
    """What a command says of itself: paragraphs, examples, arguments and options, each with what it is for."""

    name: str
    line: str
    paragraphs: list[str]
    examples: list[str]
    arguments: list[tuple[str, str]]
    options: list[tuple[str, str]]
    shared: list[tuple[str, str]]

    @property
    def usage(self) -> str:
        """The command as it is typed."""
        return " ".join(["drugref", *filter(None, [self.name]), "[OPTIONS]", *(name for name, _ in self.arguments)])


def helps() -> list[Help]:
    """Give the help of the program and of each command."""
    group: Any = typer.main.get_command(app)
    context = group.make_context("drugref", [], resilient_parsing=True)
    return [
        _help("", _LINE, group),
        *(_help(name, COMMANDS[name], group.get_command(context, name)) for name in COMMANDS),
    ]


def _help(name: str, line: str, command: Any) -> Help:
    blocks = [block for block in command.help.split("\n\n") if "\b" not in block]
    examples = [row.strip() for row in command.help.splitlines() if row.startswith("  drugref ")]
    arguments, options, shared = [], [], []
    for param in command.params:
        if param.name in _TYPERS_OWN:
            continue
        text = param.help or ""
        if param.default not in (None, "", False) and not callable(param.default):
            text += f" Without it: {param.default}."
        if param.param_type_name == "argument":
            arguments.append((param.metavar, text))
        else:
            spelled = ", ".join(sorted(param.opts, key=len)) + (f" {param.metavar}" if not param.is_flag else "")
            (shared if param.name in _SHARED else options).append((spelled, text))
    return Help(name, line, [" ".join(block.split()) for block in blocks], examples, arguments, options, shared)


def manuals() -> dict[str, str]:
    """Give the text of each manual page by the name of its file."""
    return {f"{_title(one)}.1": "\n".join(_manual(one)) + "\n" for one in helps()}


def _title(one: Help) -> str:
    return f"drugref-{one.name}" if one.name else "drugref"


def _manual(one: Help) -> Iterator[str]:
    title = _title(one)
    yield f'.TH {_roff(title.upper())} 1 "" "drugref {__version__}"'
    yield from (".SH NAME", f"{_roff(title)} \\- {_roff(one.line[0].lower() + one.line[1:].rstrip('.'))}")
    yield from (".SH SYNOPSIS", f".B {_roff(one.usage if one.name else 'drugref [OPTIONS] COMMAND [ARGS]')}")
    yield ".SH DESCRIPTION"
    for number, paragraph in enumerate(one.paragraphs):
        yield from ([".PP"] if number else []) + [_roff(paragraph)]
    if not one.name:
        yield from _list("COMMANDS", [(f"drugref-{name}(1)", line) for name, line in COMMANDS.items()])
    yield from _list("ARGUMENTS", one.arguments)
    yield from _list("OPTIONS", [*one.options, *one.shared, ("--help", "Show the help and exit.")])
    yield from (".SH EXAMPLES", ".nf", *map(_roff, one.examples), ".fi")
    yield from _list("EXIT STATUS", _EXIT)
    yield from _list("ENVIRONMENT", () if one.name else _ENVIRONMENT)
    yield from _list("FILES", () if one.name else _FILES)
    yield from (".SH NOTES", "Information, not medical advice.")
    yield from (".SH SEE ALSO", ".BR drugref (1)" if one.name else ".BR less (1)")


def _list(heading: str, rows: Any) -> Iterator[str]:
    if rows:
        yield f".SH {heading}"
    for term, text in rows:
        yield from (".TP", f".B {_roff(term)}", _roff(text))


def _roff(text: str) -> str:
    """Give text that roff prints letter by letter: hyphens that can be copied, nothing read as a request."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace('"', "\\(dq")
    escaped = escaped.replace("`", "\\(ga").replace("^", "\\(ha").replace("~", "\\(ti")
    escaped = "".join(char if char.isascii() else f"\\[u{ord(char):04X}]" for char in escaped)
    return f"\\&{escaped}" if escaped.startswith(".") else escaped


def listing() -> str:
    """Give the commands as Markdown, with their examples and options; what every command takes stands once."""
    program, *commands = helps()
    lines = ["## Before the command", "", *_table("option", program.options)]
    lines += ["## After any command", "", *_table("option", commands[0].shared)]
    for one in commands:
        lines += [f"## {one.name}", "", *(line for text in one.paragraphs for line in (_markdown(text), ""))]
        lines += [f"`{one.usage}`", "", "```sh", *one.examples, "```", ""]
        lines += _table("argument", one.arguments) + _table("option", one.options)
    return "\n".join(lines)


def _table(head: str, rows: list[tuple[str, str]]) -> list[str]:
    cells = [f"| `{term.replace('|', chr(92) + '|')}` | {_markdown(text)} |" for term, text in rows]
    return [f"| {head} | what it does |", "|---|---|", *cells, ""] if rows else []


def _markdown(text: str) -> str:
    return text.replace("*", "\\*").replace("|", "\\|").replace("<", "\\<")


if __name__ == "__main__":
    MAN.mkdir(exist_ok=True)
    for name, text in manuals().items():
        (MAN / name).write_text(text, encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(START)
    PAGE.write_text(before + START + listing() + END + rest.split(END)[1], encoding="utf-8")
