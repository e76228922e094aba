"""`policy new`: the folder of an authority's own policy, with everything in it that its author then changes.

What is laid down asks nothing of its own yet. The rule and the example in it stand behind marks, ready to be used: with
the marks taken away they read, and the example comes out.
"""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from reunify_cli.errors import Mistyped, Refused
from reunify_cli.rules.periods import Period
from reunify_cli.rules.policy import Policy
from reunify_cli.rules.terms import Within
from reunify_cli.session.available_policies import AvailablePolicies
from reunify_cli.store.reserved import refuse_devices
from reunify_cli.store.yaml_writer import scalar
from reunify_cli.text.days import MONTHS

HEAD: Final = """\
# {title}: our own policy. It builds on {base}, so whatever {base} asks is asked here too.
# What stands here is added to that, or changes single fields of it.
# How policies are written: policies/README.md and policies/FIRST-RULE.md, which come with reunify.
id: {name}
extends: {base}
title: {title}          # what handbooks and papers call it
short: {short}          # what stands at the edge of a screen
weight: policy          # what its rules are, unless one says otherwise: law, policy or guidance
in-force: {day}    # from when its rules hold, unless one says otherwise
# What it is written after; review-by: DAY says when to look at that again.
document: {{title: {document}, dated: {day}}}
# Where its rules stand, unless one says otherwise, and when somebody last looked it up there.
source: {{cite: {cite}, checked: {day}}}

# Single fields of a rule of {base}, by its id (reunify policy show {base} names them). What is law is not
# changed: a stricter number is a rule of its own beside it, in rules.yaml.
# override:
{override}

# What stages and choices are called here.
# labels:
{labels}
"""
RULES: Final = """\
# Rules of our own. Below stands one to begin with: take the marks away, change it, then type
#   reunify policy lint {name}
rules:
#  - id: visit-after-a-stay
#    title: Visit within five days of an overnight stay
#    owes: social-worker
#    strength: must                            # must, should, recommend or may: the verb of the source
#    source: {{at: "section 4, second paragraph"}}
#    says: After each overnight stay at home the social worker visits within five days.
#    while: {{looked-after: yes}}                # for whom
#    within: 5 d                               # by when
#    from: {{event: stay}}
#    needs: {{event: visit, where: {{seen: yes}}}} # what meets it
"""
TESTS: Final = """\
# Examples: what happened, and what should follow. They show what a rule means, and are run by
#   reunify policy test {name}
# Below stands one for the rule in rules.yaml.
#- name: After a stay the visit is due on the fifth day
#  rule: visit-after-a-stay
#  journal:
#    - became-looked-after {came} legal-status=care-order
#    - stay {stay} with=mother
#    - visit {visit} by=dana seen=yes
#  as-of: {then}
#  expect: {{due: {due}, standing: met}}
"""


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
        "policy.yaml": HEAD.format(**said),
        "rules.yaml": RULES.format(name=name),
        f"{name}.test.yaml": TESTS.format(name=name, **dates),
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
