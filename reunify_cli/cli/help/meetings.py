"""Pages of `reunify help` on meetings, papers, and how a case moves and ends."""

from collections.abc import Mapping
from typing import Final

from reunify_cli.cli.help.topic import Topic

MEETINGS: Final[Mapping[str, Topic]] = {
    "booking": Topic(
        "meetings that are to be",
        """\
  reunify book CASE MEETING --on "3 Dec 14:00" [--at PLACE] [--chair NAME]
  reunify book CASE MEETING --on "10 Dec 14:00" --move
  reunify book CASE MEETING --cancel

A booking meets nothing. It gives a day to what has to come before the
meeting, and says at once if the meeting is too late for what it is to meet,
or falls on a weekend or a bank holiday. When it has been held: record it.""",
        'reunify book 42 review --on "3 Dec 14:00" --yes',
    ),
    "papers": Topic(
        "papers, and what a family or the court is told",
        """\
  reunify pack 42 --list                       which there are, what each lacks
  reunify pack 42 review                       for professionals
  reunify pack 42 review --for mother          or court, or anyone of the case
  reunify pack 42 parent-letter --for father   a letter in plain words
  reunify pack 42 my-page                      the child's own page

Family and court are told only what is marked: an entry with shareable=yes,
an item of plan.yaml with "shareable: yes" (once the plan has been agreed).
  reunify correct 42 ENTRY shareable=yes --why "she agreed to it"
A mark does not say to whom. So each of the family is told only what names
them: their own words, what they are to do (owner, who), what is done for them
(for: [child, mother]), a meeting to which they are invited. What a meeting
wrote down goes to the court alone. HELD BACK says what was left out and why.
Notes, legal advice, risks and a day that is only wished for never go out.
Every finished file is read once more: one that holds a protected address or
a referrer is not written. Pictures are not read.
Numbers that a family can ring: contacts, in reunify.yaml.""",
        "reunify pack 42 --list",
    ),
    "calendar": Topic(
        "meetings for Outlook and other calendars",
        """\
  reunify calendar --out meetings.ics           every meeting that is booked
  reunify calendar --case 42 --out rk.ics       one child's
  reunify calendar --mine --out mine.ics

Open the file, and Outlook offers to add what is in it. Made again later, it
moves what has moved and cancels what was cancelled.
There are no names and no places in it, because calendars are seen by many:
--names and --places put them in.
Only what has been booked stands in it:  reunify help booking""",
        "reunify calendar --out meetings.ics",
    ),
    "stages": Topic(
        "what has to be in place before a stage or an event",
        """\
Law and policy ask for some things before others: before a stage, a return
home, a stay, a meeting. reunify advance CASE says what is still missing for
the next stage, in the order in which these depend on one another; --dry-run
only asks.

That never stops anything from being written down. A parent may lawfully
take a child home who is accommodated under section 20. What happened before
it might is a breach: it is said, it stays, and it heads every list until a
manager records having seen it (reunify seen).
Where nobody recorded a fact, the answer is not "no" but "not known", and it
names what to record.""",
        "reunify record 42",
    ),
    "ending": Topic(
        "back a stage, closing a case, opening it again",
        """\
  reunify back 42 --to planning --why TEXT
  reunify close 42 --outcome home-discharged
  reunify reopen 42 --why TEXT

A return that breaks down goes back, or is recorded as what it is: a new
placement, coming into care again. The folder stays the same one, with all
its history; a new period of care begins in it.
close asks what came of it and says what is still owed. A closed case stands
in no list but  reunify list --closed . After a child's death nothing is
suggested and no paper goes out; the chronology can still be made.""",
        "reunify list --closed",
    ),
}
