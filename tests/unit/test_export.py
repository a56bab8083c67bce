"""Exported monographs: Markdown reads back word for word, HTML holds every word and no markup of a stranger's."""

import json
import re
from html import unescape
from pathlib import Path

import pytest

from drugref.blocks import blocks_text
from drugref.corpus import SourceText, read_file
from drugref.model import Monograph
from drugref.parser import parse_monograph
from drugref.render.export import html_text, markdown_text
from tests.conftest import CORPUS, DATA, SHARED, Cli, parse_text

FILES = [*sorted(CORPUS.rglob("*.md")), DATA / "proved" / "monographs" / "zelborine.md"]
BUNDLED = sorted((DATA.parent.parent / "data" / "monographs").glob("*.md"))
REAL = sorted((SHARED / "corpus").rglob("*.md")) if SHARED.is_dir() else []


def read(path: Path) -> Monograph:
    source = read_file(path, path.name)
    assert isinstance(source, SourceText)
    monograph = parse_monograph(source, path.name).monograph
    assert monograph is not None
    return monograph


def words(monograph: Monograph) -> object:
    sections = [(one.id, one.title, one.qualifier, blocks_text(one.blocks).split()) for one in monograph.sections]
    faqs = [(one.question, blocks_text(one.answer).split()) for one in monograph.faqs]
    return monograph.title, monograph.description, monograph.names, monograph.sources, sections, faqs


@pytest.mark.parametrize("path", [*FILES, *BUNDLED, *REAL], ids=lambda path: path.stem[:40])
def test_markdown_reads_back_word_for_word(path: Path) -> None:
    monograph = read(path)

    again = parse_text(markdown_text(monograph), path.name)

    assert words(again) == words(monograph)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_html_holds_every_word(path: Path) -> None:
    monograph = read(path)

    page = "".join(unescape(re.sub(r"<[^>]+>", " ", html_text(monograph))).split())

    for section in monograph.sections:
        for line in blocks_text(section.blocks).split("\n"):
            for cell in line.split(" | "):
                assert "".join(cell.split()) in page


def test_markup_in_a_monograph_is_text_in_html() -> None:
    page = html_text(parse_text("---\ntitle: '<script>x</script>'\n---\n## Usage\n\n[a](javascript:x) <b> 5 < 6\n"))

    assert "<script>" not in page
    assert "javascript:" not in page


@pytest.mark.parametrize(
    "text", ["1. not a list", "- not a list", "# no heading", "a | b", "5*10^9 *x* `y`", "> 40 kg", "<b>"]
)
def test_what_looks_like_markup_stays_text(text: str) -> None:
    escaped = "".join(f"\\{char}" if not char.isalnum() and not char.isspace() else char for char in text)
    monograph = parse_text(f"---\ntitle: T\n---\n## Usage\n\nWords.\n\n{escaped}\n")

    again = parse_text(markdown_text(monograph))

    assert words(again) == words(monograph)


def test_the_command_writes_to_stdout_or_to_files(cli: Cli, tmp_path: Path) -> None:
    assert cli("export", "zelborine").stdout.startswith("---\ntitle: Zelborine")
    assert json.loads(cli("export", "zelborine", "--format", "json").stdout)["slug"] == "zelborine"
    lines = cli("export", "--all", "-f", "jsonl").stdout.splitlines()
    assert [json.loads(line)["schema"] for line in lines] == [1] * len(lines)
    assert cli("export", "--all", "-f", "html", "-o", str(tmp_path / "pages")).exit_code == 0
    assert len(list((tmp_path / "pages").glob("*.html"))) == len(lines)


def test_what_cannot_be_exported_is_said(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for arguments in (
        ("export",), ("export", "zelborine", "--all"), ("export", "zelborine", "-f", "pdf"), ("export", "--all"),
        ("export", "zelborine", "-o", str(tmp_path / "file")),
    ):  # fmt: skip
        assert cli(*arguments).exit_code == 2
    assert cli("export", "nothing").exit_code == 3
