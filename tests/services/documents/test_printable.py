"""A letter shows no empty box: what its font lacks is told to its author and refused by the server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.services.database import Database
from app.services.documents import fonts
from app.services.documents.printable import unprintable
from app.services.documents.richtext import clean_text, parse, plain_text
from app.services.drafting import sheet, writing
from app.services.drafting.sheet import save_draft
from app.services.refusals import refusal
from tests.people import STAFF
from tests.services.drafting.test_writing import _full


def test_the_program_and_the_server_know_the_same_signs_and_the_font_has_each(sql_as):
    plane = [chr(code) for code in range(0x20, 0x10000) if not 0xD800 <= code < 0xE000]
    ours = {sign for sign in plane if not unprintable((sign,))}
    query = "SELECT s FROM unnest(%s::text[]) s WHERE pqr_core.unprintable(s) IS NULL"
    theirs = {sign for (sign,) in sql_as("postgres").execute(query, [plane])}
    assert ours == theirs
    assert fonts.missing_glyphs("".join(ours)) == set()
    assert unprintable(("Pesos", "😀")) == "😀" and sql_as("postgres").execute(
        "SELECT pqr_core.unprintable('a😀')"
    ).fetchone() == ("😀",)


def test_what_word_processors_write_is_pasted_as_the_letter_has_it():
    pasted = "<p>\uf0b7 Ley 1448\u20112011, art.\u200d 28\ufe0f \u2060y \u034f29</p>"
    assert plain_text(parse(pasted)) == "• Ley 1448-2011, art. 28 y 29"
    assert unprintable((clean_text("Nʉpʉ Ẽbẽra G̃ ꞌ ə «ñ» – 3.º ≥ 20 € ½ → ■"),)) == ""


@pytest.mark.parametrize("sign", ["✓", "😀", "漢", "о", "٥"])
def test_a_sign_that_would_be_a_box_is_told_before_sending_and_refused_after(make_drafting, engine_as, perform, sign):
    reply = make_drafting(claims=1)
    database = Database(engine_as(STAFF["agent"].login))
    opened = replace(sheet.read_draft(database, reply.case_id), director={"name": "x"})
    answers = [replace(each, body_html=f"<p>Se pagó {sign} en mayo: {{{{insumo}}}}.</p>") for each in _full(opened)]
    (told,) = writing.problems(opened, answers)
    assert (told.kind, told.words) == ("sign", sign)
    assert save_draft(database, reply.case_id, None, "", answers).version, "what is typed is kept all the same"
    payload = {"answers": reply.answers(body_html=answers[0].body_html)}
    answer = perform("agent", reply.case_id, 1, "draft_response", "drafted", payload)
    assert (answer["status"], answer["reason"], answer["field"]) == ("refused", "unprintable", f"claim.1: {sign}")
    assert f"«{sign}»" in refusal(answer["reason"], answer["field"]).user_message
    payload = {"answers": reply.answers(), "copies": [f"Personería {sign}"]}
    assert perform("agent", reply.case_id, 1, "draft_response", "drafted", payload)["field"] == f"foot: {sign}"
