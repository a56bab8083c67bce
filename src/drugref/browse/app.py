"""The reader as an application: a type-ahead list of drugs, the sections, and the page beside them."""

from typing import ClassVar

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import DescendantFocus, Key
from textual.message import Message
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option

from drugref import lookup
from drugref.analysis import escape_controls
from drugref.browse.names import Offer, offer
from drugref.browse.page import NEXT, Page
from drugref.browse.search import Choices, Search
from drugref.compendium import Compendium
from drugref.errors import DrugrefError
from drugref.model import Monograph
from drugref.render.layout import Sheet
from drugref.render.monograph import NOTICE, monograph_page
from drugref.search import Hit
from drugref.snapshot import Entry

_HELP = (
    "Type a name and press Enter: an exact name opens its page. Down goes to the list, where Enter opens a drug.",
    "Tab goes from the list to the sections and to the page; / searches every page; f goes to a drug's questions.",
)


class NameInput(Input):
    """Where a name is typed; / searches as long as nothing is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Open"),
        Binding("down", "app.list", "List"),
        NEXT,
        Binding("ctrl+q", "app.quit", "Quit"),
    ]

    class Slash(Message):
        """A slash was typed where a name may begin."""

    def on_key(self, event: Key) -> None:
        """Search instead of typing a slash that no name begins with."""
        if event.character == "/" and not self.value:
            event.prevent_default().stop()
            self.post_message(self.Slash())


class Reader(App[None]):
    """Read monographs from the keyboard alone."""

    ENABLE_COMMAND_PALETTE = False
    CSS = """
    #side { width: 30; max-width: 40%; border-right: solid $primary; }
    #name { border: none; height: 1; padding: 0 1; }
    #note { height: auto; padding: 0 1; }
    OptionList, OptionList:focus { border: none; padding: 0; height: 1fr; background: $background; }
    #sections { border-top: solid $primary; }
    #title { height: auto; padding: 0 1; text-style: bold; background: $panel; }
    #page { padding: 0 1; }
    #page:focus { background-tint: $foreground 3%; }
    Search { align: center middle; }
    #search { width: 90%; height: 90%; border: solid $primary; background: $background; }
    #query { border: none; height: 1; padding: 0 1; }
    #found { height: auto; max-height: 8; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search"),
        Binding("escape", "name", "Name"),
        Binding("f", "questions", "Questions"),
        Binding("q", "quit", "Quit"),
        Binding("ctrl+q", "quit", show=False),
        Binding("ctrl+c", "quit", show=False, priority=True),
    ]

    def __init__(self, compendium: Compendium, *, widest: int) -> None:
        super().__init__()
        self._compendium = compendium
        self._page = Page(widest)
        self._offer = Offer(())
        self.monograph: Monograph | None = None

    def compose(self) -> ComposeResult:
        """Lay out names and sections at the side, the page beside them, the keys beneath."""
        with Horizontal():
            with Vertical(id="side"):
                yield NameInput(placeholder="Name of a drug", id="name")
                yield Static(markup=False, id="note")
                yield Choices(markup=False, id="drugs")
                yield Choices(markup=False, id="sections")
            with Vertical():
                yield Static("drugref", markup=False, id="title")
                yield self._page
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Offer every drug and wait for a name."""
        self._offer_drugs("")
        self._page.show(self._welcome)
        self.query_one(NameInput).focus()

    def _welcome(self, sheet: Sheet) -> None:
        count = len(self._compendium)
        for text in (f"{count:,} monograph{'' if count == 1 else 's'}.", *_HELP, NOTICE):
            sheet.put(text)
            sheet.blank()

    # ---- names

    @on(Input.Changed, "#name")
    def offer_drugs(self, event: Input.Changed) -> None:
        """Offer what begins with what was typed."""
        self._offer_drugs(event.value)

    def _offer_drugs(self, typed: str) -> None:
        self._offer = offer(self._compendium, typed)
        note = self.query_one("#note", Static)
        note.update(self._offer.note)
        note.display = bool(self._offer.note)
        drugs = self.query_one("#drugs", OptionList)
        drugs.clear_options()
        drugs.add_options([Option(escape_controls(choice.line)) for choice in self._offer.choices])

    @on(Input.Submitted, "#name")
    def open_name(self, event: Input.Submitted) -> None:
        """Open the page of an exact name; anything else is only answered with what there is."""
        if event.value.strip():
            self._open(event.value)

    def action_list(self) -> None:
        """Go to the drugs that are offered."""
        if self._offer.choices:
            self.query_one("#drugs").focus()

    def action_name(self) -> None:
        """Go to where a name is typed; once there, empty it."""
        name = self.query_one(NameInput)
        if self.focused is name:
            name.value = ""
        name.focus()

    # ---- the page

    def _open(self, name: str) -> None:
        try:
            self._show(lookup.find(self._compendium, name))
        except DrugrefError as error:
            self._tell(error)

    def _open_entry(self, entry: Entry) -> None:
        try:
            self._show(self._compendium.monograph(entry))
        except DrugrefError as error:
            self._tell(error)

    def _show(self, monograph: Monograph) -> None:
        self.monograph = monograph
        alarms = ["BANNED"] if monograph.banned else []
        alarms += ["BOXED WARNING"] if monograph.boxed_warning or monograph.named("boxed-warning") else []
        self._set_title(" · ".join([monograph.title, *alarms]))
        self._page.show(lambda sheet: monograph_page(sheet, monograph))
        self._list_sections()
        self._page.focus()

    def _tell(self, error: DrugrefError) -> None:
        """Show what there is instead of a page, and never the page of another drug."""
        self.monograph = None
        self._set_title("No page")

        def page(sheet: Sheet) -> None:
            for line in str(error).split("\n"):
                sheet.put(line.strip(), indent=sheet.unit * line.startswith(" "))

        self._page.show(page)
        self._list_sections()

    def _set_title(self, text: str) -> None:
        self.query_one("#title", Static).update(escape_controls(text))

    def _list_sections(self) -> None:
        sections = self.query_one("#sections", OptionList)
        sections.clear_options()
        sections.add_options(
            [Option(escape_controls("  " * anchor.depth + anchor.title)) for anchor in self._page.sheet.anchors]
        )

    @on(OptionList.OptionSelected, "#drugs")
    def open_drug(self, event: OptionList.OptionSelected) -> None:
        """Open the drug that was chosen."""
        self._open_entry(self._offer.choices[event.option_index].entry)

    @on(OptionList.OptionSelected, "#sections")
    def read_section(self, event: OptionList.OptionSelected) -> None:
        """Read the section that was chosen."""
        self._page.go_to(self._page.sheet.anchors[event.option_index])
        self._page.focus()

    @on(OptionList.OptionHighlighted, "#sections")
    def show_section(self, event: OptionList.OptionHighlighted) -> None:
        """Show a section while the reader moves through the list of them."""
        if self.focused is event.option_list:
            self._page.go_to(self._page.sheet.anchors[event.option_index])

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Begin the list of sections where the page is being read."""
        if isinstance(event.widget, OptionList) and event.widget.id == "sections":
            with event.widget.prevent(OptionList.OptionHighlighted):
                event.widget.highlighted = self._page.place

    def action_questions(self) -> None:
        """Go to the questions of the page, or say that there are none."""
        place = next((one for one in self._page.sheet.anchors if not one.depth and one.title.startswith("FAQ")), None)
        if place is None:
            self.notify("This page has no questions.")
        else:
            self._page.go_to(place)
            self._page.focus()

    # ---- search

    def on_name_input_slash(self, _: NameInput.Slash) -> None:
        """Search where a slash was typed for a name."""
        self.action_search()

    def action_search(self) -> None:
        """Search every page, and open the passage that is chosen."""
        self.push_screen(Search(self._compendium), self._open_hit)

    def _open_hit(self, hit: Hit | None) -> None:
        if hit is None:
            return
        self._open(hit.slug)
        anchor = self._page.find(hit.section, hit.heading)
        if anchor is not None:
            self._page.go_to(anchor)
