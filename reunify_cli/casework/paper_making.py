"""Making a paper: what it says to its reader, laid out in each format, read back for leaks, and put by as a version.

The three steps stand apart so that many papers can be laid out side by side: judging and writing stay in one thread.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from reunify_cli.casework.paper_readers import reading, secrets_of
from reunify_cli.casework.papers import Done, Listed
from reunify_cli.errors import Mistyped, Place, Problem, Refused, did_you_mean
from reunify_cli.frozen import dataclass, replace
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.store.durable.change import Overtaken, in_turn
from reunify_cli.text.layout import clean
from reunify_cli.wording.display_names import short_id, typed

if TYPE_CHECKING:
    from reunify_cli.papers.filling import Told
    from reunify_cli.papers.packs import Pack
    from reunify_cli.papers.paper import Paper
    from reunify_cli.papers.readers import Reader

if TYPE_CHECKING:
    from reunify_cli.papers.filling import Told
    from reunify_cli.papers.guard.leaks import Leak
    from reunify_cli.papers.guard.secrets import Secret
    from reunify_cli.papers.packs import Pack
    from reunify_cli.papers.paper import File, House, Paper
    from reunify_cli.papers.readers import Reader
    from reunify_cli.store.papers import PapersFolder

LOOKS_BACK = "chronology"
"""The template of the papers that tell what happened, and nothing of what is to come."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A paper in words, before it is laid out: which version it is to be, and what no file of it may hold."""

    opened: OpenCase
    pack: Pack
    reader: Reader
    paper: Paper
    hidden: tuple[Secret, ...]
    papers_folder: PapersFolder
    says: str
    version: int
    formats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Laid:
    """A paper in its formats, and what reading them back found that its reader must not learn."""

    drafted: Drafted
    files: tuple[File, ...]
    leaks: tuple[Leak, ...]


def make(
    opened: OpenCase,
    pack: Pack,
    reader: Reader,
    wanted: Sequence[str],
    out: Path | None,
    session: Session,
    *,
    final: bool = False,
) -> Done:
    """Make a paper for a reader in the formats wanted and keep it, in the case's own folder or in another.

    Raises Unreadable where a template is wrong or the disk says no, Refused where a finished file holds what its reader
    must not learn: then nothing is kept of any format.
    """
    return put_by(laid_out(drafted(opened, pack, reader, wanted, out, session, final=final)), session)


def drafted(
    opened: OpenCase,
    pack: Pack,
    reader: Reader,
    wanted: Sequence[str],
    out: Path | None,
    session: Session,
    *,
    final: bool = False,
) -> Drafted:
    """What a paper says. Raises Unreadable where its template is wrong, Refused where nobody ought to be sent it."""
    from reunify_cli.papers.paper import paper
    from reunify_cli.store.papers import digest, version_for

    said = context_of(opened, pack, reader, session)
    known = paper(
        pack.template_for(reader.kind),
        said,
        house_of(opened),
        case=opened.id,
        policy=opened.judged.policy.id,
        day=session.today,
    )
    known = replace(known, final=final)
    papers_folder = papers_folder_of(opened, pack, reader, out)
    says = digest(known.fingerprint.encode())
    version = version_for(papers_folder, says, wanted)
    return Drafted(
        opened, pack, reader, known, secrets_of(opened, reader, session), papers_folder, says, version, tuple(wanted)
    )


def laid_out(drafted: Drafted) -> Laid:
    """A paper in each of its formats, read back; it only reads what it is given, so it may run in a thread."""
    from reunify_cli.papers.paper import FORMATS

    files: list[File] = []
    found: list[Leak] = []
    for each in drafted.formats:
        files.append(FORMATS[each](drafted.paper, drafted.version))
        if drafted.hidden:
            from reunify_cli.papers.guard.leaks import leaks

            found += leaks(files[-1].content, each, drafted.paper.document, drafted.hidden)
    return Laid(drafted, tuple(files), tuple(found))


def put_by(laid: Laid, session: Session) -> Done:
    """Keep a paper that tells its reader nothing it should not. Raises Refused otherwise, Unreadable from the disk.

    Where a colleague has just made the same one it gets the number after theirs.
    """
    begun = laid.drafted

    def anew() -> Laid:
        out = None if begun.papers_folder.out == begun.papers_folder.packs else begun.papers_folder.out
        final = begun.paper.final
        return laid_out(drafted(begun.opened, begun.pack, begun.reader, begun.formats, out, session, final=final))

    return in_turn(lambda again: _put_by(anew() if again else laid, session))


def _put_by(laid: Laid, session: Session) -> Done:
    from reunify_cli.store.papers import MadePaper, digest, keep, read_made, version_for

    drafted = laid.drafted
    # Other papers of this child may have been put by since this one was begun.
    papers_folder = replace(drafted.papers_folder, made=read_made(drafted.papers_folder.packs))
    if (
        papers_folder.made != drafted.papers_folder.made
        and version_for(papers_folder, drafted.says, drafted.formats) != drafted.version
    ):
        sentence = "Someone else made this document just now."
        raise Overtaken(Problem(Place(f"cases/{drafted.opened.id}/packs"), sentence, "Type the command again."))
    policy = drafted.opened.judged.policy
    if laid.leaks:
        from reunify_cli.papers.guard.leaks import guard
        from reunify_cli.wording.case_view import CaseView

        guard(laid.leaks, CaseView(drafted.opened.judged, session.position), drafted.reader)
    made, findings = list[tuple[MadePaper, bytes]](), dict[str, None]()
    for format, file in zip(drafted.formats, laid.files, strict=True):
        path = papers_folder.path(drafted.version, format)
        findings.update(dict.fromkeys(file.findings))
        record = MadePaper(
            name=drafted.pack.name,
            version=drafted.version,
            format=format,
            reader=papers_folder.reader,
            file=path.name if path.parent == papers_folder.packs else path.absolute().as_posix(),
            digest=digest(file.content),
            says=drafted.says,
            policy=policy.id,
            policy_digest=policy.digest,
            as_of=session.today.isoformat(),
            made=session.instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ"),
            by=session.me,
            final=drafted.paper.final,
        )
        made.append((record, file.content))
    paths = keep(papers_folder, made, session.me or "somebody")
    return Done(drafted.paper, tuple(record for record, _ in made), paths, papers_folder.before, tuple(findings))


# --- what a paper is made from ------------------------------------------------------------------------------------


def context_of(opened: OpenCase, pack: Pack, reader: Reader, session: Session) -> Told:
    """What a paper says of a child to a reader as things stand.

    For professionals, headings are borrowed where the child's own policy has none; for everybody else it is made of
    what is marked as shareable. Raises Refused after the child's death: no paper that looks ahead goes out then, only
    a chronology, for those who look back.
    """
    from reunify_cli.casework.closing import has_died
    from reunify_cli.engine.judgement import Judgement
    from reunify_cli.papers.family.child_page import child_page
    from reunify_cli.papers.family.context import shared_paper
    from reunify_cli.papers.packs import LENDER
    from reunify_cli.papers.professional.agenda import has_agenda
    from reunify_cli.papers.professional.context import context
    from reunify_cli.policy_store.policies import load_policy, policy_ids
    from reunify_cli.wording.case_view import CaseView
    from reunify_cli.worklist.otherwise import notices_of

    lines = opened.places if reader.kind == "professionals" else {}
    notices = notices_of(opened, session) if reader.kind == "professionals" else ()
    stand = CaseView(opened.judged, session.position, {name: str(place) for name, place in lines.items()}, notices)
    contacts = opened.workspace.files.contacts
    looks_back = reader.kind in ("professionals", "court") and pack.template == LOOKS_BACK
    if not looks_back and has_died(opened, session):
        said = "The child has died: of the papers only the chronology is made."
        raise Refused(said, help=f"Type  reunify pack {typed(opened.id)} chronology")
    if reader.kind == "child":
        return child_page(stand, pack.name, contacts)
    if reader.kind != "professionals":
        return shared_paper(stand, pack, reader, contacts)
    policy, root, cache = opened.judged.policy, opened.workspace.root, opened.workspace.files.cache
    lends = pack.event and LENDER not in (policy.id, *policy.extends) and LENDER in policy_ids(root)
    if not lends or has_agenda(stand, pack.event):
        return context(stand, pack)
    other = Judgement(opened.judged.history, load_policy(LENDER, root, cache), opened.judged.calendar)
    borrowed = CaseView(other, session.position)
    return context(stand, pack, borrowed if has_agenda(borrowed, pack.event) else None)


def packs_of(opened: OpenCase, session: Session) -> list[Pack]:
    """The papers worth listing for a child: those with a template of their own, and any meeting that is booked."""
    from reunify_cli.engine.ended import can_be_held
    from reunify_cli.papers.packs import PACKS, meetings, pack_of

    held = meetings(opened.workspace.vocabulary)
    booked = [
        what
        for what, (when, _) in can_be_held(opened.judged, session.position).items()
        if when.end >= session.position and what in held
    ]
    own = {pack.event for pack in PACKS}
    return [*PACKS, *(pack_of(event) for event in booked if event not in own)]


def meant(opened: OpenCase, word: str) -> Pack:
    """The paper that somebody means. Raises Mistyped where there is none."""
    from reunify_cli.papers.packs import find_pack, pack_words

    vocabulary = opened.workspace.vocabulary
    pack = find_pack(word, vocabulary)
    if pack is None:
        said = f'There is no paper "{clean(word)}".{did_you_mean(word.lower(), pack_words(vocabulary))}'
        raise Mistyped(said, help=f"Type  reunify pack {typed(opened.id)} --list")
    return pack


def formats(words: str) -> tuple[str, ...]:
    """The formats that `--format` names, each once. Raises Mistyped for one in which no paper is made."""
    from reunify_cli.papers.paper import FORMATS

    asked = dict.fromkeys(word.strip().lower() for word in words.split(",") if word.strip())
    unknown = [word for word in asked if word not in FORMATS]
    if unknown or not asked:
        said = f'"{clean(", ".join(unknown) or words)}" is not a format that papers are made in.'
        raise Mistyped(said, help=f"Write --format {','.join(FORMATS)} or one of them.")
    return tuple(asked)


def house_of(opened: OpenCase) -> House:
    """What the authority puts on its papers, and its own templates, layout and fonts, where it has any."""
    from reunify_cli.papers.layout.blocks import Logo
    from reunify_cli.papers.paper import CLASSIFICATION, House
    from reunify_cli.store.logo import read_logo

    workspace = opened.workspace.files
    logo, named = read_logo(workspace), workspace.authority or workspace.name
    own = opened.workspace.root / "case_templates"
    return House(
        authority=named,
        classification=workspace.classification or CLASSIFICATION,
        templates=own / "packs" if (own / "packs").is_dir() else None,
        fonts=own / "fonts" if (own / "fonts").is_dir() else None,
        logo=Logo(*logo, f"Logo of {named}") if logo else None,
    )


def papers_folder_of(opened: OpenCase, pack: Pack, reader: Reader, out: Path | None) -> PapersFolder:
    """Where a paper is put, and what was made of it before."""
    from reunify_cli.store.papers import PapersFolder, read_made

    packs = opened.folder / "packs"
    if out is not None and out.resolve() != packs.resolve():
        from reunify_cli.store.outputs import real_folder

        real_folder(out)
    return PapersFolder(
        packs, out or packs, pack.name, short_id(opened.id), reader.key, read_made(packs), reader.file_word
    )


def listed(opened: OpenCase, word: str, session: Session) -> Iterator[Listed]:
    """The papers there can be for a reader; where none is named, for professionals, and those that only others get."""
    from reunify_cli.papers.readers import PROFESSIONALS, possible
    from reunify_cli.wording.case_view import CaseView

    for pack in packs_of(opened, session):
        if word or PROFESSIONALS.kind in pack.readers:
            reader = reading(opened, word, session)
            wanted = [reader] if reader.kind in pack.readers else []
        else:
            wanted = list(possible(CaseView(opened.judged, session.position), pack.readers))
        for each in wanted:
            # After a death there are papers that nobody ought to be sent.
            with suppress(Refused):
                yield Listed(pack, each, context_of(opened, pack, each, session))
