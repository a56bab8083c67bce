"""An official label as a monograph: every word in its place, lists as lists, tables as tables."""

import json
import re
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from drugref.blocks import BulletList, Heading, Paragraph, Table, Text, blocks_text
from drugref.collection import places
from drugref.compendium import Compendium
from drugref.importing import new_label
from drugref.labels import openfda, spl
from drugref.labels.files import Files
from drugref.labels.markup import blocks_of, local_name
from drugref.labels.packed import Packed
from drugref.library import Library, pack
from drugref.locations import imported_labels
from drugref.model import Monograph
from tests.conftest import DATA, SHARED

_SCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", "0123456789+-=()n0123456789+-=()")
_NOT_TEXT = {
    "openfda",
    "set_id",
    "id",
    "version",
    "effective_time",
    "spl_product_data_elements",
    "recent_major_changes",
}


def squeezed(text: str) -> str:
    """Give a text without spaces, bullets, and what parts the cells of a table or encloses a footnote."""
    return re.sub(r"[|•●▪\s\[\]]+", "", text).translate(_SCRIPTS)


def page_of(monograph: Monograph) -> str:
    return squeezed("\n".join(f"{section.title}\n{blocks_text(section.blocks)}" for section in monograph.sections))


def test_a_record_becomes_a_page_with_headings_and_bullets() -> None:
    record = json.loads((DATA / "labels" / "zelbo.json").read_text())["results"][0]

    monograph = openfda.read_monograph(record, "zelbo.json")

    assert (monograph.title, monograph.slug) == ("Zelborine Sodium", "aaaaaaaa-0000-0000-0000-000000000001")
    assert [section.id for section in monograph.sections] == [
        "boxed-warning", "dosage", "contraindications", "precautions", "drug-interactions",
    ]  # fmt: skip
    dosage = monograph.sections[1].blocks
    assert [block.title for block in dosage if isinstance(block, Heading)] == [
        "2 DOSAGE AND ADMINISTRATION", "2.1 Recommended Dosage in Adults", "2.2 Renal Impairment", "2.3 Missed Dose",
    ]  # fmt: skip
    (warning,) = (block for block in monograph.sections[2].blocks if isinstance(block, BulletList))
    assert len(warning.items) == 2


def test_a_table_of_openfda_stands_where_its_cells_ran_into_the_text() -> None:
    table = (
        "<table><tbody><tr><th>Weight</th><th>Dose</th></tr><tr><td>&lt; 10 kg</td><td>1 mg</td></tr></tbody></table>"
    )
    record = {
        "set_id": "x",
        "dosage_and_administration": ["Give by weight. Weight Dose < 10 kg 1 mg Then stop."],
        "dosage_and_administration_table": [table, "<table><tr>broken"],
    }

    (section,) = openfda.read_monograph(record, "x.json").sections

    words = [[Text("Weight")], [Text("Dose")]]
    assert section.blocks == (
        Paragraph((Text("Give by weight."),)),
        Table(tuple(map(tuple, words)), (((Text("< 10 kg"),), (Text("1 mg"),)),)),
        Paragraph((Text("Then stop."),)),
    )


def test_a_field_that_another_holds_is_told_once_and_pregnancy_has_its_place() -> None:
    record = {
        "set_id": "x",
        "use_in_specific_populations": [
            "8 USE IN SPECIFIC POPULATIONS 8.1 Pregnancy Of hiccups. 8.4 Pediatric Use It was not tried."
        ],
        "pregnancy": ["8.1 Pregnancy Of hiccups."],
    }

    monograph = openfda.read_monograph(record, "x.json")

    texts = {section.id: blocks_text(section.blocks) for section in monograph.sections}
    assert texts == {
        "pregnancy-and-breastfeeding": "8.1 Pregnancy\nOf hiccups.",
        "use-in-specific-populations": "8 USE IN SPECIFIC POPULATIONS\n8.4 Pediatric Use\nIt was not tried.",
    }


@pytest.mark.parametrize("data", [b'{"usage":' + b"[" * 90_000, b"not JSON", b"\xff"])
def test_a_held_label_that_makes_no_page_costs_itself_alone(data: bytes) -> None:
    good = next(found for found in Files([DATA / "labels" / "zelbo.json"]).labels() if isinstance(found, Packed))
    label = new_label(good)
    label = label._replace(data=pack(label.data))
    bad = label._replace(
        set_id="x", drug="norvelol", slug="norvelol", names=(), place="bad.json", form="json", data=pack(data)
    )
    with Library(imported_labels(), writable=True) as library:
        library.keep([label, bad])

    with Compendium(places(bundled=False)) as compendium:
        slugs = [entry.slug for entry in compendium.entries()]
        problems = [problem.path for _, problem in compendium.problems()]

    assert (slugs, problems) == (["zelborine"], ["norvelol"])


def test_spl_keeps_spans_lists_and_styles() -> None:
    text = fromstring(
        "<text><paragraph>Give <content styleCode='bold'>all</content> of it, 10<sup>9</sup>/L.</paragraph>"
        "<list><item>one</item><item>two<list><item>inner</item></list></item></list>"
        "<table><caption>Doses</caption><thead><tr><th>A</th><th>B</th></tr></thead><tbody>"
        "<tr><td rowspan='2'>x</td><td>1</td></tr><tr><td>2</td></tr></tbody></table></text>"
    )

    paragraph, bullets, caption, table = blocks_of(text)

    assert blocks_text((paragraph,)) == "Give all of it, 10⁹/L."
    assert blocks_text((bullets,)) == "one\ntwo\ninner"
    assert blocks_text((caption,)) == "Doses"
    assert blocks_text((table,)) == "A | B\nx | 1\n | 2"


def test_an_spl_document_tells_what_it_is() -> None:
    root = fromstring((DATA / "labels" / "norvo.xml").read_bytes())

    monograph = spl.read_monograph(root, "norvo.xml")

    assert (monograph.title, monograph.brands, monograph.ingredients) == ("norvelol", ("Norvo",), ("norvelol",))
    assert monograph.sources[0].effective == "2025-06-30"
    assert [section.id for section in monograph.sections] == ["dosage", "contraindications"]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the official labels are not at hand")
@pytest.mark.parametrize(
    "path", sorted((SHARED / "labels" / "openfda").glob("*.json"))[::7], ids=lambda path: path.stem
)
def test_every_word_of_a_real_record_is_on_its_page(path: Path) -> None:
    record = json.loads(path.read_text(encoding="utf-8"))["results"][0]
    page = page_of(openfda.read_monograph(record, path.name))
    for field, texts in record.items():
        if field in _NOT_TEXT or field.endswith("_table"):
            continue
        for text in texts:
            if field == "use_in_specific_populations":  # its 8.1 to 8.3 stand under Pregnancy
                assert all(squeezed(word) in page for word in text.split())
            else:
                assert squeezed(text) in page, field


def _words(element: Element) -> str:
    if local_name(element) == "excerpt":
        return ""
    return (element.text or "") + "".join(_words(child) + (child.tail or "") for child in element)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the official labels are not at hand")
@pytest.mark.parametrize("path", sorted((SHARED / "labels" / "spl").glob("*.xml")), ids=lambda path: path.stem[:12])
def test_every_word_of_a_real_document_is_on_its_page(path: Path) -> None:
    root = fromstring(path.read_bytes())
    page = page_of(spl.read_monograph(root, path.name))
    hl7 = "{urn:hl7-org:v3}"
    for section in root.iter(f"{hl7}section"):
        code = section.find(f"{hl7}code")
        if code is not None and code.get("code") in {"48780-1", "43683-2"}:
            continue
        for part in ("title", "text"):
            element = section.find(f"{hl7}{part}")
            if element is not None:
                assert squeezed(_words(element)) in page
