"""`drugref info`: the collections, their counts and dates, and where the cache is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drugref.cli.request import Request
from drugref.collection import Collection
from drugref.locations import path_text, snapshot_cache, user_monographs
from drugref.model import SCHEMA
from drugref.render.listings import CollectionInfo, info_page
from drugref.uncovered import gaps_by_reason
from drugref.version import __version__

if TYPE_CHECKING:
    import typer


def info(ctx: typer.Context) -> None:
    """Show the collections, their counts and dates, what is wrong with their files, and which drugs have no monograph.

    \b
    Example:
      drugref info
    """
    request: Request = ctx.obj
    with request.compendium() as compendium:
        collections = [_describe(collection) for collection in compendium.collections]
    cache, gaps, config = str(snapshot_cache()), gaps_by_reason(), request.config
    kept = {"path": path_text(config.path), "exists": config.exists, **config.settings()}
    request.console.answer(
        lambda sheet: info_page(sheet, __version__, cache, collections, gaps, config=kept),
        lambda: {
            "schema": SCHEMA,
            "version": __version__,
            "cache": cache,
            "user": str(user_monographs()),
            "config": kept,
            "not_covered": gaps,
            "collections": [{**info._asdict(), "problems": list(info.problems)} for info in collections],
        },
    )


def _describe(collection: Collection) -> CollectionInfo:
    return collection.read(
        lambda snapshot: CollectionInfo(
            name=collection.name,
            root=str(collection.place.root),
            snapshot=str(collection.place.snapshot),
            monographs=snapshot.count("monographs"),
            faqs=snapshot.count("faqs"),
            newest=max((entry.modified for entry in snapshot.entries()), default=""),
            problems=tuple(map(str, snapshot.problems())),
        )
    )
