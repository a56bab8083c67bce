"""Paint a page for a terminal with rich's styles.

`rich.console` would cost as much again as all the rest of a page, and has nothing to decide: the lines are final, and
the eight colours and the weights have one sequence on every terminal.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from rich.color import ColorSystem
from rich.style import Style

from drugref.render.layout import Sheet

if TYPE_CHECKING:
    from rich.segment import Segment

# Eight colours and weights only: readable on light and dark grounds. Blue, yellow, white and black are on neither.
STYLES = {
    "title": Style(bold=True),
    "heading": Style(bold=True, color="magenta"),
    "subheading": Style(bold=True),
    "alarm": Style(bold=True, color="red"),
    "label": Style(bold=True),
    "strong": Style(bold=True),
    "emphasis": Style(italic=True),
    "code": Style(color="cyan"),
    "link": Style(underline=True),
    "match": Style(bold=True, underline=True),
    "bullet": Style(color="magenta"),
    "muted": Style(dim=True),
}


# Letters of ASCII alone, none of them a control: that is what the sequence of a link may hold.
_URL = re.compile(r"https?://[!-~]++(?![^\s!-~])")
_CLOSING = ".,;:!?'\"*>]}"


def terminal_page(sheet: Sheet, *, color: bool, links: bool = False) -> str:
    """Give a sheet as text with escape sequences."""
    styles = STYLES if color else {name: style.without_color for name, style in STYLES.items()}
    return "".join(f"{''.join(_painted(line, styles, links=links))}\n" for line in sheet.lines)


def _painted(line: Iterable[tuple[str, str]], styles: Mapping[str, Style], *, links: bool) -> Iterator[str]:
    for text, name in line:
        style = styles[name] if name else Style.null()
        for part, url in _linked(text) if links else [(text, "")]:
            yield (style + Style(link=url) if url else style).render(part, color_system=ColorSystem.STANDARD)


def painted_lines(sheet: Sheet) -> "list[list[Segment]]":
    """Give each line of a sheet in its styles, for a program that paints its own screen."""
    from rich.segment import Segment  # a page needs none

    return [[Segment(text, STYLES[style] if style else None) for text, style in line] for line in sheet.lines]


def _linked(text: str) -> Iterator[tuple[str, str]]:
    """Cut a text into what stands between URLs and the URLs, which are links to themselves; no letter changes."""
    done = 0
    for found in _URL.finditer(text):
        url = _trimmed(found[0])
        end = found.start() + len(url)
        yield text[done : found.start()], ""
        yield text[found.start() : end], url
        done = end
    yield text[done:], ""


def _trimmed(url: str) -> str:
    """Give a URL without what the sentence around it put behind it: a full stop, a bracket that opens before it."""
    while url.endswith(tuple(_CLOSING)) or (url.endswith(")") and url.count("(") < url.count(")")):
        url = url[:-1]
    return url
