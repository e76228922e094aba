"""Somebody who knows nothing but the screen: types what is offered, and answers a form by what stands in it."""

import re
import shlex
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from tests.cli.desk import Answer, reunify

SOMETHING = "as we agreed"
"""What is written where a form asks for words."""
ANSWERS = {
    "yes": "yes or no", "child, mother": "Names,", "mother": "A name", "social worker": "A role", "1": "A number",
    "2 weeks": "Such as 6 weeks",
}  # fmt: skip
ROUNDS, OFTEN = 40, 2
"""After so many looks at one gate, and so many times one offer, nobody goes on."""


class Stuck(AssertionError):
    """What was offered led nowhere."""


class Reader:
    """Follows what is printed, for one child of a workspace."""

    def __init__(self, folder: Path, case: str = "42") -> None:
        self.folder, self.case = folder, case
        self.typed: list[str] = []
        self.day = date(2026, 11, 30)

    def type(self, line: str) -> Answer:
        """Type a line as it stands; what it writes is confirmed."""
        words = shlex.split(line)[1:]
        self.typed.append(line)
        return reunify(self.folder, *words, now=f"{self.day}T09:00")

    def open_gate(self) -> Answer:
        """Follow what `advance` offers until the gate opens."""
        typed: Counter[str] = Counter()
        for _ in range(ROUNDS):
            look = self.type(f"reunify advance {self.case} --dry-run")
            if look.code == 0:
                return self.type(f"reunify advance {self.case} --yes")
            offers = [each for each in offered(look.out) if each.split()[1] in ("record", "form")]
            offer = min(offers, key=lambda each: typed[each], default="")
            if not offer or typed[offer] == OFTEN:
                raise Stuck(f"{offer}\ndoes not help:\n{look.out}{look.err}")
            self.follow(offer)
            typed[offer] += 1
        raise Stuck(look.out)

    def follow(self, offer: str) -> None:
        """Do what one offer says, and go home for the day."""
        self.day += timedelta(days=1)
        if re.search(r"\.\.\.|[A-Z]{4,}", offer):
            raise Stuck(f"Nobody can type this as it stands: {offer}")
        if offer.split()[1] == "form":
            form = self.type(f"{offer} --print")
            if form.code:
                raise Stuck(f"{offer}\n{form.err}")
            path = self.folder / "form.txt"
            filled = plan(form.out) if offer.endswith(" plan") else entry(form.out)
            path.write_text(filled, encoding="utf-8")
            done = self.type(f"{offer} --from {path} --yes")
        else:
            done = self.type(f"{offer} --yes")
        if done.code or "nothing is recorded" in done.out:
            raise Stuck(f"{offer}\n{done.err}{done.out}")


def offered(screen: str) -> list[str]:
    """The commands that stand on a line of a screen."""
    lines = (line.strip() for line in screen.splitlines())
    return list(dict.fromkeys(line for line in lines if line.startswith("reunify ")))


def entry(form: str) -> str:
    """A form of an entry, filled in by what its remarks say."""
    remarks: list[str] = []
    lines: list[str] = []
    today = re.search(r"^When: ([\d/]+)", form, re.MULTILINE)
    for line in form.splitlines():
        if line.startswith("#"):
            remarks.append(line[1:].strip())
        elif match := re.fullmatch(r"(\w[^:]*):", line):
            lines += _answered(match[1], " ".join(remarks), today[1] if today else "")
            remarks = []
        else:
            lines.append(line.replace("[ ]", "[x]"))
            remarks = remarks if not line.strip() else []
    return "\n".join(lines) + "\n"


def _answered(label: str, remarks: str, today: str) -> Iterator[str]:
    """A label with its answer."""
    if label in ("Decisions", "Actions", "Why they could not come", "Still open from earlier", "Note"):
        yield f"{label}:"
    elif label == "Who was there":
        yield f"{label}:"
        missing = re.search(r"not known by name here: ([^.]*)\.", remarks)
        yield from (f"  [x] {role}" for role in (missing[1].split(", ") if missing else ()))
    else:
        yield f"{label}: {answer(label, remarks, today)}".rstrip()


def answer(label: str, remarks: str, today: str) -> str:
    """An answer to a question, out of what stands above it."""
    asked = [re.split(r", | or ", each) for each in re.findall(r"For [A-Z][\w ,]*: ([^.]*)\.", remarks)]
    if asked:
        return next((each for each in asked[0] if all(each in other for other in asked)), asked[0][0])
    if re.search(r"Only where [^.]*: ", remarks):
        return ""
    if about := re.findall(r"it can be about\s+(\w+)", remarks):
        return about[-1]
    if choice := re.search(r"(One|Some) of: ([\w-]+)", remarks):
        return choice[2]
    for word, said in ((f"{today} 10:00", "A day and time"), (today, "A day"), *ANSWERS.items()):
        if said in remarks:
            return word
    return "Dana Okafor" if label.startswith("Who ") else "mother" if "whom" in label else SOMETHING


def plan(form: str) -> str:
    """The form of a plan, with everything in it filled in."""
    days = iter(f"{day}/12/2026" for day in range(1, 29))
    names = iter(["child", "mother", "Dana Okafor"] * 9)
    lines = []
    for line in form.splitlines():
        match = re.fullmatch(r"(\s*)(- ?|[a-z][^:]*: ?|[A-Z][^:]*:)", line)
        label = match[2].strip(" -:") if match else None
        if match and match[2].startswith("-"):
            lines.append(f"{line.rstrip()} {SOMETHING}")
        elif label in ("by when", "when", "from", "until", "Day wished for"):
            lines.append(f"{line.rstrip()} {next(days)}")
        elif label in ("who", "who does it", "Return to whom"):
            lines.append(f"{line.rstrip()} {next(names)}")
        elif label in ("how it is measured", "for how long", "how often"):
            lines.append(f"{line.rstrip()} {SOMETHING}")
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"
