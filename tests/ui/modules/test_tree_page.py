"""The tree of claims clicked by two people: one prepares and proposes a version, the other approves it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from PySide6.QtCore import Qt

from app.models.local.store import memory_store
from app.services.administration.claim_tree import Change
from app.services.offline.kept_text import KeptText
from app.ui.modules.administration.text_note import TextNote
from app.ui.modules.administration.tree_draft import TreeDraft
from app.ui.modules.administration.tree_form import LeafCard, RetireCard
from app.ui.modules.administration.tree_groups import GroupCard
from app.ui.modules.administration.tree_page import TreePage
from tests.support.petitions import HUMANITARIAN, stand_petition


def go_to(page, code: str) -> None:
    page.pane.table.go_to(next(n for n, row in enumerate(page.pane.model.rows()) if row.code == code))


def test_quality_prepares_and_proposes_and_the_leader_approves(desk_of, sql_as, qtbot):
    admin = sql_as("postgres")
    for _ in range(2):
        stand_petition(admin, "search_inputs", claims=("2.8",))
    quality_proposes(desk_of("quality", TreePage), qtbot)
    the_leader_approves(desk_of("lead", TreePage), qtbot)
    row = admin.execute("SELECT title, synonyms FROM pqr.claim_node WHERE code = '2.9'").fetchone()
    assert row == ("Auxilio funerario", ["entierro", "sepelio"])


def quality_proposes(desk, qtbot) -> None:
    page = desk.page
    assert not page.panel.propose.isEnabled()
    go_to(page, "2.8")
    qtbot.keyClick(page.pane.table, Qt.Key.Key_Delete)
    card = desk.window.findChild(RetireCard)
    card.instead.setCurrentIndex(card.instead.findData(HUMANITARIAN))
    card.accept()
    page.acts.add()
    card = desk.window.findChild(LeafCard)
    assert card.group.currentData() == "2"
    card.title.setText("Funeral")
    card.accept()
    assert "área" in card.trouble.sentence(), "what lacks is named and what was typed stays"
    card.title.setText("Auxilio funerario")
    card.area.setCurrentIndex(card.area.findData("2"))
    card.synonyms.setText("entierro, sepelio , ")
    card.accept()
    assert set(page.draft.changes) == {"2.8", "2.9"}
    assert page.draft.changes["2.9"].synonyms == ("entierro", "sepelio")
    words = [label.text() for label in page.panel.findChildren(type(page.panel.note))]
    assert any("2 casos abiertos" in each for each in words), "what the change touches is told before proposing"
    page.panel.propose.click()
    assert page.panel.fields["reason"].error()
    page.panel.reason.setPlainText("Circular 012 de la Dirección de Gestión Social")
    qtbot.keyClick(page, Qt.Key.Key_F9)
    assert page.draft.changes == {}
    assert "otra persona" in page.panel.note.text()
    assert not page.panel.approve.isVisible()


def the_leader_approves(desk, qtbot) -> None:
    page = desk.page
    assert page.panel.title.text() == "Versión 2 por aprobar"
    page.acts.add()
    assert desk.window.findChild(LeafCard) is None, "one version at a time"
    qtbot.keyClick(page, Qt.Key.Key_F9)
    assert page.book.in_force == 2
    page.chips.choose("gone")
    page._show()
    assert [row.code for row in page.pane.model.rows()] == ["2.8"]
    page.acts.change()
    assert desk.window.findChild(LeafCard) is None, "what left the tree does not change any more"


def test_a_proposal_is_not_approved_with_a_reason_and_the_tree_stays(desk_of, sql_as):
    quality = desk_of("quality", TreePage)
    page = quality.page
    go_to(page, HUMANITARIAN)
    page.acts.change()
    card = quality.window.findChild(LeafCard)
    card.weight.setValue(3)
    card.accept()
    page.versions.propose(page.panel.starts.day(), "Cuesta el triple desde este mes")
    admin = desk_of("admin", TreePage)
    admin.page.panel.refuse.click()
    note = admin.window.findChild(TextNote)
    note.reason.setText("Falta el estudio de cargas")
    note._accept()
    assert admin.page.book.waiting is None
    assert sql_as("postgres").execute("SELECT count(*) FROM pqr.claim_node WHERE weight = 3").fetchone() == (0,)


def test_without_closed_cases_learning_says_so(desk_of, qtbot):
    page = desk_of("lead", TreePage).page
    assert "Todavía no" in page.panel.model.text()
    page.panel.learn.click()
    assert page.panel.learn.isEnabled()


def test_two_windows_prepare_one_list_of_changes() -> None:
    kept = KeptText(memory_store())
    one, other = TreeDraft(kept), TreeDraft(kept)
    first, second, third = (
        Change(code, "change", code, 1, 1.5, lookup_systems=("RUV",), synonyms=("giro",), valid_to=dt.date(2027, 1, 31))
        for code in ("1.1", "1.2", "1.3")
    )
    one.put(first)
    other.put(second)
    one.put(third)
    other.put(replace(second, title="otro"))
    # One proposes what it saw; what the other changed since is still to be proposed.
    one.clear()
    assert TreeDraft(kept).changes == {"1.2": replace(second, title="otro")}


def test_a_group_is_added_and_a_leaf_moves_into_it_in_one_version(desk_of, sql_as, qtbot):
    desk = desk_of("quality", TreePage)
    page = desk.page
    qtbot.keyClick(page.pane.table, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    card = desk.window.findChild(GroupCard)
    card.title.setText("Vivienda y tierras")
    card.area.setCurrentIndex(card.area.findData("2"))
    card.accept()
    code = next(iter(page.draft.changes))
    go_to(page, "2.8")
    page.acts.change()
    leaf = desk.window.findChild(LeafCard)
    leaf.group.setCurrentIndex(leaf.group.findData(code))
    leaf.accept()
    words = [label.text() for label in page.panel.findChildren(type(page.panel.note))]
    assert any(f"2 → {code}" in each for each in words)
    page.panel.reason.setPlainText("Circular 013 de la Dirección de Gestión Social")
    qtbot.keyClick(page, Qt.Key.Key_F9)
    lead = desk_of("lead", TreePage).page
    qtbot.keyClick(lead, Qt.Key.Key_F9)
    query = "SELECT parent_code FROM pqr.claim_node WHERE code = '2.8'"
    assert sql_as("postgres").execute(query).fetchone() == (code,)
    next(chip for chip in lead.chips.buttons() if chip.text().startswith("Grupos")).click()
    assert code in [row.code for row in lead.pane.model.rows()]
    assert "Grupo" in [column.title for column in lead.pane.model.columns]
