"""Set a monograph's page: alarms first, then what it is, its sections, and where it comes from."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from drugref.model import PREAMBLE, Faq, Monograph, Section, Source
from drugref.render.layout import Sheet
from drugref.render.wrapping import Span

if TYPE_CHECKING:
    from drugref.summary import Summary

BAN = "BANNED. The source of this monograph marks this drug as banned."
SOURCES = "Sources and review"
NO_SOURCE = "no source stated in the file"
NO_ANSWER = "no answer in the source"
NOTICE = "Information, not medical advice."
_REVIEWS = {
    "": "review status not stated in the file",
    "unreviewed": "unreviewed: no clinician has read this page",
}


def monograph_page(sheet: Sheet, monograph: Monograph) -> None:
    """Set the whole monograph."""
    set_head(sheet, monograph)
    boxed = monograph.named("boxed-warning")
    for section in boxed:
        set_section(sheet, section, monograph.faqs)
    _set_identity(sheet, monograph)
    for section in monograph.sections:
        if section not in boxed and section.id != PREAMBLE:
            set_section(sheet, section, monograph.faqs)
    set_foot(sheet, monograph)


def sections_page(sheet: Sheet, monograph: Monograph, sections: Sequence[Section]) -> None:
    """Set some sections of a monograph; bans, notices and the boxed warning still stand above them."""
    set_head(sheet, monograph)
    if monograph.boxed_warning is None:
        for section in monograph.named("boxed-warning"):
            if section not in sections:
                set_section(sheet, section, monograph.faqs)
    for section in sections:
        set_section(sheet, section, monograph.faqs)
    set_foot(sheet, monograph)


def set_head(sheet: Sheet, monograph: Monograph) -> None:
    """Set the title and whatever must be read before anything else."""
    sheet.put(monograph.title, "title")
    if monograph.banned:
        sheet.blank()
        sheet.put(BAN, "alarm")
    for section in monograph.named(PREAMBLE):
        sheet.blank()
        sheet.blocks(section.blocks)
    if monograph.boxed_warning:
        sheet.blank()
        topics = "; ".join(monograph.boxed_warning)
        sheet.write([Span("BOXED WARNING: ", "alarm"), Span(topics, "strong")], rest=[Span(" " * sheet.unit)])


def _set_identity(sheet: Sheet, monograph: Monograph) -> None:
    lists = (
        ("Brands", monograph.brands),
        ("Synonyms", monograph.synonyms),
        ("Ingredients", monograph.ingredients),
        ("Classes", monograph.classes),
        ("Routes", monograph.routes),
        ("Look-alikes", monograph.lookalikes),
    )
    known = [(label, ", ".join(names)) for label, names in lists if names]
    if known:
        sheet.blank()
        sheet.pairs(known)
    if monograph.description:
        sheet.blank()
        sheet.put(monograph.description)


def set_section(sheet: Sheet, section: Section, faqs: Sequence[Faq]) -> None:
    """Set one section under its title, with its qualifier and the drug that it is about."""
    sheet.blank()
    part = f" — {section.part}" if section.part else ""
    sheet.anchor(f"{section.full_title}{part}")
    sheet.put(f"{section.full_title}{part}", "heading")
    sheet.blocks(section.blocks, indent=sheet.unit)
    if section.id == "faqs" and faqs:
        if section.blocks:
            sheet.blank()
        set_faqs(sheet, list(enumerate(faqs, 1)), indent=sheet.unit)


def set_faqs(sheet: Sheet, faqs: Sequence[tuple[int, Faq]], *, indent: int = 0) -> None:
    """Set questions, each with its number and its answer."""
    for place, (number, faq) in enumerate(faqs):
        if place:
            sheet.blank()
        sheet.anchor(faq.question, 1)
        sheet.item(f"{number}.", [Span(faq.question, "strong")], indent=indent)
        inner = indent + len(f"{number}. ")
        if faq.answer:
            sheet.blocks(faq.answer, indent=inner)
        else:
            sheet.put(f"({NO_ANSWER})", "muted", indent=inner)


def set_foot(sheet: Sheet, monograph: Monograph) -> None:
    """Set where the page comes from, as of when, and whether a clinician has reviewed it."""
    sheet.blank()
    sheet.anchor(SOURCES)
    pairs = [("Source", source_line(source)) for source in monograph.sources] or [("Source", NO_SOURCE)]
    if monograph.modified:
        pairs.append(("File", f"dated {date_of(monograph.modified)}, from {monograph.collection}: {monograph.path}"))
    else:
        pairs.append(("File", f"undated, from {monograph.collection}: {monograph.path}"))
    pairs.append(("Review", _REVIEWS.get(monograph.review, monograph.review)))
    sheet.pairs(pairs)
    sheet.put(NOTICE, "muted")


def source_line(source: Source) -> str:
    """Give a source in one line: label, set id, version, date, note."""
    version = f"version {source.version}" if source.version else ""
    effective = f"effective {source.effective}" if source.effective else ""
    set_id = f"set id {source.set_id}" if source.set_id else ""
    return ", ".join(filter(None, (source.label, version, effective, set_id, source.note)))


def date_of(modified: str) -> str:
    """Give the date of a time stamp; what is no time stamp stays as it is."""
    return modified[:10] if modified[4:5] == "-" and modified[10:11] in ("", "T", " ") else modified


def faqs_page(sheet: Sheet, monograph: Monograph, faqs: Sequence[tuple[int, Faq]]) -> None:
    """Set some questions of a monograph, and the notes around them when all were asked for."""
    set_head(sheet, monograph)
    for section in monograph.named("faqs"):
        if section.qualifier:
            sheet.blank()
            sheet.put(section.full_title, "heading")
        if section.blocks and len(faqs) == len(monograph.faqs) and section.id == "faqs":
            sheet.blank()
            sheet.blocks(section.blocks)
    sheet.blank()
    set_faqs(sheet, faqs)
    set_foot(sheet, monograph)


def summary_page(sheet: Sheet, monograph: Monograph, summary: "Summary") -> None:
    """Set a summary card: the seven labels, and of those that were built the section they come from."""
    set_head(sheet, monograph)
    sheet.blank()
    if summary.qualifier:
        sheet.put(f"Drug Profile Summary ({summary.qualifier})", "heading")
    if not summary.is_own:
        sheet.put(
            "The monograph has no whole summary of its own: lines marked 'from …' were built from its sections.",
            "muted",
        )
        sheet.blank()
    for line in summary.lines:
        origin = (
            [Span(f" (from {line.origin}{', which says more' if line.more else ''})", "muted")] if line.origin else []
        )
        sheet.write([Span(f"{line.label}:", "label"), Span(f" {line.text}"), *origin], rest=[Span(" " * sheet.unit)])
    for remark in summary.remarks:
        sheet.blank()
        sheet.put(remark)
    set_foot(sheet, monograph)
