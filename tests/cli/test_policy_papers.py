"""What of a policy can be printed or handed on: its handbook as a PDF, its limits, and which clause is answered."""

import io
import re
from html import unescape
from pathlib import Path

import pikepdf
import pytest

from reunify_cli.policy_store.policies import load_policy
from tests.cli.desk import a_team, lay, reunify

CALLS = """\
rules:
  - {id: calls, title: Ring the carer, source: {at: p 1}, owes: social-worker, says: Somebody rings within three days.,
     while: {looked-after: yes}, within: 3 wd, from: {event: stay}, needs: {event: visit}}
  - {id: doubt, title: Perhaps, source: {at: p 2, sure: unverified}, owes: social-worker, says: It may be so.,
     while: {looked-after: yes}, within: 3 wd, from: {event: stay}, needs: {event: visit}}
"""
EXAMPLE = """\
- name: Rung on the third working day
  rule: calls
  journal:
    - became-looked-after 2026-11-02 legal-status=s20
    - stay 2026-11-06 with=mother
    - visit 2026-11-11 seen=yes
  as-of: 2026-11-20
  expect: {due: 2026-11-11, standing: met}
"""


def west(folder: Path, calls: str = CALLS) -> Path:
    head = "id: west\nextends: england\nsource: {cite: West, checked: 2026-11-01}\nin-force: 2010-01-01\n"
    files = {"policy.yaml": head, "calls.yaml": calls, "calls.test.yaml": EXAMPLE}
    return lay(a_team(folder), {f"policies/west/{name}": text for name, text in files.items()})


# --- the handbook as a PDF ------------------------------------------------------------------------------------------


def test_a_handbook_is_a_pdf_with_a_title_a_language_and_tags(tmp_path: Path) -> None:
    out = tmp_path / "west.pdf"

    answer = reunify(west(tmp_path / "team"), "policy", "show", "west", "--format", "pdf", "--out", str(out))

    assert (0, "") == (answer.code, answer.out), answer.err
    assert answer.err.endswith(f"Written: {out}\n")
    with pikepdf.open(io.BytesIO(out.read_bytes())) as pdf:
        assert "west" == str(pdf.docinfo["/Title"])
        assert "en-GB" == str(pdf.Root.Lang)
        assert pdf.Root.MarkInfo.Marked


def test_a_pdf_needs_a_file_to_go_into(tmp_path: Path) -> None:
    answer = reunify(west(tmp_path), "policy", "show", "west", "--format", "pdf")

    assert 2 == answer.code
    assert "--out west.pdf" in answer.err


@pytest.mark.parametrize("out", ["west", "west.pdf", "the west.v2"])
def test_several_formats_at_once_lie_beside_one_another_each_with_its_ending(tmp_path: Path, out: str) -> None:
    words = ("policy", "show", "west", "--format", "md,html,pdf,docx", "--out", str(tmp_path / out))

    answer = reunify(west(tmp_path / "team"), *words)

    stem = out.removesuffix(".pdf")
    assert (0, "") == (answer.code, answer.out), answer.err
    assert {f"{stem}.{each}" for each in ("md", "html", "pdf", "docx")} == {p.name for p in tmp_path.glob("*west*.*")}
    begins = {each: (tmp_path / f"{stem}.{each}").read_bytes()[:5].lower() for each in ("md", "html", "pdf", "docx")}
    assert {"md": b"# wes", "html": b"<!doc", "pdf": b"%pdf-", "docx": b"pk\x03\x04\x14"} == begins


def test_the_page_for_the_web_holds_every_rule_with_its_sentence(tmp_path: Path) -> None:
    out = tmp_path / "england.html"

    assert (
        0 == reunify(west(tmp_path / "team"), "policy", "show", "england", "--format", "html", "--out", str(out)).code
    )
    page = re.sub(r"\s+", " ", unescape(re.sub("<[^>]*>", "", out.read_text(encoding="utf-8"))))

    assert [] == [rule.id for rule in load_policy("england").rules if rule.says not in page]


@pytest.mark.parametrize("form", ["doc", "md,doc", "text,pdf", ","])
def test_a_format_that_there_is_not_writes_nothing(tmp_path: Path, form: str) -> None:
    answer = reunify(west(tmp_path / "team"), "policy", "show", "west", "--format", form, "--out", str(tmp_path / "x"))

    assert 2 == answer.code
    assert [] == list(tmp_path.glob("x*"))


def test_several_formats_need_a_name_to_go_under(tmp_path: Path) -> None:
    answer = reunify(west(tmp_path), "policy", "show", "west", "--format", "md,pdf")

    assert 2 == answer.code
    assert "west.md, west.pdf" in answer.err
    assert "--out west" in answer.err


# --- at the limits --------------------------------------------------------------------------------------------------


def test_a_local_policys_examples_are_taken_to_their_limits_too(tmp_path: Path) -> None:
    answer = reunify(west(tmp_path), "policy", "test", "west", "--limits")

    assert 0 == answer.code, answer.err
    assert "west: 1 of 2 dated rules at the limits, on 27 days: all as they should be" in answer.out
    assert "not moved  doubt: no example of it has a due date" in answer.out


def test_as_json_each_rule_says_on_how_many_days_or_why_not(tmp_path: Path) -> None:
    items = reunify(west(tmp_path), "policy", "test", "west", "--limits", "--json").json["items"]

    assert [("calls", 27, True, []), ("doubt", 0, False, [])] == [
        (each["rule"], each["days"], each["evidence"], each["wrong"]) for each in items
    ]


def test_what_cannot_be_read_is_no_pass(tmp_path: Path) -> None:
    answer = reunify(west(tmp_path, CALLS.replace("3 wd", "3 wdd")), "policy", "test", "west", "--limits")

    assert 3 == answer.code
    assert "west: NOT READ" in answer.out


# --- what is covered ------------------------------------------------------------------------------------------------


def test_coverage_counts_each_sources_clauses_and_can_be_read_as_a_page_or_by_programs(tmp_path: Path) -> None:
    screen = reunify(a_team(tmp_path), "policy", "coverage")
    page = reunify(tmp_path, "policy", "coverage", "--format", "md").out
    said = reunify(tmp_path, "policy", "coverage", "--format", "json").json

    assert screen.code in (0, 1)
    assert "clauses" in screen.lines[0]
    assert ("coverage", len(said["items"])) == (said["kind"], said["read"])
    assert page.startswith("# What answers each clause\n")
    rows = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| clause")]
    assert len(said["items"]) == len(rows)
    assert all(5 == line.replace(r"\|", "").count("|") for line in rows)


@pytest.mark.parametrize("form", ["docx", "yaml"])
def test_a_format_that_there_is_not_is_refused(tmp_path: Path, form: str) -> None:
    answer = reunify(a_team(tmp_path), "policy", "coverage", "--format", form)

    assert 2 == answer.code
    assert "text, md or json" in answer.err


def test_coverage_looks_at_the_shipped_policies_from_anywhere(tmp_path: Path) -> None:
    said = reunify(a_team(tmp_path), "policy", "coverage", "--json").json
    rules = {(each["policy"], each["rule"]) for item in said["items"] for each in item["rules"]}

    assert ("england", "reviews") in rules
    assert {rule for policy, rule in rules if policy == "surrey"} <= set(load_policy("surrey").by_id)
