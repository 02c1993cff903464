"""Misionales clicked as an area and as Control de Escalamiento on the real server."""

from __future__ import annotations

import uuid

import pytest
from PySide6.QtCore import Qt

from app.clock import today
from app.errors import CaseMoved
from app.ui.modules.mission import AreaPage, ControlPage, JointPage
from app.ui.modules.mission.reject_card import RejectCard
from app.ui.modules.mission.term_card import TermCard
from tests.people import STAFF
from tests.support.petitions import HUMANITARIAN, REGISTRY, stand_petition
from tests.ui.support import solid_pdf


@pytest.fixture
def escalated(admin, perform):
    """escalated() is (petition, child) asked of Registro, the area of «mission»."""

    def make(code: str = REGISTRY):
        case, child = stand_petition(admin, "escalate_inputs", claims=(code,)), uuid.uuid4()
        request = {"case_id": str(child), "claims": [1], "question": "¿Cuál es el estado?"}
        answer = perform("agent", case, 1, "escalate_inputs", "escalated", {"requests": [request]})
        assert answer["status"] == "applied", answer
        return case, child

    return make


@pytest.fixture
def area_page(desk_of, qtbot):
    def open_it(key: str = "mission"):
        desk = desk_of(key, AreaPage)
        if desk.page.rows:
            qtbot.waitUntil(lambda: desk.page.panel.sheet is not None, timeout=5000)
        return desk, desk.page

    return open_it


def standing(admin, case) -> tuple:
    return admin.execute("SELECT activity, status FROM pqr.case_file WHERE case_id = %s", [case]).fetchone()


def test_an_area_accepts_and_answers_with_f9(admin, escalated, area_page, qtbot):
    case, child = escalated()
    escalated()
    escalated(HUMANITARIAN)
    _, page = area_page()
    assert len(page.rows) == 2  # the third is another area's
    page.pane.table.go_to(page.model.find(child))
    qtbot.waitUntil(lambda: page.panel.sheet is not None and page.panel.sheet.case_id == child, timeout=5000)
    assert "Falta" in page.panel.primary.why.text()
    page.panel.answers.blocks[0].content.setPlainText("Incluido desde 2014")
    assert "Responde 1 de 1 pregunta" in page.panel.primary.why.text()
    qtbot.keyClick(page.pane.table, Qt.Key.Key_F9)
    assert standing(admin, child) == (3, "input_received")
    assert standing(admin, case) == (15, "input_received")
    assert len(page.rows) == 1
    row = admin.execute("SELECT content, found_on FROM pqr.escalation_answer").fetchone()
    assert row == ("Incluido desde 2014", today())


def test_a_accepts_alone_and_what_was_written_stays(admin, escalated, area_page, qtbot):
    _, child = escalated()
    _, page = area_page()
    page.panel.answers.blocks[0].content.setPlainText("A medias")
    qtbot.keyClick(page.pane.table, Qt.Key.Key_A)
    assert standing(admin, child)[0] == 2
    qtbot.waitUntil(lambda: page.panel.sheet.activity == 2, timeout=5000)
    assert page.panel.answers.blocks[0].content.toPlainText() == "A medias"


def test_r_refuses_with_reason_and_proposes_an_area(admin, escalated, area_page, qtbot):
    case, child = escalated()
    desk, page = area_page()
    qtbot.keyClick(page.pane.table, Qt.Key.Key_R)
    card = desk.window.findChild(RejectCard)
    card.accept()
    assert "por qué" in card.trouble.sentence()
    card.reason.setPlainText("Es de Reparación")
    card.area.setCurrentIndex(card.area.findData(3))
    card.accept()
    assert standing(admin, child) == (0, "escalation_rejected")
    assert standing(admin, case) == (15, "escalation_rejected")
    assert page.rows == []


def test_a_support_is_checked_and_stored_and_a_bad_one_is_named(admin, escalated, area_page, tmp_path, qtbot):
    _, child = escalated()
    _, page = area_page()
    block = page.panel.answers.blocks[0]
    bad = tmp_path / "malo.pdf"
    bad.write_bytes(b"%PDF-1.4 nada")
    page.acts.attach(block, bad)
    assert block.document_id is None and block.file.text()
    good = tmp_path / "bueno.pdf"
    good.write_bytes(solid_pdf("#3366aa"))
    page.acts.attach(block, good)
    assert block.document_id is not None
    block.content.setPlainText("Con soporte")
    page.panel.press()
    stored = admin.execute(
        "SELECT d.case_id, d.kind FROM pqr.escalation_answer a JOIN pqr.document d USING (document_id)"
    ).fetchone()
    assert stored == (child, "input_support")


@pytest.mark.clicks(15, by="escalation_control")
def test_control_receives_what_conforms_and_then_the_petition(admin, escalated, perform, desk_of, qtbot):
    case, child = escalated()
    perform("mission", child, 1, "decide_competence", "accepted")
    answer = {"answers": [{"claim": 1, "content": "Incluido", "found_on": today().isoformat()}]}
    perform("mission", child, 2, "answer_input", "answered", answer)
    page = desk_of("escalation_control", ControlPage).page
    qtbot.waitUntil(lambda: page.check.panel.sheet is not None, timeout=5000)
    assert page.petitions.rows[0].open_outcomes() == ()
    page.check.panel.press()
    assert standing(admin, child)[0] == 0
    page.show_view("waiting")
    assert page.petitions.rows[0].open_outcomes() == ("resolves", "does_not_resolve")
    assert page.petitions.panel.primary.button.isEnabled()
    qtbot.keyClick(page.petitions.frame.pane.table, Qt.Key.Key_F9)
    assert standing(admin, case)[0] == 16
    assert page.petitions.rows == []


def test_control_sees_first_what_is_due_first_for_the_person(admin, escalated, perform, desk_of, qtbot):
    due = {}
    for days in (4, -3, 9):
        case, child = escalated()
        perform("mission", child, 1, "decide_competence", "accepted")
        answer = {"answers": [{"claim": 1, "content": "Incluido", "found_on": today().isoformat()}]}
        perform("mission", child, 2, "answer_input", "answered", answer)
        admin.execute("UPDATE pqr.case_file SET due_on = current_date + %s WHERE case_id = %s", [days, case])
        due[days] = child
    page = desk_of("escalation_control", ControlPage).page
    assert [row.case_id for row in page.check.rows] == [due[-3], due[4], due[9]]
    page.check.frame.chips.choose("overdue")
    page.check._show_rows()
    assert [row.case_id for row in page.check.frame.pane.model.rows()] == [due[-3]]
    # News of others leave the hands where they are.
    qtbot.waitUntil(lambda: page.check.panel.sheet is not None, timeout=5000)
    qtbot.keyClick(page.check.frame.pane.table, Qt.Key.Key_N)
    assert page.check.panel.reasons.boxes["C01"].hasFocus()
    page.check._context.changes.arrived.emit(None)
    assert page.check.panel.reasons.boxes["C01"].hasFocus()


def test_control_sends_back_what_does_not_conform(admin, escalated, perform, desk_of, qtbot):
    _, child = escalated()
    perform("mission", child, 1, "decide_competence", "accepted")
    answer = {"answers": [{"claim": 1, "content": "Sí", "found_on": today().isoformat()}]}
    perform("mission", child, 2, "answer_input", "answered", answer)
    page = desk_of("escalation_control", ControlPage).page
    qtbot.waitUntil(lambda: page.check.panel.sheet is not None, timeout=5000)
    qtbot.keyClick(page.check.frame.pane.table, Qt.Key.Key_N)
    assert page.check.panel.primary.why.text() == "Falta: qué está mal y qué le falta al insumo"
    page.check.panel.note.setPlainText("Falta la fecha")
    assert page.check.panel.primary.why.text() == "Falta: qué está mal"
    page.check.panel.reasons.boxes["F03"].click()
    page.check.panel.press()
    assert admin.execute("SELECT turn, reason_code FROM pqr.escalation_fault").fetchall() == [(1, "F03")]
    assert standing(admin, child) == (2, "escalated")
    assert admin.execute("SELECT loop_count FROM pqr.escalation").fetchone() == (1,)


def test_control_sees_areas_and_the_queue(admin, escalated, desk_of, qtbot):
    escalated()
    escalated(HUMANITARIAN)
    page = desk_of("escalation_control", ControlPage).page
    page.show_view("areas")
    figures = {row.area_id: row for row in page.areas.model.rows()}
    assert (figures[1].sent, figures[2].sent, figures[3].sent) == (1, 1, 0)
    page.areas.pane.table.go_to(page.areas.model.find(2))
    assert "4.000 cada 2 días" in page.areas.panel.how.text()


def test_an_area_reads_nothing_of_another(escalated, sql_as):
    _, child = escalated()
    for key in ("mission2", "agent2", "auditor"):
        with pytest.raises(Exception, match="not_permitted"):
            sql_as(key).execute("SELECT pqr_api.escalation_sheet(%s)", [child])
    assert sql_as("mission2").execute("SELECT count(*) FROM pqr_api.escalation_list()").fetchone() == (0,)
    with pytest.raises(Exception, match="not_permitted"):
        sql_as("mission").execute("SELECT * FROM pqr_api.escalations_by_area()")


def test_an_area_without_work_says_so(area_page):
    _, page = area_page()
    assert page.pane.states.currentWidget() is page.pane.states.empty


def test_a_refusal_written_for_one_request_never_reaches_the_next(admin, escalated, area_page, qtbot):
    first, second = (escalated()[1] for _ in range(2))
    desk, page = area_page()
    opened = page.panel.sheet.case_id
    other = second if opened == first else first
    qtbot.keyClick(page.pane.table, Qt.Key.Key_R)
    card = desk.window.findChild(RejectCard)
    card.reason.setPlainText("No es de esta área: corresponde a otra dependencia")
    page.pane.table.go_to(page.model.find(other))
    qtbot.waitUntil(lambda: page.panel.sheet is not None and page.panel.sheet.case_id == other, timeout=5000)
    card.accept()
    assert (standing(admin, first)[0], standing(admin, second)[0]) == (1, 1)
    assert desk.window.notices.refused.sentence() == CaseMoved.__doc__


@pytest.fixture
def third(admin, escalated):
    """third() is an escalation in its third turn."""

    def make(code: str = REGISTRY):
        case, child = escalated(code)
        admin.execute("UPDATE pqr.escalation SET loop_count = 2 WHERE case_id = %s", [child])
        return case, child

    return make


def opened_joint(desk_of, qtbot, key: str):
    page = desk_of(key, JointPage).page
    qtbot.waitUntil(lambda: page.panel.sheet is not None, timeout=5000)
    return page


def test_the_third_refusal_is_decided_by_a_lawyer_with_the_area(admin, third, area_page, desk_of, qtbot):
    case, child = third()
    desk, page = area_page()
    assert "3.ª vuelta" in page.panel.case_head.notice.sentence()
    qtbot.keyClick(page.pane.table, Qt.Key.Key_R)
    card = desk.window.findChild(RejectCard)
    card.reason.setPlainText("La resolución es de otra dirección")
    card.accept()
    assert standing(admin, child) == (4, "decide_jointly")
    assert standing(admin, case) == (15, "joint_decision")

    lawyer = opened_joint(desk_of, qtbot, "lawyer")
    assert "La resolución es de otra dirección" in lawyer.panel.case_head.notice.sentence()
    assert "Falta: por qué" in lawyer.panel.primary.why.text()
    lawyer.panel.reason.setPlainText("El acto lo expidió esta área")
    qtbot.keyClick(lawyer.frame.pane.table, Qt.Key.Key_F9)
    proposed = admin.execute("SELECT ruling, reason, agreed_by FROM pqr.joint_decision").fetchone()
    assert proposed == ("area_answers", "El acto lo expidió esta área", None)
    qtbot.waitUntil(lambda: not lawyer.panel.primary.button.isEnabled(), timeout=5000)

    area = opened_joint(desk_of, qtbot, "mission")
    assert area.panel.object.isVisibleTo(area)
    qtbot.keyClick(area.frame.pane.table, Qt.Key.Key_F9)
    assert standing(admin, child)[0] == 2
    assert area.rows == []


def test_an_area_objects_and_control_agrees_in_its_place(admin, third, perform, desk_of, qtbot):
    _, child = third()
    perform("mission", child, 1, "decide_competence", "disputed", {"reason": "No es nuestra"})
    given = {"ruling": "without_area", "reason": "Está en INDEMNIZA"}
    perform("lawyer", child, 2, "decide_jointly", "proposed", given)
    control = opened_joint(desk_of, qtbot, "escalation_control")
    control.panel.press()
    assert "Primero responde el área" in control.panel.case_head.trouble.sentence()

    area = opened_joint(desk_of, qtbot, "mission")
    area.panel.object.click()
    assert "no está de acuerdo" in area.panel.case_head.trouble.sentence()
    area.panel.reason.setPlainText("Ese aplicativo no lo dice")
    area.panel.object.click()
    assert admin.execute("SELECT objection FROM pqr.joint_decision").fetchone() == ("Ese aplicativo no lo dice",)

    control.reload()
    control.opened.fetch()
    qtbot.waitUntil(lambda: control.panel.sheet.request.proposal.objection is not None, timeout=5000)
    control.panel.press()
    assert standing(admin, child)[0] == 0


def test_control_does_not_send_back_a_third_time(admin, third, perform, desk_of, qtbot):
    _, child = third()
    perform("mission", child, 1, "decide_competence", "accepted")
    answer = {"answers": [{"claim": 1, "content": "Sí", "found_on": today().isoformat()}]}
    perform("mission", child, 2, "answer_input", "answered", answer)
    page = desk_of("escalation_control", ControlPage).page
    qtbot.waitUntil(lambda: page.check.panel.sheet is not None, timeout=5000)
    qtbot.keyClick(page.check.frame.pane.table, Qt.Key.Key_N)
    assert "Pedir decisión conjunta" in page.check.panel.primary.button.text()
    page.check.panel.reasons.boxes["C02"].click()
    page.check.panel.note.setPlainText("No dice el estado")
    page.check.panel.press()
    assert standing(admin, child) == (4, "decide_jointly")


def test_control_reminds_and_the_area_is_told_once(admin, escalated, area_page, desk_of, qtbot):
    _, child = escalated()
    admin.execute("UPDATE pqr.case_file SET due_on = current_date - 9 WHERE case_id = %s", [child])
    control = desk_of("escalation_control", ControlPage).page
    control.show_view("areas")
    control.areas.pane.table.go_to(control.areas.model.find(1))
    qtbot.waitUntil(control.isActiveWindow, timeout=5000)  # keys reach only the window that is in front
    qtbot.keyClick(control.areas.pane.table, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: "Se le recordó hoy" in control.areas.panel.reminded.text(), timeout=5000)
    assert "1 aviso sin leer" in control.areas.panel.reminded.text()
    _, page = area_page()
    said = page.reminder.sentence()
    assert "plazo de su área vencido" in said and "Control de Escalamiento le pide" in said
    assert "Control lo recordó" in page.panel.case_head.notice.sentence()
    _, again = area_page()
    assert not again.reminder.isVisibleTo(again)


def test_the_lead_changes_a_capacity_with_its_reason(admin, escalated, desk_of, qtbot):
    escalated(HUMANITARIAN)
    assert not desk_of("escalation_control", ControlPage).page.areas.panel.change.isVisibleTo(None)
    desk = desk_of("lead", ControlPage)
    page = desk.page
    page.show_view("areas")
    page.areas.pane.table.go_to(page.areas.model.find(2))
    page.areas.panel.change.click()
    card = desk.window.findChild(TermCard)
    card.capacity.setValue(3000)
    card.accept()
    assert "por qué cambia" in card.trouble.sentence()
    card.reason.setPlainText("Acta 12")
    card.accept()
    row = admin.execute(
        "SELECT a.queue_capacity, k.queue_capacity_before, k.changed_by FROM pqr.area_term_change k JOIN"
        " pqr.area a USING (area_id)"
    ).fetchone()
    assert row == (3000, 4000, STAFF["lead"].person_id)
    qtbot.waitUntil(lambda: "Acta 12" in page.areas.panel.changed.text(), timeout=5000)
