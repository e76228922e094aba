"""What an authority's own template can cost: bounded in memory and steps, whatever is in it."""

import tracemalloc
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import DictLoader
from jinja2.exceptions import SecurityError, UndefinedError

from reunify_cli.errors import Unreadable
from reunify_cli.papers.filling import environment
from reunify_cli.papers.guard import sandbox
from reunify_cli.papers.guard.sandbox import PURSE, SOURCE
from reunify_cli.papers.professional.context import Context
from tests.papers.test_packs import PAPERS, a_template, markdown_of

A_TENTH = PURSE // 10
"""What a template may take here: memory and time grow with it, and these tests need not wait for the whole."""
TEN = "~".join("a" * 10)
ATTACKS = {
    "concatenation": "{% set a = 'xxxxxxxxxx' %}" + f"{{% set a = {TEN} %}}" * 8 + "{{ a }}",
    "nested lists printed": "{% set a = 'xxxxxxxxxx' %}" + "{% set a = [a,a,a,a,a,a,a,a,a,a] %}" * 9 + "{{ a }}",
    "nested lists glued": "{% set a = 'x' %}" + "{% set a = [a,a,a,a,a,a,a,a,a,a] %}" * 9 + "{% set b = 'x' ~ a %}",
    "nested lists joined": "{% set a = 'x' %}" + "{% set a = [a,a,a,a,a,a,a,a,a,a] %}" * 9 + "{{ [a, a] | join }}",
    "nested lists lowered": "{% set a = 'x' %}" + "{% set a = [a,a,a,a,a,a,a,a,a,a] %}" * 9 + "{{ a | lower }}",
    "nested lists compared": "{% set a = 1 %}{% set b = 1 %}"
    + "{% set a = [a,a,a,a,a,a,a,a,a,a] %}{% set b = [b,b,b,b,b,b,b,b,b,b] %}" * 9
    + "{% if a == b %}x{% endif %}",
    "nested pairs as a key": "{% set a = 1 %}" + "{% set a = (a,a,a,a,a,a,a,a,a,a) %}" * 9 + "{% set b = {a: 1} %}",
    "nested pairs looked up": "{% set a = 1 %}" + "{% set a = (a,a,a,a,a,a,a,a,a,a) %}" * 9 + "{{ {}[a] }}",
    "lists added": "{% set a = [1] %}" + "{% set a = a + a %}" * 40 + "{{ a | length }}",
    "texts added": "{% set a = 'x' %}" + "{% set a = a + a %}" * 40 + "{{ a }}",
    "join with a long text": "{% set a = 'x' %}" + f"{{% set a = {TEN} %}}" * 5 + "{{ range(999) | join(a) }}",
    "a wide format": "{{ '{:>999999999}'.format(1) }}",
    "a wide format of a map": "{{ '{a:>999999999}'.format_map({'a': 1}) }}",
    "a wide day": "{{ title.strip().__class__ }}",
    "a number as bytes": "{{ (1).to_bytes(999999999, 'big') | length }}",
    "text set in a block": "{% set a %}xxxxxxxxxx{% endset %}"
    + "{% set a %}{{ a }}{{ a }}{{ a }}{{ a }}{{ a }}{{ a }}{{ a }}{{ a }}{{ a }}{{ a }}{% endset %}" * 9,
    "plain text in loops": "{% for a in range(999) %}" * 2 + "x" * 5000 + "{% endfor %}" * 2,
    "text in a macro": "{% macro m() %}" + "x" * 5000 + "{% endmacro %}{% for a in range(999) %}"
    "{% for b in range(999) %}{% set c = m() %}{% endfor %}{% endfor %}",
    "branches in loops": "{% for a in range(999) %}{% for b in range(99) %}" + "{% if a %}x{% endif %}" * 999
    + "{% endfor %}{% endfor %}",
    "a loop that calls itself": "{% for a in range(9) recursive %}{% if loop.depth < 9 %}{{ loop(range(999)) }}"
    "{% endif %}{% endfor %}",
    "blocks in blocks": "".join(
        f"{{% block b{n} %}}{{{{ self.b{n + 1}() }}}}{{{{ self.b{n + 1}() }}}}{{% endblock %}}" for n in range(40)
    ) + "{% block b40 %}x{% endblock %}",
    "slices kept": "{% set a = 'x' %}" + f"{{% set a = {TEN} %}}" * 5
    + "{% set b = [" + ",".join(f"a[{n}:]" for n in range(999)) + "] %}",
    "loops nested too deeply": "{% for a in range(1) %}" * 30 + "{% endfor %}" * 30,
    "brackets nested too deeply": "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "a file that is too long": "x" * (SOURCE + 1),
    "a list printed": "{{ [title, title] }}",
    "the whole agenda printed": "{{ agenda }}",
    "a negative payment": "{{ -1000000000 | spent }}",
}  # fmt: skip


@cache
def known() -> Context:
    """A record with something in it, put together once."""
    return PAPERS["review-order"]()


@pytest.fixture
def memory() -> Iterator[None]:
    """Counts the memory that is taken meanwhile."""
    tracemalloc.start()
    yield
    tracemalloc.stop()


@pytest.mark.parametrize("what", ATTACKS)
def test_a_template_that_would_fill_the_memory_is_refused_before_it_does(
    what: str, tmp_path: Path, memory: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "PURSE", A_TENTH)
    context = known()
    own = a_template(tmp_path, ATTACKS[what])
    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]

    with pytest.raises(Unreadable) as refused:
        markdown_of(context, [own])
    (problem,) = refused.value.problems

    assert problem.place is not None
    assert problem.place.file.endswith("review.md.j2")
    assert tracemalloc.get_traced_memory()[1] - before < 20_000_000


GROWING = (
    "a ~ a", "[a, a]", "(a, a)", "{'k': a, 'l': a}", "a + a", "a[1:]", "a | list", "[a, a] | join(a)", "a | lower",
    "a.upper()", "a.split('x')", "m(a)", "a[::-1]", "a | sort", "[a, b]", "b ~ a", "[a] + [b]", "a | default(b)",
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(GROWING)), max_size=60))
@example([("a", "a ~ a")] * 40)
@example([("a", "[a, a]")] * 40)
@example([("a", "a + a")] * 40)
def test_whatever_grows_out_of_what_a_template_is_paid_for_or_refused(steps: list[tuple[str, str]]) -> None:
    source = "{% macro m(t) %}{{ t }}{{ t }}{% endmacro %}{% set a = 'xx' %}{% set b = a %}"
    source += "".join(f"{{% set {name} = {grown} %}}" for name, grown in steps) + "{{ a }}{{ b }}"
    room = environment((Path("own"),)).overlay(loader=DictLoader({"t": source}))
    room.begin(A_TENTH)
    try:
        text = room.get_template("t").render()
    except (SecurityError, UndefinedError, TypeError, AttributeError):
        return

    assert len(text) <= A_TENTH


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{{ 'a' ~ 1 ~ none ~ head.child }}", "a1NoneRosie Kendal"),
        ("{{ ['a', 2] | join(' and ') }}", "a and 2"),
        ("{% for a, b in [('x', 1), ('y', 2)] %}{{ a }}{{ b }}{% endfor %}", "x1y2"),
        ("{% for n in [[1, 2], [3]] recursive %}{{ n if n is number else loop(n) }}{% endfor %}", "123"),
        ("{{ 'yes' if head.child[:5] == 'Rosie' and 2 in [1, 2] }}", "yes"),
        ("{% for k, v in {'x': 1}.items() %}{{ k }}{{ v }}{% endfor %}{{ ('b a'.split() | sort)[0] }}", "x1a"),
        ("{% for x in [1, 2, 3] if x > 1 %}{{ loop.index }}/{{ loop.length }} {% endfor %}", "1/2 2/2"),
        ("{% macro m(t) %}<{{ caller() }}{{ t }}{% endmacro %}{% call m('x') %}y{% endcall %}", "<yx"),
        ("{{ 2 * 3 + 1 }}{{ 7 // 2 }}", "73"),
    ],
)
def test_what_a_template_needs_it_still_has(text: str, says: str, tmp_path: Path) -> None:
    made = markdown_of(known(), [a_template(tmp_path, text)])

    assert says == made.split("\n", 2)[2].strip()
