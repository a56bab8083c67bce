"""Tell which drug a label is of, and what kind of label it is: by its names and its text, never by its file."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from drugref.analysis import fold, slugify

if TYPE_CHECKING:
    from drugref.labels.label import Label  # names of labels are read where no label is

# Salts, esters and hydrates that a substance's name ends with: USP's nomenclature of the active moiety leaves them out.
_SALTS = frozenset(
    """
    acetate acetonide anhydrous benzoate besylate bisulfate bitartrate bromide calcium camsylate carbonate chloride
    cilexetil citrate decanoate dihydrate dihydrochloride dipropionate disodium disoproxil edisylate estolate esylate
    ethanolate
    ethylsuccinate etabonate fumarate furoate gluconate hcl hemifumarate hemihydrate hyclate hydrate hydrobromide
    hydrochloride hydroxide iodide lactate lysine magnesium malate maleate medoxomil meglumine mesylate methylsulfate
    monohydrate monohydrochloride mononitrate mucate napsylate nitrate olamine oxalate palmitate pamoate pentahydrate
    phosphate pivoxil potassium propionate saccharate sesquihydrate sodium stearate succinate sulfate tartrate tosylate
    trifenatate trihydrate tromethamine valerate xinafoate zinc cation
    """.split()  # noqa: SIM905
)
# With one of these alone left, what was taken off made the drug: sodium chloride is no sodium.
_BASES = frozenset(
    (
        "sodium",
        "potassium",
        "calcium",
        "magnesium",
        "zinc",
        "ammonium",
        "ferrous",
        "ferric",
        "aluminum",
        "silver",
        "iron",
    )
)
_MOST_INGREDIENTS = 12
KIND_TOLD = 4
"""Sections at the beginning of a label that tell its kind."""


def drug_of(label: "Label") -> str:
    """Give the drug as its ingredients in order, joined with ` + `: `metformin` for METFORMIN HYDROCHLORIDE."""
    names = (
        label.substances
        or tuple(
            part
            for name in label.generics
            for part in re.split(r"[,;]\s*(?:and\s+)?|\s+and\s+", name, flags=re.IGNORECASE)
        )
        or label.brands
    )
    moieties = sorted({moiety(name) for name in names if moiety(name)})
    return " + ".join(moieties[:_MOST_INGREDIENTS])


def moiety(name: str) -> str:
    """Give a substance's name without its salt: `lithium` for Lithium Carbonate, `sodium chloride` as it is."""
    end = name.rfind(")") + 1  # what is opened behind it would be looked through for its end again and again
    words = fold(re.sub(r"\([^)]*\)", " ", name[:end]) + name[end:]).replace(",", " ").split()
    while (
        len(words) > 1
        and words[-1] in _SALTS
        and not (len(words) == 2 and words[0] in _BASES and words[0] != "lithium")
    ):
        words.pop()
    return " ".join(words)


def slug_of_drug(drug: str) -> str:
    """Give the name by which a drug's labels are filed: `sulfamethoxazole-trimethoprim`."""
    return "-".join(slugify(part) for part in drug.split(" + ")) or "unnamed"


def kinds_of(label: "Label", product_type: str, forms: Sequence[str] = ()) -> tuple[str, ...]:
    """Say what kind of label it is: prescription or over-the-counter, and what else a reader must know."""
    text = " ".join(passage.text for passage in label.passages[:KIND_TOLD])[:4000].lower()
    named = product_type.lower()
    found = []
    if "otc" in named:
        found.append("over-the-counter")
    elif "prescription" in named:
        found.append("prescription")
    elif named:
        found.append(named.removeprefix("human "))
    if "homeopathic" in text or "hpus" in text or "homeopathic" in named:
        found.append("homeopathic")
    if "animal" in named or "veterinary" in named:
        found.append("veterinary")
    if any("kit" in re.findall(r"\w+", form.lower()) for form in forms) or re.search(
        r"\bkit\b", " ".join(label.brands).lower()
    ):
        found.append("kit")
    if len(label.brands) > 3 or len(set(label.generics)) > 2:
        found.append("several products")
    return tuple(dict.fromkeys(found)) or ("of unknown kind",)
