"""Calendario: the year's non-working days with their acts; one administrator proposes, another approves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from uuid import uuid4

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import InvalidInput, PqrError
from app.services.administration import calendar as book
from app.services.administration.calendar import CalendarBook, CalendarChange
from app.services.refusals import RefusedStep
from app.ui import formats
from app.ui.modules.administration.day_card import DayCard
from app.ui.modules.administration.year_grid import YearGrid
from app.ui.modules.loading import page_failed
from app.ui.page_context import PageContext
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.widgets import Card, RefusedStrip, line, shortcut, text, tool_button
from app.ui.widgets.states import Readable


class CalendarPage(Page):
    """Nothing is counted again before a second administrator approves; the effect is computed without writing."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self.shell, self._context = shell, context
        self._book = CalendarBook((), ())
        self._change = uuid4()
        # The server counts every open petition: not at each arrow that passes over a day.
        self._pause = QTimer(self, singleShot=True, interval=250)
        self._pause.timeout.connect(self._read_effect)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        self.strip = RefusedStrip()
        column.addWidget(self.strip)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._left(), 1)
        self.card = DayCard(may_change=context.has_role("admin"))
        self.card.propose_asked.connect(self.send)
        self.card.kind_changed.connect(self._ask_effect)
        self.card.decided.connect(self.decide)
        shortcut("F9", self, self.card.propose.click)
        row.addWidget(self.card)
        self.states = Readable(body, self.reload)
        column.addWidget(self.states, 1)

    def _left(self) -> Card:
        card = Card()
        head = QHBoxLayout()
        head.setContentsMargins(14, 8, 10, 8)
        head.setSpacing(12)
        self.title = text("", "heading")
        self.counts = text("", "sub")
        head.addWidget(self.title)
        head.addWidget(self.counts)
        head.addStretch(1)
        head.addWidget(tool_button("caret-left", "Año anterior", act=lambda: _turn(self.grid, -1)))
        head.addWidget(tool_button("caret-right", "Año siguiente", act=lambda: _turn(self.grid, 1)))
        card.column.addLayout(head)
        card.column.addWidget(line())
        self.grid = YearGrid(self._context.calendar.today)
        self.grid.chosen.connect(self._day_chosen)
        card.column.addWidget(self.grid, 1)
        foot = text(
            "Rojo: no hábil · recuadro azul: hoy · recuadro ámbar: cambio por aprobar. El sábado no cuenta.", "help"
        )
        foot.setContentsMargins(14, 6, 14, 8)
        card.column.addWidget(foot)
        return card

    def activate(self) -> None:
        self.reload()
        self.grid.setFocus()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (("← → ↑ ↓", "día"), ("RePág AvPág", "mes"), ("F9", "proponer"))

    def commands(self) -> Sequence[PaletteEntry]:
        return (PaletteEntry("calendar-check", "Proponer un cambio del calendario", "Administrar", self.send, "F9"),)

    def reload(self) -> None:
        """Read the year and the changes."""
        database, year = self._context.database, self.grid.year
        self.shell.background.run(
            lambda: book.read_book(database, year),
            show=self._show,
            fail=partial(_not_read, self),
            key="administration.calendar",
            owner=self,
        )

    def _show(self, found: CalendarBook) -> None:
        self._book = found
        self.states.arrived()
        off = {day.day: day.label for day in found.days}
        waiting = frozenset(change.day for change in found.changes if change.decision is None)
        self.grid.set_days(off, waiting)
        year = self.grid.year
        first = dt.date(year, 1, 1)
        every = (first + dt.timedelta(days=n) for n in range((dt.date(year + 1, 1, 1) - first).days))
        working = sum(1 for day in every if day.weekday() < 5 and day not in off)
        self.title.setText(f"Calendario {year}")
        self.counts.setText(f"{formats.plural(len(off), 'día no hábil', 'días no hábiles')} · {working} días hábiles")
        waiting_changes = [change for change in found.changes if change.decision is None]
        self.card.show_pending(waiting_changes, self._context.access.person.person_id)
        self._describe(self.grid.day)

    def _day_chosen(self, day: dt.date) -> None:
        if not self._book.days or self._book.days[0].day.year != day.year:
            self.reload()
        self._describe(day)

    def _describe(self, day: dt.date) -> None:
        self.card.show_day(day, next((each for each in self._book.days if each.day == day), None))
        self._change = uuid4()
        self._ask_effect()

    def _ask_effect(self, *_: object) -> None:
        if self._context.has_role("admin"):
            self.card.show_effect(None)
            self._pause.start()

    def _read_effect(self) -> None:
        database, day, kind = self._context.database, self.grid.day, str(self.card.kind.currentData())
        self.shell.background.run(
            lambda: book.effect(database, day, kind),
            show=self.card.show_effect,
            fail=self.shell.report,
            key="administration.calendar.effect",
            owner=self,
        )

    def send(self) -> None:
        """Propose the change of the chosen day."""
        database, day, change = self._context.database, self.grid.day, self._change
        kind, label, act = str(self.card.kind.currentData()), self.card.label.text(), self.card.act.text()
        self.shell.background.write(
            lambda: book.propose(database, day, kind, label, act, change_id=change),
            show=lambda _id: self._done(
                f"Propuesto para el {formats.date(day)}. Falta que otro administrador lo apruebe."
            ),
            fail=self._refused,
            owner=self,
        )

    def decide(self, change: CalendarChange, approve: bool) -> None:
        """Approve or reject somebody else's change."""
        database = self._context.database

        def done(moved: int) -> None:
            words = formats.plural(moved, "petición cambió", "peticiones cambiaron")
            self._done(f"Aprobado: {words} de fecha." if approve else "Rechazado: nada cambió.")

        self.shell.background.write(
            lambda: book.decide(database, change.change_id, approve=approve), show=done, fail=self._refused, owner=self
        )

    def _done(self, words: str) -> None:
        self.strip.hide()
        self.card.clear()
        self._change = uuid4()
        self.shell.say(words)
        # The button that was pressed goes away with its change.
        self.grid.setFocus()
        self._context.changes.arrived.emit(None)
        self.reload()

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, InvalidInput) or (isinstance(error, RefusedStep) and error.field == "legal_act"):
            assert isinstance(error, PqrError)
            self.card.act_field.set_error(error.user_message)
            self.card.act.setFocus()
        elif isinstance(error, RefusedStep):
            self.strip.say(error.user_message)
        else:
            self.shell.report(error)


def _not_read(page: CalendarPage, error: BaseException) -> None:
    page_failed(page.states, page.shell)(error)
    days = page._book.days
    if days and days[0].day.year != page.grid.year:
        # A year whose holidays nobody knows would look as if it had none.
        _turn(page.grid, days[0].day.year - page.grid.year)


def _turn(grid: YearGrid, years: int) -> None:
    """The same day of another year; the 29th of February has none."""
    day = grid.day
    grid.go_to(dt.date(day.year + years, day.month, min(day.day, 28)))
