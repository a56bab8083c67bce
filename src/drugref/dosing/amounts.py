"""Read the amounts per kg and per m2 of a line, as they are written, and where they stand."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from drugref.dosing.basis import basis_of
from drugref.dosing.tracing import Traced, trace
from drugref.figures import Figure, read_figures

DOSE_UNITS = frozenset(("mg", "mcg", "ng", "g", "unit", "mEq", "mmol", "umol", "mL", "mCi", "kcal", "drop"))
"""What a dose is measured in. A volume of distribution (L/kg) and a body mass index (kg/m2) are no amounts."""

_BODY = r"(?:kgs?\b|kilograms?\b|m2\b|square (?:meters?|metres?)\b)"
_BODY_ANYWHERE = re.compile(r"kgs?\b|kilogram|m\s*2|m²|square met", re.IGNORECASE)  # most lines are none of ours
_PER = rf"\s*(?:/|\bper\b|-per-)\s*{_BODY}"
_WEIGHT = r"(?:\s+(?:of\s+)?(?:(?:actual|total|lean|ideal|adjusted)\s+)?(?:body[ -]?)?(?:weight|surface(?: area)?)\b)?"
_PER_BODY = re.compile(rf"{_PER}{_WEIGHT}", re.IGNORECASE)
# What may follow a unit that was read: "/24 hours", "/d", "/injection", " per day".
_TAIL = re.compile(
    rf"{_WEIGHT}(?:\s*/\s*(?:\d+\s*)?[a-z]+\b|\s+per\s+(?:day|dose|hour|minute|week|cycle|course|injection)\b)?",
    re.IGNORECASE,
)
_MENTION = re.compile(
    r"(?:/|\b(?:per|each|every|by)\b|-per-)\s*(?:\d+(?:\.\d+)?\s*)?(?:kg|kilograms?|m2|square met(?:er|re)s?)\b",
    re.IGNORECASE,
)
_NO_AMOUNT = re.compile(
    rf"\b(?:l|liters?|litres?|kgs?|kilograms?)(?:\s*/\s*(?:h|hr|hour|min|day))?{_PER}", re.IGNORECASE
)
_NORM = re.compile(r"/\s*1\.73\s*m2", re.IGNORECASE)
_DIGITS = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_WRITTEN_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+")
_RANGE = re.compile(
    r"\s*(?:(?:to|-|through)\s*(?:(?:up to|less than|under|below)\s+|[<>≤≥]\s*)?|up to\s+)", re.IGNORECASE
)
_TIME_BEFORE = re.compile(r"\s*(?:/ ?(?:day|dose)|daily|a day|per day)(?=\s+to\b)", re.IGNORECASE)
_CHOICE = re.compile(r"\s*,?\s*(?:or|and)\s*", re.IGNORECASE)
_COMMA = re.compile(r"\s*,\s*")
# Before a number: what makes it the end of another number ("1,5", "1 250", "2 x 5", "10^6", "3/4").
_GLUED = re.compile(r"(?:\d,|[\d.][.·]|\d\s*[x*^/]\s*|[\^*±]\s*)$", re.IGNORECASE)
_GROUPED = re.compile(r"\d \d{3}(?![\d.])")


class Amount(NamedTuple):
    """Figures per kg or per m2 that share a unit: `values` and what stands between them, `per` kg or m2.

    `unit` is canonical (`mg/kg/day`), `result_unit` what is left without the body, as written (`mg/day`); `basis`
    tells what it is of; `start` and `end` count the characters of the line. `fault` tells why nothing is computed from
    it; `follows` that it is the last of a list whose other figures may be of another kind.
    """

    written: str
    values: tuple[Decimal, ...]
    joints: tuple[str, ...]
    unit: str
    result_unit: str
    per: str
    basis: str
    start: int
    end: int
    fault: str = ""
    follows: bool = False

    @property
    def kind(self) -> str:
        """What it is an amount of: mg, unit, mL."""
        return self.unit.split("/")[0]

    def products(self, factor: Decimal) -> tuple[Decimal, ...]:
        """Give every value times the patient's kg or m2, exactly."""
        return tuple(value * factor for value in self.values)


class Reading(NamedTuple):
    """The amounts of a line in order, and the places where a unit per kg or m2 has no figure before it."""

    amounts: tuple[Amount, ...]
    bare: tuple[str, ...]


def read_amounts(line: str) -> Reading:
    """Give every amount per kg and per m2 of a line; what names such a unit without a figure is told apart."""
    if not _BODY_ANYWHERE.search(line):
        return Reading((), ())
    traced = trace(line)
    figures = [figure for figure in read_figures(line) if not figure.unit.startswith(("times/", "every "))]
    found = tuple(_amounts(traced, figures))
    taken = [(amount.start, amount.end) for amount in found]
    taken += [
        (traced.start(each.start()), traced.end(each.end()))
        for pattern in (_NORM, _NO_AMOUNT)
        for each in pattern.finditer(traced.text)
    ]
    bare = []
    for mention in _MENTION.finditer(traced.text):
        start, end = traced.start(mention.start()), traced.end(mention.end())
        if not any(first < end and start < last for first, last in taken):
            bare.append(line[max(0, start - 20) : end].strip())
    return Reading(found, tuple(bare))


def body_of(unit: str) -> str:
    """Give kg or m2 for the unit of an amount per kg or m2, else an empty string."""
    head, *divisors = unit.split("/")
    bodies = [divisor for divisor in divisors if divisor in {"kg", "m2"}]
    return bodies[0] if len(bodies) == 1 and head in DOSE_UNITS else ""


def _amounts(traced: Traced, figures: Sequence[Figure]) -> Iterator[Amount]:
    taken: set[int] = set()
    found: list[Amount] = []
    for number in range(len(figures) - 1, -1, -1):
        figure = figures[number]
        if number in taken or figure.shares or not body_of(figure.unit):
            continue
        group = _group(traced.text, figures, number)
        taken.update(range(group, number))
        follows = _follows(traced.text, figures, group, figure.unit)
        found.append(_amount(traced, figures[group : number + 1], follows=follows))
    yield from reversed(found)


def _group(text: str, figures: Sequence[Figure], last: int) -> int:
    """Give the first figure of the range or list that ends with a unit: `5 to 10`, `5, 10 or 20`, `5 mg/kg to 10`.

    A comma alone joins nothing: in "weeks 3 and 4, 0.3 mg/kg" the 4 is no dose.
    """
    first, joined = last, False
    while first:
        before, after = figures[first - 1], figures[first]
        between = text[before.end : after.start]
        if _is_whole_range(before, figures[last], between):
            return _group(text, figures, first - 1) if body_of(before.unit) else first - 1
        if not before.shares or before.unit != figures[last].unit:
            return first
        if not (_RANGE.fullmatch(between) or _CHOICE.fullmatch(between) or (joined and _COMMA.fullmatch(between))):
            return first
        first, joined = first - 1, joined or bool(_CHOICE.fullmatch(between))
    return first


def _follows(text: str, figures: Sequence[Figure], group: int, unit: str) -> bool:
    """Tell that figures stand before a group which may be of its unit too; `weeks 1 and 2` before it are none."""
    first = group
    while first and figures[first - 1].shares and figures[first - 1].unit == unit:
        first -= 1
    if first == group or not first:
        return first < group
    counted = figures[first - 1].unit.endswith("#")
    return not (counted and _CHOICE.fullmatch(text[figures[first - 1].end : figures[first].start]))


def _is_whole_range(before: Figure, last: Figure, between: str) -> bool:
    """Tell `5 mg/kg to 10 mg/kg` and `5 mg/kg/day to 10 mg/kg/day`, where each figure has its unit."""
    return not before.shares and before.unit == last.unit and bool(_RANGE.fullmatch(_TIME_BEFORE.sub("", between)))


def _amount(traced: Traced, group: Sequence[Figure], *, follows: bool) -> Amount:
    text = traced.text
    numbers = [match for figure in group if (match := _DIGITS.match(text, figure.start))]
    last = group[-1]
    end = last.end + len(tail[0]) if (tail := _TAIL.match(text, last.end)) else last.end
    fault = "" if len(numbers) == len(group) else "a number in words or a fraction"
    for figure, number in zip(group, numbers, strict=not fault):
        if not _WRITTEN_NUMBER.fullmatch(traced.written(figure.start, number.end())):
            fault = "a number with a power"
        elif _GLUED.search(text[: figure.start]) or _GROUPED.match(text, max(figure.start - 2, 0)):
            fault = "it may be part of another number"
    edge = numbers[-1].end() if numbers else last.start
    unit = traced.written(edge, end)
    return Amount(
        written=traced.written(group[0].start, end),
        values=tuple(Decimal(number[0]) for number in numbers),
        joints=_joints(traced, group, numbers) if not fault else (),
        unit=last.unit,
        result_unit=_PER_BODY.sub("", _fold_squares(unit)).strip(" -"),
        per=body_of(last.unit),
        basis=basis_of(text, last),
        start=traced.start(group[0].start),
        end=traced.end(end),
        fault=fault,
        follows=follows,
    )


def _joints(traced: Traced, group: Sequence[Figure], numbers: Sequence[re.Match[str]]) -> tuple[str, ...]:
    """Give what stands between the figures, as written and without their units: ` to `, `-`, `, `."""
    joints = []
    for figure, number, following in zip(group, numbers, group[1:], strict=False):
        end = number.end() if figure.shares else figure.end
        skipped = _TIME_BEFORE.match(traced.text, end)
        joint = traced.written(skipped.end() if skipped else end, following.start)
        joints.append(re.sub(r"\s+", " ", joint))
    return tuple(joints)


def _fold_squares(text: str) -> str:
    return re.sub(r"m\s*(?:²|2\b)", "m2", text)
