"""Say which files an answer lacks because they could not be read."""

from drugref.compendium import Compendium
from drugref.console import say


def tell_faults(compendium: Compendium) -> int:
    """Say on stderr how many files of all collections could not be read, and give their number."""
    faulty = sum(problem.fatal for _, problem in compendium.problems())
    if faulty:
        files = "file" if faulty == 1 else "files"
        say(f"{faulty} {files} could not be read, so this answer lacks them; 'drugref info' says which and why.")
    return faulty
