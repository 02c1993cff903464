"""Arts. 17 to 19 clicked by the agent in «Otros trámites de ley»: request, proof, answer, withdrawal, notice."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from app.services.documents import law_letters
from app.services.documents.endorsement_act import Act, draft_text
from app.services.documents.law_letters import LawLetter
from app.ui import formats
from app.ui.trays.analysis import AnalysisPage
from app.ui.trays.analysis.legal.law_cards import AnswerCard, PaperCard, ReasonCard, RequestCard, TellCard
from app.ui.trays.analysis.legal.menu import LegalMenu
from app.ui.trays.analysis.legal.registry import FAMILIES
from tests.support.petitions import REGISTRY
from tests.support.requirements import WHY, Case, month_after


class Desk:
    """The agent's page with one petition open, and the hands that use its list."""

    def __init__(self, sql_as, desk_of, qtbot, folder: Path, activity: str, claims: tuple[str, ...]) -> None:
        self.qtbot, self.sql_as = qtbot, sql_as
        self.case = Case(sql_as("postgres"), sql_as, 3, activity, claims=claims)
        self.page = desk_of("agent", AnalysisPage).page
        qtbot.waitUntil(self.is_open, timeout=5000)
        self.proof = folder / "guia.pdf"
        self.proof.write_bytes(b"%PDF-1.4 guia inventada")
        self.page.legal.desk.choose = lambda _parent: str(self.proof)

    def is_open(self) -> bool:
        sheet = self.page.panel.sheet
        return sheet is not None and sheet.case_id == self.case.case and sheet.version == self.case.version

    def refresh(self) -> None:
        self.page.work.refresh()
        self.qtbot.waitUntil(self.is_open, timeout=5000)

    def shown(self, kind):
        def found() -> bool:
            return any(each.isVisible() for each in self.page.window().findChildren(kind))

        self.qtbot.waitUntil(found, timeout=5000)
        return next(each for each in self.page.window().findChildren(kind) if each.isVisible())

    def card(self, key: str, kind):
        """Through the list: the button of the box, the entry, its card."""
        self.refresh()
        self.page.panel.decision.legal.click()
        menu = self.shown(LegalMenu)
        menu.rows[key].click()
        return self.shown(kind)

    def after(self, query: str, *values) -> tuple:
        rows: list[tuple] = []

        def came() -> bool:
            rows[:] = self.case.admin.execute(query, [self.case.case, *values]).fetchall()
            return bool(rows)

        self.qtbot.waitUntil(came, timeout=5000)
        return rows[0]


@pytest.fixture
def desk(sql_as, desk_of, qtbot, tmp_path):
    return lambda activity="search_inputs", claims=(REGISTRY,): Desk(sql_as, desk_of, qtbot, tmp_path, activity, claims)


def test_the_agent_asks_for_what_is_missing_and_saves_the_letter(desk) -> None:
    at = desk()
    card = at.card("complete", RequestCard)
    card.accept()
    assert "Qué se pide" in card.trouble.sentence() or "qué se pide" in card.trouble.sentence()
    card.items.setPlainText("Registro civil de nacimiento del menor\n\nCédula de quien firma")
    card.reason.setPlainText(WHY)
    card.accept()
    assert "archivos de la Unidad" in card.trouble.sentence()
    # What was typed is still there.
    assert card.reason.toPlainText() == WHY
    card.own_files.setChecked(True)
    card.accept()
    row = at.after(
        "SELECT d.kind, (SELECT array_agg(i.words ORDER BY i.item_no) FROM pqr.requirement_item i"
        " WHERE i.case_id = l.case_id), l.filing_number FROM pqr.legal_letter l JOIN pqr.document d USING (document_id)"
        " WHERE l.case_id = %s"
    )
    assert row[:2] == ("legal_letter", ["Registro civil de nacimiento del menor", "Cédula de quien firma"])
    # The letter is among the papers at once, and leaves under its number.
    tell = at.card("complete", TellCard)
    assert at.page.papers.tabs.findChildren(type(tell.copy))[1].text().endswith("Anexos 1")
    saved = at.proof.with_name("carta.pdf")
    at.page.legal.desk.choose_place = lambda _parent, name: str(saved) if row[2] in name else ""
    tell.copy.click()
    at.qtbot.waitUntil(lambda: saved.exists() and saved.read_bytes().startswith(b"%PDF"), timeout=5000)


def test_the_notice_suspends_the_term_and_the_answer_makes_it_go_on(desk) -> None:
    at = desk()
    at.case.ask()
    tell = at.card("complete", TellCard)
    tell.accept()
    at.qtbot.waitUntil(lambda: "prueba" in tell.trouble.sentence(), timeout=5000)
    tell.proof.ask()
    at.qtbot.waitUntil(tell.go.isEnabled, timeout=5000)
    tell.go.click()
    (proof,) = at.after("SELECT proof_document_id FROM pqr.term_proof WHERE case_id = %s")
    at.refresh()
    at.qtbot.waitUntil(lambda: "por confirmar" in at.page.panel.law.citizen.sentence(), timeout=5000)
    at.case.check(proof)
    until = month_after(at.case.today)
    at.page.reload(at.case.case)
    assert at.after("SELECT answer_by FROM pqr.requirement WHERE case_id = %s AND answer_by IS NOT NULL") == (until,)
    at.refresh()
    # The tray says that it waits for the citizen, and until when.
    at.qtbot.waitUntil(lambda: "En espera" in spoken(at.page), timeout=5000)
    assert formats.date(until) in spoken(at.page)
    answer = at.card("complete", AnswerCard)
    assert formats.long_date(until) in " ".join(each.text() for each in answer.findChildren(type(answer.help)))
    answer.paper.ask()
    answer.go.click()
    assert at.after("SELECT supplied_on FROM pqr.requirement WHERE case_id = %s AND supplied_on IS NOT NULL")
    at.refresh()
    assert at.page.panel.sheet.history[0].label == "El ciudadano completó: el término se reactiva"
    at.page.panel.decision.legal.click()
    menu = at.shown(LegalMenu)
    menu.rows["complete"].click()
    assert "respondió" in menu.trouble.sentence()


def spoken(page) -> str:
    model, column = page.model, page.model.clocks.at
    return str(model.index(0, column).data(0x0B) or "") + str(model.index(0, column).data(0x03) or "")


def test_after_the_month_the_program_proposes_the_withdrawal_and_the_lawyer_gets_it(desk) -> None:
    at = desk()
    at.case.ask()
    at.case.tell()
    at.case.move_back((month_after(at.case.today) - at.case.today).days + 1)
    at.page.reload()
    at.qtbot.waitUntil(lambda: "no respondió" in spoken(at.page), timeout=5000)
    card = at.card("law_archive", ReasonCard)
    assert "venció" in card.reason.toPlainText()
    card.accept()
    row = at.after("SELECT reason_code, decision FROM pqr.endorsement WHERE case_id = %s")
    assert row == ("A05", None)


def test_the_writing_of_who_withdraws_is_kept_and_the_act_is_notified(desk, perform) -> None:
    at = desk("request_endorsement")
    card = at.card("withdraw", PaperCard)
    card.accept()
    at.qtbot.waitUntil(lambda: "escrito" in card.trouble.sentence(), timeout=5000)
    card.paper.ask()
    at.qtbot.waitUntil(card.go.isEnabled, timeout=5000)
    card.go.click()
    assert at.after("SELECT decision FROM pqr.express_withdrawal WHERE case_id = %s") == (None,)
    aval = at.card("law_archive", ReasonCard)
    aval.accept()
    assert at.after("SELECT reason_code FROM pqr.endorsement WHERE case_id = %s") == ("A04",)
    at.qtbot.waitUntil(lambda: at.case.version > 2, timeout=5000)
    given = perform("lawyer", at.case.case, at.case.version, "request_endorsement", "archived", {})
    assert given["status"] == "applied"
    at.page.reload(at.case.case)
    at.qtbot.waitUntil(lambda: at.page.work.row is not None and at.page.work.row.case_id == at.case.case, timeout=5000)
    at.refresh()
    at.page.panel.decision.legal.click()
    at.shown(LegalMenu).rows["law_archive"].click()
    made = at.after("SELECT kind FROM pqr.legal_letter WHERE case_id = %s AND document_id IS NOT NULL")
    assert made == ("act_notice",)
    tell = at.card("law_archive", TellCard)
    assert tell.means.currentData() == "personal"
    tell.proof.ask()
    tell.go.click()
    assert at.after("SELECT means FROM pqr.legal_letter WHERE case_id = %s AND told_on IS NOT NULL") == ("personal",)
    at.refresh()
    at.page.panel.press()
    assert at.after("SELECT status FROM pqr.case_file WHERE case_id = %s AND closed_at IS NOT NULL") == ("archived",)


def test_what_cannot_be_done_says_why_and_each_act_has_its_article(desk) -> None:
    at = desk()
    at.page.legal.open()
    menu = at.shown(LegalMenu)
    keys = [act.key for family in FAMILIES for act in family.acts]
    assert list(menu.rows) == keys
    assert len(set(keys)) == len(keys)
    for key, words in (
        ("clarify", "clasificada"),
        ("refer", "Peticiones anteriores"),
        ("law_archive", "causal de ley"),
    ):
        menu.rows[key].click()
        assert words in menu.trouble.sentence()
    palette = [entry.title for entry in at.page.commands()]
    assert {"Otros trámites de ley", "Requerir lo que falta", "Archivar con acto motivado"} <= set(palette)


@pytest.mark.parametrize("kind", ["requirement", "clarification", "act_notice", "continuation", "earlier_answer"])
def test_each_letter_says_what_the_law_asks(kind: str) -> None:
    import pypdfium2

    told = LawLetter(
        kind=kind, number="202672000000071", filing_number="2026-711-000123-2", received_on=dt.date(2026, 11, 3),
        petitioner="Rosa Prueba Inventada", address="Calle 1 # 2-3", signer="Ana Prueba", day=dt.date(2026, 11, 20),
        reason=WHY + " Ñandú.", items=("Registro civil", "Cédula"), act_number="0007 de 2026",
        act_on=dt.date(2026, 11, 19), ground="A05", has_remedy=True, earlier_number="2026-720-0000003-1",
        earlier_filing="2026-711-000100-2", earlier_on=dt.date(2026, 5, 4),
    )  # fmt: skip
    data = law_letters.render(told)
    assert data == law_letters.render(told)
    words = " ".join(" ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)).split())
    says = {
        "requirement": ("un mes", "1. Registro civil", "artículo 17", "suspendido"),
        "clarification": ("diez días hábiles", "artículo 19"),
        "act_notice": ("0007 de 2026", "reposición", "diez días hábiles", "presentar de nuevo"),
        "continuation": ("artículo 18", "interés público"),
        "earlier_answer": ("2026-720-0000003-1", "4 de mayo de 2026", "artículo 19"),
    }[kind]
    for said in (*says, "202672000000071", "Ñandú", "2026-711-000123-2"):
        assert said in words


@pytest.mark.parametrize(
    ("ground", "says"), [("A05", "reposición"), ("A04", "Aceptar el desistimiento"), ("A07", "Rechazar")]
)
def test_the_act_decides_in_the_words_of_its_ground(ground: str, says: str) -> None:
    act = Act(
        kind="archive", filing_number="2026-711-000123-2", received_on=dt.date(2026, 11, 3), petitioner="Rosa Prueba",
        claims=(), reason="Desistimiento", demands="Lo que exige", note=WHY, target="", lawyer="Luz Prueba",
        day=dt.date(2026, 12, 20), ground=ground,
    )  # fmt: skip
    words = draft_text(act)
    assert says in words
    assert "no llegó a clasificarse" in words
    assert "sin perjuicio de que pueda presentarse de nuevo" in words
