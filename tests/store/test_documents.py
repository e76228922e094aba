"""A document that an entry rests on is the one that it was, or it is named."""

from hashlib import sha256
from pathlib import Path

import pytest

from reunify_cli.model.case import Entry
from reunify_cli.model.moment import parse_moment
from reunify_cli.store.documents import document_problems
from tests.cli.desk import a_team, lay, reunify

APPROVAL = b"Approved. H."


def wrong(folder: Path, **document: str) -> list[str]:
    entry = Entry("7K3F", "approved", parse_moment("2026-11-02"), 0, document=document)
    return [problem.sentence for problem in document_problems(folder, [entry], {})]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lay(tmp_path / "case", {"documents/a.txt": APPROVAL.decode()})
    lay(tmp_path, {"secret.txt": "elsewhere"})
    return tmp_path / "case"


def test_the_document_that_it_was_is_passed_over(folder: Path) -> None:
    assert wrong(folder, file="documents/a.txt", sha256=sha256(APPROVAL).hexdigest().upper()) == []
    assert wrong(folder, file="documents/a.txt") == []
    assert wrong(folder, ref="447190/12") == []


def test_one_that_was_exchanged_is_named(folder: Path) -> None:
    digest = sha256(APPROVAL).hexdigest()
    (folder / "documents/a.txt").write_bytes(APPROVAL + b" Not.")

    assert "is not the document that it was" in wrong(folder, file="documents/a.txt", sha256=digest)[0]


@pytest.mark.parametrize("name", ["../secret.txt", "/etc/passwd", "documents/../../secret.txt", "a\\b", "link"])
def test_one_that_lies_elsewhere_is_not_looked_at(folder: Path, name: str) -> None:
    (folder / "link").symlink_to(folder.parent / "secret.txt")

    assert "does not lie in the child's folder" in wrong(folder, file=name, sha256="0")[0]


@pytest.mark.parametrize("name", ["documents/b.txt", "documents", "x\0y", "a" * 300])
def test_one_that_is_not_there_is_said_not_to_be(folder: Path, name: str) -> None:
    assert len(wrong(folder, file=name, sha256="0")) == 1


def test_check_looks_at_every_document_and_says_where_the_entry_stands(tmp_path: Path) -> None:
    team = a_team(tmp_path)
    path = team / "cases/RU-2026-0042/journal.yaml"
    path.write_text(
        path.read_text().replace("of-whom: [mother]", "of-whom: [mother], document: {file: a.pdf, sha256: 00}")
    )

    answer = reunify(team, "check", "42", "--files")
    lay(team, {"cases/RU-2026-0042/a.pdf": "changed"})
    changed = reunify(team, "check", "42", "--files")

    assert (1, True) == (answer.code, '"a.pdf" is not there' in answer.out)
    assert "cases/RU-2026-0042/journal.yaml:7" in answer.out
    assert (1, True) == (changed.code, "is not the document that it was" in " ".join(changed.out.split()))
