"""Give the summary card of a monograph: its own words, or, where it has none, lines built from its sections."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from drugref.analysis import slugify
from drugref.blocks import (
    Blocks,
    BulletList,
    Heading,
    Note,
    NumberedList,
    Paragraph,
    blocks_text,
    plain_text,
    text_lines,
)
from drugref.headings import SUMMARY_LABELS
from drugref.model import Monograph, Section, label_of, subsection

NOT_STATED = "Not stated in the monograph."

# Where each line of a card is built from: section, then the headings or labels in it to try, in order.
_ORIGINS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "Mechanism of Action": (
        ("how-it-works", ("mechanism-of-action", "mode-of-action")),
        ("usage", ("mechanism-of-action",)),
        ("how-it-works", ("pharmacodynamics", "")),
    ),
    "Side Effects": (("side-effects", ("common", "")),),
    "Contraindications": (("contraindications", ("",)),),
    "Drug Interactions": (("drug-interactions", ("",)),),
    "Pregnancy & Breastfeeding": (("pregnancy-and-breastfeeding", ("",)),),
    "Dosage": (("dosage", ("adults", "standard-dosage", "")),),
    "Monitoring Parameters": (("precautions", ("monitor",)), ("side-effects", ("monitor",)), ("dosage", ("monitor",))),
}
_LABEL_WORDS = {slugify(label): label for label in SUMMARY_LABELS} | {
    "mechanism": "Mechanism of Action",
    "adverse-effects": "Side Effects",
    "interactions": "Drug Interactions",
    "pregnancy-and-breastfeeding": "Pregnancy & Breastfeeding",
    "pregnancy": "Pregnancy & Breastfeeding",
    "monitoring": "Monitoring Parameters",
}
# "See above", "Multiple, see details above." and their like: what is left without them says nothing.
_POINTER = re.compile(
    r"\(?\b(?:please\s+)?(?:see|refer\s+to|consult|as\s+(?:above|described|detailed|mentioned|per)|(?:already\s+)?"
    r"(?:addressed|detailed|described|mentioned|provided|listed|outlined|included))\b[^.;]*"
    r"\b(?:above|below|sections?|details?|elsewhere|profiles?|prescribing information)\b[^.;)]*[.;)]*",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[a-z0-9)\]][.!?])\s+(?=[A-Z])")
_LONG = 300
_FEWEST_WORDS = 2


class SummaryLine(NamedTuple):
    """One of the seven labels; `origin` is the section its text was built from, empty when it is the card's own.

    `more` tells that the section says more than fits a card.
    """

    label: str
    text: str
    origin: str = ""
    more: bool = False


class Summary(NamedTuple):
    """A card: its seven lines, the card's qualifier, and what the monograph's own card says beside them."""

    lines: tuple[SummaryLine, ...]
    qualifier: str
    remarks: tuple[str, ...]

    @property
    def is_own(self) -> bool:
        """Tell whether every line is the monograph's own."""
        return not any(line.origin or line.text == NOT_STATED for line in self.lines)


def summarize(monograph: Monograph) -> Summary:
    """Give the seven lines in order; a line that is missing or only points elsewhere is built from the sections."""
    own: dict[str, str] = {}
    remarks: list[str] = []
    sections = monograph.named("drug-profile-summary")
    for section in sections:
        for label, text in _labelled(section.blocks):
            if label not in own and label:
                own[label] = text
            elif text:
                remarks.append(text if not label else f"{label}: {text}")
    lines = tuple(_line(monograph, label, own.get(label, "")) for label in SUMMARY_LABELS)
    qualifiers = [
        section.qualifier for section in sections if section.qualifier and not _points_away(section.qualifier)
    ]
    return Summary(lines, "; ".join(qualifiers), tuple(text for text in remarks if not _points_away(text)))


def _labelled(blocks: Blocks) -> Iterator[tuple[str, str]]:
    """Yield the canonical label, or nothing, and the text of every paragraph and list item of a card."""
    for block in blocks:
        match block:
            case BulletList(items) | NumberedList(items):
                for item in items:
                    yield from _entry(item)
            case Note(inner):
                yield from _labelled(inner)
            case _:
                yield from _entry((block,))


def _entry(blocks: Blocks) -> Iterator[tuple[str, str]]:
    text = " ".join(text_lines(blocks)).strip()
    head, colon, rest = text.partition(":")
    label = _LABEL_WORDS.get(slugify(head)) if colon else None
    if label:
        yield label, rest.strip()
    elif text:
        yield "", text


def _points_away(text: str) -> bool:
    left, pointers = _POINTER.subn(" ", text)
    return pointers > 0 and len(left.split()) < _FEWEST_WORDS


def _line(monograph: Monograph, label: str, own: str) -> SummaryLine:
    if own and not _points_away(own):
        return SummaryLine(label, own)
    for section_id, headings in _ORIGINS[label]:
        for section in monograph.named(section_id):
            for heading in headings:
                if built := _build(label, section, heading):
                    return built
    return SummaryLine(label, NOT_STATED)


def _build(label: str, section: Section, heading: str) -> SummaryLine | None:
    lines = [" ".join(line.split()) for line in _lines(section, heading)]
    lines = [line for line in lines if line]
    titles = {" ".join(block.title.split()) for block in section.blocks if isinstance(block, Heading)}
    kept: list[str] = []
    for line in lines:
        if kept and len(" ".join([*kept, line])) > _LONG:
            if titles.issuperset(kept):  # a card of headings alone tells nothing
                kept.append(_SENTENCE_END.split(line, maxsplit=1)[0])
            break
        kept.append(line)
    text = " ".join(line if line.endswith((".", ":", ";", "!", "?")) else f"{line};" for line in kept).rstrip(";")
    if not text or _points_away(text):
        return None
    return SummaryLine(label, text, section.full_title, kept != lines)


def _lines(section: Section, heading: str) -> list[str]:
    """Give the lines beneath a heading, behind a label, or of the whole section; `monitor` takes what speaks of it."""
    if heading == "":
        return list(text_lines(section.blocks))
    if heading == "monitor":
        return [line for line in text_lines(section.blocks) if re.search(r"\bmonitor", line, re.IGNORECASE)]
    for position, block in enumerate(section.blocks):
        if isinstance(block, Heading) and block.id == heading:
            return list(text_lines(subsection(section, position)[1:]))
    return [text for item in _items(section.blocks) for text in _after_label(item, heading)]


def _items(blocks: Blocks) -> Iterator[Blocks]:
    for block in blocks:
        if isinstance(block, BulletList):
            yield from block.items
        elif isinstance(block, Paragraph):
            yield (block,)


def _after_label(item: Blocks, heading: str) -> Iterator[str]:
    first = item[0] if item else None
    if isinstance(first, Paragraph) and slugify(label_of(first)).startswith(heading):
        text = plain_text(first.content).split(":", 1)[-1].strip()
        yield from filter(None, (text, blocks_text(item[1:])))
