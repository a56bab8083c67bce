"""Find the labels in files: openFDA JSON, SPL XML, folders, zips and zips of zips; refuse what is none, in a line."""

import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple
from xml.etree.ElementTree import Element

import ijson
import orjson
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from drugref.analysis import escape_controls
from drugref.errors import DataFault
from drugref.labels import openfda, spl
from drugref.labels.assembly import Product
from drugref.labels.label import Label
from drugref.labels.places import Place
from drugref.model import Monograph

MAX_DOCUMENT = 64 * 1024 * 1024
"""Bytes of one SPL document, or of one record, at most: the longest real one has a few million."""
_MOST_EXPANSION = 200
"""How many times its packed size a member of a zip may have: XML and JSON of labels pack to about a tenth."""
_DEEPEST_ZIP = 2
_SET_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
_HL7 = "{urn:hl7-org:v3}"


class Packed(NamedTuple):
    """A label as it was found: where, json or xml, its own bytes, and these parsed where they have been."""

    place: str
    form: str
    data: bytes
    record: Mapping[str, Any] | None = None


class Refused(NamedTuple):
    """Something that is no label, or cannot be read: where it stands and why."""

    place: str
    reason: str

    def __str__(self) -> str:
        return escape_controls(f"{self.place}: {self.reason}")


class Files:
    """The files beneath some paths, read one after the other; memory does not grow with a file."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._files = [file for path in paths for file in _files_of(path)]
        self._sizes = [_size(file) for file in self._files]
        self._all = max(sum(self._sizes), 1)
        self._done = 0
        self._open: IO[bytes] | None = None

    @property
    def share_read(self) -> float:
        """The share of all bytes that has been read so far, 0 to 1."""
        here = 0 if self._open is None or self._open.closed else self._open.tell()
        return min((self._done + here) / self._all, 1.0)

    def labels(self) -> Iterator[Packed | Refused]:
        """Yield every label of the files, and what is refused."""
        for path, size in zip(self._files, self._sizes, strict=True):
            try:
                with path.open("rb") as self._open:
                    yield from _in_stream(self._open, str(path), path.suffix.lower(), 0)
            except OSError as error:
                yield Refused(str(path), f"it cannot be read ({error.strerror})")
            self._done += size


def _files_of(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return [
        inner
        for inner in sorted(path.rglob("*"))
        if inner.is_file() and inner.suffix.lower() in {".json", ".xml", ".zip"}
    ]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _in_stream(file: IO[bytes], place: str, suffix: str, depth: int) -> Iterator[Packed | Refused]:
    start = file.read(4)
    file.seek(0)
    if start == b"PK\x03\x04":
        yield from _in_zip(file, place, depth)
    elif suffix == ".xml" or start.lstrip(b"\xef\xbb\xbf").startswith(b"<"):
        data = file.read(MAX_DOCUMENT + 1)
        yield Packed(place, "xml", data) if len(data) <= MAX_DOCUMENT else Refused(place, "it is too large for a label")
    elif suffix in {".json", ".zip", ""} or start.lstrip()[:1] in {b"{", b"["}:
        if suffix == ".zip":
            yield Refused(place, "it is named a zip file, but is none")
        else:
            yield from _in_json(file, place)
    else:
        yield Refused(place, "it is neither JSON nor XML nor a zip of them")


def _in_zip(file: IO[bytes], place: str, depth: int) -> Iterator[Packed | Refused]:
    """Yield the labels of a zip; DailyMed packs a zip for each label into one."""
    if depth > _DEEPEST_ZIP:
        yield Refused(place, "its zips are nested too deeply")
        return
    try:
        with zipfile.ZipFile(file) as archive:
            for info in archive.infolist():
                suffix = Path(info.filename).suffix.lower()
                if not info.is_dir() and suffix in {".json", ".xml", ".zip"}:
                    yield from _in_member(archive, info, f"{place}/{info.filename}", suffix, depth)
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        yield Refused(place, f"it is a damaged zip file ({error}); fetch it again")


def _in_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, place: str, suffix: str, depth: int
) -> Iterator[Packed | Refused]:
    if info.flag_bits & 1:
        yield Refused(place, "it is encrypted; unpack it yourself")
        return
    if info.file_size > _MOST_EXPANSION * max(info.compress_size, 1024):
        yield Refused(place, "it unpacks to far more than any label; it may be a zip bomb")
        return
    try:
        with archive.open(info) as member:
            if suffix == ".json":
                yield from _in_json(member, place)
            elif info.file_size > MAX_DOCUMENT:
                yield Refused(place, "it is too large for a label")
            else:
                yield from _in_stream(io.BytesIO(member.read()), place, suffix, depth + 1)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        yield Refused(place, f"it cannot be unpacked ({error}); fetch it again")


def _in_json(file: IO[bytes], place: str) -> Iterator[Packed | Refused]:
    """Yield the records of openFDA's `{"meta", "results"}`, of a list of records, or one record alone."""
    try:
        prefix = _prefix(file)
    except (ijson.JSONError, UnicodeDecodeError, ValueError) as error:
        yield Refused(place, f"it is not JSON ({_first_line(error)})")
        return
    file = _rewound(file)
    number = 0
    try:
        for number, record in enumerate(ijson.items(file, prefix, use_float=True), 1):
            where = f"{place}#{number}" if prefix else place
            if isinstance(record, dict):
                yield Packed(where, "json", _dumped(record), record)
            else:
                yield Refused(where, "the record is not an object with sections")
    except (ijson.JSONError, UnicodeDecodeError, ValueError, EOFError, zipfile.BadZipFile) as error:
        yield Refused(f"{place}#{number + 1}", f"the JSON ends or breaks here ({_first_line(error)}); fetch it again")


def _dumped(record: Mapping[str, Any]) -> bytes:
    """Write a record as JSON: that took a quarter of an import before orjson, which will not write what is odd."""
    try:
        return orjson.dumps(record)
    except orjson.JSONEncodeError:  # integers of more than 64 bits, half a surrogate pair
        return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _prefix(file: IO[bytes]) -> str:
    """Tell where the records stand: under `results`, in the list that the file is, or the file is one."""
    for prefix, event, value in ijson.parse(file):
        if prefix == "" and event == "start_array":
            return "item"
        if prefix == "" and event == "map_key" and value == "results":
            return "results.item"
        if prefix == "" and event == "map_key" and value not in {"meta", "results"}:
            return ""
    return ""


def _rewound(file: IO[bytes]) -> IO[bytes]:
    file.seek(0)
    return file


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)[:120]


def label_of(packed: Packed) -> Label:
    """Read a label found; DataFault says why it is none."""
    if packed.form == "json":
        label = openfda.read_record(_record(packed), packed.place, parts=False)
    else:
        label = spl.read_document(_root(packed), packed.place)
    if not _SET_ID.fullmatch(label.set_id):
        raise DataFault("it has no set id, so it is no label")
    if not any((*label.generics, *label.substances, *label.brands)):
        raise DataFault("it names no drug, so it is no label")
    if not any(passage.text.strip() for passage in label.passages):
        raise DataFault("it has no section with text, so it is no label")
    return label


def product_of(packed: Packed) -> Product:
    """Read what a label says of its product."""
    return openfda.read_product(_record(packed)) if packed.form == "json" else spl.read_product(_root(packed))


def monograph_of(packed: Packed) -> Monograph:
    """Make the page of a label found; DataFault as `label_of`."""
    if packed.form == "json":
        return openfda.read_monograph(_record(packed), packed.place)
    return spl.read_monograph(_root(packed), packed.place)


def sections_of(packed: Packed) -> list[tuple[str, str, str]]:
    """Give id, title and words of the sections that the page of a label found has; of JSON its page is not made."""
    if packed.form != "json":
        return [(section.id, section.title, section.text) for section in monograph_of(packed).sections]
    found: dict[Place, list[str]] = {}
    for place, text in openfda.read_sections(_record(packed)):
        found.setdefault(place, []).append(text)
    return [(place.id, place.title, "\n".join(texts)) for place, texts in found.items()]


def _record(packed: Packed) -> Mapping[str, Any]:
    return json.loads(packed.data) if packed.record is None else packed.record


def _root(packed: Packed) -> Element:
    """Parse a document; only a label's will do: no entities, no other kind of SPL."""
    try:
        root: Element = fromstring(packed.data)
    except DefusedXmlException as error:
        raise DataFault("it declares entities, which a label never does") from error
    except (ParseError, LookupError, ValueError) as error:
        raise DataFault(f"it is not well-formed XML ({_first_line(error)})") from error
    if root.tag != f"{_HL7}document":
        raise DataFault("it is XML, but not Structured Product Labeling")
    code = root.find(f"{_HL7}code")
    kind = code.get("displayName", "") if code is not None else ""
    if "LABEL" not in kind.upper() or "LABELER" in kind.upper():
        raise DataFault(f"it is an SPL document, but no label ({kind or 'of no kind'})")
    return root
