"""Put the pieces of a label together as a monograph: every section in its place, every word once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from drugref.analysis import slugify
from drugref.blocks import Block, Blocks, Heading
from drugref.headings import subheading_ids
from drugref.labels.label import Label, boxed_topics
from drugref.labels.places import ORDER, place_of
from drugref.model import Monograph, Section, Source

_LEVEL, _DEEPEST = 3, 5


class Piece(NamedTuple):
    """A part of a label: its field and number, its whole heading as the label has it, how deep it lies, its words."""

    field: str
    number: str
    title: str
    depth: int
    blocks: Blocks


class Product(NamedTuple):
    """What a label says of its product besides the text: `kind` such as HUMAN PRESCRIPTION DRUG, the rest as lists."""

    kind: str = ""
    makers: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    ndcs: tuple[str, ...] = ()
    rxcuis: tuple[str, ...] = ()
    uniis: tuple[str, ...] = ()


def assemble(label: Label, product: Product, pieces: Iterable[Piece], *, collection: str = "labels") -> Monograph:
    """Make a monograph of a label; its slug is the set id."""
    sections = sections_of(pieces)
    boxed = [topic for passage in label.named("boxed_warning")[:1] for topic in boxed_topics(passage)]
    boxed = boxed or ["See the section Boxed Warning" for section in sections if section.id == "boxed-warning"]
    title = next(iter((*label.generics, *label.substances, *label.brands)), label.set_id)
    return Monograph(
        slug=label.set_id,
        title=_readable(title),
        description="",
        banned=False,
        modified=label.effective,
        sections=sections,
        faqs=(),
        ingredients=tuple(_readable(name).lower() for name in label.substances),
        synonyms=tuple(dict.fromkeys(_readable(name) for name in label.generics[1:])),
        brands=tuple(dict.fromkeys(map(_readable, label.brands))),
        classes=product.classes,
        routes=tuple(route.lower() for route in product.routes),
        boxed_warning=tuple(boxed),
        sources=(Source(label.name, label.set_id, label.version, label.effective),),
        review="official label, as its maker filed it",
        extra=_extra(product),
        path=label.path,
        collection=collection,
    )


def sections_of(pieces: Iterable[Piece]) -> tuple[Section, ...]:
    """Give the sections in the order of the page; what has no place of its own follows, in the label's order."""
    found: dict[str, tuple[str, list[Block]]] = {}
    for piece in pieces:
        place = place_of(piece.field, piece.number, piece.title)
        _, blocks = found.setdefault(place.id, (place.title, []))
        if piece.title:
            level = min(_LEVEL + piece.depth, _DEEPEST)
            name = piece.title.removeprefix(piece.number).lstrip(". ") or piece.title
            blocks.append(Heading(piece.title, next(iter(subheading_ids(name)), slugify(name)), level))
        blocks += piece.blocks
    ordered = sorted(found, key=lambda section_id: ORDER.get(section_id, len(ORDER)))
    return tuple(Section(section_id, found[section_id][0], "", tuple(found[section_id][1])) for section_id in ordered)


def _readable(name: str) -> str:
    """Give a name that stands in capitals as words: METFORMIN HYDROCHLORIDE becomes Metformin Hydrochloride."""
    return name.title() if name.isupper() and len(name) > 4 else name


def _extra(product: Product) -> Mapping[str, Any]:
    values: Mapping[str, str | Sequence[str]] = product._asdict()
    return {key: value if isinstance(value, str) else list(value) for key, value in values.items() if value}
