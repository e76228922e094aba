"""The papers that were made: never written over once changed, listed with how they came to be, and free of names."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli.errors import Unreadable
from reunify_cli.store.durable import disk
from reunify_cli.store.papers import MadePaper, PapersFolder, digest, keep, read_made, version_for


def papers_folder(folder: Path, name: str = "review", out: Path | None = None) -> PapersFolder:
    packs = folder / "cases" / "RU-2026-0042" / "packs"
    return PapersFolder(packs, out or packs, name, "0042", "professionals", read_made(packs))


def make(
    folder: Path, text: str, *formats: str, name: str = "review", out: Path | None = None
) -> tuple[int, list[str]]:
    """Make a paper that says a text; gives its version and its files."""
    here = papers_folder(folder, name, out)
    here.packs.parent.mkdir(parents=True, exist_ok=True)
    says, wanted = digest(text.encode()), formats or ("pdf",)
    version = version_for(here, says, wanted)
    papers = []
    for format in wanted:
        data = f"{text}, version {version}, as {format}".encode()
        path = here.path(version, format)
        record = MadePaper(name, version, format, "professionals", path.name, digest(data), says, "surrey", "0" * 12,
                      "2026-11-30", "2026-11-30T08:47Z", "d.okafor")  # fmt: skip
        papers.append((record, data))
    return version, [path.name for path in keep(here, papers, "Dana Okafor")]


def test_a_paper_that_says_something_else_is_a_new_version_and_the_old_one_stays(tmp_path: Path) -> None:
    first, second = make(tmp_path, "one"), make(tmp_path, "two")
    packs = papers_folder(tmp_path).packs

    assert [(1, ["review-0042-v1.pdf"]), (2, ["review-0042-v2.pdf"])] == [first, second]
    assert "one, version 1, as pdf" == (packs / "review-0042-v1.pdf").read_text()


def test_a_paper_that_says_the_same_is_the_same_version_and_is_listed_once(tmp_path: Path) -> None:
    make(tmp_path, "one")
    before = disk.read(papers_folder(tmp_path).packs / "made.yaml")

    assert (1, ["review-0042-v1.pdf"]) == make(tmp_path, "one")
    assert before == disk.read(papers_folder(tmp_path).packs / "made.yaml")


def test_a_paper_that_somebody_changed_is_never_written_over(tmp_path: Path) -> None:
    make(tmp_path, "one")
    path = papers_folder(tmp_path).packs / "review-0042-v1.pdf"
    path.write_text("one, with a note in the margin")

    assert (2, ["review-0042-v2.pdf"]) == make(tmp_path, "one")
    assert "one, with a note in the margin" == path.read_text()


def test_a_file_that_nobody_here_made_is_never_written_over(tmp_path: Path) -> None:
    path = papers_folder(tmp_path).path(1, "pdf")
    path.parent.mkdir(parents=True)
    path.write_text("scanned")

    assert (2, ["review-0042-v2.pdf"]) == make(tmp_path, "one")
    assert "scanned" == path.read_text()


def test_a_file_that_was_taken_away_is_made_again_under_its_version(tmp_path: Path) -> None:
    make(tmp_path, "one")
    papers_folder(tmp_path).path(1, "pdf").unlink()

    assert (1, ["review-0042-v1.pdf"]) == make(tmp_path, "one")
    assert papers_folder(tmp_path).path(1, "pdf").is_file()


def test_another_format_of_the_same_paper_has_the_same_version(tmp_path: Path) -> None:
    make(tmp_path, "one", "pdf")

    assert (1, ["review-0042-v1.md"]) == make(tmp_path, "one", "md")
    assert [(1, "pdf"), (1, "md")] == [(each.version, each.format) for each in papers_folder(tmp_path).made]


def test_each_paper_has_versions_of_its_own(tmp_path: Path) -> None:
    make(tmp_path, "one")

    assert (1, ["planning-meeting-0042-v1.pdf"]) == make(tmp_path, "one", name="planning-meeting")


def test_a_paper_put_elsewhere_is_listed_with_the_case(tmp_path: Path) -> None:
    out = tmp_path / "for the meeting"

    assert (1, ["review-0042-v1.pdf"]) == make(tmp_path, "one", out=out)
    assert (out / "review-0042-v1.pdf").is_file()
    assert 1 == len(papers_folder(tmp_path).made)


def test_a_list_that_is_broken_is_named_and_nothing_is_made(tmp_path: Path) -> None:
    packs = tmp_path / "cases" / "RU-2026-0042" / "packs"
    packs.mkdir(parents=True)
    (packs / "made.yaml").write_text("made:\n  - {name: review, versoin: 1}\n")

    with pytest.raises(Unreadable) as refused:
        make(tmp_path, "one")
    assert "cases/RU-2026-0042/packs/made.yaml" in {str(p.place.file) for p in refused.value.problems if p.place}
    assert ["made.yaml"] == [path.name for path in packs.iterdir()]


@given(texts=st.lists(st.sampled_from("abc"), min_size=1, max_size=8))
def test_versions_only_ever_grow_and_every_file_stays_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("case")
    packs = papers_folder(folder).packs
    seen: dict[str, bytes] = {}
    versions = []
    for text in texts:
        version, files = make(folder, text)
        versions.append(version)
        seen.setdefault(files[0], (packs / files[0]).read_bytes())

        assert seen == {name: (packs / name).read_bytes() for name in seen}
    assert sorted(versions) == versions
