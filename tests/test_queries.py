"""Search as clinicians ask: how often the right passage comes first, and within three."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import drugref
from drugref.analysis import fold
from drugref.api import Compendium
from drugref.collection import places
from drugref.search import Hit, search
from tests.conftest import DATA, SHARED, lend, unmeasured

QUERIES = tomllib.loads((DATA / "queries.toml").read_text(encoding="utf-8"))["query"]
REAL = SHARED / "corpus"


@pytest.fixture(scope="module")
def collections(tmp_path_factory: pytest.TempPathFactory, compiled: Path) -> Iterator[dict[str, Compendium]]:
    with pytest.MonkeyPatch.context() as patch, unmeasured():
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        lend(compiled)
        opened = {"bundled": drugref.open(user=False)}
        if REAL.is_dir():
            opened["real"] = Compendium(places([REAL], bundled=False, user=False))
        yield opened
        for compendium in opened.values():
            compendium.close()


def is_right(hit: Hit, query: dict[str, Any]) -> bool:
    return (
        hit.slug == query.get("drug", hit.slug)
        and fold(hit.section).startswith(fold(query.get("section", "")))
        and fold(query.get("heading", "")) in fold(hit.heading)
    )


@pytest.mark.parametrize("where", ["bundled", "real"])
def test_the_right_passage_comes_first_or_within_three(collections: dict[str, Compendium], where: str) -> None:
    if where not in collections:
        pytest.skip("no folder of real monographs beside the project")
    asked = [query for query in QUERIES if query["on"] == where]
    right = [[is_right(hit, query) for hit in search(collections[where], query["ask"]).hits[:3]] for query in asked]
    missed = [query["ask"] for query, hits in zip(asked, right, strict=True) if not any(hits)]

    assert sum(hits[:1] == [True] for hits in right) / len(asked) >= 0.85
    assert len(missed) / len(asked) <= 0.10, missed


def test_there_are_enough_questions() -> None:
    assert len(QUERIES) >= 60
