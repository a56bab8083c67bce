"""Tell what a newer version of a label changed, section by section."""

import difflib
import re
from collections.abc import Iterator
from typing import NamedTuple

from drugref.blocks import text_lines
from drugref.model import Monograph, Section

_SENTENCE = re.compile(r"(?<=[a-z0-9)\]%][.!?;:])\s+(?=[A-Z•])")


_WORD_CHARACTERS = re.compile(r"\W+")
_ALIKE = 0.5
"""Share of words from which one text is the other, changed."""
_AROUND = 12
"""Words that stay on each side of a change."""


class SectionChange(NamedTuple):
    """A section that differs: `state` is changed, new or gone; `lines` pairs `+`, `-` or `~` with words."""

    id: str
    title: str
    state: str
    lines: tuple[tuple[str, str], ...]


def changes(older: Monograph, newer: Monograph) -> Iterator[SectionChange]:
    """Yield every section whose words differ between two versions, in the order of the newer."""
    before = {section.id: section for section in older.sections}
    after = {section.id: section for section in newer.sections}
    for section_id in dict.fromkeys((*after, *before)):
        old, new = before.get(section_id), after.get(section_id)
        lines = tuple(_difference(_sentences(old), _sentences(new)))
        if lines:
            state = "new" if old is None else "gone" if new is None else "changed"
            yield SectionChange(section_id, (new or old or newer.sections[0]).full_title, state, lines)


def _sentences(section: Section | None) -> list[str]:
    lines = text_lines(section.blocks) if section else ()
    return [" ".join(sentence.split()) for line in lines for sentence in _SENTENCE.split(line) if sentence.strip()]


def _difference(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the sentences that went, those that came, and those that changed; spaces alone are no change."""
    before, after = ([_WORD_CHARACTERS.sub("", sentence) for sentence in sentences] for sentences in (old, new))
    for tag, start, end, begin, stop in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        gone, come = " ".join(old[start:end]), " ".join(new[begin:stop])
        if gone and come and difflib.SequenceMatcher(None, gone.split(), come.split()).ratio() >= _ALIKE:
            yield "~", _marked(gone.split(), come.split())
        else:
            yield from (("-", sentence) for sentence in old[start:end])
            yield from (("+", sentence) for sentence in new[begin:stop])


def _marked(old: list[str], new: list[str]) -> str:
    """Give a text with what went in `[-…-]` and what came in `{+…+}`, as git does; long stretches alike are cut."""
    parts: list[str] = []
    for tag, start, end, begin, stop in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            same = old[start:end]
            parts += same if len(same) <= 2 * _AROUND else [*same[:_AROUND], "…", *same[-_AROUND:]]
            continue
        if start < end:
            parts.append(f"[-{' '.join(old[start:end])}-]")
        if begin < stop:
            parts.append(f"{{+{' '.join(new[begin:stop])}+}}")
    return " ".join(parts)
