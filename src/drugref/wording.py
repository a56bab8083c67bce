"""Read how a sentence puts it: the word of severity that it uses, a denial, an exception."""

import re
from typing import NamedTuple

from drugref.analysis import fold

UNRATED = "unrated"
CONTRAINDICATED, AVOID, OTHER = 0, 1, 2


class Severity(NamedTuple):
    """A word that a source uses, and where it is sorted: contraindicated, avoid, others."""

    word: str
    rank: int


# In the order in which they count, each with letters that it always holds: most sentences hold few of them. Only words
# of the sentence itself are ever shown; none means unrated.
_WORDS: tuple[tuple[int, str, str], ...] = (
    (CONTRAINDICATED, "indicat", r"contra-?indicated\b|\ba contra-?indication\b"),
    (AVOID, "avoid", r"(?<!to )avoid(?:ed|ance|ing)?\b|\bto be avoided"),
    (
        AVOID,
        "not",
        (
            r"(?:must|should|may|can|is|are) not (?:\w+ )?be (?:\w+ )?(?:used|given|taken|co-?administered|"
            r"administered|prescribed|"
            r"combined|started|initiated)"
        ),
    ),
    (
        AVOID,
        "not",
        (
            r"(?:do|should|must) not (?:use|take|give|co-?administer|administer|combine|start|initiate|be (?:used|"
            r"taken|given))\b"
        ),
    ),
    (AVOID, "not", r"not (?:to be )?(?:generally |usually |routinely )?(?:recommended|advised|advisable)"),
    (AVOID, "", r"(?:never|not) (?:with|together|within|during)\b"),
    (OTHER, "monitor", r"(?:closely )?monitor(?:ed|ing)?(?: closely)?\b"),
    (OTHER, "cautio", r"\bcaution(?:ed)?\b|\bcautiously"),
    (OTHER, "adjust", r"(?:dose|dosage) adjustments?|adjust(?:ed|ment)?\b"),
    (
        OTHER,
        "",
        r"(?:reduce|lower|decrease|limit)\b(?= (?:the |its |their |either |one |both |\w+ )?(?:dose|dosage|daily))",
    ),
    (OTHER, "not", r"not (?:more than|exceed)|do not exceed"),
    (OTHER, "separate", r"separate\b"),
    (OTHER, "", r"(?:watch|observe)\b"),
    (OTHER, "consider", r"consider\b"),
)
_PATTERNS = tuple((rank, hint, re.compile(pattern, re.IGNORECASE)) for rank, hint, pattern in _WORDS)
# What takes a word of severity back: "is not contraindicated", "cannot be avoided", "no adjustment".
_TAKEN_BACK = re.compile(
    r"(?:\b(?:not|no|without|neither|nor|never|cannot be|if|unless|un)\s*(?:be\s+|\w+ly\s+|routine\s+|dose\s+|"
    r"dosage\s+|further\s+|special\s+)*)$",
    re.IGNORECASE,
)
_UNLESS = re.compile(r"cannot be avoided|can(?:not| ?'t) avoid|unavoidable|if avoided|not be avoided", re.IGNORECASE)

# "(IMURAN, Precautions)", "(ZOCOR 7.1)", "[see Contraindications (4)]": the label's own headings say nothing of how
# grave a thing is.
_CITATION = re.compile(r"\([A-Z][A-Z0-9 ’'/-]*[ ,;][^()]*\)|\[\s*[Ss]ee\b[^\]]*\]")

_ANY_OBJECT = frozenset(
    """
    a all an and any as at both combination combinations combining co-administration coadministration concomitant
    concurrent during each either for giving if in it long more on or other potent prolonged strong such taking that the
    their them these this those together unless use using when where with within
    """.split()  # noqa: SIM905 - a list of quoted words is no easier to read
)

# Words of `stated` that put a pair among those to be avoided; contraindicated has its own place.
_STATED_AVOID = re.compile(
    r"^(?:avoid|do not|not |should not|must not|never|withdraw|stop|discontinue|incompatible|not generally)",
    re.IGNORECASE,
)
_STATED_NO = re.compile(
    r"^(?:no (?:adjustment|interaction|dos\w+ adjustment|precautions)|may be (?:used|coadministered)|can be )",
    re.IGNORECASE,
)

_DENIAL = re.compile(
    r"\bno (?:\w+[ -]){0,4}?(?:interactions?|effect|change|influence|difference|adjustments?|dose change|"
    r"precautions|rise|"
    r"impact|action needed)\b"
    r"|\b(?:did|does|do|was|were|is|are|has|had|may|would|will)(?: not|n't)(?: \w+){0,3}? (?:change|alter|affect|"
    r"influence|interact|raise|"
    r"increase|lower|modify|inhibit|changed|altered|affected|influenced|raised|increased|expected|inhibited)\w*"
    r"|\b(?:unchanged|unaffected|not affected|without (?:an )?effect|little or no effect|neither)\b"
    r"|\bmay be (?:used|given|taken)(?: together| with)?\b|\bcan be (?:given|taken|used|concomitantly)\b|"
    r"not likely|not significant"
    r"|\bno (?:\w+ )?(?:need|reason)\b",
    re.IGNORECASE,
)
_EFFECT = re.compile(
    r"\b(?:contraindicated|avoid|monitor|caution|toxicity|bleeding|(?:higher|more|greater|less|weaker|lower|"
    r"stronger) \w+|"
    r"(?:may|can|could) (?:rise|fall|raise|lower|increase|decrease|add)|rises?|falls?|rose|fell|up by|down by|"
    r"raises|lowers|"
    r"increases|decreases|increased|decreased|prolong\w*|potentiat\w*|risk)\b",
    re.IGNORECASE,
)
_EXCEPTION = re.compile(
    r"\b(?:other than|except(?:ing)?(?: for| with)?|excluding|apart from|with the exception of|but not|"
    r"not including)\b",
    re.IGNORECASE,
)
_REACH = 60


def severity_of(text: str, words: str = "") -> Severity:
    """Give the gravest word of severity that a text uses, in its own letters.

    Words that are taken back do not count, nor an `avoid` whose object is another thing than `words`: "additive; avoid
    alcohol".
    """
    folded = fold(text)
    plain = _blanked(_CITATION, text)
    if "avoid" in folded:
        plain = _blanked(_UNLESS, plain)
    for rank, hint, pattern in _PATTERNS:
        for match in pattern.finditer(plain) if hint in folded else ():
            if not _TAKEN_BACK.search(plain[: match.start()]) and not (words and _is_of_another(plain, match, words)):
                return Severity(match[0].lower(), rank)
    return Severity(UNRATED, OTHER)


def _is_of_another(text: str, match: re.Match[str], words: str) -> bool:
    """Tell whether `avoid` has an object of its own that is not the drug or class named."""
    if match[0].lower() != "avoid":
        return False
    rest = re.split(r"[.;:]", text[match.end() :])[0]
    first = re.match(r"\s*([\w-]+)", rest)
    return first is not None and first[1].lower() not in _ANY_OBJECT and words.lower()[:5] not in rest.lower()


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    """Put spaces in place of what a pattern meets, so that the rest keeps its place."""
    return pattern.sub(lambda match: " " * len(match[0]), text)


def stated_severity(stated: str) -> Severity | None:
    """Give the word that the front matter says the source uses; None when it says that there is none, or nothing."""
    word = stated.strip().lower()
    if word in ("", UNRATED):
        return None
    rank = CONTRAINDICATED if word.startswith("contraindicat") else AVOID if _STATED_AVOID.search(word) else OTHER
    return Severity(stated.strip(), OTHER if _STATED_NO.search(word) else rank)


def is_denial(text: str, stated: str = "") -> bool:
    """Tell whether a text says that nothing happens between two drugs, and says nothing of an effect beside it."""
    text = _blanked(_CITATION, text)
    if stated and _STATED_NO.search(stated.strip()):
        return not _has_effect(text)
    return _DENIAL.search(text) is not None and not _has_effect(text)


def _has_effect(text: str) -> bool:
    return _EFFECT.search(_DENIAL.sub(" ", text)) is not None or severity_of(_DENIAL.sub(" ", text)).word != UNRATED


_ALLERGY = re.compile(r"hypersensitiv|allerg", re.IGNORECASE)


def is_on_allergy(text: str) -> bool:
    """Tell whether a text speaks of allergy: a drug named there is one that a patient reacted to, not one given too."""
    return _ALLERGY.search(text) is not None


def is_excepted(text: str, start: int) -> bool:
    """Tell whether what begins at a place is named as an exception: `other than`, `except`, `excluding` before it."""
    before = re.split(r"[.;:]", text[max(0, start - _REACH) : start])[-1]
    found = list(_EXCEPTION.finditer(before))
    return bool(found) and not re.search(r"\)", before[found[-1].end() :])


def exceptions_behind(text: str, end: int) -> str:
    """Give what is excepted from a class that ends at a place: `except X`, `other than X`, `(not X)`."""
    behind = re.split(r"[.;:]", text[end : end + 3 * _REACH])[0]
    match = re.match(r"\W*(?:\w+\W+){0,6}?" + _EXCEPTION.pattern, behind, re.IGNORECASE)
    return behind[match.end() :] if match else ""


def clause_around(text: str, start: int, label: str) -> str:
    """Give the clause in which a name stands; of one in the label of an item, the whole item."""
    if start < len(label):
        return text
    left = max(text.rfind(mark, 0, start) for mark in (";", ". ", ":")) + 1
    ends = [place for place in (text.find(mark, start) for mark in (";", ". ")) if place >= 0]
    return text[left : min(ends, default=len(text))]
