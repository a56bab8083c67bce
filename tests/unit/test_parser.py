"""Parsing: one file's text becomes a monograph, or problems that say where and what to do."""

from pathlib import Path

import pytest

from drugref.blocks import blocks_text
from drugref.corpus import SourceText, read_file
from drugref.model import Problem, Source
from drugref.parser import parse_monograph
from tests.conftest import CORPUS, DATA, parse_file, parse_text

INVALID = sorted((DATA / "invalid").iterdir())
FLAWED = sorted((DATA / "flawed").iterdir())


def problems_of(path: Path) -> tuple[bool, tuple[Problem, ...]]:
    source = read_file(path, path.name)
    if isinstance(source, Problem):
        return False, (source,)
    monograph, problems, *_ = parse_monograph(source, path.name)
    return monograph is not None, problems


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_an_invalid_file_is_one_problem_with_its_code(path: Path) -> None:
    is_read, problems = problems_of(path)

    assert not is_read
    assert [problem.code for problem in problems if problem.fatal] == [path.stem[:4]]
    assert str(problems[-1]).startswith(f"{path.name}:")
    assert not Path("/tmp/drugref-was-here").exists()


@pytest.mark.parametrize("path", FLAWED, ids=lambda path: path.stem)
def test_a_flawed_file_opens_and_is_reported(path: Path) -> None:
    is_read, problems = problems_of(path)

    assert is_read
    assert path.stem[:4] in [problem.code for problem in problems]
    assert not any(problem.fatal for problem in problems)


def test_a_problem_names_the_line_of_the_file() -> None:
    source = SourceText("---\ntitle: x\nfaqs:\n  - q: a\n    q: b\n---\n", "")

    assert [problem.line for problem in parse_monograph(source, "x.md").problems] == [4]


def test_text_nested_too_deeply_is_a_problem() -> None:
    source = SourceText(f"---\ntitle: Deep\n---\n## Usage\n{'> ' * 3000}x\n", "")

    monograph, problems, *_ = parse_monograph(source, "deep.md")

    assert monograph is None
    assert problems[0].code == "D107"


@pytest.mark.parametrize(
    ("value", "banned"),
    [("true", True), ("'yes'", True), ("maybe", True), ("'false'", False), ("0", False), ("", False)],
)
def test_what_is_neither_true_nor_false_is_read_with_care(value: str, banned: bool) -> None:
    assert parse_text(f"---\ntitle: x\nis_banned: {value}\n---\n").banned is banned


@pytest.mark.parametrize(
    ("value", "modified"),
    [
        ("'2025-09-22T17:22:09.662Z'", "2025-09-22T17:22:09.662Z"),
        ("2025-09-22", "2025-09-22"),
        ("2025-09-22T10:00:00", "2025-09-22T10:00:00"),
        ("last week", "last week"),
        ("", ""),
    ],
)
def test_every_form_of_a_date_is_text(value: str, modified: str) -> None:
    assert parse_text(f"---\ntitle: x\nlastModified: {value}\n---\n").modified == modified


def test_unknown_keys_are_kept_as_json() -> None:
    extra = parse_text("---\ntitle: x\nprice: {low: 1}\nseen: 2025-01-02\ntags: !!set {a}\n1: 2\n---\n").extra

    assert dict(extra) == {"price": {"low": 1}, "seen": "2025-01-02", "tags": ["a"], "1": 2}


def test_sources_are_read_in_either_form() -> None:
    sources = parse_text("---\ntitle: x\nsources: [A label, {label: B, version: 2, maker: C}]\n---\n").sources

    assert sources == (Source("A label"), Source("B", version="2", note="maker: C"))


def test_no_boxed_warning_is_not_the_same_as_not_saying() -> None:
    assert parse_text("---\ntitle: x\n---\n").boxed_warning is None
    assert parse_text("---\ntitle: x\nboxed_warning: []\n---\n").boxed_warning == ()


def test_a_cut_description_is_rebuilt_from_usage() -> None:
    assert parse_file(CORPUS / "single" / "zelborine.md").description == (
        "Zelborine is an invented remedy for imaginary fevers. It is used for these conditions: "
        "Blue fever: when the sky is low. Green fever: when it is high."
    )


def test_a_whole_description_stays_as_it_is() -> None:
    assert (
        parse_text("---\ntitle: x\ndescription: It **is** whole.\n---\n## Usage\nOther.\n").description
        == "It is whole."
    )


def test_a_cut_description_that_usage_does_not_begin_with_is_not_replaced() -> None:
    text = "---\ntitle: x\ndescription: Something else…\n---\n## Usage\nOther.\n"

    assert parse_text(text).description == "Something else…"


def test_the_questions_of_the_front_matter_are_mended() -> None:
    monograph = parse_file(CORPUS / "single" / "zelborine.md")

    assert [(faq.question, blocks_text(faq.answer)) for faq in monograph.faqs] == [
        ("How is zelborine taken?", "By mouth, with water."),
        ("Is a 40:1 mixture allowed?", "A 40:1 mixture is allowed."),
        ("What if a dose is missed?", "Take it within:\n2 hours by day\n4 hours by night\nNever take two at once."),
        ("Does it fly?", ""),
        ("Is it safe in water?", "Yes, in rain."),
        ("Who made it up?", "Its testers did."),
    ]
    assert blocks_text(monograph.named("faqs")[0].blocks) == (
        "Ask the inventors for more.\nThis information is current as of January 2, 2026, and is invented."
    )


def test_the_questions_of_the_body_are_used_when_the_front_matter_has_none() -> None:
    monograph = parse_file(CORPUS / "single" / "norvelol.txt")

    assert [(faq.question, blocks_text(faq.answer)) for faq in monograph.faqs] == [
        ("Is it gone?", "It is gone."),
        ("Will it return?", "Nobody knows."),
        ("What replaced it?", "A heart of one's own."),
    ]


def test_a_title_folded_over_lines_is_one_line() -> None:
    assert parse_file(CORPUS / "combined" / "deep" / "norvelol-zelborine.md").title == "Norvelol + Zelborine"
