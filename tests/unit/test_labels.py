"""Official labels as passages that can be cited."""

import json
from pathlib import Path

import pytest

from drugref.labels.label import numbered_parts
from drugref.labels.openfda import read_record
from drugref.labels.shelf import Shelf
from tests.conftest import DATA

LABELS = DATA / "labels"
ZELBO = "aaaaaaaa-0000-0000-0000-000000000001"
NORVO = "bbbbbbbb-0000-0000-0000-000000000002"


def test_an_openfda_record_is_parted_at_its_numbered_headings() -> None:
    (label,) = Shelf(LABELS).labels(ZELBO)

    assert (label.name, label.version, label.effective) == ("ZELBO", "3", "2026-01-15")
    assert [passage.number for passage in label.passages if passage.number.startswith("2")] == [
        "2",
        "2.1",
        "2.2",
        "2.3",
    ]
    assert label.cited("2.3")[0].text == "2.3 Missed Dose Take a missed dose within 2.5 hours."


def test_references_and_doses_are_no_headings() -> None:
    text = "2 DOSAGE Adults ( 2.1 ) 2.1 Adults Give 2.5 mg, then see Dosage (2.3). 2.2 Children None ( 2.1 )"

    assert [number for number, _ in numbered_parts(text, "2")] == ["2.1", "2.2"]


def test_numbers_that_openfda_broke_are_headings_still() -> None:
    text = "5 WARNINGS 5.1 One Words. 5 .2 Two Words. 5. 3 Three Words."

    assert [number for number, _ in numbered_parts(text, "5")] == ["5.1", "5.2", "5.3"]


@pytest.mark.parametrize(
    ("place", "field"),
    [
        ("Boxed Warning", "boxed_warning"),
        ("dosage and administration", "dosage_and_administration"),
        ("4", "contraindications"),
    ],
)
def test_a_section_is_cited_by_name_or_number(place: str, field: str) -> None:
    (label,) = Shelf(LABELS).labels(ZELBO)

    assert [passage.field for passage in label.cited(place)] == [field]


def test_a_place_that_a_label_does_not_have_gives_nothing() -> None:
    (label,) = Shelf(LABELS).labels(ZELBO)

    assert label.cited("9.9") == label.cited("") == ()


def test_spl_keeps_lists_tables_and_raised_figures_and_leaves_out_the_highlights() -> None:
    (label,) = Shelf(LABELS).labels(NORVO)

    (adults,) = label.cited("2.1")
    assert adults.title == "Adults"
    assert adults.text == (
        "2.1 Adults Give 4 mg/m² daily, at CO₂ < 50 mmHg. first item second item Weight Dose 10 kg 1 mg"
    )
    assert (label.brands, label.generics, label.effective) == (("NORVO",), ("norvelol",), "2025-06-30")


def test_versions_of_one_label_come_oldest_first(tmp_path: Path) -> None:
    for version, date in (("2", "20240101"), ("1", "20230101")):
        record = {"set_id": ZELBO, "version": version, "effective_time": date, "overdosage": ["10 OVERDOSAGE None."]}
        (tmp_path / f"{version}.json").write_text(json.dumps(record))

    assert [label.version for label in Shelf(tmp_path).labels(ZELBO.upper())] == ["1", "2"]


def test_an_extract_has_its_texts_under_sections() -> None:
    extract = {"sections": {"contraindications": "4 CONTRAINDICATIONS None"}, "openfda_meta": {"spl_set_id": ["x"]}}

    label = read_record(extract, "extract.json")

    assert (label.set_id, label.effective, label.cited("4")[0].text) == ("x", "", "4 CONTRAINDICATIONS None")
