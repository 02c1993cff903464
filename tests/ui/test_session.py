"""A session on the real server: figures, news, search, lock, cuts of the network, and the ways it ends."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.errors import AccessWithdrawn
from app.models.local import store as stores
from app.services.command import Command
from app.services.perform import Result
from app.ui.session import Session
from app.ui.session.case_card import CaseCard
from app.ui.session.cut import WORDS
from app.ui.session.unsent_page import UnsentPage
from app.ui.trays.case_head import number_words
from app.ui.widgets import Confirm
from tests.people import PASSWORD, STAFF
from tests.support.key_ring import MemoryKeyRing
from tests.support.petitions import REGISTRY, stand_petition

Open = Callable[..., Session]


def number_of(admin, case: uuid.UUID) -> str:
    return number_words(admin.execute("SELECT label FROM pqr.case_file WHERE case_id = %s", [case]).fetchone()[0])


def good(case: uuid.UUID, version: int = 1) -> Command:
    return Command(case_id=case, version=version, procedure="pqr_v08", activity="check_image", outcome="image_good")


def tabs(session: Session) -> list[str]:
    bar = session.window.top.tabs
    return [" ".join(bar.tabText(at).split()) for at in range(bar.count())]


def confirm_of(session: Session) -> Confirm:
    return next(each for each in session.window.findChildren(Confirm) if each.isVisible())


def test_tabs_and_badges_count_pages_that_were_never_opened(admin, open_session: Open) -> None:
    for activity in ("check_image", "search_inputs", "draft_response"):
        stand_petition(admin, activity)
    stand_petition(admin, "draft_response", assignee="agent2")
    session = open_session()
    assert tabs(session) == ["Análisis 2", "Proyección 1", "Firma 0", "Reporte espejo", "Trámites de ley"]
    assert session.window.rail._buttons["trays"].accessibleName() == "Bandejas, 3 pendientes"


def test_the_day_counts_cases_and_not_steps(admin, open_session: Open, qtbot: QtBot) -> None:
    case = stand_petition(admin, "check_image")
    session = open_session()
    assert session.window.status.words()[2] == "Hoy: <b>0</b> casos"
    done = session.context.performer.perform(good(case))
    session.context.performer.undo(done, 1)
    session.context.performer.perform(good(case, 3))
    qtbot.waitUntil(lambda: session.window.status.words()[2] == "Hoy: <b>1</b> caso", timeout=3000)


def test_the_bell_tells_what_others_did_and_not_what_i_did(admin, open_session: Open, perform, qtbot: QtBot) -> None:
    mine = stand_petition(admin, "check_image")
    pool = stand_petition(admin, "assign_case", assignee="agent2")
    session = open_session()
    assert session.bell.panel().actions()[0].text().startswith("Sin novedades")
    session.context.performer.perform(good(mine))
    session.pulse.look()
    assert session.bell.lines() == []
    perform("assigner", pool, 1, "assign_case", "assigned", {"assignee_id": STAFF["agent"].person_id})
    session.pulse.look()
    label = number_of(admin, pool)
    assert session.window.top.bell.accessibleName() == "Avisos: 1 nuevo"
    assert [line.split(" · ")[0] for line in session.bell.lines()] == [label]
    menu = session.bell.panel()
    assert session.window.top.bell.accessibleName() == "Avisos"
    menu.actions()[0].trigger()
    page = session.window.desk.page()
    qtbot.waitUntil(lambda: page.pane.table.current_row().case_id == pool, timeout=5000)


def test_the_leader_is_told_of_letters_printed_again_three_times(
    admin, sql_as, signed_reply, open_session: Open, qtbot: QtBot
) -> None:
    reply, other = signed_reply(), signed_reply()
    for seq, case in ((1, reply), (2, reply), (3, reply), (1, other), (2, other)):
        admin.execute(
            "INSERT INTO pqr.reprint_order (case_id, seq, letter_no, reason, ordered_by)"
            " VALUES (%s, %s, 1, 'atasco', %s)",
            [case.case_id, seq, STAFF["printing"].person_id],
        )
    session = open_session("lead")
    qtbot.waitUntil(lambda: session.window.top.bell.accessibleName() == "Avisos: 1 nuevo", timeout=5000)
    [told] = [each.text() for each in session.bell.panel().actions() if "reimpresiones" in each.text()]
    assert told.endswith(" · 3 reimpresiones: pregunte por qué")
    session.board.refresh()
    assert session.window.top.bell.accessibleName() == "Avisos", "the same three are no news twice"
    assert sql_as("agent").execute("SELECT pqr_api.my_day() -> 'reprinted'").fetchone() == ([],)


def test_the_palette_finds_a_case_by_name_counts_once_and_opens_it(admin, open_session: Open, qtbot: QtBot) -> None:
    for _ in range(3):
        stand_petition(admin, "check_image")
    case = stand_petition(admin, "check_image", name="Hermelinda Quitapesares")
    session = open_session()
    box = session.window.palette_box
    box.open_palette()
    QTest.keyClicks(box.edit, "quitapes")
    label = number_of(admin, case)
    qtbot.waitUntil(lambda: label in box.titles(), timeout=3000)
    asked = admin.execute("SELECT count(*) FROM pqr_audit.read_log WHERE what = 'search'").fetchone()[0]
    assert asked == 1
    QTest.keyClick(box.edit, Qt.Key.Key_Return)
    page = session.window.desk.page()
    qtbot.waitUntil(lambda: page.pane.table.current_row().case_id == case, timeout=5000)


def test_a_filing_number_is_found_as_it_is_written_on_paper(admin, open_session: Open, qtbot: QtBot) -> None:
    case = stand_petition(admin, "check_image")
    session = open_session()
    label = number_of(admin, case)
    assert "-" in label
    box = session.window.palette_box
    box.open_palette()
    QTest.keyClicks(box.edit, label)
    qtbot.waitUntil(lambda: label in box.titles(), timeout=3000)


def test_looks_that_overlap_lose_no_news(threads, admin, open_session: Open, perform, qtbot: QtBot) -> None:
    pool = [stand_petition(admin, "assign_case", assignee="agent2") for _ in range(5)]
    session = open_session(background=threads)
    arrived: set[uuid.UUID] = set()
    session.context.changes.arrived.connect(lambda cases: arrived.update(cases or ()))
    # The first look tells that everything is to be read, whatever had happened before it.
    with qtbot.waitSignal(session.pulse.beat, timeout=90_000):
        pass
    for case in pool:
        perform("assigner", case, 1, "assign_case", "assigned", {"assignee_id": STAFF["agent"].person_id})
        # As an own command does at any moment, while a look may be under way.
        session.pulse.look()
        session.pulse.look()
    qtbot.waitUntil(lambda: arrived >= set(pool), timeout=8000)


def test_what_is_typed_without_a_network_is_back_after_a_crash(admin, open_session: Open, qtbot: QtBot) -> None:
    stand_petition(admin, "check_image")
    session = open_session()
    page = session.window.desk.page()
    qtbot.waitUntil(lambda: page.work.sheet is not None, timeout=5000)
    session.context.access.database.is_cut = True
    page.panel.claims.rows[0].picker.set_code(REGISTRY)
    row = page.panel.claims.rows[0]
    row.words.setText("que le digan dónde está su giro")
    row.words.textEdited.emit(row.words.text())
    page.work.keep()
    # The program dies: nothing more is saved. The next one begins with what this computer kept.
    place = session._signed.place
    again = open_session(at=place)
    panel = again.window.desk.page().panel
    qtbot.waitUntil(lambda: panel.claims.rows[0].words.text() == "que le digan dónde está su giro", timeout=5000)


def test_who_has_no_page_for_a_case_reads_its_card_without_the_name(admin, open_session: Open, qtbot: QtBot) -> None:
    case = stand_petition(admin, "check_image", name="Hermelinda Quitapesares")
    session = open_session("auditor")
    box = session.window.palette_box
    box.open_palette()
    QTest.keyClicks(box.edit, "quitapes")
    label = number_of(admin, case)
    qtbot.waitUntil(lambda: label in box.titles(), timeout=3000)
    QTest.keyClick(box.edit, Qt.Key.Key_Return)
    card = session.window.findChild(CaseCard)
    said = " ".join(each.text() for each in card.findChildren(type(card._who)))
    assert card.isVisible() and label in said and STAFF["agent"].full_name in said
    assert "Quitapesares" not in said


def test_an_idle_window_locks_and_keeps_what_was_typed(admin, open_session: Open, qtbot: QtBot) -> None:
    stand_petition(admin, "check_image")
    session = open_session()
    page = session.window.desk.page()
    page.filters.text.setText("a medio escribir")
    session.idle.timer.setInterval(30)
    QTest.keyClick(session.window.windowHandle(), Qt.Key.Key_J)
    qtbot.waitUntil(session.lock.isVisible, timeout=2000)
    QTest.keyClick(session.lock, Qt.Key.Key_Escape)
    assert session.lock.isVisible()
    session.lock.submit()
    assert session.lock.field.error() == "Escriba su contraseña."
    session.lock.password.setText("otra")
    QTest.keyClick(session.lock.password, Qt.Key.Key_Return)
    assert session.lock.isVisible() and "contraseña no son correctos" in session.lock.strip.sentence()
    session.lock.password.setText(PASSWORD)
    QTest.keyClick(session.lock.password, Qt.Key.Key_Return)
    assert session.lock.isHidden() and session.lock.password.text() == ""
    assert page.filters.text.text() == "a medio escribir"


def test_in_the_demonstration_one_click_unlocks(open_session: Open) -> None:
    session = open_session(place="demo")
    session.lock.lock()
    assert session.lock.isVisible() and not session.lock.field.isVisible()
    session.lock.enter.click()
    assert session.lock.isHidden()


def test_a_cut_keeps_the_decision_shows_it_and_sends_it_on_return(admin, open_session: Open, qtbot: QtBot) -> None:
    case = stand_petition(admin, "check_image")
    session = open_session()
    session.context.access.database.is_cut = True
    session.pulse.look()
    assert session.window.notices.offline.isVisible()
    told: list[Result] = []
    session.context.changes.performed.connect(told.append)
    assert session.context.performer.perform(good(case)).status == "queued"
    session.pulse.look()
    assert "1 cambio se enviará" in session.window.notices.offline.sentence()
    session.window.notices.offline.outbox.click()
    page = session.window.desk.page()
    assert isinstance(page, UnsentPage)
    label = number_of(admin, case)
    row = page.pane.model.row_at(0)
    assert (row.label, row.unsent.status) == (label, "pending")
    session.context.access.database.is_cut = False
    session.window.notices.offline.retry.click()
    assert session.window.notices.offline.isHidden()
    assert [each.status for each in told] == ["queued", "applied"]
    assert admin.execute("SELECT version FROM pqr.case_file WHERE case_id = %s", [case]).fetchone() == (2,)
    qtbot.waitUntil(lambda: page.pane.model.rowCount() == 0, timeout=2000)
    assert session.window.notices.toast.sentence() == "1 decisión enviada al volver la red."


def test_what_the_server_did_not_take_is_listed_with_its_reason_and_can_be_dropped(
    admin, open_session: Open, perform
) -> None:
    case = stand_petition(admin, "check_image")
    session = open_session()
    database = session.context.access.database
    database.is_cut = True
    session.context.performer.perform(good(case))
    database.is_cut = False
    perform("agent", case, 1, "check_image", "image_good")
    session.pulse.look()
    assert session.window.status.words()[1] == "1 no recibido"
    page = session.window.go("unsent")
    assert isinstance(page, UnsentPage)
    row = page.pane.model.row_at(0)
    assert row.unsent.status == "conflict" and "Ya pasó a «Registrar" in page.panel.strip.sentence()
    page.drop.click()
    confirm_of(session).go.click()
    assert page.pane.model.rowCount() == 0
    assert session.window.status.words()[1] == "Todo guardado"


def test_closing_with_decisions_unsent_says_so(admin, open_session: Open) -> None:
    case = stand_petition(admin, "check_image")
    session = open_session()
    session.context.access.database.is_cut = True
    session.context.performer.perform(good(case))
    session.window.close()
    assert session.window.isVisible()
    question = confirm_of(session)
    assert "1 sin enviar" in question.accessibleName()
    question.keep.click()
    assert session.window.isVisible()
    session.window.close()
    confirm_of(session).go.click()
    assert not session.window.isVisible()


def test_what_waits_is_there_after_signing_in_again(admin, open_session: Open, server, database) -> None:
    case = stand_petition(admin, "check_image")
    session = open_session()
    session.context.access.database.is_cut = True
    session.context.performer.perform(good(case))
    place = session._signed.place
    session.close()
    again = place.enter(STAFF["agent"].login, PASSWORD)
    assert again.outbox is not None and again.outbox.counts() == (1, 0)
    again.access.close()


def test_access_withdrawn_ends_the_session_with_its_reason(admin, open_session: Open, qtbot: QtBot) -> None:
    session = open_session()
    session.pulse.look()
    admin.execute("UPDATE pqr.person SET active = false WHERE login = %s", [STAFF["agent"].login])
    with qtbot.waitSignal(session.ended) as ended:
        session.pulse.look()
    assert isinstance(ended.args[0], AccessWithdrawn)


def test_the_demonstration_has_a_switch_that_cuts_the_network(admin, open_session: Open) -> None:
    session = open_session(place="demo")
    actions = {each.text(): each for each in session.window.top.avatar.menu().actions()}
    actions[WORDS].setChecked(True)
    assert session.window.notices.offline.isVisible()
    actions[WORDS].setChecked(False)
    assert session.window.notices.offline.isHidden()
    assert WORDS not in [each.text() for each in open_session("lead").window.top.avatar.menu().actions()]


def test_a_computer_without_a_key_ring_says_that_it_only_works_connected(
    open_session: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> MemoryKeyRing:
        raise stores.NoKeyRing()

    monkeypatch.setattr(stores, "system_key_ring", none)
    session = open_session()
    said = [each.text() for each in session.window.notices.strips.findChildren(type(session.lock.strip._text))]
    assert any("sólo podrá trabajar con conexión" in words for words in said)
    assert "unsent" not in session.window.desk.page_keys()


def test_the_person_leaves_by_the_menu(open_session: Open, qtbot: QtBot) -> None:
    session = open_session()
    leave = next(a for a in session.window.top.avatar.menu().actions() if a.text() == "Cerrar sesión")
    with qtbot.waitSignal(session.ended) as ended:
        leave.trigger()
    assert ended.args == [None]
    assert session.window.findChildren(QPushButton)
