"""Hold the opened collection: one or several snapshots, the later shadowing the earlier by slug."""

import functools
import math
import os
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self, TypeVar

from drugref import locations
from drugref.analysis import escape_name
from drugref.blocks import loads_blocks
from drugref.errors import DataFault, UsageError
from drugref.model import Faq, Monograph, Problem
from drugref.seals import is_sealed
from drugref.snapshot import Entry, Facets, NameKey, NameRecord, PassageHit, Snapshot, open_snapshot

if TYPE_CHECKING:
    from drugref.compiler import Compiled
    from drugref.library import Library

Reporter = Callable[[str, int, int], None]
"""Called while a collection is compiled, with its name, the number of files done and the number of all.

Both are 0 while another process compiles it, which is waited for.
"""


LABELS = "labels"
"""Name of the collection of imported labels; every other one counts before it."""

_Answer = TypeVar("_Answer")
_QUICKLY_READ = 32 * 1024 * 1024
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

    def _leave_shipped(self) -> Place:
        """Give up a shipped snapshot that is damaged: its monographs are compiled into the reader's cache."""
        self.place = _cached(self.place.name, self.place.root)
        return self.place

    def read(self, ask: Callable[[Snapshot], _Answer], *, widely: bool = False) -> _Answer:
        """Ask the snapshot; one that turns out to be damaged is compiled anew and asked again.

        What is asked `widely` rests on rows without a checksum of their own: a file that is not long is looked through.
        """
        if widely and not self.place.shipped:  # what was installed is trusted, a cache is not
            self.mend(_QUICKLY_READ)
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
        if found is None and self.mend(_QUICKLY_READ):
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


class Compendium:
    """Every collection a reader asked for, in order of precedence: a later one shadows an earlier one by slug."""

    def __init__(self, places: Sequence[Place], *, jobs: int = 1, report: Reporter | None = None) -> None:
        self.fault: DataFault | None = None
        """Why the imported labels are left out, when they are: the monographs are there without them."""
        self._library: Library | None = None
        self.collections = tuple(self._opened(places, jobs, report))

    def _opened(self, places: Sequence[Place], jobs: int, report: Reporter | None) -> Iterator[Collection]:
        for place in places:
            try:
                yield Collection(place, jobs=jobs, report=report)
            except DataFault as fault:
                if place.name != LABELS:
                    raise
                self.fault = fault

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every snapshot."""
        for collection in self.collections:
            collection.close()
        if self._library is not None:
            self._library.close()

    def mend(self) -> bool:
        """Compile anew what is damaged, and tell whether anything was: asked before nothing is said to be found."""
        # Each of them, not the first alone; half a gigabyte of labels would take longer than anyone waits.
        mended = [collection.mend(_QUICKLY_READ) for collection in self.collections]
        return any(mended)

    def __len__(self) -> int:
        return len(self.entries())

    def __iter__(self) -> Iterator[Monograph]:
        for entry in self.entries():
            yield self.monograph(entry)

    def entries(self) -> list[Entry]:
        """Give every monograph once, by slug."""
        found = {entry.slug: entry for entry in self._all(lambda snapshot: snapshot.entries())}
        return sorted(found.values())

    def facets(self) -> list[Facets]:
        """Give every monograph once with its ingredients, classes and routes, by slug."""
        found = {facets.entry.slug: facets for facets in self._all(lambda snapshot: snapshot.facets())}
        return [found[slug] for slug in sorted(found)]

    def count(self, table: str, *, without: str = "") -> int:
        """Count the rows of a table in all collections but one; what is shadowed is counted too."""
        counted = [collection for collection in self.collections if collection.name != without]
        return sum(collection.read(lambda snapshot: snapshot.count(table)) for collection in counted)

    def named(self, squashed: str) -> list[NameRecord]:
        """Give the monographs that a squashed name opens, each from the collection that counts."""
        return self._unshadowed(lambda snapshot: snapshot.named(squashed))

    def names_beginning(self, squashed: str, most: int) -> list[NameRecord]:
        """Give at most so many names that begin with a squashed text."""
        return self._unshadowed(lambda snapshot: snapshot.names_beginning(squashed, most))[:most]

    def section_titles(self, slug: str) -> list[tuple[str, str]]:
        """Give the ids and titles of the sections of the monograph that a slug opens."""
        for collection in reversed(self.collections):
            if titles := collection.read(lambda snapshot: snapshot.section_titles(slug)):
                return titles
        return []

    def name_keys(self) -> list[NameKey]:
        """Give every name of every monograph, as names are compared."""
        return list(self._all(lambda snapshot: snapshot.name_keys()))

    def name_of(self, key: NameKey) -> NameRecord | None:
        """Give the name that a key stands for; None when a later collection shadows its monograph."""
        for number, collection in enumerate(self.collections):
            if collection.name == key.collection:
                record = collection.read(lambda snapshot: snapshot.name_at(key.id))
                return None if self._is_shadowed(number, record.entry.slug) else record
        return None

    def monograph(self, entry: Entry) -> Monograph:
        """Read the monograph of an entry; DataFault when its file went away or broke meanwhile."""
        for collection in self.collections:
            if collection.name == entry.collection:
                found = collection.monograph(entry.slug)
                if found is not None:
                    return found
                raise DataFault(self._why_gone(collection, entry))
        raise DataFault(f"No collection '{entry.collection}' is open.")

    def file_of(self, monograph: Monograph) -> Path | None:
        """Give the file that a monograph was read from; None when it is no file, as an imported label."""
        for collection in self.collections:
            if collection.name == monograph.collection and collection.name != LABELS:
                return collection.file(monograph.path)
        return None

    @property
    def library(self) -> "Library | None":
        """The imported labels, when there are any and they were asked for; DataFault when they cannot be read."""
        if self.fault is not None:
            raise DataFault("The imported labels could not be looked at.") from self.fault
        place = next((each.place for each in self.collections if each.name == LABELS), None)
        if place is None:
            return None
        if self._library is None:
            from drugref.library import Library  # only what the monographs do not answer needs it

            self._library = Library(place.root)
        return self._library

    def _why_gone(self, collection: Collection, entry: Entry) -> str:
        problems = collection.read(lambda snapshot: snapshot.problems())
        fatal = [str(problem) for problem in problems if problem.path == entry.path and problem.fatal]
        return "\n".join(fatal) or f"'{entry.slug}' is no longer in {collection.place.root}."

    def questions(self, folded: str = "") -> Iterator[tuple[Entry, int, Faq]]:
        """Yield every FAQ that holds a folded text, with its monograph and its number from 1, by slug."""
        entries = {entry.slug: entry for entry in self.entries()}
        folded = folded.encode("utf-8", "backslashreplace").decode()  # a byte that is no letter stands in no question
        found = []
        for collection in self.collections:
            rows = collection.read(lambda snapshot: list(snapshot.questions(folded)), widely=True)
            found += [row for row in rows if entries[row[0]].collection == collection.name]
        for slug, number, question, answer in sorted(found):
            yield entries[slug], number, Faq(question, loads_blocks(answer))

    def problems(self) -> list[tuple[Collection, Problem]]:
        """Give what was wrong with the files of each collection."""
        return [
            (collection, problem)
            for collection in self.collections
            for problem in collection.read(lambda snapshot: snapshot.problems(), widely=True)
        ]

    def _all(self, ask: Callable[[Snapshot], list[_Answer]]) -> Iterator[_Answer]:
        for collection in self.collections:
            yield from collection.read(ask, widely=True)

    def passages(self, ask: Callable[[Snapshot], list[PassageHit]]) -> list[PassageHit]:
        """Give the passages that a query meets in all collections, best first, each from the collection that counts.

        bm25 weighs a word by how rare it is in its own collection, so that scores of several are set in proportion
        to the best of each before they are merged; of equals the later collection comes first.
        """
        if len(self.collections) == 1:
            return self.collections[0].read(ask, widely=True)
        merged: list[PassageHit] = []
        for number, collection in reversed(list(enumerate(self.collections))):
            merged += [
                passage
                for passage in in_proportion(collection.read(ask, widely=True))
                if not self._is_shadowed(number, passage.entry.slug)
            ]
        return sorted(merged, key=lambda passage: -passage.score)

    def marked(self, query: str, passage: PassageHit) -> str:
        """Give the folded text of a passage with marks around each match."""
        collection = next(each for each in self.collections if each.name == passage.entry.collection)
        return collection.read(lambda snapshot: snapshot.marked(query, passage.id))

    def _unshadowed(self, ask: Callable[[Snapshot], list[NameRecord]]) -> list[NameRecord]:
        return [
            record
            for number, collection in enumerate(self.collections)
            for record in collection.read(ask)
            if not self._is_shadowed(number, record.entry.slug)
        ]

    def _is_shadowed(self, number: int, slug: str) -> bool:
        """Tell whether a collection after the one with a number has a slug too."""
        later = self.collections[number + 1 :]
        return any(collection.read(lambda snapshot: snapshot.has(slug)) for collection in later)


def in_proportion(found: Sequence[PassageHit]) -> list[PassageHit]:
    """Set scores in proportion to the best, 1.0: those of different indexes have no common measure."""
    best = max((passage.score for passage in found), default=0.0) or 1.0
    return [passage._replace(score=passage.score / best) for passage in found]


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
