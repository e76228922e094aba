"""Papers for meetings: one made from a child's record, or which there are, what each still lacks and from whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reunify_cli.cli.days import short_day
from reunify_cli.cli.door import Door, Opened
from reunify_cli.cli.options import CaseRef, reads
from reunify_cli.cli.screen import clean, counted, edge, sentence, wrap
from reunify_cli.cli.who import child, short_id, typed
from reunify_cli.errors import Mistyped, Problem, did_you_mean

if TYPE_CHECKING:
    from reunify_cli.render.context import Context, Lack
    from reunify_cli.render.packs import Pack
    from reunify_cli.render.paper import Paper
    from reunify_cli.store.papers import Made, Shelf

PROFESSIONALS = "professionals"
"""The only reader for whom papers are made so far."""
MOST = 6
"""How many things that a paper lacks the list names before it counts the rest."""


@reads
def cli(
    door: Door,
    case: CaseRef,
    name: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]", show_default=False, help="the paper, or its meeting: IPM, review, pwp"),
    ] = None,
    reader: Annotated[str, typer.Option("--for", metavar="READER", help="for whom")] = PROFESSIONALS,
    format: Annotated[str, typer.Option("--format", metavar="pdf,md", help="in which formats")] = "pdf",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="where to put it", show_default=False)
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help="open it when it is made")] = False,
    listed: Annotated[bool, typer.Option("--list", help="which there are, and what each lacks")] = False,
) -> int | None:
    """A paper for a meeting; without a name, which there are and what each lacks."""
    if reader != PROFESSIONALS:
        said = f'Papers for "{clean(reader)}" cannot be made yet, only those for professionals.'
        raise Mistyped(Problem(None, said, "Leave --for out."))
    opened = door.open_case(case)
    if listed or not name:
        papers = [(pack, context_of(opened, pack, door)) for pack in packs_of(opened, door)]
        if door.json:
            door.answer("packs", [listed_json(opened, pack, known) for pack, known in papers], read=1)
        else:
            door.say(list_lines(opened, papers, door))
        return None
    pack = _meant(opened, " ".join(name))
    formats = _formats(format)
    shelf = _shelf(opened, pack, reader, out)
    made, paths, paper, findings = run(opened, pack, shelf, formats, door)
    if door.json:
        files = [{**_made_json(each), "path": str(path)} for each, path in zip(made, paths, strict=True)]
        door.answer(
            "papers", files, read=1, blanks=paper.blanks, lacks=_lacks_json(paper.context.lacks), findings=findings
        )
    else:
        door.say(made_lines(opened, shelf, made, paths, paper, findings, door))
    if open_:
        _show(paths[0])
    return None


def run(
    opened: Opened, pack: Pack, shelf: Shelf, formats: Sequence[str], door: Door
) -> tuple[list[Made], tuple[Path, ...], Paper, list[str]]:
    """Make a paper and keep it: what was made, where, the paper itself, and what is less than perfect about it."""
    from reunify_cli.render.paper import FORMATS, paper
    from reunify_cli.store.papers import Made, digest, keep, version_for

    context = context_of(opened, pack, door)
    policy = opened.judged.policy
    known = paper(pack, context, _house(opened), case=opened.id, policy=policy.id, day=door.today)
    said = digest("\0".join((known.text, context.subtitle, known.house.authority, known.house.classification)).encode())
    version = version_for(shelf, said, formats)
    made, findings = list[tuple[Made, bytes]](), dict[str, None]()
    for each in formats:
        file = FORMATS[each](known, version)
        findings.update(dict.fromkeys(file.findings))
        path = shelf.path(version, each)
        named = path.name if path.parent == shelf.packs else path.as_posix()
        instant = door.instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
        record = Made(
            pack.name, version, each, shelf.reader, named, digest(file.content), said, policy.id, policy.digest,
            door.today.isoformat(), instant, door.me,
        )  # fmt: skip
        made.append((record, file.content))
    return [record for record, _ in made], keep(shelf, made), known, list(findings)


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
    policy = opened.judged.policy
    borrows = pack.event and not has_agenda(stand, pack.event) and LENDER not in (policy.id, *policy.extends)
    if not borrows or LENDER not in policy_ids(opened.office.root):
        return context(stand, pack)
    lender = load_policy(LENDER, opened.office.root)
    other = Standpoint(Judgement(opened.judged.history, lender, opened.judged.calendar), door.position)
    return context(stand, pack, other if has_agenda(other, pack.event) else None)


def packs_of(opened: Opened, door: Door) -> list[Pack]:
    """The papers worth listing for a child: those with a template of their own, and any meeting that is booked."""
    from reunify_cli.render.packs import PACKS, meetings, pack_of

    held = meetings(opened.office.vocabulary)
    booked = [what for what, (when, _) in opened.judged.bookings.items() if when.end >= door.position and what in held]
    own = {pack.event for pack in PACKS}
    return [*PACKS, *(pack_of(event) for event in booked if event not in own)]


def _meant(opened: Opened, word: str) -> Pack:
    from reunify_cli.render.packs import find_pack, pack_words

    vocabulary = opened.office.vocabulary
    pack = find_pack(word, vocabulary)
    if pack is None:
        near = did_you_mean(word.lower(), pack_words(vocabulary))
        said = f'There is no paper "{clean(word)}".{near}'
        raise Mistyped(Problem(None, said, f"Type  reunify pack {typed(opened.id)} --list"))
    return pack


def _formats(words: str) -> tuple[str, ...]:
    from reunify_cli.render.paper import FORMATS

    asked = [word.strip().lower() for word in words.split(",") if word.strip()]
    unknown = [word for word in asked if word not in FORMATS]
    if unknown or not asked:
        said = f'"{clean(", ".join(unknown) or words)}" is not a format that papers are made in.'
        raise Mistyped(Problem(None, said, f"Write --format {','.join(FORMATS)} or one of them."))
    return tuple(dict.fromkeys(asked))


def _shelf(opened: Opened, pack: Pack, reader: str, out: Path | None) -> Shelf:
    from reunify_cli.store.papers import Shelf, read_made

    packs = opened.folder / "packs"
    return Shelf(packs, out or packs, pack.name, short_id(opened.id), reader, read_made(packs))


def _house(opened: Opened) -> Any:
    from reunify_cli.render.paper import CLASSIFICATION, House

    workspace = opened.office.workspace
    own, fonts = opened.office.root / "case_templates" / "packs", opened.office.root / "case_templates" / "fonts"
    return House(
        authority=workspace.authority or workspace.name,
        classification=workspace.classification or CLASSIFICATION,
        templates=own if own.is_dir() else None,
        fonts=fonts if fonts.is_dir() else None,
    )


def _show(path: Path) -> None:
    """Open a file with whatever this machine opens such files with."""
    typer.launch(str(path))


# --- on the screen ------------------------------------------------------------------------------------------------


def made_lines(
    opened: Opened,
    shelf: Shelf,
    made: Sequence[Made],
    paths: Sequence[Path],
    paper: Paper,
    findings: Sequence[str],
    door: Door,
) -> list[str]:
    """What was made, where it is, what is still to be completed, and what has changed since the version before."""
    version, name = made[0].version, made[0].name
    earlier = [each for each in shelf.before if each.version < version]
    same = any(each.version == version for each in shelf.before)
    head = f"{'UNCHANGED' if same else 'MADE':<10} {name} for {child(opened, door)}, version {version}"
    lines = [edge(head, f"as of {short_day(door.today)} {door.today.year}", door.width)]
    lines += [f"           {_place(opened, path)}" for path in paths]
    if paper.blanks:
        lines.append(f"BLANKS     {counted(paper.blanks, 'place')} to complete on the paper")
    lines += _lack_lines(paper.context.lacks, door.width, "FIND OUT")
    if earlier and not same:
        lines += wrap(_changed(opened, earlier[-1]), door.width, " " * 11, "CHANGED    ")
    for finding in findings:
        lines += wrap(finding, door.width, " " * 11, "NOTE       ")
    return lines


def _place(opened: Opened, path: Path) -> str:
    try:
        return path.relative_to(opened.office.root).as_posix()
    except ValueError:
        return str(path)


def _lack_lines(lacks: Sequence[Lack], width: int, label: str) -> list[str]:
    lines: list[str] = []
    for each in lacks[:MOST]:
        start = f"{label:<10} " if not lines else " " * 11
        lines += wrap(f"{clean(each.what)}: from {clean(each.whose)}", width, " " * 13, start)
    if len(lacks) > MOST:
        lines.append(f"           ... and {len(lacks) - MOST} more")
    return lines


def _changed(opened: Opened, before: Made) -> str:
    """What was written down since an earlier version was made."""
    from reunify_cli.model.moment import parse_instant

    made = parse_instant(before.made)
    events = opened.office.vocabulary.events
    new = [e for e in opened.judged.history.entries if e.recorded is not None and e.recorded > made]
    said = [f"{events[e.event].title if e.event in events else e.event}, {short_day(e.when.day)}" for e in new]
    since = f"since version {before.version} of {short_day(made.date())}: "
    return since + (
        clean("; ".join(said)) or "the day it is judged by, the policy, or entries without a time of recording"
    )


def list_lines(opened: Opened, papers: Sequence[tuple[Pack, Context]], door: Door) -> list[str]:
    """Which papers there are for a child, whether each is ready, and what it lacks."""
    from reunify_cli.store.papers import read_made

    made = read_made(opened.folder / "packs")
    lines = [edge(f"PAPERS for {child(opened, door)}", f"as of {short_day(door.today)} {door.today.year}", door.width)]
    for pack, known in papers:
        last = max((m for m in made if m.name == pack.name), key=lambda m: m.version, default=None)
        ready = "ready" if not known.lacks else f"{counted(len(known.lacks), 'thing')} to find out"
        lines += ["", edge(f" {pack.name}", ready, door.width)]
        if known.meeting is not None:
            lines.append(f"   {clean(sentence(known.meeting.title))}: {clean(known.meeting.when or 'not booked')}")
        lines += [f"  {line}" for line in _lack_lines(known.lacks, door.width - 2, "lacks")]
        if last is not None:
            lines.append(f"   last made  version {last.version}, as of {last.as_of}")
    return [*lines, "", f"Make one:  reunify pack {typed(opened.id)} {papers[0][0].name}"]


def listed_json(opened: Opened, pack: Pack, known: Context) -> dict[str, Any]:
    """A paper of the list as JSON has it."""
    return {
        "case": opened.id,
        "name": pack.name,
        "title": known.meeting.title if known.meeting else pack.title,
        "meeting": known.meeting.when if known.meeting else None,
        "ready": not known.lacks,
        "lacks": _lacks_json(known.lacks),
    }


def _lacks_json(lacks: Sequence[Lack]) -> list[dict[str, str]]:
    return [{"what": each.what, "whose": each.whose} for each in lacks]


def _made_json(made: Made) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(made)
