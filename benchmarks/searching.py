"""Measure search, completion and suggestions against `python -c pass`, and search against ripgrep over the same files.

usage: python benchmarks/searching.py [--runs 20]

Prints medians as ratios to the same interpreter's `-c pass` of the same run; ripgrep where it is installed. Monographs
are copies of the bundled one under other names. Needs drugref installed (`pip install .`) for this interpreter.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from startup import ENVIRONMENT, FEW, MANY, in_pipe, make_corpus

WORD = "oligohydramnios"


def main() -> None:
    """Run every case in turn, so that a busy moment hits all of them alike."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ENVIRONMENT.update(XDG_CACHE_HOME=str(folder / "cache"), XDG_DATA_HOME=str(folder / "data"))
        few, many = make_corpus(folder / "few", FEW), make_corpus(folder / "many", MANY)
        (many / "copy-7.md").write_text(_marked((many / "copy-7.md").read_text(encoding="utf-8")), encoding="utf-8")
        (few / "copy-7.md").write_text(_marked((few / "copy-7.md").read_text(encoding="utf-8")), encoding="utf-8")
        drugref = str(Path(sys.executable).parent / "drugref")

        def search(corpus: Path, word: str) -> Callable[[], None]:
            return lambda: in_pipe([drugref, "--data", str(corpus), "search", word])

        cases: dict[str, Callable[[], None]] = {
            "python -c pass": lambda: in_pipe([sys.executable, "-c", "pass"]),
            f"search, rare word, {FEW}": search(few, "quicksilver"),
            f"search, rare word, {MANY}": search(many, "quicksilver"),
            f"search, word of every page, {FEW}": search(few, WORD),
            f"search, word of every page, {MANY}": search(many, WORD),
            f"show, exact name, {MANY}": lambda: in_pipe([drugref, "--data", str(many), "show", "copy-7"]),
            f"show, misspelt name, {MANY}": lambda: _misspelt(drugref, many),
            f"completion, {MANY}": lambda: _complete(drugref, many),
        }
        if shutil.which("rg"):
            cases["ripgrep, rare word"] = lambda: in_pipe(["rg", "-i", "quicksilver", str(many)])
            cases["ripgrep, word of every page"] = lambda: in_pipe(["rg", "-i", WORD, str(many)])
        times: dict[str, list[float]] = {case: [] for case in cases}
        for run in cases.values():  # the first run compiles
            run()
        time.sleep(3)  # files written within two seconds of being compiled are looked at again
        search(few, WORD)()
        search(many, WORD)()
        for _ in range(runs):
            for case, run in cases.items():
                start = time.perf_counter()
                run()
                times[case].append(time.perf_counter() - start)
    floor = statistics.median(times["python -c pass"])
    for case, found in times.items():
        print(f"{case:34} {statistics.median(found) / floor:6.2f} x")


def _marked(text: str) -> str:
    return text + "\nA word of its own: quicksilver.\n"


def _misspelt(drugref: str, corpus: Path) -> None:
    subprocess.run(
        [drugref, "--data", str(corpus), "show", "copi 7 of pertuzumab"], capture_output=True, env=ENVIRONMENT
    )


def _complete(drugref: str, corpus: Path) -> None:
    environment = {**ENVIRONMENT, "_DRUGREF_COMPLETE": "complete_bash", "COMP_CWORD": "2", "DRUGREF_DATA": str(corpus)}
    command = {**environment, "COMP_WORDS": "drugref show copy-7"}
    subprocess.run([drugref], check=True, capture_output=True, env=command)


if __name__ == "__main__":
    main()
