"""Headings: which section a line opens, what qualifies it, and what text stands on it."""

import pytest

from drugref.headings import HeadingMatch, match_section, match_subheading


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("**Usage**", (("usage",), "Usage", "", "")),
        ("Dosage:", (("dosage",), "Dosage", "", "")),
        ("**Drug  Interactions:**", (("drug-interactions",), "Drug  Interactions", "", "")),
        ("4. Side Effects", (("side-effects",), "4. Side Effects", "", "")),
        ("**Dosage** (Historical - not recommended)", (("dosage",), "Dosage", "Historical - not recommended", "")),
        ("Contraindications (Animals)", (("contraindications",), "Contraindications", "Animals", "")),
        (
            "**FAQs (Frequently Asked Questions) (Animals):**",
            (("faqs",), "FAQs (Frequently Asked Questions)", "Animals", ""),
        ),
        (
            "**Drug Profile Summary** (See above sections for details).",
            (("drug-profile-summary",), "Drug Profile Summary", "See above sections for details", ""),
        ),
        (
            "**Popular Combinations:** Often alone (or with tea).",
            (("popular-combinations",), "Popular Combinations", "", "Often alone (or with tea)."),
        ),
        ("Popular Combinations Not applicable.", (("popular-combinations",), "Popular Combinations", "", "Not applicable.")),
        ("Popular Combinations & Precautions", (("popular-combinations", "precautions"), "Popular Combinations & Precautions", "", "")),
        (
            "Popular Combinations, Precautions, FAQs (Historical)",
            (("popular-combinations", "precautions", "faqs"), "Popular Combinations, Precautions, FAQs", "Historical", ""),
        ),
        ("Pregnancy and Breastfeeding", (("pregnancy-and-breastfeeding",), "Pregnancy and Breastfeeding", "", "")),
        ("Adverse Reactions", (("side-effects",), "Adverse Reactions", "", "")),
        ("Dosage Forms and Strengths", ((), "Dosage Forms and Strengths", "", "")),
        ("Storage", ((), "Storage", "", "")),
        ("**Norethisterone (Primolut N)**", ((), "Norethisterone (Primolut N)", "", "")),
    ],
)  # fmt: skip
def test_section_heading(line: str, expected: tuple[object, ...]) -> None:
    assert match_section(line) == HeadingMatch(*expected)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "title", "identity", "rest"),
    [
        ("**Children:** Not under 12.", "Children", "children", "Not under 12."),
        ("**Adults**: 5 mg", "Adults", "adults", "5 mg"),
        ("Long-Term Effects: Habituation.", "Long-Term Effects", "long-term", "Habituation."),
        ("**Children (6 to <18 years):**", "Children (6 to <18 years)", "children", ""),
        ("**Dosage Adjustments** (Historical)", "Dosage Adjustments (Historical)", "dosage-adjustments", ""),
        ("Heart failure: NYHA II", "Heart failure: NYHA II", "", ""),
    ],
)
def test_heading_inside_a_section(line: str, title: str, identity: str, rest: str) -> None:
    ids, found, _, text = match_subheading(line)

    assert (found, "".join(ids), text) == (title, identity, rest)
