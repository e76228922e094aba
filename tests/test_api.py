"""What programs are told is what the command line says, for every child of the demonstration."""

import doctest
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from reunify_cli import api
from reunify_cli.casework.demonstration import lay_down
from reunify_cli.worklist.index.queries import Which
from reunify_cli.worklist.lists import caseload
from reunify_cli.worklist.questions import duties_until
from reunify_cli.worklist.rows import DATED
from tests.cli.desk import a_team, another_child, bytes_of, reunify

PAGE = Path(__file__).parent.parent / "API.md"
NOW = datetime(2026, 11, 30, 8, 47)
ME = "d.okafor"


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REUNIFY_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("REUNIFY_NOW", raising=False)
    monkeypatch.delenv("REUNIFY_ME", raising=False)
    monkeypatch.chdir(tmp_path)
    lay_down(tmp_path / "reunify-demo", datetime(2026, 11, 30, 8, 47, tzinfo=UTC))
    return tmp_path / "reunify-demo"


def test_every_example_of_the_page_says_what_it_says(demo: Path) -> None:
    assert demo.is_dir()
    found = doctest.testfile(str(PAGE), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.attempted > 15
    assert found.failed == 0


def test_every_child_of_the_demonstration_has_the_duties_that_show_has(demo: Path) -> None:
    children = list(api.open_workspace(demo).children())
    assert len(children) > 9
    for child in children:
        assert isinstance(child, api.Child)
        (said,) = reunify(demo, "show", child.case, "--json").json["items"]
        assert [duty.json for duty in child.duties()] == said["duties"]
        for duty in child.duties():
            # the named parts are the words of JSON
            same = ("id", "case", "rule", "title", "standing", "due", "other_due", "sure", "late_by_days")
            assert {name: getattr(duty, name) for name in same} == {name: duty.json[name] for name in same}
            assert duty.late == (duty.standing == "overdue")


@pytest.mark.parametrize("day", ["2026-06-01", "2026-12-24"])
def test_as_of_another_day_too(demo: Path, day: str) -> None:
    for child in api.open_workspace(demo).children(as_of=date.fromisoformat(day)):
        assert isinstance(child, api.Child)
        (said,) = reunify(demo, "show", child.case, "--as-of", day, "--json").json["items"]
        assert [duty.json for duty in child.duties()] == said["duties"]


def test_every_child_of_the_demonstration_stands_before_the_gates_that_advance_has(demo: Path) -> None:
    for child in api.open_workspace(demo).children():
        assert isinstance(child, api.Child)
        said = reunify(demo, "advance", child.case, "--dry-run", "--json")
        if said.code == 1 and not said.out:
            with pytest.raises(api.Refused):
                child.next_stage()
            continue
        found = child.next_stage()
        (decision,) = said.json["items"]
        assert found.json == decision
        assert found.allowed == (said.code == 0) == (not found.shut)
        assert [gate.duty.json["id"] for gate in found.shut] == [each["id"] for each in decision["missing"]]


@pytest.mark.parametrize("index", [True, False])
@pytest.mark.parametrize("days", [14, 60])
def test_the_worklist_has_the_numbers_of_overdue_and_next(demo: Path, days: int, index: bool) -> None:
    office = api.open_workspace(demo, index=index)
    for who in ([], ["42"], ["50", "51"]):
        found = office.worklist(who, days=days)
        ahead = reunify(demo, "next", *who, "--within", f"{days}d", "--json").json
        assert [duty.json for duty in found.next] == ahead["items"]
        assert (found.next_acts, found.beyond, found.read) == (ahead["acts"], ahead["beyond"], ahead["read"])
    found = office.worklist()
    late = reunify(demo, "overdue", "--json").json
    assert [duty.json for duty in found.overdue] == late["items"]
    assert (found.overdue_acts, found.read) == (late["acts"], late["read"])


def test_a_child_who_cannot_be_read_is_named_with_the_place(demo: Path) -> None:
    with (demo / "cases/RU-2026-0042/case.yaml").open("a") as file:
        file.write("nonsense: [\n")
    office = api.open_workspace(demo)
    (unread,) = [each for each in office.children() if isinstance(each, api.Unread)]
    assert unread.id == "RU-2026-0042"
    assert unread.problems[0].place is not None
    assert unread.problems[0].place.line
    assert [each.id for each in office.worklist().unread] == ["RU-2026-0042"]
    with pytest.raises(api.Unreadable) as refused:
        office.child("42")
    assert refused.value.problems == unread.problems


def test_an_event_leaves_the_same_bytes_as_the_one_that_is_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reunify_cli.store.journal.new_id", lambda _: "7Q2K")
    typed, called = (a_team(tmp_path / name, **another_child(43, "S.K.")) for name in ("typed", "called"))
    words = ("42", "43", "visit", "seen=yes", "--on", "27/11", "--who", "s.naidoo", "--note", "Seen, and well.")
    assert reunify(typed, "record", *words, "--yes", me=ME).code == 0
    office = api.open_workspace(called, now=NOW, me=ME)
    before = bytes_of(called)
    seen = {"seen": True}
    done = [
        office.record(["42", "43"], "visit", seen, on=on, by=by, note="Seen, and well.", dry_run=dry_run)
        for on, by, dry_run in (("27/11", "Sizwe Naidoo", True), (date(2026, 11, 27), ["s.naidoo"], False))
    ]
    for number in (42, 43):
        path = f"cases/RU-2026-{number:04}/journal.yaml"
        assert (called / path).read_bytes() == (typed / path).read_bytes() != before[path]
    for would, did in zip(*done, strict=True):
        assert (would.written, did.written) == (False, True)
        assert {**would.entry, "id": ""} == {**did.entry, "id": ""}
        assert (would.met, would.breaches, would.late) == (did.met, did.breaches, did.late)


def test_a_dry_run_writes_nothing_and_says_what_record_would(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reunify_cli.store.journal.new_id", lambda _: "0000")
    before = bytes_of(demo)
    office = api.open_workspace(demo, me=ME)
    (would,) = office.record("50", "visit", {"seen": "yes"}, on="27/11", by="p.shah", dry_run=True)
    assert bytes_of(demo) == before
    words = ("record", "50", "visit", "seen=yes", "--on", "27/11", "--who", "p.shah", "--yes", "--json")
    (said,) = reunify(demo, *words, me=ME).json["items"]
    assert would.json == said


@pytest.mark.parametrize(
    ("event", "says", "said"),
    [
        ("visit", {"sene": True, "alone": "perhaps"}, 2),
        ("vissit", {}, 1),
        ("booked", {"what": "review"}, 1),
        ("review", {"decisions": [{"what": "Go on"}]}, 1),
        ("visit", {}, 1),
    ],
)
def test_what_cannot_be_recorded_is_refused_with_every_reason(
    tmp_path: Path, event: str, says: dict[str, object], said: int
) -> None:
    team = a_team(tmp_path / "team")
    before = bytes_of(team)
    with pytest.raises(api.Mistyped) as refused:
        api.open_workspace(team, now=NOW, me=ME).record("42", event, says)
    assert len(refused.value.problems) == said
    assert bytes_of(team) == before


def test_a_paper_is_the_one_that_pack_makes(demo: Path, tmp_path: Path) -> None:
    typed, called = tmp_path / "typed", tmp_path / "called"
    typed.mkdir()
    called.mkdir()
    answer = reunify(demo, "pack", "42", "review", "--format", "md,html", "--out", str(typed), "--json", me=ME)
    paper = api.open_workspace(demo, me=ME).child("42").make_paper("review", formats=["md", "html"], folder=called)
    assert paper.blanks == answer.json["blanks"]
    assert [each["says"] for each in paper.json] == [each["says"] for each in answer.json["items"]]
    assert [file.suffix for file in paper.files] == [".md", ".html"]
    with pytest.raises(api.Mistyped):
        api.open_workspace(demo).child("42").make_paper("review", reader="nobody")


def test_nothing_is_printed_and_the_clock_is_the_one_that_was_given(
    demo: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    office = api.open_workspace(demo, now=datetime(2026, 7, 1, 8, 0, tzinfo=UTC))
    assert str(office.now) == "2026-07-01T09:00"
    assert list(office.children())
    assert office.worklist().read
    assert capfd.readouterr() == ("", "")


def test_a_folder_that_is_no_workspace_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(api.Mistyped):
        api.open_workspace(tmp_path)


def test_what_a_colleague_did_while_a_list_was_made_is_in_none_of_its_numbers(tmp_path: Path) -> None:
    team = a_team(tmp_path / "team")
    office = api.open_workspace(team, now=datetime(2026, 11, 30, 8, 47), index=False)
    session = office._session
    with session.ends:
        load = caseload(session)
        before = len(list(load.acts(Which((DATED,)))))

        assert 0 == reunify(team, "record", "42", "visit", "seen=yes", "alone=yes", "--on", "27/11", "--yes").code
        acts, duties = duties_until(load, session.today + timedelta(days=400), session)

    assert before > 0
    assert acts == len({each["act"] for each in duties})
