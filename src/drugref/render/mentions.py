"""Set where monographs speak of a drug, and what they say on a topic."""

from typing import Any

from drugref.cautions import NO_TEXT, QUOTED, Cautions
from drugref.mentions import Mentions
from drugref.model import SCHEMA
from drugref.render.interactions import NO_EVIDENCE, drug_record, quote_record, set_quote
from drugref.render.layout import Sheet
from drugref.render.monograph import NOTICE
from drugref.render.wrapping import Span


def mentions_page(sheet: Sheet, found: Mentions) -> None:
    """Set the places by the drug that speaks: what names the drug, then what names a class of it."""
    sheet.put(f"Mentions of {found.name}", "title")
    if found.about is None:
        sheet.blank()
        sheet.put(
            f"No monograph goes by the name '{found.name}': only the words were looked for, and no class.", "strong"
        )
    for speaker in found.speakers:
        sheet.blank()
        ban = [Span("  BANNED", "alarm")] if speaker.banned else []
        sheet.write([Span(speaker.title, "heading"), Span(f"  {speaker.slug}", "muted"), *ban])
        for mention in speaker.mentions:
            via = f" ({mention.via})" if mention.via else ""
            sheet.write([Span(f"{mention.kind}", "label"), Span(f": {mention.words}{via}")], indent=sheet.unit)
            set_quote(sheet, mention.quote, indent=2 * sheet.unit)
            if mention.belongs:
                set_quote(sheet, mention.belongs, indent=2 * sheet.unit, by=mention.belongs.title)
    sheet.blank()
    sheet.put(mentions_line(found), "muted")
    sheet.put(NOTICE, "muted")


def mentions_line(found: Mentions) -> str:
    """Say how much was found, and what was looked for where."""
    count = sum(len(speaker.mentions) for speaker in found.speakers)
    classes = f"; classes: {', '.join(found.classes)}" if found.classes else ""
    return (
        f"{count:,} place{'' if count == 1 else 's'} in {len(found.speakers):,} of {found.searched:,} monographs. "
        f"Looked for: {', '.join(found.words)}{classes}. "
        f"A monograph that is not listed does not mention it; {NO_EVIDENCE}."
    )


def mentions_record(found: Mentions) -> dict[str, Any]:
    """Give the places as JSON values."""
    return {
        "schema": SCHEMA,
        "name": found.name,
        "monograph": drug_record(found.about) if found.about else None,
        "searched": {"monographs": found.searched, "words": list(found.words), "classes": list(found.classes)},
        "speakers": [
            {
                "slug": speaker.slug,
                "title": speaker.title,
                "banned": speaker.banned,
                "mentions": [
                    {
                        "kind": one.kind,
                        "words": one.words,
                        "via": one.via,
                        "quote": quote_record(one.quote),
                        "belongs": quote_record(one.belongs) if one.belongs else None,
                    }
                    for one in speaker.mentions
                ],
            }
            for speaker in found.speakers
        ],
        "note": NO_EVIDENCE,
    }


def cautions_page(sheet: Sheet, found: Cautions) -> None:
    """Set what each monograph says on a topic, section by section; silence is told as silence."""
    sheet.put(f"On {found.topic}", "title")
    for caution in found.cautions:
        sheet.blank()
        ban = [Span("  BANNED", "alarm")] if caution.banned else []
        sheet.write([Span(caution.title, "heading"), Span(f"  {caution.slug}", "muted"), *ban])
        for quote in caution.quotes:
            set_quote(sheet, quote, indent=sheet.unit)
        if caution.state != QUOTED:
            read = f" (read: {', '.join(caution.sections)})" if caution.sections else ""
            sheet.put(f"{caution.state}{read}; {NO_EVIDENCE}.", "strong", indent=sheet.unit)
    sheet.blank()
    sheet.put(cautions_line(found), "muted")
    sheet.put(NOTICE, "muted")


def cautions_line(found: Cautions) -> str:
    """Say how many monographs were asked, and how many say nothing or have no text."""
    quoted = sum(caution.state == QUOTED for caution in found.cautions)
    unread = sum(caution.state == NO_TEXT for caution in found.cautions)
    silent = len(found.cautions) - quoted - unread
    return (
        f"{len(found.cautions):,} monograph{'' if len(found.cautions) == 1 else 's'} asked on {found.topic}: "
        f"{quoted:,} quoted, {silent:,} silent, {unread:,} without a text. Silence is not evidence of safety."
    )


def cautions_record(found: Cautions) -> dict[str, Any]:
    """Give what was said on a topic as JSON values; each monograph has a state, never a boolean."""
    return {
        "schema": SCHEMA,
        "topic": found.topic,
        "monographs": [
            {
                "slug": one.slug,
                "title": one.title,
                "banned": one.banned,
                "state": one.state,
                "sections": list(one.sections),
                "quotes": [quote_record(quote) for quote in one.quotes],
            }
            for one in found.cautions
        ],
        "note": NO_EVIDENCE,
    }
