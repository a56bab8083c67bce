"""Give the representative labels of a library as a corpus: one page for each drug and route."""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from drugref.analysis import slugify
from drugref.corpus import FileState, Listing
from drugref.errors import DataFault
from drugref.library import Holding, Library
from drugref.model import Problem
from drugref.rows import CompiledFile, rows_of


def list_library(root: Path) -> Listing:
    """List the representative labels: a path is the name a drug is filed under, its time the label's row."""
    with Library(root) as library:
        states = [FileState(path, holding.id, 0) for path, holding in _filed(library.representatives())]
    return Listing(tuple(sorted(states)), (("", root.stat().st_mtime_ns),), ())


def _filed(holdings: list[Holding]) -> Iterator[tuple[str, Holding]]:
    """Pair each label with the name it is filed under: the drug's own, and the route's with it for further routes."""
    count: Counter[str] = Counter()
    by_rank = sorted(
        holdings, key=lambda one: (one.slug, not one.is_prescription, "oral" not in one.routes, one.routes)
    )
    taken = {holding.slug for holding in holdings}
    for holding in by_rank:
        count[holding.slug] += 1
        path = holding.slug
        if count[holding.slug] > 1:
            path = f"{holding.slug}-{slugify('-'.join(holding.routes)) or 'other'}"
            path = path if path not in taken else f"{path}-{holding.set_id[:8]}"
            taken.add(path)
        yield path, holding


def compile_label(work: tuple[Path, FileState, str]) -> CompiledFile:
    """Turn one representative label into rows."""
    root, state, old_digest = work
    digest = f"label {state.mtime_ns}"
    if digest == old_digest:
        return CompiledFile(state, digest, ())
    try:
        library = _library(root)
        page = library.monograph(library.holding(state.mtime_ns))
        return rows_of(page._replace(slug=state.path, path=state.path), state, digest, ())
    except DataFault as fault:
        reason = str(fault)
    except Exception as error:  # noqa: BLE001 - one odd label must not cost the others, whatever is odd about it
        reason = f"its label cannot be made a page ({type(error).__name__}: {error}); please report it"
    return CompiledFile(state, digest, (Problem("D301", state.path, 0, reason, True),))


@lru_cache(maxsize=1)
def _library(root: Path) -> Library:
    """Open the library once a process."""
    return Library(root)
