"""Measure compiling: milliseconds a file on one core, what a second core gives, and what one changed file costs.

usage: python benchmarks/compiling.py [FOLDER]

FOLDER defaults to 1,200 copies of the bundled monograph. Times are printed beside mistletoe's own for the same
bodies, from the same run.
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from mistletoe.block_token import Document

from drugref.compiler import compile_corpus

sys.path.insert(0, str(Path(__file__).parent))
from startup import make_corpus

COPIES = 1_200


def main() -> None:
    """Compile with one process, with two, and again after one file changed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else make_corpus(Path(name, "copies"), COPIES)
        target = Path(name, "snapshot.sqlite")
        files = sorted(path for path in folder.rglob("*.md") if path.is_file())
        bodies = [path.read_text(encoding="utf-8").split("\n---\n", 1)[1] for path in files[:200]]
        mistletoe = timed(lambda: [Document(body) for body in bodies]) / len(bodies)
        one = timed(lambda: compile_corpus(folder, target, "", anew=True)) / len(files)
        two = timed(lambda: compile_corpus(folder, target, "", anew=True, jobs=2)) / len(files)
        print(f"{len(files)} files, {os.cpu_count()} cores")
        print(f"mistletoe alone, bodies only  {mistletoe * 1e3:6.2f} ms a file")
        print(f"one process                   {one * 1e3:6.2f} ms a file = {one / mistletoe:.2f} x mistletoe")
        print(f"two processes                 {two * 1e3:6.2f} ms a file, {one / two:.2f} times as fast")
        if len(sys.argv) < 2:
            with files[0].open("a", encoding="utf-8") as file:
                file.write("\nOne line more.\n")
        again = timed(lambda: compile_corpus(folder, target, ""))
        print(f"one file changed              {again * 1e3:6.0f} ms in all = {again / one:.0f} files' worth")
        print(f"peak memory                   {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:6.0f} MB")


def timed(work: Callable[[], object]) -> float:
    """Give the seconds that a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
