"""Writing down what happened: for the right child, in anybody's words, all or none, and what it then means."""

import io
from pathlib import Path
from types import SimpleNamespace

import pytest

from reunify_cli.store.journal_mark import unmarked
from tests.cli.desk import NOW, a_team, another_child, bytes_of, journal, lay, reunify


@pytest.fixture
def team(tmp_path: Path) -> Path:
    return a_team(tmp_path)


# --- what ends up in the journal ----------------------------------------------------------------------------------


def test_an_entry_keeps_who_did_it_and_who_wrote_it_down_and_when(team: Path) -> None:
    said = reunify(team, "record", "42", "visit", "seen=yes", "--on", "26/11", "--who", "Sizwe Naidoo", "--yes")
    entry = journal(team)[-1]

    assert (0, "") == (said.code, said.err)
    assert entry.pop("id")
    assert {
        "event": "visit", "date": "2026-11-26", "by": "s.naidoo", "seen": "yes",
        "recorded": "2026-11-30T08:47Z", "recorded_by": "d.okafor",
    } == entry  # fmt: skip


def test_what_stood_in_the_journal_before_still_stands_there_to_the_byte(team: Path) -> None:
    path = team / "cases/RU-2026-0042/journal.yaml"
    before = path.read_bytes()
    reunify(team, "record", "42", "visit", "seen=yes", "--yes")

    assert unmarked(path.read_bytes()).startswith(before)
    assert len(unmarked(path.read_bytes())) > len(before)


@pytest.mark.parametrize(
    "words",
    [("visit",), ("stat visit",), ("stat", "visit"), ("Statutory Visit",), ("home-visit",), ("saw", "the", "child")],
)
def test_an_event_goes_by_every_word_that_people_use_for_it(team: Path, words: tuple[str, ...]) -> None:
    said = reunify(team, "record", "42", *words, "seen=yes", "--yes")

    assert 0 == said.code
    assert "visit" == journal(team)[-1]["event"]


@pytest.mark.parametrize("ref", ["42", "0042", "RU-2026-0042", "R.K.", "rk", "447190"])
def test_a_child_goes_by_id_last_digits_initials_or_the_number_elsewhere(team: Path, ref: str) -> None:
    assert 0 == reunify(team, "record", ref, "visit", "seen=yes", "--yes").code


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("rss", "rss"), ("RSS", "rss"), ("Reunification Support Service", "rss"), ("Family Hub", "Family Hub")],
)
def test_a_word_that_rules_ask_for_is_kept_as_they_ask_for_it_and_any_other_as_it_was_typed(
    team: Path, typed: str, kept: str
) -> None:
    said = reunify(team, "record", "42", "service started", f"service={typed}", "--yes")

    assert 0 == said.code
    assert kept == journal(team)[-1]["service"]


@pytest.mark.parametrize("typed", ["R.S.S.", "RSS team", "the RSS", "rsss", "reunification support servce"])
def test_what_reads_like_a_word_that_rules_ask_for_is_refused_and_not_kept_to_be_looked_for_in_vain(
    team: Path, typed: str
) -> None:
    before = bytes_of(team)
    said = reunify(team, "record", "42", "service started", f"service={typed}", "--yes")

    assert 2 == said.code
    assert f'service= "{typed}" reads like "rss".' in said.err
    assert "Write rss (reunification support service)" in said.err
    assert before == bytes_of(team)


def test_values_are_read_as_the_vocabulary_says(team: Path) -> None:
    words = (
        "kind=brought forward", "completed=n", "adjourned-to=10/12", "considered=reunification,the return home",
        "attended=mother,Dan Kelly,iro,school", "chair=Fenwick", "childs-voice=She wants to go home.",
    )  # fmt: skip
    said = reunify(team, "record", "42", "LAC review", *words, "--on", "27 Nov 2pm", "--who", "Helen Fenwick", "--yes")
    entry = journal(team)[-1]

    assert (0, "") == (said.code, said.err)
    assert ("review", "2026-11-27T14:00", "h.fenwick") == (entry["event"], entry["date"], entry["by"])
    assert ("brought-forward", "no", "2026-12-10") == (entry["kind"], entry["completed"], entry["adjourned-to"])
    assert ["reunification", "return-home"] == entry["considered"]
    assert ["mother", "uncle", "h.fenwick", "school"] == entry["attended"]
    assert (["h.fenwick"], "She wants to go home.") == (entry["chair"], entry["childs-voice"])


def test_a_note_a_document_and_an_end_can_be_said_of_every_event(team: Path) -> None:
    words = ("stay", "with=mother", "until=29/11", "document=Mosaic 81234", "--on", "27/11", "--note", 'Well: "lovely"')
    reunify(team, "record", "42", *words, "--yes")
    entry = journal(team)[-1]

    assert ("2026-11-29", {"ref": "Mosaic 81234"}, 'Well: "lovely"') == (
        entry["until"][:10],
        entry["document"],
        entry["note"],
    )


# --- all or none --------------------------------------------------------------------------------------------------


def test_one_visit_is_written_down_for_brothers_and_sisters_at_once(team: Path) -> None:
    lay(team, {**another_child(50, "C.D."), **another_child(51, "E.D.")})
    said = reunify(team, "record", "42", "50", "51", "visit", "seen=yes", "--on", "26/11", "--yes")

    assert 0 == said.code
    assert ["2026-11-26"] * 3 == [journal(team, number)[-1]["date"] for number in (42, 50, 51)]
    assert all(f"What changes for {number:04}" in said.out for number in (42, 50, 51))


def test_several_children_are_written_about_all_or_none(team: Path) -> None:
    lay(team, another_child(50, "C.D."))
    before = bytes_of(team)
    for words in (("42", "50", "999"), ("42", "50", "visit", "to=mother"), ("50", "42", "views", "whose=uncle")):
        said = reunify(team, "record", *words, *([] if "999" not in words else ["visit", "seen=yes"]), "--yes")

        assert 2 == said.code
        assert before == bytes_of(team)


def test_a_child_whose_files_are_broken_is_not_written_about(team: Path) -> None:
    lay(team, {**another_child(50, "C.D."), "cases/RU-2026-0050/journal.yaml": "- event: [\n"})
    before = bytes_of(team)
    said = reunify(team, "record", "42", "50", "visit", "seen=yes", "--yes")

    assert 3 == said.code
    assert "RU-2026-0050/journal.yaml" in said.err
    assert before == bytes_of(team)


# --- what is refused, with nothing changed ------------------------------------------------------------------------

REFUSED = {
    ("visti", "seen=yes"): 'Did you mean "visit"',
    ("revu meating",): "is not an event",
    ("visit",): "Was the child seen?",
    ("visit", "seen=perhaps"): "seen= is yes or no",
    ("visit", "sene=yes"): 'Did you mean "seen"?',
    ("visit", "seen=yes", "seen=no"): "stands there twice",
    ("visit", "seen=yes", "alone=no", "why-not-alone=busy"): "Write one of: refused, inappropriate, unable",
    ("visit", "seen="): "says nothing",
    ("visit", "seen=yes", "date=26/11"): "--on",
    ("views", "whose=aunt"): "No one in this case",
    ("views", "whose=Okafer"): 'Did you mean "d.okafor" (Dana Okafor)?',
    ("allocated", "to=Sizwe", "as=social wroker"): "is not a role",
    ("visiting-pattern-set", "interval=often"): "is not a length of time",
    ("visit", "seen=yes", "of=9Z9Z"): "9Z9Z",
    ("booked", "what=review"): "reunify book",
    ("stay", "home=mothers hoem"): 'Did you mean "mothers-home"?',
    ("trajectory-agreed", "rows=much"): "needs several lines",
}


@pytest.mark.parametrize(("words", "said"), REFUSED.items())
def test_what_cannot_be_read_is_refused_with_what_to_type_and_nothing_is_changed(
    team: Path, words: tuple[str, ...], said: str
) -> None:
    before = bytes_of(team)
    answer = reunify(team, "record", "42", *words, "--yes")

    assert (2, "") == (answer.code, answer.out)
    assert said in answer.err
    assert before == bytes_of(team)


@pytest.mark.parametrize(
    ("on", "said"),
    [("tomorrow", "is in the future"), ("today 09:00", "is in the future"), ("7/3/2017", "before this child was born")],
)
def test_what_is_still_to_come_or_was_before_birth_cannot_have_happened(team: Path, on: str, said: str) -> None:
    before = bytes_of(team)
    answer = reunify(team, "record", "42", "visit", "seen=yes", "--on", on, "--yes")

    assert 2 == answer.code
    assert said in answer.err
    assert before == bytes_of(team)


def test_a_script_has_to_say_yes_because_nobody_can_be_asked(team: Path) -> None:
    before = bytes_of(team)
    said = reunify(team, "record", "42", "visit", "seen=yes")

    assert 2 == said.code
    assert "--yes" in said.err
    assert before == bytes_of(team)


def test_everything_that_is_wrong_is_said_at_once(team: Path) -> None:
    said = reunify(team, "record", "42", "views", "whose=nobody", "about-return=perhaps", "colour=red", "--yes")

    assert all(word in said.err for word in ("whose", "nobody", "about-return", "colour"))


def test_no_refusal_reads_out_the_name_of_the_child_or_the_family(team: Path) -> None:
    for words in (("views", "whose=Robbin"), ("views", "whose=Kely"), ("visit",), ("visit", "seen=yes", "of=Petrra")):
        said = reunify(team, "record", "42", *words, "--yes")

        assert not any(name in said.err for name in ("Kelly", "kelly", "Petra", "petra", "Robin", "robin"))


def test_somebody_who_is_not_in_the_team_is_told_so(team: Path) -> None:
    said = reunify(team, "record", "42", "visit", "seen=yes", "--yes", me="Jo Nobody")

    assert 2 == said.code
    assert "Jo Nobody" in said.err


# --- what it then means -------------------------------------------------------------------------------------------


def test_a_visit_in_time_says_what_it_met_and_what_is_next(team: Path) -> None:
    said = reunify(team, "record", "42", "visit", "seen=yes", "--on", "26/11", "--yes")
    entry = journal(team)[-1]["id"]

    assert said.lines[0].startswith("RECORDED   Visit, Thu 26 November 2026, by Dana Okafor.  ")
    assert said.lines[0].endswith(f"  entry {entry}")
    assert any(line.startswith("  done     Visit the child, due Mon 30 Nov: 4 days early") for line in said.lines)
    assert any("Visit the child, by Thu 7 Jan 2027" in line for line in said.lines)
    assert f"Mistake?       reunify correct 42 {entry}" in said.lines
    assert f"Wrong child?   reunify withdraw 42 {entry}" in said.lines
    assert all(len(line) <= 80 for line in said.lines)


def test_a_visit_where_the_child_was_not_seen_meets_nothing(team: Path) -> None:
    said = reunify(team, "record", "42", "visit", "seen=no", "--yes")

    assert "  met " not in said.out


def test_going_home_without_approval_is_written_down_and_named_as_a_breach(team: Path) -> None:
    words = ("went home", "to=mother", "home=mothers-home", "decided-by=authority", "--on", "27/11 15:00", "--yes")
    said = reunify(team, "record", "42", *words)

    assert 0 == said.code
    assert "returned-home" == journal(team)[-1]["event"]
    assert any(line.startswith("  BREACH   Approval before the child goes home") for line in said.lines)


def test_what_a_review_does_not_yet_say_is_listed_with_how_to_add_it(team: Path) -> None:
    said = reunify(team, "record", "42", "review", "childs-voice=yes", "--on", "27/11 14:00", "--yes")

    assert any(line.startswith("  to add   Reunification discussed") for line in said.lines)


def test_programs_are_told_the_same(team: Path) -> None:
    found = reunify(team, "record", "42", "visit", "seen=yes", "--on", "26/11", "--yes", "--json").json
    (item,) = found["items"]

    assert ("recorded", 1) == (found["kind"], found["read"])
    assert ("RU-2026-0042", "visit", "2026-11-26") == (item["case"], item["entry"]["event"], item["entry"]["date"])
    assert [("visits", "2026-11-30")] == [(duty["rule"], duty["due"]) for duty in item["met"]]
    assert [] == item["breaches"]


# --- what it is about ---------------------------------------------------------------------------------------------


def test_an_approval_is_about_the_one_thing_it_can_be_about(team: Path) -> None:
    reunify(team, "record", "42", "approved", "--who", "Ama Ofori", "--yes", me="Ama Ofori")

    assert "2C12" == journal(team)[-1]["of"]


def test_an_approval_is_about_the_latest_of_its_kind_unless_it_says_otherwise(team: Path) -> None:
    reunify(team, "record", "42", "parent-assessment", "--on", "20/11", "--yes")
    newest = journal(team)[-1]["id"]
    reunify(team, "record", "42", "approved", "--yes", me="Ama Ofori")
    reunify(team, "record", "42", "approved", "of=parent-assessment-2026-11-02", "--yes", me="Ama Ofori")

    assert [newest, "2C12"] == [entry["of"] for entry in journal(team)[-2:]]


def test_a_check_can_be_about_a_person(team: Path) -> None:
    reunify(team, "record", "42", "pnc check", "of=uncle", "--yes")

    assert "uncle" == journal(team)[-1]["of"]


def test_agreeing_the_plan_keeps_it_as_it_was_agreed(team: Path) -> None:
    plan = "actions:\n  - {id: a1, what: Find a school, owner: d.okafor, due: 2026-12-18}\n"
    lay(team, {"cases/RU-2026-0042/plan.yaml": plan})
    said = reunify(team, "record", "42", "plan agreed", "who=mother,child", "--yes")
    entry = journal(team)[-1]["id"]
    frozen = team / "cases/RU-2026-0042/plans" / f"{entry}.yaml"

    assert plan == frozen.read_text("utf-8")
    assert f"plans/{entry}.yaml" in said.out


# --- at a terminal ------------------------------------------------------------------------------------------------


def test_at_a_terminal_the_child_is_shown_and_what_is_missing_is_asked_for(team: Path) -> None:
    answers = ["y", "26/11", "", "y", "n", "1", "1", "", "Short visit."]
    said = reunify(team, "record", "42", "visit", typing=answers)
    entry = journal(team)[-1]

    assert 0 == said.code
    assert said.out.startswith("R.K., girl, 9 (0042), care order, lives with foster carers.\n")
    assert "Thursday 26 November 2026" in said.out
    said_of_it = ("date", "seen", "alone", "why-not-alone", "where", "note", "by")

    assert ("2026-11-26", "yes", "no", "refused", "placement", "Short visit.", "d.okafor") == tuple(
        entry[key] for key in said_of_it
    )


def test_a_question_is_put_again_until_its_answer_can_be_read(team: Path) -> None:
    said = reunify(team, "record", "42", "visit", typing=["", "13/13", "", "", "perhaps", "", "n", "", "", ""])

    assert 0 == said.code
    assert "no month 13" in said.out
    assert "seen= is yes or no" in said.out
    assert ("2026-11-30", "no") == (journal(team)[-1]["date"], journal(team)[-1]["seen"])


@pytest.mark.parametrize("typing", [["n"], []])
def test_saying_no_or_leaving_changes_nothing(team: Path, typing: list[str]) -> None:
    before = bytes_of(team)
    said = reunify(team, "record", "42", "visit", "seen=yes", typing=typing)

    assert 130 == said.code
    assert "Nothing was changed." in said.err
    assert before == bytes_of(team)


# --- a child alone ------------------------------------------------------------------------------------------------


def test_a_child_alone_lists_what_can_be_written_down_most_useful_first(team: Path) -> None:
    said = reunify(team, "record", "42")
    first = said.out.index("reunify record 42 visit seen=yes")

    assert 0 == said.code
    assert "by Mon 30 Nov: Visit the child" in said.out
    assert first < said.out.index("OFTEN RECORDED")
    assert "booked" not in said.out
    assert all(len(line) <= 80 for line in said.lines)


def test_a_child_alone_as_json(team: Path) -> None:
    found = reunify(team, "record", "42", "--json").json

    assert "recordable" == found["kind"]
    assert ("visit", ["seen=yes"]) == (found["items"][0]["event"], found["items"][0]["fields"])


def test_an_approval_by_somebody_who_may_not_give_it_says_why_it_does_not_count(team: Path) -> None:
    home = ("went home", "decided-by=authority", "--on", "27/11 15:00", "--yes")
    reunify(team, "record", "42", *home)
    said = reunify(team, "record", "42", "approved", "--on", "26/11", "--yes")

    assert "but      Approval before the child goes home" in said.out


def test_who_should_have_been_at_a_meeting_is_told_apart_from_what_it_should_have_recorded(team: Path) -> None:
    rules = (team / "policies/northgate/rules.yaml").read_text("utf-8")
    lay(team, {"policies/northgate/rules.yaml": rules + """
  - {id: review-attended, title: Who comes to a review, says: "The school comes.", source: {at: p 6}, owes: iro,
     while: {looked-after: yes}, at: {event: review}, needs: {attended: [school]}}
"""})  # fmt: skip
    said = reunify(team, "record", "42", "review", "reunification-discussed=yes", "childs-voice=yes", "--yes")

    assert "  to add   Who was there: school representative" in said.lines
    assert "attended=" in said.out


def test_what_a_meeting_covered_is_named_by_its_headings(team: Path) -> None:
    reunify(team, "record", "42", "review", "covered=The child's voice,reunification-discussed", "--yes")
    unknown = reunify(team, "record", "42", "review", "covered=the weather", "--yes")

    assert ["childs-voice", "reunification-discussed"] == journal(team)[-1]["covered"]
    assert 2 == unknown.code


# --- who has the children -----------------------------------------------------------------------------------------


def test_many_children_are_given_to_a_worker_without_saying_in_which_role(team: Path) -> None:
    lay(team, {**another_child(43, "C.D."), **another_child(44, "E.D.")})
    said = reunify(team, "record", "42", "43", "44", "allocated", "to=Sizwe Naidoo", "--yes", me="Ruth Amadi")

    assert (0, "") == (said.code, said.err)
    for number in (42, 43, 44):
        entry = journal(team, number)[-1]
        assert ("s.naidoo", "social-worker", "r.amadi") == (entry["to"], entry["as"], entry["by"])


def test_somebody_with_two_roles_is_given_a_child_in_the_one_that_is_said(team: Path) -> None:
    without = reunify(team, "record", "42", "allocated", "to=Ama Ofori", "--yes")
    said = reunify(team, "record", "42", "allocated", "to=Ama Ofori", "as=nominated officer", "--yes")

    assert (2, True) == (without.code, "In which role?" in without.err)
    assert 0 == said.code
    assert "nominated-officer" == journal(team)[-1]["as"]


def test_a_misspelt_worker_is_never_guessed(team: Path) -> None:
    before = bytes_of(team)
    said = reunify(team, "record", "42", "allocated", "to=Dana Okafr", "--yes")

    assert (2, True) == (said.code, 'Did you mean "d.okafor" (Dana Okafor)?' in said.err)
    assert before == bytes_of(team)


# --- a case that is closed ----------------------------------------------------------------------------------------


def test_what_is_dated_after_a_case_was_closed_is_refused_and_what_was_before_is_not(team: Path) -> None:
    reunify(team, "close", "42", "--outcome", "moved", "--yes", now="2026-11-27T16:00")
    before = bytes_of(team)
    late = reunify(team, "record", "42", "visit", "seen=yes", "--yes")
    lay(team.parent, {"form.txt": "When: today\n"})
    form = reunify(team, "form", "42", "supervision", "--from", str(team.parent / "form.txt"), "--yes")
    book = reunify(team, "book", "42", "review", "--on", "9 Dec 14:00", "--yes")

    for said in (late, form, book):
        assert 2 == said.code
        assert "The case of R.K. (42) was closed on Fri 27 November 2026." in said.err
        assert "reunify reopen 42 --why TEXT" in said.err
    assert before == bytes_of(team)
    assert 0 == reunify(team, "record", "42", "visit", "seen=yes", "--on", "26/11", "--yes").code
    assert 0 == reunify(team, "record", "42", "supervision", "--on", "27/11", "--yes").code
    assert 0 == reunify(team, "record", "42", "died", "--on", "29/11", "--yes").code


# --- in people's own words ----------------------------------------------------------------------------------------


def test_a_phrase_brings_the_fields_that_it_says(team: Path) -> None:
    reunify(team, "record", "42", "missed", "visits", "--on", "yesterday", "--yes")

    assert ("visit", "no") == (journal(team)[-1]["event"], journal(team)[-1]["seen"])


def test_of_several_meanings_the_one_chosen_at_the_terminal_is_recorded(team: Path) -> None:
    answers = ["1", "", "yesterday", "", "mother", "", "", "", "", "", "", "", "", "", ""]
    said = reunify(team, "record", "42", "trial at home", typing=answers)

    assert "For a child in care the approval comes first." in " ".join(said.out.split())
    assert "returned-home" == journal(team)[-1]["event"]


def test_without_a_terminal_each_meaning_is_a_command(team: Path) -> None:
    said = reunify(team, "record", "42", "trial at home", "--yes")

    assert 2 == said.code
    assert "reunify record 42 returned-home" in said.err
    assert "reunify record 42 extended-stay" in said.err


@pytest.mark.parametrize("words", [("section 47",), ("section", "47"), ("s47",), ("s.47", "enquiry")])
def test_a_number_in_a_phrase_is_no_child(team: Path, words: tuple[str, ...]) -> None:
    said = reunify(team, "record", "42", *words, "--yes")

    assert "does not track child protection" in said.err
    assert "reunify record 42 circumstances-changed" in said.err


def test_a_telephone_call_is_a_note_that_meets_nothing_and_can_be_read_back(team: Path) -> None:
    said = reunify(team, "record", "42", "phone call", "note=Mum rang about Friday", "--yes")
    entry = journal(team)[-1]

    assert ("note", "telephone", "Mum rang about Friday") == (entry["event"], entry["kind"], entry["note"])
    assert "shareable" not in entry
    assert "The full note belongs in the authority's own system." in said.out
    assert "met " not in said.out
    assert "Mum rang about Friday" in reunify(team, "events", "42").out


def test_a_note_needs_its_text(team: Path) -> None:
    assert "Say so with note=" in reunify(team, "record", "42", "file note", "--yes").err


def test_a_text_without_quotation_marks_is_refused_and_said_back_whole(team: Path) -> None:
    before = bytes_of(team)
    said = reunify(team, "record", "42", "visit", "seen=yes", "note=She", "said", "\u2013", "fine", "--yes")

    assert 2 == said.code
    assert 'note="She said \u2013 fine"' in said.err
    assert before == bytes_of(team)


def test_pasted_quotation_marks_and_dashes_are_taken_as_the_ones_meant(team: Path) -> None:
    pasted = (
        "\u201clac",
        "visit\u201d",
        "seen=yes",
        "note=\u201cShe",
        "said",
        "fine\u201d",
        "\u2013on",
        "29/11",
        "\u2014yes",
    )
    said = reunify(team, "record", "42", *pasted)

    assert 0 == said.code, said.err
    assert ("visit", "2026-11-29", "She said fine") == tuple(
        journal(team)[-1][key] for key in ("event", "date", "note")
    )


def test_a_speech_that_was_quoted_by_the_shell_keeps_its_own_marks(team: Path) -> None:
    reunify(team, "record", "42", "visit", "seen=yes", "note=\u201cI want to go home\u201d", "--yes")

    assert "\u201cI want to go home\u201d" == journal(team)[-1]["note"]


def test_a_note_comes_from_a_pipe_or_from_a_file(team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (team / "note.txt").write_text("First line.\nSecond: line.\n", encoding="utf-8")
    reunify(team, "record", "42", "visit", "seen=yes", f"note=@{team / 'note.txt'}", "--yes")
    from_file = journal(team)[-1]["note"]
    monkeypatch.setattr("reunify_cli.cli.pasted.sys", SimpleNamespace(stdin=io.StringIO("Long \u2013 text\nmore")))
    reunify(team, "record", "42", "visit", "seen=yes", "--note", "-", "--yes")

    assert "First line.\nSecond: line." == from_file
    assert "Long \u2013 text\nmore" == journal(team)[-1]["note"]


def test_a_file_that_is_not_there_is_named_and_nothing_is_recorded(team: Path) -> None:
    before = bytes_of(team)
    said = reunify(team, "record", "42", "visit", "seen=yes", "note=@nowhere.txt", "--yes")

    assert 'There is no file "nowhere.txt".' in said.err
    assert before == bytes_of(team)


def test_the_reminder_about_the_statutory_record_comes_once_a_day(team: Path) -> None:
    said = [
        reunify(team, "record", "42", "visit", "seen=yes", "--yes", now=now).out for now in (NOW, NOW, "2026-12-01")
    ]

    assert [True, False, True] == ["not the statutory record" in each for each in said]
