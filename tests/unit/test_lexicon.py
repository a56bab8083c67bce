"""Names in running text: whole words, and never one drug's name inside another's."""

import pytest

from drugref.lexicon import Lexicon, read


def found(text: str, *names: str) -> list[str]:
    return [hit.key for hit in Lexicon((name, name) for name in names).hits(read(text))]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("WARFARIN rises", "warfarin"),
        ("beta blockers", "Beta-blocker"),
        ("Betablocker use", "beta blocker"),
        ("S-warfarin clearance", "warfarin"),
        ("co-trimoxazole", "cotrimoxazole"),
        ("nonsteroidal anti-inflammatory agents", "non-steroidal anti-inflammatory agent"),
        ("metoprolol tartrate", "metoprolol"),
        ("ledipasvir/sofosbuvir", "sofosbuvir"),
        ("TNFα blockers", "TNF-alpha blocker"),
        ("SSRIs and SNRIs", "SSRI"),
        ("trastuzumab-dkst", "trastuzumab"),
        ("neither digoxin nor warfarin", "warfarin"),
    ],
)
def test_a_name_is_found_in_any_case_number_and_spelling(text: str, name: str) -> None:
    assert found(text, name) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ethinyl estradiol", "estradiol"),
        ("norgestimate-ethinyl estradiol", "estradiol"),
        ("ado-trastuzumab emtansine", "trastuzumab"),
        ("fam-trastuzumab deruxtecan", "trastuzumab"),
        ("esomeprazole", "omeprazole"),
        ("dihydrocodeine", "codeine"),
        ("digoxin immune Fab", "digoxin"),
        ("digoxin-like substances", "digoxin"),
        ("non-opioid analgesics", "opioid analgesic"),
        ("estrogen, agonist", "estrogen agonist"),
        ("apomorphine", "morphine"),
    ],
)
def test_a_name_is_not_found_in_that_of_another_drug(text: str, name: str) -> None:
    assert found(text, name) == []


def test_of_names_that_overlap_the_longest_counts() -> None:
    assert found(
        "mixed agonist/antagonist opioid analgesics", "opioid analgesic", "mixed agonist/antagonist opioid analgesic"
    ) == ["mixed agonist/antagonist opioid analgesic"]


def test_words_keep_their_place_in_the_text() -> None:
    text = "Take 5 mg (warfarin sodium), then stop"
    reading = read(text)
    hit = Lexicon([("Warfarin Sodium", "")]).hits(reading)[0]
    spans = reading.spans()

    assert text[spans[hit.first][0] : spans[hit.last][1]] == "warfarin sodium"


def test_without_names_nothing_is_found() -> None:
    assert found("warfarin") == []
