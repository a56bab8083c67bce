"""Check what this project asks of a bundled monograph beyond the format: the D33x codes."""

from collections.abc import Iterator

from drugref.check.catalogue import ERROR, WARNING, page_check
from drugref.check.page import Hit, Page
from drugref.summary import NOT_STATED, summarize

_REQUIRED = (
    "ingredients",
    "synonyms",
    "brands",
    "classes",
    "routes",
    "boxed_warning",
    "lookalikes",
    "review",
    "interactions",
)
_OF_INTERACTION = ("with", "effect", "action", "stated", "source")
_FEWEST, _MOST = 6, 10


@page_check("D330", WARNING)
def no_source(page: Page) -> Iterator[Hit]:
    """The monograph names no source, so that nothing in it can be traced."""
    assert page.monograph
    if not page.monograph.sources:
        yield Hit(0, "no source is named; list the labels it was written from under 'sources'")


@page_check("D331", WARNING)
def boxed_warning_unsaid(page: Page) -> Iterator[Hit]:
    """The monograph does not say whether the label has a boxed warning; `boxed_warning: []` says that it has none."""
    assert page.monograph
    if page.monograph.boxed_warning is None and not page.monograph.named("boxed-warning"):
        yield Hit(
            0, "it does not say whether there is a boxed warning; add 'boxed_warning', empty if the label has none"
        )


@page_check("D332", ERROR)
def key_missing(page: Page) -> Iterator[Hit]:
    """A monograph with sources lacks a key that it must have; an empty list says that there is nothing."""
    for key in _REQUIRED if page.head.get("sources") else ():
        if page.head.get(key) is None:
            yield Hit(0, f"there is no key '{key}'")


@page_check("D333", ERROR)
def interaction_incomplete(page: Page) -> Iterator[Hit]:
    """An interaction lacks one of with, effect, action, stated and source."""
    interactions = page.head.get("interactions")
    line = page.key_line("interactions")
    for number, interaction in enumerate(interactions if isinstance(interactions, list) else (), 1):
        missing = [key for key in _OF_INTERACTION if not (isinstance(interaction, dict) and interaction.get(key))]
        if missing:
            yield Hit(line, f"interaction {number} has no {', '.join(missing)}")


@page_check("D334", WARNING)
def faq_count(page: Page) -> Iterator[Hit]:
    """A monograph with sources has fewer than six or more than ten questions, or keeps them in its body."""
    assert page.monograph
    if not page.monograph.sources:
        return
    count = len(page.monograph.faqs)
    if not _FEWEST <= count <= _MOST:
        yield Hit(page.key_line("faqs"), f"{count} questions; six to ten are asked for")
    if not page.head.get("faqs") and count:
        yield Hit(page.section_line("faqs"), "the questions stand in the body; they belong into the front matter")


@page_check("D335", ERROR)
def summary_incomplete(page: Page) -> Iterator[Hit]:
    """The Drug Profile Summary of a monograph with sources lacks one of its seven labels."""
    assert page.monograph
    for line in summarize(page.monograph).lines if page.monograph.sources else ():
        if line.origin or line.text == NOT_STATED:
            yield Hit(page.section_line("drug-profile-summary"), f"the summary has no line '{line.label}' of its own")
