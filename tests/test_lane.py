"""The answers that are laid out: the same bytes as the commands themselves print, for every monograph, or none."""

import itertools
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from drugref import homes, lane
from drugref.__main__ import run_line
from drugref.analysis import squash
from drugref.cli.app import app
from drugref.cli.laying import lay_out
from drugref.collection import places
from drugref.compendium import Compendium
from drugref.lane import laid_out
from tests.conftest import unmeasured

SECTIONS = {"dosage": 238, "pregnancy-and-breastfeeding": 238, "faqs": 238, "boxed-warning": 100, "no-such-section": 0}
"""Section → how many of 119 pages and records at least hold it."""

Laid = Callable[..., str | None]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory, compiled: Path) -> Path:
    """Lay the answers of the bundled monographs out, as building the wheel does."""
    target = tmp_path_factory.mktemp("laid") / "answers.sqlite"
    bundled = places()[0]
    with unmeasured(), Compendium([bundled._replace(snapshot=compiled, shipped=True)]) as compendium:
        lay_out(compendium, target)
    return target


@pytest.fixture(autouse=True)
def _shipped(answers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lane, "ANSWERS", str(answers))


def asked(words: list[str]) -> Result:
    return CliRunner().invoke(app, words, prog_name="drugref")


def slugs() -> list[str]:
    return sorted(path.stem for path in places()[0].root.glob("*.md"))


@pytest.mark.usefixtures("untraced")
@pytest.mark.parametrize("command", ["show", "summary", "faq", "sections"])
def test_every_monograph_is_printed_as_the_command_prints_it(command: str) -> None:
    for slug, option in itertools.product(slugs(), ("--plain", "--json")):
        words = [command, slug, option]
        result = asked(words)
        assert (laid_out(words), result.exit_code, result.stderr) == (result.stdout, 0, ""), words
        if option == "--plain":
            assert laid_out([command, slug]) == result.stdout


@pytest.mark.usefixtures("untraced")
@pytest.mark.parametrize(("section", "least"), SECTIONS.items())
def test_every_section_is_printed_as_the_command_prints_it(section: str, least: int) -> None:
    laid = 0
    for slug, option in itertools.product(slugs(), (["--plain"], ["--json"])):
        words = ["show", slug, "--section", section, *option]
        if (answer := laid_out(words)) is not None:
            result = asked(words)
            assert (answer, result.exit_code, result.stderr) == (result.stdout, 0, ""), words
            laid += 1
    assert laid >= least


WORDS = st.sampled_from(
    ["warfarin", "Phesgo", "PHESGO", "coumadin", "vitamin", "zzz", "", "--plain", "--json", "--section", "-s", "dosage",
     "--section=dosage", "--section=", "-sdosage", "--json=1", "--width", "60", "--weight=70", "--no-pager",
     "--", "-", "preg", "--sect", "faqs", "-n", "1", "é", "\x1f", "--drug", "--limit", "--color", "always", "--boxed",
     "--width=7", "--width=x", "--class", "HER2", "renal", "--match", "--version"]
)  # fmt: skip
COMMANDS = st.sampled_from(
    ["show", "summary", "faq", "sections", "list", "sho", "search", "compare", "interactions", "mentions", "classes"]
)


def run(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[str, str, int]:
    """Run a line as the program does, by the least that it takes."""
    code = 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["drugref", *words])  # where typer looks
        try:
            run_line(words)
        except SystemExit as end:
            code = int(end.code or 0)
    out, err = capsys.readouterr()
    return out, err, code


@pytest.mark.usefixtures("untraced")
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(command=COMMANDS, rest=st.lists(WORDS, max_size=4))
def test_every_line_is_answered_as_typer_answers_it(
    capsys: pytest.CaptureFixture[str], command: str, rest: list[str]
) -> None:
    result = asked([command, *rest])

    assert run([command, *rest], capsys) == (result.stdout, result.stderr, result.exit_code)


@pytest.mark.parametrize(
    "line",
    ["search HER2 --drug phesgo", "show phesgo -s preg --width 60", "faq phesgo --match heart", "list --class HER2",
     "interactions warfarin fluoxetine --json", "compare warfarin apixaban", "mentions warfarin --color always"],
)  # fmt: skip
def test_a_usual_line_never_loads_typer(answers: Path, line: str) -> None:
    code = (
        f"import sys; sys.modules['typer'] = None; from drugref import lane; lane.ANSWERS = {str(answers)!r};"
        f" sys.argv[1:] = {line.split()!r}; import drugref.__main__ as m; m.main()"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment)

    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == asked(line.split()).stdout


@given(st.text("abcdefghijklmnopqrstuvwxyz0123456789-"))
def test_what_is_typed_in_a_shell_is_squashed_by_its_hyphens_alone(typed: str) -> None:
    assert squash(typed) == typed.replace("-", "")


@pytest.mark.usefixtures("untraced")
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_are_offered_what_the_program_offers(shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_DRUGREF_COMPLETE", f"complete_{shell}")
    monkeypatch.setenv("COMP_CWORD", "2")
    monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
    begun = {slug[:length] for slug in slugs() for length in (1, 2, 4)} | {"qq", "warf-", "isosorbide-d", "2"}
    laid = 0
    for command, typed in itertools.product(("show", "summary", "search"), sorted(begun)):
        for variable in ("COMP_WORDS", "_TYPER_COMPLETE_ARGS"):
            monkeypatch.setenv(variable, f"drugref {command} {typed}")
        if (answer := laid_out([])) is not None:
            assert answer == asked([]).stdout, (command, typed)
            laid += 1
    assert laid >= 300


@pytest.mark.parametrize(
    "line",
    ["drugref show warf ", "drugref --data x show warf", "drugref show WARF", "drugref show 'warf", "drugref sh"],
)
def test_a_line_that_is_not_usual_is_completed_by_the_program(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_DRUGREF_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_CWORD", "2")
    monkeypatch.setenv("COMP_WORDS", line)

    assert laid_out([]) is None


@pytest.mark.parametrize("variable", ["DRUGREF_DATA", "COLUMNS", "FORCE_COLOR"])
def test_a_setting_is_for_the_program(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert laid_out(["show", "warfarin"])
    monkeypatch.setenv(variable, "40")

    assert laid_out(["show", "warfarin"]) is None


@pytest.mark.parametrize("place", ["user_monographs", "imported_labels", "config_file"])
def test_what_a_reader_has_of_their_own_is_for_the_program(place: str) -> None:
    path = Path(getattr(homes, place)())
    path.mkdir(parents=True)

    assert laid_out(["show", "warfarin"]) is None


def test_a_terminal_is_for_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)

    assert laid_out(["show", "warfarin"]) is None


def test_the_answers_of_another_version_are_not_taken(
    answers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = tmp_path / "older.sqlite"
    shutil.copy(answers, older)
    with sqlite3.connect(older) as connection:
        connection.execute("update manifest set version = '0'")
    connection.close()
    monkeypatch.setattr(lane, "ANSWERS", str(older))

    assert laid_out(["show", "warfarin"]) is None


@pytest.mark.usefixtures("untraced")
def test_no_damage_prints_anything_else(answers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import random

    whole, chance = answers.read_bytes(), random.Random(8)
    right = {slug: laid_out(["show", slug]) for slug in slugs()}
    damaged = tmp_path / "answers.sqlite"
    monkeypatch.setattr(lane, "ANSWERS", str(damaged))
    refused = 0
    for _ in range(60):
        raw = bytearray(whole)
        for place in (chance.randrange(len(raw)) for _ in range(400)):
            raw[place] = chance.randrange(256)
        damaged.write_bytes(raw)
        for slug in chance.sample(sorted(right), 5):
            answer = laid_out(["show", slug])
            assert answer in (None, right[slug])
            refused += answer is None
    assert refused > 30


@pytest.mark.parametrize(("redirection", "expected"), [("> /dev/full", 2), ("| head -c 20 >/dev/null", 0)])
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full device here")  # noqa: PTH110
def test_an_answer_that_cannot_be_written_ends_as_the_command_ends(
    answers: Path, redirection: str, expected: int
) -> None:
    code = f"from drugref import lane; lane.ANSWERS = {str(answers)!r}; import drugref.__main__ as m; m.main()"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    line = f'set -o pipefail; "$0" -c "$1" show warfarin {redirection}'
    result = subprocess.run(
        ["bash", "-c", line, sys.executable, code], capture_output=True, text=True, check=False, env=environment
    )

    assert result.returncode == expected
    assert ("could not be written" in result.stderr) is (expected == 2)
