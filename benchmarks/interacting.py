"""Time `drugref interactions`: one pair beside ten drugs at once (45 pairs), each in a process of its own.

    python benchmarks/interacting.py [--runs N]

The bundled monographs; medians of N runs in turn, as ratios to `python -c pass` and of ten drugs to one pair.
"""

import argparse
import statistics
import subprocess
import sys
import time

DRUGS = (
    "warfarin", "simvastatin", "amlodipine", "naproxen", "voriconazole", "fluoxetine", "lithium", "digoxin",
    "metoprolol", "phenytoin",
)  # fmt: skip
PROGRAM = [sys.executable, "-m", "drugref", "interactions"]
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "one pair": [*PROGRAM, *DRUGS[:2]],
    "ten drugs, 45 pairs": [*PROGRAM, *DRUGS],
    "one drug alone": [*PROGRAM, DRUGS[0]],
}


def main() -> None:
    """Time, and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=21)
    options = parser.parse_args()
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for name, command in COMMANDS.items():
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)  # compiles what is stale, fills the disk's cache
        times[name].clear()
    for _ in range(options.runs):
        for name, command in COMMANDS.items():
            start = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
            times[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(found) for name, found in times.items()}
    floor = medians["python -c pass"]
    for name, median in medians.items():
        print(f"{name:24} {median * 1000:7.1f} ms  {median / floor:5.1f} x")
    print(f"ten drugs over one pair: {medians['ten drugs, 45 pairs'] / medians['one pair']:.2f}")


if __name__ == "__main__":
    main()
