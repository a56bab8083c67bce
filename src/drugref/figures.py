"""Read the figures of a text: amounts with units, ranges, frequencies; the same for a monograph and its label."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from drugref.units import NUMBER_WORDS, PERIODS, UNITS


class Figure(NamedTuple):
    """A number with its canonical unit; `sign` is a comparison beside it (`<` or `>`) or empty.

    A frequency is a figure too: `twice daily` is 2 `times/day`, `every 12 hours` is 12 `every hour`. `start` and `end`
    count the characters of the text as `plain_figures` folds it. `shares` tells that the unit is that of the list or
    range it stands in.
    """

    value: str
    unit: str
    sign: str
    start: int
    end: int
    shares: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What two figures are compared by."""
        return self.value, self.unit

    def __str__(self) -> str:
        if self.unit.startswith("times/"):
            return f"{self.value} times a {self.unit[6:]}"
        if self.unit.startswith("every "):
            return f"every {self.value} {self.unit[6:]}"
        if self.unit.endswith("#"):
            return f"{self.unit[:-1]} {self.value}"
        return f"{self.sign}{self.value}{'' if self.unit in {'', '%'} else ' '}{self.unit}"


_UNIT = "|".join(f"(?P<u{number}>{pattern})" for number, pattern in enumerate(UNITS.values()))
_UNIT_PATTERN = re.compile(rf"(?:{_UNIT})(?![a-z0-9])", re.IGNORECASE)
_UNIT_NAMES = tuple(UNITS)

_WORD = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_DIGITS = r"\d+(?:\.\d+)?|\.\d+"
# A number is no part of a word (CYP3A4, HIV-1) and no name begins with it (5-HT, 17-beta, unless a unit: 5-day).
_NUMBER = re.compile(
    r"(?P<half>\bone[- ]half\b|\bhalf\b(?![- ]li))"
    rf"|(?<![a-z0-9.])(?<![a-z]-)(?P<digits>{_DIGITS})(?![0-9]|\.\d)"
    r"(?:\s*x\s*10\s?\^?\s?(?P<power>\d{1,2})(?=\s*/))?"
    rf"|\b(?P<word>{_WORD})\b",
    re.IGNORECASE,
)
_COUNT = rf"(?:{_DIGITS}|{_WORD})"
_EACH = r"(?:[ -]?(?:a|per|each|every|/))?[ -]*"
_PERIOD = r"(?:daily|day|weekly|week|monthly|month|yearly|year|hourly|hour)\b"
_ADVERBS = {"once": "1", "twice": "2", "thrice": "3"}
_SEVERAL = re.compile(
    rf"\b(?P<first>once|twice|thrice|{_COUNT})[ -]*"
    rf"(?:(?:or|to|-|and)[ -]*(?P<second>once|twice|thrice|{_COUNT})[ -]*)?"
    rf"(?P<times>times|x)?{_EACH}(?P<period>{_PERIOD})",
    re.IGNORECASE,
)
_EVERY = re.compile(
    rf"\b(?:every|each|q)(?:[: ~]*(?:approximately|about)?[ ~]*)(?P<first>{_COUNT})[ -]*"
    rf"(?:(?:to|or|-|and)[ -]*(?P<second>{_COUNT})[ -]*)?"
    r"(?P<period>hours?|hrs?|h|days?|weeks?|months?|years?|minutes?|min)\b",
    re.IGNORECASE,
)
_INTERVALS = re.compile(
    rf"\b(?P<first>{_COUNT})[ -]*(?:(?:to|or|-)[ -]*(?P<second>{_COUNT})[ -]*)?"
    r"(?P<period>hour|day|week|month|year|minute)s?[ -]+(?:intervals?|apart)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:(?:every|on) (?:other|second|alternate)|alternate) (?P<period>day|week|month)s?\b", re.IGNORECASE
)
_PER = re.compile(
    r"(?:\b(?:per|each|every)[ -]|/ ?)(?P<period>day|week|month|year)\b"
    r"|(?<=[a-z%]) a (?P<a_period>day)\b"
    r"|\b(?P<adverb>daily|weekly|monthly|yearly|nightly|hourly|annually|quarterly)\b",
    re.IGNORECASE,
)
_LATIN = re.compile(r"\b(?P<latin>q\.?d|b\.?i\.?d|t\.?i\.?d|q\.?i\.?d)\b\.?", re.IGNORECASE)
_LATIN_TIMES = {"qd": "1", "bid": "2", "tid": "3", "qid": "4"}

_LESS = (
    r"<|≤|less than or equal to|less than|fewer than|below|under|at most|up to|younger than"
    r"|(?:no|not) (?:more|greater|longer) than|not (?:to )?exceed(?:ing)?"
)
_MORE = (
    r">|≥|greater than or equal to|(?:no|not) (?:less|fewer) than|(?:greater|more|older|longer|higher) than"
    r"|above|exceed(?:s|ing)?|at least"
)
_SIGN = re.compile(
    rf"(?P<less>{_LESS})\s*(?:a (?:total |maximum )?(?:of )?)?$|(?P<more>{_MORE})\s*(?:a (?:total )?(?:of )?)?$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\s*(?:of age )?(?:or|and) (?:(?P<less>less|fewer|younger|lower|below|under|shorter)"
    r"|(?P<more>more|greater|older|higher|above|over|longer))\b",
    re.IGNORECASE,
)

# What counts, but measures nothing: references to the label's own parts.
_REFERENCES = re.compile(
    r"\[\s*see[^\]]*\]|\(\s*(?:see [^()]*|\d+(?:\.\d+)*(?:\s*(?:,|and|-|to)\s*\d+(?:\.\d+)*)*\s*)\)"
    r"|\b(?:table|figure|section|footnote|appendix)s? ?\d+(?:\.\d+)*[a-z]?(?:(?:,| and| or| to) \d+(?:\.\d+)*)*\b"
    r"|\b(?:study|trial|phase) [1-9]\b(?! ?(?:m?c?g|m?l|kg|hours?|days?|weeks?|months?|years?|to|or|-|%))"
    r"|\bhla-[a-z0-9]+\*?\d*(?::\d+)*"
    r"|\b(?:type|category|schedule|cyp|hiv|hcv genotype|vitamin [a-z]) ?\d+\b(?! ?(?:mg|mcg|ml|unit))",
    re.IGNORECASE,
)
# A bracketed number alone is a reference only where a label's sections count so far.
_LARGEST_SECTION = 17
_BEFORE_NUMBER = re.compile(
    r"\b(day|days|week|weeks|month|months|cycle|cycles|grade|grades|class|stage|auc|score|level|hour|hours|visit)[ ]?$",
    re.IGNORECASE,
)
_LIST_JOINT = re.compile(
    r"\s*(?:,\s*(?:and|or)|,|to|-|or|and|/|through|vs\.?|x)?\s*"
    r"(?:up to|at least|less than|greater than|more than|under|below)?\s*[<>≤≥]?\s*",
    re.IGNORECASE,
)
_YEAR = re.compile(r"199\d|20[0-3]\d")
FOLDS = str.maketrans("µμ–—−‑‐º˚×⩾⩽⁄\u00a0\u2009\u202f⁰¹²³⁴⁵⁶⁷⁸⁹", "uu-----°°x≥≤/   0123456789") | {ord("½"): " 1/2"}


def plain_figures(text: str) -> str:
    """Fold the ways of writing a figure: dashes, superscripts, thousands, lost superscripts, references."""
    text = text.translate(FOLDS)
    for pattern, replacement in foldings():
        text = pattern.sub(replacement, text)
    return text


Folding = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]


def foldings() -> tuple[Folding, ...]:
    """Give what `plain_figures` replaces after single characters, in order."""
    return _FOLDINGS


def _without_commas(match: re.Match[str]) -> str:
    """Give 1,200 as 1200, and 2,000 as 2000.0: what was written with a comma is no year."""
    digits = match[0].replace(",", "")
    return f"{digits}.0" if _YEAR.fullmatch(digits) and match.string[match.end() : match.end() + 1] != "." else digits


def _blank_reference(match: re.Match[str]) -> str:
    """Blank a reference, keeping every place; `(300)` is no section."""
    if re.fullmatch(r"\(\s*\d+\s*\)", match[0]) and int(match[0].strip("( )")) > _LARGEST_SECTION:
        return match[0]
    return " " * len(match[0])


_FOLDINGS: tuple[Folding, ...] = (
    (re.compile(r"< ?="), "≤"),
    (re.compile(r"> ?="), "≥"),
    (re.compile(r"\b\d{1,3}(?:,\d{3})+(?![\d,])"), _without_commas),
    (re.compile(rf"\b(to|at|of|is|and|or|than|every|{_WORD})-?(?=\d)"), r"\1 "),  # "to14 days", "two-1,000 mg"
    (re.compile(r"\bmcg ?= ?micrograms?\b"), " "),  # the foot of a table, run into its last cell
    (re.compile(r"(?<![a-zA-Z])([cm]?m) ([23])\b(?! ?(?:mg|days|weeks|hours|times|doses))"), r"\1\2"),
    (re.compile(r"\b1/2\b"), "half"),
    (re.compile(r"(?<=\d)\s+°"), "°"),
    (_REFERENCES, _blank_reference),
)


def read_figures(text: str) -> tuple[Figure, ...]:
    """Give the figures of a text in order."""
    text = plain_figures(text)
    taken = list(_frequencies(text))
    blanked = _blank(text, taken)
    numbers = [figure for figure in _shared_units(blanked, list(_numbers(blanked))) if _counts(blanked, figure)]
    return tuple(sorted([*taken, *numbers], key=lambda figure: (figure.start, figure.end)))


def _counts(text: str, figure: Figure) -> bool:
    """Tell a figure from a number word that measures nothing, from a year, and from the norm of a body's surface."""
    is_word = not text[figure.start].isdigit() and text[figure.start] != "."
    is_year = not figure.unit and _YEAR.fullmatch(text[figure.start : figure.end])
    return bool(figure.unit or not is_word or figure.value == "0.5") and not is_year and figure.key != ("1.73", "m2")


def _frequencies(text: str) -> Iterator[Figure]:
    """Yield how often; each pattern sees only what the ones before it left."""
    for pattern, read in _FREQUENCIES:
        found = [figure for match in pattern.finditer(text) for figure in read(match)]
        yield from found
        text = _blank(text, found)


def _blank(text: str, figures: Sequence[Figure]) -> str:
    for figure in figures:
        text = text[: figure.start] + "\x00" * (figure.end - figure.start) + text[figure.end :]
    return text


def _alternate(match: re.Match[str]) -> Iterator[Figure]:
    yield Figure("2", f"every {match['period'].lower()}", "", match.start(), match.end())


def _every(match: re.Match[str]) -> Iterator[Figure]:
    unit = f"every {PERIODS[match['period'].lower()]}"
    for count in (match["first"], match["second"]):
        if count:
            yield Figure(_value(count), unit, "", match.start(), match.end())


def _several(match: re.Match[str]) -> Iterator[Figure]:
    counts = [count for count in (match["first"], match["second"]) if count]
    if not match["times"] and any(count.lower() not in _ADVERBS for count in counts):
        return
    for count in counts:
        yield Figure(_value(count), f"times/{PERIODS[match['period'].lower()]}", "", match.start(), match.end())


def _per(match: re.Match[str]) -> Iterator[Figure]:
    period = PERIODS[(match["period"] or match["a_period"] or match["adverb"]).lower()]
    yield Figure("1", f"times/{period}", "", match.start(), match.end())


def _latin(match: re.Match[str]) -> Iterator[Figure]:
    yield Figure(_LATIN_TIMES[match["latin"].lower().replace(".", "")], "times/day", "", match.start(), match.end())


_FREQUENCIES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Iterator[Figure]]], ...] = (
    (_OTHER, _alternate),
    (_EVERY, _every),
    (_INTERVALS, _every),
    (_SEVERAL, _several),
    (_PER, _per),
    (_LATIN, _latin),
)


def _value(text: str) -> str:
    text = text.lower()
    text = _ADVERBS.get(text) or NUMBER_WORDS.get(text) or text
    return str(float(text)).removesuffix(".0") if "." in text else text.lstrip("0") or "0"


def _numbers(text: str) -> Iterator[Figure]:
    last = 0
    for match in _NUMBER.finditer(text):
        if match.start() < last:
            continue  # inside a unit: mL/min/1.73 m2
        unit, end = _unit_after(text, match.end())
        last = end
        if not match["word"] and not unit and re.match(r"-?[a-z]", text[match.end() :], re.IGNORECASE):
            continue  # 5-HT, 17-beta, 2D6
        value = "0.5" if match["half"] else _value(match["word"] or match["digits"])
        if match["power"]:
            value += f"e{match['power']}"
        before = _BEFORE_NUMBER.search(text[: match.start()])
        if not unit and before:
            unit = f"{before[1].lower().rstrip('s') if before[1].lower() != 'class' else 'class'}#"
        yield Figure(value, unit, _sign(text, match.start(), end), match.start(), end)


def _unit_after(text: str, place: int) -> tuple[str, int]:
    """Give the unit that begins at `place`, with its divisors, and where it ends."""
    unit, end = "", place
    joint = re.compile(r"[ -]?")
    while True:
        gap = joint.match(text, end)
        assert gap or unit
        if not gap:
            return unit, end
        if unit and (area := re.compile(r"1\.73 ?m2\b").match(text, gap.end())):
            return f"{unit}/1.73 m2", area.end()
        match = _UNIT_PATTERN.match(text, gap.end())
        if not match:
            return unit, end
        name = _UNIT_NAMES[next(number for number in range(len(_UNIT_NAMES)) if match[f"u{number}"] is not None)]
        if len(match[0]) == 1 and not _is_symbol(match[0], name):
            return unit, end
        unit, end = (f"{unit}/{name}" if unit else name), match.end()
        unit = unit.removesuffix("/dose")
        joint = re.compile(r" ?/ ?| per |-per-| of body (?:weight|surface area) per ", re.IGNORECASE)


def _is_symbol(letter: str, name: str) -> bool:
    """Tell `5 g` from group G and `5 U` from a `u` that means something else."""
    return {"unit": "U", "g": "g"}.get(name, letter) == letter


def _sign(text: str, start: int, end: int) -> str:
    before = _SIGN.search(text[max(0, start - 40) : start])
    if before:
        return "<" if before["less"] else ">"
    after = _AFTER.match(text, end)
    if after:
        return "<" if after["less"] else ">"
    return ""


def _shared_units(text: str, numbers: Sequence[Figure]) -> Iterator[Figure]:
    """Give a number without a unit that of the number it stands in a list or a range with: 5, 10 or 20 mg."""
    given: list[Figure] = []
    for number in reversed(numbers):
        following = given[-1] if given else None
        figure = number
        if following and not number.unit and following.unit and not following.unit.endswith("#"):
            between = text[number.end : following.start]
            if _LIST_JOINT.fullmatch(between) and between.strip():
                figure = number._replace(unit=following.unit, shares=True)
        given.append(figure)
    yield from _shared_words(text, given[::-1])


def _shared_words(text: str, numbers: Sequence[Figure]) -> Iterator[Figure]:
    """Give a number the word before the list that it stands in: Days 1, 8 and 15."""
    word, end = "", 0
    for number in numbers:
        in_list = not number.unit and word and _LIST_JOINT.fullmatch(text[end : number.start])
        figure = number._replace(unit=word, shares=True) if in_list else number
        word = figure.unit if figure.unit.endswith("#") else ""
        end = figure.end
        yield figure
