"""Two versions of a journal are joined entry by entry: nothing is lost, nothing doubled, and either way round alike."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli import shape
from reunify_cli.store.repair.joining import Joined, join
from reunify_cli.store.yaml_writer import entry_yaml
from tests.store.rooms import said


def entry(id: str, minute: int | None = 0, **more: str) -> str:
    stamp = {} if minute is None else {"recorded": f"2026-03-11T09:{minute:02}Z"}
    return entry_yaml({**({"id": id} if id else {}), "event": "talk", "date": "2026-03-10", **more, **stamp})


def ids(joined: Joined) -> list[str]:
    return [each.get("id") or each.get("note") for each in shape.load(joined.data, "f").data]


def of(*entries: str) -> bytes:
    return "".join(entries).encode()


@st.composite
def versions(draw: st.DrawFn) -> tuple[bytes, list[list[str]]]:
    """A journal, and what three people added to it on their own machines."""
    numbers = iter(range(10, 99))
    base = [entry(f"7A{next(numbers)}", minute) for minute in range(draw(st.integers(0, 3)))]
    sides = []
    for _ in range(3):
        minute, side = len(base), []
        for _ in range(draw(st.integers(0, 4))):
            minute += draw(st.integers(0, 2))
            number = next(numbers)
            kind = draw(st.sampled_from(["tool", "tool", "by hand", "comment", "block"]))
            match kind:
                case "by hand":
                    side.append(entry("", None, note=f"n{number}"))
                case "comment":
                    side.append(f"# said by the school\n{entry(f'8B{number}', minute)}")
                case "block":
                    side.append(entry(f"8B{number}", minute, note="one\n# no comment\n- two: x"))
                case _:
                    side.append(entry(f"{draw(st.sampled_from('29'))}B{number}", minute))
        sides.append(side)
    return of(*base), sides


@given(versions())
def test_everything_that_either_side_says_is_in_the_joined_journal_once(told: tuple[bytes, list[list[str]]]) -> None:
    base, (one, other, _) = told
    a, b = base + of(*one), base + of(*other)
    joined = join(a, b, base)
    says = shape.load(joined.data, "f").data or []
    before = shape.load(base, "f").data or []

    assert before == says[: len(before)]
    assert sorted(map(str, [*(shape.load(a, "f").data or []), *(shape.load(of(*other), "f").data or [])])) == sorted(
        map(str, says)
    )
    assert () == joined.clashes
    stamps = [each["recorded"] for each in says if "recorded" in each]
    assert sorted(stamps) == stamps


@given(versions())
def test_joined_either_way_round_with_the_common_beginning_or_without_it_is_the_same(
    told: tuple[bytes, list[list[str]]],
) -> None:
    base, (one, other, _) = told
    a, b = base + of(*one), base + of(*other)

    assert join(a, b, base).data == join(b, a, base).data == join(a, b).data


@given(versions())
def test_however_three_people_join_theirs_all_end_up_with_the_same_entries(
    told: tuple[bytes, list[list[str]]],
) -> None:
    base, sides = told
    found = set()
    for a, b, c in permutations([base + of(*side) for side in sides]):
        joined = join(join(a, b).data, c)
        found.add(frozenset(map(str, shape.load(joined.data, "f").data or [])))
        assert () == joined.clashes

    assert 1 == len(found)


@given(versions())
def test_joining_what_is_there_already_changes_not_a_byte(told: tuple[bytes, list[list[str]]]) -> None:
    base, (one, other, _) = told
    joined = join(base + of(*one), base + of(*other)).data

    assert (
        joined
        == join(joined, base + of(*other)).data
        == join(base + of(*one), joined).data
        == join(joined, joined).data
    )


def test_entries_keep_their_comments_their_quotation_marks_and_their_place() -> None:
    head = "# Toby's journal\n\n"
    base = head + "- {id: 7A11, event: talk, recorded: 2026-03-11T09:00Z}   # by phone\n"
    ours = base + "# asked twice\n- id: 7A13\n  note: 'he said: no'\n  recorded: 2026-03-11T09:05Z\n"
    theirs = base + "\n-\n  id: 7A12\n  recorded: 2026-03-11T09:03Z\n"

    assert join(ours.encode(), theirs.encode(), base.encode()).data.decode() == (
        base
        + "-\n  id: 7A12\n  recorded: 2026-03-11T09:03Z\n"
        + "# asked twice\n- id: 7A13\n  note: 'he said: no'\n  recorded: 2026-03-11T09:05Z\n"
    )


@pytest.mark.parametrize("style", ["windows", "indented", "brackets"])
def test_a_version_in_another_style_is_joined_too(style: str) -> None:
    ours, theirs = of(entry("7A11"), entry("7A13", 5)), entry("7A11") + entry("7A12", 3)
    match style:
        case "windows":
            theirs = theirs.replace("\n", "\r\n")
        case "indented":
            theirs = "".join(f"   {line}\n" for line in theirs.splitlines())
        case _:
            more = "event: talk, date: 2026-03-10, recorded: 2026-03-11T09"
            theirs = f"[{{id: 7A11, {more}:00Z}},\n {{id: 7A12, {more}:03Z}}]"

    assert of(entry("7A11"), entry("7A12", 3), entry("7A13", 5)) == join(ours, theirs.encode()).data


def test_an_entry_without_an_instant_stays_below_the_one_it_was_written_under() -> None:
    base = of(entry("7A11", 1))
    ours = base + of(entry("7A15", 5), entry("", None, note="by hand"))
    theirs = base + of(entry("7A13", 3), entry("7A17", 7))

    assert ["7A11", "7A13", "7A15", "by hand", "7A17"] == ids(join(ours, theirs, base))


def test_the_same_written_twice_by_hand_on_purpose_stays_twice() -> None:
    twice = of(entry("", None, note="rang"), entry("", None, note="rang"))

    assert ["rang", "rang"] == ids(join(twice, of(entry("", None, note="rang"))))


def test_a_slip_mended_by_hand_on_one_side_is_mended_in_the_joined_journal() -> None:
    base = of(entry("7A11", note="tlak"))
    ours, theirs = of(entry("7A11", note="talk")), base + of(entry("7A12", 2))

    assert of(entry("7A11", note="talk"), entry("7A12", 2)) == join(ours, theirs, base).data
    assert join(theirs, ours, base).data == join(ours, theirs, base).data


@pytest.mark.parametrize("base", [None, of(entry("7A11", note="he said maybe"))])
def test_what_both_sides_say_differently_stands_in_the_journal_twice_and_is_named(base: bytes | None) -> None:
    ours = of(entry("7A11", note="he said no"), entry("7A12", 2))
    theirs = of(entry("7A11", note="he said yes"), entry("7A13", 3))
    joined = join(ours, theirs, base)

    assert ("7A11",) == joined.clashes
    assert ["7A11", "7A11", "7A12", "7A13"] == ids(joined)
    assert joined == Joined(join(theirs, ours, base).data, joined.ours, joined.theirs, joined.clashes)


def test_an_entry_that_one_side_took_out_is_kept() -> None:
    base = of(entry("7A11"), entry("7A12", 2))

    assert ["7A11", "7A12", "7A13"] == ids(join(of(entry("7A11"), entry("7A13", 3)), base, base))


def test_it_says_what_each_side_brought() -> None:
    joined = join(of(entry("7A11"), entry("7A12", 2)), of(entry("7A11"), entry("7A13", 3)))

    assert (["7A12"], ["7A13"]) == ([each["id"] for each in joined.ours], [each["id"] for each in joined.theirs])


def test_a_version_that_cannot_be_read_is_not_joined() -> None:
    words = said(lambda: join(of(entry("7A11")), b"- {id: 7A12, note: 'half", shown="cases/X/journal.yaml"))

    assert words.startswith("cases/X/journal.yaml (the other version):1:")


MARK = "- id: {id}\n  redacted: [{{on: 2026-11-30T08:47Z, by: r.amadi, ordered-by: Gwen Pryce, why: wrong child}}]\n"


@pytest.mark.parametrize("based", [True, False])
def test_what_was_lawfully_removed_on_one_side_does_not_come_back_from_the_other(based: bool) -> None:
    correction = entry_yaml({"id": "7A19", "corrects": "7A11", "note": "secret", "why": "slip"})
    base = of(entry("7A11", note="secret"), correction, entry("7A12", 2))
    ours = of(MARK.format(id="7A11"), entry("7A12", 2), entry("7A15", 5))
    theirs = base + of(entry("7A13", 3))
    joined = join(ours, theirs, base if based else None)

    assert ((), ["7A11", "7A12", "7A13", "7A15"]) == (joined.clashes, ids(joined))
    assert b"secret" not in joined.data
    assert joined.data == join(theirs, ours, base if based else None).data


def test_nor_does_an_entry_by_hand_that_both_began_with() -> None:
    base = of(entry("", None, note="secret"))
    ours, theirs = of(MARK.format(id="talk-2026-03-10")), base + of(entry("7A13", 3))
    joined = join(ours, theirs, base)

    assert ["talk-2026-03-10", "7A13"] == ids(joined)
    assert b"secret" not in joined.data
