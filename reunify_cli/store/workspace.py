"""A team's folder: how it is found, what its own files say, which children it holds and which one somebody means."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

from reunify_cli import shape
from reunify_cli.errors import Place, Problem, Unreadable, did_you_mean
from reunify_cli.frozen import dataclass, field, replace
from reunify_cli.keys import FILE
from reunify_cli.model.people import Child, Contacts, Team
from reunify_cli.model.vocabulary import Vocabulary
from reunify_cli.store.case_ref import Summary, called, ids_in
from reunify_cli.store.durable.disk import read_file
from reunify_cli.store.durable.safe_read import stays_in, whole
from reunify_cli.store.finding import find_roots

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Adopted:
    """Which policy a workspace works by, since when, who adopted it, and the digest that it was pinned by."""

    id: str
    from_: date | None = None
    by: str = ""
    digest: str = ""
    open_cases: bool = False
    """Whether the cases that were open on that day came along."""
    recorded: str = ""
    """When that was written down, as an instant."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What reunify.yaml says."""

    policy: Adopted | str
    """What the workspace began with; what came after it stands among the adoptions."""
    name: str = ""
    authority: str = ""
    """The authority's name as papers print it."""
    logo: str = ""
    """The file of its logo (svg, png or jpg), seen from the workspace's folder."""
    calendar: str = "england-and-wales"
    owner_of_policy: str = ""
    """Who looks after the policy here: whom to ask when a date seems wrong."""
    classification: str = ""
    """The marking that papers carry, such as OFFICIAL-SENSITIVE."""
    contacts: Contacts = field(default_factory=Contacts)
    """Whom families can reach, as their papers print it."""
    demo_today: str = ""
    """In a demonstration: the moment that every command takes for the present (`demo_moment`)."""
    adoptions: tuple[Adopted, ...] = ()
    """What `policy adopt` added, in the order in which it did."""
    retention: Mapping[str, str] = field(default_factory=dict)
    """For how long a closed case is kept: a period by outcome, or `default` (`store/retention.py`)."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A team's folder, with what its own files say."""

    root: Path
    name: str
    policy: str
    calendar: str = "england-and-wales"
    team: Team = field(default_factory=Team)
    adopted: Adopted | None = None
    """How the policy was adopted; None where reunify.yaml only names it."""
    owner_of_policy: str = ""
    authority: str = ""
    logo: str = ""
    classification: str = ""
    contacts: Contacts = field(default_factory=Contacts)
    adoptions: tuple[Adopted, ...] = ()
    """Every policy it has worked by, each with the day from which it holds, the first from the beginning; empty where
    nothing was adopted and `policy` alone counts. `policy_store/adoptions.py` says which of them judges a child."""
    retention: Mapping[str, str] = field(default_factory=dict)
    cache: Path | None = None
    """The user's folder for what can be made again; None: nothing is kept."""

    @property
    def cases(self) -> Path:
        """The folder of the children's folders."""
        return self.root / "cases"

    def case_dir(self, case_id: str) -> Path:
        """A child's folder."""
        return self.cases / case_id


# --- finding it ---------------------------------------------------------------------------------------------------


def find_workspace(explicit: Sequence[Path], env: Mapping[str, str], cwd: Path) -> list[Workspace]:
    """The workspaces meant: the folders given by -C, else REUNIFY_ROOT, else the one around `cwd`, else setup's.

    A folder inside a workspace stands for it. Raises Mistyped where there is none, Unreadable with every problem of
    the files of all of them.
    """
    return read_workspaces(find_roots(explicit, env, cwd))


def read_workspaces(roots: Iterable[Path], cache: Path | None = None) -> list[Workspace]:
    """The workspaces in some folders; `cache` is where what was compiled of their policies is kept.

    Raises Unreadable with every problem of the files of all of them.
    """
    found, problems = [], list[Problem]()
    for root in roots:
        try:
            found.append(replace(read_workspace(root), cache=cache))
        except Unreadable as error:
            problems += error.problems
    if problems:
        raise Unreadable(*problems)
    return found


def read_workspace(root: Path) -> Workspace:
    """The workspace in a folder. Raises Unreadable with every problem of reunify.yaml and team.yaml."""
    problems: list[Problem] = []
    settings = _read(Settings, root / FILE, problems)
    problems += _undated(settings, root) if settings else ()
    problems += _retention(settings, root) if settings and settings.retention else ()
    team = _read(Team, root / "team.yaml", problems) if (root / "team.yaml").exists() else Team()
    if settings is None or team is None or problems:
        raise Unreadable(*problems)
    policy = settings.policy
    return Workspace(
        root=root,
        name=settings.name or team.name or root.name,
        policy=policy if isinstance(policy, str) else policy.id,
        calendar=settings.calendar,
        team=team,
        adopted=None if isinstance(policy, str) else policy,
        owner_of_policy=settings.owner_of_policy,
        authority=settings.authority,
        logo=settings.logo,
        classification=settings.classification,
        contacts=settings.contacts,
        adoptions=_in_turn(settings),
        retention=settings.retention,
    )


def _in_turn(settings: Settings) -> tuple[Adopted, ...]:
    """Every policy in the order in which they hold: what the workspace began with, then by the day of adoption.

    An adoption without a day pins what it began with. None at all where nothing was ever adopted.
    """
    if not settings.adoptions:
        return ()
    policy = settings.policy
    first = Adopted(policy) if isinstance(policy, str) else policy
    later = sorted((each for each in settings.adoptions if each.from_ is not None), key=lambda each: str(each.from_))
    return (*([each for each in settings.adoptions if each.from_ is None] or [first]), *later)


def _undated(settings: Settings, root: Path) -> Iterator[Problem]:
    """Adoptions of which nobody can tell from when they hold."""
    undated = [i for i, each in enumerate(settings.adoptions) if each.from_ is None]
    for i in undated:
        if i > 0:
            loaded = shape.load(read_file(root / FILE, FILE), FILE)
            sentence = "an adoption says from which day it holds; only the first may leave that out"
            yield loaded.problem(("adoptions", i), sentence, "Write from: 2026-12-01.")


def _retention(settings: Settings, root: Path) -> Iterator[Problem]:
    from reunify_cli.store.retention import retention_problems

    yield from retention_problems(settings.retention, shape.load(read_file(root / FILE, FILE), FILE))


def _read(kind: type[T], path: Path, problems: list[Problem]) -> T | None:
    if path.is_symlink() and not stays_in(path.parent, path):
        help = "Put the file itself here."
        problems.append(Problem(Place(path.name), "This is a link that leads out of the team's folder.", help))
        return None
    try:
        return shape.read(kind, shape.load(read_file(path, path.name), path.name))
    except Unreadable as error:
        problems += error.problems
        return None


def team_problems(workspace: Workspace, vocabulary: Vocabulary) -> tuple[Problem, ...]:
    """What team.yaml says that nothing else knows: a role that is none of this policy's, a team that is not named."""
    path = workspace.root / "team.yaml"
    if not path.exists():
        return ()
    loaded = shape.load(read_file(path, path.name), path.name)
    said: list[tuple[shape.Path, str]] = [
        (("bodies", key, "role"), body.role) for key, body in workspace.team.bodies.items()
    ]
    for key, person in workspace.team.people.items():
        for i, held in enumerate(person.roles):
            at: shape.Path = ("people", key, "roles", i)
            said.append((at, held) if isinstance(held, str) else ((*at, "role"), held.role))
    teams = workspace.team.teams
    astray = [
        (key, each.team) for key, each in workspace.team.people.items() if teams and each.team not in ("", *teams)
    ]
    return (
        *(
            loaded.problem(path, f'"{role}" is not a role.{did_you_mean(role, vocabulary.roles)}', ROLES)
            for path, role in said
            if role not in vocabulary.roles
        ),
        *(
            loaded.problem(("people", key, "team"), f'"{name}" is not a team here.{did_you_mean(name, teams)}', TEAMS)
            for key, name in astray
        ),
    )


ROLES: Final = "Until then this person holds no role here, and duties of the real one are not theirs."
TEAMS: Final = "Write a key that stands under teams:, or add it there."


# --- its children -------------------------------------------------------------------------------------------------


def case_ids(workspace: Workspace) -> list[str]:
    """The id of every child's folder, sorted."""
    return ids_in(workspace.cases)


def summaries(workspace: Workspace) -> list[Summary]:
    """What each child can be called by, from case.yaml alone; of one that cannot be read only the id is known."""
    return [_summary(workspace, case_id) for case_id in case_ids(workspace)]


def _summary(workspace: Workspace, case_id: str) -> Summary:
    path = workspace.case_dir(case_id) / "case.yaml"
    try:
        data = shape.load(whole(path), path.name).data
    except (OSError, Unreadable):
        return Summary(case_id)
    child, numbers = (data.get(key) if isinstance(data, dict) else None for key in ("child", "external"))
    names = child if isinstance(child, dict) else {}
    initials = Child(name=str(names.get("name") or ""), initials=str(names.get("initials") or "")).short()
    return Summary(case_id, initials, tuple(map(str, numbers.values())) if isinstance(numbers, dict) else ())


def resolve(workspace: Workspace, ref: str, summaries: Callable[[Workspace], Iterable[Summary]] = summaries) -> str:
    """The id of the child meant, as `calling.called` has it. Raises Mistyped where that is nobody or several."""
    return called(workspace.cases, ref, lambda: summaries(workspace))
