"""What does not fit together in a child's way in and out of care: for `check`, and for the moment of recording.

Nothing here keeps anything from being recorded. The numbers in brackets are the checks of the SSDA903 return that the
same slip would fail next spring.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, pairwise, zip_longest
from typing import Final

from reunify_cli.engine.ended import REVIEW, ended
from reunify_cli.engine.finding import Finding
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.vocabulary_index import LOOKED_AFTER
from reunify_cli.engine.where_lives import (
    HOME,
    LIVES,
    PARENT,
    no_move_home,
    no_placement,
    order_of_a_day,
    title_of_value,
)
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import MINUTES_IN_DAY, age_on, position_day
from reunify_cli.rules.phrasing import title_of

STATUS: Final = "legal-status"
HOLDERS: Final = "pr-holders"
"""The facts that say under which status a child is, and who holds parental responsibility."""
NONE: Final = "none"
SECTION_20: Final = "s20"
"""Values of the legal status: none, and section 20."""
STARTED, CEASED, DIED = "became-looked-after", "ceased-looked-after", "died"
PLACED: Final = "placement-start"
"""The event types by which a child comes into care, leaves it, dies, and is placed."""
AFTER_DEATH: Final = frozenset(("case", "notices", "meetings"))
"""The groups of events that still happen after a child has died: telling people, meeting, closing."""
YOUNGEST: Final = {"eighteen": 18, "staying-put": 18, "adult-services": 18, "independent": 16}
"""From which age care can end for a reason."""
OUTCOMES: Final = {"eighteen": 18, "independence": 16}
"""From which age a case can close with an outcome."""
LONGEST: Final[Mapping[str, tuple[int, str]]] = {
    "police-protection": (3, "361"),
    "emergency-protection": (21, "362"),
    "child-assessment-order": (7, "363"),
}
"""For how many days a status can last, and the check of the return that counts them: section 46(6) of the Children Act
1989 (72 hours), section 45 (eight days, once extended by seven; the return counts to 21), section 43(5)."""
FIRST_PARTICIPATION: Final = 4
"""Under this age the code for how a child took part in a review is PN0, and from it another."""
PN0: Final = "PN0"


def in_care(judged: Judgement, now: int) -> Iterator[Finding]:
    """Everything about being in care that does not fit together, or is not there, at a position."""
    words = judged.policy.vocabulary
    if {STATUS, LIVES, LOOKED_AFTER} <= words.facts.keys():
        yield from no_placement(judged, now)
        yield from no_move_home(judged, now)
        yield from _starts(judged)
        yield from _too_long(judged, now)
        yield from _with_parents(judged)
    for name in judged.times.changes:
        yield from order_of_a_day(judged, name)
    yield from _after_death(judged)
    yield from _too_young(judged)
    yield from _participation(judged)
    yield from _twice(judged)


def about(found: Iterable[Finding], entry: str) -> list[Finding]:
    """Those that are about one entry."""
    return [each for each in found if each.entry == entry]


# --- starting and ceasing -----------------------------------------------------------------------------------------


def _starts(judged: Judgement) -> Iterator[Finding]:
    """Starts of being looked after without an end before, and ends without a start."""
    history, words = judged.history, judged.policy.vocabulary
    status = [e for e in history.entries if STATUS in (words.events[e.event].sets if e.event in words.events else ())]
    for number, entry in enumerate(status):
        before = [each for each in status[:number] if each.when.before(entry.when) is not False]
        if any(each.when.before(entry.when) is None for each in (*before, *status[number + 1 :])):
            continue  # their order is asked about
        last = before[-1] if before else None
        day = entry.when.day.isoformat()
        if entry.event == CEASED:
            start = next((each for each in status[number + 1 :] if each.event == STARTED), None)
            if last is None and (start is not None or not judged.case.known):
                said = f"Ceasing to be looked after on {day}, and no start is recorded before it"
                help = f"record {STARTED} --on DATE"
                if start is not None:
                    said += f": the first is on {start.when.day.isoformat()}"
                    help = f"correct {entry.id} --on DATE --why TEXT"
                yield Finding("record", said, help, "", entry.id)
            elif last is not None and last.event == CEASED:
                said = f"Ceasing to be looked after on {day}, which had ended already on {last.when.day.isoformat()}"
                yield Finding("record", said, f"withdraw {entry.id} --why TEXT", "", entry.id)
        elif entry.event == STARTED and last is not None and _goes_on(judged, last):
            began = last.when.day.isoformat()
            yield Finding(
                "record",
                f"Becoming looked after on {day}, and the time before (from {began}) has no end recorded. If only the"
                f" legal status changed, withdraw this entry and record legal-status-changed",
                f"record {CEASED} --on DATE",
                "",
                entry.id,
            )


def _too_long(judged: Judgement, now: int) -> Iterator[Finding]:
    """Statuses that lasted, or last, for longer than they can (361 to 363)."""
    over = ended(judged, now)
    last = now if over is None or over.when is None else min(now, over.when.start)
    steps = judged.times.fact(STATUS)
    for step, after in zip_longest(steps, steps[1:]):
        if step.value not in LONGEST or step.cause is None or step.at > last:
            continue
        longest, check = LONGEST[step.value]
        end = after.at if after is not None and after.at <= last else last
        timed = step.cause.when.minute is not None and (after is None or after.cause is None or after.at > last
                                                        or after.cause.when.minute is not None)  # fmt: skip
        lasted = end - step.at if timed else (position_day(end) - position_day(step.at)).days * MINUTES_IN_DAY
        if lasted <= longest * MINUTES_IN_DAY:
            continue
        title = title_of_value(judged, STATUS, step.value)
        how = f"{longest * 24} hours" if longest == 3 else f"{longest} days"
        yield Finding(
            "record",
            f"{title} from {step.cause.when.day.isoformat()} for longer than {how}, which is the most (return check"
            f" {check})",
            "record legal-status-changed legal-status=... --on DATE"
            if end == last
            else f"correct {step.cause.id} --on DATE --why TEXT",
            "",
            step.cause.id,
        )


def _goes_on(judged: Judgement, entry: Entry) -> bool:
    value = judged.policy.vocabulary.events[entry.event].sets[STATUS]
    return (entry.get(value[1:]) if value.startswith("$") else value) not in (None, NONE)


# --- with parents -------------------------------------------------------------------------------------------------


def _with_parents(judged: Judgement) -> Iterator[Finding]:
    """Placements with parents, and with others, that the return's checks 378, 392d, 527 to 531 and 550 would refuse."""
    for entry in judged.history.by_event.get(PLACED, ()):
        kind, day = entry.get("kind"), entry.when.day.isoformat()
        home = judged.case.file.homes.get(str(entry.get("home")))
        carer = str(entry.get("carer") or "")
        if kind == PARENT:
            if SECTION_20 in judged.times.values_at(STATUS, entry.when.end):
                yield Finding(
                    "record",
                    f"Placed with a parent on {day} under section 20: a child who lives at home so is not looked after"
                    " (return check 378). If the child went home, being looked after ended",
                    f"record {CEASED} reason=returned-home --on {day}",
                    "",
                    entry.id,
                )
            if home is not None and home.kind not in (PARENT, "other"):
                yield Finding(
                    "record",
                    f"Placed with a parent on {day}, and the home ({home.kind}) is not a parent's (return checks 527 to"
                    " 531)",
                    f"correct {entry.id} home=... --why TEXT",
                    "",
                    entry.id,
                )
            if carer and not _holds(judged, carer, entry):
                yield Finding(
                    "record",
                    f"Placed with a parent on {day}, and {_who(judged, carer)} holds no parental responsibility here"
                    " (return checks 527 to 531)",
                    f"correct {entry.id} kind=connected-person --why TEXT",
                    "",
                    entry.id,
                )
        elif kind is not None:
            parents = home is not None and (home.kind == PARENT or _same_address(judged, home.address))
            if parents or (carer and carer in judged.case.file.people and _holds(judged, carer, entry)):
                check = "392d" if parents else "550"
                yield Finding(
                    "record",
                    f"{title_of_value(judged, LIVES, kind)} from {day}, in the home of a parent: that is a placement"
                    f" with parents (return check {check})",
                    f"correct {entry.id} kind=parent --why TEXT",
                    "",
                    entry.id,
                )
    for entry in judged.history.by_event.get(HOME, ()):
        yield from _home_without_responsibility(entry)
        yield from _home_under_section_20(judged, entry)


def _home_without_responsibility(entry: Entry) -> Iterator[Finding]:
    if entry.get("has-responsibility") is False:
        yield Finding(
            "record",
            f"Return home on {entry.when.day.isoformat()} to a person without parental responsibility: that is a"
            " placement with a connected person, or care that ended (other-family)",
            f"withdraw {entry.id} --why TEXT",
            "",
            entry.id,
        )


def _home_under_section_20(judged: Judgement, entry: Entry) -> Iterator[Finding]:
    """A return from section 20 that has not been followed by the end of being looked after."""
    if judged.times.values_at(STATUS, entry.when.end) != (SECTION_20,):
        return
    if judged.times.fact_at(LIVES, entry.when.end) != PARENT:
        return
    later = chain(judged.history.by_event.get(CEASED, ()), judged.history.by_event.get(STARTED, ()))
    if any(each.when.day >= entry.when.day for each in later if each.event == CEASED):
        return
    day = entry.when.day.isoformat()
    yield Finding(
        "record",
        f"Home on {day} from section 20, and the end of being looked after is not recorded (return check 378)",
        f"record {CEASED} reason=returned-home --on {day}",
        "",
        entry.id,
    )


def _holds(judged: Judgement, key: str, entry: Entry) -> bool:
    """Whether a person is a parent or is recorded as holding parental responsibility."""
    words = judged.policy.vocabulary
    holders = judged.times.fact_at(HOLDERS, entry.when.end) if HOLDERS in words.facts else None
    relative = judged.case.file.people.get(key)
    relation = words.relations.get(relative.relation) if relative else None
    return key in (holders or ()) or bool(relation and PARENT in relation.roles)


def _same_address(judged: Judgement, address: str) -> bool:
    """Whether an address is that of a parent's home."""
    mine = " ".join(address.lower().split())
    homes = judged.case.file.homes.values()
    return bool(mine) and any(each.kind == PARENT and mine == " ".join(each.address.lower().split()) for each in homes)


# --- ages ---------------------------------------------------------------------------------------------------------


def _too_young(judged: Judgement) -> Iterator[Finding]:
    """Reasons and outcomes for which the child was too young."""
    born = judged.case.child.born
    if born is None:
        return
    for event, field, ages in ((CEASED, "reason", YOUNGEST), ("case-closed", "outcome", OUTCOMES)):
        kind = judged.policy.vocabulary.events.get(event)
        for entry in judged.history.by_event.get(event, ()):
            value, age = str(entry.get(field) or ""), age_on(born, entry.when.day)
            said = kind.fields[field].values.get(value, value) if kind and field in kind.fields else value
            least = ages.get(value, 0)
            if value == "" and entry.get("decided-by") == "birthday":
                said, least = "18th birthday", 18
            if age < least:
                yield Finding(
                    "record",
                    f"{title_of(judged.policy.vocabulary, event)} on {entry.when.day.isoformat()} with the {field}"
                    f' "{said}", and the child was {age}: it is possible from {least}',
                    f"correct {entry.id} {field}=... --why TEXT",
                    "",
                    entry.id,
                )


def _participation(judged: Judgement) -> Iterator[Finding]:
    """How a child took part in a review, by a code that is not for a child of that age (440, 441)."""
    born = judged.case.child.born
    if born is None:
        return
    for entry in judged.history.entries:
        code = entry.get("participation")
        if code is None:
            continue
        age, day = age_on(born, entry.when.day), entry.when.day.isoformat()
        if code == PN0 and age >= FIRST_PARTICIPATION:
            said = f"Review of {day} with PN0, which is for children under four: the child was {age} (return check 440)"
        elif code != PN0 and age < FIRST_PARTICIPATION:
            said = f"Review of {day} with {code}: for a child under four it is PN0 (return check 441)"
        else:
            continue
        yield Finding("record", said, f"correct {entry.id} participation=... --why TEXT", "", entry.id)


def _twice(judged: Judgement) -> Iterator[Finding]:
    """Two reviews of one day, which would count as the first and the second, unless their times differ."""
    for one, other in pairwise(judged.history.by_event.get(REVIEW, ())):
        held = one.get("completed") is not False and other.get("completed") is not False
        if held and one.when.day == other.when.day and (one.when.before(other.when) is None or one.when == other.when):
            said = f"Two reviews on {other.when.day.isoformat()}, which count as one after the other. If it was one,"
            yield Finding(
                "record", f"{said} withdraw the second entry", f"withdraw {other.id} --why TEXT", "", other.id
            )


# --- when all is over ---------------------------------------------------------------------------------------------


def _after_death(judged: Judgement) -> Iterator[Finding]:
    """Entries dated after the child's death, but for what still happens then."""
    died = judged.history.by_event.get(DIED, ())
    words = judged.policy.vocabulary
    for entry in judged.history.entries if died else ():
        kind = words.events.get(entry.event)
        late = died[0].when.before(entry.when) is True
        if kind is not None and late and (kind.group not in AFTER_DEATH or entry.event == DIED):
            said = f"{kind.title} on {entry.when.day.isoformat()} is dated after the child's death"
            day = died[0].when.day.isoformat()
            yield Finding("record", f"{said} on {day}", f"correct {entry.id} --on DATE --why TEXT", "", entry.id)


def _who(judged: Judgement, key: str) -> str:
    relative = judged.case.file.people.get(key)
    known = judged.policy.vocabulary.relations.get(relative.relation) if relative else None
    return f"the {known.title}" if known else key
