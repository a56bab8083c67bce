"""Turn running text into the terms of the search index; the same for documents and questions."""

import re

from drugref.analysis import fold

# Parts that hyphens, asterisks or apostrophes join, or digits in them: co-trimoxazole, 5-ht1a, hla-b*5701.
_COMPOUND = re.compile(r"(?<![a-z0-9])[a-z0-9]{1,20}(?:[-*'’][a-z0-9]{1,20}){1,4}(?![a-z0-9])")
# Written with the letters first and what must stand before them last: so the search for them is quick.
_PLURAL_Y = re.compile(r"ies\b(?<=[a-z]{3}ies)")
_PLURAL_ES = re.compile(r"es\b(?<=(?:sh|ch|ss)es)")
_PLURAL = re.compile(r"s\b(?<=[a-z]{3}s)(?<![sui]s)")
_TERM = re.compile(r"[^\W_]+")


def index_text(text: str) -> str:
    r"""Fold running text for the search index, word for word: folded text splits into as many words as the text.

    `5-HT₁ₐ` becomes `5ht1a\x015-ht1a`, so that it meets both `5ht1a` and `5-ht1a`; plurals lose their ending. No
    suffix goes that tells drugs apart: a stemmer such as Porter's makes one of salicylate and salicylic.
    """
    return singular(_COMPOUND.sub(_with_joined, fold(text)))


def singular(folded: str) -> str:
    """Take the plural endings off the words of folded text; the number of words stays."""
    return _PLURAL.sub("", _PLURAL_ES.sub("", _PLURAL_Y.sub("y", folded)))


def index_terms(text: str) -> list[str]:
    """Give the terms that a text is found by, in order."""
    return _TERM.findall(index_text(text))


def _with_joined(match: re.Match[str]) -> str:
    return f"{re.sub(r'[^a-z0-9]', '', match[0])}\x01{match[0]}"
