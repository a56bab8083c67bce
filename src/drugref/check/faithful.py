"""Check that every figure and interaction can be traced to its label: the D50x codes."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from drugref.analysis import fold, squash
from drugref.check.catalogue import ERROR, NOTE, WARNING, faith_check
from drugref.check.page import Hit, Page
from drugref.check.proof import Proof, Statement, evidence_figures, is_same, is_version, missing_figure, stand_in
from drugref.evidence import Evidence
from drugref.figures import Figure
from drugref.terms import index_terms

_TRACED = ("Dosage", "Drug Interactions")


@faith_check("D501", ERROR)
def no_evidence(proof: Proof) -> Iterator[Hit]:
    """A monograph with sources has no readable evidence file beside it.

    Its place is `evidence/<slug>.yaml` beside the folder of the monographs.
    """
    if proof.fault:
        yield Hit(1, f"{proof.path.name}:{proof.fault.line}: the evidence cannot be read: {proof.fault}")
    elif not proof.has_evidence:
        yield Hit(1, f"there is no evidence file {proof.path.parent.name}/{proof.path.name}")


@faith_check("D502", ERROR)
def figure_without_evidence(proof: Proof) -> Iterator[Hit]:
    """A statement in Dosage or Drug Interactions has a figure and no entry in the evidence."""
    for section in _TRACED if proof.entries else ():
        for statement in proof.statements(section):
            figures = () if statement.entries else proof.figures_of(statement)
            if figures:
                yield Hit(statement.line, f"no evidence for {_listed(figures)} in '{_begin(statement)}'")


@faith_check("D503", ERROR)
def figure_not_in_evidence(proof: Proof) -> Iterator[Hit]:
    """A statement's figure is not in its evidence, or not in its order.

    A wrong digit, unit or frequency shows here: the evidence was copied from the label.
    """
    for statement in _proven(proof):
        told, held = proof.figures_of(statement), _held(proof, statement)
        wrong = _first_unmatched(told, held)
        if wrong:
            yield Hit(
                statement.line,
                f"'{wrong}' is not in the evidence ({_listed(held) or 'no figures'}) in '{_begin(statement)}'",
            )


@faith_check("D504", ERROR)
def evidence_not_in_label(proof: Proof) -> Iterator[Hit]:
    """The evidence's figures do not stand, in order, in one passage of that section of that version of the label."""
    for entry in proof.entries:
        passages, figures = proof.passages(entry), evidence_figures(entry)
        if passages and figures and not any(stand_in(passage, figures) for passage in passages):
            where = f"{proof.path.name}:{entry.line}"
            yield Hit(
                _line(proof, entry), f"{where}: {entry.at}: {missing_figure(passages, figures)} ({_listed(figures)})"
            )


@faith_check("D505", ERROR)
def evidence_lost(proof: Proof) -> Iterator[Hit]:
    """An entry of the evidence begins with words that do not stand once in their section."""
    for entry, count in proof.lost():
        fault = "is not in" if not count else f"stands {count} times in"
        yield Hit(0, f"{proof.path.name}:{entry.line}: '{entry.text}' {fault} {entry.section}")


@faith_check("D506", ERROR)
def interaction_without_evidence(proof: Proof) -> Iterator[Hit]:
    """An interaction of the front matter has no entry in the evidence that names a partner and its section."""
    statements = [statement for statement in proof.statements("Drug Interactions") if statement.entries]
    line = proof.page.key_line("interactions")
    for interaction in _interactions(proof):
        partners, cited = _partners(interaction), str(interaction.get("source", ""))
        places = _citation(proof, cited)[1]
        if not any(_speaks_of(statement, partners, places) for statement in statements):
            named = proof.page.line_of(", ".join(partners), line) or line
            yield Hit(
                named,
                f"no evidence for the interaction with {', '.join(partners) or 'nobody'} ({cited or 'no source'})",
            )


@faith_check("D507", ERROR)
def label_missing(proof: Proof) -> Iterator[Hit]:
    """A source's label is not among the labels given, so nothing that rests on it is proved."""
    for source, label in proof.sources:
        if label is None:
            yield Hit(proof.page.line_of(source.set_id), f"no label with the set id {source.set_id} ({source.label})")


@faith_check("D508", WARNING)
def label_newer(proof: Proof) -> Iterator[Hit]:
    """A newer version of a source's label is on file, or among the imported labels: the monograph is stale."""
    on_file = proof.shelf.labels
    yield from stale_sources(proof.page, lambda set_id: max((label.effective for label in on_file(set_id)), default=""))


def stale_sources(page: Page, newest: Callable[[str], str]) -> Iterator[Hit]:
    """Yield each source that has a newer version; `newest` gives the date of the newest of a set id, or nothing."""
    for source in page.monograph.sources if page.monograph else ():
        date = newest(source.set_id)
        if source.effective and date > source.effective:
            line = page.line_of(source.set_id)
            yield Hit(line, f"{source.label} of {source.effective} has a newer version of {date}")


@faith_check("D509", ERROR)
def label_version(proof: Proof) -> Iterator[Hit]:
    """No version on file is the one that a source names."""
    for source, label in proof.sources:
        if (
            label
            and not is_version(source, label)
            and not any(is_version(source, one) for one in proof.shelf.labels(source.set_id))
        ):
            there = f"version {label.version or '?'} of {label.effective or 'no date'}"
            yield Hit(
                proof.page.line_of(source.set_id),
                f"{source.label} version {source.version} of {source.effective} is not on file, but {there}",
            )


@faith_check("D510", ERROR)
def place_missing(proof: Proof) -> Iterator[Hit]:
    """An entry of the evidence cites a section that its label does not have, or a label that is no source."""
    ids = {source.set_id for source in proof.monograph.sources}
    for entry in proof.entries:
        if entry.source not in ids:
            yield Hit(_line(proof, entry), f"{proof.path.name}:{entry.line}: {entry.source} is not among the sources")
        elif entry.source in proof.by_set_id and not proof.passages(entry):
            name = proof.by_set_id[entry.source][0].name
            yield Hit(_line(proof, entry), f"{proof.path.name}:{entry.line}: {name} has no section '{entry.at}'")


@faith_check("D511", ERROR)
def comparison_differs(proof: Proof) -> Iterator[Hit]:
    """A figure is below a limit in the monograph and above it in the label, or the other way round."""
    for statement in _proven(proof):
        told = list(proof.figures_of(statement))
        for entry in statement.entries:
            passages, count = proof.passages(entry), len(evidence_figures(entry))
            mine, told = tuple(told[:count]), told[count:]
            if any(stand_in(passage, mine) for passage in passages) and not any(
                stand_in(passage, mine, signs=True) for passage in passages
            ):
                yield Hit(statement.line, f"a limit of {_listed(mine)} is turned round in '{_begin(statement)}'")


@faith_check("D512", WARNING)
def evidence_unused(proof: Proof) -> Iterator[Hit]:
    """The evidence holds a figure that its statement does not tell."""
    for statement in _proven(proof):
        told, held = proof.figures_of(statement), _held(proof, statement)
        extra = None if _first_unmatched(told, held) else _first_unmatched(held, told)
        if extra:
            yield Hit(statement.line, f"the evidence has '{extra}', which '{_begin(statement)}' does not tell")


@faith_check("D513", ERROR)
def partner_not_in_label(proof: Proof) -> Iterator[Hit]:
    """A partner of an interaction is not named in the sections of the label that the interaction cites."""
    for interaction in _interactions(proof):
        cited = str(interaction.get("source", ""))
        name, places = _citation(proof, cited)
        passages = [passage for place in places for passage in proof.labels[name].cited(place)]
        line = proof.page.line_of(cited, proof.page.key_line("interactions"))
        if name and not passages:
            yield Hit(line, f"{name} has no section '{', '.join(places)}'")
        text = squash(" ".join(passage.text for passage in passages))
        for partner in _partners(interaction) if passages else ():
            if not any(squash(word)[:7] in text for word in _words(partner)):
                yield Hit(proof.page.line_of(partner, line), f"'{partner}' is not named in {cited}")


@faith_check("D514", ERROR)
def not_the_drug(proof: Proof) -> Iterator[Hit]:
    """A source's label is of another drug, by its generic and substance names."""
    labels = [(source, label) for source, label in proof.sources if label]
    ingredients = proof.monograph.ingredients or (proof.monograph.title,)
    names = [*ingredients, *proof.monograph.synonyms]
    for source, label in labels:
        own = squash(" ".join((*label.generics, *label.substances, *label.brands)))
        if own and not any(squash(name).split("+")[0] in own for name in names if squash(name)):
            yield Hit(
                proof.page.line_of(source.set_id),
                f"{source.label} is a label of {', '.join(label.generics or label.substances)}",
            )


@faith_check("D515", NOTE)
def evidence_unproved(proof: Proof) -> Iterator[Hit]:
    """Entries of the evidence rest on a label that is not on file."""
    gone = [entry for entry in proof.entries if entry.source not in proof.by_set_id]
    if gone:
        yield Hit(0, f"{len(gone)} of {len(proof.entries)} entries of the evidence rest on labels that are not on file")


def _proven(proof: Proof) -> Iterator[Statement]:
    for section in _TRACED:
        yield from (statement for statement in proof.statements(section) if statement.entries)


def _held(proof: Proof, statement: Statement) -> tuple[Figure, ...]:
    return tuple(figure for entry in statement.entries for figure in proof.proven_figures(entry))


def _first_unmatched(figures: Sequence[Figure], held: Sequence[Figure]) -> Figure | None:
    """Give the first of `figures` that `held` does not have at or after the place of the one before it."""
    place = 0
    for figure in figures:
        found = next((number for number in range(place, len(held)) if is_same(held[number], figure)), None)
        if found is None:
            return figure
        place = found + 1
    return None


def _interactions(proof: Proof) -> list[dict[str, Any]]:
    value = proof.monograph.extra.get("interactions")
    return [interaction for interaction in value if isinstance(interaction, dict)] if isinstance(value, list) else []


def _partners(interaction: dict[str, Any]) -> tuple[str, ...]:
    value = interaction.get("with")
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),) if value else ()


def _citation(proof: Proof, cited: str) -> tuple[str, tuple[str, ...]]:
    """Part `PERJETA 5.1, 7` into the label's name and its places; no name when its label is not on file."""
    name = max((name for name in proof.labels if cited.startswith(name)), key=len, default="")
    rest = cited.removeprefix(name).strip(", ")
    numbers = re.findall(r"\d+(?:\.\d+)*", rest)
    return name, tuple(numbers or [rest]) if name else ()


def _speaks_of(statement: Statement, partners: Sequence[str], places: Sequence[str]) -> bool:
    """Tell whether a statement names a partner, and one of its entries cites a place of the interaction."""
    cited = not places or any(squash(entry.at) in map(squash, places) for entry in statement.entries)
    text = squash(statement.text)
    return cited and any(squash(word)[:7] in text for partner in partners for word in _words(partner))


def _words(partner: str) -> list[str]:
    """Give the words of a partner that name it: not `drugs`, `strong` or `inhibitors`."""
    words = [word for word in index_terms(fold(partner)) if len(word) > 2 and word not in _COMMON]
    return words or [partner]


_COMMON = frozenset(
    """
    drug drugs other agent agents strong moderate weak with and the that inhibitor inducer medication medicine product
    combined concomitant use certain including
    """.split()  # noqa: SIM905 - shorter than twenty quoted words
)


def _listed(figures: Sequence[Figure]) -> str:
    return ", ".join(map(str, figures))


def _begin(statement: Statement) -> str:
    words = statement.text.split()
    return " ".join(words[:9]) + (" …" if len(words) > 9 else "")


def _line(proof: Proof, entry: Evidence) -> int:
    section = proof.page.section_line("dosage" if entry.section.lower().startswith("dos") else "drug-interactions")
    return proof.page.line_of(entry.text, max(section, 1))
