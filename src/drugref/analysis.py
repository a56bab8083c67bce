"""Fold text: one rule for documents, names and questions, so that what looks alike meets."""

import re
import unicodedata

_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "omicron": "ο", "pi": "π", "rho": "ρ",
    "sigma": "σς", "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
}  # fmt: skip
# Letters that Unicode does not decompose, as the field's names write them: Ø in German brands, ß, æ, ł.
_LATIN = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
_LETTERS = str.maketrans({letter: name for name, letters in _GREEK.items() for letter in letters} | _LATIN)
# Unicode puts accents in order by moving each past the others: thousands behind one letter would take minutes.
_ACCENT_RUN = re.compile(
    "([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{30})"
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_ACCENTS = re.compile("[\u0300-\u036f]+")
# C0 and C1 controls, the bidirectional overrides and isolates, line separators, and surrogates of undecodable bytes.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def fold(text: str) -> str:
    """Fold case, accents, Greek letters, sub- and superscripts; folding twice is folding once."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", _ACCENT_RUN.sub(r"\1", text)).casefold()
    text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).casefold().translate(_LETTERS)
    return unicodedata.normalize("NFC", text)


def squash(name: str) -> str:
    """Fold a name and drop all but letters and digits: the form in which names are compared."""
    return "".join(filter(str.isalnum, fold(name)))


def parts_of(name: str) -> list[str]:
    """Split the name of a combination into its parts: `A + B`, `A/B`, `A, B`, `A & B`, `A and B`."""
    return [part for part in re.split(r"\s*[+/,&]\s*|\s+and\s+", name) if squash(part)]


def part_key(name: str) -> str:
    """Give the squashed parts of a name in order, joined with `+`: the same for every order of the parts."""
    return "+".join(sorted(map(squash, parts_of(name))))


def slugify(title: str) -> str:
    """Give a heading's id: folded words joined with hyphens."""
    return "-".join(re.findall(r"[^\W_]+", fold(title)))


def escape_controls(text: str) -> str:
    r"""Write every character that could steer a terminal as its escape, `\x1b` for ESC; newline and tab stay."""
    return _CONTROLS.sub(_escape, text)


def escape_all(text: str) -> str:
    r"""Write a tab as its escape too: where a person is told something, nothing stands in columns."""
    return escape_controls(text).replace("\t", r"\x09")


def escape_name(name: str) -> str:
    r"""Write a newline as its escape, too: a name stands in one line and in one column."""
    return escape_all(name).replace("\n", r"\x0a")


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:  # an undecodable byte of an argument
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
