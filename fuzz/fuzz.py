"""Feed one target with mutated bytes, keep each input that it fails on, and say how many were run.

usage: python fuzz/fuzz.py TARGET [--seconds N] [--finds FOLDER] [--seed N]

With atheris installed (`pip install atheris`) the mutations follow the code that they reach; without it they are a
plain seeded loop. An input that takes more than five seconds counts as failed. Nothing in drugref depends on atheris.
"""

import argparse
import contextlib
import hashlib
import os
import random
import resource
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parent.parent
sys.path[0] = str(PROJECT)  # not this folder, in which `fuzz` would be this file

try:
    import atheris
except ImportError:
    atheris = None
_PATIENCE = 5.0
_LONGEST = 16 * 1024
_MEMORY_MB = 2048


class Watch:
    """Run a target, keep what it fails on once for each place, and count."""

    def __init__(self, run: Callable[[bytes], None], folder: Path) -> None:
        self.run, self.folder = run, folder
        self.executions, self.failed, self.slowest = 0, set[str](), 0.0
        self.start = time.monotonic()

    def __call__(self, data: bytes) -> None:
        """Run one input."""
        self.executions += 1
        began = time.process_time()  # a busy machine is no fault of the input
        try:
            self.run(data)
        except Exception as error:  # whatever it is, it is what is looked for
            last = traceback.extract_tb(error.__traceback__)[-1]
            ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "drugref" in frame.filename] or [
                last
            ]
            self._keep(
                data, f"{type(error).__name__} {ours[-1].filename}:{ours[-1].lineno} {str(error)[:50]}", str(error)
            )
        spent = time.process_time() - began
        self.slowest = max(self.slowest, spent)
        if spent > _PATIENCE:
            self._keep(data, f"slow {spent:.0f} s", "")

    def _keep(self, data: bytes, where: str, why: str) -> None:
        key = where.rsplit(" ", 1)[0] if where.startswith("slow") else where
        if key in self.failed:
            return
        self.failed.add(key)
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / hashlib.blake2b(data, digest_size=5).hexdigest()
        path.write_bytes(data)
        sys.stdout.write(f"FIND {path}\n  {where}\n  {why[:300]!r}\n")
        sys.stdout.flush()

    def report(self, target: str) -> None:
        """Say what was done."""
        seconds = time.monotonic() - self.start
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        sys.stdout.write(
            f"{target}: {self.executions:,} executions in {seconds / 60:.1f} minutes, {len(self.failed)} finds, "
            f"slowest {self.slowest:.2f} s, at most {memory:.0f} MB\n"
        )
        sys.stdout.flush()


def main() -> None:
    """Read the command line and fuzz."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("target")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--finds", type=Path, default=PROJECT / "tests" / "data" / "finds")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args()
    with atheris.instrument_imports(include=["drugref"]) if atheris else contextlib.nullcontext():
        from fuzz.targets import TARGETS, clear
    if asked.target not in TARGETS:
        parser.error(f"no target '{asked.target}'; there are: {', '.join(TARGETS)}")
    target = TARGETS[asked.target]
    watch = Watch(target.run, asked.finds / asked.target)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as room:
        if atheris:
            guided(watch, target, asked, Path(room), clear)
        else:
            plain(watch, target, asked)
    clear()
    watch.report(asked.target)


def guided(watch: Watch, target: Any, asked: argparse.Namespace, room: Path, clear: Callable[[], None]) -> None:
    """Let libFuzzer mutate; its end of the process would leave out our report, so that we end it first."""

    def run(data: bytes) -> None:
        watch(data)
        if time.monotonic() - watch.start > asked.seconds:
            watch.report(asked.target)
            clear()
            shutil.rmtree(room, ignore_errors=True)
            os._exit(0)

    (room / "seeds").mkdir()
    for number, seed in enumerate(target.seeds()):
        (room / "seeds" / str(number)).write_bytes(seed)
    lines = ['"' + "".join(f"\\x{byte:02x}" for byte in word) + '"' for word in target.words]
    (room / "words").write_text("\n".join(lines) + "\n")
    options = {
        "max_len": _LONGEST, "timeout": 120, "rss_limit_mb": _MEMORY_MB, "seed": asked.seed,
        "dict": room / "words", "print_final_stats": 0, "verbosity": 0, "artifact_prefix": f"{room}/",
    }  # fmt: skip
    atheris.Setup([sys.argv[0], *(f"-{key}={value}" for key, value in options.items()), str(room / "seeds")], run)
    atheris.Fuzz()


def plain(watch: Watch, target: Any, asked: argparse.Namespace) -> None:
    """Mutate seeds by chance, without looking at what they reach."""
    chance = random.Random(asked.seed)
    seeds = target.seeds()
    for seed in seeds:
        watch(seed)
    while time.monotonic() - watch.start < asked.seconds:
        data = bytearray(chance.choice(seeds))
        for _ in range(chance.choice((1, 2, 5, 20))):
            place, other = chance.randrange(len(data) + 1), chance.choice(seeds)
            cut = chance.randrange(len(other) + 1)
            match chance.randrange(5):
                case 0:
                    data[place : place + 1] = chance.randbytes(1)
                case 1:
                    data[place:place] = chance.choice(target.words or (b"\0",)) * chance.choice((1, 1, 1, 50))
                case 2:
                    del data[place : place + chance.choice((1, 4, 50))]
                case 3:
                    data[place:place] = other[cut : cut + chance.choice((4, 40, 400))]
                case _:
                    data[place : place + 4] = chance.randbytes(4)
        watch(bytes(data[:_LONGEST]))


if __name__ == "__main__":
    main()
