"""Whoever knows only the screen gets a child home: every offer opens the gate that made it."""

from pathlib import Path

import pytest

from tests.cli.desk import lay, reunify
from tests.cli.reader import Reader

SHIPPED = ("nspcc", "surrey", "lincolnshire", "northamptonshire", "care-team")
EVERYBODY = """
people:
  d.okafor: {name: Dana Okafor, roles: [social-worker]}
  r.amadi: {name: Rosa Amadi, roles: [team-manager]}
  g.pryce: {name: Gwen Pryce, roles: [service-manager]}
  a.boateng: {name: Ama Boateng, roles: [assistant-director, nominated-officer]}
  l.marchetti: {name: Leo Marchetti, roles: [director]}
  h.fenwick: {name: Helen Fenwick, roles: [iro]}
  i.duarte: {name: Ines Duarte, roles: [reunification-manager]}
  o.clarke: {name: Owen Clarke, roles: [reunification-practitioner]}
bodies: {panel: {name: Community arrangements panel, role: arrangements-panel}}
"""
CHILD = """
format: 1
id: RU-2026-0042
child: {initials: R.K., name: Robin Kelly, born: 2017-03-08, sex: girl}
people:
  mother: {relation: mother, name: Petra Kelly, born: 1990-02-01}
homes: {mothers-home: {kind: parent}}
"""
ROUTES = {
    "care-order": "became-looked-after legal-status=care-order admission=planned",
    "section-20": "became-looked-after legal-status=s20 admission=planned",
}


def a_child(folder: Path, policy: str, route: str, **more: str) -> Path:
    lay(folder, {
        "reunify.yaml": f"name: Northgate\npolicy: {policy}\n", "team.yaml": EVERYBODY,
        "cases/RU-2026-0042/case.yaml": CHILD, "cases/RU-2026-0042/journal.yaml": "# none\n", **more,
    })  # fmt: skip
    for words in (
        ROUTES[route],
        "placement-start kind=foster",
        "allocated to=d.okafor as=social-worker",
        "responsibility-gained who=mother",
    ):
        done = reunify(folder, "record", "42", *words.split(), "--on", "2026-06-01", "--yes")
        assert done.code == 0, done.err
    return folder


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("policy", SHIPPED)
def test_whoever_follows_what_is_offered_passes_every_gate(tmp_path: Path, policy: str, route: str):
    reader = Reader(a_child(tmp_path / "work", policy, route))
    for _ in range(5):
        done = reader.open_gate()
        assert done.code == 0, done.err
    assert "last stage" in reader.type("reunify advance 42 --dry-run").err


OWN = """
id: northgate
title: Northgate's own
short: Northgate
extends: surrey
document: {title: Northgate handbook, dated: 2026-01-01}
source: {cite: Northgate handbook, checked: 2026-11-01, sure: primary}
in-force: 2020-01-01
"""
OWN_RULES = """
rules:
  - {id: own-minutes, says: "The minutes hold four things.", title: Four things in the minutes, owes: iro,
     source: {at: p 1}, before: {stage: plan},
     needs: {event: case-discussion, records: [risk-factors, success-measures], attended: [social-worker]}}
  - {id: own-choice, says: "The check is of one of two kinds.", title: One of two checks, owes: social-worker,
     source: {at: p 2}, before: {stage: plan},
     needs: {event: check, where: {kind: [agency, dbs], result: {known: yes}}}}
  - {id: own-fact, says: "It is known to whom.", title: Known to whom, owes: social-worker,
     source: {at: p 3}, before: {stage: plan}, needs: {holds: {destination-kind: [parent, pr-holder]}}}
"""


def test_an_authoritys_own_gates_open_by_what_is_offered_as_well(tmp_path: Path):
    folder = a_child(tmp_path / "work", "surrey", "section-20", **{
        "policies/northgate/policy.yaml": OWN, "policies/northgate/rules.yaml": OWN_RULES,
    })  # fmt: skip
    (folder / "reunify.yaml").write_text("name: Northgate\npolicy: northgate\n", encoding="utf-8")
    reader = Reader(folder)
    for _ in range(2):
        assert reader.open_gate().code == 0
    assert any("case-discussion" in line for line in reader.typed)


def test_the_very_same_entry_within_minutes_has_to_be_wanted(tmp_path: Path):
    folder = a_child(tmp_path / "work", "nspcc", "section-20")
    visit = ("record", "42", "visit", "seen=yes", "--on", "29/11", "--yes")

    assert reunify(folder, *visit).code == 0
    again = reunify(folder, *visit)
    assert (again.code, "--again" in again.err) == (2, True)
    assert reunify(folder, *visit, now="2026-11-30T09:00").code == 0  # no longer a slip
    assert reunify(folder, *visit, "--again", now="2026-11-30T09:00").code == 0
    asked = reunify(folder, *visit[:-1], typing=["y", "", "", "", "", "", "n"], now="2026-11-30T09:01")
    assert "the very same was recorded" in " ".join(asked.out.split())


def test_what_an_entry_newly_owes_stands_first_and_law_before_guidance(tmp_path: Path):
    folder = a_child(tmp_path / "work", "nspcc", "care-order")
    said = reunify(folder, "record", "42", "decision-not-carried-out", "what=bus pass", "--yes").out

    assert said.index("owed") < said.index("Tell the reviewing officer") < said.index("bus pass") < said.index("still")
    still = next(line for line in said.splitlines() if line.startswith("  still"))
    late = still.split("still")[1].split(" overdue")[0].split()[-1]
    assert "reunify next 42" in still
    assert f"{late} overdue" in reunify(folder, "next", "42").out


def test_a_decision_that_was_not_carried_out_comes_back_to_whoever_owed_it(tmp_path: Path):
    folder = a_child(tmp_path / "work", "nspcc", "care-order")
    reunify(folder, "record", "42", "decision-not-carried-out", "what=bus pass", "--yes")
    listed = reunify(folder, "next", "--mine").out

    assert "Bus pass" in listed
    done = next(line.strip() for line in listed.splitlines() if "action-done" in line)
    assert reunify(folder, *done.removeprefix("do   reunify ").split(), "--yes").code == 0
    assert "Bus pass" not in reunify(folder, "next", "--mine").out


def test_a_challenge_has_a_place_with_the_manager_and_then_with_the_officer(tmp_path: Path):
    folder = a_child(tmp_path / "work", "nspcc", "care-order")
    reunify(folder, "record", "42", "allocated", "to=h.fenwick", "as=iro", "--yes")
    reunify(folder, "record", "42", "challenge", "what=drift", "by=h.fenwick", "--on", "2/11", "--yes")

    assert "Answer the reviewing officer's challenge" in reunify(folder, "next", "--mine", me="r.amadi").out
    reunify(folder, "record", "42", "challenge-answered", "by=r.amadi", "--on", "9/11", "--yes")
    assert "Answer the reviewing" not in reunify(folder, "next", "--mine", me="r.amadi").out
    assert "42 challenge-resolved" in reunify(folder, "next", "--mine", "--within", "60d", me="h.fenwick").out
    reunify(folder, "record", "42", "challenge-escalated", "by=h.fenwick", "--on", "16/11", "--yes")
    assert "taken higher" in reunify(folder, "next", "--mine", me="g.pryce").out
    reunify(folder, "record", "42", "challenge-resolved", "by=h.fenwick", "--yes")
    assert "challenge" not in reunify(folder, "next", "42").out


def test_whoever_must_agree_sees_it_and_the_asker_sees_with_whom_it_lies_and_since_when(tmp_path: Path):
    folder = a_child(tmp_path / "work", "surrey", "care-order")
    ask = "record 42 asked to=r.amadi as=agreed to-what=identification --yes"
    assert reunify(folder, *ask.split()).code == 0

    hers = reunify(folder, "next", "--mine", me="r.amadi").out
    assert "agreement asked for Mon 30 Nov" in hers
    assert "by Rosa Amadi" in reunify(folder, "next", "42").out
    answer = next(line.strip() for line in hers.splitlines() if "42 agreed" in line).removeprefix("do   reunify ")
    assert reunify(folder, *answer.split(), "--yes", me="r.amadi").code == 0
    assert "agreement asked for" not in reunify(folder, "next", "42").out


def test_advance_offers_to_ask_whoever_has_to_agree(tmp_path: Path):
    folder = a_child(tmp_path / "work", "nspcc", "care-order")
    reunify(folder, "record", "42", "parent-assessment", "covers=full-time", "--yes")
    for stage in ("identify", "plan", "implement", "review"):
        reunify(folder, "record", "42", "stage-entered", f"stage={stage}", "--yes")
    screen = reunify(folder, "advance", "42", "--dry-run").out
    ask = next(line.strip() for line in screen.splitlines() if " 42 asked " in line)

    assert reunify(folder, *ask.removeprefix("reunify ").split(), "--yes").code == 0
    assert ask not in reunify(folder, "advance", "42", "--dry-run").out
    assert "Approval" in reunify(folder, "next", "--mine", me="a.boateng").out


def test_a_form_holds_what_was_said_with_its_command(tmp_path: Path):
    folder = a_child(tmp_path / "work", "surrey", "section-20")
    form = reunify(folder, "form", "42", "progress-review", "kind=final", "--print").out

    assert "Which one: final" in form
    assert "Each original risk, and the evidence that it is gone or reduced:" in form
    assert reunify(folder, "form", "42", "progress-review", "kind=purple").code == 2


def test_what_is_printed_means_one_child_where_ids_end_alike(tmp_path: Path):
    folder = a_child(tmp_path / "work", "nspcc", "section-20")
    for case in ("C-16", "C-UNDER16"):
        assert reunify(folder, "new", case, "initials=A.B.", "born=1/2/2015", "--yes").code == 0
    for case in ("C-16", "C-UNDER16"):
        said = reunify(folder, "record", case, "became-looked-after", "legal-status=s20", "--yes").out
        correct = next(line for line in said.splitlines() if line.startswith("Wrong child?")).split("reunify ")[1]
        assert reunify(folder, *correct.split(), "--why", "a test", "--yes").code == 0
