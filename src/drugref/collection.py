"""Hold one opened collection: a place, and the snapshot of its monographs, compiled when it has to be."""

import functools
import math
import os
import sqlite3
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from drugref import locations
from drugref.analysis import escape_name
from drugref.errors import UsageError
from drugref.model import Monograph
from drugref.seals import is_sealed
from drugref.snapshot import Snapshot, open_snapshot

if TYPE_CHECKING:
    from drugref.compiler import Compiled

Reporter = Callable[[str, int, int], None]
"""Called while a collection is compiled, with its name, the number of files done and the number of all.

Both are 0 while another process compiles it, which is waited for.
"""


LABELS = "labels"
"""Name of the collection of imported labels; every other one counts before it."""

_Answer = TypeVar("_Answer")
QUICKLY_READ = 32 * 1024 * 1024
"""Bytes that are read in 25 ms: no more than a question that reads much of them takes itself."""


class Place(NamedTuple):
    """A collection's name, the folder or file of its monographs, and the snapshot file that holds them.

    A shipped snapshot is trusted as it is; every other is compared with its folder, or with the library of labels that
    `root` is.
    """

    name: str
    root: Path
    snapshot: Path
    shipped: bool = False


class Collection:
    """One place, opened. Its snapshot is compiled when it is missing, stale or damaged, without a word."""

    def __init__(self, place: Place, *, jobs: int = 1, report: Reporter | None = None) -> None:
        self.place = place
        self._jobs = jobs
        self._report = report
        self._snapshot: Snapshot | None = None
        self._is_sound = False
        self._open()

    @property
    def name(self) -> str:
        """The collection's name: bundled, user, or the folder given."""
        return self.place.name

    @property
    def snapshot(self) -> Snapshot:
        """The compiled corpus, as fresh as its folder's times tell."""
        assert self._snapshot is not None
        return self._snapshot

    def _open(self) -> None:
        place = self.place
        if place.shipped:
            self._snapshot = open_snapshot(place.snapshot, place.name)
            if self._snapshot is not None:
                return
            self._leave_shipped()
        if not self._adopt(self._is_fresh):
            self._compile_unless(self._is_fresh)

    def _adopt(self, is_good: Callable[[Snapshot], bool]) -> bool:
        """Go on with the snapshot file that is there now, if it is good."""
        snapshot = open_snapshot(self.place.snapshot, self.place.name, root=locations.path_text(self.place.root))
        if snapshot is None:
            return False
        self._is_sound = False
        try:
            found = is_good(snapshot)
        except (
            OSError,
            sqlite3.DatabaseError,
            ValueError,
            LookupError,
            TypeError,
        ):  # the folder went away, or the file is damaged
            found = False
        if not found:
            snapshot.close()
            return False
        self.close()
        self._snapshot = snapshot
        return True

    def _compile_unless(self, is_good: Callable[[Snapshot], bool], *, anew: bool = False) -> None:
        """Compile, one process at a time, unless another one has just left a snapshot that is good."""
        if self.place.shipped:
            self._leave_shipped()
        from drugref.turns import turn  # reading a snapshot takes no turn

        def waiting() -> None:
            if self._report is not None:
                self._report(self.name, 0, 0)

        with turn(self.place.snapshot, waiting):
            if not self._adopt(is_good):
                self.compile(anew=anew)

    def _is_fresh(self, snapshot: Snapshot) -> bool:
        """Compare the folders' own times: a file added, removed or renamed shows there; rights given back do not."""
        root = self.place.root
        if any(os.access(self.file(path), os.R_OK) for path in snapshot.unread()):
            return False
        folders = snapshot.folders()
        if not folders:
            return snapshot.file_state(root.name) == _state(root)
        return all((root / path).stat().st_mtime_ns == mtime for path, mtime in folders.items())

    @functools.cached_property
    def _folder(self) -> Path:
        """The folder in which paths begin, looked at once: on a slow disk that takes as long as a page."""
        root = self.place.root
        return root if os.path.isdir(root) else root.parent  # noqa: PTH112 - Path's own raises where a folder above may not be entered

    def file(self, path: str) -> Path:
        """Give the file by a path of the snapshot."""
        return self._folder / path

    def compile(self, *, anew: bool = False) -> "Compiled":
        """Compile what changed, or everything anew, and go on with the new snapshot."""
        if self.place.shipped:
            self._leave_shipped()
        from drugref.compiler import compile_corpus  # reading a snapshot needs no parser

        progress = None
        if self._report is not None:
            report, name = self._report, self.name

            def progress(done: int, total: int) -> None:
                report(name, done, total)

        compiled = compile_corpus(
            self.place.root, self.place.snapshot, self.name, anew=anew, jobs=self._jobs, progress=progress
        )
        self.close()
        self._snapshot = compiled.snapshot
        self._is_sound = True
        return compiled

    def _leave_shipped(self) -> None:
        """Give up a shipped snapshot that is damaged: its monographs are compiled into the reader's cache."""
        self.place = _cached(self.place.name, self.place.root)

    def read(self, ask: Callable[[Snapshot], _Answer], *, widely: bool = False) -> _Answer:
        """Ask the snapshot; one that turns out to be damaged is compiled anew and asked again.

        What is asked `widely` rests on rows without a checksum of their own: a file that is not long is looked through.
        """
        if widely and not self.place.shipped:  # what was installed is trusted, a cache is not
            self.mend(QUICKLY_READ)
        try:
            return ask(self.snapshot)
        except (sqlite3.DatabaseError, ValueError, LookupError, TypeError):  # damage shows in SQLite or in the JSON

            def is_good(snapshot: Snapshot) -> bool:
                ask(snapshot)
                return self._is_whole(snapshot)

            self._compile_unless(is_good, anew=True)
            return ask(self.snapshot)

    def mend(self, longest: float = math.inf) -> bool:
        """Compile a snapshot file anew if it is damaged, and tell so; it is looked through once, if not too long."""
        file = self.place.snapshot
        if self._is_sound or (state := _state(file)) is None or state[1] > longest:
            return False
        self._is_sound = is_sealed(file)
        if self._is_sound:
            return False
        self._compile_unless(self._is_whole, anew=True)
        return True

    def _is_whole(self, _: Snapshot) -> bool:
        self._is_sound = is_sealed(self.place.snapshot)
        return self._is_sound

    def monograph(self, slug: str) -> Monograph | None:
        """Give a monograph as its file is now: a file changed since it was compiled is compiled first."""
        found = self.read(lambda snapshot: snapshot.monograph(slug))
        if found is None and self.mend(QUICKLY_READ):
            found = self.read(lambda snapshot: snapshot.monograph(slug))
        if found is None or self.place.shipped or self.place.name == LABELS:
            return found
        path = found.path

        def is_current(snapshot: Snapshot) -> bool:
            return snapshot.file_state(path) == _state(self.file(path))

        if not self.read(is_current):
            self._compile_unless(is_current)
            found = self.read(lambda snapshot: snapshot.monograph(slug))
        return found

    def close(self) -> None:
        """Close the snapshot."""
        if self._snapshot is not None:
            self._snapshot.close()


def _state(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def places(data: Sequence[Path] = (), *, bundled: bool = True, user: bool = True) -> list[Place]:
    """Give the collections to open, in order of precedence; UsageError for a folder that is not there."""
    library = locations.imported_labels()
    # os.path's own, for Path's raise where a folder above may not be entered
    found = [_cached(LABELS, library)] if user and os.path.isfile(library) else []  # noqa: PTH113
    found += [_bundled()] if bundled else []
    mine = locations.user_monographs()
    if user and os.path.isdir(mine):  # noqa: PTH112
        found.append(_cached("user", mine))
    for path in data:
        root, name = Path(os.path.abspath(path)), escape_name(str(path))  # noqa: PTH100 - a link keeps its own name
        if not os.path.exists(root):  # noqa: PTH110
            raise UsageError(f"No folder or file '{name}'. Name a folder of monographs, or create it.")
        found.append(_cached(name, root))
    return list({place.root: place for place in found}.values())


def _bundled() -> Place:
    root = locations.bundled_monographs()
    shipped = locations.bundled_snapshot()
    return Place("bundled", root, shipped, shipped=True) if shipped.is_file() else _cached("bundled", root)


def _cached(name: str, root: Path) -> Place:
    # hashlib would load OpenSSL for this one name; a snapshot knows its root, so that a collision only costs time.
    key = f"{root.name}-{zlib.crc32(os.fsencode(root)):08x}"
    return Place(name, root, locations.snapshot_cache() / f"{key}.sqlite")
