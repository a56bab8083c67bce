"""Time `drugref check`: the whole run beside reading alone, and the share of each check.

    python benchmarks/checking.py [FOLDER] [--labels DIR]

FOLDER defaults to ../shared/corpus. One process; the share of a check is its time over that of the whole run. With
--labels, the bundled monographs are held against their labels too.
"""

import argparse
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from drugref.check.catalogue import COLLECTION_CHECKS, FAITH_CHECKS, PAGE_CHECKS, Check
from drugref.check.page import Page
from drugref.check.proof import Proof, passage_figures
from drugref.check.run import monograph_files, run_checks
from drugref.check.together import card_of
from drugref.labels.shelf import Shelf

PROJECT = Path(__file__).parent.parent


def main() -> None:
    """Time, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=PROJECT.parent / "shared" / "corpus")
    parser.add_argument("--labels", type=Path)
    options = parser.parse_args()
    report(options.folder, None)
    if options.labels:
        report(PROJECT / "data", options.labels)
    for jobs in (1, 2):
        start = time.perf_counter()
        files = run_checks([options.folder], jobs=jobs).files
        print(f"{jobs} process{'es' if jobs > 1 else ''}: {(time.perf_counter() - start) / files * 1000:.2f} ms a file")


def report(folder: Path, labels: Path | None) -> None:
    """Print reading's time and the share of every check that takes more than a hundredth."""
    start = time.perf_counter()
    files = [found for found in monograph_files([folder]) if isinstance(found, tuple) and isinstance(found[0], Path)]
    pages = [page for page in (Page(*found) for found in files) if page.monograph is not None]
    spent: Counter[str] = Counter({"reading": int((time.perf_counter() - start) * 1e9)})
    for page in pages:
        _time(PAGE_CHECKS.values(), page, spent)
    if labels:
        shelf = Shelf(labels)
        for page in pages:
            proof = Proof(page, shelf)
            start_labels = time.perf_counter_ns()
            for entry in proof.entries:
                for passage in proof.passages(entry):
                    passage_figures(passage)
            spent["reading labels"] += time.perf_counter_ns() - start_labels
            _time(FAITH_CHECKS.values(), proof, spent)
    _time(COLLECTION_CHECKS.values(), [card_of(page) for page in pages], spent)
    total = sum(spent.values())
    print(f"{folder.name}: {len(pages)} files, {total / len(pages) / 1e6:.2f} ms a file in one process")
    for name, nanoseconds in spent.most_common():
        if nanoseconds > total / 100:
            print(f"  {name:36} {100 * nanoseconds / total:5.1f} %")


def _time(checks: Iterable[Check], subject: object, spent: Counter[str]) -> None:
    for check in checks:
        start = time.perf_counter_ns()
        for _ in check.run(subject):
            pass
        spent[f"{check.code} {check.name}"] += time.perf_counter_ns() - start


if __name__ == "__main__":
    main()
