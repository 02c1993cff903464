"""Control › Por área: how each area is doing, and the queue of the one that is chosen."""

from __future__ import annotations

import datetime as dt
from functools import partial
from uuid import uuid4

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import PqrError
from app.services.trays.area_terms import remind, set_term, term_changes
from app.services.trays.escalations import GOAL, AreaFigures, read_figures, read_queue
from app.ui import formats
from app.ui.modules.mission.area_orders import AreaOrders
from app.ui.modules.mission.queue_panel import QueuePanel
from app.ui.modules.mission.term_card import TermCard
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.table import Cell, Column, RowModel, TablePane
from app.ui.theme.tokens import Tone
from app.ui.widgets import EmptyState, side_by_side


def _figure(value: int, tone: Tone = "neutral") -> Cell:
    return Cell(formats.number(value), tone=tone if value else "neutral", faint=not value)


def _share(row: AreaFigures) -> Cell:
    if row.share is None:
        return Cell("Sin respuestas", faint=True)
    tone: Tone = "good" if row.share >= GOAL else "warn" if row.share >= GOAL - 0.15 else "danger"
    return Cell(formats.percent(row.share), tone=tone, tip=f"Meta: {formats.percent(GOAL)}")


def _name(row: AreaFigures) -> Cell:
    if row.queue_capacity:
        return Cell(row.area, f"{formats.number(row.queue_capacity)} cada {row.term_days} días hábiles", strong=True)
    return Cell(row.area, formats.plural(row.term_days, "día hábil", "días hábiles"), strong=True)


_COLUMNS = [
    Column("area", "Área misional", "two_lines", _name),
    Column("sent", "Enviados", "number", lambda row: _figure(row.sent), width=84),
    Column("today", "Vencen hoy", "number", lambda row: _figure(row.due_today, "warn"), width=92),
    Column("overdue", "Vencidos", "number", lambda row: _figure(row.overdue, "danger"), width=84),
    Column("share", "En término", "dot", _share, width=122, hide_below=560),
    Column("returned", "Devueltos", "number", lambda row: _figure(row.returned), width=88, hide_below=640),
    Column("rounds", "2+ vueltas", "number", lambda row: _figure(row.rounds, "danger"), width=92, hide_below=720),
]


class AreasView(QWidget):
    """A table of areas and the panel of one."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        self.model = RowModel(_COLUMNS, key_of=lambda row: row.area_id)
        empty = EmptyState("users-three", "Sin escalamientos", "Ningún área tiene insumos por responder.")
        self.pane = TablePane(self.model, "Áreas misionales", empty, self.reload)
        self.panel = QueuePanel(context.calendar)
        splitter = side_by_side(self.pane, self.panel)
        splitter.setSizes([860, 392])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(splitter)
        self.pane.table.current_changed.connect(self._current_changed)
        self.panel.remind_asked.connect(self.remind)
        self.panel.change.setVisible(context.has_role("lead"))
        self.panel.term_asked.connect(self.ask_term)
        self.orders = AreaOrders(self, shell, context, self.panel, self.reload)
        self.panel.show_area(None)

    def ask_term(self, area: AreaFigures) -> None:
        """The card that changes an area's term or capacity."""
        TermCard(self.window(), area, partial(self._set_term, area)).ask()

    def _set_term(self, area: AreaFigures, days: int, capacity: int | None, reason: str) -> None:
        database, change = self._context.database, uuid4()
        self._context.background.write(
            lambda: set_term(database, area.area_id, days, capacity, reason, change),
            show=lambda day: self._term_set(area, day),
            fail=self._not_arrived,
            owner=self,
        )

    def _term_set(self, area: AreaFigures, day: dt.date) -> None:
        self._shell.say(f"{area.area}: lo que se escale ahora vuelve el {formats.long_date(day)}.")
        self.reload()

    def remind(self, area: AreaFigures) -> None:
        """F6: remind the area of what is late or nearly; what it was reminded of today is not repeated."""
        database = self._context.database
        self._context.background.run(
            lambda: remind(database, area.area_id),
            show=lambda made: self._reminded(area, made),
            fail=self._not_arrived,
            owner=self,
        )

    def _reminded(self, area: AreaFigures, made: int) -> None:
        told = formats.plural(made, "insumo recordado", "insumos recordados")
        self._shell.say(f"{area.area}: {told}." if made else f"{area.area}: nada nuevo por recordarle hoy.")
        self.reload()

    def reload(self) -> None:
        """Read the figures again."""
        self.pane.show_loading()
        self._context.background.run(
            lambda: read_figures(self._context.database),
            show=self._arrived,
            fail=self._not_arrived,
            key=("areas", id(self)),
            owner=self,
        )

    def _arrived(self, rows: list[AreaFigures]) -> None:
        self.pane.set_rows(rows)
        self.pane.footer.setText(f"{formats.plural(len(rows), 'área', 'áreas')} · en término de los últimos 90 días")

    def _not_arrived(self, error: BaseException) -> None:
        if isinstance(error, PqrError):
            self.pane.show_error(error.user_message)
        else:
            self._shell.report(error)

    def _current_changed(self, row: AreaFigures | None) -> None:
        self.panel.show_area(row)
        self.orders.show_area(row)
        database = self._context.database
        self._context.background.run(
            lambda: term_changes(database),
            show=self.panel.show_changes,
            fail=self._shell.report,
            key=("terms", id(self)),
            owner=self,
        )
        if row is not None and row.queue_capacity:
            self._context.background.run(
                lambda: read_queue(self._context.database, row.area_id),
                show=lambda quotas: self.panel.show_quotas(row, quotas),
                fail=self._shell.report,
                key=("queue", id(self)),
                owner=self,
            )
