"""Which policy a child is judged by: the one in use when the case began, or a later one that took open cases along.

An adoption is pinned by the digest of every file it was read from, and a copy of them is kept. As long as that copy is
there the policy is read from it, so that neither an upgrade of this program nor an edit moves a child's date.
"""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from reunify_cli import shape
from reunify_cli.errors import Place, Problem, Unreadable
from reunify_cli.frozen import dataclass
from reunify_cli.model.vocabulary import Vocabulary
from reunify_cli.policy_store import policies
from reunify_cli.policy_store.policy_files import CALENDARS, policy_dirs, read_text
from reunify_cli.rules.calendar import Calendar
from reunify_cli.rules.policy import Policy
from reunify_cli.store.durable.safe_read import whole
from reunify_cli.store.entries import ids_of
from reunify_cli.store.workspace import Adopted, Workspace

KEPT: Final = ".adopted"
"""The folder, in a workspace's `policies`, of the copies that were kept at each adoption."""
OPEN: Final = "case-open"
"""The fact that says whether a case is open."""


def adoptions(workspace: Workspace) -> tuple[Adopted, ...]:
    """Every policy that a workspace has worked by, oldest first; the first holds from the beginning. Never empty.

    Where `policy:` in reunify.yaml was changed by hand to one that was never adopted here, that one holds, unpinned.
    """
    given = workspace.adoptions or ((workspace.adopted,) if workspace.adopted else ())
    return given if any(each.id == workspace.policy for each in given) else (Adopted(workspace.policy),)


def in_use(workspace: Workspace, today: date) -> Adopted:
    """The policy by which a case is judged that begins on a day."""
    first, *later = adoptions(workspace)
    return [first, *(each for each in later if each.from_ is not None and each.from_ <= today)][-1]


def judging(workspace: Workspace, case_id: str, today: date, vocabulary: Callable[[], Vocabulary]) -> Adopted:
    """The policy by which a case is judged on a day: none that was adopted later than that.

    A case goes by what was in use when it began, the day of its first entry. An adoption that took open cases along
    counts for it from its own day, if the case was open then. `vocabulary` is asked only where that matters. A journal
    that cannot be read is read, and complained of, under the policy in use.
    """
    found, *later = adoptions(workspace)
    if not later:
        return found
    begun = beginning(workspace.case_dir(case_id) / "journal.yaml")
    for each in later:
        day = each.from_
        if day is None or day > today:
            continue
        if begun.day is None or day <= begun.day or (each.open_cases and begun.open_on(day, vocabulary())):
            found = each
    return found


# --- when a case began --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a journal says before anybody knows under which policy to read it: the day and the event of each entry."""

    entries: tuple[tuple[date, str], ...] = ()
    """As corrected, in the order in which they happened."""

    @property
    def day(self) -> date | None:
        """The day of the first entry; None where there is none."""
        return self.entries[0][0] if self.entries else None

    def open_on(self, day: date, vocabulary: Vocabulary) -> bool:
        """Whether the case was open as a day began."""
        said = [
            vocabulary.events[event].sets.get(OPEN)
            for at, event in self.entries
            if at < day and event in vocabulary.events
        ]
        return next((value != "no" for value in reversed(said) if value is not None), True)


def beginning(journal: Path) -> Beginning:
    """The days and events of a journal; nothing where it cannot be read."""
    try:
        items = shape.load(whole(journal), journal.name).data
    except (OSError, Unreadable):
        return Beginning()
    return Beginning(tuple(_happened(items))) if isinstance(items, list) else Beginning()


def _happened(items: Sequence[Any]) -> list[tuple[date, str]]:
    """The entries that stand, each with its day as last corrected."""
    ids = ids_of(items)
    raw = {name: each for name, each in zip(ids, items, strict=True) if isinstance(each, dict)}
    amends = {name: str(each.get("corrects") or each.get("withdraws")) for name, each in raw.items() if _amends(each)}
    void: set[str] = set()
    for name in reversed(amends):
        if "withdraws" in raw[name] and name not in void:
            void.add(amends[name])
    days = {name: each.get("date") for name, each in raw.items() if name not in amends}
    for name, target in amends.items():
        if name not in void and "corrects" in raw[name] and raw[name].get("date"):
            days[target] = raw[name]["date"]
    found = []
    for name, text in days.items():
        try:
            day = shape.read_day(str(text)[:10])
        except ValueError:
            continue
        if name not in void and name in raw:
            found.append((day, str(raw[name].get("event"))))
    return sorted(found, key=lambda each: each[0])


def _amends(each: dict[str, Any]) -> bool:
    return "corrects" in each or "withdraws" in each


# --- what was adopted ---------------------------------------------------------------------------------------------


def kept_at(root: Path, adopted: Adopted) -> Path | None:
    """The folder of the copy that was kept when a policy was adopted; None where there is none."""
    path = root / "policies" / KEPT / f"{adopted.id}-{adopted.digest}"
    return path if adopted.digest and path.is_dir() else None


def load_adopted(workspace: Workspace, adopted: Adopted) -> Policy:
    """A policy as it was adopted, from the copy that was kept; as it reads now, where none was.

    Raises Unreadable with every problem, and where the copy is not what was adopted.
    """
    kept = kept_at(workspace.root, adopted)
    if kept is None:
        return policies.load_policy(adopted.id, workspace.root, workspace.cache)
    policy = policies.load_from(adopted.id, [kept], workspace.cache)
    if policy.digest != adopted.digest:
        place = Place(f"policies/{KEPT}/{kept.name}")
        help = f"Put it back as it was, or take it away and type  reunify policy adopt {adopted.id} --from DATE"
        raise Unreadable(Problem(place, "This copy was changed: it is not what was adopted.", help))
    return policy


def calendar_of(workspace: Workspace, adopted: Adopted) -> Calendar:
    """The calendar that an adopted policy counts by: part of what was kept."""
    kept = kept_at(workspace.root, adopted)
    if kept is None:
        return policies.load_calendar(workspace.calendar, workspace.root, workspace.cache)
    return policies.read_calendar(workspace.calendar, [kept, *policy_dirs(workspace.root)], workspace.cache)


@dataclass(frozen=True, slots=True)
class Drift:
    """How a policy that was adopted reads otherwise now: because somebody edited it, or reunify was upgraded."""

    adopted: Adopted
    kept: bool
    """Whether children are judged by a copy of what was adopted, so that none of their dates has moved."""
    digest: str = ""
    """What it would be pinned by now; "" where it cannot be read."""


def reads_as_adopted(workspace: Workspace, adopted: Adopted) -> bool:
    """Whether every file of a policy is, byte for byte, what was kept when it was adopted; False where none was kept.

    Only compares texts, and so is quick: what is another here may still be the same policy (`drifts`).
    """
    kept = kept_at(workspace.root, adopted)
    if kept is None:
        return False
    roots = policy_dirs(workspace.root)
    names = {path.relative_to(kept).as_posix() for path in kept.rglob("*.yaml")}
    folders = {name.partition("/")[0] for name in names if "/" in name}
    for folder in folders:
        root = next((root for root in roots if (root / folder).is_dir()), None)
        there = {f"{folder}/{path.name}" for path in (root / folder).glob("*.yaml")} if root else set()
        if any(name not in names and not name.endswith(".test.yaml") for name in there) and folder != CALENDARS:
            return False
    for name in names:
        path = next((root / name for root in roots if (root / name).is_file()), None)
        try:
            if path is None or read_text(path) != read_text(kept / name):
                return False
        except Unreadable:
            return False
    return True


def drifts(workspace: Workspace) -> list[Drift]:
    """Each policy that reads otherwise now than when it was last adopted."""
    from reunify_cli.policy_store.policy_folder import read_book

    last = {each.id: each for each in adoptions(workspace)}
    found = []
    for each in last.values():
        if each.digest and not reads_as_adopted(workspace, each):
            try:
                now = read_book(each.id, policy_dirs(workspace.root)).digest
            except Unreadable:
                now = ""
            if now != each.digest:
                found.append(Drift(each, kept_at(workspace.root, each) is not None, now))
    return found
