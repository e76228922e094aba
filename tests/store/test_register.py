"""The register reads whole or not at all: every mistake of its file comes back at its place."""

import pytest

from reunify_cli.errors import Unreadable
from reunify_cli.policy_store.coverage import Clause, Register
from reunify_cli.policy_store.register import load_register, read_register

HEAD = """\
documents:
  "000": Northgate, May 2026
  readings: Readings
  law: The law
"""


def test_a_register_holds_its_documents_and_clauses_in_order() -> None:
    found = read_register(
        HEAD
        + 'N-01: {at: "000 section 1", strength: must, says: A visit is made.}\n'
        + "X-01: {at: 000 section 1, says: A visit is seeing the child.}\n"
        + "reg 34: {at: reg 34, strength: must, says: A policy on reviews., not-taken-up: once for all}\n",
        "register.yaml",
    )

    assert (
        Register(
            {"000": "Northgate, May 2026", "readings": "Readings", "law": "The law"},
            (
                Clause("N-01", "000 section 1", "A visit is made.", "must"),
                Clause("X-01", "000 section 1", "A visit is seeing the child."),
                Clause("reg 34", "reg 34", "A policy on reviews.", "must", not_taken_up="once for all"),
            ),
        )
        == found
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("N-01: A visit is made.", "register.yaml:5:7\n    N-01: a clause is written as"),
        ("N-01: {strength: must, says: A visit.}", 'register.yaml:5:7\n    N-01: "at" is missing.'),
        ("N-01: {at: 000, strength: must}", 'register.yaml:5:7\n    N-01: "says" is missing.'),
        ("N-01: {at: 000, strength: msut, says: A visit.}", '5:27\n    N-01: "msut" is not one of must, should'),
        ("N-01: {at: 000, says: A visit., aswered-by: all}", '5:33\n    N-01: "aswered-by" is not known here.'),
        (
            "N-01: {at: 000, says: A visit., guidance: Go., not-taken-up: no}",
            "N-01: a clause either has words to print or a reason",
        ),
    ],
)
def test_a_mistake_in_a_clause_is_said_with_its_place(line: str, said: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_register(HEAD + line + "\n", "register.yaml")

    assert said in str(caught.value)


def test_all_mistakes_come_at_once() -> None:
    with pytest.raises(Unreadable) as caught:
        read_register("documents: {law: The law}\nN-01: {}\nN-02: {at: 000, says: A visit., sure: yes}\n", "r.yaml")

    assert ["readings", "at", "says", "sure"] == [each.sentence.split('"')[1] for each in caught.value.problems]


def test_a_file_that_is_no_register_is_refused() -> None:
    with pytest.raises(Unreadable, match="should hold clauses"):
        read_register("- N-01\n", "register.yaml")


def test_the_shipped_register_reads() -> None:
    assert load_register().clauses
