"""Set a comparison: in columns where the width allows it, else one drug under the other; no word is ever cut."""

from collections.abc import Callable, Sequence
from typing import Any

from drugref.compare import CLOSE, OPEN, STATED, Cell, Row
from drugref.model import SCHEMA, Monograph
from drugref.render.layout import PLAIN, Sheet
from drugref.render.monograph import NOTICE, set_foot, set_head, set_section
from drugref.render.wrapping import Line, Span, width_of

NARROWEST = 34
"""The fewest cells that a column of text may have."""

_GAP = 3
MARKS = (
    f"{OPEN} {CLOSE} stand around words that only one of them has under a label. "
    "That a word is absent is no evidence of safety."
)

Part = Callable[[Sheet], None]


def compare_page(sheet: Sheet, monographs: Sequence[Monograph], rows: Sequence[Row]) -> None:
    """Set bans and boxed warnings of every drug first, then each label, then where each page comes from."""
    _side_by_side(sheet, [_head(monograph) for monograph in monographs])
    sheet.blank()
    sheet.put(MARKS, "muted")
    for row in rows:
        sheet.blank()
        likeness = [Span(f" ({row.likeness})", "strong")] if row.likeness else []
        sheet.write([Span(row.label, "heading"), *likeness])
        parts = [_cell(cell) for cell in row.cells]
        _side_by_side(sheet, parts, titles=[monograph.title for monograph in monographs])
    sheet.blank()
    titles = [monograph.title for monograph in monographs]
    _side_by_side(sheet, [_foot(monograph) for monograph in monographs], titles=titles)


def _head(monograph: Monograph) -> Part:
    def put(sheet: Sheet) -> None:
        set_head(sheet, monograph)
        if monograph.boxed_warning is None:
            for section in monograph.named("boxed-warning"):
                set_section(sheet, section, monograph.faqs)

    return put


def _cell(cell: Cell) -> Part:
    def put(sheet: Sheet) -> None:
        if cell.state != STATED:
            sheet.blocks(cell.blocks)
            return
        sheet.blocks(cell.blocks)
        if cell.origin:
            more = ", which says more" if cell.more else ""
            sheet.put(f"(from {cell.origin}{more})", "muted")

    return put


def _foot(monograph: Monograph) -> Part:
    return lambda sheet: set_foot(sheet, monograph)


def _side_by_side(sheet: Sheet, parts: Sequence[Part], *, titles: Sequence[str] = ()) -> None:
    """Set parts in columns; one under the other, each under its title, where a column would be too narrow for a word.

    Unstyled text is for programs and for readers who listen: there parts always follow each other.
    """
    width = (sheet.width - _GAP * (len(parts) - 1)) // len(parts)
    columns = [_column(part, max(width, 1), sheet) for part in parts]
    fits = width >= NARROWEST and all(width_of(line) <= width for column in columns for line in column)
    if fits and sheet.glyphs != PLAIN:
        if titles:
            columns = [
                [*_column(_title(title), width, sheet), *column] for title, column in zip(titles, columns, strict=True)
            ]
        _join(sheet, columns, width)
        return
    for number, part in enumerate(parts):
        if number:
            sheet.blank()
        if titles:
            sheet.put(titles[number], "subheading")
        for line in _column(part, sheet.width - sheet.unit * bool(titles), sheet):
            sheet.lines.append([Span(" " * sheet.unit), *line] if titles and line else line)


def _title(title: str) -> Part:
    return lambda sheet: sheet.put(title, "subheading")


def _column(part: Part, width: int, sheet: Sheet) -> list[Line]:
    column = Sheet(width, sheet.glyphs)
    part(column)
    return column.lines


def _join(sheet: Sheet, columns: Sequence[Sequence[Line]], width: int) -> None:
    bar = Span(f" {sheet.glyphs.bar} ", "muted")
    for number in range(max(map(len, columns))):
        line: Line = []
        for place, column in enumerate(columns):
            part = column[number] if number < len(column) else []
            line += [*([bar] if place else []), *part]
            if place < len(columns) - 1:
                line.append(Span(" " * (width - width_of(part))))
        sheet.lines.append(line)


def compare_record(monographs: Sequence[Monograph], rows: Sequence[Row], queries: Sequence[str]) -> dict[str, Any]:
    """Give a comparison as JSON values; the texts have no marks, `only` lists what they would stand around."""
    return {
        "schema": SCHEMA,
        "sections": list(queries),
        "drugs": [_drug_record(monograph) for monograph in monographs],
        "rows": [
            {
                "label": row.label,
                "likeness": row.likeness,
                "cells": [_cell_record(monograph, cell) for monograph, cell in zip(monographs, row.cells, strict=True)],
            }
            for row in rows
        ],
        "notice": NOTICE,
    }


def _drug_record(monograph: Monograph) -> dict[str, Any]:
    return {
        "slug": monograph.slug,
        "title": monograph.title,
        "banned": monograph.banned,
        "boxed_warning": None if monograph.boxed_warning is None else list(monograph.boxed_warning),
        "collection": monograph.collection,
        "path": monograph.path,
        "modified": monograph.modified,
        "sources": [source._asdict() for source in monograph.sources],
        "review": monograph.review,
    }


def _cell_record(monograph: Monograph, cell: Cell) -> dict[str, Any]:
    return {
        "slug": monograph.slug,
        "state": cell.state,
        "text": cell.text,
        "origin": cell.origin,
        "more": cell.more,
        "only": list(cell.only),
    }
