"""Read what a person typed into a search: words, phrases, OR, -without, prefix*, section:name. Anything is valid."""

import re
from itertools import groupby
from typing import NamedTuple

from drugref.synonyms import SPELLINGS, STOP_WORDS, SYNONYMS
from drugref.terms import index_terms

MOST_WORDS = 32
"""Words beyond this many are not searched for; the answer says so."""

_PIECE = re.compile(r'(?P<minus>-)?(?:(?P<field>section):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))', re.IGNORECASE)

Terms = tuple[str, ...]
_GROUPS: dict[Terms, tuple[Terms, ...]] = {
    tuple(index_terms(phrase)): tuple(tuple(index_terms(other)) for other in group)
    for group in SYNONYMS
    for phrase in group
}
_LONGEST = max(map(len, _GROUPS))


class Clause(NamedTuple):
    """One thing that a passage must hold, or must not: any of some phrases; `prefix` asks for their beginnings.

    `written` is how the reader put it; `added` are the phrases that a table of synonyms or spellings brought in.
    """

    written: str
    phrases: tuple[Terms, ...]
    added: tuple[str, ...] = ()
    prefix: bool = False

    @property
    def expression(self) -> str:
        """The clause in FTS5's language; every term is quoted."""
        star = "*" if self.prefix else ""
        quoted = [f'"{" ".join(phrase)}"{star}' for phrase in dict.fromkeys(self.phrases)]
        return f"({' OR '.join(quoted)})"


class Query(NamedTuple):
    """What passages must hold (each group: one of its clauses), must not hold, and the section asked for."""

    groups: tuple[tuple[Clause, ...], ...]
    without: tuple[Clause, ...]
    section: str
    is_cut: bool

    @property
    def expression(self) -> str:
        """The query in FTS5's language, empty when there is nothing to look for."""
        wanted = " AND ".join(f"({' OR '.join(clause.expression for clause in group)})" for group in self.groups)
        if not wanted or not self.without:
            return wanted
        return f"({wanted}) NOT ({' OR '.join(clause.expression for clause in self.without)})"

    @property
    def written(self) -> tuple[str, ...]:
        """The words that are looked for, as the reader put them."""
        return tuple(clause.written for group in self.groups for clause in group)

    @property
    def added(self) -> tuple[str, ...]:
        """The words that the tables brought in, once each."""
        return tuple(dict.fromkeys(word for group in self.groups for clause in group for word in clause.added))

    def without_group(self, number: int) -> "Query":
        """Give the query less one of the things it must hold."""
        return self._replace(groups=self.groups[:number] + self.groups[number + 1 :])


class _Piece(NamedTuple):
    text: str
    is_phrase: bool = False
    is_minus: bool = False
    is_or: bool = False


def parse_query(text: str) -> Query:
    """Read a query; words that only put the question (the, what, my) are left out unless there are no others."""
    pieces, section = _pieces(text)
    without = tuple(clause for piece in pieces if piece.is_minus for clause in _clauses([piece]))
    wanted = [piece for piece in pieces if not piece.is_minus]
    telling = [piece for piece in wanted if piece.is_phrase or piece.is_or or piece.text.casefold() not in STOP_WORDS]
    if any(not piece.is_or for piece in telling):
        wanted = telling
    return Query(_groups(wanted[:MOST_WORDS]), without[:MOST_WORDS], section, len(wanted) > MOST_WORDS)


def _pieces(text: str) -> tuple[list[_Piece], str]:
    pieces, section = [], ""
    for match in _PIECE.finditer(text):
        body = match["phrase"] if match["phrase"] is not None else match["word"]
        if match["field"]:
            section = body
        elif match["word"] == "OR":
            pieces.append(_Piece("OR", is_or=True))
        elif index_terms(body):
            pieces.append(_Piece(body, match["phrase"] is not None, bool(match["minus"])))
    return pieces, section


def _groups(pieces: list[_Piece]) -> tuple[tuple[Clause, ...], ...]:
    """Join clauses around OR; an OR without two sides is passed over."""
    groups: list[list[Clause]] = []
    joins = False
    for is_or, run in groupby(pieces, key=lambda piece: piece.is_or):
        if is_or:
            joins = bool(groups)
            continue
        clauses = _clauses(list(run))
        if joins and clauses:
            groups[-1].append(clauses.pop(0))
        groups += [[clause] for clause in clauses]
        joins = False
    return tuple(tuple(group) for group in groups)


def _clauses(pieces: list[_Piece]) -> list[Clause]:
    """Give a clause for each piece, or for several that together are a known phrase (high blood pressure)."""
    clauses: list[Clause] = []
    place = 0
    while place < len(pieces):
        for length in range(min(_LONGEST, len(pieces) - place), 0, -1):
            run = pieces[place : place + length]
            terms = tuple(term for piece in run for term in index_terms(piece.text))
            known = _GROUPS.get(terms) if not any(piece.is_phrase or piece.is_minus for piece in run) else None
            if known or length == 1:
                clauses.append(_clause(" ".join(piece.text for piece in run), terms, known or (), run[0]))
                place += length
                break
    return clauses


def _clause(written: str, terms: Terms, known: tuple[Terms, ...], piece: _Piece) -> Clause:
    if piece.is_phrase:
        return Clause(written, (_apart(terms),))
    if written.endswith("*"):
        return Clause(written, _forms(terms), prefix=True)
    spelled = tuple((other,) for term in terms if len(terms) == 1 for other in _spellings(term))
    others = [phrase for phrase in (*known, *spelled) if phrase != terms]
    if len(terms) == 1 or known:
        own: tuple[Terms, ...] = (terms,)
    else:
        own = _forms(terms)
    added = tuple(" ".join(phrase) for phrase in others)
    return Clause(written, (*own, *others), tuple(dict.fromkeys(added)))


def _forms(terms: Terms) -> tuple[Terms, ...]:
    """Give a compound both joined and apart: `5-HT1A` is 5ht1a, and 5 followed by ht1a."""
    apart = _apart(terms)
    return ((terms[0],), apart) if apart != terms else (terms,)


def _apart(terms: Terms) -> Terms:
    """Give terms without the joined forms that the index adds before compounds."""
    kept = []
    for place, term in enumerate(terms):
        rest = terms[place + 1 :]
        joined = any("".join(rest[:count]) == term or "".join(rest[:count]).startswith(term) for count in range(2, 6))
        if not (joined and len(rest) > 1 and term.startswith(rest[0])):
            kept.append(term)
    return tuple(kept) or terms


def _spellings(term: str) -> list[str]:
    found = []
    for british, american in SPELLINGS:
        if british in term:
            found.append(term.replace(british, american))
        elif american in term:
            found.append(term.replace(american, british))
    return found
