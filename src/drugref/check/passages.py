"""Give the lines of a page with the heading or question above each: what the checks on sense read."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from drugref.blocks import Heading, text_lines
from drugref.check.page import Hit, Page
from drugref.model import Monograph

_LONGEST_LABEL = 60
_SENTENCE_END = re.compile(r"(?:(?<=[.!?;])|(?<=[.!?][)\"”]))\s+")


class Passage(NamedTuple):
    """A line of a section or an answer, also in lower case, and in lower case the heading or question above it.

    `line` is where its section begins in the file, and 1 for an answer.
    """

    section: str
    topic: str
    text: str
    low: str
    line: int

    @property
    def label(self) -> str:
        """The words before the first colon, in lower case, when they are few; else nothing."""
        head, colon, _ = self.low.partition(":")
        return head if colon and len(head) <= _LONGEST_LABEL else ""

    def hit(self, page: Page, message: str) -> Hit:
        """Make a hit at the line of the file that holds the passage."""
        return Hit(page.line_of(self.text, self.line) or self.line, message)


# The checks of a page run one after the other, and all but one of them read its passages.
@lru_cache(maxsize=2)
def passages(page: Page) -> tuple[Passage, ...]:
    """Give all that the sections and the answers of a page say, in order."""
    assert page.monograph
    return (*_of_sections(page.monograph, page.first_line), *_of_answers(page.monograph))


def _of_sections(monograph: Monograph, first_line: int) -> Iterator[Passage]:
    for section in monograph.sections:
        topic = ""
        for block in section.blocks:
            for text in text_lines((block,)):
                low = text.lower()
                yield Passage(section.id, topic, text, low, section.line or first_line)
                if low.endswith(":") or isinstance(block, Heading):
                    topic = low


def _of_answers(monograph: Monograph) -> Iterator[Passage]:
    for faq in monograph.faqs:
        question = faq.question.lower()
        for text in text_lines(faq.answer):
            yield Passage("faqs", question, text, text.lower(), 1)


def sentences(text: str) -> list[str]:
    """Split a text at the ends of its sentences and at semicolons."""
    return _SENTENCE_END.split(text)
