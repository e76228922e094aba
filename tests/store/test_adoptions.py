"""Which policy judges a child, and the line in reunify.yaml that says so: what a hand wrote there is never touched."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli import shape
from reunify_cli.errors import Unreadable
from reunify_cli.model.vocabulary import EventType, Vocabulary
from reunify_cli.policy_store.adopting import with_adoptions
from reunify_cli.policy_store.adoptions import adoptions, beginning, in_use, judging
from reunify_cli.store.workspace import Adopted, Workspace, read_workspace

LINE = {"id": "northgate", "from": "2026-12-01", "by": "Imran: Ali", "digest": "0a1b2c", "open-cases": "no"}
SPELT = '{id: northgate, from: 2026-12-01, by: "Imran: Ali", digest: 0a1b2c, open-cases: no}'
WORDS = Vocabulary(
    events={
        "case-closed": EventType("closed", sets={"case-open": "no"}),
        "reopened": EventType("reopened", sets={"case-open": "yes"}),
    }
)

# --- the line -------------------------------------------------------------------------------------------------------


def test_the_first_adoption_begins_a_list_at_the_files_end() -> None:
    old = "# ours\nname: North   # team\npolicy: surrey"

    new = with_adoptions(old.encode(), [LINE]).decode()

    assert new.startswith(f"{old}\n\n# Which policy")
    assert new.endswith(f"adoptions:\n  - {SPELT}\n")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("policy: a\nadoptions:\n- {id: b}\n", f"policy: a\nadoptions:\n- {{id: b}}\n- {SPELT}\n"),
        (
            "policy: a\nadoptions:\n  - id: b\n    by: x\n",
            f"policy: a\nadoptions:\n  - id: b\n    by: x\n  - {SPELT}\n",
        ),
        ("policy: a\nadoptions:\n", f"policy: a\nadoptions:\n  - {SPELT}\n"),
        ("policy: a\nadoptions:\n  - {id: b}", f"policy: a\nadoptions:\n  - {{id: b}}\n  - {SPELT}\n"),
        (
            "adoptions:\n  - {id: b}   # first\n# more\n\npolicy: a  # ours\n",
            f"adoptions:\n  - {{id: b}}   # first\n  - {SPELT}\n# more\n\npolicy: a  # ours\n",
        ),
    ],
)
def test_a_later_one_goes_to_the_end_of_the_list_wherever_that_stands(old: str, new: str) -> None:
    assert new == with_adoptions(old.encode(), [LINE]).decode()


@pytest.mark.parametrize("old", ["policy: a\nadoptions: []\n", "policy: a\nadoptions: [{id: b}]\n"])
def test_a_list_to_which_nothing_can_be_added_is_refused_with_what_to_write(old: str) -> None:
    with pytest.raises(Unreadable) as caught:
        with_adoptions(old.encode(), [LINE])

    assert "reunify.yaml:2:1" in str(caught.value)
    assert SPELT in str(caught.value)


COMMENTS = st.sampled_from(["", "# a note\n", "\n", "  # indented\n\n"])
KEYS = st.permutations(["name: North", "policy: surrey   # ours", "settings: {due-soon: 10 d}", "calendar: x"])


@given(KEYS, st.integers(0, 4), st.lists(COMMENTS, min_size=5, max_size=5), st.booleans(), st.booleans(), st.booleans())
def test_whatever_a_hand_wrote_stays_to_the_byte_and_reads_as_before(
    keys: list[str], at: int, notes: list[str], listed: bool, crlf: bool, ended: bool
) -> None:
    blocks = [f"{note}{key}\n" for note, key in zip(notes, keys, strict=False)]
    if listed:
        blocks.insert(at, "adoptions:\n  - {id: b, digest: abc}\n")
    text = "".join(blocks)
    text = text if ended else text.rstrip("\n")
    old = text.replace("\n", "\r\n" if crlf else "\n").encode()

    new = with_adoptions(old, [LINE])
    kept = iter(new.split(b"\n"))

    assert all(line.rstrip(b"\r") in (each.rstrip(b"\r") for each in kept) for line in old.split(b"\n"))
    assert (b"\r\n" in old) is (b"\r\n" in new)
    before = shape.load(old, "").data
    assert {**before, "adoptions": [*before.get("adoptions", []), LINE]} == shape.load(new, "").data


# --- which policy ---------------------------------------------------------------------------------------------------


def team(root: Path, later: str, journal: str = "") -> Workspace:
    (root / "cases" / "RU-1").mkdir(parents=True)
    (root / "reunify.yaml").write_text(f"policy: surrey\nadoptions:\n  - {{id: surrey, digest: aaa}}\n{later}")
    (root / "cases" / "RU-1" / "journal.yaml").write_text(journal)
    return read_workspace(root)


NEW = "  - {id: northgate, from: 2026-12-01, digest: bbb}\n"
TAKEN_BACK = "- {id: 2A22, event: case-closed, date: 2026-11-01}\n- {id: 2B22, withdraws: 2A22, why: slip}"
ALL = "  - {id: northgate, from: 2026-12-01, digest: bbb, open-cases: yes}\n"


@pytest.mark.parametrize(
    ("began", "today", "later", "policy"),
    [
        ("2026-11-30", "2026-12-24", NEW, "surrey"),
        ("2026-12-01", "2026-12-24", NEW, "northgate"),
        ("2026-11-30", "2026-12-24", ALL, "northgate"),
        ("2026-11-30", "2026-12-01", ALL, "northgate"),
        ("2026-11-30", "2026-11-30", ALL, "surrey"),
    ],
)
def test_a_case_goes_by_what_was_in_use_when_it_began_unless_open_ones_came_along(
    tmp_path: Path, began: str, today: str, later: str, policy: str
) -> None:
    workspace = team(tmp_path, later, f"- {{event: visit, date: {began}}}\n")

    assert policy == judging(workspace, "RU-1", date.fromisoformat(today), lambda: WORDS).id


@pytest.mark.parametrize(
    ("journal", "policy"),
    [
        ("- {event: case-closed, date: 2026-11-29}", "surrey"),
        ("- {event: case-closed, date: 2026-12-01}", "northgate"),
        ("- {event: case-closed, date: 2026-11-01}\n- {event: reopened, date: 2026-11-20}", "northgate"),
        ("- {event: case-closed, date: 2026-11-01}\n- {event: reopened, date: 2026-12-20}", "surrey"),
        (TAKEN_BACK, "northgate"),
        ("- {id: 2A22, event: case-closed, date: 2026-11-01}\n- {corrects: 2A22, date: 2026-12-05}", "northgate"),
        (
            (
                "- {id: 2A22, event: case-closed, date: 2026-11-01}\n- {id: 2B22, withdraws: 2A22, why: slip}\n"
                "- {withdraws: 2B22, why: it was closed}"
            ),
            "surrey",
        ),
    ],
)
def test_a_case_that_was_closed_on_that_day_did_not_come_along(tmp_path: Path, journal: str, policy: str) -> None:
    workspace = team(tmp_path, ALL, f"- {{event: visit, date: 2026-10-01}}\n{journal}\n")

    assert policy == judging(workspace, "RU-1", date(2027, 1, 1), lambda: WORDS).id


def test_a_first_entry_that_was_corrected_or_taken_back_says_when_a_case_began(tmp_path: Path) -> None:
    path = tmp_path / "journal.yaml"
    path.write_text(
        "- {id: 2A22, event: visit, date: 2026-10-01}\n- {id: 2B22, event: visit, date: 2026-11-01T10:00}\n"
        "- {withdraws: 2A22, why: other child}\n- {corrects: 2B22, date: 2026-11-05, why: slip}\n"
    )

    assert date(2026, 11, 5) == beginning(path).day


@pytest.mark.parametrize("text", ["", "nonsense: [", "a: b", "- x\n- {date: 31/12/2026}"])
def test_a_journal_that_cannot_be_read_is_read_under_the_policy_in_use(tmp_path: Path, text: str) -> None:
    assert "northgate" == judging(team(tmp_path, NEW, text), "RU-1", date(2026, 12, 1), lambda: WORDS).id


def test_where_nothing_was_adopted_the_policy_that_is_named_holds_for_everybody(tmp_path: Path) -> None:
    (tmp_path / "reunify.yaml").write_text("policy: {id: surrey, from: 2026-09-01, digest: aaa}\n")
    workspace = read_workspace(tmp_path)

    assert (Adopted("surrey", date(2026, 9, 1), digest="aaa"),) == adoptions(workspace)
    assert "surrey" == in_use(workspace, date(2020, 1, 1)).id


def test_adoptions_hold_in_the_order_of_their_days_and_on_one_day_the_last_that_was_written(tmp_path: Path) -> None:
    later = "  - {id: c, from: 2027-06-01}\n  - {id: b, from: 2027-01-01}\n  - {id: d, from: 2027-06-01}\n"
    workspace = team(tmp_path, later)

    assert ["surrey", "b", "c", "d"] == [each.id for each in adoptions(workspace)]
    days = [date(2026, 12, 31), date(2027, 1, 1), date(2027, 5, 31), date(2027, 6, 1)]
    assert ["surrey", "b", "b", "d"] == [in_use(workspace, day).id for day in days]


def test_an_adoption_without_a_day_is_refused_at_its_place_unless_it_is_the_first(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        team(tmp_path, "  - {id: b}\n")

    assert "reunify.yaml:4:5" in str(caught.value)
