"""The head of a paper: which child it is about and how things stand on the day; a hole in the record stays a hole."""

from reunify_cli.engine.decisions import stage_of
from reunify_cli.engine.ended import ended
from reunify_cli.engine.return_codes import return_codes
from reunify_cli.engine.staying import staying
from reunify_cli.engine.timeline import spans
from reunify_cli.engine.where_lives import unclear
from reunify_cli.frozen import dataclass
from reunify_cli.model.moment import position_day
from reunify_cli.wording.case_view import CaseView, child_name, first_name
from reunify_cli.wording.phrases import capital, long_day, short_day


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above every paper. None is what nobody recorded; "" is what does not apply."""

    child: str
    first_name: str
    """The name the child goes by, or the initials: for running text."""
    born: str | None
    status: str | None
    looked_after: str | None
    ended: str
    """That the child died or turned 18, or that the case is closed; "" where nothing has ended."""
    codes: str
    """The codes of the SSDA903 return that follow from the last move or ending; "" where none do."""
    lives: str | None
    staying: str
    """Where the child is just now, who lives elsewhere; "" where they are where they live."""
    plan: str | None
    stage: str
    responsibility: str | None
    social_worker: str | None
    team_manager: str | None
    iro: str | None
    interpreter: str
    numbers: str
    notices: tuple[str, ...]
    """What to know of the rules by which the paper counts."""
    confidential: tuple[str, ...]
    """Whose whereabouts the record marks as protected."""


def head(stand: CaseView) -> Head:
    """The head of a paper about a child, as things stand at a minute."""
    file = stand.judged.case.file
    numbers = [f"{file.id}", *(f"{system} {number}" for system, number in file.external.items())]
    return Head(
        child=child_name(stand),
        first_name=first_name(stand),
        born=_born(stand),
        status=_with_since(stand, "legal-status"),
        looked_after=_looked_after(stand),
        ended=_ended(stand),
        codes=_codes(stand),
        lives=_lives(stand),
        staying=_staying(stand),
        plan=stand.fact_words("plan"),
        stage=_stage(stand),
        responsibility=_responsibility(stand),
        social_worker=_worker(stand, "social-worker") or _worker(stand, "long-term-social-worker"),
        team_manager=stand.names(stand.holders("team-manager")) or None,
        iro=_worker(stand, "iro"),
        interpreter=_interpreters(stand),
        numbers=", ".join(numbers),
        notices=stand.notices,
        confidential=_confidential(stand),
    )


def _born(stand: CaseView) -> str | None:
    child = stand.judged.case.child
    if child.born is None:
        return None
    return f"{long_day(child.born)} (age {child.age_on(stand.today)})"


def _with_since(stand: CaseView, fact: str) -> str | None:
    words, step = stand.fact_words(fact), stand.since(fact)
    if words is None:
        return None
    return f"{capital(words)}, since {short_day(position_day(step.at))}" if step else capital(words)


def _looked_after(stand: CaseView) -> str | None:
    value = stand.fact("looked-after")
    if value is None:
        return None
    if not value:
        return "no"
    now = [s for s in spans(stand.judged.times.fact("looked-after")) if s.start <= stand.now]
    return f"since {long_day(now[-1].opening().day)}" if now and now[-1].start > 0 else "yes"


def _ended(stand: CaseView) -> str:
    over = ended(stand.judged, stand.now)
    if over is None or not over.all_over:
        return ""
    on = f" on {long_day(over.when.day)}" if over.when else ""
    if over.how == "died":
        return f"Died{on}" if on else "Died; the day is not recorded"
    return f"Turned 18{on}" if over.how == "eighteen" else f"The case was closed{on}"


def _codes(stand: CaseView) -> str:
    found = return_codes(stand.judged, stand.now)
    return f"{short_day(found.when.day)}: {found.says}" if found else ""


def _lives(stand: CaseView) -> str | None:
    day = unclear(stand.judged, "lives-with", stand.now)
    if day is not None:
        return f"Unclear: give the times of {short_day(day.day)}"
    kind, step = stand.fact_words("lives-with"), stand.since("lives-with")
    if kind is None:
        return None
    moved = stand.since("home")
    # A home recorded before the child last moved is not where they live now.
    here = moved if moved and step and moved.at >= step.at else None
    home = home_name(stand, stand.fact("home")) if here else ""
    since = here or step
    words = f"{capital(kind)}: {home}" if home else capital(kind)
    return f"{words}, since {short_day(position_day(since.at))}" if since else words


def _staying(stand: CaseView) -> str:
    stay = staying(stand.judged, stand.now)
    if stay is None:
        return ""
    whom = f"with {stand.person(stay.whom)} " if stay.whom else ""
    ends = f"back on {short_day(stay.back)}" if stay.back else "when it ends is not recorded"
    return f"{whom}since {short_day(stay.entry.when.day)} ({stand.kind(stay.entry).title}); {ends}"


def home_name(stand: CaseView, key: object) -> str:
    """What a home is called in the case's file; "" where it has no name. Addresses are never printed."""
    home = stand.judged.case.file.homes.get(str(key)) if key else None
    return home.name if home else ""


def _stage(stand: CaseView) -> str:
    found = stage_of(stand.judged, stand.now)
    return f"{found.number} of {len(stand.policy.stages)}, {found.title}" if found else ""


def _responsibility(stand: CaseView) -> str | None:
    held = stand.fact("pr-holders")
    return ", ".join(sorted(stand.known_as(key) for key in held)) if held else None


def _worker(stand: CaseView, role: str) -> str | None:
    key = stand.allocated(role)
    return stand.person(key) if key else None


def _interpreters(stand: CaseView) -> str:
    file = stand.judged.case.file
    found = [f"{child_name(stand)}: {file.child.language or 'language not recorded'}"] if file.child.interpreter else []
    for key, person in file.people.items():
        if person.interpreter:
            found.append(f"{stand.known_as(key)}: {person.language or 'language not recorded'}")
    return "; ".join(found)


def _confidential(stand: CaseView) -> tuple[str, ...]:
    file = stand.judged.case.file
    people = [stand.known_as(key) for key, person in file.people.items() if person.protected]
    homes = [home.name or key for key, home in file.homes.items() if home.protected]
    return (*([child_name(stand)] if file.child.protected else ()), *people, *homes)
