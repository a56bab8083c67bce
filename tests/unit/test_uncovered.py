"""Drugs without a monograph: named, with the reason, and never another drug in their place."""

from pathlib import Path

import pytest

from drugref import lookup
from drugref.api import Compendium
from drugref.collection import places
from drugref.errors import MonographNotFound, NothingFound
from drugref.uncovered import REASONS, gap, gaps_by_reason, uncovered
from tests.conftest import Cli


def test_every_gap_has_a_reason_and_a_name_of_its_own() -> None:
    assert {missing.reason for missing in uncovered().values()} <= REASONS.keys()
    assert sum(map(len, gaps_by_reason().values())) == len(uncovered())


def test_no_drug_is_called_uncovered_that_has_a_bundled_monograph() -> None:
    with Compendium(places([], user=False)) as compendium:
        for missing in uncovered().values():
            with pytest.raises(NothingFound):
                lookup.resolve(compendium, missing.name)


def test_a_known_gap_says_so_and_offers_no_other_drug(cli: Cli) -> None:
    result = cli("show", "Lisinopril")

    assert result.exit_code == 3
    assert "No monograph for 'Lisinopril' yet: no official label of it was at hand." in result.stderr
    assert "under LISINOPRIL: drugref import FILE" in result.stderr
    assert "Did you mean" not in result.stderr


def test_a_misspelt_gap_is_named(cli: Cli) -> None:
    result = cli("show", "lisinoprl")

    assert (result.exit_code, result.stdout) == (3, "")
    assert "lisinopril is spelt like it, and has none yet." in result.stderr


def test_a_combination_is_a_gap_in_any_order() -> None:
    missing = gap("clavulanate / amoxicillin")

    assert missing is not None
    assert missing.name == "amoxicillin + clavulanate"


def test_a_monograph_of_the_readers_own_fills_the_gap(tmp_path: Path) -> None:
    (tmp_path / "lisinopril.md").write_text("---\ntitle: Lisinopril\n---\n## Usage\n\nWords.\n")

    with Compendium(places([tmp_path], bundled=False, user=False)) as compendium:
        assert lookup.resolve(compendium, "lisinopril").title == "Lisinopril"
        with pytest.raises(MonographNotFound):
            lookup.resolve(compendium, "amoxicillin")


def test_info_lists_what_is_not_covered(cli: Cli) -> None:
    result = cli("info")

    assert "Not covered by the bundled monographs" in result.stdout
    assert "lisinopril" in result.stdout
