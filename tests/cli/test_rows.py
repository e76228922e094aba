"""What lists show is kept as rows: what a row made days ago says is what the files would say now."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from reunify_cli.cli.terminal import SharedOptions, terminal_from
from reunify_cli.engine.acts import acts
from reunify_cli.engine.duty import Standing
from reunify_cli.model.moment import MINUTES_IN_DAY, Moment
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.text.envelope import plain
from reunify_cli.wording.display_names import duty_json
from reunify_cli.worklist.caseload import read_rows
from reunify_cli.worklist.index.queries import Which, Whose
from reunify_cli.worklist.row_making import SHOWN, rows_ahead, rows_at
from reunify_cli.worklist.row_words import duties_of
from reunify_cli.worklist.rows import BREACH, DATED, SEEN, UNDATED
from tests.cli.desk import JOURNAL, TEAM, a_team, another_child, reunify

AHEAD = 60 * MINUTES_IN_DAY


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    reunify(folder, "demo", str(folder / "d"))
    return folder / "d"


def session(folder: Path, position: int | None = None, **said: Any) -> Session:
    now = str(Moment.at(position)) if position is not None else "2026-11-30T08:47"
    return terminal_from(
        SharedOptions(dirs=[folder], **said), env={"REUNIFY_NOW": f"{now}T00:00" if "T" not in now else now}
    ).session


def children(at: Session) -> Iterator[OpenCase]:
    return (each for each in at.all_cases() if isinstance(each, OpenCase))


def test_a_row_made_today_says_in_two_months_what_the_files_say_then(demo: Path) -> None:
    today = session(demo)
    start, random = today.position, Random(7)
    for opened in children(today):
        made = rows_ahead(opened, start, start + AHEAD, today.instant)
        stretches = [each[1:] for each in made.cases] + [each[1:] for each in made.acts]
        turns = {at + by for stretch in stretches for at in stretch for by in (-1, 0)}
        tried = sorted(at for at in turns | {start} if start <= at < start + AHEAD)
        for at in (*random.sample(tried, min(8, len(tried))), *random.sample(range(start, start + AHEAD), 4)):
            case, its = rows_at(opened, at, today.instant, full=True)
            (kept,) = (each.row for each in made.cases if each.start <= at < each.end)
            shown = {each.row for each in made.acts if each.start <= at < each.end}
            then = session(demo, at)
            found = {d["id"]: {k: v for k, v in d.items() if k != "act"} for row in its for d in duties_of(row)}
            told = [d for act in acts(opened.judged, at, SHOWN) for d in act.duties]

            assert case == kept
            assert {row._replace(duties="") for row in its} == shown
            assert found == {d.id: plain(duty_json(opened, d, then)) for d in told if d.id in found}


def test_a_row_knows_when_it_is_late(demo: Path) -> None:
    today = session(demo)
    for opened in children(today):
        for by in range(0, AHEAD, 3 * MINUTES_IN_DAY):
            at = today.position + by
            late = {(row.rule, row.each, row.late_day) for row in rows_at(opened, at, today.instant)[1] if row.late(at)}
            told = {
                (act.first.rule.id, act.first.each, act.first.due.day.toordinal())
                for act in acts(opened.judged, at, SHOWN)
                if act.standing is Standing.OVERDUE and act.first.due
            }

            assert told == late


def test_rows_hold_neither_names_nor_addresses_nor_notes(tmp_path: Path) -> None:
    team = a_team(tmp_path, **another_child(43, "E.K."))
    journal = team / "cases/RU-2026-0042/journal.yaml"
    journal.write_text(JOURNAL + "- {id: 2Z, event: visit, date: 2026-11-02, seen: yes, note: said a secret}\n")
    case = team / "cases/RU-2026-0042/case.yaml"
    case.write_text(case.read_text().replace("kind: parent", "kind: parent, address: 5 Hidden Lane"))
    at = session(team)
    said = json.dumps([rows_at(each, at.position, at.instant, full=True) for each in children(at)])

    assert "R.K." in said
    assert [] == [word for word in ("Robin", "Kelly", "Petra", "Marsh", "Hidden", "secret") if word in said]


def test_a_duty_changes_hands_on_the_day_on_which_somebody_stops_holding_the_role(tmp_path: Path) -> None:
    team = TEAM.replace("roles: [iro]", "roles: [{role: iro, until: 2026-12-10}]")
    team = team.replace("bodies:", "  z.next: {name: Zoe Next, roles: [{role: iro, from: 2026-12-11}]}\nbodies:")
    (opened,) = children(session(a_team(tmp_path, **{"team.yaml": team})))
    at = session(tmp_path)
    reviews = [
        (each.row.owner_name, each.start, each.end)
        for each in rows_ahead(opened, at.position, at.position + AHEAD, at.instant).acts
        if each.row.rule == "reviews" and each.row.state == DATED
    ]
    turn = Moment(date(2026, 12, 11)).start

    assert [("Helen Fenwick", at.position, turn), ("Zoe Next", turn, at.position + AHEAD)] == reviews


def test_a_childs_row_turns_where_an_exception_ends(tmp_path: Path) -> None:
    team = a_team(tmp_path)
    with (team / "cases/RU-2026-0042/journal.yaml").open("a") as journal:
        journal.write(
            "- {id: 2D01, event: varied, date: 2026-11-20, rule: adults-checked, until: 2026-12-10,"
            " authorised-by: r.amadi, by: d.okafor}\n"
        )
    at = session(team)
    (opened,) = children(at)
    rows = rows_ahead(opened, at.position, at.position + AHEAD, at.instant).cases
    ends = Moment(date(2026, 12, 11)).start

    assert [1, 0] == [each.row.varied for each in rows if ends in (each.start, each.end)]
    for each in rows:
        assert {each.row} == {rows_at(opened, turn, at.instant)[0] for turn in (each.start, each.end - 1)}


def test_what_a_list_asks_of_the_files_is_read_once_and_in_one_order(demo: Path) -> None:
    at = session(demo, no_index=True)
    every = Which((BREACH, SEEN, DATED, UNDATED))
    with at.ends:
        (part,) = read_rows(at).parts
        found, cases = list(part.acts(every, Whose())), list(part.cases(Whose()))
    made = [rows_at(each, at.position, at.instant) for each in children(at)]

    assert sorted(row.deadline for row in found) == [row.deadline for row in found]
    assert [case for case, _ in made] == cases
    assert {row for case, its in made for row in its if case.open} == set(found)
