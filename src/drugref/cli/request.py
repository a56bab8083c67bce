"""What a command is asked with: the collections to open, the reader's settings, where the answer goes."""

import contextlib
import functools
import importlib
import keyword
import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drugref import lookup
from drugref.collection import places
from drugref.compendium import Compendium
from drugref.config import COLORS, Config, data_folders, read_config, settled
from drugref.console import (
    MAX_WIDTH,
    MIN_WIDTH,
    Console,
    Output,
    choose,
    discard_output,
    is_interactive,
    progress_bar,
    say,
)
from drugref.errors import DrugrefError, NothingFound, UsageError
from drugref.locations import all_labels_index
from drugref.model import Monograph

if TYPE_CHECKING:
    from drugref.label_index import LabelIndex

_JOBS = os.cpu_count() or 1
_MANY_LABELS = 500
_PATIENCE = 1.0
"""Seconds that a reader waits without being told why."""


class Request:
    """What the options before the command said; opens the compendium when a command asks for it."""

    def __init__(self, data: Sequence[Path]) -> None:
        self.data = tuple(data)
        self.output = Output()

    @functools.cached_property
    def config(self) -> Config:
        """What the reader's config file says, read when it is first asked for: help needs none."""
        return read_config()

    def compendium(self) -> Compendium:
        """Open every collection, and say when the imported labels have to be left out."""
        compendium = self._opened()
        if compendium.fault is not None:
            say(f"{compendium.fault} The imported labels are left out of this answer.")
        return compendium

    def _opened(self) -> Compendium:
        """Compile what is stale, with a progress bar when it takes long."""
        found = places(self.data or data_folders(self.config))
        with _late_bar() as bar:
            return Compendium(found, jobs=_JOBS, report=bar)

    def label_index(self, compendium: Compendium) -> "LabelIndex":
        """Open the index of every imported label, bringing it up to date; NothingFound when there is no label."""
        from drugref.label_index import LabelIndex  # only who asks all labels needs it

        library = compendium.library
        if library is None:
            raise NothingFound("No labels are imported. 'drugref import FILE' brings official labels in.")
        with _late_bar() as bar:
            return LabelIndex(library, all_labels_index(), jobs=_JOBS, report=bar or _say_once)

    def take_output(self, values: dict[str, Any]) -> None:
        """Take the output options out of a command's values; ValueError for what they may not be."""
        width, color = values.pop("width", None), values.pop("color", None)
        if width is not None and not MIN_WIDTH <= width <= MAX_WIDTH:
            raise ValueError(f"{width} is not between {MIN_WIDTH} and {MAX_WIDTH}.")
        if color is not None and color not in COLORS:
            raise ValueError(f"'{color}' is not one of {', '.join(COLORS)}.")
        json, plain, pager = (values.pop(name, False) for name in ("json", "plain", "no_pager"))
        self.output = settled(self.config, json=json, plain=plain, width=width, color=color, pager=not pager)

    def find(self, compendium: Compendium, name: str) -> Monograph:
        """Open what a name means; a person at a terminal may choose among what it may have meant."""
        try:
            return lookup.find(compendium, name, note=say)
        except NothingFound as error:
            chosen = choose(str(error), error.choices)
            if chosen is None:
                raise
            if chosen < 0:
                raise Ended(error.exit_code) from None
            return lookup.find(compendium, error.choices[chosen].split("  ")[0])

    @property
    def console(self) -> Console:
        """The console for the output that this command was asked for."""
        return Console(self.output)


@contextlib.contextmanager
def _late_bar() -> Iterator["_LateBar | None"]:
    """Give a bar for work that may take long; none in a pipe."""
    bar = _LateBar() if is_interactive() else None
    try:
        yield bar
    finally:
        if bar is not None:
            bar.close()


def _say_once(_: str, done: int, total: int) -> None:
    """Tell a pipe's reader why they wait, when they do."""
    if done < total and done <= _MANY_LABELS:
        say(f"Indexing {total:,} labels, which is done once; some minutes for each hundred thousand.")


class _LateBar:
    """A progress bar that appears when the work turns out to take more than a second."""

    def __init__(self) -> None:
        self._start = 0.0
        self._context: Any = None
        self._report: Any = None

    def __call__(self, name: str, done: int, total: int) -> None:
        self._start = self._start or time.monotonic()
        spent = time.monotonic() - self._start
        if self._context is None and spent > _PATIENCE / 4 and spent * (total or 1) > _PATIENCE * (done or 1):
            self._context = progress_bar()
            self._report = self._context.__enter__()
        if self._report is not None:
            self._report(name, done, total)

    def close(self) -> None:
        """Take the bar away."""
        if self._context is not None:
            self._context.__exit__(None, None, None)


class Ended(SystemExit):
    """End a command that has said all it has to say, with an exit code."""


@contextlib.contextmanager
def exit_codes() -> Iterator[None]:
    """Make of our own errors a message on stderr and an exit code; others keep their traceback."""
    try:
        yield
    except BrokenPipeError:
        discard_output()
        raise Ended(0) from None
    except UsageError as error:
        say(f"drugref: {error}")
        raise Ended(error.exit_code) from None
    except DrugrefError as error:
        say(str(error))
        raise Ended(error.exit_code) from None


def command_function(command: str) -> Callable[..., None]:
    """Give the function of a command, whose module is loaded when it is asked for."""
    # no module can be named by a word of Python's own, and no function should be named as one of its types
    name = f"{command}_" if keyword.iskeyword(command) else command
    module = importlib.import_module(f"drugref.cli.{name}")
    function: Callable[..., None] = vars(module).get(command) or vars(module)[f"{command}_"]
    return function


def data_of_environment() -> list[Path]:
    """Give the folders that DRUGREF_DATA names; typer 0.26.0 would not split a variable for a repeatable option."""
    return [Path(part) for part in os.environ.get("DRUGREF_DATA", "").split(os.pathsep) if part]
