"""A workspace is found as git finds a repository, and a child by whatever people call it, never by a guess."""

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from reunify_cli.model.vocabulary import Vocabulary
from reunify_cli.store.case_ref import Summary
from reunify_cli.store.myself import remember, remembered, remembered_in
from reunify_cli.store.workspace import Adopted, Workspace, case_ids, find_workspace, resolve, summaries, team_problems
from tests.store.rooms import TEAM, lay, left_in, said, words, workspace


@pytest.fixture
def env(tmp_path: Path) -> Mapping[str, str]:
    """A user for whom `setup` was never run."""
    return {"XDG_CONFIG_HOME": str(tmp_path / "config")}


def roots(*found: Path) -> list[Path]:
    return [each.resolve() for each in found]


# --- finding it ---


def test_it_is_found_from_any_folder_inside_it(tmp_path: Path, env: Mapping[str, str]) -> None:
    room = workspace(tmp_path / "team")
    inside = tmp_path / "team" / "cases" / "RU-2026-0042" / "plans"
    inside.mkdir(parents=True)

    assert [room.root.resolve()] == [each.root for each in find_workspace([], env, inside)]


def test_dash_c_goes_before_reunify_root_before_the_folder_one_is_in_before_setup(
    tmp_path: Path, env: Mapping[str, str]
) -> None:
    here, named, given, kept = (workspace(tmp_path / name).root for name in ("here", "named", "given", "kept"))
    remember(env, workspace=str(kept))
    with_root = {**env, "REUNIFY_ROOT": str(named)}

    assert roots(given) == [w.root for w in find_workspace([given], with_root, here)]
    assert roots(named) == [w.root for w in find_workspace([], with_root, here)]
    assert roots(here) == [w.root for w in find_workspace([], env, here)]
    assert [kept] == [w.root for w in find_workspace([], env, tmp_path)]


def test_dash_c_may_be_given_again_and_again(tmp_path: Path, env: Mapping[str, str]) -> None:
    one, other = workspace(tmp_path / "one").root, workspace(tmp_path / "other").root
    given = [Path("one"), Path("other"), one / "..", Path("one")]

    assert roots(one, other) == [w.root for w in find_workspace([given[0], given[1], given[3]], env, tmp_path)]
    assert "-C" in said(lambda: find_workspace(given, env, tmp_path))


def test_where_there_is_none_it_says_how_to_make_one(tmp_path: Path, env: Mapping[str, str]) -> None:
    assert (
        said(lambda: find_workspace([], env, tmp_path))
        == """\
There is no reunify.yaml here or in any folder above.
    Type  reunify init  to make one here, or  reunify demo  to see one at work."""
    )
    assert "-C nowhere: there is no such folder." in said(lambda: find_workspace([Path("nowhere")], env, tmp_path))
    assert "-C .: there is no reunify.yaml there" in said(lambda: find_workspace([Path()], env, tmp_path))
    assert "REUNIFY_ROOT (gone): there is no such folder." in said(
        lambda: find_workspace([], {**env, "REUNIFY_ROOT": "gone"}, tmp_path)
    )


def test_one_that_setup_remembered_and_that_is_gone_is_said_to_be_gone(tmp_path: Path, env: Mapping[str, str]) -> None:
    remember(env, workspace=str(tmp_path / "gone"))

    assert (
        said(lambda: find_workspace([], env, tmp_path))
        == f"""\
The workspace that setup remembered is not there any more: {tmp_path / "gone"}.
    Type  reunify setup  to say where it is now."""
    )


# --- what it says ---


def test_reunify_yaml_names_the_policy_or_says_how_it_was_adopted(tmp_path: Path, env: Mapping[str, str]) -> None:
    lay(tmp_path / "a", {"reunify.yaml": "policy: surrey"})
    lay(
        tmp_path / "b",
        {
            "reunify.yaml": """\
name: Northgate team
authority: Northgate Council
policy: {id: surrey, from: 2026-09-01, by: i.ali, digest: 0a1b2c}
calendar: scotland
owner-of-policy: Imran Ali
classification: OFFICIAL-SENSITIVE
"""
        },
    )
    plain, full = find_workspace([tmp_path / "a", tmp_path / "b"], env, tmp_path)

    assert Workspace(plain.root, "a", "surrey") == plain
    assert (
        Workspace(
            full.root,
            "Northgate team",
            "surrey",
            "scotland",
            adopted=Adopted("surrey", date(2026, 9, 1), "i.ali", "0a1b2c"),
            owner_of_policy="Imran Ali",
            authority="Northgate Council",
            classification="OFFICIAL-SENSITIVE",
        )
        == full
    )


def test_every_mistake_of_its_own_files_is_said_at_once(tmp_path: Path, env: Mapping[str, str]) -> None:
    lay(
        tmp_path,
        {"reunify.yaml": "polisy: surrey\npolicy: {id: surrey, from: soon}\n", "team.yaml": "people: [dana]\n"},
    )

    assert (
        said(lambda: find_workspace([tmp_path], env, tmp_path))
        == """\
reunify.yaml:1:1
    "polisy" is not known here. Did you mean "policy"?
reunify.yaml:2:28
    "soon" is not written as a day: write it like 2026-12-03.
team.yaml:1:9
    "people" should be lines of the form key: value, not a list."""
    )


def test_a_role_that_the_policy_does_not_know_is_named(tmp_path: Path) -> None:
    team = TEAM + "  court: {name: Court, role: cuort}\n"
    room = workspace(tmp_path, team.replace("[social-worker]", "[social-worker, iroo, {role: sw}]"))
    vocabulary: Vocabulary = words()

    assert ["team.yaml:2:56", "team.yaml:2:69", "team.yaml:6:30"] == sorted(
        str(problem.place) for problem in team_problems(room, vocabulary)
    )
    assert () == team_problems(workspace(tmp_path / "sound"), vocabulary)


# --- its children ---


def children(root: Path, **cases: str) -> Workspace:
    """A workspace with children: `RU_2026_0042="R.K. LCS 447190"` gives initials, and a number elsewhere."""
    for name, called in cases.items():
        case_id = name.replace("_", "-")
        initials, *number = called.split()
        external = f"external: {{{number[0]}: '{number[1]}'}}\n" if number else ""
        lay(root / "cases" / case_id, {"case.yaml": f"id: {case_id}\nchild: {{initials: {initials}}}\n{external}"})
    return workspace(root)


def test_every_folder_is_a_child_but_not_what_a_write_left_half_done(tmp_path: Path) -> None:
    room = children(tmp_path, RU_2026_0042="R.K.", RU_2026_0009="A.M.")
    lay(tmp_path / "cases", {"RU-2026-0010/letter.docx": "", ".RU-2026-0011.tmp/case.yaml": "", "notes.txt": ""})

    assert ["RU-2026-0009", "RU-2026-0010", "RU-2026-0042"] == case_ids(room)
    (tmp_path / "new/cases").mkdir(parents=True)
    assert [] == case_ids(workspace(tmp_path / "new"))


def test_a_child_is_called_by_id_or_initials_or_number_and_by_name_only_for_the_initials(tmp_path: Path) -> None:
    room = children(tmp_path, RU_2026_0042="R.K. LCS 447190")
    lay(tmp_path / "cases", {"RU-2026-0043/case.yaml": "id: RU-2026-0043\nchild: {name: Tom Ward}\n"})
    lay(tmp_path / "cases", {"RU-2026-0044/case.yaml": "id: [half\n", "RU-2026-0045/journal.yaml": ""})

    assert [
        Summary("RU-2026-0042", "R.K.", ("447190",)),
        Summary("RU-2026-0043", "T.W."),
        Summary("RU-2026-0044"),
        Summary("RU-2026-0045"),
    ] == summaries(room)


@pytest.mark.parametrize(
    ("ref", "case_id"),
    [
        ("RU-2026-0042", "RU-2026-0042"),
        ("ru-2026-0042", "RU-2026-0042"),
        (" 42 ", "RU-2026-0042"),
        ("0042", "RU-2026-0042"),
        ("2026-0042", "RU-2026-0042"),
        ("142", "RU-2026-0142"),
        ("09", "RU-2026-0009"),
        ("7", "RU-2026-0007"),
        ("77", "RU-2026-0177"),
        ("447190", "RU-2026-0042"),
        ("a-17", "RU-2026-0009"),
        ("R.K.", "RU-2026-0042"),
        ("rk", "RU-2026-0042"),
        ("r k", "RU-2026-0042"),
        ("É.L.", "RU-2026-0177"),
    ],
)
def test_a_child_is_found_by(tmp_path: Path, ref: str, case_id: str) -> None:
    room = children(
        tmp_path,
        RU_2026_0042="R.K. LCS 447190",
        RU_2026_0142="A.M.",
        RU_2026_0009="A.M. Mosaic A-17",
        RU_2026_0007="T.W.",
        RU_2026_0177="É.L.",
    )

    assert case_id == resolve(room, ref)


@pytest.mark.parametrize(
    ("ref", "words"),
    [
        ("42", '"42" can be RU-2025-0042 (J.B.) or RU-2026-0042 (R.K.).\n    Type the whole id.'),
        ("rk", '"rk" can be RU-2026-0042 (R.K.) or RU-2026-0109 (R.K.).\n    Type the whole id.'),
        ("9", '"9" can be RU-2026-0109 (R.K.) or RU-2026-0119 (C.D.).\n    Type the whole id.'),
        ("RU-2026-0024", 'No child here is called "RU-2026-0024". Did you mean "RU-2026-0042"?'),
        ("xy", 'No child here is called "xy".\n    Type  reunify list  to see who is here.'),
        ("4471", 'No child here is called "4471".'),
        ("", 'No child here is called "".'),
        ("-", 'No child here is called "-".'),
        ("*", 'No child here is called "*".'),
        ("../RU-2026-0042", 'No child here is called "../RU-2026-0042".'),
    ],
)
def test_nobody_is_guessed_at(tmp_path: Path, ref: str, words: str) -> None:
    room = children(
        tmp_path, RU_2025_0042="J.B.", RU_2026_0042="R.K. LCS 447190", RU_2026_0109="R.K.", RU_2026_0119="C.D."
    )

    assert said(lambda: resolve(room, ref)).startswith(words)


def test_no_case_file_is_opened_where_the_id_tells(tmp_path: Path) -> None:
    room = children(tmp_path, RU_2026_0042="R.K.")

    def never(_: Workspace) -> list[Summary]:
        raise AssertionError("nobody needs to be asked")

    assert "RU-2026-0042" == resolve(room, "42", never)


def test_every_last_digits_that_only_one_child_has_are_enough(tmp_path: Path) -> None:
    numbers = range(1, 40)
    room = children(tmp_path, **{f"RU_2026_{n:04}": "A.B." for n in numbers})

    assert [f"RU-2026-{n:04}" for n in numbers] == [resolve(room, str(n)) for n in numbers]


# --- setup ---


def test_what_setup_remembers_is_kept_one_thing_beside_the_other(env: Mapping[str, str]) -> None:
    assert {} == remembered(env)
    remember(env, me="d.okafor")
    file = remember(env, workspace="S:\\Northgate: children")

    assert {"me": "d.okafor", "workspace": "S:\\Northgate: children"} == remembered(env)
    assert [file.name] == left_in(file.parent)


@pytest.mark.parametrize("content", ["me: [", "- me", "me: [a]", "", "me:"])
def test_a_broken_memory_is_as_good_as_none(env: Mapping[str, str], content: str) -> None:
    lay(remembered_in(env).parent, {"setup.yaml": content})

    assert {} == remembered(env)
    remember(env, me="d.okafor")
    assert {"me": "d.okafor"} == remembered(env)


@pytest.mark.skipif(os.name == "nt", reason="the settings folder lies elsewhere on Windows")
def test_without_xdg_it_lies_where_the_system_keeps_settings() -> None:
    assert ("reunify", "setup.yaml") == remembered_in({}).parts[-2:]
