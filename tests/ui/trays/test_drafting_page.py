"""Proyección clicked as its agent on the real server: written, kept, completed from the library, sent."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from app.ui.trays.drafting import DraftingPage
from app.ui.trays.drafting.versions import VersionsPanel
from tests.people import STAFF
from tests.support.samples import draw


@pytest.fixture
def director(sql_as):
    """Every mission area has someone who may sign."""
    sql_as("postgres").execute(
        "INSERT INTO pqr.director (area_id, full_name, position, act_number, valid_from)"
        " SELECT area_id, 'Beatriz Inventada Sanín', 'Directora de prueba', 'Resolución 001', '2020-01-01'"
        " FROM pqr.area WHERE kind = 'mission'"
    )


@pytest.fixture
def open_page(desk_of, qtbot, director):
    """The page of an agent with its first case open."""

    def open_it(key: str = "agent"):
        desk = desk_of(key, DraftingPage)
        page = desk.page
        desk.window.activateWindow()
        qtbot.waitUntil(desk.window.isActiveWindow, timeout=5000)
        if page.pane.model.rowCount():
            qtbot.waitUntil(lambda: page.desk.sheet is not None, timeout=5000)
        return desk, page

    return open_it


def _titles(page) -> list[str]:
    return [p.title for p in page.desk.problems()]


def _write(qtbot, block, words: str, decision: str = "explained") -> None:
    block.edit.setFocus()
    # QTest types ASCII only; an input method inserts as this does.
    block.edit.insertPlainText(words)
    block.decision.choose(decision, tell=True)


def test_an_empty_tray_says_what_comes_next(open_page):
    _desk, page = open_page()
    assert page.pane.states.currentWidget() is page.pane.states.empty
    assert not page.desk.outlook.send.isEnabled()


@pytest.mark.clicks(17, by="agent")
def test_a_reply_is_written_completed_and_sent_and_the_next_case_opens(make_drafting, open_page, qtbot, sql_as):
    first, second = make_drafting(claims=2), make_drafting(claims=1)
    _desk, page = open_page()
    assert page.desk.sheet.case_id in (first.case_id, second.case_id)
    page.pane.table.go_to(page.pane.model.find(first.case_id))
    qtbot.waitUntil(lambda: page.desk.sheet is not None and page.desk.sheet.case_id == first.case_id)
    assert _titles(page) == ["Pretensión 1: sin respuesta", "Pretensión 2: sin respuesta"]
    assert page.desk.outlook.title.text() == "Faltan 2 para enviar"
    _write(qtbot, page.desk.editor.blocks[0], "La Unidad reconoció su indemnización y le pagará.")
    # The second from the library, with the keyboard.
    page.desk.editor.go_to(2)
    qtbot.keyClick(page.desk.editor.active.edit, Qt.Key.Key_F2)
    assert page.desk.drawer.isVisible()
    qtbot.keyClick(page.desk.drawer.search, Qt.Key.Key_Return)
    assert not page.desk.drawer.isVisible()
    answers = page.desk.editor.answers()
    assert (answers[1].text_id, answers[1].decision) == ("IN-03", "explained")
    assert _titles(page) == [] and page.desk.outlook.title.text() == "Lista para enviar"
    qtbot.keyClick(page.desk.editor.active.edit, Qt.Key.Key_F9)
    admin = sql_as("postgres")
    case = admin.execute("SELECT activity, status FROM pqr.case_file WHERE case_id = %s", [first.case_id])
    assert case.fetchone() == (18, "sample_for_quality")
    text = admin.execute(
        "SELECT body_html FROM pqr.draft_answer WHERE case_id = %s AND claim_ordinal = 2", [first.case_id]
    ).fetchone()[0]
    assert "0600120261834" in text and "{{" not in text
    qtbot.waitUntil(lambda: page.desk.sheet is not None and page.desk.sheet.case_id == second.case_id)
    assert page.pane.model.rowCount() == 1
    # Whoever was writing goes on writing: the keys are in the first answer of the next case.
    assert page.desk.editor.blocks[0].edit.hasFocus()


def test_what_blocks_is_marked_and_leads_to_its_place(make_drafting, open_page, qtbot, sql_as):
    reply = make_drafting(claims=3)
    sql_as("postgres").execute(
        "UPDATE pqr.input SET valid_until = pqr_core.today() - 1 WHERE input_id = %s", [reply.inputs[1]]
    )
    _desk, page = open_page()
    blocks = page.desk.editor.blocks
    _write(qtbot, blocks[0], "Lo mismo ocurre con la persona identificada con CC 41.337.902.")
    _write(qtbot, blocks[1], "Su caso será revisado el año próximo por la Unidad.")
    assert _titles(page) == [
        "Pretensión 1: documento ajeno",
        "Pretensión 2: el insumo venció",
        "Pretensión 3: sin respuesta",
    ]
    qtbot.waitUntil(blocks[0].strip.isVisible, timeout=2000)
    assert not page.desk.outlook.send.isEnabled()
    page.desk.sending.send()  # F9 does nothing while something is missing
    assert page.desk.sheet is not None
    page.first_missing()
    assert page.desk.editor.active is blocks[0]
    from app.ui.trays.drafting import edits

    edits.take_out(blocks[0].edit, "41.337.902")
    assert "41.337" not in blocks[0].edit.html() and "CC" not in blocks[0].edit.html()
    assert _titles(page)[0] == "Pretensión 2: el insumo venció"


def test_an_expired_text_is_shown_with_its_replacement_and_cannot_be_inserted(make_drafting, open_page, qtbot):
    make_drafting(claims=1)
    _desk, page = open_page()
    page.desk.editor.ask_library()
    drawer = page.desk.drawer
    cards = {card.approved.version: card for card in drawer._cards}
    assert cards[3].usable and not cards[2].usable
    assert any("lo reemplaza la versión 3" in label.text() for label in cards[2].findChildren(QLabel))
    assert any("0600120261834" in label.text() for label in cards[3].findChildren(QLabel)), "the values of this case"
    qtbot.mouseClick(cards[2], Qt.MouseButton.LeftButton)
    qtbot.keyClick(drawer.search, Qt.Key.Key_Return)
    assert page.desk.editor.answers()[0].text_version == 3
    page.desk.editor.ask_library()
    qtbot.keyClick(drawer.search, Qt.Key.Key_Escape)
    assert not drawer.isVisible() and page.desk.editor.active.edit.hasFocus()


def test_somebody_of_the_household_may_be_named_with_a_reason(make_drafting, open_page, qtbot, sql_as):
    from app.ui.trays.drafting import extras

    make_drafting(claims=1)
    _desk, page = open_page()
    block = page.desk.editor.blocks[0]
    _write(qtbot, block, "El giro quedó a nombre de su hija, TI 1.041.337.902.")
    assert _titles(page) == ["Pretensión 1: documento ajeno"]
    from app.services.drafting import writing

    foreign = writing.foreign_in(page.desk.sheet, block.edit.toPlainText(), ())[0]
    question = extras.ask_household(page.desk, foreign)
    question.reason.setText("no")
    question._accept()
    assert question.field.error()
    question.reason.setText("Hija menor del hogar, RUV")
    question._accept()
    assert _titles(page) == []
    page.desk.sending.send()
    noted = sql_as("postgres").execute("SELECT document_number, reason FROM pqr.draft_identity").fetchall()
    assert noted == [("1041337902", "Hija menor del hogar, RUV")]


def test_what_is_typed_is_kept_and_comes_back(make_drafting, open_page, qtbot, sql_as, desk_of):
    make_drafting(claims=1)
    desk, page = open_page()
    _write(qtbot, page.desk.editor.blocks[0], "Primera frase de la respuesta.")
    assert page.desk.autosave.unsaved and page.desk.header.state.text() == "Guardando…"
    qtbot.keyClick(page.desk.editor.blocks[0].edit, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert page.desk.header.state.text().startswith("Guardado a las ")
    _write(qtbot, page.desk.editor.blocks[0], " Segunda frase.")
    page.deactivate()  # another page: saved without waiting
    desk.close()
    again = desk_of("agent", DraftingPage).page
    qtbot.waitUntil(lambda: again.desk.sheet is not None, timeout=5000)
    assert "Segunda frase." in again.desk.editor.answers()[0].body_html
    count = sql_as("postgres").execute("SELECT count(*) FROM pqr.draft").fetchone()
    assert count == (1,)


class _Memory:
    """A journal as the encrypted store keeps it, for one test."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def keep(self, place, body) -> None:
        self.kept[place] = body

    def recall(self, place):
        return self.kept.get(place)

    def drop(self, place) -> None:
        self.kept.pop(place, None)


def test_after_a_crash_the_text_of_this_computer_comes_back(make_drafting, desk_of, qtbot, director):
    make_drafting(claims=1)
    journal = _Memory()
    first = desk_of("agent", lambda shell, context: DraftingPage(shell, context, journal)).page
    _write(qtbot, first.desk.editor.blocks[0], "Texto que no alcanzó a llegar al servidor.")
    first.desk.autosave._keep()
    first.desk.autosave.rest()
    assert journal.kept
    again = desk_of("agent", lambda shell, context: DraftingPage(shell, context, journal)).page
    qtbot.waitUntil(lambda: again.desk.sheet is not None, timeout=5000)
    assert "no alcanzó" in again.desk.editor.answers()[0].body_html
    assert "Nada se perdió" in again.desk.recovered.sentence()
    again.desk.autosave.save_now()
    assert not journal.kept
    first.desk.autosave.drop()


def test_without_network_the_text_is_kept_here_and_saved_later(make_drafting, desk_of, qtbot, director, sql_as):
    make_drafting(claims=1)
    journal = _Memory()
    page = desk_of("agent", lambda shell, context: DraftingPage(shell, context, journal)).page
    page.desk.context.database.is_cut = True
    _write(qtbot, page.desk.editor.blocks[0], "Escrito sin red para usted.")
    page.desk.autosave.save_now()
    assert page.desk.header.state.text() == "Guardado en este equipo"
    assert page.desk.autosave.unsaved and len(journal.kept) == 1
    page.desk.context.database.is_cut = False
    page.desk.autosave.save_now()
    assert page.desk.header.state.text().startswith("Guardado a las ") and not journal.kept
    text = sql_as("postgres").execute("SELECT body_html FROM pqr.draft_answer").fetchone()
    assert text == ("<p>Escrito sin red para usted.</p>",)


def test_text_of_this_computer_never_replaces_newer_text_of_the_server(make_drafting, desk_of, qtbot, director, sql_as):
    reply = make_drafting(claims=1)
    journal = _Memory()
    page = desk_of("agent", lambda shell, context: DraftingPage(shell, context, journal)).page
    _write(qtbot, page.desk.editor.blocks[0], "Lo que quedó en este equipo.")
    page.desk.autosave._keep()
    page.desk.autosave.rest()
    # From another computer the same person saves something else.
    from psycopg.types.json import Jsonb

    other = [{"claim": 1, "decision": "denied", "body_html": "<p>Lo del otro equipo.</p>", "input_id": None}]
    sql_as("agent").execute("SELECT pqr_api.save_draft(%s, NULL, NULL, '', %s)", [reply.case_id, Jsonb(other)])
    again = desk_of("agent", lambda shell, context: DraftingPage(shell, context, journal)).page
    assert "este equipo" in again.desk.editor.answers()[0].body_html
    again.desk.autosave.save_now()
    texts = sql_as("postgres").execute("SELECT body_html FROM pqr.draft_answer ORDER BY version").fetchall()
    assert texts == [("<p>Lo del otro equipo.</p>",), ("<p>Lo que quedó en este equipo.</p>",)]
    assert again.desk.header.versions.text().strip() == "Versiones 2"
    page.desk.autosave.drop()


def test_an_older_version_is_recovered_as_a_new_one(make_drafting, open_page, qtbot, sql_as):
    reply = make_drafting(claims=1)
    desk, page = open_page()
    block = page.desk.editor.blocks[0]
    _write(qtbot, block, "Uno.")
    page.desk.autosave.save_now()
    page.desk.autosave.fork()
    block.edit.selectAll()
    qtbot.keyClicks(block.edit, "Dos distinto.")
    page.desk.autosave.save_now()
    page.desk.leave()
    page.desk.open_case(reply.case_id, "x")
    assert len(page.desk.sheet.versions) == 2
    page.desk.header.versions.click()
    panel = desk.window.findChild(VersionsPanel)
    assert panel.list.version() == 1, "the one before is chosen"
    come, gone = panel.changes.rows
    assert "underline" in come._now.text() and "line-through" in gone._before.text() and panel.recover.isEnabled()
    panel.recover.click()
    assert "Uno." in page.desk.editor.answers()[0].body_html
    page.desk.autosave.save_now()
    texts = sql_as("postgres").execute("SELECT body_html FROM pqr.draft_answer ORDER BY version").fetchall()
    assert texts == [("<p>Uno.</p>",), ("<p>Dos distinto.</p>",), ("<p>Uno.</p>",)]
    reason = sql_as("postgres").execute("SELECT reason, recovered_from FROM pqr.draft WHERE version = 3").fetchone()
    assert reason == ("recovered", 1)


def test_one_paragraph_is_put_back_with_the_keyboard(make_drafting, open_page, qtbot, sql_as):
    make_drafting(claims=2)
    desk, page = open_page()
    block = page.desk.editor.blocks[0]
    _write(qtbot, block, "El giro se cobra en el banco.\nEl trámite es gratuito para todas las personas.")
    page.desk.autosave.save_now()
    page.desk.autosave.fork()
    block.edit.selectAll()
    block.edit.insertPlainText("El giro se cobra en el banco.\nLleve su cédula original el día del cobro.")
    page.desk.autosave.save_now()
    page.desk.header.versions.click()
    panel = desk.window.findChild(VersionsPanel)
    assert [row.paragraph.change for row in panel.changes.rows] == ["added", "removed"]
    qtbot.keyClick(panel.list, Qt.Key.Key_J)
    qtbot.keyClick(panel.list, Qt.Key.Key_R)
    assert panel.isHidden()
    assert block.edit.toPlainText().endswith("El trámite es gratuito para todas las personas.")
    page.desk.autosave.save_now()
    rows = sql_as("postgres").execute("SELECT version, reason, recovered_from FROM pqr.draft ORDER BY 1").fetchall()
    assert rows == [(1, "saved", None), (2, "saved", None), (3, "recovered", 1)]


def test_a_refused_reply_stays_on_screen(make_drafting, open_page, qtbot, sql_as):
    reply = make_drafting(claims=1)
    _desk, page = open_page()
    _write(qtbot, page.desk.editor.blocks[0], "Respuesta completa de la Unidad para usted.")
    # Behind the window's back the area withdraws the input.
    sql_as("postgres").execute("UPDATE pqr.input SET withdrawn_at = now() WHERE case_id = %s", [reply.case_id])
    page.desk.sending.send()
    assert page.desk.sheet is not None and "Respuesta completa" in page.desk.editor.answers()[0].body_html
    assert page.desk.outlook.send.isEnabled() and page.desk.autosave.unsaved


def test_a_case_that_is_like_no_other_is_taken_out_of_the_batch_and_written(make_drafting, open_page, sql_as):
    reply = make_drafting("draft_in_bulk", claims=1)
    _desk, page = open_page()
    assert "proyección en lote" in page.desk.waiting.sentence() and not page.desk.sheet.may_write
    assert not page.desk.editor.blocks[0].isEnabled()
    page.desk.sending.take_alone()
    case = sql_as("postgres").execute("SELECT activity FROM pqr.case_file WHERE case_id = %s", [reply.case_id])
    assert case.fetchone() == (17,)
    assert page.desk.sheet.may_write and not page.desk.waiting.isVisible()
    assert page.pane.model.row_at(0).row.activity_key == "draft_response"


def test_a_returned_letter_shows_what_to_change(make_drafting, open_page, perform, sql_as):
    reply = make_drafting(claims=1)
    perform("agent", reply.case_id, 1, "draft_response", "drafted", {"answers": reply.answers()})
    luis = sql_as("quality")
    scope = luis.execute("SELECT scope FROM pqr_api.quality_lots()").fetchone()[0]
    draw(luis, scope)
    finding = {"criterion": "substance", "code": "F02", "fault_class": "incomplete", "severity": "critical"}
    finding["note"] = "Falta la fecha"
    perform("quality", reply.case_id, 3, "review_quality", "rejected", {"findings": [finding]})
    _desk, page = open_page()
    assert "Falta la fecha" in page.desk.note.sentence() and "Devuelta por Calidad" in page.desk.note.sentence()
    cell = page.pane.model.cells(page.pane.model.row_at(0))[1]
    assert "Devuelta por Calidad" in cell.detail
    assert STAFF["agent"].person_id == page.desk.context.access.person.person_id
    assert QApplication.focusWidget() is not None


def test_annexes_and_copies_are_typed_kept_and_come_back(make_drafting, open_page, qtbot, sql_as, desk_of):
    reply = make_drafting(claims=1)
    _desk, page = open_page()
    row = page.desk.editor.foot_row
    qtbot.keyClicks(row.attachments, "Guia de pagos; Formato")
    qtbot.keyClicks(row.copies, "<Personeria>")
    assert row.copies.text() == "Personeria"
    page.desk.autosave.save_now()
    query, admin = "SELECT attachments, copies FROM pqr.draft WHERE case_id = %s", sql_as("postgres")
    wanted = (["Guia de pagos", "Formato"], ["Personeria"])
    qtbot.waitUntil(lambda: admin.execute(query, [reply.case_id]).fetchone() == wanted, timeout=5000)
    page.desk.leave()
    page.desk.open_case(reply.case_id, "otra vez")
    qtbot.waitUntil(lambda: page.desk.sheet is not None, timeout=5000)
    assert page.desk.editor.foot_row.foot().attachments == ("Guia de pagos", "Formato")
