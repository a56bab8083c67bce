"""The full-screen reader, driven by its keys."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Footer, Input, OptionList, Static

from drugref.api import Compendium, open_compendium
from drugref.browse.app import Reader
from drugref.browse.names import MOST, offer
from drugref.browse.page import Page
from drugref.render.layout import TERMINAL, Sheet
from drugref.render.monograph import monograph_page
from drugref.render.plain import plain_page
from tests.conftest import Cli

Steps = Callable[[Reader, Pilot[None]], Awaitable[None]]


@pytest.fixture
def mini(corpus: Path) -> Iterator[Compendium]:
    with open_compendium(corpus, bundled=False, user=False) as opened:
        yield opened


def read(compendium: Compendium, steps: Steps, *, size: tuple[int, int] = (80, 24)) -> None:
    """Run the reader on a screen of its own and take some steps."""

    async def go() -> None:
        app = Reader(compendium, widest=100)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await steps(app, pilot)

    asyncio.run(go())


async def type_in(pilot: Pilot[None], text: str, *keys: str) -> None:
    await pilot.press(*("space" if char == " " else char for char in text), *keys)
    await pilot.pause()


def page_of(app: Reader) -> str:
    """Give the whole page as text, in sight or not."""
    return plain_page(app.query_one(Page).sheet)


def in_sight(app: Reader) -> list[str]:
    """Give the lines of the page that are painted."""
    page = app.query_one(Page)
    return [page.render_line(y).text.rstrip() for y in range(page.size.height)]


def text_of(app: Reader, selector: str) -> str:
    return str(app.screen.query_one(selector, Static).render())


def options(app: Reader, selector: str) -> list[str]:
    return [str(option.prompt) for option in app.screen.query_one(selector, OptionList).options]


def test_the_reader_begins_with_every_drug_and_waits_for_a_name(mini: Compendium) -> None:
    async def steps(app: Reader, pilot: Pilot[None]) -> None:
        assert options(app, "#drugs")[0] == "Norvelol, BANNED"
        assert len(options(app, "#drugs")) == len(mini)
        assert isinstance(app.focused, Input)
        assert "6 monographs." in page_of(app)

    read(mini, steps)


@pytest.mark.parametrize("name", ["zelborine", "Zelbo", "ZELBORINE"])
def test_an_exact_name_opens_the_page_that_show_prints(mini: Compendium, name: str) -> None:
    async def steps(app: Reader, pilot: Pilot[None]) -> None:
        await type_in(pilot, name, "enter")

        sheet = Sheet(app.query_one(Page).sheet.width, TERMINAL)
        monograph_page(sheet, mini.find("zelborine"))
        assert page_of(app) == plain_page(sheet)
        assert in_sight(app)[0] == "Zelborine"
        assert "BOXED WARNING" in text_of(app, "#title")
        assert "Information, not medical advice." in page_of(app)

    read(mini, steps)


@pytest.mark.parametrize("name", ["zelbroine", "zel", "q", "nothing like it"])
def test_a_name_that_is_not_exact_opens_nothing(mini: Compendium, name: str) -> None:
    async def steps(app: Reader, pilot: Pilot[None]) -> None:
        await type_in(pilot, name, "enter")

        assert app.monograph is None
        assert text_of(app, "#title") == "No page"
        assert f"No monograph for '{name}'" in " ".join(page_of(app).split())
        assert options(app, "#sections") == []

    read(mini, steps)


def test_a_name_that_follows_a_page_and_opens_nothing_takes_the_page_away(mini: Compendium) -> None:
    async def steps(app: Reader, pilot: Pilot[None]) -> None:
        await type_in(pilot, "zelborine", "enter")
        await pilot.press("escape")
        await type_in(pilot, "x", "enter")

        assert "Look-alikes" not in page_of(app)
        assert app.monograph is None

    read(mini, steps)


def test_a_misspelt_name_is_offered_as_such_and_opens_when_it_is_chosen(mini: Compendium) -> None:
    async def steps(app: Reader, pilot: Pilot[None]) -> None:
        await type_in(pilot, "zelbroine")

        assert text_of(app, "#note") == "No drug has this name. Spelt alike:"
        assert options(app, "#drugs")[0] == "Zelborine (spelling)"
        await pilot.press("down", "enter")
        await pilot.pause()
        assert app.monograph is None  # the first Down reaches the list; nothing is chosen for the reader
        await pilot.press("down", "enter")
        await pilot.pause()
        assert app.monograph is not None
        assert app.monograph.slug == "zelborine"

    read(mini, steps)


def test_typing_ahead_offers_drugs_by_any_name(mini: Compendium) -> None:
    assert [choice.line for choice in offer(mini, "zelb").choices] == [
        "Zelborine",
        "Norvelol + Zelborine",
    ]
    assert offer(mini, "quessine").choices[0].line.startswith("Quessine")
    assert offer(mini, "xyzzyx").choices == ()
    assert offer(mini, "xyzzyx").note == "No drug has this name."


def test_a_ban_is_told_in_words_in_the_list_and_above_the_page(mini: Compendium) -> None:
    async def steps(app: Reader, pilot: Pilot[None]) -> None:
        banned = [entry for entry in mini.entries() if entry.banned]
        assert banned
        assert f"{banned[0].title}, BANNED" in options(app, "#drugs")
        await type_in(pilot, banned[0].slug, "enter")
        assert "BANNED" in text_of(app, "#title")
        assert any(line.startswith("BANNED.") for line in in_sight(app)[:5])

    read(mini, steps)


def test_tab_reaches_the_sections_and_enter_reads_one(mini: Compendium) -> None:
    async def steps(app: Reader, pilot: Pilot[None]) -> None:
        await type_in(pilot, "zelborine", "enter")
        await pilot.press("shift+tab")
        assert app.focused is app.query_one("#sections")
        titles = [line.strip() for line in options(app, "#sections")]
        place = titles.index("Overdose") if "Overdose" in titles else titles.index("Dosage")
        await pilot.press("home", *["down"] * place)
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        page = app.query_one(Page)
        assert app.focused is page
        anchor = page.sheet.anchors[place]
        assert page.scroll_offset.y == min(anchor.line, int(page.max_scroll_y))
        assert titles[place] in in_sight(app)[anchor.line - page.scroll_offset.y]

    read(mini, steps)


def test_every_section_and_question_has_its_place_in_the_list(mini: Compendium) -> None:
    async def steps(app: Reader, pilot: Pilot[None]) -> None:
        await type_in(pilot, "zelborine", "enter")
        monograph = mini.find("zelborine")
        titles = [line.strip() for line in options(app, "#sections")]
        assert {section.full_title for section in monograph.sections if section.id != "preamble"} <= set(titles)
        assert {faq.question for faq in monograph.faqs} <= set(titles)
        assert titles[-1] == "Sources and review"
        lines = app.query_one(Page).sheet.lines
        for anchor in app.query_one(Page).sheet.anchors[:-1]:
            printed = " ".join(span.text for line in lines[anchor.line : anchor.line + 4] for span in line)
            assert anchor.title.split()[0] in printed

    read(mini, steps, size=(120, 40))


def test_search_opens_the_passage_that_was_chosen(mini: Compendium) -> None:
    async def steps(app: Reader, pilot: Pilot[None]) -> None:
        await pilot.press("slash")
        await type_in(pilot, "fever", "enter")
        assert "passage" in text_of(app, "#found")
        first = options(app, "#hits")[0]
        await pilot.press("down", "enter")
        await pilot.pause()
        assert app.monograph is not None
        assert first.startswith(app.monograph.title)
        assert app.query_one(Input).value == ""
        assert any("fever" in line.lower() for line in in_sight(app))

    read(mini, steps)


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("xyzzy", "that is no evidence of absence"),
        ("section:nonsense fever", "names no section"),
        ("", "There is no word to search for"),
    ],
)
def test_a_search_that_finds_nothing_says_so(mini: Compendium, query: str, answer: str) -> None:
    async def steps(app: Reader, pilot: Pilot[None]) -> None:
        await pilot.press("slash")
        app.screen.query_one(Input).value = query
        await pilot.press("enter")
        await pilot.pause()
        assert answer in " ".join(text_of(app, "#found").split())
        assert options(app, "#hits") == []
        await pilot.press("escape")
        await pilot.pause()
        assert app.monograph is None

    read(mini, steps)


def test_f_goes_to_the_questions_or_says_that_there_are_none(mini: Compendium) -> None:
    async def steps(app: Reader, pilot: Pilot[None]) -> None:
        await type_in(pilot, "zelborine", "enter", "f")
        assert any(line.startswith("FAQ") for line in in_sight(app))
        await pilot.press("escape")
        await type_in(pilot, "quessine-b1", "enter", "f")
        assert app.query_one(Page).scroll_offset.y == 0
        assert [note.message for note in app._notifications] == ["This page has no questions."]

    read(mini, steps)


def test_q_quits_and_is_a_letter_where_a_name_is_typed(mini: Compendium) -> None:
    async def steps(app: Reader, pilot: Pilot[None]) -> None:
        await type_in(pilot, "q")
        assert app.query_one(Input).value == "q"
        assert app.is_running
        await pilot.press("escape")
        await type_in(pilot, "zelborine", "enter", "q")
        assert app._exit

    read(mini, steps)


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])
def test_a_reader_can_leave_from_anywhere(mini: Compendium, key: str) -> None:
    async def steps(app: Reader, pilot: Pilot[None]) -> None:
        await pilot.press(key)
        assert app._exit

    read(mini, steps)


def test_the_foot_of_the_screen_tells_the_keys(mini: Compendium) -> None:
    async def steps(app: Reader, pilot: Pilot[None]) -> None:
        def told() -> dict[str, str]:
            return {
                one.binding.key: one.binding.description
                for one in app.screen.active_bindings.values()
                if one.binding.show
            }

        assert app.query_one(Footer)
        assert told().items() >= {"enter": "Open", "down": "List", "tab": "Next pane", "ctrl+q": "Quit"}.items()
        await type_in(pilot, "zelborine", "enter")
        assert told().items() >= {"slash": "Search", "escape": "Name", "f": "Questions", "q": "Quit"}.items()

    read(mini, steps)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 15), (32, 8)])
def test_no_word_is_lost_at_any_size(mini: Compendium, size: tuple[int, int]) -> None:
    async def steps(app: Reader, pilot: Pilot[None]) -> None:
        await type_in(pilot, "zelborine", "enter")
        page, seen = app.query_one(Page), ""
        for top in range(len(page.sheet.lines)):
            strip = page._strips[top]
            seen += strip.text + "\n"
        assert seen.split() == page_of(app).split()
        for text in (section.text for section in mini.find("zelborine").sections):
            assert set(text.replace("|", " ").split()) <= set(seen.split())

    read(mini, steps, size=size)


def test_a_screen_that_changes_its_size_stays_in_the_section(mini: Compendium) -> None:
    async def steps(app: Reader, pilot: Pilot[None]) -> None:
        await type_in(pilot, "zelborine", "enter")
        page = app.query_one(Page)
        page.go_to(page.sheet.anchors[4])
        await pilot.pause()
        before = page.sheet.anchors[page.place or 0].title
        await pilot.resize_terminal(110, 24)
        await pilot.pause()
        assert page.sheet.width > 60
        assert page.sheet.anchors[page.place or 0].title == before

    read(mini, steps)


def test_text_of_a_page_is_never_markup_and_steers_no_terminal(corpus: Path) -> None:
    (corpus / "marked.md").write_text(
        '---\ntitle: "Marked [bold]x[/bold] \\x1b[31m"\n---\n## Usage [red]now[/red]\n[link=x]fever[/link] $primary \x1b[2J [/]\n'
    )

    async def steps(app: Reader, pilot: Pilot[None]) -> None:
        await type_in(pilot, "marked")
        assert "[bold]x[/bold]" in options(app, "#drugs")[0]
        await pilot.press("down", "down", "enter")
        await pilot.pause()
        assert "[bold]x[/bold]" in text_of(app, "#title")
        everything = page_of(app) + text_of(app, "#title") + "".join(options(app, "#drugs") + options(app, "#sections"))
        assert "\x1b" not in everything
        assert "[link=x]fever[/link] $primary" in page_of(app)
        assert any("[red]now[/red]" in line for line in options(app, "#sections"))

    with open_compendium(corpus, bundled=False, user=False) as opened:
        read(opened, steps)


def test_a_file_at_fault_is_told_and_the_reader_goes_on(corpus: Path) -> None:
    async def steps(app: Reader, pilot: Pilot[None]) -> None:
        await type_in(pilot, "broken", "enter")
        assert "D202 the front matter is not closed" in " ".join(page_of(app).split())
        assert app.is_running

    (corpus / "broken.md").write_text("---\ntitle: Broken\n")
    with open_compendium(corpus, bundled=False, user=False) as opened:
        read(opened, steps)


def test_a_long_list_says_how_many_more_there_are(tmp_path: Path) -> None:
    for number in range(MOST + 7):
        (tmp_path / f"drug-{number:03}.md").write_text(f"---\ntitle: Drug {number:03}\n---\n## Usage\nx\n")
    with open_compendium(tmp_path, bundled=False, user=False) as opened:
        offered = offer(opened, "")

    assert len(offered.choices) == MOST
    assert offered.note == "7 more: type on."


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "browse fills a terminal's screen, and there is none; 'drugref show NAME' prints a page."),
        (("--json",), "'drugref show NAME' prints with --json and --plain."),
        (("--plain",), "'drugref show NAME' prints with --json and --plain."),
    ],
)
def test_without_a_screen_browse_says_what_to_do(cli: Cli, arguments: tuple[str, ...], message: str) -> None:
    result = cli("browse", *arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_without_textual_browse_says_how_to_install_it(corpus: Path) -> None:
    program = "import sys; sys.modules['textual'] = None; from drugref.cli.app import app; app(['browse'])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, env=os.environ)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "drugref: browse needs textual, which is not installed: pip install 'drugref[browse]'\n"
