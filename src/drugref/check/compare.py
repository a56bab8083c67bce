"""Lay a monograph's statements beside the passages of a label that they rest on, for a reviewer's eyes."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from drugref.check.catalogue import Finding
from drugref.check.page import Page
from drugref.check.proof import Proof, evidence_figures, stand_in
from drugref.check.run import monograph_files
from drugref.evidence import Evidence
from drugref.labels.label import Passage
from drugref.labels.shelf import Shelf

_MARGIN = 220
"""Characters of the label before and behind the figures: enough to see of whom and of what they speak."""


class Pair(NamedTuple):
    """A statement of a monograph and the words of the label; empty when the label does not have its figures there."""

    path: str
    line: int
    statement: str
    at: str
    passage: str


def compare(paths: Sequence[Path], label_file: Path) -> Iterator[Pair]:
    """Yield every statement whose evidence cites the label in a file, in the order of the monograph."""
    shelf = Shelf(label_file)
    for found in monograph_files(paths):
        if isinstance(found, Finding):
            continue
        page = Page(*found)
        if page.monograph is not None:
            yield from _pairs(Proof(page, shelf))


def _pairs(proof: Proof) -> Iterator[Pair]:
    for title in ("Dosage", "Drug Interactions"):
        for statement in proof.statements(title):
            for entry in statement.entries:
                if entry.source in proof.by_set_id:
                    excerpt = _excerpt(proof.passages(entry), entry)
                    yield Pair(proof.page.path, statement.line, statement.text.strip(), entry.at, excerpt)


def _excerpt(passages: Sequence[Passage], entry: Evidence) -> str:
    """Give the passage around the entry's figures, or the beginning of its section when it has none."""
    figures = evidence_figures(entry)
    for passage in passages:
        found = stand_in(passage, figures)
        if found:
            return _cut(passage, found[0].start, found[-1].end)
        if not figures:
            return _cut(passage, 0, 3 * _MARGIN)
    return ""


def _cut(passage: Passage, start: int, end: int) -> str:
    """Cut at spaces; the places are those of the folded text, which is a little shorter."""
    first = max(passage.text.rfind(" ", 0, max(start - _MARGIN, 0)), 0)
    last = passage.text.find(" ", end + _MARGIN)
    words = passage.text[first : last if last > 0 else None].strip()
    return f"{'… ' if first else ''}{words}{' …' if last > 0 else ''}"
