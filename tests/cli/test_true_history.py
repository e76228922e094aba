"""What was known on a day is the journal as it ended that day; ids differ, and a clock that ran back is found."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from reunify_cli.model.history import history
from reunify_cli.store.folder import read_case
from reunify_cli.store.yaml_writer import entry_yaml
from tests.cli.desk import JOURNAL, a_team, reunify
from tests.store.rooms import child, words

FIRST = date(2026, 3, 1)
MADE = st.tuples(st.sampled_from(["talk", "correct", "withdraw"]), st.integers(0, 2), st.integers(0, 9))


@settings(max_examples=60)
@given(made=st.lists(MADE, max_size=9))
def test_what_was_known_at_the_end_of_a_day_is_what_the_journal_said_at_the_end_of_it(
    made: list[tuple[str, int, int]],
) -> None:
    day, talks, written = FIRST, list[str](), list[tuple[date, str]]()
    for n, (kind, later, which) in enumerate(made):
        day += timedelta(days=later)
        stamp = {"recorded": f"{day}T09:{n:02}Z"}
        target = talks[which % len(talks)] if talks else ""
        if kind == "talk" or not talks:
            talks.append(f"7K{n}F")
            said = {"id": talks[-1], "event": "talk", "date": str(day - timedelta(days=which)), **stamp}
        elif kind == "correct":
            said = {"id": f"8C{n}F", "corrects": target, "why": "slip", "note": f"n{n}", **stamp}
        else:
            said = {"id": f"9W{n}F", "withdraws": target, "why": "wrong child", **stamp}
        written.append((day, entry_yaml(said)))
    with TemporaryDirectory() as folder:
        full = read_case(child(Path(folder), "# journal\n" + "".join(t for _, t in written)), "RU-2026-0042", words())
        for back in range((day - FIRST).days + 2):
            known_at = FIRST + timedelta(days=back)
            then = "# journal\n" + "".join(text for on, text in written if on <= known_at)
            case = read_case(child(Path(folder), then), "RU-2026-0042", words())
            assert history(case).entries == history(full, known_at=known_at).entries
            assert history(case).withdrawn == history(full, known_at=known_at).withdrawn


def checked(tmp_path: Path, more: str) -> str:
    team = a_team(tmp_path, **{"cases/RU-2026-0042/journal.yaml": JOURNAL + more})
    return " ".join(reunify(team, "check", "42").out.split())


def test_an_entry_recorded_before_the_one_above_it_is_found(tmp_path: Path) -> None:
    visit = "event: visit, seen: yes, by: d.okafor"
    more = f"- {{id: 7K3F, {visit}, date: 2026-11-20, recorded: 2026-11-21T10:00Z}}\n"
    back = f"- {{id: 8B4G, {visit}, date: 2026-11-17, recorded: 2026-11-18T10:00Z}}\n"

    assert "says that it was recorded" not in checked(tmp_path / "1", back + more)
    assert (
        "8B4G says that it was recorded on Wed 18 November 2026, before the entry above it (Sat 21 November 2026)"
        in checked(tmp_path / "2", more + back)
    )


def test_two_entries_with_one_id_make_the_journal_unread_and_say_where(tmp_path: Path) -> None:
    assert '"2B11" is already the id of the entry in line 4.' in checked(
        tmp_path, "- {id: 2B11, event: visit, date: 2026-11-20, seen: yes}\n"
    )


def test_two_entries_by_hand_of_one_day_without_an_id_are_asked_for_one(tmp_path: Path) -> None:
    by_hand = "- {event: visit, date: 2026-11-20, seen: yes}\n"

    assert "two entries by hand are both visit on Fri 20 November 2026: give each an id" in checked(
        tmp_path, by_hand + by_hand
    ).lower().replace("fri 20 november", "Fri 20 November")
