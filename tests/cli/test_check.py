"""The command `check`: lines, counts, exit codes, JSON and SARIF."""

import json
from pathlib import Path

from tests.conftest import DATA, Cli

PROVED, LABELS = str(DATA / "proved"), str(DATA / "labels")


def test_a_clean_page_exits_0_and_counts_on_stderr(cli: Cli) -> None:
    result = cli("check", PROVED, "--labels", LABELS)

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "1 file checked: 0 errors, 0 warnings, 0 notes.\n"


def test_an_error_is_a_line_and_exit_4(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "bad.md"
    file.write_text("no front matter\n")

    result = cli("check", str(file))

    assert result.exit_code == 4
    assert result.stdout.startswith(f"{file}:1: D201 no front matter; ")
    assert result.stderr == "1 file checked: 1 error, 0 warnings, 0 notes.\n"


def test_warnings_alone_exit_0(cli: Cli) -> None:
    result = cli("check", PROVED.replace("proved", "corpus"), "--select", "D330")

    assert result.exit_code == 0
    assert all(": D330 no source is named" in line for line in result.stdout.splitlines())


def test_codes_are_selected_and_ignored_by_their_beginnings(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("---\ntitle: A\n---\n## Usage\n\nx [1]\n")

    result = cli("check", str(file), "--select", "D3", "--ignore", "D30,D33")

    assert [line.split(": ")[1][:4] for line in result.stdout.splitlines()] == ["D315"]
    assert cli("check", "--select", "X1").exit_code == 2


def test_without_a_path_the_collections_are_checked(cli: Cli) -> None:
    result = cli("check", "--select", "D2")

    assert "files checked" in result.stderr
    assert result.exit_code == 0


def test_json_holds_findings_and_counts(cli: Cli) -> None:
    result = cli("check", PROVED, "--select", "D317", "--json")

    record = json.loads(result.stdout)
    assert (record["files"], record["counts"]) == (1, {"error": 0, "warning": 0, "note": 0})


def test_sarif_names_rules_results_and_places(cli: Cli, tmp_path: Path) -> None:
    waiver = "waivers:\n  - {code: D331, reason: invented}\n"
    file = tmp_path / "a.md"
    file.write_text(f"---\ntitle: A\n{waiver}---\n## Usage\n\nx [1]\n")

    result = cli("check", str(file), "--select", "D315,D331", "--sarif")

    run = json.loads(result.stdout)["runs"][0]
    orphan, waived = run["results"]
    assert orphan["ruleId"] in {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert orphan["locations"][0]["physicalLocation"]["region"] == {"startLine": 8}
    assert waived["suppressions"] == [{"kind": "inSource", "justification": "invented"}]


def test_the_list_explains_every_check(cli: Cli) -> None:
    result = cli("check", "--list")

    assert "D401" in result.stdout
    assert "D504 evidence-not-in-label (error)" in result.stdout


def test_against_sets_statement_beside_passage(cli: Cli) -> None:
    result = cli("check", PROVED, "--against", f"{LABELS}/zelbo.json", "--width", "100")

    assert "Start with 20 mg by mouth twice daily for 14" in result.stdout
    line = next(line for line in result.stdout.splitlines() if line.startswith("line 65"))
    assert "label 2.1" in line


def test_what_cannot_be_checked_is_said(cli: Cli) -> None:
    assert cli("check", "/nowhere/at/all").exit_code == 2
    assert cli("check", PROVED, "--labels", "/nowhere").exit_code == 2
    assert cli("check", PROVED, "--against", "/nowhere.json").exit_code == 2
    assert cli("check", PROVED, "--against", f"{LABELS}/norvo.xml").exit_code == 2
