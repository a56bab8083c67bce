"""Find the labels in files: openFDA JSON, SPL XML, folders, zips and zips of zips; refuse what is none, in a line."""

import os
import shutil
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, NamedTuple

from drugref.analysis import escape_controls
from drugref.labels.packed import Packed, first_line
from drugref.labels.records import Broken, records
from drugref.locations import path_text

MAX_DOCUMENT = 64 * 1024 * 1024
"""Bytes of one SPL document at most: the longest real one has a few million."""
_MOST_EXPANSION = 200
"""How many times its packed size a zip may unpack to: XML and JSON of labels pack to about a tenth."""
_DEEPEST_ZIP = 2
_AT_ONCE, _BLOCK = 16 * 1024 * 1024, 1024 * 1024
_LARGEST = {".xml": MAX_DOCUMENT, ".zip": 1024 * 1024 * 1024}
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_SUFFIXES = frozenset({".json", ".xml", ".zip"})
# What the reader of zips raises for damaged ones, besides its own exception.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, OverflowError,
    struct.error,
)  # fmt: skip


class Refused(NamedTuple):
    """Something that is no label, or cannot be read: where it stands and why."""

    place: str
    reason: str

    def __str__(self) -> str:
        return escape_controls(f"{self.place}: {self.reason}")


class Files:
    """The files beneath some paths, read one after the other; memory does not grow with a file."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._found = [found for path in paths for found in _beneath(path)]
        self._all = max(sum(map(_size, self._found)), 1)
        self._done = 0
        self._open: IO[bytes] | None = None

    @property
    def share_read(self) -> float:
        """The share of all bytes that has been read so far, 0 to 1."""
        here = 0 if self._open is None or self._open.closed else self._open.tell()
        return min((self._done + here) / self._all, 1.0)

    def labels(self) -> Iterator[Packed | Refused]:
        """Yield every label of the files, and what is refused."""
        for found in self._found:
            if isinstance(found, Refused):
                yield found
                continue
            yield from self._labels(found)
            self._done += _size(found)

    def _labels(self, path: Path) -> Iterator[Packed | Refused]:
        place = path_text(path)
        try:
            # Opening a pipe waits for its writer, and a device may have no end.
            if not stat.S_ISREG(path.stat().st_mode):
                yield Refused(place, "it is no file but a pipe or a device; save what comes from it first")
                return
            with path.open("rb") as self._open:
                yield from _in_stream(self._open, place, path.suffix.lower(), _Allowance(self._open))
        except OSError as error:
            yield Refused(place, f"it cannot be read ({error.strerror or first_line(error)})")


def _size(found: Path | Refused) -> int:
    try:
        return found.stat().st_size if isinstance(found, Path) else 0
    except OSError:
        return 0


def _beneath(path: Path) -> Iterator[Path | Refused]:
    # Path's own raises where a folder above may not be looked into
    return _in_folder(path) if os.path.isdir(path) else iter((path,))  # noqa: PTH112


def _in_folder(root: Path) -> Iterator[Path | Refused]:
    """Yield the files of a folder by name; links are followed, each folder is read once."""
    failed: list[OSError] = []
    seen = set()
    for name, folders, files in os.walk(root, onerror=failed.append, followlinks=True):
        folder = Path(name)
        try:
            state = folder.stat()
        except OSError as error:
            failed.append(error)
            state = None
        if state is None or (state.st_dev, state.st_ino) in seen:
            folders.clear()
            continue
        seen.add((state.st_dev, state.st_ino))
        folders.sort()
        for file in sorted(files):
            if Path(file).suffix.lower() in _SUFFIXES:
                yield folder / file
    for fault in failed:
        yield Refused(path_text(fault.filename), f"it cannot be read ({fault.strerror})")


class _Allowance:
    """How many bytes the zips of a file may unpack to, those inside it included."""

    def __init__(self, file: IO[bytes]) -> None:
        self._left = _MOST_EXPANSION * max(file.seek(0, os.SEEK_END), 10_000)
        file.seek(0)

    def covers(self, info: zipfile.ZipInfo) -> bool:
        """Tell whether a member may be unpacked, and count it."""
        self._left -= info.file_size
        return self._left >= 0 and info.file_size <= _MOST_EXPANSION * max(info.compress_size, 1024)


def _in_stream(
    file: IO[bytes], place: str, suffix: str, allowance: _Allowance, depth: int = 0
) -> Iterator[Packed | Refused]:
    start = file.read(4)
    file.seek(0)
    if start == b"PK\x03\x04":
        yield from _in_zip(file, place, allowance, depth)
    elif suffix == ".xml" or start.lstrip(b"\xef\xbb\xbf").startswith(b"<"):
        data = file.read(MAX_DOCUMENT + 1)
        yield Packed(place, "xml", data) if len(data) <= MAX_DOCUMENT else Refused(place, "it is too large for a label")
    elif suffix in {".json", ".zip", ""} or start.lstrip()[:1] in {b"{", b"["}:
        if suffix == ".zip":
            yield Refused(place, "it is named a zip file, but is none")
        else:
            yield from _in_json(file, place)
    else:
        yield Refused(place, "it is neither JSON nor XML nor a zip of them")


def _in_zip(file: IO[bytes], place: str, allowance: _Allowance, depth: int) -> Iterator[Packed | Refused]:
    """Yield the labels of a zip; DailyMed packs a zip for each label into one."""
    if depth > _DEEPEST_ZIP:
        yield Refused(place, "its zips are nested too deeply")
        return
    try:
        with zipfile.ZipFile(file) as archive:
            members = [one for one in archive.infolist() if Path(one.filename).suffix.lower() in _SUFFIXES]
            for info in members:
                if not info.is_dir():
                    yield from _in_member(archive, info, f"{place}/{_printable(info.filename)}", allowance, depth)
            if not members:
                yield Refused(place, "it holds neither JSON nor XML nor a zip of them")
    except _DAMAGE as error:
        yield Refused(place, f"it is a damaged zip file ({first_line(error)}); fetch it again")


def _printable(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode()


def _in_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, place: str, allowance: _Allowance, depth: int
) -> Iterator[Packed | Refused]:
    suffix = Path(info.filename).suffix.lower()
    if info.flag_bits & 1:
        yield Refused(place, "it is encrypted; unpack it yourself")
    elif not allowance.covers(info):
        yield Refused(place, "it unpacks to far more than any label; it may be a zip bomb")
    elif info.compress_type not in _METHODS:
        yield Refused(place, "it is packed by a method that is not known here; unpack it yourself")
    elif info.file_size > _LARGEST.get(suffix, info.file_size):
        yield Refused(place, "it is too large for a label")
    else:
        try:
            with _unpacked(archive, info) as member:
                yield from _in_stream(member, place, suffix, allowance, depth + 1)
        except _DAMAGE as error:
            yield Refused(place, f"it cannot be unpacked ({first_line(error)}); fetch it again")


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> IO[bytes]:
    """Give what a member holds once its checksum is found right, which stands at its end: no altered dose is read.

    A long one is unpacked twice, to be read as a stream; a zip, which is read from its end, must be at hand as a whole.
    """
    if not info.filename.lower().endswith(".json") or info.file_size <= _AT_ONCE:
        room = tempfile.SpooledTemporaryFile(_AT_ONCE)  # noqa: SIM115 - its reader closes it
        try:
            with archive.open(info) as member:
                shutil.copyfileobj(member, room, _BLOCK)
        except BaseException:
            room.close()
            raise
        room.seek(0)
        return room
    with archive.open(info) as member:
        while member.read(_BLOCK):
            pass
    return archive.open(info)


def _in_json(file: IO[bytes], place: str) -> Iterator[Packed | Refused]:
    """Yield the records of a file; one that is broken costs itself alone."""
    with ThreadPoolExecutor(1) as thread:
        for number, found in records(_Ahead(file, thread)):
            where = f"{place}#{number}" if number else place
            yield Refused(where, found.reason) if isinstance(found, Broken) else Packed(where, "json", *found)


class _Ahead:
    """A file that is read one block ahead: zlib lets Python go on, and another core unpacks while records are read."""

    def __init__(self, file: IO[bytes], thread: ThreadPoolExecutor) -> None:
        self._file, self._thread = file, thread
        self._next = thread.submit(file.read, _BLOCK)

    def read(self, least: int) -> bytes:
        """Give at least so many bytes, fewer only at the end; an error of reading is raised here."""
        blocks: list[bytes] = []
        while least > 0 and (block := self._next.result()):
            self._next = self._thread.submit(self._file.read, _BLOCK)
            blocks.append(block)
            least -= len(block)
        return b"".join(blocks)
