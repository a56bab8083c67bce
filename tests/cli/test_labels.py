"""The commands that read imported labels."""

import json
from pathlib import Path

import pytest

from tests.conftest import DATA, Cli

LABELS = DATA / "labels"


@pytest.fixture
def imported(cli: Cli) -> Cli:
    """Import the two invented labels into the home of the test."""
    assert cli("import", str(LABELS)).exit_code == 0
    return cli


def newer_zelbo(folder: Path) -> Path:
    text = (LABELS / "zelbo.json").read_text(encoding="utf-8")
    text = text.replace('"version": "3"', '"version": "4"').replace("20260115", "20260601")
    file = folder / "newer.json"
    file.write_text(
        text.replace("is 20 mg orally", "is 40 mg orally").replace("5.2 Loss of Shadow", "5.2 Loss of Light")
    )
    return file


def test_import_counts_and_says_what_it_refused(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "junk.xml").write_text("<junk/>")

    result = cli("import", str(LABELS), str(tmp_path / "junk.xml"), "--report", str(tmp_path / "report.txt"))

    assert result.exit_code == 0
    assert "Imported   2" in result.stdout
    assert "Refused    1" in result.stdout
    assert "not Structured Product Labeling" in (tmp_path / "report.txt").read_text()


def test_import_of_nothing_but_junk_exits_4(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "junk.xml").write_text("<junk/>")

    assert cli("import", str(tmp_path / "junk.xml")).exit_code == 4
    assert cli("import", str(tmp_path / "gone.xml")).exit_code == 2


def test_a_drug_without_a_monograph_opens_its_label(imported: Cli) -> None:
    result = imported("show", "norvelol", data=str(LABELS.parent / "proved"))

    assert result.exit_code == 0
    assert "An official label" in result.stdout
    assert "Give 4 mg/m² daily" in result.stdout


def test_a_monograph_comes_before_labels_and_says_how_many_there_are(imported: Cli) -> None:
    result = imported("show", "zelborine", "--section", "dosage")

    assert "aaaaaaaa-0000" not in result.stdout
    assert "1 official label is imported: drugref labels zelborine" in result.stderr


def test_a_brand_or_a_set_id_opens_its_label(imported: Cli) -> None:
    for name in ("norvo", "bbbbbbbb-0000-0000-0000-000000000002"):
        assert imported("show", name, "--section", "contraindications").stdout.startswith("norvelol")


def test_labels_lists_what_tells_them_apart(imported: Cli) -> None:
    result = imported("labels", "zelborine")

    assert "effective 2026-01-15; version 3" in result.stdout
    assert "set id aaaaaaaa-0000-0000-0000-000000000001" in result.stdout
    assert imported("labels").stdout.split() == ["1", "norvelol", "1", "zelborine"]
    assert json.loads(imported("labels", "zelbo", "--json").stdout)[0]["drug"] == "zelborine"


def test_changes_tells_what_a_new_version_says(imported: Cli, tmp_path: Path) -> None:
    assert imported("import", str(newer_zelbo(tmp_path))).exit_code == 0

    result = imported("changes", "zelbo")

    assert "Version 4 of 2026-06-01, against version 3 of 2026-01-15" in result.stdout
    assert "is [-20-] {+40+} mg orally twice daily" in " ".join(result.stdout.split())
    assert "Loss of [-Shadow-] {+Light+}" in " ".join(result.stdout.split())
    assert json.loads(imported("changes", "zelbo", "--json").stdout)["changes"][0]["id"] == "dosage"


def test_without_labels_the_commands_say_how_to_get_them(cli: Cli) -> None:
    for command in (("labels",), ("changes", "zelbo")):
        result = cli(*command)
        assert result.exit_code == 3
        assert "drugref import FILE" in result.stderr


def test_what_is_not_imported_is_not_found(imported: Cli) -> None:
    assert imported("labels", "aspirin").exit_code == 3
    assert imported("changes", "aspirin").exit_code == 3
    assert "Only one version" in imported("changes", "zelbo").stderr


def test_check_learns_of_stale_monographs_from_imported_labels(imported: Cli, tmp_path: Path) -> None:
    proved = str(LABELS.parent / "proved")
    before = imported("check", proved, "--select", "D508")
    imported("import", str(newer_zelbo(tmp_path)))

    after = imported("check", proved, "--select", "D508")
    with_labels = imported("check", proved, "--select", "D508", "--labels", str(tmp_path))

    assert before.stdout == ""
    assert "D508 ZELBO of 2026-01-15 has a newer version of 2026-06-01" in after.stdout
    assert with_labels.stdout.count("D508") == 1
