"""Set what monographs say of one another: pairs, the partners of one drug, mentions, cautions."""

from collections.abc import Iterable, Sequence
from typing import Any

from drugref.interactions import CLASS, DUPLICATE, NO_TEXT, NOT_MENTIONED, SAYS, Direction, Finding, Pair, Report
from drugref.model import SCHEMA, Monograph
from drugref.partners import Partner, Partners
from drugref.quotes import Quote
from drugref.render.layout import Sheet
from drugref.render.monograph import BAN, NOTICE
from drugref.render.wrapping import Span
from drugref.wording import Severity

NO_EVIDENCE = "this is not evidence of safety"
_STYLES = ("alarm", "alarm", "strong")


def report_page(sheet: Sheet, report: Report) -> None:
    """Set every pair, the gravest first, and what was read for them."""
    titles = {one.slug: one.title for one in report.monographs}
    sheet.put(f"Interactions: {', '.join(titles.values())}", "title")
    set_alarms(sheet, report.monographs)
    for first, second in report.same:
        sheet.blank()
        sheet.put(f"{DUPLICATE}: {first} and {second} are names of the same drug.", "strong")
    for pair in report.pairs:
        sheet.blank()
        sheet.put(f"{titles[pair.first]} with {titles[pair.second]}", "heading")
        for finding in pair.findings:
            set_finding(sheet, finding, titles)
        for direction in pair.directions:
            _set_silence(sheet, direction, titles)
    sheet.blank()
    sheet.put(coverage_line(report), "muted")
    sheet.put(NOTICE, "muted")


def set_alarms(sheet: Sheet, monographs: Iterable[Monograph]) -> None:
    """Set the bans of drugs, which come before anything else."""
    for one in monographs:
        if one.banned:
            sheet.blank()
            sheet.put(f"{one.title}: {BAN}", "alarm")


def set_finding(sheet: Sheet, finding: Finding, titles: dict[str, str]) -> None:
    """Set one finding: the word of severity, who says it of whom, the quote, its place, effect and action."""
    sheet.blank()
    severity = finding.severity if finding.stance == SAYS else Severity(finding.stance, 2)
    set_severity(sheet, severity, f"{finding.kind}: {_said(finding, titles)}")
    inner = 2 * sheet.unit
    if finding.kind == DUPLICATE:
        for quote in filter(None, (finding.quote, finding.belongs)):
            set_quote(sheet, quote, indent=inner, by=quote.title)
        return
    set_quote(sheet, finding.quote, indent=inner)
    pairs = [("Effect", finding.effect), ("Action", finding.action), ("Cited", finding.source)]
    sheet.pairs([(label, text) for label, text in pairs if text], indent=inner)
    if finding.belongs:
        set_quote(sheet, finding.belongs, indent=inner, by=finding.belongs.title)
    if finding.also:
        sheet.put(f"The class is named also in: {'; '.join(map(place_of, finding.also))}.", "muted", indent=inner)


def set_severity(sheet: Sheet, severity: Severity, rest: str) -> None:
    """Set the word of severity before a sentence; the word tells it, the colour only repeats it."""
    spans = [
        Span(severity.word.upper() if severity.rank < 2 else severity.word, _STYLES[severity.rank]),
        Span(f" — {rest}"),
    ]
    sheet.write(spans, indent=sheet.unit, rest=[Span(" " * sheet.unit)])


def _said(finding: Finding, titles: dict[str, str]) -> str:
    speaker, about = titles[finding.speaker], titles[finding.about]
    if finding.kind == DUPLICATE:
        return f"{speaker} and {about}: {finding.via}, {finding.words}"
    if finding.kind == CLASS:
        says = f"that of {about} says it is of them ({finding.via})"
        return f"the monograph of {speaker} names '{finding.words}', and {says}"
    via = f" ({finding.via})" if finding.via else ""
    return f"the monograph of {speaker} names {about}{via}"


def set_quote(sheet: Sheet, quote: Quote, *, indent: int, by: str = "") -> None:
    """Set a quote in quotation marks, with its place beneath it."""
    lead = [Span(f"{by}: ", "label")] if by else []
    sheet.write([*lead, Span(f'"{quote.text}"')], indent=indent)
    sheet.write([Span(place_of(quote), "muted")], indent=indent, rest=[Span(" " * sheet.unit)])


def place_of(quote: Quote) -> str:
    """Say where a quote stands: section, heading, file and line or set id, and the date of the source."""
    section = f"{quote.section_title}: {quote.heading}" if quote.heading else quote.section_title
    file = f"{quote.path}:{quote.line}" if quote.line else f"set id {quote.set_id}" if quote.set_id else quote.path
    date = f"source of {quote.date}" if quote.date else "source undated"
    return ", ".join(filter(None, (section, file, date)))


def _set_silence(sheet: Sheet, direction: Direction, titles: dict[str, str]) -> None:
    """Say that a monograph is silent on a drug, or has no text; never that the two are safe together."""
    speaker, about = titles[direction.speaker], titles[direction.about]
    if direction.state not in (NOT_MENTIONED, NO_TEXT) and direction.is_examined:
        return
    sheet.blank()
    if not direction.is_examined:
        text = f"the monograph of {speaker} has no text on drug interactions; {NO_EVIDENCE}"
        set_severity(sheet, Severity(NO_TEXT, 2), f"{text}.")
    else:
        text = f"the monograph of {speaker} names neither {about} nor a class that {about} says it is of; {NO_EVIDENCE}"
        set_severity(sheet, Severity(NOT_MENTIONED, 2), f"{text}.")
    if direction.elsewhere:
        sheet.put(f"On other matters it names {about}:", indent=2 * sheet.unit)
        for quote in direction.elsewhere:
            set_quote(sheet, quote, indent=3 * sheet.unit)


def coverage_line(report: Report) -> str:
    """Say what was asked, what was found, which sections were read, and as of when."""
    pairs = report.pairs
    silent = sum(pair.state == NOT_MENTIONED for pair in pairs)
    unread = sum(not pair.is_examined for pair in pairs)
    sections = dict.fromkeys(title for pair in pairs for one in pair.directions for title in one.sections)
    parts = [
        f"{_count(len(pairs), 'pair')} asked",
        f"{len(pairs) - unread:,} answered both ways",
        f"{silent:,} not mentioned either way ({NO_EVIDENCE})",
    ]
    if unread:
        parts.append(f"{unread:,} not answered both ways, for want of a text ({NO_EVIDENCE})")
    return f"{', '.join(parts)}. Read: {', '.join(sections) or 'nothing'}. {dates_line(report.dates)}"


def dates_line(dates: tuple[str, str]) -> str:
    """Say how old the sources are."""
    oldest, newest = dates
    if not newest:
        return "The sources are undated."
    return f"Sources of {oldest}." if oldest == newest else f"Sources of {oldest} to {newest}."


def partners_page(sheet: Sheet, found: Partners) -> None:
    """Set all that one monograph names, the gravest first, under the words of severity."""
    sheet.put(f"Interactions of {found.monograph.title}", "title")
    set_alarms(sheet, [found.monograph])
    for severity, group in _by_word(found.partners):
        sheet.blank()
        sheet.put(f"{severity} ({len(group)})", "heading")
        for partner in group:
            sheet.blank()
            names = ", ".join(partner.names) or partner.quote.section_title
            sheet.put(names, "strong", indent=sheet.unit)
            pairs = [("Effect", partner.effect), ("Action", partner.action), ("Cited", partner.source)]
            told = [(label, text) for label, text in pairs if text]
            if told:
                sheet.pairs(told, indent=2 * sheet.unit)
                sheet.put(place_of(partner.quote), "muted", indent=2 * sheet.unit)
            else:
                set_quote(sheet, partner.quote, indent=2 * sheet.unit)
    sheet.blank()
    sheet.put(partners_line(found), "muted")
    sheet.put(NOTICE, "muted")


def partners_line(found: Partners) -> str:
    """Say how much is listed and where it was read; a missing text is told as that."""
    if found.state == NO_TEXT:
        return f"{NO_TEXT}: the monograph of {found.monograph.title} has no text on drug interactions; {NO_EVIDENCE}."
    dates = sorted(source.effective for source in found.monograph.sources if source.effective)
    read = f"Read: {', '.join(found.sections)}. {dates_line((dates[0], dates[-1]) if dates else ('', ''))}"
    return f"{_count(len(found.partners), 'statement')}. {read} What is not listed is not mentioned; {NO_EVIDENCE}."


def _by_word(partners: Sequence[Partner]) -> list[tuple[str, list[Partner]]]:
    groups: dict[str, list[Partner]] = {}
    for partner in partners:
        groups.setdefault(partner.severity.word.lower(), []).append(partner)
    return list(groups.items())


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def report_record(report: Report) -> dict[str, Any]:
    """Give the pairs as JSON values; a pair has a state, never a boolean."""
    oldest, newest = report.dates
    pairs = report.pairs
    return {
        "schema": SCHEMA,
        "asked": [drug_record(one) for one in report.monographs],
        "same": [list(names) for names in report.same],
        "pairs": [_pair_record(pair) for pair in pairs],
        "coverage": {
            "pairs": len(pairs),
            "examined": sum(pair.is_examined for pair in pairs),
            "states": {
                state: sum(pair.state == state for pair in pairs) for state in dict.fromkeys(p.state for p in pairs)
            },
            "sections": list(
                dict.fromkeys(title for pair in pairs for one in pair.directions for title in one.sections)
            ),
            "oldest": oldest,
            "newest": newest,
            "note": NO_EVIDENCE,
        },
    }


def drug_record(monograph: Monograph) -> dict[str, Any]:
    """Give a drug that was asked for."""
    return {
        "slug": monograph.slug,
        "title": monograph.title,
        "banned": monograph.banned,
        "ingredients": list(monograph.ingredients),
        "collection": monograph.collection,
    }


def _pair_record(pair: Pair) -> dict[str, Any]:
    return {
        "first": pair.first,
        "second": pair.second,
        "state": pair.state,
        "examination": "both ways" if pair.is_examined else "not both ways",
        "directions": [
            {
                "speaker": one.speaker,
                "about": one.about,
                "state": one.state,
                "text": "read" if one.is_examined else NO_TEXT,
                "sections": list(one.sections),
                "elsewhere": [quote_record(quote) for quote in one.elsewhere],
            }
            for one in pair.directions
        ],
        "findings": [finding_record(finding) for finding in pair.findings],
    }


def finding_record(finding: Finding) -> dict[str, Any]:
    """Give a finding as JSON values."""
    return {
        "kind": finding.kind,
        "speaker": finding.speaker,
        "about": finding.about,
        "words": finding.words,
        "via": finding.via,
        "severity": finding.severity.word,
        "stance": finding.stance,
        "effect": finding.effect,
        "action": finding.action,
        "source": finding.source,
        "quote": quote_record(finding.quote),
        "belongs": quote_record(finding.belongs) if finding.belongs else None,
        "also": [quote_record(quote) for quote in finding.also],
    }


def quote_record(quote: Quote) -> dict[str, Any]:
    """Give a quote with its place."""
    return quote._asdict()


def partners_record(found: Partners) -> dict[str, Any]:
    """Give all that one monograph names as JSON values."""
    return {
        "schema": SCHEMA,
        **drug_record(found.monograph),
        "state": found.state,
        "sections": list(found.sections),
        "partners": [
            {
                "names": list(one.names),
                "severity": one.severity.word,
                "effect": one.effect,
                "action": one.action,
                "source": one.source,
                "quote": quote_record(one.quote),
            }
            for one in found.partners
        ],
        "note": NO_EVIDENCE,
    }
