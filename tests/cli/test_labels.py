"""The commands that read imported labels."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from drugref.library import Library
from drugref.locations import imported_labels
from tests.conftest import DATA, Cli
from tests.unit.test_importing import record, write

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


@pytest.mark.parametrize("name", ["", "no/such/report.txt", "zelbo.json"])
def test_a_report_that_cannot_be_written_is_told_before_anything_is_imported(
    cli: Cli, tmp_path: Path, name: str
) -> None:
    label = tmp_path / "zelbo.json"
    label.write_bytes((LABELS / "zelbo.json").read_bytes())

    result = cli("import", str(label), "--report", str(tmp_path / name))

    assert result.exit_code == 2
    assert "the report" in result.stderr
    assert label.read_bytes() == (LABELS / "zelbo.json").read_bytes()
    assert not imported_labels().exists()


def test_a_damaged_library_leaves_the_monographs_readable_and_says_so(imported: Cli) -> None:
    imported_labels().write_bytes(imported_labels().read_bytes()[:5000])

    result = imported("show", "zelborine", "--section", "dosage")

    assert (result.exit_code, result.stderr.count("is damaged")) == (0, 1)
    assert "left out of this answer" in result.stderr
    for command in (("labels",), ("changes", "zelbo"), ("show", "norvo"), ("summary", "norvo")):
        assert imported(*command).exit_code == 4
    assert imported("list").exit_code == 0


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the name of a folder is text")
def test_a_data_directory_whose_name_is_no_text_will_do(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))

    assert cli("import", str(LABELS)).exit_code == 0
    assert cli("show", "norvelol").exit_code == 0


def test_a_folder_that_cannot_be_written_is_one_line(cli: Cli) -> None:
    imported_labels().parent.parent.mkdir(parents=True, exist_ok=True)
    imported_labels().parent.write_text("no folder")

    result = cli("import", str(LABELS))

    assert result.exit_code == 4
    assert result.stderr.endswith("cannot be written (File exists); nothing was imported.\n")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signal")
def test_an_interrupted_import_says_what_is_kept(tmp_path: Path) -> None:
    file = write(tmp_path / "many.json", *(record(number) for number in range(15_000)))
    # A shell that runs its tests in the background lets them ignore the signal.
    program = "import signal; signal.signal(2, signal.default_int_handler); from drugref.__main__ import main; main()"
    process = subprocess.Popen([sys.executable, "-c", program, "import", str(file)], stderr=subprocess.PIPE, text=True)
    while not imported_labels().exists() or imported_labels().stat().st_size < 200_000:
        time.sleep(0.005)

    process.send_signal(signal.SIGINT)

    _, message = process.communicate()
    assert process.returncode == 130
    assert re.fullmatch(
        r"The import was interrupted. Kept: [\d,]+ whole batch(es)?, [\d,]+ labels. Run it again.*\n", message
    )
    with Library(imported_labels()) as library:
        assert library.count() % 500 == 0
        assert library.count() > 0
