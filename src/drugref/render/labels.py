"""Set imported labels: a drug's labels, the drugs, what a new version changed."""

from collections.abc import Iterable, Sequence
from typing import Any

from drugref.changes import SectionChange
from drugref.library import Holding
from drugref.render.layout import Sheet
from drugref.render.wrapping import Span


def labels_page(sheet: Sheet, holdings: Sequence[Holding]) -> None:
    """Set the labels of a drug, each with what tells it from the others."""
    for holding in holdings:
        sheet.blank()
        sheet.write([Span(holding.title, "strong"), Span(f"  {', '.join(holding.makers)}")])
        facts = [
            ", ".join(holding.kinds),
            ", ".join(holding.routes),
            ", ".join(holding.forms).lower(),
            f"effective {holding.effective or 'unknown'}",
            f"version {holding.version}",
        ]
        sheet.put("; ".join(filter(None, facts)), indent=sheet.unit)
        sheet.put(f"set id {holding.set_id}", "muted", indent=sheet.unit)
    sheet.blank()
    count = len(holdings)
    sheet.put(f"{count:,} label{'' if count == 1 else 's'}; 'drugref show SET_ID' opens one.", "muted")


def drugs_page(sheet: Sheet, drugs: Iterable[tuple[str, int]]) -> None:
    """Set the drugs that there are labels of, with how many."""
    for slug, count in drugs:
        sheet.write([Span(f"{count:>5,}  ", "muted"), Span(slug)])


def changes_page(sheet: Sheet, older: Holding, newer: Holding, changes: Sequence[SectionChange]) -> None:
    """Set what a version changed: `+` before what came, `-` before what went, `~` before what changed inside."""
    sheet.put(newer.title, "title")
    before = f"version {older.version} of {older.effective}"
    sheet.put(f"Version {newer.version} of {newer.effective}, against {before}", "muted")
    if not changes:
        sheet.blank()
        sheet.put("No section differs in its words.")
    for change in changes:
        sheet.blank()
        sheet.put(change.title if change.state == "changed" else f"{change.title} ({change.state})", "heading")
        for sign, words in change.lines:
            style = {"+": "strong", "-": "muted"}.get(sign, "")
            sheet.item(sign, [Span(words, style)], indent=sheet.unit)


def holding_record(holding: Holding) -> dict[str, Any]:
    """Give a label of a list as JSON values."""
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in holding._asdict().items()
        if key != "id"
    }
