"""Which days a return speaks for: from which day on, and until when, what it does not hold did not happen.

A return is made of years that run from 1 April to 31 March, and does not say which. So they are worked out from the
days in it. Where that leaves room, less is claimed: what is not claimed is *not known here*, never late.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from reunify_cli.exchange.ssda903.child import Child
from reunify_cli.exchange.ssda903.codes import SHORT_BREAKS
from reunify_cli.exchange.ssda903.rows import Return
from reunify_cli.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Covered:
    """The first day of the first year that each table speaks for, and the last day of the return; none if unknown."""

    since: Mapping[str, date]
    until: date | None


def year_start(day: date) -> date:
    """The 1 April on or before a day."""
    return date(day.year - (day < date(day.year, 4, 1)), 4, 1)


def year_end(day: date) -> date:
    """The 31 March on or after a day."""
    return date(day.year + (day > date(day.year, 3, 31)), 3, 31)


def covered(found: Return, today: date) -> Covered:
    """The days a return speaks for, as far as its own dates tell; none of them lies after `today`."""
    episodes = [e for each in found.episodes.values() for e in each]
    absences = [a for each in found.absences.values() for a in each]
    reviews = [r.held for each in found.reviews.values() for r in each if r.held <= today]
    ends = [e.ended for e in episodes if e.ended]
    since = {
        "episodes": min(ends, default=max((e.began for e in episodes), default=None)),
        "reviews": min(reviews, default=None),
        "missing": min((a.ended or a.began for a in absences), default=None),
    }
    days = [*ends, *(e.began for e in episodes), *(day for a in absences for day in (a.began, a.ended) if day)]
    last = max((day for day in days if day <= today), default=max(reviews, default=None))
    until = None if last is None else _while_reviewed(found, year_end(last), sorted(reviews))
    if until is not None and until > today:
        until = max(day for day in (*days, *reviews) if day <= today)
    return Covered({table: year_start(day) for table, day in since.items() if day}, until)


def _while_reviewed(found: Return, end: date, reviews: Sequence[date]) -> date:
    """The end of the return where reviews go on after the last change in any episode.

    A return that covers a year holds a review of nearly every child looked after through it. So a year counts as
    covered while half of them have one; reviews dated later are slips.
    """
    if not reviews:
        return end
    end = max(end, year_start(reviews[0]) - timedelta(days=1))
    while end < reviews[-1]:
        start, after = end + timedelta(days=1), year_end(end + timedelta(days=1))
        through = [
            number
            for number, rows in found.episodes.items()
            if rows[-1].ended is None and rows[-1].began < start and rows[-1].status not in SHORT_BREAKS
        ]
        reviewed = [n for n in through if any(start <= r.held <= after for r in found.reviews.get(n, ()))]
        if not reviewed or 2 * len(reviewed) < len(through):
            break
        end = after
    return end


def known_from(child: Child, span: Covered, today: date) -> dict[str, str | list[str]]:
    """What case.yaml says under `known-from` of a child first met in this return.

    Everything is known from the day of the import. Reviews are known besides for the days the return speaks for, from
    the day the child became looked after if it holds that. It holds no reviews of children in short breaks.
    """
    everything: dict[str, str | list[str]] = {"everything": today.isoformat()}
    since = span.since.get("reviews")
    if span.until is None or since is None or not child.episodes:
        return everything
    if all(e.status in SHORT_BREAKS for e in child.episodes):
        return everything
    start = _reviews_since(child, since)
    if start is None or start > span.until:
        return everything
    return {"review": [f"{start} to {span.until}", today.isoformat()], **everything}


def _reviews_since(child: Child, since: date) -> date | None:
    """From which day on it can be told when this child's reviews were due; None where it never can.

    Where the return begins in the middle of a time in care, nobody knows the first and the second review in it, which
    come sooner than the later ones. So the claim begins after the first review that it holds; and if that one came
    soon after the first episode and might be taken for the first of all, three months later still.
    """
    first = child.episodes[0]
    if first.why_new == "S" and first.began >= since:
        return first.began
    held = next((row.held for row in child.reviews if row.held >= first.began), None)
    if held is None:
        return None
    soon = held <= first.began + timedelta(weeks=6)
    return held + timedelta(days=93 if soon else 1)
