"""Back to an earlier stage: with a reason, never forward, and without asking any gate or undoing what was."""

from pathlib import Path

import pytest

from tests.cli.desk import RULES, Answer, a_team, bytes_of, journal, reunify

GATE = """\
  - {id: agreed-first, says: "The plan is agreed before planning.", title: Plan agreed first, source: {at: p 11},
     owes: team-manager, before: {stage: plan}, since: {event: case-opened}, needs: {event: plan-agreed}}
"""
STAGES = """\
- {id: 2D01, event: stage-entered, date: 2026-09-01, stage: identify, by: d.okafor}
- {id: 2D02, event: stage-entered, date: 2026-10-01, stage: plan, by: d.okafor}
- {id: 2D03, event: stage-entered, date: 2026-11-03, stage: return, by: d.okafor}
"""


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """Robin's case is in stage 3; stage 2 was entered with no plan agreed."""
    team = a_team(tmp_path, **{"policies/northgate/rules.yaml": RULES + GATE})
    path = team / "cases/RU-2026-0042/journal.yaml"
    path.write_text(path.read_text("utf-8") + STAGES, "utf-8")
    return team


def back(team: Path, *words: str, me: str = "Ruth Amadi") -> Answer:
    return reunify(team, "back", "42", *words, "--yes", me=me)


def breaches(team: Path) -> list[str]:
    duties = reunify(team, "show", "42", "--json").json["items"][0]["duties"]
    return [
        each["anchor"]["entry"] for each in duties if (each["rule"], each["standing"]) == ("agreed-first", "breach")
    ]


@pytest.mark.parametrize("stage", ["plan", "Planning", "2"])
def test_a_case_goes_back_to_an_earlier_stage_by_its_key_title_or_number(team: Path, stage: str) -> None:
    said = back(team, "--to", stage, "--why", "The placement broke down.")
    entry = journal(team)[-1]

    assert (0, "") == (said.code, said.err)
    assert ("stage-returned", "plan", "The placement broke down.", "r.amadi") == tuple(
        entry[key] for key in ("event", "stage", "why", "by")
    )
    assert said.lines[0] == "BACK       0042 R.K. 9: back from 3 Return to 2 Planning."
    assert "STAGE 2 of 3, Planning" in reunify(team, "show", "42").out
    assert all(len(line) <= 80 for line in said.lines)


def test_the_history_stays_and_the_next_stage_is_asked_again(team: Path) -> None:
    back(team, "--to", "identify", "--why", "w")

    assert "from 1 Identification to 2 Planning" in reunify(team, "advance", "42", "--dry-run").out
    assert ["2D01", "2D02", "2D03"] == [e["id"] for e in journal(team) if e["event"] == "stage-entered"]


def test_going_back_passes_no_gate_and_undoes_no_breach_while_going_forward_again_does(team: Path) -> None:
    before = breaches(team)
    back(team, "--to", "plan", "--why", "w")
    there = breaches(team)
    path = team / "cases/RU-2026-0042/journal.yaml"
    more = "- {id: 2E01, event: stage-returned, date: 2026-11-10, stage: identify}\n"
    again = "- {id: 2E02, event: stage-entered, date: 2026-11-20, stage: plan}\n"
    path.write_text(path.read_text("utf-8") + more + again, "utf-8")

    assert (["2D02"], ["2D02"], ["2D02", "2E02"]) == (before, there, breaches(team))


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--to", "return", "--why", "w"), 1, "This case is in that stage."),
        (("--to", "plam", "--why", "w"), 2, 'Did you mean "plan"?'),
        (("--to", "9", "--why", "w"), 2, "is not a stage of this policy"),
        (("--why", "w"), 2, "Say to which stage. This case is in 3 Return."),
        (("--to", "plan"), 2, "Say why."),
        (("--to", "plan", "--why", "w", "--known-at", "yesterday"), 2, "nothing can be written there"),
    ],
)
def test_what_is_no_way_back_is_refused_and_nothing_is_changed(
    team: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    before = bytes_of(team)
    answer = back(team, *words)

    assert code == answer.code
    assert said in answer.err
    assert before == bytes_of(team)


def test_a_later_stage_is_entered_with_advance_not_with_back(team: Path) -> None:
    back(team, "--to", "identify", "--why", "w")
    said = back(team, "--to", "return", "--why", "w")

    assert 1 == said.code
    assert "reunify advance 42" in said.err


def test_a_case_in_no_stage_or_closed_goes_back_to_none(tmp_path: Path) -> None:
    team = a_team(tmp_path)
    none = back(team, "--to", "plan", "--why", "w")
    reunify(team, "close", "42", "--outcome", "other", "--yes")
    closed = back(team, "--to", "plan", "--why", "w")

    assert [1, 1] == [none.code, closed.code]
    assert "is in no stage yet" in none.err
    assert "reunify reopen 42 --why TEXT" in closed.err


def test_at_a_terminal_why_is_asked_for_and_no_is_no(team: Path) -> None:
    before = bytes_of(team)
    said = reunify(team, "back", "42", "--to", "plan", typing=["The placement broke down.", "n"])

    assert 130 == said.code
    assert "0042 R.K. 9: back from 3 Return to 2 Planning." in said.out
    assert before == bytes_of(team)


def test_programs_are_told_from_where_to_where(team: Path) -> None:
    (item,) = back(team, "--to", "plan", "--why", "w", "--json").json["items"]

    assert ("return", "plan", "stage-returned") == (item["from"], item["to"], item["entry"]["event"])


def test_a_case_went_back_on_the_day_that_is_said_and_not_before_it_came_into_its_stage(tmp_path: Path) -> None:
    team = a_team(tmp_path)
    entries = "\n".join(
        f"- {{id: 9A1{n}, event: stage-entered, date: 2026-11-{n}0, stage: {stage}}}"
        for n, stage in ((1, "identify"), (2, "plan"))
    )
    path = team / "cases/RU-2026-0042/journal.yaml"
    path.write_text(f"{path.read_text()}{entries}\n", encoding="utf-8")
    early = reunify(team, "back", "42", "--to", "1", "--why", "w", "--on", "19/11", "--yes")
    said = reunify(team, "back", "42", "--to", "1", "--why", "w", "--on", "27/11", "--yes")

    assert (2, True) == (early.code, "is before this case came into its stage" in early.err)
    assert (0, "2026-11-27") == (said.code, journal(team)[-1]["date"])
