"""The auditor asks what somebody did, keeps the proof, and goes on to who else saw the case."""

from __future__ import annotations

import csv

import psycopg
import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit

from app.ui.modules.administration.activity_page import ActivityPage
from app.ui.modules.administration.verdict_card import VerdictCard
from tests.fixtures.letters import seed_reply
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


def test_a_verdict_is_opened_to_read_only_and_the_reading_is_counted(desk_of, sql_as, qtbot):
    admin = sql_as("postgres")
    reply = seed_reply(admin)
    reviewer, author = STAFF["quality"], STAFF["agent"].person_id
    admin.execute(
        "INSERT INTO pqr.quality_review (case_id, seq, draft_version, author_id, reviewer_id, verdict)"
        " VALUES (%s, 1, 1, %s, %s, 'rejected')",
        [reply.case_id, author, reviewer.person_id],
    )
    admin.execute(
        "INSERT INTO pqr.quality_finding (case_id, seq, finding_no, criterion, fault_class, severity, note, code)"
        " VALUES (%s, 1, 1, 'substance', 'wrong', 'critical', 'Cita una norma derogada', 'F01')",
        [reply.case_id],
    )
    desk = desk_of("auditor", ActivityPage)
    page = desk.page
    page.who.set_code(reviewer.login)
    page.search()
    page.pane.table.go_to(0)
    assert page.pane.table.current_row().kind == "review" and not page.panel.verdict.isHidden()
    assert "No cumple" in page.panel.detail.text()
    QTest.keyClick(page.pane.table, Qt.Key.Key_F4)
    card = desk.window.findChild(VerdictCard)
    assert reviewer.full_name in card.words.text() and len(card.checks) == 1
    assert not card.findChildren(QLineEdit) and not card.findChildren(QComboBox), "nothing in it is changed"
    log = "SELECT case_id, reason FROM pqr_audit.read_log WHERE session_login = %s AND what = 'verdict'"
    assert admin.execute(log, [STAFF["auditor"].login]).fetchall() == [
        (reply.case_id, f"veredicto de {reviewer.login}")
    ]
    # Of a reserved petition, the notes of quality are reserved as well; nobody else opens verdicts this way.
    admin.execute("UPDATE pqr.claim SET claim_code = '3.11' WHERE case_id = %s", [reply.case_id])
    ask = "SELECT pqr_api.read_verdict(case_id, reviewed_at) FROM pqr.quality_review WHERE case_id = %s"
    assert sql_as("auditor").execute(ask, [reply.case_id]).fetchone()[0]["findings"][0]["note"] == "Dato reservado"
    with pytest.raises(psycopg.Error, match="not_permitted"):
        sql_as("lead").execute(ask, [reply.case_id])
