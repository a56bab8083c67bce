"""Read the reader's config file, and settle what a flag, the environment and the file say, in that order."""

import os
import re
import stat
from pathlib import Path
from typing import Any, NamedTuple

from drugref.analysis import escape_controls
from drugref.console import MAX_WIDTH, MIN_WIDTH, Output
from drugref.errors import UsageError
from drugref.locations import config_file, path_text

COLORS = ("auto", "always", "never")
_LARGEST = 1_000_000


class Config(NamedTuple):
    """What the config file sets; None for what it leaves open, and all of it where there is no file."""

    path: Path
    exists: bool = False
    width: int | None = None
    color: str | None = None
    pager: bool | str | None = None
    data: tuple[Path, ...] | None = None

    def settings(self) -> dict[str, Any]:
        """Give what the file sets, by key."""
        data = None if self.data is None else [path_text(folder) for folder in self.data]
        return {"width": self.width, "color": self.color, "pager": self.pager, "data": data}


def read_config() -> Config:
    """Read the config file, if there is one; UsageError with its path and line for what it may not say."""
    path = config_file()
    raw = _bytes_of(path)
    if raw is None:
        return Config(path)
    text = _text_of(path, raw)
    return Config(path, exists=True)._replace(**_checked(path, text, _table_of(path, text)))


def settled(config: Config, *, json: bool, plain: bool, width: int | None, color: str | None, pager: bool) -> Output:
    """Give the output that is asked for; a flag that was not given is None, and `pager` false is a flag too.

    PAGER says which pager, so that it does not call one back whom `pager = false` has sent away.
    """
    if width is None and not _is_number(os.environ.get("COLUMNS", "")):
        width = config.width
    if color is None and not (os.environ.get("NO_COLOR") or os.environ.get("FORCE_COLOR")):
        color = config.color
    command = config.pager if isinstance(config.pager, str) and "PAGER" not in os.environ else None
    return Output(json, plain, width, color or "auto", pager=pager and config.pager is not False, pager_command=command)


def data_folders(config: Config) -> tuple[Path, ...]:
    """Give the folders that the config file names; UsageError for one that is not there."""
    for folder in config.data or ():
        if not folder.exists():
            line = _line_of(_text_of(config.path, _bytes_of(config.path) or b""), "data")
            raise _fault(config.path, line, f"there is no '{path_text(folder)}'. Create it, or take it out of data.")
    return config.data or ()


def _is_number(text: str) -> bool:
    return text.isdigit() and int(text) > 0


def _bytes_of(path: Path) -> bytes | None:
    """Give the file's bytes; None when there is no file, which most readers have not."""
    try:
        state = os.stat(path)  # noqa: PTH116 - a path is no costlier than a string here, and a pipe must not be opened
        if not stat.S_ISREG(state.st_mode) or state.st_size > _LARGEST:
            what = "too large" if stat.S_ISREG(state.st_mode) else "no file"
            raise _fault(path, 0, f"this is {what}. Put a small TOML file in its place, or take it away.")
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise _fault(path, 0, f"it cannot be read: {error.strerror}. Make it readable, or take it away.") from error


def _text_of(path: Path, raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _fault(path, line, "this is not UTF-8. Save the file in that encoding.") from error


def _table_of(path: Path, text: str) -> dict[str, Any]:
    import tomllib  # most readers have no config file, and start without it

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is a ValueError of its own
        found = re.search(r" \(at line (\d+), column \d+\)", str(error))
        line = int(found[1]) if found else text.count("\n") + bool(text) if "end of document" in str(error) else 0
        reason = (
            re.sub(r" \(at [^()]*\)$", "", str(error)) if isinstance(error, tomllib.TOMLDecodeError) else "unreadable"
        )
        raise _fault(path, line, f"this is not TOML: {reason}. Write lines such as width = 72.") from error


def _checked(path: Path, text: str, table: dict[str, Any]) -> dict[str, Any]:
    for key, value in table.items():
        if key not in _KEYS:
            names = ", ".join(_KEYS)
            raise _fault(path, _line_of(text, key), f"there is no setting '{key}'. The settings are {names}.")
        check, wanted = _KEYS[key]
        if not check(value):
            raise _fault(path, _line_of(text, key), f"{key} must be {wanted}.")
    if "data" in table:
        # beside the file, and not beside wherever the reader happens to stand
        table["data"] = tuple(path.parent / os.path.expanduser(folder) for folder in table["data"])  # noqa: PTH111
    return table


def _is_width(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and MIN_WIDTH <= value <= MAX_WIDTH


def _is_pager(value: Any) -> bool:
    return isinstance(value, bool) or (isinstance(value, str) and bool(value.strip()) and "\0" not in value)


def _is_folders(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and one and "\0" not in one for one in value)


_KEYS = {
    "width": (_is_width, f"a whole number from {MIN_WIDTH} to {MAX_WIDTH}, as in width = 72"),
    "color": (COLORS.__contains__, 'one of "auto", "always" and "never"'),
    "pager": (_is_pager, 'true, false or a command, as in pager = "less -R"'),
    "data": (_is_folders, 'a list of folders, as in data = ["~/monographs"]'),
}
"""Setting → its check, and what it must be in words."""


def _line_of(text: str, key: str) -> int:
    """Give the line on which a key or a table of that name stands first; 0 when it is written in some other way."""
    name = re.escape(key)
    found = re.search(rf"^[ \t]*\[*[ \t]*[\"']?{name}[\"']?[ \t]*[=.\]]", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 0


def _fault(path: Path, line: int, sentence: str) -> UsageError:
    place = f"{path_text(path)}:{line}" if line else path_text(path)
    return UsageError(f"{place}: {escape_controls(sentence)}")
