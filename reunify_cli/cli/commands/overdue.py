"""What is late, as it is typed; what it shows is `cli/screens/overdue.py`."""

from typing import Annotated

from reunify_cli.cli.options import Mine, Option, Person, WithRole, lists
from reunify_cli.cli.screens.overdue import USUAL, answer
from reunify_cli.cli.terminal import Terminal
from reunify_cli.worklist.lists import Whose


@lists
def cli(
    terminal: Terminal,
    by: Annotated[str, Option("--by", metavar="worker|owner|team|rule|case", help="how to group what is late")] = USUAL,
    exit_code: Annotated[bool, Option("--exit-code", help="end with 1 where anything is late")] = False,
    mine: Mine = False,
    person_: Person = "",
    role: WithRole = "",
) -> int | None:
    """Breaches and what is late: how late, whose, and under which source."""
    return answer(terminal, by, Whose(mine, person_, role), exit_code=exit_code)
