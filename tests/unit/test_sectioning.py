"""Sectioning: headings split a body, and nothing of it is lost or moved."""

from drugref.blocks import Heading, blocks_text
from drugref.sectioning import read_body
from tests.conftest import CORPUS, parse_body, parse_file


def test_text_on_a_heading_is_its_first_paragraph() -> None:
    section = parse_body("## Dosage\n#### **Children:** None under 12.\n* >40 kg: 5 mg\n").sections[0]

    assert section.text == "Children\nNone under 12.\n>40 kg: 5 mg"
    assert section.blocks[0] == Heading("Children", "children", 4)


def test_text_before_the_first_heading_is_kept_first() -> None:
    sections = parse_body("Banned here.\n\n## Usage\nNone.\n").sections

    assert [(section.id, section.text) for section in sections] == [("preamble", "Banned here."), ("usage", "None.")]


def test_a_title_that_only_says_the_title_again_is_not_repeated() -> None:
    assert [section.id for section in parse_body("# Test\n\n## Usage\nx\n").sections] == ["usage"]
    assert parse_body("# Test (TST)\n\n## Usage\nx\n").sections[0].text == "Test (TST)"


def test_unknown_and_empty_sections_stay_in_place() -> None:
    sections = parse_body("## Usage\nx\n## Storage\ny\n## Dosage\n").sections

    assert [(section.id, section.text) for section in sections] == [("usage", "x"), ("storage", "y"), ("dosage", "")]


def test_a_merged_section_answers_to_each_of_its_names() -> None:
    monograph = parse_body("## Popular Combinations & Precautions\nx\n")

    assert monograph.named("precautions") == monograph.named("popular-combinations") == monograph.sections


def test_a_section_that_repeats_goes_on_under_its_own_heading() -> None:
    section = parse_body("## Alternate Names\nA\n## Brand Names\nB\n").sections[0]

    assert section.text == "A\nBrand Names\nB"


def test_sections_under_the_headings_of_two_drugs_name_their_drug() -> None:
    monograph = parse_file(CORPUS / "combined" / "deep" / "norvelol-zelborine.md")

    assert [(section.part, section.text[:9]) for section in monograph.named("dosage")] == [
        ("Norvelol", "One drop."),
        ("Zelborine", "Ten milli"),
    ]


def test_a_heading_in_fenced_code_is_none() -> None:
    assert [section.id for section in parse_body("## Usage\n```\n## Dosage\n```\nx\n").sections] == ["usage"]


def test_sections_know_the_line_they_stand_on() -> None:
    body = read_body("\n## Usage\n\nx\n\n## Dosage\n", 10)

    assert [section.line for section in body.sections] == [11, 15]


def test_headings_without_a_space_after_their_hashes_count() -> None:
    assert [section.id for section in parse_body("##**Usage**\nx\n##Dosage\ny\n").sections] == ["usage", "dosage"]


def test_every_qualifier_is_kept() -> None:
    monograph = parse_file(CORPUS / "single" / "norvelol.txt")

    assert [section.qualifier for section in monograph.sections] == [
        "",
        "Historical",
        "Historical - not recommended",
        "See above sections for details",
        "",
        "",
    ]
    assert blocks_text(monograph.sections[0].blocks).startswith("Norvelol was withdrawn")
