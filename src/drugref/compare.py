"""Lay two or more drugs side by side: label by label, with the words that only one of them has."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from drugref.analysis import fold
from drugref.blocks import Block, Blocks, Heading, Inlines, Paragraph, Table, Text, blocks_text
from drugref.errors import SectionNotFound
from drugref.headings import SUMMARY_LABELS
from drugref.insertion import insert, leaf_text, rewrite
from drugref.model import Faq, Monograph, Section
from drugref.sections import select
from drugref.summary import NOT_STATED, SummaryLine, summarize
from drugref.units import UNITS

STATED, MISSING, EMPTY, UNSTATED = "stated", "no such section", "empty", "not stated"
ABSENCES = {
    MISSING: "No such section in its monograph; this is not evidence of safety.",
    EMPTY: "The section is empty in its monograph; this is not evidence of safety.",
    UNSTATED: "Not stated in the monograph; this is not evidence of safety.",
}
OPEN, CLOSE = "«", "»"

_WORD = re.compile(r"\S+")
_EDGES = ".,;:!?()[]{}\"'«»“”‘’"
# Words that tell no difference by themselves. No negation and no figure is among them.
_NEUTRAL = frozenset(
    (
        "a", "an", "and", "are", "as", "at", "be", "been", "by", "for", "from", "has", "have", "in", "into", "is", "it",
        "its", "of", "on", "or", "that", "the", "their", "these", "this", "to", "was", "were", "which", "with",
    )
)  # fmt: skip
_FIGURE = re.compile(r"(?:[^\W\d_]+/)*[^\W\d_]*[\d.,/–-]*\d")
_SIGNS = re.compile(r"[<>≤≥=±~]+")
_UNIT = re.compile("|".join(UNITS.values()), re.IGNORECASE)


class Cell(NamedTuple):
    """What one drug's monograph says under a label; `only` are the words that no other drug has there.

    `blocks` hold them between marks; `state` tells a text from the three ways of its absence; `origin` is the section
    that a summary line was built from, and `more` that it says more.
    """

    state: str
    text: str
    blocks: Blocks
    only: tuple[str, ...] = ()
    origin: str = ""
    more: bool = False


class Row(NamedTuple):
    """A label with a cell for each drug, and what is the same, in words."""

    label: str
    cells: tuple[Cell, ...]
    likeness: str


def compare(monographs: Sequence[Monograph], queries: Sequence[str] = ()) -> tuple[Row, ...]:
    """Give a row for each label of the summary, or for each section asked for.

    SectionNotFound when no monograph has a section that is asked for, or when its name is not clear.
    """
    rows = [_section_row(monographs, query) for query in queries] if queries else _summary_rows(monographs)
    return tuple(_marked(label, cells, monographs) for label, cells in rows)


def _summary_rows(monographs: Sequence[Monograph]) -> list[tuple[str, list[Cell]]]:
    cards = [{line.label: line for line in summarize(monograph).lines} for monograph in monographs]
    return [(label, [_summary_cell(card[label]) for card in cards]) for label in SUMMARY_LABELS]


def _summary_cell(line: SummaryLine) -> Cell:
    if line.text == NOT_STATED:
        return _absent(UNSTATED)
    return Cell(STATED, line.text, (Paragraph((Text(line.text),)),), origin=line.origin, more=line.more)


def _absent(state: str) -> Cell:
    return Cell(state, "", (Paragraph((Text(ABSENCES[state]),)),))


def _section_row(monographs: Sequence[Monograph], query: str) -> tuple[str, list[Cell]]:
    found: list[Sequence[Section]] = []
    missing: list[SectionNotFound] = []
    for monograph in monographs:
        try:
            found.append(select(monograph, [query]))
        except SectionNotFound as error:
            if error.is_unclear:
                raise
            found.append(())
            missing.append(error)
    if len(missing) == len(monographs):
        raise missing[0]
    label = next(sections[0].full_title for sections in found if sections)
    return label, [_section_cell(label, *pair) for pair in zip(monographs, found, strict=True)]


def _section_cell(label: str, monograph: Monograph, sections: Sequence[Section]) -> Cell:
    if not sections:
        return _absent(MISSING)
    questions = tuple(_questions(monograph.faqs)) if any(section.id == "faqs" for section in sections) else ()
    if not questions and not any(section.text.strip() for section in sections):
        return _absent(EMPTY)
    blocks: list[Block] = []
    for section in sections:
        title = f"{section.full_title} — {section.part}" if section.part else section.full_title
        if title != label or len(sections) > 1:
            blocks.append(Heading(title, section.id, 3))
        blocks += section.blocks
    blocks += questions
    return Cell(STATED, blocks_text(tuple(blocks)), tuple(blocks))


def _questions(faqs: Iterable[Faq]) -> Iterator[Block]:
    for faq in faqs:
        yield Heading(faq.question, "question", 5)
        yield from faq.answer or (Paragraph((Text("(no answer in the source)"),)),)


def _marked(label: str, cells: Sequence[Cell], monographs: Sequence[Monograph]) -> Row:
    """Mark in each text the words that no other text of the row has; a text alone has nothing to differ from."""
    words = [_words(cell.text) for cell in cells]
    marked: list[Cell] = []
    for number, cell in enumerate(cells):
        others = [each for place, each in enumerate(words) if place != number and cells[place].state == STATED]
        if cell.state == STATED and others:
            neutral = _NEUTRAL | _own_names(monographs[number])
            known = neutral.union(*others)
            only = [word for word in dict.fromkeys(words[number]) if word not in known]
            blocks = _mark_blocks(cell.blocks, frozenset(only), neutral) if only else cell.blocks
            marked.append(cell._replace(blocks=blocks, only=tuple(only)))
        else:
            marked.append(cell)
    return Row(label, tuple(marked), _likeness(marked, words, [monograph.title for monograph in monographs]))


def _words(text: str) -> list[str]:
    return [word for token in _WORD.findall(text) if (word := _key(token))]


def _key(token: str) -> str:
    return fold(token.strip(_EDGES))


def _likeness(cells: Sequence[Cell], words: Sequence[list[str]], titles: Sequence[str]) -> str:
    """Say which texts are the same; nothing is ever the same as an absent text."""
    stated = [number for number, cell in enumerate(cells) if cell.state == STATED]
    absent = [titles[number] for number in range(len(cells)) if number not in stated]
    if absent:
        return f"nothing to compare with for {_listed(absent)}" if stated else "stated for none; no evidence of safety"
    texts: dict[str, list[str]] = {}
    for number in stated:
        texts.setdefault(" ".join(cells[number].text.split()), []).append(titles[number])
    if any(cell.more for cell in cells) and len(texts) < len(stated):
        return "some lines are the same, but the sections say more: compare them with --section"
    if len(texts) == 1:
        return "the same for both" if len(cells) == 2 else f"the same for all {len(cells)}"
    same = [f"the same for {_listed(group)}" for group in texts.values() if len(group) > 1]
    if same:
        return "; ".join(same)
    if not any(cell.only for cell in cells):
        return "the same words in another order or number"
    shared = set(words[0]).intersection(*words[1:]) - _NEUTRAL
    return "" if shared else "no word in common"


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _own_names(monograph: Monograph) -> frozenset[str]:
    """Give the words of a drug's own names and of the labels that its page cites: they differ as a matter of course."""
    names = (*monograph.names, *monograph.ingredients, *(source.label for source in monograph.sources))
    return frozenset(word for name in names for word in _words(name) if not any(map(str.isdigit, word)))


def _mark_blocks(blocks: Blocks, only: frozenset[str], neutral: frozenset[str]) -> Blocks:
    def line(content: Inlines) -> Inlines:
        marks: list[tuple[int, Inlines]] = []
        for start, end in _runs(leaf_text(content), only, neutral):
            marks += [(start, (Text(OPEN),)), (end, (Text(CLOSE),))]
        return insert(content, marks) if marks else content

    def table(found: Table) -> Table:
        rows = tuple(tuple(line(cell) for cell in row) for row in found.rows)
        return Table(tuple(line(cell) for cell in found.header), rows)

    return rewrite(blocks, line, table=table)


def _runs(text: str, only: frozenset[str], neutral: frozenset[str]) -> list[tuple[int, int]]:
    """Give where runs of marked words begin and end; neutral words between two of them belong to the run.

    A figure keeps its sign and its unit on its own side of a mark: what is bound together is never parted by it.
    """
    tokens = list(_WORD.finditer(text))
    runs: list[tuple[int, int]] = []
    is_open = False
    for number, token in enumerate(tokens):
        word = _key(token[0])
        if word in only:
            start = token.start() + len(token[0]) - len(token[0].lstrip(_EDGES))
            if number and _SIGNS.fullmatch(tokens[number - 1][0]):
                start = tokens[number - 1].start()
            end = _end(tokens, number)
            is_open = is_open or bool(runs and runs[-1][1] >= start)
            runs[-1:] = [(runs[-1][0], max(runs[-1][1], end))] if is_open else [*runs[-1:], (start, end)]
            is_open = True
        elif word and word not in neutral and not (runs and token.start() < runs[-1][1]):
            is_open = False
    return runs


def _end(tokens: Sequence[re.Match[str]], number: int) -> int:
    """Give where a marked word ends without its punctuation, or where the unit behind a figure ends."""
    if _SIGNS.fullmatch(tokens[number][0]) and number + 1 < len(tokens):
        number += 1
    token = tokens[number]
    while number + 1 < len(tokens) and _FIGURE.fullmatch(tokens[number][0].lstrip(_EDGES)):
        unit = tokens[number + 1][0].rstrip(_EDGES)
        if not _UNIT.fullmatch(unit.split("/")[0].replace("²", "2")):
            break
        number += 1
        if not unit[-1].isdigit():  # "mL/min/1.73" goes on with "m2"
            return tokens[number].start() + len(unit)
        token = tokens[number]
    return token.end() - (len(token[0]) - len(token[0].rstrip(_EDGES)))
