"""Complete names and sections in a shell, from the name table: no monograph is read."""

from pathlib import Path
from typing import Any

from drugref.analysis import slugify, squash
from drugref.collection import places
from drugref.compendium import Compendium
from drugref.config import data_folders, read_config
from drugref.errors import DrugrefError
from drugref.lane import MOST_OFFERS


def complete_name(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
    """Give the names that begin with what was typed, each with the title of its monograph.

    A name is given as words joined with hyphens, without the apostrophes and spaces that a shell would trip over;
    squashed it is the same name.
    """
    typed = squash(incomplete)
    with _open(ctx) as compendium:
        records = compendium.names_beginning(typed, MOST_OFFERS)
    found: dict[str, str] = {}
    for record in records:
        value = _as_typed(slugify(bare(record.name)), incomplete)
        if value.startswith(incomplete):
            found.setdefault(value, record.entry.title)
    return list(found.items())


def complete_section(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
    """Give the sections of the monograph named before, or the canonical ones."""
    from drugref.headings import SECTIONS  # the commands that offer sections need not know them

    sections = [(section.id, section.title) for section in SECTIONS]
    name = ctx.params.get("name") or ctx.params.get("drug")
    if name:
        with _open(ctx) as compendium:
            slugs = {record.entry.slug for record in compendium.named(squash(name))}
            if len(slugs) == 1:
                sections = compendium.section_titles(slugs.pop())
    return [(identity, title) for identity, title in sections if identity.startswith(incomplete.lower())]


def _open(ctx: Any) -> Compendium:
    from drugref.cli.request import data_of_environment

    data = ctx.find_root().params.get("data") or data_of_environment()
    try:
        data = data or data_folders(read_config())
        return Compendium(places([Path(folder) for folder in data]))
    except DrugrefError:  # a shell has no place for a message
        return Compendium(places())


def bare(name: str) -> str:
    """Give a name without its apostrophes."""
    return name.replace("'", "").replace("’", "")


def _as_typed(value: str, incomplete: str) -> str:
    """Give a value with the beginning as it was typed, in whatever case."""
    return incomplete + value[len(incomplete) :] if value.lower().startswith(incomplete.lower()) else value
