"""A contact sheet for a person to look at: the first page of every paper, and beside it every paper in every format.

    python -m tests.contact_sheet FOLDER

Not a test: whether a page is well made can be seen, and not asserted.
"""

from __future__ import annotations

import sys
from base64 import b64encode
from collections.abc import Iterator
from datetime import date
from html import escape
from pathlib import Path

from reunify_cli.papers.layout.pdf import _press
from reunify_cli.papers.layout.sheet import sheet
from reunify_cli.papers.packs import PACKS, find_pack
from reunify_cli.papers.paper import FORMATS, House, Paper, paper
from reunify_cli.shipped import case_templates_dir
from tests.papers.children import paper_of, policy, rosie, stand
from tests.papers.family import every_paper, made_for, marked, marked_plan

NOW = "2026-11-30T08:47"
GENERAL = ("family group conference", "professionals meeting", "strategy discussion", "disruption meeting")
"""Some of the meetings that have the general paper."""
PAGE = """<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>Contact sheet</title>
<style>body {{ font-family: sans-serif; margin: 2rem; background: #ddd }}
main {{ display: flex; flex-wrap: wrap; gap: 2rem }}
figure {{ margin: 0; width: 26rem }} img {{ width: 100%; border: 1px solid #888 }}</style>
<h1>The first page of every paper</h1><main>{}</main></html>
"""


def papers() -> Iterator[tuple[str, Paper]]:
    """Every paper for professionals, of the general template some examples, and those for each other reader."""
    vocabulary = policy("surrey").vocabulary
    names = [pack.name for pack in PACKS if "professionals" in pack.readers]
    for name in (*names, *GENERAL):
        pack = find_pack(name, vocabulary)
        if pack is not None:
            known, house = paper_of(name, rosie(), NOW, "surrey"), House("Northgate Council")
            yield pack.name, paper(pack, known, house, case="RU-2026-0042", policy="surrey", day=date(2026, 11, 30))
    family = stand(marked_plan(marked(rosie(), "*"), "*"), NOW, "surrey")
    for name, reader in every_paper(family):
        yield f"{name}, for {reader.key}", made_for(name, reader, family)


def first_page(made: Paper) -> bytes:
    """The first page as a picture."""
    press = _press(case_templates_dir() / "packs" / "layout.typ", None, False)
    given = {"paper": sheet(made.document, made.meta(1))}
    pages = press.compile(format="png", ppi=80, sys_inputs=given)
    return pages[0] if isinstance(pages, list) else pages or b""


def main(folder: Path) -> None:
    """Write contact-sheet.html and the papers into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    shown = []
    for name, made in papers():
        stem = name.replace(", for ", "-for-").replace(" ", "-")
        for format, write in FORMATS.items():
            (folder / f"{stem}.{format}").write_bytes(write(made, 1).content)
        links = ", ".join(f'<a href="{escape(stem)}.{format}">{format}</a>' for format in FORMATS)
        picture = b64encode(first_page(made)).decode("ascii")
        image = f'<img alt="First page of {escape(name)}" src="data:image/png;base64,{picture}">'
        shown.append(f"<figure>{image}<figcaption>{escape(name)}: {links}</figcaption></figure>")
    (folder / "contact-sheet.html").write_text(PAGE.format("\n".join(shown)), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "contact-sheet"))
