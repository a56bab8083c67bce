"""Give what `drugref check` found: as pages, as JSON and as SARIF."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from drugref.blocks import Table, Text
from drugref.check.catalogue import Check, Finding, all_checks
from drugref.check.compare import Pair
from drugref.check.run import Report
from drugref.model import SCHEMA
from drugref.render.layout import Sheet
from drugref.render.wrapping import Span
from drugref.version import __version__

_SIDE_BY_SIDE = 70
"""Columns from which two texts are readable side by side."""


def checks_page(sheet: Sheet, checks: Iterable[Check]) -> None:
    """Set the checks with their levels and explanations."""
    for check in checks:
        sheet.blank()
        sheet.write([Span(check.code, "strong"), Span(f"  {check.name}  "), Span(f"({check.level})", "muted")])
        for paragraph in check.explanation.split("\n\n"):
            sheet.put(" ".join(paragraph.split()), indent=2 * sheet.unit)


def pairs_page(sheet: Sheet, pairs: Sequence[Pair]) -> None:
    """Set statements beside the passages they rest on, or above them where the page is narrow."""
    sheet.glyphs = sheet.glyphs._replace(wrap_tables=sheet.width >= _SIDE_BY_SIDE)
    for path, group in groupby(pairs, key=lambda pair: pair.path):
        sheet.blank()
        sheet.put(path, "title")
        for pair in group:
            sheet.blank()
            passage = pair.passage or "(its figures do not stand there)"
            header = ((Text(f"line {pair.line}"),), (Text(f"label {pair.at}"),))
            sheet.blocks((Table(header, (((Text(pair.statement),), (Text(passage),)),)),))


def report_record(report: Report) -> dict[str, Any]:
    """Give a report as JSON values."""
    counts = report.counts()
    return {
        "schema": SCHEMA,
        "files": report.files,
        "counts": {level: counts[level] for level in ("error", "warning", "note")},
        "findings": [finding._asdict() for finding in report.findings],
        "waived": [{**waived.finding._asdict(), "reason": waived.reason} for waived in report.waived],
    }


def sarif_record(report: Report) -> dict[str, Any]:
    """Give a report in SARIF 2.1.0 (OASIS, 2020): https://docs.oasis-open.org/sarif/sarif/v2.1.0/."""
    rules = [
        {
            "id": check.code,
            "name": check.name,
            "shortDescription": {"text": check.explanation.split("\n\n")[0].replace("\n", " ")},
            "defaultConfiguration": {"level": check.level},
        }
        for check in all_checks()
    ]
    results = [_result(finding) for finding in report.findings]
    results += [
        {**_result(waived.finding), "suppressions": [{"kind": "inSource", "justification": waived.reason}]}
        for waived in report.waived
    ]
    driver = {"name": "drugref", "version": __version__, "rules": rules}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }


def _result(finding: Finding) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": finding.path.replace("\\", "/")}}
    if finding.line:
        place["region"] = {"startLine": finding.line}
    return {
        "ruleId": finding.code,
        "level": finding.level,
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": place}],
    }
