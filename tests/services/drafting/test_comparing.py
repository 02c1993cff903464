"""Two versions compared by paragraph and by word, and one paragraph put back."""

from __future__ import annotations

from app.services.drafting.comparing import compare, figures, pieces, put_back
from app.services.verbs.draft_response import Answer


def _answer(body: str, claim: int = 1) -> Answer:
    return Answer(claim=claim, decision=None, body_html=body, input_id=None)


def test_paragraphs_are_paired_by_what_they_say():
    before = [_answer("<p>Uno igual.</p><p>El giro se paga pronto en el banco.</p><p>Sobra del todo aquí.</p>")]
    now = [_answer("<p>Uno igual.</p><p>El giro se paga el 5 de mayo en el banco.</p><p>Cosa nueva y distinta.</p>")]
    found = compare(before, now, [1, 2])
    assert [p.change for p in found] == ["equal", "changed", "added", "removed"]
    assert found[1].before_html == "<p>El giro se paga pronto en el banco.</p>"
    assert compare(now, now, [1]) == [p for p in compare(now, now, [1]) if p.change == "equal"]


def test_the_pieces_join_to_both_texts_and_leave_no_islands():
    before, now = "usted puede acercarse al banco en mayo", "usted puede cobrar en el banco de mayo"
    found = pieces(before, now)
    assert "".join(p.before for p in found) == before and "".join(p.now for p in found) == now
    assert not any(not p.changed and 0 < len(p.before.strip()) <= 4 for p in found[1:-1])


def test_a_paragraph_goes_back_to_its_place():
    before = [_answer("<p>A.</p><p>El giro se <b>paga</b> pronto en el banco.</p><p>C.</p>")]
    now = [_answer("<p>A.</p><p>El giro se paga mañana en el banco.</p><p>C.</p>")]
    pair = next(p for p in compare(before, now, [1]) if p.change == "changed")
    assert put_back(now[0].body_html, pair) == before[0].body_html
    gone = next(p for p in compare(before, [_answer("<p>A.</p><p>C.</p>")], [1]) if p.change == "removed")
    assert put_back("<p>A.</p><p>C.</p>", gone).endswith("<p>El giro se <b>paga</b> pronto en el banco.</p>")


def test_figures_of_a_version():
    assert figures([_answer(""), _answer("<p>Una frase corta.</p>", 2)]).answered == 1
