"""`policy new`: the folder of an authority's own policy, with everything in it that its author then changes.

What is laid down asks nothing of its own yet. The rule and the example in it stand behind marks, ready to be used: with
the marks taken away they read, and the example comes out.
"""

import re
from datetime import date, timedelta
from pathlib import Path

from reunify_cli.errors import Mistyped, Refused
from reunify_cli.rules.periods import Period
from reunify_cli.rules.policy import Policy
from reunify_cli.rules.terms import Within
from reunify_cli.session.available_policies import AvailablePolicies
from reunify_cli.shipped import template
from reunify_cli.store.reserved import refuse_devices
from reunify_cli.store.yaml_writer import scalar
from reunify_cli.text.days import MONTHS


def check_name(name: str, available: AvailablePolicies) -> None:
    """See that a policy can be called so. Raises Mistyped for no name, Refused for one that is taken."""
    refuse_devices(Path(name))
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        small = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        help = f"Write {small}" if small[:1].isalpha() else "Such as northgate."
        raise Mistyped(f'"{name}" is no name for a policy: small letters, figures and hyphens.', help=help)
    if name in available.ids():
        help = f"Choose another name, or change it where it is:  reunify policy show {name}"
        raise Refused(f'There is a policy "{name}" already.', help=help)


def files(name: str, base: Policy, today: date) -> dict[str, str]:
    """The files of a new policy by their names, for a policy that builds on another and holds from today."""
    title = name.replace("-", " ").title()
    document = f"{title} procedure"
    said = {
        "name": name,
        "base": base.id,
        "title": title,
        "short": title,
        "day": today.isoformat(),
        "document": scalar(document, inside=True),
        "cite": scalar(f"{document}, {MONTHS[today.month - 1]} {today.year}", inside=True),
        "override": _override(base),
        "labels": _labels(base),
    }
    days = {"came": 0, "stay": 7, "visit": 10, "due": 12, "then": 13}
    dates = {key: (today + timedelta(days=number)).isoformat() for key, number in days.items()}
    return {
        "policy.yaml": template("policy/policy.yaml").format(**said),
        "rules.yaml": template("policy/rules.yaml").format(name=name),
        f"{name}.test.yaml": template("policy/examples.yaml").format(name=name, **dates),
    }


def _override(base: Policy) -> str:
    """A rule that could be changed, with what it says now, as lines behind marks."""
    for rule in base.rules:
        timing = rule.latest.timing
        if rule.weight == "policy" and isinstance(timing, Within) and isinstance(timing.period, Period):
            title = f"#     title: {scalar(rule.title)}"
            return f"#   {rule.id}:\n#     within: {timing.period}\n{title}\n#     source: {{at: section 2}}"
    return f"#   (nothing of {base.id} can be changed: it is law and statutory guidance)"


def _labels(base: Policy) -> str:
    """A stage and a choice that could be called otherwise, as lines behind marks."""
    stages = (
        [f"#   stages: {{{base.stages[0].key}: {scalar(base.stages[0].title, inside=True)}}}"] if base.stages else []
    )
    fact, values = next((name, fact.values) for name, fact in base.vocabulary.facts.items() if fact.values)
    value, word = next(iter(values.items()))
    return "\n".join([*stages, f"#   facts: {{{fact}: {{{value}: {scalar(word, inside=True)}}}}}"])


def made(name: str, base: str, written: list[str]) -> list[str]:
    """The screen's lines: what was made, and what to do next."""
    return [
        f"MADE  policies/{name}, which builds on {base}.",
        *(f"  {each}" for each in written),
        "",
        "NEXT",
        f"  write rules into policies/{name}/rules.yaml, and an example for each",
        f"  reunify policy lint {name}               what is wrong or odd",
        f"  reunify policy test {name}               whether the examples come out",
        f"  reunify policy diff {base} {name} --cases     whose dates would change",
        f"  reunify policy adopt {name} --from DATE     from then on it holds here",
    ]
