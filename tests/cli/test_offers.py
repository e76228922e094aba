"""Whoever knows only the screen gets a child home: every offer opens the gate that made it."""

from pathlib import Path

import pytest

from tests.cli.desk import lay, reunify
from tests.cli.reader import Reader

SHIPPED = ("nspcc", "surrey", "lincolnshire", "northamptonshire", "care-team")
EVERYBODY = """
people:
  d.okafor: {name: Dana Okafor, roles: [social-worker]}
  r.amadi: {name: Rosa Amadi, roles: [team-manager]}
  g.pryce: {name: Gwen Pryce, roles: [service-manager]}
  a.boateng: {name: Ama Boateng, roles: [assistant-director, nominated-officer]}
  l.marchetti: {name: Leo Marchetti, roles: [director]}
  h.fenwick: {name: Helen Fenwick, roles: [iro]}
  i.duarte: {name: Ines Duarte, roles: [reunification-manager]}
  o.clarke: {name: Owen Clarke, roles: [reunification-practitioner]}
bodies: {panel: {name: Community arrangements panel, role: arrangements-panel}}
"""
CHILD = """
format: 1
id: RU-2026-0042
child: {initials: R.K., name: Robin Kelly, born: 2017-03-08, sex: girl}
people:
  mother: {relation: mother, name: Petra Kelly, born: 1990-02-01}
homes: {mothers-home: {kind: parent}}
"""
ROUTES = {
    "care-order": "became-looked-after legal-status=care-order admission=planned",
    "section-20": "became-looked-after legal-status=s20 admission=planned",
}


def a_child(folder: Path, policy: str, route: str, **more: str) -> Path:
    lay(folder, {
        "reunify.yaml": f"name: Northgate\npolicy: {policy}\n", "team.yaml": EVERYBODY,
        "cases/RU-2026-0042/case.yaml": CHILD, "cases/RU-2026-0042/journal.yaml": "# none\n", **more,
    })  # fmt: skip
    for words in (
        ROUTES[route],
        "placement-start kind=foster",
        "allocated to=d.okafor as=social-worker",
        "responsibility-gained who=mother",
    ):
        done = reunify(folder, "record", "42", *words.split(), "--on", "2026-06-01", "--yes")
        assert done.code == 0, done.err
    return folder


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("policy", SHIPPED)
def test_whoever_follows_what_is_offered_passes_every_gate(tmp_path: Path, policy: str, route: str):
    reader = Reader(a_child(tmp_path / "work", policy, route))
    for _ in range(5):
        done = reader.open_gate()
        assert done.code == 0, done.err
    assert "last stage" in reader.type("reunify advance 42 --dry-run").err
