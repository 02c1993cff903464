"""Asignación, clicked: the simulation explains itself, F9 shares out, the lists take their step."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services.verbs.receive_split import ReceiveSplit
from app.ui.modules.assignment.claim_page import ClaimPage
from app.ui.modules.assignment.lists import FolderPage, NightlyPage, SplitsPage
from app.ui.modules.assignment.share_page import SharePage
from tests.services.test_assignment import _pool
from tests.services.verbs.test_receive_split import _sent
from tests.support.petitions import stand_petition


def _activities(admin):
    return dict(admin.execute("SELECT activity, count(*)::int FROM pqr.case_file GROUP BY 1").fetchall())


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


def test_an_empty_pool_says_so(desk_of):
    page = desk_of("assigner", SharePage).page
    assert page.pane.states.currentWidget() is page.pane.states.empty
    assert not page.proposal.assign.isEnabled()


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


def test_splits_are_received_and_closed(desk_of, sql_as):
    admin = sql_as("postgres")
    case = _sent(admin, 2)
    page = desk_of("lead", SplitsPage).page
    page.primary.click()
    assert _activities(admin) == {12: 1, 5: 2}
    page.chips.choose("receive_splitfinished")
    page._show()
    assert [row.case_id for row in page.pane.model.rows()] == [case]
    page.primary.click()
    assert "casos desglosados sin terminar" in page.strip.sentence()
    admin.execute("UPDATE pqr.case_file SET activity = 0, closed_at = now() WHERE parent_id = %s", [case])
    page.reload()
    page.primary.click()
    assert _activities(admin) == {0: 3}
    assert ReceiveSplit().payload() == {}


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
