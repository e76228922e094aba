"""A policy as a handbook: every rule in words, by stage or subject, with its source; on the screen or as Markdown."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from reunify_cli.cli.policy.listing import own_rules, past, plain_day
from reunify_cli.cli.policy.sections import Section, subject
from reunify_cli.policy_store.readings import reading_words, readings_of
from reunify_cli.rules.phrasing import terms_words, title_of
from reunify_cli.rules.policy import Policy, Rule
from reunify_cli.text.layout import clean, edge, wrap
from reunify_cli.wording.display_names import KNOWN, weight

LABEL = 14
"""How wide the words on the left are."""


def rows(rule: Rule, policy: Policy) -> list[tuple[str, str]]:
    """What there is to say of a rule beside its title and its sentence: pairs of a label and words."""
    found: list[tuple[str, str]] = []
    for terms in rule.versions:
        if len(rule.versions) > 1:
            until = f" to {plain_day(terms.last)}" if terms.last else ""
            found.append(("Version", f"from {plain_day(terms.in_force) if terms.in_force else 'always'}{until}"))
        found += terms_words(terms, policy)
    if rule.owes:
        found.append(("Who", title_of(policy.vocabulary, rule.owes)))
    found.append(("Source", f"{rule.source}{f'  {rule.source.url}' if rule.source.url else ''}"))
    dates = _dates(rule)
    if dates:
        found.append(("Since", dates))
    if rule.source.sure in KNOWN:
        found.append(("How sure", KNOWN[rule.source.sure]))
    if rule.register:
        found.append(("Clauses", ", ".join(rule.register)))
    found += [("Reading", words) for words in reading_words(rule)]
    if rule.note:
        found.append(("Note", rule.note))
    return [(label, clean(words)) for label, words in found]


def _dates(rule: Rule) -> str:
    """Since when a rule is in force, and when its source was last checked."""
    if rule.coming:
        return "coming: enacted, and not in force yet"
    terms = rule.latest
    until = f" to {plain_day(terms.last)}" if terms.last else ""
    said = [f"{plain_day(terms.in_force)}{until}" if terms.in_force and len(rule.versions) == 1 else ""]
    said.append(f"checked on {plain_day(rule.source.checked)}" if rule.source.checked else "")
    return "; ".join(filter(None, said))


def run(policy: Policy, found: Sequence[Section], today: date, width: int, *, whole: bool) -> list[str]:
    """The handbook as lines of the screen."""
    lines = _head(policy, today, width) if whole else []
    for section in found:
        if whole:
            lines += ["", section.title.upper(), "=" * len(section.title)]
        for each in section.guidance if whole else ():
            lines += [
                "",
                *wrap(clean(each.text), width, "    ", "    "),
                *wrap(f"({each.source})", width, "    ", "    "),
            ]
        for rule in section.rules:
            lines += [*([""] if lines else []), *_block(rule, policy, width)]
    return lines


def _head(policy: Policy, today: date, width: int) -> list[str]:
    document = policy.document.get("title", policy.title)
    dated = f", dated {_written(policy.document['dated'])}" if policy.document.get("dated") else ""
    lines = [clean(policy.title), *wrap(f"After: {clean(document)}{dated}.", width)]
    if policy.review_by is not None and past(policy, today):
        lines.append(f"PAST ITS OWN REVIEW DATE, {plain_day(policy.review_by)}: ask whether there is a newer one.")
    lines.append(f"{len(own_rules(policy))} rules of its own.")
    for base in policy.extends:
        number = sum(rule.policy == base for rule in policy.rules)
        lines.append(f"It builds on {base}: {number} more rules.  reunify policy show {base}")
    if policy.stages:
        stages = "; ".join(f"{stage.number} {clean(stage.title)} ({stage.key})" for stage in policy.stages)
        lines += wrap(f"Stages: {stages}.", width, "  ")
    return lines


def _written(text: str) -> str:
    """The day a document was written on, or whatever stands there instead of one."""
    try:
        return plain_day(date.fromisoformat(text))
    except ValueError:
        return clean(text)


def _block(rule: Rule, policy: Policy, width: int) -> list[str]:
    right = f"{weight(rule)}, {rule.strength}"
    lines = [edge(clean(rule.title), right, width), f"  {rule.id}"]
    lines += wrap(clean(rule.says), width, "  ", "  ")
    for label, words in rows(rule, policy):
        lines += wrap(words, width, " " * LABEL, f"  {label:<{LABEL - 2}}")
    return lines


def markdown(policy: Policy, found: Sequence[Section], today: date) -> list[str]:
    """The handbook as Markdown."""
    from reunify_cli.papers.layout.escape import md

    lines = [f"# {md(policy.title)}", ""]
    lines += [str(md(line)) + "  " for line in _head(policy, today, 10_000)[1:]]
    for section in found:
        lines += ["", f"## {md(section.title)}"]
        for each in section.guidance:
            lines += ["", f"> {md(each.text)} ({md(each.source)})"]
        for rule in section.rules:
            lines += [
                "",
                f"### {md(rule.title)}",
                "",
                f"*{weight(rule)}, {rule.strength}*  `{rule.id}`",
                "",
                str(md(rule.says)),
                "",
            ]
            lines += [f"- **{label}:** {_linked(words, md)}" for label, words in rows(rule, policy)]
    return lines


def _linked(words: str, md: Any) -> str:
    address = re.search(r" {1,2}(https?://[^\s<>]+)$", words)
    return f"{md(words[: address.start()])} <{address[1]}>" if address else str(md(words))


def rule_json(rule: Rule, policy: Policy) -> dict[str, Any]:
    """A rule as JSON: its facts, and the same words as the handbook."""
    return {
        "id": rule.id,
        "title": rule.title,
        "policy": rule.policy,
        "subject": subject(rule),
        "kind": rule.kind,
        "weight": rule.weight,
        "strength": rule.strength,
        "owes": rule.owes or None,
        "says": rule.says,
        "note": rule.note or None,
        "register": list(rule.register),
        "readings": [{"id": each.id, "at": each.at, "says": each.says} for each in readings_of(rule)],
        "source": {"cite": rule.source.cite, "at": rule.source.at, "url": rule.source.url or None,
                   "checked": rule.source.checked, "sure": rule.source.sure},
        "unverified": rule.unverified,
        "coming": rule.coming,
        "versions": [
            {"in_force": None if rule.coming else terms.in_force, "until": terms.last,
             "words": [{"question": label, "answer": words} for label, words in terms_words(terms, policy)]}
            for terms in rule.versions
        ],
    }  # fmt: skip
