"""The checks of form: each finds what its docstring says, and leaves the near miss alone."""

from pathlib import Path

import pytest

import drugref.check.run  # noqa: F401 - registers the checks
from drugref.check.catalogue import PAGE_CHECKS, all_checks
from drugref.check.page import Page
from drugref.check.run import Selection, run_checks
from drugref.headings import SECTIONS

WHOLE = "\n\n".join(
    f"## {name.title}\n\nWords." for name in SECTIONS if name.id not in {"boxed-warning", "overdose", "faqs"}
)
FAQS = "faqs:\n  - q: What is it?\n    a: A drug.\n"


def hits(folder: Path, code: str, body: str = WHOLE, head: str = FAQS) -> list[str]:
    """Give the messages of one check on a page with a title."""
    file = folder / "x.md"
    file.write_text(f"---\ntitle: Zelborine\n{head}---\n\n{body}\n", encoding="utf-8")
    page = Page(file, "x.md")
    assert page.monograph is not None, page.problems
    return [hit.message for hit in PAGE_CHECKS[code].run(page)]


FOUND = [
    ("D301", {"body": "## Usage\n\nWords."}, "there is no section Dosage"),
    ("D302", {"body": WHOLE + "\n\n## Doseage\n\nWords."}, "'Doseage' is not a known section"),
    ("D303", {"body": "## Usage\n\n## Dosage\n\nWords."}, "the section Usage is empty"),
    ("D304", {"body": WHOLE + "\n\n## Usage\n\nMore."}, "the section Usage stands on line"),
    ("D305", {"body": "## Dosage\n\n#### **Children:** None is set."}, "'Children' carries text: 'None is set.'"),
    ("D306", {"head": 'faqs:\n  - q: "Is it?**\\n\\n**A:** Yes."\n    a: "A:** Yes."\n'}, "glued: 'Is it?'"),
    ("D307", {"head": "faqs:\n  - q: Is it?\n    a: ''\n"}, "no answer to 'Is it?'"),
    ("D308", {"body": "## Dosage\n\n* >40 kg: 62.5 mg"}, "other readers lose the '>'"),
    ("D309", {"body": "## Dosage\n\n### Adults\n\n    - 5 mg"}, "indented like code: '- 5 mg'"),
    ("D310", {"body": "## Usage\n\n- **Bold: no end"}, "'**' without its partner"),
    ("D311", {"body": "## Usage\n\nA:** It is.\n\n<div>x</div>"}, "left over: 'A:**'"),
    ("D311", {"head": "faqs:\n  - q: 'Q9: Is it?'\n    a: Yes.\n"}, "a number or a stray mark before the question"),
    ("D312", {"head": "description: 'It is for the treatment of:'\n"}, "the description is cut"),
    ("D314", {"head": "faqs: some text\n"}, "'faqs' is text, not a list of q and a"),
    ("D314", {"head": "lastModified: last May\n"}, "not a date"),
    ("D314", {"head": "sources: [a label]\n"}, "an entry of 'sources' is text, not keys and values"),
    ("D315", {"body": "## Usage\n\nIt helps [3]."}, "'[3]' leads to no reference"),
    ("D318", {"body": "## Dosage\n\nx\n\n## Usage\n\ny"}, "the section Usage stands behind Dosage"),
    ("D319", {"body": "## Dosage\n\n5*10^9/L to 6*10^9/L"}, "other readers lose the '*'"),
    ("D320", {"head": 'faqs:\n  - q: Is it?\n    a: "Yes.\\n\\n## Usage"\n'}, "a heading in the answer: '## Usage'"),
    ("D330", {}, "no source is named"),
    ("D331", {}, "it does not say whether there is a boxed warning"),
    ("D332", {"head": "sources:\n  - {label: A, set_id: b}\n"}, "there is no key 'ingredients'"),
    ("D333", {"head": "interactions:\n  - {with: [x], effect: y}\n"}, "interaction 1 has no action, stated, source"),
    ("D334", {"head": f"sources:\n  - {{label: A}}\n{FAQS}"}, "1 questions; six to ten are asked for"),
    ("D335", {"head": "sources:\n  - {label: A}\n"}, "no line 'Dosage' of its own"),
]  # fmt: skip
LEFT_ALONE = [
    ("D301", {}),
    ("D302", {}),
    ("D303", {}),
    ("D304", {}),
    ("D305", {"body": "## Dosage (Historical)\n\n#### Children\n\nNone is set."}),
    ("D306", {"head": "faqs:\n  - q: Is it?\n    a: A 40:1 ratio is.\n"}),
    ("D307", {}),
    ("D308", {"body": "## Dosage\n\n* over 40 kg: 62.5 mg\n* **>40 kg:** 1 mg\n\n> words"}),
    ("D309", {"body": "## Dosage\n\n- Adults\n    - 5 mg"}),
    ("D310", {"body": "## Usage\n\n- **Bold:** an end\n- `**`"}),
    ("D311", {"body": "## FAQs\n\n**A:** x<sub>2</sub> and 5 < 6 > 4 &gt; 3"}),
    ("D312", {"head": "description: It is for pain.\n"}),
    ("D314", {"head": f"lastModified: 2026-01-31\n{FAQS}"}),
    ("D315", {"body": "## Usage\n\nIt helps [3], dibenzo[2,3]azepine.\n\n[3]: a label"}),
    ("D318", {}),
    ("D319", {"body": "## Dosage\n\nHLA-B*5701 and 5*10^9/L"}),
    ("D320", {}),
    ("D330", {"head": "sources:\n  - {label: A}\n"}),
    ("D331", {"head": "boxed_warning: []\n"}),
    ("D332", {}),
    ("D333", {"head": "interactions:\n  - {with: [x], effect: y, action: z, stated: avoid, source: A 7}\n"}),
    ("D334", {}),
    ("D335", {}),
]


@pytest.mark.parametrize(("code", "page", "message"), FOUND)
def test_a_fault_of_form_is_found(tmp_path: Path, code: str, page: dict[str, str], message: str) -> None:
    assert any(message in hit for hit in hits(tmp_path, code, **page))


@pytest.mark.parametrize(("code", "page"), LEFT_ALONE)
def test_a_near_miss_is_left_alone(tmp_path: Path, code: str, page: dict[str, str]) -> None:
    assert hits(tmp_path, code, **page) == []


def test_every_check_explains_itself_and_has_a_code_of_its_own() -> None:
    checks = list(all_checks())

    assert all(check.explanation.endswith((".", ":")) or "." in check.explanation for check in checks)
    assert len({check.code for check in checks}) == len(checks)


def test_titles_links_and_parts_are_checked_over_all_files(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: A drug\n---\n## Usage\n\nSee [b](b.md) and [c](gone.md).\n")
    (tmp_path / "b.md").write_text("---\ntitle: A Drug\n---\n## Usage\n\nx\n")
    (tmp_path / "a-z.md").write_text("---\ntitle: A drug + Zelborine\n---\n## Usage\n\nx\n")

    report = run_checks([tmp_path], selection=Selection(("D313", "D316", "D317")))

    found = [(finding.code, Path(finding.path).name, finding.message) for finding in report.findings]
    assert found == [
        ("D317", "a-z.md", "'Zelborine' has no monograph of its own"),
        ("D316", "a.md", "the link to 'gone.md' leads to no monograph"),
        ("D313", "b.md", f"'A Drug' is the title of {tmp_path / 'a.md'} too"),
    ]


def test_a_waiver_with_a_reason_silences_a_finding_and_is_counted(tmp_path: Path) -> None:
    waivers = (
        "waivers:\n  - {code: D330, reason: invented}\n  - {code: D302, reason: none of these}\n  - {code: D331}\n"
    )
    (tmp_path / "a.md").write_text(f"---\ntitle: A drug\n{waivers}---\n{WHOLE}\n")

    report = run_checks([tmp_path], selection=Selection(("D33", "D302", "D39")))

    assert [(waived.finding.code, waived.reason) for waived in report.waived] == [("D330", "invented")]
    assert [finding.code for finding in report.findings] == ["D331", "D391", "D392"]


def test_two_processes_find_what_one_finds(tmp_path: Path) -> None:
    for number in range(210):
        (tmp_path / f"d{number}.md").write_text(f"---\ntitle: Drug {number}\n---\n## Usage\n\nWords [1].\n")
    done: list[tuple[int, int]] = []

    alone = run_checks([tmp_path], jobs=1)
    together = run_checks([tmp_path], jobs=2, progress=lambda count, total: done.append((count, total)))

    assert alone == together
    assert done[-1] == (210, 210)
