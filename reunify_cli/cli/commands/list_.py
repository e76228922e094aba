"""The children of a workspace, as it is typed; what it shows is `cli/screens/children.py`."""

from typing import Annotated

from reunify_cli.cli.options import Mine, Option, Person, WithRole, lists
from reunify_cli.cli.screens.children import Only, answer
from reunify_cli.cli.terminal import Terminal
from reunify_cli.worklist.lists import Whose


@lists
def cli(
    terminal: Terminal,
    stage: Annotated[str, Option("--stage", help="only children in this stage")] = "",
    policy: Annotated[str, Option("--policy", help="only children under this policy")] = "",
    status: Annotated[str, Option("--status", help="only children of this legal status")] = "",
    closed: Annotated[bool, Option("--closed", help="closed cases as well")] = False,
    mine: Mine = False,
    person_: Person = "",
    role: WithRole = "",
) -> int | None:
    """The children, with stage, holder, legal status and what is next."""
    return answer(terminal, Only(stage, policy, status), Whose(mine, person_, role), closed=closed)
