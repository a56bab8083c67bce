"""Check that nothing a label warns of is left out, and nothing added: the D52x codes."""

import re
from collections.abc import Iterable, Iterator

from drugref.blocks import text_lines
from drugref.check.catalogue import ERROR, faith_check
from drugref.check.page import Hit, short
from drugref.check.proof import Proof
from drugref.labels.label import Label, Passage, boxed_topics, heading_words
from drugref.terms import index_terms

_ENOUGH = 0.5
"""Share of a heading's terms that must meet in one statement: words may change, the subject may not."""

# Words that say nothing of what is warned of.
_STOP = frozenset(
    """
    a administered administration adverse after also an and another any are as associated at be been boxed by can
    capsule cause caused clinical complete component components concomitant concomitantly contraindicated
    contraindication drug drugs due during e effect effects eg event events following for from full g has have
    highlights history i ie in include including increase increased increasing information ingredient ingredients
    injection is it its known may not of on or other patient patients pharmacology population populations precaution
    precautions prescribing product reaction reactions receiving related risk risks same section see serious severe
    should specific such tablet taking than that the their therapy these this time to treated treatment use used
    using warning warnings when who with within without
    """.split()  # noqa: SIM905 - a list of a hundred quoted words is no easier to read
)
_REFERENCE = re.compile(r"\[\s*see[^\]]*\]|\(\s*\d+(?:\.\d+)?(?:\s*,\s*\d+(?:\.\d+)?)*\s*\)", re.IGNORECASE)
_NOTHING = re.compile(r"not covered by the source|^none\b|no contraindication", re.IGNORECASE)


@faith_check("D520", ERROR)
def boxed_warning_missing(proof: Proof) -> Iterator[Hit]:
    """A heading of the label's boxed warning is not named under `boxed_warning` or in the section Boxed Warning."""
    named = set(_terms(" ".join((*(proof.monograph.boxed_warning or ()), _text(proof, "boxed-warning")))))
    for label in _labels(proof):
        for passage in label.named("boxed_warning")[:1]:
            for topic in boxed_topics(passage):
                terms = _own_terms(topic, label)
                if terms and len(terms & named) < _ENOUGH * len(terms):
                    yield Hit(
                        proof.page.key_line("boxed_warning"),
                        f"the boxed warning of {label.name} on '{topic}' is not named",
                    )


@faith_check("D521", ERROR)
def boxed_warning_added(proof: Proof) -> Iterator[Hit]:
    """A topic under `boxed_warning` stands in no label's boxed warning."""
    labels = _labels(proof)
    if len(labels) < len(proof.sources):
        return  # the topic may be that of the label that is not on file
    there = {term for label in labels for passage in label.named("boxed_warning") for term in _terms(passage.text)}
    for topic in proof.monograph.boxed_warning or ():
        terms = set(_terms(topic))
        if terms and len(terms & there) < _ENOUGH * len(terms):
            yield Hit(proof.page.key_line("boxed_warning"), f"'{topic}' stands in no label's boxed warning")


@faith_check("D522", ERROR)
def warning_missing(proof: Proof) -> Iterator[Hit]:
    """A numbered warning of the label (5.x) is not named under Precautions or Boxed Warning."""
    lines = [*_lines(proof, "precautions"), *_lines(proof, "boxed-warning")]
    for label in _labels(proof):
        for passage in label.passages:
            if not re.fullmatch(r"5\.\d+", passage.number):
                continue
            terms = _own_terms(_heading(passage), label)
            cited = re.compile(rf"(?<![\d.]){re.escape(passage.number)}(?![\d]|\.\d)")
            if terms and not any(
                cited.search(line) or len(terms & set(_terms(line))) >= 0.6 * len(terms) for line in lines
            ):
                line = proof.page.section_line("precautions")
                yield Hit(line, f"{label.name} {passage.number} '{_heading(passage)}' is not named under Precautions")


@faith_check("D523", ERROR)
def contraindication_missing(proof: Proof) -> Iterator[Hit]:
    """A contraindication of the label is not named under Contraindications."""
    text = _text(proof, "contraindications")
    named = set(_terms(text))
    for label in _labels(proof):
        for item in _contraindications(label):
            terms = _own_terms(item, label)
            if re.match(r"\W*none\b", item, re.IGNORECASE):
                missing = not re.search(r"\bnone\b|no contraindication", text, re.IGNORECASE)
            else:
                missing = bool(terms) and len(terms & named) < _ENOUGH * len(terms)
            if missing:
                yield Hit(
                    proof.page.section_line("contraindications"),
                    f"a contraindication of {label.name} is not named: '{short(item)}'",
                )


@faith_check("D524", ERROR)
def contraindication_added(proof: Proof) -> Iterator[Hit]:
    """A contraindication of the monograph stands in no label's own list."""
    labels = _labels(proof)
    if len(labels) < len(proof.sources):
        return
    there = {term for label in labels for passage in _section_4(label) for term in _terms(passage.text)}
    for section in proof.monograph.named("contraindications"):
        for line in text_lines(section.blocks):
            terms = {term for term in _terms(proof_free(proof, line)) if not term.isdigit()}
            if terms and not _NOTHING.search(line) and len(terms & there) < 0.34 * len(terms):
                yield Hit(proof.page.line_of(line, section.line), f"no label has the contraindication '{short(line)}'")


def proof_free(proof: Proof, line: str) -> str:
    """Give a line without its citations."""
    for source in proof.monograph.sources:
        line = line.replace(source.label, " ") if source.label else line
    return line


def _labels(proof: Proof) -> tuple[Label, ...]:
    return tuple(label for _, label in proof.sources if label)


def _lines(proof: Proof, section_id: str) -> list[str]:
    return [line for section in proof.monograph.named(section_id) for line in text_lines(section.blocks)]


def _text(proof: Proof, section_id: str) -> str:
    return "\n".join(_lines(proof, section_id))


def _terms(text: str) -> Iterator[str]:
    return (term for term in index_terms(_REFERENCE.sub(" ", text)) if term not in _STOP and len(term) > 1)


def _own_terms(text: str, label: Label) -> set[str]:
    """Give the terms of a heading or an item, without the names of the label's own drug."""
    own = set(index_terms(" ".join((*label.brands, *label.generics, *label.substances))))
    return {term for term in _terms(text) if term not in own and not term.isdigit()}


def _heading(passage: Passage) -> str:
    return heading_words(passage.title)


def _section_4(label: Label) -> Iterable[Passage]:
    return label.named("contraindications") or label.cited("4")


def _contraindications(label: Label) -> Iterator[str]:
    """Yield the items of a label's list, as far as sentences, bullets and references part them."""
    for passage in _section_4(label):
        text = re.sub(r"^\s*(?:4\s+)?CONTRAINDICATIONS\s*", "", passage.text)
        for item in re.split(
            r"•|;|(?<=[a-z)\]])\.\s|\[\s*see[^\]]*\]|\(\s*\d+(?:\.\d+)?(?:\s*,\s*\d+(?:\.\d+)?)*\s*\)", text
        ):
            words = re.sub(r"^.*?contraindicated (?:in|for|with|when)[^:]{0,60}:", "", item).strip(" .:-")
            if len(words) > 8 or words.lower().startswith("none"):
                yield words
