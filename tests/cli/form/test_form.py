"""Filling in a form: what it has filled in already, what is recorded, what is wrong, and that nothing is ever lost."""

import os
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import pytest

from reunify_cli.casework.writing import hold
from reunify_cli.cli.form.editor import editor_words, split_words
from reunify_cli.cli.form.entry import entry_form
from reunify_cli.cli.form.page import untouched
from reunify_cli.cli.form.read_entry import read_entry
from reunify_cli.errors import Mistyped
from reunify_cli.model.moment import parse_moment
from reunify_cli.session.session import Session
from tests import golden
from tests.cli.desk import NOW, Answer, a_team, bytes_of, journal, lay, reunify

EDITOR = """\
import sys
from pathlib import Path
path, steps = Path(sys.argv[-1]), Path(__file__).with_suffix(".steps")
first, _, rest = steps.read_text(encoding="utf-8").partition("\\n=====\\n")
steps.write_text(rest, encoding="utf-8")
text = path.read_bytes().decode("utf-8-sig")
for change in filter(None, first.split("\\n---\\n")):
    old, new = change.split(" => ")
    assert old in text, old
    text = text.replace(old, new, 1)
path.write_bytes(text.encode())
if "CRASH" in first:
    sys.exit(7)
"""
"""An editor that types: each time it opens a form it makes the next step's changes, `old => new`."""


@pytest.fixture
def team(tmp_path: Path) -> Path:
    return a_team(tmp_path)


def filled(team: Path, *words: str, steps: str, yes: bool = True) -> Answer:
    """What comes of a form that is opened as often as there are steps, each saving it with changes."""
    script = team.parent / f"{team.name}-editor.py"
    script.write_text(EDITOR, encoding="utf-8")
    script.with_suffix(".steps").write_text(steps, encoding="utf-8")
    with mock.patch.dict(os.environ, {"EDITOR": f'"{sys.executable}" "{script}"'}):
        return reunify(team, "form", *words, *(["--yes"] if yes else []))


def drafts(team: Path) -> list[str]:
    return sorted(path.name for path in (team / "cases/RU-2026-0042").glob("drafts/*"))


REVIEW = """\
When: 30/11/2026 => When: 27/11 2pm
---
Who did it: Dana Okafor => Who did it: Helen Fenwick
---
[ ] child => [x] child
---
[ ] mother => [a] mother
---
[ ] father => [ ] father
  [x] school
---
Reunification discussed: => Reunification discussed: Yes.
She asked about it at once.

  And: she asked again.
---
Decisions:
  -
    who:
    by when: => Decisions:
  - Her uncle to be asked
    to the next review
    who: Dana
    by when: 11/12
"""


# --- what a form asks ---------------------------------------------------------------------------------------------


def test_the_empty_form_of_a_review_as_somebody_sees_it_who_never_saw_such_a_file(team: Path) -> None:
    booked = {"cases/RU-2026-0042/journal.yaml": (team / "cases/RU-2026-0042/journal.yaml").read_text() + BOOKED}
    lay(team, booked)
    said = reunify(team, "form", "42", "review", "--print")

    assert (0, "") == (said.code, said.err)
    assert 80 >= max(map(len, said.lines))
    golden.check("form/review.txt", said.out)


BOOKED = """
- {id: 3B11, event: booked, date: 2026-11-20, what: review, for: 2026-11-30T14:00, chair: h.fenwick,
   invited: [uncle], by: d.okafor}
- {id: 3B12, event: supervision, date: 2026-11-12, by: d.okafor,
   actions: [{id: s1, what: ask her uncle, owner: d.okafor, due: 2026-12-04}, {id: s2, what: done then, done: yes}]}
- {id: 3B13, event: action-done, date: 2026-11-20, of: s9}
"""


def test_every_event_has_a_form_that_reads_and_that_nobody_has_written_into(team: Path) -> None:
    instant = datetime(2026, 11, 30, 8, 47, tzinfo=UTC)
    session = Session(now=parse_moment(NOW), instant=instant, roots=(team,), env={"REUNIFY_ME": "Dana Okafor"})
    held = hold(session, "42")
    for event in held.opened.workspace.vocabulary.events:
        form = entry_form(session, held, event)
        _, mistakes = read_entry(session, held, event, form)

        assert untouched(form, form), event
        assert [] == [each for each in mistakes if not each.sentence.endswith("is required.")], event


# --- what is recorded ---------------------------------------------------------------------------------------------


def test_a_review_goes_from_the_form_into_the_journal(team: Path) -> None:
    said = filled(team, "42", "review", steps=REVIEW)
    entry = journal(team)[-1]

    assert (0, "") == (said.code, said.err)
    assert ("review", "2026-11-27T14:00", "h.fenwick") == (entry["event"], entry["date"], entry["by"])
    assert (["child", "school"], ["mother"]) == (entry["attended"], entry["apologies"])
    assert "Yes.\nShe asked about it at once.\n\n  And: she asked again." == entry["reunification-discussed"]
    assert [
        {
            "id": f"{entry['id']}-d1",
            "what": "Her uncle to be asked\nto the next review",
            "owner": "d.okafor",
            "due": "2026-12-11",
        }
    ] == entry["decisions"]
    assert [] == drafts(team)


def test_a_decision_is_owed_by_somebody_until_a_later_entry_finishes_it(team: Path) -> None:
    lay(team, {"form.txt": "When: 27/11\nDecisions:\n- Ask her uncle\n  who: Dana\n  by when: 2/12\n"})
    reunify(team, "form", "42", "review", "--from", str(team / "form.txt"), "--yes")
    given = f"{journal(team)[-1]['id']}-d1"
    owed = [each for each in reunify(team, "next", "42", "--json").json["items"] if each["title"] == "Ask her uncle"]

    assert [("2026-12-02", "Dana Okafor", given)] == [(d["due"], d["owner"]["name"], d["each"]) for d in owed]
    assert f"[{given}] Ask her uncle" in reunify(team, "form", "42", "review", "--print").out

    lay(team, {"form.txt": f"When: 30/11\nStill open from earlier:\n- [{given}] Ask her uncle\n  done: 28/11\n"})
    said = reunify(team, "form", "42", "supervision", "--from", str(team / "form.txt"), "--yes")
    done = journal(team)[-1]

    assert "done     Ask her uncle" in said.out
    assert ("action-done", "2026-11-28", "d.okafor", given) == (done["event"], done["date"], done["by"], done["of"])
    assert "Ask her uncle" not in reunify(team, "form", "42", "review", "--print").out
    assert "done Sat 28 Nov" in review_paper(team)


def review_paper(team: Path) -> str:
    """What the paper for the next review says."""
    reunify(team, "pack", "42", "review", "--format", "md")
    (paper,) = (team / "cases/RU-2026-0042/packs").glob("*.md")
    return paper.read_text(encoding="utf-8")


def test_what_a_review_decided_and_nobody_did_is_recorded_as_that_with_a_reason(team: Path) -> None:
    words = "events: {decision-not-carried-out: {title: review decision not carried out, group: reviews}}\n"
    lay(team, {"policies/northgate/vocabulary.yaml": words})
    lay(team, {"form.txt": "When: 27/11\nDecisions:\n- Ask her uncle\n  who: Dana\n"})
    reunify(team, "form", "42", "review", "--from", str(team / "form.txt"), "--yes")
    given = f"{journal(team)[-1]['id']}-d1"
    open_one = f"- [{given}] Ask her uncle\n  not carried out: he is abroad\n"
    lay(team, {"form.txt": f"When: 30/11\nStill open from earlier:\n{open_one}"})
    reunify(team, "form", "42", "supervision", "--from", str(team / "form.txt"), "--yes")
    last = journal(team)[-1]

    assert ("decision-not-carried-out", given, "he is abroad") == (last["event"], last["of"], last["note"])


# --- what is wrong ------------------------------------------------------------------------------------------------

WRONG = {
    "When: 31/2/2026": (1, "February 2026 has 28"),
    "When: 3/12/2026": (1, "is in the future"),
    "When:": (1, "when it happened"),
    "When: today\nWho did it: Dina Okafor": (2, 'Did you mean "d.okafor"'),
    "When: today\nCompleted (not adjourned): perhaps": (2, '"Completed (not adjourned)" is yes or no'),
    "When: today\nHow the child took part: PN9": (2, "Write one of: PN0"),
    "When: today\nWho was there:\n[x] mother\n[?] father": (4, '"?" says nothing here.'),
    "When: today\nDecisions:\n- [d1] Ask\n": (3, 'Nothing here is called "d1" yet.'),
    "When: today\nDecisions:\n- \n  who: Dana": (3, '"what" is required.'),
    "When: today\nDecisions:\n- Ask\n  by when: 31/02": (4, "is not a day"),
    "When: today\nStill open from earlier:\n- [s8] Ask\n  done: yes": (3, 'No open task is called "s8".'),
    "When: today\nStill open from earlier:\n- [s1] ask her aunt\n  done: yes": (3, "cannot be changed here"),
    "When: today\nStill open from earlier:\n- [s1] ask her uncle\n  done: 1/11": (4, "only given to do on"),
    "When: today\nNoet: x": (2, 'Did you mean "note"'),
}


@pytest.mark.parametrize("form", WRONG)
def test_every_mistake_is_said_with_its_line_and_nothing_is_recorded(team: Path, form: str) -> None:
    lay(team, {"cases/RU-2026-0042/journal.yaml": (team / "cases/RU-2026-0042/journal.yaml").read_text() + BOOKED})
    lay(team, {"form.txt": form + "\n"})
    before = bytes_of(team)
    said = reunify(team, "form", "42", "review", "--from", str(team / "form.txt"), "--yes")
    line, sentence = WRONG[form]

    assert 2 == said.code
    assert f"form.txt:{line}:1" in said.err
    assert sentence in " ".join(said.err.split())
    assert before == bytes_of(team)


def test_mistakes_are_written_under_their_lines_and_the_form_opens_again(team: Path) -> None:
    steps = """\
When: 30/11/2026 => When: 31/2
---
Who did it: Dana Okafor => Who did it: Nobody
=====
When: 31/2
# MISTAKE  "31/2" is not a day: February 2026 has 28. => When: today
---
Who did it: Nobody
# MISTAKE  No one in this case or in team.yaml matches "Nobody". => Who did it: Dana
"""
    said = filled(team, "42", "supervision", steps=steps)

    assert 0 == said.code, said.err
    assert "2 mistakes are marked in the form, which opens again." in said.out
    assert "2026-11-30" == journal(team)[-1]["date"]
    assert [] == drafts(team)


def test_whoever_gives_up_finds_the_form_as_it_was_left(team: Path) -> None:
    said = filled(team, "42", "supervision", steps="When: 30/11/2026 => When: 31/2\n---\nNote: => Note: kept\n=====\n")

    assert 2 == said.code
    assert "cases/RU-2026-0042/drafts/supervision-d.okafor.txt:" in said.err
    assert "Go on with  reunify form 42 supervision" in said.err
    assert ["supervision-d.okafor.txt"] == drafts(team)

    again = filled(team, "42", "supervision", steps="When: 31/2 => When: today\n")

    assert 0 == again.code, again.err
    assert "it goes on where you left off" in again.out
    assert "kept" == journal(team)[-1]["note"]
    assert [] == drafts(team)


def test_nothing_is_lost_when_the_editor_crashes(team: Path) -> None:
    crash = "Note: => Note: she said CRASH"
    said = filled(team, "42", "supervision", steps=crash)

    assert 2 == said.code
    assert "ended with a fault (7)" in said.err
    assert ["supervision-d.okafor.txt"] == drafts(team)
    assert 0 == filled(team, "42", "supervision", steps="").code
    assert "she said CRASH" == journal(team)[-1]["note"]


def test_a_draft_is_as_open_to_others_as_the_folder_it_lies_in(team: Path) -> None:
    folder = team / "cases/RU-2026-0042"
    folder.chmod(0o750)
    filled(team, "42", "supervision", steps="When: 30/11/2026 => When: 31/2\n=====\n")
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder / "drafts", *(folder / "drafts").iterdir())]

    assert [0o750, 0o640] == modes


def test_a_form_left_as_it_was_or_emptied_records_nothing(team: Path) -> None:
    before = bytes_of(team)
    for steps in ("", "When: 30/11/2026 => When: 30/11/2026"):
        said = filled(team, "42", "supervision", steps=steps)

        assert (0, "") == (said.code, said.err)
        assert "nothing is recorded" in said.out
        assert before == bytes_of(team)


def test_what_somebody_else_recorded_meanwhile_is_not_written_over(team: Path) -> None:
    path = team / "cases/RU-2026-0042/journal.yaml"
    held = path.read_bytes() + b"- {id: 9Z99, event: supervision, date: 2026-11-29}\n"

    def meanwhile(*_: object) -> int:
        path.write_bytes(held)
        (draft,) = (team / "cases/RU-2026-0042/drafts").iterdir()
        draft.write_text(draft.read_text().replace("Note:", "Note: mine"))
        return 0

    with mock.patch("reunify_cli.cli.form.fill.edit", meanwhile), mock.patch.dict(os.environ, {"EDITOR": "true"}):
        said = reunify(team, "form", "42", "supervision", "--yes")

    assert 0 == said.code
    theirs, mine = [each for each in journal(team) if each["event"] == "supervision"]
    assert ("9Z99", "mine") == (theirs["id"], mine["note"])


def test_a_form_of_another_event_or_without_anybody_to_fill_it_in_is_refused(team: Path) -> None:
    assert "Type  reunify book" in reunify(team, "form", "42", "booked", "--yes").err
    with mock.patch.dict(os.environ, {"EDITOR": "", "VISUAL": ""}):
        assert "this is not a terminal" in reunify(team, "form", "42", "visit", "--yes").err
    assert "right child" in reunify(team, "form", "42", "visit", "--from", "none.txt").err


# --- which editor -------------------------------------------------------------------------------------------------


def test_the_editor_is_the_one_that_is_named_then_notepad_then_the_plainest() -> None:
    everything = {"notepad": "x", "vi": "x", "code": "x", "C:\\My Tools\\edit.exe": "x"}.get

    assert ["code", "--wait"] == editor_words({"EDITOR": "code --wait"}, windows=False, found=everything)
    assert ["code"] == editor_words({"VISUAL": "code", "EDITOR": "vi"}, windows=False, found=everything)
    assert ["notepad"] == editor_words({}, windows=True, found=everything)
    assert ["vi"] == editor_words({"EDITOR": " "}, windows=False, found=everything)
    assert ["C:\\My Tools\\edit.exe"] == editor_words(
        {"EDITOR": "C:\\My Tools\\edit.exe"}, windows=True, found=everything
    )
    with pytest.raises(Mistyped, match="not on this computer"):
        editor_words({"EDITOR": "emacs -nw"}, windows=False, found=everything)
    with pytest.raises(Mistyped, match="No editor was found"):
        editor_words({}, windows=False, found=lambda _: None)


def test_a_command_with_drive_letters_and_quotation_marks_is_split_as_windows_splits_it() -> None:
    words = split_words('"C:\\Program Files\\x\\x.exe" /n "a b"', windows=True, found=lambda _: None)

    assert ["C:\\Program Files\\x\\x.exe", "/n", "a b"] == words
    assert ["it's"] == split_words("it's", windows=False, found=lambda _: None)


# --- a long note --------------------------------------------------------------------------------------------------


def test_a_note_that_needs_more_than_a_line_is_written_in_the_editor(team: Path) -> None:
    script = team.parent / "note-editor.py"
    script.write_text(
        "import sys, pathlib\npath = pathlib.Path(sys.argv[-1])\n"
        "path.write_text(path.read_text() + 'She was well.\\n\\n  - said so: twice\\n# not this\\n')\n",
        encoding="utf-8",
    )
    answers = ["y", "today", "", "E"]
    with mock.patch.dict(os.environ, {"EDITOR": f'"{sys.executable}" "{script}"'}):
        said = reunify(team, "record", "42", "supervision", typing=answers)

    assert 0 == said.code, said.err
    assert "She was well.\n\n  - said so: twice" == journal(team)[-1]["note"]
    assert [] == drafts(team)
