"""The pages of `reunify help`, read from `pages.md`: one topic each, at most a screen, with an example that runs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple


class Topic(NamedTuple):
    """A page: what it is about in a line, its text, and a command to try."""

    line: str
    text: str
    example: str


def _read(text: str) -> dict[str, dict[str, Topic]]:
    """The pages by the headings of their groups, each by its name."""
    found: dict[str, dict[str, Topic]] = {}
    for group in text.removeprefix("# ").split("\n# "):
        title, *pages = group.split("\n## ")
        for page in pages:
            head, _, rest = page.partition("\n")
            name, _, line = head.partition(": ")
            told, _, example = rest.strip("\n").rpartition("\n\nTry:  ")
            found.setdefault(title.strip(), {})[name] = Topic(line, told, example)
    return found


GROUPS: Final[Mapping[str, Mapping[str, Topic]]] = _read((Path(__file__).parent / "pages.md").read_text("utf-8"))
TOPICS: Final[Mapping[str, Topic]] = {name: topic for pages in GROUPS.values() for name, topic in pages.items()}
