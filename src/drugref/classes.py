"""Read the table of classes: how interactions name each, and who says to belong to it: `data/classes.tsv`."""

import functools
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from drugref.enzymes import Trait
from drugref.lexicon import key_of
from drugref.locations import class_table

_ENZYME_NAMES = ("CYP", "P-gp", "BCRP", "OATP", "OAT", "OCT", "MATE", "UGT")
_STRENGTHS = ("", "strong", "moderate", "weak")
_ROLES = ("inhibitors", "inducers", "substrates")


class DrugClass(NamedTuple):
    """A class: how interactions name it, which established classes and which words of a monograph make a member of it.

    `is_duplicate` tells that two members of it are the same kind of drug; `members` has the bundled ones by slug, with
    the section and the beginning of the words in which each says so.
    """

    name: str
    is_duplicate: bool
    named_as: tuple[str, ...]
    classes: tuple[str, ...]
    says: tuple[str, ...]
    members: Mapping[str, tuple[str, str]]


@functools.cache
def class_rows() -> Mapping[str, DrugClass]:
    """Give the classes of the table by name."""
    found: dict[str, DrugClass] = {}
    current: dict[str, tuple[str, str]] = {}
    for line in class_table().read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if not line or line.startswith("#"):
            continue
        if cells[0]:
            name, same, named_as, classes, says = (*cells, "", "", "", "")[:5]
            current = {}
            found[name] = DrugClass(name, same == "yes", _phrases(named_as), _phrases(classes), _phrases(says), current)
        else:
            current[cells[1]] = (cells[2], cells[3])
    return found


def _phrases(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def class_names() -> Iterator[tuple[str, str]]:
    """Yield every phrase that names a class, with the class's name; enzymes' are read by `drugref.enzymes`."""
    for row in class_rows().values():
        if trait_of(row.name) is None:
            yield from ((phrase, row.name) for phrase in row.named_as)


@functools.cache
def trait_of(name: str) -> Trait | None:
    """Give the trait that a class of the table stands for (`strong CYP3A4 inhibitors`), or None for another kind."""
    *strength, enzyme, role = name.split() if " " in name else ("", name, "")
    is_trait = " ".join(strength) in _STRENGTHS and enzyme.startswith(_ENZYME_NAMES) and role in _ROLES
    return Trait(" ".join(strength), enzyme, role[:-1]) if is_trait else None


@functools.cache
def traits_of(slug: str) -> frozenset[Trait]:
    """Give the traits that the table has for a bundled monograph."""
    rows = class_rows().values()
    return frozenset(trait for row in rows if slug in row.members and (trait := trait_of(row.name)))


@functools.cache
def keys_of(phrases: tuple[str, ...]) -> frozenset[str]:
    """Give phrases as they are looked up."""
    return frozenset(map(key_of, phrases))
