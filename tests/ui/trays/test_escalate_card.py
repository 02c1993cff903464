"""The card of areas, clicked: each area with its day, the place in a queue, and what was proposed before."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.clock import today
from app.ui.trays.analysis import AnalysisPage
from app.ui.trays.analysis.escalate_card import EscalateCard
from tests.support.petitions import HUMANITARIAN, REGISTRY, stand_petition
from tests.ui.trays.test_analysis_page import press, state_of, wait_sheet


@pytest.fixture
def open_page(desk_of, qtbot):
    """The page of the agent with its first case open."""

    def open_it():
        desk = desk_of("agent", AnalysisPage)
        wait_sheet(qtbot, desk.page)
        return desk, desk.page

    return open_it


@pytest.mark.clicks(14, by="agent")
def test_f6_asks_each_area_of_the_claims(admin, open_page, qtbot):
    case = stand_petition(admin, "search_inputs", claims=(REGISTRY, HUMANITARIAN))
    desk, page = open_page()
    press(qtbot, page, Qt.Key.Key_F6)
    card = desk.window.findChild(EscalateCard)
    assert len(card.blocks) == 2
    card.accept()
    assert "pregunta" in card.trouble.sentence()
    for block in card.blocks:
        block.question.setPlainText("¿En qué va?")
    card.accept()
    assert state_of(admin, case) == (15, "escalated")
    areas = admin.execute("SELECT area_id FROM pqr.escalation ORDER BY 1").fetchall()
    assert areas == [(1,), (2,)]
    wait_sheet(qtbot, page, case)
    assert page.panel.primary.why.text() == "Espera insumos"
    assert not page.panel.petitioner.name.isEnabled()


def test_before_escalating_the_place_in_the_queue_and_the_day_are_shown(admin, open_page, qtbot):
    admin.execute("UPDATE pqr.area SET queue_capacity = 1 WHERE area_id = 2")
    case = stand_petition(admin, "escalate_inputs", claims=(HUMANITARIAN,), due_on=today() + dt.timedelta(days=1))
    desk, page = open_page()
    press(qtbot, page, Qt.Key.Key_F6)
    card = desk.window.findChild(EscalateCard)
    shown = next(each.text() for each in card.findChildren(QLabel) if "puesto" in each.text())
    assert "puesto 1 de la fila; salen 1 cada 2 días hábiles" in shown
    assert "Vuelve tarde para la persona" in card.late[2].sentence()
    # While it was being written the place was taken: nothing is asked under a day that was not shown.
    admin.execute(
        "SELECT pqr_core.open_case(uuidv7(), 'escalation_v01', 1, c, p, 'E', 2, NULL, pqr_core.today(), uuidv7())"
        " FROM pqr.case_file c, pqr.person p WHERE c.case_id = %s AND p.person_id = 4",
        [case],
    )
    card.blocks[0].question.setPlainText("¿En qué va?")
    card.accept()
    assert "respondería más tarde de lo que usted vio" in page.panel.case_head.trouble.sentence()
    assert state_of(admin, case)[0] == 14


def test_another_area_proposed_is_where_it_is_asked_next(admin, open_page, perform, qtbot):
    case = stand_petition(admin, "escalate_inputs", claims=(REGISTRY,))
    child = uuid.uuid4()
    request = {"case_id": str(child), "claims": [1], "question": "¿?"}
    perform("agent", case, 1, "escalate_inputs", "escalated", {"requests": [request]})
    perform("mission", child, 1, "decide_competence", "rejected", {"reason": "Es de otra", "proposed_area_id": 3})
    desk, page = open_page()
    assert "no es competente" in page.panel.case_head.notice.sentence()
    press(qtbot, page, Qt.Key.Key_F6)
    card = desk.window.findChild(EscalateCard)
    card.blocks[0].question.setPlainText("¿En qué va?")
    card.accept()
    assert state_of(admin, case) == (15, "escalated")
    rounds = admin.execute("SELECT area_id, round FROM pqr.escalation ORDER BY round").fetchall()
    assert rounds == [(1, 1), (3, 2)]
