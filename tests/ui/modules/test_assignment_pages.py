"""Asignación, clicked: the simulation explains itself, F9 shares out, the lists take their step."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services import assignment, assignment_acts
from app.services.database import Database
from app.ui.modules.assignment.claim_page import ClaimPage
from app.ui.modules.assignment.intake_page import IntakePage
from app.ui.modules.assignment.lists import FolderPage, NightlyPage
from app.ui.modules.assignment.rules_page import RulesPage
from app.ui.modules.assignment.share_page import SharePage
from app.ui.modules.assignment.workload_page import WorkloadPage
from tests.services.test_assignment import _pool
from tests.support.petitions import stand_petition


def _activities(admin):
    return dict(admin.execute("SELECT activity, count(*)::int FROM pqr.case_file GROUP BY 1").fetchall())


@pytest.mark.clicks(5, by="assigner")
def test_simulate_explain_and_share_out(desk_of, sql_as, staff):
    admin = sql_as("postgres")
    _pool(admin, 5)
    admin.execute(
        "INSERT INTO pqr.absence (person_id, starts_on, ends_on, reason)"
        " VALUES (%s, pqr_core.today(), pqr_core.today(), 'Vacaciones')",
        [staff["agent2"].person_id],
    )
    desk = desk_of("assigner", SharePage)
    page = desk.page
    assert page.proposal.moved.text() == "Todavía no se ha movido ningún caso."
    assert page.proposal.assign.text().strip() == "Asignar 5"
    assert "5</b> de 5" in page.proposal.parts["gradual"].text()
    assert "Beto Agente de Prueba está ausente" in page.proposal.parts["absent"].text()
    assert _activities(admin) == {5: 5}
    QTest.keyClick(page.pane.table, Qt.Key.Key_F9)
    assert _activities(admin) == {6: 5}
    holders = admin.execute("SELECT DISTINCT assignee_id FROM pqr.case_file").fetchall()
    assert holders == [(staff["agent"].person_id,)]
    assert page.proposal.pill.words().startswith("Hecho") and not page.proposal.assign.isEnabled()


def test_who_lost_the_pool_to_another_assigner_is_told(desk_of, sql_as):
    admin = sql_as("postgres")
    _pool(admin, 2)
    page = desk_of("assigner", SharePage).page
    admin.execute("UPDATE pqr.case_file SET activity = 6")
    page.share_out()
    assert "0 casos asignados" in page.proposal.moved.text()


def test_the_second_of_two_assigners_sees_whose_simulation_was_confirmed(desk_of, sql_as, engine_as, staff):
    admin = sql_as("postgres")
    _pool(admin, 3)
    page = desk_of("assigner", SharePage).page
    other = Database(engine_as(staff["assigner"].login))
    assignment_acts.share_out(other, assignment.propose(other, 2))
    page.share_out()
    words = page.proposal.moved.text()
    assert "1 caso asignado." in words and "2 no se movieron: ya lo asignó otra persona" in words
    assert "Hugo Asignador de Prueba confirmó el suyo a las" in words
    assert admin.execute("SELECT count(*) FROM pqr_audit.case_event WHERE outcome = 'assigned'").fetchone() == (3,)


def test_an_empty_pool_says_so(desk_of):
    page = desk_of("assigner", SharePage).page
    assert page.pane.states.currentWidget() is page.pane.states.empty
    assert not page.proposal.assign.isEnabled()


@pytest.mark.clicks(2, 3, by="lead")
@pytest.mark.clicks(4, by="assigner")
def test_folder_load_and_review_take_cases_to_the_pool(desk_of, sql_as):
    admin = sql_as("postgres")
    for _ in range(3):
        stand_petition(admin, "check_bulk_folder")
    page = desk_of("lead", FolderPage).page
    QTest.keyClick(page.pane.table, Qt.Key.Key_Space)
    assert page.primary.text().strip() == "Carpeta verificada: 1"
    page.primary.click()
    assert _activities(admin) == {2: 2, 3: 1}
    page.primary.click()
    assert _activities(admin) == {3: 3}
    night = desk_of("lead", NightlyPage).page
    night.primary.click()
    codes = admin.execute("SELECT count(DISTINCT lex_code) FROM pqr.case_file").fetchone()
    assert _activities(admin) == {4: 3} and codes == (3,)
    desk_of("assigner", NightlyPage).page.primary.click()
    assert _activities(admin) == {5: 3}


@pytest.mark.clicks(5, by="agent")
def test_an_agent_takes_the_next_case_and_is_told_when_others_have_less(desk_of, sql_as, staff):
    admin = sql_as("postgres")
    _pool(admin, 3)
    page = desk_of("agent", ClaimPage).page
    assert page.pane.model.rowCount() == 3
    QTest.keyClick(page.pane.table, Qt.Key.Key_F9)
    assert _activities(admin) == {5: 2, 6: 1}
    assert page.pane.model.rowCount() == 2
    page.take.click()
    assert "menos casos" in page.strip.sentence()
    assert _activities(admin) == {5: 2, 6: 1}


def test_each_case_says_why_it_goes_to_whom_and_a_sharing_is_taken_back(desk_of, sql_as, staff):
    admin = sql_as("postgres")
    cases = _pool(admin, 4)
    page = desk_of("assigner", SharePage).page
    page.bars.pressed.emit(staff["agent"].person_id)
    rows = page.panel.proposed.model.rows()
    assert len(rows) == 2 and {row.agent for row in rows} == {staff["agent"].full_name}
    assert rows[0].why == "menor carga (0) de 2"
    QTest.keyClick(page.pane.table, Qt.Key.Key_F9)
    assert _activities(admin) == {6: 4}
    # One of them is opened by its agent: it stays, and is named.
    opened = admin.execute("SELECT case_id, label FROM pqr.case_file WHERE case_id = %s", [cases[0]]).fetchone()
    holder = admin.execute("SELECT assignee_id FROM pqr.case_file WHERE case_id = %s", [cases[0]]).fetchone()[0]
    login = next(member.login for member in staff.values() if member.person_id == holder)
    sql_as(next(k for k, m in staff.items() if m.login == login)).execute(
        "SELECT pqr_api.analysis_sheet(%s, 'trámite')", [opened[0]]
    )
    assert page.proposal.undo.isVisible()
    page.proposal.undo.click()
    assert _activities(admin) == {5: 3, 6: 1}
    assert "3 casos volvieron" in page.proposal.moved.text() and "su agente ya lo abrió" in page.proposal.moved.text()
    assert not page.proposal.undo.isVisible()


def test_what_an_absent_agent_cannot_attend_is_passed_with_the_sharing(desk_of, sql_as, staff):
    admin = sql_as("postgres")
    soon = [stand_petition(admin, "classify_claim", assignee="agent2", due_on=None) for _ in range(2)]
    later = stand_petition(admin, "classify_claim", assignee="agent2")
    admin.execute("UPDATE pqr.case_file SET due_on = pqr_core.today() WHERE case_id = ANY (%s)", [soon])
    admin.execute(
        "INSERT INTO pqr.absence (person_id, starts_on, ends_on, reason)"
        " VALUES (%s, pqr_core.today(), pqr_core.today(), 'Incapacidad')",
        [staff["agent2"].person_id],
    )
    page = desk_of("assigner", SharePage).page
    assert page.proposal.assign.text().strip() == "Pasar 2"
    page.proposal.passing.setChecked(False)
    assert not page.proposal.assign.isEnabled()
    page.proposal.passing.setChecked(True)
    page.proposal.assign.click()
    now = dict(admin.execute("SELECT case_id, assignee_id FROM pqr.case_file").fetchall())
    assert now == {c: staff["agent"].person_id for c in soon} | {later: staff["agent2"].person_id}


def test_a_load_that_does_not_balance_names_what_is_missing(desk_of, sql_as, staff):
    admin = sql_as("postgres")
    admin.execute(
        "INSERT INTO pqr.intake_batch (batch_id, started_by, received) VALUES (uuidv7(), %s, 3)",
        [staff["records"].person_id],
    )
    admin.execute(
        "INSERT INTO pqr.intake_item (batch_id, item_no, file_label, result, reason_code, sentence)"
        " SELECT batch_id, 1, 'archivo', 'rejected', 'corrupt', 'No se puede leer.' FROM pqr.intake_batch"
    )
    page = desk_of("assigner", SharePage).page
    assert page.figures.difference() == 2
    assert "El ingreso no cuadra: faltan 2 archivos" in page.strip.sentence()
    page.figures.pressed.emit(4)
    assert [row.state for row in page.panel.out.model.rows()] == ["missing", "missing", "rejected"]
    assert page.panel.lists.currentWidget() is page.panel.out


def test_marked_cases_are_passed_and_each_says_what_became_of_it(desk_of, sql_as, staff):
    admin = sql_as("postgres")
    held, free = (stand_petition(admin, "classify_claim", assignee="agent") for _ in range(2))
    sql_as("agent").execute("SELECT pqr_api.claim(%s, 600)", [held])
    page = desk_of("assigner", WorkloadPage).page
    page.agents.table.go_to(page.agents.model.find(staff["agent"].person_id))
    assert page.cases.model.rowCount() == 2 and not page.primary.isEnabled()
    page.cases.model.set_marked(page.cases.model.rows(), True)
    page._buttons()
    page.target.setCurrentIndex(page.target.findData(staff["agent2"].person_id))
    QTest.keyClick(page.cases.table, Qt.Key.Key_F9)
    now = dict(admin.execute("SELECT case_id, assignee_id FROM pqr.case_file").fetchall())
    assert now == {held: staff["agent"].person_id, free: staff["agent2"].person_id}
    assert "alguien lo tiene abierto" in page.strip.sentence()
    left = page.cases.model.rows()
    assert [page._outcome(row).detail for row in left] == ["Se queda: alguien lo tiene abierto"]


def test_a_rule_is_changed_with_its_reason_and_kept_in_the_history(desk_of, sql_as):
    admin = sql_as("postgres")
    _pool(admin, 2, topic_code="1.1")
    page = desk_of("assigner", RulesPage).page
    assert page.title.text() == "Reparto gradual" and "20 casos cada 4 h" in page.now.text()
    page.value.setText("0")
    page.save.click()
    assert "1 a 500" in page.value_field.error() or page.reason_field.error()
    page.reason.setText("Semana de vacaciones")
    page.save.click()
    assert "1 a 500" in page.value_field.error() and page.reason.text() == "Semana de vacaciones"
    page.value.setText("12")
    page.save.click()
    assert admin.execute("SELECT cases, hours FROM pqr_core.release()").fetchone() == (12, 4)
    assert "Hugo Asignador de Prueba: Reparto gradual, 12 casos cada 4 h. Semana de vacaciones" in page.history.text()
    page.rules.table.go_to(page.rules.model.find(("claim", "1.1")))
    page.value.setText("mucho")
    page.save.click()
    assert "como un número" in page.value_field.error()
    page.value.setText("1,75")
    page.reason.setText("Ahora exige dos consultas")
    QTest.keyClick(page.rules.table, Qt.Key.Key_F9)
    weights = admin.execute("SELECT DISTINCT weight::float FROM pqr.case_file WHERE activity = 5").fetchall()
    assert weights == [(1.75,)]


def test_the_folder_says_its_oldest_and_alarms_for_what_a_night_left(desk_of, sql_as):
    admin = sql_as("postgres")
    fresh = stand_petition(admin, "check_bulk_folder")
    page = desk_of("lead", FolderPage).page
    assert "1 caso en la carpeta" in page.folder.text() and page.alarm.isHidden()
    admin.execute("UPDATE pqr.case_file SET changed_at = now() - interval '30 hours' WHERE case_id = %s", [fresh])
    page.reload()
    assert "1 caso quedó de noches anteriores" in page.alarm.sentence()


def test_ingresos_shows_each_night_and_what_was_left_out(desk_of, sql_as, staff):
    admin = sql_as("postgres")
    test_a_load_that_does_not_balance_names_what_is_missing(desk_of, sql_as, staff)
    page = desk_of("lead", IntakePage).page
    page.tabs.buttons()[1].click()
    day = page.days.model.rows()[0]
    assert (day.received, day.rejected, day.difference) == (3, 1, 2)
    assert [item.state for item in page.items.model.rows()] == ["missing", "missing", "rejected"]
    before = admin.execute("SELECT count(*) FROM pqr.intake_item").fetchone()
    page.reload()
    assert admin.execute("SELECT count(*) FROM pqr.intake_item").fetchone() == before
