"""Real monographs: all open, and every word of them reaches the reader. They lie beside the project, or nowhere."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from drugref.api import Compendium
from drugref.collection import places
from drugref.model import Monograph
from drugref.render.layout import Sheet
from drugref.render.monograph import faqs_page, monograph_page
from drugref.render.plain import plain_page
from tests.conftest import SHARED, unmeasured

REAL = SHARED / "corpus"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="no folder of real monographs beside the project")

_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-0123456789+-")
_WORD = re.compile(r"[^\W_]+|[<>≤≥]=?|%")
_FAQ_HEADING = re.compile(r"## \W*(?:FAQ|Frequently)")
# What parts questions from answers in a FAQ section, and is not a word of them.
_FAQ_MARKS = re.compile(r"\bQ\d+\b|\*\*A:?\*\*:?|^A:|FAQs?|Frequently|Asked|Questions", re.MULTILINE)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Compendium]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        with unmeasured():
            compendium = Compendium(places([REAL], bundled=False, user=False))
        with compendium:
            yield compendium


def page(monograph: Monograph, width: int) -> str:
    sheet = Sheet(width)
    monograph_page(sheet, monograph)
    return plain_page(sheet)


def faq_page(monograph: Monograph) -> str:
    sheet = Sheet(80)
    faqs_page(sheet, monograph, list(enumerate(monograph.faqs, 1)))
    return plain_page(sheet)


def source_of(monograph: Monograph) -> tuple[str, str]:
    """Give the body of a file and its FAQ sections, apart."""
    body = (REAL / monograph.path).read_text(encoding="utf-8").split("\n---\n", 1)[1]
    parts = re.split(r"(?m)^(?=## )", body)
    faq = [part for part in parts if _FAQ_HEADING.match(part)]
    return "".join(part for part in parts if part not in faq), "".join(faq)


def words(text: str) -> list[str]:
    text = re.sub(r"(?m)^\s*\|[\s|:-]+\|\s*$", "", text)  # the rule under a table's head
    return _WORD.findall(html.unescape(re.sub(r"</?su[bp]>", "", text)).translate(_DIGITS))


def first_missing(wanted: list[str], found: list[str]) -> str:
    rest = iter(found)
    return next((word for word in wanted if word not in rest), "")


def test_all_files_open_without_a_problem(real: Compendium) -> None:
    assert len(real) == len(list(REAL.rglob("*.md")))
    assert real.problems() == []


@pytest.mark.usefixtures("untraced")
@pytest.mark.parametrize("width", [20, 40, 80, 120])
def test_every_word_of_every_body_reaches_the_page_in_order(real: Compendium, width: int) -> None:
    lost = {
        monograph.slug: word
        for monograph in real
        if (word := first_missing(words(source_of(monograph)[0]), words(page(monograph, width))))
    }

    assert lost == {}


def test_every_word_of_every_faq_section_reaches_the_questions(real: Compendium) -> None:
    lost = {
        monograph.slug: missing
        for monograph in real
        if (missing := set(words(_FAQ_MARKS.sub(" ", source_of(monograph)[1]))) - set(words(faq_page(monograph))))
    }

    assert lost == {}


@pytest.mark.usefixtures("untraced")
def test_no_residue_of_markdown_or_of_labels_is_printed(real: Compendium) -> None:
    residue = [
        (monograph.slug, line)
        for monograph in real
        for line in (page(monograph, 400) + faq_page(monograph)).splitlines()
        if "**" in line or re.search(r"(?:^|\s)#{1,6}\s|^\s*(?:Q\d+|A):\s", line)
    ]

    assert residue == []


def test_thresholds_of_doses_keep_their_sign(real: Compendium) -> None:
    text = page(real.find("cloxacillin"), 80)

    assert ">= 1 year: 50-100 mg/kg/day" in text
    assert text.count(">=2 kg: 25 mg/kg every") == 2


def test_a_notice_of_a_ban_stands_above_everything_else(real: Compendium) -> None:
    text = page(real.find("Etodolac + Paracetamol"), 200)

    assert text.splitlines()[2].startswith("This drug combination has been banned")


@pytest.mark.usefixtures("untraced")
def test_lines_keep_the_width(real: Compendium) -> None:
    wide = [
        (monograph.slug, line)
        for monograph in real
        for line in page(monograph, 80).splitlines()
        if len(line) > 80 and " " in line.strip() and line.isascii()
    ]

    assert wide == []


def test_each_file_of_the_folder_is_found_by_its_slug_and_title(real: Compendium) -> None:
    wrong = [entry.slug for entry in real.entries() if real.find(entry.slug).path != entry.path]

    assert wrong == []
    assert Path(REAL, real.find("atorvastatin").path).is_file()
