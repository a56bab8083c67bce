"""Check the form of a page's front matter: its questions, its description, the types of its keys; up to D320."""

import datetime
import re
from collections.abc import Iterator
from typing import Any

from drugref.check.catalogue import WARNING, page_check
from drugref.check.page import Hit, Page, short
from drugref.faqs import front_matter_entries, repair, unlabel

_LONGEST_QUESTION = 300


@page_check("D306", WARNING)
def glued_faq(page: Page) -> Iterator[Hit]:
    """A question of the front matter holds its answer, or an answer its label `A:`; write `q` and `a` plainly."""
    for entry in front_matter_entries(page.head.get("faqs")):
        mended = repair(entry)
        is_glued = "\n" in entry.question.strip() or unlabel(entry.answer) != entry.answer.strip()
        if is_glued or entry.question.count("**") % 2:
            yield Hit(page.question_line(mended.question), f"question and answer are glued: '{short(mended.question)}'")


@page_check("D307", WARNING)
def faq_without_answer(page: Page) -> Iterator[Hit]:
    """A question has no answer, or what poses as a question is a heading or a number."""
    assert page.monograph
    for faq in page.monograph.faqs:
        if not faq.answer:
            yield Hit(page.question_line(faq.question), f"no answer to '{short(faq.question)}'")
        elif (
            faq.question.startswith("#")
            or len(faq.question) > _LONGEST_QUESTION
            or not re.search(r"\w{2}", faq.question)
        ):
            yield Hit(page.question_line(faq.question), f"this is no question: '{short(faq.question)}'")


@page_check("D312", WARNING)
def cut_description(page: Page) -> Iterator[Hit]:
    """The description ends in the middle: with `…`, a colon, or an open `**`."""
    description = page.head.get("description")
    text = description.strip() if isinstance(description, str) else ""
    if text.endswith(("…", "...", ":")) or text.count("**") % 2:
        yield Hit(page.key_line("description"), f"the description is cut: '… {text[-40:]}'")


@page_check("D314", WARNING)
def key_of_wrong_type(page: Page) -> Iterator[Hit]:
    """A key of the front matter has a value of another kind than the format gives it."""
    for key, (kinds, wanted) in _KINDS.items():
        value = page.head.get(key)
        if value is not None and not isinstance(value, kinds):
            yield Hit(page.key_line(key), f"'{key}' is {_kind(value)}, not {wanted}")
    modified = page.head.get("lastModified")
    if isinstance(modified, str) and modified.strip() and not re.match(r"\d{4}-\d{2}(?:-\d{2})?", modified.strip()):
        yield Hit(page.key_line("lastModified"), f"'lastModified' is '{modified}', not a date such as 2026-01-31")
    for key in ("faqs", "sources", "interactions"):
        values = page.head.get(key)
        for item in values if isinstance(values, list) else ():
            if not isinstance(item, dict):
                yield Hit(page.key_line(key), f"an entry of '{key}' is {_kind(item)}, not keys and values")


@page_check("D320", WARNING)
def heading_in_answer(page: Page) -> Iterator[Hit]:
    """A heading, and what stood beneath it, ran into the answer of a question."""
    for entry in front_matter_entries(page.head.get("faqs")):
        match = re.search(r"^[ \t]*#{2,6}\s*\S.*", entry.answer, re.MULTILINE)
        if match:
            yield Hit(page.question_line(repair(entry).question), f"a heading in the answer: '{short(match[0])}'")


# Key → the kinds that its value may be, in Python and in words. A mapping of questions is tolerated when it is read.
_KINDS: dict[str, tuple[tuple[type, ...], str]] = {
    "title": ((str,), "text"),
    "description": ((str,), "text"),
    "lastModified": ((str, datetime.date), "a date"),
    "faqs": ((list,), "a list of q and a"),
    "boxed_warning": ((list,), "a list of topics"),
    "sources": ((list,), "a list of labels"),
    "interactions": ((list,), "a list of interactions"),
    "review": ((str,), "text"),
    "waivers": ((list,), "a list of codes and reasons"),
}
_KIND_WORDS: dict[type, str] = {
    dict: "keys and values",
    list: "a list",
    str: "text",
    bool: "true or false",
    int: "a number",
    float: "a number",
}


def _kind(value: Any) -> str:
    return _KIND_WORDS.get(type(value), f"a {type(value).__name__}")
