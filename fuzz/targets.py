"""The targets of the fuzzer: each takes any bytes, and raises when drugref does with them what it must never do."""

import contextlib
import io
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from drugref import lookup
from drugref.api import Compendium
from drugref.collection import Place
from drugref.console import say
from drugref.corpus import read_file
from drugref.errors import DataFault, DrugrefError
from drugref.importing import new_label
from drugref.labels.files import Files
from drugref.labels.packed import Packed, monograph_of, sections_of
from drugref.model import Monograph, Problem
from drugref.parser import parse_monograph
from drugref.render.hits import hits_page
from drugref.render.layout import PIPE, PLAIN, TERMINAL, Sheet
from drugref.render.monograph import monograph_page, sections_page
from drugref.render.plain import plain_page
from drugref.render.records import dumps, monograph_record
from drugref.render.terminal import terminal_page
from drugref.rows import rows_of
from drugref.search import search
from drugref.sections import select

DATA = Path(__file__).parent.parent / "tests" / "data"
CORPUS = DATA / "corpus"
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What must never reach a terminal: all below a space but newline, DEL, C1, marks of direction, line separators."""
_COLOR = re.compile("\x1b\\[[0-9;]*m")
_WIDTHS = (20, 40, 80, 400)


class Target(NamedTuple):
    """What to feed, what to begin with, and the words of its language."""

    run: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]
    words: tuple[bytes, ...] = ()


def check_text(text: str) -> None:
    """Raise when a text could steer a terminal."""
    if found := STEERING.search(text):
        around = text[max(found.start() - 40, 0) : found.end() + 20]
        raise AssertionError(f"{found[0]!r} reaches the terminal: {around!r}")


def check_said(error: BaseException) -> None:
    """Say an error as the program does, and check what arrives."""
    with contextlib.redirect_stderr(io.StringIO()) as stderr:
        say(str(error))
    check_text(stderr.getvalue())


def check_page(page: Callable[[Sheet], None], width: int) -> None:
    """Lay a page out in all three ways, and check what arrives."""
    for look in (PIPE, PLAIN, TERMINAL):
        sheet = Sheet(width, look)
        page(sheet)
        check_text(plain_page(sheet))
    check_text(_COLOR.sub("", terminal_page(sheet, color=True)))


def check_monograph(monograph: Monograph, width: int) -> None:
    """Print a monograph in every form."""
    check_page(lambda sheet: monograph_page(sheet, monograph), width)
    check_text(dumps(monograph_record(monograph)))


def _width(data: bytes) -> int:
    return _WIDTHS[sum(data) % len(_WIDTHS)]


@lru_cache(maxsize=1)
def _room() -> Path:
    """Give a folder for what must be a file, in memory where there is such a place."""
    memory = Path("/dev/shm")  # noqa: S108 - its own name is made below
    room = tempfile.TemporaryDirectory(prefix="fuzz-", dir=memory if memory.is_dir() else None)
    _ROOMS.append(room)
    return Path(room.name)


_ROOMS: list[tempfile.TemporaryDirectory[str]] = []


def clear() -> None:
    """Remove what the targets wrote."""
    while _ROOMS:
        _ROOMS.pop().cleanup()
    for kept in (_room, _compendium, _sound):
        kept.cache_clear()


def _file(name: str, data: bytes) -> Path:
    path = _room() / name
    path.write_bytes(data)
    return path


@lru_cache(maxsize=1)
def _compendium() -> Compendium:
    return Compendium([Place("test", CORPUS, _room() / "corpus.sqlite")])


def monograph(data: bytes) -> None:
    """Read bytes as a monograph's file."""
    source = read_file(_file("fuzzed.md", data), "fuzzed.md")
    if isinstance(source, Problem):
        check_said(DataFault(str(source)))
        return
    parsed = parse_monograph(source, "fuzzed.md")
    for problem in (*source.problems, *parsed.problems):
        check_said(DataFault(str(problem)))
    if parsed.monograph is not None:
        check_monograph(parsed.monograph, _width(data))
        rows_of(parsed.monograph, _STATE, "", ())


_STATE: Any = ("fuzzed.md", 0, 0)


def head(data: bytes) -> None:
    """Read bytes as a front matter."""
    monograph(b"---\ntitle: T\n" + data + b"\n---\n## Usage\nx\n")


def body(data: bytes) -> None:
    """Read bytes as the Markdown below a front matter."""
    monograph(b"---\ntitle: T\n---\n" + data)


def name(data: bytes) -> None:
    """Ask for a monograph by any name."""
    try:
        lookup.find(_compendium(), _argument(data), note=lambda text: check_said(DataFault(text)))
    except DrugrefError as error:
        check_said(error)


def query(data: bytes) -> None:
    """Search for any words."""
    try:
        results = search(_compendium(), _argument(data))
    except DrugrefError as error:
        check_said(error)
        return
    check_page(lambda sheet: hits_page(sheet, results), _width(data))


def section(data: bytes) -> None:
    """Ask for any section."""
    page = lookup.find(_compendium(), "zelborine")
    try:
        chosen = select(page, [_argument(data)])
    except DrugrefError as error:
        check_said(error)
        return
    check_page(lambda sheet: sections_page(sheet, page, chosen), _width(data))


def _argument(data: bytes) -> str:
    """Give bytes as the program gets them from the shell."""
    return data.decode("utf-8", "surrogateescape")


def labels(data: bytes, suffix: str) -> None:
    """Import bytes as a file of labels, and make a page of each."""
    for found in Files([_file(f"fuzzed{suffix}", data)]).labels():
        if not isinstance(found, Packed):
            check_said(DataFault(str(found)))
            continue
        try:
            new_label(found)
            check_monograph(monograph_of(found), _width(data))
            sections_of(found)
        except DataFault as fault:
            check_said(fault)


def snapshot(data: bytes) -> None:
    """Overwrite a compiled snapshot: three bytes say where, a fourth how many of those behind it are written."""
    whole, pages = _sound()
    damaged, at = bytearray(whole), 0
    while at + 4 < len(data):
        place, length = int.from_bytes(data[at : at + 3]) % len(whole), data[at + 3] % 64
        damaged[place : place + length] = data[at + 4 : at + 4 + length]
        at += 4 + length
    corpus, file = _room() / "snapshot", _file("damaged.sqlite", bytes(damaged[: len(whole)]))
    with Compendium([Place("test", corpus, file)]) as opened:
        for slug, page in pages.items():
            assert lookup.find(opened, slug) == page, f"{slug} opens another page"
        assert lookup.find(opened, "Zelbo") == pages["zelborine"], "a brand opens another page"


@lru_cache(maxsize=1)
def _sound() -> tuple[bytes, dict[str, Monograph]]:
    shutil.copytree(CORPUS, _room() / "snapshot")
    file = _room() / "sound.sqlite"
    with Compendium([Place("test", _room() / "snapshot", file)]) as opened:
        pages = {entry.slug: opened.monograph(entry) for entry in opened.entries()}
    return file.read_bytes(), pages


def _files(*patterns: str) -> Callable[[], list[bytes]]:
    return lambda: [path.read_bytes() for pattern in patterns for path in sorted(DATA.glob(pattern)) if path.is_file()]


def _heads() -> list[bytes]:
    return [text.split(b"---\n")[1] for text in _files("corpus/**/*.md")() if text.count(b"---\n") > 1]


def _bodies() -> list[bytes]:
    return [text.split(b"---\n", 2)[2] for text in _files("corpus/**/*.md")() if text.count(b"---\n") > 1]


def _packed() -> list[bytes]:
    return [_zip(_labelled(), method) for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)] + [
        _zip({"inner.zip": _zip(_labelled(), zipfile.ZIP_STORED)}, zipfile.ZIP_STORED)
    ]


def _labelled() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(DATA.glob("labels/*"))}


def _zip(members: dict[str, bytes], method: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    return file.getvalue()


_MARKS = (
    b"---\n",
    b"## ",
    b"### ",
    b"**",
    b"*",
    b"`",
    b"|",
    b"|-|-|\n",
    b"- ",
    b"1. ",
    b"> ",
    b"[a](b)",
    b"<br>",
    b"\\",
    b"<!--",
    b"&#27;",
    b"&lt;",
    b"\x1b]0;",
    b"\xc2\x9b",
    b"\xe2\x80\xae",
    b"```\n",
    b"    ",
    b"\t",
    b"![",
    b"faqs:\n",
    b"- q: ",
    b"  a: ",
    b"title: ",
    b"!!binary ",
    b"!!set ",
    b"\\e",
    b'"',
    b"[",
    b"{",
    b"? ",
    b"&a",
    b"is_banned: ",
    b"brands: ",
    b"sources:\n",
    b"boxed_warning: ",
    b"## FAQs\n",
    b"## Drug Interactions\n",
)
_WORDS = (
    b'"',
    b" OR ",
    b"section:",
    b"*",
    b"-",
    b"+",
    b"/",
    b"5-HT1A",
    b"zelborine",
    b"Zelbo",
    b"norvelol",
    b"NEAR",
    b"\xc2\x9b",
    b"\x1b[",
    b"\xe2\x80\xae",
    b"\xff",
    b"dosage/",
    b"faqs",
)
_JSON = (
    b'{"',
    b'"}',
    b'":["',
    b'"],"',
    b"[",
    b"]",
    b"\\u00",
    b"\\ud800",
    b'"set_id":',
    b'"openfda":{',
    b'"results":[',
    b'"dosage_and_administration":',
    b'"dosage_and_administration_table":',
    b"<table>",
    b"<tr><td>",
    b"</td></tr>",
    b'"meta":',
    b"\\u001b",
    b"\\u009b",
    b"1e999",
    b"NaN",
    b'colspan=\\"9\\"',
)
_XML = (
    b"<section>",
    b"</section>",
    b"<text>",
    b"<table>",
    b"<tr>",
    b"<td colspan='9'>",
    b"<list>",
    b"<item>",
    b"<paragraph>",
    b"<title>",
    b'<code code="34068-7"/>',
    b"<component>",
    b"&#155;",
    b"&#x202e;",
    b"<!DOCTYPE a>",
    b"<!ENTITY",
    b"<content>",
    b"<br/>",
    b"<sup>",
    b"<footnote>",
    b'<linkHtml href="">',
    b'<?xml encoding="utf-16"?>',
)

TARGETS: dict[str, Target] = {
    "monograph": Target(monograph, _files("corpus/**/*.*", "invalid/*", "flawed/*", "proved/monographs/*"), _MARKS),
    "head": Target(head, _heads, _MARKS),
    "body": Target(body, _bodies, _MARKS),
    "name": Target(name, lambda: list(_WORDS), _WORDS),
    "query": Target(query, lambda: list(_WORDS), _WORDS),
    "section": Target(section, lambda: list(_WORDS), _WORDS),
    "openfda": Target(lambda data: labels(data, ".json"), _files("labels/*.json"), _JSON),
    "spl": Target(lambda data: labels(data, ".xml"), _files("labels/*.xml"), _XML),
    "zip": Target(
        lambda data: labels(data, ".zip"), _packed, (b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b".json", b".xml")
    ),
    "snapshot": Target(
        snapshot, lambda: [b"\x00\x10\x00\x04abcd", b"\x01\x00\x00\x101234567890123456", b"\x00\x00\x10\x02\xff\xff"]
    ),
}


def finds(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield every input that once was a find, with its target."""
    for target in TARGETS:
        for path in sorted((folder / target).glob("*")):
            yield target, path
