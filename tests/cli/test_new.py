"""A team's folder and a child's folder: laid down whole, read back clean, and saying what is due first."""

from pathlib import Path

import pytest

from reunify_cli import shape
from reunify_cli.casework.templates import filled_case, filled_journal, template_dirs, text_of
from reunify_cli.shipped import case_templates_dir
from tests.cli.desk import a_team, bytes_of, journal, lay, reunify

ROUTES = ("blank", "care-order", "interim-care-order", "section-20")


HEALTH = """
rules:
  - {id: health, says: "A health assessment after 20 working days, then every year.", title: Health assessment,
     weight: law, source: {cite: SI 2010/959, at: reg 7}, owes: social-worker,
     while: {looked-after: yes}, every: [20 wd, 1 y], needs: {event: health-assessment}}
"""


@pytest.fixture
def team(tmp_path: Path) -> Path:
    return a_team(tmp_path, **{"policies/northgate/health.yaml": HEALTH})


def case(team: Path, number: int) -> dict[str, object]:
    path = team / f"cases/RU-2026-{number:04}/case.yaml"
    found: dict[str, object] = shape.load(path.read_bytes(), path.name).data
    return found


# --- init ---------------------------------------------------------------------------------------------------------


def test_a_new_folder_is_one_that_children_can_be_added_to(tmp_path: Path) -> None:
    made = reunify(tmp_path, "init", str(tmp_path / "north team"))
    child = reunify(tmp_path / "north team", "new", "initials=R.K.", "born=8/3/2017", me="")

    assert (0, 0) == (made.code, child.code)
    assert {"reunify.yaml", "team.yaml", ".gitignore", ".gitattributes", "cases"} <= {
        each.name for each in (tmp_path / "north team").iterdir()
    }
    assert "policy: nspcc" in (tmp_path / "north team/reunify.yaml").read_text("utf-8")


def test_a_folder_that_already_is_one_is_left_alone(team: Path) -> None:
    before = bytes_of(team)
    said = reunify(team, "init", str(team))

    assert 2 == said.code
    assert "already" in said.err
    assert before == bytes_of(team)


def test_a_policy_that_there_is_not_makes_no_folder(tmp_path: Path) -> None:
    said = reunify(tmp_path, "init", str(tmp_path / "team"), "--policy", "surry")

    assert 2 == said.code
    assert 'Did you mean "surrey"?' in said.err
    assert not (tmp_path / "team").exists()


def test_what_stands_in_the_folder_already_is_not_written_over(tmp_path: Path) -> None:
    lay(tmp_path / "team", {"team.yaml": "people: {d: {name: D}}\n"})
    reunify(tmp_path, "init", str(tmp_path / "team"))

    assert "people: {d: {name: D}}\n" == (tmp_path / "team/team.yaml").read_text("utf-8")


# --- new ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("route", ROUTES)
def test_every_template_makes_a_child_that_can_be_read(team: Path, route: str) -> None:
    words = (
        "name=Ana Maria Lee", "known-as=Ana", "born=1/2/2015", "sex=girl", "language=Portuguese", "number=12",
        "group=lee", "on=27/11/2026", "legal-status=s20", "admission=emergency", "placement=foster",
        "proceedings=27/11/2026", "social-worker=Dana", "iro=Helen Fenwick",
    )  # fmt: skip
    said = reunify(team, "new", "--template", route, *words)

    assert (0, "") == (said.code, said.err)
    assert "RU-2026-0043" == case(team, 43)["id"]
    assert 0 == reunify(team, "events", "43").code
    assert {"became-looked-after", "placement-start", "allocated"} <= {entry["event"] for entry in journal(team, 43)}


@pytest.mark.parametrize("route", ROUTES)
def test_a_template_needs_nothing_said(team: Path, route: str) -> None:
    said = reunify(team, "new", "--template", route, me="")

    assert (0, "") == (said.code, said.err)
    assert [] == (journal(team, 43) or [])
    assert {"initials": "??"} == case(team, 43)["child"]


def test_all_routes_are_shipped() -> None:
    assert ROUTES == tuple(sorted(path.name for path in (case_templates_dir() / "new").iterdir()))


def test_the_next_free_id_follows_the_highest_of_the_year(team: Path) -> None:
    lay(team, {"cases/RU-2026-0107/case.yaml": "", "cases/RU-2025-0999/case.yaml": ""})
    said = reunify(team, "new", "--json")

    assert "RU-2026-0108" == said.json["items"][0]["case"]


@pytest.mark.parametrize("name", ["RU-2026-0042", "ru-2026-0042", "../x", "CON", "a b", "-x", ""])
def test_an_id_that_is_taken_or_cannot_name_a_folder_is_refused(team: Path, name: str) -> None:
    before = bytes_of(team)

    assert 2 == reunify(team, "new", name).code
    assert before == bytes_of(team)


def test_the_template_follows_from_the_legal_status(team: Path) -> None:
    found = [
        reunify(team, "new", *words, "--json").json["items"][0]["template"]
        for words in ((), ("legal-status=s20",), ("legal-status=interim care order",), ("legal-status=remand",))
    ]

    assert ["blank", "section-20", "interim-care-order", "blank"] == found


def test_a_child_who_came_into_care_today_is_known_from_the_start(team: Path) -> None:
    reunify(team, "new", "legal-status=s20", "on=today")
    reunify(team, "new", "legal-status=s20", "on=1/9/2026")

    assert "known-from" not in case(team, 43)
    assert {"everything": "2026-11-30"} == case(team, 44)["known-from"]


def test_what_is_due_first_is_said(team: Path) -> None:
    said = reunify(team, "new", "initials=A.L.", "born=1/2/2015", "legal-status=s20", "on=27/11/2026")

    assert "cases/RU-2026-0043: case.yaml, journal.yaml   (template section-20)" in said.out
    assert any(
        line.startswith("  by Tue 29 Dec  Review of the case") and line.endswith("LAW reg 33") for line in said.lines
    )
    assert all(len(line) <= 80 for line in said.lines)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("born=8/3",), "needs its year"),
        (("born=8/3/2027",), "is in the future"),
        (("on=tomorrow",), "is in the future"),
        (("born=1/2/2020", "on=1/2/2019"), "before the date of birth"),
        (("legal-status=s21",), "legal-status="),
        (("colour=red", "sex=none"), "colour"),
        (("--template", "section20"), 'Did you mean "section-20"?'),
        (("social-worker=Jo",), "No one in this case"),
    ],
)
def test_what_cannot_be_so_makes_no_folder(team: Path, words: tuple[str, ...], said: str) -> None:
    before = bytes_of(team)
    answer = reunify(team, "new", *words)

    assert 2 == answer.code
    assert said in answer.err
    assert before == bytes_of(team)


def test_an_authority_may_have_templates_of_its_own(team: Path) -> None:
    lay(team, {"case_templates/new/kin/case.yaml": "format: 1\nid: $id\nchild: {initials: $initials}\n"})
    said = reunify(team, "new", "--template", "kin", "initials=K.L.")

    assert 0 == said.code
    assert {"initials": "K.L."} == case(team, 43)["child"]


# --- what was before ----------------------------------------------------------------------------------------------

CAME = ("initials=A.L.", "born=1/2/2015", "legal-status=care-order", "on=6/1/2025", "placement=foster")


def known(team: Path, number: int = 43) -> object:
    return case(team, number).get("known-from")


def test_the_last_review_visit_and_health_assessment_become_entries_on_their_days(team: Path) -> None:
    words = (
        "last-review=20/8/2026",
        "last-review-kind=later",
        "last-visit=25/10/2026",
        "last-health-assessment=3/6/2026",
    )
    said = reunify(team, "new", *CAME, *words, "stage=plan", "stage-since=1/9/2026", "worker=Dana", "--yes")

    assert (0, "") == (said.code, said.err)
    assert [
        ("2026-06-03", "health-assessment", ""), ("2026-08-20", "review", "later"),
        ("2026-09-01", "stage-entered", "plan"),
        ("2026-10-25", "visit", "yes"), ("2026-11-30", "allocated", "d.okafor"),
    ] == [
        (e["date"], e["event"], e.get("kind") or e.get("stage") or e.get("seen") or e.get("to") or "")
        for e in journal(team, 43)[2:]
    ]  # fmt: skip
    assert {"everything": "2026-11-30"} == known(team)


def test_the_last_review_moves_the_next_one(team: Path) -> None:
    reunify(team, "new", *CAME, "last-review=20/8/2026", "last-review-kind=later", "last-visit=25/10/2026", "--yes")
    due = {
        item["rule"]: item["due"] for item in reunify(team, "next", "43", "--within", "400d", "--json").json["items"]
    }

    assert ("2027-02-20", "2026-12-06") == (due["reviews"], due["visits"])


def test_a_stage_whose_first_day_is_not_known_was_entered_before_the_record_starts(team: Path) -> None:
    reunify(team, "new", *CAME, "stage=2", "--yes")
    (entry,) = (e for e in journal(team, 43) if e["event"] == "stage-entered")

    assert ("2026-11-29", "plan") == (entry["date"], entry["stage"])
    assert "at the latest" in entry["note"]


def test_none_says_that_there_has_been_none_since_care_began(team: Path) -> None:
    reunify(team, "new", *CAME, "last-review=none", "last-visit=25/10/2026", "--yes")

    assert {"everything": "2026-11-30"} == known(team)
    assert ("2026-11-30", "no-others", "review", "2025-01-06") == tuple(
        journal(team, 43)[-1][key] for key in ("date", "event", "what", "since")
    )


@pytest.mark.parametrize(("word", "known_from"), [("yes", None), ("no", {"everything": "2026-11-30"})])
def test_a_record_that_is_complete_since_care_began_has_no_day_from_which_it_is_known(
    team: Path, word: str, known_from: object
) -> None:
    reunify(team, "new", *CAME, f"complete-since-start={word}", "--yes")

    assert known_from == known(team)


@pytest.mark.parametrize(
    ("words", "says", "type_"),
    [
        (("last-review=20/8/2026", "last-review=21/8/2026"), "last-review= is there twice.", "Type last-review= once."),
        (("last-review=20/8/2026", "last-review=20/8/2026"), "last-review= is there twice.", "Type last-review= once."),
        (("last-visit=5/12/2026",), "last-visit=5/12/2026 is after today", "Type last-visit=DAY"),
        (("last-health-assessment=tomorrow",), "is after today", "or none"),
        (("last-review=5/1/2025",), "is before care began, on=2025-01-06.", "or last-review=none"),
        (("stage=9",), '"9" is not a stage of this policy.', "1 identify, 2 plan, 3 return"),
        (("stage-since=1/9/2026",), "stage-since= needs the stage.", "Type stage=STAGE too."),
        (("last-review-kind=first",), "last-review-kind= needs the day", "Type last-review=DAY too."),
        (("worker=Dana", "social-worker=Dana"), "are the same", "Type one of them."),
        (("complete-since-start=perhaps",), "is yes or no", ""),
        (("last-visit=soon",), '"soon" is not a day.', "day first"),
    ],
)
def test_words_about_before_that_cannot_be_so_say_what_to_type(
    team: Path, words: tuple[str, ...], says: str, type_: str
) -> None:
    before = bytes_of(team)
    said = reunify(team, "new", *CAME, *words, "--yes")

    assert 2 == said.code
    assert says in said.err
    assert type_ in said.err
    assert before == bytes_of(team)


@pytest.mark.parametrize("word", ["last-review=none", "complete-since-start=yes"])
def test_none_and_complete_need_the_day_on_which_care_began(team: Path, word: str) -> None:
    assert "Type on=DAY too." in reunify(team, "new", "born=1/2/2015", word).err


def test_at_a_terminal_what_is_not_said_is_asked_until_it_can_be_read(team: Path) -> None:
    typing = ["n", "20/8/2026", "5/12/2026", "25/10/2026", "none", "", "dana"]
    said = reunify(team, "new", *CAME, typing=typing)

    assert "Is everything since care began recorded here, or will be?  y/n" in said.out
    assert "last-visit=5/12/2026 is after today" in said.out
    assert ["2026-08-20 review", "2026-10-25 visit", "2026-11-30 no-others", "2026-11-30 allocated"] == [
        f"{entry['date']} {entry['event']}" for entry in journal(team, 43)[2:]
    ]


@pytest.mark.parametrize(
    "words", [("legal-status=s20", "on=today"), (*CAME, "--yes"), (*CAME, "complete-since-start=yes", "--yes")]
)
def test_nothing_is_asked_of_a_child_whose_record_is_complete_nor_with_yes(team: Path, words: tuple[str, ...]) -> None:
    assert "From before today" not in reunify(team, "new", *words, typing=[]).out


OPEN = ["last review", "last visit", "last health assessment", "stage", "social worker"]


def asked(team: Path, *words: str) -> list[str]:
    """What `check` has still to ask about the newest child."""
    items = reunify(team, "check", "43", "--json", *words).json["items"]
    return [item["sentence"].removeprefix("not recorded: ") for item in items if item["kind"] == "ask"]


def test_check_and_the_morning_name_the_child_and_what_is_still_open_with_the_command(team: Path) -> None:
    reunify(team, "new", *CAME, "--yes")
    check, morning = reunify(team, "check"), reunify(team, me="")

    assert OPEN == asked(team)
    assert any(line.startswith(" 0043 A.L. 11") for line in check.lines)
    assert "     reunify record CASE review --on DATE" in check.lines
    assert any(line.startswith("  0043 A.L. 11") and line.endswith("reunify check 43") for line in morning.lines)
    assert all(len(line) <= 80 for line in (*check.lines, *morning.lines))


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (("last-review=20/8/2026",), ["last visit", "last health assessment", "stage", "social worker"]),
        (("last-review=none", "last-visit=none", "last-health-assessment=none"), ["stage", "social worker"]),
        (("last-review=20/8/2025",), OPEN),  # longer ago than six months: another one is missing
        (("stage=1", "worker=Dana"), OPEN[:3]),
        (("stage=none", "worker=Dana"), OPEN[:3]),
        (("complete-since-start=yes",), []),
    ],
)
def test_what_is_answered_is_no_longer_asked(team: Path, words: tuple[str, ...], left: list[str]) -> None:
    reunify(team, "new", *CAME, *words, "--yes")

    assert left == asked(team)


def test_an_answer_recorded_later_closes_the_question_too(team: Path) -> None:
    reunify(team, "new", *CAME, "stage=1", "worker=Dana", "--yes")
    for words in (("review", "--on", "20/8/2026"), ("none", "what=visit", "since=6/1/2025")):
        assert 0 == reunify(team, "record", "43", *words, "--yes").code

    assert ["last health assessment"] == asked(team)


@pytest.mark.parametrize(("on", "left"), [
    ("20/11/2026", []),
    ("28/10/2026", ["last review", "last health assessment"]),  # twenty working days were over on 25 November
    ("15/10/2026", ["last review", "last visit", "last health assessment"]),  # so were six weeks, on 26 November
])  # fmt: skip
def test_a_child_who_came_into_care_lately_is_asked_only_what_could_have_fallen_due(
    team: Path, on: str, left: list[str]
) -> None:
    reunify(team, "new", "legal-status=s20", f"on={on}", "placement=foster", "stage=1", "worker=Dana", "--yes")

    assert left == asked(team)


# --- filling in ---------------------------------------------------------------------------------------------------


def test_what_nobody_said_stays_in_case_yaml_as_a_hint() -> None:
    text = "child:\n  name: $name\n  born: $born\n# $not a place\nexternal: {number: $number}\n"

    expected = "child:\n  name: Robin\n  # born: ...\n# $not a place\n# external: {number: ...}\n"

    assert expected == filled_case(text, {"name": "Robin"}, str)


def test_an_entry_that_lacks_what_it_needs_is_left_out_whole() -> None:
    text = "# head\n- event: a\n  date: $on\n  by: $me?\n- event: b\n  date: $never\n- event: c\n  kind: $kind=foster\n"
    said = {"on": "2026-03-10"}

    expected = "# head\n- event: a\n  date: 2026-03-10\n- event: c\n  kind: foster\n"

    assert expected == filled_journal(text, lambda name: said.get(name, ""), str)


def test_a_name_that_looks_like_yaml_is_still_a_name(team: Path) -> None:
    name = 'Zoë: "Z" #1 {x}'
    reunify(team, "new", f"name={name}")
    child = case(team, 43)["child"]

    assert isinstance(child, dict)
    assert name == child["name"]


def test_every_shipped_template_explains_itself(team: Path) -> None:
    for path in template_dirs(team).values():
        assert text_of(path / "case.yaml").startswith("# ")
        assert text_of(path / "journal.yaml").startswith("# ")


def test_a_child_of_the_same_name_and_birthday_is_asked_about(team: Path) -> None:
    before = bytes_of(team)
    words = ("new", "name=robin  kelly", "born=8/3/2017", "--yes")
    refused = reunify(team, *words)
    no = reunify(team, *words[:-1], typing=["n"])

    assert (2, True) == (refused.code, "A child of this name is here already: 42." in refused.err)
    assert no.code != 0
    assert before == bytes_of(team)
    assert 0 == reunify(team, *words, "--again").code
    assert 0 == reunify(team, "new", "name=Robin Kelly", "born=9/3/2017", "--yes").code


def test_the_last_lines_of_the_first_command_can_be_typed_as_they_stand(tmp_path: Path) -> None:
    said = reunify(tmp_path, "init", str(tmp_path / "north team")).lines
    typed = [line.strip() for line in said[said.index("NEXT") + 2 :]]

    assert typed[0].startswith("cd '")
    assert all(line.startswith("reunify ") and "  " not in line for line in typed[1:])
