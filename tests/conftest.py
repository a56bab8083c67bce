"""Fixtures of every test: a home of its own, the mini corpus in both its forms, and the command line."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from drugref.api import Compendium
from drugref.cli.app import app
from drugref.collection import places
from drugref.compiler import compile_corpus
from drugref.corpus import read_file, slug_of
from drugref.model import Monograph
from drugref.parser import parse_monograph

DATA = Path(__file__).parent / "data"
CORPUS = DATA / "corpus"
SHARED = Path(__file__).parent.parent.parent / "shared"

Cli = Callable[..., Result]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden pages with what is printed now")


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compile the bundled monographs once, for nearly every process that a test starts opens them too."""
    target = tmp_path_factory.mktemp("compiled") / "bundled.sqlite"
    with unmeasured():
        compile_corpus(places()[0].root, target, "bundled").snapshot.close()
    age(target.parent)
    return target


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, compiled: Path) -> None:
    """Keep every test away from the reader's own home, terminal and settings; the bundled monographs are compiled."""
    home = tmp_path_factory.mktemp("home")
    settings = ("DRUGREF_DATA", "NO_COLOR", "FORCE_COLOR", "FORCE_HYPERLINK", "COLUMNS", "PAGER", "LESS", "COLORTERM")
    terminals = ("TMUX", "TERM_PROGRAM", "VTE_VERSION", "KITTY_WINDOW_ID", "WEZTERM_PANE", "WT_SESSION", "DOMTERM")
    for name in (*settings, *terminals):
        monkeypatch.delenv(name, raising=False)
    for name, folder in (
        ("HOME", ""),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_DATA_HOME", "data"),
        ("XDG_CONFIG_HOME", "config"),
    ):
        monkeypatch.setenv(name, str(home / folder))
    monkeypatch.setenv("TERM", "xterm-256color")
    lend(compiled)


def lend(compiled: Path) -> None:
    """Put the compiled bundled monographs into the cache of the moment, as the same file."""
    if not places()[0].shipped:
        cached = places()[0].snapshot
        cached.parent.mkdir(parents=True)
        os.link(compiled, cached)


@pytest.fixture
def untraced() -> Iterator[None]:
    """Measure no coverage meanwhile."""
    with unmeasured():
        yield


@contextmanager
def unmeasured() -> Iterator[None]:
    """Measure no coverage within: what asks one piece of code hundreds of questions takes eight times as long."""
    from coverage import Coverage

    measured = Coverage.current()
    if measured is not None:
        measured.stop()
    yield
    if measured is not None:
        measured.start()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Give a copy of the mini corpus, old enough to be trusted by its times."""
    copy = tmp_path / "corpus"
    shutil.copytree(CORPUS, copy)
    age(copy)
    return copy


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Make a folder that takes some tenths of a second to compile."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(30):
        points = "".join(f"* give {number} mg of *it* on day {day}\n" for day in range(30))
        (folder / f"drug-{number}.md").write_text(f"---\ntitle: Drug {number}\n---\n## Dosage\n{points}")
    age(folder)
    return folder


def age(root: Path, seconds: int = 3600) -> None:
    """Set the times of a folder and all in it back, as if it had been written a while ago."""
    for path in [root, *root.rglob("*")]:
        before = path.stat().st_mtime - seconds
        os.utime(path, (before, before))


@pytest.fixture(params=["compiled", "opened"])
def compendium(request: pytest.FixtureRequest, corpus: Path) -> Iterator[Compendium]:
    """Open the mini corpus twice over: just compiled, and from the snapshot that this left."""
    found = places([corpus], bundled=False, user=False)
    if request.param == "opened":
        Compendium(found).close()
    with Compendium(found) as opened:
        yield opened


@pytest.fixture
def cli(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Give a function that runs the program on the mini corpus alone, whatever monographs are bundled."""
    bundled = tmp_path / "bundled"
    bundled.mkdir()
    monkeypatch.setattr("drugref.locations.bundled_monographs", lambda: bundled)
    monkeypatch.setattr("drugref.locations.bundled_snapshot", lambda: bundled / "none.sqlite")

    def run(*arguments: str, data: str = str(corpus), env: Mapping[str, str] | None = None, **options: Any) -> Result:
        runner = CliRunner()
        return runner.invoke(app, ["--data", data, *arguments], prog_name="drugref", env=dict(env or {}), **options)

    return run


def parse_text(text: str, path: str = "test.md") -> Monograph:
    """Parse the text of a file that must give a monograph."""
    from drugref.corpus import SourceText

    monograph, problems, *_ = parse_monograph(SourceText(text, ""), path)
    assert monograph is not None, problems
    return monograph


def parse_body(body: str) -> Monograph:
    """Parse a body under the plainest front matter."""
    return parse_text(f"---\ntitle: Test\n---\n{body}")


def parse_file(path: Path) -> Monograph:
    """Parse one file of the mini corpus."""
    source = read_file(path, path.name)
    assert not isinstance(source, tuple) or hasattr(source, "text"), source
    monograph, problems, *_ = parse_monograph(source, path.name)  # type: ignore[arg-type]
    assert monograph is not None, problems
    assert monograph.slug == slug_of(path.name)
    return monograph
