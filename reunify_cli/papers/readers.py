"""Whom a paper is for: professionals, the court, or a person of the case; what each is to the child.

A reader is a person and not a sort of person: a mother and a father are two readers, and so are two grandmothers.
"""

from collections.abc import Iterable, Iterator
from typing import Final, Literal

from reunify_cli.engine.roles import roles_of
from reunify_cli.frozen import dataclass
from reunify_cli.model.moment import age_on
from reunify_cli.model.vocabulary import spoken
from reunify_cli.wording.case_view import CaseView

Kind = Literal["professionals", "court", "child", "parent", "family", "minor", "other"]
"""What sort of reader somebody is. `parent`: a parent, or whoever else holds parental responsibility. `family`: others
of the family and its network, of 18 or over. `minor`: one of them under 18. `other`: carers, teachers and the like."""

WORDS: Final[dict[Kind, str]] = {
    "professionals": "professionals",
    "court": "the court",
    "child": "the child",
    "parent": "a parent",
    "family": "others of the family",
    "minor": "another child",
    "other": "carers and other professionals of the case",
}
_CHILD: Final = frozenset(("child", "young person", "the child"))
_GROWN: Final = 18


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody for whom a paper is made."""

    key: str
    """`professionals`, `court`, `child`, or the key of a person in case.yaml."""
    kind: Kind
    relation: str = ""
    """What a person of the case is to the child: `mother`."""
    file_word: str = ""
    """What the names of this reader's files carry: never a name; "" for professionals."""

    @property
    def told(self) -> str:
        """The reader in a sentence, without a name: `the mother`, `the court`."""
        return f"the {self.relation}" if self.relation else WORDS[self.kind]


PROFESSIONALS: Final = Reader("professionals", "professionals")
COURT: Final = Reader("court", "court", file_word="court")
CHILD: Final = Reader("child", "child", file_word="child")


def readers(stand: CaseView) -> tuple[Reader, ...]:
    """Everybody for whom a paper of this child could be asked for, the people of the case in the file's order."""
    people = stand.judged.case.file.people
    return (PROFESSIONALS, COURT, CHILD, *(_person(stand, key) for key in people))


def find_readers(word: str, stand: CaseView) -> tuple[Reader, ...]:
    """Whom a word may mean: one by key, else everybody who is that to the child; none where it means nobody."""
    said = spoken(word)
    every = readers(stand)
    if said in _CHILD:
        return (CHILD,)
    exact = tuple(reader for reader in every if reader.key == word.strip() or spoken(reader.key) == said)
    return exact or tuple(reader for reader in every if said in _relation_words(stand, reader.key))


def reader_words(stand: CaseView) -> list[str]:
    """Every word for a reader of this case, for "did you mean"."""
    found = [reader.key for reader in readers(stand)]
    return list(dict.fromkeys((*found, *(w for key in found for w in sorted(_relation_words(stand, key))))))


def _relation_words(stand: CaseView, key: str) -> frozenset[str]:
    relative = stand.judged.case.file.people.get(key)
    known = stand.vocabulary.relations.get(relative.relation) if relative else None
    if relative is None or known is None:
        return frozenset()
    return frozenset(map(spoken, (relative.relation, known.title, *known.aliases)))


def _person(stand: CaseView, key: str) -> Reader:
    return Reader(key, kind_of(stand, key), stand.relation(key), _file_word(stand, key))


def kind_of(stand: CaseView, key: str) -> Kind:
    """What sort of reader a person of the case is, by what they are to the child."""
    roles = roles_of(stand.judged.times, key, stand.moment)
    if roles & {"parent", "pr-holder"}:
        return "parent"
    known = stand.vocabulary.roles
    if not any(role in known and known[role].kind == "family" for role in roles):
        return "other"
    return "minor" if is_minor(stand, key) else "family"


def is_minor(stand: CaseView, key: str) -> bool:
    """Whether a person of the case is another child: by age where that is known, else a brother, sister or cousin."""
    relative = stand.judged.case.file.people.get(key)
    if relative is None:
        return False
    if relative.born is None:
        return relative.relation in ("brother", "sister", "sibling", "cousin")
    return age_on(relative.born, stand.today) < _GROWN


def _file_word(stand: CaseView, key: str) -> str:
    """The relation, with a number where several are that to the child: keys can be names, file names never are."""
    people = stand.judged.case.file.people
    relation = people[key].relation
    same = [each for each, person in people.items() if person.relation == relation]
    return relation if len(same) == 1 else f"{relation}-{same.index(key) + 1}"


def listed(kinds: Iterable[Kind]) -> str:
    """Sorts of readers in a sentence: `professionals, the court or a parent`."""
    words = [WORDS[kind] for kind in kinds]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def possible(stand: CaseView, kinds: Iterable[Kind]) -> Iterator[Reader]:
    """The readers of this case who are of one of these sorts."""
    wanted = frozenset(kinds)
    return (reader for reader in readers(stand) if reader.kind in wanted)
