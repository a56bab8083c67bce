"""Names of files and folders: none breaks a line or a column, and none steers a terminal."""

import os
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.test_hostile_text import check

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows forbids such names")

PAGE = "---\ntitle: {}\n---\n## Usage\nFor fever.\n"
NASTY = ["a\tb", "a\nb", "a\x1b[2Jb", "a\x1b]0;x\x07b", "a\u202eb", "a\x9bb", "a\x7fb", os.fsdecode(b"a\xe9b")]
COMMANDS = [
    ("list",),
    ("list", "--color", "always"),
    ("list", "--json"),
    ("info",),
    ("info", "--color", "always"),
    ("info", "--json"),
    ("compile",),
    ("compile", "--json"),
    ("show", "fine"),
    ("show", "ab"),
    ("search", "fever"),
    ("export", "fine"),
]


@pytest.mark.parametrize("name", NASTY, ids=ascii)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_name_steers_nothing(cli: Cli, tmp_path: Path, name: str, command: tuple[str, ...]) -> None:
    folder = tmp_path / f"root {name}"
    folder.mkdir()
    (folder / "fine.md").write_text(PAGE.format("Fine"))
    (folder / f"{name}.md").write_text(PAGE.format("Nasty"))
    (folder / name).mkdir()
    (folder / name / "inside.md").write_text(PAGE.format("Inside"))

    result = cli(*command, "--width", "400", data=str(folder))

    check(result, columns=command == ("list",))


@pytest.mark.parametrize("name", NASTY, ids=ascii)
def test_a_file_by_such_a_name_is_told_of_in_one_line_wherever_files_are_listed(
    cli: Cli, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "root"
    folder.mkdir()
    (folder / "fine.md").write_text(PAGE.format("Fine"))
    (folder / f"{name}.md").write_text(PAGE.format("Nasty"))

    listed, compiled, checked, told = (
        cli(*command, data=str(folder))
        for command in (
            ("list",),
            ("compile", "--width", "400"),
            ("check", str(folder), "--select", "D1"),
            ("info", "--width", "400"),
        )
    )

    assert listed.stdout == "fine\tFine\n"
    assert "1 of the files could not be read" in listed.stderr
    assert [result.exit_code for result in (listed, compiled, checked)] == [0, 4, 4]
    for result in (compiled, checked, told):
        lines = [line for line in result.stdout.splitlines() if "D109" in line]
        assert len(lines) == 1
        assert "\\" in lines[0]
        assert ".md: D109 the path holds a control character" in lines[0]


def test_the_findings_of_a_folder_by_such_a_name_stand_on_a_line_each(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "a\tb\nc\x1b[2Jd"
    folder.mkdir()
    (folder / "fine.md").write_text(PAGE.format("Fine"))

    result = cli("check", str(folder), "--select", "D301,D330")

    place = f"{tmp_path}/a\\x09b\\x0ac\\x1b[2Jd/fine.md: D3"
    assert result.stdout
    assert all(line.startswith(place) for line in result.stdout.splitlines())


def test_a_control_that_yaml_spells_out_steers_no_list(cli: Cli, corpus: Path) -> None:
    (corpus / "steer.md").write_text(PAGE.format('"a\\x1b[2J\\tb\\nc"'))

    for options in ((), ("--color", "always"), ("--plain",)):
        result = cli("list", "2J", *options)
        assert result.stdout.count("\n") == 1
        assert "\x1b[2J" not in result.stdout
        assert "a\\x1b[2J b c" in result.stdout
