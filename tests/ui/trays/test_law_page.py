"""«Trámites de ley», clicked: a lawyer takes a priority back; one answer is prepared, published and copied."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.documents import plain_letter
from app.ui.modules.law import LawPage
from app.ui.modules.law.answer_card import AnswerCard
from app.ui.modules.law.cards import CopyCard, PublicationCard
from app.ui.modules.law.proof_card import ProofCard
from app.ui.trays.analysis.legal.law_cards import ReasonCard
from app.ui.widgets import EmptyState
from tests.fixtures.letters import put_document
from tests.people import STAFF
from tests.support.petitions import REGISTRY, stand_paper, stand_petition
from tests.support.requirements import Case


@pytest.fixture
def proof(tmp_path: Path) -> str:
    path = tmp_path / "prueba.pdf"
    path.write_bytes(b"%PDF-1.4 prueba inventada")
    return str(path)


def another(proof: str, name: str) -> str:
    """A file of other bytes beside it: one file does not prove two things."""
    path = Path(proof).with_name(name)
    path.write_bytes(f"%PDF-1.4 inventado {name}".encode())
    return str(path)


def stand(desk_of, who: str, tab: str, qtbot):
    page = desk_of(who, LawPage).page
    page.chips.choose(tab)
    page._choose(tab)
    qtbot.waitUntil(lambda: page.view.model.rowCount() > 0, timeout=5000)
    page.view.pane.table.go_to(0)
    return page


def card_of(page, kind, qtbot, at: int = 0):
    qtbot.waitUntil(lambda: len(page.view.panel.buttons) > at, timeout=5000)
    page.view.panel.buttons[at].click()
    qtbot.waitUntil(lambda: any(each.isVisible() for each in page.window().findChildren(kind)), timeout=5000)
    return next(each for each in page.window().findChildren(kind) if each.isVisible())


def test_a_lawyer_reads_the_reason_and_takes_the_priority_back(admin, desk_of, qtbot) -> None:
    case = stand_petition(admin, "search_inputs", claims=(REGISTRY,))
    paper = stand_paper(admin, case, "priority_proof", STAFF["agent"].person_id)
    admin.execute(
        "INSERT INTO pqr.priority_mark (case_id, seq, ground, reason, measures, proof_document_id, marked_by)"
        " VALUES (%s, 1, 'child', 'La presenta una niña de doce años.', '', %s, %s)",
        [case, paper, STAFF["agent"].person_id],
    )
    lead = stand(desk_of, "lead", "priority", qtbot)
    assert not lead.view.panel.buttons[0].isEnabled(), "only a lawyer takes it back"
    page = stand(desk_of, "lawyer", "priority", qtbot)
    card = card_of(page, ReasonCard, qtbot)
    card.reason.setPlainText("No")
    card.accept()
    qtbot.waitUntil(lambda: "retira la prioridad" in card.trouble.sentence(), timeout=5000)
    card.reason.setPlainText("La edad no corresponde a la del registro civil.")
    qtbot.waitUntil(card.go.isEnabled, timeout=5000)
    card.go.click()
    qtbot.waitUntil(lambda: page.view.model.rowCount() == 0, timeout=5000)
    removed = "SELECT removed_by FROM pqr.priority_mark WHERE case_id = %s"
    assert admin.execute(removed, [case]).fetchone() == (STAFF["lawyer"].person_id,)


def test_one_answer_is_prepared_published_by_another_and_copied(admin, desk_of, qtbot, proof) -> None:
    for n in range(11):
        given = {"claims": (REGISTRY,), "inputs": True, "class_key": "inquiry", "name": f"Persona Inventada {n}"}
        case = stand_petition(admin, "draft_in_bulk", **given)
        admin.execute(
            "UPDATE pqr.petitioner SET document_number = %s, municipality_code = '05001' WHERE case_id = %s",
            [str(70_000_000 + n), case],
        )
    page = stand(desk_of, "analyst", "answers", qtbot)
    card = card_of(page, AnswerCard, qtbot)
    assert card.fit == 11
    card.title.setText("Estado de la inclusión en el registro")
    card.text.setPlainText("Respuesta inventada a todas las consultas iguales. " * 3)
    card.go.click()
    prepared = "SELECT count(*) FROM pqr.collective_case"
    qtbot.waitUntil(lambda: admin.execute(prepared).fetchone() == (11,), timeout=8000)
    page = stand(desk_of, "lawyer", "answers", qtbot)
    papers = iter((proof, another(proof, "web.pdf")))
    page.choose = lambda _parent: next(papers)
    card = card_of(page, PublicationCard, qtbot)
    card.accept()
    qtbot.waitUntil(lambda: "diario" in card.trouble.sentence(), timeout=5000)
    qtbot.waitUntil(card.go.isEnabled, timeout=5000)
    card.newspaper.setText("Diario inventado")
    card.web_url.setText("https://pagina.inventada.co/aviso")
    card.newspaper_proof.ask()
    card.web_proof.ask()
    card.go.click()
    ended = "SELECT count(*) FROM pqr.case_file WHERE status = 'answered_together' AND closed_at IS NOT NULL"
    qtbot.waitUntil(lambda: admin.execute(ended).fetchone() == (11,), timeout=8000)
    page = stand(desk_of, "agent", "answers", qtbot)
    page.choose = lambda _parent: another(proof, "recibido.pdf")
    qtbot.waitUntil(lambda: page.view.rows[0].published_at is not None, timeout=5000)
    card = card_of(page, CopyCard, qtbot)
    card.proof.ask()
    card.go.click()
    copied = "SELECT count(*) FROM pqr.collective_case WHERE copy_on IS NOT NULL AND copy_by = %s"
    qtbot.waitUntil(lambda: admin.execute(copied, [STAFF["agent"].person_id]).fetchone() == (1,), timeout=8000)


def test_a_lawyer_looks_at_a_proof_gives_it_back_and_confirms_the_next(sql_as, desk_of, qtbot) -> None:
    case = Case(sql_as("postgres"), sql_as, claims=(REGISTRY,))
    case.ask()
    case.record()
    agent = stand(desk_of, "agent", "proofs", qtbot)
    assert not agent.view.panel.buttons[0].isEnabled(), "who recorded it does not confirm it"
    page = stand(desk_of, "lawyer", "proofs", qtbot)
    card = card_of(page, ProofCard, qtbot)
    # What can't be opened proves nothing, and says so.
    qtbot.waitUntil(lambda: "no se puede abrir" in card.viewer.findChild(EmptyState).sentence(), timeout=8000)
    card.accept()
    assert not card.is_sending, "nothing is confirmed unseen"
    card.back.click()
    assert "qué está mal" in card.trouble.sentence()
    card.note.setPlainText("El archivo no abre: adjunte otra vez la guía.")
    card.back.click()
    qtbot.waitUntil(lambda: page.view.model.rowCount() == 0, timeout=8000)
    assert case.due_now == case.due
    scan = plain_letter.render("Guía", "4-72", [("Entregado a la peticionaria.", False)])
    case.paper = lambda kind: put_document(case.admin, kind, scan, case.case, "application/pdf")
    case.record()
    page = stand(desk_of, "lawyer", "proofs", qtbot)
    card = card_of(page, ProofCard, qtbot)
    qtbot.waitUntil(card.go.isEnabled, timeout=8000)
    card.go.click()
    qtbot.waitUntil(lambda: page.view.model.rowCount() == 0, timeout=8000)
    assert case.due_now > case.due
