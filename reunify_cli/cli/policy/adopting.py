"""`policy adopt`: from which day which policy holds here, who says so, and whether open cases come along."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from reunify_cli.errors import Mistyped, Refused
from reunify_cli.frozen import dataclass
from reunify_cli.keys import FILE
from reunify_cli.model.people import Team
from reunify_cli.policy_store.adopting import keep, write_down
from reunify_cli.policy_store.adoptions import adoptions, beginning, load_adopted
from reunify_cli.policy_store.policies import load_policy
from reunify_cli.policy_store.policy_files import policy_dirs
from reunify_cli.policy_store.policy_folder import read_book
from reunify_cli.session.workspace import OpenWorkspace
from reunify_cli.store.durable import disk
from reunify_cli.store.durable.change import in_turn
from reunify_cli.store.workspace import Adopted, Workspace, case_ids, read_workspaces
from reunify_cli.text.days import say_day
from reunify_cli.text.layout import clean, counted, joined, wrap


@dataclass(frozen=True, slots=True)
class AdoptionWish:
    """What is to be adopted."""

    policy: str
    from_: date
    by: str
    open_cases: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What was written: the adoption, and the policy before it where that had to be pinned too."""

    adopted: Adopted
    pinned: Adopted | None
    before: Adopted
    """What held until then."""
    later: int
    """How many of the cases that are here began on or after the day."""
    earlier: int
    gone: int = 0
    """How many rules held until then and are not in what was adopted."""


def key_of(name: str, team: Team) -> str:
    """Who adopts: the key of somebody in team.yaml, else the name as typed. Raises Mistyped for none or several."""
    wanted = name.strip()
    if not wanted:
        raise Mistyped("Who adopts it is not known here.", help="Say so:  --by NAME")
    if wanted in team.people:
        return wanted
    found = [
        key
        for key, each in team.people.items()
        if wanted.lower() in {key.lower(), each.name.lower(), *(alias.lower() for alias in each.aliases)}
    ]
    if len(found) > 1:
        said = joined([f'"{key}" ({team.people[key].name})' for key in found], "or")
        raise Mistyped(clean(f'"{wanted}" can be {said}.'), help="Type one of the keys.")
    return found[0] if found else wanted


def adopt(workspace: OpenWorkspace, wish: AdoptionWish, instant: datetime) -> Done:
    """Keep a copy of the policy and write down from when it holds. Raises Unreadable, or Refused; then nothing changed.

    The first time, what the workspace went by before is pinned as well: the children who stay with it keep their dates.
    """

    def work(_: bool) -> Done:
        settings = disk.read_file(workspace.root / FILE, FILE)
        (files,) = read_workspaces([workspace.root])
        return _adopt(files, wish, instant, settings)

    return in_turn(work)


def _adopt(files: Workspace, wish: AdoptionWish, instant: datetime, settings: bytes) -> Done:
    now = load_policy(wish.policy, files.root)
    before = adoptions(files)
    book = read_book(wish.policy, policy_dirs(files.root))
    last = before[-1]
    if last.from_ is not None and len(before) > 1 and wish.from_ < last.from_:
        sentence = f"{last.id} was adopted from {say_day(last.from_)}, which is later than {say_day(wish.from_)}."
        raise Refused(sentence, help="Name that day or a later one: adoptions follow one another.")
    if (last.id, last.digest) == (wish.policy, book.digest) and last.open_cases >= wish.open_cases:
        raise Refused(f"{wish.policy} is adopted already, just as it reads now.", help="Nothing is to be done.")
    recorded = instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
    pinned = None
    held = load_adopted(files, last)
    if len(before) == 1 and not before[0].digest:
        old = read_book(before[0].id, policy_dirs(files.root))
        keep(files.root, old, before[0].id)
        pinned = Adopted(before[0].id, None, before[0].by, old.digest, recorded=recorded)
    keep(files.root, book, wish.policy)
    adopted = Adopted(wish.policy, wish.from_, wish.by, book.digest, wish.open_cases, recorded)
    write_down(
        files.root,
        [_line(each) for each in (pinned, adopted) if each is not None],
        expected=settings,
        holder=wish.by,
    )
    later, earlier = _cases(files, wish.from_)
    return Done(adopted, pinned, pinned or last, later, earlier, len(held.by_id.keys() - now.by_id.keys()))


def _line(each: Adopted) -> dict[str, str]:
    """An adoption as it stands in reunify.yaml."""
    from_ = {"from": each.from_.isoformat()} if each.from_ else {}
    by = {"by": each.by} if each.by else {}
    taken = {"open-cases": "yes" if each.open_cases else "no"} if each.from_ else {}
    return {"id": each.id, **from_, **by, "digest": each.digest, **taken, "recorded": each.recorded}


def _cases(files: Workspace, day: date) -> tuple[int, int]:
    """How many cases began on or after a day, and how many before it."""
    begun = [beginning(files.case_dir(case_id) / "journal.yaml").day for case_id in case_ids(files)]
    return sum(each is None or each >= day for each in begun), sum(each is not None and each < day for each in begun)


def run(done: Done, workspace: OpenWorkspace, today: date, width: int) -> list[str]:
    """The screen's lines: what was adopted, for whom it counts, and what it means for whoever is here."""
    adopted, before = done.adopted, done.before
    day = adopted.from_ or today
    by = clean(workspace.files.team.name_of(adopted.by))
    same = (adopted.id, adopted.digest) == (before.id, before.digest)
    said = []
    if same:
        said.append("This version was already in use. No dates change.")
    elif adopted.open_cases:
        said.append("It applies to cases open on that date and to all later cases.")
        if done.gone:
            rules = counted(done.gone, "rule")
            said.append(
                f"{rules} of {before.id} {'is' if done.gone == 1 else 'are'} not in it: what was late or broken under "
                f"{'it' if done.gone == 1 else 'them'} is then no longer listed, and is to be had with --as-of."
            )
    else:
        said.append("It holds for cases that begin on that day or later.")
        if done.earlier:
            stay = "stays" if done.earlier == 1 else "stay"
            said.append(f"{counted(done.earlier, 'case')} here began before it and {stay} with {before.id}.")
    if day > today and not same:
        said.append(f"Until then {before.id} applies to every case.")
    if done.pinned is not None and not same:
        said.append(f"What held so far, {before.id}, is pinned as {before.digest}, so that no dates change.")
    said.append("A copy of every file is kept in policies/.adopted, out of reach of edits and of upgrades of reunify.")
    lines = [f"ADOPTED  {adopted.id} from {say_day(day)}, by {by}. Pinned as {adopted.digest}."]
    lines += [line for each in said for line in wrap(each, width, "  ", "  ")]
    if not same:
        lines += ["", f"Whose dates change?  reunify policy diff {before.id}@{before.digest} {adopted.id} --cases"]
    return lines


def adopted_json(done: Done) -> list[dict[str, Any]]:
    """What was written as JSON, the policy that was pinned with it first."""
    every: Sequence[Adopted | None] = (done.pinned, done.adopted)
    return [
        {
            "id": each.id,
            "from": each.from_,
            "by": each.by or None,
            "digest": each.digest,
            "open_cases": each.open_cases,
            "recorded": each.recorded,
        }
        for each in every
        if each is not None
    ]
