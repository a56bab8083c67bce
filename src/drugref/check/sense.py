"""Check that one monograph does not contradict itself: the D401 to D403 codes."""

import re
from collections.abc import Iterator

from drugref.analysis import parts_of
from drugref.check.catalogue import ERROR, WARNING, page_check
from drugref.check.page import Hit, Page, short
from drugref.check.passages import Passage, passages, sentences
from drugref.model import Monograph

Names = tuple[tuple[str, ...], ...]
"""Each name of the drug, the title first, as the first words of its parts in lower case."""


@page_check("D401", ERROR)
def pregnancy_contradiction(page: Page) -> Iterator[Hit]:
    """The drug is contraindicated in pregnancy in one place, and the section Contraindications does not name pregnancy.

    A reader who looks there alone is misled. Name pregnancy under Contraindications, or write in the other place what
    the sources say ("avoid", "not recommended"). One component, one trimester or a partner drug does not count.
    """
    assert page.monograph
    told = "\n".join(section.text for section in page.monograph.named("contraindications")).lower()
    if not told.strip() or _OF_PREGNANCY.search(told):
        return
    names = _names(page.monograph)
    for passage in passages(page):
        if "contraindicat" not in passage.low + passage.topic or passage.section == "contraindications":
            continue
        if _forbids(passage, names):
            yield passage.hit(page, f"Contraindications does not name pregnancy, but: '{short(passage.text)}'")
            return


@page_check("D402", ERROR)
def ban_contradiction(page: Page) -> Iterator[Hit]:
    """The text says that the drug is banned or withdrawn from a market, and `is_banned` is false, or the reverse.

    A ban is shown above everything else, so the key must agree with the text: set `is_banned: true`, or say in the
    text who banned the drug and when. A ban in sports, of a brand, a form or a component does not count.
    """
    assert page.monograph
    told = passages(page)
    if page.monograph.banned:
        if not any(map(_BAN_NAMED.search, (page.monograph.description.lower(), *(passage.low for passage in told)))):
            yield Hit(page.key_line("is_banned"), "is_banned is true, but the text tells of no ban and no withdrawal")
        return
    names = _names(page.monograph)
    for passage in told:
        if any(sign in passage.low for sign in _BAN_SIGNS) and _tells_of_ban(passage, names):
            yield passage.hit(page, f"is_banned is false, but: '{short(passage.text)}'")
            return


@page_check("D403", WARNING)
def category_differs(page: Page) -> Iterator[Hit]:
    """The pregnancy category is one letter in one place and another letter in another.

    Keep the one that the source gives, and name its system. The letter of an ingredient or a country is held only
    against its like, and one for a trimester or a route against none.
    """
    assert page.monograph
    names = _names(page.monograph)
    seen: dict[str, tuple[str, Passage]] = {}
    for passage in passages(page):
        for subject, letter in _categories(passage, names) if "categor" in passage.low else ():
            first, there = seen.setdefault(subject, (letter, passage))
            if first != letter:
                yield passage.hit(page, f"pregnancy category {letter} here, but {first} in '{short(there.text)}'")
                return


_OF_PREGNANCY = re.compile(
    r"pregnan|gestation|gravid|trimester|child-?bearing|teratogen|\bfo?et(?:us|al)|embryo|conceiv|concepti|obstetric"
    r"|unborn|expectant|in utero|reproductive potential"
)
_OF_NURSING = re.compile(r"breast|lactat|nursing")
_DOUBTED = re.compile(
    r"(?:\b(?:not|never|nor|neither|rarely|relatively|may|might|could|if|unless|whether)|n['’]t)\W+(?:\w+\W+){0,3}$"
    r"|/\s*$|\bor\W+(?:is |are |even )?$"
)
_PARENTHESES = re.compile(r"\([^)]*\)")
_WEAKENED = re.compile(r"\s*(?:/|or\b)")
_IN_PREGNANCY = re.compile(r"(?P<before>[^.:;()]{0,80}?)\bpregnan(?:cy|t)\b(?P<behind>.*)", re.DOTALL)
# Words that narrow a contraindication to a part of pregnancy, to some women, doses, uses or partner drugs.
_NARROWED_BEFORE = re.compile(
    r"trimester|\b(?:early|late|last|first|previous|history|ectopic|but|whereas|although|however|safe|caution)\b"
)
_NARROWED = re.compile(
    r"\b(?:unless|except|only|if|when (?:used|given|taken|combined)|for the (?:treatment|management|prevention)"
    r"|combin(?:ed|ation) with|(?:high|higher|large) doses?|doses? (?:above|over|of))\b"
)
_OF_SOME_WOMEN = re.compile(
    r"\s*-?(?:induced|related|associated)|\s*(?:women|patients|people)\s+(?:with|whose|at|who)\b"
)
_LISTED = re.compile(
    r"(?:^|[,;:.&/]|\b(?:and|or|include|in|during))\s*(?:known or suspected |suspected |confirmed )?"
    r"pregnan(?:cy|t (?:women|patients|individuals|females|mothers))(?P<inside>\s*\([^)]*\))?"
    r"(?P<behind>[^,;.(]*(?:\([^)]*\))?)"
)
_LISTED_BEHIND = re.compile(r"\s*(?:(?:/|&|and\b|or\b|due to\b|because\b).*)?")
_LISTED_INSIDE = re.compile(r"especially|particularly|category|all trimesters|absolute|risk|fetal|teratogen|breast")

# What the subject of a sentence says: that it is the drug of the page, or that it is another one, a part or a form.
_SELF = re.compile(
    r"\b(?:it|its|they|this|both|(?:the|these) (?:fixed[- ]dose )?(?:drugs?|medicines?|medications?|combinations?"
    r"|products?|vaccine|treatment|agents?)|(?:use|usage|administration)(?! of)|treatment|therapy)\b"
)
_OTHER = re.compile(
    r"\b(?:others?|some|certain|most|many|similar|unlike|class|concomitant\w*|concurrent\w*|co-?admini\w+"
    r"|combin\w+ with|contain\w*|formulations?|forms?|brands?|injections?|injectable|tablets?|capsules?|suppositor\w+"
    r"|intravenous|oral|topical|systemic|which|that)\b"
)
_NO_SUBJECT = re.compile(
    r"\W*(?:(?:category )?[a-dx]\b\W*)?(?:(?:no|yes|is|are|was|were|now|has|have|been|generally|usually|typically"
    r"|strictly|absolutely|therefore|however)\b\W*)*"
)

_BAN_SIGNS = ("banned", "withdrawn", "market", "prohibited", "revoked", "suspended")
_BAN = re.compile(
    r"\bbanned\b"
    r"|\bwithdrawn\b(?=[^.;]{0,40}\b(?:markets?|sale|circulation)\b| (?:worldwide|globally|in (?:the )?"
    r"(?:\d{4}|us\b|u\.s|united|uk\b|europe|eu\b|india|canada|many|most|several|some)))"
    r"|\b(?:removed|pulled|taken) (?:from|off) (?:the |all )?(?:[\w.]+ ){0,2}markets?\b"
    r"|\bno longer (?:available|sold|marketed) on the (?:[\w.]+ ){0,2}market"
    r"|\b(?:marketing authori[sz]ation|approval|licen[cs]e) (?:was|has been|is) (?:withdrawn|revoked|suspended)"
    r"|\bprohibited (?:for|from) (?:manufactur|sale|import|marketing|human use)"
)
_BAN_ELSEWHERE = re.compile(
    r"sport|athlet|doping|wada|competition|olympic|\bracing|cosmetic|livestock|animal|veterinar|aquacult|pesticid"
    r"|\bfood|over.the.counter|\botc\b|children|infant|pa?ediatric|pregnan|reinstat|lifted|revers|reintroduc"
    r"|re-?approved|overturn|quash|stayed|\bbanned (?:substance|drug|list|ingredient)"
)
_BAN_NAMED = re.compile(
    r"\bban(?:s|ned|ning)?\b|withdrawn|withdrawal from|prohibited (?:for|from|in|by)|prohibition|revoked|illegal"
    r"|suspension of (?:the )?(?:marketing|manufactur|sale|licen|approv)"
    r"|\b(?:off|from) (?:the |all )?(?:[\w.]+ )?market"
    r"|discontinued (?:world|global|by its|by the manu|in (?:many|most|several|some|the u|india|europe))"
    r"|no longer (?:available|approved|authori[sz]ed|licen[cs]ed|marketed|sold|manufactured|distributed)"
    r"|not (?:approved|authori[sz]ed|licen[cs]ed|marketed) in"
)

_CATEGORY = re.compile(
    r"\b(?i:categor(?:y|i[sz]ed as))\W{0,4}(?:(?i:is|was|as|of|category|pregnancy|us|fda)\W{1,4}){0,3}"
    r"(?P<letter>[ABCDX][123]?)\b"
)
_QUALIFIED = re.compile(
    r"trimester|topical|\boral|ophthalm|inject|intraven|\biv\b|inhal|vaginal|systemic|high dose|late pregnan|at term"
    r"|early pregnan|\bold|former|previous|unlike|other|compared|class\b|alternative|whereas|metabolite|child-pugh"
    r"|depend"
)
_AUSTRALIAN = re.compile(r"austral|\btga\b|\badec\b")
_AMERICAN = re.compile(r"\bfda\b|\bus\b|u\.s\.|america")


def _names(monograph: Monograph) -> Names:
    parted = ([part.lower().split() for part in parts_of(name)] for name in monograph.names)
    return tuple(tuple(words[0] for words in parts if words) for parts in parted)


def _forbids(passage: Passage, names: Names) -> bool:
    """Tell whether a passage forbids the whole drug in the whole of pregnancy."""
    if "contraindication" in (passage.label or passage.topic):
        return _lists_pregnancy(passage.low.removeprefix(passage.label))
    above = f"{passage.topic} {passage.label}"
    if "trimester" in above or _is_a_part(above, names):
        return False
    return any(_forbids_in(sentence, passage, names) for sentence in sentences(passage.low))


def _lists_pregnancy(text: str) -> bool:
    for match in _LISTED.finditer(text):
        is_whole = not match["inside"] or _LISTED_INSIDE.search(match["inside"])
        if is_whole and _LISTED_BEHIND.fullmatch(match["behind"]) and "caution" not in match["behind"]:
            return not re.search(r"relative|caution|avoid|\bnot\b", text[: match.start()])
    return False


def _forbids_in(sentence: str, passage: Passage, names: Names) -> bool:
    before, word, behind = sentence.partition("contraindicated")
    head, _, subject = before.rpartition(":")
    if not word or _DOUBTED.search(before) or _WEAKENED.match(behind) or "trimester" in before:
        return False
    if _is_a_part(before + " ".join(_PARENTHESES.findall(behind)), names) or not _is_own(subject, names):
        return False
    match = _IN_PREGNANCY.match(behind)
    if match:
        behind = match["behind"]
        is_whole = not (_NARROWED_BEFORE.search(match["before"]) or _OF_SOME_WOMEN.match(behind))
    else:
        above = (subject, head, passage.topic, passage.section)
        about = next((text for text in above if "pregnan" in text or _OF_NURSING.search(text)), "")
        is_whole = "pregnan" in about and not _OF_NURSING.search(behind)
    is_most = "trimester" not in behind or "especially" in behind or "particularly" in behind
    return is_whole and is_most and not _NARROWED.search(behind)


def _is_own(subject: str, names: Names) -> bool:
    """Tell whether the words before a verb mean the drug of the page, as a whole."""
    if _NO_SUBJECT.fullmatch(subject):
        return True
    if _OTHER.search(subject):
        return False
    return bool(_SELF.search(subject)) or any(all(part in subject for part in name) for name in names)


def _is_a_part(text: str, names: Names) -> bool:
    """Tell whether a text names some ingredients of a combination, but not all."""
    return 0 < sum(part in text for part in names[0]) < len(names[0])


def _tells_of_ban(passage: Passage, names: Names) -> bool:
    if _BAN_ELSEWHERE.search(passage.low):
        return False
    for sentence in sentences(passage.low):
        match = _BAN.search(sentence)
        before = sentence[: match.start()].rpartition(":")[2] if match else ""
        if match and not sentence.endswith("?") and not _DOUBTED.search(before):
            return _is_own(before, names) and not _is_a_part(before, names)
    return False


def _categories(passage: Passage, names: Names) -> Iterator[tuple[str, str]]:
    """Yield what a letter is said of (an ingredient or the drug, and a country's system) and the letter."""
    above = f"{passage.section} {passage.topic} {passage.label}"
    for sentence in sentences(passage.text):
        letters = set(_CATEGORY.findall(sentence))
        low = sentence.lower()
        if len(letters) != 1 or "pregnan" not in above + low or _QUALIFIED.search(low):
            continue
        letter = letters.pop()
        is_australian = bool(_AUSTRALIAN.search(low)) or len(letter) > 1
        if is_australian and _AMERICAN.search(low):
            continue
        ingredients = [part for part in names[0] if part in passage.topic + low] if len(names[0]) > 1 else []
        yield f"{ingredients} {is_australian}", letter
