"""The faults of a request, each with its exit code.

    DrugrefError                  the common root; never raised itself
    ├── UsageError            2   the request cannot be carried out as written
    ├── NothingFound          3   nothing by that name
    │   ├── MonographNotFound     no monograph for a name; carries suggestions
    │   ├── NameIsShared          several monographs claim a name
    │   └── SectionNotFound       no such section; carries the sections there are
    └── DataFault             4   a monograph, a folder or a snapshot is at fault

A fault in a file is not raised: it is a `drugref.model.Problem`. Anything else that escapes is a bug and keeps
its traceback (exit code 1).
"""

from collections.abc import Sequence


class DrugrefError(Exception):
    """Root of what the command line answers with one message and an exit code."""

    exit_code = 1


class UsageError(DrugrefError):
    """Say that a request cannot be carried out as written."""

    exit_code = 2


class NothingFound(DrugrefError):
    """Say that nothing goes by the name asked for; never that there is no risk.

    `choices` are the lines of the message that a reader may choose from, each with a slug before two spaces.
    """

    exit_code = 3
    choices: tuple[str, ...] = ()


class MonographNotFound(NothingFound):
    """Carry the name asked for, the names nearest to it, best first, and where monographs mention it.

    `gap` says why a drug that is known by that name has no monograph; `other` names such a drug that is spelt like it;
    `unread` counts the files and folders that could not be read, where it may be.
    """

    def __init__(
        self,
        name: str,
        suggestions: Sequence[str] = (),
        mentions: Sequence[str] = (),
        *,
        gap: str = "",
        other: str = "",
        unread: int = 0,
    ) -> None:
        self.name = name
        self.suggestions = self.choices = tuple(suggestions)
        self.mentions = tuple(mentions)
        self.gap = gap
        lines = [f"No monograph for '{name}'."]
        if gap:
            lines = [
                f"No monograph for '{name}' yet: {gap}.",
                f"Import its official label, from openFDA or DailyMed under {name.upper()}: drugref import FILE.",
                "'drugref info' lists what is not covered; 'drugref --data DIR' reads monographs of your own.",
            ]
        elif other:
            lines[0] += f" {other} is spelt like it, and has none yet."
        if self.suggestions:
            lines[-1] += " Did you mean:"
            lines += [f"  {line}" for line in self.suggestions]
        elif not self.mentions and not gap and not other:
            lines[-1] += " 'drugref list' names every monograph there is."
        if self.mentions:
            lines.append("It is mentioned in:")
            lines += [f"  {line}" for line in self.mentions]
        if unread:
            lines.append(f"{unread:,} of the files or folders could not be read; 'drugref info' says which and why.")
        super().__init__("\n".join(lines))


class NameIsShared(NothingFound):
    """Carry a name and the monographs that claim it, so that the reader chooses."""

    def __init__(self, name: str, claimants: Sequence[str]) -> None:
        self.name = name
        self.claimants = self.choices = tuple(claimants)
        lines = "\n".join(f"  {line}" for line in self.claimants)
        super().__init__(f"'{name}' is the name of {len(self.claimants)} monographs. Ask for one of:\n{lines}")


class SectionNotFound(NothingFound):
    """Carry a section asked for and what the monograph has instead; `is_unclear` tells that several may be meant."""

    def __init__(self, query: str, title: str, sections: Sequence[str], *, reason: str = "") -> None:
        self.query = query
        self.sections = tuple(sections)
        self.is_unclear = bool(reason)
        lines = "\n".join(f"  {line}" for line in self.sections)
        reason = reason or f"{title} has no section '{query}'. It has:"
        super().__init__(f"{reason}\n{lines}")


class DataFault(DrugrefError):
    """Say which file or folder is at fault, and what to do about it."""

    exit_code = 4
