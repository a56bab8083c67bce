"""Interactions, mentions, cautions: what was not examined never prints as safe, as none, or with exit code 0."""

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.conftest import DATA, Cli, age

REASSURING = re.compile(r"\b(?:safe|no interactions?|none found|nothing found|compatible)\b", re.IGNORECASE)


@pytest.fixture
def meeting(tmp_path: Path) -> Path:
    copy = tmp_path / "meeting"
    shutil.copytree(DATA / "meeting", copy)
    age(copy)
    return copy


@pytest.fixture
def broken(meeting: Path) -> Path:
    """Give the collection with one file that cannot be read."""
    (meeting / "warfazine.md").write_text("---\ntitle: Warfazine\nclasses: [\n---\n", encoding="utf-8")
    age(meeting)
    return meeting


@pytest.mark.parametrize(
    "arguments",
    [
        ("interactions", "warfazne", "naprovane"),
        ("interactions", "naprovane", "warfazne"),
        ("interactions", "warfazne"),
        ("interactions", "warfazine", "naprovane", "unknownol"),
        ("interactions", "warfazine + unknownol", "naprovane"),
        ("interactions", "", "naprovane"),
        ("mentions", "unknownol"),
        ("mentions", "warfazne"),
        ("cautions", "renal", "warfazne"),
        ("cautions", "renal", "warfazine", "unknownol"),
    ],
)
@pytest.mark.parametrize("options", [(), ("--json",), ("--plain",)])
def test_a_name_that_opens_nothing_stops_the_command_loudly(
    cli: Cli, meeting: Path, arguments: tuple[str, ...], options: tuple[str, ...]
) -> None:
    result = cli(*arguments, *options, data=str(meeting))

    assert result.exit_code == 3
    assert not result.stdout
    assert "No monograph for" in result.stderr


@pytest.mark.parametrize(
    "names", [("warfazine", "itrazole"), ("CUMAZIN", "Itrazole"), ("cumazin", "ITRAZOLE"), ("Warfa zine", "itra-zole")]
)
def test_brands_case_and_spaces_find_the_same(cli: Cli, meeting: Path, names: tuple[str, str]) -> None:
    result = cli("interactions", *names, data=str(meeting))

    assert result.exit_code == 0
    assert "CONTRAINDICATED — named" in result.stdout


@pytest.mark.parametrize("names", [("warfazine", "mutol"), ("mutol", "ezetane"), ("mutol", "warfazine", "itrazole")])
def test_an_empty_section_is_never_reassurance(cli: Cli, meeting: Path, names: tuple[str, ...]) -> None:
    result = cli("interactions", *names, data=str(meeting))
    record = json.loads(cli("interactions", *names, "--json", data=str(meeting)).stdout)

    assert result.exit_code == 3
    assert "no text — the monograph of Mutol has no text on drug interactions" in " ".join(result.stdout.split())
    assert not REASSURING.search(result.stdout.replace("this is not evidence of safety", ""))
    assert {pair["state"] for pair in record["pairs"] if "mutol" in (pair["first"], pair["second"])} == {"no text"}


def test_a_drug_alone_without_a_text_is_no_empty_list(cli: Cli, meeting: Path) -> None:
    result = cli("interactions", "mutol", data=str(meeting))

    assert result.exit_code == 3
    assert "has no text on drug interactions" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("interactions", "warfazine", "naprovane"),
        ("interactions", "warfazine"),
        ("mentions", "warfazine"),
        ("cautions", "renal", "warfazine"),
    ],
)
def test_a_broken_file_is_told_with_its_place(cli: Cli, broken: Path, arguments: tuple[str, ...]) -> None:
    result = cli(*arguments, data=str(broken))

    assert result.exit_code == 4
    assert not result.stdout
    assert "warfazine.md" in result.stderr


@pytest.mark.parametrize("arguments", [("mentions", "itrazole"), ("mentions", "simvane"), ("cautions", "renal")])
def test_an_answer_from_all_monographs_says_which_it_lacks(cli: Cli, broken: Path, arguments: tuple[str, ...]) -> None:
    result = cli(*arguments, data=str(broken))

    assert "1 file could not be read, so this answer lacks them" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("interactions", "warfazine", "ezetane"), "not mentioned"),
        (("cautions", "children", "warfazine"), "says nothing on it"),
    ],
)
def test_silence_always_says_that_it_is_no_evidence(
    cli: Cli, meeting: Path, arguments: tuple[str, ...], words: str
) -> None:
    result = cli(*arguments, data=str(meeting))
    text = " ".join(result.stdout.split())

    assert result.exit_code == 0
    assert words in text
    assert text.count("not evidence of safety") >= text.count(words)


def test_a_drug_that_no_one_mentions_is_told_and_exits_3(cli: Cli, meeting: Path) -> None:
    result = cli("mentions", "mutol", data=str(meeting))

    assert result.exit_code == 3
    assert not result.stdout
    assert "this is not evidence of safety" in result.stderr


def test_a_name_without_a_monograph_that_is_mentioned_is_answered_and_told(cli: Cli, meeting: Path) -> None:
    result = cli("mentions", "grape tea", data=str(meeting))

    assert result.exit_code == 0
    assert "No monograph goes by the name 'grape tea'" in result.stdout
    assert "No monograph for 'grape tea'" in result.stderr


def test_two_names_of_one_drug_are_told(cli: Cli, meeting: Path) -> None:
    result = cli("interactions", "cumazin", "warfazine", data=str(meeting))

    assert result.exit_code == 0
    assert "both open the monograph of Warfazine" in result.stderr
    assert "duplicate: cumazin and warfazine are names of the same drug" in result.stdout


def test_a_combination_without_a_monograph_is_taken_apart(cli: Cli, meeting: Path) -> None:
    result = cli("interactions", "warfazine + itrazole", "naprovane", data=str(meeting))

    assert "is taken apart into warfazine, itrazole" in result.stderr
    assert "Warfazine with Itrazole" in result.stdout


def test_a_banned_drug_is_told_before_anything_else(cli: Cli, meeting: Path) -> None:
    lines = cli("interactions", "itrazole", "mutol", data=str(meeting)).stdout.splitlines()

    assert lines[2].startswith("Mutol: BANNED.")


def test_an_unknown_topic_is_a_mistake_in_the_command(cli: Cli, meeting: Path) -> None:
    result = cli("cautions", "weather", data=str(meeting))

    assert result.exit_code == 2
    assert "renal, hepatic" in result.stderr


@pytest.mark.parametrize("width", ["20", "40", "80", "200"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("interactions", "warfazine", "naprovane", "celovane"),
        ("mentions", "celovane"),
        ("cautions", "pregnancy", "naprovane"),
    ],
)
def test_every_word_of_a_quote_reaches_the_page_at_any_width(
    cli: Cli, meeting: Path, arguments: tuple[str, ...], width: str
) -> None:
    record = json.loads(cli(*arguments, "--json", data=str(meeting)).stdout)
    page = "".join(cli(*arguments, "--width", width, data=str(meeting)).stdout.split())
    quotes = re.findall(r'"text": "([^"]*)"', json.dumps(record, ensure_ascii=False))

    assert quotes
    assert all("".join(quote.split()) in page for quote in quotes if quote != "read")


def test_json_has_states_and_never_a_verdict(cli: Cli, meeting: Path) -> None:
    record = json.loads(cli("interactions", "warfazine", "naprovane", "--json", data=str(meeting)).stdout)
    pair = record["pairs"][0]

    assert pair["state"] == "class"
    assert not [key for key, value in pair.items() if isinstance(value, bool)]
    assert record["coverage"]["pairs"] == 1
    assert (record["coverage"]["oldest"], record["coverage"]["newest"]) == ("2023-02-01", "2024-03-01")
