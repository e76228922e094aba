"""The logo that reunify.yaml names: read when a paper is made, so that a lost one stops no list."""

from typing import Final

from reunify_cli import shape
from reunify_cli.errors import Unreadable
from reunify_cli.keys import FILE
from reunify_cli.store.durable.disk import read_file
from reunify_cli.store.workspace import Workspace

MOST: Final = 1_000_000
"""The most bytes of a logo: it goes into every file of every paper."""
_HELP: Final = "Write the name of an svg, png or jpg file beside reunify.yaml, such as  logo: logo.svg  ."


def read_logo(workspace: Workspace) -> tuple[str, bytes] | None:
    """What kind of picture the logo is (`svg`, `png` or `jpg`) and its file; None where none is named.

    Raises Unreadable, naming the line of reunify.yaml, where it is missing, too large, or no such picture.
    """
    if not workspace.logo:
        return None
    path = workspace.root / workspace.logo
    if not path.is_file():
        raise _wrong(workspace, f'there is no file "{workspace.logo}"')
    content = read_file(path, workspace.logo)
    if len(content) > MOST:
        raise _wrong(workspace, f'"{workspace.logo}" has {len(content) / 1_000_000:.1f} MB, and a logo may have 1 MB')
    kind = _kind(content)
    if kind is None:
        raise _wrong(workspace, f'"{workspace.logo}" is not a picture of a kind that papers can hold')
    return kind, content


def _kind(content: bytes) -> str | None:
    """What a file is by its first bytes, whatever its name says."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    return "svg" if b"<svg" in content[:4096] else None


def _wrong(workspace: Workspace, sentence: str) -> Unreadable:
    loaded = shape.load(read_file(workspace.root / FILE, FILE), FILE)
    return Unreadable(loaded.problem(("logo",), sentence, _HELP))
