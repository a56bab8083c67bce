"""Lookup: an exact name opens, a close one only suggests."""

from pathlib import Path

import pytest

from drugref import DataFault, MonographNotFound, NameIsShared, lookup
from drugref.api import Compendium


@pytest.mark.parametrize(
    "name", ["zelborine", "ZELBORINE", " Zel borine ", "zelborin", "Zelbo", "ze-l'bo forte", "zélborine"]
)
def test_an_exact_name_opens(compendium: Compendium, name: str) -> None:
    assert lookup.find(compendium, name).slug == "zelborine"


@pytest.mark.parametrize(
    "name", ["zelborne", "quessine b", "quessine b2", "zel", "", "+", "../../etc/passwd", "\x1b]0;x", "%s", "z" * 5000]
)
def test_anything_else_opens_nothing(compendium: Compendium, name: str) -> None:
    with pytest.raises(MonographNotFound):
        lookup.find(compendium, name)


def test_a_close_name_is_suggested(compendium: Compendium) -> None:
    with pytest.raises(MonographNotFound) as caught:
        lookup.find(compendium, "zelbroine")

    assert str(caught.value) == "No monograph for 'zelbroine'. Did you mean:\n  zelborine  Zelborine (spelling)"


def test_a_digit_is_never_close(compendium: Compendium) -> None:
    suggested = [suggestion.entry.slug for suggestion in lookup.suggest(compendium, "quessine b13")]

    assert suggested == []


def test_a_shared_name_lists_its_claimants(compendium: Compendium) -> None:
    with pytest.raises(NameIsShared) as caught:
        lookup.find(compendium, "questamine")

    assert caught.value.claimants == (
        "norvelol-zelborine  Norvelol + Zelborine, combination of 2",
        "quessine-b12  Quessine B12",
    )


def test_a_slug_opens_its_file_though_another_claims_the_name(corpus: Path) -> None:
    (corpus / "other.md").write_text("---\ntitle: Other\nbrands: [plain]\n---\n## Usage\nx\n")
    from drugref.collection import places

    with Compendium(places([corpus], bundled=False, user=False)) as compendium:
        assert lookup.find(compendium, "plain").slug == "plain"
        with pytest.raises(NameIsShared):
            lookup.find(compendium, "Plain")


def test_a_file_at_fault_is_not_an_unknown_drug(corpus: Path) -> None:
    (corpus / "broken-one.md").write_text("nothing here")
    from drugref.collection import places

    with Compendium(places([corpus], bundled=False, user=False)) as compendium, pytest.raises(DataFault, match="D201"):
        lookup.find(compendium, "Broken One")


@pytest.mark.parametrize(
    "name", ["Zelborine + Norvelol", "zelborine/norvelol", "ZELBORINE and norvelol", "norvelol,zelborine"]
)
def test_the_ingredients_of_a_combination_open_it_in_any_order(compendium: Compendium, name: str) -> None:
    assert lookup.find(compendium, name).slug == "norvelol-zelborine"


@pytest.mark.parametrize(
    ("name", "first", "reason"),
    [
        ("zelborine norvelool", "norvelol-zelborine", "spelling"),
        ("zelborine-norvelool", "norvelol-zelborine", "spelling"),
        ("zelbo fort", "zelborine", "spelling of its brand Ze-L'bo Forte"),
        ("quessine", "quessine-b1", "'Quessine B1' contains it"),
    ],
)
def test_a_suggestion_says_why_it_is_offered(compendium: Compendium, name: str, first: str, reason: str) -> None:
    best = lookup.suggest(compendium, name)[0]

    assert (best.entry.slug, best.reason) == (first, reason)


@pytest.mark.parametrize(
    ("name", "other", "close"),
    [
        ("vitamin b1", "Vitamin B12", False),
        ("vitamin d2", "Vitamin D3", False),
        ("vitamin c", "Vitamin D", False),
        ("vitamind", "Vitamin C", False),
        ("vitamn d", "Vitamin D", True),
        ("paracetmol", "Paracetamol", True),
    ],
)
def test_digits_and_single_letters_are_never_close(name: str, other: str, close: bool) -> None:
    assert lookup._may_be_meant(name, other) is close


def test_a_name_that_monographs_only_mention_says_where(compendium: Compendium) -> None:
    with pytest.raises(MonographNotFound) as caught:
        lookup.find(compendium, "zelborinum")

    assert caught.value.mentions == ("zelborine  Zelborine, under alternate-names",)


def test_look_alikes_are_told_apart_in_tall_man_lettering(corpus: Path) -> None:
    for title in ("Prednisone", "Miglustat"):
        (corpus / f"{title.lower()}.md").write_text(f"---\ntitle: {title}\n---\n## Usage\nx\n")
    from drugref.collection import places

    with Compendium(places([corpus], bundled=False, user=False)) as compendium:
        with pytest.raises(MonographNotFound) as caught:
            lookup.find(compendium, "migalastat")
        assert caught.value.suggestions == ("miglustat  migLUstat (look-alike)",)
        (corpus / "prednisolone.md").write_text("---\ntitle: Prednisolone\n---\n## Usage\nx\n")
    with (
        Compendium(places([corpus], bundled=False, user=False)) as compendium,
        pytest.raises(MonographNotFound) as caught,
    ):
        lookup.find(compendium, "prednison")

    assert caught.value.suggestions == (
        "prednisone  predniSONE (spelling)",
        "prednisolone  prednisoLONE (spelling)",
    )


def test_an_alternate_name_opens_its_one_monograph_and_says_where_it_was_found(corpus: Path) -> None:
    (corpus / "one.md").write_text(
        "---\ntitle: Onecaine\n---\n## Alternate Names\n- **Brand Names:** Uniqua, Sharedol (abroad)\n- Lonely™\n- no name at all\n"
    )
    (corpus / "two.md").write_text(
        "---\ntitle: Twocaine + Threecaine\n---\n## Alternate Names\n**Brand Names:**\n- Sharedol\n- Zelbo\n- Threecaine\n"
    )
    from drugref.collection import places

    notes: list[str] = []
    with Compendium(places([corpus], bundled=False, user=False)) as compendium:
        assert lookup.find(compendium, "uniqua", note=notes.append).slug == "one"
        assert lookup.find(compendium, "Lonely").slug == "one"
        with pytest.raises(NameIsShared):
            lookup.find(compendium, "Sharedol")
        assert lookup.find(compendium, "Zelbo").slug == "zelborine"  # a stated brand comes before
        for name in ("no name at all", "Threecaine"):  # a part is no name of the whole
            with pytest.raises(MonographNotFound):
                lookup.find(compendium, name)
    assert notes == ["'Uniqua' was found under Alternate Names of Onecaine."]
