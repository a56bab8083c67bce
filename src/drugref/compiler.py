"""Compile a corpus into a snapshot: parse what changed, write a new file beside the old one, rename."""

import contextlib
import os
import shutil
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from drugref.corpus import FileState, Listing, corpus_digest, list_files, slug_of
from drugref.locations import LIBRARY_SUFFIX, path_text
from drugref.model import Problem
from drugref.rows import CompiledFile, compile_file
from drugref.seals import is_sealed, row_sum, seal
from drugref.snapshot import APPLICATION_ID, COUNTED, FORMAT, TABLES, Snapshot, open_snapshot
from drugref.turns import unfinished
from drugref.version import __version__
from drugref.workers import begin_worker

Progress = Callable[[int, int], None]
"""Called with the number of files done and the number of all."""

_PARALLEL_FROM = 400
_CHUNK = 16
# A file changed within this time of being read may change again without its time showing it (FAT counts in 2 s).
_RACY_NS = 2_000_000_000
_RACY = -1
_ABANDONED = 3600.0
"""Seconds after which a file that is being written is no longer: 250,000 monographs take half of it on one core."""


class Compiled(NamedTuple):
    """A snapshot just compiled, how many files it holds and how many of them were parsed for it."""

    snapshot: Snapshot
    files: int
    parsed: int


def compile_corpus(
    root: Path,
    target: Path | None,
    collection: str,
    *,
    anew: bool = False,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Compiled:
    """Compile the files beneath `root` into the snapshot file `target`, or in memory when it cannot be written.

    What the old snapshot holds of unchanged files is kept, unless `anew`. With several `jobs` many files are parsed
    by as many processes.
    """
    listing = _listing(root)
    if target is not None:
        with contextlib.suppress(OSError, sqlite3.OperationalError):
            return _compile_file(root, target, collection, listing, anew=anew, jobs=jobs, progress=progress)
    connection = _create(":memory:")
    parsed = _apply(connection, root, listing, jobs=jobs, progress=progress)
    return Compiled(Snapshot(connection, collection), len(listing.files), parsed)


def forget_machine(snapshot: Path) -> None:
    """Take out of a snapshot what only this machine knows, folder and times, so that every build of it is one file."""
    with contextlib.closing(sqlite3.connect(snapshot, isolation_level=None)) as connection:
        for statement in (
            "update files set mtime_ns = 0",
            "update folders set mtime_ns = 0",
            "update manifest set value = '' where key = 'root'",
            "vacuum",
        ):
            connection.execute(statement)
    seal(snapshot)


def _listing(root: Path) -> Listing:
    if root.suffix == LIBRARY_SUFFIX:
        from drugref.label_rows import list_library  # only who imported labels needs the readers of JSON and XML

        return list_library(root)
    return list_files(root)


def _compile_file(
    root: Path,
    target: Path,
    collection: str,
    listing: Listing,
    *,
    anew: bool,
    jobs: int,
    progress: Progress | None,
) -> Compiled:
    """Write under a name of our own, then rename: two processes may do so at once, and both files are whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    _sweep(target)
    handle, name = tempfile.mkstemp(prefix=f".{target.stem}-", suffix=".tmp", dir=target.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        old = None if anew else _reopen(target, temporary, root)
        with contextlib.closing(old or _create(name)) as connection:
            parsed = _apply(connection, root, listing, jobs=jobs, progress=progress)
        seal(temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    snapshot = open_snapshot(target, collection, root=path_text(root))
    if snapshot is None:
        raise OSError(f"{target} was replaced while it was compiled")
    return Compiled(snapshot, len(listing.files), parsed)


def _sweep(target: Path) -> None:
    """Remove what processes that were killed left of this snapshot an hour ago or longer."""
    for left in unfinished(target):
        with contextlib.suppress(OSError):  # another process may be sweeping too
            if time.time() - left.stat().st_mtime > _ABANDONED:
                left.unlink()


def _reopen(target: Path, temporary: Path, root: Path) -> sqlite3.Connection | None:
    """Copy the old snapshot to go on from it; None when there is none to trust."""
    if not target.is_file():  # its folder could be written to just now
        return None
    shutil.copyfile(target, temporary)
    old = open_snapshot(temporary, "", root=path_text(root))
    if old is not None:
        old.close()
        if is_sealed(temporary):
            return sqlite3.connect(temporary, isolation_level=None)
    temporary.write_bytes(b"")
    return None


def _create(name: str) -> sqlite3.Connection:
    connection = sqlite3.connect(name, isolation_level=None)
    connection.execute("pragma journal_mode = off")
    connection.execute(f"pragma application_id = {APPLICATION_ID}")
    connection.executescript(TABLES)
    return connection


def _apply(
    connection: sqlite3.Connection, root: Path, listing: Listing, *, jobs: int, progress: Progress | None
) -> int:
    """Bring a snapshot up to a listing; give the number of files parsed."""
    now = time.time_ns()
    connection.execute("pragma synchronous = off")
    connection.execute("begin")
    rows = connection.execute("select path, mtime_ns, size, digest from files")
    known = {path: (mtime, size, digest) for path, mtime, size, digest in rows}
    listed = {state.path for state in listing.files}
    for path in known.keys() - listed:
        _remove(connection, path)
    contested = _contested(connection, listing)
    changed = _changed(listing, known, contested)
    for state in changed:
        if state.path in contested:
            _remove(connection, state.path)
    digests = {path: digest for path, (_, _, digest) in known.items() if path not in contested}
    parsed = 0
    for done, file in enumerate(_compile_files(root, changed, digests, jobs), 1):
        parsed += _store(connection, file, now, is_new=file.state.path not in known)
        if progress:
            progress(done, len(changed))
    if parsed or known.keys() - listed:
        _count_sharing(connection)
    _store_listing(connection, root, listing, now)
    connection.execute("commit")
    return parsed


def _count_sharing(connection: sqlite3.Connection) -> None:
    """Store with each name how many there are of it, by which one that is lost is noticed."""
    connection.execute("update names set sharing = 1 where sharing != 1")
    connection.execute(
        "update names set sharing = together from"
        " (select squashed as key, count(*) as together from names group by squashed having together > 1)"
        " where squashed = key"
    )


def _contested(connection: sqlite3.Connection, listing: Listing) -> set[str]:
    """Give the files whose slug another file has, or had when they were refused: which of them opens depends on all."""
    counts = Counter(slug_of(state.path) for state in listing.files)
    refused = {path for (path,) in connection.execute("select path from problems where code = 'D108'")}
    return refused | {state.path for state in listing.files if counts[slug_of(state.path)] > 1}


def _changed(listing: Listing, known: dict[str, tuple[int, int, str]], contested: set[str]) -> list[FileState]:
    """Give the files to read: those whose state differs, that could not be read, and every contested one."""
    states = {path: record[:2] for path, record in known.items() if record[2]}  # without a digest it was not read
    return [
        state
        for state in listing.files
        if states.get(state.path) != (state.mtime_ns, state.size) or state.path in contested
    ]


def _compile_files(
    root: Path, states: Sequence[FileState], digests: dict[str, str], jobs: int
) -> Iterator[CompiledFile]:
    folder, compile_one = root if os.path.isdir(root) else root.parent, compile_file  # noqa: PTH112 - as in corpus
    if root.suffix == LIBRARY_SUFFIX:
        from drugref.label_rows import compile_label  # as above

        folder, compile_one = root, compile_label
    work = [(folder, state, digests.get(state.path, "")) for state in states]
    if jobs < 2 or len(work) < _PARALLEL_FROM:
        yield from map(compile_one, work)
        return
    from concurrent.futures import ProcessPoolExecutor  # a page that is only shown never needs it

    with ProcessPoolExecutor(jobs, initializer=begin_worker) as pool:
        yield from pool.map(compile_one, work, chunksize=_CHUNK)


def _remove(connection: sqlite3.Connection, path: str) -> None:
    # An index over another table's text must be told what it is to forget.
    connection.execute(
        "insert into search (search, rowid, title, heading, text)"
        " select 'delete', id, title, heading, text from passages"
        " where monograph in (select id from monographs where path = ?)",
        (path,),
    )
    for table in ("names", "sections", "faqs", "passages"):
        connection.execute(
            f"delete from {table} where monograph in (select id from monographs where path = ?)", (path,)
        )
    for table in ("monographs", "files", "problems"):
        connection.execute(f"delete from {table} where path = ?", (path,))


def _store(connection: sqlite3.Connection, file: CompiledFile, now: int, *, is_new: bool) -> bool:
    """Store a file in place of what was known of it; tell whether it had to be parsed."""
    path, mtime_ns, size = file.state
    mtime_ns = _RACY if now - mtime_ns < _RACY_NS else mtime_ns
    unchanged = not file.monograph and not file.problems and file.digest
    if unchanged:
        connection.execute("update files set mtime_ns = ?, size = ? where path = ?", (mtime_ns, size, path))
        return False
    if not is_new:
        _remove(connection, path)
    problems = list(file.problems)
    if file.monograph and (first := _claimant(connection, str(file.monograph[0]))):
        message = f"the name '{file.monograph[0]}' is taken by {first}, which is the one that opens; rename this file"
        problems.append(Problem("D108", path, 0, message, True))
    elif file.monograph:
        cursor = connection.execute(
            "insert into monographs (slug, title, banned, modified, path, head, sum) values (?, ?, ?, ?, ?, ?, ?)",
            (*file.monograph, row_sum(file.monograph, *file.sections, *(row[:3] for row in file.faqs))),
        )
        number = cursor.lastrowid
        names = ((*row, row_sum((*row, *file.monograph[:5])), number) for row in file.names)
        connection.executemany(
            "insert into names (squashed, sorted, name, kind, sum, monograph) values (?, ?, ?, ?, ?, ?)", names
        )
        _insert(connection, "sections", 9, ((number, *row) for row in file.sections))
        _insert(connection, "faqs", 5, ((number, *row) for row in file.faqs))
        _insert_passages(connection, number, file)
    connection.execute("insert into files values (?, ?, ?, ?)", (path, mtime_ns, size, file.digest))
    _insert_problems(connection, problems)
    return True


def _insert_passages(connection: sqlite3.Connection, number: int | None, file: CompiledFile) -> None:
    first = connection.execute("select coalesce(max(id), 0) + 1 from passages").fetchone()[0]
    rows = [(rowid, number, *row) for rowid, row in enumerate(file.passages, first)]
    _insert(connection, "passages", 9, rows)
    connection.executemany(
        "insert into search (rowid, title, heading, text) values (?, ?, ?, ?)", [(row[0], *row[6:]) for row in rows]
    )


def _claimant(connection: sqlite3.Connection, slug: str) -> str:
    row = connection.execute("select path from monographs where slug = ?", (slug,)).fetchone()
    return row[0] if row else ""


def _insert(connection: sqlite3.Connection, table: str, width: int, rows: Iterable[tuple[object, ...]]) -> None:
    connection.executemany(f"insert into {table} values ({', '.join('?' * width)})", rows)


def _insert_problems(connection: sqlite3.Connection, problems: Iterable[Problem]) -> None:
    rows = ((problem.path, problem.line, problem.code, problem.message, problem.fatal) for problem in problems)
    _insert(connection, "problems", 5, rows)


def _store_listing(connection: sqlite3.Connection, root: Path, listing: Listing, now: int) -> None:
    """Store the folders' times, the problems of names that are no files, and the manifest."""
    connection.execute("delete from folders")
    folders = ((path, _RACY if now - mtime < _RACY_NS else mtime) for path, mtime in listing.folders)
    _insert(connection, "folders", 2, folders)
    connection.execute("delete from problems where path not in (select path from files)")
    _insert_problems(connection, listing.problems)
    files = connection.execute("select path, digest from files").fetchall()
    manifest = {
        "format": str(FORMAT),
        "version": __version__,
        "root": path_text(root),
        "digest": corpus_digest(iter(files)),
    }
    for table in COUNTED:
        manifest[table] = str(connection.execute(f"select count(*) from {table}").fetchone()[0])
    connection.execute("delete from manifest")
    _insert(connection, "manifest", 2, manifest.items())
