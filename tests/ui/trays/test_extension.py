"""«Ampliar el término» clicked by the agent: reasons, letter, proof; and the latest day to escalate on its card."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.services.documents.extension_letter import ExtensionLetter, render
from app.ui import formats
from app.ui.trays.analysis import AnalysisPage
from app.ui.trays.analysis.escalate_card import EscalateCard
from app.ui.trays.analysis.legal.extension_card import AskCard
from app.ui.trays.analysis.legal.law_cards import TellCard
from tests.support.petitions import REGISTRY, stand_petition

WHY = "Se espera el cotejo del registro civil que pidió la Registraduría."


@pytest.fixture
def page(admin, desk_of, qtbot):
    """The agent's page with one petition received a few days ago, open."""
    calendar = desk_of("agent2", AnalysisPage).context.calendar
    received = calendar.today - dt.timedelta(days=5)
    due = calendar.add(received, 15)
    case = stand_petition(
        admin, "classify_claim", claims=(REGISTRY,), received_on=received, class_key="petition", due_on=due
    )
    page = desk_of("agent", AnalysisPage).page
    qtbot.waitUntil(lambda: page.panel.sheet is not None and page.panel.sheet.case_id == case, timeout=5000)
    return page


def state(admin, page) -> tuple:
    query = "SELECT due_on, version FROM pqr.case_file WHERE case_id = %s"
    return admin.execute(query, [page.panel.sheet.case_id]).fetchone()


def card_of(page, kind, qtbot):
    page.panel.decision.extend.click()
    qtbot.waitUntil(lambda: any(each.isVisible() for each in page.window().findChildren(kind)), timeout=5000)
    return next(each for each in page.window().findChildren(kind) if each.isVisible())


def test_the_term_is_extended_with_its_letter_and_its_proof(admin, sql_as, page, qtbot, tmp_path: Path) -> None:
    due, version = state(admin, page)
    latest = page.legal.desk.context.calendar.add(page.panel.sheet.petition.received_on, 30)
    card = card_of(page, AskCard, qtbot)
    card.accept()
    assert "nueva fecha" in card.trouble.sentence()
    card.until.setText(formats.date(latest + dt.timedelta(days=7)))
    card.reason.setPlainText(WHY)
    card.accept()
    assert "doble" in card.trouble.sentence()
    assert card.reason.toPlainText() == WHY
    card.until.setText(formats.date(latest))
    card.accept()
    asked = "SELECT new_due_on, reason, notified_on FROM pqr.extension WHERE case_id = %s"
    case = page.panel.sheet.case_id
    qtbot.waitUntil(lambda: admin.execute(asked, [case]).fetchone() is not None, timeout=5000)
    assert admin.execute(asked, [case]).fetchone() == (latest, WHY, None)
    # The letter has its number and is an event of the case; the date has not moved.
    qtbot.waitUntil(lambda: page.panel.sheet is not None and page.panel.sheet.version == version + 1, timeout=5000)
    assert state(admin, page) == (due, version + 1)
    wait_for_the_file(admin, case, qtbot)
    proof = tmp_path / "guia.pdf"
    proof.write_bytes(b"%PDF-1.4 guia inventada")
    page.legal.desk.choose = lambda _parent: str(proof)
    card = card_of(page, TellCard, qtbot)
    card.accept()
    qtbot.waitUntil(lambda: "prueba" in card.trouble.sentence(), timeout=5000)
    card.proof.ask()
    qtbot.waitUntil(card.go.isEnabled, timeout=5000)
    card.go.click()
    qtbot.waitUntil(lambda: state(admin, page) == (due, version + 2), timeout=5000)
    qtbot.waitUntil(lambda: page.panel.sheet is not None and page.panel.sheet.version == version + 2, timeout=5000)
    # The word of one person moves nothing: a lawyer looks at the proof.
    confirmed_by_a_lawyer(admin, sql_as, page, qtbot)
    assert state(admin, page) == (latest, version + 3)
    page.work.refresh()
    kinds = admin.execute("SELECT kind FROM pqr.document WHERE case_id = %s ORDER BY 1", [case]).fetchall()
    assert kinds == [("legal_letter",), ("legal_proof",)]
    qtbot.waitUntil(lambda: page.panel.sheet is not None and page.panel.sheet.version == version + 3, timeout=5000)
    assert page.panel.sheet.history[0].label == "Término ampliado"


def wait_for_the_file(admin, case, qtbot) -> None:
    filed = "SELECT filing_number FROM pqr.legal_letter WHERE case_id = %s AND document_id IS NOT NULL"
    qtbot.waitUntil(lambda: admin.execute(filed, [case]).fetchone() is not None, timeout=5000)


def confirmed_by_a_lawyer(admin, sql_as, page, qtbot) -> None:
    page.panel.decision.extend.click()
    toast = page.window().notices.toast
    qtbot.waitUntil(lambda: "por confirmar" in toast.sentence() and "no cambia" in toast.sentence(), timeout=5000)
    waiting = "SELECT proof_document_id FROM pqr.term_proof WHERE case_id = %s"
    (proof,) = admin.execute(waiting, [page.panel.sheet.case_id]).fetchone()
    check = "SELECT pqr_api.check_term_proof(%s, %s, true, '')"
    sql_as("lawyer").execute(check, [proof, page.panel.sheet.version])


def test_once_it_expired_the_page_says_so_and_opens_nothing(admin, page, qtbot) -> None:
    yesterday = "UPDATE pqr.case_file SET due_on = pqr_core.today() - 1 WHERE case_id = %s"
    admin.execute(yesterday, [page.panel.sheet.case_id])
    toast = page.window().notices.toast
    page.panel.decision.extend.click()
    qtbot.waitUntil(lambda: "ya venció" in toast.sentence(), timeout=5000)
    assert not page.window().findChildren(AskCard)


def test_the_latest_day_to_escalate_stands_on_its_card(admin, page, qtbot) -> None:
    query = "SELECT escalate_by FROM pqr_api.slack(%s)"
    row = page.legal.desk.context.database.rows(query.replace("%s", ":k"), {"k": [page.panel.sheet.case_id]})[0]
    qtbot.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: bool(page.window().findChildren(EscalateCard)), timeout=5000)
    assert formats.long_date(row.escalate_by) in page.window().findChild(EscalateCard).latest.sentence()


def test_the_letter_says_why_and_until_when(tmp_path: Path) -> None:
    import pypdfium2

    told = ExtensionLetter(
        filing_number="2026-711-000123-2", received_on=dt.date(2026, 11, 3), petitioner="Rosa Prueba Inventada",
        address="Calle 1 # 2-3", reason=WHY + " Ñandú. " * 300, old_due_on=dt.date(2026, 11, 26),
        new_due_on=dt.date(2026, 12, 18), signer="Paula Mora", day=dt.date(2026, 11, 20),
        number="202672000000071",
    )  # fmt: skip
    data = render(told)
    assert data == render(told)
    pages = pypdfium2.PdfDocument(data)
    words = " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())
    for said in (
        "26 de noviembre de 2026",
        "18 de diciembre de 2026",
        "Se espera el cotejo",
        "artículo 14",
        "Rosa",
        "202672000000071",
    ):
        assert said in words
    assert words.count("Ñandú") == 300
