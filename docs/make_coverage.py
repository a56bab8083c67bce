"""Write docs/coverage.md and what docs/trust.md says is not covered: `python docs/make_coverage.py`."""

from collections import defaultdict
from pathlib import Path

from drugref.api import Compendium
from drugref.collection import places
from drugref.evidence import evidence_path, read_evidence
from drugref.figures import read_figures
from drugref.uncovered import gaps_by_reason

PAGE, TRUST = Path(__file__).parent / "coverage.md", Path(__file__).parent / "trust.md"
START, END = "<!-- gaps -->\n", "<!-- end of gaps -->\n"


def page() -> str:
    """Give the page: counts, the monographs with classes and sources, the gaps."""
    with Compendium(places(user=False)) as compendium:
        monographs = list(compendium)
    root = Path(__file__).parent.parent / "data" / "monographs"
    entries = [entry for one in monographs for entry in read_evidence(evidence_path(root / one.path))]
    figures = sum(len(read_figures(words)) for entry in entries for words in entry.figures)
    questions = sum(len(one.faqs) for one in monographs)
    interactions = sum(len(one.extra.get("interactions") or ()) for one in monographs)
    lines = [
        "# What is covered",
        "",
        f"{len(monographs)} bundled monographs with {questions:,} questions; {len(entries):,} statements with",
        f"evidence, which hold {figures:,} figures; {interactions:,} interactions.",
        "None has been reviewed by a clinician yet; every page says so.",
        "",
        "| monograph | class | sources |",
        "|---|---|---|",
    ]
    for one in monographs:
        sources = "; ".join(
            f"{source.label} {source.effective or 'extract of July 2026' * ('July 2026' in source.note)}".strip()
            for source in one.sources
        )
        lines.append(f"| {one.title} | {'; '.join(one.classes)} | {sources} |")
    lines += ["", "## What is not covered, and why", ""]
    lines += [
        "The widely prescribed drugs and those of WHO's Model List of Essential Medicines that have no monograph.",
        "`drugref show` of one of them says so, and offers no other drug in its place; `drugref import` reads its",
        "official label.",
        "",
    ]
    by_reason: dict[str, list[str]] = defaultdict(list, gaps_by_reason())
    for reason, names in by_reason.items():
        lines += [f"**{len(names)}: {reason}.** {', '.join(names)}.", ""]
    return "\n".join(lines).rstrip() + "\n"


def gaps() -> str:
    """Give the numbers of drugs that are not covered, with the reasons."""
    lines = [f"* {len(names)}: {reason}." for reason, names in gaps_by_reason().items()]
    return "\n".join(["The widely prescribed and essential drugs that have no monograph:", "", *lines]) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    text = TRUST.read_text(encoding="utf-8")
    before, rest = text.split(START)
    TRUST.write_text(before + START + gaps() + END + rest.split(END)[1], encoding="utf-8")
