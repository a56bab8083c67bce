"""Start-up: showing a page imports typer, sqlite3, on a terminal rich, and nothing else of weight."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import DATA

HEAVY = {
    "mistletoe",
    "frontmatter",
    "yaml",
    "rapidfuzz",
    "pydantic",
    "markdown_it",
    "pygments",
    "multiprocessing",
    "tomllib",
    "textual",
}


def imported(*arguments: str) -> set[str]:
    """Give the packages that a run of the program imports."""
    command = [sys.executable, "-X", "importtime", "-m", "drugref", *arguments]
    # Measuring coverage imports things of its own.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE")}
    result = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    lines = [line for line in result.stderr.splitlines() if line.startswith("import time:")]
    return {line.rsplit("|", 1)[1].strip().split(".")[0] for line in lines}


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "phesgo"),
        ("show", "phesgo", "--section", "dosage"),
        ("summary", "phesgo"),
        ("faq", "phesgo"),
        ("list",),
    ],
)
def test_a_page_in_a_pipe_loads_neither_parser_nor_rich(corpus: Path, arguments: tuple[str, ...]) -> None:
    subprocess.run([sys.executable, "-m", "drugref", "--data", str(corpus), "list"], capture_output=True, check=True)

    found = imported("--data", str(corpus), *arguments)

    assert "sqlite3" in found
    assert not found & (HEAVY | {"rich"})


def test_a_page_on_a_terminal_loads_rich_alone(corpus: Path) -> None:
    subprocess.run([sys.executable, "-m", "drugref", "list"], capture_output=True, check=True)

    found = imported("show", "phesgo", "--section", "dosage", "--color", "always")

    assert "rich" in found
    assert not found & HEAVY


on_posix = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are a POSIX thing")


def on_terminal(*arguments: str, pager: str | None = "cat") -> bytes:
    """Give all that a run of the program writes on a pseudo-terminal of 80 columns and 24 lines."""
    import pty

    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "drugref", *arguments]
    environment = {**os.environ} if pager is None else {**os.environ, "PAGER": pager}
    process = subprocess.Popen(command, stdout=follower, stderr=follower, env=environment, close_fds=True)
    os.close(follower)
    chunks = []
    try:
        while chunk := os.read(leader, 65536):
            chunks.append(chunk)
    except OSError:  # Linux ends a pseudo-terminal so
        pass
    process.wait(30)
    os.close(leader)
    return b"".join(chunks)


@on_posix
def test_a_long_page_on_a_terminal_goes_through_the_pager(corpus: Path, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    show = ("--data", str(corpus), "show", "zelborine")

    plain = on_terminal(*show, "--no-pager", "--color", "never", pager=f"tee {seen}")
    assert b"Zelborine" in plain
    assert not seen.exists()
    assert b"\x1b[" in on_terminal(*show, pager=f"tee {seen}")
    assert b"Zelborine" in seen.read_bytes()
    seen.unlink()
    on_terminal(*show, "--section", "usage", pager=f"tee {seen}")
    assert not seen.exists()


@on_posix
@pytest.mark.parametrize("pager", ["no-such-program", "", '"'])
def test_a_pager_that_cannot_be_started_is_done_without(corpus: Path, pager: str) -> None:
    assert b"Zelborine" in on_terminal("--data", str(corpus), "show", "zelborine", pager=pager)


@on_posix
def test_compiling_many_files_shows_a_bar_on_the_terminal_alone(tmp_path: Path) -> None:
    many = tmp_path / "many"
    many.mkdir()
    body = "\n".join(f"* point {number} of *many* things" for number in range(300))
    for number in range(160):
        (many / f"drug-{number}.md").write_text(f"---\ntitle: Drug {number}\n---\n## Usage\n{body}\n")

    shown = on_terminal("--data", str(many), "list", "drug 7")
    again = on_terminal("--data", str(many), "list", "drug 7")

    assert b"Compiling" in shown
    assert b"/160" in shown
    assert b"Compiling" not in again


@on_posix
def test_an_import_counts_its_records_on_the_terminal_alone(tmp_path: Path) -> None:
    label = json.loads((DATA / "labels" / "zelbo.json").read_text(encoding="utf-8"))["results"][0]
    records = [label | {"set_id": f"aaaaaaaa-0000-0000-0000-{number:012}"} for number in range(2_000)]
    file = tmp_path / "labels.json"
    file.write_text(json.dumps({"results": records}), encoding="utf-8")

    shown = on_terminal("import", str(file))
    command = [sys.executable, "-m", "drugref", "import", str(file)]
    piped = subprocess.run(command, capture_output=True, text=True, check=True)

    assert re.search(rb"\d+ records, [\d,]+/s", shown)
    assert b"2,000 labels are held" in shown
    assert "records" not in piped.stdout + piped.stderr
    assert "2,000 labels are held" in piped.stdout


@on_posix
@pytest.mark.parametrize(("answer", "opens"), [("1", True), ("", False), ("9", False), ("x", False)])
def test_at_a_terminal_the_reader_may_choose_by_number(corpus: Path, answer: str, opens: bool) -> None:
    import pty

    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "drugref", "--data", str(corpus), "show", "zelbroine", "--no-pager"]
    process = subprocess.Popen(command, stdin=follower, stdout=follower, stderr=follower, close_fds=True)
    os.close(follower)
    shown = b""
    while b"Which one" not in shown:
        shown += os.read(leader, 65536)
    os.write(leader, f"{answer}\n".encode())
    try:
        while chunk := os.read(leader, 65536):
            shown += chunk
    except OSError:  # Linux ends a pseudo-terminal so
        pass
    process.wait(30)
    os.close(leader)

    assert b"1. zelborine" in shown
    assert (b"Look-alikes" in shown) is opens
    assert process.returncode == (0 if opens else 3)
