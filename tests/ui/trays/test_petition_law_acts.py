"""Arts. 20 and 21 and the data claim, clicked by the agent: marked, transferred with both proofs, seen on the case."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from app.filing_number import shown
from app.services.legal_acts.transfer import claims_words
from app.ui.trays.analysis import AnalysisPage
from app.ui.trays.analysis.columns import first_words
from app.ui.trays.analysis.legal.data_claiming import DataClaimCard
from app.ui.trays.analysis.legal.law_cards import TellCard
from app.ui.trays.analysis.legal.prioritising import PriorityCard
from app.ui.trays.analysis.legal.transfer_card import TransferCard
from tests.support.petitions import HUMANITARIAN, REGISTRY, stand_petition

WHY = "La persona lo pide y lo decide otra entidad por ley."


@pytest.fixture
def stand(admin, desk_of, qtbot):
    """The agent's page with one petition received a few days ago, open; another one is due before it."""

    def at(activity: str, received: int = 3, **given):
        calendar = desk_of("agent2", AnalysisPage).context.calendar
        day = calendar.today - dt.timedelta(days=received)
        due = calendar.add(day, 15)
        stand_petition(admin, "classify_claim", due_on=calendar.today, received_on=day, class_key="petition")
        case = stand_petition(admin, activity, received_on=day, class_key="petition", due_on=due, **given)
        page = desk_of("agent", AnalysisPage).page
        qtbot.waitUntil(lambda: bool(page.rows), timeout=5000)
        page.reload(case)
        qtbot.waitUntil(lambda: page.panel.sheet is not None and page.panel.sheet.case_id == case, timeout=5000)
        return page, case

    return at


@pytest.fixture
def proof(tmp_path: Path) -> str:
    path = tmp_path / "prueba.pdf"
    path.write_bytes(b"%PDF-1.4 prueba inventada")
    return str(path)


def card_of(page, kind, qtbot, key: str):
    page.legal.ask(key)
    qtbot.waitUntil(lambda: any(each.isVisible() for each in page.window().findChildren(kind)), timeout=5000)
    return next(each for each in page.window().findChildren(kind) if each.isVisible())


def send(card, page, qtbot) -> None:
    version = page.panel.sheet.version
    card.go.click()
    qtbot.waitUntil(lambda: page.panel.sheet is not None and page.panel.sheet.version > version, timeout=8000)


def has_files(page) -> bool:
    """Whether the open case knows of the files of both letters of its transfer."""
    mark = page.panel.sheet.law.pending_transfer
    return all(each is not None and each.document_id is not None for each in (mark.letter, mark.copy))


def test_a_petition_is_marked_and_goes_to_the_top_of_the_tray(admin, stand, qtbot, proof) -> None:
    page, case = stand("search_inputs", claims=(REGISTRY,))
    assert page.rows[0].case_id != case
    card = card_of(page, PriorityCard, qtbot, "priority")
    card.accept()
    assert "causal" in card.trouble.sentence()
    card.ground.setCurrentIndex(card.ground.findData("life_health"))
    card.reason.setPlainText("Está hospitalizada y espera la orden de traslado.")
    card.accept()
    assert "medidas" in card.trouble.sentence()
    card.measures.setPlainText("Se llamó al hospital y se remitió a las nueve.")
    page.legal.desk.choose = lambda _parent: proof
    card.proof._choose = page.legal.desk.choose
    card.proof.ask()
    send(card, page, qtbot)
    assert page.panel.law.priority.isVisibleTo(page.panel)
    assert "se remitió a las nueve" in page.panel.law.priority.sentence()
    qtbot.waitUntil(lambda: page.rows[0].case_id == case, timeout=5000)
    assert "Prioritaria" in first_words(page.rows[0])
    assert "Atención prioritaria" in page.panel.sheet.history[0].label


def test_one_claim_is_transferred_with_both_proofs_and_the_other_stays(admin, stand, qtbot, proof) -> None:
    page, case = stand("search_inputs", claims=(REGISTRY, HUMANITARIAN))
    page.legal.desk.choose = lambda _parent: proof
    card = card_of(page, TransferCard, qtbot, "transfer")
    card.accept()
    assert "entidad" in card.trouble.sentence()
    card.entity.setCurrentIndex(card.entity.findData("fonvivienda"))
    for box in card.ticks.boxes.values():
        box.setChecked(True)
    card.reason.setPlainText(WHY)
    card.accept()
    assert "F7" in card.trouble.sentence()
    card.ticks.boxes["1"].setChecked(False)
    send(card, page, qtbot)
    kinds = "SELECT kind FROM pqr.document WHERE case_id = %s ORDER BY 1"
    qtbot.waitUntil(lambda: len(admin.execute(kinds, [case]).fetchall()) == 2, timeout=5000)
    assert admin.execute(kinds, [case]).fetchall() == [("legal_letter",), ("legal_letter",)]
    # Each has a number of its own, one after the other.
    numbers = "SELECT kind, filing_number FROM pqr.legal_letter WHERE case_id = %s ORDER BY filing_number"
    (first, one), (second, two) = admin.execute(numbers, [case]).fetchall()
    assert (first, second, int(two) - int(one)) == ("transfer", "transfer_notice", 10)
    qtbot.waitUntil(lambda: has_files(page), timeout=5000)
    assert "Falta la prueba" in page.panel.law.transfers.sentence()
    for number in (one, two):
        card = card_of(page, TellCard, qtbot, "transfer")
        words = " ".join(each.text() for each in card.findChildren(QLabel))
        assert shown(number) in words
        card.accept()
        qtbot.waitUntil(lambda card=card: "prueba" in card.trouble.sentence(), timeout=5000)
        assert hasattr(card, "back") is (number == one)
        # Each has its own receipt: one file does not prove both.
        Path(proof).write_bytes(f"%PDF-1.4 recibido de {number}".encode())
        card.proof.ask()
        qtbot.waitUntil(card.go.isEnabled, timeout=5000)
        send(card, page, qtbot)
    assert shown(one) in page.panel.law.transfers.sentence()
    assert "Trasladada la pretensión 2" in page.panel.law.transfers.sentence()
    assert page.panel.sheet.law.transferred == {2}
    assert page.panel.sheet.activity_key == "search_inputs"


def test_a_data_claim_shows_its_mark_and_its_clock(admin, stand, qtbot) -> None:
    page, case = stand("classify_claim")
    card = card_of(page, DataClaimCard, qtbot, "data_claim")
    card.about.setPlainText("El segundo apellido está mal escrito en el registro.")
    card.accept()
    assert "aplicativos" in card.trouble.sentence()
    card.systems.boxes["RUV"].setChecked(True)
    send(card, page, qtbot)
    assert "Reclamo en trámite" in page.panel.law.data_claim.sentence()
    assert "Con aviso, hasta el" in page.panel.law.data_claim.sentence()
    # An agent's act is written down as theirs, and the server says the same to another window.
    marked = "SELECT systems, marked_by FROM pqr.data_claim WHERE case_id = %s"
    assert admin.execute(marked, [case]).fetchone()[0] == ["RUV"]


def test_with_one_claim_the_list_says_how_all_of_it_is_transferred(stand, qtbot) -> None:
    page, _case = stand("search_inputs", claims=(REGISTRY,))
    toast = page.window().notices.toast
    page.legal.ask("transfer")
    qtbot.waitUntil(lambda: "aval para reasignar" in toast.sentence(), timeout=5000)
    assert claims_words((1, 2, 3)) == "las pretensiones 1, 2 y 3"
