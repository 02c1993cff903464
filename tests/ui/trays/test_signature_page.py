"""Firma clicked by an agent and by a signer on the real server."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from app.services.signing import State
from app.ui.trays.signature.kept_batch import KeptBatch
from app.ui.trays.signature.page import SignaturePage
from app.ui.trays.signature.reason_card import ReasonCard
from app.ui.widgets import Confirm
from tests.people import STAFF
from tests.ui.desk import Desk

CTRL = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key
#: A letter that takes its number and then can't be made.
BLANKED = "UPDATE pqr.draft_answer SET body_html = '' WHERE case_id = %s"


@pytest.fixture
def letters_to_sign(make_reply, perform):
    """letters_to_sign(3): letters that an agent passed to Firma; their director must exist."""

    def make(count: int, **options):
        replies = [make_reply(**options) for _ in range(count)]
        for reply in replies:
            perform("agent", reply.case_id, 1, "name_director", "named")
            assert perform("agent", reply.case_id, 2, "send_to_printing", "sent")["status"] == "applied"
        return [reply.case_id for reply in replies]

    return make


@pytest.fixture
def open_desk(desk_of, qtbot):
    """That person's window, active, with the focus where work begins."""

    def open_it(key: str):
        desk = desk_of(key, SignaturePage)
        desk.window.activateWindow()
        qtbot.waitUntil(desk.window.isActiveWindow)
        desk.page.activate()
        return desk

    return open_it


def activity(admin, case_id) -> int:
    return admin.execute("SELECT activity FROM pqr.case_file WHERE case_id = %s", [case_id]).fetchone()[0]


def press(widget, key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(widget, key, modifier)


def answer(desk, words: str) -> None:
    """Click the button with these words in the open overlay."""
    overlay = desk.window.findChildren(Confirm)[-1]
    click(overlay, words)


def click(widget, words: str) -> None:
    button = next(each for each in widget.findChildren(QPushButton) if each.text().strip() == words)
    assert button.isEnabled(), f"{words}: {button.accessibleDescription()}"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.clicks(20, 21, by="agent")
def test_agent_passes_marked_letters_to_signing(open_desk, make_reply, make_director, admin) -> None:
    make_director(1)
    replies = [make_reply(areas=(1,)) for _ in range(3)]
    desk = open_desk("agent")
    naming = desk.page.naming
    table = naming.list.table
    press(table, Key.Key_Space)
    press(table, Key.Key_J)
    press(table, Key.Key_Space)
    assert naming.panel.foot_act.button.text().strip() == "Pasar a firma 2 cartas"
    press(table, Key.Key_F9)
    here = sorted(activity(admin, reply.case_id) for reply in replies)
    assert here == [20, 24, 24]
    assert [row.letter.director_name for row in naming.list.letters()] == ["Directora de Prueba"]


def test_agent_sees_who_would_sign_and_why_not(open_desk, make_reply, make_director, admin) -> None:
    make_director(1, valid_to="2021-01-01")
    reply = make_reply(areas=(1,))
    naming = open_desk("agent").page.naming
    assert "director en ejercicio" in naming.panel.foot_act.why.text()
    assert not naming.panel.foot_act.button.isEnabled()
    press(naming.list.table, Key.Key_F9)
    assert activity(admin, reply.case_id) == 20


def test_agent_completes_the_address(open_desk, make_reply, make_director, admin) -> None:
    make_director(1)
    reply = make_reply(areas=(1,), address=None, municipality=None)
    naming = open_desk("agent").page.naming
    assert naming.panel.form.isVisible() and not naming.panel.foot_act.button.isEnabled()
    QTest.keyClicks(naming.panel.address, "Carrera 7 n. 21-08")
    town = naming.panel.town
    town.setEditText(next(words for words, code in town.choices.codes.items() if code == "05154"))
    naming.reload()
    assert naming.panel.address.text() == "Carrera 7 n. 21-08", "a refresh keeps what was typed"
    QTest.mouseClick(naming.panel.foot_act.button, Qt.MouseButton.LeftButton)
    assert activity(admin, reply.case_id) == 24
    row = admin.execute(
        "SELECT address, municipality_code FROM pqr.petitioner WHERE case_id = %s", [reply.case_id]
    ).fetchone()
    assert row == ("Carrera 7 n. 21-08", "05154")


@pytest.mark.clicks(22, 23, 24, 25, by="signer")
def test_signer_signs_a_batch_with_the_keyboard(open_desk, letters_to_sign, make_director, admin) -> None:
    make_director(1)
    cases = letters_to_sign(3)
    desk = open_desk("signer")
    signing = desk.page.signing
    assert [card.lane.letters for card in signing.lanes.cards()] == [3]
    assert not signing.panel.foot_act.button.isEnabled()
    press(signing.list.table, Key.Key_A, CTRL)
    assert signing.panel.foot_act.button.text().strip() == "Firmar 3 cartas"
    press(signing.list.table, Key.Key_F9)
    assert activity(admin, cases[0]) == 24, "nothing is signed before the answer"
    answer(desk, "Firmar 3 cartas")
    assert [activity(admin, case) for case in cases] == [26, 26, 26]
    assert signing.stack.currentWidget() is signing.run_view
    assert "3 de 3 cartas quedaron firmadas y verificadas" in signing.run_view.strip.sentence()
    press(signing.run_view.pane.table, Key.Key_Escape)
    assert signing.stack.currentWidget() is signing.tray
    assert signing.list.letters() == []


def test_escape_in_the_question_signs_nothing(open_desk, letters_to_sign, make_director, admin) -> None:
    make_director(1)
    cases = letters_to_sign(1)
    desk = open_desk("signer")
    press(desk.page.signing.list.table, Key.Key_Space)
    press(desk.page.signing.list.table, Key.Key_F9)
    question = desk.window.findChildren(Confirm)[-1]
    assert "1 individual" in [label.text() for label in question.findChildren(QLabel)], "one letter is told as one"
    press(question, Key.Key_Escape)
    assert activity(admin, cases[0]) == 24
    assert admin.execute("SELECT count(*) FROM pqr.outgoing_filing").fetchone() == (0,)


def test_only_failures_are_retried(open_desk, letters_to_sign, make_director, admin) -> None:
    make_director(1)
    cases = letters_to_sign(2)
    admin.execute(BLANKED, [cases[0]])
    desk = open_desk("signer")
    signing = desk.page.signing
    press(signing.list.table, Key.Key_A, CTRL)
    press(signing.list.table, Key.Key_F9)
    answer(desk, "Firmar 2 cartas")
    run = signing.run_view
    assert "1 de 2" in run.strip.sentence()
    assert run.pane.table.current_row().outcome.state is State.FAILED, "problems come first"
    before = admin.execute("SELECT filing_number FROM pqr.outgoing_filing WHERE case_id = %s", [cases[0]]).fetchall()
    admin.execute("UPDATE pqr.draft_answer SET body_html = '<p>Corregida.</p>' WHERE case_id = %s", [cases[0]])
    assert run.panel.act.button.text().strip() == "Reintentar 1 carta"
    press(run.pane.table, Key.Key_F9)
    assert [activity(admin, case) for case in cases] == [26, 26]
    after = admin.execute("SELECT filing_number FROM pqr.outgoing_filing WHERE case_id = %s", [cases[0]]).fetchall()
    assert before == after and len(after) == 1


def test_blocked_lane_cannot_be_marked(open_desk, letters_to_sign, make_director, admin) -> None:
    director = make_director(1)
    letters_to_sign(2)
    admin.execute("UPDATE pqr.signature_authority SET valid_to = '2021-01-01' WHERE director_id = %s", [director])
    signing = open_desk("signer").page.signing
    press(signing.list.table, Key.Key_A, CTRL)
    assert signing.list.marked_rows() == []
    assert "acto de firma mecánica" in signing.panel.foot_act.why.text()


def test_control_body_is_opened_before_it_is_marked(open_desk, letters_to_sign, make_director, admin) -> None:
    make_director(1)
    case = letters_to_sign(1)[0]
    admin.execute("UPDATE pqr.petition SET class_key = 'oversight' WHERE case_id = %s", [case])
    signing = open_desk("signer").page.signing
    press(signing.list.table, Key.Key_Space)
    assert signing.list.marked_rows() == []
    press(signing.list.table, Key.Key_Return)
    press(signing.list.table, Key.Key_Space)
    assert [row.case_id for row in signing.list.marked_rows()] == [case]


def test_filter_keeps_marks(open_desk, letters_to_sign, make_director) -> None:
    make_director(1)
    letters_to_sign(3)
    signing = open_desk("signer").page.signing
    press(signing.list.table, Key.Key_A, CTRL)
    signing.list.search.setText("nada coincide")
    assert signing.list.table.current_row() is None
    signing.list.search.clear()
    assert len(signing.list.marked_rows()) == 3
    assert signing.panel.foot_act.button.text().strip() == "Firmar 3 cartas"


def test_sent_back_with_a_reason(open_desk, letters_to_sign, make_director, admin) -> None:
    make_director(1)
    case = letters_to_sign(1)[0]
    desk = open_desk("signer")
    press(desk.page.signing.list.table, Key.Key_F8)
    card = desk.window.findChildren(ReasonCard)[-1]
    press(card, Key.Key_Return, CTRL)
    assert card.field.error(), "an empty reason is not sent"
    QTest.keyClicks(card.reason, "El nombre no coincide con la cedula")
    press(card, Key.Key_Return, CTRL)
    assert activity(admin, case) == 17
    row = admin.execute("SELECT reason, returned_by FROM pqr.signature_return WHERE case_id = %s", [case]).fetchone()
    assert row == ("El nombre no coincide con la cedula", STAFF["signer"].person_id)
    assert desk.page.signing.list.letters() == []


def test_preview_is_the_letter_of_the_row(open_desk, letters_to_sign, make_director, qtbot) -> None:
    make_director(1)
    letters_to_sign(2)
    signing = open_desk("signer").page.signing
    with qtbot.waitSignal(signing.preview.shown, timeout=5000) as told:
        press(signing.list.table, Key.Key_J)
    assert told.args[0].startswith(str(signing.list.table.current_row().case_id))


def test_stopped_between_letters_with_real_threads(
    server, database, threads, settings, qtbot, letters_to_sign, make_director, admin
) -> None:
    make_director(1)
    cases = letters_to_sign(6)
    desk = Desk(server.target(database), "signer", SignaturePage, threads, settings)
    try:
        desk.window.show()
        signing = desk.page.signing
        qtbot.waitUntil(lambda: len(signing.list.letters()) == 6, timeout=10000)
        qtbot.waitUntil(lambda: not signing.panel.why_not(6), timeout=10000)
        signing.list.model.set_marked(signing.list.model.rows(), True)
        signing.sign()
        answer(desk, "Firmar 6 cartas")
        run = signing.run_view
        assert run.running
        qtbot.waitUntil(lambda: len(run.left) < 6, timeout=20000)
        run.panel.act.button.click()
        qtbot.waitUntil(lambda: not run.running, timeout=20000)
        signed = sum(activity(admin, case) == 26 for case in cases)
        assert 6 - len(run.left) == signed
        assert {activity(admin, case) for case in cases} <= {24, 26}, "no letter is left in the middle"
        if signed < 6:
            assert "pausó" in run.strip.sentence()
            run.panel.act.button.click()
            qtbot.waitUntil(lambda: not run.running, timeout=20000)
        assert [activity(admin, case) for case in cases] == [26] * 6
        assert admin.execute("SELECT count(*) FROM pqr.outgoing_filing").fetchone() == (6,)
    finally:
        desk.close()


def test_a_batch_is_taken_up_again_after_the_window_closed(
    open_desk, letters_to_sign, make_director, admin, settings
) -> None:
    """The next window offers what was left of the batch, and no letter is signed twice."""
    make_director(1)
    cases = letters_to_sign(3)
    desk = open_desk("signer")
    KeptBatch(settings, STAFF["signer"].person_id).keep(desk.page.signing.lanes.current().director_id, cases[1:], 3)
    desk.window.hide()
    desk = open_desk("signer")
    again = desk.page.signing
    assert "por firmar 2 cartas de 3" in again.paused.sentence()
    click(again.paused, "Marcar 2 cartas")
    assert [row.case_id for row in again.list.marked_rows()] == sorted(cases[1:])
    press(again.list.table, Key.Key_F9)
    answer(desk, "Firmar 2 cartas")
    assert sorted(activity(admin, case) for case in cases) == [24, 26, 26]
    assert KeptBatch(settings, STAFF["signer"].person_id).load() is None, "nothing is left of it"


def test_a_full_disk_of_the_server_pauses_the_batch(open_desk, letters_to_sign, make_director, admin) -> None:
    make_director(1)
    cases = letters_to_sign(3)
    admin.execute(
        "CREATE FUNCTION pqr.full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE 'could not extend file' USING ERRCODE = '53100'; END $$;"
        "CREATE TRIGGER full_disk BEFORE INSERT ON pqr.document_chunk FOR EACH STATEMENT EXECUTE FUNCTION pqr.full()"
    )
    desk = open_desk("signer")
    signing = desk.page.signing
    press(signing.list.table, Key.Key_A, CTRL)
    press(signing.list.table, Key.Key_F9)
    answer(desk, "Firmar 3 cartas")
    run = signing.run_view
    assert "sin espacio en disco" in run.strip.sentence() and "avise a soporte" in run.strip.sentence()
    assert sorted(activity(admin, case) for case in cases) == [23, 24, 24], (
        "it stops at the first, with its number kept"
    )
    admin.execute("DROP TRIGGER full_disk ON pqr.document_chunk")
    run.panel.act.button.click()
    assert [activity(admin, case) for case in cases] == [26] * 3
    assert admin.execute("SELECT count(*) FROM pqr.outgoing_filing").fetchone() == (3,)


def test_a_numbered_letter_is_annulled_with_its_justification(open_desk, letters_to_sign, make_director, admin) -> None:
    make_director(1)
    case = letters_to_sign(1)[0]
    admin.execute(BLANKED, [case])
    desk = open_desk("signer")
    signing = desk.page.signing
    press(signing.list.table, Key.Key_Space)
    press(signing.list.table, Key.Key_F9)
    answer(desk, "Firmar 1 carta")
    press(signing.run_view.pane.table, Key.Key_Escape)
    press(signing.list.table, Key.Key_F8)
    card = desk.window.findChildren(ReasonCard)[-1]
    QTest.keyClicks(card.reason, "Falta lo que se responde")
    press(card, Key.Key_Return, CTRL)
    assert activity(admin, case) == 17
    row = admin.execute(
        "SELECT annulled_by, annulled_reason FROM pqr.outgoing_filing WHERE case_id = %s", [case]
    ).fetchone()
    assert row == (STAFF["signer"].person_id, "Falta lo que se responde")
    events = admin.execute("SELECT outcome FROM pqr_audit.case_event WHERE case_id = %s ORDER BY version", [case])
    assert [row[0] for row in events][-2:] == ["number_annulled", "sent_back"]


def test_ranges_are_marked_with_the_keyboard_and_the_mouse(open_desk, letters_to_sign, make_director) -> None:
    make_director(1)
    letters_to_sign(5)
    signing = open_desk("signer").page.signing
    table, shift = signing.list.table, Qt.KeyboardModifier.ShiftModifier
    press(table, Key.Key_Down, shift)
    press(table, Key.Key_Down, shift)
    press(table, Key.Key_Space)
    assert len(signing.list.marked_rows()) == 3
    press(table, Key.Key_Space)
    assert signing.list.marked_rows() == []
    for row, modifier in ((1, Qt.KeyboardModifier.NoModifier), (4, shift)):
        where = table.visualRect(table.model().index(row, 2)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, modifier, where)
    press(table, Key.Key_Space)
    assert [row.case_id for row in signing.list.marked_rows()] == [r.case_id for r in signing.list.letters()[1:]]
