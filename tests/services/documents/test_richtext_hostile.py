"""Hostile paste: whatever comes in, what is stored is what the server and the printer admit, and it takes no time."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QTextCursor, QTextDocument

from app.services.documents.richtext import MAX_CHARS, TextTooLong, parse, to_html
from app.ui.trays.drafting import rich
from app.ui.trays.drafting.pasting import clipping

#: As pqr_core.check_html judges it.
_ADMITTED = re.compile(r'</?(p|h2|ul|ol|li|b|i|u|blockquote|table|tr|td|th)( align="(left|right|center)")?>|<br/?>')
_FORBIDDEN = re.compile("[\x01-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")

_ATTACKS = st.sampled_from(
    [
        "<script>alert(1)</script>", "<script src=//x>", "<style>*{}</style>", "<img src=http://x onerror=y>",
        '<img src="/etc/passwd">', "<svg onload=x>", "<math><mi>", "<iframe src=x>", "<a href='javascript:x'>",
        "<table><tr><td><table><tr><td>", "</td></tr></table>", "<!--", "-->", "<![CDATA[", "]]>", "<?php",
        "&#0;", "&#x202e;",
        "\u202eabc", "\u2066", "\x00", "\ufffc", "{{insumo}}", "{{", "<p onclick=x>", "<object data=x>",
        "<base href=x>", "<font color='{'>", "<onDraw name=x>", "<para>", "&lt;b&gt;", "<textarea>", "<plaintext>",
        "\ud800",
    ]
)  # fmt: skip
_HOSTILE = st.lists(_ATTACKS | st.text(max_size=12), max_size=30).map("".join)


def _is_admitted(stored: str) -> bool:
    return not re.search("[<>]", _ADMITTED.sub("", stored)) and not _FORBIDDEN.search(stored)


@settings(max_examples=250, deadline=None)
@given(_HOSTILE)
def test_whatever_is_pasted_the_server_admits_what_is_stored(source: str) -> None:
    stored = to_html(parse(source))
    assert _is_admitted(stored), stored
    data = QMimeData()
    data.setHtml(source)
    assert _is_admitted(clipping(data, MAX_CHARS))


@settings(max_examples=80, deadline=None)
@given(_HOSTILE)
def test_the_editor_gives_back_what_it_was_given(source: str) -> None:
    document = QTextDocument()
    rich.insert(QTextCursor(document), source, at_start=True)
    once = rich.read(document.begin())
    assert _is_admitted(once), once
    again = QTextDocument()
    rich.insert(QTextCursor(again), once, at_start=True)
    assert rich.read(again.begin()) == once


@pytest.mark.parametrize("typed", ["{{{{abc", "{{abc", "abc}}", "{{{{\u202eabc", "{{a}} {{", "{{{campo}}}"])
def test_braces_that_somebody_typed_stay(typed: str) -> None:
    document = QTextDocument()
    rich.insert(QTextCursor(document), typed, at_start=True)
    once = rich.read(document.begin())
    assert once == f"<p>{typed}</p>".replace("\u202e", "")


_SIZE = 300_000
_ENDLESS = {
    "nested tables": "<table><tr><td>", "open tags": "<p", "comments": "<!--", "marked sections": "<![",
    "entities": "&#x202",
    "ampersands": "&", "quotes": "<p a='", "lists": "<ul><li>", "bold": "<b>", "closers": "</b>", "scripts": "<script>",
    "less": "<", "processing": "<?", "attributes": "<p a=b c=d ",
}  # fmt: skip


@pytest.mark.parametrize("piece", _ENDLESS.values(), ids=_ENDLESS)
@pytest.mark.timeout(60)
def test_endless_text_ends(piece: str) -> None:
    """What is read again and again to its end takes minutes, and is ended."""
    try:
        stored = to_html(parse(piece * (_SIZE // len(piece))))
    except TextTooLong:
        stored = ""
    assert _is_admitted(stored)


def test_five_megabytes_are_refused_unread() -> None:
    with pytest.raises(TextTooLong):
        parse("<div><span style='x'>palabra</span></div>" * 130_000)
