"""Print the answers that a wheel ships laid out, before typer, rich and the rest of drugref are loaded.

`drugref.cli.laying` stores what the commands themselves print of each bundled monograph into a pipe, with the grammar
of the command line. Here a command that means one of these answers is read by that grammar, and printed. Whatever is
not usual, in the command, its environment or the reader's own files, is handed on: then the command itself answers.
"""

import os
import sqlite3
import sys
import zlib
from collections.abc import Sequence

from drugref import homes
from drugref.version import __version__

ANSWERS = os.path.join(os.path.dirname(__file__), "data", "answers.sqlite")
"""The file that a wheel ships; a checkout has none."""

TABLES = """
create table manifest (version text not null);
create table grammar (command text not null, word text not null, parameter text not null, values_taken integer not null,
                      primary key (command, word)) without rowid;
create table names (name text primary key, slug text not null, sum integer not null) without rowid;
create table texts (id integer primary key, packed blob not null);
create table answers (key text primary key, text integer not null, head integer not null, start integer not null,
                      end integer not null, foot integer not null, sum integer not null) without rowid;
create table offers (squashed text not null, value text not null, title text not null);
create index offers_squashed on offers (squashed);
"""
"""An option that takes no value has 0 `values_taken`, an argument no `word`. An answer is of its text what stands
before `head`, from `start` to `end`, and from `foot` on."""

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
    if not _is_usual():
        return None
    shell = os.environ.get("_DRUGREF_COMPLETE", "")
    if len(words) < 2 and not shell:
        return None
    try:
        # immutable: no lock, no journal is looked for, as befits what was installed
        connection = sqlite3.connect(f"file:{_escaped(ANSWERS)}?mode=ro&immutable=1", uri=True)
        try:
            if connection.execute("select version from manifest").fetchone() != (__version__,):
                return None
            return _offered(connection, shell) if shell else _answer(connection, words)
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
    asked = _parsed(connection, words[0], words[1:])
    name = asked.pop("name", asked.pop("names", "")).lower()
    section, json = asked.pop("section", ""), bool(asked.pop("json", ""))
    asked.pop("plain", "")
    asked.pop("no_pager", "")
    if asked or not name or not name.isascii():
        return None
    found = connection.execute("select slug, sum from names where name = ?", (name,)).fetchone()
    if found is None or found[1] != sum_of(name, found[0]):
        return None
    key = key_of(words[0], found[0], section, json=json)
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


def _parsed(connection: sqlite3.Connection, command: str, words: Sequence[str]) -> dict[str, str]:
    """Give the parameters that the words of a command name, each once; nothing when any word is not usual."""
    rows = connection.execute("select word, parameter, values_taken from grammar where command = ?", (command,))
    grammar = {word: (parameter, values_taken) for word, parameter, values_taken in rows}
    asked: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        option, joined, value = word.partition("=") if word.startswith("--") else (word, "", "")
        parameter, values_taken = grammar.get(option if word.startswith("-") else "", ("", 0))
        if not parameter or parameter in asked or (joined and not values_taken):
            return {}
        if not word.startswith("-"):
            value = word
        elif not values_taken:
            value = option
        elif not joined:
            value = next(rest, "")
        if not value or value.startswith("-") is bool(values_taken):
            return {}
        asked[parameter] = value
    return asked


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
