"""Name the canonical sections, their order and their aliases: one table."""

import re
from typing import NamedTuple


class SectionName(NamedTuple):
    """A canonical section: the headings seen in files, and the further words that a reader may type."""

    id: str
    title: str
    seen: tuple[str, ...]
    asked: tuple[str, ...] = ()


class Subheading(NamedTuple):
    """A canonical heading inside a section, and how it begins in files."""

    id: str
    title: str
    pattern: str


# Order and aliases as counted in 51,099 level-2 headings of 4,259 monographs; boxed warning and overdose stand
# where a US label's full prescribing information has them.
SECTIONS: tuple[SectionName, ...] = (
    SectionName("boxed-warning", "Boxed Warning", ("boxed warning", "boxed warnings"), ("black box warning",)),
    SectionName(
        "usage",
        "Usage",
        ("usage", "uses", "indications", "indications and usage"),
        ("therapeutic uses", "what it is used for"),
    ),
    SectionName(
        "alternate-names",
        "Alternate Names",
        ("alternate names", "alternate name", "alternative names", "alternative name", "brand names", "brand name"),
        ("other names", "synonyms", "trade names", "names"),
    ),
    SectionName(
        "how-it-works",
        "How It Works",
        ("how it works", "how does it work"),
        ("mechanism of action", "pharmacology", "pharmacodynamics and pharmacokinetics", "mechanism"),
    ),
    SectionName(
        "dosage",
        "Dosage",
        ("dosage", "dosage and administration", "dosage adjustments"),
        ("dosing", "dose", "posology"),
    ),
    SectionName(
        "side-effects",
        "Side Effects",
        ("side effects", "side effect", "adverse effects", "adverse reactions"),
        ("undesirable effects",),
    ),
    SectionName(
        "contraindications",
        "Contraindications",
        ("contraindications", "contraindication", "contra-indications", "contra-indication"),
    ),
    SectionName("drug-interactions", "Drug Interactions", ("drug interactions", "interactions", "interaction")),
    SectionName(
        "pregnancy-and-breastfeeding",
        "Pregnancy and Breastfeeding",
        (
            "pregnancy and breastfeeding",
            "pregnancy & breastfeeding",
            "pregnancy and lactation",
            "pregnancy & lactation",
            "pregnancy",
        ),
        ("pregnancy/breastfeeding", "use in pregnancy", "breastfeeding", "lactation"),
    ),
    SectionName(
        "drug-profile-summary",
        "Drug Profile Summary",
        ("drug profile summary",),
        ("profile summary", "summary", "key facts"),
    ),
    SectionName(
        "popular-combinations",
        "Popular Combinations",
        ("popular combinations", "popular combination"),
        ("combinations", "common combinations"),
    ),
    SectionName(
        "precautions",
        "Precautions",
        ("precautions", "warnings", "warning", "warnings and precautions", "warnings & precautions"),
        ("special precautions",),
    ),
    SectionName("overdose", "Overdose", ("overdose", "overdosage"), ()),
    SectionName(
        "faqs",
        "FAQs",
        (
            "faqs (frequently asked questions)",
            "faqs",
            "faq",
            "frequently asked questions",
            "frequently asked questions (faqs)",
            "frequently asked questions (faq)",
        ),
        ("q&a", "questions"),
    ),
)

# Counted in the Dosage and Side Effects sections of the same files.
SUBHEADINGS: tuple[Subheading, ...] = (
    Subheading("standard-dosage", "Standard Dosage", r"standard dosage|dosage$"),
    Subheading("adults", "Adults", r"adults?\b"),
    Subheading("children", "Children", r"(?:children|pa?ediatric|infants?|neonat|adolescents?|child)"),
    Subheading("special-cases", "Special Cases", r"special (?:cases|populations?)"),
    Subheading("clinical-use-cases", "Clinical Use Cases", r"clinical use cases?"),
    Subheading("dosage-adjustments", "Dosage Adjustments", r"dos(?:age|e) adjustments?"),
    Subheading("common", "Common Side Effects", r"common"),
    Subheading("serious", "Rare but Serious Side Effects", r"(?:rare|serious)"),
    Subheading("long-term", "Long-Term Effects", r"long[- ]?term"),
    Subheading("adr", "Adverse Drug Reactions (ADR)", r"adverse drug reactions?|adr"),
)

SUMMARY_LABELS: tuple[str, ...] = (
    "Mechanism of Action",
    "Side Effects",
    "Contraindications",
    "Drug Interactions",
    "Pregnancy & Breastfeeding",
    "Dosage",
    "Monitoring Parameters",
)
"""The seven labels of the Drug Profile Summary, in order."""

SECTION_IDS: tuple[str, ...] = tuple(name.id for name in SECTIONS)
_SEEN: dict[str, str] = {alias: name.id for name in SECTIONS for alias in name.seen}
# A whole heading may also be one of the words that readers use; a mere beginning may not ("Dose response in mice").
_EXACT: dict[str, str] = {alias: name.id for name in SECTIONS for alias in name.asked} | _SEEN
ALIASES: dict[str, tuple[str, ...]] = {name.id: (name.title.lower(), *name.seen, *name.asked) for name in SECTIONS}
"""Section id → every folded word or phrase that names it."""


class HeadingMatch(NamedTuple):
    """What a heading line says: the sections it answers to, its title, its qualifier and the text behind it."""

    ids: tuple[str, ...]
    title: str
    qualifier: str
    rest: str


def match_section(line: str) -> HeadingMatch:
    """Read a level-2 heading, given without its hashes; no ids mean an unknown heading."""
    label, rest, bold = split_label(line)
    ids = _section_ids(label)
    if ids:
        qualifier, rest = _split_qualifier(rest)
        return HeadingMatch(ids, label, qualifier, rest)
    head, qualifier = _trailing_parenthesis(label)
    ids = _section_ids(head) if qualifier else ()
    if ids:
        return HeadingMatch(ids, head, qualifier, rest)
    if not bold and (prefix := _longest_alias(label)):
        title, tail = label[:prefix], label[prefix:]
        qualifier, text = _split_qualifier(tail)
        if qualifier or _is_text(tail):
            return HeadingMatch((_SEEN[_normal(title)],), title, qualifier, text)
    return HeadingMatch((), label, "", rest)


def match_subheading(line: str) -> HeadingMatch:
    """Read a heading inside a section, given without its hashes; the ids hold one canonical id or none."""
    label, rest, bold = split_label(line)
    ids = subheading_ids(label)
    if not bold and not rest and ": " in label and not label.endswith("?"):
        head, _, tail = label.partition(": ")
        if subheading_ids(head) or _is_sentence(tail):
            label, rest, ids = head, tail.strip(), subheading_ids(head)
    qualifier, rest = _split_qualifier(rest)
    return HeadingMatch(ids, f"{label} ({qualifier})" if qualifier else label, "", rest)


def subheading_ids(title: str) -> tuple[str, ...]:
    """Give the canonical id of a heading inside a section, or nothing."""
    text = _normal(title)
    return next(((sub.id,) for sub in SUBHEADINGS if re.match(sub.pattern, text)), ())


def split_label(line: str) -> tuple[str, str, bool]:
    """Split `**Label:** text` into label and text, and tell whether the label was bold."""
    line = line.strip()
    match = re.match(r"(\*\*|__)(?P<label>.+?)\1[ \t]*:?[ \t]*(?P<rest>.*)$", line, re.DOTALL)
    if match:
        return _bare(match["label"]), match["rest"].strip(), True
    return _bare(line), "", False


def _bare(label: str) -> str:
    """Drop stray marks around a label and its final colon."""
    label = re.sub(r"^(?:\*\*|__)\s*|\s*(?:\*\*|__)$", "", label.strip())
    return label.rstrip(": \t").strip()


def _normal(title: str) -> str:
    """Fold a heading for comparison: no marks, no numbering, one space, lower case."""
    text = re.sub(r"^\(?\d+[.):]\)?\s+", "", title.strip(" #*_\t:"))
    return " ".join(text.strip(" #*_\t:").casefold().split())


def _section_ids(label: str) -> tuple[str, ...]:
    """Give the id of an exact alias, or the ids of several joined with commas, `&` or `and`."""
    text = _normal(label)
    if text in _EXACT:
        return (_EXACT[text],)
    parts = [part for part in re.split(r"\s*(?:,|&|\band\b)\s*", text) if part]
    if len(parts) > 1 and all(part in _EXACT for part in parts):
        return tuple(dict.fromkeys(_EXACT[part] for part in parts))
    return ()


def _longest_alias(label: str) -> int:
    """Give the length of the longest alias that a heading begins with, as a whole word."""
    folded = label.casefold()
    lengths = [
        len(alias)
        for alias in _SEEN
        if folded.startswith(alias) and (len(folded) == len(alias) or folded[len(alias)] in " :(,*")
    ]
    return max(lengths, default=0)


def _split_qualifier(rest: str) -> tuple[str, str]:
    """Take `( … )` off when it is all there is; a colon or a full stop around it says nothing."""
    match = re.fullmatch(r"[:\s]*\((?P<inside>.*)\)[.:*\s]*", rest, re.DOTALL)
    if match and _balanced(match["inside"]):
        return match["inside"].strip(), ""
    return "", re.sub(r"^\s*:\s*", "", rest).strip()


def _trailing_parenthesis(label: str) -> tuple[str, str]:
    match = re.fullmatch(r"(?P<head>.*\S)\s*\((?P<inside>[^()]*(?:\([^()]*\)[^()]*)*)\)[.:\s]*", label, re.DOTALL)
    return (match["head"], match["inside"].strip()) if match else (label, "")


def _balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return False
    return depth == 0


def _is_text(tail: str) -> bool:
    """Tell text behind a heading from the rest of a longer title such as `Dosage Forms and Strengths`."""
    return tail.lstrip().startswith(":") or _is_sentence(tail)


def _is_sentence(text: str) -> bool:
    text = text.strip()
    return text.endswith((".", ";", "!")) or len(text.split()) > 8
