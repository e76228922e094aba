"""Who says something that only a manager may say, and about which rule."""

from reunify_cli.casework.writing import WritableCase, my_key
from reunify_cli.engine.managers import managing_roles
from reunify_cli.engine.roles import roles_of
from reunify_cli.errors import Mistyped, Refused
from reunify_cli.rules.phrasing import title_of
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.text.layout import clean, joined
from reunify_cli.wording.display_names import person


def somebody(session: Session, held: WritableCase, who: str, does: str) -> str:
    """The key of whoever is named, else of whoever is typing. Raises Mistyped where that is nobody."""
    key = held.directory.key(who) if who else my_key(session, held.directory)
    if not key:
        raise Mistyped(f"Who {does} is not known here.", help="Say so with  --who NAME,  or once with  reunify setup")
    return key


def only_a_manager(session: Session, held: WritableCase, key: str, does: str) -> None:
    """Go on where somebody manages today. Raises Refused with what they are today, and who may."""
    opened = held.opened
    if managing_roles(opened.judged.times, key, session.now):
        return
    words = opened.workspace.vocabulary
    roles = sorted(title_of(words, role) for role in roles_of(opened.judged.times, key, session.now))
    is_ = f" ({joined(roles)})" if roles else ", who holds no role today"
    said = f"{does}; {person(opened.judged, key)}{is_} is not one by team.yaml."
    raise Refused(clean(said), help=_who_may(session, opened, key))


def _who_may(session: Session, opened: OpenCase, key: str) -> str:
    judged = opened.judged
    found = [
        each for each in opened.case.team.people if each != key and managing_roles(judged.times, each, session.now)
    ]
    if found:
        named = [person(judged, each) for each in found]
        return f"Managers today: {', '.join(named[:6])}{' and others' if len(named) > 6 else ''}"
    titles = [role.title for role in opened.workspace.vocabulary.roles.values() if role.manages]
    return f"No one in team.yaml is a manager today. Roles that are: {', '.join(titles)}"
