"""`policy coverage`: clause by clause, what answers each source; which rule no example shows; also as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from reunify_cli.cli.policy.listing import plain_day
from reunify_cli.cli.policy.shelf import Shelf
from reunify_cli.rules.coverage import Answered, Coverage, coverage
from reunify_cli.store.examples import read_examples
from reunify_cli.store.register import load_register

NOTHING: Final = "**nothing**"


def look(shelf: Shelf) -> Coverage:
    """What answers each clause, over every policy there is. Raises Unreadable with every problem of any file."""
    policies = [shelf.policy(each) for each in sorted(shelf.ids())]
    examples = {policy.id: read_examples(policy, shelf.root) for policy in policies}
    return coverage(load_register(), policies, examples)


def markdown(found: Coverage, today: date) -> list[str]:
    """Coverage as a page: a table for each document, then the rules that lack an example."""
    from reunify_cli.render.escape import md

    answered = len(found.clauses) - len(found.unanswered)
    lines = ["# What answers each clause", ""]
    lines.append(f"{answered} of {len(found.clauses)} clauses are accounted for, on {plain_day(today)}.")
    for key, title in found.titles.items():
        here = found.of(key)
        if not here:
            continue
        open_ = sum(each.how == "nothing" for each in here)
        lines += ["", f"## {md(f'{key}  {title}' if key.isdigit() else title)}", ""]
        lines += [f"{len(here)} clauses, {open_} of them without an answer.", ""]
        lines += ["| clause | where | what it asks | answered by |", "|---|---|---|---|"]
        for each in here:
            cells = (each.clause.id, each.clause.at, each.clause.says)
            lines.append(f"| {' | '.join(str(md(cell)) for cell in cells)} | {'; '.join(_answers(each, md))} |")
    if found.unknown:
        lines += ["", "## Named, and in no register", ""]
        lines += [f"- {md(each.clause)}: {md(each.by)} {md(each.policy)}" for each in found.unknown]
    if found.unshown:
        lines += ["", "## Rules that lack an example", ""]
        lines += [f"- {md(e.rule.policy)}, {md(e.rule.id)}: {md(', '.join(e.lacks))}" for e in found.unshown]
    return lines


def _answers(each: Answered, md: Callable[[str], str]) -> Iterator[str]:
    for rule in each.rules:
        yield f"{md(rule.title)} (`{rule.id}`, {md(rule.policy)})"
    for words in each.guidance:
        yield f"words, {md(words.source)}"
    if each.clause.guidance and not each.guidance:
        yield "words printed where they help"
    if each.how == "not taken up":
        yield f"not taken up: {md(each.clause.not_taken_up)}"
    if each.how == "nothing":
        yield NOTHING
