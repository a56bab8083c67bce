"""Whatever fails while something is written or read: nothing is lost, no wrong page opens, one line says what is wrong."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from drugref import lookup
from drugref.api import Compendium
from drugref.collection import places
from drugref.errors import DataFault, NameIsShared
from drugref.model import Monograph
from drugref.search import search
from drugref.snapshot import FORMAT
from tests.conftest import DATA, age

pytestmark = pytest.mark.skipif(os.name != "posix", reason="rights, signals and limits are POSIX's")

KILLS, DAMAGES, CUTS, EDITS = 15, 100, 20, 40
# Root may read what it likes; without this capability it may not.
_UNPRIVILEGED = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


def open_here(corpus: Path) -> Compendium:
    return Compendium(places([corpus], bundled=False, user=False))


def cache_file(corpus: Path) -> Path:
    return places([corpus], bundled=False, user=False)[0].snapshot


def command(corpus: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "drugref", "--data", str(corpus), *arguments]


def run(corpus: Path, *arguments: str, before: str = "", rights: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own; `before` is a line of the shell, `rights` leaves root its own."""
    line = ["sh", "-c", f'{before}\nexec "$@"', "sh", *command(corpus, *arguments)]
    line = line if rights or os.geteuid() != 0 else [*_UNPRIVILEGED, *line]
    # What measures coverage writes a file of its own, and would tell of the fault, too.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE")}
    return subprocess.run(line, capture_output=True, text=True, check=False, timeout=60, env=environment)


def needs_rights_to_matter() -> None:
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("root may read everything, and there is no setpriv to take that away")


@pytest.fixture
def pages(corpus: Path) -> Iterator[dict[str, Monograph]]:
    """Give every page of the mini corpus; its snapshot is left behind."""
    with open_here(corpus) as compendium:
        yield {entry.slug: compendium.monograph(entry) for entry in compendium.entries()}


def test_killed_at_any_moment_a_compilation_leaves_the_right_page(many: Path) -> None:
    chance = random.Random(1)
    began = time.monotonic()
    run(many, "list")
    seconds = time.monotonic() - began
    cache = cache_file(many)
    right = "give 7 mg of it on day 29"

    for _ in range(KILLS):
        cache.unlink(missing_ok=True)
        process = subprocess.Popen(command(many, "list"), stdout=subprocess.DEVNULL)
        time.sleep(chance.uniform(0, seconds))
        process.send_signal(signal.SIGKILL)
        process.wait()
        with open_here(many) as compendium:
            assert len(compendium) == 30
            assert right in compendium.find("drug-7").sections[0].text
    age(cache.parent, 7200)
    (many / "drug-7.md").touch()

    with open_here(many) as compendium:
        compendium.find("drug-7")
    assert not list(cache.parent.glob(f".{cache.stem}-*.tmp"))


@pytest.mark.parametrize("blocks", [0, 8, 60])
def test_a_file_that_may_not_grow_is_done_without(many: Path, blocks: int) -> None:
    result = run(many, "show", "drug-7", "--plain", before=f"ulimit -f {blocks}")

    assert (result.returncode, result.stderr) == (0, "")
    assert "give 7 mg of it on day 29" in result.stdout
    assert not list(cache_file(many).parent.glob(".*.tmp"))


def test_a_full_disk_is_done_without(
    many: Path, compiled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    size = compiled.stat().st_size // 1024 + 64
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}k", "none", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk, and not in every container")
    try:
        monkeypatch.setenv("XDG_CACHE_HOME", str(disk))
        places()[0].snapshot.parent.mkdir(parents=True)
        shutil.copy(compiled, places()[0].snapshot)
        for _ in range(3):
            result = run(many, "show", "drug-7", "--plain")
            assert (result.returncode, result.stderr) == (0, "")
            assert "give 7 mg of it on day 29" in result.stdout
        assert not list(disk.rglob("*.tmp"))
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("blocks", [1, 40])
def test_labels_that_cannot_be_kept_are_one_line_and_what_was_there_stays(corpus: Path, blocks: int) -> None:
    run(corpus, "import", str(DATA / "labels" / "zelbo.json"))
    before = run(corpus, "labels", "zelborine", "--json").stdout

    result = run(corpus, "import", str(DATA / "labels" / "norvo.xml"), before=f"ulimit -f {blocks}")

    assert result.returncode in {0, 2, 4}
    assert "Traceback" not in result.stderr
    assert result.returncode == 0 or result.stderr.strip()
    assert run(corpus, "labels", "zelborine", "--json").stdout == before


def test_a_cache_that_may_not_be_entered_is_done_without(corpus: Path, pages: dict[str, Monograph]) -> None:
    needs_rights_to_matter()
    cache = cache_file(corpus).parent
    cache.chmod(0)
    try:
        result = run(corpus, "show", "zelborine", rights=False)
    finally:
        cache.chmod(0o700)

    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == run(corpus, "show", "zelborine").stdout


def test_a_folder_or_a_file_without_rights_is_a_fault_and_hides_no_other(corpus: Path) -> None:
    needs_rights_to_matter()
    (corpus / "single" / "zelborine.md").chmod(0)
    (corpus / "combined").chmod(0)
    try:
        shut, other = (run(corpus, "show", name, rights=False) for name in ("zelborine", "norvelol"))
        listed = run(corpus, "list", rights=False)
    finally:
        (corpus / "combined").chmod(0o700)

    assert (shut.returncode, shut.stdout) == (4, "")
    assert "D101 the file cannot be read (Permission denied)" in shut.stderr
    assert other.returncode == 0
    assert "could not be read" in listed.stderr
    assert "plain" not in listed.stdout


def test_a_whole_folder_without_rights_is_never_an_empty_collection(corpus: Path) -> None:
    needs_rights_to_matter()
    corpus.chmod(0)
    try:
        results = [
            run(corpus, *asked, rights=False) for asked in (("list",), ("show", "zelborine"), ("search", "dose"))
        ]
    finally:
        corpus.chmod(0o700)

    for result in results:
        assert (result.returncode, result.stdout) == (2, "")
        assert "is not readable" in " ".join(result.stderr.split())


@pytest.mark.parametrize("kind", ["file", "broken link", "pipe", "device", "nothing"])
def test_data_may_be_anything(corpus: Path, tmp_path: Path, kind: str) -> None:
    place = tmp_path / "zelborine.md"
    match kind:
        case "file":
            shutil.copy(corpus / "single" / "zelborine.md", place)
        case "broken link":
            place.symlink_to(tmp_path / "gone")
        case "pipe":
            os.mkfifo(place)
        case "device":
            place.symlink_to("/dev/zero")

    result = run(place, "show", "zelborine")

    assert result.returncode == (0 if kind == "file" else 2 if kind in {"broken link", "nothing"} else 4)
    assert result.stderr.count("\n") == (0 if kind == "file" else 1)


def test_eight_processes_compile_one_folder_and_all_answer(many: Path) -> None:
    processes = [
        subprocess.Popen(command(many, "list"), stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(8)
    ]
    answers = [process.communicate(timeout=60) for process in processes]

    assert {process.returncode for process in processes} == {0}
    assert len({answer for answer, _ in answers}) == 1
    assert {told for _, told in answers} == {b""}
    assert not list(cache_file(many).parent.glob(".*.tmp"))


def check_answers(corpus: Path, pages: dict[str, Monograph]) -> None:
    """Ask for every page by several names, for a list and for some passages, as often as a reader would."""
    with open_here(corpus) as compendium:
        assert lookup.find(compendium, "Zelbo") == pages["zelborine"]
    with open_here(corpus) as compendium:
        with pytest.raises(NameIsShared):
            lookup.find(compendium, "questamine")
        for slug, page in pages.items():
            assert lookup.find(compendium, page.title) == lookup.find(compendium, slug) == page
    with open_here(corpus) as compendium:
        assert [entry.slug for entry in compendium.entries()] == sorted(pages)
        assert {hit.slug for hit in search(compendium, "norvelol").hits} >= {"norvelol", "zelborine"}


def test_a_cache_overwritten_anywhere_opens_the_right_page(corpus: Path, pages: dict[str, Monograph]) -> None:
    file, chance = cache_file(corpus), random.Random(3)
    whole = file.read_bytes()
    for _ in range(DAMAGES):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 1, 3, 20))):
            place, length = chance.randrange(len(data)), chance.choice((1, 4, 60, 4096))
            new = chance.choice((bytes(length), chance.randbytes(length), b"9" * length, data[place - 500 :][:length]))
            data[place : place + length] = new
        file.write_bytes(data[: len(whole)])

        check_answers(corpus, pages)


def test_a_letter_of_a_dose_that_changed_in_the_cache_is_noticed(corpus: Path, pages: dict[str, Monograph]) -> None:
    file = cache_file(corpus)
    whole = file.read_bytes()
    changed = 0
    for place in [at for at in range(len(whole)) if whole[at : at + 3] == b" mg"]:
        digit = whole[place - 1 : place]
        if digit.isdigit():
            file.write_bytes(whole[: place - 1] + (b"1" if digit != b"1" else b"7") + whole[place:])
            check_answers(corpus, pages)
            changed += 1
    assert changed > 5


def test_a_cache_cut_off_anywhere_opens_the_right_page(corpus: Path, pages: dict[str, Monograph]) -> None:
    file, chance = cache_file(corpus), random.Random(4)
    whole = file.read_bytes()
    for _ in range(CUTS):
        file.write_bytes(whole[: chance.randrange(len(whole))])

        check_answers(corpus, pages)


@pytest.mark.parametrize("years", [-30, 1])
def test_a_clock_that_is_wrong_hides_no_edit(corpus: Path, years: int) -> None:
    path = corpus / "combined" / "plain.md"
    then = time.time() + years * 365 * 86_400
    text = path.read_text()
    for number in range(10):
        path.write_text(text.replace("See above.", f"Edit {number}."))
        for each in (path, path.parent, corpus):
            os.utime(each, (then - number, then - number))
        with open_here(corpus) as compendium:
            assert compendium.find("plain").sections[0].text == f"Edit {number}."
        os.utime(cache_file(corpus), (then + 86_400, then + 86_400))


def test_a_clock_that_stands_still_hides_no_edit(corpus: Path) -> None:
    path = corpus / "combined" / "plain.md"
    text = path.read_text()
    for number in range(10):
        now = time.time_ns()
        path.write_text(text.replace("See above.", f"Edit {number}."))
        os.utime(path, ns=(now, now + 500_000_000))
        with open_here(corpus) as compendium:
            assert compendium.find("plain").sections[0].text == f"Edit {number}."
        path.write_text(text.replace("See above.", f"Last {number}."))
        os.utime(path, ns=(now, now + 500_000_000))
        with open_here(corpus) as compendium:
            assert compendium.find("plain").sections[0].text == f"Last {number}."


_EDITS = """
import pathlib, sys, time
path, count = pathlib.Path(sys.argv[1]), int(sys.argv[2])
for number in range(count):
    path.write_text("---\\ntitle: Edited\\n---\\n## Dosage\\n" + f"give {number} mg\\n\\n" * 2000)
    time.sleep(0.01)
"""


def test_a_monograph_edited_while_it_is_read_gives_one_edit_or_a_fault(tmp_path: Path) -> None:
    folder = tmp_path / "edited"
    folder.mkdir()
    path = folder / "edited.md"
    path.write_text("---\ntitle: Edited\n---\n## Dosage\n" + "give 0 mg\n\n" * 2000)
    writer = subprocess.Popen([sys.executable, "-c", _EDITS, str(path), str(EDITS)])
    answers, faults = 0, list[str]()
    while writer.poll() is None:
        with open_here(folder) as compendium:
            try:
                text = compendium.find("edited").sections[0].text
            except DataFault as fault:
                faults.append(str(fault))
                continue
        answers += 1
        assert len(set(text.split("\n"))) == 1

    assert answers > 0
    assert not [fault for fault in faults if "\n" in fault]
    with open_here(folder) as compendium:
        text = compendium.find("edited").sections[0].text
    assert (text.count("\n"), text.split("\n")[0]) == (1999, f"give {EDITS - 1} mg")


def test_a_snapshot_of_an_older_format_is_compiled_anew(corpus: Path, pages: dict[str, Monograph]) -> None:
    file = cache_file(corpus)
    for older in range(FORMAT):
        connection = sqlite3.connect(file)
        connection.execute("update manifest set value = ? where key = 'format'", (older,))
        connection.execute("alter table names drop column sharing")
        connection.execute(f"pragma user_version = {older}")
        connection.commit()
        connection.close()

        check_answers(corpus, pages)
        with open_here(corpus) as compendium:
            assert compendium.collections[0].snapshot.manifest()["format"] == str(FORMAT)
