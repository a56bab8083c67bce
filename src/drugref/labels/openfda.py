"""Read one record of openFDA's drug labels, whole or as an extract of nine sections."""

from collections.abc import Iterator, Mapping
from typing import Any

from drugref.labels.label import FIELDS, NUMBER_OF, Label, Passage, iso_date, numbered_parts


def read_record(record: Mapping[str, Any], path: str) -> Label:
    """Make a label of a record as the API gives it, or of an extract with its texts under `sections`."""
    sections = record.get("sections", record)
    names = record.get("openfda") or record.get("openfda_meta") or {}
    return Label(
        path=path,
        set_id=_first(record.get("set_id") or names.get("spl_set_id")),
        version=str(record.get("version", "")),
        effective=iso_date(str(record.get("effective_time", ""))),
        brands=_texts(names.get("brand_name")),
        generics=_texts(names.get("generic_name")),
        substances=_texts(names.get("substance_name")),
        passages=tuple(_passages(sections)),
    )


def _passages(sections: Mapping[str, Any]) -> Iterator[Passage]:
    for field in FIELDS:
        text = " ".join(_texts(sections.get(field.name)))
        if not text:
            continue
        number = NUMBER_OF.get(field.name, "")
        yield Passage(field.name, number, "", text)
        for part, words in numbered_parts(text, number) if number else ():
            yield Passage(field.name, part, _title(words, part), words)


def _title(words: str, number: str) -> str:
    """Give the beginning of a subsection: openFDA's text does not say where its heading ends."""
    return " ".join(words.removeprefix(number).split()[:12])


def _texts(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [] if value is None else [value]
    return tuple(str(text) for text in values if text)


def _first(value: Any) -> str:
    return next(iter(_texts(value)), "")
