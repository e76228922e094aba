"""A policy's handbook in files: the same Markdown, laid out as every other paper is, in one format or several."""

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from reunify_cli.cli.out import check_out, put_out
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Mistyped, did_you_mean
from reunify_cli.rules.policy import Policy
from reunify_cli.text.layout import clean

FORMATS: Final = ("md", "html", "pdf", "docx")
"""The formats a handbook can be written to a file in."""


def formats(words: str) -> tuple[str, ...]:
    """The formats that `--format` names, each once. Raises Mistyped for one there is not, or text with another.

    >>> formats("md, pdf,md")
    ('md', 'pdf')
    """
    wanted = tuple(dict.fromkeys(each.strip().lower() for each in words.split(",") if each.strip()))
    known = ("text", *FORMATS)
    for each in wanted:
        if each not in known:
            help = f"Write --format {', '.join(known[:-1])} or {known[-1]}; several with a comma between: md,pdf"
            raise Mistyped(f'"{each}" is not a format here.{did_you_mean(each, known)}', help=help)
    if not wanted or (len(wanted) > 1 and "text" in wanted):
        raise Mistyped("Text is for the screen; it goes with no other format.", help="Such as --format md,pdf")
    return wanted


def handbook_in(form: str, policy: Policy, markdown: Sequence[str], today: date, authority: str) -> bytes:
    """A handbook in one format. What is less than perfect about it is said on stderr."""
    text = "\n".join(markdown)
    if form == "md":
        return f"{text}\n".encode()
    from reunify_cli.papers.layout.blocks import Meta
    from reunify_cli.papers.layout.parse import parse

    meta = Meta(title=policy.title, date=today, authority=authority, footer=f"policy {policy.id} {policy.digest}")
    if form == "html":
        from reunify_cli.papers.layout.html import to_html

        return to_html(parse(text), meta).encode()
    if form == "docx":
        from reunify_cli.papers.layout.docx import to_docx

        return to_docx(parse(text), meta)
    from reunify_cli.papers.layout.pdf import to_pdf

    made = to_pdf(parse(text), meta)
    sys.stderr.write("".join(f"{clean(each)}\n" for each in made.findings))
    return made.content


def write(
    terminal: Terminal, forms: Sequence[str], policy: Policy, markdown: Sequence[str], authority: str = ""
) -> None:
    """Write a handbook in each format to the file of `--out`, or one beside the other under that name.

    Raises Mistyped where no file is named or none can be there, Refused for one that is not ours to overwrite; then
    nothing is written. Raises Unreadable where the disk says no.
    """
    if terminal.out is None:
        what = f"A {forms[0].upper()} goes" if len(forms) == 1 else "These go"
        ending = f".{forms[0]}" if len(forms) == 1 else ""
        into = (
            "into a file." if len(forms) == 1 else "into files: " + ", ".join(f"{policy.id}.{each}" for each in forms)
        )
        raise Mistyped(f"{what} {into}", help=f"Add  --out {policy.id}{ending}")
    wanted = files(forms, terminal.out)
    for file in wanted.values():
        check_out(terminal, file)
    for form, file in wanted.items():
        put_out(terminal, file, handbook_in(form, policy, markdown, terminal.session.today, authority))
        sys.stderr.write(f"Written: {clean(file)}\n")


def files(forms: Sequence[str], out: Path) -> dict[str, Path]:
    """The file for each format: the one that was named, or, of several, each with its own ending."""
    if len(forms) == 1:
        return {forms[0]: out}
    stem = out.with_suffix("") if out.suffix[1:].lower() in FORMATS else out
    return {form: stem.with_name(f"{stem.name}.{form}") for form in forms}
