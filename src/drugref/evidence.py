"""Read the evidence of a monograph: where in which label each of its figures stands."""

from pathlib import Path
from typing import Any, NamedTuple

import yaml

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Evidence(NamedTuple):
    """One entry: how a statement begins, in which section; the label's set id, its place, the figures in order."""

    text: str
    section: str
    source: str
    at: str
    figures: tuple[str, ...]
    note: str = ""
    line: int = 0


class EvidenceFault(Exception):
    """Say why an evidence file cannot be read, and on which line."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


def evidence_path(monograph: Path) -> Path:
    """Give the place of a monograph's evidence: the folder `evidence` beside the monographs' own."""
    return monograph.parent.parent / "evidence" / f"{monograph.stem}.yaml"


def read_evidence(path: Path) -> tuple[Evidence, ...]:
    """Read the entries of a file; EvidenceFault says what is wrong with it, OSError that it cannot be opened."""
    text = path.read_text(encoding="utf-8")
    try:
        root = yaml.compose(text, Loader=_Loader)
        value = yaml.load(text, Loader=_Loader)  # noqa: S506 - the safe loader, in C where there is one
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise EvidenceFault(
            f"it is not YAML: {getattr(error, 'problem', error)}", mark.line + 1 if mark else 0
        ) from error
    statements = value.get("statements") if isinstance(value, dict) else None
    if root is None or not isinstance(statements, list):
        raise EvidenceFault("it has no list 'statements'")
    nodes = next(node.value for key, node in root.value if key.value == "statements")
    lines = [node.start_mark.line + 1 for node in nodes]
    return tuple(_entry(item, line) for item, line in zip(statements, lines, strict=True))


def _entry(item: Any, line: int) -> Evidence:
    if not isinstance(item, dict) or not all(item.get(key) for key in ("text", "section", "source", "at")):
        raise EvidenceFault("an entry needs text, section, source, at and figures", line)
    figures = item.get("figures") or []
    if not isinstance(figures, list):
        raise EvidenceFault("'figures' is a list: [20 mg, once daily]", line)
    text, section, source, at, note = (str(item.get(key, "")) for key in ("text", "section", "source", "at", "note"))
    return Evidence(" ".join(text.split()), section, source, at, tuple(map(str, figures)), note, line)
