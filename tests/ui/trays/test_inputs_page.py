"""Activity 13 clicked as an agent: each system's own data, what is wrong with them, and what another case lends."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from app.clock import today
from app.ui import formats
from app.ui.trays.analysis import AnalysisPage
from app.ui.trays.analysis.ledger_card import LedgerCard
from tests.support.petitions import REGISTRY, REPARATION, stand_petition

NEXT_WEEK = today() + dt.timedelta(days=7)


@pytest.fixture
def open_case(desk_of, qtbot):
    """open_case(case) is the agent's desk with that case open."""

    def open_it(case):
        desk = desk_of("agent", AnalysisPage)
        desk.page.pane.table.go_to(desk.page.model.find(case))
        qtbot.waitUntil(lambda: desk.page.panel.sheet is not None and desk.page.panel.sheet.case_id == case)
        return desk, desk.page

    return open_it


def choose(editor: QComboBox, words: str) -> None:
    at = editor.findText(words)
    assert at >= 0, words
    editor.setCurrentIndex(at)
    editor.activated.emit(at)


def test_each_datum_has_its_field_and_a_wrong_one_stays_with_its_sentence(admin, open_case, qtbot):
    case = stand_petition(admin, "search_inputs", claims=(REPARATION,))
    _, page = open_case(case)
    page.panel.inputs.boxes["INDEMNIZA"].click()
    card = page.panel.inputs.cards[0]
    editors = card.facts.editors
    choose(editors["phase"], "Pagada")
    qtbot.keyClicks(editors["bank"], "Banco Agrario")
    assert card.valid_until.day() == today() + dt.timedelta(days=30)
    page.panel.press()
    said = page.panel.case_head.trouble.sentence()
    assert said == "Insumo de INDEMNIZA, pretensión 1: una indemnización pagada lleva su fecha de pago."
    assert editors["bank"].text() == "Banco Agrario" and card.valid_until.day() is not None
    qtbot.keyClicks(editors["paid_on"], "31/31/2022")
    page.panel.press()
    assert "no es una fecha" in page.panel.case_head.trouble.sentence()
    assert editors["paid_on"].text() == "31/31/2022"
    editors["paid_on"].setText("03/02/2022")
    page.panel.press()
    qtbot.waitUntil(lambda: admin.execute("SELECT count(*) FROM pqr.input_indemniza").fetchone() == (1,))
    row = admin.execute("SELECT phase, bank, paid_on FROM pqr.input_indemniza").fetchone()
    assert row == ("paid", "Banco Agrario", dt.date(2022, 2, 3))


def test_the_ledger_lends_what_another_case_of_the_person_holds(admin, open_case, perform, qtbot):
    first, second = (stand_petition(admin, "search_inputs", claims=(REGISTRY,)) for _ in range(2))
    given = {
        "claim": 1, "system": "RUV", "content": "", "found_on": today().isoformat(),
        "valid_until": NEXT_WEEK.isoformat(),
        "facts": {"state": "included", "victimizing_act": "displacement"},
    }  # fmt: skip
    assert perform("agent", first, 1, "search_inputs", "found", {"inputs": [given]})["status"] == "applied"
    desk, page = open_case(second)
    qtbot.keyClick(page, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    card = desk.window.findChild(LedgerCard)
    assert [tick.text().split(" · ")[0] for tick, _ in card.ticks] == ["RUV"]
    card.accept()
    assert card.trouble.sentence().startswith("Falta marcar") and card.isVisible()
    card.ticks[0][0].click()
    card.go.click()
    mine = page.panel.inputs.cards[0]
    assert "Incluido" in mine.copied.text() and formats.date(NEXT_WEEK) in mine.copied.text()
    assert not mine.written.isVisible()
    assert page.panel.primary.why.text() == "Listo para proyectar"
    page.panel.press()
    qtbot.waitUntil(
        lambda: admin.execute("SELECT activity FROM pqr.case_file WHERE case_id = %s", [second]).fetchone() == (17,)
    )
    row = admin.execute("SELECT reused_case_id, valid_until FROM pqr.input WHERE case_id = %s", [second]).fetchone()
    assert row == (first, NEXT_WEEK)
