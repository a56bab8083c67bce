"""Read drug monographs offline, in the terminal and in programs.

>>> import drugref
>>> with drugref.open() as compendium:
...     monograph = compendium.find("Phesgo")
>>> monograph.title
'Pertuzumab + Trastuzumab'
"""

from drugref.version import __version__

TYPE_CHECKING = False  # typing alone would take longer to load than an answer that is laid out takes to print
if TYPE_CHECKING:
    from drugref.api import Compendium
    from drugref.api import open_compendium as open  # noqa: A004 - named as gzip, shelve and others name it
    from drugref.errors import DataFault, DrugrefError, MonographNotFound, NameIsShared, UsageError
    from drugref.model import Faq, Monograph, Problem, Section, Source

_HOMES = {
    "open": ("drugref.api", "open_compendium"),
    "Compendium": ("drugref.api", "Compendium"),
    **dict.fromkeys(
        ("DataFault", "DrugrefError", "MonographNotFound", "NameIsShared", "UsageError"), ("drugref.errors", "")
    ),
    **dict.fromkeys(("Faq", "Monograph", "Problem", "Section", "Source"), ("drugref.model", "")),
}

__all__ = [
    "Compendium",
    "DataFault",
    "DrugrefError",
    "Faq",
    "Monograph",
    "MonographNotFound",
    "NameIsShared",
    "Problem",
    "Section",
    "Source",
    "UsageError",
    "__version__",
    "open",
]


def __getattr__(name: str) -> object:
    """Import a public name when it is asked for; the command line needs few of them."""
    if name not in _HOMES:
        raise AttributeError(f"module 'drugref' has no attribute '{name}'")
    from importlib import import_module

    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute or name)
