"""Paint a page for a terminal with rich."""

import re
from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.theme import Theme

from drugref.render.layout import Sheet

# Eight colours and weights only: readable on light and dark grounds. Blue, yellow, white and black are on neither.
THEME = Theme(
    {
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
    },
    inherit=False,
)


# Letters of ASCII alone, none of them a control: that is what the sequence of a link may hold.
_URL = re.compile(r"https?://[!-~]++(?![^\s!-~])")
_CLOSING = ".,;:!?'\"*>]}"


class Painted:
    """A sheet as a rich renderable: its lines are final, so that nothing is wrapped, cropped or read as markup."""

    def __init__(self, sheet: Sheet, *, links: bool = False) -> None:
        self._sheet = sheet
        self._links = links

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in self._sheet.lines:
            segments = _segments(line, console)
            yield from _linked(segments) if self._links else segments
            yield Segment.line()


def _segments(line: Iterable[tuple[str, str]], console: Console) -> Iterable[Segment]:
    for text, style in line:
        yield Segment(text, console.get_style(style) if style else None)


def painted_lines(sheet: Sheet) -> list[list[Segment]]:
    """Give each line of a sheet in its styles, for a program that paints its own screen."""
    return [[Segment(text, THEME.styles[style] if style else None) for text, style in line] for line in sheet.lines]


def _linked(segments: Iterable[Segment]) -> Iterable[Segment]:
    """Make a link of each URL; not one letter that is printed changes."""
    for text, style, _ in segments:
        done = 0
        for found in _URL.finditer(text):
            url = _trimmed(found[0])
            end = found.start() + len(url)
            yield Segment(text[done : found.start()], style)
            yield Segment(text[found.start() : end], (style or Style.null()) + Style(link=url))
            done = end
        yield Segment(text[done:], style)


def _trimmed(url: str) -> str:
    """Give a URL without what the sentence around it put behind it: a full stop, a bracket that opens before it."""
    while url.endswith(tuple(_CLOSING)) or (url.endswith(")") and url.count("(") < url.count(")")):
        url = url[:-1]
    return url


def terminal_page(sheet: Sheet, *, color: bool, links: bool = False) -> str:
    """Give a sheet as text with the escape sequences of the terminal in use."""
    console = Console(theme=THEME, force_terminal=True, no_color=not color, width=sheet.width, highlight=False)
    with console.capture() as capture:
        console.print(Painted(sheet, links=links), soft_wrap=True, end="")
    return capture.get()
