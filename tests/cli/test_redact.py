"""`redact` and `dispose`, typed: only a manager, only with a reason and an order, and what stays afterwards."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from tests.cli.desk import Answer, a_team, another_child, bytes_of, journal, lay, reunify

WHY = ("--why", "typed on the wrong child", "--ordered-by", "Family court at Northgate")
NOTE = "Her aunt at 9 Quarry Rise rang."


@pytest.fixture
def team(tmp_path: Path) -> Path:
    folder = a_team(tmp_path)
    reunify(folder, "record", "42", "visit", "seen=yes", "--on", "26/11", "--note", NOTE, "--yes")
    return folder


def typed(team: Path, *words: str, me: str = "Ruth Amadi") -> Answer:
    return reunify(team, *words, "--yes", me=me)


def closed(team: Path, outcome: str = "moved") -> Path:
    assert typed(team, "close", "42", "--outcome", outcome).code == 0
    return team


def everything(team: Path) -> str:
    return b"".join(bytes_of(team / "cases").values()).decode("utf-8", "replace")


# --- redact -------------------------------------------------------------------------------------------------------


def test_an_entry_goes_and_who_when_and_why_stays_on_the_screen_and_in_the_file(team: Path) -> None:
    entry = journal(team)[-1]["id"]
    typed(team, "pack", "42", "chronology", "--format", "md")
    answer = typed(team, "redact", "42", entry, *WHY)

    assert (answer.code, answer.err) == (0, "")
    assert "REMOVED    0042 R.K. 9: entry" in answer.out
    assert "backups, synced copies" in answer.out
    assert all(len(line) <= 80 for line in answer.lines)
    assert "Quarry" not in everything(team)
    assert journal(team)[-1] == {
        "id": entry,
        "redacted": [{"on": "2026-11-30T08:47Z", "by": "r.amadi", "ordered-by": WHY[3], "why": WHY[1]}],
    }
    assert (
        f"entry {entry}, Mon 30 Nov 2026, by Ruth Amadi, ordered by Family court" in reunify(team, "events", "42").out
    )
    assert reunify(team, "check", "--files").code == 0


@pytest.mark.parametrize("format", ["md", "html", "pdf", "docx"])
def test_a_paper_that_holds_the_words_goes_with_them_in_every_format(team: Path, format: str) -> None:
    typed(team, "pack", "42", "chronology", "--format", format)
    typed(team, "pack", "42", "review", "--format", "md")
    answer = typed(team, "redact", "42", journal(team)[-1]["id"], "note", *WHY, "--json")
    item = json.loads(answer.out)["items"][0]
    papers = [path.name for path in (team / "cases/RU-2026-0042/packs").iterdir()]

    assert f"packs/chronology-0042-v1.{format}" in item["removed"]
    assert f"chronology-0042-v1.{format}" not in papers
    assert "made.yaml" in papers
    assert journal(team)[-1]["seen"] == "yes"


def test_where_the_folder_is_in_git_its_history_is_said_to_need_its_own_care(team: Path) -> None:
    (team / ".git").mkdir()

    assert "(git filter-repo)" in " ".join(typed(team, "redact", "42", journal(team)[-1]["id"], *WHY).out.split())


@pytest.mark.parametrize(
    ("words", "me", "code", "sentence"),
    [
        (("2C12", *WHY), "Dana Okafor", 1, "Words are removed by a manager"),
        (("2C12", "--why", "x"), "Ruth Amadi", 2, "Say why, and by whose order"),
        (("2C12", "--ordered-by", "x"), "Ruth Amadi", 2, "Say why, and by whose order"),
        (("2C12", "--why", "Robin  Kelly's aunt", "--ordered-by", "x"), "Ruth Amadi", 1, "cannot name the child"),
        (("2C12", "--why", "x", "--ordered-by", "petra kelly"), "Ruth Amadi", 1, "cannot name the child"),
        (("9XXX", *WHY), "Ruth Amadi", 2, 'There is no entry "9XXX"'),
        (("2A12", "kind", *WHY), "Ruth Amadi", 2, "Without it the case could not be read"),
        (("case.yaml", "people.mother", *WHY), "Ruth Amadi", 2, "Without it the case could not be read"),
        (("case.yaml", *WHY), "Ruth Amadi", 2, "Say which words of case.yaml"),
        ((*WHY,), "Ruth Amadi", 2, "Say which entry is to go"),
        (("2C12", "seen", *WHY), "Ruth Amadi", 2, 'says nothing under "seen"'),
    ],
)
def test_what_cannot_be_removed_is_refused_and_nothing_is_changed(
    team: Path, words: tuple[str, ...], me: str, code: int, sentence: str
) -> None:
    before = bytes_of(team)
    answer = typed(team, "redact", "42", *words, me=me)

    assert (code, True) == (answer.code, sentence in answer.err), answer
    assert bytes_of(team) == before
    assert "Robin" not in answer.err


def under_way(team: Path) -> Path:
    """A removal of words that was cut off before its last file, a draft."""
    folder = team / "cases/RU-2026-0042"
    lay(folder, {"drafts/visit.txt": NOTE})
    old = (folder / "journal.yaml").read_text()
    typed(team, "redact", "42", journal(team)[-1]["id"], *WHY)
    new = (folder / "journal.yaml").read_text()
    draft = {"file": "drafts/visit.txt", "was": sha256(NOTE.encode()).hexdigest(), "new": "[removed]"}
    done = {"file": "journal.yaml", "was": sha256(old.encode()).hexdigest(), "new": new}
    lay(folder, {"drafts/visit.txt": NOTE, ".removal.note": json.dumps({"by": "g.pryce", "files": [done, draft]})})
    return folder


def test_a_removal_that_was_cut_off_is_named_by_every_command_and_finished_by_a_manager(team: Path) -> None:
    folder = under_way(team)

    assert "was begun by g.pryce and cut off" in reunify(team, "show", "42").err
    assert "was begun by g.pryce and cut off" in reunify(team, "list").err
    assert "was begun by g.pryce and cut off" in reunify(team, "list", "--no-index").err
    assert typed(team, "record", "42", "visit", "seen=yes").code == 3
    assert "Words are removed by a manager" in typed(team, "redact", "42", "--finish", me="Dana Okafor").err
    assert NOTE == (folder / "drafts/visit.txt").read_text()
    done = typed(team, "redact", "42", "--finish")
    assert ["The words are gone from every file of this folder.", "It was begun by g.pryce."] == done.lines
    assert "[removed]" == (folder / "drafts/visit.txt").read_text()
    assert (0, "") == (reunify(team, "show", "42").code, reunify(team, "show", "42").err)
    assert typed(team, "redact", "42", "--finish").out == "Nothing was cut off here.\n"


STEPS = {
    "a file outside": ("../../../victim", "GONE\n"),
    "another child's journal": ("../RU-2026-0051/journal.yaml", "[]"),
    "a file that is not there": ("notes.txt", "GONE\n"),
    "the lock of the workspace": ("./journal.yaml", "GONE\n"),
    "a journal of other words": ("journal.yaml", "- {id: 2A11, event: visit, date: 2026-01-01, seen: yes}\n"),
    "a journal with nothing in it": ("journal.yaml", "# none\n"),
    "no journal": ("journal.yaml", None),
    "no case file": ("case.yaml", None),
    "a case file of other words": ("case.yaml", "id: RU-2026-0042\nchild: {initials: X.X.}\n"),
    "a plan of other words": ("plan.yaml", "goals: [{id: g1, what: go home tomorrow}]\n"),
    "through a link": ("away/victim", "GONE\n"),
}


@pytest.mark.parametrize("what", STEPS)
def test_a_note_of_a_removal_that_asks_for_anything_else_changes_nothing(team: Path, what: str) -> None:
    lay(team, {**another_child(51, "T.W."), "../victim": "keep me\n", "cases/RU-2026-0042/plan.yaml": "goals: []\n"})
    folder = team / "cases/RU-2026-0042"
    file, new = STEPS[what]
    if what == "through a link":
        (folder / "away").symlink_to(team.parent)
    was = sha256((folder / file).read_bytes()).hexdigest() if (folder / file).exists() else "0" * 64
    note = {"by": "r.amadi", "files": [{"file": file, "was": was, "new": new}]}
    lay(folder, {".removal.note": json.dumps(note)})
    before = bytes_of(team.parent)
    answer = typed(team, "redact", "42", "--finish")

    assert answer.code == 3
    assert bytes_of(team.parent) == before
    assert ".removal.note" in reunify(team, "show", "42").err or what == "through a link"


DISPOSAL = {"on": "2026-11-30T08:00Z", "by": "r.amadi", "ordered-by": "r.amadi", "why": "retention"}


def test_a_planted_disposal_is_named_and_removes_nobody(team: Path) -> None:
    lay(team, {"cases/RU-2026-0042/.removal.note": json.dumps({"dispose": DISPOSAL})})
    before = bytes_of(team / "cases")

    assert reunify(team, "list").code == 0
    assert "Removing this whole folder was begun by r.amadi and cut off." in reunify(team, "list").err
    assert "reunify dispose RU-2026-0042 --finish" in typed(team, "redact", "42", "--finish").err
    for me in ("Dana Okafor", "Ruth Amadi"):
        assert "This case is open" in typed(team, "dispose", "42", "--finish", *WHY, me=me).err
    assert bytes_of(team / "cases") == before


def test_a_disposal_that_was_cut_off_is_finished_by_a_manager_with_an_order_of_their_own(team: Path) -> None:
    folder = closed(team) / "cases/RU-2026-0042"
    lay(folder, {".removal.note": json.dumps({"dispose": DISPOSAL})})

    assert "A case is removed by a manager" in typed(team, "dispose", "42", "--finish", *WHY, me="Dana Okafor").err
    assert "Say why, and by whose order" in typed(team, "dispose", "42", "--finish").err
    assert folder.exists()
    done = typed(team, "dispose", "42", "--finish", *WHY, me="Ama Ofori")
    assert "It was begun by r.amadi on 2026-11-30T08:00Z, ordered by r.amadi: retention." in done.lines
    assert not folder.exists()
    assert "by: a.ofori" in (team / "disposed.yaml").read_text()


def test_of_a_folder_half_gone_the_rest_goes_only_where_the_disposal_had_begun(team: Path) -> None:
    folder = closed(team) / "cases/RU-2026-0042"
    lay(folder, {".removal.note": json.dumps({"dispose": DISPOSAL})})
    (folder / "journal.yaml").unlink()

    assert reunify(team, "list").code == 3
    assert "disposed.yaml has no line about this child" in typed(team, "dispose", "42", "--finish", *WHY).err
    lay(team, {"disposed.yaml": "- {id: RU-2026-0042, by: r.amadi}\n"})
    assert "A case is removed by a manager" in typed(team, "dispose", "42", "--finish", *WHY, me="Dana Okafor").err
    assert folder.exists()
    assert typed(team, "dispose", "42", "--finish", *WHY).code == 0
    assert not folder.exists()


def test_at_a_terminal_the_child_and_what_goes_are_shown_first_and_no_means_no(team: Path) -> None:
    before = bytes_of(team)
    answer = reunify(team, "redact", "42", "2C12", *WHY, me="Ruth Amadi", typing=["n"])

    assert answer.code == 130
    assert "TO REMOVE  entry 2C12, all of it" in answer.out
    assert "R.K., girl, 9 (0042)" in answer.out
    assert bytes_of(team) == before


# --- dispose ------------------------------------------------------------------------------------------------------


def test_a_closed_case_goes_with_everything_and_its_id_is_never_given_again(team: Path) -> None:
    answer = typed(closed(team), "dispose", "42", *WHY)

    assert (answer.code, answer.err) == (0, "")
    assert all(len(line) <= 80 for line in answer.lines)
    assert list((team / "cases").iterdir()) == []
    assert "RU-2026-0042" in (team / "disposed.yaml").read_text()
    assert "not given again" in typed(team, "new", "RU-2026-0042").err
    assert "MADE       cases/RU-2026-0043" in typed(team, "new").out


def test_an_open_case_is_not_removed_nor_by_somebody_who_manages_nobody(team: Path) -> None:
    assert "This case is open" in typed(team, "dispose", "42", *WHY).err
    assert "A case is removed by a manager" in typed(closed(team), "dispose", "42", *WHY, me="Dana Okafor").err
    assert (team / "cases/RU-2026-0042/journal.yaml").exists()


@pytest.mark.parametrize(
    ("retention", "said", "past"),
    [
        ("default: 75th birthday", "kept until Sat 8 March 2092 (75th birthday)", False),
        ("default: 75th birthday\n  moved: 1 m", "kept until Wed 30 December 2026 (1 m)", False),
        ("moved: 1 m", "kept until Wed 30 December 2026 (1 m)", True),
        ("died: 15 y", "no period is set in reunify.yaml", False),
    ],
)
def test_the_list_says_until_when_each_closed_case_is_kept(
    team: Path, retention: str, said: str, *, past: bool
) -> None:
    with (team / "reunify.yaml").open("a") as settings:
        settings.write(f"retention:\n  {retention}\n")
    lay(team, another_child(43, "B.K."))
    closed(team)
    answer = reunify(team, "dispose", "--list", now="2027-01-10T09:00" if past else "2026-12-01T09:00")

    assert answer.code == 0
    assert answer.lines[0].startswith(f"2 children read; 1 closed, {int(past)} past")
    assert said in " ".join(answer.out.split())
    assert ("PAST IT" in answer.out) is past


def test_closing_says_until_when_the_record_is_kept(team: Path) -> None:
    with (team / "reunify.yaml").open("a") as settings:
        settings.write("retention: {default: 75th birthday}\n")

    assert "It is kept until Sat 8 March 2092 (75th birthday)" in typed(team, "close", "42", "--outcome", "moved").out


def test_an_outcome_that_nobody_knows_is_named_with_its_place(team: Path) -> None:
    with (team / "reunify.yaml").open("a") as settings:
        settings.write("retention:\n  dyed: 15 y\n")
    answer = reunify(team, "dispose", "--list")

    assert answer.code == 3
    assert 'reunify.yaml:4:3\n    "dyed" is not an outcome here. Did you mean "died"?' in answer.err


# --- comments and names of files ----------------------------------------------------------------------------------

LETTER = "documents/Joan Patel letter.pdf"
TOLD = "Joan Patel told us that he drinks."


def with_a_letter(team: Path, **more: str) -> Path:
    path = team / "cases" / "RU-2026-0042" / "journal.yaml"
    said = f"""
- id: 3F11   # as joan patel said
  event: visit
  date: 2026-11-20
  by: d.okafor
  seen: yes
  note: {TOLD}
  document: {{title: a letter, file: '{LETTER}'}}
"""
    path.write_text(f"# Joan Patel rang first; ask Dana.\n{path.read_text()}{said}{more.get('also', '')}")
    lay(team, {f"cases/RU-2026-0042/{LETTER}": "scanned"})
    return team


def test_a_name_in_the_words_goes_from_comments_and_names_of_files_too(team: Path) -> None:
    answer = typed(with_a_letter(team), "redact", "42", "3F11", "note", *WHY)
    folder = team / "cases" / "RU-2026-0042"
    text = (folder / "journal.yaml").read_text()

    assert (answer.code, answer.err) == (0, "")
    assert "joan patel" not in everything(team).lower()
    assert "# [removed] rang first; ask Dana." in text
    assert "- id: 3F11" in text
    assert ["[removed] letter.pdf"] == [path.name for path in (folder / "documents").iterdir()]
    assert "documents/[removed] letter.pdf" == journal(team)[-1]["document"]["file"]
    assert "Patel" not in answer.out
    assert "given another name, for it held a name: documents/[removed] letter.pdf" in " ".join(answer.out.split())
    assert "Read the comments that stay" in answer.out
    assert "journal.yaml:1" in answer.out
    assert reunify(team, "check", "--files").code == 0


def test_where_a_name_stays_is_said_by_the_entry_and_never_by_the_name(team: Path) -> None:
    also = "\n- {id: 3F12, event: visit, date: 2026-11-21, by: d.okafor, seen: yes, note: Joan Patel came along.}\n"
    answer = typed(with_a_letter(team, also=also), "redact", "42", "3F11", "note", *WHY, "--json")
    item = json.loads(answer.out)["items"][0]

    assert ["entry 3F12"] == item["names_stay_in"]
    assert ["documents/[removed] letter.pdf"] == item["renamed"]
    assert "journal.yaml:1" in item["comments_stay"]
    assert "Joan Patel came along." in (team / "cases" / "RU-2026-0042" / "journal.yaml").read_text()


def test_a_colleagues_name_and_other_comments_stay(team: Path) -> None:
    path = team / "cases" / "RU-2026-0042" / "journal.yaml"
    path.write_text(f"# Dana Okafor keeps this by hand.\n{path.read_text()}")
    reunify(team, "record", "42", "visit", "seen=yes", "--on", "25/11", "--note", "Dana Okafor saw him there.", "--yes")
    lay(team, {"cases/RU-2026-0042/documents/Dana Okafor.txt": "scanned"})
    typed(team, "redact", "42", journal(team)[-1]["id"], "note", *WHY)

    assert "# Dana Okafor keeps this by hand.\n" in path.read_text()
    assert (path.parent / "documents" / "Dana Okafor.txt").exists()


def test_a_removal_cut_off_after_a_file_has_its_new_name_is_done_by_typing_it_again(team: Path) -> None:
    folder = with_a_letter(team) / "cases" / "RU-2026-0042"
    (folder / LETTER).rename(folder / "documents" / "[removed] letter.pdf")
    answer = typed(team, "redact", "42", "3F11", "note", *WHY)

    assert answer.code == 0
    assert "documents/[removed] letter.pdf" == journal(team)[-1]["document"]["file"]
    assert "joan patel" not in everything(team).lower()


@pytest.mark.parametrize(
    "line",
    [
        "  childs-words: '# Joan Patel is my friend'",
        "  childs-words: |\n    # Joan Patel is my friend\n    she said",
        '  childs-words: "a # Joan Patel"',
    ],
)
def test_what_looks_like_a_comment_and_is_somebodys_words_stays_and_is_named(team: Path, line: str) -> None:
    also = f"\n- id: 3F12\n  event: visit\n  date: 2026-11-21\n  by: d.okafor\n  seen: yes\n{line}\n"
    with_a_letter(team, also=also)
    before = journal(team)[-1]
    answer = typed(team, "redact", "42", "3F11", "note", *WHY)

    assert before == journal(team)[-1]
    assert "stays in: entry 3F12" in " ".join(answer.out.split())
