"""Whatever a file or a person says: no exception but our own, and nothing on the terminal that could steer it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fuzz.targets import STEERING, TARGETS, finds
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from typer.testing import Result

from tests.conftest import DATA, Cli

NASTY = [
    "\x1b]0;title\x07", "\x1b[2J", "\x9b31m", "\x90", "\u202e", "\u2066", "\u200f", "\u2028", "\x00", "\x07", "\x08", "\r", "\t", "\x7f",
    "\ufeff", "\udc9b", "-", "--", "'", '"', "[bold]", "/", "../../etc/passwd", "*", ":", "|", "- ", "## ", "**", "`", "\n", "%", "zelborine",
]  # fmt: skip
TEXT = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=6)), max_size=8).map("".join)
TYPED = TEXT.map(lambda text: text.replace("\0", ""))  # no system hands a program a word with a zero byte
WIDTHS = st.integers(20, 400)
OPTIONS = st.sampled_from([(), ("--plain",), ("--json",), ("--color", "always")])
often = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

_ASK: dict[str, Callable[[str], tuple[str, ...]]] = {
    "name": lambda text: ("show", text),
    "name behind dashes": lambda text: ("show", "--", text),
    "section": lambda text: ("show", "zelborine", "--section", text),
    "query": lambda text: ("search", "--", text),
    "section of a query": lambda text: ("search", "dose", "--section", text),
    "drug of a query": lambda text: ("search", "dose", "--drug", text),
    "questions": lambda text: ("faq", "--match", text),
    "list": lambda text: ("list", "--", text),
    "weight": lambda text: ("show", "zelborine", "--weight", text),
    "option": lambda text: ("show", f"--{text}"),
    "command": lambda text: (text,),
    "width": lambda text: ("show", "zelborine", "--width", text),
    "color": lambda text: ("show", "zelborine", "--color", text),
    "several": lambda text: ("summary", "zelborine", text),
    "comparison": lambda text: ("compare", "zelborine", text),
    "changes": lambda text: ("changes", text),
    "labels": lambda text: ("labels", text),
    "file to import": lambda text: ("import", text),
}


@pytest.mark.parametrize("what", _ASK)
@given(text=TYPED, width=WIDTHS, options=OPTIONS)
@example(text="\x1b]0;title\x07\x9b2J\u202e\tzelborine", width=40, options=())
@settings(often, max_examples=10)
def test_what_a_person_types_steers_no_terminal(
    cli: Cli, what: str, text: str, width: int, options: tuple[str, ...]
) -> None:
    result = cli("--", *_ASK[what](text)) if what == "command" else cli(*_ASK[what](text), *_told(what, width, options))

    check(result, columns=what == "list")


def _told(what: str, width: int, options: tuple[str, ...]) -> tuple[str, ...]:
    """Give the options that can follow: none behind two dashes, not those that are asked about."""
    return (
        () if what in {"query", "list", "width", "color", "name behind dashes"} else ("--width", str(width), *options)
    )


@given(head=TEXT, body=TEXT, width=WIDTHS, options=OPTIONS)
@often
def test_what_a_monograph_holds_steers_no_terminal(
    cli: Cli, corpus: Path, *, head: str, body: str, width: int, options: tuple[str, ...]
) -> None:
    text = f"---\ntitle: Steer\nbrands:\n  - {head}\n---\n{head}\n\n## Usage {head}\n\n{body}\n\n- {body}\n\n| {head} | {body} |\n|-|-|\n"
    (corpus / "steer.md").write_bytes(text.encode("utf-8", "surrogateescape"))

    for command in (("show", "steer"), ("sections", "steer"), ("search", "usage")):
        check(cli(*command, "--width", str(width), *options))


def check(result: Result, *, columns: bool = False) -> None:
    """Check the code, and all that was printed; tabs may only stand between the columns of a list."""
    assert result.exit_code in {0, 2, 3, 4}, repr(result.exception)
    for text in (result.stdout.replace("\t", " ") if columns else result.stdout, result.stderr):
        found = STEERING.search(re.sub("\x1b\\[[0-9;]*m", "", text))
        assert found is None, text[max(found.start() - 80, 0) : found.end() + 20]


def test_a_name_is_never_a_path(cli: Cli, corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("---\ntitle: Secret\n---\n## Usage\nhidden\n")

    for name in (
        "../secret",
        "../secret.md",
        str(tmp_path / "secret"),
        str(tmp_path / "secret.md"),
        f"single/../../{'secret'}",
    ):
        for command in (("show", name), ("summary", name), ("sections", name), ("export", name)):
            result = cli(*command)
            assert result.exit_code == 3
            assert "hidden" not in result.stdout


@pytest.mark.parametrize(
    ("target", "path"), list(finds(DATA / "finds")), ids=lambda value: getattr(value, "name", value)
)
def test_what_the_fuzzer_once_found_is_mended(target: str, path: Path) -> None:
    TARGETS[target].run(path.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_the_fuzzer_begins_with_sound_seeds(target: str) -> None:
    seeds = TARGETS[target].seeds()

    for seed in seeds:
        TARGETS[target].run(seed)
    assert seeds
