"""The screen that searches: a query above, the passages that were met beneath, one to open."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option

from drugref.analysis import escape_controls
from drugref.browse.page import NEXT
from drugref.compendium import Compendium
from drugref.errors import DrugrefError
from drugref.render.hits import found_line, notes, nothing_found
from drugref.search import Hit, Results, search

_MOST = 50


class Choices(OptionList):
    """A list whose keys the foot of the screen tells."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", "Open"), NEXT]


class Query(Input):
    """Where a query is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Search"),
        Binding("down", "screen.list", "Passages"),
        NEXT,
    ]


class Search(ModalScreen[Hit | None]):
    """Ask all pages for some words; gives the passage that was chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back"),
    ]

    def __init__(self, compendium: Compendium) -> None:
        super().__init__()
        self._compendium = compendium
        self._hits: list[Hit] = []

    def compose(self) -> ComposeResult:
        """Lay out the query, what came of it, and the passages."""
        with Vertical(id="search"):
            yield Query(placeholder='Words, "a phrase", OR, -without, section:dosage', id="query")
            yield Static("Searches every page. No hit is never 'no risk'.", markup=False, id="found")
            yield Choices(markup=False, id="hits")
        yield Footer(show_command_palette=False)

    def action_list(self) -> None:
        """Go from the query to the passages."""
        if self._hits:
            self.query_one(OptionList).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Search, and go to the passages when there are any."""
        try:
            results = search(self._compendium, event.value, limit=_MOST)
        except DrugrefError as error:
            self._tell(str(error), [])
            return
        if results.hits:
            self._tell("\n".join([found_line(results), *notes(results)]), [("", hit) for hit in results.hits])
        else:
            self._tell(nothing_found(results), _of_fewer(results))

    def _tell(self, message: str, found: list[tuple[str, Hit]]) -> None:
        self._hits = [hit for _, hit in found]
        self.query_one("#found", Static).update(escape_controls(message))
        hits = self.query_one(OptionList)
        hits.clear_options()
        hits.add_options([Option(_passage(without, hit)) for without, hit in found])
        self.action_list()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the passage that was chosen."""
        self.dismiss(self._hits[event.option_index])


def _of_fewer(results: Results) -> list[tuple[str, Hit]]:
    return [(f"Without '{fewer.without}': ", hit) for fewer in results.fewer for hit in fewer.hits]


def _passage(without: str, hit: Hit) -> Content:
    """Give a passage as it stands in the list; text of a page is text, and never markup."""
    place = hit.section if hit.heading in ("", hit.section) else f"{hit.section}: {hit.heading}"
    words = [(f"{escape_controls(word.text)} ", "bold underline" if word.is_match else "") for word in hit.excerpt]
    head = (escape_controls(f"{without}{hit.title}"), "bold")
    return Content.assemble(head, (f" — {escape_controls(place)}\n", ""), *words)
