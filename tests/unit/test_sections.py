"""Choosing sections: by id, title, alias, heading or prefix; never the wrong one."""

import pytest

from drugref.errors import SectionNotFound
from drugref.model import Monograph
from drugref.sections import outline, select
from tests.conftest import CORPUS, parse_file


@pytest.fixture
def zelborine() -> Monograph:
    return parse_file(CORPUS / "single" / "zelborine.md")


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("dosage", ["dosage"]),
        ("Side Effects", ["side-effects"]),
        ("preg", ["pregnancy-and-breastfeeding"]),
        ("lactation", ["pregnancy-and-breastfeeding"]),
        ("pregnancy/breastfeeding", ["pregnancy-and-breastfeeding"]),
        ("interactions", ["drug-interactions"]),
        ("children", ["dosage/children"]),
        ("dosage/children", ["dosage/children"]),
        ("dos/chil", ["dosage/children"]),
        ("pharmacokinetics", ["how-it-works/pharmacokinetics"]),
        ("faq", ["faqs"]),
        ("questions", ["faqs"]),
        ("warnings", ["precautions"]),
        ("serious", ["side-effects/serious"]),
    ],
)
def test_what_a_reader_types_finds_its_section(zelborine: Monograph, query: str, ids: list[str]) -> None:
    assert [section.id for section in select(zelborine, [query])] == ids


def test_several_are_given_in_the_order_asked_for_and_once(zelborine: Monograph) -> None:
    chosen = select(zelborine, ["precautions", "usage", "warnings"])

    assert [section.id for section in chosen] == ["precautions", "usage"]


@pytest.mark.parametrize("query", ["", "/", "xyz", "dosage/xyz", "xyz/children", "overdose"])
def test_an_unknown_section_lists_what_there_is(zelborine: Monograph, query: str) -> None:
    with pytest.raises(SectionNotFound) as caught:
        select(zelborine, [query])

    assert "dosage/children" in caught.value.sections
    assert str(caught.value).startswith("Zelborine has no section")


def test_a_prefix_of_several_sections_lists_them(zelborine: Monograph) -> None:
    with pytest.raises(SectionNotFound, match="beginning of several") as caught:
        select(zelborine, ["p"])

    assert caught.value.sections == ("pregnancy-and-breastfeeding", "popular-combinations", "precautions")


def test_a_line_of_bold_text_heads_what_follows_up_to_the_next_label(zelborine: Monograph) -> None:
    (section,) = select(zelborine, ["pharmacokinetics"])

    assert "Metabolism" in section.text
    assert "Mode of Action" not in section.text


def test_sections_of_two_drugs_are_both_given_each_with_its_drug() -> None:
    chosen = select(parse_file(CORPUS / "combined" / "deep" / "norvelol-zelborine.md"), ["dosage"])

    assert [section.part for section in chosen] == ["Norvelol", "Zelborine"]


def test_an_outline_lists_headings_beneath_their_sections(zelborine: Monograph) -> None:
    paths = [place.path for place in outline(zelborine)]

    assert paths[3:7] == ["how-it-works/pharmacokinetics", "dosage", "dosage/standard-dosage", "dosage/adults"]
