"""Inputs that almost make sense: real files and command lines, changed here and there in ways that hurt readers."""

from collections.abc import Sequence

from hypothesis import strategies as st

TOKENS = tuple(
    token.encode("utf-8", "surrogatepass")
    for token in (
        *("- ", ": ", "{", "}", "[", "]", "&a ", "*a", "!!python/object:os.system ", "|", ">", "'", '"', "#", "---\n"),
        *("\n", "\r\n", "\t", "    ", "\x00", "\x1b[2J", "\x85", "\u2028", "\u202e", "\ufeff", "\ufffe", "\ud800", "ﬁ"),
        *(
            "yes",
            "no",
            "null",
            "~",
            "1e999",
            "-1",
            "0x10",
            "9999-12-31",
            "0001-01-01",
            "2026-02-30",
            "2026-11-30T24:00",
        ),
        *(
            "12 wd",
            "9999999 y",
            "24:00",
            "0 d",
            "date",
            "event",
            "visit",
            "id",
            "recorded",
            "2026-03-29T01:30+14:00",
            "of",
        ),
        *("corrects", "withdraws", "until", "rules", "every", "while", "before", "needs", "extends", "scope", "roles"),
        *("<<<<<<< ours\n", "=======\n", ">>>>>>> theirs\n", "٣", "𝟘", "İ", "ß", "../..", "=1+1", "%s", "{{ 7*7 }}"),
        *("--json", "--yes", "--on", "--why", "--as-of", "--format", "csv", "42", "RU-2026-0042", "-C", "--", "=", "-"),
    )
)
"""What means something to one of the readers, or to nobody."""


@st.composite
def _change(draw: st.DrawFn, data: bytes, others: Sequence[bytes]) -> bytes:
    at = draw(st.integers(0, len(data)))
    lines = data.splitlines(keepends=True)
    match draw(st.sampled_from(("put", "over", "cut", "twice", "swap", "indent", "flip", "mix", "code", "deep"))):
        case "put":
            return data[:at] + draw(st.sampled_from(TOKENS)) + data[at:]
        case "over":
            token = draw(st.sampled_from(TOKENS))
            return data[:at] + token + data[at + len(token) :]
        case "cut":
            return data[:at] + data[at + draw(st.integers(1, 200)) :]
        case "twice" if lines:
            line = draw(st.integers(0, len(lines) - 1))
            return b"".join((*lines[:line], lines[line] * 2, *lines[line + 1 :]))
        case "swap" if len(lines) > 1:
            first, second = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
            lines[first], lines[second] = lines[second], lines[first]
            return b"".join(lines)
        case "indent" if lines:
            line = draw(st.integers(0, len(lines) - 1))
            return b"".join((*lines[:line], b"  ", *lines[line:]))
        case "flip" if data:
            at = min(at, len(data) - 1)
            return data[:at] + bytes([data[at] ^ (1 << draw(st.integers(0, 7)))]) + data[at + 1 :]
        case "mix":
            other = draw(st.sampled_from(others))
            start = draw(st.integers(0, len(other)))
            return data[:at] + other[start : start + draw(st.integers(1, 400))] + data[at:]
        case "code":
            to = draw(st.sampled_from(("utf-16", "utf-16-be", "utf-8-sig", "cp1252", "utf-32")))
            return data.decode("utf-8", "replace").encode(to, "replace")
        case "deep":
            return data[:at] + draw(st.sampled_from((b"[", b"{a: ", b"- "))) * draw(st.integers(2, 60)) + data[at:]
    return data


@st.composite
def almost(draw: st.DrawFn, seeds: Sequence[bytes]) -> bytes:
    """One of some real inputs, changed up to eight times; now and then bytes of no kind at all."""
    if draw(st.integers(0, 19)) == 0:
        return draw(st.binary(max_size=300))
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(0, 8))):
        data = draw(_change(data, seeds))
    return data
