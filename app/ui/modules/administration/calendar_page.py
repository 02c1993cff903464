"""Calendario: the year's non-working days with their acts; one administrator proposes, another approves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from uuid import uuid4

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import InvalidInput, PqrError
from app.services.administration import calendar as book
from app.services.administration.calendar import CalendarBook, CalendarChange, ChangeEffect
from app.services.refusals import RefusedStep
from app.ui import formats
from app.ui.modules.administration.year_grid import YearGrid
from app.ui.modules.intake.form import combo
from app.ui.page_context import PageContext
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.style import scaled
from app.ui.widgets import (
    Card,
    Check,
    Field,
    KeyCap,
    Pill,
    RefusedStrip,
    button,
    line,
    shortcut,
    text,
    tool_button,
)


class CalendarPage(Page):
    """Nothing is counted again before a second administrator approves; the effect is computed without writing."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self.shell, self._context = shell, context
        self._book = CalendarBook((), ())
        self._change = uuid4()
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        self.strip = RefusedStrip()
        column.addWidget(self.strip)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._left(), 1)
        row.addWidget(self._right())
        column.addLayout(row, 1)

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
        head.addWidget(tool_button("caret-left", "Año anterior", act=lambda: self._year(-1)))
        head.addWidget(tool_button("caret-right", "Año siguiente", act=lambda: self._year(1)))
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

    def _right(self) -> Card:
        card = Card(margin=14, spacing=7)
        card.setFixedWidth(scaled(380))
        self.day_title = text("", "heading", wrap=True)
        self.pill = Pill("Hábil", "neutral")
        head = QHBoxLayout()
        head.addWidget(self.day_title, 1)
        head.addWidget(self.pill)
        card.column.addLayout(head)
        self.reason = text("", "sub", wrap=True)
        card.column.addWidget(self.reason)
        card.column.addWidget(line())
        self.form = QWidget()
        form = QVBoxLayout(self.form)
        form.setContentsMargins(0, 0, 0, 0)
        self.kind = combo(book.KINDS.items())
        self.label, self.act = QLineEdit(), QLineEdit()
        self.act_field = Field(
            "&Acto que lo ordena", self.act, required=True, help_text="Como Resolución 04127 del 17/11/2026"
        )
        form.addWidget(Field("El día se&rá", self.kind))
        form.addWidget(self.act_field)
        form.addWidget(Field("Nombre del día", self.label))
        self.kind.activated.connect(self._ask_effect)
        card.column.addWidget(self.form)
        self.effect = QVBoxLayout()
        card.column.addLayout(self.effect)
        card.column.addWidget(text("Por aprobar", "strong"))
        self.pending = QVBoxLayout()
        card.column.addLayout(self.pending)
        card.column.addStretch(1)
        card.column.addWidget(line())
        card.column.addWidget(
            text("Otro administrador debe aprobarlo; hasta entonces nada se recalcula.", "help", wrap=True)
        )
        row = QHBoxLayout()
        self.propose = button("Proponer el cambio", "primary", icon_name="calendar-check", act=self.send)
        shortcut("F9", self, self.propose.click)
        row.addWidget(self.propose, 1)
        row.addWidget(KeyCap("F9"))
        card.column.addLayout(row)
        may = self._context.has_role("admin")
        self.form.setVisible(may)
        self.propose.setVisible(may)
        return card

    def activate(self) -> None:
        self.reload()
        self.grid.setFocus()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (("← → ↑ ↓", "día"), ("RePág AvPág", "mes"), ("F9", "proponer"))

    def commands(self) -> Sequence[PaletteEntry]:
        return (PaletteEntry("calendar-check", "Proponer un cambio del calendario", "Administrar", self.send, "F9"),)

    def _year(self, by: int) -> None:
        day = self.grid.day
        self.grid.go_to(dt.date(day.year + by, day.month, min(day.day, 28)))

    def reload(self) -> None:
        """Read the year and the changes."""
        database, year = self._context.database, self.grid.year
        self.shell.background.run(
            lambda: book.read_book(database, year),
            show=self._show,
            fail=self.shell.report,
            key="administration.calendar",
            owner=self,
        )

    def _show(self, found: CalendarBook) -> None:
        self._book = found
        off = {day.day: day.label for day in found.days}
        waiting = frozenset(change.day for change in found.changes if change.decision is None)
        self.grid.set_days(off, waiting)
        year = self.grid.year
        first = dt.date(year, 1, 1)
        every = (first + dt.timedelta(days=n) for n in range((dt.date(year + 1, 1, 1) - first).days))
        working = sum(1 for day in every if day.weekday() < 5 and day not in off)
        self.title.setText(f"Calendario {year}")
        self.counts.setText(f"{formats.plural(len(off), 'día no hábil', 'días no hábiles')} · {working} días hábiles")
        self._pending()
        self._describe(self.grid.day)

    def _pending(self) -> None:
        _empty(self.pending)
        waiting = [change for change in self._book.changes if change.decision is None]
        if not waiting:
            self.pending.addWidget(text("Ningún cambio espera aprobación.", "sub", wrap=True))
        for change in waiting:
            self.pending.addWidget(self._waiting(change))

    def _waiting(self, change: CalendarChange) -> QWidget:
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 2, 0, 6)
        column.setSpacing(3)
        column.addWidget(text(f"{formats.date(change.day)} · {book.KINDS[change.kind]}", "strong", wrap=True))
        column.addWidget(text(f"{change.legal_act} · lo propuso {change.proposer}", "help", wrap=True))
        mine = change.proposed_by == self._context.access.person.person_id
        row = QHBoxLayout()
        for words, approve in (("Aprobar", True), ("Rechazar", False)):
            made = button(words, "" if approve else "quiet", act=partial(self.decide, change, approve=approve))
            made.setAccessibleName(f"{words} el cambio del {formats.date(change.day)}")
            made.setEnabled(not mine and self._context.has_role("admin"))
            row.addWidget(made)
        if mine:
            row.addWidget(text("Lo aprueba otra persona.", "help", wrap=True))
        row.addStretch(1)
        column.addLayout(row)
        return both

    def _day_chosen(self, day: dt.date) -> None:
        if not self._book.days or self._book.days[0].day.year != day.year:
            self.reload()
        self._describe(day)

    def _describe(self, day: dt.date) -> None:
        found = next((each for each in self._book.days if each.day == day), None)
        self.day_title.setText(formats.long_date(day).capitalize())
        weekend = day.weekday() > 4
        self.pill.set(
            *(("No hábil", "danger") if found else ("Fin de semana", "neutral") if weekend else ("Hábil", "good"))
        )
        self.reason.setText(f"{found.label}. {found.legal_act}." if found else "")
        self.kind.setCurrentIndex(self.kind.findData("working" if found else "closure"))
        self._change = uuid4()
        self.act_field.set_error("")
        self._ask_effect()

    def _ask_effect(self, *_: object) -> None:
        _empty(self.effect)
        if not self._context.has_role("admin"):
            return
        database, day, kind = self._context.database, self.grid.day, str(self.kind.currentData())
        self.shell.background.run(
            lambda: book.effect(database, day, kind),
            show=self._show_effect,
            fail=self.shell.report,
            key="administration.calendar.effect",
            owner=self,
        )

    def _show_effect(self, found: ChangeEffect) -> None:
        _empty(self.effect)
        self.effect.addWidget(text("Efecto si se aprueba", "strong"))
        if not found.cases:
            self.effect.addWidget(text("Ninguna petición abierta cambia de fecha.", "sub", wrap=True))
            return
        self.effect.addWidget(
            Check("info", formats.plural(found.cases, "petición cambia", "peticiones cambian") + " de fecha")
        )
        for label, old, new in found.sample[:3]:
            words = f"{label}: {formats.date(old) if old else '—'} → {formats.date(new) if new else '—'}"
            self.effect.addWidget(text(words, "sub", wrap=True))
        if found.overdue:
            self.effect.addWidget(Check("danger", formats.plural(found.overdue, "queda vencida", "quedan vencidas")))
        if found.with_letter:
            title = formats.plural(found.with_letter, "ya tiene carta", "ya tienen carta")
            self.effect.addWidget(Check("warn", title, "Conservan la fecha más corta."))

    def send(self) -> None:
        """Propose the change of the chosen day."""
        database, day, change = self._context.database, self.grid.day, self._change
        kind, label, act = str(self.kind.currentData()), self.label.text(), self.act.text()
        self.shell.background.write(
            lambda: book.propose(database, day, kind, label, act, change_id=change),
            show=lambda _id: self._done(
                f"Propuesto para el {formats.date(day)}. Falta que otro administrador lo apruebe."
            ),
            fail=self._refused,
            owner=self,
        )

    def decide(self, change: CalendarChange, *, approve: bool) -> None:
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
        self.act.clear()
        self.label.clear()
        self._change = uuid4()
        self.shell.say(words)
        self._context.changes.arrived.emit(None)
        self.reload()

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, InvalidInput) or (isinstance(error, RefusedStep) and error.field == "legal_act"):
            assert isinstance(error, PqrError)
            self.act_field.set_error(error.user_message)
            self.act.setFocus()
        elif isinstance(error, RefusedStep):
            self.strip.say(error.user_message)
        else:
            self.shell.report(error)


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        old = item.widget()
        if old is not None:
            old.hide()
            old.deleteLater()
