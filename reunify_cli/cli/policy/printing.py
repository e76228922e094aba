"""A policy's handbook as a PDF: the same Markdown, laid out as every other paper is."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from reunify_cli.errors import Mistyped, Problem, Unreadable
from reunify_cli.rules.policy import Policy


def write_pdf(policy: Policy, markdown: Sequence[str], today: date, out: Path | None, authority: str = "") -> None:
    """Lay a handbook out and write it to a file. Raises Mistyped where no file is named, Unreadable where it fails.

    What is less than perfect about it is said on stderr.
    """
    from reunify_cli.render.blocks import Meta
    from reunify_cli.render.parse import parse
    from reunify_cli.render.pdf import to_pdf

    if out is None:
        raise Mistyped(Problem(None, "A PDF goes into a file.", f"Add  --out {policy.id}.pdf"))
    footer = f"policy {policy.id} {policy.digest}"
    made = to_pdf(parse("\n".join(markdown)), Meta(title=policy.title, date=today, authority=authority, footer=footer))
    try:
        out.write_bytes(made.content)
    except OSError as error:
        raise Unreadable(Problem(None, f"{out} cannot be written: {error.strerror}.")) from None
    sys.stderr.write("".join(f"{each}\n" for each in (*made.findings, f"Written: {out}")))
