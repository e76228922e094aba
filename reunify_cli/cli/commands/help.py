"""All commands in their groups, or a page on one topic."""

from typing import Annotated

from reunify_cli.cli.command_list import COMMANDS, overview, row_of
from reunify_cli.cli.help.topics import GROUPS, TOPICS, Topic
from reunify_cli.cli.options import Argument, reads
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Mistyped, did_you_mean


@reads
def cli(
    terminal: Terminal, words: Annotated[list[str] | None, Argument(metavar="[TOPIC]", show_default=False)] = None
) -> None:
    """All commands in their groups, or a page on one topic."""
    name = "-".join(words or ()).lower()
    if terminal.json:
        rows = [{"command": each, "group": row.group, "line": row.line} for each, row in COMMANDS.items()]
        pages = [{"topic": each, "line": topic.line, "text": topic.text} for each, topic in TOPICS.items()]
        terminal.answer("help", [each for each in pages if name in ("", each["topic"])], read=0, commands=rows)
    elif not name:
        terminal.say([*overview(), "", *topics()])
    else:
        terminal.say(_of_an_event(terminal, " ".join(words or ())) or page(name))


def _of_an_event(terminal: Terminal, text: str) -> list[str]:
    """The page of an event, or the answer to a phrase; none for a topic, a command, or words that mean nothing."""
    from reunify_cli.casework.event_names import is_meant, meant_event
    from reunify_cli.cli.commands.events import event_lines
    from reunify_cli.policy_store.policies import load_policy

    name = text.lower().replace(" ", "-")
    if name in TOPICS or f"{name}s" in TOPICS or row_of(name):
        return []
    try:
        policy = terminal.session.workspaces[0].policy
    except Mistyped:  # help is read before there is any workspace
        policy = load_policy("england")
    if not is_meant(text, policy.vocabulary):
        return []
    return event_lines(meant_event(text, policy.vocabulary), policy, terminal.width)


def topics() -> list[str]:
    """The pages there are, in their groups."""
    found: list[str] = []
    for title, pages in GROUPS.items():
        found += [*([""] if found else []), f"PAGES: {title.upper()}"]
        found += [f"  reunify help {name:<13} {topic.line}" for name, topic in pages.items()]
    return found


def page(name: str) -> list[str]:
    """A page on a topic, or where to find a command's own options. Raises Mistyped with near misses."""
    found = TOPICS.get(name) or TOPICS.get(f"{name}s")
    if found is not None:
        return lines(name, found)
    if row_of(name):
        return [
            f"reunify {name}: {COMMANDS[name].line if name in COMMANDS else 'good morning'}.",
            "",
            f"Its options:  reunify {name} --help",
        ]
    near = did_you_mean(name, [*TOPICS, *COMMANDS])
    raise Mistyped(f'There is no page on "{name}".{near}', help=f"There are: {', '.join(TOPICS)}")


def lines(name: str, topic: Topic) -> list[str]:
    """A page as it is shown."""
    return [
        f"{name.replace('-', ' ').upper()}: {topic.line}",
        "",
        *topic.text.splitlines(),
        "",
        f"Try:  {topic.example}",
    ]
