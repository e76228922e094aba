"""Pages of `reunify help` for every day: dates, recording, mistakes, what is next, brothers and sisters."""

from collections.abc import Mapping
from typing import Final

from reunify_cli.cli.help.topic import Topic

DAY: Final[Mapping[str, Topic]] = {
    "starting": Topic(
        "the first ten minutes",
        """\
Try it first on invented children:

  reunify demo

Then make a folder for your team, say who you are, and add a child:

  reunify init my-team --policy nspcc
  reunify setup
  reunify new name="Robin Kelly" born=8/3/2017 legal-status=s20 on=27/11

For a child who has been in care for longer, say what was last done, a day
or none: last-review= last-visit= last-health-assessment=, and stage= and
worker=. At a terminal these are asked for. If everything since care began
is recorded, or will be: complete-since-start=yes.

Every day: reunify (good morning), reunify next, reunify record.
A child is a folder of plain files under cases/. What happened is in
journal.yaml, one entry each, and nothing there is ever changed: a mistake
is put right by another entry (reunify correct, reunify withdraw).""",
        "reunify new",
    ),
    "next": Topic(
        "what there is to do, and in which order",
        """\
  reunify next            for everybody
  reunify next 42         for one child
  reunify next --mine     what is mine; also --person NAME, --role ROLE
  reunify next --within 60d

First breaches, until a manager has seen them; then what is late; then by
day. Each says where it comes from and the command that records it.
Late means: not recorded here as done. If it was done, record it with the
day on which it was done, and it is no longer late.
reunify why 42 RULE shows how a date was counted, day by day.""",
        "reunify next 42 --within 60d",
    ),
    "dates": Topic(
        "how days and times are written",
        """\
Always the day first:

  3/12/2026   3/12   3 Dec   3rd December 2026   Thu 3 Dec   2026-12-03
  3 Dec 14:00   3 Dec 2pm   2026-12-03T14:00
  today   yesterday   tomorrow   last Fri   next Tue

Put quotation marks round several words: --on "3 Dec 14:00".
Without a year it is the nearest such day behind us; for a booking, ahead.
What can mean two things is refused: 12/31, Fri, 3/12/26.
The day is said back with its weekday. Times are by the clock in London.
Where hours count, or two things happen on one day, give the time.""",
        "reunify record 42 visit seen=yes --on yesterday --yes",
    ),
    "record": Topic(
        "writing down what happened",
        """\
  reunify record CASE... EVENT [KEY=VALUE]... [--on DATE] [--who NAME]

CASE is the last digits, the initials or the whole id; several are written
all or none. EVENT is any word people use: stat visit, LAC review.
With the child alone, it lists what can be written down, most useful first.

KEY=VALUE is what the entry says; reunify events visit shows what it can.
A list is KEY=a,b. People are named by name, key or relation: to=mother.
An approval names what it is about: of=ENTRY, if it is not plain.

At a terminal you are shown the child and asked for what is missing.
A script says --yes, which means: this is the right child, do not ask.
Nothing is ever refused because a rule is broken: what happened is written
down, and what it breaches is said.""",
        "reunify record 42 stat visit seen=yes alone=no why-not-alone=refused --yes",
    ),
    "forms": Topic(
        "lists and long texts, filled in in an editor",
        """\
Attendance with apologies, decisions with who and by when, minutes, a plan:

  reunify form 42 review       what a review records, as a form
  reunify form 42 plan         statements, goals, actions, contact

It opens in Notepad, or in the editor that EDITOR names, with what is known
filled in: who is to be there, what the rules want written down, what is
still open. Save it and close the window. What is wrong is written under its
line, and the form opens again; nothing is recorded before all of it is
right. A form that you give up is kept as a draft in the child's folder, and
the same command goes on with it.

A decision is owed by its day until a later form, or  reunify record 42
action-done of=ID , says that it is done.

  --print shows the empty form; --from FILE gives back one filled in elsewhere.""",
        "reunify form 42 review --print",
    ),
    "mistakes": Topic(
        "putting an entry right, or taking it back",
        """\
  reunify correct CASE ENTRY KEY=VALUE... --why TEXT
  reunify withdraw CASE ENTRY --why TEXT

ENTRY is the entry's id, or its event and date: visit-2026-11-26.
reunify events CASE lists them. A correction says only what was wrong
(--on DATE for the day). Withdraw an entry made on the wrong child, or of
something that never happened. Both are entries of their own: what was
written first stays in the file, with who changed it, when and why.""",
        "reunify events 42",
    ),
    "siblings": Topic(
        "brothers and sisters, in one go",
        """\
  reunify next 50 51 52              what all three need, each thing once
  reunify record 50 51 52 visit      one visit, written down for all three
  reunify book 50 51 52 review --on "4 Dec 10:00"

Every child is shown before anything is written. It is written for all of
them or for none: one wrong number, and nothing changes.
Each child has an entry of their own, so that what differs can be put right
for one alone:

  reunify correct 52 visit-2026-11-30 alone=no --why "asleep"

One who was not there: leave the number out, and record them by themselves.
Never write a brother's words into a sister's record.""",
        "reunify next 42",
    ),
    "people": Topic(
        "who is who",
        """\
team.yaml holds staff and panels, and which role each held from when until
when. case.yaml holds the family: a key, a name, how they are related.
The journal names people by key; roles are looked up on the day, so an entry
never claims one. Somebody's approval of what they wrote themselves does not
count.

You are whoever reunify setup or REUNIFY_ME says. --who names who did it,
where that was not you; both are kept.
Screens show ids and initials; --names shows names.""",
        "reunify record 42 visit seen=yes --who me --yes",
    ),
}
