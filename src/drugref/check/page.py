"""Hold what a check reads: one file as text, as front matter and as a monograph."""

import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from drugref.analysis import fold, squash
from drugref.corpus import read_file
from drugref.model import Monograph, Problem
from drugref.parser import parse_monograph

_SHORT = 90


class Hit(NamedTuple):
    """A line of the file, from 1, or 0 for the file as a whole; and what is wrong there."""

    line: int
    message: str


class Page:
    """One file: its lines, its front matter `head`, its body from line `first_line` on, and its monograph."""

    def __init__(self, file: Path, path: str) -> None:
        self.file = file
        self.path = path
        self.text = ""
        self.problems: tuple[Problem, ...] = ()
        self.head: Mapping[str, Any] = {}
        self.body, self.first_line = "", 0
        self.monograph: Monograph | None = None
        source = read_file(file, path)
        if isinstance(source, Problem):
            self.problems = (source,)
            return
        self.text = source.text
        parsed = parse_monograph(source, path)
        self.monograph, self.problems = parsed.monograph, parsed.problems
        self.head, self.body, self.first_line = parsed.head, parsed.body, parsed.first_line

    @cached_property
    def lines(self) -> list[str]:
        """The file's lines; line n is at n - 1."""
        return self.text.split("\n")

    @cached_property
    def body_lines(self) -> list[tuple[int, str]]:
        """The body's lines with their numbers."""
        return list(enumerate(self.body.split("\n"), self.first_line))

    @cached_property
    def folded_body(self) -> str:
        """The body in lower case, without accents."""
        return fold(self.body)

    def line_of(self, words: str, start: int = 1) -> int:
        """Give the first line from `start` on that holds the words, whatever their marks and case; 0 if none does."""
        wanted = squash(words)[:60]
        if not wanted:
            return 0
        for part in (wanted, wanted[:25]):
            for number, line in enumerate(self._squashed_lines[start - 1 :], start):
                if part in line:
                    return number
        return 0

    @cached_property
    def _squashed_lines(self) -> list[str]:
        return [squash(line) for line in self.lines]

    def key_line(self, key: str) -> int:
        """Give the line of a key of the front matter, or 1."""
        pattern = re.compile(rf"^{re.escape(key)}\s*:")
        return next((number for number, line in enumerate(self.lines, 1) if pattern.match(line)), 1)

    def question_line(self, question: str) -> int:
        """Give the line of a question: as a rule its first words stand on one line of the front matter as they are."""
        first = question[:25].strip()
        head = self.lines[: self.first_line]
        found = next((number for number, line in enumerate(head, 1) if first in line), 0) if first else 0
        return found or self.line_of(question) or self.key_line("faqs")

    def section_line(self, section_id: str) -> int:
        """Give the line of the first section that answers to an id, or 0."""
        sections = self.monograph.named(section_id) if self.monograph else ()
        return sections[0].line if sections else 0


def short(text: str) -> str:
    """Give a text for a message: on one line, cut behind 90 characters."""
    words = " ".join(text.split())
    return words if len(words) <= _SHORT else f"{words[: _SHORT - 1]}…"
