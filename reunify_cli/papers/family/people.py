"""What a paper for family or court calls somebody: never by the name of a relative who is not its reader.

A relative is called by what they are to the child, a colleague by name. Whoever's whereabouts are protected is passed
over among those who will be at a meeting, since where and when they will be is whereabouts too.
"""

from collections.abc import Iterable, Iterator

from reunify_cli.engine.roles import roles_of
from reunify_cli.papers.readers import Reader, is_minor
from reunify_cli.rules.phrasing import title_of
from reunify_cli.wording.case_view import CaseView, child_name, first_name

SOMEBODY = "another person"
_HOMELY = {"mother": "mum", "father": "dad"}
_NEAR = frozenset(("foster-carer", "residential-carer", "key-worker", "teacher", "nurse", "doctor", "advocate"))
"""Relations whom a child knows by name, and who are there for the child's sake."""


def called(stand: CaseView, reader: Reader) -> str:
    """What the child is called for a reader: the whole name for the court, the chosen name for everybody else."""
    return child_name(stand) if reader.kind == "court" else first_name(stand)


def named(stand: CaseView, key: str, reader: Reader) -> str:
    """What somebody is called for a reader, as it stands in a sentence; a word that is nobody's key is not shown."""
    case = stand.judged.case
    if key == reader.key:
        return "you"
    if key == "child":
        return called(stand, reader)
    if key in case.team.people or key in case.team.bodies:
        name = stand.judged.case.team.name_of(key)
        is_child = reader.kind == "child" and key in stand.judged.case.team.people
        return (name.split() or [name])[0] if is_child else name
    if key in case.file.people:
        person = stand.judged.case.file.people[key]
        relation = stand.relation(key) or "relative"
        if reader.kind == "court":
            return "another child" if is_minor(stand, key) else f"the {relation}"
        if reader.kind != "child":
            return f"{called(stand, reader)}’s {relation}"
        if person.relation in _NEAR and person.name:
            return person.name
        return f"your {_HOMELY.get(person.relation, relation)}"
    return f"the {title_of(stand.vocabulary, key)}" if key in stand.vocabulary.roles else SOMEBODY


def is_protected(stand: CaseView, key: str, reader: Reader) -> bool:
    """Whether a reader must not learn where somebody is, or will be."""
    person = stand.judged.case.file.people.get(key)
    return person is not None and person.protected and key != reader.key


def is_ours(stand: CaseView, key: str) -> bool:
    """Whether somebody works for the authority: a colleague of the team, one of its bodies, or a role of either."""
    team, role = stand.judged.case.team, stand.vocabulary.roles.get(key)
    return key in team.people or key in team.bodies or (role is not None and role.kind in ("team", "body"))


def is_about(stand: CaseView, keys: Iterable[str], reader: Reader) -> bool:
    """Whether one of some keys means a reader: their own, or a role that they have."""
    if reader.kind == "court":
        return False
    roles = roles_of(stand.judged.times, reader.key, stand.moment)
    return any(key == reader.key or key in roles for key in keys)


def seen_by(stand: CaseView, keys: Iterable[str], reader: Reader) -> Iterator[str]:
    """The people among some keys of whom a reader may know where they are, each once."""
    for key in dict.fromkeys(keys):
        if not is_protected(stand, key, reader):
            yield key
