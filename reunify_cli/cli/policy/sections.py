"""Which rules a handbook shows together: by stage or subject, of one stage, or those that answer to a name."""

from collections.abc import Iterable

from reunify_cli.errors import Mistyped, did_you_mean
from reunify_cli.frozen import dataclass
from reunify_cli.rules.conditions import All, AnyOf, Condition, Equals, Is
from reunify_cli.rules.policy import Guidance, Policy, Rule, Stage
from reunify_cli.rules.terms import BeforeStage
from reunify_cli.text.layout import sentence


@dataclass(frozen=True, slots=True)
class Section:
    """Rules that belong together, with the words of the source that nothing can check."""

    title: str
    rules: tuple[Rule, ...]
    guidance: tuple[Guidance, ...] = ()


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
    raise Mistyped(f'"{text}" is not a stage.{did_you_mean(wanted, known)}', help=there)


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
    raise Mistyped(f'"{name}" is not a rule of {policy.id}.{near}', help=f"reunify policy show {policy.id}")
