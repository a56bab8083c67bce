"""Write look-alike names in tall-man lettering: predniSONE beside prednisoLONE."""

import functools
import re
from collections.abc import Mapping

from drugref.locations import tall_man_names


@functools.cache
def forms() -> Mapping[str, str]:
    """Give each look-alike name in lower case with its tall-man form, from FDA's list (`data/tall_man.txt`)."""
    lines = tall_man_names().read_text(encoding="utf-8").splitlines()
    return {line.strip().lower(): line.strip() for line in lines if line.strip() and not line.startswith("#")}


def is_lookalike(name: str) -> bool:
    """Tell whether a name is on the list of those that are mistaken for one another."""
    return name.strip().lower() in forms()


def tall_man(text: str) -> str:
    """Write every look-alike name in a text in its tall-man form."""
    return re.sub(r"[A-Za-z]+", lambda match: forms().get(match[0].lower(), match[0]), text)
