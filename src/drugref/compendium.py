"""Hold the opened collections: one or several snapshots, the later shadowing the earlier by slug."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

from drugref.blocks import loads_blocks
from drugref.errors import DataFault
from drugref.model import Faq, Monograph, Problem
from drugref.snapshot import Entry, Facets, NameKey, NameRecord, PassageHit, Snapshot

if TYPE_CHECKING:
    from drugref.library import Library

from drugref.collection import LABELS, QUICKLY_READ, Collection, Place, Reporter

_Answer = TypeVar("_Answer")


class Compendium:
    """Every collection a reader asked for, in order of precedence: a later one shadows an earlier one by slug."""

    def __init__(self, places: Sequence[Place], *, jobs: int = 1, report: Reporter | None = None) -> None:
        self.fault: DataFault | None = None
        """Why the imported labels are left out, when they are: the monographs are there without them."""
        self._library: Library | None = None
        self.collections = tuple(self._opened(places, jobs, report))

    def _opened(self, places: Sequence[Place], jobs: int, report: Reporter | None) -> Iterator[Collection]:
        for place in places:
            try:
                yield Collection(place, jobs=jobs, report=report)
            except DataFault as fault:
                if place.name != LABELS:
                    raise
                self.fault = fault

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every snapshot."""
        for collection in self.collections:
            collection.close()
        if self._library is not None:
            self._library.close()

    def mend(self) -> bool:
        """Compile anew what is damaged, and tell whether anything was: asked before nothing is said to be found."""
        # Each of them, not the first alone; half a gigabyte of labels would take longer than anyone waits.
        mended = [collection.mend(QUICKLY_READ) for collection in self.collections]
        return any(mended)

    def __len__(self) -> int:
        return len(self.entries())

    def __iter__(self) -> Iterator[Monograph]:
        for entry in self.entries():
            yield self.monograph(entry)

    def entries(self) -> list[Entry]:
        """Give every monograph once, by slug."""
        found = {entry.slug: entry for entry in self._all(lambda snapshot: snapshot.entries())}
        return sorted(found.values())

    def facets(self) -> list[Facets]:
        """Give every monograph once with its ingredients, classes and routes, by slug."""
        found = {facets.entry.slug: facets for facets in self._all(lambda snapshot: snapshot.facets())}
        return [found[slug] for slug in sorted(found)]

    def count(self, table: str, *, without: str = "") -> int:
        """Count the rows of a table in all collections but one; what is shadowed is counted too."""
        counted = [collection for collection in self.collections if collection.name != without]
        return sum(collection.read(lambda snapshot: snapshot.count(table)) for collection in counted)

    def named(self, squashed: str) -> list[NameRecord]:
        """Give the monographs that a squashed name opens, each from the collection that counts."""
        return self._unshadowed(lambda snapshot: snapshot.named(squashed))

    def names_beginning(self, squashed: str, most: int) -> list[NameRecord]:
        """Give at most so many names that begin with a squashed text."""
        return self._unshadowed(lambda snapshot: snapshot.names_beginning(squashed, most))[:most]

    def section_titles(self, slug: str) -> list[tuple[str, str]]:
        """Give the ids and titles of the sections of the monograph that a slug opens."""
        for collection in reversed(self.collections):
            if titles := collection.read(lambda snapshot: snapshot.section_titles(slug)):
                return titles
        return []

    def name_keys(self) -> list[NameKey]:
        """Give every name of every monograph, as names are compared."""
        return list(self._all(lambda snapshot: snapshot.name_keys()))

    def name_of(self, key: NameKey) -> NameRecord | None:
        """Give the name that a key stands for; None when a later collection shadows its monograph."""
        for number, collection in enumerate(self.collections):
            if collection.name == key.collection:
                record = collection.read(lambda snapshot: snapshot.name_at(key.id))
                return None if self._is_shadowed(number, record.entry.slug) else record
        return None

    def monograph(self, entry: Entry) -> Monograph:
        """Read the monograph of an entry; DataFault when its file went away or broke meanwhile."""
        for collection in self.collections:
            if collection.name == entry.collection:
                found = collection.monograph(entry.slug)
                if found is not None:
                    return found
                raise DataFault(self._why_gone(collection, entry))
        raise DataFault(f"No collection '{entry.collection}' is open.")

    def file_of(self, monograph: Monograph) -> Path | None:
        """Give the file that a monograph was read from; None when it is no file, as an imported label."""
        for collection in self.collections:
            if collection.name == monograph.collection and collection.name != LABELS:
                return collection.file(monograph.path)
        return None

    @property
    def library(self) -> "Library | None":
        """The imported labels, when there are any and they were asked for; DataFault when they cannot be read."""
        if self.fault is not None:
            raise DataFault("The imported labels could not be looked at.") from self.fault
        place = next((each.place for each in self.collections if each.name == LABELS), None)
        if place is None:
            return None
        if self._library is None:
            from drugref.library import Library  # only what the monographs do not answer needs it

            self._library = Library(place.root)
        return self._library

    def _why_gone(self, collection: Collection, entry: Entry) -> str:
        problems = collection.read(lambda snapshot: snapshot.problems())
        fatal = [str(problem) for problem in problems if problem.path == entry.path and problem.fatal]
        return "\n".join(fatal) or f"'{entry.slug}' is no longer in {collection.place.root}."

    def questions(self, folded: str = "") -> Iterator[tuple[Entry, int, Faq]]:
        """Yield every FAQ that holds a folded text, with its monograph and its number from 1, by slug."""
        entries = {entry.slug: entry for entry in self.entries()}
        folded = folded.encode("utf-8", "backslashreplace").decode()  # a byte that is no letter stands in no question
        found = []
        for collection in self.collections:
            rows = collection.read(lambda snapshot: list(snapshot.questions(folded)), widely=True)
            found += [row for row in rows if entries[row[0]].collection == collection.name]
        for slug, number, question, answer in sorted(found):
            yield entries[slug], number, Faq(question, loads_blocks(answer))

    def problems(self) -> list[tuple[Collection, Problem]]:
        """Give what was wrong with the files of each collection."""
        return [
            (collection, problem)
            for collection in self.collections
            for problem in collection.read(lambda snapshot: snapshot.problems(), widely=True)
        ]

    def _all(self, ask: Callable[[Snapshot], list[_Answer]]) -> Iterator[_Answer]:
        for collection in self.collections:
            yield from collection.read(ask, widely=True)

    def passages(self, ask: Callable[[Snapshot], list[PassageHit]]) -> list[PassageHit]:
        """Give the passages that a query meets in all collections, best first, each from the collection that counts.

        bm25 weighs a word by how rare it is in its own collection, so that scores of several are set in proportion
        to the best of each before they are merged; of equals the later collection comes first.
        """
        if len(self.collections) == 1:
            return self.collections[0].read(ask, widely=True)
        merged: list[PassageHit] = []
        for number, collection in reversed(list(enumerate(self.collections))):
            merged += [
                passage
                for passage in in_proportion(collection.read(ask, widely=True))
                if not self._is_shadowed(number, passage.entry.slug)
            ]
        return sorted(merged, key=lambda passage: -passage.score)

    def marked(self, query: str, passage: PassageHit) -> str:
        """Give the folded text of a passage with marks around each match."""
        collection = next(each for each in self.collections if each.name == passage.entry.collection)
        return collection.read(lambda snapshot: snapshot.marked(query, passage.id))

    def _unshadowed(self, ask: Callable[[Snapshot], list[NameRecord]]) -> list[NameRecord]:
        return [
            record
            for number, collection in enumerate(self.collections)
            for record in collection.read(ask)
            if not self._is_shadowed(number, record.entry.slug)
        ]

    def _is_shadowed(self, number: int, slug: str) -> bool:
        """Tell whether a collection after the one with a number has a slug too."""
        later = self.collections[number + 1 :]
        return any(collection.read(lambda snapshot: snapshot.has(slug)) for collection in later)


def in_proportion(found: Sequence[PassageHit]) -> list[PassageHit]:
    """Set scores in proportion to the best, 1.0: those of different indexes have no common measure."""
    best = max((passage.score for passage in found), default=0.0) or 1.0
    return [passage._replace(score=passage.score / best) for passage in found]
