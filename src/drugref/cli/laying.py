"""Lay the answers of `drugref.lane` out: what the commands themselves print of each monograph into a pipe."""

import contextlib
import sqlite3
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import typer

from drugref import lookup
from drugref.analysis import slugify
from drugref.cli.app import app
from drugref.cli.complete import bare
from drugref.cli.faq import faq
from drugref.cli.request import Request
from drugref.cli.sections import sections
from drugref.cli.show import show
from drugref.cli.summary import summary
from drugref.compendium import Compendium
from drugref.console import DEFAULT_WIDTH, Console, Output
from drugref.errors import DrugrefError
from drugref.lane import TABLES, key_of, sum_of
from drugref.model import Monograph
from drugref.version import __version__

_COMMANDS: dict[str, Callable[..., None]] = {
    "show": show,
    "summary": lambda context, slug: summary(context, [slug]),
    "faq": faq,
    "sections": sections,
}
"""Command → its function, which is called for one monograph."""
_READING = ("show", "summary", "compare", "faq", "search", "interactions", "mentions", "sections", "list", "classes")
"""The commands whose usual lines the lane reads."""
_KINDS = {"str": "text", "int": "number"}
"""Type of typer's → the lane's kind; an option of another type is left to typer."""


class _Kept(Console):
    """A console that keeps the text of its answer."""

    def __init__(self, output: Output) -> None:
        self.output = output
        self.kept = ""

    def _write(self, text: str) -> None:
        self.kept += text


class _Asking(Request):
    """A request for a monograph that is read already, whose answer is kept."""

    def __init__(self, opened: Compendium, monograph: Monograph, *, json: bool) -> None:
        super().__init__(())
        self._held, self._monograph = opened, monograph
        self._console = _Kept(Output(json=json, width=DEFAULT_WIDTH, color="never", pager=False))
        self.output = self._console.output

    def compendium(self) -> Any:
        return contextlib.nullcontext(self._held)

    def find(self, compendium: Compendium, name: str) -> Monograph:
        return self._monograph

    @property
    def console(self) -> Console:
        return self._console

    def answer_of(self, ask: Callable[..., None], slug: str, **options: Any) -> str:
        """Give what a command prints, or nothing when it has something to say beside it."""
        self._console.kept = ""
        try:
            ask(SimpleNamespace(obj=self), slug, **options)
        except DrugrefError:
            return ""
        return self._console.kept


def lay_out(compendium: Compendium, target: Path) -> None:
    """Write the answers of every monograph of a compendium into a new file."""
    with contextlib.closing(sqlite3.connect(target, isolation_level=None)) as connection:
        connection.execute("pragma journal_mode = off")
        connection.executescript(TABLES)
        connection.execute("begin")
        connection.execute("insert into manifest values (?)", (__version__,))
        connection.executemany("insert into grammar values (?, ?, ?, ?, ?)", _grammar())
        names = sorted(set(_names(compendium)))
        connection.executemany("insert into names values (?, ?, ?)", ((*row, sum_of(*row)) for row in names))
        offers = (
            (record.squashed, slugify(bare(record.name)), record.entry.title)
            for record in compendium.names_beginning("", sys.maxsize)
        )
        connection.executemany("insert into offers values (?, ?, ?)", offers)
        for monograph in compendium:
            for json in (False, True):
                _lay_monograph(connection, compendium, monograph, json=json)
        connection.execute("commit")
        connection.execute("vacuum")


def _grammar() -> Iterator[tuple[str, str, str, str, bool]]:
    """Yield each option and argument of the commands, as typer has them, of the kinds that the lane can read."""
    group: Any = typer.main.get_command(app)
    for command in _READING:
        for parameter in group.get_command(None, command).params:
            kind = _KINDS.get(parameter.type.name)
            if getattr(parameter, "is_flag", False):
                kind = "flag"
            elif parameter.nargs == -1 or getattr(parameter, "multiple", False):
                kind = "list"
            for word in ("",) if parameter.param_type_name == "argument" else parameter.opts:
                if kind:
                    yield command, word, parameter.name, kind, parameter.required


def _names(compendium: Compendium) -> Iterator[tuple[str, str]]:
    """Yield each name that opens one monograph without a word beside it, with its slug; case makes no difference."""
    records = compendium.names_beginning("", sys.maxsize)
    for name in [entry.slug for entry in compendium.entries()] + [record.name for record in records]:
        remarks: list[str] = []
        with contextlib.suppress(DrugrefError):
            entry = lookup.resolve(compendium, name, note=remarks.append)
            if not remarks and name.isascii():
                yield name.lower(), entry.slug


def _lay_monograph(connection: sqlite3.Connection, compendium: Compendium, monograph: Monograph, *, json: bool) -> None:
    asking, slug = _Asking(compendium, monograph, json=json), monograph.slug
    for command, ask in _COMMANDS.items():
        whole = asking.answer_of(ask, slug)
        packed = zlib.compress(whole.encode(), 9)
        number = connection.execute("insert into texts (packed) values (?)", (packed,)).lastrowid
        answers = {"": whole}
        if command == "show":
            sections = sorted({section.id for section in monograph.sections})
            answers |= {section: asking.answer_of(show, slug, section=[section]) for section in sections}
        for section, answer in answers.items():
            _lay(connection, key_of(command, slug, section, json=json), number, whole, answer)


def _lay(connection: sqlite3.Connection, key: str, number: int | None, whole: str, answer: str) -> None:
    """Store an answer as three parts of a whole page: its beginning, one piece of it, its end; or not at all."""
    head = _shared(whole, answer)
    end = _shared(whole[::-1], answer[head:][::-1])
    piece = answer[head : len(answer) - end]
    start = whole.find(piece)
    if answer and start >= 0:
        row = (key, number, head, start, start + len(piece), len(whole) - end, sum_of(key, answer))
        connection.execute("insert into answers values (?, ?, ?, ?, ?, ?, ?)", row)


def _shared(one: str, other: str) -> int:
    """Give how many letters two texts begin with alike."""
    return next(
        (place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )
