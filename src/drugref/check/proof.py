"""Hold a monograph's statements against its evidence, and the evidence against the label."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import chain
from typing import NamedTuple

from drugref.blocks import text_lines
from drugref.check.page import Page
from drugref.evidence import Evidence, EvidenceFault, evidence_path, read_evidence
from drugref.figures import Figure, read_figures
from drugref.headings import match_section
from drugref.labels.label import Label, Passage
from drugref.labels.shelf import Shelf
from drugref.model import Section, Source

WINDOW = 1500
"""Characters of a label within which the figures of one statement stand: a long paragraph or a table."""

_SECTION_NUMBER = (
    r"(?:1[0-7]|[1-9])(?:\.\d{1,2}){0,2}(?![\d.]*\d)"
    r"(?!\s?(?:-|to|mg|mcg|g|mL|L|units?|%|hours?|days?|weeks?|months?|years?|tablets?|capsules?|times|kg|doses?|cycles?)\b)"
)


class Statement(NamedTuple):
    """A stretch of a section's text that one or more entries of the evidence speak of, or none."""

    text: str
    line: int
    entries: tuple[Evidence, ...]


class Proof:
    """One page with its evidence and the labels of its sources."""

    def __init__(self, page: Page, shelf: Shelf) -> None:
        assert page.monograph is not None
        self.page = page
        self.monograph = page.monograph
        self.shelf = shelf
        self.path = evidence_path(page.file)
        self.fault: EvidenceFault | None = None
        self.entries: tuple[Evidence, ...] = ()
        self._statements: dict[str, tuple[Statement, ...]] = {}
        self.has_evidence = self.path.is_file()
        if self.has_evidence:
            try:
                self.entries = read_evidence(self.path)
            except EvidenceFault as fault:
                self.fault = fault

    @cached_property
    def sources(self) -> tuple[tuple[Source, Label | None], ...]:
        """Each source with the version of its label that it names, else the newest there is."""
        return tuple((source, self._label(source)) for source in self.monograph.sources if source.set_id)

    def _label(self, source: Source) -> Label | None:
        labels = self.shelf.labels(source.set_id)
        same = [label for label in labels if is_version(source, label)]
        if not source.version and not source.effective:  # an extract has neither; a whole label may share its set id
            same = [label for label in labels if not label.effective] or same
        return next(iter((*reversed(same), *reversed(labels))), None)

    @cached_property
    def by_set_id(self) -> dict[str, tuple[Label, ...]]:
        """Set id → the labels on file; an extract and the whole label may share one."""
        found: dict[str, tuple[Label, ...]] = {}
        for source, label in self.sources:
            if label is not None:
                found[source.set_id] = (*found.get(source.set_id, ()), label)
        return found

    @cached_property
    def labels(self) -> dict[str, Label]:
        """The sources' names → their labels, where they are on file."""
        return {source.label: label for source, label in self.sources if label is not None}

    def statements(self, title: str) -> tuple[Statement, ...]:
        """Give the statements of a section in order, those without evidence too."""
        section_id = match_section(title).ids[0]
        if section_id not in self._statements:
            entries = [entry for entry in self.entries if section_id in match_section(entry.section).ids]
            found = [_statements(self.page, section, entries) for section in self.monograph.named(section_id)]
            self._statements[section_id] = tuple(chain.from_iterable(found))
        return self._statements[section_id]

    def lost(self) -> Iterator[tuple[Evidence, int]]:
        """Yield the entries whose text does not stand once in its section, with how often it does."""
        for entry in self.entries:
            ids = match_section(entry.section).ids
            lines = [line for id_ in ids[:1] for section in self.monograph.named(id_) for line in _lines(section)]
            count = sum(line.count(_plain(entry.text)) for line in lines)
            if count != 1:
                yield entry, count

    @cached_property
    def _citation(self) -> re.Pattern[str]:
        """Match a citation in the text: a source's label, the sections behind it."""
        names = sorted((re.escape(source.label) for source in self.monograph.sources if source.label), key=len)
        label = "|".join(reversed(names)) or r"(?!)"
        also = rf"(?:\s*(?:,|and|;|or)\s*{_SECTION_NUMBER})*"
        return re.compile(rf"(?:{label})(?:,?\s*{_SECTION_NUMBER}{also})?")

    def proven_figures(self, entry: Evidence) -> tuple[Figure, ...]:
        """Give the figures of an entry, with the units that the label adds to bare ones."""
        figures = evidence_figures(entry)
        found = next(filter(None, (stand_in(passage, figures) for passage in self.passages(entry))), figures)
        return tuple(own if own.unit or theirs.shares else theirs for own, theirs in zip(figures, found, strict=True))

    def passages(self, entry: Evidence) -> tuple[Passage, ...]:
        """Give the passages that an entry cites; none when its label is not on file."""
        labels = self.by_set_id.get(entry.source, ())
        return tuple(passage for label in labels for passage in label.cited(entry.at))

    def figures_of(self, statement: Statement) -> tuple[Figure, ...]:
        """Give the figures that a statement tells, its citations left out."""
        return read_figures(self._citation.sub(" ", statement.text))


def is_version(source: Source, label: Label) -> bool:
    """Tell whether a label on file is the version that a source names."""
    versions = not source.version or not label.version or source.version == label.version
    return versions and (not source.effective or not label.effective or source.effective == label.effective)


def evidence_figures(entry: Evidence) -> tuple[Figure, ...]:
    """Give the figures of an entry as its own spelling has them."""
    return tuple(figure for words in entry.figures for figure in read_figures(words))


def stand_in(passage: Passage, figures: Sequence[Figure], *, signs: bool = False) -> tuple[Figure, ...] | None:
    """Give the figures of a passage that answer to `figures`, in order and within the window; None when they do not.

    With `signs`, a figure below a limit does not answer to one above it.
    """
    there = passage_figures(passage)
    best: tuple[Figure, ...] | None = None
    for start, figure in enumerate(there):
        if figures and _answers(figure, figures[0], signs=signs):
            found = _follow(there, start, figures, signs=signs)
            if found and (best is None or _span(found) < _span(best)):
                best = found
    return best if best and _span(best) <= WINDOW else () if not figures else None


def _answers(theirs: Figure, own: Figure, *, signs: bool) -> bool:
    return is_same(theirs, own) and not (signs and {theirs.sign, own.sign} == {"<", ">"})


def is_same(one: Figure, other: Figure) -> bool:
    """Tell whether two figures agree.

    A table has its units in the heading, so that a bare number may have any, and one that only stands in a row may too.
    """
    is_bare = not one.unit or not other.unit or one.shares or other.shares
    return one.value == other.value and (one.unit == other.unit or is_bare)


def _follow(there: Sequence[Figure], start: int, figures: Sequence[Figure], *, signs: bool) -> tuple[Figure, ...]:
    found: list[Figure] = []
    place = start
    for figure in figures:
        while place < len(there) and not _answers(there[place], figure, signs=signs):
            place += 1
        if place == len(there):
            return ()
        found.append(there[place])
        place += 1
    return tuple(found)


def _span(figures: Sequence[Figure]) -> int:
    return figures[-1].end - figures[0].start


@lru_cache(maxsize=4096)
def passage_figures(passage: Passage) -> tuple[Figure, ...]:
    """Give the figures of a label's passage."""
    return read_figures(passage.text)


def missing_figure(passages: Sequence[Passage], figures: Sequence[Figure]) -> str:
    """Say which figure stands in none of the passages, or that they stand apart."""
    there = [figure for passage in passages for figure in passage_figures(passage)]
    gone = next((figure for figure in figures if not any(is_same(figure, one) for one in there)), None)
    return f"'{gone}' is not in it" if gone else "its figures do not stand there in this order within one passage"


def _lines(section: Section) -> list[str]:
    return [_plain(line) for line in text_lines(section.blocks)]


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("*", "").split())


def _statements(page: Page, section: Section, entries: Sequence[Evidence]) -> Iterator[Statement]:
    """Yield a section's lines, each divided where an entry begins."""
    place = section.line
    for line in text_lines(section.blocks):
        words = " ".join(line.replace("*", "").split())
        plain = words.lower()
        place = page.line_of(words, place) or place
        starts: dict[int, list[Evidence]] = {}
        for entry in entries:
            start = plain.find(_plain(entry.text))
            if start >= 0:
                starts.setdefault(start, []).append(entry)
        marks = sorted({0, *starts})
        for start, end in zip(marks, [*marks[1:], len(words)], strict=True):
            yield Statement(words[start:end], place, tuple(starts.get(start, ())))
