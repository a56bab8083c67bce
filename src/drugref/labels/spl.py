"""Read one label in Structured Product Labeling, the XML that makers file with FDA."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from drugref.blocks import Blocks, blocks_text
from drugref.labels.assembly import Piece, Product, assemble
from drugref.labels.label import FIELD_OF_CODE, NUMBER_OF, Label, Passage, iso_date
from drugref.labels.markup import blocks_of
from drugref.model import Monograph

_HL7 = "{urn:hl7-org:v3}"
_NUMBER = re.compile(r"(\d+(?:\.\d+)*)[.\s]+(?=\S)")
# What only names the package or lists the parts of the file: no section of the label's text.
_NOT_TEXT = frozenset({"48780-1", "43683-2"})


def read_document(root: Element, path: str) -> Label:
    """Make a label of a document's root element."""
    return Label(
        path=path,
        set_id=_attribute(root, "setId", "root"),
        version=_attribute(root, "versionNumber", "value"),
        effective=iso_date(_attribute(root, "effectiveTime", "value")),
        brands=_names(root, "manufacturedProduct/name"),
        generics=_names(root, "genericMedicine/name"),
        substances=_names(root, "activeMoiety/name"),
        passages=tuple(_passages(root)),
    )


def read_monograph(root: Element, path: str) -> Monograph:
    """Make a monograph of a document: its sections in their places, lists as lists, tables as tables."""
    return assemble(read_document(root, path), read_product(root), _pieces(root))


def read_product(root: Element) -> Product:
    """Give what a document says of its product."""
    code = root.find(f"{_HL7}code")
    kind = code.get("displayName", "") if code is not None else ""
    return Product(
        kind=re.sub(r"\s+LABEL.*$", "", kind, flags=re.IGNORECASE),
        makers=_names(root, "representedOrganization/name"),
        routes=_values(root, "routeCode", "displayName"),
        forms=_values(root, "formCode", "displayName"),
        ndcs=_codes(root, "2.16.840.1.113883.6.69"),
        uniis=_codes(root, "2.16.840.1.113883.4.9"),
    )


def _attribute(root: Element, tag: str, name: str) -> str:
    element = root.find(f"{_HL7}{tag}")
    return element.get(name, "") if element is not None else ""


def _names(root: Element, path: str) -> tuple[str, ...]:
    steps = "/".join(f"{_HL7}{step}" for step in path.split("/"))
    return tuple(dict.fromkeys(" ".join("".join(name.itertext()).split()) for name in root.findall(f".//{steps}")))


def _values(root: Element, tag: str, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for one in root.iter(f"{_HL7}{tag}") if (value := one.get(name, ""))))


def _codes(root: Element, system: str) -> tuple[str, ...]:
    """Give the codes of one system, such as the NDC (2.16.840.1.113883.6.69) or the UNII (2.16.840.1.113883.4.9)."""
    codes = (code.get("code", "") for code in root.iter(f"{_HL7}code") if code.get("codeSystem") == system)
    return tuple(dict.fromkeys(filter(None, codes)))


class _Section:
    """One section of a document: its field, its number and heading, its own words, the sections inside it."""

    def __init__(self, element: Element, field: str) -> None:
        self.code = _attribute(element, "code", "code")
        own = FIELD_OF_CODE.get(self.code, "")
        is_unclassified = not own or own == "spl_unclassified_section"
        self.field = (field or own or "spl_unclassified_section") if is_unclassified else own
        heading = " ".join("".join(_title_words(element)).split())
        match = _NUMBER.match(heading)
        self.number = match[1] if match else ""
        self.title = heading[match.end() :] if match else heading
        self.heading = heading
        text = element.find(f"{_HL7}text")
        self.blocks: Blocks = blocks_of(text) if text is not None else ()
        inner = element.findall(f"{_HL7}component/{_HL7}section")
        self.inner = [_Section(one, self.field) for one in inner]

    def words(self) -> str:
        """Give all words of the section and of those inside it."""
        parts = [self.heading, blocks_text(self.blocks).replace(" | ", " "), *(one.words() for one in self.inner)]
        return " ".join(" ".join(filter(None, parts)).split())

    def __iter__(self) -> Iterator[tuple[int, "_Section"]]:
        yield 0, self
        for one in self.inner:
            yield from ((depth + 1, section) for depth, section in one)


def _title_words(element: Element) -> Iterator[str]:
    title = element.find(f"{_HL7}title")
    if title is not None:
        for words in title.itertext():
            yield from (words, " " if words.endswith("\n") else "")


def _sections(root: Element) -> Iterator[_Section]:
    body = root.find(f"{_HL7}component/{_HL7}structuredBody")
    for element in body.findall(f"{_HL7}component/{_HL7}section") if body is not None else ():
        yield _Section(element, "")


def _passages(root: Element) -> Iterator[Passage]:
    for top in _sections(root):
        for _, section in top:
            number = section.number or NUMBER_OF.get(FIELD_OF_CODE.get(section.code, ""), "")
            if text := section.words():
                yield Passage(section.field, number, section.title, text)


def _pieces(root: Element) -> Iterator[Piece]:
    for top in _sections(root):
        if top.code not in _NOT_TEXT:
            for depth, section in top:
                yield Piece(section.field, section.number, section.heading, depth, section.blocks)
