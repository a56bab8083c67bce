"""Find the maxima that a sentence states, and hold an amount for a patient against them; nothing is divided."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from drugref.dosing.amounts import DOSE_UNITS, Amount, body_of
from drugref.dosing.basis import DAY, DOSE, ONCE, basis_of
from drugref.dosing.tracing import Traced, trace
from drugref.figures import Figure, read_figures

# A sentence ends before a capital, unless what follows only limits it: "15 mg/kg daily. Maximum 1 g."
_LIMITS = r"(?:the )?max(?:imum)?\b|do not exceed|not to exceed|no more than|not more than|up to"
_SENTENCE_END = re.compile(rf"(?<=[a-z0-9)\]%²][.!?])\s+(?=[A-Z(])(?!\(?(?i:{_LIMITS}))")
_SOFT_END = re.compile(rf"(?<=[a-z0-9)\]%²])[.!?]\s+\(?(?=[A-Z])(?i:{_LIMITS})")

_GAP = (
    r"(?:[\s:,(]|\b(?:a|an|the|of|is|are|be|to|by|at|about|approximately|dose|doses|dosage|amount|daily|single|total|each"
    r"|adult|adults|per|day|in|initial|recommended|usual|usually|should|must|than|overall|cumulative|exceed|or|mouth)\b)*"
)
_BEFORE = re.compile(
    r"(?:\b(?:at most|up to|max(?:imum|\.)?|no more|ceiling|capped at|limited to|limit|nor(?: more| over| above)?)"
    r"|\b(?:not|never|without|nor)(?: \w+){0,2}? (?:more|greater|higher|over|above|exceed(?:ing|s)?)"
    rf"|\b(?:not|never) (?:to )?exceed(?:ing)?)\b\.?{_GAP}$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\s*(?:/ ?day|a day|per day|daily|a dose|per dose)?\s*[(,]?\s*max(?:imum)?\b(?![^.;\d]{0,20}\d)", re.IGNORECASE
)
_ALTERNATIVE = re.compile(r"[^.;\d]{0,20},?\s*\bor\b\s*(?:over|above|more than)?\s*$", re.IGNORECASE)
_NOR = re.compile(r"\bnor\b[^.;\d]{0,20}$", re.IGNORECASE)
_WHICHEVER = re.compile(r"[^.;]{0,30}\bwhichever\b", re.IGNORECASE)

_WHAT = {ONCE: "a day", "hour": "an hour", DOSE: "one dose"}
_LONGER = (DAY, "week", "month", "cycle", "course")
_REACH = 60
# The time that is quoted with a maximum: "600 mg daily", "750 mg a dose".
_TIME = re.compile(
    r"\s*(?:/ ?(?:day|dose|d|24 ?h(?:ou)?rs?)\b|(?:once )?daily\b"
    r"|(?:a|per|each|in a|as a) (?:single )?(?:day|dose|week)\b|in 24 hours)",
    re.IGNORECASE,
)

SCALES: dict[str, tuple[str, Decimal]] = {
    "g": ("mass", Decimal(1)),
    "mg": ("mass", Decimal("1e-3")),
    "mcg": ("mass", Decimal("1e-6")),
    "ng": ("mass", Decimal("1e-9")),
    "mmol": ("matter", Decimal(1)),
    "umol": ("matter", Decimal("1e-3")),
}
"""Units that are compared → what they measure, and how much of it; every other is compared with itself alone."""


class Maximum(NamedTuple):
    """A figure that its sentence calls the most; `per` is kg or m2 when it must be multiplied itself."""

    written: str
    value: Decimal
    unit: str
    per: str
    basis: str
    start: int
    end: int
    is_next_sentence: bool = False
    is_of_other: bool = False


class Verdict(NamedTuple):
    """How an amount for a patient stands to its sentence's maximum: within, exceeded, or not compared and why."""

    maximum: Maximum
    state: str
    reason: str = ""
    limit: Decimal | None = None


class Maxima:
    """The maxima of a line, sentence by sentence."""

    def __init__(self, line: str, amounts: Sequence[Amount]) -> None:
        traced, figures = (trace(line), read_figures(line)) if amounts else (trace(""), ())
        self._line = line
        self._ends = [match.start() for match in _SENTENCE_END.finditer(line)]
        self._maxima = tuple(_maxima(traced, figures))
        self._others = [amount for amount in amounts if not any(_same(one, amount) for one in self._maxima)]
        places = {traced.start(figure.start) for figure in figures if figure.unit.split("/")[0] in DOSE_UNITS}
        self._doses = sorted(places - {one.start for one in self._maxima})

    def of(self, amount: Amount) -> tuple[Maximum, ...]:
        """Give the maxima that an amount's sentence states: those right behind it, else those right before it.

        Between them stands no amount that is no maximum itself: it would have the next ones to itself. An amount that
        is a maximum itself has only its alternative.
        """
        start, end = self._sentence(amount.start)
        mine = [one for one in self._maxima if start <= one.start < end and not _same(one, amount)]
        behind = self._together([one for one in mine if one.start >= amount.end])
        if any(_same(one, amount) for one in self._maxima):
            near = [one for one in behind if not re.search("[.;]", self._line[amount.end : one.start])]
            return tuple(near[:1])
        return tuple(self._told(amount, one) for one in behind or self._together(mine[::-1])[::-1])

    def _together(self, maxima: Sequence[Maximum]) -> list[Maximum]:
        together = list(maxima[:1])
        for one in maxima[1:]:
            first, last = sorted((together[-1].start, one.start))
            if any(first < other.start < last for other in self._others):
                break
            together.append(one)
        return together

    def _told(self, amount: Amount, maximum: Maximum) -> Maximum:
        """Tell whether a maximum stands in the next sentence, or belongs to another dose: one of its own clause."""
        line = self._line
        start, end = line.rfind(";", 0, maximum.start) + 1, line.find(";", maximum.end)
        last = maximum.start if maximum.start < amount.start else end if end >= 0 else len(line)
        clause = range(max(start, self._sentence(maximum.start)[0]), last)
        has_dose = any(place in clause for place in self._doses if not amount.start <= place < amount.end)
        return maximum._replace(
            is_next_sentence=bool(_SOFT_END.search(line, amount.end, maximum.start)),
            is_of_other=amount.start not in clause and has_dose,
        )

    def sentence(self, place: int) -> str:
        """Give the words of the sentence around a place."""
        start, end = self._sentence(place)
        return self._line[start:end]

    def _sentence(self, place: int) -> tuple[int, int]:
        start = max((end for end in self._ends if end <= place), default=0)
        return start, min((end for end in self._ends if end > place), default=len(self._line))


def _same(maximum: Maximum, amount: Amount) -> bool:
    return amount.start <= maximum.start < amount.end


def _maxima(traced: Traced, figures: Sequence[Figure]) -> Iterator[Maximum]:
    text = traced.text
    last: tuple[Figure, Maximum] | None = None  # the maximum before, of which this may be the alternative
    for figure in figures:
        head, *divisors = figure.unit.split("/")
        if head not in DOSE_UNITS or set(divisors) & {"mL", "L", "dL"} or not re.fullmatch(r"[\d.]+", figure.value):
            continue
        before = text[max(0, figure.start - _REACH) : figure.start]
        found = _maximum(traced, figure)
        if not (_BEFORE.search(before) or _AFTER.match(text, figure.end)):
            if last is None or not _is_alternative(text, last[0], figure):
                continue
            found = found._replace(basis=found.basis or last[1].basis)
        elif last is not None and _NOR.search(before):
            found = found._replace(basis=found.basis or last[1].basis)
        last = figure, found
        yield found


def _is_alternative(text: str, first: Figure, second: Figure) -> bool:
    """Tell the second figure of "not above 1.4 mg/kg or 100 mg, whichever is less"."""
    between = text[first.end : second.start]
    is_flat = bool(body_of(first.unit)) and not body_of(second.unit)
    return bool(_ALTERNATIVE.fullmatch(between)) and (is_flat or bool(_WHICHEVER.match(text, second.end)))


def _maximum(traced: Traced, figure: Figure) -> Maximum:
    tail = _TIME.match(traced.text, figure.end)
    end = tail.end() if tail else figure.end
    return Maximum(
        written=traced.written(figure.start, end),
        value=Decimal(figure.value),
        unit=figure.unit.split("/")[0],
        per=body_of(figure.unit),
        basis=basis_of(traced.text, figure),
        start=traced.start(figure.start),
        end=traced.end(end),
    )


def judge(amount: Amount, products: Sequence[Decimal], maximum: Maximum, factor: Decimal | None) -> Verdict:
    """Hold the products of an amount against a maximum, as far as both are said to be of the same."""
    if maximum.per and factor is None:
        return Verdict(maximum, "not compared", f"is per {maximum.per}")
    limit = maximum.value * factor if maximum.per and factor is not None else maximum.value
    kind, scale = SCALES.get(amount.kind, (amount.kind, Decimal(1)))
    other, other_scale = SCALES.get(maximum.unit, (maximum.unit, Decimal(1)))
    if kind != other:
        return Verdict(maximum, "not compared", "is in another unit", limit)
    exceeds = max(products) * scale > limit * other_scale
    certain = {True, False} if _comparable(amount.basis, maximum.basis) else _certain(amount.basis, maximum.basis)
    if exceeds in certain:
        return Verdict(maximum, "exceeded" if exceeds else "within", "", limit)
    reason = f"is of {_WHAT.get(maximum.basis, f'a {maximum.basis}')}" if maximum.basis else "names no time"
    return Verdict(maximum, "not compared", reason, limit)


def _comparable(basis: str, of_maximum: str) -> bool:
    if ONCE in (basis, of_maximum):
        return {basis, of_maximum} <= {ONCE, DOSE, DAY, ""}
    return basis == of_maximum or (basis == "" and of_maximum == DOSE)


def _certain(basis: str, of_maximum: str) -> set[bool]:
    """Give what is certain of a dose and the most of a longer time, or the reverse: one exceeds it, or is within."""
    if (basis in ("", DOSE) and of_maximum in _LONGER) or (basis == DOSE and of_maximum == ""):
        return {True}
    if basis == DAY and of_maximum in ("", DOSE):
        return {False}
    return set()
