"""A folder on a slow or failing disk: few calls, no call a monograph, and an answer or one clear line."""

import builtins
import errno
import io
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drugref.cli import request as program
from tests.conftest import Cli, age

FOLDERS, EACH = 8, 50
CALLS = ((os, "stat"), (os, "lstat"), (os, "scandir"), (os, "listdir"), (os, "open"), (os, "access"), (io, "open"))
DELAY = 0.02


class Disk:
    """A folder whose every call is counted, and may take its time or fail."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.calls: list[tuple[str, str]] = []
        self.hook: Callable[[str, str], None] = lambda name, path: None

    def watched(self, name: str, call: Callable[..., object]) -> Callable[..., object]:
        def watch(path: object = ".", *arguments: object, **options: object) -> object:
            if isinstance(path, (str, os.PathLike)) and Path(path).is_relative_to(self.root):
                self.calls.append((name, str(Path(path).relative_to(self.root))))
                try:
                    self.hook(*self.calls[-1])
                except OSError:
                    if name == "access":  # which tells of any error so
                        return False
                    raise
            return call(path, *arguments, **options)

        return watch

    def of(self, ask: Callable[[], object]) -> list[tuple[str, str]]:
        """Give the calls that something makes."""
        self.calls.clear()
        ask()
        return list(self.calls)


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    root = tmp_path / "disk"
    for folder in range(FOLDERS):
        (root / f"group-{folder}").mkdir(parents=True)
        for number in range(EACH):
            text = f"---\ntitle: Drug {folder} {number}\n---\n## Usage\nFor fever.\n\n## Dosage\n- {number} mg\n"
            (root / f"group-{folder}" / f"drug-{folder}-{number}.md").write_text(text)
    age(root)
    monkeypatch.setattr(program, "_JOBS", 1)  # other processes could not be watched
    watched = Disk(root)
    for module, name in CALLS:
        monkeypatch.setattr(module, name, watched.watched(name, getattr(module, name)))
    monkeypatch.setattr(builtins, "open", io.open)
    yield watched
    monkeypatch.undo()


def test_a_warm_page_looks_at_each_folder_and_at_its_own_file(cli: Cli, disk: Disk) -> None:
    data = str(disk.root)
    cli("list", data=data)

    calls = disk.of(lambda: cli("show", "drug-3-7", data=data))

    folders = [f"group-{number}" for number in range(FOLDERS)]
    assert sorted(path for _, path in calls if path != ".") == sorted([*folders, "group-3/drug-3-7.md"])
    assert len(calls) <= FOLDERS + 6
    for name in ("list", "info"):
        assert len(disk.of(lambda: cli(name, data=data))) <= FOLDERS + 5  # noqa: B023 - called at once


def test_a_search_looks_at_no_file_but_those_it_quotes(cli: Cli, disk: Disk) -> None:
    data = str(disk.root)
    cli("list", data=data)

    calls = disk.of(lambda: cli("search", "fever", "--limit", "5", data=data))

    assert len([path for _, path in calls if path.endswith(".md")]) <= 5
    assert len(calls) <= FOLDERS + 5 + 6


def test_compiling_takes_two_calls_a_file_and_what_changed_is_seen(cli: Cli, disk: Disk) -> None:
    data, count = str(disk.root), FOLDERS * EACH

    cold = disk.of(lambda: cli("list", data=data))
    path = disk.root / "group-3" / "drug-3-7.md"
    path.write_text(path.read_text().replace("7 mg", "9 mg"))
    edited: list[str] = []
    calls = disk.of(lambda: edited.append(cli("show", "drug-3-7", data=data).stdout))

    assert len(cold) <= 2 * count + 5 * FOLDERS + 10
    assert "9 mg" in edited[0]
    assert len([path for _, path in calls if path.endswith(".md")]) <= count + 5


def test_checking_takes_two_calls_a_file(cli: Cli, disk: Disk) -> None:
    calls = disk.of(lambda: cli("check", str(disk.root), "--select", "D1"))

    assert len(calls) <= 2 * FOLDERS * EACH + 5 * FOLDERS + 10


def test_where_each_call_takes_its_time_a_page_takes_no_more_than_its_calls(cli: Cli, disk: Disk) -> None:
    data = str(disk.root)
    cli("list", data=data)
    disk.hook = lambda name, path: time.sleep(DELAY)
    began = time.monotonic()

    result = cli("show", "drug-3-7", "--plain", data=data)

    assert "7 mg" in result.stdout
    assert time.monotonic() - began < 2 * (FOLDERS + 6) * DELAY + 1


@pytest.mark.parametrize("code", [errno.EIO, errno.ESTALE, errno.ETIMEDOUT])
def test_whichever_call_fails_the_reader_gets_the_page_or_a_line_and_later_the_page(
    cli: Cli, disk: Disk, code: int
) -> None:
    data = str(disk.root)
    cli("list", data=data)
    for failing in range(FOLDERS + 6):
        left = failing

        def fail(name: str, path: str) -> None:
            nonlocal left
            left -= 1
            if left == -1:
                raise OSError(code, os.strerror(code))

        disk.hook = fail
        result = cli("show", "drug-3-7", "--plain", data=data)
        disk.hook = lambda name, path: None
        later = cli("show", "drug-3-7", "--plain", data=data)

        assert result.exit_code in {0, 2, 4}, (failing, result.exception)
        assert ("7 mg" in result.stdout) is (result.exit_code == 0)
        assert bool(result.stderr) is (result.exit_code != 0)
        assert "7 mg" in later.stdout, failing


@pytest.mark.parametrize(
    ("failing", "place"),
    [
        ("scandir", "."),
        ("scandir", "group-3"),
        ("stat", "group-3"),
        ("stat", "group-3/drug-3-7.md"),
        ("open", "group-3/drug-3-7.md"),
    ],
)
def test_what_failed_while_compiling_is_told_and_read_as_soon_as_it_can_be(
    cli: Cli, disk: Disk, failing: str, place: str
) -> None:
    data = str(disk.root)

    def fail(name: str, path: str) -> None:
        if (name, path) == (failing, place) or (name, path) == ("access", place != "." and place):
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    disk.hook = fail
    results = [cli("show", "drug-3-7", "--plain", data=data) for _ in range(2)]
    disk.hook = lambda name, path: None
    later = cli("show", "drug-3-7", "--plain", data=data)

    for result in results:
        assert result.exit_code in {0, 3, 4}, result.exception
        assert ("7 mg" in result.stdout) is (result.exit_code == 0)
        assert "cannot be read" in result.stderr or "could not be read" in result.stderr or result.exit_code == 0
    assert "7 mg" in later.stdout
