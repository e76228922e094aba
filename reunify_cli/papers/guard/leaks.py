"""The last look at a finished file, for anything in it that its reader must not learn.

The file is read back as it was written: its words, its metadata, bookmarks and alternative texts, and in a PDF every
string it holds. Besides, the tree it was laid out from is read, which knows under which heading a thing stands and in
what order letters come that a page draws from the right. What a picture shows is not read.
"""

import html
import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from reunify_cli.errors import Problem, Refused
from reunify_cli.frozen import dataclass
from reunify_cli.model.case import Entry
from reunify_cli.papers.family.allowed import shared_entries, shared_plan
from reunify_cli.papers.guard.secrets import Readable, Secret, readable
from reunify_cli.papers.layout.blocks import Document, Heading, Link, plain, walk
from reunify_cli.papers.readers import Reader
from reunify_cli.wording.case_view import CaseView


@dataclass(frozen=True, slots=True)
class Leak:
    """Something confidential that a file holds, and where in it."""

    secret: Secret
    where: str


def guard(found: Sequence[Leak], stand: CaseView, reader: Reader) -> None:
    """Raise Refused where a finished file holds something confidential: what sort of thing and where, never itself."""
    problems = []
    for leak in found:
        places = sources(stand, leak.secret)
        said = f"No paper is made for {reader.told}: it would hold {leak.secret.kind}, {leak.where}."
        mend = f"It stands in {' and in '.join(places)}: change the words, or take its mark away." if places else ""
        problems.append(Problem(None, said, mend or "Look in reunify.yaml, case.yaml and your own templates for it."))
    if problems:
        raise Refused(*problems)


def leaks(content: bytes, format: str, document: Document, secrets: Sequence[Secret]) -> list[Leak]:
    """Every secret that a finished file or the tree it was laid out from holds, each at the first place of it."""
    if not secrets:
        return []
    found: dict[str, Leak] = {}
    for where, text in (*told(document), *READ[format](content)):
        words = readable(text)
        for secret in secrets:
            if secret.kind not in found and secret.is_in(words):
                found[secret.kind] = Leak(secret, where)
    return list(found.values())


def sources(stand: CaseView, secret: Secret) -> tuple[str, ...]:
    """Where in the record a secret stands among what is marked as shareable: the entries, or the items of the plan."""
    marked = (entry for entry in shared_entries(stand) if secret.is_in(_words(entry)))
    entries = [f"entry {entry.id} ({stand.titled(entry)})" for entry in marked]
    plan = shared_plan(stand)
    items = (item for _, item in plan.items() if secret.is_in(readable(str(item)))) if plan else ()
    return (*entries, *(f"item {item.id} of the plan" for item in items))


def _words(entry: Entry) -> Readable:
    return readable(" ".join(map(str, entry.fields.values())))


# --- reading back -------------------------------------------------------------------------------------------------


def told(document: Document) -> Iterator[tuple[str, str]]:
    """The words of a tree, under the heading at which they stand, the addresses of its links among them."""
    where, said = "at its beginning", list[str]()
    for block in document.blocks:
        if isinstance(block, Heading):
            yield where, "\n".join(said)
            where, said = f"under “{plain(block)}”", []
        said.append(_spread(block))
        said += [node.url for node in walk(block) if isinstance(node, Link)]
    yield where, "\n".join(said)


def _spread(block: object) -> str:
    """The words of a block, its cells and items apart."""
    said = (getattr(node, "text", "") or getattr(node, "words", "") for node in walk(block))
    return "\n".join(text for text in said if text)


def _markdown(content: bytes) -> Iterator[tuple[str, str]]:
    yield "in its text", html.unescape(content.decode("utf-8", "replace")).replace("\\", "")


class _Page(HTMLParser):
    """Gathers everything of a web page that is read, spoken, or only there for machines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.hidden += [value for _, value in attrs if value]

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        self.hidden.append(data)


def _web(content: bytes) -> Iterator[tuple[str, str]]:
    page = _Page()
    page.feed(content.decode("utf-8", "replace"))
    page.close()
    yield "in its text", " ".join(page.text)
    # A word may be broken by a tag in its middle; whatever stands between is passed over in the search.
    yield "in its metadata or descriptions", "\n".join(page.hidden)


def _word(content: bytes) -> Iterator[tuple[str, str]]:
    with ZipFile(BytesIO(content)) as parts:
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                where = "in its text" if name.startswith("word/document") else "in its metadata or descriptions"
                text = parts.read(name).decode("utf-8", "replace")
                yield where, html.unescape(re.sub(r"<[^>]*>", " ", text))
                yield "in its metadata or descriptions", html.unescape(" ".join(re.findall(r'="([^"]*)"', text)))


def _pages(content: bytes) -> Iterator[tuple[str, str]]:
    from pypdf import PdfReader

    pdf = PdfReader(BytesIO(content))
    for number, page in enumerate(pdf.pages, 1):
        yield f"on page {number}", page.extract_text()
    yield "in its metadata", "\n".join(map(str, (pdf.metadata or {}).values()))
    root: Any = pdf.trailer["/Root"]
    if packet := root.get("/Metadata"):
        yield "in its metadata", packet.get_object().get_data().decode("utf-8", "replace")
    yield "in its bookmarks, links or alternative texts", "\n".join(_strings(root))


def _strings(root: Any) -> list[str]:
    """Every string of a PDF's objects, each object once; without recursion, since trees of tags are deep."""
    from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, IndirectObject, TextStringObject

    found, seen, waiting = list[str](), set[tuple[int, int]](), [root]
    while waiting:
        each = waiting.pop()
        if isinstance(each, IndirectObject):
            if (each.idnum, each.generation) in seen:
                continue
            seen.add((each.idnum, each.generation))
            each = each.get_object()
        match each:
            case TextStringObject():
                found.append(str(each))
            case ByteStringObject():
                found.append(each.decode("utf-8", "replace"))
            case DictionaryObject():
                waiting += each.values()
            case ArrayObject():
                waiting += each
    return found


READ = {"md": _markdown, "html": _web, "pdf": _pages, "docx": _word}
"""How a file of each format is read back: where, and which words."""
