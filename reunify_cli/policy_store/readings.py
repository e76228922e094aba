"""What the sources leave open or say twice, as the shipped policies read it: said beside every rule that rests on it.

Each of these is a name in the register (X-01 onward). An authority that reads it otherwise overrides the rule.
"""

from functools import cache

from reunify_cli.policy_store.coverage import READINGS, Clause
from reunify_cli.rules.policy import Rule


def readings_of(rule: Rule) -> list[Clause]:
    """The readings that a rule rests on, in the order in which it names them; a name that is in no register is none."""
    known = _readings() if any(name.startswith("X-") for name in rule.register) else {}
    return [known[name] for name in rule.register if name in known]


def reading_words(rule: Rule) -> list[str]:
    """Each of them as a sentence, such as "as shipped (X-24): 72 hours run through weekends"."""
    return [f"as shipped ({each.id}): {each.says}" for each in readings_of(rule)]


@cache
def _readings() -> dict[str, Clause]:
    from reunify_cli.policy_store.register import load_register

    register = load_register()
    return {each.id: each for each in register.clauses if register.document(each) == READINGS}
