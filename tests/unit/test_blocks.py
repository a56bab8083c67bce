"""Blocks: records of different types differ, and JSON gives back what went in."""

from hypothesis import given
from hypothesis import strategies as st

from drugref.blocks import (
    Block,
    BulletList,
    Code,
    Emphasis,
    Heading,
    Inline,
    Link,
    Note,
    NumberedList,
    Paragraph,
    Strong,
    Table,
    Text,
    dumps_blocks,
    loads_blocks,
    text_lines,
)

words = st.text(min_size=1, max_size=8)
leaf: st.SearchStrategy[Inline] = st.one_of(words.map(Text), words.map(Code))
inlines = st.recursive(
    st.lists(leaf, max_size=3).map(tuple),
    lambda inner: st.lists(
        st.one_of(leaf, inner.map(Strong), inner.map(Emphasis), st.builds(Link, inner, words)), max_size=3
    ).map(tuple),
    max_leaves=6,
)
simple: st.SearchStrategy[Block] = st.one_of(
    inlines.map(Paragraph),
    st.builds(Heading, words, words, st.integers(3, 6)),
    st.builds(lambda cell: Table((cell, cell), ((cell, cell),)), inlines),
)
blocks = st.recursive(
    st.lists(simple, max_size=3).map(tuple),
    lambda inner: st.lists(
        st.one_of(
            simple,
            inner.map(Note),
            st.lists(inner, max_size=3).map(tuple).map(BulletList),
            st.builds(NumberedList, st.lists(inner, max_size=3).map(tuple), st.integers(0, 9)),
        ),
        max_size=3,
    ).map(tuple),
    max_leaves=8,
)


def test_records_of_different_types_differ() -> None:
    strong: Inline = Strong((Text("a"),))
    emphasis: Inline = Emphasis((Text("a"),))
    bare: object = ("a",)

    assert strong != emphasis
    assert Text("a") != bare
    assert Text("a") == Text("a")
    assert len({Text("a"), Code("a"), Text("a")}) == 2


@given(blocks)
def test_json_gives_back_what_went_in(value: tuple[Block, ...]) -> None:
    assert loads_blocks(dumps_blocks(value)) == value


def test_lines_stand_in_reading_order() -> None:
    table = Table(((Text("h"),), (Text("i"),)), (((Text("1"),), (Text("2"),)),))
    value = (Heading("T", "t", 3), BulletList(((Paragraph((Text("a"),)), Note((table,))),)), Paragraph((Code("z"),)))

    assert list(text_lines(value)) == ["T", "a", "h | i", "1 | 2", "z"]
