"""The pane that a page is read in: laid out at the pane's width, scrolled by lines."""

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from drugref.render.layout import TERMINAL, Anchor, Sheet
from drugref.render.terminal import painted_lines
from drugref.render.wrapping import width_of

NEXT = Binding("tab", "app.focus_next", "Next pane")
_LEAST = 10


def _nothing(_: Sheet) -> None:
    """Set an empty page."""


class Page(ScrollView, can_focus=True):
    """A page of lines that are final: nothing in them is wrapped again, cropped or read as markup."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll_down", "Down", show=False),
        Binding("up,k", "scroll_up", "Up", show=False),
        Binding("pagedown,space", "page_down", "Page down", show=False),
        Binding("home,g", "scroll_home", "Top", show=False),
        Binding("end,G", "scroll_end", "Bottom", show=False),
        NEXT,
    ]

    def __init__(self, widest: int) -> None:
        super().__init__(id="page")
        self._widest = widest
        self._set: Callable[[Sheet], None] = _nothing
        self._strips: list[Strip] = []
        self.sheet = Sheet(_LEAST, TERMINAL)

    def show(self, page: Callable[[Sheet], None]) -> None:
        """Show another page, from its top."""
        self._set = page
        self._lay()
        self.scroll_to(0, 0, animate=False)

    def on_resize(self, _: Resize) -> None:
        """Lay the page out anew and stay in the section that was being read."""
        place = self.place
        self._lay()
        if place is not None:
            self.go_to(self.sheet.anchors[place])

    @property
    def place(self) -> int | None:
        """The number of the anchor above the first line in sight; None above all of them."""
        passed = [number for number, anchor in enumerate(self.sheet.anchors) if anchor.line <= self.scroll_offset.y]
        return passed[-1] if passed else None

    def go_to(self, anchor: Anchor) -> None:
        """Put an anchor's line first, or as high as the end of the page lets it be."""
        self.scroll_to(0, anchor.line, animate=False, force=True)

    def find(self, section: str, heading: str) -> Anchor | None:
        """Give the anchor of a heading or question inside a section, else of the section."""
        anchors = self.sheet.anchors
        start = next((number for number, one in enumerate(anchors) if not one.depth and one.title == section), None)
        if start is None:
            return None
        inside = anchors[start + 1 :]
        end = next((number for number, one in enumerate(inside) if not one.depth), len(inside))
        return next((one for one in inside[:end] if heading and one.title == heading), anchors[start])

    def _lay(self) -> None:
        # the bar at the side is counted always, or a page that needs it would be laid out twice
        width = min(self.size.width - self.styles.scrollbar_size_vertical, self._widest)
        self.sheet = Sheet(max(width, _LEAST), TERMINAL)
        self._set(self.sheet)
        self._strips = [Strip(line) for line in painted_lines(self.sheet)]
        widest = max((width_of(line) for line in self.sheet.lines), default=0)
        self.virtual_size = Size(widest, len(self._strips))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Give one line in sight."""
        left, top = self.scroll_offset
        strip = self._strips[top + y] if top + y < len(self._strips) else Strip.blank(0)
        return strip.crop_extend(left, left + self.size.width, self.rich_style).apply_style(self.rich_style)
