"""Keep the official labels that a reader imported: every version of each, in one SQLite file."""

import json
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from drugref.analysis import squash
from drugref.errors import DataFault
from drugref.labels.identity import moiety, slug_of_drug
from drugref.model import Monograph

if TYPE_CHECKING:
    from drugref.labels.files import Packed

FORMAT = 1
APPLICATION_ID = 0x44524C42
"""SQLite's mark of the file's owner: "DRLB"."""
_PATIENCE = 600.0
"""Seconds that an import waits for another one."""

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
    """The imported labels, open for reading, and for writing in whole batches."""

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        """Open the file; DataFault when it is another program's, damaged, or of another format."""
        self.path = path
        mode = "rwc" if writable else "ro"
        if writable:
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=_PATIENCE, isolation_level=None
            )
            owner = self._connection.execute("pragma application_id").fetchone()[0]
            if writable and owner == 0 and not self._connection.execute("select 1 from sqlite_master").fetchone():
                self._create()
                owner = APPLICATION_ID
        except sqlite3.Error as error:
            raise DataFault(
                f"{path} cannot be read as imported labels ({error}); move it away and import again."
            ) from error
        if owner != APPLICATION_ID:
            raise DataFault(f"{path} is not a file of imported labels; move it away and import again.")

    def _create(self) -> None:
        self._connection.execute("begin immediate")
        self._connection.execute(f"pragma application_id = {APPLICATION_ID}")
        for statement in _TABLES.split(";"):
            if statement.strip():
                self._connection.execute(statement)
        self._connection.execute("insert into manifest values ('format', ?)", (str(FORMAT),))
        self._connection.execute("commit")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def keep(self, batch: Iterable[NewLabel], *, newest_since: int | None = None) -> Counter[str]:
        """Keep a batch whole or not at all; count what was imported, updated (a further version) and unchanged.

        What is held is never overwritten: a version that is held already is unchanged, an older one is kept beside the
        newer. With `newest_since`, the last row of another time, an older version is passed over instead, and gives
        way to a newer one when its own row came after that.
        """
        counts = Counter(imported=0, updated=0, unchanged=0)
        self._connection.execute("begin immediate")
        try:
            for label in batch:
                counts[self._keep(label, newest_since)] += 1
            self._connection.execute("commit")
        except BaseException:
            self._connection.execute("rollback")
            raise
        return counts

    def _keep(self, label: NewLabel, newest_since: int | None) -> str:
        rows = self._connection.execute(
            "select version, effective, id from labels where set_id = ?", (label.set_id,)
        ).fetchall()
        known = {(effective, version): number for version, effective, number in rows}
        mine = (label.effective, label.version)
        if mine in known:
            return "unchanged"
        newest = all(mine > other for other in known)
        if newest_since is not None and not newest:
            return "passed over"
        if newest and known:
            self._connection.execute("update labels set newest = 0 where set_id = ?", (label.set_id,))
        self._insert(label, newest=newest)
        given_way = [number for number in known.values() if newest_since is not None and number > newest_since]
        for number in given_way:  # after the newer one is in, so that no row is ever given twice
            self._connection.execute("delete from names where label = ?", (number,))
            self._connection.execute("delete from labels where id = ?", (number,))
        return "passed over" if given_way else "updated" if known else "imported"

    def _insert(self, label: NewLabel, *, newest: bool) -> None:
        lists = (label.brands, label.makers, label.kinds, label.routes, label.forms)
        cursor = self._connection.execute(
            "insert into labels (set_id, version, effective, drug, slug, title, brands, makers, kinds, routes, forms,"
            " place, form, digest, data, newest) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (label.set_id, label.version, label.effective, label.drug, label.slug, label.title, *map(_dumps, lists),
             label.place, label.form, f"{zlib.crc32(label.data):08x}", label.data, newest),
        )  # fmt: skip
        rows = [(key, name, kind, cursor.lastrowid) for name, kind in label.names if (key := squash(name))]
        self._connection.executemany("insert into names values (?, ?, ?, ?)", rows)

    def last_row(self) -> int:
        """Give the last row of a label, 0 when there is none."""
        return int(self._connection.execute("select coalesce(max(id), 0) from labels").fetchone()[0])

    def count(self) -> int:
        """Give the number of labels held, older versions not counted."""
        return int(self._connection.execute("select count(*) from labels where newest").fetchone()[0])

    def drugs(self) -> Iterator[tuple[str, int]]:
        """Yield the slug of each drug and how many labels of it are held."""
        yield from self._connection.execute(
            "select slug, count(*) from labels where newest group by slug order by slug"
        )

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
        return sum(self._connection.execute(count, (slug,)).fetchone()[0] for slug in self._drugs_of(name))

    def _drugs_of(self, name: str) -> list[str]:
        """Give the slugs of the drugs that a name means, itself as its parts are filed among them."""
        if not squash(name):
            return []
        rows = self._connection.execute(
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
        rows = self._connection.execute("select slug, routes, kinds, effective, set_id, id from labels where newest")
        for slug, routes, kinds, effective, set_id, number in rows:
            key = (slug, tuple(sorted(json.loads(routes))))
            rank = _rank(json.loads(kinds), effective, set_id)
            if key not in best or rank > best[key][0]:
                best[key] = rank, number
        found = [self.holding(number) for _, number in best.values()]
        return sorted(found, key=lambda one: (one.slug, one.routes))

    def monograph(self, holding: Holding) -> Monograph:
        """Give a label as a page."""
        from drugref.labels.files import monograph_of  # a list of labels needs no reader of JSON and XML

        page = monograph_of(self.packed(holding))
        kinds = ", ".join(holding.kinds)
        maker = f" of {holding.makers[0]}" if holding.makers else ""
        return page._replace(
            slug=holding.set_id,
            description=f"An official label ({kinds}){maker}: {holding.title}.",
            extra={**page.extra, "kinds": list(holding.kinds), "version": holding.version},
        )

    def newest_rows(self, after: int, upto: int) -> list[int]:
        """Give the rows of the newest versions that came after one row, up to another."""
        rows = self._connection.execute(
            "select id from labels where id > ? and id <= ? and newest order by id", (after, upto)
        )
        return [number for (number,) in rows]

    def newest_of(self, numbers: Iterable[int]) -> list[Holding]:
        """Give those of some rows that no newer version has replaced."""
        return self._holdings("newest and id in (select value from json_each(?))", (json.dumps(list(numbers)),))

    def mark(self, number: int) -> str:
        """Give what tells the label of a row from every other, empty when there is none."""
        row = self._connection.execute(
            "select set_id || ' ' || version || ' ' || digest from labels where id = ?", (number,)
        ).fetchone()
        return str(row[0]) if row else ""

    def packed(self, holding: Holding) -> "Packed":
        """Give a label as it was found."""
        from drugref.labels.files import Packed  # as above

        row = self._connection.execute("select form, data from labels where id = ?", (holding.id,)).fetchone()
        return Packed(holding.place, row[0], zlib.decompress(row[1]))

    def _holdings(self, condition: str, values: Sequence[Any]) -> list[Holding]:
        rows = self._connection.execute(f"select {_COLUMNS} from labels where {condition}", values)
        return [_holding(row) for row in rows]


_dumps = json.JSONEncoder(ensure_ascii=False).encode


def _holding(row: tuple[Any, ...]) -> Holding:
    brands, makers, kinds, routes, forms = (tuple(json.loads(value)) for value in row[7:12])
    number, set_id, version, effective, drug, slug, title = row[:7]
    lists = (brands, makers, kinds, routes, forms)
    return Holding(number, set_id, version, effective, drug, slug, title, *lists, row[12], bool(row[13]))


def _rank(kinds: Sequence[str], effective: str, set_id: str) -> tuple[bool, bool, str, str]:
    is_plain = not {"homeopathic", "veterinary", "kit"} & set(kinds)
    return "prescription" in kinds, is_plain, effective, set_id
