"""The auditor asks what somebody did, keeps the proof, and goes on to who else saw the case."""

from __future__ import annotations

import csv

from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui.modules.administration.activity_page import ActivityPage
from tests.people import STAFF
from tests.support.petitions import stand_petition

WHY = "Debo saber si la atención es prioritaria"


def _seen(sql_as):
    """A case that Ana opened, revealed, searched and exported; one look she undid; one that was refused."""
    admin, agent = sql_as("postgres"), sql_as("agent")
    case = stand_petition(admin, "search_inputs")
    agent.execute("SELECT pqr_api.analysis_sheet(%s)", [case])
    agent.execute("SELECT pqr_api.reveal(%s, 'priority', %s)", [case, WHY])
    agent.execute("SELECT * FROM pqr_api.search('Rosa Prueba')")
    agent.execute("SELECT pqr_api.note_export('mirror_report', %s, 1)", [[case]])
    with agent.transaction(force_rollback=True):
        agent.execute("SELECT pqr_api.analysis_sheet(%s)", [case])
    other = stand_petition(admin, "search_inputs", assignee="agent2")
    agent.execute("SELECT pqr_api.read_petitioner(%s, 'mirar')", [other])
    return case


def test_what_somebody_did_with_its_figures_and_its_proof(desk_of, sql_as, staff, tmp_path):
    case, admin = _seen(sql_as), sql_as("postgres")
    page = desk_of("auditor", ActivityPage).page
    assert page.who.count() > 3
    page.search()
    assert "Elija de la lista" in page.who_field.error()
    page.who.set_code(STAFF["agent"].login)
    QTest.keyClick(page.pane.table, Qt.Key.Key_F5)
    assert page.found is not None
    kinds = [act.kind for act in page.pane.model.rows()]
    assert sorted(set(kinds)) == ["export", "petitioner", "refused", "reveal", "search", "sheet"]
    assert "1 respuesta contada no tiene registro" in page.strip.sentence()
    page.chips.choose("reveal")
    page._filter()
    assert [act.reason for act in page.pane.model.rows()] == [f"Debo decidir si tiene atención prioritaria: {WHY}"]
    page.pane.table.go_to(0)
    assert WHY in page.panel.detail.text() and not page.panel.go.isHidden()
    page.chips.choose("all")
    page._filter()
    page._choose = lambda _parent, name: str(tmp_path / name)
    QTest.keyClick(page.pane.table, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert (tmp_path / "que_vio.xlsx").exists()
    rows = list(load_workbook(tmp_path / "que_vio.xlsx").active.iter_rows(values_only=True))
    assert "Ana Agente de Prueba" in rows[0][0] and len(rows) == 2 + len(kinds)
    page._choose = lambda _parent, _name: str(tmp_path / "que_vio.csv")
    page.save()
    assert (tmp_path / "que_vio.csv").exists()
    table = list(csv.reader((tmp_path / "que_vio.csv").read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert len(table) == 1 + len(kinds) and "Rosa" not in str(table) and "10203040" not in str(table)
    # The question and both exports are under the auditor's own name.
    log = "SELECT what, reason FROM pqr_audit.read_log WHERE session_login = %s ORDER BY read_id"
    words = f"Exportación: Prueba: qué vio una persona · {len(kinds)} filas"
    assert admin.execute(log, [STAFF["auditor"].login]).fetchall() == [
        ("search", f"qué vio {STAFF['agent'].login}"), ("export", words), ("export", words)
    ]  # fmt: skip
    assert case is not None


def test_a_reserved_mark_is_seen_with_a_reason_and_what_was_typed_stays(desk_of, sql_as, qtbot):
    from app.ui.trays.analysis import AnalysisPage
    from app.ui.trays.reserved import RevealCard

    admin = sql_as("postgres")
    case = stand_petition(admin, "classify_claim")
    admin.execute("UPDATE pqr.petitioner SET differential = '{ethnic}' WHERE case_id = %s", [case])
    desk = desk_of("agent", AnalysisPage)
    page, box = desk.page, desk.page.panel.petitioner
    qtbot.waitUntil(lambda: page.panel.sheet is not None)
    assert not box.reserved.isHidden() and box.differential["ethnic"].isHidden()
    box.address.setText("Calle escrita 1")
    assert box.applied(page.panel._form).petitioner.differential is None
    box.reserved.see.click()
    assert desk.window.findChild(RevealCard) is not None
    card = desk.window.findChild(RevealCard)
    card.accept()
    assert "Falta el motivo" in card.trouble.sentence()
    card.reason.setCurrentIndex(1)
    card.note.setText("corta")
    card.accept()
    assert "10 letras" in card.trouble.sentence() and card.note.text() == "corta"
    card.note.setText(WHY)
    QTest.keyClick(card.note, Qt.Key.Key_Return)
    assert box.reserved.isHidden()
    assert box.differential["ethnic"].isChecked() and not box.differential["ethnic"].isHidden()
    assert box.address.text() == "Calle escrita 1"
    count = admin.execute("SELECT count(*) FROM pqr_audit.read_log WHERE what = 'reveal' AND case_id = %s", [case])
    assert count.fetchone() == (1,)
