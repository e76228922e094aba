"""Golden files: what a screen or paper should look like, rewritten with REUNIFY_GOLDEN=write and read as a diff."""

import os
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"


def check(name: str, found: str) -> None:
    """Compare with tests/golden/NAME, or write it where REUNIFY_GOLDEN=write."""
    path = GOLDEN / name
    if os.environ.get("REUNIFY_GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(found, encoding="utf-8", newline="\n")
    expected = path.read_text(encoding="utf-8") if path.exists() else ""

    assert expected == found, f"{name} has changed; REUNIFY_GOLDEN=write writes it anew"
