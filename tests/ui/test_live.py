"""What others do, as it happens: nothing under the hands moves, who has a case open is told, and nobody overwrites."""

from __future__ import annotations

import uuid

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.ui.session import Session
from app.ui.table.model import CELL_ROLE
from app.ui.table.view import CaseTable
from tests.people import STAFF
from tests.support.petitions import REGISTRY, stand_petition


def table_of(session: Session) -> CaseTable:
    page = session.window.desk.page()
    tables = [each for each in page.findChildren(CaseTable) if each.isVisible() and each.model().rowCount()]
    # Where batches stand beside their cases, the cases.
    return next(each for each in tables if isinstance(key_of(each, 0), uuid.UUID))


def key_of(table: CaseTable, at: int):
    return table.model().key_of(table.model().row_at(at))


def key_on(table: CaseTable):
    return table.model().key_of(table.current_row())


@pytest.mark.parametrize(
    ("person", "page"),
    [
        ("agent", "analysis"),
        ("agent", "drafting"),
        ("agent", "signature"),
        ("agent", "claim"),
        ("lawyer", "endorsements"),
        ("mission", "area"),
        ("escalation_control", "control"),
        ("assigner", "nightly"),
        ("printing", "printing"),
        ("printing", "dispatch"),
    ],
)
def test_what_arrives_and_leaves_moves_nothing_under_the_hands(
    admin, open_session, one_more, qtbot: QtBot, person: str, page: str
) -> None:
    for _ in range(4):
        one_more(page)
    session = open_session(person)
    session.window.go(page)
    qtbot.waitUntil(lambda: table_of(session).model().rowCount() == 4, timeout=5000)
    table = table_of(session)
    table.go_to(2)
    here, above = key_on(table), table.model().key_of(table.model().row_at(0))
    field = next(iter(session.typist.places().values()), None)
    if field is not None and field.isEnabled():
        field.setFocus()
        QTest.keyClicks(field, "mientras escribo")
    typed = {place: (each, words(each)) for place, each in session.typist.places().items() if words(each)}
    new = one_more(page)
    session.pulse.look()
    qtbot.waitUntil(lambda: table.model().rowCount() == 5, timeout=5000)
    assert table.model().find(new) >= 0 and key_on(table) == here
    # One leaves, above the one that is open.
    admin.execute("UPDATE pqr.case_file SET activity = 0, closed_at = now(), version = version + 1 WHERE case_id = %s",
                  [above])  # fmt: skip
    admin.execute(
        "INSERT INTO pqr_audit.case_event (case_id, version, recorded_at, actor_id, session_login, command_id,"
        " procedure, from_activity, outcome, to_activity, from_assignee, from_area, from_status, payload_sha256,"
        " prev_hash, hash) SELECT c.case_id, c.version, now(), 1, 'x', gen_random_uuid(), e.procedure, e.to_activity,"
        " 'x', 0, e.to_assignee, e.to_area, '', '', '', '' FROM pqr.case_file c JOIN LATERAL (SELECT * FROM"
        " pqr_audit.case_event v WHERE v.case_id = c.case_id ORDER BY v.version DESC LIMIT 1) e ON true"
        " WHERE c.case_id = %s",
        [above],
    )
    session.pulse.look()
    if page != "printing":
        # A letter of today's pile stays in its batch, whatever becomes of its case.
        qtbot.waitUntil(lambda: table.model().find(above) < 0, timeout=5000)
    assert key_on(table) == here
    assert {place: words(each) for place, each in session.typist.places().items() if place in typed} == {
        place: said for place, (_, said) in typed.items()
    }


def words(field) -> str:
    return field.text() if hasattr(field, "text") else field.toPlainText()


def two_lawyers_on_one_case(open_session, one_more, qtbot: QtBot):
    """Carolina has it open; Darío comes to it after her."""
    case = one_more("endorsements")
    carolina, dario = open_session("lawyer"), open_session("lawyer2")
    for session in (carolina, dario):
        session.window.go("endorsements")
        qtbot.waitUntil(lambda session=session: table_of(session).model().find(case) == 0, timeout=5000)
        session.line.presence.look()
    return case, carolina, dario


def test_who_has_a_case_open_is_seen_in_the_list_and_in_the_case(admin, open_session, one_more, qtbot: QtBot) -> None:
    _case, carolina, dario = two_lawyers_on_one_case(open_session, one_more, qtbot)
    dario.line.presence.beat()
    name = STAFF["lawyer"].full_name
    initials = carolina.context.access.person.initials
    assert f"<b>{name}</b> tiene abierto este caso ahora" in dario.line.presence.strip.sentence()
    cell = table_of(dario).model().index(0, table_of(dario).model()._ring_at).data(CELL_ROLE)
    assert cell.ring == initials and name in cell.spoken
    assert carolina.line.presence.strip.isHidden()
    # Her window dies: at his next look the case is his.
    carolina.context.access.database.close()

    def is_free() -> bool:
        dario.line.presence.lease._claim()
        return dario.line.presence.strip.isHidden()

    qtbot.waitUntil(is_free, timeout=10_000)


def test_who_asked_is_told_when_the_case_is_free_and_opens_it(admin, open_session, one_more, qtbot: QtBot) -> None:
    case, carolina, dario = two_lawyers_on_one_case(open_session, one_more, qtbot)
    strip, watch = dario.line.presence.strip, dario.line.watch
    [ask] = [each for each in strip.findChildren(QPushButton) if each.text().strip() == "Avisarme"]
    ask.click()
    # He goes on elsewhere; while she has it open nothing is said, however often is asked.
    dario.window.go("drafting")
    for _ in range(2):
        dario.pulse.look()
        assert watch.strip.isHidden()
    # Without a network nothing is known of it, and nothing is made up.
    dario.context.database.is_cut = True
    carolina.line.presence.lease.drop()
    dario.pulse.look()
    assert watch.strip.isHidden()
    dario.context.database.is_cut = False
    dario.pulse.look()
    said = watch.strip.sentence()
    assert not watch.strip.isHidden() and "quedó libre" in said and STAFF["lawyer"].full_name in said
    assert "Está en Análisis" in said and watch.cases() == []
    next(each for each in watch.strip.findChildren(QPushButton) if each.text().strip() == "Abrir").click()
    qtbot.waitUntil(lambda: dario.window.desk.current_key == "endorsements" and key_on(table_of(dario)) == case)
    assert watch.strip.isHidden()


def test_two_people_decide_on_one_case_in_two_windows(admin, open_session, one_more, qtbot: QtBot) -> None:
    """Clicked: the first decision stands, the second is refused, and both know."""
    case = one_more("endorsements")
    carolina, dario = open_session("lawyer"), open_session("lawyer2")
    for session in (carolina, dario):
        session.window.go("endorsements")
        page = session.window.desk.page()
        qtbot.waitUntil(lambda page=page: page.panel.sheet is not None, timeout=5000)
        session.line.presence.look()
    his = dario.window.desk.page()
    # Nobody types in a window that is not the one in front.
    dario.window.activateWindow()
    qtbot.waitUntil(dario.window.isActiveWindow, timeout=5000)
    his.panel.note.setFocus()
    QTest.keyClicks(his.panel.note, "yo lo devolveria")
    # He decides while she has it open: nothing is written, and he is told who has it.
    press_f9(dario, qtbot)
    assert admin.execute("SELECT decision FROM pqr.endorsement WHERE case_id = %s", [case]).fetchone() == (None,)
    assert name_of("lawyer") in dario.line.presence.strip.sentence()
    assert said_in(dario)
    assert his.panel.note.toPlainText() == "yo lo devolveria"
    press_f9(carolina, qtbot)
    decided = admin.execute("SELECT decision, decided_by FROM pqr.endorsement WHERE case_id = %s", [case]).fetchone()
    assert decided[1] == STAFF["lawyer"].person_id
    # His list follows; what he had written is kept, and can be had.
    press_f9(dario, qtbot)
    assert "0 de 1 quedaron decididos" in said_in(dario)
    assert "Otra persona ya lo pasó a" in said_in(dario)
    QTest.keyClick(his.pane.table, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: not his.pane.model.rowCount(), timeout=5000)
    assert (
        admin.execute("SELECT decision, decided_by FROM pqr.endorsement WHERE case_id = %s", [case]).fetchone()
        == decided
    )
    dario.typist.flush()
    assert [each.body for each in dario.typist.typed.everything()] == ["yo lo devolveria"]


def press_f9(session: Session, qtbot: QtBot) -> None:
    session.window.activateWindow()
    qtbot.waitUntil(session.window.isActiveWindow, timeout=5000)
    QTest.keyClick(session.window.desk.page().pane.table, Qt.Key.Key_F9)


def name_of(key: str) -> str:
    return STAFF[key].full_name


def said_in(session: Session) -> str:
    notices = session.window.notices
    page = session.window.desk.page()
    strips = (notices.refused, notices.busy, page.panel.case_head.trouble, page.frame.strip)
    return " ".join(each.sentence() for each in strips if not each.isHidden())


def test_the_owner_goes_on_in_a_second_window(open_session, one_more, qtbot: QtBot) -> None:
    one_more("drafting")
    first, second = open_session(), open_session()
    for session in (first, second):
        session.window.go("drafting")
        qtbot.waitUntil(lambda session=session: session.window.desk.page().desk.sheet is not None, timeout=5000)
        session.line.presence.look()
    assert first.line.presence.strip.isHidden()
    assert "Usted</b> tiene abierto este caso en otra ventana" in second.line.presence.strip.sentence()
    second.line.presence.lease.take_over()
    assert second.line.presence.strip.isHidden()
    first.line.presence.lease._claim()
    assert "en otra ventana" in first.line.presence.strip.sentence()


def test_whoever_signs_out_while_typing_loses_nothing(admin, open_session, qtbot: QtBot) -> None:
    stand_petition(admin, "check_image")
    session = open_session()
    page = session.window.desk.page()
    qtbot.waitUntil(lambda: page.work.sheet is not None, timeout=5000)
    page.panel.claims.rows[0].picker.set_code(REGISTRY)
    field = page.panel.claims.rows[0].words
    field.setFocus()
    QTest.keyClicks(field, "que le digan donde esta su giro")
    place = session._signed.place
    # At once, before any timer; and none goes on after it, until Qt destroys the window.
    window = session.window
    session.close()
    assert not [each for owner in (window, session) for each in owner.findChildren(QTimer) if each.isActive()]
    again = open_session(at=place)
    panel = again.window.desk.page().panel
    qtbot.waitUntil(lambda: panel.claims.rows[0].words.text() == "que le digan donde esta su giro", timeout=5000)


def test_a_program_too_old_goes_on_reading_and_keeps_what_waits(admin, open_session, sql_as, qtbot: QtBot) -> None:
    from app.errors import ProgramTooOld
    from app.services.command import Command

    case = stand_petition(admin, "check_image")
    step = Command(case_id=case, version=1, procedure="pqr_v08", activity="check_image", outcome="image_good")
    session = open_session()
    assert session.line.gate.isHidden()
    session.context.database.is_cut = True
    assert session.context.performer.perform(step).status == "queued"
    session.context.database.is_cut = False
    sql_as("admin").execute("SELECT pqr_api.set_min_client('7.2')")
    session.pulse.look()
    said = session.line.gate.sentence()
    assert "versión mínima (7.2)" in said and "Actualice para enviar 1 cambio." in said and "Tecnología" in said
    with pytest.raises(ProgramTooOld):
        session.context.performer.perform(step)
    assert session._signed.outbox.counts() == (1, 0)
    assert session.window.desk.page().rows
    # The same as opening the newer program: what waited goes by itself.
    sql_as("admin").execute("SELECT pqr_api.set_min_client('0.1.0')")
    session.pulse.look()
    assert session.line.gate.isHidden() and session._signed.outbox.counts() == (0, 0)
    assert admin.execute("SELECT version FROM pqr.case_file WHERE case_id = %s", [case]).fetchone() == (2,)


def test_without_a_key_ring_typing_is_kept_in_memory_and_that_is_said(open_session, monkeypatch) -> None:
    from app.models.local import store as stores

    def none():
        raise stores.NoKeyRing()

    session_of = open_session
    monkeypatch.setattr(stores, "system_key_ring", none)
    session = session_of()
    assert not session.typist.typed.is_durable
    strips = session.window.notices.strips.findChildren(type(session.lock.strip))
    assert any("sólo mientras el programa esté abierto" in each.sentence() for each in strips)


def test_who_opens_the_program_twice_is_told_what_that_means(open_session) -> None:
    from app.ui.session.session import OTHERS

    def told(session: Session) -> bool:
        strips = session.window.notices.strips.findChildren(type(session.lock.strip))
        return any(each.sentence() == OTHERS and not each.isHidden() for each in strips)

    first = open_session()
    second = open_session()
    assert (told(first), told(second)) == (False, True)
    assert first._signed.why == second._signed.why == ""
    second.close()
    second._signed.place.stop()
    first._signed.place.stop()
    assert not told(open_session())
