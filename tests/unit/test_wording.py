"""How a sentence puts it: severity, denial, exception."""

import pytest

from drugref.wording import exceptions_behind, is_denial, is_excepted, severity_of, stated_severity


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Contraindicated with zelborine.", "contraindicated"),
        ("It is not contraindicated.", "unrated"),
        ("Avoid if possible.", "avoid"),
        ("If it cannot be avoided, monitor closely.", "monitor closely"),
        ("Should not be used together.", "should not be used"),
        ("Not recommended.", "not recommended"),
        ("No dose adjustment.", "unrated"),
        ("More bleeding (ZELBO, Precautions).", "unrated"),
        ("See [see Contraindications (4)].", "unrated"),
        ("Use caution.", "caution"),
        ("Levels rise.", "unrated"),
        ("Bleeding is a contra-indication.", "a contra-indication"),
        ("Its use is to be avoided.", "to be avoided"),
        ("Both must not be co-administered.", "must not be co-administered"),
        ("DO NOT COMBINE.", "do not combine"),
        ("Never with zelborine.", "never with"),
        ("Not together.", "not together"),
        ("Use cautiously.", "cautiously"),
        ("Adjust as needed.", "adjust"),
        ("Dosage adjustments are needed.", "dosage adjustments"),
        ("Limit the dose.", "limit"),
        ("Do not exceed 5 mg.", "do not exceed"),
        ("Not more than 5 mg.", "not more than"),
        ("Separate by an hour.", "separate"),
        ("Watch for bleeding.", "watch"),
        ("Consider another drug.", "consider"),
        ("At best avoıd it.", "avoıd"),
    ],
)
def test_severity_is_a_word_of_the_sentence_itself(text: str, word: str) -> None:
    assert severity_of(text).word == word


def test_an_avoid_with_another_object_is_not_the_drug_s() -> None:
    text = "Zelborine and alcohol: additive; avoid alcohol."

    assert severity_of(text, "Zelborine").word == "unrated"
    assert severity_of(text, "alcohol").word == "avoid"


@pytest.mark.parametrize(
    ("stated", "rank"), [("contraindicated", 0), ("do not use", 1), ("not recommended", 1), ("monitor", 2)]
)
def test_what_the_front_matter_states_is_ranked(stated: str, rank: int) -> None:
    severity = stated_severity(stated)

    assert severity is not None
    assert severity == (stated, rank)


@pytest.mark.parametrize("stated", ["", "unrated"])
def test_nothing_stated_is_no_severity(stated: str) -> None:
    assert stated_severity(stated) is None


@pytest.mark.parametrize(
    "text", ["No interaction was seen with zelborine.", "It did not change its levels.", "Zelborine: no adjustment."]
)
def test_a_denial_is_told(text: str) -> None:
    assert is_denial(text)


@pytest.mark.parametrize("text", ["Levels rise; no action is stated.", "Avoid; no interaction study was done."])
def test_an_effect_beside_it_makes_no_denial(text: str) -> None:
    assert not is_denial(text)


def test_an_exception_is_told_before_and_behind_a_class() -> None:
    text = "NSAIDs other than aspirin: avoid"

    assert is_excepted(text, text.index("aspirin"))
    assert exceptions_behind(text, len("NSAIDs")).strip() == "aspirin"
    assert not is_excepted("NSAIDs and aspirin", 10)
