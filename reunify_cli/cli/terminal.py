"""The terminal: how wide, whether in colour, whether somebody can be asked, and where an answer goes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from reunify_cli.cli.progress import watched
from reunify_cli.errors import Mistyped, Problem
from reunify_cli.frozen import dataclass, fields, replace
from reunify_cli.model.moment import Moment
from reunify_cli.session.clock import clock
from reunify_cli.session.session import Session, Unread
from reunify_cli.text.envelope import envelope


@dataclass(frozen=True)
class SharedOptions:
    """What was typed of the options that many commands share; None where nothing was."""

    dirs: Sequence[Path] | None = None
    as_of: str | None = None
    known_at: str | None = None
    json: bool | None = None
    names: bool | None = None
    no_color: bool | None = None
    no_index: bool | None = None
    debug: bool | None = None
    yes: bool | None = None
    format: str | None = None
    out: Path | None = None

    def over(self, before: SharedOptions) -> SharedOptions:
        """These options, with those typed before the command's name where these say nothing; folders add up."""
        merged = {f.name: getattr(before, f.name) for f in fields(self) if not getattr(self, f.name)}
        return replace(self, **{**merged, "dirs": (*(before.dirs or ()), *(self.dirs or ()))})


@dataclass(frozen=True)
class Terminal:
    """Where a command was typed, and the session that it is typed in."""

    session: Session
    json: bool = False
    color: bool = False
    width: int = 80
    """In columns."""
    yes: bool = False
    """Whether --yes was typed."""
    asks: bool = False
    """Whether somebody sits at it and can be asked."""
    format: str = "text"
    out: Path | None = None

    def into(self, out: Path | None) -> Terminal:
        """The same, with answers written to a file."""
        return replace(self, out=out)

    def sure(self, yes: bool) -> Terminal:
        """The same, not to be asked where it was said not to."""
        return replace(self, yes=self.yes or yes)

    def say(self, lines: Iterable[str]) -> None:
        """Show lines on the screen, or write them to the file given by --out.

        Whatever name or text they hold, no control character of it passes here; colour is added afterwards.
        """
        from reunify_cli.text.layout import clean_text

        text = clean_text("\n".join(lines)) + "\n"
        if self.out is not None:
            self.write(text)
            return
        if self.color:
            from reunify_cli.cli.colour import painted

            text = "\n".join(painted(text.split("\n")))
        sys.stdout.write(text)

    def answer(self, kind: str, items: Sequence[Any], *, read: int, unread: Sequence[Unread] = (), **more: Any) -> None:
        """Answer in JSON, in the envelope that all commands share; dates and moments are written as ISO."""
        unread_items = [(each.id, each.problems) for each in unread]
        text = envelope(kind, items, as_of=self.session.today, read=read, unread=unread_items, **more)
        if self.out is not None:
            self.write(text)
        else:
            sys.stdout.write(text)

    def write(self, text: str) -> None:
        """Write an answer to the file of --out."""
        if self.out is None:
            return
        from reunify_cli.cli.out import put_out
        from reunify_cli.text.layout import clean

        put_out(self, self.out, text.encode("utf-8", "replace"))
        sys.stderr.write(f"Written: {clean(self.out)}\n")


def terminal_from(options: SharedOptions, *, writes: bool = False, env: Mapping[str, str] | None = None) -> Terminal:
    """The terminal and session that the shared options and the environment ask for.

    Raises Mistyped for a day that is none, and for options that make no sense together.
    """
    env = os.environ if env is None else env
    now, instant = clock(env, _demo(options, env))
    if writes and (options.as_of or options.known_at):
        raise Mistyped("--as-of and --known-at look back; nothing can be written there.", help="Leave them out.")
    if writes and len(options.dirs or ()) > 1:
        raise Mistyped("Something is written into one folder, and several were given.", help="Give -C once.")
    form = options.format or ("json" if options.json else "text")
    if form not in ("text", "json", "csv"):
        raise Mistyped(f'"{form}" is not a format here.', help="Write --format text, json or csv.")
    session = Session(
        now=now,
        instant=instant,
        roots=tuple(options.dirs or ()),
        as_of=_day(options.as_of, now),
        known_at=_day(options.known_at, now),
        names=bool(options.names),
        index=not options.no_index,
        env=env,
        notice=_notice,
        progress=watched,
    )
    return Terminal(
        session,
        json=form == "json",
        color=_color(options, env),
        width=_width(),
        yes=bool(options.yes),
        asks=sys.stdin.isatty() and sys.stdout.isatty() and not options.json,
        format=form,
        out=options.out,
    )


def _notice(word: str, problem: Problem) -> None:
    from reunify_cli.text.layout import clean_text

    sys.stderr.write(f"{word}  {clean_text(str(problem))}\n")


def _demo(options: SharedOptions, env: Mapping[str, str]) -> Moment | None:
    """The day that a demonstration stands still on, said aloud; None in a team's own folder."""
    if env.get("REUNIFY_NOW", "").strip():
        return None
    from reunify_cli.store.finding import demo_moment

    moment = demo_moment(options.dirs or (), env, Path.cwd())
    if moment is not None:
        from reunify_cli.text.days import say_long

        sys.stderr.write(f"Demo: the day is {say_long(moment.day)}.\n")
    return moment


def _day(text: str | None, now: Moment) -> date | None:
    if not text:
        return None
    from reunify_cli.text.days import read_day

    return read_day(text, now.day)


def _color(options: SharedOptions, env: Mapping[str, str]) -> bool:
    if options.no_color or "NO_COLOR" in env or env.get("TERM") == "dumb" or not sys.stdout.isatty():
        return False
    # An old Windows console prints escapes as rubbish; Windows Terminal and those that set TERM do not.
    return os.name != "nt" or bool(env.get("WT_SESSION") or env.get("TERM"))


def _width() -> int:
    """How wide a screen is: eighty columns, or fewer on a narrow terminal."""
    if not sys.stdout.isatty():
        return 80
    import shutil  # what is read by a pipe has no use for it

    return max(60, min(80, shutil.get_terminal_size((80, 24)).columns))
