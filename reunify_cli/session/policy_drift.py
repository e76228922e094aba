"""What there is to say where a policy reads otherwise than when it was adopted: somebody edited it, or an upgrade did.

Said on `policy list`, among the notes of `check` and in JSON, each time with the commands that show the difference and
that take it over.
"""

from typing import Any

from reunify_cli.errors import Unreadable
from reunify_cli.policy_store.adoptions import Drift, adoptions, drifts, kept_at
from reunify_cli.policy_store.policy_files import policy_dirs
from reunify_cli.policy_store.policy_folder import read_book
from reunify_cli.rules.policy import Policy
from reunify_cli.session.available_policies import AvailablePolicies
from reunify_cli.store.workspace import Workspace


def drift_of(policy: Policy, available: AvailablePolicies) -> Drift | None:
    """How a policy as it reads now differs from what was last adopted of it here; None where it does not."""
    if available.workspace is None:
        return None
    last = [each for each in adoptions(available.workspace) if each.id == policy.id][-1:]
    if not last or last[0].digest in ("", policy.digest):
        return None
    return Drift(last[0], kept_at(available.workspace.root, last[0]) is not None, policy.digest)


def drift_lines(policy: Policy, available: AvailablePolicies) -> list[str]:
    """What `policy list` says of it."""
    drift = drift_of(policy, available)
    if drift is None:
        return []
    return [f"CHANGED since it was adopted here: {_judged(drift)}", *_commands(drift)]


def drift_notes(workspace: Workspace) -> list[str]:
    """What the morning and `check` note of it, a sentence for each policy."""
    return [
        f"policy {drift.adopted.id} reads otherwise than when it was adopted: {_judged(drift)}; "
        f"{'; '.join(_commands(drift))}"
        for drift in drifts(workspace)
    ]


def unpinned_notes(workspace: Workspace) -> list[str]:
    """What `check` notes of a policy that was never pinned: which version children are judged by, and how to pin it."""
    last = adoptions(workspace)[-1]
    if last.digest:
        return []
    try:
        now = read_book(last.id, policy_dirs(workspace.root)).digest
    except Unreadable:
        return []  # said where the policy is read
    said = f"policy {last.id} is not pinned here: children are judged by it as it reads now ({now})"
    return [
        f"{said}, so an upgrade or an edit may move their dates; to pin it: reunify policy adopt {last.id} --from DATE"
    ]


def _judged(drift: Drift) -> str:
    if not drift.digest:
        return (
            "it cannot be read now, and children are judged by the copy kept then"
            if drift.kept
            else "it cannot be read"
        )
    if drift.kept:
        return "children are judged by the copy kept then, so no date has moved"
    return "no copy was kept, so dates may have moved"


def _commands(drift: Drift) -> list[str]:
    name = drift.adopted.id
    show = [f"what differs: reunify policy diff {name}@adopted {name} --cases"] if drift.kept and drift.digest else []
    fix = f"to take it over: reunify policy adopt {name} --from DATE" if drift.digest else f"reunify policy lint {name}"
    return [*show, fix]


def adopted_json(policy: Policy, available: AvailablePolicies) -> list[dict[str, Any]]:
    """Every adoption of a policy here, oldest first."""
    if available.workspace is None:
        return []
    return [
        {
            "from": each.from_,
            "by": each.by or None,
            "digest": each.digest or None,
            "open_cases": each.open_cases,
            "kept": kept_at(available.workspace.root, each) is not None,
        }
        for each in adoptions(available.workspace)
        if each.id == policy.id
    ]
