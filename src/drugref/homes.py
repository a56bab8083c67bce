"""Tell which folders a reader's own things live in, as plain text: drugref.lane asks before pathlib is loaded.

Twelve lines of our own: platformdirs would add 0.3 of a bare Python's start-up to every page shown.
"""

import os
import sys


def user_monographs() -> str:
    """Give the folder in which a reader keeps monographs of their own; it need not exist."""
    return os.path.join(_data(), "monographs")


def imported_labels() -> str:
    """Give the file of the labels that a reader imported; it need not exist."""
    return os.path.join(_data(), "imported.labels")


def config_file() -> str:
    """Give the file of the reader's settings; it need not exist."""
    return os.path.join(
        _base("XDG_CONFIG_HOME", windows="APPDATA", mac="Application Support", unix=".config"), "config.toml"
    )


def snapshot_cache() -> str:
    """Give the folder of compiled snapshots; it need not exist."""
    return os.path.join(_base("XDG_CACHE_HOME", windows="LOCALAPPDATA", mac="Caches", unix=".cache"), "snapshots")


def _data() -> str:
    return _base("XDG_DATA_HOME", windows="LOCALAPPDATA", mac="Application Support", unix=".local/share")


def _base(variable: str, *, windows: str, mac: str, unix: str) -> str:
    chosen = os.environ.get(variable, "")
    if os.path.isabs(chosen):  # the XDG rule: a relative path is to be ignored
        return os.path.join(chosen, "drugref")
    home = os.path.expanduser("~")
    if sys.platform == "win32":  # pragma: no cover - exercised on Windows only
        return os.path.join(os.environ.get(windows) or os.path.join(home, "AppData", "Local"), "drugref")
    if sys.platform == "darwin":  # pragma: no cover - exercised on macOS only
        return os.path.join(home, "Library", mac, "drugref")
    return os.path.join(home, unix, "drugref")
