"""A folder for a team's children: which policy it follows, who works in it, and nothing else yet."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

from reunify_cli.cli.options import Option, argument, writes
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Mistyped, did_you_mean
from reunify_cli.store.durable import disk
from reunify_cli.store.git import SHARED, set_up
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


@writes
def cli(
    terminal: Terminal,
    folder: Annotated[Path, argument("[DIR]", "where (here)")] = Path(),
    policy: Annotated[str, Option("--policy", metavar="ID", help="which rules it follows")] = "nspcc",
    git: Annotated[bool, Option("--git", help="keep its history with git")] = False,
) -> None:
    """A folder for a team's children."""
    if git and (folder / "reunify.yaml").exists():
        done = set_up(folder)
        if terminal.json:
            terminal.answer("workspace", [{"root": str(folder.resolve()), "files": [], "git": True}], read=0)
        else:
            terminal.say([f"SET UP for git on this machine: {_shown(folder)}", *(f"  {e}" for e in done)])
        return
    made = run(folder, policy, terminal.session.instant)
    done = set_up(folder) if git else []
    if terminal.json:
        terminal.answer(
            "workspace", [{"root": str(folder.resolve()), "policy": policy, "files": made, "git": bool(done)}], read=0
        )
    else:
        terminal.say(lines(folder, policy, made, done))


def run(folder: Path, policy: str, instant: datetime) -> list[str]:
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
            f"{_shown(folder)} is such a folder already (reunify.yaml).", help="Go into it and type  reunify"
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
    with disk.in_plain_words(_shown(folder)):
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


def lines(folder: Path, policy: str, made: list[str], git: list[str]) -> list[str]:
    """What was made, and the next three things to do."""
    shown = [f"  {path}" for path in made if path != "cases/.gitkeep"]
    there = "" if folder == Path() else f"cd {_shown(folder)}, then  "
    return [
        f"MADE  {_shown(folder)}, which follows the policy {policy}.", *shown, *(f"  {each}" for each in git), "",
        "NEXT",
        "  write your team into team.yaml",
        f"  {there}reunify setup              who you are",
        '  reunify new name="..." born=8/3/2017 legal-status=s20 on=27/11',
        "  reunify help starting",
    ]  # fmt: skip


def _shown(folder: Path) -> str:
    return "this folder" if folder == Path() else clean(folder)
