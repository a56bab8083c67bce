"""Turn one monograph file into the rows of a snapshot."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from drugref.alternates import alternate_names
from drugref.analysis import fold, part_key, squash
from drugref.blocks import blocks_text, dumps_blocks
from drugref.corpus import FileState, read_file
from drugref.model import Monograph, Problem, passages_of
from drugref.parser import parse_monograph
from drugref.snapshot import HEAD_LISTS
from drugref.terms import index_text


class CompiledFile(NamedTuple):
    """One file as rows of a snapshot; without a monograph only its problems count."""

    state: FileState
    digest: str
    problems: tuple[Problem, ...]
    monograph: tuple[object, ...] = ()
    names: tuple[tuple[str, str, str, str], ...] = ()
    sections: tuple[tuple[object, ...], ...] = ()
    faqs: tuple[tuple[object, ...], ...] = ()
    passages: tuple[tuple[object, ...], ...] = ()


def compile_file(work: tuple[Path, FileState, str]) -> CompiledFile:
    """Read and parse one file of a folder; a file whose digest is the old one gives its state alone."""
    folder, state, old_digest = work
    source = read_file(folder / state.path, state.path)
    if isinstance(source, Problem):
        return CompiledFile(state, "", (source,))
    if source.digest == old_digest:
        return CompiledFile(state, source.digest, ())
    monograph, problems, *_ = parse_monograph(source, state.path)
    if monograph is None:
        return CompiledFile(state, source.digest, problems)
    return rows_of(monograph, state, source.digest, problems)


def rows_of(monograph: Monograph, state: FileState, digest: str, problems: tuple[Problem, ...]) -> CompiledFile:
    """Turn a monograph into the rows of a snapshot."""
    return CompiledFile(
        state, digest, problems, _monograph_row(monograph), tuple(_name_rows(monograph)),
        tuple(_section_rows(monograph)), tuple(_faq_rows(monograph)), tuple(_passage_rows(monograph)),
    )  # fmt: skip


def _monograph_row(monograph: Monograph) -> tuple[object, ...]:
    head = {key: getattr(monograph, key) for key in HEAD_LISTS}
    head |= {
        "description": monograph.description,
        "boxed_warning": monograph.boxed_warning,
        "sources": monograph.sources,
        "review": monograph.review,
        "extra": monograph.extra,
    }
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":"))
    return (monograph.slug, monograph.title, int(monograph.banned), monograph.modified, monograph.path, text)


def _name_rows(monograph: Monograph) -> Iterator[tuple[str, str, str, str]]:
    """Yield the names that open a monograph; a slug that only says the title again is no other name."""
    kinds: list[tuple[str, tuple[str, ...]]] = [
        ("title", (monograph.title,)),
        ("slug", (monograph.slug,)),
        ("synonym", monograph.synonyms),
        ("brand", monograph.brands),
    ]
    seen = set()
    for kind, names in kinds:
        for name in names:
            if (key := squash(name)) and key not in seen:
                seen.add(key)
                yield key, part_key(name).replace("+", "") if kind == "title" else key, name, kind
    for name in alternate_names(monograph):
        if (key := squash(name)) and key not in seen:
            seen.add(key)
            yield key, key, name, "alternate"
    for name in (monograph.title, " + ".join(monograph.ingredients)):
        key = part_key(name)
        if "+" in key and key not in seen:
            seen.add(key)
            yield key, key.replace("+", ""), name, "ingredients"


def _section_rows(monograph: Monograph) -> Iterator[tuple[object, ...]]:
    for position, section in enumerate(monograph.sections):
        yield (
            position, section.id, section.title, section.qualifier, " ".join(section.also), section.part, section.line,
            dumps_blocks(section.blocks),
        )  # fmt: skip


def _faq_rows(monograph: Monograph) -> Iterator[tuple[object, ...]]:
    for position, faq in enumerate(monograph.faqs):
        folded = fold(f"{faq.question}\n{blocks_text(faq.answer)}")
        yield (position, faq.question, dumps_blocks(faq.answer), folded)


def _passage_rows(monograph: Monograph) -> Iterator[tuple[object, ...]]:
    """Yield what is searched: each section up to its first heading, each heading's text, each question."""
    title = index_text(" ".join((*monograph.names, *monograph.ingredients)))
    for place, section in enumerate(monograph.sections):
        for start, heading, blocks in passages_of(section):
            text = index_text(blocks_text(blocks))
            if text or start >= 0:
                name = index_text(f"{section.full_title} {heading}")
                yield (place, start, section.id, section.line, title, name, text)
    for place, faq in enumerate(monograph.faqs):
        yield (place, -1, "faqs", 0, title, index_text(faq.question), index_text(blocks_text(faq.answer)))
