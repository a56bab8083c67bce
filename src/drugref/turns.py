"""Take turns at compiling: one process does it, the others wait for the snapshot that it leaves."""

import contextlib
import glob
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

PATIENCE = 30.0
"""Seconds that one waits for a process that writes nothing meanwhile: it may have been stopped."""

_LOOK = 0.05
"""Seconds between two looks."""


@contextlib.contextmanager
def turn(snapshot: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Wait until no other process compiles a snapshot file, or until one has left it; `waiting` is called at each look.

    The lock is SQLite's on an empty file, as for imported labels: the system frees it when its holder is killed. Where
    it cannot be had, or its holder seems stuck, the caller goes on without.
    """
    with contextlib.ExitStack() as held:
        with contextlib.suppress(OSError, sqlite3.Error):
            snapshot.parent.mkdir(parents=True, exist_ok=True)
            lock = sqlite3.connect(snapshot.with_suffix(".lock"), timeout=0, isolation_level=None)
            held.enter_context(contextlib.closing(lock))
            lock.execute("pragma journal_mode = memory")  # nothing is written, not even beside it
            _wait(lock, snapshot, waiting)
        yield


def unfinished(snapshot: Path) -> Iterator[Path]:
    """Yield the files that processes write, or were killed at writing, to become a snapshot file."""
    return snapshot.parent.glob(f".{glob.escape(snapshot.stem)}-*.tmp")


def _wait(lock: sqlite3.Connection, snapshot: Path, waiting: Callable[[], None]) -> None:
    before, written, since = _states([snapshot]), None, time.monotonic()
    while _states([snapshot]) == before:
        try:
            lock.execute("begin immediate")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() - since > PATIENCE:
                raise
        else:
            return
        now = _states(unfinished(snapshot))
        if now != written:
            written, since = now, time.monotonic()
        waiting()
        time.sleep(_LOOK)


def _states(paths: Iterable[Path]) -> set[tuple[int, int, int]]:
    states = set()
    for path in paths:
        with contextlib.suppress(OSError):
            found = path.stat()
            states.add((found.st_ino, found.st_mtime_ns, found.st_size))
    return states
