"""Set lists: the monographs, the questions, an outline, the collections, the welcome."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from drugref.analysis import escape_name
from drugref.model import SOFT_LEVEL, Faq, Monograph
from drugref.render.layout import Sheet
from drugref.render.monograph import NOTICE, date_of, set_faqs
from drugref.render.wrapping import Span, cells
from drugref.snapshot import Entry

if TYPE_CHECKING:
    from drugref.sections import Place


class CollectionInfo(NamedTuple):
    """What there is to know about a collection without reading its pages."""

    name: str
    root: str
    snapshot: str
    monographs: int
    faqs: int
    newest: str
    problems: tuple[str, ...]


def entries_page(sheet: Sheet, entries: Sequence[Entry]) -> None:
    """Set monographs for a person: name, title, and a ban in words."""
    column = min(max((cells(entry.slug) for entry in entries), default=0), sheet.width // 3) + 2
    for entry in entries:
        ban = [Span(" BANNED", "alarm")] if entry.banned else []
        lead = [Span(entry.slug, "strong"), Span(" " * max(column - cells(entry.slug), 2))]
        if cells(entry.slug) + 2 > column:
            sheet.write([Span(entry.slug, "strong"), *ban])
            sheet.write([Span(entry.title)], indent=2 * sheet.unit)
        else:
            sheet.write([Span(entry.title), *ban], first=lead, rest=[Span(" " * column)])


def entries_table(entries: Iterable[Entry]) -> str:
    """Give monographs for a program: slug, title and `BANNED` or nothing, separated by tabs, one a line."""
    return "".join(
        f"{entry.slug}\t{entry.title}\t{'BANNED' if entry.banned else ''}".rstrip("\t") + "\n" for entry in entries
    )


def outline_page(sheet: Sheet, monograph: Monograph, places: Sequence["Place"]) -> None:
    """Set a monograph's outline, each heading with the words to ask for it."""
    sheet.put(monograph.title, "title")
    sheet.blank()
    indents = [sheet.unit * depth for depth in _depths(places)]
    column = min(
        max((cells(place.title) + indent for place, indent in zip(places, indents, strict=True)), default=0), 44
    )
    for place, indent in zip(places, indents, strict=True):
        _two_columns(sheet, Span(place.title), Span(place.path, "muted"), column - indent, indent)


def _depths(places: Sequence["Place"]) -> list[int]:
    """Give each heading's depth; a line of bold text stands one below the last real heading."""
    depths: list[int] = []
    real = 0
    for place in places:
        if place.level < SOFT_LEVEL:
            real = max(place.level, 2) - 2
        depths.append(real if place.level < SOFT_LEVEL else real + 1)
    return depths


def questions_page(sheet: Sheet, found: Sequence[tuple[Entry, Sequence[tuple[int, Faq]]]], *, answers: bool) -> None:
    """Set the questions of many monographs, by drug, with or without their answers."""
    for entry, faqs in found:
        sheet.blank()
        ban = [Span("  BANNED", "alarm")] if entry.banned else []
        sheet.write([Span(entry.title, "heading"), Span(f"  {entry.slug}", "muted"), *ban])
        if answers:
            set_faqs(sheet, faqs, indent=sheet.unit)
        else:
            for number, faq in faqs:
                sheet.item(f"{number}.", [Span(faq.question)], indent=sheet.unit)


def _two_columns(sheet: Sheet, left: Span, right: Span, column: int, indent: int) -> None:
    """Write a line of two columns; what does not fit goes on beneath, indented."""
    used = cells(left.text)
    if used <= column and indent + column + 2 + cells(right.text) <= sheet.width:
        sheet.write([right], indent=indent, first=[left, Span(" " * (column + 2 - used))])
    else:
        sheet.write([left], indent=indent, rest=[Span(" " * sheet.unit)])
        sheet.write([right], indent=indent + 2 * sheet.unit)


def info_page(
    sheet: Sheet,
    version: str,
    cache: str,
    collections: Sequence[CollectionInfo],
    gaps: Mapping[str, Sequence[str]],
    *,
    config: Mapping[str, Any],
) -> None:
    """Set what this drugref holds: collections, counts, dates, cache and settings; and what it does not cover."""
    sheet.put(f"drugref {version}", "title")
    for info in collections:
        sheet.blank()
        sheet.put(info.name, "heading")
        pairs = [
            ("Monographs", f"{info.monographs:,}"),
            ("Questions", f"{info.faqs:,}"),
            ("Newest file", date_of(info.newest) or "undated"),
            ("Folder", escape_name(info.root)),
            ("Snapshot", escape_name(info.snapshot)),
            ("Problems", str(len(info.problems)) if info.problems else "none found while reading"),
        ]
        sheet.pairs(pairs, indent=sheet.unit)
        for problem in info.problems:
            sheet.item("!", [Span(problem)], indent=sheet.unit, style="alarm")
    sheet.blank()
    sheet.put("Not covered by the bundled monographs", "heading")
    for reason, names in gaps.items():
        count = f"{len(names):,} drug{'' if len(names) == 1 else 's'} ({reason}): "
        sheet.write([Span(count, "label"), Span(", ".join(names))], indent=sheet.unit, rest=[Span(" " * sheet.unit)])
    sheet.blank()
    sheet.pairs(
        [("Cache", cache), ("Settings", config["path"] if config["exists"] else f"{config['path']} (none yet)")]
    )
    _set_settings(sheet, config)
    sheet.put("drugref never uses the network; it writes its cache and nothing else.")
    sheet.put(NOTICE, "muted")


def _set_settings(sheet: Sheet, config: Mapping[str, Any]) -> None:
    """Set what the config file sets, as it would be written there."""
    values = {key: value for key, value in config.items() if key not in ("path", "exists") and value is not None}
    for key, value in values.items():
        told = str(value).lower() if isinstance(value, bool) else ", ".join(value) if isinstance(value, list) else value
        sheet.write([Span(f"{key} = {told}")], indent=sheet.unit, rest=[Span(" " * sheet.unit)])


WELCOME = (
    ("drugref show pertuzumab-trastuzumab", "the whole monograph"),
    ("drugref show phesgo --section dosage", "one section, by any name of the drug"),
    ("drugref summary pertuzumab-trastuzumab", "a card of seven lines"),
    ("drugref faq --match pregnan", "what the questions of all drugs say on a word"),
    ("drugref list", "the drugs there are"),
)


def welcome_page(sheet: Sheet) -> None:
    """Set what a reader sees who typed only the program's name."""
    sheet.put("drugref, the offline drug reference for the terminal.", "title")
    sheet.blank()
    for command, what in WELCOME:
        _two_columns(sheet, Span(command, "strong"), Span(what, "muted"), 38, sheet.unit)
    sheet.blank()
    sheet.put("'drugref --help' lists every command. " + NOTICE)
