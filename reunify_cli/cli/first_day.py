"""What `new` takes, and asks for at a terminal, about the time before the record starts; and the entries it makes.

The last review, visit and health assessment become ordinary entries on their days; "none" becomes the entry that says
that there have been none since care began. Whether everything since then is recorded decides from when on anything
can be overdue (`known-from`).
"""

from collections.abc import Mapping

from reunify_cli.casework.first_day import _questions, fields, problems, read
from reunify_cli.casework.values import Reading
from reunify_cli.cli.confirm import choices
from reunify_cli.cli.prompt import at_terminal
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Mistyped
from reunify_cli.model.fields import Field
from reunify_cli.session.workspace import OpenWorkspace
from reunify_cli.text.layout import wrap

# --- at a terminal ------------------------------------------------------------------------------------------------


def ask_all(terminal: Terminal, workspace: OpenWorkspace, says: Mapping[str, str], reading: Reading) -> dict[str, str]:
    """What a person at the terminal answers about the time before; Enter leaves a question open."""
    terminal.say(wrap("From before today (Enter: not known yet):", terminal.width, "  ", " "))
    found: dict[str, str] = {}
    for key, question in _questions(workspace, says):
        field = fields(workspace.vocabulary)[key]
        answer = _answer(terminal, workspace, key, question, {**says, **found}, reading, field)
        if answer:
            found[key] = answer
    return found


def _answer(
    terminal: Terminal, workspace: OpenWorkspace, key: str, question: str, says: Mapping[str, str], reading: Reading,
    field: Field,
) -> str:  # fmt: skip
    """The answer to one question, asked again until it can be read and can be so; "" where it stays open."""
    lines = wrap(f"{question}{choices(field)}", terminal.width - 2, "     ", " ")
    while True:
        text = at_terminal("\n".join(lines))
        if not text:
            return ""
        try:
            value = read(terminal.session, workspace, key, field, text, reading)
            wrong = tuple(each for each in problems({**says, key: value}) if each.sentence.startswith(key))
        except Mistyped as error:
            value, wrong = "", tuple(error.problems)
        if not wrong:
            return value
        said = [line for each in wrong for line in (each.sentence, each.help) if line]
        terminal.say([row for line in said for row in wrap(line, terminal.width, "     ", "   ")])


# --- what becomes of it -------------------------------------------------------------------------------------------
