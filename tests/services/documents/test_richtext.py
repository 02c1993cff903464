"""The restricted text: what survives, what goes, and that storing it twice changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.services.documents.richtext import TextTooLong, clean_text, is_empty, one_line, parse, plain_text, to_html


@pytest.mark.parametrize(
    ("source", "stored"),
    [
        ("hola", "<p>hola</p>"),
        ("<b>hola", "<p><b>hola</b></p>"),
        ("<p>a<br>b</p>", "<p>a<br/>b</p>"),
        ("<p align=center>a</p>", '<p align="center">a</p>'),
        ("<p align=evil>a</p>", "<p>a</p>"),
        ('<p onclick="x()" style="color:red">a</p>', "<p>a</p>"),
        ("<script>x</script><style>y</style>z", "<p>z</p>"),
        ('<a href="javascript:1">ver</a>', "<p>ver</p>"),
        ("<ul><li>a<ol><li>b<li>c</ol><li>d</ul>", "<ul><li>a</li><ol><li>b</li><li>c</li></ol><li>d</li></ul>"),
        ("<ol><li>1<li>2</ol><ol><li>3</ol>", "<ol><li>1</li><li>2</li></ol><ol><li>3</li></ol>"),
        ("<table><tr><th>A<td>B<tr><td>c</table>", "<table><tr><th>A</th><td>B</td></tr><tr><td>c</td></tr></table>"),
        ("5 < 6 & 7 > 2", "<p>5 &lt; 6 &amp; 7 &gt; 2</p>"),
        ("&lt;b&gt;no&lt;/b&gt;", "<p>&lt;b&gt;no&lt;/b&gt;</p>"),
        ("<p>  muchos \n  espacios </p>", "<p>muchos espacios</p>"),
        ("e\u0301\u202e\x00x", "<p>éx</p>"),
        ("<p> </p><p></p>", ""),
    ],
)
def test_known_text(source: str, stored: str) -> None:
    assert to_html(parse(source)) == stored
    assert to_html(parse(stored)) == stored


_TAGS = ["p", "b", "i", "u", "ul", "ol", "li", "table", "tr", "td", "th", "script", "svg", "blockquote", "h2"]
_PIECES = st.sampled_from(
    [f"<{slash}{tag}>" for tag in _TAGS for slash in ("", "/")]
    + ["<br>", "&amp;", "&lt;", "texto ", "ñ", " ", "\n", '<p align="right">', "<x y>"]
)


@example("texto \x1f &amp;")
@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES | st.text(max_size=8), max_size=40).map("".join))
def test_any_html_settles_after_one_pass(source: str) -> None:
    once = to_html(parse(source))
    assert to_html(parse(once)) == once
    assert plain_text(parse(once)) == plain_text(parse(source))
    assert "<script" not in once and "<svg" not in once and "\x00" not in once


def test_limits_are_refusals_not_hangs() -> None:
    with pytest.raises(TextTooLong):
        parse("a" * 60_001)
    with pytest.raises(TextTooLong):
        parse("<p>a</p>" * 801)
    with pytest.raises(TextTooLong):
        parse("<b>" * 1_000_000)
    assert plain_text(parse("<b>" * 5_000 + "x")) == "x"


def test_small_tools() -> None:
    assert clean_text("a\r\nb\u200bc") == "a\nbc"
    assert one_line(" a\n\tb ") == "a b"
    assert is_empty("<p>&nbsp;<br/></p>") and not is_empty("<p>x</p>")
    assert plain_text(parse("<table><tr><td>a</td><td>b</td></tr></table><p>c</p>")) == "a\tb\nc"
