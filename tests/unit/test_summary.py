"""The summary card: its own words, or built from the sections, and it says so."""

import pytest

from drugref.model import Monograph
from drugref.summary import NOT_STATED, SummaryLine, summarize
from tests.conftest import CORPUS, parse_body, parse_file


@pytest.fixture
def zelborine() -> Monograph:
    return parse_file(CORPUS / "single" / "zelborine.md")


def test_a_card_has_the_seven_labels_in_order(zelborine: Monograph) -> None:
    assert [line.label for line in summarize(zelborine).lines] == [
        "Mechanism of Action",
        "Side Effects",
        "Contraindications",
        "Drug Interactions",
        "Pregnancy & Breastfeeding",
        "Dosage",
        "Monitoring Parameters",
    ]


def test_a_line_of_its_own_is_kept_word_for_word(zelborine: Monograph) -> None:
    assert summarize(zelborine).lines[0] == SummaryLine("Mechanism of Action", "Cools the forehead.")


def test_a_line_that_only_points_elsewhere_is_built_from_its_section(zelborine: Monograph) -> None:
    assert summarize(zelborine).lines[3] == SummaryLine(
        "Drug Interactions", "Quessine: avoid. Norvelol: monitor *weight closely.", "Drug Interactions"
    )


def test_a_label_that_is_missing_is_built_too(zelborine: Monograph) -> None:
    assert summarize(zelborine).lines[6] == SummaryLine(
        "Monitoring Parameters", "Monitor weight weekly.", "Precautions"
    )


def test_what_the_monograph_does_not_say_is_called_not_stated() -> None:
    card = summarize(parse_body("## Usage\nx\n"))

    assert {line.text for line in card.lines} == {NOT_STATED}
    assert not card.is_own


def test_a_long_section_says_that_it_says_more() -> None:
    items = "\n".join(f"* Condition number {number} of a long list of them" for number in range(30))

    line = summarize(parse_body(f"## Contraindications\n{items}\n")).lines[2]

    assert line.more
    assert line.origin == "Contraindications"


def test_remarks_beside_the_labels_are_kept() -> None:
    card = summarize(
        parse_body("## Drug Profile Summary (Animals)\nFor cattle only.\n\n**Dosage:** 5 mg\n\n(See above.)\n")
    )

    assert card.remarks == ("For cattle only.",)
    assert card.qualifier == "Animals"
    assert card.lines[5] == SummaryLine("Dosage", "5 mg")


def test_a_card_of_a_label_does_not_end_at_its_heading() -> None:
    body = (
        f"## Side Effects\n\n### 6 ADVERSE REACTIONS\n\nThe most common were rash and fever. {'More follows. ' * 40}\n"
    )

    line = next(line for line in summarize(parse_body(body)).lines if line.label == "Side Effects")

    assert line.text == "6 ADVERSE REACTIONS; The most common were rash and fever."
    assert line.more
