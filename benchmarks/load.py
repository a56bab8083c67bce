"""Measure drugref under load: readers at once, queries in a row, a monograph of 5 MB, many monographs.

usage: python benchmarks/load.py [--monographs 20000] [--readers 64] [--queries 1000]

Times are ratios to `python -c pass` of the same run, memory is in MB. Ends with an error when an answer is wrong. Needs
drugref installed for this interpreter.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")}
_PAGE_KB = resource.getpagesize() / 1024
FEW = 427
"""The collection that many monographs are set beside: as many as there are real ones."""
_QUERIES = ("renal dose", '"hepatic failure"', "rash OR fever", "pregnan*", "zzzz", "section:dosage mg")


def main() -> None:
    """Run each case once and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--monographs", type=int, default=20_000)
    parser.add_argument("--readers", type=int, default=64)
    parser.add_argument("--queries", type=int, default=1_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ENVIRONMENT.update(XDG_CACHE_HOME=str(folder / "cache"), XDG_DATA_HOME=str(folder / "data"))
        os.environ.update(ENVIRONMENT)
        if asked.readers:
            readers(folder, asked.readers)
        if asked.queries:
            queries(asked.queries)
            long_page(folder)
        if asked.monographs:
            many(folder, asked.monographs)


def readers(folder: Path, count: int) -> None:
    """Let many processes ask at once before anything is compiled."""
    run([sys.executable, "-m", "drugref", "list"])  # compiles the bundled monographs where none were shipped compiled

    def ask(corpus: Path, count: int) -> None:
        processes = [
            subprocess.Popen(
                drugref(corpus, "show", f"drug-{number % 40}"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
            for number in range(count)
        ]
        for number, process in enumerate(processes):
            answer, told = process.communicate()
            if process.returncode or told or f"take {number % 40} mg".encode() not in answer:
                raise SystemExit(f"reader {number} got another answer: {told!r}")

    alone, crowd = make_corpus(folder / "alone", 40), make_corpus(folder / "crowd", 40)
    for what in ("a cold", "a warm"):
        one, all_ = seconds(lambda: ask(alone, 1)), seconds(lambda: ask(crowd, count))
        tell(f"one reader over {what} cache", one)
        tell(f"{count} readers over {what} cache at once, all right", all_)
        print(f"  {all_ / one:.1f} times one")


def queries(count: int) -> None:
    """Search and open pages in one process; its memory must not grow."""
    from drugref import lookup, search
    from drugref.api import Compendium
    from drugref.collection import places

    with Compendium(places(user=False)) as compendium:
        slugs = [entry.slug for entry in compendium.entries()]

        def ask(number: int) -> None:
            search.search(compendium, _QUERIES[number % len(_QUERIES)])
            lookup.find(compendium, slugs[number % len(slugs)])

        for number in range(200):
            ask(number)
        before, began = resident(), time.perf_counter()
        for number in range(count):
            ask(number)
        spent, after = time.perf_counter() - began, resident()
    took = f"{before:.1f} MB before, {after:.1f} after, {1000 * spent / count:.1f} ms each"
    print(f"{count:,} queries and pages in one process: {took}")


def long_page(folder: Path) -> None:
    """Compile and show a monograph of 5 MB."""
    place = folder / "long"
    place.mkdir()
    lines = "".join(
        f"- take {number} mg of *this* on day {number}, with water and no food\n" for number in range(90_000)
    )
    (place / "long.md").write_text(f"---\ntitle: Long\n---\n## Dosage\n{lines}"[: 5 * 1024 * 1024])
    for what in ("compiled and shown", "shown"):
        spent = seconds(lambda: run(drugref(place, "show", "long")))
        tell(f"a monograph of 5 MB, {what}", spent)
    print(f"  at most {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB in one process")


def many(folder: Path, count: int) -> None:
    """Compile many short monographs; then open, miss and search, beside a collection of `FEW`."""
    few, corpus = make_corpus(folder / "some", FEW), make_corpus(folder / "many", count)
    for place, size in ((few, FEW), (corpus, count)):
        spent, peak = measured(drugref(place, "show", "drug-7"))
        print(f"{size:,} monographs compiled: {1000 * spent / size:.2f} ms each, at most {peak:.0f} MB in one process")
    size = max(path.stat().st_size for path in (folder / "cache").rglob("*.sqlite"))
    print(f"  snapshot of {size / 1024 / 1024:.0f} MB, {size / count / 1024:.1f} kB a monograph")
    for what, arguments, code in (
        ("show", ("show", "drug-7"), 0),
        ("show, no such name", ("show", "drugg-xyz"), 3),
        ("search, a rare word", ("search", "rare7x"), 0),
        ("search, a word of every page", ("search", "water"), 0),
        ("list", ("list",), 0),
    ):
        least, (spent, peak) = (
            min(measured(drugref(place, *arguments), code) for _ in range(5)) for place in (few, corpus)
        )
        tell(f"{what}, of {count:,}", spent)
        print(f"  {spent / least[0]:.2f} times that of {FEW}, {peak:.0f} MB")


def make_corpus(folder: Path, count: int) -> Path:
    """Write short monographs of 0.2 to 2 kB, old enough for their times to be trusted."""
    folder.mkdir()
    old = time.time() - 3600
    for number in range(count):
        path = folder / f"drug-{number}.md"
        path.write_text(
            f"---\ntitle: Drug {number}\nbrands: [Brand{number}]\n---\n## Usage\nFor fever, rare{number}x.\n\n"
            f"## Dosage\n- take {number} mg with water\n- in renal failure take less\n"
            + "- on day after day take *half* of it\n"
            * (number % 48)
        )
        os.utime(path, (old, old))
    os.utime(folder, (old, old))
    return folder


def drugref(corpus: Path, *arguments: str) -> list[str]:
    """Give the command line of the program."""
    return [sys.executable, "-m", "drugref", "--data", str(corpus), *arguments]


def run(command: list[str], code: int = 0) -> None:
    """Run a command that must end with a code."""
    result = subprocess.run(command, capture_output=True, env=ENVIRONMENT)
    if result.returncode != code:
        raise SystemExit(f"{command} ended with {result.returncode}: {result.stderr.decode()}")


def measured(command: list[str], code: int = 0) -> tuple[float, float]:
    """Give the seconds that a command takes, and the most memory in MB that it or one of its children has."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != code:
        raise SystemExit(f"{command} ended with {process.returncode}")
    return time.perf_counter() - began, used.ru_maxrss / 1024


def seconds(work: Callable[[], None]) -> float:
    """Give the time that some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def resident() -> float:
    """Give the memory that this process has now, in MB; its peak where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE_KB / 1024
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def tell(what: str, spent: float) -> None:
    """Print a time as a ratio to what a bare Python takes now: the machine may have become busier."""
    floor = min(seconds(lambda: run([sys.executable, "-c", "pass"])) for _ in range(10))
    print(f"{what}: {spent / floor:.1f} x")


if __name__ == "__main__":
    main()
