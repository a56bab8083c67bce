"""Read a label that was found, JSON or XML: what it is of, its sections, its page."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from drugref.analysis import squash
from drugref.errors import DataFault
from drugref.labels import openfda, spl
from drugref.labels.assembly import Product
from drugref.labels.label import Label
from drugref.labels.markup import is_deep
from drugref.labels.places import Place
from drugref.labels.records import loads
from drugref.model import Monograph

_MOST_TAGS = 2_000_000
"""Tags of a document at most, each of which costs twenty times its own size in memory: real ones have thousands."""
_LONGEST_NAME = 20_000
"""Letters of a drug's name at most: a homeopathic mixture that lists all that is in it has some thousand."""
_SET_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
_HL7 = "{urn:hl7-org:v3}"


class Packed(NamedTuple):
    """A label as it was found: where, json or xml, its own bytes, and these parsed where they have been."""

    place: str
    form: str
    data: bytes
    record: Mapping[str, Any] | None = None


def label_of(packed: Packed) -> Label:
    """Read a label found; DataFault says why it is none."""
    if packed.form == "json":
        label = openfda.read_record(_record(packed), packed.place, parts=False)
    else:
        label = spl.read_document(_root(packed.data), packed.place)
    names = (*label.generics, *label.substances, *label.brands)
    if not _SET_ID.fullmatch(label.set_id):
        raise DataFault("it has no set id, so it is no label")
    if not any(map(squash, names)):
        raise DataFault("it names no drug, so it is no label")
    if max(map(len, names)) > _LONGEST_NAME:
        raise DataFault("the drug's name is longer than any")
    if not any(passage.text.strip() for passage in label.passages):
        raise DataFault("it has no section with text, so it is no label")
    return label


def product_of(packed: Packed) -> Product:
    """Read what a label says of its product."""
    return openfda.read_product(_record(packed)) if packed.form == "json" else spl.read_product(_root(packed.data))


def monograph_of(packed: Packed) -> Monograph:
    """Make the page of a label found; DataFault as `label_of`."""
    if packed.form == "json":
        return openfda.read_monograph(_record(packed), packed.place)
    return spl.read_monograph(_root(packed.data), packed.place)


def sections_of(packed: Packed) -> list[tuple[str, str, str]]:
    """Give id, title and words of the sections that the page of a label found has; of JSON its page is not made."""
    if packed.form != "json":
        return [(section.id, section.title, section.text) for section in monograph_of(packed).sections]
    found: dict[Place, list[str]] = {}
    for place, text in openfda.read_sections(_record(packed)):
        found.setdefault(place, []).append(text)
    return [(place.id, place.title, "\n".join(texts)) for place, texts in found.items()]


def _record(packed: Packed) -> Mapping[str, Any]:
    return loads(packed.data) if packed.record is None else packed.record


@lru_cache(maxsize=1)
def _root(data: bytes) -> Element:
    """Parse a document; only a label's will do: no entities, no other kind of SPL."""
    if data.count(b"<") > _MOST_TAGS:
        raise DataFault("it has more tags than any label")
    try:
        root: Element = fromstring(data)
    except DefusedXmlException as error:
        raise DataFault("it declares entities, which a label never does") from error
    except (ParseError, LookupError, ValueError) as error:
        raise DataFault(f"it is not well-formed XML ({first_line(error)})") from error
    if root.tag != f"{_HL7}document":
        raise DataFault("it is XML, but not Structured Product Labeling")
    code = root.find(f"{_HL7}code")
    kind = code.get("displayName", "") if code is not None else ""
    if "LABEL" not in kind.upper() or "LABELER" in kind.upper():
        raise DataFault(f"it is an SPL document, but no label ({' '.join(kind.split())[:80] or 'of no kind'})")
    if is_deep(root):
        raise DataFault("its elements are nested more deeply than in any label")
    return root


def first_line(error: Exception) -> str:
    """Give the first line of what an error says, not too long."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__)[:120]
