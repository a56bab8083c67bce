"""Read one record of openFDA's drug labels, whole or as an extract of nine sections."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from drugref.blocks import Block, Blocks, BulletList, Paragraph, Text
from drugref.labels.assembly import Piece, Product, assemble
from drugref.labels.identity import KIND_TOLD
from drugref.labels.label import FIELDS, NUMBER_OF, Label, Passage, heading_words, iso_date, numbered_parts
from drugref.labels.markup import is_deep, table_blocks
from drugref.labels.places import Place, place_of
from drugref.model import Monograph

_META = frozenset({"set_id", "id", "version", "effective_time", "openfda", "@epoch", "@id"})
# What only names the package or lists the parts of the file: no section of the label's text.
_NOT_TEXT = frozenset({"spl_product_data_elements", "recent_major_changes"})
_RUN = " " * 20
_MOST_COMPARED = 200
"""Texts of a record that are compared with those before them; more of them may be told twice."""
_MOST_SEARCHED = 300
"""How many times the length of a text is searched for tables; more of them stay in the text, as it runs."""
_PARAGRAPH = 420
"""Characters after which a sentence ends a paragraph: openFDA's text has lost its own."""
_SENTENCE = re.compile(r"(?<=[a-z0-9)\]%][.!?])\s+(?=[A-Z])")
_BULLET = re.compile("[•●▪]")
# The headings of full prescribing information: 21 CFR 201.56(d).
_TITLE = re.compile(
    r"\s*\d{1,2}\s+(?:INDICATIONS\s+(?:AND|&)\s+USAGE|DOSAGE\s+(?:AND|&)\s+ADMINISTRATION|DOSAGE\s+FORMS\s+(?:AND|&)\s+STRENGTHS"
    r"|CONTRAINDICATIONS|WARNINGS\s+(?:AND|&)\s+PRECAUTIONS|ADVERSE\s+REACTIONS|DRUG\s+INTERACTIONS|USE\s+IN\s+SPECIFIC\s+POPULATIONS"
    r"|DRUG\s+ABUSE\s+AND\s+DEPENDENCE|OVERDOSAGE|DESCRIPTION|CLINICAL\s+PHARMACOLOGY|NONCLINICAL\s+TOXICOLOGY|CLINICAL\s+STUDIES"
    r"|REFERENCES|HOW\s+SUPPLIED(?:\s*/\s*STORAGE\s+AND\s+HANDLING)?|PATIENT\s+COUNSELING\s+INFORMATION)(?=\s|$)"
)


_Found = tuple[str, Element]
"""The words of a table without spaces, and the table."""


def read_record(record: Mapping[str, Any], path: str, *, parts: bool = True) -> Label:
    """Make a label of a record as the API gives it, or of an extract with its texts under `sections`.

    Without `parts` only its first sections are read, and not parted at their numbered headings: enough to tell what it
    is a label of.
    """
    sections = _sections(record)
    names = _names(record)
    return Label(
        path=path,
        set_id=_first(record.get("set_id") or names.get("spl_set_id")),
        version=str(record.get("version", "")),
        effective=iso_date(str(record.get("effective_time", ""))),
        brands=_named(names.get("brand_name")),
        generics=_named(names.get("generic_name")),
        substances=_named(names.get("substance_name")),
        passages=tuple(
            _passages(sections, parts=True) if parts else islice(_passages(sections, parts=False), KIND_TOLD)
        ),
    )


def read_monograph(record: Mapping[str, Any], path: str) -> Monograph:
    """Make a monograph of a record: its fields in their places, its tables as tables."""
    return assemble(read_record(record, path), read_product(record), _pieces(_sections(record)))


def read_sections(record: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """Yield the fields with text, each with its place on the page; the words of tables stand in the text, too."""
    for name, value in _sections(record).items():
        if _is_text(name, value) and (text := " ".join(_texts(value))):
            yield place_of(name), text


def read_product(record: Mapping[str, Any]) -> Product:
    """Give what a record says of its product."""
    names = _names(record)
    return Product(
        kind=_first(names.get("product_type")),
        makers=_named(names.get("manufacturer_name")),
        routes=_named(names.get("route")),
        classes=tuple(re.sub(r" \[EPC\]$", "", name) for name in _named(names.get("pharm_class_epc"))),
        ndcs=_named(names.get("product_ndc")),
        rxcuis=_named(names.get("rxcui")),
        uniis=_named(names.get("unii")),
    )


def _names(record: Mapping[str, Any]) -> Mapping[str, Any]:
    names = record.get("openfda") or record.get("openfda_meta")
    return names if isinstance(names, dict) else {}


def _sections(record: Mapping[str, Any]) -> Mapping[str, Any]:
    sections = record.get("sections", record)
    return sections if isinstance(sections, dict) else {}


def _passages(sections: Mapping[str, Any], *, parts: bool) -> Iterator[Passage]:
    for field in FIELDS:
        if field.name not in sections:  # most are not
            continue
        text = " ".join(_texts(sections[field.name]))
        if not text:
            continue
        number = NUMBER_OF.get(field.name, "")
        yield Passage(field.name, number, "", text)
        for part, words in numbered_parts(text, number) if number and parts else ():
            yield Passage(field.name, part, _title(words, part), words)


def _title(words: str, number: str) -> str:
    """Give the beginning of a subsection: openFDA's text does not say where its heading ends."""
    return " ".join(words.removeprefix(number).split()[:12])


def _pieces(sections: Mapping[str, Any]) -> Iterator[Piece]:
    """Yield the fields in the order of a label; a field whose words another one holds is that one's part."""
    known = {field.name: None for field in FIELDS if field.name in sections}
    names = known | {name: None for name in sections if _is_text(name, sections[name])}
    held: list[str] = []
    for name in names:
        tables = list(_tables(sections.get(f"{name}_table")))
        for text in _texts(sections[name]):
            squeezed = _squeeze(text)
            if len(held) < _MOST_COMPARED and any(squeezed in other for other in held):
                continue
            held.append(squeezed)
            yield from _parts(name, text, tables)


def _is_text(name: str, value: Any) -> bool:
    return name not in _META | _NOT_TEXT and not name.endswith("_table") and isinstance(value, str | list)


def _parts(name: str, text: str, tables: Sequence[_Found]) -> Iterator[Piece]:
    number = NUMBER_OF.get(name, "")
    parts = list(numbered_parts(text, number)) if number else []
    start = text.find(parts[0][1]) if parts else len(text)
    title = _TITLE.match(text)
    lead = text[title.end() : start] if title else text[:start]
    if title or lead.strip():
        yield Piece(name, "", title[0].strip() if title else "", 0, _blocks(lead, tables))
    for part, words in parts:
        count = len(re.match(r"[\d. ]+", words)[0])  # type: ignore[index]
        subtitle = heading_words(words[count:])
        rest = words[count:].strip().removeprefix(subtitle)
        yield Piece(name, part, f"{words[:count].strip()} {subtitle}", 1, _blocks(rest, tables))


def _blocks(text: str, tables: Sequence[_Found]) -> Blocks:
    """Give text with the tables in it as tables: openFDA runs their cells into the text."""
    blocks: list[Block] = []
    end = 0
    for start, stop, table in _places_of(tables, text):
        if start >= end:
            blocks += [*_prose(text[end:start]), *table_blocks(table)]
            end = stop
    return (*blocks, *_prose(text[end:]))


def _places_of(tables: Sequence[_Found], text: str) -> list[tuple[int, int, Element]]:
    """Give where tables stand in a text, in order, whatever the spaces in both."""
    if not tables:
        return []
    places = [place for place, char in enumerate(text) if not char.isspace()]
    squeezed = _squeeze(text)
    found = []
    end, left = 0, _MOST_SEARCHED * len(squeezed)
    for words, table in tables:
        # As a rule tables stand in the order of the text; what is not behind the one before is looked for everywhere.
        start = squeezed.find(words, end)
        left -= (start if start >= 0 else len(squeezed)) - end
        if start < 0 and end:
            start = squeezed.find(words)
            left -= len(squeezed)
        if start >= 0:
            end = start + len(words)
            found.append((places[start], places[end - 1] + 1, table))
        if left < 0:
            break
    return sorted(found, key=lambda place: place[:2])


def _squeeze(text: str) -> str:
    return "".join(text.split())


def _prose(text: str) -> Iterator[Block]:
    """Yield paragraphs of some sentences, and what stands behind bullets as a list."""
    lead, *items = map(str.strip, _BULLET.split(text))
    yield from _paragraphs(lead)
    if items:
        *listed, last = items
        sentence, *rest = _SENTENCE.split(last, maxsplit=1)
        yield BulletList(tuple((Paragraph((Text(item),)),) for item in (*listed, sentence) if item))
        for words in rest:
            yield from _paragraphs(words)


def _paragraphs(text: str) -> Iterator[Block]:
    words = ""
    for sentence in _SENTENCE.split(" ".join(text.split())):
        words = f"{words} {sentence}" if words else sentence
        if len(words) > _PARAGRAPH:
            yield Paragraph((Text(words),))
            words = ""
    if words:
        yield Paragraph((Text(words),))


def _tables(markup: Any) -> Iterator[_Found]:
    """Yield tables of openFDA, which are in SPL's own markup; one that is not well-formed stays in the text."""
    for text in _texts(markup):
        try:
            root: Element = fromstring(text)
        except (ParseError, DefusedXmlException, ValueError):
            continue
        table = root if root.tag == "table" else root.find(".//table")
        if table is not None and not is_deep(root) and (words := _squeeze("".join(table.itertext()))):
            yield words, table


def _texts(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [] if value is None else [value]
    return tuple(_without_runs(str(text)) for text in values if text)


def _named(value: Any) -> tuple[str, ...]:
    """Give names with single spaces."""
    return tuple(" ".join(text.split()) for text in _texts(value))


def _without_runs(text: str) -> str:
    """Give a text without runs of spaces, through which a pattern that begins with spaces would go again and again."""
    return " ".join(text.split()) if _RUN in text else text


def _first(value: Any) -> str:
    return next(iter(_texts(value)), "")
