"""The page of the law: every rule marked law, how it is known, when it was last read, and who is to confirm it.

Written anew from the rules by `REUNIFY_GOLDEN=write`, and read as a diff; it fails when it is stale.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from reunify_cli.policy_store.policies import load_policy, policy_ids
from reunify_cli.rules.phrasing import title_of
from reunify_cli.rules.policy import Rule

PAGE = Path(__file__).parents[1] / "policies/LAW.md"
KNOWN = {
    "primary": "its own words were read",
    "secondary": "read in another document that states it",
    "unverified": "from memory; shown as a question, never late",
}
CONFIRM = {"IRO Handbook": "iro", "Promoting the health": "health", "Promoting the education": "virtual-school"}
"""Who confirms guidance, by how its title begins; what else there is is confirmed by a legal adviser."""
WORDS = load_policy("england").vocabulary


def cell(text: str) -> str:
    return text.replace("|", "\\|")


def confirmed_by(rule: Rule) -> str:
    """By which role of an authority a rule is still to be confirmed; nothing where its own words were read."""
    if rule.source.sure == "primary":
        return "-"
    role = next((role for start, role in CONFIRM.items() if rule.source.cite.startswith(start)), "legal-adviser")
    return title_of(WORDS, role)


def table(rules: list[Rule]) -> Iterator[str]:
    yield "| rule | where it stands | how it is known | last read | still to be confirmed by |"
    yield "|---|---|---|---|---|"
    for rule in rules:
        day = rule.source.checked
        last = f"{day.day} {day:%B %Y}" if day and rule.source.sure != "unverified" else "never"
        name = f"{rule.title} (`{rule.id}`)"
        row = (name, str(rule.source), KNOWN[rule.source.sure], last, confirmed_by(rule))
        yield f"| {' | '.join(map(cell, row))} |"


def page() -> str:
    policies = [load_policy(name) for name in policy_ids()]
    own = [rule for policy in policies for rule in policy.rules if rule.policy == policy.id]
    here = [rule for rule in own if not rule.coming]
    law = [rule for rule in here if rule.weight == "law"]
    guidance = [rule for rule in here if rule.weight == "guidance"]
    counts = {sure: sum(rule.source.sure == sure for rule in law) for sure in KNOWN}
    summary = (
        f"{len(law)} rules of law: {counts['primary']} read, {counts['secondary']} read in another document, "
        f"{counts['unverified']} from memory."
    )
    lines = [
        "# How the law in these rules is known",
        "",
        "Generated from the rules. Screens say `LAW` where the words of the law itself were read, `LAW?` where they",
        "were read in another document, and `check` where they are from memory: its date is shown and is never late.",
        "An authority confirms what is left with the role named in the last column, before it relies on it.",
        "",
        summary,
        "",
        *table(law),
        "",
        "## Statutory guidance and case law",
        "",
        *table(guidance),
        "",
        "## Coming: enacted and not in force",
        "",
        *[f"- {rule.title}: {rule.source}. {rule.says} {rule.note}".rstrip() for rule in own if rule.coming],
        "",
    ]
    return "\n".join(lines)


def test_the_page_of_the_law_says_what_the_rules_say() -> None:
    found = page()
    if os.environ.get("REUNIFY_GOLDEN") == "write":
        PAGE.write_text(found, encoding="utf-8", newline="\n")

    assert PAGE.read_text(encoding="utf-8") == found, "LAW.md has changed; REUNIFY_GOLDEN=write writes it anew"


def test_every_rule_that_was_not_read_names_who_is_to_confirm_it() -> None:
    rows = [line for line in page().splitlines() if line.startswith("| ") and "`" in line]

    assert rows
    assert [] == [row for row in rows if (KNOWN["primary"] in row) is not row.endswith("| - |")]
