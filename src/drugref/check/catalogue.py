"""List the coded checks: each is a function whose docstring explains it."""

import inspect
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from drugref.check.page import Page

ERROR, WARNING, NOTE = "error", "warning", "note"
LEVELS = (ERROR, WARNING, NOTE)


class Finding(NamedTuple):
    """What a check found: a code, its level and the place; `line` counts from 1, 0 means the file as a whole."""

    code: str
    level: str
    path: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.code} {self.message}"


class Check(NamedTuple):
    """A check: its code, level and name, and what it looks for."""

    code: str
    level: str
    name: str
    explanation: str
    run: Callable[..., Iterable[Any]]


PAGE_CHECKS: dict[str, Check] = {}
"""Code → a check of one page, in the order of their codes."""
COLLECTION_CHECKS: dict[str, Check] = {}
"""Code → a check of the cards of all pages."""
FAITH_CHECKS: dict[str, Check] = {}
"""Code → a check of one page against its labels."""

_Function = Callable[..., Iterable[Any]]


def page_check(code: str, level: str) -> Callable[[_Function], _Function]:
    """Register a function that yields the hits of one page."""
    return _register(PAGE_CHECKS, code, level)


def collection_check(code: str, level: str) -> Callable[[_Function], _Function]:
    """Register a function that yields (path, hit) for the cards of all pages."""
    return _register(COLLECTION_CHECKS, code, level)


def faith_check(code: str, level: str) -> Callable[[_Function], _Function]:
    """Register a function that yields the hits of one page held against its labels."""
    return _register(FAITH_CHECKS, code, level)


def _register(table: dict[str, Check], code: str, level: str) -> Callable[[_Function], _Function]:
    def register(function: _Function) -> _Function:
        name = function.__name__.replace("_", "-")
        table[code] = Check(code, level, name, inspect.cleandoc(function.__doc__ or ""), function)
        return function

    return register


# The faults that reading a file reports itself (drugref.corpus and drugref.parser).
_READING = {
    "D101": "The file or folder cannot be read.",
    "D102": "A folder, a device or a pipe bears a monograph's name.",
    "D103": "The file is larger than a monograph can be.",
    "D104": "The file is not UTF-8.",
    "D105": "The file is empty.",
    "D106": "The file holds control characters, which are shown as escapes.",
    "D107": "The file nests too deeply to be read.",
    "D108": "Two files have one name; the first of them opens.",
    "D109": "The file's name, or its folder's, holds control characters or bytes that are no letters.",
    "D201": "There is no front matter.",
    "D202": "The front matter is not closed.",
    "D203": "The front matter is not YAML.",
    "D204": "The front matter holds no keys.",
    "D205": "The front matter uses YAML aliases, which may grow without bound.",
    "D206": "A key stands twice; the last one counts.",
    "D207": "A key has a value of the wrong type.",
    "D208": "There is no title.",
}
READING_CHECKS: dict[str, Check] = {
    code: Check(code, ERROR if code not in {"D106", "D206", "D207"} else WARNING, "reading", text, lambda _: ())
    for code, text in _READING.items()
}


def all_checks() -> Iterator[Check]:
    """Yield every check in the order of the codes."""
    tables = {**READING_CHECKS, **PAGE_CHECKS, **COLLECTION_CHECKS, **FAITH_CHECKS}
    for code in sorted(tables):
        yield tables[code]


def problem_findings(page: Page) -> Iterator[Finding]:
    """Yield what reading the file found."""
    for problem in page.problems:
        level = ERROR if problem.fatal else WARNING
        yield Finding(problem.code, level, page.path, problem.line, problem.message)
