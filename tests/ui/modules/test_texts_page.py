"""The library of texts clicked by two people: one proposes, the other approves, and the letters it touches open."""

from __future__ import annotations

import psycopg
import pytest
from PySide6.QtCore import Qt

from app.ui.modules.administration.text_form import TextForm
from app.ui.modules.administration.text_letters import OpenLetters
from app.ui.modules.administration.text_note import TextNote
from app.ui.modules.administration.texts_page import TextsPage
from app.ui.modules.administration.words_card import WordsCard
from app.ui.session.case_card import CaseCard


def _choose(page, text_id, state):
    rows = page.pane.model.rows()
    page.pane.table.go_to(next(n for n, row in enumerate(rows) if (row.text_id, row.state) == (text_id, state)))


@pytest.fixture
def cited(make_drafting, perform):
    """An open letter that uses the text."""
    reply = make_drafting(claims=2)
    answers = reply.answers()
    answers[1] |= {"text_id": "IN-03", "text_version": 1}
    done = perform("agent", reply.case_id, 1, "draft_response", "drafted", {"answers": answers})
    assert done["status"] == "applied", done
    return reply


def test_one_proposes_another_approves_and_the_open_letters_are_listed(desk_of, cited, qtbot, sql_as):
    lawyer = desk_of("lawyer", TextsPage)
    page = lawyer.page
    page.search.setText("in-03")
    _choose(page, "IN-03", "current")
    page.panel.change.click()
    form = lawyer.window.findChild(TextForm)
    form.act.setText("no")
    form.save.click()
    assert form.fields["legal_act"].error() and form.isVisible(), "what lacks is named and nothing is lost"
    form.act.setText("Resolución 3984 de 2026, artículo 3")
    form.body.insertPlainText("Me permito informarle que cambió la norma. ")
    assert "Me permito informarle" in form.figures.text()
    form.save.click()
    assert form.isHidden()
    _choose(page, "IN-03", "proposed")
    assert not page.panel.approve.isVisible() and "otra persona" in page.panel.note.text()

    lead = desk_of("lead", TextsPage)
    page = lead.page
    page.chips.choose("proposed")
    page._show()
    _choose(page, "IN-03", "proposed")
    assert "Qué cambia frente a la versión 1" in page.panel.what.text() and "<u" not in page.panel.body.toPlainText()
    assert page.panel.letters.isVisible(), "the version that it replaces is in an open letter"
    qtbot.keyClick(page.pane.table, Qt.Key.Key_F3)
    letters = lead.window.findChild(OpenLetters)
    # The text says whose proposal it is: the letters are those of the version in force.
    assert letters.list.count() == 1
    qtbot.keyClick(letters.list, Qt.Key.Key_Return)
    assert lead.window.findChild(CaseCard) is not None
    lead.window.findChild(CaseCard).close_overlay()
    qtbot.keyClick(page.pane.table, Qt.Key.Key_F9)
    rows = sql_as("postgres").execute(
        "SELECT version, valid_to IS NULL FROM pqr.approved_text WHERE text_id = 'IN-03' ORDER BY version"
    )
    assert rows.fetchall() == [(1, False), (2, True)]


def test_a_proposal_is_refused_with_a_reason_and_a_text_ends_with_one(desk_of, sql_as, qtbot):
    import uuid

    sql_as("lawyer").execute(
        "SELECT pqr_api.propose_text(%s, 'IN-03', '3.3', 'Otro título', 'explained', '<p>Texto nuevo.</p>',"
        " 'Resolución 1', pqr_core.today(), NULL)".replace("pqr_core.today()", "current_date + 1"),
        [uuid.uuid4()],
    )
    desk = desk_of("lead", TextsPage)
    page = desk.page
    _choose(page, "IN-03", "proposed")
    page.panel.refuse.click()
    note = desk.window.findChild(TextNote)
    note._accept()
    assert note.field.error()
    note.reason.setText("Cita una norma derogada")
    note._accept()
    assert not any(row.state == "proposed" for row in page.pane.model.rows())
    _choose(page, "IN-03", "current")
    page.panel.end.click()
    note = next(each for each in desk.window.findChildren(TextNote) if each.isVisible())
    note.reason.setText("Norma derogada")
    note._accept()
    event = sql_as("postgres").execute("SELECT detail ->> 'reason' FROM pqr_audit.staff_event WHERE what = 'end_text'")
    assert event.fetchone() == ("Norma derogada",)


def test_who_proposed_a_text_takes_it_back_and_nobody_else(desk_of, sql_as):
    propose = (
        "SELECT pqr_api.propose_text(gen_random_uuid(), 'IN-03', '3.3', 'Otro título', 'explained',"
        " '<p>Texto nuevo.</p>', 'Resolución 1', current_date + 1, NULL)"
    )
    sql_as("lawyer").execute(propose)
    with pytest.raises(psycopg.Error, match="unknown_proposal"):
        sql_as("lead").execute("SELECT pqr_api.withdraw_text(proposal_id) FROM pqr_api.text_proposals()")
    page = desk_of("lawyer", TextsPage).page
    _choose(page, "IN-03", "proposed")
    assert page.panel.withdraw.isVisible() and not page.panel.approve.isVisible()
    page.panel.withdraw.click()
    assert not any(row.state == "proposed" for row in page.pane.model.rows())
    told = "SELECT detail ->> 'text' FROM pqr_audit.staff_event WHERE what = 'withdraw_text'"
    assert sql_as("postgres").execute(told).fetchall() == [("IN-03",)]
    sql_as("lawyer").execute(propose)


def test_proposed_words_are_decided_here(desk_of, sql_as):
    sql_as("agent").execute("SELECT pqr_api.add_word('georreferenciar', true)")
    desk = desk_of("lead", TextsPage)
    assert desk.page.words.isVisible() and "1 palabra propuesta" in desk.page.words.sentence()
    card = WordsCard(desk.page, [], desk.page.words.reload_after)
    card._decide("georreferenciar", True)
    assert not desk.page.words.isVisible()
    assert sql_as("agent2").execute("SELECT word FROM pqr_api.my_words()").fetchall() == [("georreferenciar",)]
    card.deleteLater()
