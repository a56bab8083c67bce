"""Quote a monograph: whole sentences, list items and table rows, each with its place."""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from drugref.analysis import fold
from drugref.blocks import Block, Blocks, BulletList, Heading, Note, NumberedList, Paragraph, Table, plain_text
from drugref.model import Monograph, Section, label_of

ENTRIES = "interactions"
"""Id of the pseudo-section that the entries `interactions` of the front matter form."""

# What ends in a full stop and ends no sentence.
_ABBREVIATIONS = frozenset(
    """
    e.g i.e eg ie etc vs cf ca approx resp st dr no nos fig figs ref refs vol sec sect spp sp subsp inc ltd co max min
    incl excl al viz i.v i.m s.c p.o b.i.d t.i.d q.d u.s
    """.split()  # noqa: SIM905 - a list of quoted words is no easier to read
)
_END = re.compile(r"[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[^\W_a-z])")
_LAST_TOKEN = re.compile(r"[^\s(\[]*$")
_SILENT = re.compile(
    r"(?:not (?:covered|described|stated|given|available)\b[^.]*(?:sources?|labels?|here)?|see (?:above|below)|"
    r"n/?a|no (?:data|information|text)(?: available)?|to be added|tbd|-+|–|—)?[.\s]*",
    re.IGNORECASE,
)
_BEGINNING, _WORD, _MOST_LINES = 48, 8, 5
_WORDS = re.compile(r"[^\W_]+")
"""Letters and digits by which the line of a quote is found in its file."""
_MARKS = {code: None for code in range(128) if not chr(code).isalnum()}


class Statement(NamedTuple):
    """A paragraph, list item or table row of a monograph, not yet cut into sentences.

    `lead` is what announces it: the line before a list, the head of a table. `label` is what stands before its first
    colon; `number` is its place among the statements of its section.
    """

    section: Section
    heading: str
    lead: str
    label: str
    text: str
    number: int

    @property
    def place(self) -> tuple[str, int, int]:
        """Tell the statement from the others of its monograph; hashing it would hash all that its section says."""
        return self.section.id, self.section.line, self.number


class Quote(NamedTuple):
    """Words of a monograph as they stand there, with their place; `set_id` and `date` are those of its source.

    `line` counts from 1 in the file and is 0 where there is no file, as for an imported label.
    """

    slug: str
    title: str
    section: str
    section_title: str
    heading: str
    text: str
    path: str
    line: int
    collection: str
    set_id: str
    date: str


def statements(section: Section) -> Iterator[Statement]:
    """Yield the statements of a section in reading order."""
    for number, (heading, lead, label, text) in enumerate(_units(section.blocks, "", "")):
        yield Statement(section, heading, lead, label, text, number)


def _units(blocks: Blocks, heading: str, lead: str) -> Iterator[tuple[str, str, str, str]]:
    before: Block | None = None
    for block in blocks:
        match block:
            case Heading(title):
                heading, lead = title, ""
            case Paragraph(content):
                text = _flat(plain_text(content))
                if text:
                    yield heading, lead, label_of(block) or _label(text), text
            case BulletList(items) | NumberedList(items):
                announced = _announcement(before) or lead
                for item in items:
                    yield from _item(item, heading, announced)
            case Table(header, rows):
                columns = " | ".join(filter(None, (_flat(plain_text(cell)) for cell in header)))
                if not rows and columns:
                    yield heading, lead, "", columns
                for row in rows:
                    cells = [_flat(plain_text(cell)) for cell in row]
                    if any(cells):
                        yield heading, columns, cells[0], " | ".join(filter(None, cells))
            case Note(inner):
                yield from _units(inner, heading, lead)
        before = block


def _item(item: Blocks, heading: str, lead: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield an item, then what is nested in it, led by the item's own words."""
    yield from _units(item[:1], heading, lead)
    if len(item) > 1:
        inner = _announcement(item[0]) or lead
        yield from _units(item[1:], heading, inner)


def _announcement(block: Block | None) -> str:
    """Give the words that announce a list: a paragraph that ends with a colon."""
    text = _flat(plain_text(block.content)) if isinstance(block, Paragraph) else ""
    return sentences(text)[-1] if text.endswith(":") else ""


def _label(text: str) -> str:
    """Give what stands before the first colon, when that is the head of the words behind it."""
    head, colon, _ = text.partition(": ")
    return head if colon and not re.search(r"[.!?]\s", head) else ""


def _flat(text: str) -> str:
    return " ".join(text.split())


def entry_statements(monograph: Monograph) -> Iterator[tuple[dict[str, str], tuple[str, ...], Statement]]:
    """Yield the `interactions` entries of the front matter: their fields, the partners they name, and a statement."""
    entries = monograph.extra.get("interactions")
    section = Section(ENTRIES, "Interactions (front matter)", "", ())
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            with_ = entry.get("with")
            partners = tuple(_flat(str(name)) for name in (with_ if isinstance(with_, list) else [with_]) if name)
            fields = {key: _flat(str(entry.get(key) or "")) for key in ("effect", "action", "stated", "source")}
            said = " ".join(filter(None, (fields["effect"], fields["action"])))
            source = f" ({fields['source']})" if fields["source"] else ""
            text = f"{', '.join(partners)}: {said}{source}"
            yield fields, partners, Statement(section, "", "", ", ".join(partners), text, number)


def sentences(text: str) -> list[str]:
    """Cut a text into whole sentences: abbreviations, decimals, initials and what is in brackets end none."""
    found: list[str] = []
    start = 0
    for match in _END.finditer(text):
        head = text[start : match.start()]
        token = _LAST_TOKEN.search(head)
        word = token[0].lower() if token else ""
        is_initial = len(word) == 1 and word.isalpha()
        is_open = head.count("(") > head.count(")") + match[0].count(")")
        if (match[0][0] == "." and (word in _ABBREVIATIONS or is_initial)) or is_open:
            continue
        found.append(text[start : match.end()].strip())
        start = match.end()
    rest = text[start:].strip()
    return [*found, rest] if rest or not found else found


def is_silent(text: str) -> bool:
    """Tell whether a text says nothing: it is empty, a dash, or only says `Not covered by the sources`."""
    return _SILENT.fullmatch(text.strip()) is not None


_INTERACTIONS = re.compile(
    r"(?:\d[\d.]*\s+)?(?:potential |clinically \w+ )?(?:drug(?:[ -/]+\w+)? )?interactions?\b", re.IGNORECASE
)


def is_on_interactions(statement: Statement) -> bool:
    """Tell whether a statement stands under Drug Interactions, which older labels have among their Precautions."""
    if statement.section.id == ENTRIES or statement.section.answers_to("drug-interactions"):
        return True
    return any(_INTERACTIONS.match(text) for text in (statement.heading, statement.text) if text)


class Quoter:
    """Make quotes of statements, finding the line of each in its file, which is read once and only when it must be."""

    def __init__(self, file_of: Callable[[Monograph], Path | None]) -> None:
        """Take a function that gives the file of a monograph, or None when there is none."""
        self._file_of = file_of
        self._files: dict[tuple[str, str], _File] = {}

    def quote(self, monograph: Monograph, statement: Statement, text: str = "") -> Quote:
        """Quote a statement, or the sentence of it that is given."""
        text = text or statement.text
        line = self._line(self._file(monograph), statement, text)
        return self._quote(monograph, statement.section, statement.heading, text, line)

    def say(self, monograph: Monograph, part: str, text: str) -> Quote:
        """Quote a part of the front matter, such as `classes`."""
        section = Section(part, f"{part.title()} (front matter)", "", ())
        return self._quote(monograph, section, "", text, self._file(monograph).line_of_key(part))

    def _quote(self, monograph: Monograph, section: Section, heading: str, text: str, line: int) -> Quote:
        return Quote(
            monograph.slug, monograph.title, section.id, section.full_title, heading, text, monograph.path, line,
            monograph.collection, *_source_of(monograph, text),
        )  # fmt: skip

    def _file(self, monograph: Monograph) -> "_File":
        key = (monograph.collection, monograph.path)
        if key not in self._files:
            self._files[key] = _File(self._file_of(monograph))
        return self._files[key]

    @staticmethod
    def _line(file: "_File", statement: Statement, text: str) -> int:
        """Give the line of the file on which a quote begins; that of its section when it is not found there."""
        section = statement.section
        if section.id == ENTRIES:
            partners, _, said = statement.text.partition(": ")
            return file.find(f"with{_letters(partners)}effect", 1) or file.find(f"effect{_letters(said)}", 1)
        if section.line == 0:
            return file.line_of_key(section.id)
        first = file.find(_letters(statement.text), section.line) or section.line
        return (file.find(_letters(text), first) if text != statement.text else first) or section.line


class _File:
    """The lines of a file, squashed one by one as the search for a quote comes to them."""

    def __init__(self, path: Path | None) -> None:
        try:
            self._lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path else []
        except OSError:  # the section's own line will do
            self._lines = []
        self._squashed: dict[int, str] = {}

    def line_of_key(self, key: str) -> int:
        """Give the line of the front matter that begins with a key, or 0."""
        return next((number for number, line in enumerate(self._lines, 1) if line.startswith(f"{key}:")), 0)

    def find(self, squashed: str, first: int) -> int:
        """Give the first line from `first` on where squashed words begin, or 0; they may run over several lines."""
        for length, is_quick in ((_BEGINNING, True), (_BEGINNING, False), (_BEGINNING // 2, False)):
            wanted = squashed[:length]
            for number in range(first, len(self._lines) + 1) if wanted else ():
                line = self._line(number)
                if is_quick and wanted[:_WORD] not in line:
                    continue
                place = "".join([line, *(self._line(number + more) for more in range(1, _MOST_LINES))]).find(wanted)
                if 0 <= place < len(line):
                    return number
        return 0

    def _line(self, number: int) -> str:
        if number not in self._squashed:
            self._squashed[number] = _letters(self._lines[number - 1]) if number <= len(self._lines) else ""
        return self._squashed[number]


def _letters(text: str) -> str:
    """Give the letters and digits of a text, by which a quote is found in its file among marks and line ends."""
    folded = fold(text)
    return folded.translate(_MARKS) if folded.isascii() else "".join(_WORDS.findall(folded))


def _source_of(monograph: Monograph, text: str) -> tuple[str, str]:
    """Give the set id and date of the source that a quote cites by its label, else of the only or first one."""
    cited = [source for source in monograph.sources if f"({source.label} " in text or f" {source.label} " in text]
    best = max(cited, key=lambda source: len(source.label), default=None)
    best = best or next(iter(monograph.sources), None)
    return ("", "") if best is None else (best.set_id, best.effective)


def read_sections(monograph: Monograph, ids: Iterable[str]) -> list[Section]:
    """Give the sections of a monograph that answer to some ids, in the order of the ids, each once."""
    found: dict[int, Section] = {}
    for section_id in ids:
        for section in monograph.named(section_id):
            found.setdefault(id(section), section)
    return list(found.values())
