"""Mend frequently asked questions: front matter whose answers are glued to questions, and FAQs kept in the body."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from drugref.analysis import squash
from drugref.blocks import Blocks, Note, Paragraph, Text
from drugref.markdown import parse_blocks
from drugref.model import Faq

# The label of an answer never holds a digit: `A 40:1 ratio …` is an answer. `A:` alone wants a space behind it.
_ANSWER_LABEL = re.compile(r"\s*(?:A:\*\*|\*\*A:\*\*|\*\*A\*\*:|A\*\*:|A:(?=\s|$))[ \t]*")
_QUESTION_LABEL = re.compile(r"^(?:Q(?:uestion)?[ ]?\d*[.:)][ ]*|\d+[.)][ ]+|[.:][ ]+)", re.IGNORECASE)
_LINE_MARK = re.compile(r"^\s*(?:#{1,6}\s*|[-*+]\s+(?=\*\*|Q\d)|\d+[.)]\s+(?=\*\*))+")
_LABELLED_QUESTION = re.compile(r"^(?:\*\*|__)?\s*Q(?:uestion)?\s*\d*\s*[.:)]", re.IGNORECASE)
_BULLET_BEFORE_ANSWER = re.compile(r"^\s*[-*+]\s+(?=\*{0,2}A(?:\*\*:|:))")
_BLED_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t*]*\S.*", re.MULTILINE | re.DOTALL)
# How 116 closing disclaimers begin or end; none of these words stands in an answer's last paragraph otherwise.
_DISCLAIMER = re.compile(
    r"disclaimer|\b(?:this|the) information\b|not (?:be considered|intended as|a substitute)|"
    r"\bplease (?:note|remember) that\b",
    re.IGNORECASE,
)


class RawFaq(NamedTuple):
    """A question and an answer as Markdown text."""

    question: str
    answer: str


class FaqSection(NamedTuple):
    """The questions of a monograph and the notes around them."""

    faqs: tuple[Faq, ...]
    notes: Blocks


def front_matter_entries(value: Any) -> list[RawFaq]:
    """Give the entries of the `faqs` key whatever its shape: null, a mapping, a list of mappings or of strings."""
    match value:
        case None:
            return []
        case {"q": _} | {"a": _} | {"question": _} | {"answer": _}:
            return [_entry(value)]
        case dict():
            return [RawFaq(str(question), _text(answer)) for question, answer in value.items()]
        case list():
            return [_entry(item) for item in value]
        case _:
            return [RawFaq(_text(value), "")]


def _entry(item: Any) -> RawFaq:
    if isinstance(item, dict):
        question = item.get("q", item.get("question"))
        answer = item.get("a", item.get("answer"))
        if question is None and answer is None and len(item) == 1:
            question, answer = next(iter(item.items()))
        return RawFaq(_text(question), _text(answer))
    return RawFaq(_text(item), "")


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def repair(entry: RawFaq) -> RawFaq:
    """Part a question from the answer glued to it; repairing twice changes nothing, nor does repairing the clean."""
    first, _, rest = entry.question.strip().partition("\n")
    answer = unlabel(entry.answer)
    rest = unlabel(rest)
    if squash(rest) not in squash(answer):
        answer = f"{rest}\n\n{answer}" if answer else rest
    return RawFaq(_clean_question(first), answer)


def unlabel(answer: str) -> str:
    """Drop the label `A:` of an answer, in each of its four forms."""
    text = answer.strip("\n")
    while match := _ANSWER_LABEL.match(text):
        text = text[match.end() :]
    return text.strip()


def _clean_question(line: str) -> str:
    text = " ".join(line.split())
    while True:
        before = text
        if text.count("**") % 2:
            text = (
                re.sub(r"^\*\*|\*\*$", "", text, count=1)
                if re.search(r"^\*\*|\*\*$", text)
                else text.replace("**", "", 1)
            )
        elif text.startswith("**") and text.endswith("**") and text.count("**") == 2 and len(text) > 4:
            text = text[2:-2]
        text = _QUESTION_LABEL.sub("", text).strip()
        if text == before:
            return text


def read_faqs(entries: Sequence[RawFaq], body: str, whole_body: str) -> FaqSection:
    """Make the FAQ section from the front matter's entries, or from the body's section when there are none.

    What the body's section says beyond the front matter is kept as a note; a heading that bled into an answer is
    cut when `whole_body` holds it in its place.
    """
    repaired = [repair(entry) for entry in entries]
    repaired = [RawFaq(question, _cut_heading(answer, whole_body)) for question, answer in repaired]
    body_entries, notes = split_body(body)
    if repaired:
        return _finish(repaired, _beyond(repaired, body_entries, notes))
    return _finish(body_entries, notes)


def _cut_heading(answer: str, whole_body: str) -> str:
    match = _BLED_HEADING.search(answer)
    if not match:
        return answer
    if squash(match[0]) in squash(whole_body):
        return answer[: match.start()].strip()
    return re.sub(r"^[ \t]*#{1,6}[ \t]*", "", answer, flags=re.MULTILINE)


def _finish(entries: list[RawFaq], notes: list[str]) -> FaqSection:
    if entries:
        question, answer = entries[-1]
        answer, closing = _closing_note(answer)
        entries = [*entries[:-1], RawFaq(question, answer)]
        notes = [*notes, *([closing] if closing and squash(closing) not in squash(" ".join(notes)) else [])]
    faqs = tuple(Faq(question, parse_answer(answer)) for question, answer in entries)
    return FaqSection(faqs, tuple(Note(parse_blocks(_balanced(note))) for note in notes))


def _closing_note(answer: str) -> tuple[str, str]:
    """Split a disclaimer that closes the last answer from it."""
    paragraphs = re.split(r"\n[ \t]*\n", answer)
    kept = len(paragraphs)
    while kept > 1 and _DISCLAIMER.search(paragraphs[kept - 1]):
        kept -= 1
    return "\n\n".join(paragraphs[:kept]).strip(), "\n\n".join(paragraphs[kept:]).strip()


def _balanced(note: str) -> str:
    """Drop the one asterisk that the exporter left of a pair around a note."""
    text = note.strip()
    if text.count("*") % 2 and not text.startswith(("* ", "**", ">")):
        text = text.removeprefix("*") if text.startswith("*") else text.removesuffix("*")
    return text


def parse_answer(answer: str) -> Blocks:
    """Parse an answer; one without any mark of Markdown is a paragraph as it stands."""
    if not answer:
        return ()
    if re.fullmatch(r"[^\\*_`\[\]<>&!|#~\n=+-][^\\*_`\[\]<>&|#~\n]*", answer) and not answer[0].isdigit():
        return (Paragraph((Text(re.sub(r"[ \t]+", " ", answer)),)),)
    return parse_blocks(answer)


def split_body(body: str) -> tuple[list[RawFaq], list[str]]:
    """Split the text of a FAQ section into questions with answers and the notes before them.

    A question stands on a heading, on a bold line that ends with a question mark, or behind `Q1:`; in a list or not.
    """
    notes: list[str] = []
    entries: list[RawFaq] = []
    lines: list[str] = []
    question: str | None = None
    for line in [*body.split("\n"), None]:
        asked = None if line is None else _question_of(line)
        if line is not None and asked is None:
            lines.append(_BULLET_BEFORE_ANSWER.sub("", line))
            continue
        text = "\n".join(lines).strip("\n")
        if question is not None:
            entries.append(repair(RawFaq(question, text)))
        elif text.strip():
            notes.append(text)
        question, lines = asked, []
    return entries, notes


def _question_of(line: str) -> str | None:
    text = _LINE_MARK.sub("", line).strip()
    if _LABELLED_QUESTION.match(text):
        return _clean_question(_unbold(text))
    if re.match(r"^\s*#{2,6}\s*\S", line):
        return _clean_question(_unbold(text))
    if re.fullmatch(r"(?:\*\*|__)[^*_].*\?\s*(?:\*\*|__)?", text):
        return _clean_question(_unbold(text))
    return None


def _unbold(text: str) -> str:
    return re.sub(r"\*\*|__", "", text)


def _beyond(known: Iterable[RawFaq], entries: Iterable[RawFaq], notes: Iterable[str]) -> list[str]:
    """Give the paragraphs of the body's section that the front matter does not hold."""
    held = squash(" ".join(f"{question} {answer}" for question, answer in known))
    return [text for text in _lines(entries, notes) if squash(text) and squash(text) not in held]


def _lines(entries: Iterable[RawFaq], notes: Iterable[str]) -> Iterator[str]:
    yield from notes
    for question, answer in entries:
        yield question
        yield from (line for line in answer.split("\n") if line.strip())
