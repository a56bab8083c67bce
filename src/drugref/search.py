"""Find passages: a query to ranked hits, each with an excerpt."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from drugref import lookup
from drugref.analysis import slugify
from drugref.blocks import blocks_text
from drugref.collection import LABELS
from drugref.compendium import Compendium, in_proportion
from drugref.errors import SectionNotFound
from drugref.headings import ALIASES
from drugref.model import Monograph, passages_of
from drugref.query import Clause, Query, parse_query
from drugref.snapshot import Entry, PassageHit
from drugref.terms import index_terms

if TYPE_CHECKING:
    from drugref.label_index import LabelIndex

# bm25's weights. A drug's own page must come before pages that mention it, so its names weigh most; a heading says
# what a passage is about, so it outweighs any number of words in a text. Tried on tests/data/queries.toml.
TITLE, HEADING, TEXT = 20.0, 6.0, 1.0

# A question and the profile summary retell what a section says; the section itself comes first when both match.
_RETOLD = {"faqs": 0.7, "drug-profile-summary": 0.7}

_PER_DRUG = 3
_MOST_RANKED = 400
_WORDS_AROUND = 14
_LONGEST_EXCERPT = 40
_MARKS = ("\x02", "\x03")


class Word(NamedTuple):
    """A word of an excerpt, and whether the query met it."""

    text: str
    is_match: bool


class Hit(NamedTuple):
    """A passage that a query met; `heading` is the one inside the section or the question, `line` the section's."""

    slug: str
    title: str
    section: str
    heading: str
    excerpt: tuple[Word, ...]
    score: float
    path: str
    line: int

    @property
    def text(self) -> str:
        """The excerpt without marks."""
        return " ".join(word.text for word in self.excerpt)


class Fewer(NamedTuple):
    """The hits of a query less one of its words."""

    without: str
    hits: tuple[Hit, ...]
    total: int


class Results(NamedTuple):
    """What a search found and where it looked; suggestions and fewer words only where there are no hits.

    `labels` is the number of official labels that were read, each of them; `is_capped` tells that more passages met the
    query than were ranked.
    """

    query: Query
    hits: tuple[Hit, ...]
    total: int
    monographs: int
    passages: int
    suggestions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    fewer: tuple[Fewer, ...] = ()
    labels: int = 0
    is_capped: bool = False


def search(
    compendium: Compendium, text: str, *, section: str = "", drug: str = "", only_faqs: bool = False, limit: int = 20
) -> Results:
    """Give the passages that hold every word of a query, best first, at most `limit` and three a drug.

    Raises SectionNotFound for a section that no monograph can have, and what `lookup.find` raises for the drug.
    """
    query, filters = _asked(compendium, text, section, drug, only_faqs=only_faqs)
    found = _ask(compendium, query, filters)
    hits = _hits(compendium, query, found, limit, per_drug=limit if drug else _PER_DRUG)
    if not hits and compendium.mend():
        return search(compendium, text, section=section, drug=drug, only_faqs=only_faqs, limit=limit)
    results = Results(
        query,
        hits,
        _count(compendium, query, filters, found),
        compendium.count("monographs"),
        compendium.count("passages"),
    )
    return results if hits else _without_hits(compendium, results, filters, limit)


def search_all(
    compendium: Compendium, index: "LabelIndex", text: str, *, section: str = "", drug: str = "", limit: int = 20
) -> Results:
    """Search every imported label beside the monographs, no longer the one label that stands for its drug and route.

    Raises as `search` does.
    """
    query, filters = _asked(compendium, text, section, drug, only_faqs=False)
    if not query.expression:
        return search(compendium, text)
    told = [hit for hit in _ask(compendium, query, filters) if hit.entry.collection != LABELS]
    title = lookup.resolve(compendium, drug).title if drug else ""
    weights = (TITLE, HEADING, TEXT)
    labels = index.passages(query.expression, weights, drug=title, section=filters.get("section", ""))
    merged = _ranked([*in_proportion(told), *in_proportion(labels.hits)], query)
    hits = _hits(compendium, query, merged, limit, per_drug=limit if drug else _PER_DRUG, index=index)
    counted = (compendium.count("monographs"), compendium.count("passages"))
    results = Results(query, hits, len(told) + labels.total, *counted, labels=index.count(), is_capped=labels.is_capped)
    return results if hits else _without_hits(compendium, results, filters, limit)


def _asked(
    compendium: Compendium, text: str, section: str, drug: str, *, only_faqs: bool
) -> tuple[Query, dict[str, str]]:
    """Give the query of a text, and what narrows it: the slug of a drug, the id of a section."""
    query = parse_query(text)
    section_id = "faqs" if only_faqs else section_named(section or query.section)
    slug = lookup.resolve(compendium, drug).slug if drug else ""
    return query, {key: value for key, value in (("slug", slug), ("section", section_id)) if value}


def section_named(name: str) -> str:
    """Give the id of the canonical section that a word names or begins, or nothing for an empty word."""
    key = slugify(name)
    if not key:
        return ""
    ids = [section for section, aliases in ALIASES.items() if key in {section, *map(slugify, aliases)}]
    ids = ids or [section for section in ALIASES if section.startswith(key)]
    ids = ids or [
        section for section, aliases in ALIASES.items() if any(slugify(alias).startswith(key) for alias in aliases)
    ]
    if len(ids) != 1:
        reason = f"'{name}' names no section of its own. The sections are:"
        raise SectionNotFound(name, "", ids or list(ALIASES), reason=reason)
    return ids[0]


def _ask(compendium: Compendium, query: Query, filters: dict[str, str]) -> list[PassageHit]:
    if not query.expression:
        return []
    weights = (TITLE, HEADING, TEXT)
    expression = query.expression
    found = compendium.passages(lambda snapshot: snapshot.passages(expression, weights, most=_MOST_RANKED, **filters))
    return _ranked(found, query)


def _count(compendium: Compendium, query: Query, filters: dict[str, str], found: Sequence[PassageHit]) -> int:
    """Count the passages that a query meets, of which only the best were read."""
    if len(found) < _MOST_RANKED:
        return len(found)
    expression = query.expression
    return sum(
        collection.read(lambda snapshot: snapshot.count_passages(expression, **filters))
        for collection in compendium.collections
    )


def _ranked(found: Sequence[PassageHit], query: Query) -> list[PassageHit]:
    """Put the pages of the drugs that the query names whole before all others, the longer name first."""
    asked = {term for group in query.groups for clause in group for phrase in clause.phrases for term in phrase}
    whole: dict[str, int] = {}
    for passage in found:
        terms = set(index_terms(passage.entry.title))
        whole[passage.entry.slug] = len(terms) if terms <= asked else 0

    def rank(passage: PassageHit) -> tuple[int, float]:
        return (-whole[passage.entry.slug], -passage.score * _RETOLD.get(passage.section, 1.0))

    return sorted(found, key=rank)


def _hits(
    compendium: Compendium,
    query: Query,
    found: Sequence[PassageHit],
    limit: int,
    *,
    per_drug: int,
    index: "LabelIndex | None" = None,
) -> tuple[Hit, ...]:
    """Group by drug, in the order of each drug's best passage; read only the monographs and labels that are shown."""
    by_drug: dict[Entry, list[PassageHit]] = {}
    for passage in found:
        by_drug.setdefault(passage.entry, []).append(passage)
    hits: list[Hit] = []
    for entry, passages in by_drug.items():
        if len(hits) >= limit:
            break
        chosen = passages[: min(per_drug, limit - len(hits))]
        if index is not None and entry.collection == index.collection:
            hits += [_label_hit(index, query, passage) for passage in chosen]
            continue
        monograph = compendium.monograph(entry)
        hits += [_hit(monograph, passage, compendium.marked(query.expression, passage)) for passage in chosen]
    return tuple(hits)


def _hit(monograph: Monograph, passage: PassageHit, marked: str) -> Hit:
    if passage.section == "faqs" and passage.line == 0:
        faq = monograph.faqs[passage.place]
        return _made(passage, "FAQs", faq.question, blocks_text(faq.answer), marked)
    found = monograph.sections[passage.place]
    parts = {start: (title, blocks) for start, title, blocks in passages_of(found)}
    title, blocks = parts[passage.start]
    return _made(passage, found.full_title, title, blocks_text(blocks), marked)


def _label_hit(index: "LabelIndex", query: Query, passage: PassageHit) -> Hit:
    told = index.told(passage)
    return _made(passage, told.title, "", told.text, index.marked(query.expression, told))


def _made(passage: PassageHit, section: str, heading: str, text: str, marked: str) -> Hit:
    entry, words = passage.entry, _excerpt(text.split(), marked.split())
    return Hit(entry.slug, entry.title, section, heading, words, round(passage.score, 3), entry.path, passage.line)


def _excerpt(words: list[str], marked: list[str]) -> tuple[Word, ...]:
    """Cut the words around the matches out of a passage; folding keeps one word for each."""
    if len(words) != len(marked):  # a character that folds into several words; the beginning will do
        return tuple(Word(word, False) for word in words[:_LONGEST_EXCERPT])
    is_inside = False
    matches = []
    for word in marked:
        matches.append(is_inside or _MARKS[0] in word)
        is_inside = word.rfind(_MARKS[0]) > word.rfind(_MARKS[1]) or (is_inside and _MARKS[1] not in word)
    start = _densest(matches)
    end = min(start + _LONGEST_EXCERPT, len(words))
    cut = [Word(word, match) for word, match in zip(words[start:end], matches[start:end], strict=True)]
    before = [Word("…", False)] if start else []
    after = [Word("…", False)] if end < len(words) else []
    return (*before, *cut, *after)


def _densest(matches: list[bool]) -> int:
    """Give the beginning of the stretch that holds the most matches, with some words before the first."""
    if len(matches) <= _LONGEST_EXCERPT or not any(matches):
        return 0
    places = [place for place, match in enumerate(matches) if match]
    reach = _LONGEST_EXCERPT - _WORDS_AROUND
    best = max(places, key=lambda place: (sum(place <= other < place + reach for other in places), -place))
    return max(0, min(best - _WORDS_AROUND, len(matches) - _LONGEST_EXCERPT))


def _without_hits(compendium: Compendium, results: Results, filters: dict[str, str], limit: int) -> Results:
    """Look for words that the index nearly has, and for hits of fewer words."""
    query = results.query
    known: set[str] = set()
    for collection in compendium.collections:
        known.update(collection.read(lambda snapshot: snapshot.words()))
    suggestions = [
        (clause.written, lookup.nearest_words(clause.phrases[0][0], known)) for clause in _unknown(query, known)
    ]
    fewer = []
    for number, group in enumerate(query.groups if len(query.groups) > 1 else ()):
        less = query.without_group(number)
        found = _ask(compendium, less, filters)
        if found:
            hits = _hits(compendium, less, found, max(limit // 4, 1), per_drug=1)
            without = " OR ".join(clause.written for clause in group)
            fewer.append(Fewer(without, hits, _count(compendium, less, filters, found)))
    return results._replace(suggestions=tuple((word, near) for word, near in suggestions if near), fewer=tuple(fewer))


def _unknown(query: Query, known: Iterable[str]) -> list[Clause]:
    """Give the single words of a query that no passage holds."""
    words = set(known)
    clauses = [clause for group in query.groups for clause in group if not clause.prefix]
    return [
        clause for clause in clauses if all(len(phrase) == 1 and phrase[0] not in words for phrase in clause.phrases)
    ]
