"""Compare drugref with the programs that people know, in one run on one machine, and draw the figures.

    python benchmarks/run.py [--runs 15] [--peers VENV] [--draw docs]

Prints medians as ratios to `python -c pass`, with quartiles; with --draw it writes them to `benchmarks.svg` there. The
peers, each left out with a word when it is not there: bat, ripgrep, man, sqlite3's shell from the PATH; tldr's Python
client and rich-cli from the virtual environment that --peers names (`pip install tldr rich-cli`). drugref is what
`pip install .` put beside this interpreter, with its shipped snapshot.
"""

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from startup import ENVIRONMENT, PROJECT, SOURCE, in_pipe, on_terminal

FLOOR = "python -c pass"
_LABELS = 100
_LONGEST_BAR = 20.0


class Case(NamedTuple):
    """A command, whose program it is, and how it is run."""

    name: str
    is_ours: bool
    run: Callable[[], None]


class Figure(NamedTuple):
    """A case with its median and quartiles over the floor's median."""

    name: str
    is_ours: bool
    low: float
    middle: float
    high: float


def main() -> None:
    """Run every case in turn, so that a busy moment hits all of them alike; print, and draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--peers", type=Path, help="a virtual environment with tldr and rich-cli")
    parser.add_argument("--draw", type=Path, help="the folder for benchmarks.svg")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        ENVIRONMENT.update(XDG_CACHE_HOME=f"{name}/cache", XDG_DATA_HOME=f"{name}/data", LC_ALL="C.UTF-8")
        cases = [*ours(Path(name)), *peers(Path(name), options.peers)]
        for case in cases:  # the first run compiles, and fills every cache
            case.run()
        times: dict[str, list[float]] = {case.name: [] for case in cases}
        for _ in range(options.runs):
            for case in cases:
                start = time.perf_counter()
                case.run()
                times[case.name].append(time.perf_counter() - start)
    floor = statistics.median(times[FLOOR])
    figures = [
        Figure(case.name, case.is_ours, *(one / floor for one in statistics.quantiles(times[case.name], n=4)))
        for case in cases
    ]
    for figure in figures:
        print(f"{figure.name:44} {figure.middle:6.1f} x  ({figure.low:.1f} to {figure.high:.1f})")
    if options.draw:
        (options.draw / "benchmarks.svg").write_text(chart(figures, options.runs), encoding="utf-8")


def ours(folder: Path) -> Iterator[Case]:
    """Yield what drugref is asked, and the floor."""
    program = [str(Path(sys.executable).parent / "drugref")]
    show = [*program, "show", "warfarin"]
    monographs, labels = folder / "monographs", folder / "labels.json"
    shutil.copytree(PROJECT / "data" / "monographs", monographs)
    labels.write_text(json.dumps({"results": [label(number) for number in range(_LABELS)]}), encoding="utf-8")
    environment = {
        **ENVIRONMENT,
        "_DRUGREF_COMPLETE": "complete_bash",
        "COMP_WORDS": "drugref show warf",
        "COMP_CWORD": "2",
    }

    def compile_all() -> None:
        in_pipe([*program, "--data", str(monographs), "compile"])

    def import_all() -> None:
        shutil.rmtree(folder / "other", ignore_errors=True)
        other = {**ENVIRONMENT, "XDG_DATA_HOME": str(folder / "other"), "XDG_CACHE_HOME": str(folder / "other")}
        in_pipe([*program, "import", str(labels)], other)

    commands = {
        FLOOR: [sys.executable, "-c", "pass"],
        "drugref show, a terminal": show,
        "drugref show, a pipe": show,
        "drugref show --plain": [*show, "--plain"],
        "drugref show --json": [*show, "--json"],
        "drugref faq": [*program, "faq", "warfarin"],
        "drugref search renal": [*program, "search", "renal"],
        "drugref show, misspelt": [*program, "show", "warfarim"],
    }
    for name, command in commands.items():
        runs: Callable[[list[str]], None] = on_terminal if "terminal" in name else in_pipe
        yield Case(name, name != FLOOR, lambda command=command, runs=runs: runs(command))  # type: ignore[misc]
    yield Case("drugref, completing a name", True, lambda: in_pipe(program, environment))
    count = len(list(monographs.iterdir()))
    yield Case(f"drugref compile, {count} monographs twice", True, compile_all)
    yield Case(f"drugref import, {_LABELS} labels", True, import_all)


def label(number: int) -> dict[str, Any]:
    """Give a record in openFDA's shape, of some 45 kB."""
    text = "Patients with renal impairment should receive the recommended dosage once daily. " * 50
    names = {
        "brand_name": [f"Brand{number}"],
        "substance_name": [f"DRUG{number}"],
        "product_type": ["HUMAN PRESCRIPTION DRUG"],
    }
    fields = ("indications_and_usage", "dosage_and_administration", "warnings", "adverse_reactions", "overdosage")
    return {"set_id": f"{number:036}", "version": "1", "effective_time": "20250101", "openfda": names} | {
        field: [text * 2] for field in fields
    }


def peers(folder: Path, environment: Path | None) -> Iterator[Case]:
    """Yield what the peers do with the same text, those that are there."""
    text = SOURCE.read_text(encoding="utf-8")
    page = folder / "page.1"
    page.write_text(".TH PAGE 1\n.SH TEXT\n" + text.replace("\\", "\\e").replace("\n.", "\n\\&."), encoding="utf-8")
    cached = folder / "cache" / "tldr" / "pages" / "common" / "page.md"
    cached.parent.mkdir(parents=True)
    cached.write_text(
        "# page\n\n> A page.\n\n" + "\n\n".join(f"- Do it:\n\n`page {number}`" for number in range(8)), encoding="utf-8"
    )
    snapshot = next((Path(sys.prefix) / "lib").glob("python*/site-packages/drugref/data/bundled.sqlite"), None)
    select = "select blocks from sections where monograph = 1"
    commands = {
        "man, the same text, a pipe": ["man", "-l", str(page)],
        "bat, the same file, a pipe": [
            shutil.which("bat") or "batcat",
            "--color=always",
            "--paging=never",
            str(SOURCE),
        ],
        "ripgrep renal, all files": ["rg", "-i", "renal", str(SOURCE.parent)],
        "sqlite3's shell, one page": ["sqlite3", str(snapshot or ""), select],
        "tldr's Python client, a terminal": [str(environment or "") + "/bin/tldr", "page"],
        "rich-cli, the same file, a terminal": [str(environment or "") + "/bin/rich", str(SOURCE)],
    }
    for name, command in commands.items():
        if not shutil.which(command[0]) or (command[0] == "sqlite3" and snapshot is None):
            print(f"{name}: not there, left out")
            continue
        runs: Callable[[list[str]], None] = on_terminal if "terminal" in name else in_pipe
        yield Case(name, False, lambda command=command, runs=runs: runs(command))  # type: ignore[misc]


def chart(figures: list[Figure], runs: int) -> str:
    """Draw a bar a case, as long as its median, with its quartiles; one that is cut off at the edge says so."""
    width, left, row = 900, 330, 26
    longest = min(max(figure.high for figure in figures), _LONGEST_BAR)
    scale = (width - left - 130) / longest
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{row * len(figures) + 50}">',
        "<style>text { font: 13px sans-serif }</style>",
        '<rect width="100%" height="100%" fill="white"/>',
        f'<text x="10" y="20">Time over that of python -c pass: median and quartiles of {runs} runs</text>',
    ]
    for place, figure in enumerate(figures):
        y = 36 + place * row
        colour = "#1f6f8b" if figure.is_ours else "#b0b7bd"
        low, middle, high = (min(value, longest) * scale for value in (figure.low, figure.middle, figure.high))
        value = f"{figure.middle:.1f}" if figure.middle <= longest else f"{figure.middle:.0f} (cut off)"
        lines += [
            f'<text x="{left - 8}" y="{y + 13}" text-anchor="end">{escape(figure.name)}</text>',
            f'<rect x="{left}" y="{y}" width="{middle:.1f}" height="16" fill="{colour}"/>',
            f'<path d="M{left + low:.1f} {y + 8}H{left + high:.1f}" stroke="#333"/>',
            f'<text x="{left + high + 6:.1f}" y="{y + 13}">{value}</text>',
        ]
    return "\n".join([*lines, "</svg>", ""])


if __name__ == "__main__":
    if not os.path.exists(Path(sys.executable).parent / "drugref"):  # noqa: PTH110 - one way or the other
        raise SystemExit("drugref is not installed for this interpreter: pip install .")
    main()
