"""The grammar of a form: whatever is written into it reads back as it was, or is said to be wrong where it stands."""

from hypothesis import given
from hypothesis import strategies as st

from reunify_cli.cli.form.layout import item, labelled, made, tidy
from reunify_cli.cli.form.page import (
    Mistake,
    items_of,
    parts_of,
    prose,
    says,
    text_of,
    ticked,
    untouched,
    with_mistakes,
    without_mistakes,
    words_of,
)

LABELS = {"note": "note", "danger statements": "danger", "who was there": "who", "by": "by"}
COLUMNS = {"what": "what", "who does it": "owner", "by when": "due"}
# Words that the grammar itself uses stand among the others, so that texts look like forms now and then.
GRAMMAR = ["Note: ", "who does it: ", "by when:", "- ", "[x] ", "[a1] ", "| ", "# ", "#", "\t", "  ", "\n"]
PIECES = st.sampled_from(GRAMMAR)
TEXTS = st.lists(st.one_of(st.text(), PIECES, st.sampled_from(["home", "She said: no", "wo does it: x"]))).map("".join)


# --- what is written reads back -----------------------------------------------------------------------------------


@given(TEXTS, TEXTS)
def test_any_text_under_a_label_reads_back_as_it_was(text: str, other: str) -> None:
    form = "\n".join([*labelled("Note", text), "# a remark", "", *labelled("By", other)])
    found, mistakes = parts_of(form, LABELS, ("note",))

    assert [] == mistakes
    assert {"note": tidy(text), "by": tidy(other)} == {part.key: tidy(prose(part.first, part.below)) for part in found}


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=3))
def test_any_texts_in_a_list_read_back_as_they_were(rows: list[tuple[str, str, str]]) -> None:
    lines = ["Danger statements:"]
    for number, (what, owner, due) in enumerate(rows):
        lines += item(f"d{number}", what, [("who does it", owner), ("by when", due)], COLUMNS)
    found, mistakes = parts_of("\n".join(lines), LABELS, ())
    items, more = items_of(found[0], COLUMNS, "what")
    expected = [
        (f"d{n}", {key: text for key, text in zip(("what", "owner", "due"), map(tidy, row), strict=True) if text})
        for n, row in enumerate(rows)
    ]

    assert [] == [*mistakes, *more]
    assert expected == [(each.id, {key: tidy(told.text) for key, told in each.says.items()}) for each in items]


@given(TEXTS, st.lists(st.tuples(st.integers(0, 9), st.text(st.characters(codec="ascii", exclude_categories=["C"])))))
def test_marking_mistakes_changes_nothing_of_what_a_form_says(text: str, wrong: list[tuple[int, str]]) -> None:
    form = "\n".join([*labelled("Note", text), "By: nobody", ""])
    marked = with_mistakes(form, [Mistake(line, sentence) for line, sentence in wrong])

    assert says(form) == says(marked)
    assert form == without_mistakes(marked)


@given(TEXTS)
def test_a_form_can_be_saved_in_every_way_that_editors_save(text: str) -> None:
    form = "\n".join([*labelled("Note", text), ""])
    ways = [form.encode("utf-8-sig"), form.encode("utf-16"), form.replace("\n", "\r\n").encode()]

    assert [says(form)] * 3 == [says(text_of(data)) for data in ways]


def test_a_form_saved_by_an_older_windows_editor_keeps_its_pound_signs_and_quotation_marks() -> None:
    assert "Note: £20 for “Ruby’s” bus" == text_of("Note: £20 for “Ruby’s” bus".encode("cp1252"))


# --- what counts as written ---------------------------------------------------------------------------------------


def test_a_form_nobody_wrote_into_is_known_by_its_mark_however_it_is_saved() -> None:
    old = made(["# Monday", "When: 30/11/2026", "Note:"])
    today = made(["# Tuesday", "When: 1/12/2026", "Note:"])

    assert untouched(old, today)
    assert untouched(old.replace("\n", "\r\n"), today)
    assert untouched("", today)
    assert untouched("# only a remark\n\n", today)
    assert not untouched(old.replace("Note:", "Note: seen"), today)


# --- lines that people type ---------------------------------------------------------------------------------------


def test_a_tab_is_as_good_as_spaces() -> None:
    found, mistakes = parts_of("Danger statements:\n\t- Left alone\n\t\tby when:\t3/12\n", LABELS, ())
    items, more = items_of(found[0], COLUMNS, "what")

    assert [] == [*mistakes, *more]
    assert {"what": "Left alone", "due": "3/12"} == {key: told.text for key, told in items[0].says.items()}


def test_a_text_goes_on_without_an_indent_unless_it_looks_like_a_label() -> None:
    form = "Note: She was well.\nThe school rang after that.\nSchool: rang twice.\nBy: x\nstray\n"
    found, mistakes = parts_of(form, LABELS, ("note",))

    assert "She was well.\nThe school rang after that." == prose(found[0].first, found[0].below)
    assert [(3, '"School" is not a label of this form.'), (5, "This line belongs to nothing.")] == [
        (each.line, each.sentence) for each in mistakes
    ]


def test_a_mistyped_label_is_never_taken_for_text() -> None:
    _, mistakes = parts_of("By: me\nNoet: seen\nNote: one\nNote: two\n", LABELS, ("note",))
    part = parts_of("Danger statements:\n  - Alone\n    by wen: 3/12\n", LABELS, ())[0][0]
    _, in_list = items_of(part, COLUMNS, "what")

    assert [(2, '"Noet" is not a label of this form. Did you mean "note"?'), (4, '"Note" appears twice.')] == [
        (each.line, each.sentence) for each in mistakes
    ]
    assert [(3, '"by wen" is not a label here. Did you mean "by when"?')] == [(m.line, m.sentence) for m in in_list]


def test_people_are_ticked_in_brackets_or_only_named() -> None:
    (part,), _ = parts_of("Who was there:\n  [x] mother\n- [ ] father\n  [a]uncle\n  - Dana\n  Mr Osei\n", LABELS, ())

    assert [("x", "mother"), ("", "father"), ("a", "uncle"), ("x", "Dana"), ("x", "Mr Osei")] == [
        (tick, name) for _, tick, name in ticked(part)
    ]


def test_names_stand_with_commas_or_one_to_a_line() -> None:
    for form in ("By: mother, Dana", "By:\n  - mother\n  - Dana", "By: mother,\n  Dana"):
        (part,), _ = parts_of(form, LABELS, ())

        assert "mother, Dana" == words_of(part)
