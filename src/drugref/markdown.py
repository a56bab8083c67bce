"""Turn Markdown into blocks; mend what the field's figures suffer from CommonMark."""

import html
import re
from collections.abc import Iterable
from typing import Any

from mistletoe import block_token, span_token
from mistletoe.block_token import Document
from mistletoe.token import Token

from drugref.analysis import slugify
from drugref.blocks import (
    Block,
    Blocks,
    BulletList,
    Code,
    Emphasis,
    Heading,
    Inline,
    Inlines,
    Link,
    Note,
    NumberedList,
    Paragraph,
    Strong,
    Table,
    Text,
    plain_text,
)
from drugref.headings import split_label, subheading_ids
from drugref.model import SOFT_LEVEL

_SUBSCRIPTS = str.maketrans("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_SUPERSCRIPTS = str.maketrans("0123456789+-−=()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
_SCRIPT = re.compile(r"(?P<before>\d?)<(?P<kind>su[bp])>(?P<inside>[^<>]*)</(?P=kind)>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>[ \t]*", re.IGNORECASE)
# `* >40 kg: 62.5 mg` and `- >= 1 year` are thresholds of doses, not quotations: 40 lines of 4,259 real files.
THRESHOLD = re.compile(
    r"^(?P<lead>[ \t]*(?:(?:[-*+]|\d+[.)])[ \t]+)*(?:\*\*|__|[*_~])?)>(?=[ \t]*[=≥]?[ \t]*[.,]?[ \t]*\d)", re.MULTILINE
)
# `5*10^9/L` and `HLA-B*5701`, `CYP2C19*2/*3`: an asterisk before a digit and behind a letter, digit or slash.
_FIGURE_STAR = re.compile(r"(?<=[A-Za-z0-9/)])\*(?=\d)")
_LONGEST_HEADING = 100
# Each level of Markdown takes up to three of tuples.
_DEEPEST = 180
# So many marks in one stretch are no markup (real ones hold 102 at most), and mistletoe's time grows with their square.
_MOST_MARKS = 4_000
_MOST_COLUMNS = 60

# What can begin a span of Markdown, or break a line.
_MARK = re.compile(r"[\\*_`\[\]<>&!~\n]")


# A bold label and text without any further mark: nine of ten paragraphs and items that have marks at all.
_LABELLED = re.compile(
    r"\*\*(?P<label>[^\\*_`\[\]<>&!~\s](?:[^\\*_`\[\]<>&!~\n]*[^\\*_`\[\]<>&!~\s])?)\*\*"
    r"(?P<rest>(?:[ ][^\\*_`\[\]<>&!~\n]*)?)"
)


class _Prose(block_token.Paragraph):
    """A paragraph; text without marks, or with one bold label, is spared the search for them."""

    def __init__(self, lines: list[str]) -> None:
        content = "".join([line.lstrip() for line in lines]).strip()
        if not _MARK.search(content):
            self.children = (_raw(content),)
        elif match := _LABELLED.fullmatch(content):
            label = _Label(match["label"])
            self.children = (label, _raw(match["rest"])) if match["rest"] else (label,)
        else:
            super().__init__(lines)  # type: ignore[no-untyped-call]


class _Label(span_token.Strong):
    """Strong text without anything inside it."""

    def __init__(self, text: str) -> None:
        self.children = (_raw(text),)


def _raw(content: str) -> span_token.RawText:
    return span_token.RawText(content)  # type: ignore[no-untyped-call]


block_token.remove_token(block_token.Paragraph)  # type: ignore[no-untyped-call]
block_token.add_token(_Prose, position=len(block_token.__all__))  # type: ignore[no-untyped-call]

# `[1]: …` is a source that a page must show, never a definition that vanishes from it.
block_token.remove_token(block_token.Footnote)  # type: ignore[no-untyped-call]


def parse_blocks(text: str) -> Blocks:
    """Parse Markdown into blocks.

    Nothing is lost: what no block fits stays as words. RecursionError is raised on text nested more than sixty deep,
    which could be parsed but not everywhere be read again.
    """
    if _is_beyond_markup(text):
        return tuple(Paragraph((Text(part.strip()),)) for part in re.split(r"\n\s*\n", text) if part.strip())
    document = Document(_prepare(text).splitlines(keepends=True))
    blocks = tuple(_blocks(document.children or ()))
    if _depth(blocks) > _DEEPEST:
        raise RecursionError("text nested too deeply")
    return blocks


def _is_beyond_markup(text: str) -> bool:
    """Tell whether a text holds so many marks, or columns, that it is no Markdown: it is kept as it is."""
    if any(text.count(mark) > _MOST_MARKS for mark in "[*_`<"):
        return True
    return text.count("|") > 2 * _MOST_COLUMNS and any(line.count("|") > 2 * _MOST_COLUMNS for line in text.split("\n"))


def _depth(value: object) -> int:
    """Give the depth of the tuples that blocks and inlines are."""
    level: list[object] = [value]
    depth = 0
    while level:
        level = [part for whole in level if isinstance(whole, tuple) for part in whole if isinstance(part, tuple)]
        depth += 1
    return depth


def parse_inlines(text: str) -> Inlines:
    """Parse one line or paragraph; lists and further paragraphs are joined with spaces."""
    inlines: list[Inline] = []
    for content in _paragraph_contents(parse_blocks(text)):
        inlines += [Text(" "), *content] if inlines else content
    return tuple(inlines)


def _paragraph_contents(blocks: Blocks) -> Iterable[Inlines]:
    for block in blocks:
        match block:
            case Paragraph(content):
                yield content
            case Heading(title):
                yield (Text(title),)
            case BulletList(items) | NumberedList(items):
                for item in items:
                    yield from _paragraph_contents(item)
            case Note(inner):
                yield from _paragraph_contents(inner)
            case Table(header, rows):
                for row in (header, *rows):
                    yield from row


def _prepare(text: str) -> str:
    """Escape what CommonMark would take for markup, and give scripts their Unicode."""
    text = text.replace("\0", "\ufffd")
    if "<" in text:
        text = _BREAK.sub("\\\\\n", _SCRIPT.sub(_script, text))
    if ">" in text:
        text = THRESHOLD.sub(r"\g<lead>\\>", text)
    return _FIGURE_STAR.sub(r"\\*", text)


def _script(match: re.Match[str]) -> str:
    inside = html.unescape(match["inside"])
    above = match["kind"].lower() == "sup"
    table = _SUPERSCRIPTS if above else _SUBSCRIPTS
    if all(ord(char) in table for char in inside):
        return match["before"] + inside.translate(table)
    # 10<sup>6.5</sup> must never read 106.5
    joint = "^" if above and match["before"] else ""
    return match["before"] + joint + inside


def _blocks(tokens: Iterable[Token]) -> Iterable[Block]:
    for token in tokens:
        yield from _block(token)


def _block(token: Token) -> Iterable[Block]:
    match token:
        case block_token.Heading() | block_token.SetextHeading():
            yield _heading(token)
        case block_token.Paragraph():
            paragraph = _text_paragraph(token)
            if paragraph:
                title = _soft_heading(paragraph.content)
                yield Heading(title, _heading_id(title), SOFT_LEVEL) if title else paragraph
        case block_token.List():
            items = tuple(tuple(_item_blocks(item.children or ())) for item in token.children or ())
            start: Any = token.start  # set by instances over the class's method of that name
            yield BulletList(items) if start is None else NumberedList(items, start)
        case block_token.Quote():
            yield Note(tuple(_blocks(token.children or ())))
        case block_token.Table():
            yield _table(token)
        case block_token.CodeFence():
            yield Note((Paragraph((Code(token.content.rstrip("\n")),)),))
        case block_token.BlockCode():
            # Bullets that stand four spaces deep under a heading are bullets; nobody writes code in a monograph.
            yield from parse_blocks(_dedent(token.content))
        case block_token.ThematicBreak():
            return
        case _:
            content = getattr(token, "content", "")
            if content:
                yield Paragraph((Text(content),))


def _item_blocks(tokens: Iterable[Token]) -> Iterable[Block]:
    """Give the blocks of a list item; bold text alone in it is a label, which keeps its colon."""
    for token in tokens:
        if isinstance(token, block_token.Paragraph):
            yield from filter(None, [_text_paragraph(token)])
        else:
            yield from _block(token)


def _text_paragraph(token: Token) -> Paragraph | None:
    content = _inlines(token.children or ())
    return Paragraph(content) if content else None


def _dedent(content: str) -> str:
    lines = content.split("\n")
    depth = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[depth:] for line in lines)


def _heading(token: block_token.Heading | block_token.SetextHeading) -> Block:
    content = _inlines(token.children or ())
    if isinstance(token, block_token.SetextHeading):
        # In a monograph a line over `---` is a paragraph over a rule far more often than a heading.
        return Paragraph(content)
    title = plain_text(content).strip()
    return Heading(title, _heading_id(title), max(3, min(token.level, SOFT_LEVEL - 1)))


def _heading_id(title: str) -> str:
    return next(iter(subheading_ids(title)), slugify(title))


def _soft_heading(content: Inlines) -> str:
    """Give the title of a line of bold text alone, or nothing; a bold sentence is no heading."""
    if not isinstance(content[0], Strong) or plain_text(content[1:]).strip(" :"):
        return ""
    title, _, _ = split_label(plain_text(content).strip())
    sentence = title.endswith((".", "!", "?", ";")) or "\n" in title
    return "" if sentence or len(title) > _LONGEST_HEADING else title


def _table(token: block_token.Table) -> Table:
    rows = [tuple(_inlines(cell.children or ()) for cell in row.children or ()) for row in token.children or ()]
    header = tuple(_inlines(cell.children or ()) for cell in token.header.children or ())
    width = max([len(header), *map(len, rows)])
    return Table(_pad(header, width), tuple(_pad(row, width) for row in rows))


def _pad(row: tuple[Inlines, ...], width: int) -> tuple[Inlines, ...]:
    return row + ((),) * (width - len(row))


def _inlines(tokens: Iterable[Token], depth: int = 0) -> Inlines:
    """Give the inlines of span tokens, with neighbouring texts joined and spaces collapsed."""
    joined: list[Inline] = []
    for inline in _walk(tokens, depth):
        if isinstance(inline, Text) and joined and isinstance(joined[-1], Text):
            joined[-1] = Text(joined[-1].text + inline.text)
        else:
            joined.append(inline)
    return tuple(_trim([_collapse(inline) for inline in joined]) if depth == 0 else [_collapse(i) for i in joined])


def _collapse(inline: Inline) -> Inline:
    if isinstance(inline, Text) and ("  " in inline.text or "\t" in inline.text):
        return Text(re.sub(r"[ \t]+", " ", inline.text))
    return inline


def _trim(inlines: list[Inline]) -> list[Inline]:
    if inlines and isinstance(inlines[-1], Text):
        inlines[-1] = Text(inlines[-1].text.rstrip())
    if inlines and isinstance(inlines[0], Text):
        inlines[0] = Text(inlines[0].text.lstrip())
    return [inline for inline in inlines if not isinstance(inline, Text) or inline.text]


def _walk(tokens: Iterable[Token], depth: int) -> Iterable[Inline]:
    for token in tokens:
        match token:
            case span_token.Strong():
                yield Strong(_inlines(token.children or (), depth + 1))
            case span_token.Emphasis():
                yield Emphasis(_inlines(token.children or (), depth + 1))
            case span_token.InlineCode():
                yield Code("".join(_characters(token)))
            case span_token.Link() | span_token.AutoLink():
                yield Link(_inlines(token.children or (), depth + 1), token.target)
            case span_token.Image():
                yield Link(_inlines(token.children or (), depth + 1), token.src)
            case span_token.LineBreak():
                yield Text(" " if token.soft else "\n")
            case span_token.RawText():
                yield Text(token.content)
            case span_token.Strikethrough():
                yield from ((Text("~~"), *_inlines(token.children or (), depth + 1), Text("~~")))
            case _:
                yield Text("".join(_characters(token)))


def _characters(token: Token) -> Iterable[str]:
    if token.children is not None:
        for child in token.children:
            yield from _characters(child)
    else:
        yield getattr(token, "content", "")
