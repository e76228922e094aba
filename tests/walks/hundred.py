"""A team of a hundred and ten: the demonstration's children, and twenty more like each of five with whom all goes well.

So a manager's Monday has as much in it as a real one, and as little that is wrong.
"""

import re
import shutil
from itertools import count
from pathlib import Path

from reunify_cli.store.journal_mark import sealed

QUIET = ("0017", "0031", "0058", "0071", "0088")
WORKERS = {
    "j.carver": "Jo Carver", "k.brandt": "Kim Brandt", "s.wells": "Sizwe Wells", "a.novak": "Ana Novak",
    "c.doyle": "Cian Doyle",
}  # fmt: skip
HOLDERS = re.compile(r"\b(?:d\.okafor|t\.bielak|p\.shah|m\.lindqvist)\b")
LETTERS = "ABCDEFGHJKLMNPRSTW"


def a_hundred_more(folder: Path) -> None:
    """Put a hundred invented children and five workers beside the demonstration's."""
    team = folder / "team.yaml"
    more = "".join(f"  {key}: {{name: {name}, roles: [social-worker], team: north}}\n" for key, name in WORKERS.items())
    team.write_text(team.read_text(encoding="utf-8").replace("people:\n", f"people:\n{more}", 1), encoding="utf-8")
    for number in range(1, 21):
        for like, digits in zip(QUIET, count(number * 100 + 1), strict=False):
            _one_more(folder / "cases", like, f"{digits:04}", list(WORKERS)[(digits + digits // 100) % len(WORKERS)])


def _one_more(cases: Path, like: str, digits: str, worker: str) -> None:
    to = cases / f"RU-2026-{digits}"
    shutil.copytree(cases / f"RU-2026-{like}", to)
    for path in to.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8").replace(f"RU-2026-{like}", f"RU-2026-{digits}")
        text = HOLDERS.sub(worker, text)
        if path.name == "case.yaml":
            first, second = LETTERS[int(digits) % 18], LETTERS[int(digits) // 18 % 18]
            text = re.sub(r"initials: \S+?(?=[,}\n])", f"initials: {first}.{second}.", text, count=1)
            text = re.sub(r"lcs: \d+", f"lcs: 9{digits}", text)
        path.write_text(text, encoding="utf-8", newline="\n")
    (to / "journal.yaml").write_bytes(sealed((to / "journal.yaml").read_bytes()))
