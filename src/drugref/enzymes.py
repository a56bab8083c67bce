"""Read which enzymes and transporters a text speaks of: their inhibitors, inducers and substrates."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_CYP = r"(?:cytochrome\s+p-?450\s+(?:\(cyp\)\s+)?|p-?450\s+|cyp\s?-?(?:450\s+)?)"
_NUMBER = r"(?:1a2|2a6|2b6|2c8|2c9|2c19|2d6|2e1|3a4/5|3a4|3a5|3a)"
_OTHERS = (
    r"p-?gp\b|p-?glycoprotein(?:\s+\(p-?gp\))?|bcrp|oatp1b1|oatp1b3|oat1|oat3|oct1|oct2|mate\d?(?:-?2?k)?|ugt1a1|ugt"
)
ENZYME = rf"(?:(?:{_CYP})?{_NUMBER}(?:\s+\(cyp{_NUMBER}\))?|{_OTHERS})"
_STRENGTH = (
    r"(?:(?:very\s+)?strong|potent|moderate|weak|mild)"
    r"(?:(?:\s+(?:or|and|to)\s+|/|,\s*)(?:strong|potent|moderate|weak))*"
)
_JOINT = r"\s*(?:,\s*(?:and\s+|or\s+)?(?:also\s+)?|/|\band(?:/or)?\s+(?:also\s+|by\s+)?|\bor\s+|\bas well as\s+)\s*"
_LIST = rf"{ENZYME}(?:{_JOINT}(?:(?:{_STRENGTH})\s+)?{ENZYME})*"
_ROLE = r"(?:inhibitors?|inducers?|substrates?)"
_ROLES = rf"{_ROLE}(?:\s+(?:and|or)\s+{_ROLE}|/{_ROLE})?"
_DRUGS = (
    r"(?:drugs?|compounds?|agents?|medicines?|medications?|medicinal products?|products?|substances?|opiates|others?)"
)
_MENTIONS = re.compile(
    rf"""
      (?P<both>combined|dual|both)?\s*(?:(?P<strength>{_STRENGTH})\s+)?\b(?P<list>{_LIST})
        (?:\s+(?:iso)?(?:en)?zymes?|-mediated|\s+metabolic)?\s+(?:(?P<late>{_STRENGTH})\s+)?(?P<role>{_ROLES})\b
    | (?:(?P<strength2>{_STRENGTH})\s+)?\b(?P<role2>{_ROLES})\s+of\s+(?:the\s+)?(?:hepatic\s+)?(?:(?:iso)?enzymes?\s+)?
        (?P<both2>both\s+)?(?P<list2>{_LIST})\b
    | \b{_DRUGS}\s+(?:(?:that|which)\s+(?:are\s+)?|known\s+to\s+be\s+)?
        (?:\w+ly\s+)?(?P<by>metaboli[sz]ed|cleared|transported)
        (?:\s+\w+ly)?\s+(?:by|through|via)\s+(?:the\s+)?(?P<list3>{_LIST})\b
    | \b{_DRUGS}\s+(?:that|which)\s+(?:may\s+|can\s+)?(?:(?P<strength4>strong|potent|moderate|weak)ly\s+)?
        (?P<role4>(?:inhibit|induce)(?:\s+(?:or|and)\s+(?:inhibit|induce))?)\s+(?P<both4>both\s+)?(?:the\s+)?(?P<list4>{_LIST})\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CLAUSE = re.compile(r"(?:[^;:.]|[;:.](?!\s))+")
_BOTH = re.compile(r"\b(?:both|dual|combined)(?: an?)? ?$", re.IGNORECASE)
_ONE = re.compile(rf"(?:(?P<strength>{_STRENGTH})\s+)?(?P<enzyme>{ENZYME})", re.IGNORECASE)
_HINTS = ("cyp", "p-g", "pgp", "p450", "p-450", "oatp", "bcrp", "oct", "oat", "mate", "ugt")
_ROLE_HINTS = ("inhibit", "induc", "substrate", "metaboli", "cleared", "transported")
_WORDS = {"potent": "strong", "mild": "weak"}


class Trait(NamedTuple):
    """What a drug does to an enzyme: `role` inhibitor, inducer, substrate; `strength` strong, moderate, weak, empty."""

    strength: str
    enzyme: str
    role: str

    @property
    def name(self) -> str:
        """The class as it is written in the table: `strong CYP3A4 inhibitors`."""
        return f"{self.strength} {self.enzyme} {self.role}s".strip()


class Mention(NamedTuple):
    """A class of drugs that a text names by what they do to enzymes.

    A drug of it has any of the traits, or, of a combined one, all.
    """

    words: str
    start: int
    end: int
    traits: tuple[Trait, ...]
    is_combined: bool


def mentions(text: str) -> Iterator[Mention]:
    """Yield the classes of inhibitors, inducers and substrates that a text names."""
    if not _may_name(text):
        return
    for part in _CLAUSE.finditer(text):  # no class runs over the end of a clause, and most clauses name none
        if _may_name(part[0]):
            for match in _MENTIONS.finditer(text, part.start(), part.end()):
                yield _mention(text, match)


def _may_name(text: str) -> bool:
    low = text.lower()
    return any(hint in low for hint in _ROLE_HINTS) and any(hint in low for hint in _HINTS)


def _mention(text: str, match: re.Match[str]) -> Mention:
    found = match.groupdict()
    listed = found["list"] or found["list2"] or found["list3"] or found["list4"]
    strength = found["strength"] or found["strength2"] or found["strength4"] or found["late"] or ""
    role = found["role"] or found["role2"]
    roles = roles_of(role or found["role4"] or "substrate")
    parts = [(one["strength"] or "", one["enzyme"]) for one in _ONE.finditer(f"{strength} {listed}")]
    traits = _traits(parts, roles)
    enzymes = {trait.enzyme for trait in traits}
    is_and = "substrate" not in roles and re.search(r"\band\b", listed) is not None
    is_one = (role or "").lower() in ("inhibitor", "inducer")
    said = found["both"] or found["both2"] or found["both4"] or _BOTH.search(text[: match.start()])
    is_combined = len(enzymes) > 1 and bool(said or (is_and and ("P-gp" in enzymes or is_one)))
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    return Mention(match[0].strip(), start, match.end(), traits, is_combined)


def roles_of(words: str) -> list[str]:
    """Give the roles that words name."""
    return [role for role in ("inhibitor", "inducer", "substrate") if role[:6] in words.lower()]


def _traits(parts: list[tuple[str, str]], roles: list[str]) -> tuple[Trait, ...]:
    """Give each enzyme its strength: its own, else the one before the list, which goes for every enzyme of the list."""
    found: list[Trait] = []
    first = parts[0][0] if parts and not any(strength for strength, _ in parts[1:]) else ""
    for strength, enzyme in parts:
        for word in strengths_of(strength or first):
            found += [Trait(word, enzyme_name(enzyme), role) for role in roles]
    return tuple(dict.fromkeys(found))


def strengths_of(words: str) -> list[str]:
    """Give the strengths that words name; `moderate to strong` names two, nothing means any."""
    return [_WORDS.get(word, word) for word in re.findall(r"strong|potent|moderate|weak|mild", words.lower())] or [""]


def enzyme_name(words: str) -> str:
    """Give an enzyme's one name: CYP3A4 for CYP3A, cytochrome P450 3A4 and P450 3A; P-gp for P-glycoprotein."""
    low = words.lower()
    number = re.search(_NUMBER, low)
    if number and not low.startswith(("oat", "ugt", "p-gly")):
        digits = number[0].upper()
        return "CYP3A4" if digits.startswith("3A") else f"CYP{digits}"
    if low.startswith(("p-g", "pg", "p-glyco")):
        return "P-gp"
    return low.upper()


def is_of(mention: Mention, traits: frozenset[Trait]) -> tuple[Trait, ...]:
    """Give the traits by which a drug is of a class that was named; none when it is not."""
    met = [min((own for own in traits if _meets(own, asked)), default=None) for asked in mention.traits]
    if mention.is_combined:
        enzymes = {trait.enzyme for trait in mention.traits}
        found = tuple(own for own in met if own)
        return found if {own.enzyme for own in found} == enzymes else ()
    return tuple(dict.fromkeys(own for own in met if own))


def _meets(own: Trait, asked: Trait) -> bool:
    return own.enzyme == asked.enzyme and own.role == asked.role and asked.strength in ("", own.strength)
