"""List all that one monograph says must not meet the drug, or must be watched with it."""

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from drugref.classes import class_names
from drugref.enzymes import mentions
from drugref.lexicon import Lexicon, read
from drugref.model import Monograph, Section
from drugref.naming import names_of
from drugref.quotes import Quote, Quoter, Statement, entry_statements, is_on_interactions, is_silent, statements
from drugref.reader import SECTIONS
from drugref.wording import OTHER, UNRATED, Severity, severity_of, stated_severity

LISTED, NO_TEXT = "listed", "no text"


class Partner(NamedTuple):
    """A drug, class or thing that a monograph names, or several together; `names` as they stand there."""

    names: tuple[str, ...]
    severity: Severity
    effect: str
    action: str
    source: str
    quote: Quote


class Partners(NamedTuple):
    """All that a monograph names, the gravest first; `sections` are those that have a text."""

    monograph: Monograph
    partners: tuple[Partner, ...]
    sections: tuple[str, ...]
    state: str


def partners_of(monograph: Monograph, known: Iterable[str], quoter: Quoter) -> Partners:
    """List the entries of the front matter, then what the text says besides; `known` are names of drugs to look for."""
    found = [
        Partner(
            names, _severity(fields["stated"], statement.text), fields["effect"], fields["action"], fields["source"],
            quoter.quote(monograph, statement),
        )
        for fields, names, statement in entry_statements(monograph)
    ]  # fmt: skip
    told = Lexicon((name, name) for partner in found for name in partner.names)
    own = {name.text.casefold() for name in names_of(monograph)}
    named = Lexicon(
        chain(
            ((name, name) for name in known if name.casefold() not in own),
            ((phrase, phrase) for phrase, _ in class_names()),
        )
    )
    sections = [
        section for section_id in SECTIONS for section in monograph.named(section_id) if not is_silent(section.text)
    ]
    for section in dict.fromkeys(sections):
        found += [_of_text(monograph, one, quoter) for one in _untold(section, told, named)]
    has_text = any(entry_statements(monograph)) or any(
        is_on_interactions(statement) for section in sections for statement in statements(section)
    )
    titles = (["Interactions (front matter)"] if any(entry_statements(monograph)) else []) + [
        one.full_title for one in sections
    ]
    ordered = tuple(sorted(found, key=lambda partner: partner.severity.rank))
    return Partners(monograph, ordered, tuple(dict.fromkeys(titles)), LISTED if has_text else NO_TEXT)


def _severity(stated: str, text: str) -> Severity:
    return stated_severity(stated) or (Severity(UNRATED, OTHER) if stated else severity_of(text))


def _untold(section: Section, told: Lexicon, named: Lexicon) -> Iterable[Statement]:
    """Yield the statements that no entry retells: all on interactions, elsewhere those that name a drug or a class."""
    for statement in statements(section):
        is_own = is_on_interactions(statement)
        reading = read(statement.text)
        is_told = is_own and bool(told.hits(reading))
        names = bool(named.hits(reading)) or any(True for _ in mentions(statement.text))
        if not is_told and not is_silent(statement.text) and (is_own or names or bool(told.hits(reading))):
            yield statement


def _of_text(monograph: Monograph, statement: Statement, quoter: Quoter) -> Partner:
    rated = severity_of(statement.text)
    if statement.section.answers_to("contraindications"):
        rated = Severity("contraindicated", 0)
    return Partner((statement.label,) if statement.label else (), rated, "", "", "", quoter.quote(monograph, statement))
