"""A card stays with the case it was opened for, whatever comes to stand under it."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app import errors
from app.ui.trays.analysis import AnalysisPage
from app.ui.trays.analysis.endorse_card import EndorseCard
from tests.people import STAFF
from tests.support.petitions import REGISTRY, stand_petition
from tests.ui.trays.test_analysis_page import press, state_of, wait_sheet


def test_a_card_whose_case_others_took_asks_nothing_of_the_next_one(desk_of, sql_as, qtbot):
    admin = sql_as("postgres")
    for _ in range(2):
        stand_petition(admin, "classify_claim", claims=(REGISTRY,))
    desk = desk_of("agent", AnalysisPage)
    page = desk.page
    wait_sheet(qtbot, page)
    first, second = (row.case_id for row in page.rows)
    press(qtbot, page, Qt.Key.Key_F8)
    card = desk.window.findChild(EndorseCard)
    card.note.setPlainText("Es una invitación")
    before = state_of(admin, second)
    admin.execute("UPDATE pqr.case_file SET assignee_id = %s WHERE case_id = %s", [STAFF["agent2"].person_id, first])
    page.reload()
    wait_sheet(qtbot, page, second)
    card.accept()
    assert (state_of(admin, first), state_of(admin, second)) == (before, before)
    assert desk.window.notices.refused.sentence() == errors.CaseMoved.__doc__
