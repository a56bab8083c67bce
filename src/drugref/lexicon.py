"""Find names in running text: whole words alone, and never one drug's name inside another's."""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from itertools import accumulate
from typing import NamedTuple

from drugref.analysis import fold
from drugref.terms import singular

# A hyphen that ties two words, a word, or a mark that no name spans: "estrogen, agonist" is no estrogen agonist.
_TOKEN = re.compile(r"([-‐‑–](?<=\w.)|)([^\W_]+)|[,;:()\[\]|]")
_BREAK = "\x00"
_SHORTEST, _KEY = 3, 6

# What stands before or behind the name of one drug and makes it the name of another, as labels write them: ethinyl
# estradiol is no estradiol, ado-trastuzumab emtansine no trastuzumab, digoxin immune Fab and digoxin-like substances no
# digoxin, non-opioid analgesics no opioids. A prefix of one letter (S-warfarin) or a salt makes no other drug.
_OTHER_BEFORE = frozenset({"ethinyl", "ethynyl"})
_OTHER_TIED_BEFORE = frozenset(
    {"ado", "anti", "des", "desmethyl", "fam", "hydroxy", "iso", "methyl", "non", "nor", *_OTHER_BEFORE}
)
_OTHER_BEHIND = frozenset(
    {"deruxtecan", "emtansine", "fab", "govitecan", "immune", "ozogamicin", "tiuxetan", "vedotin"}
)
_OTHER_TIED_BEHIND = frozenset({"like", "naive", *_OTHER_BEHIND})


class Hit(NamedTuple):
    """A name in a text: what it stands for, and where it begins and ends there, counted in words."""

    key: str
    first: int
    last: int


class Reading(NamedTuple):
    """A text as names are looked up in it: folded, plurals dropped, spaces and hyphens gone.

    `words` are its words and, as places that no name spans, its marks; `ends` has the number of the word that ends at
    a place of `squashed`, and `joined` whether a hyphen ties a word to the one before.
    """

    text: str
    squashed: str
    words: list[str]
    starts: list[int]
    ends: dict[int, int]
    joined: list[str]

    def word(self, number: int) -> str:
        """Give a word as it is compared, or nothing beyond the text."""
        return self.words[number] if 0 <= number < len(self.words) else ""

    def spans(self) -> list[tuple[int, int]]:
        """Give where each word stands in the text; nothing where folding changed their number, as few signs do."""
        spans = [match.span(2) if match[2] else match.span() for match in _TOKEN.finditer(self.text)]
        return spans if len(spans) == len(self.words) else []


class _Singulars(dict[str, str]):
    """Words without their plural endings, each worked out once."""

    def __missing__(self, word: str) -> str:
        self[word] = singular(word) if word.endswith("s") else word
        return self[word]


_SINGULARS = _Singulars()


def read(text: str, heads: AbstractSet[str] | None = None) -> Reading:
    """Prepare a text for `Lexicon.hits`; with `heads` only one that may hold a name of theirs, others as if empty."""
    tokens = _TOKEN.findall(fold(text))
    if heads is not None and heads.isdisjoint([word[:_HEAD] for _, word in tokens]):
        return _NOTHING
    words = [_SINGULARS[word] if word else _BREAK for _, word in tokens]
    ends = list(accumulate(map(len, words)))
    numbers = dict(zip(ends, range(len(ends)), strict=True))
    return Reading(text, "".join(words), words, [0, *ends[:-1]], numbers, [tie for tie, _ in tokens])


def key_of(name: str) -> str:
    """Give a name in the form in which it is looked up."""
    return read(name).squashed


_NOTHING = Reading("", "", [], [], {}, [])
_GENERIC = frozenset({"drug", "agent", "medicine", "medication", "medicinal", "product", "other", "another"})
_HEAD = 6


def heads_of(name: str) -> set[str]:
    """Give how a word of any text begins that holds a name: its first word, or the longest behind `drugs that`."""
    words = read(name).words
    if not words:
        return set()
    first = max(words, key=len) if words[0] in _GENERIC or words[0].isdigit() else words[0]
    return {first[:_HEAD], f"{first}s"[:_HEAD], "".join(words)[:_HEAD]}


class Lexicon:
    """Names and what each stands for, ready to be found in texts; of names that overlap the longest counts."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        found: dict[str, dict[str, dict[str, None]]] = {}
        pairs = list(names)
        # One fold for all: that of each by itself would cost more than reading the first text.
        folded = singular(fold("\n".join([name.replace("\n", " ") for name, _ in pairs]))).split("\n")
        for (_, key), text in zip(pairs, folded, strict=True) if pairs else ():
            squashed = "".join([word or _BREAK for _, word in _TOKEN.findall(text)])
            # "SSRIs": the plural of a word in -i keeps its s, which else belongs to words such as pancreatitis
            for form in (squashed, f"{squashed}s") if squashed.endswith("i") else (squashed,):
                if len(form) >= _SHORTEST:
                    found.setdefault(form[:_KEY], {}).setdefault(form, {}).setdefault(key)
        self._names = {
            head: sorted(((name, tuple(keys)) for name, keys in names.items()), key=lambda pair: -len(pair[0]))
            for head, names in found.items()
        }
        self._lengths = sorted({len(head) for head in self._names}, reverse=True)
        self._beginnings = {head[:_SHORTEST] for head in self._names}

    def hits(self, reading: Reading) -> list[Hit]:
        """Give the names in a text, in order."""
        squashed, ends, named, lengths = reading.squashed, reading.ends, self._names, self._lengths
        beginnings = self._beginnings
        hits: list[Hit] = []
        beyond = 0
        for number, start in enumerate(reading.starts):
            if start < beyond or squashed[start : start + _SHORTEST] not in beginnings:
                continue
            for length in lengths:
                found = named.get(squashed[start : start + length])
                end = _longest(found, squashed, start, ends) if found else None
                if end:
                    place, keys = end
                    if not _is_another(reading, number, ends[place]):
                        hits += [Hit(key, number, ends[place]) for key in keys]
                        beyond = place
                    break
        return hits


def _longest(
    found: list[tuple[str, tuple[str, ...]]], squashed: str, start: int, ends: dict[int, int]
) -> tuple[int, tuple[str, ...]] | None:
    """Give where the longest of some names ends that stands whole at a place, and what it stands for."""
    for name, keys in found:
        if squashed.startswith(name, start) and start + len(name) in ends:
            return start + len(name), keys
    return None


def _is_another(reading: Reading, first: int, last: int) -> bool:
    """Tell whether the words around a name make it the name of another drug."""
    before, behind = reading.word(first - 1), reading.word(last + 1)
    is_tied_before = bool(reading.joined[first])
    is_tied_behind = last + 1 < len(reading.joined) and bool(reading.joined[last + 1])
    return before in (_OTHER_TIED_BEFORE if is_tied_before else _OTHER_BEFORE) or behind in (
        _OTHER_TIED_BEHIND if is_tied_behind else _OTHER_BEHIND
    )
