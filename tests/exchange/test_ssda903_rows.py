"""A return is read as authorities save it: any encoding, any file name, and every mistake named at once."""

from datetime import date
from pathlib import Path

import pytest

from reunify_cli.errors import Unreadable
from reunify_cli.exchange.ssda903.rows import read_return
from tests.exchange.returns import a_return

HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n501,2,08/03/2010,WBRI,,,\n"
EPISODES = (
    "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
    "501,04/05/2017,S,C2,N1,U4,PR1,,,,,,\n"
)


def laid(folder: Path, **files: str | bytes) -> Path:
    for name, text in files.items():
        content = text.encode() if isinstance(text, str) else text
        (folder / f"{name}.csv").write_bytes(content)
    return folder


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_file_reads_the_same_however_it_was_saved(
    tmp_path: Path, encoding: str, line_end: str, separator: str
) -> None:
    text = HEADER.replace("WBRI", "Café").replace(",", separator).replace("\n", line_end)

    found = read_return(laid(tmp_path, header=text.encode(encoding), episodes=EPISODES))

    assert {"501": date(2010, 3, 8)} == {number: person.born for number, person in found.people.items()}
    assert () == found.problems


def test_files_are_known_by_their_columns_whatever_they_are_called(tmp_path: Path) -> None:
    folder = laid(tmp_path, a=EPISODES, b=HEADER, oc2="CHILD,DOB,SDQ_SCORE\n501,08/03/2010,12\n")

    found = read_return(folder)

    assert {"episodes": "a.csv", "header": "b.csv"} == {table: Path(file).name for table, file in found.files.items()}
    assert [("oc2.csv", "holds none of the tables that are read")] == [
        (each.file, each.what) for each in found.not_read if each.file == "oc2.csv"
    ]


def test_unaccompanied_children_are_not_taken_for_the_header(tmp_path: Path) -> None:
    folder = laid(tmp_path, header=HEADER, episodes=EPISODES, uasc="CHILD,SEX,DOB,DUC\n501,2,08/03/2009,01/05/2018\n")

    assert date(2010, 3, 8) == read_return(folder).people["501"].born


@pytest.mark.parametrize(
    ("code", "sex"), [("1", "male"), ("M", "male"), ("2", "female"), ("f", "female"), ("U", ""), ("", "")]
)
def test_sex_is_read_as_written_before_and_after_2024(tmp_path: Path, code: str, sex: str) -> None:
    found = a_return(tmp_path, "501 04/05/2017 S C2 N1 U4 PR1", header=f"501 {code or '-'} 08/03/2010")

    assert sex == found.people["501"].sex


@pytest.mark.parametrize("written", ["04/05/2017", "4/5/2017", "04-05-2017", "04/05/2017 00:00:00", "04/05/2017 0:00"])
def test_a_date_is_read_as_the_return_or_a_spreadsheet_writes_it(tmp_path: Path, written: str) -> None:
    folder = laid(tmp_path, header=HEADER, episodes=EPISODES.replace("04/05/2017", written))

    assert date(2017, 5, 4) == read_return(folder).episodes["501"][0].began


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("501,31/02/2017,S,C2,N1,U4,PR1", '"31/02/2017" in DECOM is not a date: there is no such day.'),
        ("501,May 2017,S,C2,N1,U4,PR1", '"May 2017" in DECOM is not a date: write it as 31/03/2018.'),
        ("501,04/05/0017,S,C2,N1,U4,PR1", '"04/05/0017" in DECOM cannot be right: the year is 17.'),
        ("501,,S,C2,N1,U4,PR1", "This row has no date in DECOM."),
        (",04/05/2017,S,C2,N1,U4,PR1", "This row has no child's number (CHILD)."),
        ("../501,04/05/2017,S,C2,N1,U4,PR1", "CHILD is not a child's number: letters and digits, at most thirty."),
        ("501,04/05/2017,S,C2,N1,U4,PR1,,,,,,,one,more", "This row has 15 values, and the file has 13 columns."),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_left_out_and_the_others_are_kept(
    tmp_path: Path, row: str, sentence: str
) -> None:
    found = read_return(laid(tmp_path, header=HEADER, episodes=f"{EPISODES}{row}\n"))

    assert [(3, sentence)] == [(p.place.line, p.sentence) for p in found.problems if p.place]
    assert 1 == len(found.episodes["501"])


def test_every_row_that_cannot_be_read_is_named_at_once(tmp_path: Path) -> None:
    rows = "502,04/05/2017,S,C2,N1,U4,PR1,never\n501,soon,S,C2,N1,U4,PR1\n"

    found = read_return(laid(tmp_path, header=f"{HEADER}503,2,08/2010\n", episodes=EPISODES + rows))

    assert [("episodes.csv", 3), ("episodes.csv", 4), ("header.csv", 3)] == [
        (Path(p.place.file).name, p.place.line) for p in found.problems if p.place
    ]


def test_a_value_that_runs_over_two_lines_does_not_shift_the_lines_after_it(tmp_path: Path) -> None:
    rows = '"501",12/06/2018,P,C2,N1,"U\n4",PR1\n501,never,P,C2,N1,U4,PR1\n'

    found = read_return(laid(tmp_path, header=HEADER, episodes=EPISODES + rows))

    assert [5] == [p.place.line for p in found.problems if p.place]


@pytest.mark.parametrize(
    ("files", "sentences"),
    [
        ({}, ["There is no CSV file in this folder, and no XML file."]),
        ({"header": HEADER}, ["No CSV file here holds the episodes table."]),
        (
            {"a": "name,age\n"},
            ["No CSV file here holds the header table.", "No CSV file here holds the episodes table."],
        ),
        (
            {"header": HEADER, "episodes": EPISODES.replace("REC", "REASON")},
            ["This looks like the episodes table, but it has no column REC."],
        ),
        (
            {"header": HEADER.replace("SEX", "GENDER"), "reviews": "CHILD,REVIEW\n"},
            [
                "This looks like the header table, but it has no column SEX.",
                "This looks like the reviews table, but it has no column REVIEW_CODE.",
            ],
        ),
    ],
)
def test_a_return_that_lacks_a_table_is_refused_with_everything_that_is_wrong(
    tmp_path: Path, files: dict[str, str], sentences: list[str]
) -> None:
    with pytest.raises(Unreadable) as refused:
        read_return(laid(tmp_path, **files))

    assert sentences == [problem.sentence for problem in refused.value.problems]


def test_a_table_in_two_files_is_refused_since_nobody_can_tell_which_is_newer(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as refused:
        read_return(laid(tmp_path, header=HEADER, now=EPISODES, before=EPISODES))

    assert ["The episodes table stands in 2 files"] == [
        problem.sentence.split(":")[0] for problem in refused.value.problems
    ]


@pytest.mark.parametrize(("name", "says"), [("nowhere", "is not there."), ("header.csv", "is a file, not a folder.")])
def test_a_folder_that_is_none_is_refused(tmp_path: Path, name: str, says: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_return(laid(tmp_path, header=HEADER) / name)

    assert refused.value.problems[0].sentence.endswith(says)


def test_empty_rows_and_spaces_around_values_do_not_matter(tmp_path: Path) -> None:
    text = EPISODES.replace("501,04/05/2017", "\n,,,,,,,,,,,,\n 501 , 04/05/2017 ")

    found = read_return(laid(tmp_path, header=HEADER, episodes=text))

    assert ((), ["501"]) == (found.problems, list(found.episodes))
