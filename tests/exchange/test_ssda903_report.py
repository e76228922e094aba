"""What an import says of itself: row by row, counted, and as JSON; without a child's name, for it knows none."""

import json
from datetime import date
from pathlib import Path

from reunify_cli.exchange.ssda903 import report
from reunify_cli.exchange.ssda903.plan import ImportPlan, plan_import
from tests.exchange.returns import a_return, written

TODAY = date(2018, 9, 3)
EPISODES = """
501 04/05/2017 S C2 N1 U6 PR1 09/06/2017 X1 CARPL
501 09/06/2017 P C2 N1 P1 PR1
502 04/05/2017 S V2 N1 U6 PR1 09/02/2018 E4B
503 04/05/2017 S C2 N1 K2 PR1 31/06/2017 X1
"""


def plan(folder: Path) -> ImportPlan:
    return plan_import(a_return(folder, EPISODES), {}, TODAY)


def shown(lines: tuple[report.Line, ...]) -> list[str]:
    found = []
    for line in lines:
        place = f"{Path(line.place.file).name}:{line.place.line}" if line.place else ""
        found.append(f"{line.kind} | {line.number} | {line.case_id} | {place} | {line.sentence} | {line.check}")
    return found


def test_the_report_goes_row_by_row_and_says_what_is_doubtful(tmp_path: Path) -> None:
    assert [
        (
            'decide | 503 | RU-2018-0003 | episodes.csv:5 | "31/06/2017" in DEC is not a date: there is no such day. '
            "| unreadable"
        ),
        "made | 501 | RU-2018-0001 |  | 3 new. | ",
        (
            "new | 501 | RU-2018-0001 | episodes.csv:2 | 2017-05-04 became-looked-after legal-status=care-order "
            "reason=child-protection | "
        ),
        "new | 501 | RU-2018-0001 | episodes.csv:2 | 2017-05-04 placement-start kind=foster | ",
        (
            "new | 501 | RU-2018-0001 | episodes.csv:3 | 2017-06-09 returned-home planned=yes decided-by=authority "
            "has-responsibility=yes | "
        ),
        (
            "doubtful | 501 | RU-2018-0001 | episodes.csv:3 | Placed with parents (P1), and the provider is PR1, "
            "not PR0. | 527-531"
        ),
        "made | 502 | RU-2018-0002 |  | 5 new. Left care on 09/02/2018. | ",
        (
            "new | 502 | RU-2018-0002 | episodes.csv:4 | 2017-05-04 became-looked-after legal-status=s20 "
            "reason=child-protection | "
        ),
        "new | 502 | RU-2018-0002 | episodes.csv:4 | 2017-05-04 placement-start kind=foster | ",
        (
            "new | 502 | RU-2018-0002 | episodes.csv:4 | 2018-02-09 returned-home planned=no decided-by=parent "
            "has-responsibility=yes | "
        ),
        (
            "new | 502 | RU-2018-0002 | episodes.csv:4 | 2018-02-09 ceased-looked-after decided-by=parent "
            "reason=returned-home planned=no | "
        ),
        "new | 502 | RU-2018-0002 | episodes.csv:4 | 2018-02-10 case-closed outcome=home-discharged | ",
        "held | 503 | RU-2018-0003 |  | Left as it was: a row cannot be taken at its word. | ",
        (
            "new | 503 | RU-2018-0003 | episodes.csv:5 | 2018-09-03 return-question question=episodes.csv: "
            '"31/06/2017" in DEC is not a date: there is no such day. | '
        ),
    ] == shown(report.lines(plan(tmp_path)))


def test_the_report_of_an_update_says_what_is_corrected_and_taken_back(tmp_path: Path) -> None:
    before = plan_import(a_return(tmp_path / "first", "501 04/05/2017 S C2 N1 U6 PR1 09/06/2017 E13"), {}, TODAY)
    found = a_return(tmp_path / "second", "501 04/05/2017 S C1 N1 U6 PR1")

    lines = [line.split(" | ") for line in shown(report.lines(plan_import(found, written(before), TODAY)))]

    assert ("updated", "1 correction, 2 withdrawals.") == (lines[0][0], lines[0][4])
    assert ["withdrawal", "withdrawal", "correction"] == [line[0] for line in lines[1:]]
    assert lines[1][4].startswith("ceased-looked-after (E-")
    assert lines[3][4].endswith("): legal-status=interim-care-order note")


def test_the_counts_say_how_many_children_were_read(tmp_path: Path) -> None:
    outcomes = {"made": 2, "updated": 0, "unchanged": 0, "held": 1, "skipped": 0}
    asked = {"to-decide": 1, "questions": {"unreadable": 1}}

    assert {**outcomes, **asked, "doubtful": 1, "checks": {"527-531": 1}, "unread": 1} == report.counts(plan(tmp_path))


def test_the_report_as_json_is_plain_and_says_where_every_row_stands(tmp_path: Path) -> None:
    items = json.loads(json.dumps(report.items(plan(tmp_path))))

    assert ["501", "502", "503"] == [item["child"] for item in items]
    assert {"child", "case", "outcome", "why", "left_on", "to_decide", "entries", "doubtful"} == set(items[0])
    assert {"kind": "new", "event": "returned-home"}.items() <= items[0]["entries"][2].items()
    assert items[0]["doubtful"][0]["row"].endswith("episodes.csv:3")
    assert items[1]["left_on"] == "2018-02-09"


def test_rows_that_could_not_be_read_are_in_the_json_too(tmp_path: Path) -> None:
    (row,) = json.loads(json.dumps(report.unread(plan(tmp_path))))

    assert "503" == row["child"]
    assert row["row"].endswith("episodes.csv:5")
