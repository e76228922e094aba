"""What answers each clause of the sources, which clause nothing answers, and which rule no example shows.

Nothing of this is typed anywhere: rules and guidance name the clauses they answer, the register holds the clauses, and
the examples say of themselves what they expect. All three are handed in, so that nothing is read here.
"""

from collections.abc import Iterable, Mapping, Sequence
from textwrap import wrap
from typing import Any, Final, Literal, Protocol

from reunify_cli.frozen import dataclass
from reunify_cli.rules.policy import Guidance, Policy, Rule
from reunify_cli.rules.terms import At, Open

LAW: Final = "law"
"""The document of every clause that stands in no other: Acts, regulations, national guidance."""
READINGS: Final = "readings"
"""The document of the readings taken where sources are unclear; they have no strength of their own."""

Kind = Literal["not owed", "met", "late"]
KINDS: Final[tuple[Kind, ...]] = ("not owed", "met", "late")
"""What the examples of a rule should show between them."""

_MET: Final = frozenset(("met", "met-other-reading"))
_LATE: Final = frozenset(("overdue", "missed", "met-late", "breach"))
_LABEL: Final = 24


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that a source asks, in our words."""

    id: str
    at: str
    """The source and the place in it."""
    says: str
    strength: str = ""
    """The verb of the source; empty for a reading."""
    guidance: str = ""
    """Words to print where they help, where no rule and no policy's guidance answers it."""
    not_taken_up: str = ""
    """Why nothing answers it, where that is so on purpose."""


@dataclass(frozen=True, slots=True)
class Register:
    """Every clause of every source, and what the sources are called."""

    titles: Mapping[str, str]
    """The title of each document by its key, in the order in which they are shown."""
    clauses: tuple[Clause, ...]

    def document(self, clause: Clause) -> str:
        """The key of the document in which a clause stands: the first word of its place, else the law.

        An authority's own register names no law: there it is the first of its documents.
        """
        if not clause.strength and READINGS in self.titles:
            return READINGS
        first = clause.at.split(" ")[0]
        return first if first in self.titles else LAW if LAW in self.titles else next(iter(self.titles), LAW)


class Shows(Protocol):
    """An example, as far as it matters here: the rule it is about and what it expects."""

    @property
    def rule(self) -> str:
        """The id of the rule."""

    @property
    def expect(self) -> Sequence[Mapping[str, Any]]:
        """What is expected of each of its duties."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A clause and everything that answers it."""

    clause: Clause
    document: str
    rules: tuple[Rule, ...] = ()
    guidance: tuple[Guidance, ...] = ()

    @property
    def how(self) -> Literal["rules", "words", "not taken up", "nothing"]:
        """By what it is answered, at best."""
        if self.rules:
            return "rules"
        if self.guidance or self.clause.guidance:
            return "words"
        return "not taken up" if self.clause.not_taken_up else "nothing"


@dataclass(frozen=True, slots=True)
class Unshown:
    """A rule with the kinds of example that it lacks."""

    rule: Rule
    lacks: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A clause that a rule or guidance names and the register does not have."""

    clause: str
    by: str
    """The rule's id, or the source of the guidance."""
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far policies answer what their sources ask, and how far examples show what their rules mean."""

    titles: Mapping[str, str]
    clauses: tuple[Answered, ...]
    unshown: tuple[Unshown, ...] = ()
    unknown: tuple[Unknown, ...] = ()

    @property
    def unanswered(self) -> tuple[Answered, ...]:
        """The clauses that nothing answers, and nobody says why."""
        return tuple(each for each in self.clauses if each.how == "nothing")

    @property
    def complete(self) -> bool:
        """Whether every clause is accounted for, every name known and every rule shown."""
        return not (self.unanswered or self.unknown or self.unshown)

    def of(self, document: str) -> tuple[Answered, ...]:
        """The clauses of one document."""
        return tuple(each for each in self.clauses if each.document == document)


def coverage(
    register: Register,
    policies: Iterable[Policy],
    examples: Mapping[str, Iterable[Shows]] | None = None,
    elsewhere: Iterable[str] = (),
) -> Coverage:
    """What answers each clause of a register among the rules and guidance of some policies.

    `examples` are those beside each policy's own rules, by the policy's id; without it nobody asks for examples. Of a
    policy only its own rules are looked at: hand in those that it builds on as well. `elsewhere` are the clauses of
    another register, which may be named too.
    """
    policies = tuple(policies)
    own = [rule for policy in policies for rule in policy.rules if rule.policy == policy.id]
    words = list(dict.fromkeys(each for policy in policies for each in policy.guidance))
    rules: dict[str, list[Rule]] = {}
    guidance: dict[str, list[Guidance]] = {}
    for rule in own:
        for clause in dict.fromkeys(rule.register):
            rules.setdefault(clause, []).append(rule)
    for each in words:
        for clause in dict.fromkeys(each.register):
            guidance.setdefault(clause, []).append(each)
    known = {*(clause.id for clause in register.clauses), *elsewhere}
    return Coverage(
        titles=register.titles,
        clauses=tuple(
            Answered(
                clause, register.document(clause), tuple(rules.get(clause.id, ())), tuple(guidance.get(clause.id, ()))
            )
            for clause in register.clauses
        ),
        unshown=tuple(_unshown(own, examples)) if examples is not None else (),
        unknown=(
            *(Unknown(clause, rule.id, rule.policy) for rule in own for clause in rule.register if clause not in known),
            *(Unknown(clause, each.source) for each in words for clause in each.register if clause not in known),
        ),
    )


# --- examples -----------------------------------------------------------------------------------------------------


def _unshown(rules: Iterable[Rule], examples: Mapping[str, Iterable[Shows]]) -> Iterable[Unshown]:
    shown: dict[tuple[str, str], list[Shows]] = {}
    for policy, found in examples.items():
        for example in found:
            shown.setdefault((policy, example.rule), []).append(example)
    for rule in rules:
        if rule.coming:
            continue  # nothing is owed under it yet, so nothing can be shown but that
        there = kinds(rule, shown.get((rule.policy, rule.id), ()))
        lacks = tuple(kind for kind in KINDS if kind not in there)
        if lacks:
            yield Unshown(rule, lacks)


def kinds(rule: Rule, examples: Iterable[Shows]) -> frozenset[Kind]:
    """The kinds of example there are of a rule: not owed, met, late.

    A duty without a date, or one whose source is unverified, is never late; that it is still open counts as that.
    """
    never_late = isinstance(rule.latest.timing, (At, Open)) or rule.unverified
    found: set[Kind] = set()
    for example in examples:
        for expect in example.expect:
            standing = str(expect.get("standing", ""))
            if str(expect.get("owed", "")) == "no":
                found.add("not owed")
            elif standing in _MET:
                found.add("met")
            elif standing in _LATE or (never_late and standing == "open"):
                found.add("late")
    return frozenset(found)


# --- for people and for programs ----------------------------------------------------------------------------------


def lines(found: Coverage, width: int = 80) -> list[str]:
    """Coverage as a screen: counts for each document, then what is missing."""
    said = [f"{'':<37}{'clauses':>8}{'rules':>6}{'words':>6}{'not taken up':>14}{'nothing':>9}"]
    for key, title in found.titles.items():
        here = found.of(key)
        if here:
            counts = [sum(each.how == how for each in here) for how in ("rules", "words", "not taken up", "nothing")]
            name = f"{key}  {title}" if key.isdigit() else title
            said.append(f"{name[:36]:<37}{len(here):>8}{counts[0]:>6}{counts[1]:>6}{counts[2]:>14}{counts[3]:>9}")
    said += _part("Nothing answers", [(each.clause.id, _clause(each.clause)) for each in found.unanswered], width)
    reasons = [(c.id, f"{_clause(c)} {_sentence(c.not_taken_up)}") for c in _left(found)]
    said += _part("Not taken up, and why", reasons, width)
    names = [(each.clause, f"{each.policy}  {each.by}".strip()) for each in found.unknown]
    said += _part("Named, and in no register", names, width)
    lacking = [(each.rule.policy, f"{each.rule.id}: none {_joined(each.lacks)}") for each in found.unshown]
    said += _part("Rules that lack an example", lacking, width)
    if found.complete:
        said += ["", "Every clause is accounted for, and every rule has its examples."]
    return said


def coverage_json(found: Coverage) -> dict[str, list[dict[str, Any]]]:
    """Coverage for programs: `items` (the clauses), `unshown` (rules) and `unknown` (names)."""
    return {
        "items": [
            {
                "id": each.clause.id,
                "document": each.document,
                "at": each.clause.at,
                "strength": each.clause.strength or None,
                "says": each.clause.says,
                "answered_by": each.how,
                "rules": [{"policy": rule.policy, "rule": rule.id} for rule in each.rules],
                "guidance": [words.source for words in each.guidance],
                "not_taken_up": each.clause.not_taken_up or None,
            }
            for each in found.clauses
        ],
        "unshown": [
            {"policy": each.rule.policy, "rule": each.rule.id, "lacks": list(each.lacks)} for each in found.unshown
        ],
        "unknown": [
            {"clause": each.clause, "policy": each.policy or None, "by": each.by} for each in found.unknown
        ],
    }  # fmt: skip


def _left(found: Coverage) -> list[Clause]:
    return [each.clause for each in found.clauses if each.how == "not taken up"]


def _clause(clause: Clause) -> str:
    return f"{clause.at}: {_sentence(clause.says)}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def _joined(kinds: Sequence[str]) -> str:
    words = {"not owed": "where it is not owed", "met": "where it is met", "late": "where it is late or undone"}
    return ", ".join(words[kind] for kind in kinds)


def _part(title: str, rows: Sequence[tuple[str, str]], width: int) -> list[str]:
    if not rows:
        return []
    label = min(max(len(name) for name, _ in rows) + 2, _LABEL)
    said = ["", f"{title} ({len(rows)})"]
    for name, text in rows:
        indent = " " * (label + 2)
        said += wrap(f"  {name:<{label}}{text}", width, subsequent_indent=indent, break_on_hyphens=False)
    return said
