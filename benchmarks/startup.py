"""Measure a cold `show` against `python -c pass`: into a pipe, on a pseudo-terminal, and among ten times the drugs.

usage: python benchmarks/startup.py [--runs 20]

Prints medians as ratios to the same interpreter's `-c pass` of the same run. Monographs are made by copying the
bundled one under other names. Needs drugref installed (`pip install .`) for this interpreter.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

PROJECT = Path(__file__).parent.parent
SOURCE = PROJECT / "data" / "monographs" / "pertuzumab-trastuzumab.md"
FEW, MANY = 427, 4_270
# A reader's machine keeps compiled modules; so does this measurement.
ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")}


def main() -> None:
    """Run every case in turn, so that a busy moment hits all of them alike."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ENVIRONMENT.update(XDG_CACHE_HOME=str(folder / "cache"), XDG_DATA_HOME=str(folder / "data"))
        few, many = make_corpus(folder / "few", FEW), make_corpus(folder / "many", MANY)
        drugref = [str(Path(sys.executable).parent / "drugref")]
        show = ["show", "pertuzumab-trastuzumab"]
        dosage = [*show, "--section", "dosage"]
        cases: dict[str, Callable[[], None]] = {
            "python -c pass": lambda: in_pipe([sys.executable, "-c", "pass"]),
            "show, pipe": lambda: in_pipe([*drugref, *show]),
            "show --section dosage, pipe": lambda: in_pipe([*drugref, *dosage]),
            "show, terminal": lambda: on_terminal([*drugref, *show]),
            "show --section dosage, terminal": lambda: on_terminal([*drugref, *dosage]),
            f"show copy-7 of {FEW}, pipe": lambda: in_pipe([*drugref, "--data", str(few), "show", "copy-7"]),
            f"show copy-7 of {MANY}, pipe": lambda: in_pipe([*drugref, "--data", str(many), "show", "copy-7"]),
        }
        times: dict[str, list[float]] = {case: [] for case in cases}
        for run in cases.values():  # the first run compiles
            run()
        for _ in range(runs):
            for case, run in cases.items():
                start = time.perf_counter()
                run()
                times[case].append(time.perf_counter() - start)
    report(times)


def make_corpus(folder: Path, count: int) -> Path:
    """Write copies of the bundled monograph under other names, old enough for their times to be trusted."""
    folder.mkdir()
    text = SOURCE.read_text(encoding="utf-8")
    for number in range(count):
        path = folder / f"copy-{number}.md"
        path.write_text(text.replace("title: ", f"title: Copy {number} of ", 1), encoding="utf-8")
        os.utime(path, (1_700_000_000, 1_700_000_000))
    os.utime(folder, (1_700_000_000, 1_700_000_000))
    return folder


def in_pipe(command: list[str], environment: dict[str, str] | None = None) -> None:
    """Run a command with its output into a pipe; 3 is an answer, too: nothing by that name."""
    done = subprocess.run(command, capture_output=True, env=environment or ENVIRONMENT)
    if done.returncode not in (0, 3):
        raise SystemExit(f"{command} failed: {done.stderr.decode(errors='replace')}")


def on_terminal(command: list[str]) -> None:
    """Run a command on a pseudo-terminal of 80 columns, tall enough that no pager is started."""
    import fcntl
    import pty
    import struct
    import termios

    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 10_000, 80, 0, 0))
    process = subprocess.Popen(command, stdout=follower, stderr=follower, env={**ENVIRONMENT, "TERM": "xterm-256color"})
    os.close(follower)
    try:
        while os.read(leader, 65_536):
            pass
    except OSError:  # Linux ends a pseudo-terminal so
        pass
    os.close(leader)
    if process.wait():
        raise SystemExit(f"{command} failed")


def report(times: dict[str, list[float]]) -> None:
    """Print each case's median over the floor's, with the quartiles."""
    floor = statistics.median(times["python -c pass"])
    width = max(map(len, times))
    for case, found in times.items():
        low, middle, high = (quantile / floor for quantile in statistics.quantiles(found, n=4))
        print(f"{case:{width}}  {middle:5.2f} x  ({low:.2f} to {high:.2f})")
    few, many = (statistics.median(times[f"show copy-7 of {count}, pipe"]) for count in (FEW, MANY))
    print(f"{MANY} monographs over {FEW}: {many / few:.2f} x")


if __name__ == "__main__":
    if not shutil.which("drugref", path=str(Path(sys.executable).parent)):
        raise SystemExit("drugref is not installed for this interpreter: pip install .")
    main()
