"""«Verificar una carta» from the palette, and the address of the entity in Administrar, clicked."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from app.ui.modules.administration.entity_page import EntityPage
from app.ui.session import verify_card
from app.ui.session.verify_card import VerifyCard
from app.ui.trays.drafting import DraftingPage

CODE = "ABCD-2EFG-HIJK"


def test_a_scanned_code_is_asked_and_answered(desk_of, qtbot, sql_as):
    desk = desk_of("agent", DraftingPage)
    verify_card.add_order(desk.window, desk.context)
    found = []
    desk.window.palette_box.add_search(lambda words, show: None)
    found += verify_card._entries("verificar", lambda: VerifyCard(desk.window, desk.context).ask())
    assert [entry.title for entry in found] == ["Verificar una carta"] and not verify_card._entries("ve", print)
    found[0].run()
    card = next(each for each in desk.window.findChildren(VerifyCard) if each.isVisible())
    card.accept()
    qtbot.waitUntil(lambda: "catorce" in card.number_field.error(), timeout=5000)
    qtbot.keyClicks(card.number, "https://ejemplo.gov.co/verificar?r=202672000004181&c=" + CODE)
    qtbot.keyPress(card.number, "\r")
    qtbot.waitUntil(card.answer.isVisible, timeout=5000)
    assert "No es auténtica" in card.answer.sentence()
    assert (card.number.text(), card.code.text()) == ("2026-720-0000418-1", CODE)
    reads = sql_as("postgres").execute("SELECT count(*) FROM pqr_audit.read_log WHERE reason LIKE 'Verificación de%'")
    assert reads.fetchone() == (1,)


def test_the_address_is_set_by_two_people(desk_of, own_login, qtbot):
    page = desk_of("admin", EntityPage).page
    page.url.setText("http://ejemplo.gov.co")
    page.accept()
    qtbot.waitUntil(lambda: "https://" in page.field.error(), timeout=5000)
    page.url.setText("https://ejemplo.gov.co/verificar")
    page.accept()
    qtbot.waitUntil(page.waiting.isVisible, timeout=5000)
    assert "La confirma otra persona" in page.waiting.sentence() and page.history.text() == "Ninguna todavía."
    other = desk_of(own_login("lead", "admin"), EntityPage).page
    qtbot.waitUntil(other.waiting.isVisible, timeout=5000)
    [confirm] = [
        each
        for each in other.waiting.findChildren(QPushButton)
        if each.text().strip() == "Confirmar" and each.isVisible()
    ]
    confirm.click()
    qtbot.waitUntil(lambda: "Rosa Administradora de Prueba y " in other.history.text(), timeout=5000)
    assert other.history.text().startswith("https://ejemplo.gov.co/verificar · ") and other.waiting.isHidden()
