"""Workspaces and case folders as small as a test needs them, and a disk that fails or dies at the n-th call."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reunify_cli import shape
from reunify_cli.errors import ReunifyError
from reunify_cli.model.vocabulary import Vocabulary
from reunify_cli.policy_store.policies import load_policy
from reunify_cli.store.durable import disk
from reunify_cli.store.workspace import Workspace, read_workspace

CASE = """\
id: RU-2026-0042
child: {name: Rosie King, born: 2017-03-08}
external: {LCS: 447190}
people:
  mother: {relation: mother, name: Mary King}
"""

TEAM = """\
people:
  d.okafor: {name: Dana Okafor, roles: [social-worker], aliases: [dee]}
  h.fenwick: {name: Helen Fenwick, roles: [{role: iro, from: 2024-01-01}]}
bodies:
  panel: {name: Community Arrangements Panel, role: panel}
"""

WORDS = """\
roles:
  social-worker: {title: social worker}
  iro: {title: reviewing officer}
  panel: {title: panel, kind: body}
  school: {title: school, kind: other}
relations:
  mother: {title: mother, roles: [parent]}
  uncle: {title: uncle}
  other: {title: someone else}
headings:
  contact: {title: Contact}
  health: {title: Health}
documents:
  assessment: {title: assessment}
groups: {visits: visits, reviews: reviews}
events:
  visit:
    title: visit
    aliases: [stat visit, home visit]
    group: visits
    is: [seen-child]
    fields:
      seen: {type: yes-no, required: yes, ask: "Was the child seen?"}
      why-not-seen: {type: choice, required: yes, values: {out: out, refused: refused}, when: {seen: no}}
      words: {type: text}
      nights: {type: number}
      after: {type: moment}
      day: {type: date}
      interval: {type: period}
      asked-by: {type: person}
      as: {type: role}
      topics: {type: list}
      about: {type: list, values: {home: home, school: school}}
      item: {type: item}
  talk: {title: talk alone, is: [seen-child]}
  review:
    title: review
    aliases: [lac review]
    group: reviews
    minutes: yes
    fields:
      goals: {type: rows, columns: {who: {type: person}, goal: {type: text}, due: {type: date}, score: {type: number}}}
  booked:
    title: meeting booked
    fields:
      what: {type: event, required: yes}
      for: {type: moment}
"""


@cache
def words() -> Vocabulary:
    """A vocabulary with one field of every type."""
    shared = load_policy("england").vocabulary
    common = Vocabulary(every_entry=shared.every_entry, minutes=shared.minutes)
    return shape.read(Vocabulary, shape.load(WORDS, "vocabulary.yaml")).plus(common)


def workspace(root: Path, team: str = TEAM) -> Workspace:
    """A workspace in a folder."""
    lay(root, {"reunify.yaml": "policy: nspcc\n", "team.yaml": team})
    return read_workspace(root)


def lay(root: Path, files: dict[str, str | bytes]) -> None:
    """Write files, with the folders they lie in."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def child(root: Path, journal: str | bytes, case: str | bytes = CASE, **files: str) -> Workspace:
    """A workspace with one child, RU-2026-0042."""
    lay(root / "cases" / "RU-2026-0042", {"case.yaml": case, "journal.yaml": journal, **files})
    return workspace(root)


def said(work: Callable[[], Any]) -> str:
    """What a refusal says, as it is printed; fails the test where nothing is refused."""
    with pytest.raises(ReunifyError) as caught:
        work()
    return str(caught.value)


# --- the disk -----------------------------------------------------------------------------------------------------


class PowerCutError(BaseException):
    """The machine is off: nothing that this program does from now on happens."""


class Disk:
    """Counts the calls of the seam, and lets the n-th fail, or the machine end there, half of a write done."""

    def __init__(self, fail_at: int, *, dies: bool) -> None:
        self.fail_at, self.dies = fail_at, dies
        self.calls: list[str] = []

    def wrap(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any) -> Any:
            self.calls.append(name)
            if len(self.calls) == self.fail_at and name == "put":
                real(given[0], given[1][: len(given[1]) // 2])
            if len(self.calls) == self.fail_at or (self.dies and len(self.calls) > self.fail_at):
                raise PowerCutError(name) if self.dies else OSError(28, "No space left on device")
            return real(*given)

        return call

    @property
    def failed(self) -> bool:
        return len(self.calls) >= self.fail_at


@contextmanager
def a_disk(fail_at: int, *, dies: bool = False) -> Iterator[Disk]:
    """A disk whose n-th call fails; with `dies`, so does every later one."""
    broken = Disk(fail_at, dies=dies)
    with pytest.MonkeyPatch.context() as patch:
        for name in disk.FAULT_POINTS:
            patch.setattr(disk, name, broken.wrap(name, getattr(disk, name)))
        yield broken


def left_in(folder: Path) -> Sequence[str]:
    """What lies in a folder, however it is called."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))
