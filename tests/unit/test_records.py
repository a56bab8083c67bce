"""The records of a JSON file: one that is broken costs itself alone, and none costs more than its length."""

import io
import json
from typing import Any

import pytest

from drugref.labels import records as module
from drugref.labels.records import Record, loads, records


def record(number: int, **changes: Any) -> dict[str, Any]:
    return {"set_id": f"s{number}", "openfda": {"brand_name": ["A"]}, "warnings": [f"words {number}"], **changes}


FILE = json.dumps({"meta": {"a": [1]}, "results": [record(number) for number in range(6)]}).encode()


def read(data: bytes) -> list[str]:
    """Give the set id of each record, and the reason of what is none."""
    return [one.value["set_id"] if isinstance(one, Record) else one.reason for _, one in records(io.BytesIO(data))]


@pytest.fixture(params=[128, 1024 * 1024], autouse=True)
def _chunk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in chunks that part records, and in one that holds all of them; the head must be within the first."""
    monkeypatch.setattr(module, "_CHUNK", request.param)


@pytest.mark.parametrize("data", [FILE, b"\xef\xbb\xbf" + FILE, json.dumps(json.loads(FILE), indent=4).encode(),
                                  json.dumps(json.loads(FILE)["results"]).encode()])  # fmt: skip
def test_every_record_of_a_sound_file_is_read(data: bytes) -> None:
    assert read(data) == ["s0", "s1", "s2", "s3", "s4", "s5"]


@pytest.mark.parametrize(
    ("sound", "broken", "lost"),
    [
        (b'"s3"', b'"s3', 1),  # a quote is lost
        (b'words 3"', b"words 3", 1),
        (b'words 3"]', b'words 3"', 1),
        (b'words 3"]}', b'words 3"]', 1),
        (b'words 3"]}, {', b'words 3"]}x {', 0),  # the record was whole
        (b'words 3"]}, {', b'words 3"]} {', 0),
        (b"words 3", b"words \x003", 1),
        (b"words 3", b"words \xff3", 1),
        (b"words 3", b"words \\x3", 1),
        (b'["words 3"]', b"words", 1),
        (b'["words 3"]', b"[" * 5000 + b"]" * 5000, 1),  # deeper than Python goes
        (b'["words 3"]', b"[" * 50 + b'"{"' + b"]" * 50, 1),
        (b'["words 3"]', b'["a"], "warnings": ["b"]', 1),
    ],
)
def test_a_broken_record_is_refused_and_the_next_one_read(sound: bytes, broken: bytes, lost: int) -> None:
    found = read(FILE.replace(sound, broken))

    assert [one for one in found if one.startswith("s") and len(one) == 2] == [
        f"s{number}" for number in range(6) if number != 3 or not lost
    ]
    assert len(found) <= 7


@pytest.mark.parametrize("end", [*range(-200, 0, 23), -2])
def test_a_file_that_was_cut_short_says_so(end: int) -> None:
    found = read(FILE[:end])

    assert found[-1].startswith("the JSON ends or breaks here")
    assert found[:-1] == [f"s{number}" for number in range(len(found) - 1)]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is empty"),
        (b"  ", "it is empty"),
        (b"[]", "its list of records is empty"),
        (b"[1]", "not an object"),
        (b"[1 2]", "not an object"),
        (FILE + FILE, "something follows the list"),
        (json.dumps(record(1)).encode() * 2, "something follows the record"),
        ("[1]".encode("utf-16"), "not JSON in UTF-8"),
        (b"[" * 100_000, "nested more deeply"),
        (b'[{"a":' * 100_000, "nested more deeply"),
        (b"[" + b"1," * 5000 + b"1]", "1,000 in a row are no records"),
    ],
)
def test_what_is_no_list_of_records_is_refused(data: bytes, reason: str) -> None:
    assert any(reason in found for found in read(data))


def test_numbers_stay_as_they_stand_and_half_characters_are_marked() -> None:
    text = (
        b'{"version": '
        + b"9" * 5000
        + b', "dose": 1.50, "whole": "\\ud83d\\ude00", "half": "\\udc00", "no": "\\\\ud800"}'
    )

    ((number, found),) = records(io.BytesIO(text))

    assert number == 0
    assert isinstance(found, Record)
    assert found.value == {"version": "9" * 5000, "dose": "1.50", "whole": "😀", "half": "\ufffd", "no": "\\ud800"}
    assert loads(found.data) == found.value


def test_a_record_without_an_end_is_not_held_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_RECORD", 1000)
    data = FILE.replace(b"words 3", b"x" * 5000)

    assert [found[:12] for found in read(data)] == ["s0", "s1", "s2", "it is larger", "s4", "s5"]
