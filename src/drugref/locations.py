"""Tell where drugref keeps things on this machine: the user's monographs, the cache, the settings, the bundled data."""

import os
from pathlib import Path

from drugref import homes

LIBRARY_SUFFIX = ".labels"
"""How the file of imported labels ends: as no monograph does."""

_PACKAGE = Path(__file__).resolve().parent


def path_text(path: str | Path) -> str:
    """Give a path as text that can be kept: bytes that are no letters as their escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def user_monographs() -> Path:
    """Give the folder in which a reader keeps monographs of their own; it need not exist."""
    return Path(homes.user_monographs())


def imported_labels() -> Path:
    """Give the file of the labels that a reader imported; it need not exist."""
    return Path(homes.imported_labels())


def all_labels_index() -> Path:
    """Give the file of the words of all imported labels; it need not exist."""
    return snapshot_cache() / "all-labels.sqlite"


def config_file() -> Path:
    """Give the file of the reader's settings; it need not exist."""
    return Path(homes.config_file())


def snapshot_cache() -> Path:
    """Give the folder of compiled snapshots; it need not exist."""
    return Path(homes.snapshot_cache())


def bundled_snapshot() -> Path:
    """Give the snapshot that a wheel ships; a checkout has none."""
    return _PACKAGE / "data" / "bundled.sqlite"


def bundled_monographs() -> Path:
    """Give the folder of the bundled monographs: in the package, or in the checkout that it runs from."""
    return _data("monographs")


def tall_man_names() -> Path:
    """Give the table of look-alike names in tall-man lettering."""
    return _data("tall_man.txt")


def not_covered_names() -> Path:
    """Give the table of drugs that the bundled monographs do not cover."""
    return _data("not_covered.tsv")


def class_table() -> Path:
    """Give the table of drug classes, how interactions name them and who belongs to them."""
    return _data("classes.tsv")


def _data(name: str) -> Path:
    packaged = _PACKAGE / "data" / name
    return packaged if packaged.exists() else _PACKAGE.parent.parent / "data" / name
