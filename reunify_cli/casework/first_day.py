"""What `new` takes about the time before the record starts, and the entries it makes of it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from reunify_cli.casework.values import Reading, meant_stage, read_value
from reunify_cli.engine.case_context import NO_OTHERS
from reunify_cli.engine.first_day import FIRST_WEEK, STAGE
from reunify_cli.errors import Mistyped, Problem
from reunify_cli.frozen import dataclass
from reunify_cli.model.fields import Field
from reunify_cli.model.vocabulary import Vocabulary
from reunify_cli.session.session import Session
from reunify_cli.session.workspace import OpenWorkspace
from reunify_cli.text.days import read_when, say_day
from reunify_cli.text.layout import clean

NONE: Final = "none"


@dataclass(frozen=True, slots=True)
class Event:
    """An event of which `new` takes the last one: its type, what its entry says besides, and the question."""

    type: str
    says: Mapping[str, str]
    ask: str


LAST: Final[Mapping[str, Event]] = {
    "last-review": Event("review", {}, "When was the last review held?"),
    "last-visit": Event("visit", {"seen": "yes"}, "When did the social worker last visit and see the child?"),
    "last-health-assessment": Event("health-assessment", {}, "When was the last health assessment?"),
}


COMPLETE: Final = "complete-since-start"


def fields(vocabulary: Vocabulary) -> dict[str, Field]:
    """The words that `new` takes about the time before, with how each is read."""
    kind = vocabulary.events["review"].fields.get("kind") if "review" in vocabulary.events else None
    found = {
        COMPLETE: Field("everything since care began is recorded here, or will be", "yes-no"),
        **{key: Field("a day, or none") for key, event in LAST.items() if event.type in vocabulary.events},
        **({"last-review-kind": kind} if kind else {}),
        "stage": Field("the stage the child is in, or none"),
        "stage-since": Field("since when", "date"),
        "worker": Field("who holds the case", "person"),
    }
    return {key: field for key, field in found.items() if STAGE in vocabulary.events or not key.startswith("stage")}


def read(session: Session, workspace: OpenWorkspace, key: str, field: Field, text: str, reading: Reading) -> str:
    """A word as the files have it. Raises Mistyped with a sentence that says what to type."""
    if key in LAST or key == "stage-since":
        return NONE if key in LAST and text.strip().lower() == NONE else _day(session, key, text)
    if key == "stage":
        return NONE if text.strip().lower() == NONE else _stage(workspace, text)
    return str(read_value(field, key, text, reading))


def _day(session: Session, key: str, text: str) -> str:
    when = read_when(text, session.now.day)
    if when.day > session.now.day:
        or_none = ", or none" if key in LAST else ""
        sentence = f"{key}={clean(text)} is after today, {say_day(session.now.day)}."
        raise Mistyped(sentence, help=f"Type {key}=DAY with a day that has passed{or_none}.")
    return str(when)


def _stage(workspace: OpenWorkspace, text: str) -> str:
    if not workspace.policy.stages:
        raise Mistyped(f"The policy {workspace.policy.id} has no stages.", help="Leave stage= out.")
    return meant_stage(text, workspace.policy.stages)


def problems(says: Mapping[str, str]) -> Iterator[Problem]:
    """What cannot be so of words that are each right by themselves."""
    on, born = says.get("on", ""), says.get("born", "")
    if "worker" in says and "social-worker" in says:
        yield Problem(None, "worker= and social-worker= are the same.", "Type one of them.")
    if "stage-since" in says and says.get("stage", NONE) == NONE:
        yield Problem(None, "stage-since= needs the stage.", "Type stage=STAGE too.")
    if "last-review-kind" in says and says.get("last-review", NONE) == NONE:
        yield Problem(None, "last-review-kind= needs the day of that review.", "Type last-review=DAY too.")
    if says.get(COMPLETE) == "yes" and not on:
        sentence = f"{COMPLETE}=yes needs the day on which care began."
        yield Problem(None, sentence, "Type on=DAY too.")
    for key in (*LAST, "stage-since"):
        day = says.get(key, "")
        if day == NONE and not on:
            yield Problem(None, f"{key}=none needs the day on which care began.", "Type on=DAY too.")
        elif day and day != NONE and key in LAST and on and day[:10] < on[:10]:
            yield Problem(
                None, f"{key}={day[:10]} is before care began, on={on[:10]}.", f"Type a later day, or {key}=none."
            )
        elif day and day != NONE and born and day[:10] < born:
            yield Problem(None, f"{key}={day[:10]} is before the child was born.", f"Type a later day for {key}=.")


def part_way(says: Mapping[str, str], today: date) -> bool:
    """Whether a review or visit may have come before the record starts: not in the first week of care."""
    on = says.get("on", "")
    return says.get(COMPLETE) != "yes" and (not on or date.fromisoformat(on[:10]) + FIRST_WEEK < today)


def questions(workspace: OpenWorkspace, says: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What is still to be asked, by field, each with its question."""
    known = fields(workspace.vocabulary)
    if says.get("on") and COMPLETE not in says:
        yield COMPLETE, "Is everything since care began recorded here, or will be?"
    for key, event in LAST.items():
        if key in known and key not in says:
            yield key, f"{event.ask}  (a day, or none)"
    if "stage" in known and "stage" not in says and workspace.policy.stages:
        numbered = ", ".join(f"{stage.number} {clean(stage.title)}" for stage in workspace.policy.stages)
        yield "stage", f"Which stage?  ({numbered}, or none)"
    if "worker" not in says and "social-worker" not in says:
        yield "worker", "Who is the social worker?"


def entries(
    says: Mapping[str, str], today: date, part_way: bool, fresh: Callable[[], str], stamp: Mapping[str, str]
) -> list[dict[str, str]]:
    """The entries that tell what was known before, each with its id and who recorded it when."""
    found: list[dict[str, str]] = []
    nothing = {**{key: event.type for key, event in LAST.items()}, "stage": STAGE}
    for key, type_ in nothing.items():
        if says.get(key) == NONE and says.get("on"):
            found.append({"event": NO_OTHERS, "date": str(today), "what": type_, "since": says["on"][:10]})
    for key, event in LAST.items():
        day = says.get(key, NONE)
        if day != NONE:
            kind = {"kind": says["last-review-kind"]} if key == "last-review" and "last-review-kind" in says else {}
            found.append({"event": event.type, "date": day, **event.says, **kind})
    if says.get("worker"):
        # Since when is not asked: the record says who holds the case from the day it starts.
        found.append({"event": "allocated", "date": str(today), "to": says["worker"], "as": "social-worker"})
    if says.get("stage", NONE) != NONE:
        since = says.get("stage-since", "")
        # Without its day a stage was entered before the record starts; the day before is the latest it can have been.
        day = since or str(today - timedelta(days=1) if part_way else today)
        note = {} if since or not part_way else {"note": "Since when is not recorded; on this day at the latest."}
        found.append({"event": STAGE, "date": day, "stage": says["stage"], **note})
    return [{"id": fresh(), **each, **stamp} for each in found]
