"""Let an author waive a finding in the front matter, with a reason; every waiver is counted."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from drugref.check.catalogue import ERROR, WARNING, Finding
from drugref.check.page import Page


class Waived(NamedTuple):
    """A finding that does not count, and why."""

    finding: Finding
    reason: str


def waive(page: Page, findings: Iterable[Finding], ran: Callable[[str], bool]) -> tuple[list[Finding], list[Waived]]:
    """Part findings into those that count and those that the page's own `waivers` explain.

    A waiver is a mapping with `code` and `reason`; with `about`, it holds only for findings whose message says that.
    One without a reason is an error (D391), one that waives nothing, though its check `ran`, a warning (D392).
    """
    waivers = _waivers(page)
    kept: list[Finding] = []
    waived: list[Waived] = []
    used: set[int] = set()
    for finding in findings:
        number = next((number for number, waiver in enumerate(waivers) if _holds(waiver, finding)), None)
        if number is None:
            kept.append(finding)
        else:
            used.add(number)
            waived.append(Waived(finding, str(waivers[number]["reason"])))
    line = page.key_line("waivers")
    faulty = [waiver for waiver in waivers if not waiver.get("code") or not waiver.get("reason")]
    kept += [Finding("D391", ERROR, page.path, line, "a waiver needs a code and a reason") for _ in faulty]
    for number, waiver in enumerate(waivers):
        if number not in used and waiver.get("reason") and ran(str(waiver.get("code"))):
            message = f"the waiver of {waiver['code']} waives nothing; remove it"
            kept.append(Finding("D392", WARNING, page.path, page.line_of(str(waiver["reason"])) or line, message))
    return kept, waived


def _waivers(page: Page) -> list[dict[str, Any]]:
    value = page.head.get("waivers")
    values = value if isinstance(value, list) else [] if value is None else [value]
    return [item if isinstance(item, dict) else {} for item in values]


def _holds(waiver: dict[str, Any], finding: Finding) -> bool:
    return (
        bool(waiver.get("reason"))
        and waiver.get("code") == finding.code
        and str(waiver.get("about", "")) in finding.message
    )
