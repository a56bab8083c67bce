"""Where monographs speak of a drug, and what they say on a topic."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from drugref import lookup
from drugref.cautions import NO_TEXT, QUOTED, SILENT, Caution, cautions, topic_named
from drugref.collection import places
from drugref.compendium import Compendium
from drugref.errors import UsageError
from drugref.mentions import Mentions, mentions, mentions_of_name
from drugref.quotes import Quoter
from tests.conftest import DATA, parse_body, parse_file

MEETING = DATA / "meeting"


@pytest.fixture(params=["compiled", "opened"])
def meeting(request: pytest.FixtureRequest) -> Iterator[Compendium]:
    found = places([MEETING], bundled=False, user=False)
    if request.param == "opened":
        Compendium(found).close()
    with Compendium(found) as opened:
        yield opened


def mentioned(compendium: Compendium, name: str) -> Mentions:
    return mentions(compendium, lookup.find(compendium, name), Quoter(compendium.file_of))


def test_a_drug_is_found_where_it_is_named_before_where_its_class_is(meeting: Compendium) -> None:
    found = mentioned(meeting, "Cumazin")

    assert [(one.slug, [mention.kind for mention in one.mentions]) for one in found.speakers] == [
        ("celovane", ["named"]),
        ("simvane-ezetane", ["class"]),
    ]
    belongs = found.speakers[1].mentions[0].belongs
    assert belongs is not None
    assert belongs.text == "Vitamin K antagonist"


def test_what_is_excepted_from_a_class_is_no_mention_of_it(meeting: Compendium) -> None:
    speakers = {one.slug: [mention.kind for mention in one.mentions] for one in mentioned(meeting, "celovane").speakers}

    assert speakers["warfazine"] == ["named", "named"]


def test_a_name_without_a_monograph_is_looked_for_as_it_is_written(meeting: Compendium) -> None:
    found = mentions_of_name(meeting, "grape tea", Quoter(meeting.file_of))

    assert found.about is None
    assert [mention.quote.text for one in found.speakers for mention in one.mentions] == [
        "Grape tea: avoid (CUMAZIN 7.3)."
    ]


@pytest.mark.parametrize("name", ["ape tea", "rape", "xyzzy", "+"])
def test_a_name_is_never_found_inside_another_word(meeting: Compendium, name: str) -> None:
    assert not mentions_of_name(meeting, name, Quoter(meeting.file_of)).speakers


def said_on(topic: str, path: Path) -> Caution:
    return cautions(topic_named(topic), [parse_file(path)], Quoter(lambda _: path)).cautions[0]


def test_a_topic_quotes_what_stands_under_its_label_and_what_has_its_words() -> None:
    assert [quote.text for quote in said_on("lactation", MEETING / "naprovane.md").quotes] == [
        "Breastfeeding: Little passes into milk (NAPRO 8.2)."
    ]
    assert [quote.text for quote in said_on("pregnancy", MEETING / "naprovane.md").quotes] == [
        "Pregnancy: Avoid from week 30 (NAPRO 8.1)."
    ]
    assert said_on("renal", MEETING / "warfazine.md").quotes[0].line == 39


@pytest.mark.parametrize(("topic", "state"), [("renal", QUOTED), ("children", SILENT)])
def test_a_monograph_that_says_nothing_on_it_is_listed_as_that(topic: str, state: str) -> None:
    assert said_on(topic, MEETING / "warfazine.md").state == state


def test_a_monograph_without_a_text_is_not_called_silent() -> None:
    found = cautions(topic_named("renal"), [parse_body("## Usage\n\n-\n")], Quoter(lambda _: None))

    assert found.cautions[0].state == NO_TEXT
    assert not found.is_examined


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("renal", "Reduce the dose when creatinine clearance is below 30 mL/min."),
        ("hepatic", "Not in severe liver disease."),
        ("elderly", "Patients aged 65 or older need less."),
        ("children", "Not studied below 12 years."),
        ("lactation", "Not for nursing mothers."),
        ("pregnancy", "It can harm the fetus."),
    ],
)
def test_a_topic_is_known_by_its_words(topic: str, text: str) -> None:
    found = cautions(topic_named(topic), [parse_body(f"## Precautions\n\n{text}\n")], Quoter(lambda _: None))

    assert [quote.text for quote in found.cautions[0].quotes] == [text]


@pytest.mark.parametrize(
    ("topic", "text"), [("renal", "Adrenal crisis."), ("elderly", "Keep it in a folder."), ("hepatic", "Last dose.")]
)
def test_a_word_that_only_looks_like_one_is_none(topic: str, text: str) -> None:
    found = cautions(topic_named(topic), [parse_body(f"## Precautions\n\n{text}\n")], Quoter(lambda _: None))

    assert found.cautions[0].state == SILENT


def test_a_word_that_is_no_topic_names_those_there_are() -> None:
    with pytest.raises(UsageError, match="renal, hepatic, pregnancy, lactation, elderly, children"):
        topic_named("weather")
