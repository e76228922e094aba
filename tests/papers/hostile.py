"""Text that a case may hold and that wants to be something else: markup, code, a field, a formula, a turned line."""

from hypothesis import strategies as st

HOSTILE = (
    '#eval("panic()") #import "/etc/passwd": * $x^2$ [*a*] = Title // note',
    "**a** <b>c</b> `d` | e | \\ <!-- page --> <!-- picture: way-home --> [to complete] - [x] {{ 7 * 7 }} {% raw %}",
    "</style><script>alert(1)</script><!-- ]]> <![CDATA[ &lt; &#60; <w:p/> </w:t></w:r>",
    '" onload="alert(1)" style=\'x:y\' </title>',
    "\x1b[31m \u202e \u2066 \u200b \ufeff \ud800 \ue000 \x00 \U000e0041 \ufffe \uffff \ufdd0",
    '", "is": "Heading", "level": 1}] \\u0000 \\',
    '=1+1 @SUM(A1) { HYPERLINK "http://a.b" } { PAGE } ${jndi} %s {drawing1}',
    "x" * 500,
    "محمد علي (9) Łukasz Żółć Adébáyọ̀ Ọlátúńjí ẹ́ ṣ 王小明 😀",
)
PUT = (
    "## {0}\n\n{0}\n\n- {0}\n\n- [ ] {0}\n\n> {0}\n\n"
    "| {0} | B |\n|---|---|\n| {0} | b |\n\n| | |\n|---|---|\n| {0} | {0} |"
)
"""A paper with a text in every place of it, the same words everywhere."""

texts = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=6), max_size=4).map(" ".join)
