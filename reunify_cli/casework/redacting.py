"""What a removal of words would leave: a case that can still be read, and papers that hold the words or may."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reunify_cli.casework.writing import WritableCase, fresh_id, in_turn
from reunify_cli.errors import Mistyped, Problem, Unreadable
from reunify_cli.frozen import dataclass, replace
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.store.durable.safe_read import whole

if TYPE_CHECKING:
    from reunify_cli.store.removal.carry_out import Order
    from reunify_cli.store.removal.words import RemovalWish, ToRemove


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers made for the child: those that hold the words, and those made since that nobody can tell of."""

    holding: tuple[str, ...] = ()
    since: tuple[str, ...] = ()


def must_still_read(held: WritableCase, found: ToRemove) -> None:
    """Make sure that the case can still be read afterwards. Raises Mistyped with what then would be missing."""
    from reunify_cli.model.case import CaseFile
    from reunify_cli.shape import load, read
    from reunify_cli.store.entries import read_entries
    from reunify_cli.store.fields import KnownPeople

    case, new = held.opened.case, {each.file: each.new or b"" for each in found.files}
    problems: list[Problem] = []
    try:
        file = read(CaseFile, load(new["case.yaml"], "case.yaml")) if "case.yaml" in new else case.file
        if "journal.yaml" in new:
            words, known = held.opened.workspace.vocabulary, KnownPeople(file, case.team, None)
            problems += read_entries(load(new["journal.yaml"], "journal.yaml"), words, known).problems
    except Unreadable as error:
        problems += error.problems
    if problems:
        help = "Name the whole entry instead, or correct what needs it first."
        said = [Problem(None, f"Without it the case could not be read: {each.sentence}", "") for each in problems]
        raise Mistyped(*said[:-1], replace(said[-1], help=help))


def papers_with(opened: OpenCase, found: ToRemove) -> Papers:
    """The papers in the packs folder that hold the words, and those that cannot be told or say it in other words."""
    from reunify_cli.store.removal.words import holds

    packs = opened.folder / "packs"
    files = [path for path in sorted(packs.rglob("*")) if path.is_file() and path.suffix not in (".yaml", ".tmp")]
    holding = [path for path in files if found.words and holds(" ".join(_words_of(path)), found.words)]
    named = [path.relative_to(opened.folder).as_posix() for path in holding]
    return Papers(tuple(named), tuple(path.name for path in files if path not in holding))


def _words_of(path: Path) -> Sequence[str]:
    """What a paper says, as far as it can be read back."""
    from reunify_cli.papers.guard.leaks import READ

    read = READ.get(path.suffix[1:])
    try:
        data = whole(path)
        return [text for _, text in read(data)] if read else [data.decode("utf-8", "replace")]
    except Exception:  # noqa: BLE001 - whatever a damaged file does to its reader: it is named as not looked into
        return []


def seek(held: WritableCase, wish: RemovalWish, order: Order) -> tuple[ToRemove, Papers]:
    """What would go, from which files, and which papers hold it. Raises Mistyped; nothing is changed."""
    from reunify_cli.store.removal.carry_out import Rewritten
    from reunify_cli.store.removal.words import redaction

    opened, team = held.opened, held.opened.case.team
    known = [*(each.name for each in team.people.values()), *(each.name for each in team.bodies.values())]
    family = [each.name for each in opened.case.file.people.values()]
    found = redaction(opened.folder, wish, order, fresh_id(held), known, family)
    must_still_read(held, found)
    papers = papers_with(opened, found)
    gone = [Rewritten(name, whole(opened.folder / name), None) for name in papers.holding]
    return replace(found, files=(*found.files, *gone)), papers


def remove(
    session: Session, held: WritableCase, wish: RemovalWish, order: Order, seen: tuple[ToRemove, Papers]
) -> tuple[ToRemove, Papers]:
    """Remove what was seen; where a colleague wrote meanwhile, what would go now. Raises Mistyped or Unreadable."""
    from reunify_cli.store.removal.carry_out import carry_out
    from reunify_cli.store.removal.words import give_names

    renamed: dict[str, str] = {}

    def work(now: Sequence[WritableCase]) -> tuple[ToRemove, Papers]:
        (each,) = now
        found, papers = seen if each is held else seek(each, wish, order)
        give_names(held.opened.folder, found)
        renamed.update(found.renamed)
        carry_out(held.opened.folder, found.files, session.me or "somebody")
        return found, papers

    found, papers = in_turn(session, [held], work)
    return replace(found, renamed=renamed), papers
