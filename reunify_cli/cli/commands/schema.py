"""JSON Schemas of the files people write: for editors that check while somebody types, and for other programs."""

import json
from typing import Annotated

from reunify_cli.cli.options import Argument, reads
from reunify_cli.cli.schemas import NAMES_OF_SCHEMAS, makers
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Mistyped, did_you_mean
from reunify_cli.model.vocabulary import Vocabulary
from reunify_cli.session.session import Session


@reads
def cli(
    terminal: Terminal,
    name: Annotated[str, Argument(metavar="[case|journal|plan|team|workspace|policy]", show_default=False)] = "",
) -> None:
    """JSON Schemas of the files."""
    if name and name not in NAMES_OF_SCHEMAS:
        near = did_you_mean(name, NAMES_OF_SCHEMAS)
        help = f"Write one of: {', '.join(NAMES_OF_SCHEMAS)}"
        raise Mistyped(f'There is no schema "{name}".{near}', help=help)
    made = makers(lambda: _vocabulary(terminal.session))
    found = made[name]() if name else {each: made[each]() for each in NAMES_OF_SCHEMAS}
    terminal.say([json.dumps(found, indent=2, ensure_ascii=False)])


def _vocabulary(session: Session) -> Vocabulary:
    """The words of this folder's policy; outside any folder, of the shipped one."""
    from reunify_cli.policy_store.policies import load_policy

    try:
        return session.workspace.vocabulary
    except Mistyped:
        return load_policy("nspcc").vocabulary
