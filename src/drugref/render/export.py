"""Write monographs for other programs: Markdown that reads back word for word, and HTML."""

import html
import re
from collections.abc import Iterator, Sequence
from typing import Any, assert_never

import yaml

from drugref.blocks import (
    Block,
    Blocks,
    BulletList,
    Code,
    Emphasis,
    Heading,
    Inlines,
    Link,
    Note,
    NumberedList,
    Paragraph,
    Strong,
    Table,
    Text,
)
from drugref.model import PREAMBLE, SOFT_LEVEL, Monograph, Section
from drugref.render.monograph import NOTICE, source_line

# What Markdown would take for a mark, wherever it stands.
_MARKS = re.compile(r"([\\`*_\[\]<>|~&#])")
# What would open a list, or underline a heading, at the beginning of a line.
_OPENING = re.compile(r"^(\s*)([-+=]|\d{1,9}[.)])(?=\s|$|[-=])")
_LISTS = ("ingredients", "synonyms", "brands", "classes", "routes", "lookalikes")


def markdown_text(monograph: Monograph) -> str:
    """Give a monograph as a file in drugref's own format; reading it again gives the same words in the same places."""
    head = yaml.safe_dump(_head(monograph), allow_unicode=True, sort_keys=False, width=1_000_000)
    body = "\n\n".join(map(_section, monograph.sections))
    return f"---\n{head}---\n\n{body}\n"


def _head(monograph: Monograph) -> dict[str, Any]:
    head: dict[str, Any] = {
        "title": monograph.title,
        "description": _escaped(monograph.description),
        "is_banned": monograph.banned,
        "lastModified": monograph.modified,
        **{key: list(getattr(monograph, key)) for key in _LISTS},
        "boxed_warning": None if monograph.boxed_warning is None else list(monograph.boxed_warning),
        "sources": [{key: value for key, value in one._asdict().items() if value} for one in monograph.sources],
        "review": monograph.review,
        **monograph.extra,
        "faqs": [{"q": faq.question, "a": "\n\n".join(_blocks(faq.answer))} for faq in monograph.faqs],
    }
    return {
        key: value
        for key, value in head.items()
        if value not in (None, "", []) or (key == "boxed_warning" and value == [])
    }


def _section(section: Section) -> str:
    heading = "" if section.id == PREAMBLE else f"## {_escaped(section.full_title)}"
    return "\n\n".join(filter(None, (heading, *_blocks(section.blocks))))


def _blocks(blocks: Blocks) -> Iterator[str]:
    for block in blocks:
        yield _block(block)


def _block(block: Block) -> str:
    match block:
        case Paragraph(content):
            return _paragraph(content)
        case Heading(title, _, level):
            return f"**{_escaped(title)}**" if level == SOFT_LEVEL else f"{'#' * level} {_escaped(title)}"
        case BulletList(items):
            return "\n".join(_item("- ", item) for item in items)
        case NumberedList(items, start):
            return "\n".join(_item(f"{number}. ", item) for number, item in enumerate(items, start))
        case Table(header, rows):
            return "\n".join(_row(cells) for cells in (header, [(Text("---"),)] * len(header), *rows))
        case Note(inner):
            return "\n".join(f"> {line}".rstrip() for line in "\n\n".join(_blocks(inner)).split("\n"))
        case _:
            assert_never(block)


def _paragraph(content: Inlines) -> str:
    return "\\\n".join(_OPENING.sub(_escaped_opening, line) for line in _inlines(content).split("\n"))


def _escaped_opening(match: re.Match[str]) -> str:
    """Escape what would open a list: a dash before itself, a number before the mark behind it."""
    space, mark = match[1], match[2]
    return f"{space}{mark[:-1]}\\{mark[-1]}" if mark[0].isdigit() else f"{space}\\{mark}"


def _item(mark: str, blocks: Blocks) -> str:
    first, *others = "\n\n".join(_blocks(blocks)).split("\n") if blocks else [""]
    margin = " " * len(mark)
    return "\n".join([f"{mark}{first}", *(f"{margin}{line}" if line else "" for line in others)])


def _row(cells: Sequence[Inlines]) -> str:
    return f"| {' | '.join(_inlines(cell).replace(chr(10), '<br>') for cell in cells)} |"


def _inlines(content: Inlines) -> str:
    return "".join(_inline(inline) for inline in content)


def _inline(inline: Any) -> str:
    match inline:
        case Text("---"):
            return "---"
        case Text(text):
            return _escaped(text)
        case Code(text):
            return f"`{text}`"
        case Strong(inner):
            return f"**{_inlines(inner)}**"
        case Emphasis(inner):
            return f"*{_inlines(inner)}*"
        case Link(inner, url):
            return f"[{_inlines(inner)}]({url})"
        case _:
            raise TypeError(inline)


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\1", text)


def html_text(monograph: Monograph) -> str:
    """Give a monograph as a page of HTML that needs nothing else."""
    title = html.escape(monograph.title)
    warnings = "; ".join(monograph.boxed_warning or ())
    parts = [f"<h1>{title}</h1>"]
    parts += ["<p><strong>BANNED</strong></p>"] if monograph.banned else []
    parts += [f"<p><strong>BOXED WARNING: {html.escape(warnings)}</strong></p>"] if warnings else []
    parts += [f"<p>{html.escape(monograph.description)}</p>"] if monograph.description else []
    for section in monograph.sections:
        parts += [f"<h2>{html.escape(section.full_title)}</h2>"] if section.id != PREAMBLE else []
        parts += map(_html_block, section.blocks)
        if section.id == "faqs":
            for faq in monograph.faqs:
                parts += [f"<h3>{html.escape(faq.question)}</h3>", *map(_html_block, faq.answer)]
    parts += [f"<p>Source: {html.escape(source_line(source))}</p>" for source in monograph.sources]
    parts.append(f"<p><em>{NOTICE}</em></p>")
    page = "\n".join(parts)
    head = f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{title}</title>\n'
    return f"{head}<body>\n{page}\n</body>\n</html>\n"


def _html_block(block: Block) -> str:
    match block:
        case Paragraph(content):
            return f"<p>{_html(content)}</p>"
        case Heading(title, _, level):
            return f"<h{level}>{html.escape(title)}</h{level}>"
        case BulletList(items):
            return f"<ul>{''.join(_html_item(item) for item in items)}</ul>"
        case NumberedList(items, start):
            return f'<ol start="{start}">{"".join(_html_item(item) for item in items)}</ol>'
        case Table(header, rows):
            head = "".join(f"<th>{_html(cell)}</th>" for cell in header)
            lines = "".join(f"<tr>{''.join(f'<td>{_html(cell)}</td>' for cell in row)}</tr>" for row in rows)
            return f"<table><tr>{head}</tr>{lines}</table>"
        case Note(inner):
            return f"<blockquote>{''.join(map(_html_block, inner))}</blockquote>"
        case _:
            assert_never(block)


def _html_item(blocks: Blocks) -> str:
    return f"<li>{''.join(map(_html_block, blocks))}</li>"


def _html(content: Inlines) -> str:
    return "".join(_html_inline(inline) for inline in content).replace("\n", "<br>")


def _html_inline(inline: Any) -> str:
    match inline:
        case Text(text):
            return html.escape(text)
        case Code(text):
            return f"<code>{html.escape(text)}</code>"
        case Strong(inner):
            return f"<strong>{_html(inner)}</strong>"
        case Emphasis(inner):
            return f"<em>{_html(inner)}</em>"
        case Link(inner, url):
            target = html.escape(url, quote=True)
            return f'<a href="{target}">{_html(inner)}</a>' if re.match(r"https?://", url) else _html(inner)
        case _:
            raise TypeError(inline)
