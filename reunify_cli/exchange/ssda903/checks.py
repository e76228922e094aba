"""Which rows break the return's own rules, as far as that bears on a child's way home: for a person to look at.

The numbers are those of the Department for Education's checks; the words are ours.
"""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise, zip_longest

from reunify_cli.exchange.ssda903 import codes
from reunify_cli.exchange.ssda903.child import Child, Doubt, continues, left
from reunify_cli.exchange.ssda903.rows import Episode
from reunify_cli.exchange.ssda903.span import Covered


def doubts(child: Child, span: Covered, today: date) -> tuple[Doubt, ...]:
    """Everything about a child's rows that does not fit together."""
    found = [
        *(doubt for episode in child.episodes for doubt in _episode(episode)),
        *(doubt for pair in pairwise(child.episodes) for doubt in _next_to_each_other(*pair)),
        *_last(child),
        *_too_long(child, span.until or today),
        *_reviews(child, span),
        *_absences(child),
    ]
    return tuple(found)


def _episode(e: Episode) -> Iterator[Doubt]:
    yield from _unknown_codes(e)
    home = e.placement == codes.PARENTS
    if home and e.status == "V2":
        sentence = "Placed with parents (P1) under section 20 (V2): a child who lives at home so is not looked after."
        yield Doubt(e.place, sentence, "378")
    if home and e.provider not in ("", "PR0"):
        yield Doubt(e.place, f"Placed with parents (P1), and the provider is {e.provider}, not PR0.", "527-531")
    if not home and e.provider == "PR0":
        yield Doubt(e.place, f"The provider is a parent (PR0), and the placement is {e.placement}, not P1.", "550")
    if home and e.urn.strip("X"):
        yield Doubt(e.place, "Placed with parents (P1), and there is an Ofsted number (URN).", "218/222")
    if not home and e.home_postcode and e.home_postcode == e.placement_postcode:
        sentence = f"The child's home and the placement have one postcode, and the placement is {e.placement}, not P1."
        yield Doubt(e.place, sentence, "392d")
    if e.status == "D1":
        yield Doubt(e.place, "No freeing order (D1) has been made since 2005; taken as a placement order.")
    yield from _ending(e)


def _ending(e: Episode) -> Iterator[Doubt]:
    if e.ended is not None and e.ended < e.began:
        yield Doubt(e.place, f"The episode ends on {e.ended:%d/%m/%Y}, before it begins; taken as not ended.")
    elif e.ended == e.began:
        yield Doubt(e.place, "The episode ends on the day it begins.", "355")
    if e.ended is None and e.why_ended:
        sentence = f"There is a reason why the episode ended ({e.why_ended}) and no day; taken as not ended."
        yield Doubt(e.place, sentence, "148")
    if e.ended is not None and not e.why_ended:
        yield Doubt(e.place, "There is a day on which the episode ended and no reason.", "148")


def _unknown_codes(e: Episode) -> Iterator[Doubt]:
    for column, code, known, check in (
        ("LS", e.status, codes.LEGAL_STATUS, ""),
        ("PLACE", e.placement, codes.PLACEMENT, ""),
        ("RNE", e.why_new, codes.NEW_EPISODE, "143"),
        ("CIN", e.need, codes.NEED, ""),
    ):
        if code not in known:
            said = f'"{code[:10]}" in {column} is no code of the return' if code else f"There is no code in {column}"
            yield Doubt(e.place, f"{said}; what it would say is left out.", check)
    if e.why_ended and e.why_ended != codes.CONTINUES and e.why_ended not in codes.LEAVING:
        sentence = f'"{e.why_ended[:10]}" in REC is no code of the return; taken as not ended.'
        yield Doubt(e.place, sentence, "149")


def _next_to_each_other(a: Episode, b: Episode) -> Iterator[Doubt]:
    """An episode and the one after it: how the first ends must fit how the second begins."""
    if a.ended is None or not a.why_ended:
        yield Doubt(a.place, f"The next episode begins on {b.began:%d/%m/%Y}, and this one has not ended.", "142")
    elif a.ended > b.began:
        sentence = f"The episode begins before the one before it ended ({a.ended:%d/%m/%Y})."
        yield Doubt(b.place, sentence, "501")
    gone, started = left(a, b), b.why_new == "S"
    if gone and not started:
        sentence = f"The child had left care ({a.why_ended}), and this episode does not start a new time in care."
        yield Doubt(b.place, sentence, "432")
    if started and not gone and a.ended is not None:
        if a.ended < b.began:
            sentence = "A new time in care starts here, and the episode before does not say that the child had left."
            yield Doubt(b.place, sentence)
        else:
            yield Doubt(b.place, "A new time in care starts here on a day on which the child was in care.", "431")
    if not started and continues(a) and a.ended is not None and a.ended < b.began:
        sentence = f"The episode goes on from the one before it, which ended on {a.ended:%d/%m/%Y}."
        yield Doubt(b.place, sentence, "433")
    if not started and not gone:
        # The reason for a new episode against what changed.
        moved = _home_of(a) != _home_of(b)
        changed = a.status != b.status
        why = codes.NEW_EPISODE.get(b.why_new, "").split(",")[0]
        if b.why_new == "L" and (moved or not changed):
            yield Doubt(b.place, _unlike(why, b.why_new, moved=moved, changed=changed), "434")
        elif b.why_new in ("P", "T") and (changed or not moved):
            yield Doubt(b.place, _unlike(why, b.why_new, moved=moved, changed=changed), "435")
        elif b.why_new in ("B", "U") and not (changed and moved):
            yield Doubt(b.place, _unlike(why, b.why_new, moved=moved, changed=changed), "436")


def _home_of(e: Episode) -> tuple[str, ...]:
    return (e.placement, e.placement_postcode, e.urn, e.provider)


def _unlike(why: str, code: str, *, moved: bool, changed: bool) -> str:
    said = {
        (True, True): "both the placement and the legal status differ",
        (True, False): "only the placement differs",
        (False, True): "only the legal status differs",
        (False, False): "nothing differs",
    }[moved, changed]
    return f"The reason for the new episode is {why} ({code}), and {said} from the episode before."


def _last(child: Child) -> Iterator[Doubt]:
    last = child.episodes[-1] if child.episodes else None
    if last is not None and continues(last):
        sentence = f"A new episode is to begin on {last.ended:%d/%m/%Y} (X1), and the return has none."
        yield Doubt(last.place, sentence)


def _too_long(child: Child, until: date) -> Iterator[Doubt]:
    """Legal statuses that last longer than the law lets them; told once, where they began."""
    first: Episode | None = None
    for episode, after in zip_longest(child.episodes, child.episodes[1:]):
        first = first if first is not None and first.status == episode.status else episode
        goes_on = after is not None and after.status == episode.status and after.began == episode.ended
        if episode.status in codes.LONGEST and not goes_on:
            longest, check = codes.LONGEST[episode.status]
            days = ((episode.ended or until) - first.began).days
            if days > longest:
                title = codes.LEGAL_STATUS[episode.status].replace("-", " ").capitalize()
                sentence = f"{title} ({episode.status}) for {days} days; it can last {longest} at most."
                yield Doubt(first.place, sentence, check)
        first = first if goes_on else None


def _reviews(child: Child, span: Covered) -> Iterator[Doubt]:
    short = bool(child.episodes) and all(e.status in codes.SHORT_BREAKS for e in child.episodes)
    for review in child.reviews:
        if short:
            yield Doubt(review.place, "A review, and the child is only in short breaks (V3, V4).", "399")
        if review.participation not in codes.PARTICIPATION:
            said = f'"{review.participation[:10]}" is' if review.participation else "There is"
            yield Doubt(review.place, f"{said} no code for how the child took part; it is left out.", "167")
        age = child.age_on(review.held)
        if age is not None and age >= 4 and review.participation == "PN0":
            yield Doubt(review.place, f"PN0 is for children under four, and the child was {age}.", "440")
        if age is not None and 0 <= age < 4 and review.participation in codes.PARTICIPATION[1:]:
            sentence = f"Under four it is PN0, and {review.participation} stands here for a child of {age}."
            yield Doubt(review.place, sentence, "441")
        if span.until is not None and review.held > span.until:
            sentence = f"The review is dated after the return's last year, which ends by {span.until:%d/%m/%Y}."
            yield Doubt(review.place, sentence)
        elif child.episodes and not _in_care(child, review.held):
            yield Doubt(review.place, "On that day the child was not looked after, as the episodes have it.")


def _in_care(child: Child, day: date) -> bool:
    """Whether the child was looked after on a day by the episodes, or may have been before the first of them."""
    first = child.episodes[0]
    if day < first.began:
        return first.why_new != "S"
    for episode, after in zip_longest(child.episodes, child.episodes[1:]):
        gone = left(episode, after) and episode.ended is not None and episode.ended < day
        if gone and (after is None or day < after.began):
            return False
    return True


def _absences(child: Child) -> Iterator[Doubt]:
    for absence in child.absences:
        if absence.kind not in ("M", "A"):
            said = f'"{absence.kind[:10]}"' if absence.kind else "Nothing"
            yield Doubt(absence.place, f"{said} stands in MISSING, not M (missing) or A (away); left out.")
        if absence.ended is not None and absence.ended < absence.began:
            sentence = f"The child is found on {absence.ended:%d/%m/%Y}, before going missing; taken as not found."
            yield Doubt(absence.place, sentence)
        elif child.left_on and (absence.ended is None or absence.ended > child.left_on):
            sentence = f"The child left care on {child.left_on:%d/%m/%Y}, and this time missing goes on after it."
            yield Doubt(absence.place, sentence, "577")
