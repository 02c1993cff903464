"""Rows that come and go move neither selection nor what is being read; the toast covers nothing that comes later."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.ui.shell.main_window import MainWindow
from app.ui.table import RowModel, TablePane
from app.ui.widgets import EmptyState
from tests.ui.support import COLUMNS, Row


@pytest.fixture
def pane(qtbot: QtBot) -> TablePane:
    made = TablePane(RowModel(COLUMNS), "Casos", EmptyState("tray", "Nada", "Nada"), lambda: None)
    qtbot.addWidget(made)
    made.resize(700, 520)
    made.show()
    made.set_rows([Row(number) for number in range(100, 160)])
    return made


def top_of(pane: TablePane) -> tuple[int, int]:
    """The first row that is whole, and where it stands."""
    at = pane.table.rowAt(0) + 1
    return pane.model.row_at(at).case_id, pane.table.rowViewportPosition(at)


def test_rows_that_come_above_push_nothing_away(pane: TablePane) -> None:
    pane.table.go_to(30)
    pane.table.verticalScrollBar().setValue(pane.table.verticalScrollBar().value() + 17)
    seen = top_of(pane)
    pane.set_rows([Row(number) for number in [*range(10, 15), *range(100, 160)]])
    assert top_of(pane) == seen
    assert pane.table.current_row().case_id == 130


def test_who_has_scrolled_away_from_the_cursor_stays_there(pane: TablePane) -> None:
    pane.table.go_to(2)
    pane.table.verticalScrollBar().setValue(1200)
    seen = top_of(pane)
    pane.set_rows([Row(number) for number in [5, *range(100, 160)]])
    assert top_of(pane) == seen
    assert pane.table.current_row().case_id == 102


def test_the_row_on_top_leaves_and_the_next_one_keeps_its_place(pane: TablePane) -> None:
    pane.table.go_to(30)
    first = pane.model.row_at(pane.table.rowAt(0)).case_id
    seen = top_of(pane)
    pane.set_rows([Row(number) for number in range(100, 160) if number != first])
    assert top_of(pane) == seen


def test_at_the_head_of_the_list_what_arrives_is_shown(pane: TablePane) -> None:
    pane.table.go_to(1)
    pane.table.verticalScrollBar().setValue(0)
    pane.set_rows([Row(number) for number in [5, *range(100, 160)]])
    assert pane.table.verticalScrollBar().value() == 0
    assert pane.table.current_row().case_id == 101


def test_a_selection_of_several_stays_with_what_is_still_here(pane: TablePane) -> None:
    pane.table.go_to(3)
    for _ in range(3):
        pane.table.step(1, extend=True)
    assert [row.case_id for row in pane.table.selected_rows()] == [103, 104, 105, 106]
    pane.set_rows([Row(number) for number in [5, *range(100, 160)] if number != 104])
    assert [row.case_id for row in pane.table.selected_rows()] == [103, 105, 106]
    assert pane.table.current_row().case_id == 106


def test_rings_are_drawn_beside_the_name_and_spoken(pane: TablePane) -> None:
    before = pane.grab().toImage()
    pane.model.set_rings({103: ("LM", "Laura tiene abierto este caso ahora.")})
    cell = next(cell for cell in pane.model.cells(pane.model.row_at(3)) if cell.ring)
    assert cell.ring == "LM" and cell.spoken.endswith("Laura tiene abierto este caso ahora.")
    assert pane.grab().toImage() != before
    pane.model.set_rings({})
    assert not any(cell.ring for cell in pane.model.cells(pane.model.row_at(3)))


def test_the_toast_gives_way_to_buttons_that_come_after_it(window: MainWindow, qtbot: QtBot) -> None:
    window.say("Pasó a Proyección.")
    toast = window.notices.toast
    late = QPushButton("Página siguiente", window.content)
    late.setGeometry(toast.geometry().adjusted(10, 10, -10, -2))
    late.show()
    qtbot.waitUntil(lambda: not toast.geometry().intersects(late.geometry()), timeout=3000)
