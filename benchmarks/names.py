"""Measure names: seeded typing errors over a folder of monographs, and every title asked for beside its neighbours.

usage: python benchmarks/names.py [FOLDER]

FOLDER defaults to ../shared/corpus. Each error is one or two edits, two letters swapped, a lost hyphen, or the parts of
a combination in another order. Counted: how often a wrong drug was opened, and how often the right one was suggested.
"""

import random
import string
import sys
from collections import Counter
from pathlib import Path

from drugref import lookup
from drugref.analysis import squash
from drugref.api import Compendium
from drugref.collection import places
from drugref.errors import MonographNotFound, NothingFound
from drugref.snapshot import Entry

ERRORS = 1_200
SEED = 2026


def main() -> None:
    """Make the errors, ask, count."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent.parent / "shared" / "corpus"
    chance = random.Random(SEED)
    counts: Counter[str] = Counter()
    with Compendium(places([folder], bundled=False, user=False)) as compendium:
        entries = compendium.entries()
        known = {key.squashed for key in compendium.name_keys()}
        while counts["asked"] < ERRORS:
            entry = chance.choice(entries)
            name = misspell(entry.title, chance)
            if squash(name) in known:  # another drug's name, or the right one after all
                continue
            counts["asked"] += 1
            judge(compendium, name, entry, counts)
        wrong = sum(lookup.resolve(compendium, entry.slug) != entry for entry in entries)
    asked = counts["asked"]
    print(f"{asked} typing errors over {len(entries)} monographs, seed {SEED}")
    for what in ("opened wrongly", "opened rightly", "right one first", "right one within three", "not suggested"):
        print(f"{what:24} {counts[what]:6}  {counts[what] / asked:7.2%}")
    print(f"titles that opened another monograph: {wrong}")


def judge(compendium: Compendium, name: str, entry: Entry, counts: Counter[str]) -> None:
    """Ask for a misspelt name and count what came."""
    try:
        found = lookup.resolve(compendium, name)
    except MonographNotFound:
        slugs = [suggestion.entry.slug for suggestion in lookup.suggest(compendium, name)]
        counts["right one first"] += slugs[:1] == [entry.slug]
        counts["right one within three"] += entry.slug in slugs[:3]
        if entry.slug not in slugs:
            counts["not suggested"] += 1
            print(f"  {entry.title!r} asked for as {name!r} suggests {slugs[:3]}")
    except NothingFound:
        counts["not suggested"] += 1
    else:
        right = found == entry
        counts["opened rightly" if right else "opened wrongly"] += 1
        counts["right one first"] += right
        counts["right one within three"] += right
        if not right:
            print(f"  {entry.title!r} asked for as {name!r} opens {found.title!r}")


def misspell(title: str, chance: random.Random) -> str:
    """Make a typing error of one of five kinds."""
    kind = chance.choice(("edit", "edit", "two edits", "swap", "lost hyphens", "other order"))
    parts = title.split(" + ")
    if kind == "other order" and len(parts) > 1:
        chance.shuffle(parts)
        return edited(" + ".join(parts), chance)
    if kind == "lost hyphens":
        return edited(title.replace("-", "").replace(" + ", " "), chance)
    if kind == "swap":
        place = chance.randrange(max(len(title) - 1, 1))
        return title[:place] + title[place + 1 : place + 2] + title[place : place + 1] + title[place + 2 :]
    once = edited(title, chance)
    return edited(once, chance) if kind == "two edits" else once


def edited(name: str, chance: random.Random) -> str:
    """Put in, leave out or replace one letter."""
    place = chance.randrange(len(name))
    letter = chance.choice(string.ascii_lowercase)
    match chance.choice(("insert", "delete", "replace")):
        case "insert":
            return name[:place] + letter + name[place:]
        case "delete":
            return name[:place] + name[place + 1 :]
        case _:
            return name[:place] + letter + name[place + 1 :]


if __name__ == "__main__":
    main()
