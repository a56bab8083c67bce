"""Markdown: the field's figures survive it."""

import pytest

from drugref.blocks import (
    BulletList,
    Code,
    Emphasis,
    Heading,
    Link,
    Note,
    NumberedList,
    Paragraph,
    Strong,
    Table,
    Text,
    blocks_text,
)
from drugref.markdown import parse_blocks, parse_inlines


def text_of(markdown: str) -> str:
    return blocks_text(parse_blocks(markdown))


@pytest.mark.parametrize(
    "line",
    [
        ">40 kg: 62.5 mg",
        "> 12 years, at most",
        ">= 1 year: 2.5 mg",
        "5*10^9/L … 6*10^3",
        "HLA-B*5701 and HLA-A*3101",
        "CYP2C19*2/*3 and *1/*17",
        "dibenzo[a,d]cycloheptene [12]",
        "a stray ** and a * stay",
        "at <40 kg or <body weight>",
        "~~struck~~",
        "[red]alert[/red]",
    ],
)
def test_text_that_looks_like_markup_is_kept(line: str) -> None:
    assert text_of(line) == line
    assert text_of(f"* {line}") == line


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("5-HT<sub>3</sub>", "5-HT₃"),
        ("H<sub>2A</sub>", "H2A"),
        ("Na<sup>+</sup>", "Na⁺"),
        ("10<sup>-3</sup>", "10⁻³"),
        ("10<sup>6.5</sup>", "10^6.5"),
        ("brand<sup>TM</sup>", "brandTM"),
        ("&lt;40&nbsp;kg &amp;amp;", "<40\u00a0kg &amp;"),
        ("one<br>two", "one\ntwo"),
        ("a  b\tc", "a b c"),
    ],
)
def test_scripts_entities_and_breaks(markdown: str, expected: str) -> None:
    assert text_of(markdown) == expected


def test_bullets_four_spaces_deep_are_bullets() -> None:
    assert parse_blocks("    * one\n    * two") == parse_blocks("* one\n* two")


def test_a_quotation_is_a_note() -> None:
    assert parse_blocks("> Quoted.") == (Note((Paragraph((Text("Quoted."),)),)),)


def test_a_line_of_bold_text_is_a_heading_but_a_bold_sentence_is_not() -> None:
    heading, sentence = parse_blocks("**Mode of Action:**\n\n**Never double the dose.**")

    assert heading == Heading("Mode of Action", "mode-of-action", 6)
    assert sentence == Paragraph((Strong((Text("Never double the dose."),)),))


def test_bold_text_alone_in_a_list_is_a_label_with_its_colon() -> None:
    assert text_of("* **Dialysis Patients:**\n    * 100 mg") == "Dialysis Patients:\n100 mg"


def test_a_source_definition_does_not_vanish() -> None:
    assert "https://example.invalid/x" in text_of("As shown. [1]\n\n[1]: https://example.invalid/x")


def test_a_line_over_a_rule_is_a_paragraph() -> None:
    assert parse_blocks("One line\n---\nmore") == (Paragraph((Text("One line"),)), Paragraph((Text("more"),)))


def test_every_kind_of_block_and_inline() -> None:
    blocks = parse_blocks(
        "3. *a* `b`\n4. [c](http://d) <http://e>\n\n- x\n  - y\n\n| h |\n|---|\n| 1 | 2 |\n\n```\ncode  kept\n```"
    )

    assert blocks == (
        NumberedList(
            (
                (Paragraph((Emphasis((Text("a"),)), Text(" "), Code("b"))),),
                (
                    Paragraph(
                        (Link((Text("c"),), "http://d"), Text(" "), Link((Text("http://e"),), "http://e"))
                    ),
                ),
            ),
            3,
        ),
        BulletList(((Paragraph((Text("x"),)), BulletList(((Paragraph((Text("y"),)),),))),)),
        Table(((Text("h"),), ()), (((Text("1"),), (Text("2"),)),)),
        Note((Paragraph((Code("code  kept"),)),)),
    )  # fmt: skip


def test_inlines_of_a_list_are_joined() -> None:
    assert parse_inlines("- **A:** b\n- c") == (Strong((Text("A:"),)), Text(" b"), Text(" "), Text("c"))


def test_an_image_keeps_its_words_and_address() -> None:
    assert text_of("![a tablet](tablet.png)") == "a tablet (tablet.png)"
