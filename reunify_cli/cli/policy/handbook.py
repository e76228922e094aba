"""A policy as a handbook: every rule in words, by stage or subject, with its source; on the screen or as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reunify_cli.cli.policy.listing import own_rules, past, plain_day
from reunify_cli.cli.screen import clean, edge, sentence, wrap
from reunify_cli.cli.who import weight
from reunify_cli.errors import Mistyped, Problem, did_you_mean
from reunify_cli.rules.conditions import All, AnyOf, Condition, Equals, Is
from reunify_cli.rules.policy import BeforeStage, Guidance, Policy, Rule, Stage
from reunify_cli.rules.wording import terms_words, title_of

LABEL = 14
"""How wide the words on the left are."""

SURE = {
    "secondary": "seen in another document that states it, not in the text itself",
    "unverified": "CHECK: nobody has confirmed this against the text. It is never called late.",
}


@dataclass(frozen=True, slots=True)
class Section:
    """Rules that belong together, with the words of the source that nothing can check."""

    title: str
    rules: tuple[Rule, ...]
    guidance: tuple[Guidance, ...] = ()


# --- which rules --------------------------------------------------------------------------------------------------


def sections(policy: Policy, rules: Iterable[Rule]) -> list[Section]:
    """Rules by the file they stand in, which is how their authors sorted them: by stage or by subject."""
    found: dict[tuple[str, str], list[Rule]] = {}
    for rule in rules:
        found.setdefault((rule.policy, subject(rule)), []).append(rule)
    return [
        Section(_title(policy, of, name), tuple(each), _shown_here(policy, name) if of == policy.id else ())
        for (of, name), each in found.items()
    ]


def subject(rule: Rule) -> str:
    """The name of a rule's file: `stage-2`, `visits`."""
    return rule.file.rpartition("/")[2].removesuffix(".yaml") or rule.policy


def _title(policy: Policy, of: str, name: str) -> str:
    stage = _by_number(policy, name.removeprefix("stage-"))
    if stage is not None and of == policy.id:
        return f"Stage {stage.number}, {stage.title}"
    words = sentence(name.replace("-", " "))
    return words if of == policy.id else f"{policy.shorts.get(of, of)}: {words.lower()}"


def _by_number(policy: Policy, text: str) -> Stage | None:
    return next((stage for stage in policy.stages if str(stage.number) == text), None)


def _shown_here(policy: Policy, name: str) -> tuple[Guidance, ...]:
    stage = _by_number(policy, name.removeprefix("stage-"))
    return tuple(g for g in policy.guidance if stage is not None and g.shown_at in (stage.key, *stage.makes.values()))


def stage_named(policy: Policy, text: str) -> Stage:
    """The stage meant by its key, number or title. Raises Mistyped where it is none."""
    wanted = text.strip().lower()
    for stage in policy.stages:
        if wanted in (stage.key, str(stage.number), stage.title.lower()):
            return stage
    known = [stage.key for stage in policy.stages]
    there = f"There are: {', '.join(known)}." if known else "This policy has no stages."
    raise Mistyped(Problem(None, f'"{text}" is not a stage.{did_you_mean(wanted, known)}', there))


def of_stage(policy: Policy, rules: Iterable[Rule], stage: Stage) -> list[Section]:
    """What concerns a stage: what is asked before it is entered, and what is done in it."""
    gate = [rule for rule in rules if _gates(rule, stage.key)]
    following = policy.after(stage.key)
    done = [
        rule
        for rule in rules
        if rule not in gate
        and (
            subject(rule) == f"stage-{stage.number}"
            or _in_stage(rule, stage.key)
            or (following is not None and _gates(rule, following.key))
        )
    ]
    found = [Section(f"Before stage {stage.number}, {stage.title}", tuple(gate))] if gate else []
    if done:
        found.append(Section(f"In stage {stage.number}, {stage.title}", tuple(done), _guidance_of(policy, stage)))
    return found


def _guidance_of(policy: Policy, stage: Stage) -> tuple[Guidance, ...]:
    return tuple(each for each in policy.guidance if each.shown_at in (stage.key, stage.makes.get("event", stage.key)))


def _gates(rule: Rule, key: str) -> bool:
    return any(isinstance(terms.timing, BeforeStage) and terms.timing.stage == key for terms in rule.versions)


def _in_stage(rule: Rule, key: str) -> bool:
    return rule.latest.while_ is not None and any(
        each == Is("stage", Equals(key)) for each in _parts(rule.latest.while_)
    )


def _parts(condition: Condition) -> Iterable[Condition]:
    if isinstance(condition, (All, AnyOf)):
        for part in condition.parts:
            yield from _parts(part)
    else:
        yield condition


def rules_named(policy: Policy, name: str) -> list[Rule]:
    """The rule of that id or title, or those that answer a clause of the register. Raises Mistyped for neither."""
    wanted = name.strip().lower()
    if wanted in policy.by_id:
        return [policy.by_id[wanted]]
    found = [r for r in policy.rules if wanted == r.title.lower() or wanted in (each.lower() for each in r.register)]
    if found:
        return found
    near = did_you_mean(wanted, policy.by_id, 3)
    raise Mistyped(Problem(None, f'"{name}" is not a rule of {policy.id}.{near}', f"reunify policy show {policy.id}"))


# --- in words -----------------------------------------------------------------------------------------------------


def rows(rule: Rule, policy: Policy) -> list[tuple[str, str]]:
    """What there is to say of a rule beside its title and its sentence: pairs of a label and words."""
    found: list[tuple[str, str]] = []
    for terms in rule.versions:
        if len(rule.versions) > 1:
            until = f" to {plain_day(terms.until)}" if terms.until else ""
            found.append(("Version", f"from {plain_day(terms.in_force) if terms.in_force else 'always'}{until}"))
        found += terms_words(terms, policy)
    if rule.owes:
        found.append(("Owed by", title_of(policy.vocabulary, rule.owes)))
    found.append(("Source", f"{rule.source}{f'  {rule.source.url}' if rule.source.url else ''}"))
    if rule.latest.in_force and len(rule.versions) == 1:
        until = f" to {plain_day(rule.latest.until)}" if rule.latest.until else ""
        found.append(("In force", f"since {plain_day(rule.latest.in_force)}{until}"))
    if rule.source.checked:
        found.append(("Checked", f"by us on {plain_day(rule.source.checked)}"))
    if rule.source.sure in SURE:
        found.append(("How sure", SURE[rule.source.sure]))
    if rule.register:
        found.append(("Clauses", ", ".join(rule.register)))
    if rule.note:
        found.append(("Note", rule.note))
    return [(label, clean(words)) for label, words in found]


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
    dated = f", dated {policy.document['dated']}" if policy.document.get("dated") else ""
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


def _block(rule: Rule, policy: Policy, width: int) -> list[str]:
    right = f"{weight(rule)}, {rule.strength}"
    lines = [edge(clean(rule.title), right, width), f"  {rule.id}"]
    lines += wrap(clean(rule.says), width, "  ", "  ")
    for label, words in rows(rule, policy):
        lines += wrap(words, width, " " * LABEL, f"  {label:<{LABEL - 2}}")
    return lines


def markdown(policy: Policy, found: Sequence[Section], today: date) -> list[str]:
    """The handbook as Markdown."""
    from reunify_cli.render.escape import md

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


def as_json(rule: Rule, policy: Policy) -> dict[str, Any]:
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
        "source": {"cite": rule.source.cite, "at": rule.source.at, "url": rule.source.url or None,
                   "checked": rule.source.checked, "sure": rule.source.sure},
        "unverified": rule.unverified,
        "versions": [
            {"in_force": terms.in_force, "until": terms.until,
             "words": [{"question": label, "answer": words} for label, words in terms_words(terms, policy)]}
            for terms in rule.versions
        ],
    }  # fmt: skip
