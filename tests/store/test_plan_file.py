"""Changing parts of plan.yaml: it reads as wanted whatever was there, and the other parts stay as they were written."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from reunify_cli import shape
from reunify_cli.store.plan_file import plan_with
from reunify_cli.store.yaml_writer import mapping_yaml

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)
PARTS = st.dictionaries(
    st.sampled_from(["actions", "goals", "evidence", "contact", "support"]),
    st.lists(st.fixed_dictionaries({"id": st.sampled_from(["a1", "b2"]), "what": TEXTS}), min_size=1, max_size=3),
)
REMARKS = st.lists(st.sampled_from(["# by hand\n", "\n", ""]), min_size=6, max_size=6)


@given(PARTS, PARTS, st.sets(st.sampled_from(["goals", "support"])), REMARKS, st.booleans())
def test_a_plan_reads_as_wanted_after_every_change(
    before: dict[str, Any], new: dict[str, Any], out: set[str], remarks: list[str], windows: bool
) -> None:
    written = [
        remark + mapping_yaml({key: value}) for (key, value), remark in zip(before.items(), remarks, strict=False)
    ]
    text = "".join([*written, remarks[5]])
    old = (text.replace("\n", "\r\n") if windows else text).encode()
    changes = {**new, **dict.fromkeys(out)}
    wanted = {key: value for key, value in {**before, **changes}.items() if value is not None}
    found = plan_with(old, changes)

    assert (wanted or None) == shape.load(found, "plan.yaml").data
    for (key, _), part in zip(before.items(), written, strict=True):
        if key not in changes:
            assert (part.replace("\n", "\r\n") if windows else part).encode() in found


def test_a_plan_on_one_line_is_written_anew() -> None:
    found = plan_with(b"{actions: [{id: a1, what: x}], evidence: [{id: e1, what: y}]}", {"actions": None})

    assert {"evidence": [{"id": "e1", "what": "y"}]} == shape.load(found, "plan.yaml").data
