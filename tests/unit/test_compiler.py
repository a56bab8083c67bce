"""Compiling: only what changed is parsed again, whatever happens to the old snapshot."""

import multiprocessing
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from drugref import compiler, rows, snapshot
from drugref.api import Compendium
from drugref.collection import places
from drugref.compiler import compile_corpus, forget_machine
from drugref.corpus import list_files
from drugref.errors import DataFault
from tests.conftest import CORPUS, age


def compile_here(corpus: Path, **options: object) -> compiler.Compiled:
    """Compile into a snapshot that is closed when the test ends."""
    compiled = compile_corpus(corpus, corpus.parent / "snapshot.sqlite", "test", **options)  # type: ignore[arg-type]
    _OPEN.append(compiled.snapshot)
    return compiled


_OPEN: list[snapshot.Snapshot] = []


@pytest.fixture(autouse=True)
def _close_snapshots() -> Iterator[None]:
    yield
    while _OPEN:
        _OPEN.pop().close()


def open_here(corpus: Path) -> Compendium:
    return Compendium(places([corpus], bundled=False, user=False))


def test_everything_is_parsed_once(corpus: Path) -> None:
    first, second = compile_here(corpus), compile_here(corpus)

    assert (first.files, first.parsed) == (6, 6)
    assert second.parsed == 0


def test_changing_one_file_parses_one_file(corpus: Path) -> None:
    compile_here(corpus)
    path = corpus / "combined" / "plain.md"
    path.write_text(path.read_text().replace("Plain", "Simple"))

    compiled = compile_here(corpus)

    assert compiled.parsed == 1
    assert [entry.title for entry in compiled.snapshot.entries() if entry.slug == "plain"] == ["Simple"]


def test_a_file_touched_but_not_changed_is_not_parsed(corpus: Path) -> None:
    compile_here(corpus)
    (corpus / "combined" / "plain.md").touch()

    assert compile_here(corpus).parsed == 0


def test_a_file_that_went_away_goes_from_the_snapshot(corpus: Path) -> None:
    compile_here(corpus)
    (corpus / "combined" / "plain.md").unlink()

    compiled = compile_here(corpus)

    assert "plain" not in [entry.slug for entry in compiled.snapshot.entries()]
    assert not compiled.snapshot.named("plain")


def test_anew_parses_everything(corpus: Path) -> None:
    compile_here(corpus)

    assert compile_here(corpus, anew=True).parsed == 6


def test_an_old_snapshot_gone_on_from_equals_one_made_anew(corpus: Path) -> None:
    compile_here(corpus)
    (corpus / "combined" / "plain.md").write_text("---\ntitle: Plainer\n---\n## Usage\nx\n")
    (corpus / "single" / "new.md").write_text("---\ntitle: New\n---\n## Usage\ny\n")
    (corpus / "single" / "norvelol.txt").unlink()
    with open_here(corpus) as one:
        went_on = list(one)
        for collection in one.collections:
            collection.compile(anew=True)

        assert list(one) == went_on


def test_of_two_files_by_one_name_the_first_opens_and_the_other_is_reported(corpus: Path) -> None:
    compile_here(corpus)
    (corpus / "combined" / "zelborine.md").write_text("---\ntitle: Zelborine Two\n---\n## Usage\nx\n")

    went_on = compile_here(corpus).snapshot
    anew = compile_here(corpus, anew=True).snapshot

    assert [entry.path for entry in went_on.entries() if entry.slug == "zelborine"] == ["combined/zelborine.md"]
    assert [entry.path for entry in anew.entries() if entry.slug == "zelborine"] == ["combined/zelborine.md"]
    assert [(problem.code, problem.path) for problem in anew.problems() if problem.fatal] == [
        ("D108", "single/zelborine.md")
    ]
    (corpus / "combined" / "zelborine.md").unlink()
    assert [entry.title for entry in compile_here(corpus).snapshot.entries() if entry.slug == "zelborine"] == [
        "Zelborine"
    ]


def test_a_bad_file_hides_no_good_one(corpus: Path) -> None:
    (corpus / "bad.md").write_text("no front matter")

    compiled = compile_here(corpus)

    assert compiled.snapshot.count("monographs") == 6
    assert [problem.path for problem in compiled.snapshot.problems() if problem.fatal] == ["bad.md"]


@pytest.mark.parametrize("damage", ["truncated", "overwritten", "text", "foreign", "empty", "other format"])
def test_a_damaged_snapshot_is_compiled_anew_without_a_word(
    corpus: Path, damage: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with open_here(corpus) as compendium:
        before = list(compendium)
        file = compendium.collections[0].place.snapshot
    data = file.read_bytes()
    match damage:
        case "truncated":
            file.write_bytes(data[: len(data) // 3])
        case "overwritten":
            file.write_bytes(data[:5000] + b"\xff" * 20_000 + data[25_000:])
        case "text":
            file.write_text("not a database")
        case "foreign":
            file.unlink()
            other = sqlite3.connect(file)
            other.execute("create table manifest (key text, value text)")
            other.close()
        case "empty":
            file.write_bytes(b"")
        case "other format":
            connection = sqlite3.connect(file)
            connection.execute("update manifest set value = '0' where key = 'format'")
            connection.commit()
            connection.close()

    with open_here(corpus) as compendium:
        assert list(compendium) == before
    assert capfd.readouterr() == ("", "")


def test_a_cache_that_cannot_be_written_is_done_without(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocker = corpus.parent / "blocker"
    blocker.write_text("a file where a folder should be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocker))

    with open_here(corpus) as compendium:
        assert len(compendium) == 6


def test_a_snapshot_of_another_folder_is_not_taken(corpus: Path) -> None:
    target = corpus.parent / "snapshot.sqlite"
    compile_here(corpus).snapshot.close()

    assert snapshot.open_snapshot(target, "x", root=str(corpus.parent)) is None
    right = snapshot.open_snapshot(target, "x", root=str(corpus))
    assert right is not None
    right.close()


def test_an_edit_in_place_is_seen_by_the_page_it_changes(corpus: Path) -> None:
    with open_here(corpus):
        pass
    path = corpus / "combined" / "plain.md"
    path.write_text(path.read_text().replace("See above.", "Look again."))
    age(corpus / "combined")

    with open_here(corpus) as compendium:
        assert compendium.find("plain").sections[0].text == "Look again."


def test_a_file_that_broke_since_it_was_compiled_is_a_fault(corpus: Path) -> None:
    with open_here(corpus):
        pass
    folder = corpus / "combined"
    times = folder.stat().st_mtime
    (folder / "plain.md").write_text("broken")
    os.utime(folder, (times, times))

    with open_here(corpus) as compendium, pytest.raises(DataFault, match="D201"):
        compendium.find("plain")


def test_several_processes_give_the_same_snapshot(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = list(compile_here(corpus, anew=True).snapshot.entries())
    monkeypatch.setattr(compiler, "_PARALLEL_FROM", 1)

    assert compile_here(corpus, anew=True, jobs=2).snapshot.entries() == alone


def test_progress_counts_to_the_end(corpus: Path) -> None:
    seen: list[tuple[int, int]] = []

    compile_here(corpus, progress=lambda done, total: seen.append((done, total)))

    assert seen[-1] == (6, 6)


def _open_and_count(root: str, counts: "multiprocessing.Queue[int]") -> None:
    with open_here(Path(root)) as compendium:
        counts.put(len(list(compendium)))


def test_two_processes_compiling_at_once_both_succeed(corpus: Path) -> None:
    context = multiprocessing.get_context("spawn")
    counts = context.Queue()
    workers = [context.Process(target=_open_and_count, args=(str(corpus), counts)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert [counts.get(timeout=5) for _ in workers] == [6, 6]
    with open_here(corpus) as compendium:
        snapshot = compendium.collections[0].place.snapshot
    left = {path.name for path in snapshot.parent.glob(f"{snapshot.stem}*")}
    assert left == {snapshot.name, snapshot.with_suffix(".lock").name}


def test_a_file_is_read_again_while_its_time_may_still_stand_still(corpus: Path) -> None:
    path = corpus / "combined" / "plain.md"
    path.touch()
    compile_here(corpus)
    found = path.stat()
    path.write_text(path.read_text().replace("Plain", "Plein"))
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))

    assert compile_here(corpus).parsed == 1


def test_rows_of_an_unchanged_file_are_its_state_alone(corpus: Path) -> None:
    state = next(iter(list_files(corpus).files))
    first = rows.compile_file((corpus, state, ""))

    assert first.monograph
    assert rows.compile_file((corpus, state, first.digest)) == rows.CompiledFile(state, first.digest, ())


def test_a_snapshot_to_be_shipped_is_the_same_file_wherever_and_whenever_it_was_made(tmp_path: Path) -> None:
    made = []
    for name, seconds in (("here", 3600), ("there", 7200)):
        shutil.copytree(CORPUS, tmp_path / name / "monographs")
        age(tmp_path / name, seconds)
        target = tmp_path / name / "shipped.sqlite"
        compile_corpus(tmp_path / name / "monographs", target, "bundled").snapshot.close()
        forget_machine(target)
        made.append(target.read_bytes())

    assert made[0] == made[1]
    assert str(tmp_path).encode() not in made[0]
    opened = snapshot.open_snapshot(target, "bundled")
    assert opened is not None
    assert opened.count("monographs") == 6
    opened.close()
