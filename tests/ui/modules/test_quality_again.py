"""Calidad: a verdict taken back by keys, a review without the mouse, and empty or announced lots in the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.ui.modules.quality import LotsPage, ReviewPage
from app.ui.widgets.confirm import Confirm
from tests.support.samples import announce, draw_lot

COUNTS = "SELECT sampled, reviewed, faults FROM pqr_api.quality_lots() WHERE lot_id IS NOT NULL"


def _counts(sql_as):
    return sql_as("quality").execute(COUNTS).fetchone()


def _words(window):
    return " ".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


def _undo(page, qtbot):
    qtbot.keyClick(page.desk, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def test_a_verdict_is_taken_back_by_keys_until_the_next_is_decided(open_page, letters, qtbot, sql_as):
    letters(3)
    draw_lot(sql_as)
    desk, page = open_page(ReviewPage)
    admin, first = sql_as("postgres"), page.desk.sheet.case_id
    where = "SELECT activity, version, assignee_id FROM pqr.case_file WHERE case_id = %s"
    before = admin.execute(where, [first]).fetchone()
    # 6, arrow, Tab, note, Enter, F9: a fault, its code, its note and the verdict, and never the mouse.
    qtbot.keyClick(page.desk, Qt.Key.Key_6)
    row = page.desk.rubric.rows[5]
    qtbot.keyClick(row.mark, Qt.Key.Key_Down)
    qtbot.keyClick(row.mark, Qt.Key.Key_Tab)
    qtbot.keyClicks(row.note, "Falta la segunda")
    qtbot.keyClick(row.note, Qt.Key.Key_F9)
    assert admin.execute(where, [first]).fetchone()[0] == 17 and _counts(sql_as) == (3, 1, 1)
    # The notice may be gone: the page keeps it until the next verdict.
    desk.window.notices.toast.dismiss()
    _undo(page, qtbot)
    after = admin.execute(where, [first]).fetchone()
    assert (after[0], after[2]) == (19, before[2]) and after[1] == before[1] + 2
    assert _counts(sql_as) == (3, 0, 0)
    # It is on screen again with what was noted; decided anew, only that counts.
    assert page.desk.sheet.case_id == first and row.is_fault and row.note.text() == "Falta la segunda"
    qtbot.keyClick(page.desk, Qt.Key.Key_6)
    qtbot.keyClick(page.desk, Qt.Key.Key_F9)
    assert admin.execute(where, [first]).fetchone()[0] == 20 and _counts(sql_as) == (3, 1, 0)
    kept = "SELECT verdict, withdrawn_at IS NOT NULL FROM pqr.quality_review WHERE case_id = %s ORDER BY seq"
    assert admin.execute(kept, [first]).fetchall() == [("rejected", True), ("approved", False)]
    # Decided the next one, the first is no longer taken back; and nothing is, twice.
    qtbot.keyClick(page.desk, Qt.Key.Key_F9)
    _undo(page, qtbot)
    _undo(page, qtbot)
    assert admin.execute(where, [first]).fetchone()[0] == 20 and _counts(sql_as) == (3, 1, 0)


def test_a_verdict_somebody_went_on_with_stays_and_says_so(open_page, letters, qtbot, sql_as):
    letters(1)
    draw_lot(sql_as)
    desk, page = open_page(ReviewPage)
    case = page.desk.sheet.case_id
    qtbot.keyClick(page.desk, Qt.Key.Key_F9)
    sql_as("postgres").execute("UPDATE pqr.case_file SET version = version + 1 WHERE case_id = %s", [case])
    _undo(page, qtbot)
    assert "Ya no se puede deshacer el veredicto" in _words(desk.window)
    assert _counts(sql_as) == (1, 1, 0)


def test_who_presses_twice_draws_the_plan_that_was_announced(open_page, letters, qtbot, sql_as):
    letters(12)
    luis = sql_as("quality")
    scope = luis.execute("SELECT scope FROM pqr_api.quality_lots()").fetchone()[0]
    announce(sql_as("quality2"), scope, p_tolerated=6.5)
    desk, page = open_page(LotsPage)
    page.grouping.setCurrentIndex(1)
    page.reload()
    qtbot.keyClick(page.pane.table, Qt.Key.Key_F9)
    desk.window.findChild(Confirm).go.click()
    assert "otro ya anunciado" in _words(desk.window)
    page.grouping.setCurrentIndex(0)
    page.reload()
    qtbot.keyClick(page.pane.table, Qt.Key.Key_F9)
    desk.window.findChildren(Confirm)[-1].go.click()
    assert luis.execute("SELECT tolerated::float FROM pqr.quality_lot").fetchall() == [(6.5,)]
    assert "anunciado con NCA 6,5 %" in _words(desk.window)


def test_a_new_author_weighs_double_and_an_emptied_lot_says_so(open_page, letters, qtbot, sql_as):
    letters(60)
    admin = sql_as("postgres")
    admin.execute("UPDATE pqr.person SET joined_on = pqr_core.today() - CASE login WHEN 'u_beto' THEN 5 ELSE 400 END")
    desk, page = open_page(LotsPage)
    assert "Con ×2: nuevos o con falla reciente" in page.card.detail.text()
    said = page.card.matrix.accessibleDescription()
    assert "13 de 30" in said and "7 de 30" in said
    qtbot.keyClick(page.pane.table, Qt.Key.Key_F9)
    desk.window.findChild(Confirm).go.click()
    drawn = admin.execute(
        "SELECT weight, count(*) FILTER (WHERE is_sampled) FROM pqr.quality_lot_case GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert drawn in ([(1, 6), (2, 14)], [(1, 7), (2, 13)])
    # The letters of a lot on screen went back meanwhile: a sentence, and nothing is drawn.
    letters(2)
    page.reload()
    page.pane.table.go_to(
        page.pane.model.find(next(lot.key for lot in page.pane.model.rows() if lot.state == "to_draw"))
    )
    admin.execute("UPDATE pqr.case_file SET activity = 17, status = 'draft_response' WHERE activity = 18")
    qtbot.keyClick(page.pane.table, Qt.Key.Key_F9)
    desk.window.findChildren(Confirm)[-1].go.click()
    assert "El lote no tiene cartas por muestrear" in _words(desk.window)
    assert admin.execute("SELECT count(*) FROM pqr.quality_lot").fetchone() == (1,)
