"""Set what a search found: passages by drug, or, when there are none, what else to try."""

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Any

from drugref.render.layout import Sheet
from drugref.render.wrapping import Span

if TYPE_CHECKING:
    from drugref.search import Hit, Results


def hits_page(sheet: Sheet, results: "Results") -> None:
    """Set hits grouped by drug, best first, with the words that were met marked."""
    _set_hits(sheet, results.hits)
    sheet.blank()
    sheet.put(found_line(results), "muted")
    for line in notes(results):
        sheet.put(line, "muted")


def fewer_page(sheet: Sheet, results: "Results") -> None:
    """Set the hits of fewer words, each under the word that was left out."""
    for fewer in results.fewer:
        sheet.blank()
        sheet.write([Span(f"Without '{fewer.without}' ({_count(fewer.total, 'passage')}):", "label")])
        _set_hits(sheet, fewer.hits)


def found_line(results: "Results") -> str:
    """Say how many passages were met and where they were looked for."""
    shown = f", the first {len(results.hits)} shown" if len(results.hits) < results.total else ""
    if results.is_capped:
        shown = f" or more, the best {len(results.hits)} of the labels imported last shown"
    return f"{_count(results.total, 'passage')}{shown}; searched {_searched(results)}."


def notes(results: "Results") -> list[str]:
    """Say which synonyms and spellings were looked for too, and what was left out of a long query."""
    lines = []
    if results.query.added:
        lines.append(f"Also searched: {', '.join(results.query.added)}.")
    if results.query.is_cut:
        lines.append("Only the first words of this long query were searched for.")
    return lines


def nothing_found(results: "Results") -> str:
    """Say that nothing was met, where it was looked for, and what may have been meant; never that there is no risk."""
    asked = " ".join(results.query.written)
    if not asked:
        return "There is no word to search for in this query."
    lines = [f"No passage holds all of: {asked}. Searched {_searched(results)}; that is no evidence of absence."]
    for word, near in results.suggestions:
        lines.append(f"'{word}' stands nowhere. Did you mean {' or '.join(near)}?")
    return "\n".join(lines + notes(results))


def results_record(results: "Results") -> dict[str, Any]:
    """Give a search as a JSON value."""
    return {
        "query": " ".join(results.query.written),
        "searched": {
            "monographs": results.monographs,
            "passages": results.passages,
            "labels": results.labels,
            "also": list(results.query.added),
        },
        "total": results.total,
        "more": results.is_capped,
        "hits": [hit_record(hit) for hit in results.hits],
        "suggestions": {word: list(near) for word, near in results.suggestions},
        "fewer": [
            {"without": fewer.without, "total": fewer.total, "hits": [hit_record(hit) for hit in fewer.hits]}
            for fewer in results.fewer
        ],
    }


def hit_record(hit: "Hit") -> dict[str, Any]:
    """Give a hit as a JSON value; `matches` are the words of the excerpt that were met."""
    return {
        "slug": hit.slug,
        "title": hit.title,
        "section": hit.section,
        "heading": hit.heading,
        "excerpt": hit.text,
        "matches": [word.text for word in hit.excerpt if word.is_match],
        "score": hit.score,
        "path": hit.path,
        "line": hit.line,
    }


def _set_hits(sheet: Sheet, hits: Iterable["Hit"]) -> None:
    for (slug, title), group in groupby(hits, key=lambda hit: (hit.slug, hit.title)):
        sheet.blank()
        sheet.write([Span(title, "heading"), Span(f"  {slug}", "muted")])
        for hit in group:
            place = f"{hit.section}: {hit.heading}" if hit.heading else hit.section
            sheet.put(place, "subheading", indent=sheet.unit)
            sheet.write(_marked(hit, sheet.glyphs.match), indent=2 * sheet.unit)


def _marked(hit: "Hit", marks: tuple[str, str]) -> list[Span]:
    spans = []
    for text, is_match in hit.excerpt:
        spans += [Span(f"{marks[0]}{text}{marks[1]}", "match") if is_match else Span(text), Span(" ")]
    return spans


def _searched(results: "Results") -> str:
    labels = f", and every section of {_count(results.labels, 'official label')}" if results.labels else ""
    return f"{results.passages:,} passages of {_count(results.monographs, 'monograph')}{labels}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
