"""Administrar › Catálogos, clicked: an administrator proposes an entity, the leader approves, transfers offer it."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from app.services.legal_acts.transfer import entities
from app.ui.modules.administration.catalogue_card import CatalogueCard
from app.ui.modules.administration.catalogues_page import CataloguesPage


def _tab(page, key):
    title = next(tab.title for tab in page.tabs if tab.key == key)
    next(chip for chip in page.chips.buttons() if chip.text().startswith(title)).click()


def _button(page, words):
    return next(made for made in page.view.panel.buttons if words in made.text())


def test_an_entity_is_proposed_by_one_approved_by_another_and_offered_to_transfers(desk_of, qtbot):
    page = desk_of("admin", CataloguesPage).page
    _tab(page, "entity")
    page.add.click()
    card = page.window().findChild(CatalogueCard)
    card.label.setText("Instituto Inventado de Prueba")
    card.detail.setText("Lo que prueba este caso")
    card.nit.setText("899999090-1")
    card.legal_act.setText("Correo del líder del 3 de noviembre")
    card.accept()
    # What is wrong is said, and what was typed stays.
    assert "NIT" in card.trouble.sentence() and card.label.text() == "Instituto Inventado de Prueba"
    card.nit.setText("899999090-2")
    card.accept()
    qtbot.waitUntil(lambda: "dirección o el correo" in card.trouble.sentence())
    card.email.setText("buzon@instituto-inventado.gov.co")
    card.accept()
    qtbot.waitUntil(lambda: [row.state for row in page.views["changes"].rows] == ["waiting"])
    _tab(page, "changes")
    assert [made.text().strip() for made in page.view.panel.buttons] == ["Retirar la propuesta…"]
    lead = desk_of("lead", CataloguesPage).page
    _tab(lead, "changes")
    qtbot.waitUntil(lambda: bool(lead.view.panel.buttons))
    _button(lead, "Aprobar").click()
    qtbot.waitUntil(lambda: [row.state for row in lead.views["changes"].rows] == ["in_force"])
    offered = entities(lead.context.database)
    assert ("instituto_inventado_de_prueba", "buzon@instituto-inventado.gov.co") in [(e.key, e.email) for e in offered]


def test_days_of_a_stage_change_with_their_act_and_an_auditor_only_reads(desk_of, qtbot):
    page = desk_of("admin", CataloguesPage).page
    _tab(page, "stage")
    qtbot.waitUntil(lambda: bool(page.view.panel.buttons))
    assert not page.add.isVisible()
    _button(page, "cambio").click()
    card = page.window().findChild(CatalogueCard)
    card.days.setText("0,75")
    card.legal_act.setText("Memorando 112")
    card.accept()
    qtbot.waitUntil(lambda: [row.state for row in page.views["changes"].rows] == ["waiting"])
    auditor = desk_of("auditor", CataloguesPage).page
    _tab(auditor, "changes")
    qtbot.waitUntil(lambda: bool(auditor.view.panel.buttons))
    assert not any(made.isEnabled() for made in auditor.view.panel.buttons)
    why = [each for each in auditor.view.panel.findChildren(QLabel) if each.text() == auditor.why_not()]
    assert len([each for each in why if not each.isHidden()]) == 1, "a reason of two buttons is said once"
