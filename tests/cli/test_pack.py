"""`pack`: papers made at the desk, where they are put, and what is said about what they lack."""

from pathlib import Path

import pytest

from reunify_cli import shape
from tests.cli.desk import JOURNAL, a_team, bytes_of, reunify

BOOKED = JOURNAL + (
    "- {id: 2D11, event: booked, date: 2026-11-20, what: review, for: 2026-12-09T14:00, place: Mill Lane, "
    "chair: h.fenwick, recorded: 2026-11-20T09:00Z}\n"
)


@pytest.fixture
def team(tmp_path: Path) -> Path:
    return a_team(tmp_path, **{"cases/RU-2026-0042/journal.yaml": BOOKED})


def packs(team: Path) -> list[str]:
    return sorted(path.name for path in (team / "cases" / "RU-2026-0042" / "packs").iterdir())


def test_a_paper_is_put_into_the_case_under_its_number_and_version(team: Path) -> None:
    answer = reunify(team, "pack", "42", "review", "--format", "md,pdf")

    assert (0, "") == (answer.code, answer.err)
    assert ["made.yaml", "review-0042-v1.md", "review-0042-v1.pdf"] == packs(team)
    assert "MADE       0042 R.K. 9: review v1" in answer.out
    assert "cases/RU-2026-0042/packs/review-0042-v1.pdf" in answer.out


def test_the_screen_and_the_names_of_files_never_say_the_childs_name(team: Path) -> None:
    answer = reunify(team, "pack", "42", "review", "--format", "md")
    made = (team / "cases" / "RU-2026-0042" / "packs" / "made.yaml").read_text()
    listed = reunify(team, "pack", "42", "--list").out
    paper = (team / "cases" / "RU-2026-0042" / "packs" / "review-0042-v1.md").read_text()

    for name in ("Robin", "Petra", "Tom Marsh"):
        assert not [text for text in (answer.out, listed, made, *packs(team)) if name in text]
    assert "Robin Kelly" in paper


def test_nothing_but_the_packs_folder_is_touched(team: Path) -> None:
    before = bytes_of(team)
    reunify(team, "pack", "42", "review")
    after = bytes_of(team)

    assert {True} == {"/packs/" in name for name in after.keys() - before.keys()}
    assert before == {name: after[name] for name in before}


def test_the_same_paper_made_again_is_the_same_and_says_so(team: Path) -> None:
    reunify(team, "pack", "42", "review")
    before = bytes_of(team)

    assert "THE SAME   0042 R.K. 9: review v1" in reunify(team, "pack", "42", "review").out
    assert before == bytes_of(team)


def test_after_something_new_there_is_a_new_version_that_says_what_is_new(team: Path) -> None:
    reunify(team, "pack", "42", "review")
    recorded = reunify(team, "record", "42", "visit", "seen=yes", "--on", "29 Nov", "--yes", now="2026-11-30T09:30")
    answer = reunify(team, "pack", "42", "review", now="2026-11-30T10:00")

    assert 0 == recorded.code
    assert "review v2" in answer.out
    assert "CHANGED    since version 1 of Mon 30 Nov: visit Sun 29 Nov" in answer.out


def test_a_paper_somebody_wrote_into_stays_as_it_is(team: Path) -> None:
    reunify(team, "pack", "42", "review", "--format", "md")
    path = team / "cases" / "RU-2026-0042" / "packs" / "review-0042-v1.md"
    path.write_text(path.read_text() + "\nA note in the margin.\n")
    written = path.read_bytes()
    reunify(team, "pack", "42", "review", "--format", "md")

    assert written == path.read_bytes()
    assert "review-0042-v2.md" in packs(team)


def test_a_paper_can_be_put_elsewhere(team: Path, tmp_path: Path) -> None:
    out = tmp_path / "for the meeting"
    answer = reunify(team, "pack", "42", "LAC review", "--format", "md", "--out", str(out))

    assert 0 == answer.code
    assert ["review-0042-v1.md"] == [path.name for path in out.iterdir()]
    assert ["made.yaml"] == packs(team)


def test_the_list_of_what_was_made_says_under_which_policy_and_as_of_when(team: Path) -> None:
    reunify(team, "pack", "42", "review", "--as-of", "20 Nov 2026")
    path = team / "cases" / "RU-2026-0042" / "packs" / "made.yaml"
    (made,) = shape.load(path.read_bytes(), path.name).data["made"]

    assert ("review", "1", "pdf", "professionals") == tuple(
        made[key] for key in ("name", "version", "format", "reader")
    )
    assert ("northgate", "2026-11-20", "2026-11-30T08:47Z", "Dana Okafor") == tuple(
        made[key] for key in ("policy", "as-of", "made", "by")
    )
    assert (64, 12) == (len(made["digest"]), len(made["policy-digest"]))


def test_a_paper_as_of_an_earlier_day_does_not_know_what_came_later(team: Path) -> None:
    reunify(team, "pack", "42", "review", "--format", "md", "--as-of", "1 Nov 2026")
    text = (team / "cases" / "RU-2026-0042" / "packs" / "review-0042-v1.md").read_text()

    assert "as things stood on Sunday 1 November 2026" in text
    assert "9 December 2026" not in text


def test_words_that_are_not_quoted_are_one_name(team: Path) -> None:
    assert "review v1" in reunify(team, "pack", "42", "lac", "review", "--format", "md").out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("review", "--for", "mothr"), 'No one here is "mothr". Did you mean "mother"?'),
        (("pwp", "--for", "mother"), "The paper placement-with-parents is not made for the mother: it is for"),
        (("reviwe",), 'There is no paper "reviwe". Did you mean "review"?'),
        (("kitchen",), 'There is no paper "kitchen".'),
        (("review", "--format", "odt"), '"odt" is not a format that papers are made in.'),
        (("review", "--format", ","), '"," is not a format that papers are made in.'),
    ],
)
def test_what_cannot_be_made_is_refused_with_a_sentence(team: Path, words: tuple[str, ...], sentence: str) -> None:
    before = bytes_of(team)
    answer = reunify(team, "pack", "42", *words)

    assert (2, "") == (answer.code, answer.out)
    assert sentence in answer.err
    assert before == bytes_of(team)


def test_the_list_says_which_papers_are_ready_and_what_each_lacks_and_from_whom(team: Path) -> None:
    answer = reunify(team, "pack", "42", "--list")

    assert 0 == answer.code
    assert "PAPERS for 0042 R.K. 9" in answer.lines[0]
    assert "   Review: Wednesday 9 December 2026 14:00" in answer.lines
    assert "views: mother: from Dana Okafor" in answer.out
    assert answer.out == reunify(team, "pack", "42").out


def test_every_line_of_the_screen_fits(team: Path) -> None:
    for words in (("--list",), ("review",), ("pwp",)):
        assert 80 >= max(map(len, reunify(team, "pack", "42", *words).lines))


def test_programs_get_the_same_answer_as_json(team: Path) -> None:
    listed = reunify(team, "pack", "42", "--list", "--json").json
    made = reunify(team, "pack", "42", "review", "--format", "md", "--json").json

    assert ("packs", "papers") == (listed["kind"], made["kind"])
    assert {"what": "who holds parental responsibility", "whose": "Dana Okafor"} in listed["items"][0]["lacks"]
    assert ["review-0042-v1.md"] == [item["file"] for item in made["items"]]


def test_an_authoritys_own_template_is_used_and_a_broken_one_is_named(team: Path) -> None:
    folder = team / "case_templates" / "packs"
    folder.mkdir(parents=True)
    (folder / "review.md.j2").write_text("Our own way, for {{ head.child }}.\n")
    reunify(team, "pack", "42", "review", "--format", "md")
    text = (team / "cases" / "RU-2026-0042" / "packs" / "review-0042-v1.md").read_text()
    (folder / "pwp.txt").write_text("not a template")
    (folder / "placement-with-parents.md.j2").write_text("\n{{ head.nickname }}\n")
    answer = reunify(team, "pack", "42", "pwp", "--format", "md")

    assert "Our own way, for Robin Kelly." in text
    assert (3, "") == (answer.code, answer.out)
    assert "case_templates/packs/placement-with-parents.md.j2:2" in answer.err


def test_the_authoritys_name_and_marking_stand_on_its_papers(team: Path) -> None:
    (team / "reunify.yaml").write_text("name: Northgate\npolicy: northgate\nauthority: Northgate Council\n")
    reunify(team, "pack", "42", "review", "--format", "md")
    usual = (team / "cases" / "RU-2026-0042" / "packs" / "review-0042-v1.md").read_text()
    (team / "reunify.yaml").write_text("name: Northgate\npolicy: northgate\nclassification: OFFICIAL\n")
    reunify(team, "pack", "42", "review", "--format", "md")
    other = (team / "cases" / "RU-2026-0042" / "packs" / "review-0042-v2.md").read_text()

    assert "Northgate Council · OFFICIAL-SENSITIVE" in usual
    assert "Northgate · OFFICIAL\n" in other


def test_a_folder_that_reads_like_a_paper_is_asked_about(tmp_path: Path) -> None:
    team = a_team(tmp_path / "team")
    said = reunify(team, "pack", "42", "review", "--out", str(tmp_path / "review.PDF"))

    assert 2 == said.code
    assert '"review.PDF" reads like a paper' in said.err
    assert not (tmp_path / "review.PDF").exists()
