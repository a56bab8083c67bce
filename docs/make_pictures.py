"""Make the README's picture from what drugref prints.

usage: python docs/make_pictures.py
"""

import io
import re
from pathlib import Path

from rich.console import Console
from rich.text import Text

import drugref
from drugref.render.layout import TERMINAL, Sheet
from drugref.render.monograph import sections_page
from drugref.render.terminal import terminal_page
from drugref.sections import select


def main() -> None:
    """Draw `drugref show phesgo --section dosage/adults --section overdose` at 80 columns."""
    with drugref.open(user=False) as compendium:
        monograph = compendium.find("phesgo")
    sheet = Sheet(80, TERMINAL)
    sections_page(sheet, monograph, select(monograph, ["dosage/adults", "overdose"]))
    console = Console(record=True, width=80, file=io.StringIO(), force_terminal=True, color_system="standard")
    console.print(Text.from_ansi(terminal_page(sheet, color=True)), soft_wrap=True, end="")
    picture = console.export_svg(title="drugref show phesgo -s dosage/adults -s overdose")
    # The reader's own monospaced font will do; a picture in a README loads no fonts from elsewhere.
    picture = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
    target = Path(__file__).parent / "show.svg"
    target.write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
