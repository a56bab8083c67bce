"""Inhibitors, inducers and substrates, as interactions name them."""

import pytest

from drugref.enzymes import Trait, is_of, mentions
from drugref.membership import own_traits


def named(text: str) -> list[str]:
    return [trait.name for mention in mentions(text) for trait in mention.traits]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("strong CYP3A inhibitors", ["strong CYP3A4 inhibitors"]),
        ("potent inhibitors of cytochrome P450 3A4", ["strong CYP3A4 inhibitors"]),
        ("CYP2C9 and CYP2C19 substrates", ["CYP2C9 substrates", "CYP2C19 substrates"]),
        ("moderate or weak CYP1A2 inhibitors", ["moderate CYP1A2 inhibitors", "weak CYP1A2 inhibitors"]),
        ("drugs mainly metabolized by CYP2D6", ["CYP2D6 substrates"]),
        ("drugs that inhibit P-glycoprotein", ["P-gp inhibitors"]),
        ("protease inhibitors", []),
        ("It is metabolized by the liver", []),
    ],
)
def test_a_class_is_read_in_any_of_its_forms(text: str, names: list[str]) -> None:
    assert named(text) == names


def test_a_drug_of_no_stated_strength_is_no_strong_inhibitor() -> None:
    plain, strong = Trait("", "CYP3A4", "inhibitor"), Trait("strong", "CYP3A4", "inhibitor")
    asked_strong, asked_any = (next(mentions(text)) for text in ("strong CYP3A4 inhibitors", "CYP3A4 inhibitors"))

    assert not is_of(asked_strong, frozenset({plain}))
    assert is_of(asked_strong, frozenset({strong}))
    assert is_of(asked_any, frozenset({strong}))


def test_a_combined_inhibitor_must_inhibit_both() -> None:
    combined = next(mentions("combined P-gp and strong CYP3A4 inhibitors"))
    p_gp, cyp = Trait("", "P-gp", "inhibitor"), Trait("strong", "CYP3A4", "inhibitor")

    assert not is_of(combined, frozenset({cyp}))
    assert is_of(combined, frozenset({p_gp, cyp}))


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("It is metabolized by CYP3A4 and CYP2A6.", ["CYP3A4 substrates", "CYP2A6 substrates"]),
        ("About 5% is metabolized by CYP2E1 to fluoride.", ["CYP2E1 substrates"]),
        ("Strongly inhibits P-glycoprotein and BCRP.", ["strong P-gp inhibitors", "strong BCRP inhibitors"]),
        ("By the ultimate estimate it is metabolized by the mates of CYP2D6.", ["CYP2D6 substrates"]),
        ("Metabolism: not by CYP2D6.", []),
    ],
)
def test_a_monograph_s_own_sentence_says_what_its_drug_does_to_enzymes(text: str, classes: list[str]) -> None:
    assert list(dict.fromkeys(trait.name for trait in own_traits(text))) == classes
