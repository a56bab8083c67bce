"""Open the SQLite file of imported labels: whole batches, two processes at once, and what its errors mean."""

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from drugref.errors import DataFault

APPLICATION_ID = 0x44524C42
"""SQLite's mark of the file's owner: "DRLB"."""
_PATIENCE, _READERS_PATIENCE = 600.0, 5.0
"""Seconds that an import waits for another one, and that a question waits for one."""
_TURN_MS = 1000
"""How long SQLite itself waits: Ctrl-C is heard between the turns."""
_SPILL = 16_384
"""Pages of 4 kB that a batch may change before some must be written, which locks readers out: as a rule all of it."""
_UNDOING = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM})
_KEPT = "what was imported before is kept"
# SQLite's code -> what has happened to the file, and what to do; any other code is damage.
_MEANING: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_BUSY: ("is being imported into", "ask again in a moment"),
    sqlite3.SQLITE_FULL: ("finds no more room", f"{_KEPT}: make room and run the import again"),
    sqlite3.SQLITE_IOERR: ("cannot be read or written", f"{_KEPT}: see to the disk and run the import again"),
    **dict.fromkeys(_UNDOING, ("cannot be opened", "see who may read and write it, and its folder")),
}


# SQLite's message may quote a damaged page, which Python then fails to read as text.
_ERRORS = (sqlite3.Error, UnicodeDecodeError)


class Store:
    """An SQLite file, open for reading, and for writing in whole batches; every error is a DataFault that says why."""

    def __init__(self, path: Path, tables: str, *, writable: bool) -> None:
        """Open the file, or make one with these tables; DataFault when it is another program's or damaged."""
        self.path = path
        self._tables = tables
        self._is_writer = writable
        self._patience = _PATIENCE if writable else _READERS_PATIENCE
        try:
            if writable:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = self._open()
        except OSError as error:
            raise DataFault(f"{path} cannot be written ({error.strerror}); nothing was imported.") from error
        except _ERRORS as error:
            raise self._fault(error) from error
        try:
            self._claim()
        except BaseException:
            self.close()
            raise

    def _open(self) -> sqlite3.Connection:
        """Open the file for writing even to read it, where that may be: then SQLite undoes what was interrupted."""
        mode = "rwc" if self._is_writer else "rw" if self._may_write() else "ro"
        address = f"{self.path.absolute().as_uri()}?mode={mode}"
        return sqlite3.connect(address, uri=True, timeout=_TURN_MS / 1000, isolation_level=None)

    def _may_write(self) -> bool:
        return os.access(self.path, os.W_OK) and os.access(self.path.parent, os.W_OK)

    def _claim(self) -> None:
        """Make an empty file ours, which is what an import leaves that was stopped as it began."""
        if not self._owner() and self._is_empty() and (self._is_writer or self._may_write()):
            with self.batch() as connection:
                if self._is_empty():  # another import may have been first
                    connection.execute(f"pragma application_id = {APPLICATION_ID}")
                    for statement in filter(str.strip, self._tables.split(";")):
                        connection.execute(statement)
        if self._owner() != APPLICATION_ID:
            raise DataFault(f"{self.path} is not a file of imported labels; move it away and import again.")
        self.rows(f"pragma cache_spill = {_SPILL}")

    def _owner(self) -> int:
        return int(self.rows("pragma application_id")[0][0])

    def _is_empty(self) -> bool:
        return not self.rows("select 1 from sqlite_master")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """Give all rows of a query."""
        try:
            return self._patiently(query, values)
        except _ERRORS as error:
            raise self._fault(error) from error

    @contextlib.contextmanager
    def batch(self) -> Iterator[sqlite3.Connection]:
        """Keep all that is written within, or nothing of it."""
        try:
            self._patiently("begin immediate")
            try:
                yield self._connection
                self._patiently("commit")
            finally:
                if self._connection.in_transaction:  # on a full disk SQLite has undone it already
                    self._connection.execute("rollback")
        except _ERRORS as error:
            raise self._fault(error) from error

    def _patiently(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """Execute a statement that may have to wait for another process."""
        until = time.monotonic() + self._patience
        while True:
            try:
                return self._connection.execute(statement, values).fetchall()
            except sqlite3.OperationalError as error:
                if _code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise

    def _fault(self, error: Exception) -> DataFault:
        """Say what an error of SQLite means for the labels, and what to do."""
        code = _code(error)
        if code in _UNDOING and self.path.with_name(f"{self.path.name}-journal").exists():
            return DataFault(
                f"An import into {self.path} was interrupted, and reading it again takes leave to write there; nothing "
                "that was imported is lost: run 'drugref import' again."
            )
        reason, advice = _MEANING.get(code, ("is damaged", "move it away and import again"))
        error = error if isinstance(error, sqlite3.Error) else ValueError("malformed text")
        return DataFault(f"{self.path} {reason} ({error}); {advice}.")


def _code(error: Exception) -> int:
    """Give SQLite's code; 0 where Python itself found fault, such as with letters that are none."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF
