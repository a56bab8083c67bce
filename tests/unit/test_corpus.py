"""The corpus: which files are read, and what is refused without being opened."""

import os
from pathlib import Path

import pytest

from drugref import corpus as corpus_module
from drugref.corpus import list_files, read_file
from drugref.model import Problem


def codes(root: Path) -> list[tuple[str, str]]:
    return [(problem.code, problem.path) for problem in list_files(root).problems]


def test_files_are_found_at_any_depth_in_order(corpus: Path) -> None:
    (corpus / "README.md").write_text("not a monograph")
    (corpus / ".hidden.md").write_text("hidden")
    (corpus / "picture.png").write_text("no")

    assert [state.path for state in list_files(corpus).files] == [
        "combined/deep/norvelol-zelborine.md",
        "combined/plain.md",
        "single/norvelol.txt",
        "single/quessine-b1.markdown",
        "single/quessine-b12.md",
        "single/zelborine.md",
    ]


def test_one_file_is_a_corpus(corpus: Path) -> None:
    assert [state.path for state in list_files(corpus / "combined" / "plain.md").files] == ["plain.md"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
def test_a_fifo_is_refused_without_being_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")

    assert codes(tmp_path) == [("D102", "pipe.md")]


def test_links_are_followed_to_files_alone(tmp_path: Path) -> None:
    (tmp_path / "real.md").write_text("x")
    (tmp_path / "linked.md").symlink_to(tmp_path / "real.md")
    (tmp_path / "dangling.md").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder.md").symlink_to(tmp_path)

    assert [state.path for state in list_files(tmp_path).files] == ["linked.md", "real.md"]
    assert codes(tmp_path) == [("D101", "dangling.md"), ("D102", "folder.md")]


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus_module, "MAX_BYTES", 10)
    path = tmp_path / "huge.md"
    path.write_text("x" * 11)

    problem = read_file(path, "huge.md")

    assert isinstance(problem, Problem)
    assert problem.code == "D103"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "secret.md"
    path.write_text("x")
    path.chmod(0)

    problem = read_file(path, "secret.md")

    assert isinstance(problem, Problem)
    assert problem.code == "D101"


def test_a_file_that_went_away_is_a_problem(tmp_path: Path) -> None:
    problem = read_file(tmp_path / "gone.md", "gone.md")

    assert isinstance(problem, Problem)
    assert "cannot be read" in problem.message
