"""Análisis clicked as its agent on the real server, from the tray to the next case."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.clock import today
from app.ui.trays.analysis import AnalysisPage
from app.ui.trays.analysis.endorse_card import EndorseCard
from app.ui.trays.analysis.image_card import ImageCard
from tests.people import STAFF
from tests.support.petitions import REGISTRY, stand_petition


@pytest.fixture
def open_page(desk_of, qtbot):
    """The page of the agent (or another), with its first case open."""

    def open_it(key: str = "agent"):
        desk = desk_of(key, AnalysisPage)
        page = desk.page
        if page.rows:
            wait_sheet(qtbot, page)
        return desk, page

    return open_it


FACTS = {"state": "included", "victimizing_act": "displacement"}


def wait_sheet(qtbot, page, case=None) -> None:
    def opened() -> bool:
        sheet = page.panel.sheet
        return sheet is not None and (case is None or sheet.case_id == case)

    qtbot.waitUntil(opened, timeout=5000)


def fill(page, code: str = REGISTRY, system: str = "RUV") -> None:
    """What an agent types for one claim with one input."""
    page.panel.claims.rows[0].picker.set_code(code)
    page.panel.claims.rows[0].picker.picked.emit(code)
    page.panel.inputs.boxes[system].click()
    write_facts(page.panel.inputs.cards[-1], **FACTS)


def write_facts(card, **facts: str) -> None:
    """What an agent chooses and types in a card, by the key of each fact."""
    card.facts.set_values(facts)
    card.facts.changed.emit()


def state_of(admin, case) -> tuple:
    return admin.execute("SELECT activity, status FROM pqr.case_file WHERE case_id = %s", [case]).fetchone()


def press(qtbot, page, key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget() or page, key, modifier)


@pytest.mark.clicks(6, 7, 8, 9, 13, 16, by="agent")
def test_f9_takes_the_case_to_drafting_and_opens_the_next(admin, open_page, qtbot):
    first, second = (stand_petition(admin, "check_image") for _ in range(2))
    _, page = open_page()
    first, second = page.rows[0].case_id, page.rows[1].case_id
    assert page.panel.primary.why.text() == "Falta: pretensión, insumos"
    assert not page.panel.primary.button.isEnabled()
    fill(page)
    assert page.panel.primary.why.text() == "Listo para proyectar"
    press(qtbot, page, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: state_of(admin, first)[0] == 17, timeout=5000)
    wait_sheet(qtbot, page, second)
    assert [row.case_id for row in page.rows] == [second]
    assert page.panel.claims.claims() == ()
    events = admin.execute(
        "SELECT from_activity FROM pqr_audit.case_event WHERE case_id = %s ORDER BY version", [first]
    )
    assert [row[0] for row in events.fetchall()][1:] == [6, 7, 8, 9, 13, 16]


def test_ctrl_z_brings_it_back_with_what_was_typed(admin, open_page, qtbot):
    case = stand_petition(admin, "check_image")
    desk, page = open_page()
    fill(page)
    page.panel.press()
    qtbot.waitUntil(lambda: state_of(admin, case)[0] == 17, timeout=5000)
    assert desk.window.notices.toast.can_undo()
    desk.window.notices.toast.undo()
    qtbot.waitUntil(lambda: state_of(admin, case)[0] == 6, timeout=5000)
    wait_sheet(qtbot, page, case)
    assert [claim.code for claim in page.panel.claims.claims()] == [REGISTRY]
    assert page.panel.inputs.inputs()[0].facts == FACTS


def test_a_refusal_in_the_middle_says_where_and_keeps_the_text(admin, open_page, qtbot):
    case = stand_petition(admin, "check_image")
    _, page = open_page()
    fill(page)
    card = page.panel.inputs.cards[0]
    card.valid_until.setText("01/01/2026")
    card.found_on.setText("01/01/2026")
    page.panel.press()
    qtbot.waitUntil(lambda: state_of(admin, case)[0] == 13, timeout=5000)
    qtbot.waitUntil(lambda: page.panel.sheet.activity_key == "search_inputs", timeout=5000)
    said = page.panel.case_head.trouble.sentence()
    assert "Se aplicó hasta la actividad 9" in said and "Se detuvo en la 13" in said
    assert page.panel.case_head.trouble.isVisible()
    card = page.panel.inputs.cards[0]
    assert card.input().facts == FACTS
    # Without an end it would hold as long as the catalogue says from its day, which is long gone.
    card.found_on.setText(f"{today():%d/%m/%Y}")
    card.valid_until.setText("")
    page.panel.press()
    qtbot.waitUntil(lambda: state_of(admin, case)[0] == 17, timeout=5000)


def test_bad_data_is_named_before_anything_is_sent(admin, open_page):
    case = stand_petition(admin, "check_image")
    _, page = open_page()
    fill(page)
    page.panel.petitioner.number.setText("12*4")
    page.panel.press()
    assert "documento" in page.panel.case_head.trouble.sentence()
    assert state_of(admin, case) == (6, "check_image")


@pytest.mark.clicks(6, by="agent")
def test_f4_sends_a_bad_image_back(admin, open_page, qtbot):
    case = stand_petition(admin, "check_image")
    desk, page = open_page()
    press(qtbot, page, Qt.Key.Key_F4)
    card = desk.window.findChild(ImageCard)
    card.accept()
    assert "causa" in card.trouble.sentence()
    card.causes["blank"].setChecked(True)
    card.pages.setText("2")
    card.accept()
    assert state_of(admin, case) == (1, "image_returned")
    assert page.rows == []
    assert page.panel.sheet is None and page.panel.petitioner.name.text() == ""


@pytest.mark.clicks(8, by="agent")
def test_f8_asks_an_aval_and_the_case_waits(admin, open_page, qtbot):
    case = stand_petition(admin, "classify_claim", claims=(REGISTRY,))
    desk, page = open_page()
    press(qtbot, page, Qt.Key.Key_F8)
    card = desk.window.findChild(EndorseCard)
    card.note.setPlainText("Es una invitación")
    card.accept()
    assert state_of(admin, case) == (8, "endorsement_requested")
    wait_sheet(qtbot, page, case)
    assert page.panel.primary.why.text() == "Espera el aval de un abogado"


@pytest.mark.clicks(10, by="agent")
def test_granted_it_is_reported_with_f9(admin, open_page, perform, qtbot):
    case = stand_petition(admin, "request_endorsement", claims=(REGISTRY,))
    perform(
        "agent", case, 1, "request_endorsement", "requested", {"kind": "archive", "reason_code": "A01", "note": "x"}
    )
    perform("lawyer", case, 2, "request_endorsement", "archived", {})
    _, page = open_page()
    assert page.panel.primary.button.text().strip() == "Reportar y finalizar"
    press(qtbot, page, Qt.Key.Key_F9)
    assert state_of(admin, case) == (0, "archived")


def test_somebody_else_has_it_open_then_it_is_read_only(admin, open_page, sql_as, qtbot):
    case = stand_petition(admin, "search_inputs", claims=(REGISTRY,))
    admin.execute(
        "UPDATE pqr.case_file SET lease_by = %s, lease_until = now() + interval '1 min' WHERE case_id = %s",
        [STAFF["agent2"].person_id, case],
    )
    _, page = open_page()
    qtbot.waitUntil(lambda: page.panel.primary.why.text() == "Solo lectura", timeout=5000)
    assert "Beto Agente" in page.panel.case_head.presence.sentence()
    assert not page.panel.claims.isEnabled()
    assert page.model.rows()[0].ring == "BA"


def test_the_panel_never_shows_the_case_before(admin, open_page, qtbot):
    for name in ("Primera Persona Inventada", "Segunda Persona Inventada"):
        stand_petition(admin, "check_image", name=name)
    _, page = open_page()
    before = page.panel.petitioner.name.text()
    press(qtbot, page, Qt.Key.Key_J)
    assert page.panel.sheet is None
    assert page.panel.petitioner.name.text() == "" != before
    assert page.papers.token == ""
    wait_sheet(qtbot, page)
    assert page.panel.petitioner.name.text() not in ("", before)


def test_what_is_half_filled_is_there_after_looking_at_another(admin, open_page, qtbot):
    for _ in range(2):
        stand_petition(admin, "check_image")
    _, page = open_page()
    first = page.panel.sheet.case_id
    fill(page)
    press(qtbot, page, Qt.Key.Key_F3)
    wait_sheet(qtbot, page, page.rows[1].case_id)
    assert page.panel.claims.claims() == ()
    press(qtbot, page, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    wait_sheet(qtbot, page, first)
    assert [claim.code for claim in page.panel.claims.claims()] == [REGISTRY]
    assert page.panel.inputs.inputs()[0].facts == FACTS


def test_filters_views_and_keys(admin, open_page, qtbot):
    late = stand_petition(admin, "check_image", due_on=today().replace(year=2025), name="Íngrid Ñáñez")
    stand_petition(admin, "search_inputs", claims=(REGISTRY,))
    _, page = open_page()
    page.filters.text.setText("nanez")
    assert [row.case_id for row in page.model.rows()] == [late]
    page.filters.text.setText("no existe")
    assert page.model.rows() == [] and page.panel.sheet is None
    page.filters.reset()
    page.filters.chips.choose("overdue")
    page.filters.changed.emit()
    assert [row.case_id for row in page.model.rows()] == [late]
    page.filters.reset()
    page.filters.views.choose("classify")
    page.filters.changed.emit()
    assert len(page.model.rows()) == 1
    page.filters._save("Lo mío")
    assert page.filters.views.current() == "own:0"
    press(qtbot, page, Qt.Key.Key_Return)


def test_the_tree_is_found_without_accents(admin, open_page, qtbot):
    stand_petition(admin, "check_image")
    _, page = open_page()
    picker = page.panel.claims.rows[0].picker
    picker.lineEdit().textEdited.emit("TECNICO priorizacion metodo")
    assert picker.completer().completionModel().rowCount() == 1
    picker.setEditText("algo que no está")
    assert page.panel.claims.claims() == ()
    assert any(row.picker.is_unknown() for row in page.panel.claims.rows)


def test_an_empty_tray_says_so(open_page):
    _, page = open_page()
    assert page.pane.states.currentWidget() is page.empty
    assert "No tiene casos" in page.empty.sentence()
    assert page.panel.sheet is None


def test_news_from_others_does_not_touch_what_is_being_written(admin, open_page):
    stand_petition(admin, "check_image")
    desk, page = open_page()
    fill(page)
    page.panel.inputs.cards[0].note.setFocus()
    sheet, focus = page.panel.sheet, QApplication.focusWidget()
    arrived = stand_petition(admin, "check_image")
    desk.context.changes.arrived.emit({arrived})
    assert len(page.rows) == 2
    assert page.panel.sheet is sheet
    assert [claim.code for claim in page.panel.claims.claims()] == [REGISTRY]
    assert QApplication.focusWidget() is focus


def test_f9_without_network_waits_for_nothing_and_keeps_the_text(admin, open_page, server, database, qtbot):
    case = stand_petition(admin, "check_image")
    _, page = open_page()
    fill(page)
    mine = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s AND datname = current_database()"
    admin.execute(mine, [STAFF["agent"].login])
    admin.execute(f"ALTER ROLE {STAFF['agent'].login} NOLOGIN")
    try:
        page.panel.press()
        assert [claim.code for claim in page.panel.claims.claims()] == [REGISTRY]
        assert state_of(admin, case)[0] == 6
        assert page.rows
    finally:
        admin.execute(f"ALTER ROLE {STAFF['agent'].login} LOGIN")
    page.panel.press()
    qtbot.waitUntil(lambda: state_of(admin, case)[0] == 17, timeout=5000)


def test_looking_at_a_case_that_waits_does_not_stop_the_lawyer(admin, open_page, perform):
    case = stand_petition(admin, "request_endorsement", claims=(REGISTRY,))
    perform(
        "agent", case, 1, "request_endorsement", "requested", {"kind": "archive", "reason_code": "A01", "note": "x"}
    )
    open_page()
    assert perform("lawyer", case, 2, "request_endorsement", "archived", {})["status"] == "applied"


def test_once_classified_only_inputs_are_written(admin, open_page):
    stand_petition(admin, "search_inputs", claims=(REGISTRY,))
    _, page = open_page()
    assert not page.panel.petitioner.name.isEnabled() and not page.panel.claims.isEnabled()
    assert page.panel.inputs.isEnabled()


def test_moved_meanwhile_it_says_so_keeps_the_text_and_goes_on_from_there(admin, open_page, perform, qtbot):
    case = stand_petition(admin, "check_image")
    _, page = open_page()
    fill(page)
    # The same person, in another window.
    assert perform("agent", case, 1, "check_image", "image_good")["status"] == "applied"
    page.panel.press()
    qtbot.waitUntil(lambda: page.panel.sheet.version == 2, timeout=5000)
    said = page.panel.case_head.trouble.sentence()
    assert "Ya pasó a «Registrar al solicitante" in said and "su borrador se conserva" in said
    assert state_of(admin, case)[0] == 7
    assert page.panel.inputs.inputs()[0].facts == FACTS
    page.panel.press()
    qtbot.waitUntil(lambda: state_of(admin, case)[0] == 17, timeout=5000)
