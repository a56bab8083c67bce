"""Measure importing: seeded records in openFDA's shape, streamed, against reading the same bytes with the parser alone.

    python benchmarks/importing.py [--labels 20000] [--keep FOLDER]

Prints the rate of import over that of ijson alone, peak memory of the importing process, disk per label, and what
`show`, a misspelt name and `search` cost afterwards over `python -c pass`. A record holds about 45 kB of text.
"""

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ijson

SEED = 6
_PER_FILE = 20_000
_WORDS = """
patients with renal impairment should receive the recommended dosage of this drug once daily after food and be monitored
for signs of bleeding hypotension hepatic toxicity rash dizziness while treatment with strong inhibitors is avoided
unless benefit outweighs risk
""".split()  # noqa: SIM905 - shorter than forty quoted words
_FIELDS = (
    "boxed_warning", "indications_and_usage", "dosage_and_administration", "contraindications", "warnings_and_cautions",
    "adverse_reactions", "drug_interactions", "use_in_specific_populations", "overdosage",
    "clinical_pharmacology", "how_supplied",
)  # fmt: skip


def main() -> None:
    """Make the files, read them, import them, ask."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labels", type=int, default=20_000)
    parser.add_argument("--keep", type=Path, help="make the files here, and keep them")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = options.keep or Path(name)
        files = list(make_files(folder, options.labels))
        size = sum(info.file_size for file in files for info in zipfile.ZipFile(file).infolist())
        print(f"{options.labels:,} records, {size / 1e9:.2f} GB of JSON in {len(files)} zips, seed {SEED}")
        os.environ.update(XDG_DATA_HOME=str(folder / "data"), XDG_CACHE_HOME=str(folder / "cache"))
        alone = parse_alone(files)
        spent, memory = import_all(files)
        print(f"ijson alone                {size / alone / 1e6:8.1f} MB/s     1.00 x")
        print(f"import, pages included     {size / spent / 1e6:8.1f} MB/s  {spent / alone:7.2f} x")
        print(f"peak memory of the import  {memory:8.0f} MB")
        disk = sum(path.stat().st_size for path in (folder / "data").rglob("*") if path.is_file())
        print(f"disk per label             {disk / options.labels / 1000:8.1f} kB")
        ask()


def make_files(folder: Path, count: int) -> Iterator[Path]:
    """Write zips of records as openFDA does, at most so many in each."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(SEED)
    for start in range(0, count, _PER_FILE):
        path = folder / f"drug-label-{start // _PER_FILE + 1:04}.json.zip"
        with (
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
            archive.open(path.stem, "w", force_zip64=True) as file,
        ):
            file.write(b'{"meta": {}, "results": [')
            for number in range(start, min(start + _PER_FILE, count)):
                file.write(b"," if number > start else b"")
                file.write(json.dumps(record(number, chance)).encode())
            file.write(b"]}")
        yield path


def record(number: int, chance: random.Random) -> dict[str, Any]:
    """Give one record: two hundred labels of the most used drugs, one of the rarest."""
    drug = int(chance.paretovariate(0.6)) % 4000
    name = f"drug{drug:04}"
    texts = {
        field: [f"{place + 1} {field.upper().replace('_', ' ')} {prose(chance, 550)}"]
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


def prose(chance: random.Random, words: int) -> str:
    """Give sentences of common words; a rare one now and then."""
    rare = f"rare{chance.randint(0, 200_000)}"
    return ". ".join(" ".join(chance.choices(_WORDS, k=11)).capitalize() for _ in range(words // 11)) + f" {rare}."


def parse_alone(files: list[Path]) -> float:
    """Give the seconds that ijson takes to read the records and nothing else."""
    start = time.perf_counter()
    for path in files:
        with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as file:
            for _ in ijson.items(file, "results.item", use_float=True):
                pass
    return time.perf_counter() - start


def import_all(files: list[Path]) -> tuple[float, float]:
    """Give the seconds and the peak memory in MB of importing, in a process of its own."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "drugref", "import", *map(str, files)], check=True, stdout=subprocess.DEVNULL)
    spent = time.perf_counter() - start
    return spent, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000


def ask() -> None:
    """Print what questions cost over `python -c pass`."""
    program = [sys.executable, "-m", "drugref"]
    cases = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "show, bundled": [*program, "show", "warfarin"],
        "show, imported drug": [*program, "show", "drug0001"],
        "show, a brand": [*program, "show", "Brand17"],
        "a misspelt name": [*program, "show", "warfarim"],
        "search, rare word": [*program, "search", "oligohydramnios"],
        "search, common word": [*program, "search", "renal"],
    }
    medians = {name: statistics.median(timed(command) for _ in range(9)) for name, command in cases.items()}
    for name, spent in medians.items():
        print(f"{name:26} {spent / medians['python -c pass']:8.2f} x")


def timed(command: list[str]) -> float:
    """Give the seconds of one run."""
    start = time.perf_counter()
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
