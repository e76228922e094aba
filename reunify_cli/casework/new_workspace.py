"""A folder for a team's children, laid down."""

from datetime import UTC, datetime
from pathlib import Path

from reunify_cli.errors import Mistyped, did_you_mean
from reunify_cli.shipped import template
from reunify_cli.store.durable import disk
from reunify_cli.store.git import shared
from reunify_cli.text.layout import clean


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
        "team.yaml": template("workspace/team.yaml"),
        **shared(),
        "cases/.gitkeep": "",
    }
    made = []
    with disk.in_plain_words(folder_words(folder)):
        disk.make_folder(folder / "cases")
        for path, text in files.items():
            if not (folder / path).exists():
                disk.write_new(folder / path, text.encode())
                made.append(path)
        settings = template("workspace/reunify.yaml").format(name=scalar(name), policy=policy).encode()
        recorded = instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
        # Last, because it is what makes the folder one.
        disk.write_new(folder / "reunify.yaml", pinned(folder, settings, policy, recorded))
    return [*made, "reunify.yaml"]


def folder_words(folder: Path) -> str:
    """A folder as sentences name it."""
    return "this folder" if folder == Path() else clean(folder)
