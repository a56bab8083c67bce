"""Split a monograph's body at its headings into sections of blocks."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from drugref.analysis import slugify
from drugref.blocks import Block, Heading, plain_text
from drugref.headings import match_section, match_subheading
from drugref.markdown import parse_blocks, parse_inlines
from drugref.model import PREAMBLE, Section

_HEADING = re.compile(r"^ {0,3}(?P<marks>#{1,6})(?:[ \t]+|(?=[*_A-Z]))(?P<text>.*)$")
_FENCE = re.compile(r"^ {0,3}(?P<fence>```+|~~~+)")
_MARKUP = re.compile(r"[*_`\[<&\\]")


class RawSection(NamedTuple):
    """A section's heading without its hashes, the line it stands on, and its lines as they are."""

    heading: str
    level: int
    line: int
    lines: list[str]


class Body(NamedTuple):
    """The sections of a body; the text of its FAQ sections is kept aside, for the questions in it."""

    sections: tuple[Section, ...]
    faq_text: str


def read_body(body: str, first_line: int) -> Body:
    """Read a body whose first line is line `first_line` of its file."""
    sections: list[Section] = []
    faq_texts: list[str] = []
    for raw in _split(body, first_line):
        section = _section(raw)
        if section.id == "faqs":
            faq_texts.append("\n".join([match_section(raw.heading).rest, *raw.lines]))
        if section.title or section.blocks:
            sections.append(section)
    return Body(_with_parts(list(_joined(sections))), "\n\n".join(faq_texts))


def _split(body: str, first_line: int) -> Iterator[RawSection]:
    current = RawSection("", 2, first_line, [])
    for number, (line, heading) in enumerate(_headings(body), first_line):
        if heading and _opens_section(heading, is_first=not current.heading):
            yield current
            current = RawSection(_heading_text(heading), len(heading["marks"]), number, [])
        else:
            current.lines.append(line)
    yield current


def _headings(body: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """Pair each line with the heading it is; lines of fenced code are none."""
    fence = ""
    for line in body.split("\n"):
        mark = _FENCE.match(line)
        if mark and (not fence or mark["fence"].startswith(fence)):
            fence = "" if fence else mark["fence"]
        yield line, None if fence or mark else _HEADING.match(line)


def _heading_text(heading: re.Match[str]) -> str:
    """Give a heading's text without the hashes that may close it."""
    text = heading["text"].strip()
    bare = text.rstrip("#")
    return bare.rstrip() if bare.endswith((" ", "\t")) or not bare else text


def _opens_section(heading: re.Match[str], *, is_first: bool) -> bool:
    """Level 2 opens a section; so does level 1, save a title above everything else."""
    level = len(heading["marks"])
    return level == 2 or (level == 1 and (not is_first or bool(match_section(_heading_text(heading)).ids)))


def _section(raw: RawSection) -> Section:
    if not raw.heading:
        return Section(PREAMBLE, "", "", _blocks(raw.lines), line=raw.line)
    ids, title, qualifier, rest = match_section(raw.heading)
    title = _plain(title)
    first_id, *also = ids or (slugify(title) or "untitled",)
    lines = [] if first_id == "faqs" else [rest, "", *raw.lines]
    return Section(first_id, title, _plain(qualifier), _blocks(lines), tuple(also), line=raw.line)


def _blocks(lines: list[str]) -> tuple[Block, ...]:
    """Parse a section's lines, chunk by chunk between its headings."""
    blocks: list[Block] = []
    chunk: list[str] = []
    for line, heading in _headings("\n".join(lines)):
        if heading:
            blocks += _parse(chunk)
            ids, title, _, rest = match_subheading(_heading_text(heading))
            title = _plain(title)
            if title:
                blocks.append(Heading(title, next(iter(ids), slugify(title)), len(heading["marks"])))
            chunk = [rest, ""]
        else:
            chunk.append(line)
    return (*blocks, *_parse(chunk))


def _parse(chunk: list[str]) -> tuple[Block, ...]:
    text = "\n".join(chunk)
    return parse_blocks(text) if text.strip() else ()


def _plain(title: str) -> str:
    return plain_text(parse_inlines(title)) if _MARKUP.search(title) else title


def _joined(sections: list[Section]) -> Iterator[Section]:
    """Join neighbours that repeat: the second goes on in the first, under a heading of its own."""
    for _, run in groupby(sections, key=lambda section: (section.id, section.also)):
        first, *others = run
        if not others or first.id in (PREAMBLE, "faqs") or first.also:
            yield from (first, *others)
            continue
        blocks = list(first.blocks)
        for section in others:
            blocks += [Heading(section.full_title, slugify(section.title), 3), *section.blocks]
        yield first._replace(blocks=tuple(blocks))


def _with_parts(sections: list[Section]) -> tuple[Section, ...]:
    """Give each section the drug that the empty heading above it names, where sections repeat under such headings."""
    counts = Counter(section.id for section in sections)
    if max(counts.values(), default=0) < 2:
        return tuple(sections)
    part = ""
    parted = []
    for section in sections:
        is_divider = (
            not section.blocks and section.id == slugify(section.title) and not match_section(section.title).ids
        )
        part = section.full_title if is_divider else part
        parted.append(section if is_divider else section._replace(part=part))
    return tuple(parted)
