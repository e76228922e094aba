"""Which copy went to whom: an entry that names the paper, its version, its reader and the digest of the file sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from reunify_cli.casework.paper_making import meant
from reunify_cli.casework.paper_readers import reading
from reunify_cli.casework.papers import SENT
from reunify_cli.casework.recording import put, recorded_json
from reunify_cli.casework.values import read_date_of_event
from reunify_cli.casework.writing import hold, signed
from reunify_cli.cli.confirm import right_child
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Mistyped, Place, Problem, Refused
from reunify_cli.text.days import say_full
from reunify_cli.text.layout import clean, edge, wrap
from reunify_cli.wording.display_names import child, person, short_id, typed

if TYPE_CHECKING:
    from reunify_cli.session.session import OpenCase
    from reunify_cli.store.papers import MadePaper


def run(terminal: Terminal, ref: str, word: str, reader: str, on: str, to: str, *, yes: bool = False) -> None:
    """Record that the last version of a paper went to its reader.

    Raises Mistyped where no paper is named or none was made, Refused where the file is not there any more.
    """
    from reunify_cli.store.papers import LIST, digest_of, found_at, read_made

    if terminal.session.as_of or terminal.session.known_at:
        said = "--as-of and --known-at look back; nothing can be written there."
        raise Mistyped(said, help="Leave them out.")
    terminal = terminal.sure(yes)
    held = hold(terminal.session, ref)
    opened = held.opened
    if not word:
        raise Mistyped("Say which paper went out.", help=f"reunify pack {typed(opened.id)} review --sent")
    pack = meant(opened, word)
    for_whom = reading(opened, reader, terminal.session, pack)
    made = _last(read_made(opened.folder / "packs"), pack.name, for_whom.key)
    if made is None:
        said = f"No {pack.name} was made for {clean(for_whom.told)} yet, so none can have been sent."
        option = "" if for_whom.key == "professionals" else f" --for {clean(for_whom.key)}"
        raise Mistyped(said, help=f"reunify pack {typed(opened.id)} {pack.name}{option}")
    path = found_at(opened.folder / "packs", made, short_id(opened.id), for_whom.file_word)
    if path is None:
        said = f"The list of papers names a file for {pack.name} that is none of its papers. Nothing was recorded."
        raise Refused(Problem(Place(f"cases/{opened.id}/packs/{LIST}"), said, "Make the paper again, then send that."))
    now = digest_of(path)
    if now is None:
        raise Refused(f"{path.name} no longer exists, so its content cannot be checked.")
    right_child(terminal, [opened])
    whom = (
        _whom(held.directory.key, to) if to else () if for_whom.key in ("professionals", "court") else (for_whom.key,)
    )
    says: dict[str, Any] = {
        **({"to": list(whom)} if whom else {}),
        "paper": path.name,
        "reader": for_whom.key,
        "version": made.version,
        "digest": now,
        **({"note": "the file was changed after it was made"} if now != made.digest else {}),
    }
    family = {key for key, each in opened.case.file.people.items() if _is_family(opened, each.relation)} | {"child"}
    if for_whom.key == "professionals" and (kin := family & {*whom}):
        option = f"reunify pack {typed(opened.id)} {pack.name} --for {min(kin)}"
        raise Refused(f"{path.name} was made for professionals; no family member is sent it.", help=option)
    when = read_date_of_event(on or "today", terminal.session.now)
    (done,) = put(terminal.session, [held], [signed(terminal.session, held, SENT, when, says)])
    if terminal.json:
        terminal.answer("sent", [recorded_json(terminal.session, done)], read=1)
        return
    entry = str(done.entry["id"])
    told = ", ".join(person(opened.judged, key) for key in whom) or for_whom.told
    lines = [
        edge(
            f"RECORDED   {child(opened, terminal.session)}: papers sent, {say_full(when)}",
            f"entry {entry}",
            terminal.width,
        ),
        *wrap(f"{path.name} to {clean(told)}", terminal.width, " " * 11, " " * 11),
    ]
    if now != made.digest:
        lines += wrap(
            "The file was changed after it was made; what went out is what it is now.", terminal.width, " " * 11
        )
    terminal.say([*lines, "", f"Mistake?   reunify withdraw {typed(opened.id)} {entry}"])


def _is_family(opened: OpenCase, relation: str) -> bool:
    vocabulary = opened.workspace.vocabulary
    known = vocabulary.relations.get(relation)
    return known is not None and any(vocabulary.roles[role].kind == "family" for role in known.roles)


def _last(made: Sequence[MadePaper], name: str, reader: str) -> MadePaper | None:
    """The last version of a paper for a reader; of its formats the one that is sent, a PDF, where there is one."""
    mine = [each for each in made if (each.name, each.reader) == (name, reader)]
    return max(mine, key=lambda each: (each.version, each.format == "pdf"), default=None)


def _whom(key: Any, names: str) -> tuple[str, ...]:
    return tuple(key(name.strip()) for name in names.split(",") if name.strip())
