"""What the tool does with bad input: one clear sentence with its place and the next step, nothing changed on disk, and
no child left out of a list in silence."""

import re
from pathlib import Path

import pytest

from tests.cli.desk import CHILD, JOURNAL, POLICY, RULES, Answer, a_team, another_child, bytes_of, lay, reunify

CASE = "cases/RU-2026-0042"
VISIT = "{id: 2C11, event: visit, date: 2026-10-19, seen: yes, by: d.okafor}"
READ, WRITE = ("show", "42"), ("record", "42", "visit", "seen=yes", "--yes")
LISTS = (("list",), ("next",), ("overdue",), ())
"""Every list there is; without words it is the morning."""


def journal(old: str, new: str) -> dict[str, str]:
    """A journal in which one thing is otherwise."""
    assert old in JOURNAL
    return {"journal.yaml": JOURNAL.replace(old, new)}


def case(old: str, new: str) -> dict[str, str]:
    """A case.yaml in which one thing is otherwise."""
    assert old in CHILD
    return {"case.yaml": CHILD.replace(old, new)}


UNREAD: dict[str, tuple[dict[str, str], str, str]] = {
    "YAML that cannot be read": (journal("[mother]}", "[mother}"), "journal.yaml:7:", "bracket"),
    "a journal cut off in the middle of an entry": ({"journal.yaml": JOURNAL[:-30]}, "journal.yaml:8:", "bracket"),
    "a journal that is no list": ({"journal.yaml": "visit: yes\n"}, "journal.yaml:1:", "is a list of entries"),
    "versions that git could not join": ({"journal.yaml": f"{JOURNAL}<<<<<<< HEAD\n"}, "journal.yaml:8:", "two"),
    "an unknown key in case.yaml": (case("homes:", "hoems:"), "case.yaml:9:", 'Did you mean "homes"?'),
    "an unknown key in an entry": (journal(VISIT, VISIT.replace("seen", "sene")), "journal.yaml:6:", 'mean "seen"?'),
    "an unknown event": (journal("event: review", "event: revew"), "journal.yaml:5:", 'Did you mean "review"?'),
    "an event that this policy does not know": (journal(VISIT, VISIT.replace("visit", "sledging")), "journal.yaml:6:",
                                                '"sledging" is not an event'),
    "a day that there is not": (journal("2026-09-14", "2026-02-30"), "journal.yaml:4:", "February 2026 has 28"),
    "a day before the child was born": (journal("2026-09-14", "2016-09-14"), "journal.yaml:4:", "before the child was"),
    "a day that has not come yet": (journal("2026-10-19", "2026-12-19"), "journal.yaml:6:", "is in the future"),
    "a date of birth that there is not": (case("2017-03-08", "2017-02-29"), "case.yaml:3:", "February 2017 has 28"),
    "another child's id": (case("RU-2026-0042", "RU-2026-0050"), "case.yaml:2:", "differ"),
    "a second copy of the journal": ({"journal (1).yaml": JOURNAL}, "journal.yaml", "two copies"),
    "no files at all": ({"case.yaml": "", "journal.yaml": ""}, "case.yaml:1:1", "is missing"),
}  # fmt: skip
"""What can stand in a child's folder so that the child cannot be read: the files, the place named, some words."""


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """Two children of whom nothing is wrong."""
    return lay(a_team(tmp_path), another_child(50, "C.D."))


def spoilt(team: Path, files: dict[str, str]) -> Path:
    """The first of the two children with these files."""
    return lay(team, {f"{CASE}/{name}": text for name, text in files.items()})


def kept(team: Path, words: tuple[str, ...]) -> Answer:
    """What a command answers, having changed nothing in any child's folder and left no traceback."""
    before = bytes_of(team)
    answer = reunify(team, *words)
    here = {name: text for name, text in bytes_of(team).items() if not name.startswith("config")}

    assert before == here
    assert "Traceback" not in answer.out + answer.err
    assert "It is a fault in reunify" not in answer.err
    return answer


# --- a child who cannot be read -----------------------------------------------------------------------------------


@pytest.mark.parametrize("what", UNREAD)
@pytest.mark.parametrize("words", [READ, WRITE])
def test_a_child_who_cannot_be_read_is_refused_with_place_sentence_and_next_step(
    team: Path, what: str, words: tuple[str, ...]
) -> None:
    files, place, sentence = UNREAD[what]
    answer = kept(spoilt(team, files), words)
    first, *rest = answer.err.splitlines()

    assert (3, "") == (answer.code, answer.out)
    assert first.startswith(f"{CASE}/{place}")
    assert sentence in answer.err
    assert any(line.startswith("    ") for line in rest[1:]), "what to do next"


@pytest.mark.parametrize("what", UNREAD)
@pytest.mark.parametrize("words", LISTS)
def test_no_list_leaves_a_child_out_in_silence(team: Path, what: str, words: tuple[str, ...]) -> None:
    files, place, sentence = UNREAD[what]
    answer = kept(spoilt(team, files), words)
    said = " ".join(answer.out.split())

    assert 3 == answer.code
    assert "2 children: 1 read, 1 NOT READ" in said
    assert re.search(rf"NOT READ: .* 0042 {place.partition(':')[0]}", said)
    assert sentence in said
    assert "do reunify check 42" in said


@pytest.mark.parametrize("what", UNREAD)
def test_a_list_for_programs_says_who_could_not_be_read_and_why(team: Path, what: str) -> None:
    files, place, sentence = UNREAD[what]
    answer = kept(spoilt(team, files), ("list", "--json"))
    unread = answer.json["unread"]

    assert (3, 1, ["RU-2026-0050"]) == (answer.code, answer.json["read"], [c["case"] for c in answer.json["items"]])
    assert ["RU-2026-0042"] == [each["case"] for each in unread]
    assert sentence in str(unread)
    assert f"{CASE}/{place.partition(':')[0]}" in str(unread)


@pytest.mark.parametrize("what", UNREAD)
def test_check_names_the_file_to_mend_and_what_to_type_then(team: Path, what: str) -> None:
    files, place, sentence = UNREAD[what]
    answer = kept(spoilt(team, files), ("check",))
    said = " ".join(answer.out.split())

    assert 1 == answer.code
    assert f"FILES TO FIX. Until then, lists name these children but cannot show their dates. {CASE}/{place}" in said
    assert sentence in said
    assert "then: reunify check 42" in said


def test_every_mistake_of_a_file_is_said_at_once(team: Path) -> None:
    wrong = JOURNAL.replace("2026-09-14", "2026-02-30").replace("event: review", "event: revew").replace("seen", "sene")
    answer = kept(spoilt(team, {"journal.yaml": wrong}), READ)

    assert {"4", "5", "6"} == set(re.findall(r"journal\.yaml:(\d+):", answer.err))


def test_a_child_beside_one_who_cannot_be_read_is_written_about_all_the_same(team: Path) -> None:
    spoilt(team, UNREAD["an unknown event"][0])
    before = bytes_of(team)
    answer = reunify(team, "record", "50", "visit", "seen=yes", "--yes")
    changed = {name for name, text in bytes_of(team).items() if before.get(name) != text and "config" not in name}

    assert 0 == answer.code
    assert {str(Path("cases/RU-2026-0050/journal.yaml"))} == changed


# --- a folder of children that cannot be read ----------------------------------------------------------------------

OFFICE: dict[str, tuple[dict[str, str], str, str]] = {
    "a team.yaml cut off": ({"team.yaml": "people: [\n"}, "team.yaml:", "bracket"),
    "an unknown key in reunify.yaml": ({"reunify.yaml": "polisy: northgate\n"}, "reunify.yaml:1:1", 'mean "policy"?'),
    "a policy that there is not": ({"reunify.yaml": "policy: northgat\n"}, "", 'Did you mean "northgate"?'),
    "a rule without a citation": (
        {
            "policies/northgate/rules.yaml": RULES.replace("source: {cite: SI 2010/959, at: reg 28}, ", ""),
            "policies/northgate/policy.yaml": re.sub(r"source: .*\n", "", POLICY),
        },
        "policies/northgate/rules.yaml:2:5",
        "a rule without a source is no rule",
    ),
    "a rule about an event that there is not": (
        {"policies/northgate/rules.yaml": RULES.replace("needs: {event: review}}", "needs: {event: revew}}")},
        "policies/northgate/rules.yaml:",
        "revew",
    ),
}
"""What can be wrong with the folder itself: the files, the place that is named, some words."""


@pytest.mark.parametrize("what", OFFICE)
@pytest.mark.parametrize("words", [READ, WRITE])
def test_a_folder_that_cannot_be_read_is_refused_with_place_and_sentence(
    team: Path, what: str, words: tuple[str, ...]
) -> None:
    files, place, sentence = OFFICE[what]
    answer = kept(lay(team, files), words)

    assert (3, "") == (answer.code, answer.out)
    assert answer.err.startswith(place)
    assert sentence in answer.err


@pytest.mark.parametrize("what", [each for each in OFFICE if "policy" in each or "rule" in each])
def test_what_is_wrong_with_a_policy_is_said_once_and_names_every_child_it_concerns(team: Path, what: str) -> None:
    files, _, sentence = OFFICE[what]
    answer = kept(lay(team, files), ("list",))
    said = " ".join(answer.out.split())

    assert 3 == answer.code
    assert "2 children: 0 read, 2 NOT READ" in said
    assert "0042, 0050" in said
    assert 1 == said.count(sentence)


def test_a_policy_without_a_citation_fails_its_lint_with_file_and_line(team: Path) -> None:
    files, place, sentence = OFFICE["a rule without a citation"]
    answer = kept(lay(team, files), ("policy", "lint", "northgate"))

    assert 1 == answer.code
    assert place in answer.out
    assert sentence in " ".join(answer.out.split())


# --- a paper whose template asks for what there is not -------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "words"),
    [("# {{ title }}\n\n{{ favourite_colour }}\n", "favourite_colour"), ("# {{ title }}\n\n{% if %}\n", "Expected")],
)
def test_a_template_that_asks_for_what_there_is_not_makes_no_paper(team: Path, template: str, words: str) -> None:
    lay(team, {"case_templates/packs/review.md.j2": template})
    answer = kept(team, ("pack", "42", "review", "--format", "md"))
    place, sentence, step = answer.err.splitlines()

    assert 3 == answer.code
    assert "case_templates/packs/review.md.j2:3" == place
    assert words in sentence
    assert step.startswith("    ")


# --- what somebody types ------------------------------------------------------------------------------------------


def visit(day: str) -> tuple[str, ...]:
    return ("record", "42", "visit", "seen=yes", "--on", day, "--yes")


TYPED: dict[tuple[str, ...], str] = {
    visit("30/2/2026"): "February 2026 has 28",
    visit("31 June"): "June",
    visit("13/13"): "there is no month 13",
    visit("12/31"): "Write the day first: 31/12",
    visit("Fri"): "last Fri",
    visit("1/1/2017"): "before this child was born",
    visit("1/12/2026"): "is in the future",
    visit("tomorrow"): "is in the future",
    visit("30/11/2026 09:00"): "is in the future",
    ("record", "42", "revew", "--yes"): 'Did you mean "review"?',
    ("record", "42", "sledging", "--yes"): '"sledging" is not an event',
    ("record", "42", "visit", "sene=yes", "--yes"): 'Did you mean "seen"?',
    ("record", "42", "visit", "seen=perhaps", "--yes"): "yes or no",
    ("record", "42", "visit", "seen=yes", "--who", "Nobody Known", "--yes"): "No one in this case",
    ("record", "999", "visit", "seen=yes", "--yes"): 'No child here is called "999"',
    ("record", "42", "visit", "seen=yes", "--who", "Dana Okafr", "--yes"): "Dana Okafor",
    ("record", "42", "allocated", "to=Sizwe Naido", "as=social-worker", "--yes"): "Sizwe Naidoo",
    ("next", "--person", "Dana Okafr"): "Okaf",
    ("record", "RU-2026", "visit", "seen=yes", "--yes"): "RU-2026",
    visit("31/02"): "February 2026 has 28",
    visit("31/11"): "November has 30",
    ("record", "42", "care-team-meeting", "further-review=not-necessary", "--yes"): "why-not-necessary=",
    ("book", "42", "review", "--on", "30/2", "--yes"): "February 2027 has 28",
    ("book", "42", "review", "--on", "1/1/2026", "--yes"): "2026",
    ("correct", "42", "9Z99", "seen=no", "--why", "x", "--yes"): 'There is no entry "9Z99"',
    ("withdraw", "42", "9Z99", "--why", "x", "--yes"): 'There is no entry "9Z99"',
    ("show", "999"): 'No child here is called "999"',
    ("next", "999"): 'No child here is called "999"',
    ("why", "42", "viists"): 'Did you mean "visits"?',
    ("advance", "999"): 'No child here is called "999"',
    ("list", "--as-of", "30/2"): "February 2026 has 28",
    ("list", "--stage", "plann"): 'Did you mean "plan"?',
    ("next", "--within", "soon"): "not a length of time",
    ("new", "RU-2026-0042", "name=Ann Lee"): "There is a case RU-2026-0042 already",
    ("new", "name=Ann Lee", "born=30/2/2017"): "February 2017 has 28",
    ("new", "name=Ann Lee", "born=3/3/2027"): "is in the future",
    ("new", "name=Ann Lee", "born=3/3/2020", "on=27/11/2019", "legal-status=s20"): "before",
    ("new", "--template", "setcion-20"): 'Did you mean "section-20"?',
    ("pack", "42", "reveiw"): 'Did you mean "review"?',
    ("lsit",): 'Did you mean "list"?',
}
"""What is typed, and some of the words of the answer."""


@pytest.mark.parametrize("words", TYPED, ids=" ".join)
def test_what_is_mistyped_is_refused_with_what_was_meant_and_what_to_type(team: Path, words: tuple[str, ...]) -> None:
    answer = kept(team, words)
    sentence, *step = answer.err.splitlines()

    assert (2, "") == (answer.code, answer.out)
    assert TYPED[words] in answer.err
    assert sentence.strip()
    assert step or re.search("Did you mean|is yes or no|Say so with", sentence)


def test_two_children_with_one_id_are_both_named_and_neither_is_written_about(team: Path) -> None:
    spoilt(team, UNREAD["another child's id"][0])
    listed = kept(team, ("list",))
    first = kept(team, ("record", "42", "visit", "seen=yes", "--yes"))

    assert (3, 3) == (listed.code, first.code)
    assert "0042" in listed.out
    assert "0050" in listed.out


# --- a near miss never guesses ------------------------------------------------------------------------------------


def test_initials_that_two_children_share_name_both_and_nothing_is_written(team: Path) -> None:
    lay(team, another_child(51, "C.D."))
    answer = kept(team, ("record", "CD", "visit", "seen=yes", "--yes"))

    assert 2 == answer.code
    assert "RU-2026-0050" in answer.err
    assert "RU-2026-0051" in answer.err
    assert "Type the whole id." in answer.err


def test_a_meeting_moved_to_a_bank_holiday_is_moved_and_the_day_is_named(team: Path) -> None:
    reunify(team, "book", "42", "review", "--on", "17 Dec 10:00", "--yes")
    moved = reunify(team, "book", "42", "review", "--move", "--on", "28 Dec 10:00", "--yes")

    assert 0 == moved.code
    assert "Mon 28 Dec is a bank holiday: Boxing Day (substitute day)." in moved.out


def test_an_event_for_a_closed_case_is_refused_with_the_way_to_open_it_again(team: Path) -> None:
    reunify(team, "close", "42", "--outcome", "moved", "--on", "27/11", "--yes")
    answer = kept(team, WRITE)

    assert 2 == answer.code
    assert "was closed on Fri 27 November 2026" in answer.err
    assert "reunify reopen 42 --why TEXT" in answer.err


def test_of_several_children_none_is_written_about_where_one_is_mistyped(team: Path) -> None:
    answer = kept(team, ("record", "50", "24", "visit", "seen=yes", "--yes"))

    assert 2 == answer.code
    assert 'No child here is called "24"' in answer.err
