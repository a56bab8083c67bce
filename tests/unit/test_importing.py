"""Importing official labels: what is kept, what is refused, and that nothing is half."""

import json
import os
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from drugref.errors import DataFault
from drugref.importing import Choice, import_labels
from drugref.labels.files import Files, Refused
from drugref.labels.identity import drug_of, kinds_of, moiety, slug_of_drug
from drugref.labels.label import Label
from drugref.library import Library
from tests.conftest import DATA

LABELS = DATA / "labels"


def record(number: int = 1, **changes: Any) -> dict[str, Any]:
    """Give a record of openFDA's shape."""
    openfda = {
        "brand_name": [f"Brand{number}"], "generic_name": ["ZELBORINE SODIUM"], "substance_name": ["ZELBORINE SODIUM"],
        "product_type": ["HUMAN PRESCRIPTION DRUG"], "route": ["ORAL"], "manufacturer_name": ["Acme"],
    }  # fmt: skip
    base = {
        "set_id": f"00000000-0000-0000-0000-{number:012}",
        "version": "1",
        "effective_time": "20250101",
        "openfda": openfda,
        "contraindications": ["4 CONTRAINDICATIONS None."],
    }
    return {**base, **changes}


def write(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"meta": {}, "results": list(records)}), encoding="utf-8")
    return path


@pytest.fixture
def library(tmp_path: Path) -> Any:
    with Library(tmp_path / "imported.labels", writable=True) as opened:
        yield opened


def test_labels_in_json_xml_folders_and_zips_of_zips_are_found(tmp_path: Path, library: Library) -> None:
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.write(LABELS / "norvo.xml", "norvo.xml")
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as archive:
        archive.write(inner, "prescription/inner.zip")
        archive.write(LABELS / "zelbo.json", "zelbo.json")
    inner.unlink()

    summary = import_labels([tmp_path], library)

    assert summary.counts == {"read": 2, "imported": 2, "updated": 0, "unchanged": 0}
    assert [holding.slug for holding in library.representatives()] == ["norvelol", "zelborine"]


def test_a_second_import_changes_nothing(library: Library) -> None:
    import_labels([LABELS], library)

    assert import_labels([LABELS], library).counts["unchanged"] == 2


def test_a_newer_version_stands_beside_the_older_and_an_older_never_replaces_it(
    tmp_path: Path, library: Library
) -> None:
    newer = write(tmp_path / "b.json", record(version="2", effective_time="20260101"))
    older = write(tmp_path / "a.json", record())

    first = import_labels([newer], library)
    second = import_labels([older], library)

    set_id = record()["set_id"]
    assert (first.counts["imported"], second.counts["updated"]) == (1, 1)
    assert [(one.version, one.newest) for one in library.versions(set_id)] == [(1, False), (2, True)]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.json", b'{"results": [{"set_id": "x"}]}', "it names no drug"),
        ("a.json", b'{"results": [1, 2]}', "the record is not an object"),
        ("a.json", b'{"results": [{"set_id": "../../x", "openfda": {"brand_name": ["A"]}}]}', "it has no set id"),
        ("a.json", b'{"results": [{"set_id": "x", "openfda": ["A"], "sections": 3}]}', "it names no drug"),
        ("a.json", b'{"results": [{"set_id": "x"', "the JSON ends or breaks here"),
        ("a.json", b"not json", "it is not JSON"),
        ("a.json", b"\xff\xfe{", "it is not JSON"),
        ("a.zip", b"PK\x03\x04 truncated", "it is a damaged zip file"),
        ("a.zip", b"no zip at all", "it is named a zip file, but is none"),
        ("a.xml", b"<document/>", "it is XML, but not Structured Product Labeling"),
        ("a.xml", b"<document", "it is not well-formed XML"),
        ("a.xml", b'<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>', "it declares entities"),
        ("a.xml", b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d>&a;</d>', "it declares entities"),
        ("a.xml", b'<document xmlns="urn:hl7-org:v3"><code displayName="MEDICAL FOOD"/></document>', "no label (MEDICAL FOOD)"),
    ],
)  # fmt: skip
def test_what_is_no_label_is_refused_in_one_line(
    tmp_path: Path, library: Library, name: str, content: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)

    summary = import_labels([tmp_path / name], library)

    assert reason in str(summary.refused[0])
    assert "\n" not in str(summary.refused[0])
    assert summary.counts["refused"] >= 1


def test_a_broken_record_costs_itself_alone(tmp_path: Path, library: Library) -> None:
    file = write(tmp_path / "a.json", record(1), {"set_id": "x"}, record(3))

    summary = import_labels([file], library)

    assert (summary.counts["imported"], summary.refused[0].place) == (2, f"{file}#2")


def test_odd_versions_spaces_accents_and_spans_cost_no_time(tmp_path: Path, library: Library) -> None:
    text = "4 CONTRAINDICATIONS " + " " * 300_000 + "None." + "e" + "\u0301" * 40_000
    table = "<table><tr><td colspan='99999999999999999999'>None.</td></tr></table>"
    file = write(
        tmp_path / "a.json",
        record(1, version="9" * 30, contraindications=[text], contraindications_table=[table]),
        record(2, version="9" * 5000),
    )

    assert import_labels([file], library).counts["imported"] == 2
    assert library.monograph(library.representatives()[0]).sections


def test_bombs_and_encrypted_members_are_refused(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b" " * 50_000_000)
    locked = tmp_path / "locked.zip"
    with zipfile.ZipFile(locked, "w") as archive:
        archive.writestr("a.json", "{}")
    data = bytearray(locked.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    locked.write_bytes(data)

    reasons = [str(found) for found in Files([bomb, locked]).labels() if isinstance(found, Refused)]

    assert "zip bomb" in reasons[0]
    assert "encrypted" in reasons[1]


def damaged_zip(path: Path, data: bytes, *, method: int = zipfile.ZIP_STORED) -> Path:
    """Pack records into a zip, then damage it."""
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("a.json", data)
    return path


def test_an_altered_letter_of_a_zip_is_noticed_before_a_label_is_read(tmp_path: Path, library: Library) -> None:
    data = json.dumps({"results": [record(1, usage=["Give 10 mg daily."])]}).encode()
    file = damaged_zip(tmp_path / "a.zip", data)
    file.write_bytes(file.read_bytes().replace(b"Give 10 mg", b"Give 70 mg"))

    summary = import_labels([file], library)

    assert summary.counts == {"read": 1, "refused": 1}
    assert "Bad CRC-32" in str(summary.refused[0])


def test_zips_damaged_at_any_byte_cost_themselves_alone(tmp_path: Path, library: Library) -> None:
    data = json.dumps({"results": [record(1)]}).encode()
    whole = damaged_zip(tmp_path / "a.zip", data, method=zipfile.ZIP_DEFLATED).read_bytes()
    file = tmp_path / "b.zip"
    for place in range(0, len(whole), 3):
        for flipped in (0x01, 0x80, 0xFF):
            file.write_bytes(whole[:place] + bytes([whole[place] ^ flipped]) + whole[place + 1 :])
            assert all("\n" not in str(refused) for refused in import_labels([file], library).refused)

    assert library.count() == 1


@pytest.mark.parametrize("name", ["long.json", "long.json.zip"])
def test_records_longer_than_a_block_read_ahead_are_kept_letter_for_letter(
    tmp_path: Path, library: Library, name: str
) -> None:
    text = " ".join(f"{number} mg." for number in range(400_000))
    records = [record(number, contraindications=[f"4 CONTRAINDICATIONS {number} {text}"]) for number in (1, 2, 3, 4, 5)]
    plain = write(tmp_path / "all.json", *records)
    path = tmp_path / name
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.write(plain, "all.json")
    else:
        plain.rename(path)
    usual = sys.getswitchinterval()

    summary = import_labels([path], library)

    assert summary.counts["imported"] == 5
    kept = [library.packed(library.holding(row)) for row in range(1, 6)]
    assert [json.loads(packed.data) for packed in kept] == records
    assert sys.getswitchinterval() == usual


def test_a_zip_that_names_one_member_often_is_a_bomb_too(tmp_path: Path) -> None:
    inner = damaged_zip(tmp_path / "inner.zip", b" " * 150_000, method=zipfile.ZIP_DEFLATED)
    outer = tmp_path / "outer.zip"
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(60):
            archive.write(inner, f"{number}.zip")

    reasons = [found.reason for found in Files([outer]).labels() if isinstance(found, Refused)]

    assert any("zip bomb" in reason for reason in reasons)


def test_what_is_nested_without_end_is_refused_and_makes_no_page_fail(tmp_path: Path, library: Library) -> None:
    deep = json.dumps(record(2)).replace('["4 CONTRAINDICATIONS None."]', "[" * 900 + "]" * 900)
    (tmp_path / "a.json").write_text(f'{{"results": [{json.dumps(record(1))}, {deep}, {json.dumps(record(3))}]}}')
    norvo = (LABELS / "norvo.xml").read_text(encoding="utf-8")
    (tmp_path / "b.xml").write_text(
        norvo.replace("<text>", "<text>" + "<list><item>" * 500 + "x" + "</item></list>" * 500, 1)
    )

    summary = import_labels([tmp_path], library)

    assert (summary.counts["imported"], summary.counts["refused"]) == (2, 2)
    assert all("nested more deeply than" in refused.reason for refused in summary.refused)


def test_a_table_that_no_page_can_hold_is_told_row_by_row(tmp_path: Path, library: Library) -> None:
    row = "<tr>" + "<td colspan='100000' rowspan='100000'>a</td>" * 300 + "</tr>"
    tall = "<tr>" + "<td>b</td>" * 2000 + "</tr>" + "<tr><td>c</td></tr>" * 2000
    words = "a " * 300 + "b " * 2000 + "c " * 2000
    tables = [f"<table>{row}</table>", f"<table>{tall}</table>"]
    import_labels([write(tmp_path / "a.json", record(1, warnings=[words], warnings_table=tables))], library)

    (page,) = (section.text for section in library.monograph(library.representatives()[0]).sections[1:])

    assert page.replace(" |", "").split() == words.split()
    assert len(page) < 20_000


@pytest.mark.parametrize(
    "fields",
    [
        {"dosage_and_administration": ["2 DOSAGE AND ADMINISTRATION " + "2.12.22.3" * 60_000]},
        {"dosage_and_administration": ["2.1 A " * 60_000]},
        {"dosage_and_administration": ["2.1 " + "A" * 500_000]},
        {"warnings": ["x" + " \n" * 200_000 + "• y"]},
        {"warnings": ["a"] * 20_000, "warnings_table": ["<table><tr><td>b</td></tr></table>"] * 5_000},
        {f"field_{number}": [f"Words of {number}."] for number in range(10_000)},
        {"openfda": {"generic_name": ["A" + "(" * 19_000] * 30, "brand_name": ["A" + " \t" * 9_000 + "b"] * 30}},
    ],
    ids=["runs", "restarts", "one word", "spaces", "texts", "fields", "names"],
)
def test_no_label_costs_more_time_than_its_length(tmp_path: Path, library: Library, fields: dict[str, Any]) -> None:
    file = write(tmp_path / "a.json", record(1, **fields))
    start = time.process_time()

    assert import_labels([file], library).counts["imported"] == 1
    assert library.monograph(library.representatives()[0]).sections
    assert time.process_time() - start < 6


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes among its files")
def test_pipes_are_not_waited_for_and_folders_in_circles_end(tmp_path: Path, library: Library) -> None:
    (tmp_path / "in").mkdir()
    write(tmp_path / "in" / "a.json", record(1))
    (tmp_path / "in" / "again").symlink_to(tmp_path)
    (tmp_path / "gone.json").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.xml")

    summary = import_labels([tmp_path], library)

    assert (summary.counts["read"], summary.counts["imported"]) == (3, 1)
    assert [refused.reason for refused in summary.refused] == [
        "it cannot be read (No such file or directory)",
        "it is no file but a pipe or a device; save what comes from it first",
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the name of a file is text")
def test_names_of_files_that_are_no_text_are_kept_as_escapes(tmp_path: Path, library: Library) -> None:
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.json"))
    write(file, record(1), {"set_id": "x"})

    summary = import_labels([file], library)

    assert library.representatives()[0].place == rf"{tmp_path}/caf\xe9.json#1"
    assert str(summary.refused[0]).startswith(rf"{tmp_path}/caf\xe9.json#2: ")


def test_a_batch_is_kept_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: Library) -> None:
    monkeypatch.setattr("drugref.importing.BATCH", 2)
    file = write(tmp_path / "a.json", *(record(number) for number in range(5)))

    def stop(count: int, _: float) -> None:
        if count == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_labels([file], library, progress=stop)

    assert library.count() == 2
    assert import_labels([file], library).counts["imported"] == 3


def test_only_what_was_asked_for_is_imported(tmp_path: Path, library: Library) -> None:
    otc = record(2, openfda={**record()["openfda"], "product_type": ["HUMAN OTC DRUG"]})
    other = record(3, openfda={**record()["openfda"], "substance_name": ["NORVELOL"]})
    file = write(tmp_path / "a.json", record(1), otc, other)

    summary = import_labels([file], library, choice=Choice(prescription=True, generic="zelborine"))

    assert (summary.counts["imported"], summary.counts["passed over"]) == (1, 2)


def test_newest_keeps_one_version_of_each_label_in_whatever_order_they_come(tmp_path: Path, library: Library) -> None:
    held = write(tmp_path / "held.json", record(version="2", effective_time="20240101"))
    import_labels([held], library)
    versions = [record(version=str(number), effective_time=f"2025010{number}") for number in (4, 5, 3)]

    summary = import_labels([write(tmp_path / "a.json", *versions)], library, choice=Choice(newest=True))

    assert [one.version for one in library.versions(record()["set_id"])] == [2, 5]
    assert (summary.counts["updated"], summary.counts["passed over"]) == (1, 2)
    assert library.named("zelborine sodium")[0].version == 5


def test_the_newest_prescription_label_stands_for_its_drug_and_route(tmp_path: Path, library: Library) -> None:
    names = record()["openfda"]
    import_labels(
        [
            write(
                tmp_path / "a.json",
                record(1),
                record(2, effective_time="20260101"),
                record(3, effective_time="20270101", openfda={**names, "product_type": ["HUMAN OTC DRUG"]}),
                record(4, openfda={**names, "route": ["TOPICAL"]}),
            )
        ],
        library,
    )

    assert [(one.routes, one.set_id[-1]) for one in library.representatives()] == [
        (("oral",), "2"),
        (("topical",), "4"),
    ]
    assert len(library.of_drug("zelborine")) == 4


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("METFORMIN HYDROCHLORIDE", "metformin"),
        ("Lithium Carbonate", "lithium"),
        ("SODIUM CHLORIDE", "sodium chloride"),
        ("Atorvastatin calcium trihydrate", "atorvastatin"),
        ("potassium citrate anhydrous", "potassium citrate"),
        ("zinc", "zinc"),
    ],
)
def test_a_substance_is_named_without_its_salt(name: str, base: str) -> None:
    assert moiety(name) == base


def test_a_label_is_what_its_names_say() -> None:
    label = Label(
        "trastuzumab.json", "x", "1", "", ("KADCYLA",), ("ADO-TRASTUZUMAB EMTANSINE",), ("TRASTUZUMAB EMTANSINE",), ()
    )

    assert drug_of(label) == "trastuzumab emtansine"
    assert slug_of_drug("sulfamethoxazole + trimethoprim") == "sulfamethoxazole-trimethoprim"
    assert kinds_of(label, "HUMAN OTC DRUG", ("KIT",)) == ("over-the-counter", "kit")


def test_another_programs_file_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "imported.labels"
    file.write_bytes(b"something else entirely, and rather long" * 10)

    with pytest.raises(DataFault, match="move it away"):
        Library(file, writable=True)
