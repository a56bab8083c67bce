"""Read the renal thresholds of a line, and tell which of them hold a patient's creatinine clearance."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from drugref.dosing.tracing import Traced, trace
from drugref.figures import Figure, read_figures

CREATININE = "creatinine clearance"
FILTRATION = "GFR"
UNSAID = ""
_NAMES = {"creatinine": CREATININE, "filtration": FILTRATION, "other": UNSAID}
HOLDS, OUTSIDE, NOT_COMPARED = "holds", "outside", "not compared"

_KINDS = re.compile(
    r"(?P<creatinine>\bcreatinine[ -]clearances?\b|\bclearances? of creatinine\b|\be?cl? ?-?cr(?:cl)?\b|\be?c[ -]?cr\b"
    r"|\be?crcl\b|\bclcreat\b)"
    r"|(?P<filtration>\be?gfr\b|\bglomerular[ -]filtration\b)"
    r"|(?P<other>\bclearance\b)",
    re.IGNORECASE,
)
# Most lines are none of ours.
_RENAL_ANYWHERE = re.compile(
    r"(?:ml|milliliters?|millilitres?)\s*(?:/|per)\s*min|cr ?cl|cl ?-?cr|c[ -]?cr\b|clearance|gfr|filtration",
    re.IGNORECASE,
)
_RENAL = re.compile(r"\b(?:impair|dialysis|insufficien|end-stage|renal (?:failure|function)|kidney)", re.IGNORECASE)
_UNITS = {"mL/minute": False, "mL/minute/1.73 m2": True}
"""Unit of a clearance → whether it is per 1.73 m2 of body surface."""

_OR_EQUAL = r"(?: or equal to)"
_BEFORE: tuple[tuple[str, str], ...] = (
    ("<=", rf"(?:≤|less than{_OR_EQUAL}|at most|up to|(?:not|no) (?:more|greater|higher) than|not exceeding)"),
    (">=", rf"(?:≥|(?:greater|more|higher) than{_OR_EQUAL}|at least|(?:not|no) (?:less|lower) than)"),
    ("?", r"\b(?:not|no|never|unless|nor) (?:below|under|above|over)"),
    ("<", r"(?:<|(?:less|lower|fewer) than|below|under)"),
    (">", r"(?:>|(?:greater|more|higher) than|above|over|exceed(?:s|ing))"),
    ("from", r"\bfrom"),
    ("?", r"(?:down to|about|approximately|around|by|of up to|every|each|to|minus|plus)"),
)
_BEHIND: tuple[tuple[str, str], ...] = (
    ("<=", r"(?:or|and) (?:less|below|lower|under)|(?:and |or )?down(?:ward)?s?\b"),
    (">=", r"(?:or|and) (?:more|greater|above|higher|over)|(?:and |or )?up(?:ward)?s?\b(?! to)"),
)
_BEFORE_PATTERNS = tuple((sign, re.compile(rf"{words}\s*(?:an? )?$", re.IGNORECASE)) for sign, words in _BEFORE)
_BEHIND_PATTERNS = tuple((sign, re.compile(rf"\s*,?\s*(?:{words})", re.IGNORECASE)) for sign, words in _BEHIND)
_JOINT = re.compile(r"\s*(?:to|-|through|and|but|,)\s*(?P<sign>[<>≤≥]|less than|below|under|up to)?\s*", re.IGNORECASE)
# "below a creatinine clearance of 30": what stands between the sign and the figure.
_KIND_BETWEEN = re.compile(
    r"(?:\b(?:an?|the|estimated|calculated)\s+)*(?:creatinine[ -]clearance|e?crcl|e?cl ?-?cr|e?gfr)"
    r"(?:\s+(?:of|at|is))?\s*$",
    re.IGNORECASE,
)
# What may stand between the word and a figure without a unit: "CrCl <30".
_NO_UNIT = re.compile(
    r"[\s:=(]*(?:(?:of|is|at|from|between|less|greater|than|below|above|under|over|or|equal|to)\s+)*[<>≤≥]?\s*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\b(?:between|from)\s+$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[a-z0-9)\]%²][.!?])\s+(?=[A-Z(])")
_DIGITS = re.compile(r"\d+(?:\.\d+)?|\.\d+")


_SIGNS = ("<", "<=", ">", ">=")


class Bound(NamedTuple):
    """An end of a threshold, in mL/min."""

    value: Decimal
    is_inclusive: bool


class Threshold(NamedTuple):
    """A range of kidney function that a line names; `state` tells whether it holds the patient's clearance."""

    written: str
    kind: str
    is_normalized: bool
    low: Bound | None
    high: Bound | None
    state: str
    reason: str
    start: int
    end: int


def read_thresholds(line: str, clearance: Decimal) -> tuple[Threshold, ...]:
    """Give every renal threshold of a line, held against a creatinine clearance in mL/min.

    Only a threshold of creatinine clearance in mL/min is compared; one of GFR, per 1.73 m2, of an unsaid kind or
    of a single value is told as not compared.
    """
    if not _RENAL_ANYWHERE.search(line):
        return ()
    traced = trace(line)
    figures = read_figures(line)
    renal = [figure for figure in figures if figure.unit in _UNITS]
    kinds = [(match.start(), match.end(), str(match.lastgroup)) for match in _KINDS.finditer(traced.text)]
    is_renal = any(kind != "other" for *_, kind in kinds) or any(_UNITS[figure.unit] for figure in renal)
    found = list(_without_unit(traced, figures, kinds))
    if is_renal or _RENAL.search(traced.text):
        found += _thresholds(traced, renal, kinds, clearance)
    return tuple(sorted(found, key=lambda threshold: threshold.start))


def _without_unit(
    traced: Traced, figures: Sequence[Figure], kinds: Sequence[tuple[int, int, str]]
) -> Iterator[Threshold]:
    """Yield the figures that stand right behind a kind's name without a unit: they are told, and not compared."""
    for _, end, kind in kinds:
        following = next((figure for figure in figures if figure.start >= end), None)
        if following is None or following.unit or kind == "other":
            continue
        between = traced.text[end : following.start]
        if _NO_UNIT.fullmatch(between) and (kind == "creatinine" or between.strip()):
            start, stop = traced.start(following.start), traced.end(following.end)
            written = traced.original[start:stop]
            yield Threshold(written, _NAMES[kind], False, None, None, NOT_COMPARED, "it has no unit", start, stop)


def _thresholds(
    traced: Traced, figures: Sequence[Figure], kinds: Sequence[tuple[int, int, str]], clearance: Decimal
) -> Iterator[Threshold]:
    number = 0
    while number < len(figures):
        pair = figures[number : number + 2]
        is_range = len(pair) == 2 and _is_range(traced.text, *pair)
        group = pair if is_range else pair[:1]
        number += len(group)
        kind = _kind(traced, group[0].start, group[-1].end, kinds)
        low, high, end = _bounds(traced.text, group)
        if kind != CREATININE and not (is_range or low or high):
            continue  # a rate of infusion, a value that was measured
        state, reason = _held(kind, group[-1].unit, low, high, clearance)
        yield Threshold(
            written=traced.written(group[0].start, end),
            kind=kind,
            is_normalized=_UNITS[group[-1].unit],
            low=low,
            high=high,
            state=state,
            reason=reason,
            start=traced.start(group[0].start),
            end=traced.end(end),
        )


def _is_range(text: str, first: Figure, second: Figure) -> bool:
    """Tell `15 to 29`, `>30 to 59`, `≥30 and <60`, `between 30 and 60` from two thresholds."""
    joint = _JOINT.fullmatch(text[first.end : second.start])
    if joint is None or _number(text, first) >= _number(text, second):
        return False
    word = joint[0].strip().lower()
    if re.match(r"(?:and|but|,)", word):
        is_between = bool(_BETWEEN.search(text[: first.start]))
        return is_between or (_sign_before(text, first) in (">", ">=") and _sign_before(text, second) in ("<", "<="))
    return bool(word)


def _bounds(text: str, group: Sequence[Figure]) -> tuple[Bound | None, Bound | None, int]:
    """Give the lower and upper end of a threshold, and where it ends with the words that bound it."""
    end = group[-1].end
    if len(group) == 2:
        low = Bound(_number(text, group[0]), _sign_before(text, group[0]) != ">")
        return low, Bound(_number(text, group[1]), _sign_before(text, group[1]) != "<"), end
    value = _number(text, group[0])
    sign = _sign_before(text, group[0])
    for behind, pattern in _BEHIND_PATTERNS:
        if sign not in _SIGNS and (match := pattern.match(text, end)):
            sign, end = behind, match.end()
    if sign in ("<", "<="):
        return None, Bound(value, sign == "<="), end
    return (Bound(value, sign != ">"), None, end) if sign in (">", ">=", "from") else (None, None, end)


def _sign_before(text: str, figure: Figure) -> str:
    before = _KIND_BETWEEN.sub("", text[max(0, figure.start - 60) : figure.start])
    return next((sign for sign, pattern in _BEFORE_PATTERNS if pattern.search(before)), "")


def _number(text: str, figure: Figure) -> Decimal:
    match = _DIGITS.match(text, figure.start)
    return Decimal(match[0] if match else figure.value)


def _kind(traced: Traced, start: int, end: int, kinds: Sequence[tuple[int, int, str]]) -> str:
    """Tell what a figure is a threshold of: the nearest word before it in the line, else behind it in its sentence."""
    before = [kind for _, last, kind in kinds if last <= start]
    if before:
        return _NAMES[before[-1]]
    stop = _SENTENCE_END.search(traced.text, end)
    behind = [kind for first, _, kind in kinds if end <= first < (stop.start() if stop else len(traced.text))]
    return _NAMES[behind[0]] if behind else UNSAID


def _held(kind: str, unit: str, low: Bound | None, high: Bound | None, clearance: Decimal) -> tuple[str, str]:
    if kind == FILTRATION:
        return NOT_COMPARED, "stated in GFR"
    if _UNITS[unit]:
        return NOT_COMPARED, "stated per 1.73 m2"
    if kind == UNSAID:
        return NOT_COMPARED, "it is not said of what"
    if low is None and high is None:
        return NOT_COMPARED, "no range is read from it"
    is_above = low is None or clearance > low.value or (low.is_inclusive and clearance == low.value)
    is_below = high is None or clearance < high.value or (high.is_inclusive and clearance == high.value)
    return (HOLDS if is_above and is_below else OUTSIDE), ""
