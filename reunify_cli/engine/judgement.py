"""A case judged under a policy: its facts over time, and every duty that follows from what is recorded.

There is no today in here. Ask for the duties once; how each stands at some moment is `duty.standing`.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Final

from reunify_cli.engine.actions import actions
from reunify_cli.engine.case_context import CaseContext
from reunify_cli.engine.contents import contents
from reunify_cli.engine.deadlines import deadlines, open_duties
from reunify_cli.engine.duty import Duty, varied_at
from reunify_cli.engine.gates import gates
from reunify_cli.engine.managers import SEEN, VARIED, authorised, counts_as_seen, may_be_varied
from reunify_cli.engine.rhythms import rhythms
from reunify_cli.engine.rule_triggers import triggers_of
from reunify_cli.model.case import Entry
from reunify_cli.model.history import History
from reunify_cli.rules import terms as t
from reunify_cli.rules.calendar import Calendar
from reunify_cli.rules.policy import Policy, Rule

_WORKED_OUT: Final[Mapping[type[t.Timing], Callable[[CaseContext, Rule], Iterable[Duty]]]] = {
    t.Within: deadlines,
    t.SoonestOf: deadlines,
    t.Every: rhythms,
    t.Phases: rhythms,
    t.BeforeEvent: gates,
    t.BeforeStage: gates,
    t.BeforeChange: gates,
    t.At: contents,
    t.Open: open_duties,
}


class Judgement(CaseContext):
    """One case under one policy. Rules may take dates from one another, so each is worked out when first asked for."""

    def __init__(self, history: History, policy: Policy, calendar: Calendar) -> None:
        super().__init__(history, policy, calendar)
        self._duties: dict[str, tuple[Duty, ...]] = {}

    @cached_property
    def duties(self) -> tuple[Duty, ...]:
        """Every duty under every rule, and those that the case's own plans and meetings have made."""
        found = [duty for rule_id in self._arising for duty in self.of(rule_id)]
        return (*found, *actions(self))

    @cached_property
    def owed(self) -> tuple[Duty, ...]:
        """The same without what entries must hold: a list of what is to be done asks nobody to add to an old entry."""
        kinds = self.policy.by_id
        found = [duty for rule_id in self._arising if kinds[rule_id].kind != "content" for duty in self.of(rule_id)]
        return (*found, *actions(self))

    @cached_property
    def by_law(self) -> tuple[Duty, ...]:
        """Those under rules of law, no other rule asked."""
        kinds = self.policy.by_id
        return tuple(duty for name in self._arising if kinds[name].weight == "law" for duty in self.of(name))

    def of(self, rule_id: str) -> tuple[Duty, ...]:
        """The duties under one rule, oldest first; none while they are themselves being worked out."""
        kept = self._duties.get(rule_id)
        if kept is not None:
            return kept
        rule = self.policy.by_id.get(rule_id)
        if rule is None or rule_id not in self._arising:
            return ()
        self._duties[rule_id] = ()
        try:
            found = tuple(self._work_out(rule))
        except BaseException:
            del self._duties[rule_id]
            raise
        if self._about:
            found = tuple(map(self._marked, found))
        self._duties[rule_id] = found
        return found

    def _work_out(self, rule: Rule) -> Iterable[Duty]:
        return _WORKED_OUT[type(rule.latest.timing)](self, rule)

    @cached_property
    def _arising(self) -> Mapping[str, None]:
        """The rules that can have any duty, by what has happened and is booked; in the policy's order."""
        return triggers_of(self.policy).arising(self.times, self.bookings, partly=bool(self.known))

    # --- what a manager said ---

    def _marked(self, duty: Duty) -> Duty:
        """A duty with what was recorded about it: seen by a manager, varied by one."""
        about = [entry for key in self._names(duty) for entry in self._about.get(key, ())]
        if not about:
            return duty
        seen = [entry for entry in about if entry.event == SEEN and counts_as_seen(self.times, duty, entry)]
        varied = [entry for entry in about if self._varies(duty.rule, entry) and duty.can_be_varied_by(entry)]
        return duty._replace(seen=seen[-1] if seen else None, varied=varied[-1] if varied else None)

    def _varies(self, rule: Rule, entry: Entry) -> bool:
        """Whether an entry is a manager's exception, to a rule that exceptions may be made to."""
        return entry.event == VARIED and may_be_varied(self.policy, rule) and authorised(self.times, entry)

    def variation(self, rule: Rule, now: int) -> Entry | None:
        """The latest exception to a rule that holds at a position, if one does."""
        about = [entry for entry in self._about.get(rule.id, ()) if self._varies(rule, entry)]
        return next((entry for entry in reversed(about) if varied_at(entry, now)), None)

    def _names(self, duty: Duty) -> tuple[str, ...]:
        """The words by which an entry may name a duty: its id, its rule, or its rule on the day it fell due."""
        rule = duty.rule.id
        days = {str(moment.day) for moment in (duty.due, duty.anchor.when) if moment}
        return (duty.id, rule, *(f"{rule}@{day}" for day in sorted(days)))

    @cached_property
    def _about(self) -> Mapping[str, list[Entry]]:
        found: dict[str, list[Entry]] = {}
        for event, field in ((SEEN, "breach"), (VARIED, "rule")):
            for entry in self.history.by_event.get(event, ()):
                found.setdefault(str(entry.of or entry.fields.get(field)), []).append(entry)
        return found
