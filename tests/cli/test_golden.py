"""Golden pages: what the reader sees, letter by letter. `pytest --update-golden` rewrites them."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import DATA, Cli, age

GOLDEN = DATA / "golden"
CASES = {
    "show-zelborine": ("show", "zelborine"),
    "show-zelborine-40": ("show", "zelborine", "--width", "40"),
    "show-zelborine-color": ("show", "zelborine", "--color", "always", "--section", "how", "--section", "children"),
    "show-norvelol": ("show", "norvelol"),
    "show-quessine-b1": ("show", "quessine-b1"),
    "show-norvelol-zelborine-dosage": ("show", "norvelol-zelborine", "--section", "dosage"),
    "show-zelborine-children-json": ("show", "zelborine", "--section", "children", "--json"),
    "summary-zelborine": ("summary", "zelborine", "norvelol"),
    "summary-zelborine-json": ("summary", "zelborine", "--json"),
    "show-zelborine-weight": ("show", "zelborine", "--section", "dosage", "--weight", "41.5"),
    "show-zelborine-weight-40": (
        "show",
        "zelborine",
        "-s",
        "children",
        "--weight",
        "41.5",
        "--bsa",
        "1.3",
        "--width",
        "40",
    ),
    "show-zelborine-weight-json": ("show", "zelborine", "--section", "children", "--weight", "41.5", "--json"),
    "compare": ("compare", "zelborine", "norvelol"),
    "compare-40": ("compare", "zelborine", "norvelol", "-s", "usage", "-s", "faq", "--width", "40"),
    "compare-plain": ("compare", "zelborine", "norvelol", "--plain"),
    "compare-json": ("compare", "zelborine", "norvelol", "--section", "dosage", "--json"),
    "faq-zelborine": ("faq", "zelborine"),
    "faq-zelborine-2": ("faq", "zelborine", "--number", "2"),
    "faq-all": ("faq",),
    "faq-all-match": ("faq", "--match", "40:1"),
    "faq-zelborine-json": ("faq", "zelborine", "--json"),
    "sections-zelborine": ("sections", "zelborine"),
    "list": ("list", "elo"),
    "search": ("search", "fever"),
    "search-plain": ("search", "fever", "--plain", "--limit", "1"),
    "search-color": ("search", "fever", "--limit", "1", "--color", "always"),
    "search-json": ("search", "kidney OR weight", "--json"),
    "list-color": ("list", "e", "--color", "always"),
    "welcome": (),
    "interactions": ("interactions", "warfazine", "naprovane", "celovane", "itrazole", "simvezet"),
    "interactions-40": ("interactions", "warfazine", "naprovane", "--width", "40"),
    "interactions-color": ("interactions", "warfazine", "itrazole", "--color", "always"),
    "interactions-json": ("interactions", "warfazine", "naprovane", "--json"),
    "interactions-alone": ("interactions", "warfazine"),
    "mentions": ("mentions", "cumazin"),
    "mentions-json": ("mentions", "grape tea", "--json"),
    "cautions": ("cautions", "pregnancy", "naprovane", "warfazine"),
    "cautions-json": ("cautions", "renal", "warfazine", "celovane", "--json"),
}
# Their monographs speak of one another.
MEETING = ("interactions", "mentions", "cautions")


@pytest.mark.parametrize("case", CASES)
def test_page(
    cli: Cli, corpus: Path, case: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(corpus.parent)
    data = "meeting" if CASES[case][:1] and CASES[case][0] in MEETING else "corpus"
    if data == "meeting":
        shutil.copytree(DATA / data, data)
        age(Path(data))
    result = cli(*CASES[case], data=data)
    printed = result.stdout
    path = GOLDEN / f"{case}.txt"
    if request.config.getoption("--update-golden"):
        path.write_text(printed, encoding="utf-8")

    assert result.exit_code == 0, result.stderr
    assert printed == path.read_text(encoding="utf-8")


def test_no_golden_page_is_unused() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(CASES)
