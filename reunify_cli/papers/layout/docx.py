"""A paper's tree to a Word file that a meeting can change: real styles, header rows that repeat, the same bytes.

The file is a zip of XML parts (ECMA-376). What is the same in every paper, its styles above all, stands as files in
`case_templates/packs/word`; the body is written by `docx_body`.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

from reunify_cli.errors import Place, Problem, Unreadable
from reunify_cli.papers.layout.blocks import POINTS, Document, Meta, below_title, shown
from reunify_cli.papers.layout.docx_body import Body, drawing, paragraph, words
from reunify_cli.papers.layout.pdf import to_png
from reunify_cli.papers.layout.xml import escape, quoteattr
from reunify_cli.shipped import case_templates_dir

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_SPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in (
        ("w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
        ("r", f"{_OFFICE}/relationships"),
        ("w14", "http://schemas.microsoft.com/office/word/2010/wordml"),
        ("mc", "http://schemas.openxmlformats.org/markup-compatibility/2006"),
        ("wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
        ("a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
        ("pic", "http://schemas.openxmlformats.org/drawingml/2006/picture"),
    )
)
LOGO_MM = 16
"""How high a logo is."""


def to_docx(document: Document, meta: Meta, *, styles: Path | None = None) -> bytes:
    """Lay a paper out as a Word file.

    `styles` is a styles part (styles.xml); without it the shipped one is used. Raises Unreadable where it, or the
    authority's logo, cannot be used.
    """
    said, body = shown(meta), Body()
    inside = body.of(below_title(document, said.title))
    logo = to_png(said.logo.content, said.logo.kind, height_mm=LOGO_MM) if said.logo else b""
    images = [*body.images, *([logo] if logo else [])]
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(_ROOT),
        "docProps/core.xml": _core(said),
        "docProps/app.xml": f'{_XML}<Properties xmlns="{_OFFICE}/extended-properties"><Application>reunify'
        "</Application></Properties>",
        "word/document.xml": _document(said, inside, logo),
        "word/_rels/document.xml.rels": _relationships(_of_document(body, bool(logo))),
        "word/styles.xml": _sized(
            _shipped(styles or case_templates_dir() / "packs" / "word" / "styles.xml"), meta.points
        ),
        "word/numbering.xml": _numbering(body.starts),
        "word/settings.xml": _shipped(case_templates_dir() / "packs" / "word" / "settings.xml"),
        "word/header1.xml": _part("hdr", paragraph("Header", _two_sides(said.authority, said.title))),
        "word/footer1.xml": _part("ftr", _footer(said)),
        "word/footer2.xml": _part("ftr", _footer(said)),
    }
    files = {name: text.encode("utf-8") for name, text in parts.items()}
    return _zipped(files | {f"word/media/image{n}.png": image for n, image in enumerate(images, start=1)})


def _sized(styles: str, points: int) -> str:
    """The styles for a paper whose text is larger than that of most."""
    larger = max(points / POINTS, 1)
    return _SIZE.sub(lambda size: f'{size[1]}{round(int(size[2]) * larger)}"', styles)


_SIZE = re.compile(r'(<w:sz(?:Cs)? w:val=")(\d+)"')


def _zipped(files: dict[str, bytes]) -> bytes:
    import zipfile

    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            # 1980 is where a zip's calendar begins: a file's own time would differ at every making.
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 0
            archive.writestr(info, content)
    return packed.getvalue()


@cache
def _shipped(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(Problem(Place(str(path)), f"This part of every Word file cannot be read: {error}.")) from None


# --- the page -----------------------------------------------------------------------------------------------------


def _document(meta: Meta, inside: str, logo: bytes) -> str:
    first = ""
    if logo:
        told = meta.logo.words if meta.logo else ""
        first += paragraph("Authority", drawing("logo", 1, logo, told, height_mm=LOGO_MM))
    if meta.authority or meta.classification:
        first += paragraph("Authority", _two_sides(meta.authority, meta.classification, "<w:b/><w:bCs/>"))
    first += paragraph("Title", words(meta.title))
    if meta.subtitle:
        first += paragraph("Subtitle", words(meta.subtitle))
    page = (
        '<w:sectPr><w:headerReference w:type="default" r:id="header"/>'
        '<w:footerReference w:type="default" r:id="footer"/><w:footerReference w:type="first" r:id="footer-first"/>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1420" w:right="1247" w:bottom="1420" w:left="1247" '
        'w:header="680" w:footer="600" w:gutter="0"/><w:titlePg/></w:sectPr>'
    )
    line = paragraph("Line", "")
    return f'{_XML}<w:document {_SPACES} mc:Ignorable="w14"><w:body>{first}{line}{inside}{page}</w:body></w:document>'


def _part(kind: str, inside: str) -> str:
    return f'{_XML}<w:{kind} {_SPACES} mc:Ignorable="w14">{inside}</w:{kind}>'


def _two_sides(left: str, right: str, looks: str = "") -> str:
    return words(left, looks) + ("<w:r><w:tab/></w:r>" + words(right) if right else "")


def _footer(meta: Meta) -> str:
    left = " · ".join(filter(None, (meta.classification, meta.footer)))
    pages = f"{words('page ')}{_field('PAGE')}{words(' of ')}{_field('NUMPAGES')}"
    # A long line of words would run into the number, which therefore stands on a line of its own.
    return paragraph("Footer", words(left)) + paragraph(
        "Footer", f"<w:r><w:tab/></w:r>{pages}", '<w:pBdr><w:top w:val="nil"/></w:pBdr>'
    )


def _field(instruction: str) -> str:
    return f'<w:fldSimple w:instr=" {instruction} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


# --- what a Word file says of its parts ---------------------------------------------------------------------------

_Relation = tuple[str, str, str]
"""A relationship: its id, what kind it is, and the part or address."""

_LINK = f"{_OFFICE}/relationships/hyperlink"
_ROOT: tuple[_Relation, ...] = (
    ("document", f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
    ("core", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    ("app", f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml"),
)


def _of_document(body: Body, has_logo: bool) -> Iterator[_Relation]:
    kind = f"{_OFFICE}/relationships"
    for part in ("styles", "numbering", "settings"):
        yield part, f"{kind}/{part}", f"{part}.xml"
    yield "header", f"{kind}/header", "header1.xml"
    yield "footer", f"{kind}/footer", "footer1.xml"
    yield "footer-first", f"{kind}/footer", "footer2.xml"
    for number, url in enumerate(body.links, start=1):
        yield f"link{number}", _LINK, url
    names = [*(f"drawing{number}" for number, _ in enumerate(body.images, start=1)), *(["logo"] if has_logo else [])]
    for number, name in enumerate(names, start=1):
        yield name, f"{kind}/image", f"media/image{number}.png"


def _relationships(relations: Sequence[_Relation] | Iterator[_Relation]) -> str:
    outside = {_LINK: ' TargetMode="External"'}
    lines = (
        f'<Relationship Id="{name}" Type="{kind}" Target={quoteattr(target)}{outside.get(kind, "")}/>'
        for name, kind, target in relations
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def _content_types() -> str:
    parts = {
        "word/document.xml": f"{_WORD}.document.main+xml",
        "word/styles.xml": f"{_WORD}.styles+xml",
        "word/numbering.xml": f"{_WORD}.numbering+xml",
        "word/settings.xml": f"{_WORD}.settings+xml",
        "word/header1.xml": f"{_WORD}.header+xml",
        "word/footer1.xml": f"{_WORD}.footer+xml",
        "word/footer2.xml": f"{_WORD}.footer+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
    )
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    return f'{_XML}<Types xmlns="{_PACKAGE}/content-types">{defaults}{overrides}</Types>'


def _core(meta: Meta) -> str:
    day = f'xsi:type="dcterms:W3CDTF">{meta.date.isoformat()}T00:00:00Z<'
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(meta.title)}</dc:title><dc:creator>{escape(meta.author)}</dc:creator>"
        f"<cp:keywords>{escape(', '.join(meta.keywords))}</cp:keywords><dc:language>{meta.language}</dc:language>"
        f"<dcterms:created {day}/dcterms:created><dcterms:modified {day}/dcterms:modified></cp:coreProperties>"
    )


def _numbering(starts: Sequence[int]) -> str:
    lists = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">'
        f'<w:startOverride w:val="{start}"/></w:lvlOverride></w:num>'
        for number, start in enumerate(starts, start=2)
    )
    shipped = _shipped(case_templates_dir() / "packs" / "word" / "numbering.xml")
    return shipped.replace("</w:numbering>", f"{lists}</w:numbering>")
