"""Paint a page for a terminal with rich."""

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


class Painted:
    """A sheet as a rich renderable: its lines are final, so that nothing is wrapped, cropped or read as markup."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in self._sheet.lines:
            yield from _segments(line, console)
            yield Segment.line()


def _segments(line: Iterable[tuple[str, str]], console: Console) -> Iterable[Segment]:
    for text, style in line:
        yield Segment(text, console.get_style(style) if style else None)


def terminal_page(sheet: Sheet, *, color: bool) -> str:
    """Give a sheet as text with the escape sequences of the terminal in use."""
    console = Console(theme=THEME, force_terminal=True, no_color=not color, width=sheet.width, highlight=False)
    with console.capture() as capture:
        console.print(Painted(sheet), soft_wrap=True, end="")
    return capture.get()
