"""Tell what a figure is of: one dose, a day, another time; or that nothing says."""

import re

from drugref.figures import Figure

DOSE, DAY, ONCE = "dose", "day", "once"
"""`once` is once a day: of a dose and of a day alike."""

_TIMES = frozenset(("day", "week", "month", "hour", "minute", "second", "cycle", "course"))
_NUMBERS = r"(?:\d+|two|three|four|five|six|eight|twelve)"
# Words right behind a figure, in the order tried.
_BEHIND: tuple[tuple[str, str], ...] = (
    (ONCE, r"(?:as a (?:single|once) daily dose|(?:once|one time|1 time) ?(?:daily|a day|per day|each day|every day))"),
    (ONCE, r"(?:every 24 hours|q ?24 ?h)"),
    (DOSE, r"(?:(?:as )?an? single dose|single dose|(?:a|per|each|for each) (?:single )?dose|/ ?dose)"),
    (DOSE, r"(?:per injection|/ ?injection)"),
    (DAY, r"(?:/ ?(?:day|d|24 ?h(?:(?:ou)?rs?)?)\b|(?:daily|a day|per day|each day)\b)"),
    (DAY, r"(?:in 24 hours|per 24 hours|in a day)\b"),
    (DOSE, rf"(?:twice|thrice|{_NUMBERS}(?: (?:to|or) {_NUMBERS})?[ -]?times)\b"),
    (DOSE, rf"(?:every {_NUMBERS}(?:[ -]|$)|q ?\d+|[bt]\.?i\.?d\b|q\.?i\.?d\b)"),
    ("week", r"(?:/ ?week|once (?:a week|weekly|per week|every week)|weekly|per week|a week|every week)\b"),
    ("month", r"(?:/ ?month|once (?:a month|monthly)|monthly|a month|per month|every month)\b"),
    ("hour", r"(?:/ ?h(?:(?:ou)?r)?|per hour|an hour|hourly)\b"),
    ("minute", r"(?:/ ?min(?:ute)?|per minute|a minute)\b"),
    ("cycle", r"(?:/ ?cycle|per cycle|a cycle)\b"),
    ("course", r"(?:/ ?course|per course|in a course)\b"),
)
_SKIPPED = (
    r"(?:\s+(?:of\s+)?(?:(?:actual|total|lean|ideal|adjusted)\s+)?body[ -]?(?:weight|surface(?: area)?))?[\s,(]*"
    r"(?:(?:given |taken )?(?:by mouth|orally|oral|intravenous(?:ly)?|iv|im|sc|po|by vein|subcutaneously"
    r"|intramuscularly|into muscle or vein)[\s,]*)?"
)
_BEHIND_PATTERNS = tuple((basis, re.compile(_SKIPPED + pattern, re.IGNORECASE)) for basis, pattern in _BEHIND)
_DAILY_BEFORE = re.compile(
    r"(?<!once )(?<!twice )(?<!times )(?<!times a )\bdaily(?: total| maximum)?(?: dose| dosage| amount)?"
    r"(?:\s+(?:of|about|approximately|is|to|at|up|from|usually|a|maximum|limit)\b|[:(])*\s*$",
    re.IGNORECASE,
)
_SINGLE_BEFORE = re.compile(r"\b(?:single|each|per) dose[^.;,\d]{0,20}$", re.IGNORECASE)
_REACH = 60


def basis_of(text: str, figure: Figure) -> str:
    """Tell what a figure of a folded text is of: dose, day, once (a day), hour …; an empty string when nothing says."""
    for divisor in figure.unit.split("/")[1:]:
        if divisor in _TIMES:
            return divisor
    if text[figure.start : figure.end].lower().endswith("dose"):
        return DOSE
    for basis, pattern in _BEHIND_PATTERNS:
        if pattern.match(text, figure.end):
            return basis
    before = text[max(0, figure.start - _REACH) : figure.start]
    if _DAILY_BEFORE.search(before):
        return DAY
    return DOSE if _SINGLE_BEFORE.search(before) else ""
