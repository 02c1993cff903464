"""Masiva clicked as an analyst on the real server: what differs is in sight, letters are made once, cut and resumed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.services.bulk import run
from app.ui.modules.bulk import BulkPage
from app.ui.widgets.confirm import Confirm
from tests.ui.modules.test_quality_pages import open_page  # noqa: F401  (a fixture)


@pytest.fixture
def page_of(open_page):  # noqa: F811
    """The page of the analyst's window."""
    return lambda: open_page(BulkPage, "analyst")


def _confirm(desk):
    desk.window.findChildren(Confirm)[-1].go.click()


def test_without_cases_it_says_so(page_of):
    _desk, page = page_of()
    assert page.groups.pane.states.currentWidget() is page.groups.pane.states.empty
    assert not page.groups.go.isEnabled()


def test_a_group_is_looked_at_confirmed_and_drafted(page_of, make_drafting, qtbot, sql_as):
    for _ in range(6):
        make_drafting("draft_in_bulk", claims=1)
    odd = make_drafting("draft_in_bulk", claims=1, content="Presenta carencia grave.")
    more = make_drafting("draft_in_bulk", claims=2)
    desk, page = page_of()
    view = page.groups
    view._pick(next(n for n, g in enumerate(view._groups) if len(g.claim_codes) == 1))
    kinds = [r.kind for r in view.rows]
    assert kinds == ["apart"] * 2 + ["alike"] * 6
    assert view.go.text().strip() == "Proyectar 6 cartas" and view.go.isEnabled()
    qtbot.waitUntil(lambda: view.viewer.token.startswith("bulk:"), timeout=5000)
    qtbot.keyClick(view.pane.table, Qt.Key.Key_F9)
    _confirm(desk)
    assert page.stack.currentWidget() is page.batches
    assert page.batches.title.text() == "6 de 6"
    admin = sql_as("postgres")
    drafted = admin.execute("SELECT count(*) FROM pqr.draft WHERE reason = 'bulk'").fetchone()
    assert drafted == (6,)
    waiting = admin.execute("SELECT case_id FROM pqr.case_file WHERE activity = 16").fetchall()
    assert {w[0] for w in waiting} == {odd.case_id, more.case_id}
    # Those apart go to be answered one by one.
    page.tabs.choose("groups")
    page._tab("groups")
    page.groups.reload()
    view._pick(0)
    page.alone.click()
    passed = admin.execute("SELECT count(*) FROM pqr.case_file WHERE activity = 17").fetchone()
    assert passed[0] >= 1


def test_a_failure_is_told_by_letter_and_tried_again(page_of, make_drafting, qtbot, sql_as):
    replies = [make_drafting("draft_in_bulk", claims=1) for _ in range(3)]
    admin = sql_as("postgres")
    desk, page = page_of()
    admin.execute("UPDATE pqr.input SET withdrawn_at = now() WHERE case_id = %s", [replies[1].case_id])
    page.groups.ask()
    _confirm(desk)
    view = page.batches
    assert view.title.text() == "2 de 3" and view.go.isVisible() and not view.stop_button.isVisible()
    failed = next(r for r in view.rows if r.state == "failed")
    assert failed.case_id == replies[1].case_id and "individual" in failed.words
    assert view.rows[0] is failed
    admin.execute("UPDATE pqr.input SET withdrawn_at = NULL WHERE case_id = %s", [replies[1].case_id])
    qtbot.keyClick(view.pane.table, Qt.Key.Key_F9)
    assert view.title.text() == "3 de 3" and not view.go.isVisible()


def test_what_is_not_drafted_is_written_to_a_spreadsheet(page_of, make_drafting, tmp_path, monkeypatch):
    from PySide6.QtWidgets import QFileDialog

    for _ in range(3):
        make_drafting("draft_in_bulk", claims=1)
    make_drafting("draft_in_bulk", claims=2)
    desk, page = page_of()
    page.groups._pick(next(n for n, g in enumerate(page.groups._groups) if len(g.claim_codes) == 1))
    target = tmp_path / "salida.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(target), ""))
    page.sheet.click()
    assert target.read_bytes().startswith(b"PK")
    assert any("1 fila guardada en salida.xlsx" in label.text() for label in desk.window.findChildren(QLabel))


def test_a_run_is_stopped_resumed_and_given_up(page_of, make_drafting, qtbot, sql_as, monkeypatch):
    from app.ui.background import Cancelled

    for _ in range(5):
        make_drafting("draft_in_bulk", claims=1)
    monkeypatch.setattr(run, "PIECE", 2)
    desk, page = page_of()
    real, seen = run.run, []

    def cut(*args, check=None, **options):
        def once():
            seen.append(1)
            if len(seen) == 2:
                raise Cancelled

        return real(*args, check=once, **options)

    monkeypatch.setattr(run, "run", cut)
    page.groups.ask()
    _confirm(desk)
    view = page.batches
    view.reload()
    assert view.title.text() == "2 de 5"
    assert view.go.text().strip() == "Reanudar 3 cartas"
    monkeypatch.setattr(run, "run", real)
    view.ask_cancel()
    _confirm(desk)
    assert view.batches[0].state == "cancelled" and not view.go.isVisible()
    drafts = sql_as("postgres").execute("SELECT count(*) FROM pqr.draft").fetchone()
    assert drafts == (2,)


def test_a_cut_of_the_network_is_told_and_the_batch_goes_on_by_itself(page_of, make_drafting, sql_as, monkeypatch):
    for _ in range(5):
        make_drafting("draft_in_bulk", claims=1)
    monkeypatch.setattr(run, "PIECE", 2)
    desk, page = page_of()
    database, view = page._context.database, page.batches
    real, pieces = page._context.performer.perform_many, []

    def cut_after_the_first(commands):
        pieces.append(commands)
        database.is_cut = len(pieces) == 2
        return real(commands)

    monkeypatch.setattr(page._context.performer, "perform_many", cut_after_the_first)
    page.groups.ask()
    _confirm(desk)
    assert database.is_cut and view.runner.retry.isActive()
    assert "sigue por sí mismo" in view.detail.text()
    database.is_cut = False
    view.runner.retry.timeout.emit()
    assert view.title.text() == "5 de 5"
    assert sql_as("postgres").execute("SELECT count(*) FROM pqr.draft").fetchone() == (5,)
