"""Links of OSC 8: on terminals that are known to have them, of URLs alone, and nowhere else."""

import re
from pathlib import Path

import pytest

from drugref.hyperlinks import has_links
from drugref.render.layout import TERMINAL, Sheet
from drugref.render.terminal import terminal_page
from tests.cli.test_startup import on_posix, on_terminal
from tests.conftest import Cli

LINK = re.compile(r"\x1b]8;[^;]*;([^\x1b]+)\x1b\\(.*?)\x1b]8;;\x1b\\")
SEQUENCE = re.compile(r"\x1b]8;[^\x1b]*\x1b\\|\x1b\[[0-9;]*m")


def painted(text: str) -> str:
    sheet = Sheet(400, TERMINAL)
    sheet.put(text, "muted")
    return terminal_page(sheet, color=True, links=True)


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("see https://example.org/a?b=c;d#e for more", ["https://example.org/a?b=c;d#e"]),
        ("http://example.org.", ["http://example.org"]),
        ("(https://example.org/a_(b)), then", ["https://example.org/a_(b)"]),
        ("https://a.example and https://b.example", ["https://a.example", "https://b.example"]),
        ("file:///etc/passwd javascript:alert(1) ftp://example.org", []),
        ("https://exämple.org", []),
        ("https://example.org/ä", []),
        ("[link=https://example.org]x[/link]", ["https://example.org]x[/link"]),
        ("https://", []),
    ],
)
def test_urls_become_links_and_no_letter_changes(text: str, urls: list[str]) -> None:
    shown = painted(text)

    assert [url for url, _ in LINK.findall(shown)] == urls
    assert SEQUENCE.sub("", shown) == f"{text}\n"


def test_controls_in_a_url_end_no_sequence() -> None:
    shown = painted("https://example.org/\x1b]8;;http://evil.example\x1b\\x\x07\x9c")

    assert "\x07" not in shown
    assert "\x9c" not in shown
    assert all("\\x1b" in url for url, _ in LINK.findall(shown))
    assert "\x1b" not in SEQUENCE.sub("", shown)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm-256color", "VTE_VERSION": "7006"}, True),
        ({"TERM": "xterm-256color", "VTE_VERSION": "4402"}, False),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "foot"}, True),
        ({"TERM": "xterm-256color", "WT_SESSION": "x"}, True),
        ({"TERM_PROGRAM": "iTerm.app", "TERM_PROGRAM_VERSION": "3.4.19"}, True),
        ({"TERM_PROGRAM": "iTerm.app", "TERM_PROGRAM_VERSION": "2.9"}, False),
        ({"TERM_PROGRAM": "WezTerm", "TERM_PROGRAM_VERSION": "20240203-110809-5046fc22"}, True),
        ({"TERM_PROGRAM": "Apple_Terminal", "TERM_PROGRAM_VERSION": "447"}, False),
        ({"TERM": "dumb", "VTE_VERSION": "7006"}, False),
        ({"TERM": "linux", "KITTY_WINDOW_ID": "1"}, False),
        ({"TERM": "tmux-256color", "VTE_VERSION": "7006"}, False),
        ({"TERM": "xterm", "TMUX": "/tmp/x", "VTE_VERSION": "7006"}, False),
        ({"TERM": "xterm", "VTE_VERSION": "new"}, False),
        ({"TERM": "xterm", "FORCE_HYPERLINK": "1"}, True),
        ({"TERM": "xterm-kitty", "FORCE_HYPERLINK": "0"}, False),
    ],
)
def test_only_terminals_that_are_known_have_links(environment: dict[str, str], expected: bool) -> None:
    assert has_links(environment, direct=True) is expected
    assert has_links(environment, direct=False) is (environment.get("FORCE_HYPERLINK") == "1")


@pytest.fixture
def linking(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (corpus / "linked.md").write_text(
        "---\ntitle: Linked\n---\n## Usage\nSee [the label](https://example.org/label).\n"
    )
    monkeypatch.setenv("TERM", "xterm-kitty")
    return corpus


@on_posix
def test_a_page_on_a_terminal_has_links_and_one_in_a_pager_has_none(linking: Path) -> None:
    show = ("--data", str(linking), "show")

    assert [url for url, _ in LINK.findall(on_terminal(*show, "linked").decode())] == ["https://example.org/label"]
    assert b"\x1b]8" not in on_terminal(*show, "zelborine")
    assert b"\x1b]8" not in on_terminal(*show, "linked", "--plain")


@pytest.mark.parametrize("options", [(), ("--plain",), ("--json",), ("--color", "always")])
def test_a_pipe_has_no_links(cli: Cli, linking: Path, options: tuple[str, ...]) -> None:
    result = cli("show", "linked", *options)

    assert "https://example.org/label" in result.stdout
    assert "\x1b]8" not in result.stdout
