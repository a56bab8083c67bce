"""FAQs: answers glued to questions are parted, and nothing clean is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drugref.blocks import blocks_text
from drugref.faqs import RawFaq, front_matter_entries, read_faqs, repair, split_body


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("Is it safe?**\n\n**A:** Yes.", "A:** Yes.", ("Is it safe?", "Yes.")),
        ("Is it safe?**\n**A:** Yes.", "A:** Yes.", ("Is it safe?", "Yes.")),
        ("Is it safe?\n\n**A**: Yes.", "A**: Yes.", ("Is it safe?", "Yes.")),
        ("Is it safe?\n\nA: Yes.", "A: Yes.", ("Is it safe?", "Yes.")),
        ("Is it safe?\n\nA: Yes.", "", ("Is it safe?", "Yes.")),
        ("Q9:  Is   it safe?", "Yes.", ("Is it safe?", "Yes.")),
        (". Is it safe?**", "Yes.", ("Is it safe?", "Yes.")),
        ("**Is it safe?**", "Yes.", ("Is it safe?", "Yes.")),
        ("Which ratio?", "A 40:1 ratio is right.", ("Which ratio?", "A 40:1 ratio is right.")),
        ("How?", "A:B is no label.", ("How?", "A:B is no label.")),
        ("How?\nMore of the question.", "So.", ("How?", "More of the question.\n\nSo.")),
        ("Is it *very* safe?", "Take:\n\n* one\n* two", ("Is it *very* safe?", "Take:\n\n* one\n* two")),
    ],
)
def test_repair(question: str, answer: str, expected: tuple[str, str]) -> None:
    assert repair(RawFaq(question, answer)) == expected


_markdown = st.text(alphabet="AQ:*.?9 \n#-ab", max_size=40)


@given(_markdown, _markdown)
def test_repairing_twice_changes_nothing(question: str, answer: str) -> None:
    once = repair(RawFaq(question, answer))

    assert repair(once) == once


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, []),
        ([{"q": "a", "a": "b"}], [("a", "b")]),
        ({"q": "a", "a": "b"}, [("a", "b")]),
        ({"Why?": "So."}, [("Why?", "So.")]),
        ([{"Why?": "So."}], [("Why?", "So.")]),
        (["Why?"], [("Why?", "")]),
        ("Why?", [("Why?", "")]),
        ([{"q": "a"}, {"a": "b"}, None], [("a", ""), ("", "b"), ("", "")]),
    ],
)
def test_every_shape_of_the_key_is_read(value: object, expected: list[tuple[str, str]]) -> None:
    assert front_matter_entries(value) == expected


@pytest.mark.parametrize(
    "body",
    [
        "### **Q1: Why?**\n\n**A:** So.\n\n### **Q2: How?**\n\n**A:** Thus.",
        "**Q1: Why?**\n**A:** So.\n\n**Q2: How?**\n**A:** Thus.",
        "**Q1: Why?**\n\nA: So.\n\n**Q2:  How?**\n\nA:  Thus.",
        "- **Q1: Why?**\n- **A:** So.\n\n- **Q2: How?**\n- **A:** Thus.",
        "1. **Why?**\nSo.\n2. **How?**\nThus.",
    ],
)
def test_a_body_gives_its_questions_in_every_shape(body: str) -> None:
    entries, notes = split_body(body)

    assert entries == [("Why?", "So."), ("How?", "Thus.")]
    assert not notes


def test_a_heading_that_bled_into_an_answer_is_cut_when_the_body_holds_it() -> None:
    entry = RawFaq("Why?", "So.\n\n## **Dosage**\n\n5 mg")

    kept = read_faqs([entry], "", "## Usage\n## **Dosage**\n\n5 mg")
    lost = read_faqs([entry], "", "## Usage")

    assert blocks_text(kept.faqs[0].answer) == "So."
    assert "5 mg" in blocks_text(lost.faqs[0].answer)


def test_a_closing_disclaimer_becomes_a_note_once() -> None:
    disclaimer = "*Please note that this information is invented."
    entries = [RawFaq("Why?", f"So.\n\n{disclaimer}")]

    section = read_faqs(entries, f"### Q1: Why?\n\n**A:** So.\n\n{disclaimer}*", "")

    assert blocks_text(section.faqs[0].answer) == "So."
    assert blocks_text(section.notes) == "Please note that this information is invented."


def test_what_the_body_says_beyond_the_front_matter_is_kept() -> None:
    section = read_faqs([RawFaq("Why?", "So.")], "Intro.\n\n### Q1: Why?\n\n**A:** So.\n\n### Q2: New?\n\nYes.", "")

    assert blocks_text(section.notes) == "Intro.\nNew?\nYes."


def test_an_answer_of_an_entry_with_an_empty_answer_is_empty() -> None:
    section = read_faqs([RawFaq("Standard Dosage", "")], "", "")

    assert section.faqs[0].answer == ()
