"""Quotes: whole sentences, with their place."""

from pathlib import Path

import pytest

from drugref.model import Monograph
from drugref.quotes import Quoter, entry_statements, is_silent, sentences, statements
from tests.conftest import parse_body, parse_text

TEXT = """---
title: Test
sources:
  - {label: TESTA, set_id: id-1, version: 1, effective: 2020-01-01}
  - {label: TESTA 2026, set_id: id-2, version: 2, effective: 2026-02-02}
interactions:
  - with: [zelborine, quessine]
    effect: Weaker.
    action: Avoid.
    stated: avoid
    source: TESTA 7
---
## Drug Interactions

- Zelborine: weaker. Monitor it (TESTA 7.1).
- Quessine: stronger. Monitor it (TESTA 2026 7.2).

| Drug | Advice |
| --- | --- |
| Norvelol | Avoid it |

Do not give with:

* quessine
* norvelol, which
    * deepens it
"""


@pytest.fixture
def monograph() -> Monograph:
    return parse_text(TEXT)


@pytest.fixture
def quoter(tmp_path: Path) -> Quoter:
    (tmp_path / "test.md").write_text(TEXT, encoding="utf-8")
    return Quoter(lambda monograph: tmp_path / monograph.path)


@pytest.mark.parametrize(
    "text",
    [
        "Give 2.5 mg, e.g. with St. John's wort or E. coli present (WARFARIN 7.2).",
        "It rose (see below. There it is) by 3.8-fold vs. placebo.",
        "Take approx. 5 mg i.v. Monday is best",
    ],
)
def test_an_abbreviation_a_decimal_or_a_bracket_ends_no_sentence(text: str) -> None:
    assert sentences(text) == [text]


def test_sentences_end_at_full_stops_marks_and_after_citations() -> None:
    assert sentences("Avoid (ZOCOR 7.1). Why? It rises! 5 mg at most.") == [
        "Avoid (ZOCOR 7.1).", "Why?", "It rises!", "5 mg at most.",
    ]  # fmt: skip


def test_no_word_is_lost_between_sentences() -> None:
    text = "One (two. Three) four. Five e.g. six. Seven"

    assert " ".join(sentences(text)) == text


def test_items_rows_and_nested_items_are_statements_with_what_announces_them(monograph: Monograph) -> None:
    found = [(one.lead, one.text) for one in statements(monograph.named("drug-interactions")[0])]

    assert found[2:] == [
        ("Drug | Advice", "Norvelol | Avoid it"),
        ("", "Do not give with:"),
        ("Do not give with:", "quessine"),
        ("Do not give with:", "norvelol, which"),
        ("Do not give with:", "deepens it"),
    ]


def test_a_quote_has_the_line_on_which_it_begins_even_when_its_words_stand_twice(
    monograph: Monograph, quoter: Quoter
) -> None:
    section = monograph.named("drug-interactions")[0]
    lines = [
        quoter.quote(monograph, statement, text).line
        for statement in list(statements(section))[:2]
        for text in sentences(statement.text)
    ]

    assert [TEXT.splitlines()[line - 1][:10] for line in lines] == [
        "- Zelborin",
        "- Zelborin",
        "- Quessine",
        "- Quessine",
    ]


def test_an_entry_of_the_front_matter_has_its_own_line(monograph: Monograph, quoter: Quoter) -> None:
    fields, partners, statement = next(entry_statements(monograph))

    assert partners == ("zelborine", "quessine")
    assert fields["stated"] == "avoid"
    assert TEXT.splitlines()[quoter.quote(monograph, statement).line - 1].strip().startswith("- with: [zelborine")


def test_a_quote_carries_the_source_that_it_cites(monograph: Monograph, quoter: Quoter) -> None:
    first, second, *_ = statements(monograph.named("drug-interactions")[0])

    assert quoter.quote(monograph, first)[-2:] == ("id-1", "2020-01-01")
    assert quoter.quote(monograph, second)[-2:] == ("id-2", "2026-02-02")


def test_without_a_file_the_section_s_line_stands_in(monograph: Monograph) -> None:
    section = monograph.named("drug-interactions")[0]

    assert Quoter(lambda _: None).quote(monograph, next(statements(section))).line == section.line


def test_entries_of_another_shape_are_passed_over() -> None:
    strange = parse_text("---\ntitle: T\ninteractions: [text, {with: one, effect: 2}, 3]\n---\n")

    assert [partners for _, partners, _ in entry_statements(strange)] == [("one",)]


@pytest.mark.parametrize("text", ["", "-", "Not covered by the sources.", "See above.", "N/A", "No data available."])
def test_a_text_that_says_nothing_is_silent(text: str) -> None:
    assert is_silent(text)


@pytest.mark.parametrize("text", ["None known.", "Not studied with warfarin.", "See above: avoid alcohol."])
def test_a_text_that_says_something_is_not(text: str) -> None:
    assert not is_silent(text)


def test_a_heading_stays_with_its_statements() -> None:
    body = parse_body("## Dosage\n\n### Children\n\nGive 1 mg. Repeat.\n")

    assert [(one.heading, one.text) for one in statements(body.sections[0])] == [("Children", "Give 1 mg. Repeat.")]
