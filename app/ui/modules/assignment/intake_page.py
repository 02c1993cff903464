"""Ingresos: the loads and the nights with what each brought, and every file that was left out with its reason."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app import clock, filing_number
from app.services.intake import loads
from app.services.intake.loads import DayBalance, LeftOut, LoadItem, LoadRow
from app.ui import formats
from app.ui.modules.intake.import_lines import LOOK
from app.ui.modules.loading import list_failed
from app.ui.page_context import PageContext
from app.ui.shell.appearance import remember_splitter
from app.ui.shell.page import Page, Shell
from app.ui.table import Cell, Column, RowModel, TablePane
from app.ui.widgets import EmptyState, SegmentedTabs, shortcut, side_by_side


def _when(row: LoadRow) -> Cell:
    return Cell(formats.moment(row.started_at.astimezone(clock.BOGOTA)), row.started_by, strong=True)


def _balance(received: int, imported: int, already: int, rejected: int) -> Cell:
    parts = f"{received} = {imported} + {already} + {rejected}"
    each = (
        formats.plural(imported, "importado", "importados"),
        formats.plural(already, "ya estaba", "ya estaban"),
        formats.plural(rejected, "rechazado", "rechazados"),
    )
    # Each figure with its own word: which of three is the rejected one is not to be learned by heart.
    return Cell(parts, " · ".join(each), tip=f"Entraron {received}: {', '.join(each)}")


def _sum(row: LoadRow) -> Cell:
    return _balance(row.received, row.imported, row.already, row.rejected)


def _state(row: LoadRow) -> Cell:
    if row.closed_at is not None:
        return Cell("Cuadra", tone="good")
    return Cell(f"Faltan {row.received - row.imported - row.already - row.rejected}", tone="warn")


def _day_sum(row: DayBalance) -> Cell:
    return _balance(row.received, row.imported, row.already, row.rejected)


def _day_state(row: DayBalance) -> Cell:
    return Cell(f"Faltan {row.difference}", tone="danger") if row.difference else Cell("Cuadra", tone="good")


DAYS = [
    Column("when", "Noche", "text", lambda r: Cell(formats.date(r.day), strong=True), width=120),
    Column("sum", "Cuadre", "two_lines", _day_sum),
    Column("state", "Estado", "pill", _day_state, width=110),
]
LOADS = [
    Column("when", "Carga", "two_lines", _when, width=160),
    Column("sum", "Cuadre", "two_lines", _sum),
    Column("state", "Estado", "pill", _state, width=100),
]


def _result(item: LoadItem | LeftOut) -> Cell:
    if item.state == "missing":
        return Cell("Sin rastro", tone="danger")
    words, tone = LOOK[item.state]
    return Cell(words, tone=tone)


def _number(item: LoadItem | LeftOut) -> Cell:
    number = item.filing_number or ""
    shown = filing_number.shown(number) if filing_number.is_valid(number) else number
    label = item.label if isinstance(item, LeftOut) else item.file_label
    return Cell(shown or "Sin radicado", label, faint=not shown, strong=bool(shown))


def _why(item: LoadItem | LeftOut) -> Cell:
    """What happened above what to do: on one line the second was never read."""
    what, stop, then = item.sentence.partition(". ")
    return Cell(what + stop.strip(), then, tip=item.sentence)


ITEMS = [
    Column("result", "Resultado", "pill", _result, width=120),
    Column("file", "Radicado y archivo", "two_lines", _number, width=210),
    Column("why", "Motivo y quién lo resuelve", "two_lines", _why),
]


def none_yet() -> EmptyState:
    """Before the first load."""
    return EmptyState("folder-open", "Todavía no hay cargas", "Gestión Documental las hace en Radicación.")


def _item_key(item: LoadItem | LeftOut) -> object:
    return (item.batch_id, item.item_no) if isinstance(item, LeftOut) else item.item_no


class IntakePage(Page):
    """Loads, or nights, at the left; at the right the items of the chosen one, the rejected first."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self.shell, self._context = shell, context
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        split = side_by_side()
        self.loads = TablePane(RowModel(LOADS, key_of=lambda r: r.batch_id), "Cargas", none_yet(), self.reload)
        nothing = EmptyState("check-circle", "Elija una carga", "Verá cada archivo y qué pasó con él.")
        self.items = TablePane(RowModel(ITEMS, key_of=_item_key), "Archivos de la carga", nothing, self._open)
        self.items.states.show_empty()
        self.days = TablePane(RowModel(DAYS, key_of=lambda r: r.day), "Noches", none_yet(), self.reload)
        self.days.noun = ("noche", "noches")
        for pane in (self.loads, self.days):
            pane.table.current_changed.connect(lambda _row: self._open())
        split.addWidget(self._left())
        split.addWidget(self.items)
        remember_splitter(split, "assignment.intake", shell.settings, [560, 700])
        column.addWidget(split, 1)
        shortcut("F5", self, self.reload)

    def _left(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.tabs = SegmentedTabs((("loads", "Por carga"), ("days", "Por noche")), "Ingresos")
        self.tabs.chosen.connect(lambda _key: self._turn())
        column.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignLeft)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.loads)
        self.stack.addWidget(self.days)
        column.addWidget(self.stack, 1)
        return left

    def _turn(self) -> None:
        self.stack.setCurrentWidget(self._pane())
        self._open()

    def _pane(self) -> TablePane:
        return self.days if self.tabs.current() == "days" else self.loads

    def activate(self) -> None:
        self.reload()
        self._pane().table.setFocus()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (("J K", "moverse"), ("F5", "actualizar"))

    def reload(self) -> None:
        """Read the loads again."""
        self.loads.show_loading()
        database = self._context.database
        self.shell.background.run(
            lambda: (loads.read_loads(database), loads.read_days(database)),
            show=lambda found: self._show(*found),
            fail=list_failed(self.loads, self.shell),
            key="assignment.loads",
            owner=self,
        )

    def _show(self, rows: list[LoadRow], days: list[DayBalance]) -> None:
        self.days.set_rows(days)
        self.loads.set_rows(rows)
        self.loads.footer.setText(formats.plural(len(rows), "carga", "cargas"))
        self._open()

    def _open(self) -> None:
        row = self._pane().table.current_row()
        if row is None:
            self.items.states.show_empty()
            return
        database = self._context.database

        def read() -> list[LoadItem | LeftOut]:
            if isinstance(row, DayBalance):
                return [*loads.read_left_out(database, row.day)]
            missing = (
                [] if row.closed_at else loads.read_left_out(database, row.started_at.astimezone(clock.BOGOTA).date())
            )
            lost = [item for item in missing if item.state == "missing" and item.batch_id == row.batch_id]
            return [*lost, *loads.read_items(database, row.batch_id)]

        self.shell.background.run(
            read,
            show=self._items,
            fail=self._no_items,
            key="assignment.items",
            owner=self,
        )

    def _no_items(self, error: BaseException) -> None:
        # Those of the load before are not of this one.
        self.items.set_rows(())
        list_failed(self.items, self.shell)(error)

    def _items(self, items: list[LoadItem | LeftOut]) -> None:
        self.items.set_rows(items)
        self.items.footer.setText(formats.plural(len(items), "archivo o fila", "archivos y filas"))
