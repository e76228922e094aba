"""Files to mend, records that do not fit together, and notes; lateness is not its business."""

from collections.abc import Sequence
from typing import Annotated

from reunify_cli.casework.checking import WRONG, Mend, findings_json, read_all, workspace_notes
from reunify_cli.cli.options import CaseRefs, Option, reads
from reunify_cli.cli.terminal import Terminal
from reunify_cli.engine.clock_times import odd_times
from reunify_cli.engine.finding import Finding
from reunify_cli.engine.findings import NOT_RECORDED, findings
from reunify_cli.errors import Mistyped, did_you_mean
from reunify_cli.papers.layout.xml import escape, quoteattr
from reunify_cli.session.session import OpenCase, Unread
from reunify_cli.text.layout import clean, counted, joined, sentence, shorten, wrap
from reunify_cli.wording.display_names import child, short_id, typed
from reunify_cli.wording.findings import spoken, whole_command

FORMATS = ("text", "json", "junit")
MOST = 6
"""How many records of one child are named before the rest is counted, unless that child is asked about."""


MANY = 4
"""Of how many children something must be said to be said of all of them at once."""


@reads
def cli(
    terminal: Terminal,
    cases: CaseRefs = None,
    files: Annotated[bool, Option("--files", help="only files to fix")] = False,
    form: Annotated[str, Option("--format", metavar="text|json|junit", help="how to write it")] = "text",
) -> int | None:
    """Files to mend, records that do not fit together, notes."""
    if form not in FORMATS:
        raise Mistyped(
            f'"{form}" is not a format here.{did_you_mean(form, FORMATS)}', help=f"Write one of {', '.join(FORMATS)}."
        )
    read, mend = read_all(terminal.session, cases or ())
    found = [
        (opened, finding)
        for opened in read
        for finding in (
            () if files else (*findings(opened.judged, terminal.session.position), *odd_times(opened.judged))
        )
    ]
    notes = [] if files else workspace_notes(terminal.session)
    records = [(opened, finding) for opened, finding in found if finding.kind in WRONG]
    if terminal.json or form == "json":
        terminal.answer(
            "findings",
            findings_json(mend, found, notes),
            read=len(read),
            unread=[u for u, _ in mend if isinstance(u, Unread)],
        )
    elif form == "junit":
        terminal.say(junit(read, mend, records))
    else:
        terminal.say(run(terminal, read, mend, found, notes, narrow=bool(cases), files=files))
    return 1 if mend or records else None


def run(
    terminal: Terminal, read: Sequence[OpenCase], mend: Sequence[Mend], found: Sequence[tuple[OpenCase, Finding]],
    notes: Sequence[str], *, narrow: bool, files: bool,
) -> list[str]:  # fmt: skip
    """The screen's lines: the counts, then the three kinds."""
    decide, records, asks = (
        [(opened, finding) for opened, finding in found if finding.kind == kind] for kind in ("decide", "record", "ask")
    )
    asides = [(opened, finding) for opened, finding in found if finding.kind == "note"]
    unread = {each.id for each, _ in mend if isinstance(each, Unread)}
    children = counted(len(read) + len(unread), "child", "children")
    asked = len({opened.folder for opened, _ in asks})
    counts = [counted(len(mend), "problem in files", "problems in files")]
    if not files:
        counts += [
            *([f"{len(decide)} to decide"] if decide else []),
            counted(len(records), "record to look at", "records to look at"),
            *([f"{counted(asked, 'child', 'children')} to ask about"] if asked else []),
            counted(len(notes) + len(asides), "note"),
        ]
    lines = wrap(f"{children}. {', '.join(counts)}.", terminal.width)
    if mend:
        lines += ["", "FILES TO FIX. Until then, lists name these children but cannot show their dates."]
        lines += _mend(mend, terminal.width)
    if decide:
        lines += ["", "TO DECIDE: what a return says of these children cannot be taken at its word"]
        lines += _records(decide, terminal, narrow=True)
    if records:
        lines += ["", "RECORDS TO LOOK AT: the files are sound, what they say does not fit together"]
        lines += _records(records, terminal, narrow=narrow)
    if asks:
        lines += ["", "STILL TO ASK, from before these records start: not recorded yet"]
        lines += _records(asks, terminal, narrow=True) if narrow else _asks(asks, terminal)
    if notes or asides:
        lines += ["", "NOTES", *(line for note in notes for line in wrap(clean(note), terminal.width, "  ", " "))]
        for common in dict.fromkeys(finding.common for _, finding in asides if finding.common):
            concerned = {opened.folder for opened, finding in asides if finding.common == common}
            lines += wrap(
                f"{counted(len(concerned), 'child has', 'children have')} {common}", terminal.width, "  ", " "
            )
        lines += _records([each for each in asides if not each[1].common], terminal, narrow=narrow)
    if not mend and not records and not decide:
        lines += [
            "",
            "Every file reads clean." if files else "No problems found.",
        ]
    return [*lines, "", "Late duties are not listed here: reunify overdue.     Files only: check --files"]


def _asks(asks: Sequence[tuple[OpenCase, Finding]], terminal: Terminal) -> list[str]:
    """Each child with what is not recorded of the time before, and once the commands that record it."""
    lines: list[str] = []
    children: dict[str, list[tuple[OpenCase, Finding]]] = {}
    for opened, finding in asks:
        children.setdefault(str(opened.folder), []).append((opened, finding))
    for pairs in children.values():
        words = joined([finding.sentence.removeprefix(NOT_RECORDED) for _, finding in pairs])
        lines += wrap(
            f"{sentence(words)}.",
            terminal.width,
            " " * 16,
            f" {shorten(child(pairs[0][0], terminal.session), 14):<14} ",
        )
    lines += ["  To record them, with the child for CASE:"]
    commands = dict.fromkeys(finding.help.replace("record", "record CASE", 1) for _, finding in asks)
    lines += [f"     reunify {command}" for command in commands]
    return [*lines, "  If there was none:  reunify record CASE none what=review since=DATE"]


def _mend(mend: Sequence[Mend], width: int) -> list[str]:
    lines: list[str] = []
    for each, one in mend:
        lines.append(f" {clean(one.place) if one.place or each is None else each.id}")
        lines += wrap(clean(one.sentence), width, "     ", "     ")
        if one.help:
            lines += wrap(clean(one.help), width, "     ", "     ")
    first = next((each for each, _ in mend if each is not None), None)
    if not mend:
        return lines
    return [*lines, f"     Fix and save it, then: reunify check{f' {typed(first.id)}' if first else ''}"]


def _records(records: Sequence[tuple[OpenCase, Finding]], terminal: Terminal, *, narrow: bool) -> list[str]:
    """Each child's findings; what is said of many children is said once, with their ids."""
    lines: list[str] = []
    said: dict[str, list[OpenCase]] = {}
    for opened, finding in records:
        said.setdefault(finding.sentence, []).append(opened)
    shared = {text for text, children in said.items() if len(children) >= MANY and not narrow}
    for text in shared:
        ids = [short_id(opened.id) for opened in said[text]]
        few = ", ".join(ids[:MOST]) + (f" and {len(ids) - MOST} more" if len(ids) > MOST else "")
        number = f" {counted(len(ids), 'child', 'children'):<14} "
        lines += wrap(f"{spoken(text, said[text][0])}: {few}", terminal.width, " " * 16, number)
    groups: dict[str, list[tuple[OpenCase, Finding]]] = {}
    for opened, finding in records:
        if finding.sentence not in shared:
            groups.setdefault(opened.id, []).append((opened, finding))
    for pairs in groups.values():
        lines += _of_child(pairs if narrow else pairs[:MOST], terminal)
        if not narrow and len(pairs) > MOST:
            lines.append(f"{' ' * 16}{len(pairs) - MOST} more    reunify check {typed(pairs[0][0].id)}")
    return lines


def _of_child(pairs: Sequence[tuple[OpenCase, Finding]], terminal: Terminal) -> list[str]:
    lines: list[str] = []
    for i, (opened, finding) in enumerate(pairs):
        who = f"{shorten(child(opened, terminal.session), 14):<14}" if i == 0 else " " * 14
        lines += wrap(spoken(finding.sentence, opened), terminal.width, " " * 16, f" {who} ")
        lines += [f"{' ' * 16}{hint}" for hint in (_place(opened, finding), _help(opened, finding)) if hint]
    return lines


def _place(opened: OpenCase, finding: Finding) -> str:
    if not finding.entry:
        return ""
    from reunify_cli.casework.explaining import entry_place

    return entry_place(opened, finding.entry)


def _help(opened: OpenCase, finding: Finding) -> str:
    if finding.help:
        return whole_command(opened, finding)
    return f"reunify why {typed(opened.id)} {finding.rule}" if finding.rule else ""


def junit(read: Sequence[OpenCase], mend: Sequence[Mend], records: Sequence[tuple[OpenCase, Finding]]) -> list[str]:
    """The findings as JUnit XML, a test case for each child, for a build server."""
    failures: dict[str, list[str]] = {opened.id: [] for opened in read}
    for each, one in mend:
        failures.setdefault(each.id if each is not None else "team", []).append(
            f"{one.place or ''} {one.sentence}".strip()
        )
    for opened, finding in records:
        failures[opened.id].append(finding.sentence)
    failing = sum(bool(said) for said in failures.values())
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuite name="reunify check" tests="{len(failures)}" failures="{failing}">',
    ]
    for case, said in failures.items():
        inner = "".join(f"<failure message={quoteattr(clean(each))}>{escape(clean(each))}</failure>" for each in said)
        lines.append(f'  <testcase classname="cases" name={quoteattr(short_id(case))}>{inner}</testcase>')
    return [*lines, "</testsuite>"]
