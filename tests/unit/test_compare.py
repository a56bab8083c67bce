"""Comparing: what is the same is said in words, what differs is marked, what is absent is never taken for safe."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drugref.blocks import Paragraph, Text
from drugref.compare import compare
from drugref.errors import SectionNotFound
from drugref.model import Faq, Monograph
from drugref.render.compare import compare_page, compare_record
from drugref.render.layout import PIPE, PLAIN, TERMINAL, Glyphs, Sheet
from drugref.render.plain import plain_page
from tests.conftest import parse_body


def drug(title: str, body: str) -> Monograph:
    return parse_body(body)._replace(title=title, slug=title.lower())


def page(monographs: list[Monograph], width: int = 80, glyphs: Glyphs = PIPE, queries: tuple[str, ...] = ()) -> str:
    sheet = Sheet(width, glyphs)
    compare_page(sheet, monographs, compare(monographs, queries))
    return plain_page(sheet)


def marked(first: str, second: str) -> tuple[str, str]:
    """Give two texts with the marks that a comparison sets into them."""
    (row,) = compare([drug("Alpha", f"## Dosage\n\n{first}\n"), drug("Beta", f"## Dosage\n\n{second}\n")], ["dosage"])
    one, other = (plain_page(sheet_of(cell.blocks)).strip() for cell in row.cells)
    return one, other


def sheet_of(blocks: tuple) -> Sheet:  # type: ignore[type-arg]
    sheet = Sheet(400)
    sheet.blocks(blocks)
    return sheet


@pytest.mark.parametrize(
    ("first", "second", "marks"),
    [
        ("rash and fever", "rash", ("rash and «fever»", "rash")),
        ("Nausea, rash.", "nausea, VOMITING and cough.", ("Nausea, «rash».", "nausea, «VOMITING and cough».")),
        ("300 mg daily", "600 mg daily", ("«300 mg» daily", "«600 mg» daily")),
        ("at GFR < 30 mL/min/1.73 m²", "at GFR", ("at GFR «< 30 mL/min/1.73 m²»", "at GFR")),
        ("not in pregnancy", "in pregnancy", ("«not» in pregnancy", "in pregnancy")),
        ("**Rash:** fever", "fever", ("«Rash»: fever", "fever")),
    ],
)
def test_words_that_only_one_has_stand_between_marks(first: str, second: str, marks: tuple[str, str]) -> None:
    assert marked(first, second) == marks


@pytest.mark.parametrize(
    ("texts", "likeness"),
    [
        (("rash", "rash"), "the same for both"),
        (("rash", "rash", "rash"), "the same for all 3"),
        (("rash", "fever", "rash"), "the same for Drug0 and Drug2"),
        (("rash, fever", "fever, rash"), "the same words in another order or number"),
        (("rash", "fever"), "no word in common"),
        (("rash, fever", "rash"), ""),
    ],
)
def test_what_is_the_same_is_said_in_words(texts: tuple[str, ...], likeness: str) -> None:
    drugs = [drug(f"Drug{number}", f"## Dosage\n\n{text}\n") for number, text in enumerate(texts)]

    assert compare(drugs, ["dosage"])[0].likeness == likeness


def test_two_absent_texts_are_never_the_same() -> None:
    rows = compare([drug("Alpha", "## Usage\n\nx\n"), drug("Beta", "## Usage\n\nx\n")])

    monitoring = next(row for row in rows if row.label == "Monitoring Parameters")
    assert monitoring.likeness == "stated for none; no evidence of safety"
    assert {cell.state for cell in monitoring.cells} == {"not stated"}


def test_a_missing_and_an_empty_section_say_that_they_are_no_evidence_of_safety() -> None:
    drugs = [drug("Alpha", "## Overdose\n\nx\n"), drug("Beta", "## Overdose\n"), drug("Gamma", "## Usage\n\nx\n")]

    text = " ".join(page(drugs, 60, queries=("overdose",)).split())

    assert "Beta The section is empty in its monograph; this is not evidence of safety." in text
    assert "Gamma No such section in its monograph; this is not evidence of safety." in text
    assert "nothing to compare with for Beta and Gamma" in text
    assert "the same" not in text


def test_a_section_that_no_monograph_has_compares_nothing() -> None:
    with pytest.raises(SectionNotFound):
        compare([drug("Alpha", "## Usage\n\nx\n"), drug("Beta", "## Usage\n\nx\n")], ["overdose"])


def test_a_beginning_of_several_sections_is_no_missing_section() -> None:
    drugs = [
        drug("Alpha", "## Precautions\n\nx\n\n## Popular Combinations\n\ny\n"),
        drug("Beta", "## Precautions\n\nx\n"),
    ]

    with pytest.raises(SectionNotFound, match="beginning of several"):
        compare(drugs, ["p"])


def test_bans_and_boxed_warnings_of_every_drug_stand_first() -> None:
    one = drug("Alpha", "## Usage\n\nx\n")._replace(banned=True)
    other = drug("Beta", "## Usage\n\nx\n")._replace(boxed_warning=("Death",))

    for width in (40, 80):
        text = page([one, other], width)
        assert max(text.index("BANNED."), text.index("BOXED WARNING:")) < text.index("Mechanism of Action")


def test_columns_need_34_cells_each_and_plain_text_has_none() -> None:
    drugs = [drug("Alpha", "## Dosage\n\none\n"), drug("Beta", "## Dosage\n\ntwo\n")]

    assert re.search(r"^«one» +\| «two»$", page(drugs, 71, queries=("dosage",)), re.MULTILINE)
    assert "|" not in page(drugs, 70, queries=("dosage",))
    assert "|" not in page(drugs, 200, PLAIN, queries=("dosage",))


def test_a_word_too_wide_for_a_column_sets_the_texts_one_under_the_other() -> None:
    long = "x" * 60
    text = page([drug("Alpha", f"## Dosage\n\n{long}\n"), drug("Beta", "## Dosage\n\ntwo\n")], 80, queries=("dosage",))

    assert f"«{long}»\n" in text


words = st.lists(
    st.sampled_from(["rash", "5", "mg", "<", "30", "mL/min", "the", "(10", "µg/kg)", "痛み", "x" * 45, "**Fever:**", "not"]),
    min_size=1, max_size=40,
)  # fmt: skip


@given(words, words, words, st.integers(20, 400), st.sampled_from([PLAIN, PIPE, TERMINAL]))
def test_every_word_is_there_at_any_width(
    first: list[str], second: list[str], third: list[str], width: int, glyphs: Glyphs
) -> None:
    drugs = [
        drug(f"Drug{number}", f"## Dosage\n\n{' '.join(each)}\n") for number, each in enumerate((first, second, third))
    ]

    text = re.sub("[«»]", "", page(drugs, width, glyphs, ("dosage",)))

    for monograph in drugs:
        wanted = re.sub(r"\s", "", monograph.sections[0].text)
        assert all(text.count(word) >= monograph.sections[0].text.split().count(word) for word in wanted.split())
        assert set(monograph.sections[0].text.split()) <= set(re.split(r"[\s|│]+", text))


@given(words, words)
def test_what_is_marked_is_what_the_record_lists(first: list[str], second: list[str]) -> None:
    drugs = [drug("Alpha", f"## Dosage\n\n{' '.join(first)}\n"), drug("Beta", f"## Dosage\n\n{' '.join(second)}\n")]

    rows = compare(drugs, ["dosage"])
    cells = compare_record(drugs, rows, ["dosage"])["rows"][0]["cells"]

    for cell, row_cell in zip(cells, rows[0].cells, strict=True):
        text = plain_page(sheet_of(row_cell.blocks))
        assert re.sub("[«»]", "", " ".join(text.split())) == " ".join(cell["text"].split())
        outside = re.sub("«.*?»", " ", " ".join(text.split()))
        assert not {word.strip(".,;:()").lower() for word in outside.split()} & set(cell["only"])
        assert text.count("«") == text.count("»")


def test_questions_are_compared_with_their_answers() -> None:
    faq = Faq("Does it fly?", (Paragraph((Text("No."),)),))
    drugs = [
        drug("Alpha", "## FAQs (Frequently Asked Questions)\n")._replace(faqs=(faq,)),
        drug("Beta", "## FAQs (Frequently Asked Questions)\n")._replace(faqs=(faq._replace(answer=()),)),
    ]

    text = re.sub("[«»]", "", page(drugs, 200, queries=("faqs",)))

    assert text.count("Does it fly?") == 2
    assert "No." in text
    assert "no answer in the source" in text


def test_lines_that_were_cut_are_never_called_the_same() -> None:
    beginning = "## Contraindications\n\n* Hypersensitivity\n* "
    drugs = [drug("Alpha", beginning + "a " * 200 + "\n"), drug("Beta", beginning + "b " * 200 + "\n")]

    row = next(row for row in compare(drugs) if row.label == "Contraindications")

    assert {cell.text for cell in row.cells} == {"Hypersensitivity"}
    assert "the same for both" not in row.likeness
    assert "the sections say more" in row.likeness
