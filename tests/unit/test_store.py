"""The library's file: what was interrupted is undone, whoever waits is told, and damage is one line."""

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from drugref import store
from drugref.errors import DataFault
from drugref.importing import BATCH, import_labels
from drugref.library import Library
from tests.conftest import DATA
from tests.unit.test_importing import record, write

LABELS = DATA / "labels"
# Changes more pages than a tiny cache holds, so that some are written before the end, and is gone as by kill -9.
_DIES_AT_WORK = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("pragma cache_size = 1")
connection.execute("pragma cache_spill = 1")
connection.execute("begin immediate")
connection.execute("update labels set title = 'half'")
connection.executemany("insert into names values (?, 'n', 'k', 1)", [(f"name {n} " * 50,) for n in range(500)])
os._exit(9)
"""
_IMPORTS = """
import sys
from pathlib import Path
from drugref.importing import import_labels
from drugref.library import Library
with Library(Path(sys.argv[1]), writable=True) as library:
    print("ready", flush=True)
    print(import_labels([Path(sys.argv[2])], library).counts["imported"])
"""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "imported.labels", writable=True) as opened:
        import_labels([LABELS], opened)
        yield opened


def interrupted(library: Library) -> Path:
    """Leave the file of a library as an import does that is killed while it writes."""
    library.close()
    subprocess.run([sys.executable, "-c", _DIES_AT_WORK, str(library.path)], check=False)
    assert library.path.with_name("imported.labels-journal").exists()
    return library.path


def test_a_reader_undoes_what_an_import_left_half(library: Library) -> None:
    path = interrupted(library)

    with Library(path) as opened:
        assert [one.title for one in opened.representatives()] == ["NORVO", "ZELBO"]


def test_a_reader_without_leave_to_write_says_what_to_do(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    path = interrupted(library)
    monkeypatch.setattr(store.Store, "_may_write", lambda self: False)

    with pytest.raises(DataFault, match=r"interrupted.*nothing that was imported is lost: run 'drugref import' again"):
        Library(path)


def test_an_empty_file_is_an_import_that_was_stopped_as_it_began(tmp_path: Path) -> None:
    path = tmp_path / "imported.labels"
    path.touch()

    with Library(path) as opened:
        assert opened.count() == 0


def test_a_reader_is_told_soon_that_an_import_is_writing(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_READERS_PATIENCE", 0.1)
    monkeypatch.setattr(store, "_TURN_MS", 50)
    other = sqlite3.connect(library.path, isolation_level=None)
    other.execute("begin exclusive")
    start = time.monotonic()

    with pytest.raises(DataFault, match=r"is being imported into .*; ask again in a moment"):
        Library(library.path)

    other.close()
    assert time.monotonic() - start < 5


def test_readers_read_while_a_batch_is_written(library: Library) -> None:
    with library._store.batch() as connection:
        rows = ((f"{number} " * 1000, "n", "k", 1) for number in range(5000))
        connection.executemany("insert into names values (?, ?, ?, ?)", rows)

        with Library(library.path) as reader:
            assert reader.count() == 2


def test_a_full_disk_costs_the_batch_and_running_again_goes_on(tmp_path: Path, library: Library) -> None:
    file = write(tmp_path / "a.json", *(record(number, usage=[os.urandom(2000).hex()]) for number in range(1200)))
    connection = library._store._connection
    connection.execute(f"pragma max_page_count = {library.path.stat().st_size // 4096 + 800}")

    with pytest.raises(DataFault, match=r"no more room .*: make room and run the import again"):
        import_labels([file], library)

    assert (library.kept, library.count()) == (2 + BATCH, 2 + BATCH)
    connection.execute("pragma max_page_count = 1000000")
    assert import_labels([file], library).counts["imported"] == 1200 - BATCH


def start_import(path: Path, file: Path) -> subprocess.Popen[str]:
    """Begin to import a file in a process of its own, and wait until it is at it."""
    process = subprocess.Popen(
        [sys.executable, "-c", _IMPORTS, str(path), str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def check(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]


def rows_of(path: Path) -> list[tuple[object, ...]]:
    """Give all that is held, whatever order it came in."""
    check(path)
    connection = sqlite3.connect(path)
    columns = "set_id, version, drug, title, brands, form, digest, data, newest"
    rows = connection.execute(f"select {columns} from labels order by set_id").fetchall()
    names = connection.execute("select set_id, name, kind from names join labels on labels.id = label order by 1, 2, 3")
    rows += names.fetchall()
    connection.close()
    return rows


def test_killed_at_twenty_moments_nothing_is_lost_and_nothing_half(tmp_path: Path) -> None:
    path, chance = tmp_path / "imported.labels", random.Random(20)
    many = 2 * BATCH
    files = [
        write(tmp_path / f"{part}.json", *(record(part * many + number, usage=[f"5 mg {number}. " * 9]) for number in range(many)))
        for part in range(4)
    ]  # fmt: skip
    began = time.monotonic()
    for file in files:
        with Library(tmp_path / "whole.labels", writable=True) as library:
            import_labels([file], library)
    seconds = (time.monotonic() - began) / len(files)
    seen: set[int] = set()

    for moment in range(20):
        process = start_import(path, files[moment // 5])
        time.sleep(chance.uniform(0, seconds * 0.6))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        with Library(path) as library:
            held = library.of_drug("zelborine")
            new = [holding for holding in held if holding.id not in seen]
            assert len(held) % BATCH == 0
            assert all(library.monograph(holding).sections for holding in new)
        seen |= {holding.id for holding in new}
        check(path)
    for file in files:
        assert start_import(path, file).communicate()[1] == ""

    assert rows_of(path) == rows_of(tmp_path / "whole.labels")


def test_of_two_imports_at_once_one_waits(tmp_path: Path) -> None:
    path = tmp_path / "imported.labels"
    files = [
        write(tmp_path / f"{start}.json", *(record(number) for number in range(start, start + 1500)))
        for start in (0, 1000)
    ]

    processes = [start_import(path, file) for file in files]

    counts = [int(process.communicate()[0]) for process in processes]
    assert sum(counts) == 2500
    assert len(rows_of(path)) > 2500


def test_a_damaged_file_gives_an_answer_or_a_fault(library: Library) -> None:
    import_labels([LABELS], library)
    library.close()
    whole, chance = library.path.read_bytes(), random.Random(7)
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 3, 20))):
            place = chance.randrange(len(data))
            data[place : place + 60] = chance.choice((bytes(60), chance.randbytes(60), data[place : place + 1]))
        library.path.write_bytes(data)
        for ask in (read_all, import_again):
            with contextlib.suppress(DataFault):
                ask(library.path)


def read_all(path: Path) -> None:
    with Library(path) as library:
        library.drugs()
        library.named("norvo")
        for holding in library.representatives():
            library.versions(holding.set_id)
            library.monograph(library.holding(holding.id))


def import_again(path: Path) -> None:
    with Library(path, writable=True) as library:
        import_labels([LABELS], library)
