"""Despacho clicked by the printing group on the real server: hand over, deliver, return, send again, notice."""

from __future__ import annotations

import openpyxl
import pypdfium2 as pdfium
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.filing_number import shown
from app.services.documents.pdfium import LOCK
from app.ui import formats
from app.ui.trays.signature.reason_card import ReasonCard
from app.ui.widgets import Confirm
from tests.people import STAFF

CTRL = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


def case_of(admin, reply) -> tuple[int, str]:
    return admin.execute("SELECT activity, status FROM pqr.case_file WHERE case_id = %s", [reply.case_id]).fetchone()


def type_sheet(panel, first: str = "RA100000001CO", last: str = "RA100000050CO") -> None:
    for edit, words in ((panel.contract, "0217-2026"), (panel.first, first), (panel.last, last)):
        edit.clear()
        QTest.keyClicks(edit, words)


def hand_over(desk) -> None:
    panel = desk.page.sheets.panel
    type_sheet(panel)
    QTest.keyClick(desk.page.sheets.pane.table, Key.Key_F9)
    desk.window.findChildren(Confirm)[-1].go.click()


def to_results(desk):
    button = next(b for b in desk.page.tabs.findChildren(QPushButton) if b.text().startswith("Resultados"))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    return desk.page.results


@pytest.mark.clicks(27, by="printing")
def test_sheet_files_say_what_was_handed_over(open_dispatch, printed_reply, admin, tmp_path) -> None:
    replies = [printed_reply(municipality=town) for town in ("27001", "05154", "05154")]
    desk = open_dispatch()
    sheets = desk.page.sheets
    assert [row.piece.municipality_code for row in sheets.model.rows()] == ["05154", "05154", "27001"]
    assert not sheets.panel.foot_act.button.isEnabled(), "no contract, no guides"
    hand_over(desk)
    assert [case_of(admin, reply) for reply in replies] == [(27, "in_transit")] * 3
    rows = admin.execute(
        "SELECT d.sheet_row, d.guide, f.filing_number, d.addressee, d.address FROM pqr.dispatch d"
        " JOIN pqr.outgoing_filing f ON f.case_id = d.case_id ORDER BY d.sheet_row"
    ).fetchall()
    assert [row[0] for row in rows] == [1, 2, 3]
    assert [row[1] for row in rows] == ["RA100000001CO", "RA100000002CO", "RA100000003CO"]
    sheet = openpyxl.load_workbook(tmp_path / "planilla-0001.xlsx").active
    cells = [[str(cell.value or "") for cell in line] for line in sheet.iter_rows()]
    printed = [line for line in cells if any(cell.startswith("RA10000000") for cell in line) and line[0] in "123"]
    for row, line in zip(rows, printed, strict=True):
        assert row[1] in line and row[3] in line and row[4] in line
        assert row[2] in line or shown(row[2]) in line
    with LOCK, pdfium.PdfDocument(tmp_path / "planilla-0001.pdf") as document:
        text = document[0].get_textpage().get_text_bounded()
    assert all(row[1] in text for row in rows) and "0217-2026" in text
    assert STAFF["printing"].full_name in text
    kept = admin.execute(
        "SELECT d.kind, d.state FROM pqr.dispatch_sheet s JOIN pqr.document d ON d.document_id = s.document_id"
    ).fetchall()
    assert kept == [("dispatch_sheet", "ready")]
    assert sheets.model.rows() == []


def test_spoiled_guides_are_left_out_and_explained(open_dispatch, printed_reply, admin) -> None:
    for _ in range(2):
        printed_reply()
    desk = open_dispatch()
    panel = desk.page.sheets.panel
    type_sheet(panel)
    QTest.keyClicks(panel.spoiled, "RA100000002CO")
    assert not panel.foot_act.button.isEnabled(), "spoiled guides need their reason"
    QTest.keyClicks(panel.why, "Danada")
    assert [row.guide for row in desk.page.sheets.model.rows()] == ["RA100000001CO", "RA100000003CO"]
    QTest.keyClick(desk.page.sheets.pane.table, Key.Key_F9)
    desk.window.findChildren(Confirm)[-1].go.click()
    guides = admin.execute("SELECT guide FROM pqr.dispatch ORDER BY sheet_row").fetchall()
    assert guides == [("RA100000001CO",), ("RA100000003CO",)]
    assert admin.execute("SELECT guide_from, reason FROM pqr.dispatch_skip").fetchall() == [("RA100000002CO", "Danada")]


def test_only_marked_letters_are_handed_over(open_dispatch, printed_reply, admin) -> None:
    replies = [printed_reply() for _ in range(2)]
    desk = open_dispatch()
    QTest.keyClick(desk.page.sheets.pane.table, Key.Key_Space)
    hand_over(desk)
    assert sorted(case_of(admin, reply)[1] for reply in replies) == ["hand_to_courier", "in_transit"]


@pytest.mark.clicks(27, by="printing")
def test_delivery_needs_who_when_and_image(open_dispatch, printed_reply, admin) -> None:
    reply = printed_reply()
    desk = open_dispatch()
    hand_over(desk)
    results = to_results(desk)
    panel = results.panel
    QTest.keyClick(results.pane.table, Key.Key_F9)
    assert "Falta quién recibió" in panel.case.trouble.sentence()
    QTest.keyClicks(panel.received_by, "Vecina de Prueba")
    QTest.keyClick(results.pane.table, Key.Key_F9)
    assert "imagen" in panel.case.trouble.sentence()
    assert panel.received_by.text() == "Vecina de Prueba", "what was typed stays"
    assert case_of(admin, reply)[0] == 27
    panel.choose_image()
    good = panel.forms._image.read_bytes()
    panel.forms._image.write_bytes(b"\x89PNG no es una imagen")
    QTest.keyClick(results.pane.table, Key.Key_F9)
    assert "no es PDF, TIFF, JPEG ni PNG" in panel.case.trouble.sentence()
    panel.forms._image.write_bytes(good)
    QTest.keyClick(results.pane.table, Key.Key_F9)
    assert case_of(admin, reply) == (0, "delivered")
    row = admin.execute(
        "SELECT v.received_by, d.kind FROM pqr.delivery v JOIN pqr.document d ON d.document_id = v.document_id"
    ).fetchone()
    assert row == ("Vecina de Prueba", "delivery_proof")
    assert results.model.rows() == []


def test_guide_read_by_the_scanner_opens_its_sending(open_dispatch, printed_reply, qtbot) -> None:
    for _ in range(3):
        printed_reply()
    desk = open_dispatch()
    hand_over(desk)
    results = to_results(desk)
    QTest.keyClicks(results.search, "RA100000002CO")
    QTest.keyClick(results.search, Key.Key_Return)
    assert results.pane.table.current_row().piece.guide == "RA100000002CO"
    assert results.panel.received_by.hasFocus()


def test_return_then_another_address(open_dispatch, printed_reply, admin) -> None:
    reply = printed_reply()
    desk = open_dispatch()
    hand_over(desk)
    results = to_results(desk)
    panel = results.panel
    panel.transit_tabs.buttons()[1].click()
    panel.cause.setCurrentIndex(panel.cause.findText("No reside"))
    QTest.keyClick(results.pane.table, Key.Key_F9)
    assert case_of(admin, reply) == (27, "mail_returned")
    assert "Buscar otra dirección" in results.model.cells(results.model.rows()[0])[-1].detail
    QTest.keyClick(results.pane.table, Key.Key_F9)
    assert "escriba otra" in panel.case.trouble.sentence()
    QTest.keyClicks(panel.address, "Carrera 7 n. 21-08")
    panel.town.setEditText(next(words for words, code in panel.town.choices.codes.items() if code == "05154"))
    QTest.keyClick(results.pane.table, Key.Key_F9)
    assert case_of(admin, reply)[0] == 26
    assert admin.execute("SELECT address FROM pqr.petitioner WHERE case_id = %s", [reply.case_id]).fetchone() == (
        "Carrera 7 n. 21-08",
    )


def test_notice_after_a_return(open_dispatch, printed_reply, admin) -> None:
    reply = printed_reply()
    desk = open_dispatch()
    hand_over(desk)
    results = to_results(desk)
    panel = results.panel
    panel.transit_tabs.buttons()[1].click()
    panel.cause.setCurrentIndex(panel.cause.findText("Rehusado"))
    QTest.keyClick(results.pane.table, Key.Key_F9)
    assert panel.act() == "notice", "the cause says what follows"
    QTest.keyClicks(panel.notice, "AVISO-2026-001")
    QTest.keyClick(results.pane.table, Key.Key_F9)
    assert case_of(admin, reply) == (27, "in_transit")
    kinds = admin.execute("SELECT kind, state FROM pqr.dispatch ORDER BY attempt").fetchall()
    assert kinds == [("postal", "returned"), ("notice", "in_transit")]


def test_reprint_is_asked_with_its_reason(open_dispatch, printed_reply, admin) -> None:
    reply = printed_reply()
    desk = open_dispatch()
    QTest.keyClick(desk.page.sheets.pane.table, Key.Key_F8)
    card = desk.window.findChildren(ReasonCard)[-1]
    QTest.keyClicks(card.reason, "Falta en la pila")
    QTest.keyClick(card, Key.Key_Return, CTRL)
    assert case_of(admin, reply)[0] == 26
    assert admin.execute("SELECT reason, ordered_by FROM pqr.reprint_order").fetchone() == (
        "Falta en la pila",
        STAFF["printing"].person_id,
    )


def test_handed_day_is_shown(open_dispatch, printed_reply) -> None:
    printed_reply()
    desk = open_dispatch()
    hand_over(desk)
    results = to_results(desk)
    row = results.model.rows()[0]
    assert results.model.cells(row)[-1].detail == f"desde {formats.date(desk.context.calendar.today)}"


def test_anonymous_reply_goes_by_notice_without_a_sheet(open_dispatch, printed_reply, admin) -> None:
    reply = printed_reply(anonymous=True, address=None, municipality=None)
    desk = open_dispatch()
    sheets = desk.page.sheets
    assert sheets.marked() == [] and sheets.panel.alone.isVisible()
    QTest.keyClick(sheets.pane.table, Key.Key_F7)
    card = desk.window.findChildren(ReasonCard)[-1]
    QTest.keyClicks(card.reason, "AVISO-2026-007")
    QTest.keyClick(card, Key.Key_Return, CTRL)
    assert case_of(admin, reply) == (27, "in_transit")
    row = admin.execute("SELECT kind, guide, addressee FROM pqr.dispatch").fetchone()
    assert row == ("notice", "AVISO-2026-007", "Peticionario anónimo")


def test_what_is_typed_stays_when_the_list_is_refreshed(open_dispatch, printed_reply) -> None:
    for _ in range(2):
        printed_reply()
    desk = open_dispatch()
    hand_over(desk)
    results = to_results(desk)
    QTest.keyClick(results.pane.table, Key.Key_J)
    QTest.keyClicks(results.panel.received_by, "Vecina")
    results.panel.choose_image()
    desk.page.reload()
    assert results.panel.received_by.text() == "Vecina"
    assert results.panel.forms.image()[0]
    QTest.keyClick(results.pane.table, Key.Key_K)
    assert results.panel.received_by.text() == "", "nor is it another letter's"
    assert results.panel.forms.image()[0] == b""
