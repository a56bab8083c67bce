"""Folding: what looks alike meets, and folding twice is folding once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drugref.analysis import escape_controls, fold, slugify, squash


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("5-HT₁ₐ", "5ht1a"),
        ("β-Carotene", "beta carotene"),
        ("Coenzyme Q₁₀", "coenzyme q10"),
        ("Ménière", "meniere"),
        ("Ringer's Lactate", "ringers-lactate"),
        ("µ", "μ"),
        ("Straße", "STRASSE"),
    ],
)
def test_what_looks_alike_is_squashed_alike(left: str, right: str) -> None:
    assert squash(left) == squash(right)


def test_figures_keep_names_apart() -> None:
    assert squash("Vitamin B1") != squash("Vitamin B12")


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert squash(squash(text)) == squash(text)


@given(st.text())
def test_no_control_character_is_left(text: str) -> None:
    clean = escape_controls(text)

    assert not [char for char in clean if (ord(char) < 32 and char not in "\n\t") or 0x7F <= ord(char) < 0xA0]
    assert escape_controls(clean) == clean


def test_an_escape_is_shown_not_dropped() -> None:
    assert escape_controls("a\x1b]0;x\x07\u202e\udcff") == "a\\x1b]0;x\\x07\\u202e\\xff"


def test_a_title_becomes_an_id() -> None:
    assert slugify("Receptor Binding/Enzyme Inhibition:") == "receptor-binding-enzyme-inhibition"
