"""Hostile files: none runs, hangs, exhausts memory, or hides a good one."""

import json
import time
from pathlib import Path

import pytest

from drugref.api import Compendium
from drugref.collection import places
from drugref.render.layout import Sheet
from drugref.render.monograph import monograph_page
from drugref.render.plain import plain_page
from drugref.render.records import dumps, monograph_record
from tests.conftest import parse_text

HEAD = "---\ntitle: Hostile\n---\n## Usage\n"
GOOD = "---\ntitle: Good\n---\n## Usage\nWords.\n"

NESTED = {
    "emphasis": HEAD + "*_" * 400 + "deep" + "_*" * 400,
    "quotations": HEAD + "> " * 200 + "deep",
    "lists": HEAD + "".join(f"{'  ' * depth}- x\n" for depth in range(150)),
    "brackets": HEAD + "[" * 20_000,
    "images": HEAD + "![" * 20_000 + "](u)" * 20_000,
    "flow lists in the front matter": f"---\ntitle: Hostile\nx: {'[' * 100_000}\n---\n",
    "compact lists in the front matter": f"---\ntitle: Hostile\nx:\n  {'- ' * 5_000}y\n---\n",
    "answers": "---\ntitle: Hostile\nfaqs:\n  - q: Why?\n    a: '" + "*_" * 300 + "deep" + "_*" * 300 + "'\n---\n",
}
SLOW = {
    "links": HEAD + "[a](u) " * 20_000,
    "asterisks": HEAD + "word* *word " * 20_000,
    "spaces before a mark": HEAD + " " * 100_000 + "<br",
    "spaces in a heading": HEAD + "## a" + " " * 100_000 + "b",
    "spaces in a bold heading": HEAD + "### **a**" + " " * 100_000 + "(b",
    "headings": HEAD + "## Usage\n" * 10_000,
    "columns": HEAD + "|" + " a |" * 3_000 + "\n|" + " - |" * 3_000 + "\n" + "| b |\n" * 3_000,
    "backticks": HEAD + "`" * 50_000 + " x " + "`a" * 20_000,
}
ODD = {
    "a figure of thousands of digits": f"x: 0x{'f' * 6_000}\nfaqs: 0x{'f' * 6_000}",
    "no number at all": "x: .nan\ny: -.inf\nz: [.inf]",
    "bytes": "x: !!binary aGVsbG8=\nbrands: !!binary aGVsbG8=",
    "keys that are not words": "1: a\n2.5: b\ntrue: c\nnull: d\n2020-01-01: e",
}


@pytest.mark.parametrize("name", [*NESTED, *SLOW])
def test_a_hostile_file_hides_no_other_and_is_done_in_seconds(tmp_path: Path, name: str) -> None:
    (tmp_path / "hostile.md").write_text({**NESTED, **SLOW}[name])
    (tmp_path / "good.md").write_text(GOOD)
    start = time.monotonic()

    with Compendium(places([tmp_path], bundled=False, user=False)) as compendium:
        assert compendium.find("good").sections[0].text == "Words."
        pages = [entry.slug for entry in compendium.entries()]
        problems = [problem.code for _, problem in compendium.problems()]
        for monograph in compendium:
            sheet = Sheet(40)
            monograph_page(sheet, monograph)
            plain_page(sheet)
            dumps(monograph_record(monograph))

    assert pages == ["good", "hostile"] or problems == ["D107"]
    assert time.monotonic() - start < 20


@pytest.mark.parametrize("name", ODD)
def test_odd_values_are_stored_and_printed(tmp_path: Path, name: str) -> None:
    (tmp_path / "odd.md").write_text(f"---\ntitle: Odd\n{ODD[name]}\n---\n## Usage\nx\n")

    with Compendium(places([tmp_path], bundled=False, user=False)) as compendium:
        text = dumps(monograph_record(compendium.find("odd")))

    assert json.loads(text, parse_constant=pytest.fail)["title"] == "Odd"


def test_many_marks_are_kept_as_they_are() -> None:
    text = parse_text(HEAD + "a* [b " * 5_000).sections[0].text

    assert text.count("a*") == text.count("[b") == 5_000


@pytest.mark.skipif(not Path("/proc/kmsg").exists(), reason="only Linux has files that are waited for")
def test_a_link_to_a_file_that_would_be_waited_for_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "waiting.md").symlink_to("/proc/kmsg")
    (tmp_path / "good.md").write_text(GOOD)

    with Compendium(places([tmp_path], bundled=False, user=False)) as compendium:
        assert [entry.slug for entry in compendium.entries()] == ["good"]
        assert [problem.code for _, problem in compendium.problems()] == ["D105"]
