"""Pages of `reunify help` for managers and for those who look after a policy."""

from collections.abc import Mapping
from typing import Final

from reunify_cli.cli.help.topic import Topic

MANAGERS: Final[Mapping[str, Topic]] = {
    "managers": Topic(
        "a team on one page",
        """\
  reunify overdue                   breaches first, then what is late
  reunify overdue --by worker       counted for each worker, with leave
  reunify list                      every child: stage, who holds it, next
  reunify record 42 43 44 allocated to="Priya Shah" as=social-worker
  reunify seen 42 RULE              you have seen a breach
  reunify vary 42 RULE ...          you let a local rule wait

The counts are by name so that work can be shared out. They are no league
table: who holds more children, or was given a late case, looks worse.
Late means: not recorded here as done.
For e-mail or Excel:  reunify overdue --format csv --out late.csv""",
        "reunify overdue --by worker",
    ),
    "breaches": Topic(
        "what was done too soon, and who has to see it",
        """\
A breach is something that had to be in place first, and was not: a night at
home before the placement was approved, a plan changed before the review.
It was written down all the same, and that was right.

It heads every list until a manager has seen it:

  reunify overdue                      the breaches come first
  reunify why 42 RULE                  what was missing, and why it matters
  reunify seen 42 RULE --note "..."    by a manager: I have seen it

Seen, it heads no list any more. It stays in the record and in the papers
for good: approving something afterwards does not undo the night before.
Where nothing was wrong but the record, put the record right:
reunify help mistakes""",
        "reunify overdue",
    ),
    "exceptions": Topic(
        "when a manager lets a rule of local policy wait",
        """\
  reunify vary CASE RULE --why TEXT                  asks for it; it waits
  reunify vary CASE RULE --why TEXT --until 31/12 --authorised-by NAME

Only for local policy. An Act, regulations or statutory guidance can be
varied by nobody here, and the tool says so.
Whoever makes it is a manager, and never the person who asks. It has a last
day and ends then by itself: what has not been done by that day is owed
again. Until then it is counted in every list, with its reason.

"Not needed" is no exception where the rule itself allows it: a manager's
review of day 74 "if necessary", an exit review that the child does not
want. Record that, with the reason; reunify why CASE RULE says how.""",
        "reunify events supervision",
    ),
    "policy": Topic(
        "where the rules come from",
        """\
Every rule says where it stands: in an Act, regulations, guidance, or a
local policy. reunify.yaml says which policy a folder follows; each builds
on the law of England, adds to it, and never changes it.

  reunify policy list         which there are
  reunify policy show         the rules in words, with their sources
  reunify why 42 RULE         how a date was counted

Rules are plain text files. reunify policy lint says what is wrong in one.
An authority's own:  reunify help policies""",
        "reunify policy list",
    ),
    "policies": Topic(
        "an authority's own rules, and adopting them",
        """\
  reunify policy list                     which there are, and how old
  reunify policy show surrey              the rules in words, with sources
  reunify policy lint northgate           what is wrong, with file and line
  reunify policy test northgate           the examples beside the rules
  reunify policy coverage northgate       which clause has no rule
  reunify policy diff surrey northgate --cases      whose dates change

  reunify policy new northgate --from surrey
  reunify policy adopt northgate --from 1/1/2027

A policy of your own adds to the law and never changes it. Adopting one is
dated and named in reunify.yaml; until then no child's date moves.""",
        "reunify policy list",
    ),
    "meanings": Topic(
        "what late, missed, met and breach mean",
        """\
  open         owed, with no date
  upcoming     more than 14 days ahead       due         within 14 days
  overdue      past its day, can be done     missed      past, too late to do
  met          done in time                  met late    done, after its day
  met on the other reading                   two dates in the sources
  closed       something else ended it       lapsed      ended before it was due
  varied       a manager's exception         breach      done before it might
  unclear      give the times of that day    not known   before the record began
  not started  what it counts from lies ahead

LAW, policy and guidance stand at the right edge. "LAW?" is law that was read
in another document and not in its own text. "check" is from memory: it is
shown as a question and is never called late.""",
        "reunify events 42 --json",
    ),
    "looking-back": Topic(
        "how things stood on another day",
        """\
  --as-of DATE      as things stood at the end of that day, from what had
                    happened by then (as corrected since)
  --known-at DATE   also leaves out what was written down later

Both work on every command that only reads, and are refused by those that
write. Due dates depend on what is recorded, never on the day you ask.""",
        "reunify events 42 --as-of yesterday",
    ),
}
