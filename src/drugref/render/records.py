"""Give results as JSON values; the schema is documented in docs/json.md and carries a version."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from drugref.blocks import blocks_text, dump_blocks
from drugref.model import SCHEMA, Faq, Monograph, Section
from drugref.snapshot import Entry

# JSON escapes what is below a space by itself; these could steer a terminal too.
_STEERING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def dumps(value: Any) -> str:
    """Give a JSON text for a person or a program: two spaces of indent, Unicode as it is, no control characters."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def monograph_record(monograph: Monograph, sections: Sequence[Section] | None = None) -> dict[str, Any]:
    """Give a whole monograph; `sections` stands in for its own where only some were asked for."""
    chosen = monograph.sections if sections is None else sections
    return {
        "schema": SCHEMA,
        "slug": monograph.slug,
        "title": monograph.title,
        "description": monograph.description,
        "banned": monograph.banned,
        "modified": monograph.modified,
        "collection": monograph.collection,
        "path": monograph.path,
        "names": list(monograph.names),
        "ingredients": list(monograph.ingredients),
        "synonyms": list(monograph.synonyms),
        "brands": list(monograph.brands),
        "classes": list(monograph.classes),
        "routes": list(monograph.routes),
        "lookalikes": list(monograph.lookalikes),
        "boxed_warning": None if monograph.boxed_warning is None else list(monograph.boxed_warning),
        "sources": [source._asdict() for source in monograph.sources],
        "review": monograph.review,
        "extra": dict(monograph.extra),
        "sections": [section_record(section) for section in chosen],
        "faqs": [faq_record(faq) for faq in monograph.faqs],
    }


def section_record(section: Section) -> dict[str, Any]:
    """Give a section with its words as text and as blocks."""
    return {
        "id": section.id,
        "title": section.title,
        "qualifier": section.qualifier,
        "also": list(section.also),
        "part": section.part,
        "line": section.line,
        "text": section.text,
        "blocks": dump_blocks(section.blocks),
    }


def faq_record(faq: Faq, number: int | None = None) -> dict[str, Any]:
    """Give a question and its answer as text; the answer is empty where the source has none."""
    numbered = {} if number is None else {"number": number}
    return {**numbered, "question": faq.question, "answer": blocks_text(faq.answer)}


def faqs_record(slug: str, title: str, faqs: Iterable[tuple[int, Faq]]) -> dict[str, Any]:
    """Give some questions of one monograph with their numbers."""
    return {"slug": slug, "title": title, "faqs": [faq_record(faq, number) for number, faq in faqs]}


def entry_record(entry: Entry) -> dict[str, Any]:
    """Give a monograph as a list shows it."""
    return {
        "slug": entry.slug,
        "title": entry.title,
        "banned": entry.banned,
        "modified": entry.modified,
        "collection": entry.collection,
    }
