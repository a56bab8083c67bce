"""Check the form of a page's body: its headings and marks; codes from D301 to D319."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from drugref.blocks import plain_text
from drugref.check.catalogue import NOTE, WARNING, page_check
from drugref.check.page import Hit, Page, short
from drugref.faqs import front_matter_entries, repair
from drugref.headings import SECTION_IDS, SECTIONS, match_section, match_subheading
from drugref.markdown import THRESHOLD, parse_inlines
from drugref.model import PREAMBLE

_TITLES = {name.id: name.title for name in SECTIONS}
_OPTIONAL = {"boxed-warning", "overdose"}
_HEADING = re.compile(r"^ {0,3}(?P<marks>#{1,6})[ \t]+(?P<text>.*?)[ \t]*#*$")
_NUMBERED = re.compile(r"^(?:Q(?:uestion)?\s*\d+\s*[.:)]|\d+[.)]\s|\.\s)", re.IGNORECASE)
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s")
_DEEP_ITEM = re.compile(r"^(?: {4,}|\t)\s*[-*+]\s+\S")
_LEFTOVER = re.compile(
    r"^[-\s]{0,4}A:\*\*|</?(?!su[bp]\b|br\b)[a-z][a-z0-9]*(?:\s[^<>]*)?/?>|&amp;(?:nbsp|lt|gt|quot);|&nbsp;"
    r"|\[object Object\]|\\n|\bundefined\b(?=\s*$)|\{\{|\}\}|^```"
)
_CITATION = re.compile(r"(?<![\w\])/*])\[(?P<numbers>\d{1,3}(?:\s*[,–-]\s*\d{1,3})*)\](?![(\w:])")
_DEFINITION = re.compile(r"^[ \t]*(?:[-*+][ \t]*)?\[\^?(\d{1,3})\](?=[:.\s])", re.MULTILINE)
_REFERENCES = re.compile(
    r"^#{1,6}\W*(?:references?|sources?|bibliography|citations?)\W*$", re.IGNORECASE | re.MULTILINE
)
_FIGURE_STAR = re.compile(r"(?<=\d)\*(?=\d)")


class _Headline(NamedTuple):
    line: int
    level: int
    text: str


@page_check("D301", WARNING)
def missing_section(page: Page) -> Iterator[Hit]:
    """One of the twelve sections that every monograph has is missing.

    A reader who asks for it is told that it is not there; write it, or say in it what the sources do not cover.
    """
    assert page.monograph
    for section_id in SECTION_IDS:
        questions = section_id == "faqs" and page.monograph.faqs
        if section_id not in _OPTIONAL and not page.monograph.named(section_id) and not questions:
            yield Hit(0, f"there is no section {_TITLES[section_id]}")


@page_check("D302", WARNING)
def unknown_section(page: Page) -> Iterator[Hit]:
    """A level-2 heading is none of the known sections, so that no one finds it under its name."""
    for heading in _headlines(page.body, page.first_line):
        if heading.level == 2 and not match_section(heading.text).ids:
            yield Hit(heading.line, f"'{_plain(heading.text)}' is not a known section")


@page_check("D303", WARNING)
def empty_section(page: Page) -> Iterator[Hit]:
    """A section has a heading and nothing beneath it."""
    assert page.monograph
    for section in page.monograph.sections:
        if not section.blocks and section.id not in {"faqs", PREAMBLE} and match_section(section.title).ids:
            yield Hit(section.line, f"the section {section.full_title} is empty")


@page_check("D304", WARNING)
def repeated_section(page: Page) -> Iterator[Hit]:
    """A section stands twice in one file."""
    seen: dict[str, int] = {}
    for heading in _headlines(page.body, page.first_line):
        ids = match_section(heading.text).ids if heading.level == 2 else ()
        for section_id in ids:
            if section_id in seen:
                yield Hit(heading.line, f"the section {_TITLES[section_id]} stands on line {seen[section_id]} already")
            seen.setdefault(section_id, heading.line)


@page_check("D305", WARNING)
def text_on_heading(page: Page) -> Iterator[Hit]:
    """A heading line carries text behind its label; write the text on a line of its own."""
    for heading in _headlines(page.body, page.first_line):
        match = match_section(heading.text) if heading.level <= 2 else match_subheading(heading.text)
        if match.rest and not _is_mark(match.rest):
            yield Hit(heading.line, f"the heading '{_plain(match.title)}' carries text: '{short(_plain(match.rest))}'")


@page_check("D308", WARNING)
def lost_threshold(page: Page) -> Iterator[Hit]:
    """An item begins with `>` and a figure, which Markdown takes for a quotation; write `over` or `more than`.

    drugref keeps the sign, other readers lose it and with it the threshold of a dose.
    """
    for number, line in page.body_lines:
        match = THRESHOLD.match(line) if ">" in line else None
        if match and match["lead"].endswith((" ", "\t")):  # behind ** it is no quotation
            yield Hit(number, f"other readers lose the '>' of '{short(line.strip())}'")


@page_check("D309", WARNING)
def code_by_accident(page: Page) -> Iterator[Hit]:
    """Bullets are indented so deeply, under no bullet, that Markdown takes them for code."""
    above = ""
    for number, line in page.body_lines:
        if (
            line.startswith((" ", "\t"))
            and _DEEP_ITEM.match(line)
            and not _ITEM.match(above)
            and not above.startswith((" ", "\t"))
        ):
            yield Hit(number, f"indented like code: '{short(line.strip())}'")
        above = line if line.strip() else above


@page_check("D310", WARNING)
def unbalanced_marks(page: Page) -> Iterator[Hit]:
    """A paragraph or an item has an odd number of `**`: one of them shows, and bold ends in the wrong place."""
    for number, text in _chunks(page):
        if "**" in text and re.sub(r"`[^`]*`|\\\*", "", text).count("**") % 2:
            yield Hit(number, f"'**' without its partner: '{short(text.strip())}'")


@page_check("D311", WARNING)
def leftover(page: Page) -> Iterator[Hit]:
    """Remains of an export: `A:**`, HTML tags and entities, newlines as letters, numbers before questions."""
    for number, line in page.body_lines:
        match = _LEFTOVER.search(line)
        if match:
            yield Hit(number, f"left over: '{short(match[0])}' in '{short(line.strip())}'")
    for entry in front_matter_entries(page.head.get("faqs")):
        if _NUMBERED.match(entry.question.strip(" *")):
            yield Hit(
                page.question_line(repair(entry).question),
                f"a number or a stray mark before the question '{short(entry.question)}'",
            )


@page_check("D315", WARNING)
def orphan_citation(page: Page) -> Iterator[Hit]:
    """A citation such as `[3]` points to a list of references that is not there."""
    if "[" not in page.body or _REFERENCES.search(page.body):
        return
    defined = set(_DEFINITION.findall(page.body))
    for number, line in page.body_lines:
        for match in _CITATION.finditer(line):
            if not set(re.findall(r"\d+", match["numbers"])) <= defined:
                yield Hit(
                    number,
                    f"'{match[0]}' leads to no reference: '{short(line[max(match.start() - 30, 0) :].strip())}'",
                )
                break


@page_check("D318", NOTE)
def section_order(page: Page) -> Iterator[Hit]:
    """A section stands before one that the format has above it."""
    highest = -1
    for heading in _headlines(page.body, page.first_line):
        ids = match_section(heading.text).ids if heading.level == 2 else ()
        place = SECTION_IDS.index(ids[0]) if ids else highest
        if place < highest:
            yield Hit(heading.line, f"the section {_TITLES[ids[0]]} stands behind {_TITLES[SECTION_IDS[highest]]}")
        highest = max(place, highest)


@page_check("D319", WARNING)
def lost_asterisk(page: Page) -> Iterator[Hit]:
    """Figures with `*` between digits, twice in a line: Markdown takes what is between for emphasis; write `×`.

    drugref keeps the asterisks, other readers lose them: `5*10^9/L to 6*10^9/L` becomes `510^9/L to 610^9/L`.
    """
    for number, line in page.body_lines:
        if line.count("*") > 1 and len(_FIGURE_STAR.findall(line)) > 1:
            yield Hit(number, f"other readers lose the '*' of '{short(line.strip())}'")


@lru_cache(maxsize=4)
def _headlines(body: str, first_line: int) -> tuple[_Headline, ...]:
    """Give the headings of a body; what stands in fenced code is none."""
    found = []
    fenced = False
    for number, line in enumerate(body.split("\n"), first_line):
        if line.startswith("```"):
            fenced = not fenced
        match = _HEADING.match(line) if line.lstrip(" ").startswith("#") and not fenced else None
        if match:
            found.append(_Headline(number, len(match["marks"]), match["text"].strip()))
    return tuple(found)


def _chunks(page: Page) -> Iterator[tuple[int, str]]:
    """Yield each paragraph or item of the body with the line on which it begins."""
    start = 0
    lines: list[str] = []
    for number, line in page.body_lines:
        if not line.strip() or line.lstrip().startswith("#") or _ITEM.match(line):
            if lines:
                yield start, "\n".join(lines)
            start, lines = number, []
        if line.strip():
            start = start if lines else number
            lines.append(line)
    if lines:
        yield start, "\n".join(lines)


def _is_mark(text: str) -> bool:
    return not re.search(r"\w", text)


def _plain(text: str) -> str:
    return plain_text(parse_inlines(text)) if re.search(r"[*_`\[<&]", text) else text
