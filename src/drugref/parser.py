"""Read one monograph file: front matter and body to a Monograph, faults to problems."""

import datetime
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import yaml
from frontmatter.default_handlers import YAMLHandler

from drugref.analysis import escape_controls, squash
from drugref.blocks import Blocks, plain_text, text_lines
from drugref.corpus import SourceText, slug_of
from drugref.faqs import front_matter_entries, read_faqs
from drugref.markdown import parse_inlines
from drugref.model import PREAMBLE, Monograph, Problem, Section, Source
from drugref.sectioning import read_body

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BOUNDARY = re.compile(r"^-{3,}\s*$")
_ALIAS = re.compile(r"(?:^|[\s\[{,:-])\*[^\s*]", re.MULTILINE)
_NAME_KEYS = ("ingredients", "synonyms", "brands", "classes", "routes", "lookalikes")
_KNOWN_KEYS = {
    "title", "description", "is_banned", "lastModified", "faqs", "boxed_warning", "sources", "review", *_NAME_KEYS,
}  # fmt: skip
_TRUE, _FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0", "", "none", "null")
_SHORT_DESCRIPTION, _LONGEST_REBUILT = 60, 400
_LARGEST = 1e15
_DEEPEST_HEAD = 200
_COMPACT_NEST = re.compile(rf"^[ ]*(?:[-?:][ ]+){{{_DEEPEST_HEAD}}}", re.MULTILINE)


class Parsed(NamedTuple):
    """What one file gave; no monograph means that one of the problems is fatal.

    `head` holds the front matter as it stands, `body` the Markdown below it, which begins on line `first_line`.
    """

    monograph: Monograph | None
    problems: tuple[Problem, ...]
    head: Mapping[str, Any] = {}
    body: str = ""
    first_line: int = 0


class _Refused(Exception):
    """Carry the fatal problem of a file up to `parse_monograph`."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def parse_monograph(source: SourceText, path: str) -> Parsed:
    """Parse a file's text; `path` is its place in the corpus and its stem the slug."""
    problems = list(source.problems)
    try:
        head, body, first_line = _split(source.text, path)
        metadata = _load_head(head, path, problems)
        monograph = _monograph(metadata, body, path, first_line, problems)
    except _Refused as refusal:
        return Parsed(None, (*problems, refusal.problem))
    except RecursionError:
        message = "the text is nested too deeply to read; flatten its lists, quotations or brackets"
        return Parsed(None, (*problems, Problem("D107", path, 0, message, True)))
    return Parsed(monograph, tuple(problems), metadata, body, first_line)


def _split(text: str, path: str) -> tuple[str, str, int]:
    """Part front matter and body; the third value is the line of the file on which the body begins."""
    lines = text.split("\n")
    start = next(number for number, line in enumerate(lines) if line.strip())
    if not _BOUNDARY.match(lines[start]):
        message = "no front matter; begin the file with a line '---', keys such as 'title: …', and a line '---'"
        raise _Refused(Problem("D201", path, start + 1, message, True))
    ends = (number for number in range(start + 1, len(lines)) if _BOUNDARY.match(lines[number]))
    end = next(ends, None)
    if end is None:
        raise _Refused(
            Problem("D202", path, start + 1, "the front matter is not closed; end it with a line '---'", True)
        )
    return "\n".join(lines[start + 1 : end]), "\n".join(lines[end + 1 :]), end + 2


def _load_head(head: str, path: str, problems: list[Problem]) -> dict[str, Any]:
    class Loader(_Loader):  # type: ignore[misc]
        """Notice a key that stands twice: YAML lets the last one win without a word."""

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
            for key in sorted({key for key in keys if keys.count(key) > 1}):
                line = node.start_mark.line + 2
                problems.append(Problem("D206", path, line, f"the key '{key}' stands twice; keep one of them"))
            return super().construct_mapping(node, deep)

    if _nests_deeply(head):
        message = "the front matter is nested too deeply to read; flatten its lists"
        raise _Refused(Problem("D107", path, 2, message, True))
    try:
        if _ALIAS.search(head) and any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(head, _Loader)):
            raise _Refused(
                Problem("D205", path, 2, "the front matter uses YAML aliases (*name); write the values out", True)
            )
        metadata = YAMLHandler().load(head, Loader=Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or "it is not valid YAML"
        message = f"the front matter cannot be read: {why}; quote values that hold ': ' or begin with a mark"
        raise _Refused(Problem("D203", path, mark.line + 2 if mark else 1, escape_controls(message), True)) from error
    except (ValueError, TypeError, OverflowError) as error:  # an impossible date, a list as a key, a huge number
        message = f"the front matter cannot be read: {error}; quote the value"
        raise _Refused(Problem("D203", path, 1, escape_controls(message), True)) from error
    if not isinstance(metadata, dict):
        kind = "empty" if metadata is None else f"a {type(metadata).__name__}"
        message = f"the front matter is {kind}; write keys and values, 'title: …' first"
        raise _Refused(Problem("D204", path, 2, message, True))
    return {_scalar(key): _clean(value) for key, value in metadata.items()}


def _nests_deeply(head: str) -> bool:
    """Tell whether YAML nests more than some hundred deep: libyaml would use up the stack of the process."""
    if head.count("[") + head.count("{") > _DEEPEST_HEAD:
        depth = deepest = 0
        for char in head:
            depth += (char in "[{") - (char in "]}")
            deepest = max(deepest, depth)
        if deepest > _DEEPEST_HEAD:
            return True
    return bool(_COMPACT_NEST.search(head))


def _clean(value: Any) -> Any:
    """Make every scalar storable: no lone surrogates, no figure too long to be written out, no NaN."""
    match value:
        case dict():
            return {_scalar(key): _clean(item) for key, item in value.items()}
        case list() | tuple() | set():
            return [_clean(item) for item in value]
        case bool() | None | datetime.date():
            return value
        case int() | float():
            return value if abs(value) < _LARGEST else _scalar(value)
        case _:
            return _scalar(value)


def _scalar(value: Any) -> str:
    try:
        text = value if isinstance(value, str) else str(value)
    except ValueError:  # Python refuses to write out an integer of thousands of digits in decimals
        text = hex(value)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _monograph(
    metadata: Mapping[str, Any], body: str, path: str, first_line: int, problems: list[Problem]
) -> Monograph:
    title = _title(metadata, path)
    sections, faq_text = read_body(body, first_line)
    entries = front_matter_entries(metadata.get("faqs"))
    faqs, notes = read_faqs(entries, faq_text, body)
    sections = _place_faqs(_without_title(sections, title), bool(faqs), notes)
    boxed = metadata.get("boxed_warning")
    lists: dict[str, Any] = {key: _names(metadata, key, path, problems) for key in _NAME_KEYS}
    return Monograph(
        slug=slug_of(path),
        title=title,
        description=_description(_text(metadata.get("description")), sections),
        banned=_banned(metadata, path, problems),
        modified=_modified(metadata.get("lastModified")),
        sections=sections,
        faqs=faqs,
        **lists,
        boxed_warning=None if boxed is None else _names(metadata, "boxed_warning", path, problems),
        sources=_sources(metadata.get("sources")),
        review=_text(metadata.get("review")),
        extra={key: _jsonable(value) for key, value in metadata.items() if key not in _KNOWN_KEYS},
        path=path,
    )


def _title(metadata: Mapping[str, Any], path: str) -> str:
    title = metadata.get("title")
    if not isinstance(title, str) or not squash(title):
        fault = "has no title" if title is None else f"has a title that is not text ({title!r}); quote it"
        message = f"the front matter {fault}; every monograph needs 'title: …'"
        raise _Refused(Problem("D208", path, 2, escape_controls(message), True))
    return " ".join(title.split())


def _banned(metadata: Mapping[str, Any], path: str, problems: list[Problem]) -> bool:
    """Read `is_banned`; what is neither true nor false counts as a ban, for silence would be the worse mistake."""
    value = metadata.get("is_banned", False)
    if isinstance(value, bool):
        return value
    word = _text(value).strip().lower()
    banned = word not in _FALSE
    read = "true" if banned else "false"
    problems.append(Problem("D207", path, 2, f"is_banned is {value!r}, read as {read}; write true or false"))
    return banned


def _modified(value: Any) -> str:
    if isinstance(value, datetime.date):  # a datetime is one too
        return value.isoformat()
    return _text(value).strip()


def _names(metadata: Mapping[str, Any], key: str, path: str, problems: list[Problem]) -> tuple[str, ...]:
    """Read a list of names; one bare name is a list of one."""
    value = metadata.get(key)
    values = value if isinstance(value, list) else [] if value is None else [value]
    if any(isinstance(item, list | dict) for item in values):
        problems.append(Problem("D207", path, 2, f"'{key}' is not a list of names; write [name, name]"))
    return tuple(" ".join(_text(item).split()) for item in values if item is not None)


def _sources(value: Any) -> tuple[Source, ...]:
    values = value if isinstance(value, list) else [] if value is None else [value]
    return tuple(_source(item) for item in values)


def _source(item: Any) -> Source:
    if not isinstance(item, dict):
        return Source(_text(item))
    known = {key: _text(item.get(key)) for key in Source._fields}
    others = "; ".join(f"{key}: {_text(value)}" for key, value in item.items() if key not in known)
    return Source(**{**known, "note": "; ".join(filter(None, (known["note"], others)))})


def _text(value: Any) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, datetime.date) else str(value)


def _jsonable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _jsonable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_jsonable(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def _without_title(sections: tuple[Section, ...], title: str) -> tuple[Section, ...]:
    """Drop a heading above everything that only says the title again."""
    if sections and sections[0].id == PREAMBLE:
        kept = tuple(block for block in sections[0].blocks if squash("".join(text_lines((block,)))) != squash(title))
        return (sections[0]._replace(blocks=kept), *sections[1:]) if kept else sections[1:]
    return sections


def _place_faqs(sections: tuple[Section, ...], has_faqs: bool, notes: Blocks) -> tuple[Section, ...]:
    """Put the notes into the FAQ section; questions without a section of their own get one at the end."""
    place = next((number for number, section in enumerate(sections) if section.answers_to("faqs")), None)
    if place is None:
        return (*sections, Section("faqs", "FAQs", "", notes)) if has_faqs or notes else sections
    section = sections[place]
    return (*sections[:place], section._replace(blocks=(*section.blocks, *notes)), *sections[place + 1 :])


def _description(markdown: str, sections: Iterable[Section]) -> str:
    """Give the description as plain text; one that is cut is rebuilt from Usage, which it is the beginning of."""
    text = plain_text(parse_inlines(" ".join(markdown.split()))) if markdown.strip() else ""
    is_cut = text.endswith(("…", "...", ":")) or markdown.count("**") % 2
    if not is_cut:
        return text
    usage = next((section for section in sections if section.answers_to("usage")), None)
    beginning = squash(text.rstrip(".…: "))
    if usage is None or not squash(usage.text).startswith(beginning[:-20] if len(beginning) > 40 else beginning):
        return text
    return _opening(usage) or text


def _opening(usage: Section) -> str:
    """Give what a section opens with: its first paragraph or items, and the list that this announces."""
    words = ""
    for block in usage.blocks:
        if words and not words.endswith(":") and len(words) >= _SHORT_DESCRIPTION:
            break
        for line in text_lines((block,)):
            joint = "" if not words else " " if words.endswith((".", ":", "!", "?", ";")) else "; "
            if words and not words.endswith(":") and len(words) + len(line) > _LONGEST_REBUILT:
                return f"{words} (more under Usage)"
            words += joint + " ".join(line.split())
    return words
