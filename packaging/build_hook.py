"""Stamps a wheel with the version that names its build, so that it is known there without git."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Stamp(BuildHookInterface):
    """Puts `_shipped/version.txt` into a wheel; a checkout installed as editable answers for itself."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the stamp outside the project and let the wheel take it in."""
        if version == "editable":
            return
        self._scratch = tempfile.TemporaryDirectory()
        stamp = Path(self._scratch.name, "version.txt")
        stamp.write_text(f"{self.metadata.version}\n", encoding="utf-8", newline="\n")
        build_data["force_include"][str(stamp)] = "reunify_cli/_shipped/version.txt"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove the stamp again."""
        if version != "editable":
            self._scratch.cleanup()
