"""In and out of care, as it is typed: a return that breaks down, a death, moves of one day, and what cannot be so.

Nothing is refused: what does not fit is asked about at a terminal, said when it is recorded, and named by `check`.
"""

from pathlib import Path

import pytest

from tests.cli.desk import TEAM, Answer, lay, reunify

CHILD = """
format: 1
id: RU-2026-0042
child: {{initials: L.F., born: {born}}}
people:
  mother: {{relation: mother, born: 1990-02-01}}
  aunt: {{relation: aunt, born: 1980-02-01}}
homes:
  mums: {{kind: parent, name: mother's home}}
  unit: {{kind: residential, name: the unit}}
"""
FAILED_RETURN = """
became-looked-after 2024-12-02 legal-status=s20
placement-start 2024-12-02 kind=foster
returned-home 2025-03-03 to=mother home=mums planned=yes decided-by=parent has-responsibility=yes
ceased-looked-after 2025-03-03 decided-by=parent reason=returned-home
became-looked-after 2026-11-16T21:00 legal-status=s20 admission=emergency
"""
IN_CARE = """
became-looked-after 2026-11-03 legal-status=s20
placement-start 2026-11-03 kind=foster
"""
UNDER_ORDER = IN_CARE.replace("s20", "care-order")
AT_HOME = "returned-home 2026-11-30 to=mother home=mums planned=yes decided-by=authority has-responsibility=yes"


def workspace(folder: Path, *journal: str, policy: str = "england", born: str = "2014-05-20") -> Path:
    """A folder with one child; a journal line is `event day key=value ...`."""
    lines = [line for each in journal for line in each.strip().splitlines()]
    said = []
    for number, line in enumerate(lines):
        event, day, *pairs = line.split()
        fields = ", ".join(pair.replace("=", ": ", 1) for pair in pairs)
        said.append(f"- {{id: 2A{number + 10}, event: {event}, date: {day}, by: d.okafor, {fields}}}\n")
    files = {
        "reunify.yaml": f"name: Northgate\npolicy: {policy}\n",
        "team.yaml": TEAM,
        "cases/RU-2026-0042/case.yaml": CHILD.format(born=born),
        "cases/RU-2026-0042/journal.yaml": "".join(said),
    }
    return lay(folder, files)


def record(folder: Path, event: str, day: str, *fields: str) -> Answer:
    return reunify(folder, "record", "42", event, *fields, "--on", day, "--yes")


def flat(answer: Answer) -> str:
    return " ".join(answer.out.split())


# --- a return that breaks down ------------------------------------------------------------------------------------


def test_a_return_that_breaks_down_under_section_20_begins_a_new_time_in_care(tmp_path: Path) -> None:
    team = workspace(tmp_path, FAILED_RETURN, policy="surrey")
    due = {each["rule"]: each["due"] for each in reunify(team, "next", "42", "--within", "60d", "--json").json["items"]}

    assert "looked after since 16 Nov 2026" in flat(reunify(team, "show", "42"))
    assert "2026-12-14" == due["reviews"]
    assert "2026-11-23" == due["visits-placement"]
    assert "Visit" in reunify(team, "overdue").out


def test_that_no_placement_is_recorded_is_said_on_show_next_and_check_with_the_command(tmp_path: Path) -> None:
    team = workspace(tmp_path, FAILED_RETURN, policy="surrey")
    way = "reunify record 42 placement-start kind=..."

    for words in (("show", "42"), ("next", "42"), ("next",), ("check", "42"), ()):
        said = reunify(team, *words)
        assert way in said.out, words
        assert "o placement is recorded" in flat(said), words

    record(team, "placement-start", "2026-11-19", "kind=foster")

    for words in (("show", "42"), ("next", "42"), ("check", "42"), ()):
        assert way not in reunify(team, *words).out, words


def test_the_first_review_counts_from_becoming_looked_after_and_not_from_the_placement(tmp_path: Path) -> None:
    team = workspace(tmp_path, FAILED_RETURN, policy="surrey")
    record(team, "placement-start", "2026-11-19", "kind=foster")

    assert "Mon 14 December 2026" in reunify(team, "why", "42", "reviews").out


def test_a_placement_of_an_earlier_time_in_care_is_not_one_of_this(tmp_path: Path) -> None:
    before, *_, again = FAILED_RETURN.strip().splitlines()
    left = "ceased-looked-after 2025-03-03 decided-by=parent reason=returned-home"
    team = workspace(tmp_path, before, FAILED_RETURN.strip().splitlines()[1], left, again)

    assert "No placement is recorded since then" in flat(reunify(team, "show", "42"))
    assert "the last one (foster carers) began on Mon 2 December 2024" in flat(reunify(team, "check", "42"))


ENDED = "ceased-looked-after 2026-11-28 decided-by=parent reason={}"


@pytest.mark.parametrize("words", [("show", "42"), ("check", "42")])
def test_a_child_who_returned_home_is_not_shown_as_living_with_carers(tmp_path: Path, words: tuple[str, ...]) -> None:
    said = reunify(workspace(tmp_path, IN_CARE, ENDED.format("returned-home")), *words)

    assert "reunify record 42 returned-home --on 2026-11-28" in flat(said)
    assert "Lives: foster" not in said.out


@pytest.mark.parametrize("journal", [
    (IN_CARE, AT_HOME.replace("11-30", "11-28"), ENDED.format("returned-home")), (IN_CARE, ENDED.format("staying-put")),
    (IN_CARE.replace("kind=foster", "kind=connected-person"), ENDED.format("returned-home")),
])  # fmt: skip
def test_who_moved_home_or_stayed_is_not_asked_about(tmp_path: Path, journal: tuple[str, ...]) -> None:
    here = workspace(tmp_path, *journal)

    assert "no move home is recorded" not in flat(reunify(here, "check", "42"))
    assert "Lives: " in reunify(here, "show", "42").out


@pytest.mark.parametrize(("status", "home"), [("care-order", True), ("interim-care-order", True), ("s20", False)])
def test_under_a_care_order_a_child_can_stay_at_home_and_under_section_20_not(
    tmp_path: Path, status: str, home: bool
) -> None:
    journal = FAILED_RETURN.replace("legal-status=s20 admission", f"legal-status={status} admission")
    facts = reunify(workspace(tmp_path, journal), "show", "42", "--json").json["items"][0]["facts"]

    assert facts["looked-after"] is True
    assert ("parent" if home else "not-recorded") == facts["lives-with"]


# --- what has ended -----------------------------------------------------------------------------------------------


def with_review(folder: Path, **more: str) -> Path:
    team = workspace(folder, IN_CARE, **more)
    assert 0 == reunify(team, "book", "42", "review", "--on", "1 Dec 14:00", "--yes").code
    return team


def test_a_death_is_said_on_every_screen_from_that_day(tmp_path: Path) -> None:
    team = with_review(tmp_path, policy="surrey")
    said = record(team, "died", "2026-11-28")
    shown = reunify(team, "show", "42")

    assert "reunify book 42 review --cancel" in said.out
    assert "Died on 28 Nov 2026." in shown.out
    assert "Lives:" not in shown.out
    assert "looked after" not in shown.out.split("STAGE")[0]
    assert "died Sat 28 Nov" in reunify(team, "list").out
    assert "reunify book 42 review --cancel" in reunify(team).out
    assert "MEETINGS BOOKED" not in reunify(team).out
    assert "reunify book 42 review --cancel" in reunify(team, "check", "42").out
    (row,) = reunify(team, "list", "--json").json["items"]
    assert ("died", "2026-11-28", False) == (row["ended"], row["ended_on"], row["looked_after"])


def test_nothing_is_said_of_an_end_before_its_day(tmp_path: Path) -> None:
    team = with_review(tmp_path)
    record(team, "died", "2026-11-28")
    before = reunify(team, "show", "42", "--as-of", "2026-11-27").out

    assert "Died" not in before
    assert "looked after since 3 Nov 2026" in before


@pytest.mark.parametrize(
    ("event", "fields"),
    [("died", ()), ("ceased-looked-after", ("decided-by=parent", "reason=returned-home"))],
)
def test_a_review_that_cannot_be_held_is_called_off_everywhere(
    tmp_path: Path, event: str, fields: tuple[str, ...]
) -> None:
    team = with_review(tmp_path)
    record(team, event, "2026-11-28", *fields)
    calendar = tmp_path / "d.ics"
    reunify(team, "calendar", "--out", str(calendar))

    assert "STATUS:CANCELLED" in calendar.read_text(encoding="utf-8")
    assert [] == reunify(team, "pack", "--due", "14d", "--list", "--json").json["items"]
    assert "STILL BOOKED" in reunify(team).out

    reunify(team, "book", "42", "review", "--cancel", "--yes")

    assert "STILL BOOKED" not in reunify(team).out


def test_other_meetings_go_on_after_care_has_ended_and_none_after_a_death(tmp_path: Path) -> None:
    team = workspace(tmp_path, IN_CARE)
    reunify(team, "book", "42", "family-group-conference", "--on", "1 Dec 14:00", "--yes")
    record(team, "ceased-looked-after", "2026-11-28", "decided-by=parent", "reason=returned-home")
    assert "STILL BOOKED" not in reunify(team).out

    record(team, "died", "2026-11-29")

    assert "reunify book 42 family-group-conference --cancel" in reunify(team).out


def test_at_a_terminal_it_is_asked_whether_the_meeting_is_called_off(tmp_path: Path) -> None:
    team = with_review(tmp_path)
    said = reunify(team, "record", "42", "died", "--on", "2026-11-28", typing=["y", "", "", "y"])

    assert "Call off the review of Tue 1 Dec 14:00? [Y/n]" in said.out
    assert "CANCELLED" in said.out
    assert [] == reunify(team, "show", "42", "--json").json["items"][0]["booked"]


def test_an_entry_dated_after_a_death_is_asked_about_before_it_is_written(tmp_path: Path) -> None:
    team = workspace(tmp_path, IN_CARE, "died 2026-11-28")
    no = reunify(team, "record", "42", "visit", "seen=yes", "--on", "2026-11-29", typing=["y", *[""] * 12, "n"])

    assert "dated after the child's death" in flat(no)
    assert "visit" not in [e["event"] for e in reunify(team, "show", "42", "--json").json["items"][0]["entries"]]

    yes = record(team, "visit", "2026-11-29", "seen=yes")

    assert 0 == yes.code
    assert "dated after the child's death on Sat 28 November 2026" in flat(yes)
    assert "dated after the child's death on Sat 28 November 2026" in flat(reunify(team, "check", "42"))
    assert "after the child's death" not in flat(record(team, "supervision", "2026-11-30"))


@pytest.mark.parametrize(
    ("last", "born", "said"),
    [
        ("died 2026-11-28", "2014-05-20", "This child died on Sat 28 November 2026."),
        ("visit 2026-11-28 seen=yes", "2008-11-20", "Turned 18 on Fri 20 November 2026."),
        ("case-closed 2026-11-28 outcome=moved", "2014-05-20", "This case was closed on Sat 28 November 2026."),
        ("ceased-looked-after 2026-11-28 reason=adopted", "2014-05-20", "Care ended on Sat 28 November 2026: adopted."),
    ],
)
def test_what_has_ended_goes_into_no_other_stage(tmp_path: Path, last: str, born: str, said: str) -> None:
    team = workspace(tmp_path, IN_CARE, last, policy="surrey", born=born)
    answer = reunify(team, "advance", "42", "--dry-run")

    assert 1 <= answer.code
    assert said in answer.err
    assert "reunify advance" not in reunify(team, "show", "42").out or "Care ended" in said


def test_after_a_return_that_ended_care_the_stages_go_on(tmp_path: Path) -> None:
    ended = "ceased-looked-after 2026-11-28 reason=returned-home"
    answer = reunify(workspace(tmp_path, IN_CARE, ended, policy="surrey"), "advance", "42", "--dry-run")

    assert "goes into no other stage" not in answer.out + answer.err


def test_a_child_of_eighteen_is_shown_as_looked_after_nowhere(tmp_path: Path) -> None:
    team = workspace(tmp_path, IN_CARE, born="2008-11-20")
    (row,) = reunify(team, "list", "--json").json["items"]

    assert ("eighteen", "2026-11-20", False) == (row["ended"], row["ended_on"], row["looked_after"])
    assert "Turned 18 on 20 Nov 2026. Until then: accommodated under section 20" in flat(reunify(team, "show", "42"))


# --- moves of one day ---------------------------------------------------------------------------------------------


def test_moves_of_one_day_without_times_are_unclear_and_never_put_in_order(tmp_path: Path) -> None:
    care = "became-looked-after 2026-06-01 legal-status=care-order\nplacement-start 2026-06-01 kind=foster"
    team = workspace(tmp_path, care, "placement-start 2026-11-30T07:00 kind=residential")
    said = record(team, "returned-home", "today", *AT_HOME.split()[2:])
    way = '--on "2026-11-30 HH:MM" --why "time added"'

    assert way in said.out
    shown = reunify(team, "show", "42")
    assert "Where the child lives is unclear: give the times of 30 Nov 2026" in flat(shown)
    assert way in shown.out
    assert way in reunify(team, "next", "42").out
    assert way in reunify(team, "check", "42").out
    (row,) = reunify(team, "list", "--json").json["items"]
    assert "unclear" == row["lives_with"]
    standing = {
        each["rule"]: each["standing"] for each in reunify(team, "show", "42", "--json").json["items"][0]["duties"]
    }
    assert {"unclear"} == {standing[rule] for rule in ("home-suitable", "parent-assessed")}


def test_with_their_times_the_moves_have_an_order_and_nothing_is_unclear(tmp_path: Path) -> None:
    care = "became-looked-after 2026-06-01 legal-status=care-order\nplacement-start 2026-06-01 kind=foster"
    team = workspace(tmp_path, care, "placement-start 2026-11-30T07:00 kind=residential")
    record(team, "returned-home", "2026-11-30 08:00", *AT_HOME.split()[2:])

    assert "unclear" not in reunify(team, "show", "42").out
    standing = {
        each["rule"]: each["standing"] for each in reunify(team, "show", "42", "--json").json["items"][0]["duties"]
    }
    assert "breach" == standing["home-suitable"]


# --- what cannot be so --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("journal", "born", "entry", "said"),
    [
        ("became-looked-after 2026-11-02 legal-status=s20", "2014-05-20",
         ("placement-start", "2026-11-03", "kind=parent"), "return check 378"),
        (IN_CARE, "2014-05-20", ("review", "2026-11-20", "participation=PN0", "completed=yes"), "return check 440"),
        (IN_CARE, "2024-05-20", ("review", "2026-11-20", "participation=PN3", "completed=yes"), "return check 441"),
        (IN_CARE, "2014-05-20", ("placement-start", "2026-11-20", "kind=foster", "home=mums"), "return check 392d"),
        (IN_CARE, "2014-05-20", ("placement-start", "2026-11-20", "kind=foster", "carer=mother"), "return check 550"),
        (UNDER_ORDER, "2014-05-20",
         ("placement-start", "2026-11-20", "kind=parent", "home=unit"), "return checks 527 to 531"),
        (UNDER_ORDER, "2014-05-20",
         ("placement-start", "2026-11-20", "kind=parent", "carer=aunt"), "return checks 527 to 531"),
        (f"{IN_CARE}review 2026-11-20 completed=yes", "2014-05-20", ("review", "2026-11-20", "completed=yes"),
         "Two reviews on"),
        (IN_CARE, "2014-05-20", ("ceased-looked-after", "2026-11-01", "reason=returned-home"), "no start is recorded"),
        (IN_CARE, "2014-05-20", ("became-looked-after", "2026-11-20", "legal-status=s20"), "has no end recorded"),
        (IN_CARE, "2014-05-20", ("ceased-looked-after", "2026-11-20", "reason=eighteen"), "possible from 18"),
        (IN_CARE, "2014-05-20", ("ceased-looked-after", "2026-11-20", "reason=independent"), "possible from 16"),
        (f"{IN_CARE}ceased-looked-after 2026-11-10 reason=other", "2014-05-20",
         ("ceased-looked-after", "2026-11-20", "reason=other"), "had ended already"),
        (IN_CARE, "2014-05-20", ("returned-home", "2026-11-20", "to=aunt", "has-responsibility=no"),
         "without parental responsibility"),
    ],
)  # fmt: skip
def test_what_cannot_be_so_is_asked_about_said_when_recorded_and_named_by_check(
    tmp_path: Path, journal: str, born: str, entry: tuple[str, ...], said: str
) -> None:
    team = workspace(tmp_path, journal, born=born)
    event, day, *fields = entry
    assert said not in flat(reunify(team, "check", "42"))
    answer = record(team, event, day, *fields)

    assert 0 == answer.code
    assert said in flat(answer)
    assert "reunify " in answer.out.split("CHECK")[1].split("\n\n")[0]
    assert said in flat(reunify(team, "check", "42"))
    (item,) = reunify(workspace(tmp_path / "other", journal, born=born), "record", "42", event, *fields, "--on", day,
                      "--yes", "--json").json["items"]  # fmt: skip
    assert any(said in each["sentence"] for each in item["to_check"])


@pytest.mark.parametrize(
    ("journal", "born", "entry"),
    [
        (UNDER_ORDER, "2014-05-20", ("placement-start", "2026-11-20", "kind=parent", "home=mums")),
        (UNDER_ORDER, "2014-05-20", ("placement-start", "2026-11-20", "kind=parent", "carer=mother")),
        (IN_CARE, "2014-05-20", ("review", "2026-11-20", "participation=PN1", "completed=yes")),
        (IN_CARE, "2024-05-20", ("review", "2026-11-20", "participation=PN0", "completed=yes")),
        (IN_CARE, "2014-05-20", ("placement-start", "2026-11-20", "kind=connected-person", "carer=aunt")),
        (IN_CARE, "2014-05-20", ("ceased-looked-after", "2026-11-20", "reason=returned-home")),
        (f"{IN_CARE}review 2026-11-20 completed=no", "2014-05-20", ("review", "2026-11-20", "completed=yes")),
        (IN_CARE, "2009-05-20", ("ceased-looked-after", "2026-11-20", "reason=independent")),
        (f"{IN_CARE}ceased-looked-after 2026-11-10 reason=other", "2014-05-20",
         ("became-looked-after", "2026-11-20", "legal-status=care-order")),
    ],
)  # fmt: skip
def test_what_fits_is_not_asked_about(tmp_path: Path, journal: str, born: str, entry: tuple[str, ...]) -> None:
    team = workspace(tmp_path, journal, born=born)
    event, day, *fields = entry
    answer = record(team, event, day, *fields)

    assert 0 == answer.code
    assert "return check" not in answer.out
    assert "Two reviews" not in answer.out
    assert "possible from" not in answer.out
    assert "no end recorded" not in answer.out
    assert "ended already" not in answer.out
