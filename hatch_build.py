"""Compile the bundled monographs into the snapshot that the wheel ships, and lay their answers out."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class SnapshotHook(BuildHookInterface[Any]):
    """Ship `drugref/data/bundled.sqlite`, so that the first run of an installed drugref compiles nothing.

    Beside it stands `answers.sqlite`, from which `drugref.lane` answers without loading the rest.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile `data/monographs`; a monograph that cannot be read stops the build."""
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root, "src")))
        from drugref.cli.laying import lay_out
        from drugref.collection import Place
        from drugref.compendium import Compendium
        from drugref.compiler import compile_corpus, forget_machine

        self._folder = tempfile.TemporaryDirectory(prefix="drugref-")
        target, answers = Path(self._folder.name, "bundled.sqlite"), Path(self._folder.name, "answers.sqlite")
        monographs = Path(self.root, "data", "monographs")
        compiled = compile_corpus(monographs, target, "bundled", anew=True)
        fatal = [str(problem) for problem in compiled.snapshot.problems() if problem.fatal]
        compiled.snapshot.close()
        if fatal or not target.is_file():
            raise SystemExit("\n".join(fatal) or "the snapshot could not be written")
        forget_machine(target)
        with Compendium([Place("bundled", monographs, target, shipped=True)]) as compendium:
            lay_out(compendium, answers)
        for file in (target, answers):
            build_data["force_include"][str(file)] = f"drugref/data/{file.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the folder in which the snapshot was compiled."""
        if version != "editable":
            self._folder.cleanup()
