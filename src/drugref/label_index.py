"""Index the words of every imported label: one FTS5 file in the cache, brought up to date when all labels are asked."""

import sqlite3
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple, Self

from drugref.analysis import fold
from drugref.errors import DataFault
from drugref.library import Holding, Library
from drugref.snapshot import Entry, PassageHit
from drugref.terms import index_text
from drugref.workers import begin_worker

FORMAT = 1
"""Version of the tables; an index of another one is made anew."""

MOST_RANKED = 2_000
"""Passages that are ranked, the last imported: bm25 of all half a million that hold a common word takes a second."""

_BATCH = 500
_PER_DRUG = 3
_SECTION_BITS = 10
_PATIENCE = 600.0
"""Seconds that one waits while another process brings the index up to date."""

Report = Callable[[str, int, int], None]

_COLUMNS = 'title, heading, text, tokenize="unicode61 remove_diacritics 0"'
# Contentless: the words of a hit are read from the label itself. A row's number is its label's and its section's.
_TABLES = f"""
create table manifest (key text primary key, value text not null);
create table sections (number integer primary key, id text not null, title text not null, unique (id, title));
create virtual table search using fts5 ({_COLUMNS}, content='');
insert into search (search, rank) values ('hashsize', {64 * 1024 * 1024});
"""


class Told(NamedTuple):
    """A section of a label as it is indexed: its id and title on the page, the drug's names, its words."""

    id: str
    title: str
    names: str
    text: str


class LabelIndex:
    """The index of all labels of a library, open for questions; its hits are those of the collection it is."""

    collection = "all labels"

    def __init__(self, library: Library, file: Path, *, jobs: int = 1, report: Report | None = None) -> None:
        """Open the index and bring it up to the library; DataFault when it cannot be written."""
        self._library = library
        self._file = file
        try:
            self._connection = _open(file, library)
            self._update(jobs, report)
        except (sqlite3.Error, OSError) as error:
            raise DataFault(
                f"The index of all labels cannot be kept in {file} ({error}); free it, or remove it."
            ) from error
        self._scratch = sqlite3.connect(":memory:", isolation_level=None)
        self._scratch.execute(f"create virtual table one using fts5 ({_COLUMNS})")
        self._sections = {
            number: (key, title) for number, key, title in self._connection.execute("select * from sections")
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._scratch.close()
        self._connection.close()

    def _update(self, jobs: int, report: Report | None) -> None:
        """Index what was imported since; each batch is kept, so that an interrupted run goes on."""
        last, end = self._last(), self._library.last_row()
        waiting = self._library.newest_rows(last, end)
        batches = [waiting[start : start + _BATCH] for start in range(0, len(waiting), _BATCH)]
        done = 0
        for batch, told in zip(batches, _tell_all(self._library.path, batches, jobs), strict=True):
            self._keep(batch, told)
            done += len(batch)
            if report:
                report("every label", done, len(waiting))
        if last < end:
            self._mark(end)

    def _keep(self, batch: Sequence[int], told: Iterable[list[Told]]) -> None:
        self._connection.execute("begin immediate")
        last = self._last()  # another process may have come further
        for row, sections in zip(batch, told, strict=True):
            if row > last:
                self._insert(row, sections)
        self._mark(max(last, batch[-1]))
        self._connection.execute("commit")

    def _last(self) -> int:
        return int(_manifest(self._connection).get("last", "0"))

    def _insert(self, row: int, sections: Iterable[Told]) -> None:
        for told in sections:
            self._connection.execute("insert or ignore into sections (id, title) values (?, ?)", (told.id, told.title))
            found = self._connection.execute(
                "select number from sections where id = ? and title = ?", (told.id, told.title)
            ).fetchone()
            self._connection.execute(
                "insert into search (rowid, title, heading, text) values (?, ?, ?, ?)",
                (row << _SECTION_BITS | found[0], told.names, index_text(told.title), told.text),
            )

    def _mark(self, row: int) -> None:
        values = [("last", str(row)), ("mark", self._library.mark(row))]
        self._connection.executemany("insert or replace into manifest values (?, ?)", values)

    def count(self) -> int:
        """Give the number of labels that are read."""
        return self._library.count()

    def passages(
        self, query: str, weights: tuple[float, float, float], *, drug: str = "", section: str = ""
    ) -> "Found":
        """Give the best passage of each label that an FTS5 query meets, three labels a drug unless one is asked for.

        Of a common word only `MOST_RANKED` passages are ranked, those of the labels imported last.
        """
        condition, values = self._conditions(drug, section)
        rows = self._connection.execute(
            f"select rowid, -bm25(search, ?, ?, ?) from search where search match ?{condition}"
            " order by rowid desc limit ?",
            (*weights, query, *values, MOST_RANKED),
        ).fetchall()
        labels = {one.id: one for one in self._library.newest_of({rowid >> _SECTION_BITS for rowid, _ in rows})}
        best: dict[int, tuple[float, int]] = {}
        for rowid, score in rows:
            label = rowid >> _SECTION_BITS
            best[label] = max(best.get(label, (score, rowid)), (score, rowid))
        ranked = [(labels[label], *found) for label, found in best.items() if label in labels]
        ranked.sort(key=lambda one: one[1:], reverse=True)
        hits = [self._hit(*one) for one in (ranked if drug else _some_a_drug(ranked))]
        total = sum(rowid >> _SECTION_BITS in labels for rowid, _ in rows)
        return Found(hits, total, len(rows) == MOST_RANKED)

    def _conditions(self, drug: str, section: str) -> tuple[str, list[int]]:
        condition, values = "", []
        if section:
            numbers = [number for number, (key, _) in self._sections.items() if key == section]
            condition += f" and rowid & {(1 << _SECTION_BITS) - 1} in ({', '.join('?' * len(numbers))})"
            values += numbers
        if drug:
            labels = [one.id for one in self._library.of_name(drug)]
            condition += f" and rowid >> {_SECTION_BITS} in ({', '.join('?' * len(labels))})"
            values += labels
        return condition, values

    def _hit(self, holding: Holding, score: float, rowid: int) -> PassageHit:
        section, _ = self._sections[rowid & ((1 << _SECTION_BITS) - 1)]
        drug = "" if fold(holding.drug) in fold(holding.title) else f" ({holding.drug})"
        maker = f", {holding.makers[0]}" if holding.makers else ""
        title = f"{holding.title}{drug}{maker}, {holding.effective or 'undated'}"
        entry = Entry(holding.set_id, title, False, holding.effective, holding.place, self.collection)
        return PassageHit(entry, rowid, -1, section, 0, score, rowid)

    def told(self, hit: PassageHit) -> Told:
        """Give the section that a hit stands in, its words as the label has them."""
        section, title = self._sections[hit.id & ((1 << _SECTION_BITS) - 1)]
        holding = self._library.holding(hit.id >> _SECTION_BITS)
        return next(told for told in tell(self._library, holding) if (told.id, told.title) == (section, title))

    def marked(self, query: str, told: Told) -> str:
        r"""Give the folded text of a section with \x02 and \x03 around each match."""
        self._scratch.execute("delete from one")
        self._scratch.execute(
            "insert into one values (?, ?, ?)", (told.names, index_text(told.title), index_text(told.text))
        )
        row = self._scratch.execute("select highlight(one, 2, '\x02', '\x03') from one where one match ?", (query,))
        return str(next(row, [""])[0])


class Found(NamedTuple):
    """Hits, best first; of how many passages; whether there are more than were ranked."""

    hits: list[PassageHit]
    total: int
    is_capped: bool


def _some_a_drug(ranked: Iterable[tuple[Holding, float, int]]) -> Iterator[tuple[Holding, float, int]]:
    count: Counter[str] = Counter()
    for one in ranked:
        count[one[0].slug] += 1
        if count[one[0].slug] <= _PER_DRUG:
            yield one


def _open(file: Path, library: Library) -> sqlite3.Connection:
    file.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(file, timeout=_PATIENCE, isolation_level=None)
    if _is_of(connection, library):
        return connection
    connection.close()
    file.unlink()
    connection = sqlite3.connect(file, timeout=_PATIENCE, isolation_level=None)
    connection.executescript(f"begin immediate; {_TABLES} insert into manifest values ('format', '{FORMAT}'); commit;")
    return connection


def _is_of(connection: sqlite3.Connection, library: Library) -> bool:
    """Tell whether an index was made of this library and no other; what is not ours is made anew."""
    try:
        manifest = _manifest(connection)
        last = int(manifest.get("last", "0"))
    except (sqlite3.Error, ValueError):
        return False
    return manifest.get("format") == str(FORMAT) and (not last or manifest.get("mark") == library.mark(last))


def _manifest(connection: sqlite3.Connection) -> dict[str, str]:
    return dict(connection.execute("select key, value from manifest"))


def tell(library: Library, holding: Holding) -> Iterator[Told]:
    """Yield the sections of a label, its words as it has them."""
    from drugref.labels.packed import sections_of  # who only asks monographs needs no reader of JSON and XML

    names = index_text(" ".join((holding.title, *holding.brands, holding.drug)))
    for section_id, title, text in sections_of(library.packed(holding)):
        yield Told(section_id, title, names, text)


def _tell_all(path: Path, batches: list[list[int]], jobs: int) -> Iterator[list[list[Told]]]:
    """Yield the sections of each batch's labels with their words folded."""
    work = iter([(path, batch) for batch in batches])
    if jobs < 2 or len(batches) < 2:
        yield from map(_tell_batch, work)
        return
    with ProcessPoolExecutor(jobs, initializer=begin_worker) as pool:
        waiting = deque(pool.submit(_tell_batch, one) for one in islice(work, 2 * jobs))  # no more: memory stays flat
        while waiting:
            yield waiting.popleft().result()
            waiting.extend(pool.submit(_tell_batch, one) for one in islice(work, 1))


def _tell_batch(work: tuple[Path, list[int]]) -> list[list[Told]]:
    path, batch = work
    library = _library(path)
    told = []
    for row in batch:
        try:
            sections = list(tell(library, library.holding(row)))
        except DataFault:  # a page of it would say so too
            sections = []
        told.append([section._replace(text=index_text(section.text)) for section in sections])
    return told


@lru_cache(maxsize=1)
def _library(path: Path) -> Library:
    """Open the library once a process."""
    return Library(path)
