"""Find labels in a folder by their set id: openFDA JSON, extracts of it, and SPL XML."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from defusedxml.ElementTree import fromstring

from drugref.labels.label import Label
from drugref.labels.openfda import read_record
from drugref.labels.spl import read_document

_SET_IDS = re.compile(rb'"(?:spl_)?set_id"\s*:\s*\[?\s*"([^"]+)"|<setId\s+[^>]*?root="([^"]+)"')


class Volume(NamedTuple):
    """A file that holds a label."""

    path: Path

    def read(self) -> Iterator[Label]:
        """Yield the labels of the file; ValueError says that it holds something else."""
        data = self.path.read_bytes()
        if self.path.suffix.lower() == ".xml":
            yield read_document(fromstring(data), str(self.path))
            return
        value = json.loads(data)
        records = value.get("results", [value]) if isinstance(value, dict) else value
        for record in records:
            yield read_record(record, str(self.path))


class Shelf:
    """The labels beneath a folder, or in one file, by set id; a file is parsed when one of its labels is asked for."""

    def __init__(self, root: Path) -> None:
        self._volumes: dict[str, list[Volume]] = {}
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if path.suffix.lower() in {".json", ".xml"} and path.is_file():
                for set_id in _set_ids(path):
                    self._volumes.setdefault(set_id, []).append(Volume(path))
        self._labels: dict[str, tuple[Label, ...]] = {}

    def __len__(self) -> int:
        return len(self._volumes)

    def labels(self, set_id: str) -> tuple[Label, ...]:
        """Give every version of a label that is there, oldest first."""
        key = set_id.lower()
        if key not in self._labels:
            found = [label for volume in self._volumes.get(key, ()) for label in volume.read()]
            mine = (label for label in found if label.set_id.lower() == key)
            self._labels[key] = tuple(sorted(mine, key=lambda label: (label.effective, len(label.passages))))
        return self._labels[key]


def _set_ids(path: Path) -> set[str]:
    return {(match[0] or match[1]).decode("ascii", "replace").lower() for match in _SET_IDS.findall(path.read_bytes())}
