"""Hold the frozen records that every part of drugref passes on."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from drugref.blocks import Block, Blocks, Heading, Paragraph, Strong, blocks_text, distinct, plain_text

SCHEMA = 1
"""Version of every JSON answer; it grows when a field changes its meaning or goes."""

PREAMBLE = "preamble"
"""Id of the text before the first heading: notices of a ban or a withdrawal stand there."""

SOFT_LEVEL = 6
"""Level of a heading that is only a line of bold text."""


@distinct
class Problem(NamedTuple):
    """A fault in a file, with its place and, in the message, what to do about it.

    `fatal` tells that the file gives no monograph; `line` counts from 1, and 0 means the file as a whole.
    """

    code: str
    path: str
    line: int
    message: str
    fatal: bool = False

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.code} {self.message}"


@distinct
class Source(NamedTuple):
    """A label that a monograph was written from."""

    label: str
    set_id: str = ""
    version: str = ""
    effective: str = ""
    note: str = ""


@distinct
class Faq(NamedTuple):
    """A question and its answer; no blocks mean that the source has no answer."""

    question: str
    answer: Blocks


@distinct
class Section(NamedTuple):
    """A level-2 section of a monograph.

    `also` holds the ids of the other sections that a merged one answers to; `part` is the drug that an enclosing
    heading names when one file holds the sections of several; `line` is where the heading stands in the file.
    """

    id: str
    title: str
    qualifier: str
    blocks: Blocks
    also: tuple[str, ...] = ()
    part: str = ""
    line: int = 0

    @property
    def text(self) -> str:
        """The section's words, a line for each block."""
        return blocks_text(self.blocks)

    @property
    def full_title(self) -> str:
        """The title as a reader must see it, with its qualifier."""
        return f"{self.title} ({self.qualifier})" if self.qualifier else self.title

    def answers_to(self, section_id: str) -> bool:
        """Tell whether this is the section asked for, alone or merged with others."""
        return self.id == section_id or section_id in self.also


@distinct
class Monograph(NamedTuple):
    """Everything that one file tells about one drug.

    `boxed_warning` is None when the file does not say whether there is one, and empty when it says there is none.
    `extra` holds the front-matter keys that drugref does not know, as JSON values.
    """

    slug: str
    title: str
    description: str
    banned: bool
    modified: str
    sections: tuple[Section, ...]
    faqs: tuple[Faq, ...]
    ingredients: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    lookalikes: tuple[str, ...] = ()
    boxed_warning: tuple[str, ...] | None = None
    sources: tuple[Source, ...] = ()
    review: str = ""
    extra: Mapping[str, Any] = {}
    path: str = ""
    collection: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that opens this monograph, the title first."""
        return tuple(dict.fromkeys((self.title, *self.synonyms, *self.brands)))

    def named(self, section_id: str) -> tuple[Section, ...]:
        """Give every section that answers to an id, in the order of the file."""
        return tuple(section for section in self.sections if section.answers_to(section_id))


def subsection(section: Section, start: int) -> Blocks:
    """Give the blocks from the heading at `start` to the next that is not beneath it.

    A line of bold text heads only what follows up to the next labelled paragraph: `**Metabolism:** by …` after
    `**Absorption:**` is its sibling.
    """
    first = section.blocks[start]
    assert isinstance(first, Heading)
    for end in range(start + 1, len(section.blocks)):
        block = section.blocks[end]
        if isinstance(block, Heading) and block.level <= first.level:
            return section.blocks[start:end]
        if first.level == SOFT_LEVEL and isinstance(block, Paragraph) and label_of(block):
            return section.blocks[start:end]
    return section.blocks[start:]


def label_of(paragraph: Paragraph) -> str:
    """Give the bold label that a paragraph begins with, without its colon, or an empty string."""
    if not paragraph.content or not isinstance(paragraph.content[0], Strong):
        return ""
    label = plain_text(paragraph.content[0].content).strip()
    rest = plain_text(paragraph.content[1:]).lstrip()
    if label.endswith(":"):
        return label.rstrip(": ")
    return label if rest.startswith(":") else ""


def passages_of(section: Section) -> Iterator[tuple[int, str, Blocks]]:
    """Yield a section in passages: the position of each heading (-1 before the first), its title, its text."""
    start, heading = -1, ""
    blocks: list[Block] = []
    for position, block in enumerate(section.blocks):
        if isinstance(block, Heading) and block.level < SOFT_LEVEL:
            yield start, heading, tuple(blocks)
            start, heading, blocks = position, block.title, []
        else:
            blocks.append(block)
    yield start, heading, tuple(blocks)
