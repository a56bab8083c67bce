"""The project itself: its wheel works anywhere, its README is true."""

import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.conftest import Cli, age

PROJECT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with what is installed here; no network is asked."""
    return build_wheel(PROJECT, tmp_path_factory.mktemp("wheel"))


def build_wheel(project: Path, target: Path) -> Path:
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target), str(project)]
    # Measured, it would take eight times as long.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return next(target.glob("*.whl"))


def test_the_wheel_is_the_same_file_wherever_and_whenever_it_was_built(wheel: Path, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere"
    for name in ("src", "data", "man"):
        shutil.copytree(PROJECT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "LICENSE-monographs.md"):
        shutil.copy(PROJECT / name, copy)
    age(copy, 86_400)

    again = build_wheel(copy, tmp_path)

    assert again.read_bytes() == wheel.read_bytes()


def test_the_wheel_ships_monographs_and_their_snapshot(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())

    assert {"drugref/data/bundled.sqlite", "drugref/data/monographs/pertuzumab-trastuzumab.md"} <= names
    assert "drugref/py.typed" in names
    assert [name for name in names if name.endswith("data/share/man/man1/drugref.1")]
    assert not [name for name in names if name.startswith(("tests/", "data/"))]


def test_the_wheel_shows_a_page_without_a_checkout(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    python = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    install = ["-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--disable-pip-version-check", str(wheel)]
    subprocess.run([str(python), *install], check=True, capture_output=True)
    # The dependencies are those of the environment that runs the tests.
    packages = next(iter(home.glob("**/site-packages")))
    (packages / "dependencies.pth").write_text(f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    environment["XDG_CACHE_HOME"] = str(tmp_path / "cache")

    def run(*arguments: str) -> str:
        command = [str(python), "-I", "-m", "drugref", *arguments]
        return subprocess.run(
            command, check=True, capture_output=True, text=True, cwd=tmp_path, env=environment, encoding="utf-8"
        ).stdout

    assert run("show", "phesgo", "--section", "dosage").startswith("Pertuzumab + Trastuzumab")
    assert str(packages / "drugref" / "data" / "bundled.sqlite") in run("info", "--json")
    assert not (tmp_path / "cache").exists()


def test_the_welcome_offers_examples_that_work(monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    from drugref.cli.app import app
    from drugref.render.listings import WELCOME

    assert len(WELCOME) == 5
    for command, _ in WELCOME:
        assert CliRunner().invoke(app, shlex.split(command)[1:], prog_name="drugref").exit_code == 0


def test_readme_names_every_command(cli: Cli) -> None:
    from drugref.cli.app import COMMANDS

    text = (PROJECT / "README.md").read_text(encoding="utf-8")

    assert [command for command in COMMANDS if f"**{command}**" not in text] == []


def test_the_example_of_the_package_is_true() -> None:
    import doctest

    import drugref

    assert doctest.testmod(drugref).failed == 0


def test_the_docs_list_every_check() -> None:
    import runpy

    table = runpy.run_path(str(PROJECT / "docs" / "make_checks.py"))["table"]

    assert table() in (PROJECT / "docs" / "checks.md").read_text(encoding="utf-8")
