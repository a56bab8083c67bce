"""Many readers, one cold cache: one compiles, the others wait for it, and none waits for ever."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drugref import turns
from drugref.api import Compendium
from drugref.collection import places
from tests.cli.test_startup import on_terminal

READERS = 8
ASKED = ("show", "drug-7", "--plain")
RIGHT = "give 7 mg of it on day 29"

# Runs the program and writes a line for each time that it compiles; the first to do so never ends when it is told so.
_COUNTED = """
import os, sys, time
from drugref import compiler
log, stuck, *asked = sys.argv[1:]
real = compiler.compile_corpus
def compile_corpus(*arguments, **options):
    with open(log, "a") as file:
        file.write(f"{os.getpid()}\\n")
    if stuck and len(open(log).readlines()) == 1:
        time.sleep(100)
    return real(*arguments, **options)
compiler.compile_corpus = compile_corpus
sys.argv = ["drugref", *asked]
from drugref.__main__ import main
main()
"""

# Shares the work with two processes, however little there is.
_SHARED = """
import sys
from drugref import compiler
from drugref.cli import app
compiler._PARALLEL_FROM, app._JOBS = 1, 2
from drugref.__main__ import main
main()
"""


class Readers:
    """Some processes that ask the same at once."""

    def __init__(self, corpus: Path, log: Path, *, stuck: bool = False) -> None:
        self._log = log
        command = [sys.executable, "-c", _COUNTED, str(log), "stuck" * stuck, "--data", str(corpus), *ASKED]
        environment = {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE")}
        self.processes = [
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
            for _ in range(READERS)
        ]

    def compiled(self) -> list[int]:
        """Give the processes that have begun to compile."""
        return [int(line) for line in self._log.read_text().split()] if self._log.exists() else []

    def answers(self) -> list[tuple[int, str, str]]:
        """Give the code, the answer and the talk of each."""
        told = [process.communicate(timeout=60) for process in self.processes]
        return [(process.returncode, *each) for process, each in zip(self.processes, told, strict=True)]


def open_here(corpus: Path) -> Compendium:
    return Compendium(places([corpus], bundled=False, user=False))


def snapshot_of(corpus: Path) -> Path:
    return places([corpus], bundled=False, user=False)[0].snapshot


def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


@contextlib.contextmanager
def held(corpus: Path) -> Iterator[sqlite3.Connection]:
    """Hold the lock, as a process does that compiles."""
    file = snapshot_of(corpus).with_suffix(".lock")
    file.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    with contextlib.closing(connection):
        connection.execute("begin immediate")
        yield connection


def test_of_eight_readers_over_a_cold_cache_one_compiles_and_all_get_the_page(many: Path, tmp_path: Path) -> None:
    readers = Readers(many, tmp_path / "log")

    answers = set(readers.answers())

    assert len(readers.compiled()) == 1
    assert len(answers) == 1
    code, page, told = answers.pop()
    assert (code, told) == (0, "")
    assert RIGHT in page


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such signal")
def test_when_the_one_that_compiles_is_killed_another_one_does_it(many: Path, tmp_path: Path) -> None:
    readers = Readers(many, tmp_path / "log", stuck=True)
    wait_for(lambda: len(readers.compiled()) == 1)
    time.sleep(1.5)
    killed = readers.compiled()
    os.kill(killed[0], signal.SIGKILL)

    answers = readers.answers()

    assert len(killed) == 1
    assert len(readers.compiled()) == 2
    assert sorted(code for code, *_ in answers) == [-signal.SIGKILL, *[0] * (READERS - 1)]
    assert len({page for code, page, _ in answers if code == 0 and RIGHT in page}) == 1


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such signal")
def test_those_that_share_in_the_work_end_with_the_one_that_is_killed(tmp_path: Path) -> None:
    folder = tmp_path / "long"
    folder.mkdir()
    for number in range(120):
        points = "".join(f"* give {number} mg of *it* on day {day}\n" for day in range(300))
        (folder / f"drug-{number}.md").write_text(f"---\ntitle: Drug {number}\n---\n## Dosage\n{points}")
    process = subprocess.Popen([sys.executable, "-c", _SHARED, "--data", str(folder), "list"], stdout=subprocess.PIPE)
    wait_for(lambda: any(turns.unfinished(snapshot_of(folder))))
    time.sleep(0.5)
    process.kill()

    process.communicate(timeout=20)  # which ends when no process holds the pipe any more

    assert process.returncode == -signal.SIGKILL


def test_a_page_edited_is_compiled_by_one_of_its_readers(many: Path, tmp_path: Path) -> None:
    with open_here(many):
        pass
    path = many / "drug-7.md"
    path.write_text(path.read_text().replace("title: Drug 7", "title: Drug Seven"))
    os.utime(path, (time.time() - 100,) * 2)
    readers = Readers(many, tmp_path / "log")

    assert {(code, "Drug Seven" in page, told) for code, page, told in readers.answers()} == {(0, True, "")}
    assert len(readers.compiled()) == 1


def test_one_that_is_stuck_is_not_waited_for_for_ever(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.3)
    began = time.monotonic()

    with held(many), open_here(many) as compendium:
        assert RIGHT in compendium.find("drug-7").sections[0].text

    assert time.monotonic() - began > 0.3


def test_one_that_writes_is_waited_for_longer(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.4)
    looks = []
    snapshot = snapshot_of(many)
    with held(many):
        file = snapshot.with_name(f".{snapshot.stem}-other.tmp")
        began = time.monotonic()

        def write() -> None:
            looks.append(time.monotonic() - began)
            if looks[-1] < 1.2:
                file.write_bytes(bytes(len(looks)))

        with turns.turn(snapshot, write):
            pass

    assert looks[-1] > 1.2


@pytest.mark.parametrize("kind", ["a folder", "not SQLite's"])
def test_a_lock_that_cannot_be_had_is_done_without(many: Path, kind: str) -> None:
    file = snapshot_of(many).with_suffix(".lock")
    file.parent.mkdir(parents=True, exist_ok=True)
    if kind == "a folder":
        file.mkdir()
    else:
        file.write_text("a text of some length, to be no database at all" * 20)

    with open_here(many) as compendium:
        assert RIGHT in compendium.find("drug-7").sections[0].text


@pytest.mark.skipif(os.name != "posix", reason="Windows has other signals")
def test_ctrl_c_ends_the_waiting_at_once(many: Path) -> None:
    with held(many):
        process = subprocess.Popen(
            [sys.executable, "-m", "drugref", "--data", str(many), *ASKED],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        time.sleep(2)
        assert process.poll() is None
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        told = process.communicate(timeout=30)

    assert (process.returncode, told) == (130, (b"", b""))
    assert time.monotonic() - began < 1


@pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are a POSIX thing")
def test_at_a_terminal_one_sees_why_one_waits(many: Path) -> None:
    with held(many) as lock:
        timer = threading.Timer(4, lock.rollback)
        timer.start()
        shown = on_terminal("--data", str(many), *ASKED)
        timer.join()

    assert b"Compiling many" in shown
    assert RIGHT.encode() in shown
