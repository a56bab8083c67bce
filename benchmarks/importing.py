"""Measure importing, and asking afterwards: seeded records in openFDA's shape, against the streaming parser alone.

    python benchmarks/importing.py [--labels 20000] [--turns 1] [--keep FOLDER] [--runs 9]

Prints the rate of import over that of ijson alone on the same bytes (medians of so many turns, by the clock, the start
of a process included), the same for the command, which compiles the pages of the drugs too, peak memory of the command,
disk per label, and what questions cost over the same ones without any label. A record holds about 45 kB of text; the
words of its sentences are as unequal as words are (Zipf), and a fifth of its sections speak of `renal`. With --keep the
files and what was imported stay, and a second run only asks.
"""

import argparse
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import ijson

SEED = 6
_PER_FILE = 20_000
_SENTENCES, _PHRASES, _WORDS, _PER_FIELD = 20_000, 2_000, 12_000, 46
_RENAL = 90
_DRUGS = 4_000
_COMMON = """
the of and in with patients to or is for be should not by may dose treatment mg was on as at from once daily risk use
""".split()  # noqa: SIM905 - shorter than twenty quoted words
_FIELDS = (
    "boxed_warning", "indications_and_usage", "dosage_and_administration", "contraindications", "warnings_and_cautions",
    "adverse_reactions", "drug_interactions", "use_in_specific_populations", "overdosage",
    "clinical_pharmacology", "how_supplied",
)  # fmt: skip
_ALONE = """
import sys
from pathlib import Path
from drugref.importing import import_labels
from drugref.library import Library
from drugref.locations import imported_labels
with Library(imported_labels(), writable=True) as library:
    import_labels([Path(name) for name in sys.argv[1:]], library)
"""
_SYLLABLES = [first + last for first in "bcdfglmnprstvz" for last in ("a", "e", "i", "o", "an", "er", "il", "ox")]


class Speech(NamedTuple):
    """What records are made of: sentences, and the names of drugs with their weights."""

    sentences: list[str]
    drugs: list[str]
    labels: list[float]


def main() -> None:
    """Make the files, read them, import them, ask."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labels", type=int, default=20_000)
    parser.add_argument("--turns", type=int, default=1, help="how often the rate is taken")
    parser.add_argument("--keep", type=Path, help="make the files here, and keep them")
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_args()
    chance = random.Random(SEED)
    speech = make_speech(chance)
    with tempfile.TemporaryDirectory() as name:
        folder = options.keep or Path(name)
        if not (folder / "data").exists():
            files = sorted(folder.glob("drug-label-*.zip")) or list(make_files(folder, options.labels, speech, chance))
            measure_import(folder, files, options.labels, options.turns)
        ask(folder, speech, options.runs)


def measure_import(folder: Path, files: list[Path], count: int, turns: int) -> None:
    """Print rate, memory and disk of an import."""
    size = sum(info.file_size for file in files for info in zipfile.ZipFile(file).infolist())
    print(f"{count:,} records, {size / 1e9:.2f} GB of JSON in {len(files)} zips, seed {SEED}", flush=True)
    rates = []
    for _ in range(turns):
        rates.append((parse_alone(files), import_alone(folder, files)))
        print(f"  a turn: ijson {rates[-1][0]:.2f} s, import {rates[-1][1]:.2f} s", flush=True)
    alone, spent = (statistics.median(times) for times in zip(*rates, strict=True))
    with_pages, memory = import_all(files, home(folder, "data", "cache"))
    print(f"ijson alone                {size / alone / 1e6:8.1f} MB/s     1.00 x")
    print(f"import                     {size / spent / 1e6:8.1f} MB/s  {spent / alone:7.2f} x")
    print(f"import, pages included     {size / with_pages / 1e6:8.1f} MB/s  {with_pages / alone:7.2f} x")
    print(f"peak memory of the import  {memory:8.0f} MB")
    print(f"disk per label             {disk(folder / 'data') / count / 1000:8.1f} kB")


def make_speech(chance: random.Random) -> Speech:
    """Make words of syllables, sentences of words: the commonest first, the rest ever rarer."""
    coined = list(dict.fromkeys("".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(_WORDS)))
    words = [*_COMMON, *coined]
    common = zipf(len(words))
    phrases = [" ".join(chance.choices(words, cum_weights=common, k=4)) for _ in range(_PHRASES)]
    common = zipf(_PHRASES)
    sentences = [" ".join(chance.choices(phrases, cum_weights=common, k=3)) for _ in range(_SENTENCES)]
    sentences[:_RENAL] = [f"{sentence} renal impairment" for sentence in sentences[:_RENAL]]
    chance.shuffle(sentences)
    drugs = [f"{word}ine" for word in coined[:_DRUGS]]
    return Speech([f"{sentence.capitalize()}." for sentence in sentences], drugs, zipf(_DRUGS, shift=50))


def zipf(count: int, shift: float = 2.7) -> list[float]:
    """Give cumulative weights: the second of many is half as frequent as the first, or as `shift` flattens it."""
    return list(accumulate(1 / (rank + shift) for rank in range(count)))


def make_files(folder: Path, count: int, speech: Speech, chance: random.Random) -> Iterator[Path]:
    """Write zips of records as openFDA does, at most so many in each."""
    folder.mkdir(parents=True, exist_ok=True)
    for start in range(0, count, _PER_FILE):
        path = folder / f"drug-label-{start // _PER_FILE + 1:04}.json.zip"
        with (
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
            archive.open(path.stem, "w", force_zip64=True) as file,
        ):
            file.write(b'{"meta": {}, "results": [')
            for number in range(start, min(start + _PER_FILE, count)):
                file.write(b"," if number > start else b"")
                file.write(json.dumps(record(number, speech, chance)).encode())
            file.write(b"]}")
        yield path


def record(number: int, speech: Speech, chance: random.Random) -> dict[str, Any]:
    """Give one record: of 250,000 the most used drug has a thousand, the rarest one."""
    name = chance.choices(speech.drugs, cum_weights=speech.labels)[0]
    texts = {
        field: [f"{place + 1} {field.upper().replace('_', ' ')} {prose(speech, chance)}"]
        for place, field in enumerate(_FIELDS)
    }
    return {
        "set_id": f"{number:08x}-0000-4000-8000-{number:012x}",
        "version": str(chance.randint(1, 30)),
        "effective_time": f"20{chance.randint(10, 26)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}",
        "openfda": {
            "brand_name": [f"Brand{number % 30000}"], "generic_name": [name.upper()], "substance_name": [name.upper()],
            "product_type": ["HUMAN PRESCRIPTION DRUG"], "route": ["ORAL"],
            "manufacturer_name": [f"Maker {number % 900}"],
        },
        **texts,
    }  # fmt: skip


def prose(speech: Speech, chance: random.Random) -> str:
    """Give a section's sentences, and one word of two hundred thousand rare ones."""
    return f"{' '.join(chance.choices(speech.sentences, k=_PER_FIELD))} Rare{chance.randint(0, 200_000)}."


def parse_alone(files: list[Path]) -> float:
    """Give the seconds that ijson takes to read the records and nothing else."""
    start = time.perf_counter()
    for path in files:
        with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as file:
            for _ in ijson.items(file, "results.item", use_float=True):
                pass
    return time.perf_counter() - start


def home(folder: Path, data: str, cache: str) -> dict[str, str]:
    """Give the environment of a reader whose labels and snapshots stand beneath a folder."""
    return {**os.environ, "XDG_DATA_HOME": str(folder / data), "XDG_CACHE_HOME": str(folder / cache)}


def import_alone(folder: Path, files: list[Path]) -> float:
    """Give the seconds of importing into a library of its own, in a process of its own; no page is compiled."""
    command = [sys.executable, "-c", _ALONE, *map(str, files)]
    start = time.perf_counter()
    subprocess.run(command, check=True, env=home(folder, "alone", "cache"))
    spent = time.perf_counter() - start
    shutil.rmtree(folder / "alone")
    return spent


def import_all(files: list[Path], environment: dict[str, str]) -> tuple[float, float]:
    """Give the seconds and the peak memory in MB of importing, in a process of its own."""
    command = [sys.executable, "-m", "drugref", "import", *map(str, files)]
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    spent = time.perf_counter() - start
    return spent, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000


def disk(folder: Path) -> int:
    """Give the bytes of all files beneath a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def ask(folder: Path, speech: Speech, runs: int) -> None:
    """Print what questions cost over `python -c pass`, and over the same ones without a label, in one run."""
    program = [sys.executable, "-m", "drugref"]
    with_labels, without = home(folder, "data", "cache"), home(folder, "none", "cache-of-none")
    drug = speech.drugs[1]
    everywhere = {  # asked without labels, too
        "show, bundled": ["show", "warfarin"],
        "a misspelt name": ["show", "warfarim"],
        "search, rare word": ["search", "oligohydramnios"],
        "search, common word": ["search", "renal"],
    }
    more = {
        "show, imported drug": ["show", drug],
        "show, a brand": ["show", "Brand17"],
        "labels of one drug": ["labels", drug],
        "search --all-labels, rare": ["search", "--all-labels", "rare4711"],
        "search --all-labels, renal": ["search", "--all-labels", "renal"],
    }
    cases = {("python -c pass", True): ([sys.executable, "-c", "pass"], with_labels)}
    for name, words in everywhere.items():
        cases[name, False] = ([*program, *words], without)
    for name, words in (everywhere | more).items():
        cases[name, True] = ([*program, *words], with_labels)
    for case, work in cases.items():  # the first run compiles
        spent = timed(*work)
        if "rare" in case[0] and "all" in case[0]:
            size = disk(folder / "cache") / 1e9
            print(f"the first --all-labels, which makes its index: {spent:.0f} s; then {size:.2f} GB of cache")
    times: dict[tuple[str, bool], list[float]] = {case: [] for case in cases}
    for _ in range(runs):
        for case, work in cases.items():
            times[case].append(timed(*work))
    medians = {case: statistics.median(found) for case, found in times.items()}
    floor = medians["python -c pass", True]
    print(f"{'':28} {'x pass':>7}  over the same without labels")
    for name in everywhere | more:
        base = name if name in everywhere else "search, common word" if "all" in name else "show, bundled"
        ratio = medians[name, True] / medians[base, False]
        print(f"{name:28} {medians[name, True] / floor:7.2f}  {ratio:5.2f} (of {base})")


def timed(command: list[str], environment: dict[str, str]) -> float:
    """Give the seconds of one run."""
    start = time.perf_counter()
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
