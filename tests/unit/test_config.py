"""The config file: what it sets, what is stronger than it, and what it may not say."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from drugref.config import read_config
from drugref.locations import config_file
from tests.cli.test_startup import imported, on_posix, on_terminal
from tests.conftest import Cli


def write(text: str | bytes) -> Path:
    path = config_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def widest(cli: Cli, *arguments: str, **environment: str) -> int:
    result = cli("show", "zelborine", *arguments, env=environment)
    assert result.exit_code == 0, result.stderr
    # a path stands whole on a line of its own, however long
    return max(len(line) for line in result.stdout.splitlines() if "corpus" not in line)


def test_without_a_file_nothing_is_set() -> None:
    config = read_config()

    assert config.exists is False
    assert set(config.settings().values()) == {None}


def test_a_file_lies_where_the_desktop_keeps_settings() -> None:
    assert config_file() == Path(os.environ["XDG_CONFIG_HOME"], "drugref", "config.toml")


def test_a_width_is_the_files_then_the_environments_then_the_flags(cli: Cli) -> None:
    write("width = 50\n")

    assert 40 < widest(cli) <= 50
    assert 50 < widest(cli, COLUMNS="60") <= 60
    assert 60 < widest(cli, "--width", "70", COLUMNS="60") <= 70
    assert 40 < widest(cli, COLUMNS="wide") <= 50


def test_a_color_is_the_files_then_the_environments_then_the_flags(cli: Cli) -> None:
    write('color = "always"\n')

    def is_styled(*arguments: str, **environment: str) -> bool:
        return "\x1b[" in cli("show", "zelborine", *arguments, env=environment).stdout

    assert is_styled()
    assert not is_styled(NO_COLOR="1")
    assert is_styled(NO_COLOR="")
    assert not is_styled("--color", "never")
    assert not is_styled("--color", "auto")
    write('color = "never"\n')
    assert not is_styled()
    assert is_styled(FORCE_COLOR="1")
    assert not is_styled("--color", "never", FORCE_COLOR="1")


def test_folders_are_the_files_then_the_environments_then_the_flags(corpus: Path, tmp_path: Path) -> None:
    def collections(*arguments: str, **environment: str) -> list[str]:
        command = [sys.executable, "-m", "drugref", *arguments, "info", "--json"]
        done = subprocess.run(command, capture_output=True, check=True, env={**os.environ, **environment})
        return [each["root"] for each in json.loads(done.stdout)["collections"]][1:]

    for name in ("file", "environment", "flag"):
        (tmp_path / name).mkdir()
    write(f"data = [{json.dumps(str(tmp_path / 'file'))}]\n")

    assert collections() == [str(tmp_path / "file")]
    assert collections(DRUGREF_DATA=str(tmp_path / "environment")) == [str(tmp_path / "environment")]
    assert collections("--data", str(tmp_path / "flag"), DRUGREF_DATA=str(tmp_path / "environment")) == [
        str(tmp_path / "flag")
    ]


def test_a_relative_folder_lies_beside_the_file_and_a_tilde_is_home() -> None:
    folder = write('data = ["mine", "~/theirs"]\n').parent

    assert read_config().data == (folder / "mine", Path(os.environ["HOME"], "theirs"))


@on_posix
def test_a_pager_of_the_file_gives_way_to_the_environments(corpus: Path, tmp_path: Path) -> None:
    show = ("--data", str(corpus), "show", "zelborine")
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    write(f'pager = "tee {mine}"\n')

    on_terminal(*show, pager=f"tee {theirs}")
    assert theirs.exists()
    assert not mine.exists()
    on_terminal(*show, pager=None)
    assert "Zelborine" in mine.read_text()


@on_posix
def test_no_pager_is_no_pager_whatever_the_environment_names(corpus: Path, tmp_path: Path) -> None:
    write("pager = false\n")

    shown = on_terminal("--data", str(corpus), "show", "zelborine", pager=f"tee {tmp_path / 'seen'}")

    assert b"Zelborine" in shown
    assert not (tmp_path / "seen").exists()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("widht = 70\n", ":1: ", "there is no setting 'widht'. The settings are width, color, pager, data."),
        ("# mine\n\n[display]\nwidth = 70\n", ":3: ", "there is no setting 'display'"),
        ("width = true\n", ":1: ", "width must be a whole number from 20 to 400"),
        ("# one\nwidth = 19\n", ":2: ", "width must be"),
        ("width = 72.5\n", ":1: ", "width must be"),
        ("width.a = 1\n", ":1: ", "width must be"),
        ('width = 72\ncolor = "blue"\n', ":2: ", 'color must be one of "auto", "always" and "never"'),
        ("color = []\n", ":1: ", "color must be"),
        ("pager = 3\n", ":1: ", "pager must be true, false or a command"),
        ('pager = ""\n', ":1: ", "pager must be"),
        ('data = "here"\n', ":1: ", "data must be a list of folders"),
        ("data = [1]\n", ":1: ", "data must be"),
        ("width = 1\nwidth = 2\n", ":2: ", "this is not TOML: Cannot overwrite a value. Write lines such as"),
        ("\nwidth =\n", ":2: ", "this is not TOML: Invalid value"),
        ("width = 70\ndata = [", ":2: ", "this is not TOML"),
        (f"width = {'9' * 9000}\n", ": ", "config.toml"),
        (f"data = {'[' * 90000}\n", ": ", "this is not TOML"),
        (b"width = 70\npager = '\xff'\n", ":2: ", "this is not UTF-8"),
        ('"\x07" = 1\n', ":1: ", "this is not TOML"),
        ('"a\\u0007" = 1\n', ": ", "there is no setting 'a\\x07'"),
        (b"#" * 1_000_001, ": ", "this is too large"),
    ],
)
def test_a_file_that_says_what_it_may_not_is_named_with_its_line(
    cli: Cli, text: str | bytes, line: str, words: str
) -> None:
    path = write(text)

    result = cli("show", "zelborine")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"drugref: {path}{line}")
    assert words in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_folder_that_is_not_there_is_named_with_its_line() -> None:
    path = write('width = 70\ndata = ["/nowhere/at/all"]\n')

    done = subprocess.run([sys.executable, "-m", "drugref", "list"], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"drugref: {path}:2: there is no '/nowhere/at/all'. Create it")


def test_a_folder_in_the_files_place_is_told(cli: Cli) -> None:
    config_file().mkdir(parents=True)

    result = cli("list")

    assert result.exit_code == 2
    assert "this is no file" in result.stderr


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is unreadable to root")
def test_a_file_that_cannot_be_read_is_told(cli: Cli) -> None:
    write("width = 70\n").chmod(0)

    assert "it cannot be read" in cli("list").stderr


@pytest.mark.parametrize("arguments", [("--help",), ("show", "--help"), ("--version",)])
def test_help_and_version_need_no_config(cli: Cli, arguments: tuple[str, ...]) -> None:
    write("nonsense")

    assert cli(*arguments).exit_code == 0


def test_info_shows_the_file_and_what_it_sets(cli: Cli) -> None:
    path = config_file()
    assert json.loads(cli("info", "--json").stdout)["config"] == {
        "path": str(path),
        "exists": False,
        "width": None,
        "color": None,
        "pager": None,
        "data": None,
    }
    assert f"{path} (none yet)" in cli("info", "--width", "400").stdout
    write('width = 300\npager = false\ncolor = "never"\ndata = ["mine"]\n')
    record = json.loads(cli("info", "--json").stdout)["config"]
    assert (record["exists"], record["width"], record["pager"]) == (True, 300, False)
    assert record["data"] == [str(path.parent / "mine")]
    page = cli("info").stdout
    assert "  width = 300\n  color = never\n  pager = false\n  data = " in page


def test_the_welcome_heeds_the_file(cli: Cli) -> None:
    write("width = 40\n")

    assert max(map(len, cli().stdout.splitlines())) <= 40


def test_only_a_file_that_is_there_costs_its_reader(corpus: Path) -> None:
    arguments = ("--data", str(corpus), "list")
    subprocess.run([sys.executable, "-m", "drugref", *arguments], capture_output=True, check=True)

    assert "tomllib" not in imported(*arguments)
    write("width = 70\n")
    assert "tomllib" in imported(*arguments)
