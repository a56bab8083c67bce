"""Read the records of a JSON file one at a time, whatever is broken among them; memory does not grow with the file."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

MAX_RECORD = 64 * 1024 * 1024
"""Characters of one record at most: the longest real one has a few million."""
_DEEPEST = 8
"""Lists and objects inside one another at most: a record of openFDA has three."""
_MOST_IN_A_ROW = 1000
"""After so many that are no records, the rest of a list is something else."""
_CHUNK = 1024 * 1024
_SPACE = re.compile(r"[ \t\r\n]*")
_KEY = re.compile(r'[ \t\r\n]*([{,])[ \t\r\n]*"(\w*)"[ \t\r\n]*:[ \t\r\n]*')
# Where an object may begin. Within a string of sound JSON the quote would have a backslash.
_START = re.compile(r'\{(?=[ \t\r\n]*")')
# How far before the place where the parser stumbles a record may begin: a lost quote is noticed at the next one.
_BACK = 256
# A string, one that is cut off included, or a bracket.
_MARK = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[{\]}]', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([dD][89abAB]..)\\u([dD][c-fC-F]..)|u[dD][89a-fA-F]..|.)", re.DOTALL)
_SURROGATE = re.compile(r"\\u[dD]")
_TOO_LARGE = "it is larger than any label"
_BOM = "\ufeff"
_KEYS = frozenset({"set_id", "openfda", "openfda_meta", "sections"})


class Readable(Protocol):
    """What records are read from: a file, or one that is read ahead."""

    def read(self, least: int, /) -> bytes:
        """Give about so many bytes, or what is left of them."""


class Record(NamedTuple):
    """A record: its own bytes, and what they say; numbers are kept as the text that they are."""

    data: bytes
    value: dict[str, Any]


class Broken(NamedTuple):
    """What stands in a record's place, and why it is none; `is_passed` when what follows it is not in doubt."""

    reason: str
    is_passed: bool = True


class _Twice(dict[str, Any]):
    """An object in which a key stands twice."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _Twice(found)


# A number stays the text that it is: of thousands of digits it costs no time, and 1.50 is not 1.5.
_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=str, parse_float=str, parse_constant=str)


def records(file: Readable) -> Iterator[tuple[int, Record | Broken]]:
    """Yield the records of openFDA's `{"meta", "results"}` or of a list, numbered, or the one that the file is, as 0.

    Errors of reading the file are the caller's.
    """
    window = _Window(file)
    if (start := window.peek()) not in {"{", "["}:
        yield 0, Broken("it is empty" if not start else "it is not JSON in UTF-8")
    elif window.enter_list():
        yield from enumerate(_some(_listed(window)), 1)
    else:
        yield from ((0, found) for found in _alone(window))


def loads(data: bytes) -> dict[str, Any]:
    """Read the bytes of a record that was found; ValueError or RecursionError when they are damaged."""
    value = _DECODER.decode(data.decode())
    if isinstance(value, dict):
        return value
    raise ValueError("the record is not an object with sections")


def _alone(window: "_Window") -> Iterator[Record | Broken]:
    found = window.take()
    yield found
    if (not isinstance(found, Broken) or found.is_passed) and window.peek():
        yield Broken("something follows the record; it was not read")


def _some(items: Iterator[Record | Broken]) -> Iterator[Record | Broken]:
    """Yield items, but not for ever where none is a record."""
    in_a_row = 0
    for found in items:
        in_a_row = 0 if isinstance(found, Record) else in_a_row + 1
        yield found
        if in_a_row == _MOST_IN_A_ROW:
            yield Broken(f"{in_a_row:,} in a row are no records; the rest of the list was not read")
            return


def _listed(window: "_Window") -> Iterator[Record | Broken]:
    """Yield the items of a list whose bracket has been passed, and go on behind one that is broken."""
    if window.peek() == "]":
        yield Broken("its list of records is empty")
    while window.peek() != "]":
        found = window.take()
        yield found
        is_lost = isinstance(found, Broken) and not found.is_passed
        if not is_lost and window.peek() not in {",", "]"}:
            yield _cut_off("no comma and no bracket behind the record")
            is_lost = True
        if is_lost:
            following = window.find_record()
            if following is None:
                return
            yield following
        if window.peek() == ",":
            window.step()
    if not window.is_done():
        yield Broken("something follows the list of records; it was not read")


def _cut_off(why: str) -> Broken:
    return Broken(f"the JSON ends or breaks here ({why}); fetch it again", is_passed=False)


class _Window:
    """The part of a file's text that is looked at; it moves forward, and what lies behind is forgotten."""

    def __init__(self, file: Readable) -> None:
        self._file = file
        # A byte that is no UTF-8 costs the record that it stands in, which is why it must get through here.
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._text, self._at, self._has_ended = "", 0, False
        self._more()
        if self._text.startswith(_BOM):
            self._at = 1

    def _more(self) -> bool:
        """Read on, at least as much as is being looked at, so that looking again costs no more than reading did."""
        if self._has_ended:
            return False
        chunk = self._file.read(max(_CHUNK, len(self._text) - self._at))
        self._has_ended = not chunk
        self._text = self._text[self._at :] + self._decoder.decode(chunk, final=self._has_ended)
        self._at = 0
        return True

    def peek(self) -> str:
        """Pass over spaces and give the character behind them; an empty text at the end."""
        while True:
            self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def step(self) -> None:
        """Pass over one character, and the spaces behind it."""
        self._at += 1
        self.peek()

    def enter_list(self) -> bool:
        """Pass over what stands before the list of records; False when the file is one record."""
        if self.peek() == "[":
            self.step()
            return True
        start = self._at
        while key := _KEY.match(self._text, self._at):
            if key[2] == "results" and self._text[key.end() : key.end() + 1] == "[":
                self._at = key.end()
                self.step()
                return True
            if key[2] != "meta":
                break
            try:
                _, self._at = _DECODER.raw_decode(self._text, key.end())
            except (ValueError, RecursionError):
                break
        self._at = start
        return False

    def is_done(self) -> bool:
        """Tell whether nothing follows the list but the end of its object: what came before it is no matter."""
        self.step()
        return not self.peek() or re.fullmatch(r"\s*(?:,\s*\"meta\".*)?\}\s*", self._rest(), re.DOTALL) is not None

    def _rest(self) -> str:
        while len(self._text) - self._at < _CHUNK and self._more():
            pass
        return self._text[self._at :]

    def take(self) -> Record | Broken:
        """Take the value that stands here, and pass over it."""
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except RecursionError:
                self._leave()
                return Broken("it is nested more deeply than any label")
            except json.JSONDecodeError as error:
                if self._may_go_on(error) and self._more():
                    continue
                return self._stumble(error)
            if end == len(self._text) and not isinstance(value, dict) and self._more():
                continue  # a number may go on
            text, self._at = self._text[self._at : end], end
            return _record(value, text) if len(text) <= MAX_RECORD else Broken(_TOO_LARGE)

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        """Tell whether the text may be sound so far: a string that is not closed yet, a word that is cut."""
        is_at_end = error.pos >= len(self._text) - 16 or error.msg.startswith("Unterminated string")
        return is_at_end and len(self._text) - self._at <= MAX_RECORD

    def _stumble(self, error: json.JSONDecodeError) -> Broken:
        if len(self._text) - self._at > MAX_RECORD and not self._has_ended:
            self._at += MAX_RECORD
            return Broken(_TOO_LARGE, is_passed=False)
        end = len(self._text) if error.msg.startswith("Unterminated string") else error.pos
        self._at = max(self._at + 1, end - _BACK)
        return _cut_off(error.msg)

    def find_record(self) -> Record | None:
        """Take the next object that looks like a label; None when there is none."""
        while True:
            found = _START.search(self._text, self._at)
            if found:
                self._at = found.start()
                record = self.take()
                if isinstance(record, Record) and record.value.keys() & _KEYS:
                    return record
                continue
            self._at = max(self._at, len(self._text) - _BACK)
            if not self._more():
                return None

    def _leave(self) -> None:
        """Pass over a value by its brackets alone."""
        depth = 0
        while True:
            for mark in _MARK.finditer(self._text, self._at):
                first = self._text[mark.start()]
                if first == '"' and mark.end() == len(self._text) and not self._has_ended:
                    self._at = mark.start()
                    break
                depth += (first in "[{") - (first in "]}")
                self._at = mark.end()
                if not depth:
                    return
            else:
                self._at = len(self._text)
            if not self._more():
                self._at = len(self._text)
                return


def _record(value: Any, text: str) -> Record | Broken:
    if _SURROGATE.search(text):
        text = _ESCAPE.sub(_whole, text)
        value = _DECODER.decode(text)
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return Broken("it is not in UTF-8")
    if not isinstance(value, dict):
        return Broken("the record is not an object with sections")
    if reason := _oddity(value, _DEEPEST):
        return Broken(reason)
    return Record(data, value)


def _whole(match: re.Match[str]) -> str:
    """Give an escape of JSON; half of a pair of surrogates, which is no character, as the one that stands for none."""
    return match[0] if match[1] or len(match[0]) == 2 else r"\ufffd"


def _oddity(value: Any, deepest: int) -> str:
    """Say what keeps a value from being part of a label; an empty text for nothing."""
    if not deepest:
        return "it is nested more deeply than any label"
    if isinstance(value, _Twice):
        return "a key stands twice in it"
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list) and (odd := _oddity(inner, deepest - 1)):
            return odd
    return ""
