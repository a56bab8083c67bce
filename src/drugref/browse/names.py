"""Offer the drugs whose names begin with what a reader types; close names only as what may have been meant."""

from collections.abc import Iterable
from typing import NamedTuple

from drugref import lookup
from drugref.analysis import fold, squash
from drugref.compendium import Compendium
from drugref.snapshot import Entry

MOST = 300
_MOST_NAMES = 1_000
_SHORTEST_MISSPELT = 4


class Choice(NamedTuple):
    """A drug to choose, and its line in the list."""

    entry: Entry
    line: str


class Offer(NamedTuple):
    """The drugs that are offered; `note` says what else to know, as that none begins so."""

    choices: tuple[Choice, ...]
    note: str = ""


def offer(compendium: Compendium, typed: str) -> Offer:
    """Give the drugs that have a name beginning with what was typed, then those whose title holds it.

    Where there is none, give those that are spelt alike, and say that they are.
    """
    entries = sorted(compendium.entries(), key=lambda entry: fold(entry.title))
    if not squash(typed):
        return _offer([Choice(entry, _line(entry)) for entry in entries])
    found = [*_beginning(compendium, typed), *_holding(entries, typed)]
    if found:
        return _offer(found)
    alike = lookup.suggest(compendium, typed) if len(squash(typed)) >= _SHORTEST_MISSPELT else []
    choices = tuple(Choice(one.entry, f"{_line(one.entry)} ({one.reason})") for one in alike)
    return Offer(choices, "No drug has this name. Spelt alike:" if choices else "No drug has this name.")


def _offer(choices: Iterable[Choice]) -> Offer:
    first: dict[str, Choice] = {}
    for choice in choices:
        first.setdefault(choice.entry.slug, choice)
    more = len(first) - MOST
    return Offer(tuple(first.values())[:MOST], f"{more:,} more: type on." if more > 0 else "")


def _beginning(compendium: Compendium, typed: str) -> Iterable[Choice]:
    records = compendium.names_beginning(squash(typed), _MOST_NAMES)
    for record in sorted(records, key=lambda one: (one.kind not in ("slug", "title"), one.name.casefold())):
        known_as = "" if record.kind in ("slug", "title") else f" ({record.name})"
        yield Choice(record.entry, _line(record.entry) + known_as)


def _holding(entries: Iterable[Entry], typed: str) -> Iterable[Choice]:
    return (Choice(entry, _line(entry)) for entry in entries if fold(typed) in fold(entry.title))


def _line(entry: Entry) -> str:
    return f"{entry.title}, BANNED" if entry.banned else entry.title
