"""Find the monograph files of a folder and read them: bytes to clean text, faults to problems."""

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from drugref.analysis import escape_controls, escape_name
from drugref.model import Problem

SUFFIXES = frozenset({".md", ".markdown", ".txt"})
MAX_BYTES = 8 * 1024 * 1024
"""The longest real monograph has 20 kB; a file four hundred times that is something else."""

# Files that a repository of monographs holds beside them.
_COMPANIONS = frozenset({"readme", "license", "licence", "changelog", "contributing", "notice", "requirements"})


# No one indents or pads so far; looking for what such a run ends with could take minutes.
_MOST_SPACES = 200
_LONG_SPACE = re.compile(f"[ \\t]{{{_MOST_SPACES},}}")


class FileState(NamedTuple):
    """A file as the folder lists it: its path relative to the corpus, its time in ns and its size in bytes."""

    path: str
    mtime_ns: int
    size: int


class Listing(NamedTuple):
    """The files of a corpus in order of their paths, its folders with their times in ns, and what cannot be read."""

    files: tuple[FileState, ...]
    folders: tuple[tuple[str, int], ...]
    problems: tuple[Problem, ...]


class SourceText(NamedTuple):
    """A file's clean text (no BOM, Unix newlines, controls escaped), its digest, and what was mended."""

    text: str
    digest: str
    problems: tuple[Problem, ...] = ()


def list_files(root: Path) -> Listing:
    """List the monograph files beneath a folder, or the one file that `root` is; no file is opened.

    Links to folders are not followed, hidden names are passed over. A FIFO or a device is a problem, never read.
    """
    if not os.path.isdir(root):  # noqa: PTH112 - Path's own raises where a folder above may not be entered
        state = _state(root, root.name)
        return Listing((state,), (), ()) if isinstance(state, FileState) else Listing((), (), (state,))
    files: list[FileState] = []
    folders: list[tuple[str, int]] = []
    problems: list[Problem] = []

    def refuse(error: OSError) -> None:
        place = escape_name(_relative(Path(error.filename or root), root))
        problems.append(
            Problem("D101", place, 0, f"the folder cannot be read ({error.strerror}); check its rights", True)
        )

    for folder, names, leaves in os.walk(root, onerror=refuse):
        names[:] = sorted(name for name in names if not name.startswith("."))
        here = Path(folder)
        folders.append((os.fsencode(_relative(here, root)).decode("utf-8", "backslashreplace"), _mtime_ns(here)))
        links = [name for name in names if _is_monograph_name(name) and os.path.islink(here / name)]  # noqa: PTH114 - as above
        for leaf in sorted([*filter(_is_monograph_name, leaves), *links]):
            state = _state(here / leaf, _relative(here / leaf, root))
            (files if isinstance(state, FileState) else problems).append(state)  # type: ignore[arg-type]
    return Listing(tuple(sorted(files)), tuple(folders), tuple(sorted(problems, key=lambda problem: problem.path)))


def _is_monograph_name(leaf: str) -> bool:
    stem, suffix = os.path.splitext(leaf)
    return suffix.lower() in SUFFIXES and not leaf.startswith(".") and stem.lower() not in _COMPANIONS


def _relative(path: Path, root: Path) -> str:
    relative = os.path.relpath(path, root)
    return "" if relative == "." else relative.replace(os.sep, "/")


def _mtime_ns(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _state(path: Path, name: str) -> FileState | Problem:
    shown = escape_name(name)
    if shown != name:
        message = "the path holds a control character or a byte that is no letter; rename the file or its folder"
        return Problem("D109", shown, 0, message, True)
    try:
        found = path.stat()
    except OSError as error:
        why = error.strerror or "unknown error"
        return Problem("D101", name, 0, f"the file cannot be read ({why}); check that it exists and may be read", True)
    if not stat.S_ISREG(found.st_mode):
        kind = "a folder" if stat.S_ISDIR(found.st_mode) else "not a regular file"
        return Problem("D102", name, 0, f"the name is a monograph's, but it is {kind}; rename or remove it", True)
    return FileState(name, found.st_mtime_ns, found.st_size)


def read_file(path: Path, name: str) -> SourceText | Problem:
    """Read one file, at most `MAX_BYTES`; a problem tells the first byte or line at fault."""
    empty = Problem("D105", name, 0, "the file is empty; write a monograph into it or remove it", True)
    try:
        with path.open("rb") as file:
            if not os.fstat(file.fileno()).st_size:  # so are the kernel's own files, some of which would be waited for
                return empty
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        return Problem("D101", name, 0, f"the file cannot be read ({error.strerror}); check its rights", True)
    if len(data) > MAX_BYTES:
        size = MAX_BYTES // (1024 * 1024)
        return Problem(
            "D103", name, 0, f"the file is larger than {size} MB; a monograph is not: split or remove it", True
        )
    digest = digest_of(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = data[error.start]
        return Problem("D104", name, line, f"byte 0x{byte:02x} is not UTF-8; save the file as UTF-8", True)
    if not text.strip():
        return empty
    return SourceText(*_clean(text, name, digest))


def digest_of(data: bytes) -> str:
    """Give the digest by which two versions of a file are told apart: BLAKE2b, 128 bits, in hex."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _clean(text: str, name: str, digest: str) -> tuple[str, str, tuple[Problem, ...]]:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")
    text = _LONG_SPACE.sub(" " * _MOST_SPACES, text)
    clean = escape_controls(text)
    if clean == text:
        return text, digest, ()
    lines = zip(text.split("\n"), clean.split("\n"), strict=True)
    line = next(number for number, (old, new) in enumerate(lines, 1) if old != new)
    problem = Problem("D106", name, line, "control characters are shown as escapes such as \\x1b; remove them")
    return clean, digest, (problem,)


def slug_of(name: str) -> str:
    """Give the slug of a monograph file: its name without folders and ending."""
    return name.rsplit("/", 1)[-1].rsplit(".", 1)[0]


def corpus_digest(files: Iterator[tuple[str, str]]) -> str:
    """Give one digest for (path, digest) pairs, whatever their order."""
    lines = sorted(f"{path}\0{digest}" for path, digest in files)
    return digest_of("\n".join(lines).encode("utf-8", "surrogatepass"))
