"""Keep the official labels that a reader imported: every version of each, in one SQLite file."""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self

from drugref.analysis import squash
from drugref.errors import DataFault
from drugref.labels.files import Packed, monograph_of
from drugref.model import Monograph
from drugref.store import Store

FORMAT = 1
_TABLES = """
create table manifest (key text primary key, value text not null);
create table labels (id integer primary key, set_id text not null, version integer not null, effective text not null,
                     drug text not null, slug text not null, title text not null, brands text not null,
                     makers text not null, kinds text not null, routes text not null, forms text not null,
                     place text not null, form text not null, digest text not null, data blob not null,
                     newest integer not null, unique (set_id, version, effective));
create table names (squashed text not null, name text not null, kind text not null, label integer not null);
create index labels_drug on labels (slug);
create index names_squashed on names (squashed);
create index names_label on names (label);
insert into manifest values ('format', '%d')
"""
_COLUMNS = "id, set_id, version, effective, drug, slug, title, brands, makers, kinds, routes, forms, place, newest"


class Holding(NamedTuple):
    """A label as a list shows it; `newest` tells whether a newer version of it is held."""

    id: int
    set_id: str
    version: int
    effective: str
    drug: str
    slug: str
    title: str
    brands: tuple[str, ...]
    makers: tuple[str, ...]
    kinds: tuple[str, ...]
    routes: tuple[str, ...]
    forms: tuple[str, ...]
    place: str
    newest: bool

    @property
    def is_prescription(self) -> bool:
        """Tell whether it is a prescription label."""
        return "prescription" in self.kinds


class NewLabel(NamedTuple):
    """A label to be kept; `names` are all that open it."""

    set_id: str
    version: int
    effective: str
    drug: str
    slug: str
    title: str
    brands: tuple[str, ...]
    makers: tuple[str, ...]
    kinds: tuple[str, ...]
    routes: tuple[str, ...]
    forms: tuple[str, ...]
    packed: Packed
    names: tuple[tuple[str, str], ...]


class Library:
    """The imported labels, open for reading, and for writing in whole batches.

    Every method raises DataFault when the file is damaged, is kept busy for too long, or finds no room.
    `kept` counts the labels that were written, in `batches`, since it was opened.
    """

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        """Open the file; DataFault when it is another program's or damaged."""
        self.path = path
        self.kept = self.batches = 0
        self._store = Store(path, _TABLES % FORMAT, writable=writable)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    def keep(self, batch: Iterable[NewLabel]) -> dict[str, int]:
        """Keep a batch whole or not at all; give how many were imported, updated (a newer version) and unchanged.

        What is held is never overwritten: a version that is held already is unchanged, an older one is kept beside the
        newer.
        """
        counts = {"imported": 0, "updated": 0, "unchanged": 0}
        with self._store.batch() as connection:
            for label in batch:
                counts[_keep(connection, label)] += 1
        self.kept += counts["imported"] + counts["updated"]
        self.batches += 1
        return counts

    def count(self) -> int:
        """Give the number of labels held, older versions not counted."""
        return int(self._store.rows("select count(*) from labels where newest")[0][0])

    def drugs(self) -> list[tuple[str, int]]:
        """Give the slug of each drug and how many labels of it are held."""
        return self._store.rows("select slug, count(*) from labels where newest group by slug order by slug")

    def of_drug(self, slug: str) -> list[Holding]:
        """Give the newest version of every label of a drug, newest first, prescription labels before others."""
        found = self._holdings("slug = ? and newest", (slug,))
        found.sort(key=lambda one: (one.effective, one.set_id), reverse=True)
        return sorted(found, key=lambda one: not one.is_prescription)

    def named(self, name: str) -> list[Holding]:
        """Give the newest version of every label that a name means: a brand, a generic, a substance, a set id."""
        condition = "newest and id in (select label from names where squashed = ?)"
        return self._holdings(condition, (squash(name),))

    def holding(self, number: int) -> Holding:
        """Give the label of a row; DataFault when there is none."""
        found = self._holdings("id = ?", (number,))
        if not found:
            raise DataFault(f"{self.path} has no label {number}; import it again.")
        return found[0]

    def versions(self, set_id: str) -> list[Holding]:
        """Give every version of a label, oldest first."""
        found = self._holdings("set_id = ?", (set_id.lower(),))
        return sorted(found, key=lambda one: (one.effective, one.version))

    def representatives(self) -> list[Holding]:
        """Give one label for each drug and route: the newest prescription label, else the newest."""
        best: dict[tuple[str, tuple[str, ...]], Holding] = {}
        for holding in self._holdings("newest", ()):
            key = (holding.slug, tuple(sorted(holding.routes)))
            other = best.get(key)
            if other is None or _rank(holding) > _rank(other):
                best[key] = holding
        return sorted(best.values(), key=lambda one: (one.slug, one.routes))

    def monograph(self, holding: Holding) -> Monograph:
        """Give a label as a page."""
        rows = self._store.rows("select form, data from labels where id = ?", (holding.id,))
        try:
            ((form, data),) = rows
            page = monograph_of(Packed(holding.place, form, zlib.decompress(data)))
        except (ValueError, TypeError, RecursionError, zlib.error) as error:
            raise DataFault(f"The label {holding.set_id} in {self.path} is damaged ({error}).") from error
        kinds = ", ".join(holding.kinds)
        maker = f" of {holding.makers[0]}" if holding.makers else ""
        return page._replace(
            slug=holding.set_id,
            description=f"An official label ({kinds}){maker}: {holding.title}.",
            extra={**page.extra, "kinds": list(holding.kinds), "version": holding.version},
        )

    def _holdings(self, condition: str, values: Sequence[Any]) -> list[Holding]:
        rows = self._store.rows(f"select {_COLUMNS} from labels where {condition}", values)
        try:
            return [_holding(row) for row in rows]
        except (ValueError, TypeError) as error:
            raise DataFault(f"{self.path} is damaged ({error}); move it away and import again.") from error


def _keep(connection: sqlite3.Connection, label: NewLabel) -> str:
    key = (label.set_id, label.version, label.effective)
    known = connection.execute("select version, effective from labels where set_id = ?", (label.set_id,)).fetchall()
    if (label.version, label.effective) in known:
        return "unchanged"
    newest = all((label.effective, label.version) > (effective, version) for version, effective in known)
    if newest and known:
        connection.execute("update labels set newest = 0 where set_id = ?", (label.set_id,))
    lists = (label.brands, label.makers, label.kinds, label.routes, label.forms)
    data = zlib.compress(label.packed.data, 1)
    cursor = connection.execute(
        "insert into labels (set_id, version, effective, drug, slug, title, brands, makers, kinds, routes, forms,"
        " place, form, digest, data, newest) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*key, label.drug, label.slug, label.title, *map(json.dumps, lists), label.packed.place, label.packed.form,
         f"{zlib.crc32(label.packed.data):08x}", data, newest),
    )  # fmt: skip
    rows = [(squash(name), name, kind, cursor.lastrowid) for name, kind in label.names if squash(name)]
    connection.executemany("insert into names values (?, ?, ?, ?)", rows)
    return "updated" if known else "imported"


def _holding(row: tuple[Any, ...]) -> Holding:
    """Make a record of a row; ValueError or TypeError when a damaged page has put something else into it."""
    number, set_id, version, effective, drug, slug, title = row[:7]
    texts = (set_id, effective, drug, slug, title, row[12])
    lists = [json.loads(value) for value in row[7:12]]
    if not all(isinstance(text, str) for text in (*texts, *(one for values in lists for one in values))):
        raise TypeError("it holds something else than text")
    brands, makers, kinds, routes, forms = map(tuple, lists)
    columns = (brands, makers, kinds, routes, forms)
    return Holding(number, set_id, int(version), effective, drug, slug, title, *columns, row[12], bool(row[13]))


def _rank(holding: Holding) -> tuple[bool, bool, str, str]:
    is_plain = not {"homeopathic", "veterinary", "kit"} & set(holding.kinds)
    return holding.is_prescription, is_plain, holding.effective, holding.set_id
