"""Name the drugs that the bundled monographs do not cover, and why: `data/not_covered.tsv`."""

import functools
from collections.abc import Mapping
from typing import NamedTuple

from drugref.analysis import part_key
from drugref.locations import not_covered_names

REASONS: dict[str, str] = {
    "none": "no official label of it was at hand",
    "extract": "only an extract of its label was at hand, without adverse reactions, pregnancy and overdose",
    "later": "its label is at hand, its monograph not written yet",
}
"""Why a drug has no monograph, by the word in the second column."""


class Uncovered(NamedTuple):
    """A drug without a monograph, and the reason as a word of `REASONS`."""

    name: str
    reason: str

    def __str__(self) -> str:
        return REASONS[self.reason]


@functools.cache
def uncovered() -> Mapping[str, Uncovered]:
    """Give each drug that is not covered under its squashed name, the parts of a combination in order."""
    lines = not_covered_names().read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {part_key(name): Uncovered(name, reason) for name, reason in rows}


def gap(name: str) -> Uncovered | None:
    """Give the drug that a name means exactly, when it is known to have no monograph."""
    return uncovered().get(part_key(name))


def gaps_by_reason() -> dict[str, list[str]]:
    """Give the drugs that are not covered under the reason, told as a sentence."""
    found: dict[str, list[str]] = {}
    for word, reason in REASONS.items():
        names = [missing.name for missing in uncovered().values() if missing.reason == word]
        if names:
            found[reason] = names
    return found
