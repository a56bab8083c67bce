"""Completion: names and sections for bash, zsh and fish, from the name table."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def completed(words: str, corpus: Path, shell: str = "bash") -> list[str]:
    """Give what a shell is offered for the last word of a line."""
    environment = {**os.environ, "_DRUGREF_COMPLETE": f"complete_{shell}", "COMP_WORDS": words}
    environment |= {"COMP_CWORD": str(len(words.split()) - 1), "_TYPER_COMPLETE_ARGS": words}
    environment |= {
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "DRUGREF_DATA": str(corpus),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    code = "from drugref.__main__ import main; main()"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    return [line for line in result.stdout.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("drugref show zelb", ["zelborine", "zelborin", "zelbo"]),
        ("drugref show QUESS", ["QUESSine-b1", "QUESSine-b12"]),
        ("drugref faq norvelol-z", ["norvelol-zelborine"]),
        ("drugref search x --drug quessine-b12", ["quessine-b12"]),
        ("drugref summary nothing-like-it", []),
        ("drugref show zelborine --section p", ["pregnancy-and-breastfeeding", "popular-combinations", "precautions"]),
        ("drugref show unknown --section over", ["overdose"]),
        ("drugref sec", ["sections"]),
    ],
)  # fmt: skip
def test_bash_is_offered_what_begins_so(corpus: Path, words: str, expected: list[str]) -> None:
    assert completed(words, corpus) == expected


def test_slugs_with_apostrophes_and_commas_are_offered_without_what_a_shell_trips_over(corpus: Path) -> None:
    (corpus / "ringer's-lactate,-2.md").write_text("---\ntitle: Ringer's Lactate, 2\n---\n## Usage\nx\n")

    assert completed("drugref show ring", corpus) == ["ringers-lactate-2"]
    command = [sys.executable, "-m", "drugref", "--data", str(corpus), "show", "ringers-lactate-2"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize(("shell", "line"), [("zsh", '"zelbo":"Zelborine"'), ("fish", "zelbo\tZelborine")])
def test_zsh_and_fish_are_told_the_title_too(corpus: Path, shell: str, line: str) -> None:
    assert any(line in offered for offered in completed("drugref show zelbo", corpus, shell))


def test_no_monograph_and_no_parser_is_loaded(corpus: Path) -> None:
    completed("drugref show z", corpus)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE")}
    environment |= {"_DRUGREF_COMPLETE": "complete_bash", "COMP_WORDS": "drugref show z", "COMP_CWORD": "2"}
    environment |= {"DRUGREF_DATA": str(corpus), "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-X", "importtime", "-c", "from drugref.__main__ import main; main()"]
    result = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)

    assert "zelborine" in result.stdout
    assert "mistletoe" not in result.stderr
    assert "rapidfuzz" not in result.stderr
