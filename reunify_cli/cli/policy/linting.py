"""`policy lint`: a policy's mistakes, each with its place: what keeps it from being read, then what will never work."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from reunify_cli.errors import Problem, Unreadable, did_you_mean
from reunify_cli.frozen import dataclass
from reunify_cli.policy_store.examples import read_examples
from reunify_cli.policy_store.lint import lint
from reunify_cli.policy_store.policies import load_calendar
from reunify_cli.policy_store.register import load_register, own_register
from reunify_cli.rules.policy import Policy
from reunify_cli.session.available_policies import AvailablePolicies
from reunify_cli.text.envelope import problem
from reunify_cli.text.layout import clean, counted, wrap


@dataclass(frozen=True, slots=True)
class Linted:
    """What there is to say about one policy."""

    policy: str
    rules: int
    problems: tuple[Problem, ...] = ()
    """Why its files cannot be read, or its examples."""
    findings: tuple[tuple[str, Problem], ...] = ()
    """The rule (or "") and what is wrong with it."""
    notes: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether there is nothing to mend."""
        return not self.problems and not self.findings


def look(policy_id: str, policy: Policy | Unreadable, available: AvailablePolicies, today: date) -> Linted:
    """Everything that is wrong with one policy, read or not."""
    if isinstance(policy, Unreadable):
        return Linted(policy_id, 0, policy.problems)
    problems: tuple[Problem, ...] = ()
    try:
        exemplified = {example.rule for example in read_examples(policy, available.root)}
    except Unreadable as error:
        problems, exemplified = error.problems, set(policy.by_id)
    own_stages = bool(available.head(policy_id).get("stages"))
    calendar = load_calendar(available.workspace.calendar, available.root) if available.workspace else load_calendar()
    remarks = lint(policy, exemplified, today, own_stages=own_stages, terms=bool(calendar.terms))
    findings = tuple(
        (each.rule, Problem(available.place(policy.by_id[each.rule]) if each.rule else None, each.sentence, each.help))
        for each in remarks
        if not each.note
    )
    try:
        findings += tuple(_unknown_clauses(policy, available))
    except Unreadable as error:
        problems += error.problems
    notes = tuple(f"{each.rule}: {each.sentence}" if each.rule else each.sentence for each in remarks if each.note)
    return Linted(policy_id, sum(rule.policy == policy_id for rule in policy.rules), problems, findings, notes)


def _unknown_clauses(policy: Policy, available: AvailablePolicies) -> Iterator[tuple[str, Problem]]:
    """Clauses that a rule or a piece of guidance says it answers, and that no register has."""
    own = own_register(policy.id, available.root)
    known = {clause.id for each in (own, load_register()) if each is not None for clause in each.clauses}
    help = "Its clauses:  reunify policy coverage"
    for rule in policy.rules:
        for name in rule.register if rule.policy == policy.id else ():
            if name not in known:
                near = did_you_mean(name, known)
                sentence = f'register: "{name}" is no clause of any source.{near}'
                yield rule.id, Problem(available.place(rule), sentence, "" if near else help)
    for words in policy.guidance:
        for name in words.register:
            if name not in known:
                sentence = f'guidance ({words.source}): "{name}" is no clause of any source.{did_you_mean(name, known)}'
                yield "", Problem(None, sentence, help)


def run(found: list[Linted], width: int) -> list[str]:
    """The screen's lines: a line for each policy that is clean, a block for each that is not."""
    lines: list[str] = []
    for each in found:
        said = "clean" if each.clean else f"{len(each.problems) + len(each.findings)} to fix"
        rules = "not read" if each.problems and not each.rules else counted(each.rules, "rule")
        notes = f", {counted(len(each.notes), 'note')}" if each.notes else ""
        lines.append(f"{clean(each.policy)}: {rules}, {said}{notes}")
        for rule, one in (*(("", one) for one in each.problems), *each.findings):
            name = f"{rule}: " if rule else ""
            if one.place is not None:
                lines.append(f"  {clean(one.place)}")
            lines += wrap(f"{name}{clean(one.sentence)}", width, "      ", "      " if one.place else "  ")
            if one.help:
                lines += wrap(clean(one.help), width, "      ", "      ")
        for note in each.notes:
            lines += wrap(f"note  {clean(note)}", width, "        ", "  ")
    return lines


def lint_json(found: list[Linted]) -> list[dict[str, Any]]:
    """Every finding and note as JSON."""
    items: list[dict[str, Any]] = []
    for each in found:
        items += [{"policy": each.policy, "kind": "file", "rule": None, **problem(one)} for one in each.problems]
        items += [
            {"policy": each.policy, "kind": "finding", "rule": rule or None, **problem(one)}
            for rule, one in each.findings
        ]
        items += [{"policy": each.policy, "kind": "note", "rule": None, "sentence": note} for note in each.notes]
    return items
