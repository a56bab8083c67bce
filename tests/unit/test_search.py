"""Search: the passages that hold every word, a drug's own page first, and never 'no risk'."""

from pathlib import Path

import pytest

from drugref.api import Compendium
from drugref.collection import places
from drugref.errors import MonographNotFound, SectionNotFound
from drugref.search import Hit, search, section_named


def places_of(hits: tuple[Hit, ...]) -> list[tuple[str, str, str]]:
    return [(hit.slug, hit.section, hit.heading) for hit in hits]


def matches(hit: Hit) -> list[str]:
    return [word.text for word in hit.excerpt if word.is_match]


def test_every_word_is_required(compendium: Compendium) -> None:
    assert places_of(search(compendium, "weight closely").hits) == [("zelborine", "Drug Interactions", "")]
    assert search(compendium, "weight drawer").total == 0


def test_a_name_beats_a_heading_and_a_heading_beats_text(compendium: Compendium, corpus: Path) -> None:
    (corpus / "fever.md").write_text("---\ntitle: Feverine\n---\n## Usage\nnothing\n")
    (corpus / "heading.md").write_text("---\ntitle: Other\n---\n## Usage\n### Feverine at home\nnothing\n")
    (corpus / "text.md").write_text("---\ntitle: Third\n---\n## Usage\nwhere feverine, and feverine, is\n")

    with Compendium(places([corpus], bundled=False, user=False)) as fresh:
        assert [hit.slug for hit in search(fresh, "feverine").hits] == ["fever", "heading", "text"]


def test_the_words_met_are_marked(compendium: Compendium) -> None:
    hit = search(compendium, "5ht3").hits[0]

    assert matches(hit) == ["5-HT₃"]
    assert (hit.slug, hit.section) == ("zelborine", "How It Works")


@pytest.mark.parametrize(
    ("query", "met"),
    [("hla-b*5701", "HLA-B*5701"), ("h2a", "H2A"), ("ze-l'bo", ""), ("fevers", "fevers."), ("RENAL", "")],
)
def test_folding_is_that_of_names(compendium: Compendium, query: str, met: str) -> None:
    hits = search(compendium, query).hits

    assert (met in [word for hit in hits for word in matches(hit)]) if met else True
    assert bool(hits) == (query != "RENAL")


def test_questions_are_searched_and_may_be_searched_alone(compendium: Compendium) -> None:
    assert places_of(search(compendium, "missed dose").hits)[0] == ("zelborine", "FAQs", "What if a dose is missed?")
    assert {hit.section for hit in search(compendium, "zelborine", only_faqs=True).hits} == {"FAQs"}


def test_a_section_and_a_drug_narrow_the_search(compendium: Compendium) -> None:
    assert {hit.section for hit in search(compendium, "zelborine", section="dos").hits} == {"Dosage"}
    assert {hit.slug for hit in search(compendium, "heart", drug="norvelol").hits} == {"norvelol"}
    with pytest.raises(MonographNotFound):
        search(compendium, "heart", drug="norvelool")
    with pytest.raises(SectionNotFound):
        search(compendium, "heart", section="nonsense")


def test_sections_are_named_as_for_show() -> None:
    assert section_named("preg") == "pregnancy-and-breastfeeding"
    assert section_named("interactions") == "drug-interactions"
    assert section_named("") == ""


def test_at_most_three_passages_a_drug_and_so_many_in_all(compendium: Compendium) -> None:
    results = search(compendium, "zelborine")

    assert [hit.slug for hit in results.hits].count("zelborine") == 3
    assert len(search(compendium, "zelborine", limit=2).hits) == 2
    assert len(search(compendium, "zelborine", drug="zelborine").hits) > 3


def test_without_hits_the_nearest_spelling_and_fewer_words_are_offered(compendium: Compendium) -> None:
    results = search(compendium, "zelborine dizzyness")

    assert results.hits == ()
    assert results.suggestions == (("dizzyness", ("dizziness",)),)
    assert [fewer.without for fewer in results.fewer] == ["dizzyness"]


def test_a_synonym_is_looked_for_and_said(compendium: Compendium, corpus: Path) -> None:
    (corpus / "kidney.md").write_text("---\ntitle: Kidneyol\n---\n## Dosage\nIn renal impairment none.\n")

    with Compendium(places([corpus], bundled=False, user=False)) as fresh:
        results = search(fresh, "kidney failure")

    assert results.hits[0].slug == "kidney"
    assert "renal" in results.query.added


def test_a_file_that_changed_is_found_by_its_new_words_alone(corpus: Path) -> None:
    found = places([corpus], bundled=False, user=False)
    with Compendium(found) as compendium:
        before = search(compendium, "above").total
    path = corpus / "combined" / "plain.md"
    path.write_text(path.read_text().replace("See above.", "Quicksilver."))
    (corpus / "combined" / "new.md").write_text("---\ntitle: New\n---\n## Usage\nx\n")

    with Compendium(found) as compendium:
        assert search(compendium, "quicksilver").total == 1
        assert search(compendium, "above").total == before - 1


def test_a_shadowed_monograph_is_not_found(corpus: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "zelborine.md").write_text("---\ntitle: Zelborine Anew\n---\n## Usage\nNew.\n")

    with Compendium(places([corpus, other], bundled=False, user=False)) as both:
        assert [hit.title for hit in search(both, "zelborine usage").hits][:1] == ["Zelborine Anew"]
        assert search(both, "febrifuge").total == 0
