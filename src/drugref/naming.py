"""Give every name under which the text of a monograph may speak of a drug."""

from collections.abc import Iterator
from typing import NamedTuple

from drugref.alternates import alternate_names
from drugref.analysis import fold, parts_of, squash
from drugref.labels.identity import moiety
from drugref.model import Monograph
from drugref.synonyms import SPELLINGS, SYNONYMS

_SHORTEST = 4
OWN, INGREDIENT, BRAND = "name", "ingredient", "brand"


class Name(NamedTuple):
    """A name to look for, and what it is to the drug: its own name, an ingredient of a combination, or a brand."""

    text: str
    kind: str


def names_of(monograph: Monograph) -> list[Name]:
    """Give the names of a drug, of a combination those of its ingredients too, each once."""
    found: dict[str, Name] = {}
    for name in _all(monograph):
        key = squash(name.text)
        if len(key) >= _SHORTEST:
            found.setdefault(key, name)
    return list(found.values())


def _all(monograph: Monograph) -> Iterator[Name]:
    parts = ingredients_of(monograph)
    for name in (monograph.title, *monograph.synonyms):
        yield from (Name(form, OWN) for form in _forms(name))
    for part in parts:
        yield from (Name(form, INGREDIENT if len(parts) > 1 else OWN) for form in _forms(part))
    for brand in (*monograph.brands, *alternate_names(monograph)):
        yield Name(brand, BRAND)


def ingredients_of(monograph: Monograph) -> tuple[str, ...]:
    """Give what a drug is made of: its ingredients, else the parts of its title."""
    return monograph.ingredients or tuple(parts_of(monograph.title))


def moieties_of(monograph: Monograph) -> frozenset[str]:
    """Give the active moieties of a drug, folded: two drugs that share one hold the same."""
    return frozenset(moiety(name) for name in ingredients_of(monograph) if moiety(name))


def _forms(name: str) -> Iterator[str]:
    """Yield a name, without its salt too, its synonyms, and the other spelling of each."""
    base = moiety(name)
    words = {name: None, base: None} if base else {name: None}
    for form in list(words):
        words |= dict.fromkeys(_SYNONYMS.get(squash(form), ()))
    for form in words:
        yield form
        folded = fold(form)
        for british, american in SPELLINGS:
            if american in folded:
                yield folded.replace(american, british)
            elif british in folded:
                yield folded.replace(british, american)


_SYNONYMS = {squash(name): group for group in SYNONYMS for name in group}
