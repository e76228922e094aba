"""What an entry changed: duties met, made, closed or breached, by comparing a case judged before and after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from reunify_cli.cli.days import short_day
from reunify_cli.cli.row_making import PRESSING, state_of
from reunify_cli.cli.screen import clean, counted, edge, joined, sentence, wrap
from reunify_cli.cli.terminal import Terminal
from reunify_cli.cli.who import answers, brief_source, command_line, due_words, typed, weight
from reunify_cli.engine.acts import WEIGHTS, Act, acts
from reunify_cli.engine.contents import unsaid_of
from reunify_cli.engine.duty import Duty, Standing, days_late, standing
from reunify_cli.engine.evidence import events_of
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.missing import missing
from reunify_cli.frozen import dataclass
from reunify_cli.rules.policy import Rule
from reunify_cli.rules.wording import title_of
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.store.rows import BREACH

DONE = frozenset((Standing.MET, Standing.MET_LATE, Standing.MET_OTHER))
LATE = frozenset((Standing.OVERDUE, Standing.MISSED))
GONE = frozenset((Standing.CLOSED, Standing.LAPSED))
PRESSING_FIRST = frozenset((Standing.BREACH, Standing.OVERDUE, Standing.MISSED, Standing.MET_LATE))
"""What a screen with room for few lines names first."""
MOST = 5
"""How many duties one kind of effect names before it counts the rest."""
ROOM = 26
"""How many columns a rule's kind and place may take at the right edge."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A duty that was there before and after, with another date or standing; None where it was not or is no longer."""

    before: Duty | None
    after: Duty | None
    was: Standing | None
    now: Standing | None

    @property
    def duty(self) -> Duty:
        """The duty, as it stands now where it still does."""
        found = self.after or self.before
        if found is None:
            raise AssertionError("something moved that is neither before nor after")
        return found


@dataclass(frozen=True, slots=True)
class Effects:
    """What changed for a child."""

    met: tuple[Duty, ...]
    breaches: tuple[Duty, ...]
    late: tuple[Duty, ...]
    over: tuple[Duty, ...]
    unclear: tuple[Duty, ...]
    unsaid: tuple[Duty, ...]
    """Duties about what the entry itself says that it does not meet yet."""
    moved: tuple[Moved, ...]


def effects(before: Judgement, after: Judgement, position: int, soon: int, entry: str = "") -> Effects:
    """What changed between two judgements of one case; `entry` is the id of the entry that was added, if one was."""
    old = {duty.id: duty for duty in before.duties}
    new = {duty.id: duty for duty in after.duties}
    was = {key: standing(duty, position, soon) for key, duty in old.items()}
    now = {key: standing(duty, position, soon) for key, duty in new.items()}
    of_entry = {
        key for key, duty in new.items() if duty.rule.kind == "content" and duty.gated and duty.gated.id == entry
    }

    def turned(to: frozenset[Standing]) -> tuple[Duty, ...]:
        return tuple(new[k] for k, how in now.items() if how in to and was.get(k) not in to and k not in of_entry)

    moved = [
        Moved(old.get(key), new.get(key), was.get(key), now.get(key))
        for key in dict.fromkeys((*new, *old))
        if was.get(key) is not now.get(key) or old[key].due != new[key].due
    ]
    # What is still to be done, counted from something else, is owed as before.
    still = {(duty.rule.id, duty.each) for key, duty in new.items() if now[key].to_do}
    gone = (old[k] for k, how in was.items() if how.to_do and (k not in now or now[k] in GONE))
    ended = tuple(duty for duty in gone if (duty.rule.id, duty.each) not in still)
    return Effects(
        met=tuple(sorted((duty for duty in turned(DONE) if duty.id in old), key=_weighty)),
        breaches=turned(frozenset((Standing.BREACH,))),
        late=turned(LATE),
        over=ended,
        unclear=(
            *turned(frozenset((Standing.UNCLEAR,))),
            *(d for d in turned(frozenset((Standing.NOT_KNOWN,))) if d.unsure is not None and d.unsure.entry),
        ),
        unsaid=tuple(new[k] for k in new if k in of_entry and now[k] in (Standing.OPEN, Standing.MISSED)),
        moved=_really(moved),
    )


def _really(moved: Sequence[Moved]) -> tuple[Moved, ...]:
    """What moved, without a duty that only changed its name: one counted from another entry, and as it was."""
    gone = Counter(_as_it_stood(each.before, each.was) for each in moved if each.after is None)
    come = Counter(_as_it_stood(each.after, each.now) for each in moved if each.before is None)
    same = gone & come
    left = {True: same.copy(), False: same.copy()}
    found = []
    for each in moved:
        if each.before is None or each.after is None:
            stood = _as_it_stood(each.duty, each.was if each.after is None else each.now)
            if left[each.after is None][stood] > 0:
                left[each.after is None][stood] -= 1
                continue
        found.append(each)
    return tuple(found)


def _as_it_stood(duty: Duty | None, how: Standing | None) -> tuple[object, ...]:
    return (duty.rule.id, duty.each, duty.due, how) if duty is not None else ()


def _weighty(duty: Duty) -> tuple[int, int]:
    """Law before policy and guidance, and the sooner before the later."""
    return WEIGHTS.index(duty.rule.weight), duty.due.deadline if duty.due else 0


# --- in words -----------------------------------------------------------------------------------------------------


def effect_lines(opened: OpenCase, entry: str, found: Effects, terminal: Terminal) -> list[str]:
    """What an entry means for a child, a line for each duty it touched, then what is next and what still stands."""
    judged, lines = opened.judged, list[str]()
    for word, duties in (("met", found.met), ("BREACH", found.breaches), ("late", found.late)):
        said = [_how_met(duty) if word == "met" else duty_words(duty, terminal.session) for duty in duties]
        lines += rows(
            word, list(zip(said, (source_words(d.rule, judged) for d in duties), strict=True)), terminal.width
        )
    lines += _unclear_lines(opened, entry, found.unclear, terminal.width)
    if found.over:
        titles = list(dict.fromkeys(duty.rule.title for duty in found.over))
        more = f" and {len(titles) - 3} more" if len(titles) > 3 else ""
        lines += wrap(clean(f"{'; '.join(titles[:3])}{more}"), terminal.width, " " * 11, "  no longer owed: ")
    lines += rows("but", [(each, "") for each in not_enough(judged, entry, terminal.session)], terminal.width, 3)
    lines += _unsaid_lines(opened, found.unsaid, terminal.width)
    lines += next_lines(opened, terminal, {duty.rule.id for duty in found.met})
    return lines


def _unclear_lines(opened: OpenCase, entry: str, duties: Sequence[Duty], width: int) -> list[str]:
    """What nobody can tell yet, each reason once with the duties that turn on it, and what would supply it."""
    reasons: dict[str, dict[str, None]] = {}
    for duty in duties:
        told = duty.unsure.words if duty.unsure is not None else ""
        reasons.setdefault(told or duty.unclear or "give the times", {})[duty.rule.title] = None
    said = []
    for reason, titles in reasons.items():
        more = f" and {len(titles) - 3} more" if len(titles) > 3 else ""
        said.append((f"{reason}. {'; '.join(list(titles)[:3])}{more}", ""))
    lines = rows("unclear", said, width)
    this = opened.judged.history.by_id.get(entry)
    cause = opened.office.vocabulary.events[this.event].cause.removeprefix("$") if this else ""
    asked = this is not None and cause in opened.office.vocabulary.events[this.event].fields
    if said and asked and this is not None and this.fields.get(cause) is None:
        way = f'reunify correct {typed(opened.id)} {entry} {cause}=... --why "left out"'
        lines.append(command_line(way, " " * 11, width))
    ways = [way for duty in duties if duty.unsure is not None for way in answers(opened.id, duty.unsure)]
    return lines + [command_line(f"{word:<4} {way}", " " * 11, width) for word, way in dict.fromkeys(ways)]


def not_enough(judged: Judgement, entry: str, session: Session) -> list[str]:
    """What an entry is of the right kind for and still does not do, with why not: an approval by the wrong person."""
    found: dict[str, None] = {}
    this = judged.history.by_id[entry]
    for duty in judged.duties:
        how = standing(duty, session.position)
        too_early = duty.anchor.entry is not None and duty.anchor.entry.id == entry
        too_late = duty.gated is not None and duty.gated.when.before(this.when) is True
        wanted = how.to_do or how is Standing.BREACH
        if too_early or too_late or not wanted or this.event not in _kinds(judged, duty):
            continue
        for part in missing(judged, duty):
            if part.near is not None and part.near.id == entry and part.why_not:
                found[f"{duty.rule.title}: {part.why_not}"] = None
    return list(found)


def _kinds(judged: Judgement, duty: Duty) -> frozenset[str]:
    kinds = judged.policy.vocabulary.kinds
    return frozenset().union(*(kinds.get(name, frozenset()) for name in events_of(duty.terms.needs)))


def source_words(rule: Rule, judged: Judgement) -> str:
    """Which kind of rule it is and where it stands, `LAW reg 28`; only the kind where the place takes too much room."""
    place = brief_source(rule, judged)
    whole = place if rule.policy == "case" else f"{weight(rule)} {place}"
    return whole if len(whole) <= ROOM else weight(rule)


def rows(word: str, said: Sequence[tuple[str, str]], width: int, most: int = MOST) -> list[str]:
    """A word in the margin, and beside it one line for each text with what stands at its right edge."""
    lines = []
    said = list(dict.fromkeys(said))
    for number, (text, right) in enumerate(said[:most]):
        start = f"  {word if number == 0 else '':<8} "
        if len(start) + len(text) + len(right) + 1 <= width:
            lines.append(edge(start + clean(text), right, width))
        else:
            *above, last = wrap(clean(text), width, " " * 11, start)
            fits = len(last) + len(right) + 1 <= width
            lines += [*above, edge(last, right, width)] if fits else [*above, last, edge("", right, width)]
    if len(said) > most:
        lines.append(f"{' ' * 11}and {len(said) - most} more")
    return lines


def _how_met(duty: Duty) -> str:
    title = clean(duty.rule.title)
    if duty.due is None or duty.met is None:
        return title
    late = days_late(duty, duty.met.end)
    early = (duty.due.day - duty.met.day).days
    how = f"{counted(late, 'day')} late" if late else f"{counted(early, 'day')} early" if early > 0 else "in time"
    return f"{title}, due {due_words(duty.due)}: {how}"


def duty_words(duty: Duty, session: Session) -> str:
    """A duty in a few words, with its date: `Visit the child, due Mon 23 Nov: 7 days late`."""
    about = f" ({duty.each})" if duty.each else ""
    if duty.breach:
        day = f", {short_day(duty.gated.when.day, session.today)}" if duty.gated else ""
        return clean(f"{duty.rule.title}{about}: not recorded before it happened{day}")
    if duty.due is None:
        return clean(f"{duty.rule.title}{about}")
    days = days_late(duty, session.position)
    return clean(
        f"{duty.rule.title}{about}, by {short_day(duty.due.day, session.today)}"
        + (f": {counted(days, 'day')} late" if days else "")
    )


def _unsaid_lines(opened: OpenCase, duties: Sequence[Duty], width: int) -> list[str]:
    """What the entry itself does not say yet, of what the rules ask of such an entry."""
    vocabulary = opened.office.vocabulary
    names = list(dict.fromkeys(name for duty in duties for name in unsaid_of(opened.judged, duty)))
    entry = next((duty.gated for duty in duties if duty.gated), None)
    if not names or entry is None:
        return []
    there = [title_of(vocabulary, name) for name in names if name in vocabulary.roles]
    said = [sentence(title_of(vocabulary, name)) for name in names if name not in vocabulary.roles]
    said += [f"Who was there: {joined(there)}"] if there else []
    more = f"; and {len(said) - 6} more" if len(said) > 6 else ""
    key = next((name for name in names if name not in vocabulary.roles), "attended")
    way = f'reunify correct {typed(opened.id)} {entry.id} {key}="..." --why "left out"'
    if len(names) > 1:
        way = f"reunify form {typed(opened.id)} {entry.id}"
    words = wrap(clean(f"{'; '.join(said[:6])}{more}"), width, " " * 11, "  to add   ")
    return [*words, command_line(way, " " * 11, width)]


def next_lines(opened: OpenCase, terminal: Terminal, again: Collection[str] = ()) -> list[str]:
    """What is due next for a child, when the rules in `again` ask again, and what is breached or late."""
    todo = acts(opened.judged, terminal.session.position, PRESSING, opened.judged.policy.due_soon)
    ahead = [act for act in todo if act.due is not None and act.standing in (Standing.DUE, Standing.UPCOMING)]
    ahead.sort(key=lambda act: act.due.deadline if act.due else 0)
    follow = [act for act in ahead if any(duty.rule.id in again for duty in act.duties)]
    shown = [act for act in ahead if act in (*ahead[:1], *follow[:1], *(ahead[1:2] if not follow else ()))]
    lines = rows(
        "next",
        [(_next_words(act, terminal.session), source_words(act.first.rule, opened.judged)) for act in shown],
        terminal.width,
    )
    breaches = sum(state_of(act) == BREACH for act in todo)
    late = sum(act.standing is Standing.OVERDUE for act in todo)
    asked = sum(act.standing is Standing.NOT_KNOWN for act in todo)
    still = ", ".join(
        filter(
            None,
            [
                counted(breaches, "breach", "breaches") if breaches else "",
                f"{late} late" if late else "",
                f"{asked} to ask about" if asked else "",
            ],
        )
    )
    if still:
        lines.append(edge(f"  still    {still}", f"reunify show {typed(opened.id)}", terminal.width))
    return lines or ["  nothing is owed"]


def _next_words(act: Act, session: Session) -> str:
    day = f", by {short_day(act.due.day, session.today)}" if act.due else ""
    words = f" ({act.first.unsure.ahead})" if act.first.unsure and act.first.unsure.ahead else ""
    return f"{sentence(act.first.rule.title)}{day}{words}"


def moved_lines(opened: OpenCase, found: Effects, terminal: Terminal) -> list[str]:
    """What a correction or withdrawal changed, duty by duty: how each stood, and how it stands now."""
    said = []
    for moved in sorted(found.moved, key=lambda each: not {each.was, each.now} & PRESSING_FIRST):
        was, now = _stood(moved.before, moved.was, terminal.session), _stood(moved.after, moved.now, terminal.session)
        if was != now:
            said.append((f"{moved.duty.rule.title}: {was} -> {now}", source_words(moved.duty.rule, opened.judged)))
    return rows("", said, terminal.width) if said else ["           no duty changes"]


def _stood(duty: Duty | None, how: Standing | None, session: Session) -> str:
    if duty is None or how is None:
        return "not owed"
    day = f", {short_day(duty.due.day, session.today)}" if duty.due else ""
    return f"{how.value.replace('-', ' ')}{day}"
