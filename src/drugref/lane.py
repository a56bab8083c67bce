"""Read usual command lines, and print the answers that a wheel ships laid out, before the rest of drugref is loaded.

`drugref.cli.laying` stores the grammar of the command line as typer has it, and what the commands themselves print of
each bundled monograph into a pipe. A line that means one of these answers is answered here. Whatever is not usual, in
the line, its environment or the reader's own files, is handed on: to the command, or to typer.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import zlib

from drugref import homes
from drugref.version import __version__

TYPE_CHECKING = False  # as in the package
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, TypeVar

    _Result = TypeVar("_Result")

ANSWERS = os.path.join(os.path.dirname(__file__), "data", "answers.sqlite")
"""The file that a wheel ships; a checkout has none."""

TABLES = """
create table manifest (version text not null);
create table grammar (command text not null, word text not null, parameter text not null, kind text not null,
                      required integer not null, primary key (command, word)) without rowid;
create table names (name text primary key, slug text not null, sum integer not null) without rowid;
create table texts (id integer primary key, packed blob not null);
create table answers (key text primary key, text integer not null, head integer not null, start integer not null,
                      end integer not null, foot integer not null, sum integer not null) without rowid;
create table offers (squashed text not null, value text not null, title text not null);
create index offers_squashed on offers (squashed);
"""
"""The kind of an option is flag, text, list (of texts) or number; an argument has no `word`. An answer is of its text
what stands before `head`, from `start` to `end`, and from `foot` on."""

MOST_OFFERS = 60
"""Names that a shell is offered."""

_NAME_IS_THIRD = 3
_SIMPLE = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
_SETTINGS = ("DRUGREF_DATA", "COLUMNS", "FORCE_COLOR")


def key_of(command: str, slug: str, section: str, *, json: bool) -> str:
    """Give the key of an answer."""
    return "\x1f".join((command, slug, section, "json" if json else "page"))


def sum_of(*texts: str) -> int:
    """Give the checksum that is stored with a name or an answer: CRC-32 over what it stands for, too."""
    return zlib.crc32("\x1f".join(texts).encode())


def laid_out(words: Sequence[str]) -> str | None:
    """Give what the program prints for a command line, or None when it has to be asked itself."""
    shell = os.environ.get("_DRUGREF_COMPLETE", "")
    if not _is_usual() or not (words or shell):
        return None
    return _asked(lambda connection: _offered(connection, shell) if shell else _answer(connection, words))


def parsed(words: Sequence[str]) -> dict[str, Any] | None:
    """Give what a usual line says of the parameters of its command, or None when typer has to read it."""
    if not words or os.environ.get("_DRUGREF_COMPLETE"):
        return None
    return _asked(lambda connection: _parsed(connection, words[0], words[1:]))


def _asked(ask: Callable[[sqlite3.Connection], _Result | None]) -> _Result | None:
    try:
        # immutable: no lock, no journal is looked for, as befits what was installed
        connection = sqlite3.connect(f"file:{_escaped(ANSWERS)}?mode=ro&immutable=1", uri=True)
        try:
            known = connection.execute("select version from manifest").fetchone() == (__version__,)
            return ask(connection) if known else None
        finally:
            connection.close()
    except (sqlite3.Error, zlib.error, ValueError, TypeError):  # missing, as in a checkout, or damaged
        return None


def _is_usual() -> bool:
    """Tell whether nothing but the bundled monographs counts, and UTF-8 goes into a pipe or a file."""
    out = sys.stdout
    if out is None or out.isatty() or (out.encoding or "").lower() != "utf-8":
        return False
    if any(os.environ.get(name) for name in _SETTINGS):
        return False
    return all(map(_is_absent, (homes.config_file(), homes.user_monographs(), homes.imported_labels())))


def _is_absent(path: str) -> bool:
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _escaped(path: str) -> str:
    """Give a path as SQLite's URIs have it; `urllib` would cost more than the answer."""
    path = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23").replace("\\", "/")
    return path if path.startswith("/") else f"/{path}"


def _answer(connection: sqlite3.Connection, words: Sequence[str]) -> str | None:
    values = _parsed(connection, words[0], words[1:]) or {}
    json, _, _ = (values.pop(option, False) for option in ("json", "plain", "no_pager"))
    names, sections = values.pop("names", [values.pop("name", "")]), values.pop("section", [""])
    if values or len(names) != 1 or len(sections) != 1 or not names[0].isascii():
        return None
    name = names[0].lower()
    found = connection.execute("select slug, sum from names where name = ?", (name,)).fetchone()
    if found is None or found[1] != sum_of(name, found[0]):
        return None
    key = key_of(words[0], found[0], sections[0], json=json)
    row = connection.execute(
        "select packed, head, start, end, foot, sum from answers join texts on texts.id = answers.text where key = ?",
        (key,),
    ).fetchone()
    if row is None:
        return None
    packed, head, start, end, foot, stored = row
    text = zlib.decompress(packed).decode()
    text = text[:head] + text[start:end] + text[foot:]
    return text if stored == sum_of(key, text) else None


def _parsed(connection: sqlite3.Connection, command: str, words: Sequence[str]) -> dict[str, Any] | None:
    """Give what the words after a command say of its parameters; None when any of them is not usual."""
    rows = connection.execute("select word, parameter, kind, required from grammar where command = ?", (command,))
    grammar = {word: row for word, *row in rows}
    values: dict[str, Any] = {}
    rest = iter(words)
    for word in rest:
        option, joined, value = word.partition("=") if word.startswith("--") else (word, "", "")
        parameter, kind, _ = grammar.get(option if word.startswith("-") else "", ("", "", 0))
        if kind == "flag" and not joined:
            values[parameter] = True
            continue
        value = value if joined else next(rest, "") if word.startswith("-") else word
        if kind in ("", "flag") or not value or value.startswith("-") or (parameter in values and kind != "list"):
            return None
        if kind == "list":
            values[parameter] = [*values.get(parameter, ()), value]
        else:
            values[parameter] = int(value) if kind == "number" else value  # ValueError is for typer to tell
    return values if grammar and all(row[0] in values for row in grammar.values() if row[2]) else None


def _offered(connection: sqlite3.Connection, shell: str) -> str | None:
    """Give the names that begin with the third word of a line, in the words of a shell."""
    typed = _typed(connection, shell)
    squashed = typed.replace("-", "")
    rows = connection.execute(
        "select value, title from offers where squashed >= ? and squashed < ? || x'f4' order by rowid limit ?",
        (squashed, squashed, MOST_OFFERS),
    )
    offers: dict[str, str] = {}
    for value, title in rows:
        if value.startswith(typed):
            offers.setdefault(value, title)
    if not typed or not all(char.isalnum() or char in " +-," for title in offers.values() for char in title):
        return None
    if shell == "complete_bash":
        return "\n".join(offers) + "\n"
    if shell == "complete_zsh" and offers:
        lines = "\n".join(f'"{value}":"{title}"' for value, title in offers.items())
        return f"_arguments '*: :(({lines}))'\n"
    if shell == "complete_fish" and offers and os.environ.get("_TYPER_COMPLETE_FISH_ACTION") == "get-args":
        return "\n".join(f"{value}\t{title}" for value, title in offers.items()) + "\n"
    return None


def _typed(connection: sqlite3.Connection, shell: str) -> str:
    """Give the beginning of a name that is typed as the third word of a line; nothing for any other line."""
    line = os.environ.get("COMP_WORDS" if shell == "complete_bash" else "_TYPER_COMPLETE_ARGS", "")
    words = line.split()
    if (
        len(words) != _NAME_IS_THIRD
        or not line.endswith(words[2])
        or not _SIMPLE.issuperset(words[2])
        or words[2][0] == "-"
    ):
        return ""
    if shell == "complete_bash" and os.environ.get("COMP_CWORD") != "2":
        return ""
    named = "select 1 from grammar where command = ? and word = '' and parameter in ('name', 'names')"
    return words[2] if connection.execute(named, (words[1],)).fetchone() else ""
