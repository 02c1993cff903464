"""Calidad clicked as its leader on the real server: a sample drawn, letters reviewed with the keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.ui.modules.quality import LotsPage, ReviewPage
from app.ui.widgets.confirm import Confirm
from tests.ui.desk import Desk


@pytest.fixture
def open_page(server, database, background, settings, qtbot):
    """open_page(LotsPage) is that page of the quality leader's window, active."""
    opened = []

    def open_it(make, key="quality"):
        desk = Desk(server.target(database), key, make, background, settings)
        opened.append(desk)
        desk.window.resize(1366, 768)
        desk.window.show()
        desk.window.activateWindow()
        qtbot.waitUntil(desk.window.isActiveWindow, timeout=5000)
        return desk, desk.page

    yield open_it
    for desk in opened:
        desk.close()


@pytest.fixture
def letters(make_drafting, perform):
    """letters(3) are so many letters of one claim, sent by two agents."""

    def make(count, **options):
        made = []
        for n in range(count):
            who = "agent" if n % 2 else "agent2"
            reply = make_drafting(claims=1, assignee=who, **options)
            perform(who, reply.case_id, 1, "draft_response", "drafted", {"answers": reply.answers()})
            made.append(reply)
        return made

    return make


def _draw(sql_as):
    luis = sql_as("quality")
    scope = luis.execute("SELECT scope FROM pqr_api.quality_lots() WHERE state = 'to_draw'").fetchone()[0]
    return luis.execute("SELECT pqr_api.draw_sample(gen_random_uuid(), %s)", [scope]).fetchone()[0]


def test_nothing_to_sample_says_so(open_page):
    _desk, page = open_page(LotsPage)
    assert page.pane.states.currentWidget() is page.pane.states.empty
    assert not page.panel.draw.isEnabled()


def test_a_leader_draws_the_sample_after_seeing_its_risk(open_page, letters, qtbot, sql_as):
    letters(60)
    desk, page = open_page(LotsPage)
    assert page.panel.figure.text() == "20 de 60 cartas · letra F"
    assert "Acepta hasta 1 falla; con 2 rechaza" in page.panel.accepts.text()
    assert page.card.matrix.accessibleDescription().count("10 de 30") == 2
    page.panel.tolerated.setCurrentIndex(1)  # 1,0 %: the standard asks for another plan
    assert page.panel.figure.text() == "13 de 60 cartas · letra E"
    qtbot.keyClick(page.pane.table, Qt.Key.Key_F9)
    question = desk.window.findChild(Confirm)
    assert question.go.text() == "Sacar 13 cartas"
    question.go.click()
    admin = sql_as("postgres")
    moved = admin.execute("SELECT activity, count(*) FROM pqr.case_file GROUP BY 1 ORDER BY 1").fetchall()
    assert moved == [(19, 13), (20, 47)]
    assert page.pane.table.current_row().state == "in_review"
    assert len(page.panel.seed.text()) > 60 and not page.panel.draw.isVisible()
    page.drawing.redraw(page.pane.table.current_row())
    assert any("mismas cartas" in label.text() for label in desk.window.findChildren(QLabel))


def test_letters_are_reviewed_with_the_keyboard_and_the_next_opens(open_page, letters, qtbot, sql_as):
    letters(4)
    _draw(sql_as)
    _desk, page = open_page(ReviewPage)
    first = page.desk.sheet.case_id
    assert (page.place.text(), page.desk.verdict.text().strip()) == ("Carta <b>1</b> de 4", "Cumple: siguiente")
    qtbot.keyClick(page.desk, Qt.Key.Key_F9)
    admin = sql_as("postgres")
    assert admin.execute("SELECT activity FROM pqr.case_file WHERE case_id = %s", [first]).fetchone() == (20,)
    second = page.desk.sheet.case_id
    assert second != first
    # 6 marks a fault in «Fondo», critical; without a note it is not recorded.
    qtbot.keyClick(page.desk, Qt.Key.Key_6)
    assert page.desk.verdict.text().strip() == "Devolver con 1 nota" and "rechaza el lote" in page.desk.warning.text()
    # The key leaves the focus on the row, so that C, M and N give its gravity; Tab goes to the note, Enter comes back.
    row, note = page.desk.rubric.rows[5], page.desk.rubric.rows[5].note
    assert row.mark.hasFocus()
    qtbot.keyClick(row.mark, Qt.Key.Key_Tab)
    assert note.hasFocus()
    qtbot.keyClick(note, Qt.Key.Key_Return)
    assert row.mark.hasFocus()
    page.desk.record()
    assert page.desk.sheet.case_id == second and note.hasFocus()
    qtbot.keyClicks(note, "Falta la 3: programa, quien y pasos")  # digits in a note are text
    assert note.text().startswith("Falta la 3") and not page.desk.rubric.rows[2].is_fault
    qtbot.keyClick(page.desk.rubric, Qt.Key.Key_M)
    assert page.desk.warning.text() == ""
    qtbot.keyClick(page.desk, Qt.Key.Key_F9)
    row = admin.execute("SELECT activity, status FROM pqr.case_file WHERE case_id = %s", [second]).fetchone()
    assert row == (17, "quality_returned")
    found = admin.execute("SELECT criterion, severity, note FROM pqr.quality_finding").fetchall()
    assert found == [("substance", "major", "Falta la 3: programa, quien y pasos")]
    # A minor note alone does not send the letter back.
    qtbot.keyClick(page.desk, Qt.Key.Key_7)
    assert page.desk.verdict.text().strip() == "Cumple con 1 nota menor"
    page.desk.rubric.rows[6].note.setText("Sobra una coma en el cierre")
    qtbot.keyClick(page.desk, Qt.Key.Key_F9)
    assert admin.execute("SELECT count(*) FROM pqr.quality_finding WHERE severity = 'minor'").fetchone() == (1,)
    qtbot.keyClick(page.desk, Qt.Key.Key_F9)
    assert page.desk.sheet is None and not page.desk.isVisible()


def test_a_letter_of_ones_own_is_shown_but_not_judged(open_page, make_drafting, perform, sql_as, letters, own_login):
    both = own_login("quality2", "agent")
    reply = make_drafting(claims=1, assignee="quality2")
    sent = perform(both, reply.case_id, 1, "draft_response", "drafted", {"answers": reply.answers()})
    assert sent["status"] == "applied"
    _draw(sql_as)
    _desk, page = open_page(ReviewPage, both)
    assert page.letters[0].mine and page.now == -1
    page._open(0)
    assert not page.desk.verdict.isEnabled() and "no puede revisarla" in page.desk.who.text()


def test_a_lot_drawn_by_somebody_else_a_second_ago(open_page, letters, qtbot, sql_as):
    letters(3)
    desk, page = open_page(LotsPage)
    _draw(sql_as)
    qtbot.keyClick(page.pane.table, Qt.Key.Key_F9)
    desk.window.findChild(Confirm).go.click()
    assert page.pane.table.current_row().state == "in_review"
    count = sql_as("postgres").execute("SELECT count(*) FROM pqr.quality_lot").fetchone()
    assert count == (1,)


def test_a_rejected_lot_is_brought_back_and_reviewed_whole(open_page, letters, perform, qtbot, sql_as):
    letters(9)
    lot = _draw(sql_as)
    admin = sql_as("postgres")
    held = admin.execute("SELECT case_id FROM pqr.case_file WHERE activity = 19").fetchone()[0]
    fault = {
        "criterion": "substance",
        "fault_class": "wrong",
        "severity": "critical",
        "code": "F05",
        "note": "Datos de otra persona",
    }
    perform("quality", held, 3, "review_quality", "rejected", {"findings": [fault]})
    desk, page = open_page(LotsPage)
    page.pane.table.go_to(page.pane.model.find(lot["lot_id"]))
    assert page.pane.table.current_row().state == "rejected"
    page.panel.recall.click()
    back = next(row for row in page.pane.model.rows() if row.state == "to_draw")
    assert back.is_recheck and back.letters == 4
    page.pane.table.go_to(page.pane.model.find(back.key))
    assert page.panel.draw.text().strip() == "Sacar muestra de 4"
    qtbot.keyClick(page.pane.table, Qt.Key.Key_F9)
    desk.window.findChild(Confirm).go.click()
    assert admin.execute("SELECT count(*) FROM pqr.case_file WHERE activity = 19").fetchone() == (8,)
