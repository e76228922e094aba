"""A folder for a team's children, laid down."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from reunify_cli.errors import Mistyped, did_you_mean
from reunify_cli.store.durable import disk
from reunify_cli.store.git import SHARED
from reunify_cli.text.layout import clean

WORKSPACE: Final = """\
# What this folder is for and which rules it follows. Change it by hand; `reunify check` says if something is wrong.
name: {name}
policy: {policy}
calendar: england-and-wales
# authority: Northgate Council              # as papers print it
# logo: logo.svg                            # the file of its logo: svg, png or jpg
# owner-of-policy: Imran Ali                # whom to ask when a date seems wrong
# classification: OFFICIAL-SENSITIVE        # the marking that papers carry
"""


TEAM: Final = """\
# Who works here, and which role each held from when until when. Journals name people by the key before the colon,
# and what somebody was on a day is looked up here. The people below are invented: take away the marks, write your own.
#
# people:
#   d.okafor:
#     name: Dana Okafor
#     roles: [{role: social-worker, from: 2024-01-01}]
#   r.amadi:
#     name: Ruth Amadi
#     roles: [{role: team-manager, from: 2022-09-01}]
#     leave: [{from: 2026-12-21, until: 2027-01-04}]
# bodies:
#   panel: {name: Community Arrangements Panel, role: arrangements-panel}
"""


def lay_down(folder: Path, policy: str, instant: datetime) -> list[str]:
    """Lay the folder down; returns what was written. What stands there already is left as it is.

    The policy is pinned as it reads at this instant, so that no upgrade and no edit moves a date unseen.

    Raises Mistyped for a folder that already is one and for an unknown policy, Unreadable where the disk says no.
    """
    from reunify_cli.policy_store.adopting import pinned
    from reunify_cli.policy_store.policies import policy_ids
    from reunify_cli.store.reserved import refuse_devices
    from reunify_cli.store.yaml_writer import scalar

    refuse_devices(folder)
    if (folder / "reunify.yaml").exists():
        raise Mistyped(
            f"{folder_words(folder)} is such a folder already (reunify.yaml).", help="Go into it and type  reunify"
        )
    known = policy_ids(folder if folder.is_dir() else None)
    if policy not in known:
        near = did_you_mean(policy, known)
        raise Mistyped(f'There is no policy "{clean(policy)}".{near}', help=f"There are: {', '.join(known)}")
    name = folder.resolve().name or "team"
    files = {
        "team.yaml": TEAM,
        **SHARED,
        "cases/.gitkeep": "",
    }
    made = []
    with disk.in_plain_words(folder_words(folder)):
        disk.make_folder(folder / "cases")
        for path, text in files.items():
            if not (folder / path).exists():
                disk.write_new(folder / path, text.encode())
                made.append(path)
        settings = WORKSPACE.format(name=scalar(name), policy=policy).encode()
        recorded = instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
        # Last, because it is what makes the folder one.
        disk.write_new(folder / "reunify.yaml", pinned(folder, settings, policy, recorded))
    return [*made, "reunify.yaml"]


def folder_words(folder: Path) -> str:
    """A folder as sentences name it."""
    return "this folder" if folder == Path() else clean(folder)
