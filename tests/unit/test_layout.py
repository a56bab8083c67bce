"""Layout: text wraps at spaces, in cells, and no word is lost at any width."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drugref.blocks import Block, Blocks, Paragraph, Table, Text
from drugref.markdown import parse_blocks
from drugref.render.layout import PLAIN, TERMINAL, Glyphs, Sheet
from drugref.render.monograph import monograph_page
from drugref.render.plain import plain_page
from drugref.render.wrapping import Span, cells, wrap
from tests.conftest import CORPUS, parse_file
from tests.unit.test_blocks import blocks


def page(markdown: str, width: int = 40, glyphs: Glyphs = PLAIN) -> str:
    sheet = Sheet(width, glyphs)
    sheet.blocks(parse_blocks(markdown))
    return plain_page(sheet)


def lines_of(text: str, width: int) -> list[str]:
    return ["".join(span.text for span in line) for line in wrap([Span(text)], width)]


def test_lists_hang() -> None:
    assert page(
        "* one two three four five six seven eight nine\n    1. ten\n    2. eleven twelve thirteen fourteen f"
    ) == ("- one two three four five six seven\n  eight nine\n  1. ten\n  2. eleven twelve thirteen fourteen f\n")


def test_a_figure_stays_with_its_unit() -> None:
    assert lines_of("give at most 5 mg/kg daily", 16) == ["give at most", "5 mg/kg daily"]
    assert lines_of("patients weighing > 40 kg", 20) == ["patients weighing", "> 40 kg"]


def test_a_word_wider_than_the_line_stays_whole() -> None:
    assert lines_of("a diphenylmethylpiperazine b", 10) == ["a", "diphenylmethylpiperazine", "b"]


def test_width_is_counted_in_cells() -> None:
    assert cells("体温") == 4
    assert cells("e\u0301") == 1
    assert lines_of("体温 38 度 a", 7) == ["体温 38", "度 a"]


def test_a_style_that_changes_inside_a_word_does_not_part_it() -> None:
    spans = [Span("Dose", "strong"), Span(": 5"), Span("x", "emphasis"), Span(" mg")]

    assert ["".join(span.text for span in line) for line in wrap(spans, 80)] == ["Dose: 5x mg"]


def test_a_narrow_table_stands_in_columns() -> None:
    assert page("| a | bb |\n|---|---|\n| ccc | d |") == "a    bb\n---  --\nccc  d\n"


WIDE = "| Weight | Dose by day |\n|---|---|\n| below 40 kg | one tablet in the morning and one at night |"


def test_a_wide_table_turns_into_labels_and_values_in_a_pipe() -> None:
    assert page(WIDE) == (
        "Weight | Dose by day\n- Weight: below 40 kg\n  Dose by day: one tablet in the\n    morning and one at night\n"
    )


def test_a_wide_table_wraps_its_cells_on_a_terminal() -> None:
    assert page(WIDE, 40, TERMINAL) == (
        "Weight       Dose by day\n"
        "-----------  ---------------------------\n"
        "below 40 kg  one tablet in the morning\n"
        "             and one at night\n"
    )


def test_a_table_is_never_cropped() -> None:
    assert "tablet" in page(WIDE, 20, TERMINAL)


def test_control_characters_are_shown() -> None:
    sheet = Sheet(40)
    sheet.put("a\x1b[31mb\u202e")

    assert plain_page(sheet) == "a\\x1b[31mb\\u202e\n"


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def in_order(wanted: list[str], found: list[str]) -> bool:
    rest = iter(found)
    return all(word in rest for word in wanted)


def _words_of(value: Blocks) -> list[str]:
    from drugref.analysis import escape_controls
    from drugref.blocks import blocks_text

    return words(escape_controls(blocks_text(value)))


@given(blocks, st.integers(20, 120), st.sampled_from([PLAIN, TERMINAL]))
def test_every_word_reaches_the_page_at_any_width(value: tuple[Block, ...], width: int, glyphs: Glyphs) -> None:
    sheet = Sheet(width, glyphs)
    sheet.blocks(value)
    found = words(plain_page(sheet))

    if glyphs is PLAIN:
        assert in_order(_words_of(value), found)
    else:
        assert sorted(set(_words_of(value))) == sorted(set(_words_of(value)) & set(found))


@pytest.mark.parametrize("path", sorted(CORPUS.rglob("*.*")), ids=lambda path: path.stem)
@pytest.mark.parametrize("width", [20, 40, 80, 120, 400])
def test_a_whole_monograph_reaches_the_page_in_order(path: object, width: int) -> None:
    monograph = parse_file(path)  # type: ignore[arg-type]
    sheet = Sheet(width)
    monograph_page(sheet, monograph)
    text = plain_page(sheet)

    for section in monograph.sections:
        assert in_order(words(section.text), words(text))
    assert not [line for line in text.splitlines() if cells(line) > width and " " in line.strip() and width >= 40]


def test_cells_of_a_table_row_may_be_empty() -> None:
    sheet = Sheet(30)
    sheet.block(Table(((Text("a"),), ()), (((), (Text("b"),)),)), indent=0)

    assert words(plain_page(sheet)) == ["a", "b"]
    assert Paragraph(())  # an empty paragraph is a block too
