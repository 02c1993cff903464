"""Calidad clicked as its leader on the real server: a sample drawn, letters reviewed with the keyboard."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel

from app.services.quality import sampling
from app.ui.modules.quality import ClosedPage, LotsPage, ReturnedPage, ReviewPage
from app.ui.modules.quality.lot_columns import short_title
from app.ui.widgets.confirm import Confirm
from tests.support.samples import draw_lot

FAULT = {
    "criterion": "substance",
    "code": "F05",
    "fault_class": "wrong",
    "severity": "critical",
    "note": "Datos ajenos",
}


def test_nothing_to_sample_says_so(open_page):
    _desk, page = open_page(LotsPage)
    assert page.pane.states.currentWidget() is page.pane.states.empty
    assert not page.panel.draw.isEnabled()


@pytest.mark.clicks(18, by="quality")
def test_a_leader_draws_the_sample_after_seeing_its_risk(open_page, letters, qtbot, sql_as):
    letters(60)
    desk, page = open_page(LotsPage)
    assert page.panel.figure.text() == "20 de 60 cartas · letra F, nivel II"
    assert "Acepta hasta 1 falla; con 2 rechaza" in page.panel.accepts.text()
    assert page.card.matrix.accessibleDescription().count("10 de 30") == 2
    page.panel.tolerated.setCurrentIndex(1)  # 1,0 %: the standard asks for another plan
    assert page.panel.figure.text() == "13 de 60 cartas · letra E, nivel II"
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


def _coded_by_keys(page, qtbot):
    # The key leaves the focus on the row, so that arrows choose the code, C, M and N its gravity, E, I and P its class.
    row, note = page.desk.rubric.rows[5], page.desk.rubric.rows[5].note
    assert row.mark.hasFocus() and row.code.currentText().startswith("F01")
    qtbot.keyClick(row.mark, Qt.Key.Key_Down)
    assert row.code.currentText() == "F02 · Pretensión sin responder"
    assert (row.fault_class.currentData(), row.severity.current()) == ("incomplete", "critical")
    qtbot.keyClick(row.mark, Qt.Key.Key_Right)
    assert row.claim.currentText() == "Pretensión 1"
    qtbot.keyClick(row.mark, Qt.Key.Key_I)
    assert row.fault_class.currentData() == "inconsistent"
    qtbot.keyClick(row.mark, Qt.Key.Key_Tab)
    assert note.hasFocus()
    qtbot.keyClick(note, Qt.Key.Key_Return)
    assert row.mark.hasFocus()
    return note


@pytest.mark.clicks(19, by="quality")
def test_letters_are_reviewed_with_the_keyboard_and_the_next_opens(open_page, letters, qtbot, sql_as):
    letters(4)
    draw_lot(sql_as)
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
    note = _coded_by_keys(page, qtbot)
    page.desk.record()
    assert page.desk.sheet.case_id == second and note.hasFocus()
    qtbot.keyClicks(note, "Falta la 3: programa, quien y pasos")  # digits in a note are text
    assert note.text().startswith("Falta la 3") and not page.desk.rubric.rows[2].is_fault
    qtbot.keyClick(page.desk.rubric, Qt.Key.Key_M)
    assert page.desk.warning.text() == ""
    qtbot.keyClick(page.desk, Qt.Key.Key_F9)
    row = admin.execute("SELECT activity, status FROM pqr.case_file WHERE case_id = %s", [second]).fetchone()
    assert row == (17, "quality_returned")
    found = admin.execute("SELECT criterion, code, fault_class, severity, claim_ordinal, note FROM pqr.quality_finding")
    assert found.fetchall() == [
        ("substance", "F02", "inconsistent", "major", 1, "Falta la 3: programa, quien y pasos"),
    ]  # fmt: skip
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
    draw_lot(sql_as)
    _desk, page = open_page(ReviewPage, both)
    assert page.letters[0].mine and page.now == -1
    page._open(0)
    assert not page.desk.verdict.isEnabled() and "no puede revisarla" in page.desk.who.text()


def test_a_lot_drawn_by_somebody_else_a_second_ago(open_page, letters, qtbot, sql_as):
    letters(3)
    desk, page = open_page(LotsPage)
    draw_lot(sql_as)
    qtbot.keyClick(page.pane.table, Qt.Key.Key_F9)
    desk.window.findChild(Confirm).go.click()
    assert page.pane.table.current_row().state == "in_review"
    count = sql_as("postgres").execute("SELECT count(*) FROM pqr.quality_lot").fetchone()
    assert count == (1,)


def test_a_rejected_lot_is_brought_back_and_reviewed_whole(open_page, letters, perform, qtbot, sql_as):
    letters(9)
    lot = draw_lot(sql_as)
    admin = sql_as("postgres")
    held = admin.execute("SELECT case_id FROM pqr.case_file WHERE activity = 19").fetchone()[0]
    perform("quality", held, 3, "review_quality", "rejected", {"findings": [FAULT]})
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


def test_lots_go_by_day_template_or_agent_and_a_plan_of_proportion_says_its_interval(open_page, letters, qtbot, sql_as):
    letters(6)
    desk, page = open_page(LotsPage)
    titles = {}
    for at in range(4):
        page.grouping.setCurrentIndex(at)
        page.reload()
        titles[page.grouping.currentData()] = [short_title(lot) for lot in page.pane.model.rows()]
    assert titles["day"] == ["Todo el día"] and titles["text"] == ["Plantilla: Sin plantilla"]
    assert len(titles["author"]) == 2 and all(each.startswith("Agente: ") for each in titles["author"])
    page.panel.method.choose("proportion")
    page.panel.plan_changed.emit()
    qtbot.keyClick(page.pane.table, Qt.Key.Key_F9)
    desk.window.findChild(Confirm).go.click()
    drawn = sql_as("postgres").execute("SELECT scope, method, sample_size FROM pqr.quality_lot").fetchall()
    assert drawn[0][0].startswith("author:") and drawn[0][1:] == ("proportion", 3)


def test_what_a_sample_says_of_its_lot_and_its_sheet(open_page, letters, perform, sql_as, monkeypatch, tmp_path):
    letters(30)
    lot, admin = draw_lot(sql_as), sql_as("postgres")
    held = admin.execute("SELECT case_id FROM pqr.case_file WHERE activity = 19").fetchall()
    for at, (case,) in enumerate(held):
        outcome = ("approved", {}) if at else ("rejected", {"findings": [FAULT]})
        perform("quality", case, 3, "review_quality", *outcome)
    _desk, page = open_page(LotsPage)
    page.pane.table.go_to(page.pane.model.find(lot["lot_id"]))
    said = " ".join(label.text() for label in page.card.findChildren(QLabel) if label.isVisible())
    assert "de las 30 cartas tienen falla" in said and "95 % de confianza" in said and "20,0 %" in said
    sheet = tmp_path / "hoja.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(sheet), ""))
    page.panel.sheet.click()
    assert sampling.redraw(io.StringIO(sheet.read_text())) == [] and len(sheet.read_text().splitlines()) == 32
    # What went back is listed with its codes until its author corrects it.
    _desk, back = open_page(ReturnedPage)
    (row,) = back.pane.model.rows()
    assert row.codes == ("F05",) and "F05" in back.often.text() and back.chips.current() == "all"


def test_tightened_inspection_says_why_and_how_it_ends(open_page, letters, perform, sql_as):
    admin = sql_as("postgres")
    for _ in range(2):
        letters(2)
        draw_lot(sql_as)
        for case, version in admin.execute("SELECT case_id, version FROM pqr.case_file WHERE activity = 19").fetchall():
            perform("quality", case, version, "review_quality", "rejected", {"findings": [FAULT]})
    letters(60)
    _desk, page = open_page(LotsPage)
    assert "pasa a inspección estricta" in page.strip.sentence() and page.strip.isVisible()
    assert "estricta · 0 de 5 aceptados" in page.panel.standing.words.text()
    assert "rechazado, rechazado" in page.panel.standing.accessibleDescription()
    # Tightened, the standard asks for 32 letters here: F has no plan of its own.
    assert page.panel.figure.text() == "32 de 60 cartas · letra G, nivel II"


def test_the_second_sample_is_drawn_and_reviewed_with_the_keyboard(open_page, letters, qtbot, sql_as):
    admin = sql_as("postgres")
    made = letters(3)
    desk, page = open_page(ClosedPage)
    assert "no se cerró ningún caso" in page.panel.words.text() and not page.panel.draw.isEnabled()
    admin.execute("UPDATE pqr.case_file SET activity = 0, status = 'closed', closed_at = now() - interval '9 days'")
    page.panel.first.setText("ayer")
    page.panel.first.editingFinished.emit()
    assert "dd/mm/aaaa" in page.panel.words.text() and page.panel.first.text() == "ayer"
    page.panel.first.set_day(page.panel.last.day() - dt.timedelta(days=20))
    page.panel.first.editingFinished.emit()
    page.activate()
    assert page.panel.figure.text() == f"{len(made)} de 3 cartas"
    qtbot.keyClick(page.pane.table, Qt.Key.Key_F9)
    assert desk.window.findChild(Confirm) is None and "para qué" in page.panel.words.text()
    page.panel.reason.setText("Reunión mensual de calidad")
    qtbot.keyClick(page.pane.table, Qt.Key.Key_F9)
    desk.window.findChild(Confirm).go.click()
    assert page.pane.table.current_row().state == "in_review"
    _desk, review = open_page(ReviewPage)
    assert review.lot.is_closed and review.desk.verdict.text().strip() == "Cumple: siguiente"
    qtbot.keyClick(review.desk, Qt.Key.Key_F6)
    inputs = review.desk.petition.inputs
    assert inputs.isVisible() and "la carta se apoya en este" in inputs.toPlainText()
    qtbot.keyClick(review.desk, Qt.Key.Key_1)
    review.desk.rubric.rows[0].note.setText("Contesta otra cosa")
    assert review.desk.verdict.text().strip() == "Registrar 1 nota" and "está cerrado" in review.desk.warning.text()
    for _ in range(3):
        qtbot.keyClick(review.desk, Qt.Key.Key_F9)
    page.reload()
    assert page.pane.model.rows()[0].state == "measured" and page.pane.model.rows()[0].faults == 1
    moved = admin.execute("SELECT count(*) FROM pqr.case_file WHERE closed_at < now() - interval '8 days'").fetchone()
    assert moved == (3,)
