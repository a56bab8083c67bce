"""Keep the official labels that a reader imported: every version of each, in one SQLite file."""

import json
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from drugref.analysis import squash
from drugref.errors import DataFault
from drugref.labels.identity import moiety, slug_of_drug
from drugref.model import Monograph
from drugref.store import Store

if TYPE_CHECKING:
    from drugref.labels.packed import Packed

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
    """A label to be kept: where it was found, json or xml, its bytes as `pack` gives them; all names that open it."""

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
    form: str
    data: bytes
    names: tuple[tuple[str, str], ...]


def pack(data: bytes) -> bytes:
    """Pack a label's bytes as the library keeps them: zlib's quickest gives a quarter of the size."""
    return zlib.compress(data, 1)


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

    def keep(self, batch: Iterable[NewLabel], *, newest_since: int | None = None) -> Counter[str]:
        """Keep a batch whole or not at all; count what was imported, updated (a further version) and unchanged.

        What is held is never overwritten: a version that is held already is unchanged, an older one is kept beside the
        newer. With `newest_since`, the last row of another time, an older version is passed over instead, and gives
        way to a newer one when its own row came after that.
        """
        counts = Counter(imported=0, updated=0, unchanged=0)
        with self._store.batch() as connection:
            for label in batch:
                counts[_keep(connection, label, newest_since)] += 1
        self.kept += counts["imported"] + counts["updated"]
        self.batches += 1
        return counts

    def last_row(self) -> int:
        """Give the last row of a label, 0 when there is none."""
        return int(self._store.rows("select coalesce(max(id), 0) from labels")[0][0])

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

    def of_name(self, name: str) -> list[Holding]:
        """Give every label of the drugs that a name means, by any name of them, newest first."""
        return [holding for slug in self._drugs_of(name) for holding in self.of_drug(slug)]

    def count_of_name(self, name: str) -> int:
        """Count the labels that `of_name` gives."""
        count = "select count(*) from labels where slug = ? and newest"
        return sum(self._store.rows(count, (slug,))[0][0] for slug in self._drugs_of(name))

    def _drugs_of(self, name: str) -> list[str]:
        """Give the slugs of the drugs that a name means, itself as its parts are filed among them."""
        if not squash(name):
            return []
        rows = self._store.rows(
            "select distinct slug from labels where newest and id in (select label from names where squashed = ?)",
            (squash(name),),
        )
        filed = slug_of_drug(" + ".join(sorted(moiety(part) for part in name.split("+"))))
        return sorted({filed, *(slug for (slug,) in rows)})

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

    def newest_date(self, set_id: str) -> str:
        """Give the effective date of the newest version of a label, empty when none is held."""
        return max((one.effective for one in self.versions(set_id)), default="")

    def representatives(self) -> list[Holding]:
        """Give one label for each drug and route: the newest prescription label, else the newest."""
        best: dict[tuple[str, tuple[str, ...]], tuple[tuple[bool, bool, str, str], int]] = {}
        rows = self._store.rows("select slug, routes, kinds, effective, set_id, id from labels where newest")
        for slug, routes, kinds, effective, set_id, number in rows:
            try:
                key = (slug, tuple(sorted(json.loads(routes))))
                rank = _rank(json.loads(kinds), effective, set_id)
            except (ValueError, TypeError) as error:
                raise self._is_damaged(error) from error
            if key not in best or rank > best[key][0]:
                best[key] = rank, number
        found = [self.holding(number) for _, number in best.values()]
        return sorted(found, key=lambda one: (one.slug, one.routes))

    def monograph(self, holding: Holding) -> Monograph:
        """Give a label as a page."""
        from drugref.labels.packed import monograph_of  # a list of labels needs no reader of JSON and XML

        try:
            page = monograph_of(self.packed(holding))
        except (ValueError, TypeError, RecursionError) as error:
            raise self._damaged(holding, error) from error
        kinds = ", ".join(holding.kinds)
        maker = f" of {holding.makers[0]}" if holding.makers else ""
        return page._replace(
            slug=holding.set_id,
            description=f"An official label ({kinds}){maker}: {holding.title}.",
            extra={**page.extra, "kinds": list(holding.kinds), "version": holding.version},
        )

    def newest_rows(self, after: int, upto: int) -> list[int]:
        """Give the rows of the newest versions that came after one row, up to another."""
        rows = self._store.rows("select id from labels where id > ? and id <= ? and newest order by id", (after, upto))
        return [number for (number,) in rows]

    def newest_of(self, numbers: Iterable[int]) -> list[Holding]:
        """Give those of some rows that no newer version has replaced."""
        return self._holdings("newest and id in (select value from json_each(?))", (json.dumps(list(numbers)),))

    def mark(self, number: int) -> str:
        """Give what tells the label of a row from every other, empty when there is none."""
        rows = self._store.rows("select set_id || ' ' || version || ' ' || digest from labels where id = ?", (number,))
        return str(rows[0][0]) if rows else ""

    def packed(self, holding: Holding) -> "Packed":
        """Give a label as it was found."""
        from drugref.labels.packed import Packed  # as above

        rows = self._store.rows("select form, data from labels where id = ?", (holding.id,))
        try:
            ((form, data),) = rows
            return Packed(holding.place, form, zlib.decompress(data))
        except (ValueError, TypeError, zlib.error) as error:
            raise self._damaged(holding, error) from error

    def _damaged(self, holding: Holding, error: Exception) -> DataFault:
        return DataFault(f"The label {holding.set_id} in {self.path} is damaged ({error}).")

    def _holdings(self, condition: str, values: Sequence[Any]) -> list[Holding]:
        rows = self._store.rows(f"select {_COLUMNS} from labels where {condition}", values)
        try:
            return [_holding(row) for row in rows]
        except (ValueError, TypeError) as error:
            raise self._is_damaged(error) from error

    def _is_damaged(self, error: Exception) -> DataFault:
        return DataFault(f"{self.path} is damaged ({error}); move it away and import again.")


def _keep(connection: sqlite3.Connection, label: NewLabel, newest_since: int | None) -> str:
    rows = connection.execute("select version, effective, id from labels where set_id = ?", (label.set_id,)).fetchall()
    known = {(effective, version): number for version, effective, number in rows}
    mine = (label.effective, label.version)
    if mine in known:
        return "unchanged"
    newest = all(mine > other for other in known)
    if newest_since is not None and not newest:
        return "passed over"
    if newest and known:
        connection.execute("update labels set newest = 0 where set_id = ?", (label.set_id,))
    _insert(connection, label, newest=newest)
    given_way = [number for number in known.values() if newest_since is not None and number > newest_since]
    for number in given_way:  # after the newer one is in, so that no row is ever given twice
        connection.execute("delete from names where label = ?", (number,))
        connection.execute("delete from labels where id = ?", (number,))
    return "passed over" if given_way else "updated" if known else "imported"


def _insert(connection: sqlite3.Connection, label: NewLabel, *, newest: bool) -> None:
    lists = (label.brands, label.makers, label.kinds, label.routes, label.forms)
    cursor = connection.execute(
        "insert into labels (set_id, version, effective, drug, slug, title, brands, makers, kinds, routes, forms,"
        " place, form, digest, data, newest) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (label.set_id, label.version, label.effective, label.drug, label.slug, label.title, *map(_dumps, lists),
         label.place, label.form, f"{zlib.crc32(label.data):08x}", label.data, newest),
    )  # fmt: skip
    rows = [(key, name, kind, cursor.lastrowid) for name, kind in label.names if (key := squash(name))]
    connection.executemany("insert into names values (?, ?, ?, ?)", rows)


_dumps = json.JSONEncoder(ensure_ascii=False).encode


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


def _rank(kinds: Sequence[str], effective: str, set_id: str) -> tuple[bool, bool, str, str]:
    is_plain = not {"homeopathic", "veterinary", "kit"} & set(kinds)
    return "prescription" in kinds, is_plain, effective, set_id
