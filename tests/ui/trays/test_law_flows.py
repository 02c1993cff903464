"""Arts. 18, 19, 21 and 22 clicked by who does each: clarify, refer, reject, go on, take back, mark, approve."""

from __future__ import annotations

import uuid

from PySide6.QtWidgets import QLabel

from app.ui.modules.law import LawPage
from app.ui.trays.analysis.legal.law_cards import AnswerCard, PaperCard, ReasonCard, RequestCard, TellCard
from app.ui.trays.analysis.legal.transfer_card import TransferCard
from app.ui.widgets import Confirm
from tests.models.test_earlier import answered
from tests.support.petitions import HUMANITARIAN, REGISTRY
from tests.support.requirements import WHY, Case, month_after
from tests.ui.trays.test_law_acts import Desk, desk

__all__ = ["answered", "desk"]
GO_ON = {
    "note": "Hay un interés público: otras cuarenta familias están en la misma situación.",
    "denial_code": "N99",
}


def made(at: Desk, kind: str) -> None:
    """That letter has its number and its file, and the window knows."""
    at.after("SELECT 1 FROM pqr.legal_letter WHERE case_id = %s AND kind = %s AND document_id IS NOT NULL", kind)


def prove(at: Desk, key: str) -> None:
    """Its proof, through the same entry."""
    tell = at.card(key, TellCard)
    tell.proof.ask()
    at.qtbot.waitUntil(tell.go.isEnabled, timeout=5000)
    tell.go.click()


def lawyer_sees_the_proof(at: Desk) -> None:
    (proof,) = at.after("SELECT proof_document_id FROM pqr.term_proof WHERE case_id = %s AND checked_at IS NULL")
    at.case.check(proof)


def again(at: Desk) -> None:
    """The case, wherever it went meanwhile, open again."""
    at.page.reload(at.case.case)
    at.qtbot.waitUntil(lambda: at.page.work.row is not None and at.page.work.row.case_id == at.case.case, timeout=5000)
    at.refresh()


def test_what_is_not_understood_is_returned_proved_and_answered(desk) -> None:
    at = desk("classify_claim", ())
    card = at.card("clarify", RequestCard)
    card.items.setPlainText("Qué trámite espera de la Unidad")
    card.reason.setPlainText(WHY)
    card.accept()
    made(at, "clarification")
    prove(at, "clarify")
    lawyer_sees_the_proof(at)
    assert at.after("SELECT 1 FROM pqr.requirement WHERE case_id = %s AND answer_by IS NOT NULL")
    answer = at.card("clarify", AnswerCard)
    answer.paper.ask()
    at.qtbot.waitUntil(answer.go.isEnabled, timeout=5000)
    answer.go.click()
    assert at.after("SELECT kind FROM pqr.requirement WHERE case_id = %s AND supplied_on IS NOT NULL") == ("clarify",)


def test_a_repeated_petition_is_referred_to_its_earlier_answer_and_told(desk, answered, sql_as) -> None:
    earlier = answered()
    at = desk()
    link = "SELECT pqr_api.link_petition(%s, %s, %s, %s, 'repeated', %s)"
    sql_as("agent").execute(link, [uuid.uuid4(), at.case.case, at.case.version, earlier, WHY])
    card = at.card("refer", ReasonCard)
    card.reason.setPlainText(WHY)
    card.accept()
    assert "imprescriptible" in card.trouble.sentence()
    card.sure.setChecked(True)
    card.accept()
    made(at, "earlier_answer")
    prove(at, "refer")
    assert at.after("SELECT means FROM pqr.legal_letter WHERE case_id = %s AND told_on IS NOT NULL") == ("post",)


def test_an_offence_is_quoted_and_goes_to_the_lawyer(desk) -> None:
    at = desk("classify_claim", ())
    card = at.card("disrespect", ReasonCard)
    card.reason.setPlainText("Ofende a quienes lo atendieron y no pide nada que se pueda responder.")
    card.accept()
    assert "comillas" in card.trouble.sentence()
    card.reason.setPlainText("Escribe «son todos unos bandidos» y no pide nada que se pueda responder.")
    card.accept()
    assert at.after("SELECT reason_code, decision FROM pqr.endorsement WHERE case_id = %s") == ("A07", None)


def test_the_unidad_goes_on_ex_officio_and_the_citizen_is_told(desk, perform) -> None:
    at = desk("request_endorsement")
    card = at.card("withdraw", PaperCard)
    card.paper.ask()
    at.qtbot.waitUntil(card.go.isEnabled, timeout=5000)
    card.go.click()
    at.after("SELECT 1 FROM pqr.express_withdrawal WHERE case_id = %s")
    at.card("law_archive", ReasonCard).accept()
    at.after("SELECT 1 FROM pqr.endorsement WHERE case_id = %s")
    given = perform("lawyer", at.case.case, at.case.version, "request_endorsement", "denied", GO_ON)
    assert given["status"] == "applied"
    again(at)
    at.page.legal.ask("withdraw")
    made(at, "continuation")
    prove(at, "withdraw")
    assert at.after("SELECT kind FROM pqr.legal_letter WHERE case_id = %s AND told_on IS NOT NULL") == ("continuation",)


def test_the_citizen_asks_for_the_act_to_be_taken_back_and_the_lawyer_gets_it(desk, perform) -> None:
    at = desk()
    at.case.ask()
    at.case.tell()
    at.case.move_back((month_after(at.case.today) - at.case.today).days + 1)
    again(at)
    at.card("law_archive", ReasonCard).accept()
    at.after("SELECT 1 FROM pqr.endorsement WHERE case_id = %s")
    given = perform("lawyer", at.case.case, at.case.version, "request_endorsement", "archived", {})
    assert given["status"] == "applied"
    again(at)
    at.page.legal.ask("law_archive")
    made(at, "act_notice")
    prove(at, "law_archive")
    at.after("SELECT 1 FROM pqr.legal_letter WHERE case_id = %s AND kind = 'act_notice' AND told_on IS NOT NULL")
    card = at.card("law_archive", PaperCard)
    card.paper.ask()
    at.qtbot.waitUntil(card.go.isEnabled, timeout=5000)
    card.go.click()
    at.after("SELECT 1 FROM pqr.act_appeal WHERE case_id = %s")
    second = at.card("law_archive", ReasonCard)
    second.reason.setPlainText(second.reason.toPlainText() + "dice que sí entregó el registro civil.")
    second.accept()
    assert at.after("SELECT seq, decision FROM pqr.endorsement WHERE case_id = %s AND seq = 2") == (2, None)


def test_a_petition_is_marked_of_general_interest_and_the_mark_is_taken_back(desk) -> None:
    at = desk()
    card = at.card("general_interest", ReasonCard)
    card.reason.setPlainText("Pregunta cómo se inscribe cualquiera en el programa de vivienda.")
    card.accept()
    assert "para sí" in card.trouble.sentence()
    card.sure.setChecked(True)
    card.accept()
    at.after("SELECT 1 FROM pqr.general_interest WHERE case_id = %s")
    at.refresh()
    assert "interés general" in at.page.panel.law.interest.sentence()
    at.page.legal.ask("general_interest")
    at.shown(Confirm).go.click()
    gone = "SELECT 1 WHERE NOT EXISTS (SELECT FROM pqr.general_interest WHERE case_id = %s)"
    at.after(gone)


def test_a_withdrawal_stops_the_letter_that_its_agent_was_writing(sql_as, desk_of, qtbot, tmp_path) -> None:
    case = Case(sql_as("postgres"), sql_as, 3, "draft_response", claims=(REGISTRY,), inputs=True)
    page = law_page(desk_of, "agent", "withdrawals", qtbot)
    paper = tmp_path / "escrito.pdf"
    paper.write_bytes(b"%PDF-1.4 desistimiento inventado")
    page.choose = lambda _parent: str(paper)
    page.view.panel.buttons[0].click()
    card = visible(page, PaperCard, qtbot)
    card.paper.ask()
    qtbot.waitUntil(card.go.isEnabled, timeout=5000)
    card.go.click()
    where = "SELECT activity, status FROM pqr.case_file WHERE case_id = %s"
    qtbot.waitUntil(lambda: case.admin.execute(where, [case.case]).fetchone() == (8, "withdrawn"), timeout=5000)
    qtbot.waitUntil(lambda: bool(page.view.rows) and page.view.rows[0].withdrawn_on is not None, timeout=5000)


def test_that_nobody_is_competent_is_approved_by_a_lawyer_and_told_by_the_agent(desk, desk_of, qtbot) -> None:
    at = desk(claims=(REGISTRY, HUMANITARIAN))
    card = at.card("transfer", TransferCard)
    card.entity.setCurrentIndex(card.entity.findData(""))
    assert "abogado" in card.decides.text()
    card.ticks.boxes["2"].setChecked(True)
    card.reason.setPlainText("Pide que se cambie una ley y ninguna entidad lo decide por petición.")
    card.accept()
    at.after("SELECT 1 FROM pqr.transfer WHERE case_id = %s AND copy_letter_id IS NULL")
    page = law_page(desk_of, "lawyer", "transfer", qtbot)
    page.view.panel.buttons[0].click()
    question = visible(page, Confirm, qtbot)
    assert any("se cambie una ley" in each.text() for each in question.findChildren(QLabel)), "approved unread"
    question.go.click()
    at.after("SELECT 1 FROM pqr.transfer WHERE case_id = %s AND approved_at IS NOT NULL")
    at.refresh()
    at.page.legal.ask("transfer")
    made(at, "transfer_notice")
    at.refresh()
    prove(at, "transfer")
    at.after("SELECT 1 FROM pqr.transfer WHERE case_id = %s AND confirmed_at IS NOT NULL")


def law_page(desk_of, who: str, tab: str, qtbot) -> LawPage:
    page = desk_of(who, LawPage).page
    page.chips.choose(tab)
    page._choose(tab)
    qtbot.waitUntil(lambda: page.view.model.rowCount() > 0, timeout=5000)
    page.view.pane.table.go_to(0)
    qtbot.waitUntil(lambda: bool(page.view.panel.buttons), timeout=5000)
    return page


def visible(page, kind, qtbot):
    qtbot.waitUntil(lambda: any(each.isVisible() for each in page.window().findChildren(kind)), timeout=5000)
    return next(each for each in page.window().findChildren(kind) if each.isVisible())
