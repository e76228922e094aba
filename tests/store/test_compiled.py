"""What is kept compiled is what the files say: the same records, and none at all once anything about it is odd."""

from __future__ import annotations

import json
import os
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli.errors import Unreadable
from reunify_cli.policy_store import compiled
from reunify_cli.policy_store.policies import load_calendar, load_policy, policy_ids
from reunify_cli.rules.calendar import Calendar
from reunify_cli.rules.policy import Policy
from reunify_cli.shipped import policies_dir

OWN = """\
id: west
title: West
extends: surrey
in-force: 2026-01-01
source: {cite: West procedures}
settings: {due-soon: 21 d}
override:
  RULE: {within: 3 wd}
"""


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """A folder with a policy of its own on top of Surrey's, and school terms of its own."""
    own = tmp_path / "team" / "policies"
    (own / "west").mkdir(parents=True)
    (own / "calendars").mkdir()
    terms = "terms: [{title: autumn term, from: 2026-09-02, until: 2026-12-18}]\n"
    (own / "calendars" / "school-terms.yaml").write_text(terms)
    shutil.copy(policies_dir() / "calendars" / "england-and-wales.yaml", own / "calendars")
    rule = next(r.id for r in load_policy("surrey").rules if r.policy == "surrey" and r.kind == "deadline")
    (own / "west" / "policy.yaml").write_text(OWN.replace("RULE", rule))
    (own / "west" / "rules.yaml").write_text(
        "rules:\n- id: west-call\n  title: Call\n  says: Someone calls.\n  source: {at: p 1}\n  owes: social-worker\n"
        "  within: 1 wd\n  from: {event: placement-start}\n  needs: {event: visit, where: {seen: yes}}\n"
        "  while: {in-care: yes, age: {below: 16}, for: 2 w}\n"
    )
    return tmp_path / "team"


def kept(cache: Path) -> list[Path]:
    return sorted(cache.glob("compiled-*"))


def no_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the YAML was read")

    monkeypatch.setattr("reunify_cli.shape.load", refuse)


@pytest.mark.parametrize("name", policy_ids())
def test_a_shipped_policy_comes_out_of_the_cache_as_it_was_read(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = load_policy(name)
    assert read == load_policy(name, None, tmp_path)
    no_reading(monkeypatch)
    again = load_policy(name, None, tmp_path)

    assert (read, repr(read)) == (again, repr(again)), "the same records, down to the types of their values"


def test_an_authoritys_own_policy_and_calendar_do_so_too(
    team: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy, calendar = load_policy("west", team), load_calendar("england-and-wales", team)
    load_policy("west", team, tmp_path), load_calendar("england-and-wales", team, tmp_path)
    no_reading(monkeypatch)
    again, days = load_policy("west", team, tmp_path), load_calendar("england-and-wales", team, tmp_path)

    assert "west" in {rule.policy for rule in again.rules if rule.id != "west-call"}, "with a rule it changed"
    assert (policy, repr(policy)) == (again, repr(again))
    assert (calendar, repr(calendar), calendar._closed) == (days, repr(days), days._closed)
    assert days.terms


def test_whichever_file_changes_it_is_read_anew(team: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = tmp_path / "policies"
    shutil.copytree(policies_dir(), shipped)
    monkeypatch.setattr("reunify_cli.policy_store.policy_files.policies_dir", lambda: shipped)
    cache = tmp_path / "cache"
    files = ("surrey/policy.yaml", "england/visits.yaml", "vocabulary.yaml", "calendars/england-and-wales.yaml")
    for file in (*(team / "policies").rglob("*.yaml"), *(shipped / name for name in files)):
        load_policy("west", team, cache)
        before = kept(cache)[0].read_bytes()
        about = file.stat()
        text = file.read_bytes()
        file.write_bytes(text + b"#")
        os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))
        load_policy("west", team, cache)

        assert before != kept(cache)[0].read_bytes(), file
        file.write_bytes(text)


def test_a_new_file_or_a_policy_of_the_same_name_counts_as_a_change(team: Path, tmp_path: Path) -> None:
    load_policy("west", team, tmp_path)
    (team / "policies" / "west" / "more.yaml").write_text("rules: [{id: x}]\n")
    with pytest.raises(Unreadable, match=r"west/more.yaml:1:\d+"):
        load_policy("west", team, tmp_path)
    (team / "policies" / "west" / "more.yaml").unlink()
    (team / "policies" / "england").mkdir()
    (team / "policies" / "england" / "policy.yaml").write_text("id: england\n")
    with pytest.raises(Unreadable, match="comes with reunify"):
        load_policy("west", team, tmp_path)


def test_what_is_wrong_is_said_each_time_and_nothing_is_kept(team: Path, tmp_path: Path) -> None:
    (team / "policies" / "west" / "rules.yaml").write_text("rules:\n- id: x\n  titel: y\n")
    for _ in range(2):
        with pytest.raises(Unreadable, match=r"policies/west/rules.yaml:3:10"):
            load_policy("west", team, tmp_path)

    assert [] == kept(tmp_path)


SHIPPED, DAYS = load_policy("england"), load_calendar()


@given(data=st.data())
def test_a_damaged_file_is_never_believed_and_is_written_anew(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    cache = tmp_path_factory.mktemp("cache")

    def asked() -> Calendar:
        return compiled.compiled(cache, "it", [cache], Calendar, lambda: DAYS)

    asked()
    (path,) = kept(cache)
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.binary(max_size=3).filter(lambda each: each != whole[at : at + 1]))
    path.write_bytes(whole[:at] + other + whole[at + 1 :] if data.draw(st.booleans()) else whole[:at])

    assert DAYS is asked()
    assert whole == path.read_bytes()


@pytest.mark.parametrize(
    "body",
    [
        {"plain": ["echo"], "names": ["system"], "made": [[0, 0]]},
        {"plain": ["x"], "names": ["Policy"], "made": [[0, 0]]},
        {"plain": [1], "names": ["tuple"], "made": [[0, 0]]},
        {"plain": [], "names": [], "made": []},
        [],
        "x",
    ],
)
def test_a_sealed_file_that_holds_no_policy_is_read_as_nothing(body: object, tmp_path: Path) -> None:
    load_policy("england", None, tmp_path)
    (path,) = kept(tmp_path)
    digest = path.read_bytes().split(b"\n")[0].split(b" ")[-2]
    text = json.dumps(body).encode()
    path.write_bytes(b" ".join((compiled.FORMAT.encode(), digest, sha256(text).hexdigest().encode())) + b"\n" + text)

    assert SHIPPED == load_policy("england", None, tmp_path)


def test_where_nothing_can_be_kept_the_files_answer(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "locked").mkdir(mode=0o500)

    for cache in (tmp_path / "file", tmp_path / "file" / "below", tmp_path / "locked"):
        assert SHIPPED == load_policy("england", None, cache)


def test_a_pipe_where_it_should_be_is_not_waited_for(tmp_path: Path) -> None:
    load_policy("england", None, tmp_path)
    (path,) = kept(tmp_path)
    path.unlink()
    os.mkfifo(path)

    assert SHIPPED == load_policy("england", None, tmp_path)
    assert path.is_file()


def test_no_more_than_a_few_are_kept_for_their_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "MOST", 3)
    for name in policy_ids():
        load_policy(name, None, tmp_path)

    assert 3 == len(list(tmp_path.iterdir()))
    assert {0o600} == {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}


def test_what_changes_while_it_is_read_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    file = tmp_path / "own" / "policy.yaml"
    file.write_text("a\n")

    def read() -> Policy:
        file.write_text("b\n")
        return SHIPPED

    assert SHIPPED is compiled.compiled(tmp_path, "policy own", [tmp_path], Policy, read)
    assert [] == kept(tmp_path)


def test_records_of_one_kind_are_never_taken_for_another(tmp_path: Path) -> None:
    found = compiled.compiled(tmp_path, "it", [tmp_path], Calendar, load_calendar)

    assert found == load_calendar()
    assert SHIPPED == compiled.compiled(tmp_path, "it", [tmp_path], Policy, lambda: SHIPPED)
