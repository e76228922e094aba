"""Who says something that only a manager may say, and about which rule."""

from reunify_cli.casework.writing import WritableCase, my_key
from reunify_cli.engine.managers import managing_roles
from reunify_cli.engine.roles import roles_of
from reunify_cli.errors import Mistyped, Refused, did_you_mean
from reunify_cli.model.vocabulary import spoken
from reunify_cli.rules.phrasing import title_of
from reunify_cli.rules.policy import Rule
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.text.layout import clean, joined
from reunify_cli.wording.display_names import person, typed


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
    return f"Nobody in team.yaml manages today. Roles that do: {', '.join(titles)}"


def meant_rule(opened: OpenCase, text: str) -> Rule:
    """The rule that is meant, by its id or its title.

    Several rules can have one title (the same visit under different orders): then it is the one of which this child
    has a duty. Raises Mistyped with near misses where that is none, and with their ids where it is several.
    """
    rules = opened.judged.policy.by_id
    wanted = text.strip()
    if wanted in rules:
        return rules[wanted]
    titled = [rule for rule in rules.values() if spoken(rule.title) == spoken(wanted)]
    owed = {duty.rule.id for duty in opened.judged.duties}
    found = [rule for rule in titled if rule.id in owed] or titled
    if len(found) == 1:
        return found[0]
    if found:
        ids = joined([rule.id for rule in found], "or")
        raise Mistyped(f'"{clean(text)}" can be {ids}.', help="Type one of them.")
    known = [*rules, *(rule.title.lower() for rule in rules.values())]
    said = f'"{clean(text)}" is not a rule here.{did_you_mean(wanted.lower(), known)}'
    raise Mistyped(said, help=f"What is owed, with its rules:  reunify why {typed(opened.id)}")
