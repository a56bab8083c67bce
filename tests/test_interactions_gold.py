"""The gold list of interactions, made by reading the labels: what is named, what is of a class, what is truly absent."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from drugref import lookup
from drugref.api import Compendium
from drugref.collection import places
from drugref.interactions import CLASS, NAMED, NOT_MENTIONED, Direction, interactions
from drugref.quotes import Quoter
from tests.conftest import DATA, lend

QUESTIONS: list[dict[str, Any]] = tomllib.loads((DATA / "interactions.toml").read_text(encoding="utf-8"))["question"]


def of_kind(kind: str) -> pytest.MarkDecorator:
    chosen = [one for one in QUESTIONS if one["kind"] == kind]
    return pytest.mark.parametrize("question", chosen, ids=lambda one: f"{one['speaker']} of {one['other']}")


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory, compiled: Path) -> Iterator[Compendium]:
    """Open the bundled monographs alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        lend(compiled)
        with Compendium(places(user=False)) as opened:
            yield opened


def ask(compendium: Compendium, question: dict[str, Any]) -> tuple[Direction, bool]:
    """Give what the speaker says of the other drug, asked as a reader asks, and whether the two are told as the same."""
    monographs = [lookup.find(compendium, name) for name in question["asked"]]
    assert {one.slug for one in monographs} == {question["speaker"], question["other"]}
    pair = interactions(monographs, Quoter(compendium.file_of)).pairs[0]
    said = next(one for one in pair.directions if one.speaker == question["speaker"])
    return said, bool(pair.duplicates)


@of_kind("named")
@pytest.mark.usefixtures("untraced")
def test_what_a_label_names_is_found(bundled: Compendium, question: dict[str, Any]) -> None:
    said, _ = ask(bundled, question)

    assert NAMED in {finding.kind for finding in said.findings}


@of_kind("class")
def test_a_class_is_found_with_both_quotes(bundled: Compendium, question: dict[str, Any]) -> None:
    said, _ = ask(bundled, question)

    found = [finding for finding in said.findings if finding.kind == CLASS]
    assert found
    assert all(finding.belongs is not None and finding.belongs.slug == question["other"] for finding in found)


@of_kind("duplicate")
def test_the_same_ingredient_or_class_is_told(bundled: Compendium, question: dict[str, Any]) -> None:
    _, is_duplicate = ask(bundled, question)

    assert is_duplicate


@of_kind("not mentioned")
@pytest.mark.usefixtures("untraced")
def test_what_is_absent_is_told_as_not_mentioned(bundled: Compendium, question: dict[str, Any]) -> None:
    said, _ = ask(bundled, question)

    assert (said.state, said.findings) == (NOT_MENTIONED, ())


def test_a_combination_that_speaks_of_its_own_ingredient_names_no_other_drug(bundled: Compendium) -> None:
    both = [lookup.find(bundled, name) for name in ("Phesgo", "trastuzumab")]

    pair = interactions(both, Quoter(bundled.file_of)).pairs[0]

    assert [one.findings for one in pair.directions] == [(), ()]
    assert [(one.kind, one.words) for one in pair.duplicates] == [("duplicate", "trastuzumab")]
