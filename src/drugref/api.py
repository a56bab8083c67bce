"""Open a compendium from Python: `import drugref; compendium = drugref.open()`."""

from os import PathLike
from pathlib import Path

from drugref import compendium, lookup
from drugref.collection import places
from drugref.model import Monograph


class Compendium(compendium.Compendium):
    """Every monograph there is: iterate over it for all of them, `find` one by name, `close` it or use `with`."""

    def find(self, name: str) -> Monograph:
        """Give the one monograph that a name means exactly: slug, title, synonym or brand, in any case.

        Raises drugref.MonographNotFound with suggestions, drugref.NameIsShared with the claimants, and
        drugref.DataFault when the file by that name cannot be read. A close name never opens a monograph.
        """
        return lookup.find(self, name)


def open_compendium(*data: str | PathLike[str], bundled: bool = True, user: bool = True) -> Compendium:
    """Open the bundled monographs, the user's own, and those beneath the folders given; later ones shadow earlier.

    Raises drugref.UsageError for a folder that is not there.
    """
    return Compendium(places([Path(path) for path in data], bundled=bundled, user=user))
