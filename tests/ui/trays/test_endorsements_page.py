"""Avales clicked as a lawyer and as an analyst on the real server."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from app.clock import BOGOTA
from app.services.command import decide
from app.services.offline.journal import TypedText
from app.services.perform import Result
from app.ui.trays.endorsements import EndorsementsPage
from app.ui.trays.endorsements.columns import clock_words
from app.ui.trays.endorsements.decided import DecidedCard
from app.ui.trays.endorsements.kept_table import KeptTable
from app.ui.trays.endorsements.signatories import SignatoriesBox
from app.ui.widgets import Confirm
from tests.support.petitions import REGISTRY, stand_petition
from tests.support.splits import signatory

ARCHIVE = {"kind": "archive", "reason_code": "A01", "note": "Es una invitación"}


@pytest.fixture
def asked(admin, perform):
    """asked(n, **request) makes n cases that wait for an aval."""

    def make(count: int = 1, **request):
        cases = []
        for _ in range(count):
            case = stand_petition(admin, "request_endorsement", claims=(REGISTRY,))
            answer = perform("agent", case, 1, "request_endorsement", "requested", ARCHIVE | request)
            assert answer["status"] == "applied", answer
            cases.append(case)
        return cases

    return make


@pytest.fixture
def open_page(desk_of, qtbot):
    def open_it(key: str = "lawyer"):
        desk = desk_of(key, EndorsementsPage)
        if desk.page.rows:
            qtbot.waitUntil(lambda: desk.page.panel.sheet is not None, timeout=5000)
        return desk, desk.page

    return open_it


def decision_of(admin, case):
    return admin.execute(
        "SELECT decision, decided_by, act_number IS NOT NULL FROM pqr.endorsement WHERE case_id = %s", [case]
    ).fetchone()


@pytest.mark.clicks(8, by="lawyer")
def test_f9_grants_the_one_that_is_open_and_opens_the_next(admin, asked, open_page, qtbot):
    asked(2)
    _, page = open_page()
    first, second = (row.case_id for row in page.rows)
    assert page.panel.primary.button.text().strip() == "Avalar el archivo"
    qtbot.keyClick(page.pane.table, Qt.Key.Key_F9)
    assert decision_of(admin, first) == ("granted", 7, True)
    assert decision_of(admin, second) == (None, None, False)
    qtbot.waitUntil(lambda: page.panel.row is not None and page.panel.row.case_id == second, timeout=5000)
    # The decided row stays in its place, with what became of it.
    assert [row.case_id for row in page.model.rows()] == [first, second]
    assert page.outcomes[first] == (True, "Avalado el archivo")
    page.frame.chips.choose("done")
    page._show_rows()
    shown = page.window().findChildren(DecidedCard)
    assert len(shown) == 1
    assert [b.text() for b in page.frame.chips.buttons() if b.text().startswith("Decididos")] == ["Decididos  1"]
    shown[0].close_overlay()
    page.reload()
    assert [row.case_id for row in page.rows] == [second]


def test_to_deny_a_note_is_needed_and_the_case_goes_on(admin, asked, open_page, qtbot):
    (case,) = asked()
    _, page = open_page()
    qtbot.keyClick(page.pane.table, Qt.Key.Key_S)
    assert page.panel.primary.why.text() == "Falta: la nota para quien lo pidió"
    page.panel.note.setPlainText("Hay una pretensión sin responder")
    assert page.panel.primary.why.text() == "Falta: la razón para negarlo"
    page.panel.denial.box.setCurrentIndex(page.panel.denial.box.findData("N02"))
    page.panel.press()
    assert admin.execute("SELECT denial_code FROM pqr.endorsement").fetchone() == ("N02",)
    assert decision_of(admin, case) == ("denied", 7, False)
    assert admin.execute("SELECT activity FROM pqr.case_file WHERE case_id = %s", [case]).fetchone() == (9,)


def test_a_batch_is_of_one_reason_and_each_row_has_its_own_outcome(admin, asked, open_page, perform, qtbot):
    cases = asked(3)
    (other,) = asked(kind="reassign", reason_code="R01", target="Talento Humano")
    desk, page = open_page()
    # All are due the same day: which one is first is not said.
    first = cases[0]
    page.pane.table.go_to(page.model.find(first))
    qtbot.waitUntil(lambda: page.panel.row is not None and page.panel.row.case_id == first, timeout=5000)
    page.model.set_marked(page.model.rows(), True)
    assert page.panel.primary.button.text().strip() == "Avalar 3 archivos"
    # Meanwhile a colleague decides one of them.
    late = next(case for case in cases if case != first)
    perform("lawyer2", late, 2, "request_endorsement", "denied", {"note": "falta algo", "denial_code": "N01"})
    page.panel.press()
    desk.window.findChild(Confirm).go.click()
    granted = [case for case in cases if decision_of(admin, case) == ("granted", 7, True)]
    assert len(granted) == 2 and late not in granted
    assert "2 de 3" in page.report.sentence() and page.report.isVisible()
    assert page.outcomes[late][0] is False and page.outcomes[late][1]
    told = next(column for column in page.model.columns if column.key == "asked").cell(
        next(row for row in page.rows if row.case_id == late)
    )
    assert told.detail == page.outcomes[late][1] and told.detail_tone == "danger"
    assert late in {row.case_id for row in page.model.marked()}
    assert decision_of(admin, other) == (None, None, False)
    acts = admin.execute("SELECT count(DISTINCT act_number) FROM pqr.endorsement WHERE decision = 'granted'")
    assert acts.fetchone() == (2,)


def test_each_row_of_a_batch_keeps_its_own_decision_note_and_act(admin, asked, open_page, qtbot):
    asked(3)
    desk, page = open_page()
    first, second, third = (row.case_id for row in page.rows)

    def go(case):
        page.pane.table.go_to(page.model.find(case))
        qtbot.waitUntil(lambda: page.panel.row is not None and page.panel.row.case_id == case)

    words = page.panel.act.words
    assert words.toPlainText().startswith("CONSIDERANDO") and page.panel.act.state.text() == "Borrador del sistema"
    words.setPlainText(words.toPlainText().replace("Segundo.", "Segundo. Contra este acto procede reposición."))
    go(second)
    page.panel.choose("follow")
    page.model.set_marked(page.model.rows(), True)
    assert page.panel.primary.why.text() == "Falta: la nota para quien lo pidió"
    go(first)
    page.panel.press()
    assert "falta la nota" in page.panel.case_head.trouble.sentence()
    go(second)
    page.panel.note.setPlainText("Hay una pretensión sin responder")
    page.panel.denial.box.setCurrentIndex(page.panel.denial.box.findData("N02"))
    # Going away and back loses nothing that was written for a row.
    go(first)
    assert "procede reposición" in words.toPlainText() and page.panel.act.state.text() == "Cambiado por usted"
    assert page.panel.primary.button.text().strip() == "Decidir 3: 2 archivos, 1 devuelto"
    page.panel.press()
    desk.window.findChild(Confirm).go.click()
    rows = admin.execute(
        "SELECT case_id, decision, decision_note, act_text IS NOT NULL FROM pqr.endorsement"
    ).fetchall()
    assert {row[0]: row[1:] for row in rows} == {
        first: ("granted", None, True),
        second: ("denied", "Hay una pretensión sin responder", False),
        third: ("granted", None, False),
    }
    act = admin.execute("SELECT act_text FROM pqr.endorsement WHERE case_id = %s", [first]).fetchone()[0]
    assert "procede reposición" in act
    assert [page.outcomes[case][0] for case in (first, second, third)] == [True, True, True]


def test_an_act_emptied_is_refused_in_the_window_and_by_the_database(admin, asked, open_page, perform):
    (case,) = asked()
    _, page = open_page()
    page.panel.act.words.setPlainText("Archívese.")
    page.panel.press()
    assert page.panel.case_head.trouble.sentence().startswith("El acto quedó vacío")
    assert page.panel.act.words.toPlainText() == "Archívese."
    for act in ("corto", "x" * 8001):
        answer = perform("lawyer", case, 2, "request_endorsement", "archived", {"note": "", "act": act})
        assert answer["reason"] == "act_text_length"
    assert decision_of(admin, case) == (None, None, False)
    page.panel.act.back.click()
    page.panel.press()
    assert decision_of(admin, case) == ("granted", 7, True)


def test_the_aval_has_its_own_clock():
    due = dt.datetime(2026, 11, 20, 17, 0, tzinfo=BOGOTA)
    assert clock_words(due, due - dt.timedelta(hours=2)) == "aval hoy 17:00"
    assert clock_words(due, due + dt.timedelta(hours=20)) == "aval vencido 20/11 17:00"


def test_nobody_decides_what_they_asked(admin, asked, open_page):
    (case,) = asked()
    admin.execute("UPDATE pqr.endorsement SET requested_by = 7 WHERE case_id = %s", [case])
    _, page = open_page()
    assert page.panel.primary.why.text().startswith("No se cumple: lo pidió otra persona")
    page.model.set_marked(page.model.rows(), True)
    assert page.model.marked() == []


def test_the_act_is_drafted_with_the_case(asked, open_page, qtbot):
    asked()
    _, page = open_page()
    assert page.papers.tabs.current() == "drafted"
    qtbot.waitUntil(lambda: page.papers.token.startswith("drafted:"), timeout=5000)


@pytest.mark.clicks(9, by="analyst")
def test_an_analyst_confirms_the_table_and_the_split(admin, open_page, qtbot):
    case = stand_petition(admin, "decide_split", claims=(REGISTRY,), signatory_count=3)
    _, page = open_page("analyst")
    assert page.panel.primary.why.text() == "Falta: al menos dos firmantes en la tabla"
    QGuiApplication.clipboard().setText("Ana Uno\tCC\t111222\tCalle 1\nBeto Dos\tCC\t333.444\tCalle 2")
    page.panel.people.grid.setCurrentCell(0, 0)
    qtbot.keyClick(page.panel.people.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert page.panel.primary.why.text() == "Cada firmante tendrá su propio caso."
    page.panel.press()
    people = admin.execute("SELECT full_name, document_number FROM pqr.signatory ORDER BY ordinal").fetchall()
    assert people == [("Ana Uno", "111222"), ("Beto Dos", "333444")]
    assert admin.execute("SELECT activity FROM pqr.case_file WHERE case_id = %s", [case]).fetchone() == (11,)


def test_a_table_half_filled_is_there_again_until_it_is_sent(admin, open_page):
    case = stand_petition(admin, "decide_split", claims=(REGISTRY,), signatory_count=2)
    desk, page = open_page("analyst")
    context = desk.context
    grid = page.panel.people.grid
    grid.setCurrentCell(0, 0)
    grid.paste("Ana Uno\tCC\t111222\tCalle 1")
    grid.editItem(grid.item(0, 3))
    editor = grid.findChild(QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, "Calle 9 con")
    page.panel._table.keep()
    # The program dies there; the next run finds the row, and the cell as far as it was typed.
    after = replace(context, typed=TypedText(context.typed._kept))
    box = SignatoriesBox()
    again = KeptTable(box, after, "endorsements")
    again.show(case, (), 2)
    assert [(each.full_name, each.address) for each in box.people()] == [("Ana Uno", "Calle 9 con")]
    assert "dejó sin enviar" in box.said.sentence()
    box.grid.paste("Ana Uno\tCC\t111222\tCalle 1\nBeto Dos\tCC\t333444\tCalle 2")
    command = decide(page.panel.sheet, "decide_split", "no_split")
    after.changes.performed.emit(Result(command, "applied", 2, None))
    assert after.typed.everything() == [], "it went with the step"


def test_a_list_with_errors_is_imported_named_and_corrected_in_the_table(admin, open_page, tmp_path):
    case = stand_petition(admin, "decide_split", claims=(REGISTRY,), signatory_count=120)
    _, page = open_page("analyst")
    people = [("Firmantes de la petición",), ("Nombre", "Tipo", "Cédula"), *(signatory(n) for n in range(1, 121))]
    people[41] = signatory(7)
    book = Workbook()
    for row in people:
        book.active.append(row)
    book.save(tmp_path / "firmantes.xlsx")
    box = page.panel.people
    box.open_file(tmp_path / "firmantes.xlsx")
    assert box.said.sentence().startswith("1 problema: Fila 42: su documento ya está en la fila 9.")
    assert len(box.people()) == 120
    page.panel.press()
    assert "Firmante 40" in page.panel.case_head.trouble.sentence() and len(box.people()) == 120
    box.grid.item(39, 2).setText("70000040")
    page.panel.press()
    counted = admin.execute("SELECT count(*), count(DISTINCT document_number) FROM pqr.signatory").fetchone()
    assert counted == (120, 120)
    assert admin.execute("SELECT activity FROM pqr.case_file WHERE case_id = %s", [case]).fetchone() == (11,)


def test_a_repeated_person_is_named_and_nothing_is_lost(admin, open_page):
    case = stand_petition(admin, "decide_split", claims=(REGISTRY,), signatory_count=2)
    _, page = open_page("analyst")
    page.panel.people.grid.setCurrentCell(0, 0)
    page.panel.people.grid.paste("Ana Uno\tCC\t111222\nAna Otra\tCC\t111222")
    page.panel.press()
    assert "Firmante 2" in page.panel.case_head.trouble.sentence()
    assert len(page.panel.people.people()) == 2
    assert admin.execute("SELECT activity FROM pqr.case_file WHERE case_id = %s", [case]).fetchone() == (9,)


def test_nothing_waiting_says_so(open_page):
    _, page = open_page()
    assert page.pane.states.currentWidget() is page.pane.states.empty
    assert page.panel.row is None
