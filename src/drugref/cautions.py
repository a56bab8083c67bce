"""Say what monographs say on the kidney, the liver, pregnancy, lactation, old age and childhood."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from drugref.errors import UsageError
from drugref.model import Monograph
from drugref.quotes import Quote, Quoter, Statement, is_silent, sentences, statements

QUOTED, SILENT, NO_TEXT = "quoted", "says nothing on it", "no text"
"""What a monograph has on a topic; silence and a missing text are told apart, and neither is evidence of safety."""


class Topic(NamedTuple):
    """A topic: the words that speak of it, and the headings and labels under which every sentence does."""

    name: str
    words: str
    headings: str
    section: str = ""


# Words and headings as the labels' sections 2, 4, 5 and 8 have them (21 CFR 201.57) and the bundled monographs retell
# them.
TOPICS: tuple[Topic, ...] = (
    Topic(
        "renal",
        r"renal\w*|kidneys?|nephro\w*|creatinine|CrCl|CLcr|eGFR|GFR|h(?:a)?emodialysis|dialysis|dialy[sz]\w*|azot\w*|ur(?:a)?emi\w*",
        r"renal|kidney",
    ),
    Topic(
        "hepatic",
        r"hepat\w*|liver|cirrho\w*|child-pugh|transaminases?|aminotransferases?|bilirubin|jaundice|ALT|AST",
        r"hepatic|liver|hepato",
    ),
    Topic(
        "pregnancy",
        r"pregnan\w*|f(?:o)?etus|f(?:o)?etal|embryo\w*|teratogen\w*|malformations?|trimester|unborn|contracepti\w*|labou?r|miscarriage|"
        r"neonatal (?:opioid )?withdrawal|birth defects?",
        r"pregnan|contracepti|embryo|f(?:o)?etal|reproductive potential|animals|labor",
        "pregnancy-and-breastfeeding",
    ),
    Topic(
        "lactation",
        r"breast-?\s?feed\w*|breast-?fed|lactat\w*|nursing|human milk|breast milk|mother.s milk|milk",
        r"lactation|breastfeeding|nursing",
        "pregnancy-and-breastfeeding",
    ),
    Topic(
        "elderly",
        r"elderly|geriatric\w*|older|old age|aged|senil\w*|beers|from (?:age )?6[05]|age 6[05]|6[05] years|"
        r"65 or (?:more|older|over)|"
        r"over 6[05]|75 years",
        r"geriatric|elderly|older|older adults",
    ),
    Topic(
        "children",
        r"child|children|childhood|p(?:a)?ediatric\w*|infants?|infancy|neonat\w*|newborns?|adolescen\w*|(?:below|"
        r"under|from|younger than|"
        r"less than) (?:\d+|one|two|six|twelve) (?:years|months)|years? of age|premature",
        r"child|p(?:a)?ediatric|infant|neonat|adolescen",
    ),
)
_BY_NAME = {topic.name: topic for topic in TOPICS}
_ALIASES = {"kidney": "renal", "liver": "hepatic", "breastfeeding": "lactation", "geriatric": "elderly",
            "pediatric": "children", "paediatric": "children"}  # fmt: skip

SECTIONS = (
    "boxed-warning", "contraindications", "dosage", "precautions", "pregnancy-and-breastfeeding",
    "use-in-specific-populations", "how-it-works", "side-effects", "usage", "overdose",
)  # fmt: skip
"""The sections that are read, in the order in which they are quoted."""


class Caution(NamedTuple):
    """What one monograph says on a topic."""

    slug: str
    title: str
    banned: bool
    state: str
    quotes: tuple[Quote, ...]
    sections: tuple[str, ...]


class Cautions(NamedTuple):
    """What some monographs say on a topic."""

    topic: str
    cautions: tuple[Caution, ...]

    @property
    def is_examined(self) -> bool:
        """Tell whether each monograph has a text."""
        return all(caution.state != NO_TEXT for caution in self.cautions)


def topic_named(name: str) -> Topic:
    """Give the topic that a word names; UsageError lists them."""
    word = name.strip().lower()
    found = _BY_NAME.get(_ALIASES.get(word, word))
    if found is None:
        raise UsageError(f"'{name}' is not a topic. The topics are: {', '.join(_BY_NAME)}.")
    return found


def cautions(topic: Topic, monographs: Iterable[Monograph], quoter: Quoter) -> Cautions:
    """Quote what each monograph says on a topic; one that says nothing, or has no text, is listed as that."""
    return Cautions(topic.name, tuple(_caution(topic, one, quoter) for one in monographs))


def _caution(topic: Topic, monograph: Monograph, quoter: Quoter) -> Caution:
    words = re.compile(rf"(?<![\w-])(?:{topic.words})(?!\w)", re.IGNORECASE)
    headings = re.compile(rf"\b(?:{topic.headings})", re.IGNORECASE)
    found: list[Quote] = []
    titles: list[str] = []
    for section_id in SECTIONS:
        for section in monograph.named(section_id):
            if is_silent(section.text):
                continue
            titles.append(section.full_title)
            for statement in statements(section):
                found += [quoter.quote(monograph, statement, text) for text in _on(statement, words, headings)]
    state = QUOTED if found else SILENT if titles else NO_TEXT
    sections = tuple(dict.fromkeys(titles))
    return Caution(monograph.slug, monograph.title, monograph.banned, state, tuple(dict.fromkeys(found)), sections)


def _on(statement: Statement, words: re.Pattern[str], headings: re.Pattern[str]) -> Iterator[str]:
    """Yield what a statement says on a topic: all of it under its heading, else the sentences with its words."""
    heads = statement.heading, statement.label
    is_of_topic = any(headings.search(head) for head in heads if head)
    if is_of_topic and not is_silent(statement.text):
        yield statement.text
    elif not is_of_topic and words.search(statement.text):
        yield from (text for text in sentences(statement.text) if words.search(text))
