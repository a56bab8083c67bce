"""Compile the bundled monographs into the snapshot that the wheel ships."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class SnapshotHook(BuildHookInterface[Any]):
    """Ship `drugref/data/bundled.sqlite`, so that the first run of an installed drugref compiles nothing."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile `data/monographs`; a monograph that cannot be read stops the build."""
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root, "src")))
        from drugref.compiler import compile_corpus, forget_machine

        self._folder = tempfile.TemporaryDirectory(prefix="drugref-")
        target = Path(self._folder.name, "bundled.sqlite")
        compiled = compile_corpus(Path(self.root, "data", "monographs"), target, "bundled", anew=True)
        fatal = [str(problem) for problem in compiled.snapshot.problems() if problem.fatal]
        compiled.snapshot.close()
        if fatal or not target.is_file():
            raise SystemExit("\n".join(fatal) or "the snapshot could not be written")
        forget_machine(target)
        build_data["force_include"][str(target)] = "drugref/data/bundled.sqlite"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the folder in which the snapshot was compiled."""
        if version != "editable":
            self._folder.cleanup()
