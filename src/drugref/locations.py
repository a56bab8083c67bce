"""Tell where drugref keeps things on this machine: the user's monographs, the cache, the settings, the bundled data.

Twelve lines of our own: platformdirs would add 0.3 of a bare Python's start-up to every page shown.
"""

import os
import sys
from pathlib import Path

LIBRARY_SUFFIX = ".labels"
"""How the file of imported labels ends: as no monograph does."""

_PACKAGE = Path(__file__).resolve().parent


def path_text(path: str | Path) -> str:
    """Give a path as text that can be kept: bytes that are no letters as their escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def user_monographs() -> Path:
    """Give the folder in which a reader keeps monographs of their own; it need not exist."""
    return _base("XDG_DATA_HOME", windows="LOCALAPPDATA", mac="Application Support", unix=".local/share") / "monographs"


def imported_labels() -> Path:
    """Give the file of the labels that a reader imported; it need not exist."""
    return user_monographs().parent / f"imported{LIBRARY_SUFFIX}"


def all_labels_index() -> Path:
    """Give the file of the words of all imported labels; it need not exist."""
    return snapshot_cache() / "all-labels.sqlite"


def config_file() -> Path:
    """Give the file of the reader's settings; it need not exist."""
    return _base("XDG_CONFIG_HOME", windows="APPDATA", mac="Application Support", unix=".config") / "config.toml"


def snapshot_cache() -> Path:
    """Give the folder of compiled snapshots; it need not exist."""
    return _base("XDG_CACHE_HOME", windows="LOCALAPPDATA", mac="Caches", unix=".cache") / "snapshots"


def _base(variable: str, *, windows: str, mac: str, unix: str) -> Path:
    chosen = os.environ.get(variable, "")
    if os.path.isabs(chosen):  # the XDG rule: a relative path is to be ignored
        return Path(chosen) / "drugref"
    if sys.platform == "win32":  # pragma: no cover - exercised on Windows only
        return Path(os.environ.get(windows) or Path.home() / "AppData" / "Local") / "drugref"
    if sys.platform == "darwin":  # pragma: no cover - exercised on macOS only
        return Path.home() / "Library" / mac / "drugref"
    return Path.home() / unix / "drugref"


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
