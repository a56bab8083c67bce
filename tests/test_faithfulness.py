"""The bundled monographs: sound, and errors planted in them are caught; `.ci/run` holds all of them against their labels."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from drugref.check.catalogue import ERROR
from drugref.check.run import run_checks
from tests.conftest import SHARED

PROJECT = Path(__file__).parent.parent
LABELS = SHARED / "labels"
needs_labels = pytest.mark.skipif(not LABELS.is_dir(), reason="the official labels are not at hand")


def mutations() -> ModuleType:
    spec = importlib.util.spec_from_file_location("mutations", PROJECT / "benchmarks" / "mutations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_bundled_monographs_are_sound() -> None:
    report = run_checks([PROJECT / "data"])

    assert [str(finding) for finding in report.findings if finding.level != "note"] == []


@needs_labels
@pytest.mark.usefixtures("untraced")
def test_planted_errors_are_caught() -> None:
    results = mutations().measure(PROJECT / "data", LABELS, each=10, seed=2026, most_pages=16)

    outcomes = [is_caught for kind in results.values() for _, is_caught in kind]
    assert len(outcomes) >= 65  # benchmarks/mutations.py plants hundreds more
    assert sum(outcomes) >= 0.97 * len(outcomes)


def test_an_invented_error_of_each_kind_is_caught() -> None:
    from tests.conftest import DATA

    results = mutations().measure(DATA / "proved", DATA / "labels", each=5, seed=1)

    assert all(is_caught for outcomes in results.values() for _, is_caught in outcomes)
    assert len(results) == 7


@pytest.mark.skipif(not SHARED.is_dir(), reason="the sample corpus is not at hand")
def test_the_old_monograph_is_not_sound() -> None:
    report = run_checks([SHARED / "corpus" / "combinations" / "pertuzumab-trastuzumab.md"])

    codes = {finding.code for finding in report.findings}
    assert {"D305", "D306", "D330", "D331", "D401"} <= codes
    assert report.counts()[ERROR]
