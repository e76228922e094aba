"""For whom a paper is wanted: the reader that `--for` names, and what a finished file must not tell that reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reunify_cli.errors import Mistyped, did_you_mean
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.text.layout import clean

if TYPE_CHECKING:
    from reunify_cli.papers.guard.secrets import Secret
    from reunify_cli.papers.packs import Pack
    from reunify_cli.papers.readers import Reader


def reading(opened: OpenCase, word: str, session: Session, pack: Pack | None = None) -> Reader:
    """For whom a paper is wanted: professionals where nobody says, or the only reader that it can have.

    Raises Mistyped where the word means nobody, or more than one, or somebody for whom the paper is not made.
    """
    from reunify_cli.papers.readers import PROFESSIONALS, possible
    from reunify_cli.wording.case_view import CaseView

    stand = CaseView(opened.judged, session.position)
    if word:
        reader = _named(opened, word, session)
    elif pack is None or PROFESSIONALS.kind in pack.readers:
        return PROFESSIONALS
    else:
        found = tuple(possible(stand, pack.readers))
        if not found:
            said = "case.yaml names no one for whom this document is made."
            raise Mistyped(said, help="It is for a parent, or anyone with parental responsibility.")
        reader = _only(found, "This paper is for one reader at a time")
    if pack is not None and reader.kind not in pack.readers:
        _refuse(pack, reader, next(iter(possible(stand, pack.readers)), None))
    return reader


def _named(opened: OpenCase, word: str, session: Session) -> Reader:
    """The reader that a word means."""
    from reunify_cli.papers.readers import find_readers, reader_words
    from reunify_cli.wording.case_view import CaseView

    stand = CaseView(opened.judged, session.position)
    found = find_readers(word, stand)
    if not found:
        said = f'No one here is "{clean(word)}".{did_you_mean(word.lower(), reader_words(stand))}'
        keys = ", ".join(("professionals", "court", "child", *map(clean, opened.case.file.people)))
        raise Mistyped(said, help=f"Write --for {keys}.")
    return _only(found, f'Several people are "{clean(word)}"')


def _only(found: tuple[Reader, ...], several: str) -> Reader:
    if len(found) > 1:
        keys = ", ".join(clean(each.key) for each in found)
        raise Mistyped(f"{several}: {keys}.", help=f"Write  --for {clean(found[0].key)}")
    return found[0]


def _refuse(pack: Pack, reader: Reader, choice: Reader | None) -> None:
    from reunify_cli.papers.readers import listed

    said = f"The paper {pack.name} is not made for {clean(reader.told)}: it is for {listed(pack.readers)}."
    raise Mistyped(said, help=f"Write  --for {clean(choice.key)}" if choice else "")


def secrets_of(opened: OpenCase, reader: Reader, session: Session) -> tuple[Secret, ...]:
    """What a finished file must not hold for a reader; nothing where professionals read it."""
    from reunify_cli.papers.guard.secrets import secrets
    from reunify_cli.wording.case_view import CaseView

    workspace = opened.workspace.files
    return secrets(CaseView(opened.judged, session.position), reader, workspace.authority or workspace.name)
