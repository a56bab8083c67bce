"""Read one label in Structured Product Labeling, the XML that makers file with FDA."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from drugref.labels.label import FIELD_OF_CODE, NUMBER_OF, Label, Passage, iso_date

_HL7 = "{urn:hl7-org:v3}"
_BLOCKS = {"paragraph", "item", "td", "th", "tr", "caption", "title", "br", "list", "table", "footnote"}
_SUPERSCRIPTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def read_document(root: Element, path: str) -> Label:
    """Make a label of a document's root element."""
    return Label(
        path=path,
        set_id=_attribute(root, "setId", "root"),
        version=_attribute(root, "versionNumber", "value"),
        effective=iso_date(_attribute(root, "effectiveTime", "value")),
        brands=_names(root, f".//{_HL7}manufacturedProduct/{_HL7}name"),
        generics=_names(root, f".//{_HL7}genericMedicine/{_HL7}name"),
        substances=_names(root, f".//{_HL7}activeMoiety/{_HL7}name"),
        passages=tuple(_passages(root)),
    )


def _attribute(root: Element, tag: str, name: str) -> str:
    element = root.find(f"{_HL7}{tag}")
    return element.get(name, "") if element is not None else ""


def _names(root: Element, path: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join("".join(name.itertext()).split()) for name in root.findall(path)))


def _passages(root: Element) -> Iterator[Passage]:
    body = root.find(f"{_HL7}component/{_HL7}structuredBody")
    for section in body.findall(f"{_HL7}component/{_HL7}section") if body is not None else ():
        yield from _section(section, "")


def _section(section: Element, field: str) -> Iterator[Passage]:
    """Yield a section, then the sections inside it; one without a code of its own is its parent's."""
    code = _attribute(section, "code", "code")
    own = FIELD_OF_CODE.get(code, "")
    field = own if own and own != "spl_unclassified_section" else field or own
    title = _title(section)
    match = re.match(r"(\d+(?:\.\d+)*)[.\s]+(?=\S)", title)
    number = match[1] if match else NUMBER_OF.get(own, "")
    text = " ".join(_words(section).split())
    if text:
        yield Passage(field, number, title[match.end() :] if match else title, text)
    for inner in section.findall(f"{_HL7}component/{_HL7}section"):
        yield from _section(inner, field)


def _title(section: Element) -> str:
    title = section.find(f"{_HL7}title")
    return "" if title is None else " ".join(_words(title).split())


def _words(element: Element) -> str:
    """Give the words of an element in order; the excerpt for the Highlights only repeats them."""
    tag = element.tag.removeprefix(_HL7) if isinstance(element.tag, str) else "comment"
    if tag in {"excerpt", "comment", "subject", "id", "code", "effectiveTime"}:
        return ""
    inner = (element.text or "") + "".join(_words(child) + (child.tail or "") for child in element)
    if tag == "sup":
        return inner.translate(_SUPERSCRIPTS)
    if tag == "sub":
        return inner.translate(_SUBSCRIPTS)
    return f" {inner} " if tag in _BLOCKS else inner
