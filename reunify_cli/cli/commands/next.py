"""What to do next, as it is typed; what it shows is `cli/screens/next.py`."""

from typing import Annotated

from reunify_cli.cli.options import CaseRefs, Mine, Option, Person, WithRole, lists
from reunify_cli.cli.screens.next import USUAL, answer
from reunify_cli.cli.terminal import Terminal
from reunify_cli.worklist.lists import Whose


@lists
def cli(
    terminal: Terminal,
    cases: CaseRefs = None,
    within: Annotated[str, Option("--within", metavar="14d", help="how far to look ahead")] = USUAL,
    mine: Mine = False,
    person: Person = "",
    role: WithRole = "",
) -> int | None:
    """What to do next: breaches, what is late, then by date."""
    return answer(terminal, cases or (), within, Whose(mine, person, role))
