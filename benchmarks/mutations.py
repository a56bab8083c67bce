"""Plant single errors in the Dosage of sound monographs, and count how many `drugref check` reports.

    python benchmarks/mutations.py --labels LABELS [--data data] [--each 100] [--seed 1]

Each error is planted alone: a dose ×10, ×2, ÷2 or +1, two doses of one statement exchanged, a frequency changed, a
unit changed. An error counts as caught when the page has an error of the D5 codes that the sound page has not.
"""

import argparse
import random
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from drugref.check.catalogue import ERROR, FAITH_CHECKS
from drugref.check.page import Page
from drugref.check.proof import Proof
from drugref.check.run import run_checks
from drugref.evidence import evidence_path
from drugref.labels.shelf import Shelf

_DOSE = re.compile(
    r"(?<![\w.,/-])(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)"
    r"(?P<unit>[ -]?(?:mg|mcg|g|units?|mL|mEq|mmol|tablets?|capsules?)\b)"
)
_FREQUENCY = re.compile(
    r"\b(?:once|twice|three times|four times) (?:daily|a day|weekly|a week)\b"
    r"|\bevery (?P<count>\d+) (?:hours|days|weeks)\b",
)
_OTHER_FREQUENCY = {"once": "twice", "twice": "three times", "three times": "twice", "four times": "twice"}
_UNIT = re.compile(r"(?<=\d)(?P<gap>[ -]?)(?P<unit>mg|mcg|mL|g|hours|days|weeks|months|minutes)\b")
_OTHER_UNIT = {
    "mg": "mcg", "mcg": "mg", "mL": "L", "g": "mg", "hours": "days", "days": "weeks", "weeks": "days",
    "months": "weeks", "minutes": "hours",
}  # fmt: skip


class Planted(NamedTuple):
    """A monograph with one error: its kind, the line, the words before and after."""

    kind: str
    page: Path
    line: int
    text: str
    before: str
    after: str


def main() -> None:
    """Plant, check, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labels", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=Path(__file__).parent.parent / "data")
    parser.add_argument("--each", type=int, default=100, help="errors of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--missed", action="store_true", help="print every error that was not caught")
    options = parser.parse_args()
    report = run_checks([options.data], labels=options.labels)
    print(f"{report.files} monographs; false alarms on the unchanged text: {report.counts()[ERROR]}")
    results = measure(options.data, options.labels, options.each, options.seed)
    print(f"{'kind':<20} {'planted':>8} {'caught':>8} {'%':>7}")
    total = caught = 0
    for kind, outcomes in results.items():
        hits = sum(is_caught for _, is_caught in outcomes)
        total, caught = total + len(outcomes), caught + hits
        print(f"{kind:<20} {len(outcomes):>8} {hits:>8} {100 * hits / max(len(outcomes), 1):>7.1f}")
    print(f"{'all':<20} {total:>8} {caught:>8} {100 * caught / max(total, 1):>7.1f}")
    if options.missed:
        for outcomes in results.values():
            for planted, is_caught in outcomes:
                if not is_caught:
                    print(f"{planted.kind}: {planted.page.name}:{planted.line}: {planted.before} -> {planted.after}")


def measure(
    data: Path, labels: Path, each: int, seed: int, *, most_pages: int | None = None
) -> dict[str, list[tuple[Planted, bool]]]:
    """Give for each kind the planted errors and whether they were caught, in a sample of the pages if asked for."""
    shelf = Shelf(labels)
    chance = random.Random(seed)
    pages = sorted((data / "monographs").glob("*.md"))
    pages = chance.sample(pages, most_pages) if most_pages and most_pages < len(pages) else pages
    sound = {page: faults(page, shelf) for page in pages}
    results: dict[str, list[tuple[Planted, bool]]] = {}
    for kind, plant in _KINDS.items():
        candidates = [planted for page in pages for planted in _candidates(kind, plant, page)]
        chosen = chance.sample(candidates, min(each, len(candidates)))
        results[kind] = [(planted, bool(_faults_of(planted, shelf) - sound[planted.page])) for planted in chosen]
    return results


def faults(file: Path, shelf: Shelf) -> set[tuple[str, int, str]]:
    """Give the errors of the D5 codes in one page."""
    page = Page(file, file.name)
    proof = Proof(page, shelf)
    checks = [check for check in FAITH_CHECKS.values() if check.level == ERROR]
    return {(check.code, hit.line, hit.message) for check in checks for hit in check.run(proof)}


def _faults_of(planted: Planted, shelf: Shelf) -> set[tuple[str, int, str]]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "monographs" / planted.page.name
        copy.parent.mkdir()
        copy.write_text(planted.text, encoding="utf-8")
        evidence = evidence_path(copy)
        evidence.parent.mkdir()
        shutil.copy(evidence_path(planted.page), evidence)
        return faults(copy, shelf)


def _candidates(kind: str, plant: Callable[[str], Iterator[tuple[str, str, str]]], page: Path) -> Iterator[Planted]:
    """Yield every way to plant one error of a kind in the Dosage of a page."""
    lines = page.read_text(encoding="utf-8").split("\n")
    start = next(number for number, line in enumerate(lines) if line.startswith("## Dosage"))
    end = next(number for number in range(start + 1, len(lines)) if lines[number].startswith("## "))
    for number in range(start + 1, end):
        for line, before, after in plant(lines[number]):
            text = "\n".join([*lines[:number], line, *lines[number + 1 :]])
            yield Planted(kind, page, number + 1, text, before, after)


def _scaled(change: Callable[[float], float]) -> Callable[[str], Iterator[tuple[str, str, str]]]:
    def plant(line: str) -> Iterator[tuple[str, str, str]]:
        for match in _DOSE.finditer(line):
            number = f"{change(float(match['number'].replace(',', ''))):.6g}"
            yield _replaced(line, match, "number", number)

    return plant


def _swapped(line: str) -> Iterator[tuple[str, str, str]]:
    doses = list(_DOSE.finditer(line))
    for first, second in pairwise(doses):
        if first["number"] != second["number"] and first["unit"].strip(" -") == second["unit"].strip(" -"):
            middle = line[first.end("number") : second.start("number")]
            changed = line[: first.start()] + second["number"] + middle + first["number"] + line[second.end("number") :]
            yield changed, f"{first[0]} … {second[0]}", f"{second['number']} … {first['number']}"


def _frequency(line: str) -> Iterator[tuple[str, str, str]]:
    for match in _FREQUENCY.finditer(line):
        if match["count"]:
            yield _replaced(line, match, "count", str(int(match["count"]) * 2))
            continue
        words = next(words for words in sorted(_OTHER_FREQUENCY, key=len, reverse=True) if match[0].startswith(words))
        after = match[0].replace(words, _OTHER_FREQUENCY[words], 1)
        yield line[: match.start()] + after + line[match.end() :], match[0], after


def _unit(line: str) -> Iterator[tuple[str, str, str]]:
    for match in _UNIT.finditer(line):
        yield _replaced(line, match, "unit", _OTHER_UNIT[match["unit"]])


def _replaced(line: str, match: re.Match[str], group: str, text: str) -> tuple[str, str, str]:
    before = match.string[match.start() : match.end()]
    changed = line[: match.start(group)] + text + line[match.end(group) :]
    return (
        changed,
        before,
        f"{match[0][: match.start(group) - match.start()]}{text}{match[0][match.end(group) - match.start() :]}",
    )


_KINDS: dict[str, Callable[[str], Iterator[tuple[str, str, str]]]] = {
    "dose x10": _scaled(lambda dose: dose * 10),
    "dose x2": _scaled(lambda dose: dose * 2),
    "dose /2": _scaled(lambda dose: dose / 2),
    "dose +1": _scaled(lambda dose: dose + 1),
    "two doses swapped": _swapped,
    "frequency changed": _frequency,
    "unit changed": _unit,
}


if __name__ == "__main__":
    main()
