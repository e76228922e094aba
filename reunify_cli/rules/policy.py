"""What a policy says, as plain records: its rules with their sources, its stages, its words, its own examples.

What a rule asks is in `rules/terms.py`.
"""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final, Literal

from reunify_cli.frozen import dataclass, field
from reunify_cli.model.vocabulary import Vocabulary
from reunify_cli.rules.conditions import ALWAYS, Condition
from reunify_cli.rules.terms import (
    NOT_YET,
    At,
    BeforeChange,
    BeforeEvent,
    BeforeStage,
    Every,
    Open,
    Phases,
    SoonestOf,
    Terms,
    Timing,
    Within,
)

Weight = Literal["law", "policy", "guidance"]
Strength = Literal["must", "should", "recommend", "may"]
Sure = Literal["primary", "secondary", "unverified"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule comes from: the instrument, the place in it, and how sure we are of the words."""

    cite: str = ""
    at: str = ""
    url: str = ""
    checked: date | None = None
    sure: Sure = "primary"

    def __str__(self) -> str:
        return f"{self.cite}, {self.at}" if self.at else self.cite


_KINDS: Mapping[type[Timing], str] = {
    Within: "deadline",
    SoonestOf: "deadline",
    Every: "rhythm",
    Phases: "rhythm",
    BeforeEvent: "gate",
    BeforeStage: "gate",
    BeforeChange: "gate",
    At: "content",
    Open: "standing duty",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One duty in law, policy or guidance, with its source."""

    id: str
    title: str
    policy: str
    source: Source
    versions: tuple[Terms, ...]
    """Oldest first; never empty."""
    weight: Weight = "policy"
    strength: Strength = "must"
    owes: str = ""
    register: tuple[str, ...] = ()
    says: str = ""
    note: str = ""
    file: str = ""
    line: int = 0

    def on(self, day: date) -> Terms | None:
        """The version in force on a day, or None before the first and after the last."""
        for terms in reversed(self.versions):
            if terms.in_force_on(day):
                return terms
        return None

    @property
    def latest(self) -> Terms:
        """The newest version."""
        return self.versions[-1]

    @property
    def unverified(self) -> bool:
        """Whether its words were never confirmed against the text: it is shown as a question and is never late."""
        return self.source.sure == "unverified"

    @property
    def coming(self) -> bool:
        """Whether it is enacted and not in force: nothing is owed under it yet."""
        return self.versions[0].in_force == NOT_YET

    @property
    def kind(self) -> str:
        """A word for the screen: deadline, rhythm, gate, content or standing duty."""
        return _KINDS[type(self.latest.timing)]


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the stages of a return home, as this policy names it."""

    key: str
    title: str
    number: int
    makes: Mapping[str, str] = field(default_factory=dict, hash=False)
    """The entry (event and fields) that entering this stage stands for, so that its gates are asked as well."""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Guidance:
    """Words of a source that nothing can check: printed where they help."""

    register: tuple[str, ...]
    text: str
    shown_at: str = ""
    source: str = ""
    while_: Condition | None = None
    """While this holds of a child, it stands on the child's own screen."""


DUE_SOON: Final = 14
"""How many calendar days ahead an upcoming duty is called due where the policy does not say."""


@dataclass(frozen=True)
class Policy:
    """A set of rules that builds on another, with the words and stages it uses."""

    id: str
    title: str
    short: str
    rules: tuple[Rule, ...]
    vocabulary: Vocabulary
    stages: tuple[Stage, ...] = ()
    scope: Condition = ALWAYS
    extends: tuple[str, ...] = ()
    """Every policy it builds on, nearest first."""
    document: Mapping[str, str] = field(default_factory=dict)
    review_by: date | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    guidance: tuple[Guidance, ...] = ()
    digest: str = ""
    shorts: Mapping[str, str] = field(default_factory=dict)
    """The short name of each policy whose rules are in here, by its id."""
    known_as: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        """The rules by their ids."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def room(self) -> dict[str, Any]:
        """Room for what is worked out of the rules once, by name; filled by the engine."""
        return {}

    @property
    def due_soon(self) -> int:
        """How many calendar days ahead an upcoming duty is called due: the setting `due-soon`, usually 14."""
        amount = self.settings.get("due-soon", "").partition(" ")[0]
        return int(amount) if amount.isdigit() else DUE_SOON

    def stage(self, key: str) -> Stage | None:
        """The stage with that key."""
        return next((stage for stage in self.stages if stage.key == key), None)

    def after(self, key: str | None) -> Stage | None:
        """The stage that follows one (the first where the case is in none yet)."""
        if key is None:
            return self.stages[0] if self.stages else None
        keys = [stage.key for stage in self.stages]
        place = keys.index(key) + 1 if key in keys else len(keys)
        return self.stages[place] if place < len(keys) else None
