"""The authority's logo: which files it may be, and what is said of any other."""

from pathlib import Path

import pytest

from reunify_cli.errors import Unreadable
from reunify_cli.store.logo import MOST, read_logo
from reunify_cli.store.workspace import read_workspace

PNG, JPG = b"\x89PNG\r\n\x1a\n...", b"\xff\xd8\xff\xe0..."


def logo(root: Path, content: bytes | None, name: str = "our logo.bin") -> tuple[str, bytes] | None:
    (root / "reunify.yaml").write_text(f"policy: surrey\nlogo: {name}\n", encoding="utf-8")
    if content is not None:
        (root / name).write_bytes(content)
    return read_logo(read_workspace(root))


@pytest.mark.parametrize(
    ("kind", "content"), [("png", PNG), ("jpg", JPG), ("svg", b'<?xml version="1.0"?>\n<svg xmlns="a"/>')]
)
def test_a_logo_is_known_by_what_it_holds_whatever_its_name(tmp_path: Path, kind: str, content: bytes) -> None:
    assert (kind, content) == logo(tmp_path, content)


def test_without_a_logo_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "reunify.yaml").write_text("policy: surrey\n", encoding="utf-8")

    assert None is read_logo(read_workspace(tmp_path))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, 'There is no file "our logo.bin".'),
        (b"GIF89a", '"our logo.bin" is not a picture of a kind that papers can hold.'),
        (b"", '"our logo.bin" is not a picture of a kind that papers can hold.'),
        (PNG + bytes(MOST), '"our logo.bin" has 1.0 MB, and a logo may have 1 MB.'),
    ],
)
def test_any_other_is_refused_at_its_line(tmp_path: Path, content: bytes | None, words: str) -> None:
    with pytest.raises(Unreadable) as caught:
        logo(tmp_path, content)

    (problem,) = caught.value.problems
    assert ("reunify.yaml:2:7", words) == (str(problem.place), problem.sentence)
    assert "logo: logo.svg" in problem.help
