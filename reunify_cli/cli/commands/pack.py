"""Papers for meetings: one made from a child's record, or which there are, what each still lacks and from whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reunify_cli.cli.door import Door, Opened
from reunify_cli.cli.options import CaseRef, reads
from reunify_cli.cli.papers import Done, lacks_json, list_lines, listed_json, made_json, made_lines
from reunify_cli.cli.screen import clean
from reunify_cli.cli.who import short_id, typed
from reunify_cli.errors import Mistyped, Problem, did_you_mean

if TYPE_CHECKING:
    from reunify_cli.render.context import Context
    from reunify_cli.render.packs import Pack
    from reunify_cli.render.paper import House
    from reunify_cli.store.papers import Shelf

PROFESSIONALS = "professionals"
"""The only reader for whom papers are made so far."""

_NAME = typer.Argument(metavar="[NAME]", show_default=False, help="the paper or its meeting: IPM, review, pwp")
_OUT = typer.Option("--out", metavar="DIR", show_default=False, help="where to put it")


@reads
def cli(
    door: Door,
    case: CaseRef,
    name: Annotated[list[str] | None, _NAME] = None,
    reader: Annotated[str, typer.Option("--for", metavar="READER", help="for whom")] = PROFESSIONALS,
    format: Annotated[str, typer.Option("--format", metavar="pdf,md", help="in which formats")] = "pdf",
    out: Annotated[Path | None, _OUT] = None,
    open_: Annotated[bool, typer.Option("--open", help="open it when it is made")] = False,
    listed: Annotated[bool, typer.Option("--list", help="which there are, and what each lacks")] = False,
) -> int | None:
    """A paper for a meeting; without a name, which there are and what each lacks."""
    if reader != PROFESSIONALS:
        said = f'Papers for "{clean(reader)}" cannot be made yet, only those for professionals.'
        raise Mistyped(Problem(None, said, "Leave --for out."))
    opened = door.open_case(case)
    if listed or not name:
        _list(opened, door)
        return None
    done = run(opened, meant(opened, " ".join(name)), formats(format), out, door)
    if door.json:
        lacks = lacks_json(done.paper.context.lacks)
        door.answer(
            "papers", made_json(done), read=1, blanks=done.paper.blanks, lacks=lacks, findings=list(done.findings)
        )
    else:
        door.say(made_lines(opened, done, door))
    if open_:
        typer.launch(str(done.paths[0]))
    return None


def run(opened: Opened, pack: Pack, wanted: Sequence[str], out: Path | None, door: Door) -> Done:
    """Make a paper in the formats wanted and keep it, in the case's own folder or in another.

    Raises Unreadable where a template is wrong or the disk says no.
    """
    from reunify_cli.render.paper import FORMATS, paper
    from reunify_cli.store.papers import Made, digest, keep, version_for

    policy = opened.judged.policy
    known = paper(
        pack, context_of(opened, pack, door), house_of(opened), case=opened.id, policy=policy.id, day=door.today
    )
    shelf = _shelf(opened, pack, out)
    says = digest(known.fingerprint.encode())
    version = version_for(shelf, says, wanted)
    made, findings = list[tuple[Made, bytes]](), dict[str, None]()
    for each in wanted:
        file = FORMATS[each](known, version)
        findings.update(dict.fromkeys(file.findings))
        path = shelf.path(version, each)
        record = Made(
            name=pack.name,
            version=version,
            format=each,
            reader=shelf.reader,
            file=path.name if path.parent == shelf.packs else path.absolute().as_posix(),
            digest=digest(file.content),
            says=says,
            policy=policy.id,
            policy_digest=policy.digest,
            as_of=door.today.isoformat(),
            made=door.instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ"),
            by=door.me,
        )
        made.append((record, file.content))
    paths = keep(shelf, made)
    return Done(known, tuple(record for record, _ in made), paths, shelf.before, tuple(findings))


def _list(opened: Opened, door: Door) -> None:
    from reunify_cli.store.papers import read_made

    every = [(pack, context_of(opened, pack, door)) for pack in packs_of(opened, door)]
    papers = [(pack, known) for pack, known in every if known.is_coming]
    if door.json:
        door.answer("packs", [listed_json(opened, pack, known) for pack, known in papers], read=1)
    else:
        door.say(list_lines(opened, papers, read_made(opened.folder / "packs"), door))


# --- what a paper is made from ------------------------------------------------------------------------------------


def context_of(opened: Opened, pack: Pack, door: Door) -> Context:
    """What a paper says of a child as things stand; headings are borrowed where the child's own policy has none."""
    from reunify_cli.engine.judgement import Judgement
    from reunify_cli.render.agenda import has_agenda
    from reunify_cli.render.context import context
    from reunify_cli.render.packs import LENDER
    from reunify_cli.render.standpoint import Standpoint
    from reunify_cli.store.policies import load_policy, policy_ids

    stand = Standpoint(opened.judged, door.position)
    policy, root = opened.judged.policy, opened.office.root
    lends = pack.event and LENDER not in (policy.id, *policy.extends) and LENDER in policy_ids(root)
    if not lends or has_agenda(stand, pack.event):
        return context(stand, pack)
    other = Judgement(opened.judged.history, load_policy(LENDER, root), opened.judged.calendar)
    borrowed = Standpoint(other, door.position)
    return context(stand, pack, borrowed if has_agenda(borrowed, pack.event) else None)


def packs_of(opened: Opened, door: Door) -> list[Pack]:
    """The papers worth listing for a child: those with a template of their own, and any meeting that is booked."""
    from reunify_cli.render.packs import PACKS, meetings, pack_of

    held = meetings(opened.office.vocabulary)
    booked = [what for what, (when, _) in opened.judged.bookings.items() if when.end >= door.position and what in held]
    own = {pack.event for pack in PACKS}
    return [*PACKS, *(pack_of(event) for event in booked if event not in own)]


def meant(opened: Opened, word: str) -> Pack:
    """The paper that somebody means. Raises Mistyped where there is none."""
    from reunify_cli.render.packs import find_pack, pack_words

    vocabulary = opened.office.vocabulary
    pack = find_pack(word, vocabulary)
    if pack is None:
        said = f'There is no paper "{clean(word)}".{did_you_mean(word.lower(), pack_words(vocabulary))}'
        raise Mistyped(Problem(None, said, f"Type  reunify pack {typed(opened.id)} --list"))
    return pack


def formats(words: str) -> tuple[str, ...]:
    """The formats that `--format` names, each once. Raises Mistyped for one in which no paper is made."""
    from reunify_cli.render.paper import FORMATS

    asked = dict.fromkeys(word.strip().lower() for word in words.split(",") if word.strip())
    unknown = [word for word in asked if word not in FORMATS]
    if unknown or not asked:
        said = f'"{clean(", ".join(unknown) or words)}" is not a format that papers are made in.'
        raise Mistyped(Problem(None, said, f"Write --format {','.join(FORMATS)} or one of them."))
    return tuple(asked)


def house_of(opened: Opened) -> House:
    """What the authority puts on its papers, and its own templates, layout and fonts, where it has any."""
    from reunify_cli.render.paper import CLASSIFICATION, House

    workspace = opened.office.workspace
    own = opened.office.root / "case_templates"
    return House(
        authority=workspace.authority or workspace.name,
        classification=workspace.classification or CLASSIFICATION,
        templates=own / "packs" if (own / "packs").is_dir() else None,
        fonts=own / "fonts" if (own / "fonts").is_dir() else None,
    )


def _shelf(opened: Opened, pack: Pack, out: Path | None) -> Shelf:
    from reunify_cli.store.papers import Shelf, read_made

    packs = opened.folder / "packs"
    return Shelf(packs, out or packs, pack.name, short_id(opened.id), PROFESSIONALS, read_made(packs))
