"""The compendium: what goes in comes out, later collections shadow earlier ones."""

from pathlib import Path

import pytest

import drugref
from drugref.api import Compendium
from drugref.collection import places
from drugref.corpus import SourceText, list_files, read_file
from drugref.locations import user_monographs
from drugref.parser import parse_monograph


def test_a_snapshot_gives_back_what_was_parsed(compendium: Compendium, corpus: Path) -> None:
    parsed = []
    for state in list_files(corpus).files:
        source = read_file(corpus / state.path, state.path)
        assert isinstance(source, SourceText)
        monograph = parse_monograph(source, state.path).monograph
        assert monograph is not None
        parsed.append(monograph._replace(collection=str(corpus)))

    assert list(compendium) == sorted(parsed, key=lambda monograph: monograph.slug)


def test_a_later_collection_shadows_an_earlier_one(compendium: Compendium, corpus: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "zelborine.md").write_text("---\ntitle: Zelborine Anew\nbrands: [Fresh]\n---\n## Usage\nNew.\n")

    with Compendium(places([corpus, other], bundled=False, user=False)) as both:
        assert len(both) == 6
        assert both.find("Fresh").collection == str(other)
        with pytest.raises(drugref.MonographNotFound):
            both.find("Zelbo")


def test_the_users_own_monographs_are_read(corpus: Path) -> None:
    mine = user_monographs()
    mine.mkdir(parents=True)
    (mine / "own.md").write_text("---\ntitle: My Own\n---\n## Usage\nMine.\n")

    with drugref.open(corpus, bundled=False) as compendium:
        assert compendium.find("my own").collection == "user"


def test_the_bundled_monographs_open() -> None:
    with drugref.open(user=False) as compendium:
        assert compendium.find("PHESGO").slug == "pertuzumab-trastuzumab"
        assert not [problem for _, problem in compendium.problems()]


def test_a_folder_that_is_not_there_is_a_mistake_of_the_request(tmp_path: Path) -> None:
    with pytest.raises(drugref.UsageError, match="nowhere"):
        places([tmp_path / "nowhere"])


def test_questions_hold_the_text_asked_for(compendium: Compendium) -> None:
    found = [(entry.slug, number, faq.question) for entry, number, faq in compendium.questions("40:1")]

    assert found == [("zelborine", 2, "Is a 40:1 mixture allowed?")]
    assert len(list(compendium.questions())) == 11


def test_public_names_are_all_there() -> None:
    assert all(getattr(drugref, name) for name in drugref.__all__)
    with pytest.raises(AttributeError):
        drugref.nothing_of_the_kind  # noqa: B018
