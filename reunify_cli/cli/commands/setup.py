"""Once for each user: who I am, and where my team's folder is, so that neither has to be typed again."""

from pathlib import Path
from typing import Annotated, Any

from reunify_cli.casework.people import directory
from reunify_cli.cli.options import option, writes
from reunify_cli.cli.prompt import at_terminal
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Mistyped
from reunify_cli.model.vocabulary import Vocabulary
from reunify_cli.session.session import Session
from reunify_cli.session.workspace import OpenWorkspace
from reunify_cli.text.layout import clean


@writes
def cli(
    terminal: Terminal,
    me: Annotated[str, option("--me", "NAME", "who you are in team.yaml")] = "",
    files: Annotated[Path | None, option("--workspace", "DIR", "your team's folder")] = None,
) -> None:
    """Once: who you are, and where your team's folder is."""
    kept = run(terminal, me, files)
    if terminal.json:
        terminal.answer("setup", [kept], read=0)
    else:
        terminal.say(lines(kept))


def run(terminal: Terminal, me: str = "", files: Path | None = None) -> dict[str, Any]:
    """Remember what is said, asking at a terminal for what is not; returns everything that is remembered now.

    Raises Mistyped for a folder that is none, and for a name that nobody in its team.yaml has.
    """
    from reunify_cli.store.myself import remember, remembered

    asks = terminal.asks and not terminal.yes
    before = remembered(terminal.session.env)
    if files is None and not before.get("workspace") and not terminal.session.roots and asks:
        files = Path(at_terminal("Where is your team's folder?"))
    workspace = _workspace(terminal.session, files)
    if not me and asks:
        me = at_terminal(f"Who are you?  (as in team.yaml{', Enter: ' + before['me'] if before.get('me') else ''})")
    if me:
        me = directory(workspace.files.team, None, Vocabulary(), None, terminal.session.position).key(me)
    if me or files is not None:
        values = {"me": me, "workspace": str(workspace.root)}
        remember(terminal.session.env, **{key: value for key, value in values.items() if value})
    return {**remembered(terminal.session.env), "known_as": workspace.files.team.name_of(me or before.get("me", ""))}


def _workspace(session: Session, files: Path | None) -> OpenWorkspace:
    """The folder that is meant: the one named, else the one that is found."""
    from reunify_cli.store.workspace import find_workspace

    if files is None:
        try:
            return session.workspace
        except Mistyped:
            if session.roots or session.env.get("REUNIFY_ROOT", "").strip():
                raise
            said = "Where your team's folder is, is not known here."
            raise Mistyped(said, help="Say so with  reunify setup --workspace DIR") from None
    if not files.expanduser().is_dir():
        raise Mistyped(f"There is no folder {clean(files)}.", help="Look at how it is spelt.")
    (found,) = find_workspace([files.expanduser()], session.env, Path.cwd())
    return OpenWorkspace(found)


def lines(kept: dict[str, Any]) -> list[str]:
    """What is remembered, and what to type next."""
    who = f"{kept['known_as']} ({kept['me']})" if kept.get("me") else "no one yet:  reunify setup --me NAME"
    where = kept.get("workspace") or "nowhere yet:  reunify setup --workspace DIR"
    return [
        f"You are     {clean(who)}",
        f"Your folder {clean(where)}",
        "",
        "Type  reunify   or   reunify help starting",
    ]
