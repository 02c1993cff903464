"""Análisis with the history of who asks: the earlier answer beside, the word of the agent, and a tree that changes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.services.suggesting.model import Advice, Suggestion
from app.ui.trays.analysis import AnalysisPage
from app.ui.trays.analysis.earlier.cards import CompareCard, WhyCard
from app.ui.widgets import Check
from tests.models.test_claim_tree import ADD, RETIRE, decide, propose
from tests.models.test_earlier import answered  # noqa: F401
from tests.support.petitions import HUMANITARIAN, stand_petition
from tests.ui.trays.test_analysis_page import press, wait_sheet


def open_case(desk_of, qtbot, case):
    desk = desk_of("agent", AnalysisPage)
    wait_sheet(qtbot, desk.page, case)
    qtbot.waitUntil(lambda: desk.page.earlier.box.history is not None)
    return desk, desk.page


def test_the_agent_opens_the_answer_beside_and_says_that_it_is_repeated(desk_of, admin, answered, qtbot):  # noqa: F811
    earlier, case = answered(), stand_petition(admin, "check_image")
    desk, page = open_case(desk_of, qtbot, case)
    box = page.earlier.box
    assert box.isVisible()
    assert "1 petición con el mismo documento" in box.count.text()
    assert not box.strip.isVisible(), "another subject, and nothing chosen yet: nothing looks repeated"
    page.panel.claims.take(HUMANITARIAN)
    assert "Puede ser repetida" in box.strip.sentence()
    box.paper_asked.emit(box.history.petitions[0], "answer")
    qtbot.waitUntil(lambda: page.papers.tabs.current() == "drafted")
    press(qtbot, page, Qt.Key.Key_F2)
    card = desk.window.findChild(CompareCard)
    assert card.kind.current() == "repeated", "proposed, and committed only by the agent"
    card.accept()
    assert "motivo" in card.trouble.sentence()
    card.reason.setPlainText("Pide otra vez la ayuda que ya se le respondió en noviembre")
    card.accept()
    qtbot.waitUntil(lambda: "Es repetida" in box.strip.sentence())
    kept = admin.execute("SELECT earlier_case_id, kind FROM pqr.petition_link WHERE case_id = %s", [case]).fetchone()
    assert kept == (earlier, "repeated")
    # What was being typed when the case was read again is still there.
    assert [claim.code for claim in page.panel.claims.claims()] == [HUMANITARIAN]


def test_another_birth_date_is_told_with_both_where_the_agent_decides(desk_of, admin, answered, qtbot):  # noqa: F811
    earlier, case = answered(), stand_petition(admin, "check_image")
    admin.execute("UPDATE pqr.petitioner SET birth_date = '1991-07-15' WHERE case_id = %s AND ordinal = 1", [earlier])
    desk, page = open_case(desk_of, qtbot, case)
    box = page.earlier.box
    assert box.history.petitions[0].births is None, "one of the two is not known"
    qtbot.keyClicks(page.panel.petitioner.born, "12/03/1980")
    qtbot.waitUntil(lambda: box.history is not None and box.history.petitions[0].births is not None, timeout=15_000)
    told = "Ésta dice 12/03/1980; la otra, 15/07/1991"
    assert any(told in _words(each) for each in box.findChildren(Check))
    press(qtbot, page, Qt.Key.Key_F2)
    card = desk.window.findChild(CompareCard)
    assert any(told in _words(each) for each in card.findChildren(Check))


def _words(widget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel))


def test_a_reserved_one_asks_why(desk_of, admin, answered, qtbot):  # noqa: F811
    answered(claim="3.11")
    case = stand_petition(admin, "check_image")
    desk, page = open_case(desk_of, qtbot, case)
    page.earlier.box.paper_asked.emit(page.earlier.box.history.petitions[0], "answer")
    card = desk.window.findChild(WhyCard)
    assert page.papers.tabs.current() == "petition"
    card.accept()
    assert card.trouble.isVisible()
    card.reason.setPlainText("Comparar lo que ya se le dijo")
    card.accept()
    assert page.papers.tabs.current() == "drafted"


def test_a_tree_that_changes_under_the_hands_says_so_and_keeps_what_is_written(desk_of, admin, sql_as, qtbot):
    case = stand_petition(admin, "check_image")
    _desk, page = open_case(desk_of, qtbot, case)
    row = page.panel.claims.rows[0]
    row.picker.choose("2.8")
    row.words.setText("quiero volver a mi tierra")
    day = admin.execute("SELECT pqr_core.today()").fetchone()[0]
    decide(sql_as("lead"), propose(sql_as("quality"), day, RETIRE, ADD)["version"])
    page.tree.look()
    qtbot.waitUntil(lambda: "Cambió el árbol" in page.panel.case_head.trouble.sentence())
    assert "2.8 Retornos y reubicaciones" in page.panel.case_head.trouble.sentence()
    assert row.words.text() == "quiero volver a mi tierra"
    assert row.picker.currentText() == "2.8 Retornos y reubicaciones"
    assert f"Use «{HUMANITARIAN}" in row.field.error()
    # By another of its words, with the accents as they come and in any order.
    row.picker._find("ENTIÉRRO  funer")
    assert [row.picker._found.item(0).text()] == ["2.9 Auxilio funerario"]
    row.picker.choose("2.9")
    assert row.field.error() == ""
    assert page.panel.claims.claims()[0].code == "2.9"


def test_an_open_case_keeps_the_leaf_that_left_the_tree(desk_of, admin, sql_as, qtbot):
    case = stand_petition(admin, "search_inputs", claims=("2.8",))
    day = admin.execute("SELECT pqr_core.today()").fetchone()[0]
    decide(sql_as("lead"), propose(sql_as("quality"), day, RETIRE)["version"])
    _desk, page = open_case(desk_of, qtbot, case)
    assert page.panel.claims.claims()[0].code == "2.8"
    assert page.panel.primary.why.text() == "Falta: insumos"


def test_a_suggestion_is_taken_only_by_a_click(desk_of, admin, qtbot):
    case = stand_petition(admin, "check_image")
    _desk, page = open_case(desk_of, qtbot, case)
    advice = Advice((Suggestion(HUMANITARIAN, 0.87, ("carencias", "hogar")),))
    page.panel.suggestions.show_advice(advice, page.acts.catalogues.leaf, "")
    assert page.panel.claims.claims() == ()
    assert "87" in page.panel.suggestions.buttons[0].accessibleName()
    page.panel.suggestions.buttons[0].click()
    assert [claim.code for claim in page.panel.claims.claims()] == [HUMANITARIAN]
