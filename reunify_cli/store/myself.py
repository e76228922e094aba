"""What `setup` remembers for each user: who they are in each workspace, and where their workspace is."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from reunify_cli import shape
from reunify_cli.errors import Unreadable
from reunify_cli.store.durable import disk
from reunify_cli.store.durable.safe_read import whole
from reunify_cli.store.yaml_writer import mapping_yaml

KEYS: Final = ("me", "workspace")
BY_FOLDER: Final = "known-as"
"""The key under which the user's name stands by workspace."""


def remembered_in(env: Mapping[str, str]) -> Path:
    """The file that remembers: in the user's own settings folder, or below XDG_CONFIG_HOME wherever that is set."""
    if env.get("XDG_CONFIG_HOME"):
        return Path(env["XDG_CONFIG_HOME"]) / "reunify" / "setup.yaml"
    from platformdirs import user_config_path

    return user_config_path("reunify", appauthor=False) / "setup.yaml"


def remembered(env: Mapping[str, str]) -> dict[str, str]:
    """What is remembered, by key (`me`, `workspace`); nothing where `setup` was never run or its file is broken.

    A broken file is as good as none: it holds nothing that `setup` would not ask again.
    """
    return {key: value for key in KEYS if isinstance(value := _kept(env).get(key), str) and value}


def known_as(env: Mapping[str, str], folders: Sequence[Path]) -> str:
    """Who somebody is in the first of some workspaces; "" where that was never said there.

    What an older `setup` kept counts for the workspace that it was kept with.
    """
    kept, here = _kept(env), str(folders[0].resolve()) if folders else ""
    by_folder = kept.get(BY_FOLDER)
    found = by_folder.get(here, "") if isinstance(by_folder, dict) else ""
    where = kept.get("workspace")
    if not found and (not where or str(Path(str(where)).resolve()) == here):
        found = kept.get("me", "")
    return found if isinstance(found, str) else ""


def _kept(env: Mapping[str, str]) -> dict[str, Any]:
    file = remembered_in(env)
    try:
        data = shape.load(whole(file), file.name).data
    except (OSError, Unreadable):
        return {}
    return data if isinstance(data, dict) else {}


def remember(env: Mapping[str, str], **values: str) -> Path:
    """Remember `me` or `workspace` beside what is remembered already; returns the file. Raises Unreadable."""
    file = remembered_in(env)
    kept = {**_kept(env), **values}
    if values.get("me") and values.get("workspace"):
        known = kept.get(BY_FOLDER)
        here = {str(Path(values["workspace"]).resolve()): values["me"]}
        kept[BY_FOLDER] = {**(known if isinstance(known, dict) else {}), **here}
    with disk.in_plain_words(str(file)):
        disk.make_folder(file.parent)
        disk.put_in_place(file, mapping_yaml(kept).encode("utf-8"))
    return file
