"""The table: models, keys, marks, columns that give way, and pages by key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui import style
from app.ui.background import Background
from app.ui.table import Anchors, CaseTable, PagedModel, RowModel, TablePane
from app.ui.widgets import EmptyState
from tests.ui.support import COLUMNS, ByHand, Row, background_with

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


def rows(count: int) -> list[Row]:
    return [Row(number) for number in range(count)]


@pytest.fixture
def pane(qtbot: QtBot) -> TablePane:
    model = RowModel(COLUMNS, can_mark=lambda row: row.case_id != 3)
    made = TablePane(model, "Casos de la bandeja", EmptyState("check-circle", "Nada pendiente", "—"), lambda: None)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    made.set_rows(rows(20))
    return made


def press(qtbot: QtBot, table: CaseTable, *keys: Any) -> None:
    for key in keys:
        if isinstance(key, tuple):
            qtbot.keyClick(table, key[0], key[1])
        else:
            qtbot.keyClick(table, key)


def current(pane: TablePane) -> int:
    row = pane.table.current_row()
    return -1 if row is None else row.case_id


def test_the_model_keeps_qts_rules(qtmodeltester: Any, qtbot: QtBot) -> None:
    model = RowModel(COLUMNS)
    model.set_rows(rows(5))
    qtmodeltester.check(model)
    model.remove(2)
    model.insert(0, Row(9))
    model.replace(Row(9, days=-1))
    model.set_rows([])
    qtmodeltester.check(model)


def test_letters_and_arrows_move_and_enter_opens(qtbot: QtBot, pane: TablePane) -> None:
    press(qtbot, pane.table, Key.Key_J, Key.Key_J, Key.Key_Down, Key.Key_K)
    assert current(pane) == 2
    with qtbot.waitSignal(pane.table.opened) as opened:
        press(qtbot, pane.table, Key.Key_Return)
    assert opened.args == [Row(2)]
    press(qtbot, pane.table, Key.Key_K, Key.Key_K, Key.Key_K, Key.Key_K)
    assert current(pane) == 0


def test_space_marks_and_shift_extends(qtbot: QtBot, pane: TablePane) -> None:
    press(qtbot, pane.table, Key.Key_J, Key.Key_Space)
    assert pane.model.marked() == [Row(1)]
    press(qtbot, pane.table, (Key.Key_J, SHIFT), (Key.Key_J, SHIFT), (Key.Key_J, SHIFT), Key.Key_Space)
    # Row 3 may not be marked (it is retained), and the range is marked as a whole.
    assert sorted(row.case_id for row in pane.model.marked()) == [1, 2, 4]
    assert pane.footer.text().startswith("3 marcados de 20 casos")
    press(qtbot, pane.table, Key.Key_Space)
    assert pane.model.marked() == []


def test_without_boxes_nothing_is_marked(qtbot: QtBot) -> None:
    pane = TablePane(RowModel(COLUMNS[1:]), "Casos", EmptyState("tray", "Nada", "—"), lambda: None)
    qtbot.addWidget(pane)
    pane.set_rows([Row(1), Row(2)])
    QTest.keyClick(pane.table, Qt.Key.Key_Space)
    assert pane.model.marked() == []


def test_a_click_on_the_box_marks_only_that_row(qtbot: QtBot, pane: TablePane) -> None:
    where = pane.table.visualRect(pane.model.index(5, 0)).center()
    qtbot.mouseClick(pane.table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert pane.model.marked() == [Row(5)]


def test_control_does_not_add_to_the_selection(qtbot: QtBot, pane: TablePane) -> None:
    pane.table.go_to(2)
    qtbot.keyPress(pane.table, Key.Key_Control)
    pane.table.go_to(7)
    qtbot.keyRelease(pane.table, Key.Key_Control)
    assert pane.table.selected_rows() == [Row(7)]


def test_marks_survive_a_refresh_and_the_cursor_stays_on_its_case(qtbot: QtBot, pane: TablePane) -> None:
    pane.table.go_to(4)
    pane.model.set_marked([Row(4), Row(6)], True)
    pane.set_rows([Row(99), *rows(6)])
    assert current(pane) == 4
    assert pane.model.marked() == [Row(4)]


def test_when_a_case_leaves_the_next_one_opens(qtbot: QtBot, pane: TablePane) -> None:
    pane.table.go_to(4)
    with qtbot.waitSignal(pane.table.current_changed):
        pane.take_away(4)
    assert current(pane) == 5
    pane.set_rows([Row(1)])
    seen: list[Any] = []
    pane.table.current_changed.connect(seen.append)
    pane.take_away(1)
    assert seen[-1] is None
    assert pane.states.currentWidget() is pane.states.empty


def test_a_reset_lets_go_of_the_case(qtbot: QtBot, pane: TablePane) -> None:
    pane.table.go_to(4)
    with qtbot.waitSignal(pane.table.current_changed, check_params_cb=lambda row: row is None):
        pane.model.set_rows([])


def test_a_newer_value_of_the_row_under_the_cursor_is_told(qtbot: QtBot, pane: TablePane) -> None:
    pane.table.go_to(4)
    newer = Row(4, days=-2)
    with qtbot.waitSignal(pane.table.current_changed, check_params_cb=lambda row: row == newer):
        assert pane.model.replace(newer)


@pytest.mark.parametrize("scale", [1.0, 1.35])
@pytest.mark.parametrize(("wide", "gone"), [(900, set()), (600, {"state"}), (420, {"state", "claim"})])
def test_columns_give_way_and_fold(
    qtbot: QtBot, qapp: QApplication, pane: TablePane, scale: float, wide: int, gone: set[str]
) -> None:
    style.theme.apply(qapp, scale=scale)
    pane.table.setMinimumWidth(0)
    pane.table.resize(round(wide * scale), 400)
    assert {c.key for at, c in enumerate(COLUMNS) if pane.table.isColumnHidden(at)} == gone
    assert pane.table.delegate.folds == ({3: 4} if "state" in gone else {})


def test_density_changes_the_height_of_rows(qtbot: QtBot, pane: TablePane) -> None:
    tall = pane.table.rowHeight(0)
    pane.table.set_compact(True)
    assert pane.table.rowHeight(0) < tall * 0.7


def test_sorting_is_asked_for_not_done(qtbot: QtBot, pane: TablePane) -> None:
    asked: list[tuple[str, bool]] = []
    pane.table.sort_asked.connect(lambda key, down: asked.append((key, down)))
    head = pane.table.horizontalHeader()
    for section in (1, 1, 2):
        head.sectionClicked.emit(section)
    assert asked == [("slack", False), ("slack", True)]
    assert [pane.model.row_at(at) for at in range(3)] == rows(3)


def test_cells_are_spoken_in_words(qtbot: QtBot, pane: TablePane) -> None:
    role = Qt.ItemDataRole.AccessibleTextRole
    assert pane.model.index(0, 1).data(role) == "Plazo: 3 días"
    assert pane.model.index(0, 0).data(role) == "Sin marcar"
    assert pane.model.index(0, 2).data(role) == "Caso: 2026-711-000000-2. Persona Inventada"
    interface = QAccessible.queryAccessibleInterface(pane.table)
    assert interface.text(QAccessible.Text.Name) == "Casos de la bandeja"


class Numbers:
    """A list of rows 0 to `total`, that notes what is asked of it."""

    def __init__(self, total: int, person: str = "Persona Inventada") -> None:
        self.total, self.person, self.asked = total, person, list[Any]()

    def fetch_page(self, after: Any | None, limit: int) -> Sequence[Row]:
        self.asked.append(after)
        start = 0 if after is None else after + 1
        return [Row(number, person=self.person) for number in range(start, min(self.total, start + limit))]

    def fetch_anchors(self, page_rows: int) -> Anchors:
        return Anchors(self.total, [None, *range(page_rows - 1, self.total, page_rows)])


def test_a_million_rows_come_by_pages(qtbot: QtBot, threads: Background, qtmodeltester: Any) -> None:
    source, model = Numbers(1_000_000), PagedModel(COLUMNS, threads)
    pane = TablePane(model, "Archivo", EmptyState("tray", "Nada", "—"), lambda: None)
    qtbot.addWidget(pane)
    pane.resize(900, 600)
    pane.show()
    with qtbot.waitSignals([model.loaded, model.counted]):
        model.set_source(source)
    assert model.rowCount() == 1_000_000
    assert pane.footer.text() == "1.000.000 casos"
    pane.table.go_to(654_321)
    with qtbot.waitSignal(pane.table.current_changed, check_params_cb=lambda row: row == Row(654_321)):
        pass
    assert len(source.asked) < 10
    pane.table.go_to(999_999)
    qtbot.waitUntil(lambda: model.row_at(999_999) == Row(999_999))


def test_dragging_the_bar_asks_for_the_last_pages_only(qtbot: QtBot, threads: Background) -> None:
    source, model = Numbers(100_000), PagedModel(COLUMNS, threads)
    with qtbot.waitSignals([model.loaded, model.counted]):
        model.set_source(source)
    source.asked.clear()
    for row in range(0, 90_000, 300):
        model.row_at(row + 200)
    qtbot.waitUntil(lambda: model.row_at(89_900) == Row(89_900))
    assert len(source.asked) <= 4


def test_scrolling_without_a_pause_still_brings_rows(qtbot: QtBot, background: Background) -> None:
    source, model = Numbers(100_000), PagedModel(COLUMNS, background)
    model.set_source(source)
    source.asked.clear()
    paint = QTimer(model)
    places = iter(range(1_000, 100_000, 100))
    paint.timeout.connect(lambda: model.row_at(next(places, 0)))
    paint.start(0)
    qtbot.waitUntil(lambda: len(source.asked) > 20)
    assert paint.isActive() and next(places, None) is not None


def test_pages_of_the_last_list_are_dropped(qtbot: QtBot) -> None:
    hand = ByHand()
    model = PagedModel(COLUMNS, background_with(hand))
    model.set_source(Numbers(50))
    model.set_source(Numbers(7, "De la segunda lista"))
    hand.run(2)
    hand.run(2)
    hand.run_all()
    assert model.rowCount() == 7
    assert [model.row_at(at) for at in range(7)] == [Row(at, person="De la segunda lista") for at in range(7)]


def test_a_count_that_comes_before_the_first_page_does_not_hide_the_list(qtbot: QtBot) -> None:
    hand = ByHand()
    model = PagedModel(COLUMNS, background_with(hand))
    pane = TablePane(model, "Archivo", EmptyState("tray", "Nada", "—"), lambda: None)
    qtbot.addWidget(pane)
    pane.show_loading()
    model.set_source(Numbers(250))
    hand.run(1)
    assert pane.states.currentWidget() is not pane.table
    hand.run(0)
    assert pane.states.currentWidget() is pane.table
    assert current(pane) == 0


def test_only_so_many_pages_are_held(qtbot: QtBot, background: Background) -> None:
    model = PagedModel(COLUMNS, background)
    model.set_source(Numbers(20_000))
    for page in range(150):
        model._fetch(page)
    assert len(model._pages) <= 60 and len(model._cells) <= 60 * 100


def test_a_page_that_fails_can_be_asked_again(qtbot: QtBot, background: Background) -> None:
    class Broken(Numbers):
        def fetch_page(self, after: Any | None, limit: int) -> Sequence[Row]:
            if after is not None and not self.asked.count("mended"):
                raise TimeoutError
            return super().fetch_page(after, limit)

    source, model = Broken(300), PagedModel(COLUMNS, background)
    model.set_source(source)
    with qtbot.waitSignal(model.failed):
        assert model.row_at(150) is None
    source.asked.append("mended")
    qtbot.waitUntil(lambda: model.row_at(150) == Row(150))


def test_a_paged_model_keeps_qts_rules(qtmodeltester: Any, background: Background) -> None:
    model = PagedModel(COLUMNS, background)
    model.set_source(Numbers(250))
    qtmodeltester.check(model)
    assert model.rowCount(QModelIndex()) == 250
