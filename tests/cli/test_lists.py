"""The lists: whose they are, several folders at once, what stands under which heading, and what is only counted."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.desk import CHILD, JOURNAL, POLICY, RULES, TEAM, a_team, another_child, reunify

LISTS = (("next", "--within", "60d"), ("overdue",), ("list",), ())
OTHER = POLICY.replace("northgate", "southgate").replace("Northgate", "Southgate").replace("identify", "begin")


def two_teams(folder: Path) -> tuple[Path, Path]:
    """Two folders that work by different policies: the second has one child, whose number the first has too."""
    north = a_team(folder / "north", **another_child(43, "E.K."))
    south = a_team(
        folder / "south",
        **{
            "reunify.yaml": "name: Southgate\npolicy: southgate\n",
            "policies/southgate/policy.yaml": OTHER,
            "policies/southgate/rules.yaml": RULES.replace("Visit the child", "See the child"),
        },
    )
    with (south / "cases/RU-2026-0042/journal.yaml").open("a") as journal:
        journal.write("- {id: 2D01, event: stage-entered, date: 2026-11-03, stage: begin, by: d.okafor}\n")
    return north, south


def siblings(number: int) -> dict[str, str]:
    """The files of so many brothers and sisters, from child 50 on."""
    found: dict[str, str] = {}
    for each in range(50, 50 + number):
        for name, text in another_child(each, f"S.{each}.").items():
            found[name] = text + "group: kelly\n" if name.endswith("case.yaml") else text
    return found


@pytest.mark.parametrize("words", LISTS, ids=lambda words: words[0] if words else "morning")
def test_a_reviewer_reads_several_folders_at_once_whatever_policies_they_work_by(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    north, south = two_teams(tmp_path)
    both = reunify(north, "-C", str(north), "-C", str(south), *words, me="")
    told = json.loads(reunify(north, "-C", str(north), "-C", str(south), *words, "--json", me="").out)
    alone = [json.loads(reunify(each, *words, "--json", me="").out) for each in (north, south)]

    assert (0, 3, [2, 1]) == (both.code, told["read"], [each["read"] for each in alone])
    assert "3 children, all read" in both.out
    assert len(told["items"]) == sum(len(each["items"]) for each in alone)
    assert sorted(map(str, told["items"])) == sorted(str(item) for each in alone for item in each["items"])
    assert [] == [line for line in both.lines if len(line) > 80]


def test_the_words_of_each_folders_policy_are_used_for_its_children(tmp_path: Path) -> None:
    north, south = two_teams(tmp_path)
    both = ("-C", str(north), "-C", str(south))

    shown = reunify(north, *both, "next", "--within", "60d").out
    assert "Visit the child" in shown
    assert "See the child" in shown
    begun = reunify(north, *both, "list", "--stage", "begin", "--json").json["items"]
    assert [("RU-2026-0042", "southgate")] == [(row["case"], row["policy"]) for row in begun]
    assert "Policies: northgate and southgate." in reunify(north, *both).out
    refused = reunify(north, *both, "list", "--stage", "idenify")
    assert (2, True) == (refused.code, "identify, plan, return, begin" in refused.err)
    assert "0 children" in reunify(north, *both, "list", "--stage", "identify").out
    assert 2 == reunify(north, *both, "list", "--status", "care-ordr").code


def test_children_of_one_group_name_in_two_folders_are_not_brothers_and_sisters(tmp_path: Path) -> None:
    north, south = (a_team(tmp_path / name, **siblings(2)) for name in ("north", "south"))
    shown = reunify(north, "-C", str(north), "-C", str(south), "next", me="").out

    assert 2 == shown.count("reunify record 50 51 visit seen=yes")
    assert "50 51 50 51" not in shown


def test_every_list_can_be_one_persons_or_one_roles(tmp_path: Path) -> None:
    other = another_child(43, "E.K.")
    other["cases/RU-2026-0043/journal.yaml"] = JOURNAL.replace("to: d.okafor", "to: s.naidoo")
    team = a_team(tmp_path, **other)

    def children(*words: str) -> set[str]:
        return {item["case"][-2:] for item in reunify(team, *words, "--json").json["items"]}

    assert {"42", "43"} == children("list") == children("next", "--within", "60d")
    for words in (("list",), ("next", "--within", "60d")):
        assert {"42"} == children(*words, "--mine") == children(*words, "--person", "Dana Okafor")
        assert {"43"} == children(*words, "--person", "s.naidoo")
        assert {"42", "43"} == children(*words, "--person", "fenwick") == children(*words, "--role", "iro")
        assert {"42"} == children(*words, "--mine", "--role", "iro")
        assert set() == children(*words, "--role", "nominated-officer")
    assert {"review-minutes", "reviews"} >= {
        item["rule"] for item in reunify(team, "next", "--within", "60d", "--role", "iro", "--json").json["items"]
    }
    late = [reunify(team, "overdue", "--as-of", "20/12/2026", *who, "--json").json for who in ((), ("--mine",))]
    assert [2, 1] == [len({item["case"] for item in each["items"]}) for each in late]
    assert 2 == reunify(team, "list", "--person", "Dona Okafor").code


def test_closed_cases_of_others_are_not_in_my_list(tmp_path: Path) -> None:
    shut = "- {id: 2Z99, event: case-closed, date: 2026-11-20, by: r.amadi}\n"
    mine, other = another_child(43, "E.K."), another_child(44, "F.K.")
    mine["cases/RU-2026-0043/journal.yaml"] += shut
    other["cases/RU-2026-0044/journal.yaml"] = JOURNAL.replace("to: d.okafor", "to: s.naidoo") + shut
    team = a_team(tmp_path, **mine, **other)

    assert ["42"] == [row["case"][-2:] for row in reunify(team, "list", "--json").json["items"]]
    assert ["42", "43", "44"] == [row["case"][-2:] for row in reunify(team, "list", "--closed", "--json").json["items"]]
    assert ["42", "43"] == [
        row["case"][-2:] for row in reunify(team, "list", "--closed", "--mine", "--json").json["items"]
    ]
    assert "2 closed cases left out" in reunify(team, "list").out


def test_names_are_said_only_where_they_are_asked_for(tmp_path: Path) -> None:
    team = a_team(tmp_path)
    household = """
- {id: 2D01, event: destination-named, date: 2026-11-03, home: mothers-home}
- {id: 2D02, event: joined-household, date: 2026-11-03, who: uncle, home: mothers-home}
- {id: 2D03, event: returned-home, date: 2026-11-20, to: mother, home: mothers-home, planned: yes}
""".lstrip()
    with (team / "cases/RU-2026-0042/journal.yaml").open("a") as journal:
        journal.write(household)
    for words in (("next", "--within", "90d"), ("overdue",), ("list",), ()):
        said, named = reunify(team, *words).out, reunify(team, *words, "--names").out

        assert "R.K." in said
        assert "Robin" not in said
        assert "Kelly" not in said
        assert "Robin" in named
    assert "(uncle)" in reunify(team, "overdue").out
    assert "(Dan Kelly)" in reunify(team, "overdue", "--names").out
    assert "Robin Kelly" == reunify(team, "list", "--json", "--names").json["items"][0]["name"]


def test_a_section_shows_twelve_blocks_and_counts_the_rest(tmp_path: Path) -> None:
    alone = {name: text for n in range(60, 75) for name, text in another_child(n, f"A.{n}.").items()}
    team = a_team(tmp_path, **siblings(3), **alone)
    shown = reunify(team, "next", me="").out
    # One block for the three, one for each of the sixteen others; but each child's visit is counted.
    assert "19 today" in shown
    assert " ... 5 more    reunify next CASE   or   reunify next --mine" in shown
    assert "reunify record 50 51 52 visit seen=yes" in shown
    assert 12 == shown.count("Visit the child")
    named = reunify(team, "next", *map(str, (*range(50, 53), *range(60, 75))), me="").out
    assert 16 == named.count("Visit the child")
    assert " more    reunify next CASE" not in named


def test_what_others_wrote_since_the_last_look_is_said_for_a_month(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REUNIFY_CACHE", str(tmp_path / "cache"))
    written = "recorded: 2026-11-02T09:00Z, recorded_by: r.amadi, by: d.okafor, of-whom"
    team = a_team(tmp_path, **{"cases/RU-2026-0042/journal.yaml": JOURNAL.replace("by: d.okafor, of-whom", written)})

    def looked(now: str) -> str:
        return reunify(team, now=now, me="Helen Fenwick").out

    assert "YOU LAST LOOKED" not in looked("2026-11-02T10:00")
    (tmp_path / "cache" / "last-look.json").unlink()
    looked("2026-09-01T09:00")
    after_long = looked("2026-11-03T09:00")
    assert "IN THE LAST 31 DAYS (you last looked on Tue 1 September 2026)" in after_long
    assert "of Mon 2 Nov recorded by" in after_long
    assert "YOU LAST LOOKED" not in looked("2026-11-04T09:00").upper()
    (tmp_path / "cache" / "last-look.json").unlink()
    looked("2026-11-01T09:00")
    assert "SINCE YOU LAST LOOKED (Sun 1 November 2026)" in looked("2026-11-03T09:00")


def test_nobody_is_allocated_and_a_manager_sees_it_in_the_table(tmp_path: Path) -> None:
    other = another_child(43, "E.K.")
    other["cases/RU-2026-0043/journal.yaml"] = "".join(
        line for line in JOURNAL.splitlines(keepends=True) if "allocated" not in line
    )
    team = a_team(tmp_path, **other, **{"team.yaml": TEAM})
    headings = {"worker": "NOT ALLOCATED", "owner": "SOCIAL WORKER, NO ONE NAMED", "rule": "VISIT THE CHILD"}
    for by, heading in headings.items():
        shown = reunify(team, "overdue", "--as-of", "5/12/2026", "--by", by).out

        assert ("Not allocated" in shown) == (by == "worker")
        assert heading in shown


def test_overdue_says_what_became_of_the_numbers_since_last_week(tmp_path: Path) -> None:
    team = a_team(tmp_path)
    first = reunify(team, "overdue", now="2026-11-30T08:47").out
    sooner = reunify(team, "overdue", now="2026-12-04T08:47").out
    later = reunify(team, "overdue", now="2026-12-07T08:47").out
    of_one = reunify(team, "overdue", "--person", "Dana Okafor", now="2026-12-07T08:47").out

    assert "Since " not in first + sooner + of_one
    assert "Since Mon 30 Nov: overdue " in later


LONG_AGO = """
- {id: 2A11, event: became-looked-after, date: 2011-05-02, legal-status: care-order, by: d.okafor}
- {id: 2A12, event: placement-start, date: 2011-05-02, kind: foster}
- {id: 2A13, event: allocated, date: 2011-05-02, to: d.okafor, as: social-worker}
- {id: 2B11, event: visit, date: 2026-11-14, seen: yes, by: d.okafor}
- {id: 2D11, event: returned-home, date: 2011-05-30, to: mother, home: mothers-home, planned: yes,
   decided-by: authority, by: d.okafor}
"""


def test_what_happened_in_another_year_is_shown_with_its_year(tmp_path: Path) -> None:
    born = {"cases/RU-2026-0042/case.yaml": CHILD.replace("2017-03-08", "2009-03-08")}
    team = a_team(tmp_path, **born, **{"cases/RU-2026-0042/journal.yaml": LONG_AGO})
    said = [reunify(team, *words).out for words in (("next",), ("overdue",), ())]
    assert [True] * 3 == ["Mon 30 May 2011" in each for each in said]


def test_a_year_before_the_calendar_is_not_said_to_be_still_to_come(tmp_path: Path) -> None:
    born = {"cases/RU-2026-0042/case.yaml": CHILD.replace("2017-03-08", "2009-03-08")}
    team = a_team(tmp_path, **born, **{"cases/RU-2026-0042/journal.yaml": LONG_AGO})
    shown, proved = reunify(team, "next").out, reunify(team, "why", "42", "reviews").out

    assert "not announced" not in shown
    assert "bank holidays of that year are not in the calendar" in " ".join(shown.split())
    assert "It begins with 2012: this date was counted without any of them." in " ".join(proved.split())


# --- what a screen prints can be typed back, and shows what matters ---------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ("--status", "CO"),
        ("--status", "care order"),
        ("--stage", "2 Planning"),
        ("--stage", "planning"),
        ("--stage", "2"),
    ],
)
def test_what_a_list_prints_can_be_typed_back(tmp_path: Path, words: tuple[str, ...]) -> None:
    in_stage = JOURNAL + "- {id: 2D11, event: stage-entered, date: 2026-11-20, stage: plan}\n"
    team = a_team(tmp_path, **{"cases/RU-2026-0042/journal.yaml": in_stage})

    assert "0042 R.K." in reunify(team, "list", *words).out


def test_children_in_no_stage_can_be_listed_and_a_name_goes_without_its_accents(tmp_path: Path) -> None:
    team = a_team(tmp_path, **{"team.yaml": TEAM.replace("Dana Okafor", "Zoë Okafor")})

    assert "0042 R.K." in reunify(team, "list", "--stage", "none").out
    assert 0 == reunify(team, "list", "--person", "Zoe Okafor", me="").code


def test_beside_what_is_wrong_a_list_shows_the_next_date(tmp_path: Path) -> None:
    late = reunify(a_team(tmp_path), "list", now="2026-12-05T09:00").out

    assert "Fri 18 Dec; BREACH Social worker's" in late


@pytest.mark.parametrize(("by", "row"), [("owner", "Dana Okafor"), ("rule", "Visit the child"), ("case", "0042 R.K.")])
def test_the_table_stands_by_what_was_asked_also_as_csv_and_json(tmp_path: Path, by: str, row: str) -> None:
    team = a_team(tmp_path)
    words = ("overdue", "--as-of", "5/12/2026", "--by", by)
    table = reunify(team, *words).out.split("\n\n")[1]
    rows = list(csv.DictReader(io.StringIO(reunify(team, *words, "--format", "csv").out)))

    assert row in table
    assert any(each[by].startswith(row) for each in rows)
    assert reunify(team, *words, "--json").json["table"][0].keys() == rows[0].keys()


def test_late_duties_as_csv_have_initials_and_with_names_the_name(tmp_path: Path) -> None:
    team = a_team(tmp_path)
    words = ("overdue", "--as-of", "5/12/2026", "--format", "csv")
    plain, named = (next(csv.DictReader(io.StringIO(reunify(team, *words, *more).out))) for more in ((), ("--names",)))

    assert ("R.K.", None) == (plain["initials"], plain.get("name"))
    assert "Robin Kelly" == named["name"]


def test_today_is_the_morning_and_help_knows_events_and_phrases(tmp_path: Path) -> None:
    team = a_team(tmp_path)

    assert reunify(team, "morning").out.splitlines()[0] == reunify(team, "today").out.splitlines()[0]
    assert "IT SAYS" in reunify(team, "help", "visit").out
    assert "became-looked-after" in reunify(team, "help", "s20").out


def test_a_child_alone_shows_a_dozen_useful_things(tmp_path: Path) -> None:
    said = reunify(a_team(tmp_path), "record", "42").out

    assert 5 < said.count("reunify record 42 ") <= 12
    assert len(said.splitlines()) <= 36


def test_a_child_who_left_care_hides_no_other(tmp_path: Path) -> None:
    left = "- {id: 9Z99, event: ceased-looked-after, date: 2026-11-20, decided-by: court}\n"
    team = a_team(tmp_path, **another_child(51, "E.D."))
    journal = team / "cases/RU-2026-0051/journal.yaml"
    journal.write_text(journal.read_text(encoding="utf-8") + left, encoding="utf-8")

    listed = {each["case"] for each in reunify(team, "list", "--json").json["items"]}

    assert {"RU-2026-0042", "RU-2026-0051"} == listed
