"""Find names in running text: whole words alone, and never one drug's name inside another's."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from drugref.analysis import fold
from drugref.terms import singular

# A hyphen that ties two words, a word, or a mark that no name spans: "estrogen, agonist" is no estrogen agonist.
_TOKEN = re.compile(r"(?:(?<=\w)([-‐‑–]))?([^\W_]+)|[,;:()\[\]|]")
_WORD = re.compile(r"[^\W_]+")
_BREAK = "\x00"
_KEY, _HEAD = 3, 4

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

    `starts` has where each word begins in `squashed`; `ends` the number of the word that ends at a place; `joined` whether
    a hyphen ties a word to the one before.
    """

    text: str
    squashed: str
    starts: list[int]
    ends: dict[int, int]
    joined: list[bool]

    def word(self, number: int) -> str:
        """Give a word as it is compared, or nothing beyond the text."""
        if not 0 <= number < len(self.starts):
            return ""
        following = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.squashed)
        return self.squashed[self.starts[number] : following].strip(_BREAK)

    def span(self, hit: Hit) -> tuple[int, int]:
        """Give where a name stands in the text itself; folding keeps the number of words, save for rare signs."""
        spans = [match.span() for match in _WORD.finditer(self.text)]
        if len(spans) != len(self.starts):
            return 0, len(self.text)
        return spans[hit.first][0], spans[hit.last][1]


def read(text: str) -> Reading:
    """Prepare a text for `Lexicon.hits`."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: dict[int, int] = {}
    joined: list[bool] = []
    place = 0
    for tie, word in _TOKEN.findall(singular(fold(text))):
        if word:
            ends[place + len(word)] = len(starts)
            starts.append(place)
            joined.append(bool(tie))
            pieces.append(word)
            place += len(word)
        else:
            pieces.append(_BREAK)
            place += 1
    return Reading(text, "".join(pieces), starts, ends, joined)


def key_of(name: str) -> str:
    """Give a name in the form in which it is looked up."""
    return read(name).squashed


class Lexicon:
    """Names and what each stands for, ready to be found in texts; of names that overlap the longest counts."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        found: dict[str, dict[str, dict[str, None]]] = {}
        self._heads: set[str] = set()
        for name, key in names:
            words = read(name)
            squashed = words.squashed
            self._heads |= {squashed[:_HEAD], words.word(0)[:_HEAD]}
            if len(squashed) >= _KEY:
                found.setdefault(squashed[:_KEY], {}).setdefault(squashed, {}).setdefault(key)
        self._names = {
            head: sorted(((name, tuple(keys)) for name, keys in names.items()), key=lambda pair: -len(pair[0]))
            for head, names in found.items()
        }

    def may_hit(self, text: str) -> bool:
        """Tell, at a tenth of the cost, whether a text may hold one of the names."""
        return not self._heads.isdisjoint([word[:_HEAD] for word in _WORD.findall(fold(text))])

    def hits(self, reading: Reading) -> Iterator[Hit]:
        """Yield the names in a text, in order."""
        squashed, ends = reading.squashed, reading.ends
        beyond = 0
        for number, start in enumerate(reading.starts):
            if start < beyond:
                continue
            for name, keys in self._names.get(squashed[start : start + _KEY], ()):
                end = start + len(name)
                if squashed.startswith(name, start) and end in ends:
                    if not _is_another(reading, number, ends[end]):
                        yield from (Hit(key, number, ends[end]) for key in keys)
                        beyond = end
                    break


def _is_another(reading: Reading, first: int, last: int) -> bool:
    """Tell whether the words around a name make it the name of another drug."""
    before, behind = reading.word(first - 1), reading.word(last + 1)
    is_tied_before = reading.joined[first]
    is_tied_behind = last + 1 < len(reading.joined) and reading.joined[last + 1]
    return before in (_OTHER_TIED_BEFORE if is_tied_before else _OTHER_BEFORE) or behind in (
        _OTHER_TIED_BEHIND if is_tied_behind else _OTHER_BEHIND
    )
