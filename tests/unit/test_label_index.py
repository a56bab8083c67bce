"""Searching every imported label: each is read, none drowns the others, and what changed is read again."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from drugref.api import Compendium
from drugref.collection import places
from drugref.errors import DataFault
from drugref.importing import import_labels
from drugref.label_index import LabelIndex
from drugref.library import Library
from drugref.search import search_all
from tests.conftest import DATA, Cli
from tests.unit.test_importing import record, write

WEIGHTS = (20.0, 6.0, 1.0)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Give a library of five labels of one drug and one of another, each with a word of its own."""
    norvelol = {**record()["openfda"], "substance_name": ["NORVELOL"], "brand_name": ["Norvo"]}
    records = [
        record(number, description=[f"11 DESCRIPTION It holds lactose and filler{number}."]) for number in range(1, 6)
    ]
    file = write(tmp_path / "a.json", *records, record(6, openfda=norvelol, overdosage=["10 Give filler6 lactose."]))
    with Library(tmp_path / "imported.labels", writable=True) as opened:
        import_labels([file], opened)
        yield opened


@pytest.fixture
def index(library: Library, tmp_path: Path) -> Iterator[LabelIndex]:
    with LabelIndex(library, tmp_path / "all.sqlite") as opened:
        yield opened


def test_every_label_is_found_by_a_word_of_its_own(index: LabelIndex) -> None:
    found = [index.passages(f'"filler{number}"', WEIGHTS).hits for number in range(1, 7)]

    assert [[hit.entry.slug[-1] for hit in hits] for hits in found] == [["1"], ["2"], ["3"], ["4"], ["5"], ["6"]]


def test_three_labels_a_drug_are_shown_and_all_are_counted(index: LabelIndex) -> None:
    found = index.passages('"lactose"', WEIGHTS)

    assert len(found.hits) == 4
    assert (found.total, found.is_capped) == (6, False)
    assert len(index.passages('"lactose"', WEIGHTS, drug="zelborine").hits) == 5


def test_a_section_narrows_the_search(index: LabelIndex) -> None:
    assert [hit.entry.slug[-1] for hit in index.passages('"lactose"', WEIGHTS, section="overdose").hits] == ["6"]
    assert not index.passages('"lactose"', WEIGHTS, section="dosage").hits


def test_the_words_are_given_as_the_label_has_them_and_the_match_is_marked(index: LabelIndex) -> None:
    hit = index.passages('"filler3"', WEIGHTS).hits[0]

    told = index.told(hit)

    assert (told.id, told.text) == ("description", "11 DESCRIPTION It holds lactose and filler3.")
    assert "\x02filler3\x03" in index.marked('"filler3"', told)


def test_a_common_word_is_ranked_among_the_labels_imported_last(
    index: LabelIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drugref.label_index.MOST_RANKED", 2)

    found = index.passages('"lactose"', WEIGHTS)

    assert ({hit.entry.slug[-1] for hit in found.hits}, found.is_capped) == ({"5", "6"}, True)


def test_a_newer_version_takes_the_place_of_the_older(library: Library, index: LabelIndex, tmp_path: Path) -> None:
    newer = record(1, version="2", effective_time="20260101", description=["11 DESCRIPTION It holds starch."])
    import_labels([write(tmp_path / "b.json", newer)], library)

    with LabelIndex(library, tmp_path / "all.sqlite") as again:
        assert not again.passages('"filler1"', WEIGHTS).hits
        assert [hit.entry.slug[-1] for hit in again.passages('"starch"', WEIGHTS).hits] == ["1"]


def test_an_index_of_another_library_or_none_at_all_is_made_anew(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "all.sqlite"
    file.write_bytes(b"something else entirely" * 100)

    with LabelIndex(library, file) as index:
        assert index.passages('"filler1"', WEIGHTS).hits
    with Library(tmp_path / "other.labels", writable=True) as other:
        import_labels([write(tmp_path / "c.json", *(record(number) for number in range(1, 7)))], other)
        with LabelIndex(other, file) as index:
            assert not index.passages('"filler1"', WEIGHTS).hits
            assert index.passages('"none"', WEIGHTS).total == 6


def test_two_processes_index_a_label_once(library: Library, index: LabelIndex, tmp_path: Path) -> None:
    rows = library.newest_rows(0, library.last_row())

    index._keep(rows, [[] for _ in rows])

    assert index.passages('"lactose"', WEIGHTS).total == 6


def test_an_index_that_cannot_be_kept_is_a_fault_with_its_place(library: Library, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(DataFault, match=r"all\.sqlite"):
        LabelIndex(library, tmp_path / "file" / "all.sqlite")


def test_an_index_being_written_by_a_killed_process_goes_on(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "all.sqlite"
    rows = library.newest_rows(0, library.last_row())
    with LabelIndex(library, file):
        pass
    with sqlite3.connect(file) as half:
        half.execute("insert into search (search) values ('delete-all')")
        half.execute("update manifest set value = ? where key = 'last'", (str(rows[2]),))
        half.execute("update manifest set value = ? where key = 'mark'", (library.mark(rows[2]),))
    half.close()

    with LabelIndex(library, file) as index:
        assert [hit.entry.slug[-1] for hit in index.passages('"lactose"', WEIGHTS, drug="norvelol").hits] == ["6"]
        assert index.passages('"lactose"', WEIGHTS).total == 3


def test_monographs_and_labels_are_searched_side_by_side(corpus: Path, library: Library, index: LabelIndex) -> None:
    with Compendium(places([corpus], bundled=False, user=False)) as compendium:
        results = search_all(compendium, index, "zelborine lactose OR weight")

    assert {hit.slug for hit in results.hits} >= {"zelborine", record(5)["set_id"]}
    assert results.labels == 6


def test_all_labels_are_asked_for_on_the_command_line(cli: Cli) -> None:
    without = cli("search", "shadow", "--all-labels")
    cli("import", str(DATA / "labels"))
    found = cli("search", "shadow", "--all-labels", "--drug", "zelborine")
    none = cli("search", "oligohydramnios", "--all-labels")

    assert (without.exit_code, without.stdout) == (3, "")
    assert "Zelbo" in found.stdout
    assert "every section of 2 official labels" in " ".join(found.stdout.split())
    assert none.exit_code == 3
    assert "no evidence of absence" in none.stderr
    assert cli("search", "shadow", "--all-labels", "--in", "faq").exit_code == 2


def test_json_says_how_many_labels_were_read(cli: Cli) -> None:
    import json

    cli("import", str(DATA / "labels"))

    answer: Any = json.loads(cli("search", "shadow", "--all-labels", "--json").stdout)

    assert (answer["searched"]["labels"], answer["more"]) == (2, False)
