"""The policies there are: what each builds on, how many rules it has, how old its sources and their checking are."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from reunify_cli.errors import Unreadable
from reunify_cli.rules.policy import Policy, Rule
from reunify_cli.session.available_policies import AvailablePolicies
from reunify_cli.session.policy_drift import adopted_json, drift_lines, drift_of
from reunify_cli.text.days import MONTHS
from reunify_cli.text.layout import clean, counted, wrap

PAD = " " * 18


def plain_day(day: date) -> str:
    """A day without its weekday, as documents are dated: `18 November 2024`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def own_rules(policy: Policy) -> list[Rule]:
    """The rules that are the policy's own, not those of what it builds on."""
    return [rule for rule in policy.rules if rule.policy == policy.id]


def run(
    found: Sequence[tuple[str, Policy | Unreadable]], available: AvailablePolicies, today: date, width: int
) -> list[str]:
    """The screen's lines: a block for each policy, the one that is in use here first."""
    lines = [f"{counted(len(found), 'policy', 'policies')}.{_here(available)}"]
    for each, policy in found:
        policy_id = clean(each)
        lines.append("")
        if isinstance(policy, Unreadable):
            lines += wrap(f"CANNOT BE READ: {clean(policy.problems[0].sentence)}", width, PAD, f"{policy_id:<16}  ")
            lines.append(f"{PAD}reunify policy lint {policy_id}")
            continue
        name = f"{policy_id} *" if policy_id == available.here else policy_id
        lines += wrap(clean(policy.title), width, PAD, f"{name:<16}  ")
        for sentence in (
            _rules(policy),
            _in_force(policy),
            *_coming(policy),
            *_sources(policy),
            *_warnings(policy, available, today),
        ):
            lines += wrap(sentence, width, PAD + "  ", PAD)
    return [*lines, "", "In words:  reunify policy show surrey      Examples:  reunify policy test surrey"]


def _here(available: AvailablePolicies) -> str:
    if available.workspace is None:
        return "  You are in no workspace: these are the ones that come with reunify."
    adopted = available.adopted
    since = f", adopted {plain_day(adopted.from_)}" if adopted and adopted.from_ else ""
    by = f" by {clean(available.workspace.team.name_of(adopted.by))}" if adopted and adopted.by else ""
    return f"  * is the one in use here{since}{by}."


def _rules(policy: Policy) -> str:
    own = counted(len(own_rules(policy)), "rule")
    base = Counter(rule.policy for rule in policy.rules if rule.policy != policy.id)
    beneath = "".join(f", and the {number} of {name} that it builds on" for name, number in base.items())
    stages = f"; {len(policy.stages)} stages" if policy.stages else ""
    return f"{own}{' of its own' if base else ''}{beneath}{stages}"


def _in_force(policy: Policy) -> str:
    days = Counter(rule.latest.in_force for rule in own_rules(policy) if rule.latest.in_force and not rule.coming)
    if not days:
        return "no rule says since when it is in force"
    usual, first = days.most_common(1)[0][0], min(days)
    others = f" (its oldest rule since {plain_day(first)})" if first < usual else ""
    return f"in force since {plain_day(usual)}{others}"


def _coming(policy: Policy) -> list[str]:
    """What is enacted and not in force yet, a sentence for each."""
    return [f"COMING: {rule.title}. {rule.source}. {rule.says}" for rule in own_rules(policy) if rule.coming]


def sources(policy: Policy) -> list[dict[str, Any]]:
    """Each document that a policy's own rules come from: how many rules, how many unconfirmed, last checked when."""
    found: dict[str, list[Rule]] = {}
    for rule in own_rules(policy):
        found.setdefault(rule.source.cite, []).append(rule)
    return [
        {
            "cite": cite,
            "rules": len(rules),
            "unverified": sum(rule.unverified for rule in rules),
            "checked": min((r.source.checked for r in rules if r.source.checked), default=None),
        }
        for cite, rules in found.items()
    ]


def _sources(policy: Policy) -> list[str]:
    """The documents, those checked on one day together, the one with the most rules first."""
    by_day: dict[date | None, list[dict[str, Any]]] = {}
    for each in sorted(sources(policy), key=lambda source: -source["rules"]):
        by_day.setdefault(each["checked"], []).append(each)
    lines = []
    for day, several in by_day.items():
        checked = f"checked {plain_day(day)}:" if day else "no date recorded for the check:"
        if len(several) == 1:
            lines.append(f"{checked} {_source(several[0])}")
        else:
            lines += [checked, *(f"- {_source(each)} ({counted(each['rules'], 'rule')})" for each in several)]
    return lines


def _source(source: dict[str, Any]) -> str:
    open_ = f", {source['unverified']} still to be confirmed" if source["unverified"] else ""
    return f"{clean(source['cite'])}{open_}"


def _warnings(policy: Policy, available: AvailablePolicies, today: date) -> list[str]:
    found = []
    if past(policy, today) and policy.review_by is not None:
        found.append(f"PAST ITS OWN REVIEW DATE, {plain_day(policy.review_by)}: ask whether there is a newer one")
    return [*found, *drift_lines(policy, available)]


def past(policy: Policy, today: date) -> bool:
    """Whether the day by which the document itself is to be looked at again has gone by."""
    return policy.review_by is not None and policy.review_by < today


def policy_json(
    policy_id: str, policy: Policy | Unreadable, available: AvailablePolicies, today: date
) -> dict[str, Any]:
    """A policy as JSON."""
    if isinstance(policy, Unreadable):
        return {"id": policy_id, "problems": [str(each) for each in policy.problems]}
    return {
        "id": policy.id,
        "title": policy.title,
        "here": policy.id == available.here,
        "extends": list(policy.extends),
        "rules": len(policy.rules),
        "own_rules": len(own_rules(policy)),
        "stages": [stage.key for stage in policy.stages],
        "document": dict(policy.document),
        "review_by": policy.review_by,
        "past_review": past(policy, today),
        "coming": [{"rule": r.id, "title": r.title, "source": str(r.source)} for r in own_rules(policy) if r.coming],
        "sources": sources(policy),
        "digest": policy.digest,
        "changed_since_adopted": drift_of(policy, available) is not None,
        "adopted": adopted_json(policy, available),
    }
