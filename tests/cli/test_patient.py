"""`show` for a patient, and `compare`: the command line answers, or says why not; nothing unexamined passes for safe."""

import json
from pathlib import Path

import pytest

from tests.conftest import Cli

PATIENT = ("--weight", "72", "--height", "175", "--age", "64", "--creatinine", "1.4", "--sex", "f")
DRUG = """---
title: Testine
---
## Dosage

* 8 mg/kg twice daily, at most 600 mg daily.
* 75 mg/m² once.
* Creatinine clearance 30 to 59 mL/min: half.
* eGFR below 30 mL/min/1.73 m²: none.

## Overdose

## Usage

Water.
"""


@pytest.fixture
def testine(corpus: Path) -> None:
    (corpus / "testine.md").write_text(DRUG, encoding="utf-8")


@pytest.mark.usefixtures("testine")
@pytest.mark.parametrize("arguments", [("--plain",), ("--width", "400"), ("--color", "always", "--width", "400"), ()])
def test_every_medium_shows_the_amounts_and_how_they_came(cli: Cli, arguments: tuple[str, ...]) -> None:
    result = cli("show", "testine", "--section", "dosage", *PATIENT, *arguments)

    text = " ".join(result.stdout.replace("\x1b[0m", "").replace("\x1b[1m", "").split())
    assert result.exit_code == 0
    for part in (
        "BSA (Mosteller) = sqrt(175 x 72 / 3600) = 1.87 m2",
        "CrCl (Cockcroft-Gault) = (140 - 64) x 72 x 0.85 / (72 x 1.4) = ~46.14 mL/min",
        "drugref only does arithmetic on what is written.",
        "Information, not medical advice.",
        "8 mg/kg = 576 mg",
        "75 mg/m² = 140.25 mg once.",
        "Thresholds of kidney function: 1 of 2 hold the patient's CrCl, and are marked.",
    ):
        assert part in text.replace("│ ", "").replace("| ", "")
    assert "30 to 59 mL/min [holds the patient's CrCl, ~46.14 mL/min]: half." in text
    assert "30 mL/min/1.73 m² [CrCl not compared: stated in GFR]: none." in text


@pytest.mark.usefixtures("testine")
def test_json_holds_what_was_computed_in_each_section(cli: Cli) -> None:
    record = json.loads(cli("show", "testine", "--section", "dosage", *PATIENT, "--json").stdout)

    assert record["patient"] == {
        "weight": "72", "height": "175", "bsa": None, "age": "64", "creatinine": "1.4", "sex": "female",
    }  # fmt: skip
    assert record["computed"]["bsa"] == "1.87"
    assert record["computed"]["creatinine_clearance"].startswith("46.142857")
    first, second = record["sections"][0]["amounts"]
    assert (first["written"], first["products"], first["product_unit"]) == ("8 mg/kg", ["576"], "mg")
    assert first["maxima"][0]["state"] == "not compared"
    assert (second["factor"], second["products"]) == ("1.87", ["140.25"])
    assert [each["state"] for each in record["sections"][0]["thresholds"]] == ["holds", "not compared"]


@pytest.mark.usefixtures("testine")
def test_a_page_without_such_an_amount_says_that_it_is_no_dose_for_every_weight(cli: Cli) -> None:
    result = cli("show", "testine", "--section", "usage", "--weight", "72", "--width", "400")

    assert "No amount per kg or per m2 stands in this section; that is not a dose for every weight." in result.stdout


@pytest.mark.usefixtures("testine")
def test_a_body_that_is_not_given_leaves_its_amounts_and_says_so(cli: Cli) -> None:
    result = cli("show", "testine", "--weight", "72", "--width", "400")

    assert "Amounts per m2 stand as written (1): give --height and --weight, or --bsa" in result.stdout
    assert "75 mg/m² once." in result.stdout


@pytest.mark.usefixtures("testine")
@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("show", "testine", "-s", "dosage", "--weight", "720"), 2, "720 kg is outside 0.3 to 400 kg"),
        (("show", "testine", "-s", "dosage", "--weight", "heavy"), 2, "takes a number of kg"),
        (("show", "testine", "-s", "dosage", "--height", "175"), 2, "give --weight too"),
        (("show", "testine", "-s", "dosage", "--age", "64"), 2, "--creatinine and --sex and --weight"),
        (("show", "testin", "--weight", "72"), 3, "No monograph for 'testin'"),
        (("show", "testine", "-s", "overdose", "--weight", "72"), 3, "no dose was examined"),
        (("show", "testine", "-s", "pregnancy", "--weight", "72"), 3, "It has:"),
        (("show", "testine + nothing", "--weight", "72"), 3, "No monograph"),
        (("show", "broken", "--weight", "72"), 4, "broken.md"),
        (("compare", "testine"), 2, "at least two drugs"),
        (("compare", "testine", "TESTINE"), 2, "open the same monograph, Testine"),
        (("compare", "zelbo", "Zelborine"), 2, "open the same monograph, Zelborine"),
        (("compare", "testine", "testin"), 3, "No monograph for 'testin'"),
        (("compare", "testine", "questamine"), 3, "is the name of 2 monographs"),
        (("compare", "testine", "testine + zelborine"), 3, "No monograph"),
        (("compare", "testine", "zelborine", "-s", "nonsense"), 3, "has no section 'nonsense'"),
        (("compare", "testine", "broken"), 4, "broken.md"),
    ],
)
def test_what_was_not_examined_is_never_an_answer(
    cli: Cli, corpus: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    (corpus / "broken.md").write_text("---\ntitle: Broken\n")

    for more in ((), ("--json",), ("--plain",)):
        result = cli(*arguments, *more)

        assert (result.exit_code, result.stdout) == (code, "")
        assert message in " ".join(result.stderr.split())
        assert "safe" not in result.stderr.replace("no evidence", "")


def test_a_comparison_of_labels_from_a_brand_and_a_combination(cli: Cli) -> None:
    result = cli("compare", "ZELBO", "norvelol + zelborine", "--width", "100")

    assert result.exit_code == 0
    assert result.stdout.startswith("Zelborine ")
    assert "BOXED WARNING: Sudden invisibility" in result.stdout.partition("Mechanism of Action")[0]


@pytest.mark.usefixtures("testine")
def test_json_of_a_comparison_tells_states_and_words_without_marks(cli: Cli) -> None:
    record = json.loads(cli("compare", "testine", "zelborine", "-s", "overdose", "-s", "dosage", "--json").stdout)

    assert [cell["state"] for cell in record["rows"][0]["cells"]] == ["empty", "no such section"]
    assert {"8", "600", "clearance"} <= set(record["rows"][1]["cells"][0]["only"])
    assert "«" not in json.dumps(record, ensure_ascii=False)
