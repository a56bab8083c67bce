"""Every example in README and docs does what it shows: on a desk where the files that it names lie."""

import contextlib
import io
import json
import os
import re
import runpy
import shlex
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from drugref.cli.app import app
from drugref.config import read_config
from drugref.locations import config_file
from tests.conftest import DATA

PROJECT = Path(__file__).parent.parent
PAGES = ("README.md", *sorted(path.relative_to(PROJECT).as_posix() for path in (PROJECT / "docs").glob("*.md")))
_COMMAND = re.compile(r"(?:\w+=\S+ )?drugref\b")
# What a fresh environment installs is tried by test_project and by the build; here are only answers.
_NOT_OURS = re.compile(r"(?:\S*python3?|\S*pip|man|git|cd|mkdir|cp) ")


def blocks(page: str, language: str) -> list[str]:
    text = (PROJECT / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def examples() -> list[str]:
    """Give each command of each `sh` block once, wherever it stands; browse fills a screen, and has tests of its own."""
    lines = [line for page in PAGES for block in blocks(page, "sh") for line in block.splitlines()]
    return sorted({line for line in lines if _COMMAND.match(line) and "drugref browse" not in line})


def invented(name: str, number: int, version: int, **fields: Any) -> dict[str, Any]:
    """Give the invented label of the tests under another name and set id."""
    label: dict[str, Any] = json.loads((DATA / "labels" / "zelbo.json").read_text(encoding="utf-8"))["results"][0]
    openfda = {"brand_name": [name], "generic_name": [name], "product_type": ["HUMAN PRESCRIPTION DRUG"]}
    identity = {"set_id": f"aaaaaaaa-0000-0000-0000-{number:012}", "version": str(version), "openfda": openfda}
    return label | identity | fields


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out the files that the examples name, import the labels that they ask for, compile once for all of them."""
    desk = tmp_path_factory.mktemp("desk")
    for name in ("tests", "data"):
        (desk / name).symlink_to(PROJECT / name, target_is_directory=True)
    for name in ("monographs", "evidence"):
        shutil.copytree(DATA / "proved" / name, desk / name)
    shutil.copytree(DATA / "labels", desk / "labels")
    records = [
        invented("METFORMIN", 101, 1, description=["11 DESCRIPTION The tablets contain lactose."]),
        invented("MEKINIST", 102, 1),
        invented("MEKINIST", 102, 2, effective_time="20260301", contraindications=["4 CONTRAINDICATIONS None"]),
    ]
    with zipfile.ZipFile(desk / "drug-label-0001-of-0013.json.zip", "w") as packed:
        packed.writestr("drug-label-0001-of-0013.json", json.dumps({"results": records}))
    with pytest.MonkeyPatch.context() as patch:
        at_desk(desk, patch)
        done = run("drugref import labels drug-label-0001-of-0013.json.zip", patch)
    assert done.exit_code == 0, done.output
    return desk


def at_desk(desk: Path, patch: pytest.MonkeyPatch) -> None:
    patch.chdir(desk)
    for variable, folder in (("XDG_CACHE_HOME", "cache"), ("XDG_DATA_HOME", "home"), ("XDG_CONFIG_HOME", "config")):
        patch.setenv(variable, str(desk / folder))


def run(line: str, patch: pytest.MonkeyPatch) -> Result:
    """Run the program as a line of a shell says, up to a redirection or a pipe."""
    words = shlex.split(line, comments=True)
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        patch.setenv(name, value)
    end = next((place for place, word in enumerate(words) if word in (">", "|")), len(words))
    return CliRunner().invoke(app, words[1:end], prog_name="drugref")


@pytest.mark.parametrize("line", examples())
def test_every_example_answers(line: str, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_desk(desk, monkeypatch)

    result = run(line, monkeypatch)

    assert result.exit_code == 0, result.output
    assert result.output or "--output" in line


@pytest.mark.parametrize("block", [block for page in PAGES for block in blocks(page, "console")])
def test_every_answer_shown_is_what_is_printed(block: str, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_desk(desk, monkeypatch)

    for shown in block.removeprefix("$ ").split("\n$ "):
        command, _, answer = shown.partition("\n")
        assert run(command, monkeypatch).output.startswith(answer.rstrip("\n")), command


@pytest.mark.parametrize("page", PAGES)
def test_a_shell_block_holds_commands_that_are_known(page: str) -> None:
    lines = [line for block in blocks(page, "sh") for line in block.splitlines() if line]

    assert [line for line in lines if not _COMMAND.match(line) and not _NOT_OURS.match(line)] == []


@pytest.mark.parametrize(("page", "block"), [(page, block) for page in PAGES for block in blocks(page, "python")])
def test_every_python_example_runs(page: str, block: str, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_desk(desk, monkeypatch)
    printed = io.StringIO()

    with contextlib.redirect_stdout(printed):
        exec(compile(block, page, "exec"), {"__name__": "example"})

    assert printed.getvalue()


@pytest.mark.parametrize("block", [block for page in PAGES for block in blocks(page, "toml")])
def test_every_config_file_shown_is_one(block: str) -> None:
    config_file().parent.mkdir(parents=True)
    config_file().write_text(block, encoding="utf-8")

    assert all(value is not None for value in read_config().settings().values())


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_somewhere(page: str) -> None:
    text = (PROJECT / page).read_text(encoding="utf-8")
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if ":" not in link]

    assert [link for link in links if link and not (PROJECT / page).parent.joinpath(link).exists()] == []


def test_every_page_is_reached_from_the_readme() -> None:
    text = (PROJECT / "README.md").read_text(encoding="utf-8")

    assert [page for page in PAGES if page.startswith("docs/") and f"({page})" not in text] == []


def test_the_manual_pages_and_the_list_of_commands_are_the_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    made = runpy.run_path(str(PROJECT / "docs" / "make_man.py"))

    found = {path.name: path.read_text(encoding="utf-8") for path in (PROJECT / "man").glob("*.1")}

    assert found == made["manuals"]()
    assert made["listing"]() in (PROJECT / "docs" / "commands.md").read_text(encoding="utf-8")


def test_what_is_not_covered_is_told_as_it_is() -> None:
    made = runpy.run_path(str(PROJECT / "docs" / "make_coverage.py"))

    assert made["gaps"]() in (PROJECT / "docs" / "trust.md").read_text(encoding="utf-8")


def test_the_figures_of_trust_are_those_that_were_measured() -> None:
    trust, checks, benchmarks = (
        (PROJECT / "docs" / name).read_text(encoding="utf-8") for name in ("trust.md", "checks.md", "benchmarks.md")
    )

    assert "| all | 1,050 | 1,047 | 99.7 |" in checks
    assert "into 1,050 places: 1,047 were reported, 99.7 %" in " ".join(trust.split())
    assert "of 1,200 typing errors none opened another drug" in benchmarks
    assert "first in 99.3 %" in benchmarks
    assert "| the right drug suggested first | 99.3 % |" in trust


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff sets the manual pages")
@pytest.mark.parametrize("page", sorted(path.name for path in (PROJECT / "man").glob("*.1")))
def test_groff_sets_a_manual_page_without_a_warning(page: str) -> None:
    import subprocess

    command = ["groff", "-man", "-Tutf8", "-ww", str(PROJECT / "man" / page)]
    done = subprocess.run(command, capture_output=True, check=True, text=True, env={**os.environ, "GROFF_NO_SGR": "1"})

    assert done.stderr == ""
    assert "NAME" in re.sub(".\b", "", done.stdout)
