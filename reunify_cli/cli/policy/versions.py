"""Which policy somebody means where one can be had in several versions: as it reads now, or as it was adopted."""

from reunify_cli.errors import Mistyped
from reunify_cli.frozen import dataclass
from reunify_cli.policy_store.adoptions import adoptions, calendar_of, kept_at, load_adopted
from reunify_cli.policy_store.policies import load_calendar
from reunify_cli.rules.calendar import Calendar
from reunify_cli.rules.policy import Policy
from reunify_cli.session.available_policies import AvailablePolicies

ADOPTED = "adopted"


@dataclass(frozen=True, slots=True)
class Version:
    """A policy with the calendar it counts by, and what it is called here: `surrey`, `surrey@adopted`."""

    name: str
    policy: Policy
    calendar: Calendar


def version(available: AvailablePolicies, words: str) -> Version:
    """The version meant by `surrey` (as it reads now), `surrey@adopted` or `surrey@` and a digest's beginning.

    Raises Mistyped where there is none such, Unreadable where it cannot be read.
    """
    name, at, which = words.partition("@")
    policy_id = available.one(name)
    if not at:
        return Version(policy_id, available.policy(policy_id), calendar_here(available))
    workspace = available.workspace
    pinned = [each for each in adoptions(workspace) if each.id == policy_id and each.digest] if workspace else []
    found = [each for each in pinned if which == ADOPTED or (which and each.digest.startswith(which))][-1:]
    if workspace is None or not found:
        known = ", ".join(f"{policy_id}@{each.digest}" for each in pinned)
        help = f"There are: {known}." if known else f"Type  reunify policy adopt {policy_id} --from DATE"
        raise Mistyped(f'"{words}": no such version of {policy_id} was adopted here.', help=help)
    if kept_at(workspace.root, found[0]) is None:
        raise Mistyped(f'"{words}": no copy of it was kept.', help=f"Type  reunify policy show {policy_id}")
    return Version(words, load_adopted(workspace, found[0]), calendar_of(workspace, found[0]))


def calendar_here(available: AvailablePolicies) -> Calendar:
    """The calendar of the workspace as it reads now, or the shipped one outside of any."""
    return load_calendar(available.workspace.calendar, available.root) if available.workspace else load_calendar()
