"""Exceptions: a manager's, to one rule of local policy, with a reason and an end; never to law, never one's own."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.desk import RULES, TEAM, Answer, a_team, another_child, bytes_of, journal, lay, reunify

MORE_RULES = """\
  - {id: care-plan-made, says: "The care plan is made within five days.", title: Make the care plan,
     source: {at: p 12}, owes: social-worker, while: {looked-after: yes}, within: 5 d, needs: {event: care-plan},
     closed-by: {event: record-checked}}
  - {id: plan-read, says: "The manager reads the plan before planning begins.", title: The plan read by the manager,
     source: {at: p 11}, owes: team-manager, before: {stage: plan}, needs: {event: endorsed, by: team-manager}}
  - {id: practice, says: "Good practice.", title: Something that guidance asks, weight: guidance, source: {at: p 2},
     owes: social-worker, while: {looked-after: yes}, within: 5 d, needs: {event: care-plan}}
"""


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """A team with a care plan 93 days late by its own policy, and a gate before stage 2."""
    return a_team(tmp_path, **{"policies/northgate/rules.yaml": RULES + MORE_RULES})


PLAN = ("care-plan-made", "--why", "The worker is ill.")
BY_RUTH = ("--authorised-by", "Ruth Amadi", "--until", "11 Dec")


def vary(team: Path, *words: str, me: str = "Dana Okafor", **how: str) -> Answer:
    return reunify(team, "vary", "42", *words, "--yes", me=me, **how)


def stands(team: Path, rule: str, day: str) -> str:
    """How the one duty of a rule stands at the end of a day."""
    every: list[dict[str, Any]] = reunify(team, "show", "42", "--json", "--as-of", day).json["items"][0]["duties"]
    (found,) = (each for each in every if each["rule"] == rule)
    return str(found["standing"])


# --- an exception -------------------------------------------------------------------------------------------------


def test_an_exception_says_who_made_it_who_asked_why_and_until_when(team: Path) -> None:
    said = vary(team, *PLAN, *BY_RUTH)
    entry = journal(team)[-1]

    assert (0, "") == (said.code, said.err)
    assert entry.pop("id")
    assert {
        "event": "varied", "date": "2026-11-30T08:47", "until": "2026-12-11", "by": "r.amadi",
        "rule": "care-plan-made", "authorised-by": "r.amadi", "asked-by": "d.okafor", "why": "The worker is ill.",
        "recorded": "2026-11-30T08:47Z", "recorded_by": "d.okafor",
    } == entry  # fmt: skip
    assert "Make the care plan: overdue, Sat 29 Aug -> varied, Sat 29 Aug" in " ".join(said.out.split())
    assert "It ends on Fri 11 December 2026." in said.out
    assert all(len(line) <= 80 for line in said.lines)


def test_a_duty_is_varied_to_the_last_day_and_then_owed_again(team: Path) -> None:
    vary(team, *PLAN, *BY_RUTH)

    days = ("2026-11-29", "2026-11-30", "2026-12-11", "2026-12-12")
    assert ["overdue", "varied", "varied", "overdue"] == [stands(team, "care-plan-made", day) for day in days]


def test_an_exception_taken_back_brings_the_duty_back_at_once(team: Path) -> None:
    vary(team, *PLAN, *BY_RUTH)
    said = reunify(team, "withdraw", "42", journal(team)[-1]["id"], "--why", "not agreed", "--yes")

    assert "Make the care plan: varied, Sat 29 Aug -> overdue, Sat 29 Aug" in " ".join(said.out.split())
    assert "overdue" == stands(team, "care-plan-made", "2026-12-01")


@pytest.mark.parametrize("words", [("next",), ("overdue",), ("list",), ("morning",)])
def test_every_list_counts_what_is_varied(team: Path, words: tuple[str, ...]) -> None:
    lay(team, another_child(50, "C.D."))
    before = reunify(team, *words).out
    vary(team, *PLAN, *BY_RUTH)
    now = reunify(team, *words)
    after = reunify(team, *words, now="2026-12-12T09:00")

    assert "varied" not in before
    assert any(line.startswith("1 duty varied by a manager: 0042") for line in now.lines)
    assert "varied" not in after.out


def test_what_is_varied_is_not_late_on_any_list_and_said_on_the_childs_screen(team: Path) -> None:
    vary(team, *PLAN, *BY_RUTH)

    assert "Make the care plan" not in reunify(team, "next").out
    assert "Make the care plan" not in reunify(team, "overdue").out
    shown = " ".join(reunify(team, "show", "42").out.split())
    assert (
        "EXCEPTION Make the care plan: until Fri 11 Dec 2026, by Ruth Amadi; asked for by Dana Okafor: The w" in shown
    )


def test_why_says_who_varied_a_rule_and_what_else_ends_what_it_asks(team: Path) -> None:
    vary(team, *PLAN, *BY_RUTH)
    said = " ".join(reunify(team, "why", "42", "care-plan-made").out.split())

    assert "STATUS a manager made an exception" in said
    assert "EXCEPTION until Fri 11 Dec 2026, by Ruth Amadi; asked for by Dana Okafor: The worker is ill." in said
    assert "Or closed by: legal status and file checked." in said


def test_what_is_not_needed_is_not_varied_but_recorded_and_that_is_said(team: Path) -> None:
    assert "Where it is not needed at all, record what ends it:" in vary(team, *PLAN, *BY_RUTH).out
    reunify(team, "record", "42", "record-checked", "--yes")

    assert "closed" == stands(team, "care-plan-made", "2026-11-30")


# --- a gate -------------------------------------------------------------------------------------------------------


def test_a_gate_that_is_varied_counts_as_in_place_and_is_named_as_varied(team: Path) -> None:
    reunify(team, "advance", "42", "--yes")
    shut = reunify(team, "advance", "42", "--dry-run")
    vary(team, "plan-read", "--why", "She is on leave.", *BY_RUTH)
    open_ = reunify(team, "advance", "42", "--dry-run")

    assert (1, 0) == (shut.code, open_.code)
    assert "A manager can make an exception to a policy rule: reunify vary 42 plan-read --why TEXT" in " ".join(
        shut.out.split()
    )
    assert any(line.startswith("EXCEPTION  The plan read by the manager: until Fri 11 Dec") for line in open_.lines)
    assert "IN PLACE" not in open_.out


@pytest.mark.parametrize(("now", "code"), [("2026-12-11T23:59", 0), ("2026-12-12T00:01", 1)])
def test_it_holds_the_gate_open_to_the_last_minute_of_its_last_day(team: Path, now: str, code: int) -> None:
    reunify(team, "advance", "42", "--yes")
    vary(team, "plan-read", "--why", "She is on leave.", *BY_RUTH)

    assert code == reunify(team, "advance", "42", "--yes", now=now).code


def test_a_stage_entered_under_an_exception_is_no_breach_when_that_has_ended(team: Path) -> None:
    reunify(team, "advance", "42", "--yes")
    vary(team, "plan-read", "--why", "She is on leave.", *BY_RUTH)
    reunify(team, "advance", "42", "--yes", now="2026-12-02T10:00")

    assert "varied" == stands(team, "plan-read", "2026-12-31")


def test_an_exception_undoes_no_breach_that_there_was_before(team: Path) -> None:
    said = vary(team, "review-report", "--why", "w", *BY_RUTH)

    assert "the breach of Fri 18 Sep stays one" in said.out
    assert "breach" == stands(team, "review-report", "2026-12-01")


def test_what_a_meeting_failed_to_record_before_is_not_excused_either(team: Path) -> None:
    path = team / "cases/RU-2026-0042/journal.yaml"
    path.write_text(path.read_text("utf-8").replace("childs-voice: yes", "note: short"), "utf-8")
    vary(team, "review-minutes", "--why", "w", *BY_RUTH)

    assert "open" == stands(team, "review-minutes", "2026-12-01")


# --- asked for ----------------------------------------------------------------------------------------------------


def test_without_a_manager_it_is_only_asked_for_and_changes_nothing(team: Path) -> None:
    said = vary(team, *PLAN)
    entry = journal(team)[-1]

    assert 0 == said.code
    assert ("variation-asked", "care-plan-made", "d.okafor") == (entry["event"], entry["rule"], entry["by"])
    assert "Nothing changes until a manager agrees" in said.out
    assert "overdue" == stands(team, "care-plan-made", "2026-11-30")


@pytest.mark.parametrize("words", [("next",), ("overdue",), ("list",), ("morning",)])
def test_what_was_asked_for_waits_in_every_list_until_a_manager_answers(team: Path, words: tuple[str, ...]) -> None:
    vary(team, *PLAN)
    waits = reunify(team, *words).lines
    vary(team, "care-plan-made", *BY_RUTH, me="Ruth Amadi")

    assert "1 exception waiting for a manager" in waits
    assert " 0042 R.K. 9     care-plan-made, Dana Okafor, Mon 30 Nov" in waits
    assert "waiting for a manager" not in reunify(team, *words).out


def test_a_manager_answers_a_request_without_saying_all_of_it_again(team: Path) -> None:
    vary(team, *PLAN, "--until", "9 Dec")
    said = vary(team, "care-plan-made", "--authorised-by", "me", me="Ruth Amadi")
    entry = journal(team)[-1]

    assert 0 == said.code
    assert ("d.okafor", "The worker is ill.", "2026-12-09") == (entry["asked-by"], entry["why"], entry["until"])


def test_it_is_asked_for_once(team: Path) -> None:
    vary(team, *PLAN)
    before = bytes_of(team)
    again = vary(team, *PLAN, me="Sizwe Naidoo")

    assert 1 == again.code
    assert "Dana Okafor asked for this on Mon 30 Nov; it waits for a manager." in again.err
    assert before == bytes_of(team)


# --- refused ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("visits", "--why", "w", *BY_RUTH), "is law (SI 2010/959, reg 28)"),
        (("visits", "--why", "w"), "is law (SI 2010/959, reg 28)"),
        (("practice", "--why", "w", *BY_RUTH), "is guidance for every authority, and not local policy"),
        ((*PLAN, "--authorised-by", "Sizwe Naidoo", "--until", "11 Dec"), "Sizwe Naidoo (social worker) is not one"),
        ((*PLAN, "--authorised-by", "Helen Fenwick", "--until", "11 Dec"), "is not one by team.yaml"),
        ((*PLAN, *BY_RUTH, "--who", "Ruth Amadi"), "cannot both ask for an exception and make it"),
    ],
)
def test_law_is_varied_by_nobody_and_policy_by_a_manager_whom_somebody_asked(
    team: Path, words: tuple[str, ...], said: str
) -> None:
    before = bytes_of(team)
    answer = vary(team, *words)

    assert 1 == answer.code
    assert said in answer.err
    assert before == bytes_of(team)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("care-plan-mad", "--why", "w"), 'Did you mean "care-plan-made"?'),
        (("care-plan-made",), "Say why."),
        (("care-plan-made", *BY_RUTH), "Say why."),
        ((*PLAN, "--authorised-by", "Ruth Amadi"), "An exception has an end."),
        ((*PLAN, "--authorised-by", "Ruth Amadi", "--until", "29/11/2026"), "has passed"),
        ((*PLAN, "--authorised-by", "Ruth Amadi", "--until", "31/02/2027"), "is not a day"),
        ((*PLAN, "--authorised-by", "Rut Amade", "--until", "11 Dec"), "Did you mean"),
        ((*PLAN, *BY_RUTH, "--as-of", "yesterday"), "nothing can be written there"),
    ],
)
def test_what_is_mistyped_is_refused_and_nothing_is_changed(team: Path, words: tuple[str, ...], said: str) -> None:
    before = bytes_of(team)
    answer = vary(team, *words)

    assert 2 == answer.code
    assert said in answer.err
    assert before == bytes_of(team)


def test_a_manager_who_types_alone_has_asked_nobody(team: Path) -> None:
    assert 1 == vary(team, *PLAN, *BY_RUTH, me="Ruth Amadi").code
    assert 0 == vary(team, *PLAN, *BY_RUTH, "--who", "Dana Okafor", me="Ruth Amadi").code


def test_it_can_be_made_longer_and_not_twice_the_same(team: Path) -> None:
    vary(team, *PLAN, *BY_RUTH)
    same = vary(team, *PLAN, *BY_RUTH)
    longer = vary(team, *PLAN, "--authorised-by", "Ama Ofori", "--until", "18 Dec", now="2026-12-01T09:00")

    assert [1, 0] == [same.code, longer.code]
    assert "is varied already, until Fri 11 December 2026" in same.err
    assert "varied" == stands(team, "care-plan-made", "2026-12-18")


@pytest.mark.parametrize(
    "says",
    [
        "rule: care-plan-made, authorised-by: s.naidoo, asked-by: d.okafor, until: 2026-12-11",
        "rule: care-plan-made, authorised-by: r.amadi, asked-by: r.amadi, until: 2026-12-11",
        "rule: care-plan-made, authorised-by: r.amadi, asked-by: d.okafor",
        "rule: visits, authorised-by: r.amadi, asked-by: d.okafor, until: 2026-12-31",
        "rule: practice, authorised-by: r.amadi, asked-by: d.okafor, until: 2026-12-31",
    ],
)
def test_an_exception_by_hand_that_nobody_may_make_changes_nothing(team: Path, says: str) -> None:
    path = team / "cases/RU-2026-0042/journal.yaml"
    path.write_text(path.read_text("utf-8") + f"- {{event: varied, date: 2026-11-30, {says}}}\n", "utf-8")
    every = reunify(team, "show", "42", "--json", "--as-of", "2026-12-01").json["items"][0]["duties"]

    assert "varied" not in [each["standing"] for each in every]
    assert "varied" not in reunify(team, "next").out


def test_where_nobody_manages_that_is_said_with_the_roles_that_do(team: Path) -> None:
    lay(team, {"team.yaml": TEAM.replace("[team-manager]", "[iro]").replace("[assistant-director, ", "[")})
    said = vary(team, *PLAN, *BY_RUTH)

    assert 1 == said.code
    assert "No one in team.yaml is a manager today. Roles that are: team manager, service manager" in said.err


# --- at a terminal, and for programs ------------------------------------------------------------------------------


def test_at_a_terminal_what_is_missing_is_asked_for_and_no_is_no(team: Path) -> None:
    before = bytes_of(team)
    words = ("vary", "42", "care-plan-made", "--authorised-by", "Ruth Amadi")
    no = reunify(team, *words, typing=["11 Dec", "The worker is ill.", "n"])
    unchanged = before == bytes_of(team)
    yes = reunify(team, *words, typing=["11 Dec", "The worker is ill.", "y"])

    assert (130, True, 0) == (no.code, unchanged, yes.code)
    assert ("2026-12-11", "The worker is ill.") == (journal(team)[-1]["until"], journal(team)[-1]["why"])


def test_programs_are_told_what_it_changes_and_whether_it_was_only_asked_for(team: Path) -> None:
    (asked,) = vary(team, *PLAN, "--json").json["items"]
    (made,) = vary(team, "care-plan-made", *BY_RUTH, "--json", now="2026-11-30T09:00").json["items"]

    assert (True, []) == (asked["asked_only"], asked["changes"])
    assert (False, [("overdue", "varied")]) == (
        made["asked_only"],
        [(each["was"], each["now"]) for each in made["changes"]],
    )


def test_of_rules_with_one_title_it_is_the_one_that_this_child_owes_and_else_nobody_guesses(team: Path) -> None:
    more = """\
  - {id: care-plan-later, says: "As above, for those of 18.", title: Make the care plan, source: {at: p 12},
     owes: social-worker, while: {legal-status: remand}, within: 9 d, needs: {event: care-plan}}
"""
    path = team / "policies/northgate/rules.yaml"
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    by_title = vary(team, "Make the care plan", *PLAN[1:], *BY_RUTH)

    assert (0, "care-plan-made") == (by_title.code, journal(team)[-1]["rule"])

    path.write_text(path.read_text(encoding="utf-8").replace("legal-status: remand", "looked-after: yes"), "utf-8")
    before = bytes_of(team)
    unclear = vary(team, "make the care plan", *PLAN[1:], *BY_RUTH)

    assert 2 == unclear.code
    assert "can be care-plan-made or care-plan-later" in unclear.err
    assert before == bytes_of(team)
