"""The pages of `reunify help`: one topic each, at most a screen, each with an example that runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class Topic(NamedTuple):
    """A page: what it is about in a line, its text, and a command to try."""

    line: str
    text: str
    example: str


TOPICS: Final[Mapping[str, Topic]] = {
    "starting": Topic(
        "the first ten minutes",
        """\
Try it first on invented children:

  reunify demo

Then make a folder for your team, say who you are, and add a child:

  reunify init my-team --policy nspcc
  reunify setup
  reunify new name="Robin Kelly" born=8/3/2017 legal-status=s20 on=27/11

Every day: reunify (good morning), reunify next, reunify record.
A child is a folder of plain files under cases/. What happened is in
journal.yaml, one entry each, and nothing there is ever changed: a mistake
is put right by another entry (reunify correct, reunify withdraw).""",
        "reunify new",
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
Notes, legal advice, risks and a day that is only wished for never go out.
The child's page has the child's own words, and of the plan what is "for:
[child]". Every finished file is read once more: one that holds a protected
address or a referrer is not written. Pictures are not read.
Numbers that a family can ring: contacts, in reunify.yaml.""",
        "reunify pack 42 --list",
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
        "reunify events visit",
    ),
    "gates": Topic(
        "what has to be in place before a stage or an event",
        """\
A gate is what law or policy asks for before something: a stage, a return
home, a stay, a meeting. reunify advance CASE asks the gate of the next
stage and says what is missing, in the order in which things depend on one
another; --dry-run only asks.

A gate never stops anything from being written down. A parent may lawfully
take a child home who is accommodated under section 20. What passed a gate
that was shut is a breach: it is said, it stays, and it heads every list
until a manager records having seen it (reunify seen).
Where nobody recorded a fact, the answer is not "no" but "not known", and it
names what to record.""",
        "reunify record 42",
    ),
    "standings": Topic(
        "how a duty can stand",
        """\
  open         owed, with no date
  upcoming     more than 14 days ahead       due         within 14 days
  overdue      past its day, can be done     missed      past, too late to do
  met          done in time                  met late    done, after its day
  met on the other reading                   two dates in the sources
  closed       something else ended it       lapsed      ended before it was due
  varied       a manager's exception         breach      a gate passed unmet
  unclear      give the times of that day    not known   before the record began
  not started  what it counts from lies ahead

LAW, policy and guidance stand at the right edge; "check" is what nobody has
confirmed against the text, and is never called late.""",
        "reunify events 42 --json",
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
    "policy": Topic(
        "where the rules come from",
        """\
Every rule says where it stands: in an Act, regulations, guidance, or a
local policy. reunify.yaml says which policy a folder follows; each builds
on the law of England, adds to it, and never changes it.

  reunify policy list         which there are
  reunify policy show         the rules in words, with their sources
  reunify why 42 RULE         how a date was counted

Rules are plain text files. reunify policy lint says what is wrong in one.""",
        "reunify schema policy",
    ),
    "windows": Topic(
        "typing in Command Prompt and PowerShell",
        """\
Put quotation marks round whatever has a space, a comma or one of & | < > ^:

  reunify record 42 visit --on "26 Nov 14:00" --note "Seen & well"
  reunify record 42 review "attended=mother,father,iro"

PowerShell takes a comma without them for two words, and a $ between double
ones for a name: write 'cost $20'. Command Prompt does not know single ones.
A quotation mark inside a text:  use ' or write it in a form.

A folder has no backslash before its closing quotation mark:

  reunify -C "S:\\Childrens Services\\Northgate" next
  reunify -C \\\\server\\share\\northgate next

To save a list use --out, not >: PowerShell's > changes the letters.
Close a file in Word or Excel before reunify writes to it again.""",
        'reunify record 42 visit seen=yes --on "26 Nov" --yes',
    ),
    "files": Topic(
        "what is in a folder",
        """\
  reunify.yaml           which policy, which calendar
  team.yaml              staff and panels
  cases/RU-2026-0042/
    case.yaml            who the child and family are; by hand
    journal.yaml         what happened; only ever added to
    plan.yaml            the plan on the desk; by hand or by a form
    plans/               the plan as it was agreed, one file each time
    packs/               papers made from it

All of it is text that any editor opens. reunify check says what is wrong in
a file, with its line. reunify schema helps editors to check as you type.
known-from in case.yaml says since when the journal is complete: what fell
due before is not known here, and never late.""",
        "reunify schema case",
    ),
    "json": Topic(
        "answers for other programs",
        """\
Every command takes --json:

  {"schema_version": 1, "kind": "duties", "as_of": "2026-11-22",
   "read": 110, "unread": [], "items": []}

Keys are only ever added. Days are ISO; a due hour has its time. unread names
every child who could not be read, and why. Lists also take --format csv and
--out FILE. With --json nothing is asked: commands that write want --yes.""",
        "reunify events --json",
    ),
    "exit-codes": Topic(
        "what the number means when a command ends",
        """\
  0    done
  1    the answer is no: findings, a closed gate, a failing policy example
  2    mistyped
  3    a file could not be read or written; nothing was changed; or a list
       leaves somebody out, and says whom
  130  stopped with Ctrl-C""",
        "reunify help dates",
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
