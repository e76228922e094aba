"""`pack --due`, `--final` and `--sent`: papers for a fortnight's meetings, versions, and which copy went to whom."""

import hashlib
import json
from pathlib import Path

import pytest

from tests.cli.desk import CHILD, JOURNAL, a_team, bytes_of, lay, reunify

BOOKED = JOURNAL + (
    "- {id: 2D11, event: booked, date: 2026-11-20, what: review, for: 2026-12-09T14:00, place: Mill Lane, "
    "chair: h.fenwick, recorded: 2026-11-20T09:00Z}\n"
)
OTHER = CHILD.replace("0042", "0050").replace("R.K.", "C.D.").replace("447190", "447191")
LATER = BOOKED.replace("2026-12-09T14:00", "2026-12-20T14:00")
SOONER = BOOKED.replace("2026-12-09T14:00", "2026-12-02T10:00")


@pytest.fixture
def team(tmp_path: Path) -> Path:
    return a_team(tmp_path, **{"cases/RU-2026-0042/journal.yaml": BOOKED})


def packs(team: Path, case: str = "RU-2026-0042") -> set[str]:
    folder = team / "cases" / case / "packs"
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def test_every_meeting_of_the_window_gets_its_papers_and_the_list_says_which_go_to_whom(team: Path) -> None:
    answer = reunify(team, "pack", "--due", "14d", "--format", "md")

    assert (0, "") == (answer.code, answer.err)
    assert "PAPERS FOR MEETINGS, Mon 30 Nov to Mon 14 Dec 2026" in answer.out
    assert "Wed 9 Dec 14:00  0042 R.K. 9  review" in answer.out
    assert "  professionals review-0042-v1.md" in answer.out
    assert "  mother        parent-letter-0042-mother-v1.md, review-0042-mother-v1.md" in answer.out
    assert "  child         my-page-0042-child-v1.md" in answer.out
    assert {"review-0042-v1.md", "my-page-0042-child-v1.md", "parent-letter-0042-father-v1.md"} < packs(team)


@pytest.mark.parametrize(("days", "made"), [("8d", False), ("9d", True), ("1w", False), ("2w", True)])
def test_the_window_holds_its_last_day_and_none_after_it(team: Path, days: str, made: bool) -> None:
    answer = reunify(team, "pack", "--due", days, "--format", "md")

    assert made == ("review-0042-v1.md" in packs(team))
    assert made == ("No meeting is booked in these days." not in answer.out)


def test_meetings_stand_in_the_order_of_their_days(tmp_path: Path) -> None:
    other = {"cases/RU-2026-0050/case.yaml": OTHER, "cases/RU-2026-0050/journal.yaml": SOONER}
    team = a_team(tmp_path, **{"cases/RU-2026-0042/journal.yaml": BOOKED, **other})
    out = reunify(team, "pack", "--due", "14d", "--format", "md").out

    assert 0 < out.index("Wed 2 Dec 10:00  0050 C.D.") < out.index("Wed 9 Dec 14:00  0042 R.K.")


def test_a_child_who_cannot_be_read_is_named_and_the_others_get_their_papers(tmp_path: Path) -> None:
    other = {"cases/RU-2026-0050/case.yaml": OTHER, "cases/RU-2026-0050/journal.yaml": "- {event: revew"}
    team = a_team(tmp_path, **{"cases/RU-2026-0042/journal.yaml": BOOKED, **other})
    answer = reunify(team, "pack", "--due", "14d", "--format", "md")

    assert 3 == answer.code
    assert "NOT MADE: these children could not be read" in answer.out
    assert "0050  reunify check 50" in answer.out
    assert "review-0042-v1.md" in packs(team)


def test_a_template_that_costs_too_much_is_named_and_the_other_documents_are_made(team: Path) -> None:
    costly = "first\n{% set a = 'xxxxxxxxxx' %}" + f"{{% set a = {'~'.join('a' * 10)} %}}" * 8 + "{{ a }}"
    lay(team, {"case_templates/packs/review.md.j2": costly})
    answer = reunify(team, "pack", "--due", "14d", "--format", "md")

    assert 3 == answer.code
    assert "case_templates/packs/review.md.j2:2" in " ".join(answer.out.split())
    assert "it takes more than 5,000,000 letters and steps" in " ".join(answer.out.split())
    assert {"my-page-0042-child-v1.md", "parent-letter-0042-mother-v1.md", "review-0042-mother-v1.md"} < packs(team)
    assert "review-0042-v1.md" not in packs(team)


def test_a_paper_that_would_tell_its_reader_too_much_is_not_to_be_sent_and_the_others_are_made(tmp_path: Path) -> None:
    hidden = CHILD.replace("{kind: parent}", '{kind: parent, address: "9 Invented Row", protected: yes}')
    spoken = (
        "- {id: 2E11, event: views, date: 2026-11-22, whose: child, words: I like 9 Invented Row, shareable: yes}\n"
    )
    files = {"cases/RU-2026-0042/case.yaml": hidden, "cases/RU-2026-0042/journal.yaml": BOOKED + spoken}
    team = a_team(tmp_path, **files)
    answer = reunify(team, "pack", "--due", "14d", "--format", "md")

    assert 3 == answer.code
    assert "NOT TO BE SENT, " in answer.out
    assert "Invented Row" not in answer.out + answer.err
    assert "review-0042-v1.md" in packs(team)


def test_papers_made_one_after_the_other_all_stand_in_the_list_of_what_was_made(team: Path) -> None:
    reunify(team, "pack", "--due", "14d", "--format", "md")
    made = (team / "cases" / "RU-2026-0042" / "packs" / "made.yaml").read_text()

    assert packs(team) - {"made.yaml"} == {name for name in packs(team) if f"file: {name}" in made}


def test_programs_get_the_senders_list_as_json(team: Path) -> None:
    found = json.loads(reunify(team, "pack", "--due", "14d", "--format", "md", "--json").out)

    assert ("papers-due", 1) == (found["kind"], found["read"])
    assert {"professionals", "mother", "father", "child"} == {p["reader"] for p in found["items"][0]["papers"]}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("pack", "--due", "fortnight"), '"fortnight" is not a length of time.'),
        (("pack", "42", "--due", "14d"), "a child was named"),
        (("pack",), "Say for which child"),
        (("pack", "42", "--sent", "--yes"), "Say which paper went out."),
        (("pack", "42", "review", "--sent", "--yes"), "No review was made for professionals yet"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(team: Path, words: tuple[str, ...], sentence: str) -> None:
    before = bytes_of(team)
    answer = reunify(team, *words)

    assert (2, "") == (answer.code, answer.out)
    assert sentence in answer.err
    assert before == bytes_of(team)


def test_a_final_version_is_a_new_one_and_says_so_at_its_foot(team: Path) -> None:
    reunify(team, "pack", "42", "review", "--format", "md")
    reunify(team, "pack", "42", "review", "--format", "md", "--final")
    folder = team / "cases" / "RU-2026-0042" / "packs"

    assert "version 1, draft" in (folder / "review-0042-v1.md").read_text()
    assert "version 2, final" in (folder / "review-0042-v2.md").read_text()
    assert "version 2 (final)" in reunify(team, "pack", "42", "--list").out


def test_which_copy_went_to_whom_is_known_by_its_digest(team: Path) -> None:
    reunify(team, "pack", "42", "review", "--for", "mother", "--format", "md")
    sent = reunify(team, "pack", "42", "review", "--for", "mother", "--sent", "--on", "yesterday", "--yes")
    file = team / "cases" / "RU-2026-0042" / "packs" / "review-0042-mother-v1.md"
    journal = (team / "cases" / "RU-2026-0042" / "journal.yaml").read_text()

    assert 0 == sent.code
    assert hashlib.sha256(file.read_bytes()).hexdigest() in journal
    assert "version 1 on Sun 29 Nov 2026" in reunify(team, "pack", "42", "--list", "--for", "mother").out
    assert "last sent" not in reunify(team, "pack", "42", "--list", "--for", "father").out


def test_a_file_that_was_changed_before_it_went_out_is_recorded_as_it_went_out(team: Path) -> None:
    reunify(team, "pack", "42", "review", "--format", "md")
    file = team / "cases" / "RU-2026-0042" / "packs" / "review-0042-v1.md"
    file.write_text(file.read_text() + "\nadded by hand\n")
    sent = reunify(team, "pack", "42", "review", "--sent", "--yes")
    journal = (team / "cases" / "RU-2026-0042" / "journal.yaml").read_text()

    assert "The file was changed after it was made" in sent.out
    assert hashlib.sha256(file.read_bytes()).hexdigest() in journal


def test_a_file_that_is_gone_cannot_be_recorded_as_sent(team: Path) -> None:
    reunify(team, "pack", "42", "review", "--format", "md")
    (team / "cases" / "RU-2026-0042" / "packs" / "review-0042-v1.md").unlink()
    answer = reunify(team, "pack", "42", "review", "--sent", "--yes")

    assert 1 == answer.code
    assert "review-0042-v1.md no longer exists" in answer.err


def test_a_list_writes_nothing_and_says_what_was_made_and_sent(team: Path) -> None:
    before = bytes_of(team)
    first = reunify(team, "pack", "--due", "14d", "--list")

    assert (0, before) == (first.code, bytes_of(team))
    assert "  professionals review: not made" in first.out
    reunify(team, "pack", "42", "review", "--format", "md")
    reunify(team, "pack", "42", "review", "--sent", "--to", "r.amadi", "--yes")
    again = reunify(team, "pack", "--due", "14d", "--list").out
    assert "  professionals review-0042-v1.md, sent Mon 30 Nov" in again


def test_a_paper_for_professionals_is_never_recorded_as_sent_to_family(team: Path) -> None:
    reunify(team, "pack", "42", "review", "--format", "md")
    before = bytes_of(team)
    said = reunify(team, "pack", "42", "review", "--sent", "--to", "r.amadi,mother", "--yes")

    assert (1, before) == (said.code, bytes_of(team))
    assert "was made for professionals" in said.err
    assert "reunify pack 42 review --for mother" in said.err
