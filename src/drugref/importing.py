"""Bring official labels into the library: batch by batch, each label counted, none lost without a word."""

import contextlib
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from drugref.errors import DataFault
from drugref.labels.assembly import Product
from drugref.labels.files import Files, Refused
from drugref.labels.identity import drug_of, kinds_of, moiety, slug_of_drug
from drugref.labels.label import Label
from drugref.labels.packed import Packed, label_of, product_of
from drugref.library import Library, NewLabel, pack

BATCH = 500
_TURN = 0.0002
"""Seconds after which a waiting thread gets its turn: Python's own 5 ms are ten times what packing a label takes."""
Progress = Callable[[int, float], None]
"""Called with the number of records read so far, and the share of all bytes that has been read (0 to 1)."""


class Choice(NamedTuple):
    """Which labels to import: prescription or over-the-counter only, one drug's, the newest version of each only."""

    prescription: bool = False
    otc: bool = False
    generic: str = ""
    newest: bool = False

    def takes(self, label: NewLabel) -> bool:
        """Tell whether a label is wanted."""
        kinds = set(label.kinds)
        wanted = {
            kind for kind, asked in (("prescription", self.prescription), ("over-the-counter", self.otc)) if asked
        }
        is_named = (
            not self.generic or moiety(self.generic) in label.drug.split(" + ") or moiety(self.generic) == label.drug
        )
        return (not wanted or bool(kinds & wanted)) and is_named


EVERY = Choice()


class Summary(NamedTuple):
    """What an import did: records read, imported, updated, unchanged, passed over; what was refused and why."""

    counts: Counter[str]
    refused: tuple[Refused, ...]


def import_labels(
    paths: Sequence[Path],
    library: Library,
    *,
    choice: Choice = EVERY,
    progress: Progress | None = None,
) -> Summary:
    """Import every label beneath the paths; a broken record costs itself alone, an interruption its batch."""
    counts: Counter[str] = Counter()
    refused: list[Refused] = []
    files = Files(paths)
    since = library.last_row() if choice.newest else None
    # zlib lets Python go on: a second core packs while the first one reads
    with _quick_turns(), ThreadPoolExecutor(1) as packer:
        found = (
            (label._replace(data=b""), packer.submit(pack, label.data))
            for label in _chosen(files, choice, counts, refused, progress)
        )
        while batch := list(islice(found, BATCH)):
            counts.update(library.keep(map(_packed, batch), newest_since=since))
    return Summary(counts, tuple(refused))


@contextlib.contextmanager
def _quick_turns() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def _packed(work: tuple[NewLabel, Future[bytes]]) -> NewLabel:
    label, data = work
    return label._replace(data=data.result())


def _chosen(
    files: Files, choice: Choice, counts: Counter[str], refused: list[Refused], progress: Progress | None
) -> Iterator[NewLabel]:
    for found in files.labels():
        counts["read"] += 1
        if progress:
            progress(counts["read"], files.share_read)
        try:
            label = new_label(found) if isinstance(found, Packed) else found
        except DataFault as fault:
            label = Refused(found.place, str(fault))
        except Exception as error:  # noqa: BLE001 - one odd record must not cost the others, whatever is odd about it
            label = Refused(found.place, f"it cannot be read as a label ({type(error).__name__}); please report it")
        if isinstance(label, Refused):
            counts["refused"] += 1
            refused.append(label)
        elif choice.takes(label):
            yield label
        else:
            counts["passed over"] += 1


def new_label(packed: Packed) -> NewLabel:
    """Read what a label is, its bytes not packed yet; DataFault when it is none."""
    label = label_of(packed)
    product = product_of(packed)
    drug = drug_of(label)
    return NewLabel(
        set_id=label.set_id.lower(),
        version=int(label.version) if label.version.isdecimal() and len(label.version) < 10 else 0,
        effective=label.effective,
        drug=drug,
        slug=slug_of_drug(drug),
        title=label.name,
        brands=label.brands,
        makers=product.makers,
        kinds=kinds_of(label, product.kind, product.forms),
        routes=tuple(route.lower() for route in product.routes),
        forms=product.forms,
        place=packed.place,
        form=packed.form,
        data=packed.data,
        names=tuple(_names(label, product, drug)),
    )


def _names(label: Label, product: Product, drug: str) -> Iterator[tuple[str, str]]:
    """Yield every name that means the label: brands, generics, substances, its set id and product codes."""
    seen: set[str] = set()
    groups = (
        ("brand", label.brands), ("generic", label.generics), ("substance", label.substances), ("drug", (drug,)),
        ("set id", (label.set_id,)), ("NDC", product.ndcs), ("RxCUI", product.rxcuis), ("UNII", product.uniis),
    )  # fmt: skip
    for kind, names in groups:
        for name in names:
            if name not in seen:
                seen.add(name)
                yield name, kind
