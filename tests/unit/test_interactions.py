"""What monographs say of one another: named, of a class, the same, or not mentioned."""

from pathlib import Path

import pytest

from drugref.classes import class_rows
from drugref.interactions import (
    CLASS,
    DENIES,
    DUPLICATE,
    NAMED,
    NO_TEXT,
    NOT_MENTIONED,
    Direction,
    Finding,
    Pair,
    Report,
    interactions,
)
from drugref.membership import CLASSES, Membership
from drugref.model import Monograph
from drugref.partners import partners_of
from drugref.quotes import Quoter
from tests.conftest import DATA, parse_file, parse_text

MEETING = DATA / "meeting"
QUOTER = Quoter(lambda monograph: MEETING / monograph.path)


def meet(*slugs: str) -> Report:
    return interactions([parse_file(MEETING / f"{slug}.md") for slug in slugs], QUOTER)


def pair_of(*slugs: str) -> Pair:
    return meet(*slugs).pairs[0]


def direction(speaker: str, about: str) -> Direction:
    return next(one for one in pair_of(speaker, about).directions if one.speaker == speaker)


def only(speaker: str, about: str) -> Finding:
    (finding,) = direction(speaker, about).findings
    return finding


def said(body: str, *others: Monograph, head: str = "") -> Direction:
    """Give what a text says of the first of some drugs."""
    speaker = parse_text(f"---\ntitle: Speaker\n{head}\n---\n{body}", "speaker.md")
    report = interactions([speaker, *others], Quoter(lambda _: None))
    return next(
        one
        for pair in report.pairs
        for one in pair.directions
        if (one.speaker, one.about) == ("speaker", others[0].slug)
    )


def drug(title: str, head: str = "", body: str = "## Drug Interactions\n\nNone known.\n") -> Monograph:
    return parse_text(f"---\ntitle: {title}\n{head}\n---\n{body}", f"{title.lower().replace(' ', '-')}.md")


def test_a_named_drug_is_found_with_quote_place_effect_action_and_the_source_s_word() -> None:
    finding = only("warfazine", "itrazole")

    assert (finding.kind, finding.severity.word, finding.effect) == (NAMED, "contraindicated", "Raises warfazine.")
    assert finding.quote.text == "Itrazole: warfazine rises; contraindicated (CUMAZIN 7.1)."
    assert (finding.quote.path, finding.quote.line, finding.quote.date) == ("warfazine.md", 31, "2024-03-01")


def test_a_class_counts_when_the_other_s_own_monograph_says_it() -> None:
    finding = only("warfazine", "naprovane")

    assert (finding.kind, finding.via, finding.severity.word) == (CLASS, "NSAIDs", "closely monitor")
    assert finding.belongs is not None
    assert finding.belongs.text == "Nonsteroidal anti-inflammatory drug"
    assert finding.belongs.slug == "naprovane"


def test_an_enzyme_s_inhibitor_counts_by_its_own_words() -> None:
    finding = only("simvane-ezetane", "itrazole")

    assert (finding.kind, finding.severity.word) == (CLASS, "contraindicated")
    assert finding.belongs is not None
    assert finding.belongs.text == "Itrazole is a strong inhibitor of CYP3A4."


def test_what_is_excepted_from_a_class_is_not_found_by_it() -> None:
    assert not [finding for finding in direction("warfazine", "celovane").findings if finding.kind == CLASS]


def test_a_denial_is_shown_as_one() -> None:
    finding = only("celovane", "warfazine")

    assert finding.stance == DENIES
    assert finding.quote.text == "No interaction was seen with warfazine (CELO 7)."


def test_a_combination_is_taken_apart_and_says_which_ingredient_is_named() -> None:
    finding = only("naprovane", "simvane-ezetane")

    assert finding.via == "ingredient simvane"
    assert finding.quote.text == (
        "Simvane: its levels fall by 10%, e.g. in the evening. Consider 2.5 mg more (NAPRO 7.2)."
    )


def test_a_shared_ingredient_and_a_shared_class_are_duplicates() -> None:
    ingredient, sameness = pair_of("simvane-ezetane", "ezetane"), pair_of("naprovane", "celovane")

    assert [(one.kind, one.via, one.words) for one in ingredient.duplicates] == [
        (DUPLICATE, "shared ingredient", "ezetane")
    ]
    assert [(one.via, one.words) for one in sameness.duplicates] == [("same class", "NSAIDs")]


def test_a_class_that_a_monograph_names_as_its_own_is_no_partner() -> None:
    finding = only("naprovane", "celovane")

    assert finding.quote.text == "Other NSAIDs: not recommended (NAPRO 7.1)."
    assert finding.also == ()


def test_silence_is_told_with_where_else_the_drug_is_named() -> None:
    silent = direction("celovane", "naprovane")

    assert silent.state == NOT_MENTIONED
    assert [quote.section for quote in silent.elsewhere] == ["usage"]


def test_a_missing_text_is_not_silence() -> None:
    pair = pair_of("warfazine", "mutol")

    assert [one.state for one in pair.directions] == [NOT_MENTIONED, NO_TEXT]
    assert pair.state == NO_TEXT
    assert not pair.is_examined


def test_pairs_and_findings_come_with_the_gravest_first() -> None:
    report = meet("celovane", "warfazine", "naprovane", "itrazole")

    assert (report.pairs[0].first, report.pairs[0].second) == ("warfazine", "itrazole")
    assert [pair.state for pair in report.pairs][-1] == NOT_MENTIONED
    assert report.dates == ("2023-02-01", "2024-03-01")


def test_the_order_of_the_names_changes_no_finding() -> None:
    one, two = pair_of("warfazine", "naprovane"), pair_of("naprovane", "warfazine")

    assert {finding.quote for finding in one.findings} == {finding.quote for finding in two.findings}


def test_more_drugs_change_no_pair() -> None:
    alone = pair_of("warfazine", "itrazole")
    together = meet("warfazine", "itrazole", "naprovane", "simvane-ezetane")

    assert alone in together.pairs


@pytest.mark.parametrize(
    ("text", "title", "head"),
    [
        ("Norethindrone with ethinyl estradiol: avoid.", "Estradiol", ""),
        ("Ado-trastuzumab emtansine: avoid.", "Trastuzumab", ""),
        ("Esomeprazole: avoid.", "Omeprazole", ""),
        ("Get pain relief and go: avoid.", "Zelborine", "brands: [Pain Relief]"),
    ],
)
def test_another_drug_s_name_or_ordinary_words_name_nothing(text: str, title: str, head: str) -> None:
    assert said(f"## Drug Interactions\n\n- {text}\n", drug(title, head)).state == NOT_MENTIONED


@pytest.mark.parametrize(
    ("text", "title", "head"),
    [
        ("Valproic acid: monitor.", "Divalproex", "synonyms: [valproate]"),
        ("Sulphasalazine: avoid.", "Sulfasalazine", ""),
        ("Acetylsalicylic acid: avoid.", "Aspirin", ""),
        ("COUMADIN: avoid.", "Warfarin", "brands: [Coumadin]"),
        ("Metoprolol: avoid.", "Metoprolol Succinate", ""),
        ("S-warfarin: avoid.", "Warfarin", ""),
    ],
)
def test_a_drug_is_named_by_synonym_spelling_brand_or_salt(text: str, title: str, head: str) -> None:
    assert said(f"## Drug Interactions\n\n- {text}\n", drug(title, head)).state == NAMED


@pytest.mark.parametrize(
    "text",
    [
        "## Precautions\n\n- Colitis: treat with corticosteroids.\n\n## Drug Interactions\n\nNone known.\n",
        "## Drug Interactions\n\n- Hypersensitivity to corticosteroids.\n",
        "## Drug Interactions\n\n- Liver enzymes: if they rise, consider corticosteroids.\n",
        "## Drug Interactions\n\n- Rash, as with other corticosteroids.\n",
    ],
)
def test_a_class_that_treats_or_is_compared_is_no_partner(text: str) -> None:
    assert said(text, drug("Prednivane", "classes: [Corticosteroid]")).state == NOT_MENTIONED


def test_a_drug_named_in_an_item_that_rates_another_keeps_its_own_word() -> None:
    text = "- Ritovane: contraindicated; zelborine: monitor its levels.\n"
    found = said(f"## Drug Interactions\n\n{text}", drug("Zelborine")).findings

    assert [finding.severity.word for finding in found] == ["monitor"]


def test_a_list_takes_its_word_from_what_announces_it() -> None:
    found = said("## Drug Interactions\n\nDo not give with:\n\n* zelborine\n* other\n", drug("Zelborine")).findings

    assert [finding.severity.word for finding in found] == ["do not give"]


def test_an_older_label_s_interactions_among_its_precautions_are_a_text() -> None:
    found = said("## Precautions\n\nDrug Interactions Zelborine may rise.\n", drug("Zelborine"))

    assert (found.state, found.is_examined) == (NAMED, True)


def test_partners_are_listed_by_gravity_and_no_line_of_the_text_is_left_out() -> None:
    found = partners_of(parse_file(MEETING / "warfazine.md"), [], QUOTER)

    assert [(one.names, one.severity.word) for one in found.partners] == [
        (("itrazole",), "contraindicated"),
        (("Grape tea",), "avoid"),
        (("NSAIDs other than celovane",), "closely monitor"),
    ]


@pytest.fixture(scope="module")
def members() -> dict[str, Membership]:
    bundled = Path(__file__).parents[2] / "data" / "monographs"
    return {
        file.stem: Membership(parse_file(file)._replace(collection="bundled")) for file in sorted(bundled.glob("*.md"))
    }


def test_every_member_of_the_table_says_so_in_its_own_monograph(members: dict[str, Membership]) -> None:
    rows = class_rows().values()
    wrong = [(row.name, slug) for row in rows for slug in row.members if members[slug].by_table(row) is None]

    assert sum(len(row.members) for row in rows) > 500
    assert not wrong


def test_every_bundled_monograph_of_an_established_class_stands_in_the_table(members: dict[str, Membership]) -> None:
    missing = [
        (row.name, slug)
        for slug, member in members.items()
        for row in class_rows().values()
        if (found := member.of(row.name)) and found.statement.section.id == CLASSES and slug not in row.members
    ]

    assert not missing


def test_a_label_that_a_monograph_cites_names_no_other_drug() -> None:
    head = "ingredients: [pertuvane, trastuvane]\nsources: [{label: HERCEPVANE}]"
    found = said(
        "## Drug Interactions\n\n- Live vaccines: avoid (HERCEPVANE 7).\n",
        drug("Trastuvane", "brands: [Hercepvane]"),
        head=head,
    )

    assert found.state == NOT_MENTIONED


def test_a_class_to_choose_from_instead_is_no_partner() -> None:
    text = (
        "## Precautions\n\n- Rash: with swelling, try another antiepileptic.\n\n## Drug Interactions\n\nNone known.\n"
    )

    assert said(text, drug("Gabavane", "classes: [Antiepileptic drug]")).state == NOT_MENTIONED
