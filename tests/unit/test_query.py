"""Queries: whatever a person types is valid, and means what they would expect."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drugref.query import MOST_WORDS, parse_query


def expression(text: str) -> str:
    return parse_query(text).expression


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("zelborine", '(("zelborine"))'),
        ("red fever", '(("red")) AND (("fever" OR "pyrexia"))'),
        ('"red fever"', '(("red fever"))'),
        ('"red fever', '(("red fever"))'),
        ("blue OR green", '(("blue") OR ("green"))'),
        ("blue OR", '(("blue"))'),
        ("OR OR", ""),
        ("blue -green", '((("blue"))) NOT (("green"))'),
        ("-green", ""),
        ("teratogen*", '(("teratogen"*))'),
        ("what is the zelborine", '(("zelborine"))'),
        ("what is the", '(("what")) AND (("is")) AND (("the"))'),
        ("5-HT₁ₐ", '(("5ht1a" OR "5 ht1a"))'),
        ("<40%", '(("40"))'),
        ("HLA-B*5701", '(("hlab5701" OR "hla b 5701"))'),
        ("C++", '(("c"))'),
        ("🤒 ((( \" ' :", ""),
        ("Doses", '(("dose" OR "dosage" OR "dosing"))'),
        ("haemoglobin", '(("haemoglobin" OR "hemoglobin"))'),
    ],
)
def test_a_query_in_the_language_of_the_index(text: str, expected: str) -> None:
    assert expression(text) == expected


def test_a_phrase_of_several_words_has_synonyms_too() -> None:
    query = parse_query("high blood pressure")

    assert query.expression == '(("high blood pressure" OR "hypertension"))'
    assert query.added == ("hypertension",)


def test_a_section_may_be_named_in_the_query() -> None:
    query = parse_query("zelborine section:dosage")

    assert (query.section, query.expression) == ("dosage", '(("zelborine"))')


def test_ten_kilobytes_of_text_are_cut_and_it_is_said() -> None:
    query = parse_query("fever drop " * 1000)

    assert query.is_cut
    assert len(query.groups) == MOST_WORDS


@given(
    st.text(alphabet=st.sampled_from("ab 15-*\"()+:^{}OR NOT AND'\\%é₂αß\x00\n"), max_size=60) | st.text(max_size=60)
)
def test_any_text_is_a_valid_query(text: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("create virtual table search using fts5 (title, heading, text)")
    words = expression(text)
    if words:
        connection.execute("select * from search where search match ?", (words,)).fetchall()
    connection.close()
