"""Faithfulness: a sound page is clean, and each way of leaving the label has its code."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from drugref.check.compare import compare
from drugref.check.run import Report, Selection, run_checks
from tests.conftest import DATA

Change = Callable[[str], str]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Give a copy of the proved monograph, its evidence and the labels."""
    shutil.copytree(DATA / "proved", tmp_path / "data")
    shutil.copytree(DATA / "labels", tmp_path / "labels")
    return tmp_path / "data"


def check(data: Path) -> Report:
    return run_checks([data], labels=data.parent / "labels", selection=Selection(("D5",)))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_proved_monograph_is_clean(data: Path) -> None:
    assert check(data).findings == ()


PAGE, EVIDENCE, LABEL = "data/monographs/zelborine.md", "data/evidence/zelborine.yaml", "labels/zelbo.json"


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "message"),
    [
        (PAGE, "Start with 20 mg", "Start with 200 mg", "D505", "is not in Dosage"),
        (PAGE, "for 14 days", "for 15 days", "D503", "'15 day' is not in the evidence"),
        (PAGE, "over 30 to 60 minutes", "over 60 to 30 minutes", "D503", "'30 minute' is not in the evidence"),
        (PAGE, "over 30 to 60 minutes", "over 30 to 60 hours", "D503", "'60 hour' is not in the evidence"),
        (PAGE, "10 mg once daily", "10 mg twice daily", "D503", "'2 times a day' is not in the evidence"),
        (PAGE, "- It may be taken up", "- It may be 3 mg. It may be taken up", "D502", "no evidence for 3 mg"),
        (EVIDENCE, '"14 days"', '"15 days"', "D504", "'15 day' is not in it"),
        (EVIDENCE, '["20 mg", "twice daily", "14 days"]', '["14 days", "20 mg"]', "D504", "not stand there in this order"),
        (EVIDENCE, '["3 days"]', '["3 days", "4 days"]', "D512", "the evidence has '4 day'"),
        (EVIDENCE, "Turnip extracts: avoid", "Turnips: avoid", "D506", "no evidence for the interaction with turnip"),
        (EVIDENCE, 'at: "7.1"', 'at: "7.9"', "D510", "ZELBO has no section '7.9'"),
        (EVIDENCE, "statements:", "statement:", "D501", "it has no list 'statements'"),
        (EVIDENCE, '    section: Dosage\n    source: aaaaaaaa-0000-0000-0000-000000000001\n    at: "2.3"', "    x: y",
         "D501", "an entry needs text"),
        (EVIDENCE, "monograph: zelborine", "monograph: [", "D501", "it is not YAML"),
        (PAGE, "below 15 mL/min: not to be used", "below 15 mL/min or 15 mL/min: not to be used", "D503", "15 mL"),
        (PAGE, "[turnip extracts]", "[parsnips]", "D513", "'parsnips' is not named in ZELBO 7.1"),
        (PAGE, "source: ZELBO 7.2", "source: ZELBO 9.2", "D513", "ZELBO has no section '9.2'"),
        (PAGE, "000000000001, version", "000000000009, version", "D507", "no label with the set id"),
        (PAGE, "version: 3, effective: 2026-01-15", "version: 2, effective: 2025-01-15", "D509", "is not on file"),
        (PAGE, "ingredients: [zelborine]", "ingredients: [norvelol]", "D514", "ZELBO is a label of ZELBORINE SODIUM"),
        (LABEL, "within 2.5 hours", "after at least 2.5 hours", "D511", "is turned round"),
        (LABEL, "SUDDEN HICCUPS and LOSS", "SUDDEN HICCUPS, GREEN EARS and LOSS", "D520", "'GREEN EARS' is not named"),
        (PAGE, "[Sudden hiccups, Loss of shadow]", "[Sudden hiccups, Loss of shadow, Purple knees]", "D521", "Purple knees"),
        (PAGE, "- **Endless Hiccups (ZELBO 5.1):** Count them.", "", "D522", "ZELBO 5.1 'Endless Hiccups'"),
        (PAGE, "- Known hypersensitivity to zelborine or to turnips (ZELBO 4).", "", "D523", "turnips"),
        (PAGE, "- A history of hiccups without end", "- Severe sunburn at breakfast\n- A history of hiccups without end",
         "D524", "no label has the contraindication 'Severe sunburn"),
    ],
)  # fmt: skip
def test_each_way_of_leaving_the_label_has_its_code(  # noqa: PLR0917 - a row of the table above
    data: Path, file: str, old: str, new: str, code: str, message: str
) -> None:
    edit(data.parent / file, old, new)

    found = [(finding.code, finding.message) for finding in check(data).findings]

    assert any(one == code and message in words for one, words in found), found


def test_a_newer_version_of_the_label_makes_a_monograph_stale(data: Path) -> None:
    label = data.parent / "labels" / "zelbo.json"
    newer = (
        label.read_text(encoding="utf-8").replace('"version": "3"', '"version": "4"').replace("20260115", "20260601")
    )
    (label.parent / "zelbo-4.json").write_text(newer, encoding="utf-8")

    assert [finding.message for finding in check(data).findings] == [
        "ZELBO of 2026-01-15 has a newer version of 2026-06-01"
    ]


def test_without_evidence_the_file_is_named(data: Path) -> None:
    (data / "evidence" / "zelborine.yaml").unlink()

    assert ("D501", "there is no evidence file evidence/zelborine.yaml") in [
        (finding.code, finding.message) for finding in check(data).findings
    ]


def test_a_label_that_has_no_contraindications_must_be_said_to_have_none(data: Path) -> None:
    label = data.parent / "labels" / "zelbo.json"
    start = label.read_text(encoding="utf-8")
    edit(label, start[start.index("ZELBO is contraindicated") : start.index('"],\n      "warnings')], "None.")

    messages = {finding.code: finding.message for finding in check(data).findings}

    assert "a contraindication of ZELBO is not named: 'None'" in messages["D523"]


def test_a_reviewer_sees_statement_and_passage(data: Path) -> None:
    pairs = list(compare([data], data.parent / "labels" / "zelbo.json"))

    first = pairs[0]
    assert (first.at, first.line) == ("2.1", 65)
    assert first.statement.startswith("Start with 20 mg by mouth twice daily for 14 days")
    assert "The recommended dose is 20 mg orally twice daily for 14 days" in first.passage
    assert len(pairs) == 7
