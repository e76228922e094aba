"""A small invented team's folder, and a way to type at it: in a script, or at a terminal that answers back."""

import io
import json
import os
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from reunify_cli import shape
from reunify_cli.cli.main import answer

NOW = "2026-11-30T08:47"
"""A Monday."""

POLICY = """
id: northgate
title: Northgate's own
short: Northgate
document: {title: Northgate handbook, dated: 2020-01-01}
source: {cite: Northgate handbook, checked: 2026-11-01, sure: primary}
in-force: 2010-01-01
scope: {alive: yes, case-open: yes, age: {below: 18}}
stages: [{key: identify, title: Identification}, {key: plan, title: Planning}, {key: return, title: Return}]
"""
RULES = """
rules:
  - {id: visits, says: "The social worker sees the child at least every six weeks.",
     title: Visit the child, weight: law, source: {cite: SI 2010/959, at: reg 28}, owes: social-worker,
     while: {looked-after: yes}, every: 6 w, needs: {event: visit, where: {seen: yes}}}
  - {id: reviews, says: "The case is reviewed after 20 working days, three months, then every six months.",
     title: Review of the case, weight: law, source: {cite: SI 2010/959, at: reg 33}, owes: iro,
     while: {looked-after: yes}, every: [20 wd, 3 m, 6 m], needs: {event: review}}
  - {id: review-report, says: "The social worker's report is there before every review.",
     title: Social worker's report before a review, source: {at: p 4}, owes: social-worker,
     while: {looked-after: yes}, before: {event: review, which: each}, since: {event: review},
     needs: {event: assessment-reviewed}}
  - {id: review-minutes, says: "A review records these two things.",
     title: What a review must record, source: {at: p 5}, owes: iro, while: {looked-after: yes},
     at: {event: review}, needs: {records: [reunification-discussed, childs-voice]}}
  - {id: placement-approval, says: "The nominated officer approves before a child in care goes home.",
     title: Approval before the child goes home, weight: law, owes: nominated-officer,
     source: {cite: SI 2010/959, at: reg 18}, while: {in-care: yes},
     before: {starts: {with-parent: yes}, by: [returned-home]},
     needs: {event: approved, by: nominated-officer, of: {event: parent-assessment}}}
  - {id: adults-checked, says: "Every adult of the home is checked first.",
     title: Check on every adult of the home, source: {at: p 9}, owes: social-worker,
     while: {in-care: yes}, each: {in: household, except: [child]}, before: {starts: {with-parent: yes}},
     needs: {event: check, of: $each}}
"""
TEAM = """
people:
  d.okafor: {name: Dana Okafor, roles: [social-worker], aliases: [Dana O]}
  s.naidoo: {name: Sizwe Naidoo, roles: [social-worker]}
  r.amadi: {name: Ruth Amadi, roles: [team-manager]}
  h.fenwick: {name: Helen Fenwick, roles: [iro], leave: [{from: 2026-12-21, until: 2027-01-04}]}
  a.ofori: {name: Ama Ofori, roles: [assistant-director, nominated-officer]}
bodies: {panel: {name: Community Arrangements Panel, role: arrangements-panel}}
"""
CHILD = """
format: 1
id: RU-2026-0042
child: {initials: R.K., name: Robin Kelly, born: 2017-03-08, sex: girl}
external: {lcs: 447190}
people:
  mother: {relation: mother, name: Petra Kelly, born: 1990-02-01}
  father: {relation: father, name: Tom Marsh}
  uncle: {relation: uncle, name: Dan Kelly, born: 1995-05-05}
homes: {mothers-home: {kind: parent}}
"""
JOURNAL = """
- {id: 2A11, event: became-looked-after, date: 2026-08-24T10:00, legal-status: care-order, by: d.okafor}
- {id: 2A12, event: placement-start, date: 2026-08-24T11:00, kind: foster}
- {id: 2A13, event: allocated, date: 2026-08-24T12:00, to: d.okafor, as: social-worker}
- {id: 2B11, event: visit, date: 2026-09-14, seen: yes, by: d.okafor}
- {id: 2B12, event: review, date: 2026-09-18T14:00, by: h.fenwick, reunification-discussed: yes, childs-voice: yes}
- {id: 2C11, event: visit, date: 2026-10-19, seen: yes, by: d.okafor}
- {id: 2C12, event: parent-assessment, date: 2026-11-02, by: d.okafor, of-whom: [mother]}
"""


@dataclass(frozen=True)
class Answer:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Terminal(io.StringIO):
    """A screen or keyboard with somebody before it."""

    def isatty(self) -> bool:
        return True


def lay(folder: Path, files: dict[str, str]) -> Path:
    """Write files below a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"), encoding="utf-8", newline="\n")
    return folder


def a_team(folder: Path, **more: str) -> Path:
    """The invented team's folder with one child, RU-2026-0042."""
    return lay(
        folder,
        {
            "reunify.yaml": "name: Northgate\npolicy: northgate\n",
            "team.yaml": TEAM,
            "policies/northgate/policy.yaml": POLICY,
            "policies/northgate/rules.yaml": RULES,
            "cases/RU-2026-0042/case.yaml": CHILD,
            "cases/RU-2026-0042/journal.yaml": JOURNAL,
            **more,
        },
    )


def another_child(number: int, initials: str) -> dict[str, str]:
    """The files of a brother or sister who came into care on the same day."""
    folder = f"cases/RU-2026-{number:04}"
    case = f"format: 1\nid: RU-2026-{number:04}\nchild: {{initials: {initials}, born: 2015-01-20}}\n"
    people = "people: {mother: {relation: mother}}\n"
    return {f"{folder}/case.yaml": case + people, f"{folder}/journal.yaml": JOURNAL}


def reunify(
    folder: Path, *words: str, me: str = "Dana Okafor", typing: Sequence[str] | None = None, now: str = NOW
) -> Answer:
    """Type a command at a folder: as a script does, or with `typing` as somebody at a terminal, line by line."""
    kind = io.StringIO if typing is None else Terminal
    out, err, keys = kind(), io.StringIO(), kind("".join(f"{line}\n" for line in typing or ()))
    world = {
        "REUNIFY_NOW": now, "REUNIFY_ME": me, "REUNIFY_ROOT": str(folder), "NO_COLOR": "1", "COLUMNS": "80",
        "XDG_CONFIG_HOME": str(folder / "config"),
        "REUNIFY_CACHE": os.environ.get("REUNIFY_CACHE") or str(folder.parent / "cache"),
    }  # fmt: skip
    with mock.patch.dict(os.environ, world), mock.patch("sys.stdin", keys), redirect_stdout(out), redirect_stderr(err):
        code = answer(words)
    return Answer(code, out.getvalue(), err.getvalue())


def journal(folder: Path, number: int = 42) -> list[dict[str, Any]]:
    """What a journal holds, as plain values."""
    path = folder / "cases" / f"RU-2026-{number:04}" / "journal.yaml"
    found: list[dict[str, Any]] = shape.load(path.read_bytes(), path.name).data
    return found


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every byte of every file below a folder: to see that nothing changed."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
