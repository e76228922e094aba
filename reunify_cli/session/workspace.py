"""A workspace with the policy that is in use in it, each part loaded when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from reunify_cli.errors import Problem, Unreadable
from reunify_cli.frozen import dataclass, field

if TYPE_CHECKING:
    from reunify_cli.model.vocabulary import Vocabulary
    from reunify_cli.policy_store.newer_law import Newer
    from reunify_cli.rules.calendar import Calendar
    from reunify_cli.rules.policy import Policy
    from reunify_cli.store.workspace import Adopted, Workspace


@dataclass(frozen=True)
class OpenWorkspace:
    """A workspace with the policy and calendar in use, each loaded when first asked for."""

    files: Workspace
    """What its own files say."""
    today: date = date.max
    """The day by which a policy that was adopted is in use."""
    adopted: Adopted | None = None
    """The policy that certain children are judged by (`of_case`); None: the one in use for whoever comes today."""
    main: OpenWorkspace | None = field(default=None, repr=False, compare=False)
    others: dict[tuple[str, str], OpenWorkspace] = field(default_factory=dict, repr=False, compare=False)

    @property
    def root(self) -> Path:
        """The workspace's folder."""
        return self.files.root

    @cached_property
    def adoption(self) -> Adopted:
        """Which policy it is, since when, and what it was pinned by."""
        from reunify_cli.policy_store.adoptions import in_use

        return self.adopted or in_use(self.files, self.today)

    @cached_property
    def policy(self) -> Policy:
        """The policy with everything it builds on, as it was adopted."""
        from reunify_cli.policy_store.adoptions import load_adopted

        # A policy that cannot be read is not tried again for each of ten thousand children.
        if self._broken:
            raise self._broken[0]
        try:
            return load_adopted(self.files, self.adoption)
        except Unreadable as error:
            self._broken.append(error)
            raise

    @cached_property
    def _broken(self) -> list[Unreadable]:
        return []

    @cached_property
    def calendar(self) -> Calendar:
        """The calendar that working days are counted by."""
        from reunify_cli.policy_store.adoptions import calendar_of

        return calendar_of(self.files, self.adoption)

    @cached_property
    def newer(self) -> Newer | None:
        """The law as this program has it now, where it asks something else than what was adopted here."""
        from reunify_cli.policy_store.newer_law import newer_law

        return newer_law(self.files, self.adoption, self.policy, self.calendar) if self.adoption.digest else None

    @cached_property
    def lying(self) -> tuple[Problem, ...]:
        """What writes to several children, or the making of a folder, left lying when they were cut off."""
        from reunify_cli.store.stale_files import lying_among

        return tuple(lying_among(self.files.cases))

    def of_case(self, case_id: str) -> OpenWorkspace:
        """The workspace with the policy that one child is judged by: mostly this one."""
        from reunify_cli.policy_store.adoptions import judging

        main = self.main or self
        found = judging(self.files, case_id, self.today, lambda: main.vocabulary)
        pin = (found.id, found.digest)
        if pin == (main.adoption.id, main.adoption.digest):
            return main
        return main.others.setdefault(pin, OpenWorkspace(self.files, self.today, found, main))

    @property
    def vocabulary(self) -> Vocabulary:
        """The words its journals may use."""
        return self.policy.vocabulary

    def vocabularies(self) -> Iterator[Vocabulary]:
        """The words of the policy in use, then those of every other one by which children here may be judged."""
        from reunify_cli.policy_store.adoptions import adoptions, load_adopted

        yield self.vocabulary
        others = {(each.id, each.digest): each for each in adoptions(self.files)}
        others.pop((self.adoption.id, self.adoption.digest), None)
        for each in others.values():
            yield load_adopted(self.files, each).vocabulary
