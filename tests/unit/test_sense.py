"""Checks on sense: what contradicts itself in one monograph, and words that tell nothing."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drugref.check.page import Hit, Page, short
from drugref.check.passages import passages, sentences
from drugref.check.residue import answer_points_elsewhere, machine_residue, stale_date, summary_says_nothing
from drugref.check.sense import ban_contradiction, category_differs, pregnancy_contradiction

Open = Callable[..., Page]

SILENT = "## Contraindications\nAn allergy to moonlight.\n"


@pytest.fixture
def page(tmp_path: Path) -> Open:
    """Give a function that makes a page of a body, a title and further lines of front matter."""

    def make(body: str, title: str = "Zelborine", head: str = "") -> Page:
        file = tmp_path / "x.md"
        file.write_text(f"---\ntitle: {title}\n{head}---\n{body}", encoding="utf-8")
        return Page(file, "x.md")

    return make


def answered(question: str, answer: str) -> str:
    return f'faqs:\n  - q: "{question}"\n    a: "{answer}"\n'


def messages(hits: Any) -> list[str]:
    return [hit.message for hit in hits]


@pytest.mark.parametrize(
    "text",
    [
        "## Pregnancy and Breastfeeding\nZelborine is strictly contraindicated in pregnant women.",
        "## Pregnancy and Breastfeeding\nContraindicated, for want of any trial.",
        "## Pregnancy and Breastfeeding\n**Pregnancy:** Contraindicated.",
        "## Pregnancy and Breastfeeding\n- Category: X (contraindicated)",
        "## Drug Profile Summary\n- **Pregnancy & Breastfeeding:** Contraindicated.",
        "## Drug Profile Summary\n- **Contraindications:** Allergy to moonlight, pregnancy (all trimesters), fever.",
        "## Precautions\n**Groups:**\n- Pregnant patients: it is contraindicated.",
        "## Usage\nThis drug is contraindicated during pregnancy, especially in the last trimester.",
    ],
)
def test_pregnancy_forbidden_in_one_place_alone_is_found(page: Open, text: str) -> None:
    hits = list(pregnancy_contradiction(page(f"{text}\n\n{SILENT}")))

    assert [hit.line for hit in hits] == [5 + text.split("## ")[1].count("\n") - 1]
    assert hits[0].message.startswith("Contraindications does not name pregnancy, but: '")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("May it be taken in pregnancy?", "No, it is contraindicated."),
        ("Which contraindications are there?", "Allergy to moonlight, and pregnancy."),
    ],
)
def test_an_answer_that_forbids_pregnancy_is_found(page: Open, question: str, answer: str) -> None:
    hits = list(pregnancy_contradiction(page(SILENT, head=answered(question, answer))))

    assert [hit.line for hit in hits] == [5]


@pytest.mark.parametrize(
    "text",
    [
        "## Usage\nZelborine is not contraindicated in pregnancy.",
        "## Usage\nZelborine may be contraindicated in pregnancy.",
        "## Usage\nZelborine is contraindicated or best avoided in pregnancy.",
        "## Usage\nZelborine is contraindicated in pregnancy unless nothing else helps.",
        "## Usage\nZelborine is contraindicated in women with a history of ectopic pregnancy.",
        "## Usage\nZelborine is contraindicated in pregnant women with blue fever.",
        "## Usage\nZelborine is contraindicated in the last trimester of pregnancy.",
        "## Usage\nZelborine is contraindicated in pregnancy (second trimester).",
        "## Usage\nZelborine is contraindicated in glaucoma. Pregnant women may take it.",
        "## Usage\nOther dream catchers are contraindicated in pregnancy.",
        "## Usage\nNorvelol is contraindicated in pregnancy.",
        "## Pregnancy and Breastfeeding\n**Breastfeeding:** Contraindicated.",
        "## Pregnancy and Breastfeeding\n**First trimester:** Contraindicated.",
        "## Pregnancy and Breastfeeding\nContraindicated while nursing.",
        "## Drug Profile Summary\n- **Pregnancy & Breastfeeding:** Contraindicated/use with care.",
        "## Drug Profile Summary\n- **Contraindications:** Allergy, pregnancy (third trimester).",
        "## Drug Profile Summary\n- **Contraindications:** Allergy; with caution: pregnancy.",
    ],
)
def test_a_narrower_word_on_pregnancy_is_no_contradiction(page: Open, text: str) -> None:
    assert list(pregnancy_contradiction(page(f"{text}\n\n{SILENT}"))) == []


@pytest.mark.parametrize(
    "text",
    [
        "Norvelol is contraindicated in pregnancy.",
        "**Norvelol:** Contraindicated.",
        "It is contraindicated in pregnancy (norvelol).",
    ],
)
def test_one_ingredient_forbidden_in_pregnancy_is_no_contradiction(page: Open, text: str) -> None:
    body = f"## Pregnancy and Breastfeeding\n{text}\n\n{SILENT}"

    assert list(pregnancy_contradiction(page(body, "Norvelol + Zelborine"))) == []


@pytest.mark.parametrize("named", ["", "## Contraindications\n", "## Contraindications\nWomen of childbearing age.\n"])
def test_contraindications_that_are_missing_empty_or_name_it_contradict_nothing(page: Open, named: str) -> None:
    body = f"## Usage\nZelborine is contraindicated in pregnancy.\n\n{named}"

    assert list(pregnancy_contradiction(page(body))) == []


@pytest.mark.parametrize(
    "text",
    [
        "Zelborine was withdrawn from the market of Erewhon in 1999.",
        "This combination, now banned in Erewhon, was sold for fevers.",
        "It is no longer available on the market.",
        "Its marketing authorisation was revoked.",
    ],
)
def test_a_ban_that_the_front_matter_denies_is_found(page: Open, text: str) -> None:
    hits = list(ban_contradiction(page(f"## Usage\nFor fevers.\n\n{text}\n", head="is_banned: false\n")))

    assert hits == [Hit(8, f"is_banned is false, but: '{text}'")]


@pytest.mark.parametrize(
    "text",
    [
        "Zelborine is banned in competition by the rules of chess.",
        "Norvelol was withdrawn from the market.",
        "The oral drops of zelborine were withdrawn from the market.",
        "It was slowly withdrawn from the patient.",
        "Zelborine has never been banned in Erewhon.",
        "Was zelborine banned?",
        "Zelborine was banned in Erewhon, but the ban was lifted.",
    ],
)
def test_a_ban_of_something_else_is_no_contradiction(page: Open, text: str) -> None:
    assert list(ban_contradiction(page(f"## Usage\n{text}\n"))) == []


def test_a_ban_that_the_text_does_not_tell_of_is_found(page: Open) -> None:
    hits = list(ban_contradiction(page("## Usage\nFor fevers.\n", head="is_banned: true\n")))

    assert hits == [Hit(3, "is_banned is true, but the text tells of no ban and no withdrawal")]


@pytest.mark.parametrize("text", ["Banned in Erewhon.", "It was withdrawn in 1999.", "It is no longer sold."])
def test_a_ban_that_the_text_tells_of_agrees(page: Open, text: str) -> None:
    assert list(ban_contradiction(page(f"## Usage\n{text}\n", head="is_banned: true\n"))) == []


@pytest.mark.parametrize(
    ("there", "here"),
    [
        ("Pregnancy Safety Category: B.", "Category C; use with care."),
        ("FDA pregnancy category B.", "Category: US FDA C."),
        ("Category B1 (Australia).", "In Australia it is category B3."),
    ],
)
def test_two_letters_for_one_thing_are_found(page: Open, there: str, here: str) -> None:
    body = (
        f"## Pregnancy and Breastfeeding\n{there}\n\n## Drug Profile Summary\n- **Pregnancy & Breastfeeding:** {here}\n"
    )

    hits = list(category_differs(page(body)))

    assert [hit.line for hit in hits] == [8]
    assert there in hits[0].message


@pytest.mark.parametrize(
    ("there", "here"),
    [
        ("Category C.", "Category C, and category D in the third trimester."),
        ("Category B.", "Topical use: category C."),
        ("Category C.", "TGA category B3."),
        ("Category B.", "Category D in Australia, C by the FDA."),
        ("Norvelol: category B.", "Zelborine: category C."),
        ("Category B.", "Not for those in Child-Pugh category C."),
        ("Category B or C.", "The category is not known."),
    ],
)
def test_letters_for_different_things_are_no_contradiction(page: Open, there: str, here: str) -> None:
    body = f"## Pregnancy and Breastfeeding\n{there}\n\n{here}\n"

    assert list(category_differs(page(body, "Norvelol + Zelborine"))) == []


def test_a_category_of_something_else_is_not_that_of_pregnancy(page: Open) -> None:
    body = "## Pregnancy and Breastfeeding\nCategory B.\n\n## Dosage\nFor rooms of category C, halve the dose.\n"

    assert list(category_differs(page(body))) == []


@pytest.mark.parametrize(
    "answer",
    [
        "See the Dosage section above.",
        "Please refer to the section on dosage, as it varies by age.",
        "As mentioned earlier.",
        "See above. For details, consult the individual monographs.",
        "See the table above (and its footnotes).",
    ],
)
def test_an_answer_that_only_points_elsewhere_is_found(page: Open, answer: str) -> None:
    hits = list(answer_points_elsewhere(page("## Usage\nFor fevers.\n", head=answered("How much?", answer))))

    assert hits == [Hit(4, f"the answer to 'How much?' only points elsewhere: '{answer}'")]


@pytest.mark.parametrize(
    "answer",
    [
        "One drop a day; see the Dosage section above.",
        "See the Dosage section above: 5 mg.",
        "See above, but never more than two drops.",
        "See your doctor if the signs named above last.",
        "As mentioned earlier, one drop is enough.",
        "See the Dosage section above for 5 mg doses.",
    ],
)
def test_an_answer_that_tells_something_is_no_pointer(page: Open, answer: str) -> None:
    assert list(answer_points_elsewhere(page("", head=answered("How much?", answer)))) == []


def test_a_section_that_only_points_elsewhere_is_found(page: Open) -> None:
    body = "## Dosage\nOne drop.\n\n## Precautions\n\n### General\n(See above.)\n\n**Age:** As described above.\n"

    hits = list(answer_points_elsewhere(page(body)))

    assert messages(hits) == [
        "the section Precautions only points elsewhere: 'General (See above.) Age: As described above.'"
    ]


def test_a_section_that_points_and_tells_is_none(page: Open) -> None:
    body = "## Precautions\nSee above.\n\n- Not in the dark.\n\n## Drug Profile Summary\nSee above.\n\n## Usage\n"

    assert list(answer_points_elsewhere(page(body))) == []


@pytest.mark.parametrize(
    "line",
    [
        "Dosage: See above.",
        "Dosage: N/A",
        "Dosage:",
        "Drug Interactions: Multiple, see the list above.",
        "**Side Effects (common):** Refer to the section Side Effects.",
    ],
)
def test_a_line_of_the_summary_that_tells_nothing_is_found(page: Open, line: str) -> None:
    body = f"## Drug Profile Summary\n- **Contraindications:** Moonlight.\n- {line}\n"

    hits = list(summary_says_nothing(page(body)))

    assert [hit.line for hit in hits] == [6]
    assert hits[0].message.startswith("a line of the summary tells nothing: '")


@pytest.mark.parametrize(
    "lines",
    [
        "- Dosage: One drop; see above for children.",
        "- Contraindications: None known.",
        "- Side Effects:\n  - Dreams\n  - Yawns",
        "### Side Effects\n\n- Dreams\n- Yawns",
        "| Dosage | One drop |\n|---|---|\n| Side Effects | Dreams |",
        "Dreams follow it. Dosage: one drop.",
    ],
)
def test_a_summary_that_tells_something_is_none(page: Open, lines: str) -> None:
    assert list(summary_says_nothing(page(f"## Drug Profile Summary\n{lines}\n"))) == []


def test_a_summary_without_its_lines_is_found(page: Open) -> None:
    hits = list(summary_says_nothing(page("## Drug Profile Summary\nIt is a fine drug.\n")))

    assert hits == [Hit(4, "the summary has none of its seven lines: 'It is a fine drug.'")]


def test_an_empty_summary_is_left_to_another_check(page: Open) -> None:
    assert list(summary_says_nothing(page("## Drug Profile Summary\n"))) == []


@pytest.mark.parametrize(
    ("text", "residue"),
    [
        ("As an AI, I know no brands.", "as an ai"),
        ("The provided sources name no dose.", "the provided sources"),
        ("No dose stands in the provided context.", "the provided context"),
        ("Based on the information provided, one drop.", "based on the information provided"),
        ("It was not asked for in the prompt.", "in the prompt"),
        ("I can't provide a dose.", "i can't provide"),
        ("The search results name no brand.", "search results"),
        ("One drop of [insert name] a day.", "[insert name]"),
        ("This is placeholder text.", "placeholder text"),
        ("It came after my knowledge cutoff.", "my knowledge cutoff"),
    ],
)
def test_residue_of_machine_writing_is_found(page: Open, text: str, residue: str) -> None:
    hits = list(machine_residue(page(f"## Usage\nFor fevers.\n\n{text}\n")))

    assert [(hit.line, residue in hit.message) for hit in hits] == [(7, True)]


@pytest.mark.parametrize(
    "text",
    [
        "It is used as an artificial tear.",
        "An AI such as norvelol lowers it.",
        "Heed the information provided by the maker.",
        "Based on the information provided by the maker, one drop.",
        "Read the provided information leaflet.",
        "Fevers need prompt care, and in the prompt care of them it helps.",
        "Foods are the only sources provided for it.",
        "A literature search results in five trials.",
        "What if I cannot provide a sample?",
        "Dibenzo[a,d] is its ring.",
        "A placeholder tablet fills the week.",
        "Not covered by the source.",
    ],
)
def test_words_like_residue_are_none(page: Open, text: str) -> None:
    assert list(machine_residue(page(f"## Usage\n{text}\n"))) == []


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("As of 3 March 2023, one drop is the rule.", "as of 3 march 2023"),
        ("This page is current as of March 3rd, 2023.", "as of march 3rd, 2023"),
        ("As of 2023 none is sold.", "as of 2023"),
        ("Currently (2022) two brands exist.", "currently (2022"),
        ("As of my last update, one drop.", "as of my last"),
        ("At the time of writing two brands exist.", "at the time of writing"),
    ],
)
def test_a_date_that_grows_stale_is_found(page: Open, text: str, date: str) -> None:
    hits = list(stale_date(page(f"## Usage\n{text}\n")))

    assert hits == [Hit(5, f"a date that grows stale, '{date}': '{text}'")]


@pytest.mark.parametrize(
    "text",
    [
        "It was made in 2023.",
        "As of 2019, it is no longer sold.",
        "As of 31 May 2005, the median age was 40.",
        "As of the second week, 2000 mg.",
        "Currently 2 drops are usual.",
    ],
)
def test_a_date_that_stays_true_is_none(page: Open, text: str) -> None:
    assert list(stale_date(page(f"## Usage\n{text}\n"))) == []


@pytest.mark.parametrize(
    ("day", "count"), [("2030-01-03", 1), ("2030-01-02T09:00:00Z", 0), ("2029-12-31", 0), ("soon", 0)]
)
def test_a_date_of_change_to_come_is_found(page: Open, day: str, count: int) -> None:
    hits = list(stale_date(page("", head=f"lastModified: '{day}'\n"), datetime.date(2030, 1, 1)))

    assert hits == [Hit(3, f"lastModified is {day}, a day to come")] * count


def test_the_clock_of_the_machine_is_the_rule(page: Open) -> None:
    assert list(stale_date(page("", head="lastModified: 9999-01-01\n"))) == [
        Hit(3, "lastModified is 9999-01-01, a day to come")
    ]


def test_a_passage_knows_the_heading_the_line_or_the_question_above_it(page: Open) -> None:
    body = "Before.\n\n## Dosage\n\n### Adults\n- Fevers:\n  - one drop\n"

    found = passages(page(body, head=answered("How?", "So.")))

    assert [(one.section, one.topic, one.text, one.line) for one in found] == [
        ("preamble", "", "Before.", 7),
        ("dosage", "", "Adults", 9),
        ("dosage", "adults", "Fevers:", 9),
        ("dosage", "fevers:", "one drop", 9),
        ("faqs", "how?", "So.", 1),
    ]


def test_sentences_end_behind_their_brackets() -> None:
    assert sentences("(See above.) One drop; no more.") == ["(See above.)", "One drop;", "no more."]


def test_a_long_text_is_cut_for_a_message() -> None:
    assert short("a " * 100) == f"{'a ' * 44}a…"
