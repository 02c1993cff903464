"""Slack in every list of cases: asked of the server, shown under the term, sorted by a click, and in the palette."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.ui.session import Session
from app.ui.table.model import CELL_ROLE
from app.ui.table.pane import TablePane
from app.ui.table.view import CaseTable
from tests.fixtures.one_more import Makes, one_more
from tests.support.petitions import HUMANITARIAN, REGISTRY, stand_petition
from tests.ui.test_live import table_of

__all__ = ["one_more"]


def detail(table: CaseTable, key: uuid.UUID) -> str:
    model = table.model()
    return model.index(model.find(key), model.clocks.at).data(CELL_ROLE).detail


def click_term(table: CaseTable) -> None:
    head = table.horizontalHeader()
    at = head.sectionViewportPosition(table.model().clocks.at) + 20
    QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at, head.height() // 2))


def order(table: CaseTable) -> list[uuid.UUID]:
    return [table.model().key_of(row) for row in table.model().rows()]


def in_days(admin, case: uuid.UUID, days: int) -> None:
    """The petition of a case, or the petition that an escalation asks for, is due in so many business days."""
    admin.execute(
        "UPDATE pqr.case_file SET due_on = pqr_core.add_business_days(pqr_core.today(), %s) WHERE case_id = ("
        "SELECT CASE procedure WHEN 'escalation_v01' THEN parent_id ELSE case_id END FROM pqr.case_file"
        " WHERE case_id = %s)",
        [days, case],
    )


@pytest.mark.parametrize(
    ("person", "page"),
    [
        ("agent", "analysis"),
        ("agent", "signature"),
        ("lawyer", "endorsements"),
        ("mission", "area"),
        ("escalation_control", "control"),
        ("assigner", "nightly"),
        ("printing", "printing"),
        ("printing", "dispatch"),
    ],
)
def test_every_tray_shows_the_slack_and_sorts_by_it(
    admin, open_session, one_more: Makes, qtbot: QtBot, person: str, page: str
) -> None:
    late, soon = one_more(page), one_more(page)
    in_days(admin, late, 20)
    in_days(admin, soon, 14)
    query = "SELECT slack FROM pqr_api.slack(%s)"
    session: Session = open_session(person)
    session.window.go(page)
    qtbot.waitUntil(lambda: table_of(session).model().rowCount() == 2, timeout=5000)
    table = table_of(session)
    qtbot.waitUntil(lambda: all(detail(table, key) for key in (late, soon)), timeout=5000)
    figures = {}
    for key in (late, soon):
        rows = session.context.database.rows(query.replace("%s", ":keys"), {"keys": [key]})
        figures[key] = rows[0].slack
        sign = "−" if rows[0].slack < 0 else ""
        assert detail(table, key) == f"Holgura {sign}{abs(rows[0].slack)} d"
    assert figures[soon] < figures[late]
    click_term(table)
    assert order(table) == [soon, late]
    table.go_to(0)
    click_term(table)
    assert order(table) == [late, soon]
    assert table.model().key_of(table.current_row()) == soon


def test_the_head_of_the_panel_says_the_slack_of_its_row(admin, open_session, qtbot: QtBot) -> None:
    soon, hours = stand_petition(admin, "search_inputs"), stand_petition(admin, "search_inputs")
    in_days(admin, soon, 14)
    in_days(admin, hours, 16)
    admin.execute(
        "UPDATE pqr.petition SET class_key = 'judicial', typed_due_at = received_at + interval '9 hours'"
        " WHERE case_id = %s",
        [hours],
    )
    session = open_session("agent")
    session.window.go("analysis")
    qtbot.waitUntil(lambda: table_of(session).model().rowCount() == 2, timeout=5000)
    table, head = table_of(session), session.window.desk.page().panel.case_head.slack
    qtbot.waitUntil(lambda: bool(detail(table, soon)) and head.words.text() == detail(table, soon), timeout=5000)
    assert "menos" in head.toolTip()
    # Whoever fixed an hour is answered by that hour: it stands in the row.
    assert ":" in detail(table, hours)


def test_what_still_fits_goes_before_what_is_lost(admin, open_session, qtbot: QtBot) -> None:
    lost, tight, loose = (stand_petition(admin, "draft_response") for _ in range(3))
    admin.execute("UPDATE pqr.case_file SET activity = 13")
    for case, days in ((lost, 1), (tight, 12), (loose, 30)):
        in_days(admin, case, days)
    none = stand_petition(admin, "search_inputs", due_on=None)
    session = open_session("agent")
    session.window.go("analysis")
    qtbot.waitUntil(lambda: table_of(session).model().rowCount() == 4, timeout=5000)
    table = table_of(session)
    qtbot.waitUntil(lambda: bool(detail(table, loose)), timeout=5000)
    # Which datum lacks is to be found first, whatever the order.
    qtbot.waitUntil(lambda: order(table) == [none, lost, tight, loose], timeout=5000)
    click_term(table)
    assert order(table) == [none, tight, loose, lost]
    click_term(table)
    assert order(table) == [none, lost, loose, tight]


def test_equal_dates_are_told_apart_by_the_work_left(admin, open_session, qtbot: QtBot) -> None:
    due = dt.date(2031, 3, 3)
    ready = stand_petition(admin, "search_inputs", claims=(REGISTRY,), inputs=True, due_on=due)
    asking = stand_petition(admin, "search_inputs", claims=(HUMANITARIAN,), due_on=due + dt.timedelta(days=1))
    session = open_session("agent")
    session.window.go("analysis")
    qtbot.waitUntil(lambda: table_of(session).model().rowCount() == 2, timeout=5000)
    table = table_of(session)
    qtbot.waitUntil(lambda: bool(detail(table, asking)), timeout=5000)
    assert order(table) == [ready, asking]
    click_term(table)
    assert order(table) == [asking, ready]
    said = table.model().index(0, table.model().clocks.at).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "de trabajo" in said


def test_the_palette_tells_the_slack_of_what_it_finds(admin, open_session, qtbot: QtBot) -> None:
    case = stand_petition(admin, "draft_response")
    number = admin.execute("SELECT label FROM pqr.case_file WHERE case_id = %s", [case]).fetchone()[0]
    session = open_session("agent")
    found = []
    session.search.typed(number, found.extend)
    qtbot.waitUntil(lambda: bool(found), timeout=5000)
    assert "holgura" in found[0].detail


@pytest.mark.parametrize(("person", "page"), [("assigner", "share"), ("printing", "printing")])
def test_groups_of_cases_show_the_slack_of_their_first(
    admin, open_session, one_more: Makes, qtbot: QtBot, person: str, page: str
) -> None:
    if page == "share":
        stand_petition(admin, "assign_case", topic_code=REGISTRY)
        admin.execute("UPDATE pqr.case_file SET assignee_id = NULL")
    else:
        one_more(page)
    session = open_session(person)
    session.window.go(page)

    def shown() -> str:
        for table in session.window.desk.page().findChildren(CaseTable):
            model = table.model()
            if table.isVisible() and model.rowCount() and model.clocks.group is not None:
                return model.index(0, model.clocks.at).data(CELL_ROLE).detail
        return ""

    qtbot.waitUntil(lambda: shown().startswith("Holgura"), timeout=5000)


@pytest.mark.parametrize("page", ["printing", "dispatch"])
def test_sorting_the_screen_does_not_shuffle_the_pile_of_paper(
    admin, open_session, one_more: Makes, qtbot: QtBot, page: str
) -> None:
    cases = [one_more(page) for _ in range(3)]
    for case, days in zip(cases, (30, 20, 12), strict=True):
        in_days(admin, case, days)
    session = open_session("printing")
    session.window.go(page)
    qtbot.waitUntil(lambda: table_of(session).model().rowCount() == 3, timeout=5000)
    table = table_of(session)
    qtbot.waitUntil(lambda: all(detail(table, key) for key in cases), timeout=5000)
    pile = order(table)
    table.model().set_marked(table.model().rows(), True)
    click_term(table)
    if order(table) == pile:
        click_term(table)
    assert order(table) != pile
    current = session.window.desk.page()
    view = current.view if page == "printing" else current.sheets
    assert [row.case_id for row in view.marked()] == pile


@pytest.mark.parametrize("person", ["agent", "lead"])
def test_an_hour_near_alarms_and_stands_first_in_hours(admin, open_session, qtbot: QtBot, person: str) -> None:
    far, near = stand_petition(admin, "search_inputs"), stand_petition(admin, "search_inputs")
    in_days(admin, far, 20)
    admin.execute(
        "UPDATE pqr.petition SET class_key = 'judicial', typed_due_at = clock_timestamp() + interval '190 minutes'"
        " WHERE case_id = %s",
        [near],
    )
    admin.execute(
        "UPDATE pqr.case_file c SET due_on = (p.typed_due_at AT TIME ZONE INTERVAL '-05:00')::date"
        " FROM pqr.petition p WHERE p.case_id = c.case_id AND p.typed_due_at IS NOT NULL"
    )
    session = open_session(person)
    strip = session.hours.strip
    qtbot.waitUntil(lambda: "Requerimiento judicial · faltan 3\u00a0h" in strip.sentence(), timeout=5000)
    said = strip.sentence()
    assert ("·" in said.rpartition(")")[2]) is (person == "lead"), "the leader reads whose it is"
    assert "faltan 3\u00a0h" in session.bell.panel().actions()[0].text()
    strip.hide()
    heard: list[object] = []
    session.hours._tell = heard.append
    session.hours.ask()
    qtbot.waitUntil(lambda: bool(heard), timeout=5000)
    assert strip.isHidden(), "what was said once is not said again"
    if person == "lead":
        return
    session.window.go("analysis")
    qtbot.waitUntil(lambda: table_of(session).model().rowCount() == 2, timeout=5000)
    table, head = table_of(session), session.window.desk.page().panel.case_head.slack
    model = table.model()

    def pill() -> str:
        return model.index(model.find(near), model.clocks.at).data(CELL_ROLE).text

    qtbot.waitUntil(lambda: pill() == "Faltan 3\u00a0h", timeout=5000)
    click_term(table)
    assert order(table) == [near, far]
    table.go_to(0)
    qtbot.waitUntil(lambda: head.pill.accessibleName() == "Faltan 3\u00a0h", timeout=5000)


def test_list_and_head_say_which_datum_lacks(admin, open_session, qtbot: QtBot) -> None:
    dated, none = stand_petition(admin, "search_inputs"), stand_petition(admin, "search_inputs", due_on=None)
    admin.execute("UPDATE pqr.petition SET class_key = 'congress' WHERE case_id = %s", [none])
    session = open_session("agent")
    session.window.go("analysis")
    qtbot.waitUntil(lambda: table_of(session).model().rowCount() == 2, timeout=5000)
    table, head = table_of(session), session.window.desk.page().panel.case_head.slack
    qtbot.waitUntil(lambda: order(table) == [none, dated], timeout=5000)
    assert detail(table, none) == "falta fecha y hora"
    table.go_to(1)
    qtbot.waitUntil(lambda: head.words.text() == detail(table, dated), timeout=5000)
    table.go_to(0)
    qtbot.waitUntil(lambda: head.words.text() == "falta fecha y hora" and head.isVisible(), timeout=5000)
    assert "falta la fecha y la hora que fija el oficio" in head.toolTip()


@pytest.mark.parametrize(
    ("person", "page"), [("lawyer", "endorsements"), ("agent", "signature"), ("printing", "dispatch")]
)
def test_a_tray_counts_by_term_and_filters_by_a_click(
    admin, open_session, one_more: Makes, qtbot: QtBot, person: str, page: str
) -> None:
    cases = [one_more(page) for _ in range(4)]
    for case, days in zip(cases, (0, 2, 3, 9), strict=True):
        in_days(admin, case, days)
    session: Session = open_session(person)
    session.window.go(page)
    qtbot.waitUntil(lambda: table_of(session).model().rowCount() == 4, timeout=5000)
    table = table_of(session)
    pane = table.parent()
    while not isinstance(pane, TablePane):
        pane = pane.parent()
    words = [pane.terms.button(key) for key in ("overdue", "today", "soon")]
    expected = ["Vencidos  0", "Hoy  1", "≤ 3 días  2"]
    # Today may itself be a day that does not count: then what ends today was due before it.
    qtbot.waitUntil(lambda: [each.text() for each in words] == expected, timeout=5000)
    assert not words[0].isEnabled()
    QTest.mouseClick(words[2], Qt.MouseButton.LeftButton)
    assert set(order(table)) == {cases[1], cases[2]}
    assert "2 de 4" in pane.footer.text()
    QTest.mouseClick(words[2], Qt.MouseButton.LeftButton)
    assert set(order(table)) == set(cases)
