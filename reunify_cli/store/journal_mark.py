"""The mark at the end of a journal, by which a reader sees that the file is all there.

A journal that this program wrote begins with `HEADER` and ends with one comment line: the number of entries, and for
each of them a short digest of what it says. A file that has the first line and not the last has lost its end. A file
without that first line was written by hand or before there were marks; it gets both with its next entry. What stands
below the mark was written by hand since.

Reading asks only whether the mark is there, which costs a search from the end of the bytes. `check` compares the
digests, and names entries that were changed or removed by hand after they were written. Nothing forbids that. The
digests are of what entries say, so line ends, indentation, quotation marks and comments do not count.
"""

import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any, Final

from reunify_cli import shape
from reunify_cli.frozen import dataclass

HEADER: Final = "# A reunify journal. Its last line is an end mark: where that is missing, the file was cut off."
_MARK: Final = "# reunify end mark: "
_WIDTH: Final = 4
"""Letters of each digest: 24 bits, to notice a change by hand and not to withstand anyone."""

_HEADER: Final = HEADER.encode()
_START: Final = b"\n" + _MARK.encode()
_WHOLE: Final = re.compile(rb"# reunify end mark: (\d{1,7})(?: ([A-Za-z0-9_-]+))?\r?")
_LINES: Final = re.compile(rf"^(?:{re.escape(HEADER)}|{re.escape(_MARK)}[^\n]*)\r?(?:\n|\Z)".encode(), re.MULTILINE)
_BOM: Final = b"\xef\xbb\xbf"


def is_marking(line: str) -> bool:
    """Whether a line of a journal is the header or an end mark, and so no comment of an entry's."""
    return line.startswith(_MARK) or line.rstrip("\r") == HEADER


def is_marked(data: bytes) -> bool:
    """Whether a journal begins as one that ends with a mark."""
    return data.removeprefix(_BOM).startswith(_HEADER)


def is_cut_off(data: bytes) -> bool:
    """Whether a journal has lost its end: it begins as a marked one, or as the beginning of one, and has no mark."""
    text = data.removeprefix(_BOM)
    if not text.startswith(_HEADER):
        return bool(text) and _HEADER.startswith(text)
    return _end(data) is None


@dataclass(frozen=True, slots=True)
class _End:
    """An end mark: where its line starts, and the digests that it lists, one after another."""

    at: int
    listed: str

    @property
    def codes(self) -> tuple[str, ...]:
        """The digests."""
        return tuple(self.listed[n : n + _WIDTH] for n in range(0, len(self.listed), _WIDTH))


def _end(data: bytes) -> _End | None:
    at = data.rfind(_START) + 1
    if not at:
        return None
    stop = data.find(b"\n", at)
    found = _WHOLE.fullmatch(data[at : len(data) if stop < 0 else stop])
    listed = (found[2] or b"").decode() if found else ""
    if found is None or len(listed) != _WIDTH * int(found[1]):
        return None
    return _End(at, listed)


def unmarked(data: bytes) -> bytes:
    """A journal without its header and marks: what people and the program wrote into it."""
    if _HEADER not in data and _MARK.encode() not in data:
        return data
    start = _BOM if data.startswith(_BOM) else b""
    return start + _LINES.sub(b"", data.removeprefix(_BOM))


# --- writing ------------------------------------------------------------------------------------------------------


def code_of(entry: Any) -> str:
    """The digest of what an entry says.

    >>> code_of({"event": "visit", "seen": "yes"}) == code_of({"seen": "yes", "event": "visit"})
    True
    """
    said = json.dumps(entry, sort_keys=True, separators=(",", ":"))
    return urlsafe_b64encode(sha256(said.encode()).digest()[: _WIDTH * 3 // 4]).decode()


def codes_in(data: bytes) -> list[str]:
    """The digests for a journal's next mark: those of its mark as they are, and of what stands below it.

    Those above the mark are not worked out anew, or an entry changed by hand would seem to have been written so.
    """
    end = _end(data)
    if end is None:
        return [code_of(each) for each in _entries(data)]
    if not data[end.at :].strip().count(b"\n"):
        return [*end.codes]
    above = len(_entries(data[: end.at]))
    return [*end.codes, *(code_of(each) for each in _entries(data)[above:])]


def _entries(data: bytes) -> list[Any]:
    # What comes after it ends the last line, which a block of text may have left open.
    found = shape.load(data if data.endswith(b"\n") else data + b"\n", "").data
    return found if isinstance(found, list) else []


def marked(data: bytes, codes: Sequence[str]) -> bytes:
    """A journal with the header above it and a mark with these digests at its end, in its own style of line ends."""
    text = unmarked(data)
    start = _BOM if text.startswith(_BOM) else b""
    end = b"\r\n" if b"\r\n" in text else b"\n"
    text = text.removeprefix(_BOM)
    gap = b"" if not text or text.endswith(b"\n") else end
    mark = f"{_MARK}{len(codes)}{' ' if codes else ''}{''.join(codes)}".encode()
    return start + _HEADER + end + text + gap + mark + end


def sealed(data: bytes) -> bytes:
    """A journal with a mark for all that it says now. Raises Unreadable for one that cannot be read."""
    return marked(data, [code_of(each) for each in _entries(data)])


def headed(data: bytes) -> bytes:
    """A journal that stays known to be cut off: with the header and without a mark."""
    whole = marked(data, ())
    return whole[: whole.rindex(_START) + 1]


# --- what was changed by hand -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Changed:
    """What was done by hand to entries that the mark lists, by the places of entries as they stand now (from 0)."""

    altered: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()
    """For each entry that is gone, the place of the one before it; -1 where there is none."""


def changed(data: bytes) -> Changed:
    """How a journal's entries differ from what its mark says. Raises Unreadable for one that cannot be read."""
    end = _end(data)
    if end is None:
        return Changed()
    now = [code_of(each) for each in _entries(data[: end.at])]
    altered, removed, added = list[int](), list[tuple[int, str]](), set[str]()
    for what, i, until, j, to in _opcodes(end.codes, now):
        if what == "equal":
            continue
        both = min(until - i, to - j)
        altered += range(j, j + both)
        removed += [(j + both - 1, end.codes[n]) for n in range(i + both, until)]
        added.update(now[n] for n in range(j + both, to))
    # What is gone here and stands elsewhere was only moved.
    return Changed(tuple(altered), tuple(at for at, code in removed if code not in added))


def _opcodes(before: Sequence[str], now: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    from difflib import SequenceMatcher  # only ever needed where somebody looks for what was changed

    return [] if before == now else SequenceMatcher(None, before, now, autojunk=False).get_opcodes()


def carried(data: bytes) -> Iterator[tuple[Any, str]]:
    """Each entry of a journal with the digest that the next mark lists for it: of one changed by hand, the old one."""
    end, entries = _end(data), _entries(data)
    codes = [code_of(each) for each in entries]
    if end is not None:
        above = len(_entries(data[: end.at]))
        for what, i, until, j, to in _opcodes(end.codes, codes[:above]):
            if what == "replace":
                both = min(until - i, to - j)
                codes[j : j + both] = end.codes[i : i + both]
    return zip(entries, codes, strict=True)
