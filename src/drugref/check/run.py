"""Run the checks over files: one page at a time, then what only all of them together show."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from drugref.check import coverage, faithful, form, head, house, residue, sense, together  # noqa: F401 - they register their checks
from drugref.check.catalogue import COLLECTION_CHECKS, FAITH_CHECKS, PAGE_CHECKS, Check, Finding, problem_findings
from drugref.check.faithful import stale_sources
from drugref.check.page import Page
from drugref.check.proof import Proof
from drugref.check.together import Card, card_of
from drugref.check.waivers import Waived, waive
from drugref.corpus import list_files
from drugref.labels.shelf import Shelf
from drugref.library import Library
from drugref.workers import begin_worker

Progress = Callable[[int, int], None]
"""Called with the number of files done and the number of all."""

# Files from which a second process pays; reading labels takes fifty times as long as reading a monograph.
_PARALLEL_FROM, _PARALLEL_FROM_WITH_LABELS = 200, 6
_CHUNK = 16
_STALE = FAITH_CHECKS["D508"]


class Report(NamedTuple):
    """What a run found: the findings in order, the waived ones with their reasons, and how many files it read."""

    findings: tuple[Finding, ...]
    waived: tuple[Waived, ...]
    files: int

    def counts(self) -> Counter[str]:
        """Give the number of findings of each level."""
        return Counter(finding.level for finding in self.findings)


class Selection(NamedTuple):
    """Which codes are asked for: prefixes such as `D4` or `D401`; none selected means all."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def asks_for(self, code: str) -> bool:
        """Tell whether a check is to run, or its finding to be shown."""
        chosen = not self.select or code.startswith(self.select)
        return chosen and not (self.ignore and code.startswith(self.ignore))


class _Examined(NamedTuple):
    findings: tuple[Finding, ...]
    waived: tuple[Waived, ...]
    card: Card | None


def monograph_files(paths: Sequence[Path]) -> Iterator[tuple[Path, str] | Finding]:
    """Yield each monograph beneath the paths with the path to show; a folder with `monographs` in it means that one."""
    for given in paths:
        root = given / "monographs" if (given / "monographs").is_dir() else given
        listing, folder = list_files(root), root if root.is_dir() else root.parent
        for problem in listing.problems:
            yield Finding(problem.code, "error", str(folder / problem.path), problem.line, problem.message)
        for state in listing.files:
            yield folder / state.path, str(folder / state.path)


def run_checks(
    paths: Sequence[Path],
    *,
    labels: Path | None = None,
    library: Path | None = None,
    selection: Selection = Selection(),  # noqa: B008 - a constant
    jobs: int = 1,
    progress: Progress | None = None,
) -> Report:
    """Check the monographs beneath `paths`; with `labels`, hold those with sources against their labels too.

    The `library` of imported labels tells which sources have a newer version.
    """
    found = list(monograph_files(paths))
    findings = [one for one in found if isinstance(one, Finding) and selection.asks_for(one.code)]
    files = [one for one in found if not isinstance(one, Finding)]
    waived: list[Waived] = []
    cards: list[Card] = []
    for done, examined in enumerate(_examine_all(files, _Shelves(labels, library), selection, jobs), 1):
        findings += examined.findings
        waived += examined.waived
        cards += [examined.card] if examined.card else []
        if progress:
            progress(done, len(files))
    for check in COLLECTION_CHECKS.values():
        if selection.asks_for(check.code):
            findings += [
                Finding(check.code, check.level, path, hit.line, hit.message) for path, hit in check.run(cards)
            ]
    findings.sort(key=lambda finding: (finding.path, finding.line, finding.code))
    return Report(tuple(findings), tuple(waived), len(files))


class _Shelves(NamedTuple):
    """Where labels are: a folder of them, and the library of imported ones."""

    labels: Path | None
    library: Path | None


def _examine_all(
    files: Sequence[tuple[Path, str]], shelves: _Shelves, selection: Selection, jobs: int
) -> Iterator[_Examined]:
    if jobs < 2 or len(files) < (_PARALLEL_FROM_WITH_LABELS if shelves.labels else _PARALLEL_FROM):
        examiner = _Examiner(shelves, selection)
        yield from map(examiner.examine, files)
        return
    from concurrent.futures import ProcessPoolExecutor  # a few files never need it

    with ProcessPoolExecutor(jobs, initializer=_begin, initargs=(shelves, selection)) as pool:
        yield from pool.map(_work, files, chunksize=1 if shelves.labels else _CHUNK)


class _Examiner:
    """Examine one file after the other; the labels are looked through once."""

    def __init__(self, shelves: _Shelves, selection: Selection) -> None:
        self.selection = selection
        self.shelf = Shelf(shelves.labels) if shelves.labels else None
        self.library = Library(shelves.library) if shelves.library else None
        self.page_checks = [check for check in PAGE_CHECKS.values() if selection.asks_for(check.code)]
        self.faith_checks = [check for check in FAITH_CHECKS.values() if selection.asks_for(check.code)]

    def examine(self, work: tuple[Path, str]) -> _Examined:
        file, path = work
        page = Page(file, path)
        found = [finding for finding in problem_findings(page) if self.selection.asks_for(finding.code)]
        if page.monograph is None:
            return _Examined(tuple(found), (), None)
        found += _findings(self.page_checks, page, page)
        if self.shelf is not None and page.monograph.sources:
            proof = Proof(page, self.shelf)
            found += _findings(self.faith_checks, page, proof)
        if self.library is not None and self.selection.asks_for(_STALE.code):
            stale = stale_sources(page, self.library.newest_date)
            hits = [Finding(_STALE.code, _STALE.level, page.path, hit.line, hit.message) for hit in stale]
            found += [hit for hit in hits if hit not in found]
        kept, waived = waive(page, found, self._ran)
        asked = (finding for finding in kept if self.selection.asks_for(finding.code))
        return _Examined(tuple(asked), tuple(waived), card_of(page))

    def _ran(self, code: str) -> bool:
        known = code in PAGE_CHECKS or (self.shelf is not None and code in FAITH_CHECKS)
        known = known or (self.library is not None and code == _STALE.code)
        return known and self.selection.asks_for(code)


def _findings(checks: Iterable[Check], page: Page, subject: object) -> Iterator[Finding]:
    for check in checks:
        for hit in check.run(subject):
            yield Finding(check.code, check.level, page.path, hit.line, hit.message)


_examiner: _Examiner | None = None


def _begin(shelves: _Shelves, selection: Selection) -> None:
    """Make a worker's examiner; the labels are looked through once a process."""
    global _examiner  # noqa: PLW0603 - a worker process has no other place for it
    begin_worker()
    _examiner = _Examiner(shelves, selection)


def _work(work: tuple[Path, str]) -> _Examined:
    assert _examiner is not None
    return _examiner.examine(work)
