"""Check for words that tell nothing: pointers, empty lines, residue of machine writing, stale dates; D404 to D407."""

import datetime
import re
from collections.abc import Iterator

from drugref.blocks import Blocks, BulletList, Heading, NumberedList, blocks_text, text_lines
from drugref.check.catalogue import ERROR, NOTE, WARNING, page_check
from drugref.check.page import Hit, Page, short
from drugref.check.passages import passages, sentences
from drugref.model import PREAMBLE, Section

_SUMMARY = "drug-profile-summary"
_LONGEST_POINTER = 400


@page_check("D404", WARNING)
def answer_points_elsewhere(page: Page) -> Iterator[Hit]:
    """An answer, or a whole section, tells nothing itself and only points elsewhere, as in "See the Dosage section".

    A page is often read in parts: an answer stands alone. Say the thing in a sentence, then point if there is more.
    """
    assert page.monograph
    faqs = page.monograph.faqs
    for section in page.monograph.sections:
        is_judged_elsewhere = section.id in {_SUMMARY, PREAMBLE} or (section.id == "faqs" and faqs)
        if not is_judged_elsewhere and _is_all_pointers(section):
            message = f"the section {section.full_title} only points elsewhere: '{short(section.text)}'"
            yield Hit(page.line_of(section.text.split("\n")[0], section.line) or section.line, message)
    for faq in faqs:
        answer = blocks_text(faq.answer)
        if len(answer) < _LONGEST_POINTER and _points_away(answer):
            line = page.line_of(faq.question) or page.key_line("faqs")
            yield Hit(line, f"the answer to '{short(faq.question)}' only points elsewhere: '{short(answer)}'")


@page_check("D405", WARNING)
def summary_says_nothing(page: Page) -> Iterator[Hit]:
    """A line of the Drug Profile Summary tells nothing ("see above", "N/A"), or none of its seven lines is there.

    Who reads a summary reads nothing else: put the thing itself into each line, in a few words.
    """
    assert page.monograph
    for section in page.monograph.named(_SUMMARY):
        entries = list(_entries(section.blocks))
        labels = [_label(entry) for entry in entries]
        if entries and not any(labels) and not any(map(_LABEL_INSIDE.search, entries)):
            yield Hit(section.line, f"the summary has none of its seven lines: '{short(entries[0])}'")
        for place, (entry, label) in enumerate(zip(entries, labels, strict=True), 1):
            rest = entry[len(label) :].lstrip(" :|")
            # A label without a text may head the lines behind it, as long as these have none of their own.
            is_bare = not rest and all(labels[place : place + 1])
            if label and (is_bare or (rest and _tells_nothing(rest))):
                line = page.line_of(entry, section.line) or section.line
                yield Hit(line, f"a line of the summary tells nothing: '{short(entry)}'")


@page_check("D406", ERROR)
def machine_residue(page: Page) -> Iterator[Hit]:
    """Words that a machine's writing leaves: "as an AI", "the provided sources", "in the prompt", "[insert name]".

    They speak of what the writer had at hand, which the reader has not. Say what the source says, or that it does not.
    """
    for passage in passages(page):
        match = _RESIDUE.search(passage.low) if any(sign in passage.low for sign in _RESIDUE_SIGNS) else None
        if match:
            around = passage.text[max(match.start() - 30, 0) : match.end() + 40]
            yield passage.hit(page, f"residue of machine writing, '{match[0]}': '{short(around)}'")


@page_check("D407", NOTE)
def stale_date(page: Page, today: datetime.date | None = None) -> Iterator[Hit]:
    """A date that the reader cannot trust any more: "as of March 2023", "as of my last update", or one still to come.

    The reader cannot tell what changed since. Say when something began, or leave the date to `lastModified`.
    """
    assert page.monograph
    for passage in passages(page):
        match = _STALE.search(passage.low) if any(sign in passage.low for sign in _STALE_SIGNS) else None
        if match:
            around = passage.text[max(match.start() - 30, 0) :]
            yield passage.hit(page, f"a date that grows stale, '{match[0]}': '{short(around)}'")
    written = re.match(r"\d{4}-\d\d-\d\d", page.monograph.modified)
    # One day more: where the file was written it may be tomorrow already.
    latest = (today or _today()) + datetime.timedelta(days=1)
    if written and written[0] > latest.isoformat():
        yield Hit(page.key_line("lastModified"), f"lastModified is {written[0]}, a day to come")


# A whole sentence that leads the reader to another place of the text and tells nothing on the way.
_PLACE = (
    r"(?:above|below|earlier|previous(?:ly)?|preceding|elsewhere|sections?|source materials?"
    r"|individual (?:drug )?(?:profiles?|monographs?))"
)
_POINTER = re.compile(
    r"\W*(?:(?:yes|please|kindly|always|also|as per [\w ]{1,20} request"
    r"|for (?:(?:more|further|full|specific|detailed) )?(?:details?|information))\b\W*)*"
    rf"(?:(?:see|refer to|consult|check|review|read)\b(?P<to>[^.;:]*?)(?:\b{_PLACE}\b|[\"“][\w &/]+[.,]?[\"”])"
    r"|(?:(?:all |these |this |full )?(?:details?|information) (?:is|are|has been|have been) |same )?(?:as |already )*"
    r"(?:(?:described|detailed|mentioned|discussed|provided|listed|outlined|covered|addressed|noted|stated|given)"
    rf"(?:\W+\w+){{0,5}}?\W+)?{_PLACE}\b)"
    r"(?P<behind>.*)",
    re.DOTALL,
)
_TO_A_PERSON = re.compile(
    r"doctor|physician|pharmacist|professional|provider|specialist|prescriber|\bif\b|before|immediately"
)
_BEHIND_POINTER = re.compile(
    rf"[^\w(]*(?:\b(?:{_PLACE}|provided|in this document|for details|(?:drug )?interactions|precautions|usage|dosage"
    r"|(?:side|adverse) effects|contraindications|pregnancy|and breastfeeding)\b[^\w(]*)*(?:\([^)\d]*\)"
    r"|(?:for|on|of|in|under|within|regarding|about)\b[^:\d]*"
    rf"|(?:and|or) (?:the )?[\w\" ]*\b{_PLACE}\b[^:\d]*"
    r"|(?:as|since|because)\b[^:\d]*\b(?:var(?:y|ies)|depends?|based)\b[^:\d]*)?\W*"
)
_ADVICE = re.compile(
    r"\b(?:avoid|do not|don['’]t|must|should|never|only|but|however|caution|contraindicated|recommended)\b"
)

_LABELS = re.compile(
    r"mechanism(?: of action)?|mode of action|(?:common )?(?:side|adverse) effects?|adverse (?:drug )?reactions?"
    r"|contra-?indications?|(?:drug )?interactions?|pregnancy|(?:pregnancy )?(?:&|and|/)? ?(?:breast-?feeding"
    r"|lactation)|dos(?:age|e|ing)|monitoring(?: parameters?)?"
)
_LABEL_INSIDE = re.compile(rf"\b(?:{_LABELS.pattern})\s*(?:\([^)]*\)\s*)?:", re.IGNORECASE)
_QUANTITY = re.compile(r"(?:(?:multiple|numerous|many|various|several)\b[\w ]{0,30}|varies|variable)[,;.(]\s*")
_NOTHING = re.compile(r"\W*(?:n/?a|n\.a|tbd|tbc|none given|to be (?:added|determined|completed))?\W*")

# One of these stands in all that the pattern finds, and looking for them costs a fraction of it.
_RESIDUE_SIGNS = (
    "as an ai", "language model", "provided", "source text", "source doc", "source mat", " prompt", "i can", "i am ",
    "i do", "search result", "my knowledge", "my training", "knowledge cut", "[", "placeholder", "request", "lorem",
    "cannot be ",
)  # fmt: skip
_RESIDUE = re.compile(
    r"\bas an ai\b|\b(?:large )?language model\b"
    r"|\b(?:the|these|those|in|from|on|by|of|within|any|all) provided (?:sources?|contexts?|texts?|documents?"
    r"|documentation|resources?|references?|materials?|information|content|excerpts?|snippets?|articles?)\b"
    r"(?! (?:leaflet|sheet|booklet|card|guide|by|with|for))"
    r"|\bthe information provided (?:does|doesn|mentions|says|states|contains|indicates|suggests|did|didn)"
    r"|\bbased on (?:the )?information provided\b(?! (?:by|in|on|with|from|to|during))"
    r"|\b(?:see|refer to|in|according to|per|and) (?:the )?source (?:texts?|documents?)\b"
    r"|\b(?:see|refer to|(?:provided|mentioned|detailed|listed|described) in|and) (?:the )?source materials?\b"
    r"|\b(?:in|by|from) (?:the|this|your) prompt\b(?! \w)|\b(?:the|your) prompt (?:does|did|asks|says|specif)"
    r"|(?<!if )(?<!when )\bi (?:can(?:no|['’])t|can not|am (?:unable|not able) to)"
    r" (?:provide|offer|generate|access|browse|assist|verify)"
    r"|\bi (?:do not|don['’]t) have (?:access|enough information|information)"
    r"|(?<!literature )(?<!pubmed )(?<!database )\bsearch results?\b"
    r"|\bmy (?:knowledge|training)\b(?: data)?(?: cut-?off| was| is| only| does)|\bknowledge cut-?off\b"
    r"|\[(?:insert|your|(?:drug|brand|generic|medication) name|name of|enter|specify|add|placeholder)\b[^\]]*\]"
    r"|\bplaceholder (?:text|content|section|for (?:the )?(?:section|text|content|answer|dosage|information))"
    r"|\bis a placeholder\b|\b(?:formatting|your|user['’]?s?) request\b|\blorem ipsum\b"
    r"|\b(?:summary|profile|monograph|section|list) cannot be (?:generated|created|completed)"
)

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE = (
    r"(?:(?:early|mid|late)[- ])?(?:\d{1,2}(?:st|nd|rd|th)? )?"
    rf"(?:{_MONTH},? (?:\d{{1,2}}(?:st|nd|rd|th)?,? )?)?(?:of )?(?:19|20)\d\d\b"
)
_STALE_SIGNS = ("as of", "writing", "currently", "presently", "at present", "my l")
# "As of 2019, it was …" and "… it is no longer sold" tell when something began or ended: that stays true.
_STALE = re.compile(
    rf"\bas of (?:today,? |now,? |the year )?{_DATE}"
    r"(?!,? (?:[\w-]+ ){0,8}(?:no longer|discontinued|banned|withdrawn|was|were|had)\b)"
    r"|\bas of (?:my|the|this) (?:last|latest|most recent|knowledge|training|time of|writing|update)"
    r"|\bat the time of (?:this )?writing\b|\bmy (?:last|latest) (?:knowledge )?update\b"
    rf"|\b(?:currently|at present|presently),? \(?(?:in |as of )?{_DATE}"
)


def _today() -> datetime.date:
    return datetime.date.today()  # noqa: DTZ011 - the reader's own clock is meant


def _is_all_pointers(section: Section) -> bool:
    lines = (text for block in section.blocks if not isinstance(block, Heading) for text in text_lines((block,)))
    first = next(lines, "")
    return _is_pointers(first) and all(map(_is_pointers, lines))


def _is_pointers(line: str) -> bool:
    return _points_away(line) or _points_away(line.partition(":")[2])


def _points_away(text: str) -> bool:
    """Tell whether every sentence of a text is a pointer and nothing else."""
    said = [sentence for sentence in sentences(text.lower()) if re.search(r"\w", sentence)]
    return bool(said) and all(map(_is_pointer, said))


def _is_pointer(sentence: str) -> bool:
    match = _POINTER.fullmatch(sentence.strip())
    if not match or _ADVICE.search(sentence) or _TO_A_PERSON.search(match["to"] or ""):
        return False
    return bool(_BEHIND_POINTER.fullmatch(match["behind"]))


def _entries(blocks: Blocks) -> Iterator[str]:
    """Yield each item and each paragraph of a summary as one line."""
    for block in blocks:
        if isinstance(block, BulletList | NumberedList):
            yield from (" ".join(text_lines(item)) for item in block.items)
        else:
            yield from text_lines((block,))


def _label(entry: str) -> str:
    """Give the label that an entry begins with, as it stands there, or nothing."""
    head = re.split(r"[:|]", entry, maxsplit=1)[0]
    name = re.sub(r"\([^)]*\)", "", head).strip().lower()
    return head if _LABELS.fullmatch(name) else ""


def _tells_nothing(text: str) -> bool:
    low = text.lower()
    return bool(_NOTHING.fullmatch(low)) or _points_away(_QUANTITY.sub("", low, count=1))
