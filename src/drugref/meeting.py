"""Tell whether a sentence names a class as what meets the drug, and not as a treatment, a comparison, or its own."""

import re

from drugref.enzymes import Mention
from drugref.quotes import ENTRIES, Statement, is_on_interactions
from drugref.wording import is_on_allergy

# Outside Drug Interactions and Contraindications a class is a partner only where the words before it speak of giving
# both: elsewhere it may be a treatment, a comparison, or the class that the drug itself is of.
_GIVEN_TOGETHER = re.compile(
    r"\b(?:with|concomitant\w*|together|co-?administ\w*|combin\w*|taking|receiving|use of|used?|plus|added|other|avoid|"
    r"drugs that|also|interact\w*)\b[^.;]*$",
    re.IGNORECASE,
)
_TOGETHER_HINTS = (
    "ith ", "oncomit", "ogether", "dminist", "ombin", "aking", "eceiving", "dded", "void", "ther ", "lso ", "nteract",
    "lus ", "dds to",
    "ore likely", "he risk",
)  # fmt: skip
_ADDS = re.compile(r"\badds? to\b|\bmore likely\b|\b(?:raise|increase)s? the risk\b", re.IGNORECASE)
_TREATS = re.compile(
    r"\b(?:treat(?:ed|ment)? (?:it )?with|give|start|administer|replace\w* (?:by|with)|switch to|instead of|"
    r"in place of|premedicat\w*|prophyla\w*|may help|unlike)\b[^.;]{0,40}$|\bconsider(?:ing)? $|"
    r"\balternative (?:\w+ (?:or|and) )?$|\b(?:try|consider|use|choose|prefer) (?:another|a different) $",
    re.IGNORECASE,
)
_COMPARES = re.compile(
    r"\b(?:as|seen|reported|observed|like|than|unlike|similar to|common (?:to|with)|shared by)"
    r"(?: (?:with|in|for|of|by))? (?:other|all|some|most|many|certain)? ?$",
    re.IGNORECASE,
)
# "midazolam, a CYP3A4 substrate", "this CYP3A substrate", "the immunosuppressant falls": one drug, and no class.
_ONE_DRUG = re.compile(
    r"(?:,|\b(?:as|is|was|named|of which))\s+an?\s+$|\b(?:this|the)\s+$|\(\s*(?:an?\s+)?$", re.IGNORECASE
)
# Antidepressants and suicide, antibiotics and Clostridioides: warnings of a class that are none of meeting another
# drug.
_OTHER_MATTER = re.compile(r"\bsuicid|difficile|clostrid", re.IGNORECASE)
_FAILS = re.compile(r"\bfail(?:s|ed)?\b|\bnot (?:tolerated|work)", re.IGNORECASE)
_DOSING = re.compile(
    r"\b(?:concomitant\w*|co-?administ\w*|avoid|not recommended|contraindicated|do not|reduce|lower|at most|maximum|"
    r"limit\w*|adjust\w*|monitor\w*|interact\w*|separate|caution)\b",
    re.IGNORECASE,
)
# What follows the singular of a class and makes it a property: anticoagulant activity, opioid withdrawal.
_PROPERTY = re.compile(
    r"[ -](?:activit|effect|malignant|receptor|withdrawal|toxicit|toleran|naive|dependence|addiction|overdose|action|"
    r"associated|induced|resistant|use disorder|stud|trial|dose|level|concentration|propert)",
    re.IGNORECASE,
)
_NARROW = re.compile(r"[^.;:,]{0,20}\bnarrow (?:therapeutic )?(?:index|window|range)", re.IGNORECASE)
_OTHERS = re.compile(
    r"\b(?:other|another|others|any|concomitant(?:ly)?|concurrent|additional|second|more than one)(?: \w+){0,2}[ -]$",
    re.IGNORECASE,
)
_FIRST_WORDS = 24


def may_be_together(text: str) -> bool:
    """Tell, before a statement on dosage is read for classes, whether it may speak of another drug given too."""
    return any(hint in text for hint in _TOGETHER_HINTS)


def is_property(words: str, text: str, end: int) -> bool:
    """Tell a property of something else from a class: `anticoagulant activity`."""
    return not words.endswith("s") and _PROPERTY.match(text, end) is not None


def is_narrow(text: str, end: int) -> bool:
    """Tell whether only the drugs of a class that have a narrow therapeutic index are meant."""
    return _NARROW.match(text, end) is not None


def is_partner(statement: Statement, start: int, words: str, mention: Mention | None, own: set[str]) -> bool:
    """Tell whether a class is named as what meets the drug, and not as what treats, or as what others do too."""
    text, section = statement.text, statement.section
    before = text[max(0, start - 100) : start]
    if _COMPARES.search(before) or (not words.endswith("s") and _ONE_DRUG.search(before)):
        return False
    if section.id == ENTRIES:  # the partners, or what the effect begins with
        return start < len(statement.label) + _FIRST_WORDS
    clause_before = re.split(r"[.;]", text[:start])[-1]
    if _TREATS.search(before) or is_on_allergy(clause_before) or _is_among_its_own(before, own):
        return False
    is_about_it = is_on_interactions(statement) or section.answers_to("contraindications")
    return is_about_it or _is_given_too(statement, start, clause_before, mention)


def _is_given_too(statement: Statement, start: int, clause_before: str, mention: Mention | None) -> bool:
    """Tell whether a sentence on another matter speaks of giving a class with the drug."""
    text = statement.text
    clause = re.split(r"[.;]", text[start:])[0]
    if _OTHER_MATTER.search(text) or _FAILS.search(clause):
        return False
    if not _GIVEN_TOGETHER.search(clause_before) and not _ADDS.search(clause):
        return False
    is_on_dosage = statement.section.answers_to("dosage")
    return not is_on_dosage or mention is not None or _DOSING.search(text) is not None


def _is_among_its_own(before: str, own: set[str]) -> bool:
    """Tell whether the class follows on the drug's own name: `Aristada and other antipsychotic drugs`."""
    if not before.rstrip().lower().endswith("other"):  # so that no pattern looks for it from every word on
        return False
    match = re.search(r"([^\W_][\w-]*)\W+(?:and|or|as well as|like)\s+(?:all\s+)?other\s*$", before, re.IGNORECASE)
    return match is not None and any(match[1].casefold() in name for name in own)


def is_other(statement: Statement, start: int, text: str) -> bool:
    """Tell whether a class is said of other drugs: it heads an item, or `other`, `another` stands before it."""
    if statement.section.id == ENTRIES:
        return start < len(statement.label) or _OTHERS.search(text[:start]) is not None
    if statement.section.answers_to("drug-interactions") and start < len(statement.label):
        return True
    return _OTHERS.search(text[:start]) is not None
