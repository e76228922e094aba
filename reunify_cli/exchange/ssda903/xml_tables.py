"""The XML file of a return, as it is uploaded to the Department for Education, read into the tables of the CSV files.

Each CHILD has a HEADER, in which its reviews (AREVIEW) and times missing (AMISSING) stand, and its EPISODEs. The tags
are those of the department's schema EXPSSDA903; CHILDID and PL are CHILD and PLACE in the CSV files. A file from
outside is bounded: no document type, no entities, no more than MOST_BYTES, no deeper than DEEPEST.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final
from xml.parsers import expat

from reunify_cli.errors import Place, Problem, Unreadable

MOST_BYTES: Final = 256 * 1024 * 1024
DEEPEST: Final = 16
LONGEST: Final = 1_000
"""How many characters of one value are kept; no value of a return is as long."""

_TABLES: Final = {"EPISODE": "episodes", "AREVIEW": "reviews", "AMISSING": "missing"}
_RENAMED: Final = {"CHILDID": "CHILD", "PL": "PLACE"}
_HEADER: Final = frozenset({"CHILD", "SEX", "DOB"})
_READ: Final[Mapping[str, frozenset[str]]] = {
    "episodes": frozenset({"DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC",
                           "REASON_PLACE_CHANGE", "HOME_POST", "PL_POST", "URN"}),
    "reviews": frozenset({"REVIEW", "REVIEW_CODE"}),
    "missing": frozenset({"MISSING", "MIS_START", "MIS_END"}),
}  # fmt: skip

Rows = dict[str, list[tuple[Place, dict[str, str]]]]


def bounded(path: Path) -> bytes:
    """The bytes of a file of a return. Raises Unreadable where it cannot be read or is larger than any return."""
    here = Place(str(path))
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Unreadable(Problem(here, f"This file could not be read: {error.strerror}.")) from None
    if len(raw) > MOST_BYTES:
        raise Unreadable(Problem(here, f"This file is larger than {MOST_BYTES // 1024 // 1024} MB; no return is."))
    return raw


def read_xml(path: Path) -> tuple[Rows, tuple[str, ...]]:
    """The rows of each table, with the line each begins on, and the tags that are not read. Raises Unreadable."""
    here = Place(str(path))
    raw = bounded(path)
    reader = _Reader(str(path))
    try:
        reader.parser.Parse(raw, True)
    except expat.ExpatError as error:
        sentence = f"From here on this file is no XML ({expat.ErrorString(error.code)})."
        raise Unreadable(Problem(Place(str(path), error.lineno, error.offset + 1), sentence)) from None
    except (ValueError, LookupError):
        raise Unreadable(Problem(here, "This file is in an encoding that cannot be read; save it as UTF-8.")) from None
    if not any(reader.found.values()):
        sentence = "This XML file holds no child of an SSDA903 return (CHILD with HEADER and EPISODE)."
        raise Unreadable(Problem(here, sentence, "Export the return as XML again, or as CSV files."))
    return reader.found, tuple(reader.unread)


class _Reader:
    """Takes the file element by element; keeps the rows of one child until the child ends."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: Rows = {"header": [], **{table: [] for table in _TABLES.values()}}
        self.unread: dict[str, None] = {}
        self._path: list[str] = []
        self._text: list[str] = []
        self._inner = False
        """Whether the element that ends now holds others, so that its text is no value."""
        self._child: dict[str, str] = {}
        self._header: Place | None = None
        self._rows: list[tuple[str, Place, dict[str, str]]] = []
        self.parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse

    def _place(self) -> Place:
        return Place(self.file, self.parser.CurrentLineNumber)

    def _refuse(self, *_: object) -> None:
        sentence = "This file declares a document type or entities; a return has none, so it is not read."
        raise Unreadable(Problem(self._place(), sentence, "Export the return from your case system again."))

    def _start(self, tag: str, _: object) -> None:
        tag = _plain(tag)
        if len(self._path) >= DEEPEST:
            raise Unreadable(Problem(self._place(), f"Elements lie more than {DEEPEST} deep here; a return has three."))
        self._path.append(tag)
        self._text.clear()
        self._inner = False
        if tag == "CHILD" and len(self._path) == 2:
            self._child, self._header, self._rows = {}, None, []
        elif tag == "HEADER":
            self._header = self._place()
        elif tag in _TABLES:
            self._rows.append((_TABLES[tag], self._place(), {}))

    def _end(self, _: str) -> None:
        tag = self._path.pop()
        if self._inner:
            if tag == "CHILD" and len(self._path) == 1:
                self._end_of_child()
        elif self._path:
            self._value(_RENAMED.get(tag, tag), "".join(self._text)[:LONGEST])
        self._inner = True
        self._text.clear()

    def _value(self, name: str, text: str) -> None:
        """A value of the header, or of the row in which it stands."""
        inside = self._path[-1]
        value = " ".join(text.split())
        if inside in _TABLES and name in _READ[_TABLES[inside]]:
            self._rows[-1][2][name] = value
        elif inside in ("HEADER", "CHILD") and name in _HEADER:
            self._child[name] = value
        elif value:
            self.unread[inside if inside not in (*_TABLES, "HEADER", "CHILD") else name] = None

    def _end_of_child(self) -> None:
        number, born = self._child.get("CHILD", ""), self._child.get("DOB", "")
        if self._header is not None:
            self.found["header"].append((self._header, dict(self._child)))
        for table, place, cells in self._rows:
            if not any(cells.values()):  # blank tags, which the upload's form allows
                continue
            about = {"CHILD": number} if table == "episodes" else {"CHILD": number, "DOB": born}
            self.found[table].append((place, {**about, **cells}))


def _plain(tag: str) -> str:
    """A tag without its namespace's prefix, in capitals."""
    return tag.rsplit(":", 1)[-1].upper()
