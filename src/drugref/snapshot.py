"""Open a compiled corpus: one SQLite file that gives monographs, names and questions without parsing."""

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from drugref.blocks import loads_blocks
from drugref.model import Faq, Monograph, Problem, Section, Source
from drugref.seals import Altered, check_rows
from drugref.version import __version__

FORMAT = 7
"""Version of the tables; a snapshot of another one is compiled anew."""

APPLICATION_ID = 0x44525246
"""SQLite's mark of the file's owner: "DRRF"."""

TABLES = """
create table manifest (key text primary key, value text not null);
create table folders (path text primary key, mtime_ns integer not null);
create table files (path text primary key, mtime_ns integer not null, size integer not null, digest text not null);
create table problems (path text not null, line integer not null, code text not null, message text not null,
                       fatal integer not null);
create table monographs (id integer primary key, slug text not null unique, title text not null,
                         banned integer not null, modified text not null, path text not null, head text not null,
                         sum integer not null);
create table names (squashed text not null, sorted text not null, name text not null, kind text not null,
                    sum integer not null, monograph integer not null, sharing integer not null default 1);
create table sections (monograph integer not null, position integer not null, id text not null, title text not null,
                       qualifier text not null, also text not null, part text not null, line integer not null,
                       blocks text not null, primary key (monograph, position));
create table faqs (monograph integer not null, position integer not null, question text not null,
                   answer text not null, folded text not null, primary key (monograph, position));
create table passages (id integer primary key, monograph integer not null, place integer not null,
                       start integer not null, section text not null, line integer not null, title text not null,
                       heading text not null, text text not null);
create virtual table search using fts5 (title, heading, text, content='passages', content_rowid='id',
                                        tokenize="unicode61 remove_diacritics 0");
create virtual table vocabulary using fts5vocab (search, row);
create index passages_monograph on passages (monograph);
create index names_squashed on names (squashed);
create index names_monograph on names (monograph);
create index problems_path on problems (path);
create index monographs_path on monographs (path);
"""

_JOINS = "join passages on passages.id = search.rowid join monographs on monographs.id = passages.monograph"
_FILTERS = {"slug": "slug = ?", "section": "passages.section = ?"}

COUNTED = ("monographs", "sections", "faqs", "passages")
"""The tables whose rows the manifest counts: counting them anew would read the whole file."""

HEAD_LISTS = ("ingredients", "synonyms", "brands", "classes", "routes", "lookalikes")
"""The front-matter lists that a snapshot keeps in the `head` of a monograph."""


class Entry(NamedTuple):
    """A monograph in a list: enough to name it, not to read it."""

    slug: str
    title: str
    banned: bool
    modified: str
    path: str
    collection: str


class Facets(NamedTuple):
    """What the front matter of a monograph says it is; `is_boxed` is None when it does not say."""

    entry: Entry
    ingredients: tuple[str, ...]
    classes: tuple[str, ...]
    routes: tuple[str, ...]
    is_boxed: bool | None


class NameRecord(NamedTuple):
    """A name and the monograph that it opens; `kind` is slug, title, ingredients, synonym, brand or alternate.

    `squashed` is what a name must equal to open it; `sorted` has the parts of a combination in order, for comparing.
    """

    squashed: str
    sorted: str
    name: str
    kind: str
    entry: Entry


class PassageHit(NamedTuple):
    """A passage that a query met.

    `place` is the section's position, or the FAQ's when `section` is faqs and `line` 0; `start` is the position of the
    heading among its blocks, -1 for what stands before any; `score` is the larger the better; `id` is its row.
    """

    entry: Entry
    place: int
    start: int
    section: str
    line: int
    score: float
    id: int


class NameKey(NamedTuple):
    """A name as it is compared: squashed, with its parts in order, and the row and collection it stands in."""

    squashed: str
    sorted: str
    id: int
    collection: str


class Snapshot:
    """A compiled corpus, open for reading.

    Every method may raise sqlite3.DatabaseError or Altered when the file is damaged; the caller compiles it anew.
    Monographs and names are what was written, or raise.
    """

    def __init__(self, connection: sqlite3.Connection, collection: str) -> None:
        self._connection = connection
        self.collection = collection

    def manifest(self) -> dict[str, str]:
        """Give the manifest: format, version, root, digest, and the number of rows of the `COUNTED` tables."""
        return dict(self._connection.execute("select key, value from manifest"))

    def folders(self) -> dict[str, int]:
        """Give each folder of the corpus with its time in ns when it was compiled."""
        return dict(self._connection.execute("select path, mtime_ns from folders"))

    def file_state(self, path: str) -> tuple[int, int] | None:
        """Give the time in ns and the size in bytes of a file when it was compiled."""
        row = self._connection.execute("select mtime_ns, size from files where path = ?", (path,)).fetchone()
        return None if row is None else (row[0], row[1])

    def unread(self) -> list[str]:
        """Give the paths of the files and folders that could not be read when they were compiled."""
        return [path for (path,) in self._connection.execute("select path from problems where code = 'D101'")]

    def entries(self) -> list[Entry]:
        """Give every monograph, by title."""
        rows = self._connection.execute("select slug, title, banned, modified, path from monographs order by slug")
        return [self._entry(row) for row in rows]

    def facets(self) -> list[Facets]:
        """Give every monograph with its ingredients, classes and routes, by slug."""
        rows = self._connection.execute(
            "select slug, title, banned, modified, path, head from monographs order by slug"
        )
        return [self._facets(self._entry(row[:5]), json.loads(row[5])) for row in rows]

    def _facets(self, entry: Entry, head: dict[str, Any]) -> Facets:
        ingredients, classes, routes = (tuple(head[key]) for key in ("ingredients", "classes", "routes"))
        boxed = head["boxed_warning"]
        return Facets(entry, ingredients, classes, routes, None if boxed is None else bool(boxed))

    def has(self, slug: str) -> bool:
        """Tell whether a monograph is filed under a slug."""
        return self._connection.execute("select 1 from monographs where slug = ?", (slug,)).fetchone() is not None

    def named(self, squashed: str) -> list[NameRecord]:
        """Give the monographs that a squashed name opens."""
        rows = self._connection.execute("select sharing from names where squashed = ?", (squashed,)).fetchall()
        found = self._names("where names.squashed = ?", (squashed,))
        if any(sharing != len(found) for (sharing,) in rows):  # one of two that share a name would open as if alone
            raise Altered("a name of the snapshot is missing")
        return found

    def names_beginning(self, squashed: str, most: int) -> list[NameRecord]:
        """Give at most so many names that begin with a squashed text; none of the ingredients in another order."""
        condition = "where squashed >= ? and squashed < ? || x'f4' and kind != 'ingredients'"
        return self._names(condition, (squashed, squashed))[:most]

    def section_titles(self, slug: str) -> list[tuple[str, str]]:
        """Give the ids and titles of a monograph's sections, without their text."""
        rows = self._connection.execute(
            "select distinct sections.id, sections.title from sections join monographs on monographs.id = monograph"
            " where slug = ? and sections.title != '' order by position",
            (slug,),
        )
        return list(rows)

    def name_keys(self) -> list[NameKey]:
        """Give every name of every monograph, as names are compared."""
        rows = self._connection.execute("select squashed, sorted, rowid from names")
        return [NameKey(squashed, parts, row, self.collection) for squashed, parts, row in rows]

    def name_at(self, row: int) -> NameRecord:
        """Give the name of a row."""
        return self._names("where names.rowid = ?", (row,))[0]

    def _names(self, condition: str, values: tuple[str | int, ...]) -> list[NameRecord]:
        rows = self._connection.execute(
            "select names.sum, squashed, sorted, name, kind, slug, title, banned, modified, path from names"
            f" left join monographs on monographs.id = names.monograph {condition} order by slug, names.rowid",
            values,
        )
        return [self._name(*row) for row in rows]

    def _name(self, stored: int, squashed: str, parts: str, name: str, kind: str, *entry: Any) -> NameRecord:
        check_rows(stored, (squashed, parts, name, kind, *entry))
        return NameRecord(squashed, parts, name, kind, self._entry(entry))

    def _entry(self, row: tuple[Any, ...]) -> Entry:
        slug, title, banned, modified, path = row
        return Entry(slug, title, bool(banned), modified, path, self.collection)

    def monograph(self, slug: str) -> Monograph | None:
        """Give the monograph filed under a slug."""
        row = self._connection.execute(
            "select id, sum, slug, title, banned, modified, path, head from monographs where slug = ?", (slug,)
        ).fetchone()
        if row is None:
            return None
        number, stored, *own = row
        sections, faqs = self._section_rows(number), self._faq_rows(number)
        check_rows(stored, own, *sections, *faqs)
        slug, title, banned, modified, path, head = own
        values = json.loads(head)
        boxed = values["boxed_warning"]
        return Monograph(
            slug=slug,
            title=title,
            description=values["description"],
            banned=bool(banned),
            modified=modified,
            sections=tuple(map(_section, sections)),
            faqs=tuple([Faq(question, loads_blocks(answer)) for _, question, answer in faqs]),
            **{key: tuple(values[key]) for key in HEAD_LISTS},
            boxed_warning=None if boxed is None else tuple(boxed),
            sources=tuple([Source(*source) for source in values["sources"]]),
            review=values["review"],
            extra=values["extra"],
            path=path,
            collection=self.collection,
        )

    def _section_rows(self, number: int) -> list[tuple[Any, ...]]:
        rows = self._connection.execute(
            "select position, id, title, qualifier, also, part, line, blocks from sections where monograph = ?"
            " order by position",
            (number,),
        )
        return rows.fetchall()

    def _faq_rows(self, number: int) -> list[tuple[Any, ...]]:
        rows = self._connection.execute(
            "select position, question, answer from faqs where monograph = ? order by position", (number,)
        )
        return rows.fetchall()

    def questions(self, folded: str = "") -> Iterator[tuple[str, int, str, str]]:
        """Yield slug, number (from 1), question and stored answer of every FAQ that holds a folded text."""
        yield from self._connection.execute(
            "select slug, position + 1, question, answer from faqs join monographs on monographs.id = faqs.monograph"
            " where instr(folded, ?) or ? = '' order by slug, position",
            (folded, folded),
        )

    def passages(
        self, query: str, weights: tuple[float, float, float], *, most: int, **filters: str
    ) -> list[PassageHit]:
        """Give at most so many passages that an FTS5 query meets, best first; filters are `slug` and `section`.

        `weights` are those of bm25 for title, heading and text.
        """
        # The best are chosen before they are joined with what they stand in: a common word meets thousands.
        joins = _JOINS if filters else ""
        rows = self._connection.execute(
            "select slug, monographs.title, banned, modified, path, place, start, passages.section, line, score,"
            " passages.id from (select search.rowid as hit, -bm25(search, ?, ?, ?) as score"
            f" from search {joins} where search match ?{_conditions(filters)} order by score desc, hit limit ?)"
            " join passages on passages.id = hit join monographs on monographs.id = passages.monograph"
            " order by score desc, slug, place, start",
            (*weights, query, *filters.values(), most),
        )
        return [PassageHit(self._entry(row[:5]), *row[5:]) for row in rows]

    def count_passages(self, query: str, **filters: str) -> int:
        """Count the passages that an FTS5 query meets."""
        joins = _JOINS if filters else ""
        statement = f"select count(*) from search {joins} where search match ?{_conditions(filters)}"
        return int(self._connection.execute(statement, (query, *filters.values())).fetchone()[0])

    def marked(self, query: str, passage: int) -> str:
        r"""Give the folded text of a passage with \x02 and \x03 around each match."""
        row = self._connection.execute(
            "select highlight(search, 2, '\x02', '\x03') from search where search match ? and rowid = ?",
            (query, passage),
        ).fetchone()
        return str(row[0])

    def words(self) -> list[str]:
        """Give every term of the search index."""
        return [term for (term,) in self._connection.execute("select term from vocabulary")]

    def problems(self) -> list[Problem]:
        """Give what was wrong with the files, by path and line."""
        rows = self._connection.execute("select code, path, line, message, fatal from problems order by path, line")
        return [Problem(code, path, line, message, bool(fatal)) for code, path, line, message, fatal in rows]

    def count(self, table: str) -> int:
        """Give the number of rows of one of the `COUNTED` tables, as the manifest has it."""
        return int(self.manifest()[table])

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def open_snapshot(path: Path, collection: str, *, root: str | None = None) -> Snapshot | None:
    """Open a snapshot file for reading, or give None when it is missing, foreign, damaged or of another version.

    `root` is the folder it must have been compiled from; None accepts any, as for a snapshot that was shipped.
    """
    if not os.path.isfile(path):  # noqa: PTH113 - Path's own raises where a folder above may not be entered
        return None
    try:
        # A snapshot is replaced, never changed: no lock is needed, and a folder without rights will do.
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    except sqlite3.Error:
        return None
    try:
        owner = connection.execute("pragma application_id").fetchone()[0]
        snapshot = Snapshot(connection, collection)
        manifest = snapshot.manifest() if owner == APPLICATION_ID else {}
    except (sqlite3.Error, ValueError, TypeError):  # the last two from letters that are none
        connection.close()
        return None
    fits = manifest.get("format") == str(FORMAT) and manifest.get("version") == __version__
    if not fits or (root is not None and manifest.get("root") != root):
        connection.close()
        return None
    return snapshot


def _section(row: tuple[Any, ...]) -> Section:
    _, section_id, title, qualifier, also, part, line, blocks = row
    return Section(section_id, title, qualifier, loads_blocks(blocks), tuple(also.split()), part, line)


def _conditions(filters: Mapping[str, str]) -> str:
    return "".join(f" and {_FILTERS[name]}" for name in filters)
