"""Write the table of checks into docs/checks.md: `python docs/make_checks.py`."""

from pathlib import Path

import drugref.check.run  # noqa: F401 - registers the checks
from drugref.check.catalogue import all_checks

PAGE = Path(__file__).parent / "checks.md"
START, END = "<!-- checks -->\n", "<!-- end of checks -->\n"


def table() -> str:
    """Give a row for every check, with the first paragraph of its explanation."""
    rows = ["| code | level | name | what it finds |", "|---|---|---|---|"]
    for check in all_checks():
        first = " ".join(check.explanation.split("\n\n")[0].split()).replace("|", "\\|")
        rows.append(f"| {check.code} | {check.level} | {check.name} | {first} |")
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(START)
    PAGE.write_text(before + START + table() + END + rest.split(END)[1], encoding="utf-8")
