"""What `setup` remembers for each user: who they are, and where their workspace is."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from reunify_cli import shape
from reunify_cli.errors import Unreadable
from reunify_cli.store.durable import disk
from reunify_cli.store.durable.safe_read import whole
from reunify_cli.store.yaml_writer import mapping_yaml

KEYS: Final = ("me", "workspace")


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
    file = remembered_in(env)
    try:
        data = shape.load(whole(file), file.name).data
    except (OSError, Unreadable):
        return {}
    found = data if isinstance(data, dict) else {}
    return {key: value for key in KEYS if isinstance(value := found.get(key), str) and value}


def remember(env: Mapping[str, str], **values: str) -> Path:
    """Remember `me` or `workspace` beside what is remembered already; returns the file. Raises Unreadable."""
    file = remembered_in(env)
    kept = {**remembered(env), **values}
    with disk.in_plain_words(str(file)):
        disk.make_folder(file.parent)
        disk.put_in_place(file, mapping_yaml(kept).encode("utf-8"))
    return file
