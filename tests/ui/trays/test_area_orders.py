"""Control lengthens the terms of an area and reads an outcome for each; its head is told. Plazos shows every source."""

from __future__ import annotations

import datetime as dt

import pytest

from app.ui.modules.administration.terms_page import TermsPage
from app.ui.modules.mission import AreaPage, ControlPage
from app.ui.modules.mission.head_cards import HeadCard, LongerCard, OutcomeCard
from tests.people import STAFF
from tests.support.petitions import HUMANITARIAN, stand_petition


@pytest.fixture
def late(admin, make_case):
    """A request to the area of «mission», due yesterday; its petition has weeks left."""
    query = "SELECT area_id FROM pqr.person WHERE person_id = %s"
    area = admin.execute(query, [STAFF["mission"].person_id]).fetchone()[0]
    petition = stand_petition(admin, "receive_inputs", claims=(HUMANITARIAN,))
    case = make_case("escalation_v01", "answer_input", area_id=area, parent_id=petition, assignee_id=None)
    admin.execute("UPDATE pqr.case_file SET due_on = pqr_core.today() - 1 WHERE case_id = %s", [case])
    admin.execute(
        "INSERT INTO pqr.escalation (case_id, petition_case_id, round, area_id, question, requested_by, due_on,"
        " promised_on, loop_count) VALUES (%s, %s, 1, %s, 'x', %s, pqr_core.today() - 1, pqr_core.today(), 0)",
        [case, petition, area, STAFF["agent"].person_id],
    )
    return area, case


def control_of(desk_of, who: str, area: int, qtbot):
    page = desk_of(who, ControlPage).page
    page.show_view("areas")
    page.areas.reload()
    model = page.areas.model
    qtbot.waitUntil(lambda: model.find(area) >= 0, timeout=5000)
    page.areas.pane.table.go_to(model.find(area))
    return page


def card_of(page, kind, qtbot):
    qtbot.waitUntil(lambda: any(each.isVisible() for each in page.window().findChildren(kind)), timeout=5000)
    return next(each for each in page.window().findChildren(kind) if each.isVisible())


def test_control_lengthens_and_the_head_is_told(admin, late, desk_of, qtbot) -> None:
    area, case = late
    lead = control_of(desk_of, "lead", area, qtbot)
    lead.areas.orders.head.click()
    head = card_of(lead, HeadCard, qtbot)
    head.person.setCurrentIndex(head.person.findData(STAFF["mission"].person_id))
    head.go.click()
    named = "SELECT person_id FROM pqr.area_head WHERE area_id = %s"
    qtbot.waitUntil(lambda: admin.execute(named, [area]).fetchone() is not None, timeout=5000)
    told = desk_of("mission", AreaPage).page
    told._take_reminders()
    qtbot.waitUntil(lambda: "como jefe" in told.reminder.sentence(), timeout=5000)
    control = control_of(desk_of, "escalation_control", area, qtbot)
    assert not control.areas.orders.head.isVisibleTo(control), "only the lead names a head"
    control.areas.orders.longer.click()
    card = card_of(control, LongerCard, qtbot)
    card.accept()
    qtbot.waitUntil(lambda: "por qué" in card.trouble.sentence(), timeout=5000)
    qtbot.waitUntil(card.go.isEnabled, timeout=5000)
    card.reason.setPlainText("El sistema del área estuvo caído, según acta.")
    card.go.click()
    card_of(control, OutcomeCard, qtbot)
    due = admin.execute("SELECT due_on, pqr_core.today() FROM pqr.case_file WHERE case_id = %s", [case]).fetchone()
    assert due[0] > due[1] - dt.timedelta(days=1)
    assert admin.execute("SELECT count(*) FROM pqr.escalation_extension WHERE case_id = %s", [case]).fetchone() == (1,)


def test_the_terms_say_what_is_inferred(desk_of, qtbot) -> None:
    page = desk_of("lead", TermsPage).page
    page.reload()
    qtbot.waitUntil(lambda: all(view.model.rowCount() for view in page.views.values()), timeout=5000)
    stages = page.views["stages"].rows
    assert {row.is_inferred for row in stages} == {True}
    assert any(row.days is None for row in page.views["legal"].rows), "judges and Congress fix date and hour"
