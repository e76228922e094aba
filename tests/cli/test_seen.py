"""A breach seen: by a manager, never by whoever did it; it heads no list any more, and stays a breach for good."""

from pathlib import Path

import pytest

from tests.cli.desk import JOURNAL, Answer, a_team, bytes_of, journal, lay, reunify

APPROVAL = "placement-approval"
HOME = """\
- {id: 2D11, event: returned-home, date: 2026-11-27T16:00, to: mother, home: mothers-home, decided-by: authority,
   by: d.okafor}
"""


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """Robin went home on Friday with nothing approved; the review of September had no report before it."""
    return a_team(tmp_path, **{"cases/RU-2026-0042/journal.yaml": JOURNAL + HOME})


def see(team: Path, *words: str, me: str = "Ruth Amadi", **how: str) -> Answer:
    return reunify(team, "seen", "42", *words, "--yes", me=me, **how)


# --- what is written ----------------------------------------------------------------------------------------------


def test_a_manager_records_having_seen_a_breach(team: Path) -> None:
    said = see(team, APPROVAL, "--note", "Talked it over with Dana.")
    entry = journal(team)[-1]

    assert (0, "") == (said.code, said.err)
    assert entry.pop("id")
    assert {
        "event": "seen", "date": "2026-11-30T08:47", "of": f"RU-2026-0042:{APPROVAL}:2D11", "by": "r.amadi",
        "breach": f"{APPROVAL}@2026-11-27", "note": "Talked it over with Dana.",
        "recorded": "2026-11-30T08:47Z", "recorded_by": "r.amadi",
    } == entry  # fmt: skip
    assert all(len(line) <= 80 for line in said.lines)


@pytest.mark.parametrize("words", ["placement-approval", "placement-approval@27/11", "placement-approval@2026-11-27"])
def test_a_breach_is_named_by_its_rule_and_where_need_be_its_day(team: Path, words: str) -> None:
    assert 0 == see(team, words).code
    assert f"RU-2026-0042:{APPROVAL}:2D11" == journal(team)[-1]["of"]


def test_somebody_else_may_write_it_down_for_the_manager(team: Path) -> None:
    said = see(team, APPROVAL, "--who", "Ama Ofori", me="Dana Okafor")

    assert 0 == said.code
    assert ("a.ofori", "d.okafor") == (journal(team)[-1]["by"], journal(team)[-1]["recorded_by"])


def test_one_gate_that_asked_about_several_people_is_seen_once(tmp_path: Path) -> None:
    household = "".join(
        f"- {{id: 2C2{n}, event: joined-household, date: 2026-11-01, who: {who}, home: mothers-home}}\n"
        for n, who in enumerate(("mother", "uncle"))
    )
    team = a_team(tmp_path, **{"cases/RU-2026-0042/journal.yaml": JOURNAL + household + HOME})
    said = see(team, "adults-checked")

    assert 0 == said.code
    assert "of" not in journal(team)[-1]
    seen = {duty["each"]: duty["seen_by"] for duty in duties(team) if duty["rule"] == "adults-checked"}
    assert {"mother": "Ruth Amadi", "uncle": "Ruth Amadi"} == seen


# --- what becomes of it -------------------------------------------------------------------------------------------


def duties(team: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = reunify(team, "show", "42", "--json").json["items"][0]["duties"]
    return found


def heads(team: Path, *words: str) -> str:
    """What a list says before what is late or due."""
    return reunify(team, *words).out.split("\nOVERDUE")[0].split("\nTODAY")[0]


@pytest.mark.parametrize("words", [("next",), ("overdue",), ("morning",)])
def test_a_breach_heads_every_list_until_a_manager_has_seen_it(team: Path, words: tuple[str, ...]) -> None:
    title = "Approval before the child goes home"
    before = heads(team, *words)
    see(team, APPROVAL)
    see(team, "review-report")
    after = heads(team, *words)

    assert title in before
    assert title not in after


def test_what_was_seen_is_no_childs_next_thing_in_the_list_of_children(team: Path) -> None:
    see(team, APPROVAL)
    see(team, "review-report")

    assert "breach" not in reunify(team, "list").out.lower()


def test_a_breach_that_was_seen_is_counted_and_stays_one(team: Path) -> None:
    see(team, APPROVAL)
    (duty,) = (each for each in duties(team) if each["rule"] == APPROVAL)

    assert "1 breach seen by a manager" in reunify(team, "overdue").out
    assert "(seen by a manager)" in " ".join(reunify(team, "show", "42").out.split())
    assert ("breach", "Ruth Amadi", "2026-11-30") == (duty["standing"], duty["seen_by"], duty["seen_on"])
    assert any(line.startswith(" SEEN       by Ruth Amadi") for line in reunify(team, "why", "42", APPROVAL).lines)


def test_on_one_childs_screen_it_comes_after_what_is_still_to_do(team: Path) -> None:
    see(team, APPROVAL)
    shown = [line[:10].strip() for line in reunify(team, "show", "42").lines]

    assert shown.index("TODAY") < len(shown) - 1 - shown[::-1].index("BREACH")


def test_only_what_nobody_has_seen_makes_overdue_end_with_one(team: Path) -> None:
    before = reunify(team, "overdue", "--exit-code").code
    see(team, APPROVAL)
    see(team, "review-report")

    assert (1, 0) == (before, reunify(team, "overdue", "--exit-code").code)


def test_overdue_says_how_to_see_it(team: Path) -> None:
    assert f"do   reunify seen 42 {APPROVAL}" in reunify(team, "overdue").out


def test_an_entry_taken_back_brings_the_breach_back(team: Path) -> None:
    see(team, APPROVAL)
    entry = journal(team)[-1]["id"]
    reunify(team, "withdraw", "42", entry, "--why", "wrong child", "--yes")

    assert "Approval before the child goes home" in heads(team, "next")


@pytest.mark.parametrize("by", ["d.okafor", "h.fenwick", "s.naidoo"])
def test_an_entry_by_hand_of_somebody_who_manages_nobody_changes_nothing(team: Path, by: str) -> None:
    path = team / "cases/RU-2026-0042/journal.yaml"
    line = f"- {{event: seen, date: 2026-11-30, by: {by}, breach: {APPROVAL}}}\n"
    path.write_text(path.read_text("utf-8") + line, "utf-8")

    assert "Approval before the child goes home" in heads(team, "next")


# --- who may, and what can be seen --------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["Dana Okafor", "Helen Fenwick", "Sizwe Naidoo"])
def test_only_a_manager_sees_a_breach(team: Path, who: str) -> None:
    before = bytes_of(team)
    said = see(team, APPROVAL, me=who)

    assert 1 == said.code
    assert f"A breach is seen by a manager; {who}" in said.err
    assert "Managers today: Ruth Amadi, Ama Ofori" in said.err
    assert before == bytes_of(team)


def test_a_manager_of_yesterday_is_none_today(team: Path) -> None:
    text = (team / "team.yaml").read_text("utf-8")
    left = text.replace("roles: [team-manager]", "roles: [{role: team-manager, until: 2026-11-29}]")
    lay(team, {"team.yaml": left})

    assert 1 == see(team, APPROVAL).code
    assert "who holds no role today" in see(team, APPROVAL).err


def test_whoever_did_it_cannot_be_the_one_who_has_seen_it(tmp_path: Path) -> None:
    team = a_team(tmp_path, **{"cases/RU-2026-0042/journal.yaml": JOURNAL + HOME.replace("d.okafor", "r.amadi")})
    before = bytes_of(team)
    said = see(team, APPROVAL)

    assert 1 == said.code
    assert "Ruth Amadi took the step that is in breach, so another manager has to see it." in said.err
    assert before == bytes_of(team)
    assert 0 == see(team, APPROVAL, me="Ama Ofori").code


def test_a_breach_is_seen_once(team: Path) -> None:
    see(team, APPROVAL)
    before = bytes_of(team)
    again = see(team, APPROVAL, me="Ama Ofori")

    assert 1 == again.code
    assert "Ruth Amadi saw this on Mon 30 Nov 2026 already." in again.err
    assert before == bytes_of(team)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("placement-aproval",), 'Did you mean "placement-approval"?'),
        ((), "reunify seen 42 review-report@2026-09-18"),
        (("visits",), "there is no breach here"),
        ((f"{APPROVAL}@26/11",), "there is no breach of Thu 26 Nov 2026 here"),
        ((f"{APPROVAL}@31/11",), "is not a day"),
        ((APPROVAL, "--who", "Rut Amade"), "Did you mean"),
        ((APPROVAL, "--as-of", "yesterday"), "nothing can be written there"),
    ],
)
def test_what_cannot_be_seen_is_refused_and_nothing_is_changed(team: Path, words: tuple[str, ...], said: str) -> None:
    before = bytes_of(team)
    answer = see(team, *words)

    assert 2 == answer.code
    assert said in answer.err
    assert before == bytes_of(team)


def test_of_two_breaches_of_one_rule_none_is_guessed(team: Path) -> None:
    reunify(team, "record", "42", "review", "--on", "20/11", "--who", "Helen Fenwick", "--yes")
    said = see(team, "review-report")

    assert 2 == said.code
    assert "reunify seen 42 review-report@2026-09-18\n    reunify seen 42 review-report@2026-11-20" in said.err
    assert 0 == see(team, "review-report@20/11").code
    assert "do   reunify seen 42 review-report\n" in reunify(team, "overdue").out


def test_nobody_is_taken_for_a_manager_who_has_not_said_who_they_are(team: Path) -> None:
    said = see(team, APPROVAL, me="")

    assert 2 == said.code
    assert "Who has seen it is not known here." in said.err


def test_at_a_terminal_the_breach_and_the_child_are_shown_and_no_is_no(team: Path) -> None:
    before = bytes_of(team)
    said = reunify(team, "seen", "42", APPROVAL, me="Ruth Amadi", typing=["n"])

    assert 130 == said.code
    assert "0042 R.K. 9" == said.lines[0]
    assert any("Approval before the child goes home" in line for line in said.lines)
    assert before == bytes_of(team)


def test_a_script_has_to_say_that_it_is_the_right_child(team: Path) -> None:
    before = bytes_of(team)

    assert 2 == reunify(team, "seen", "42", APPROVAL, me="Ruth Amadi").code
    assert before == bytes_of(team)


def test_programs_are_told_which_duty_was_seen(team: Path) -> None:
    answer = see(team, APPROVAL, "--json").json

    assert ("seen", 1) == (answer["kind"], answer["read"])
    assert ["Ruth Amadi"] == [duty["seen_by"] for duty in answer["items"][0]["seen"]]
