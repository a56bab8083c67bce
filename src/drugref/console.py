"""Talk to the terminal: the answer on stdout, everything else on stderr; width, colour, pager, encodings."""

import codecs
import contextlib
import os
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from drugref.analysis import escape_all, escape_controls
from drugref.errors import UsageError
from drugref.render.layout import PIPE, PLAIN, TERMINAL, Sheet
from drugref.render.plain import plain_page

MIN_WIDTH, MAX_WIDTH, DEFAULT_WIDTH = 20, 400, 80
# Prose is read best at some seventy characters; a reader who wants wider lines says --width.
_WIDEST_UNASKED = 100
_BLINK = 0.1
"""Seconds between two pictures of a progress bar."""

_ASCII = {
    "≥": ">=",
    "≤": "<=",
    "×": "x",
    "÷": "/",
    "±": "+/-",
    "→": "->",
    "°": " deg ",
    "½": "1/2",
    "¼": "1/4",
    "¾": "3/4",
    **dict.fromkeys("–—−‐‑◦▪", "-"),
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "«": "<<",
    "»": ">>",
    "…": "...",
    "•": "*",
    "│": "|",
    "™": "(TM)",
    "®": "(R)",
    "©": "(C)",
    "µ": "u",
    "μ": "u",
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "κ": "kappa",
    "ω": "omega",
    **dict.fromkeys("\u00a0\u202f\u2009", " "),
}
_RAISED, _LOWERED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "₀₁₂₃₄₅₆₇₈₉₊₋"


class Output(NamedTuple):
    """What the reader asked of the output; `color` is auto, always or never, `pager_command` None for the usual one."""

    json: bool = False
    plain: bool = False
    width: int | None = None
    color: str = "auto"
    pager: bool = True
    pager_command: str | None = None


class Console:
    """Print answers as the reader's options and the terminal in use want them."""

    def __init__(self, output: Output) -> None:
        self.output = output
        if sys.stdout is None:
            raise UsageError("There is no standard output to write the answer to.")
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="drugref.ascii")

    @property
    def is_styled(self) -> bool:
        """Tell whether the answer is set for a terminal: with marks, weights and perhaps colours."""
        if self.output.plain or self.output.color == "never":
            return False
        if self.output.color == "always" or (os.environ.get("FORCE_COLOR") and not os.environ.get("NO_COLOR")):
            return True
        return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"

    @property
    def width(self) -> int:
        """Give the width to wrap at: the reader's, else COLUMNS, else the terminal's, else 80."""
        return self._width(1)

    def _width(self, texts: int) -> int:
        if self.output.width is not None:
            return self.output.width
        columns = os.environ.get("COLUMNS", "")
        if columns.isdigit() and int(columns):
            return min(max(int(columns), MIN_WIDTH), MAX_WIDTH)
        if not sys.stdout.isatty():
            return DEFAULT_WIDTH
        return min(max(_terminal_size()[0], MIN_WIDTH), texts * _WIDEST_UNASKED, MAX_WIDTH)

    def answer(self, page: Callable[[Sheet], None], record: Callable[[], Any], *, columns: int = 1) -> None:
        """Print a result on stdout: as a page of so many columns of text, or as its JSON record."""
        if self.output.json:
            self._write_json(record)
            return
        styled = self.is_styled
        sheet = Sheet(self._width(columns), TERMINAL if styled else PLAIN if self.output.plain else PIPE)
        page(sheet)
        paged = self._overflows(sheet)
        if styled:
            from drugref.hyperlinks import has_links
            from drugref.render.terminal import terminal_page  # a pipe never loads rich

            color = self.output.color == "always" or not os.environ.get("NO_COLOR")
            text = terminal_page(
                sheet, color=color, links=has_links(os.environ, direct=sys.stdout.isatty() and not paged)
            )
        else:
            text = plain_page(sheet)
        self._page(text) if paged else self._write(text)

    def text(self, text: str, record: Callable[[], Any]) -> None:
        """Print lines for a program on stdout, unwrapped, or the JSON record."""
        if self.output.json:
            self._write_json(record)
        else:
            self._write(escape_controls(text))

    def _write_json(self, record: Callable[[], Any]) -> None:
        from drugref.render.records import dumps  # a page needs no JSON writer

        self._write(dumps(record()))

    def _overflows(self, sheet: Sheet) -> bool:
        wanted = self.output.pager and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
        return wanted and len(sheet.lines) >= _terminal_size()[1]

    def _page(self, text: str) -> None:
        """Hand a long page to the reader's pager; without one, print it."""
        import shlex
        import subprocess

        usual = self.output.pager_command or ("less -FIRX" if os.name == "posix" else "more")
        command = os.environ.get("PAGER", usual)
        environment = {**os.environ, "LESS": os.environ.get("LESS", "FIRX")}
        try:
            arguments = shlex.split(command)
            process = subprocess.Popen(arguments, stdin=subprocess.PIPE, env=environment)  # noqa: S603 - the reader's own pager
        except (OSError, ValueError, IndexError):
            self._write(text)
            return
        with contextlib.suppress(BrokenPipeError):
            process.communicate(text.encode(sys.stdout.encoding or "utf-8", "drugref.ascii"))

    def _write(self, text: str) -> None:
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:  # a full disk, a terminal that went away
            raise lost_answer(error) from error


def lost_answer(error: OSError) -> UsageError:
    """Say that an answer could not be written."""
    discard_output()
    return UsageError(f"The answer could not be written: {error.strerror}.")


def say(message: str) -> None:
    """Print a message on stderr; what could steer a terminal is shown as an escape."""
    with contextlib.suppress(OSError, AttributeError):  # with no stderr there is no one to tell
        sys.stderr.write(escape_all(message).rstrip("\n") + "\n")
        sys.stderr.flush()


def choose(message: str, choices: Sequence[str]) -> int | None:
    """Let a person at a terminal choose one of the lines of a message by its number; None in a pipe, or for none."""
    if not choices or not (sys.stdin.isatty() and sys.stdout.isatty() and is_interactive()):
        return None
    for number, choice in enumerate(choices, 1):
        message = message.replace(f"\n  {choice}", f"\n  {number}. {choice}", 1)
    say(message)
    sys.stderr.write(f"Which one (1 to {len(choices)}, Enter for none)? ")
    sys.stderr.flush()
    answer = sys.stdin.readline().strip()
    return int(answer) - 1 if answer.isdecimal() and 1 <= int(answer) <= len(choices) else -1


def discard_output() -> None:
    """Send what is still buffered nowhere: the reader of the pipe has gone, as `head` does."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def is_interactive() -> bool:
    """Tell whether a person sits at the other end of stderr."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


@contextlib.contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """Give a function to report (name, done, total) to; it draws a bar on stderr for work of more than a second."""
    from rich.console import Console as RichConsole  # only compiling many files needs it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=RichConsole(stderr=True), transient=True) as progress:
        tasks: dict[str, Any] = {}

        def report(name: str, done: int, total: int) -> None:
            if name not in tasks:
                folder = escape_controls(os.path.basename(name))  # a whole path would crowd out the figures
                tasks[name] = progress.add_task(f"Compiling {folder}", total=None)
            progress.update(tasks[name], completed=done, total=total or None)  # None moves without saying how far

        yield report


@contextlib.contextmanager
def import_bar() -> Iterator[Callable[[int, float], None]]:
    """Give a function to report (records, share of bytes read) to; it draws records, rate and time left on stderr."""
    from rich.console import Console as RichConsole  # as above
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    start = shown = time.monotonic()
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=RichConsole(stderr=True), transient=True) as progress:
        task = progress.add_task("Reading", total=1.0)

        def report(records: int, share: float) -> None:
            nonlocal shown
            now = time.monotonic()
            if now - shown < _BLINK:
                return
            shown, rate = now, records / (now - start)
            progress.update(task, completed=share, description=f"{records:,} records, {rate:,.0f}/s")

        yield report


def _terminal_size() -> tuple[int, int]:
    try:
        size = os.get_terminal_size(sys.stdout.fileno())
    except (OSError, ValueError):
        return DEFAULT_WIDTH, 24
    return size.columns or DEFAULT_WIDTH, size.lines or 24


def _to_ascii(error: UnicodeError) -> tuple[str, int]:
    """Spell what an encoding lacks: `≥` as `>=`, `10⁹` as `10^9`, never `109`; the rest as its escape."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    spelled = ""
    before = error.object[error.start - 1] if error.start else " "
    for char in error.object[error.start : error.end]:
        if char in _RAISED:
            joint = "" if before in _RAISED else "^"
            spelled += joint + "0123456789+-"[_RAISED.index(char)]
        elif char in _LOWERED:
            spelled += "0123456789+-"[_LOWERED.index(char)]
        else:
            spelled += _ASCII.get(char) or _bare(char)
        before = char
    return spelled, error.end


def _bare(char: str) -> str:
    bare = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode()
    return bare or char.encode("ascii", "backslashreplace").decode()


codecs.register_error("drugref.ascii", _to_ascii)
