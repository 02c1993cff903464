"""The chosen day: what it is and why, the change to propose with its act, its effect, and what waits for approval."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.administration.calendar import KINDS, CalendarChange, ChangeEffect, NonWorkingDay
from app.ui import formats
from app.ui.modules.intake.form import combo
from app.ui.style import scaled
from app.ui.widgets import Card, Check, Field, KeyCap, Pill, button, line, text


class DayCard(Card):
    """`decided` carries (change, approve); nothing is written here."""

    propose_asked = Signal()
    kind_changed = Signal()
    decided = Signal(object, bool)

    def __init__(self, *, may_change: bool) -> None:
        super().__init__(margin=14, spacing=7)
        self._may = may_change
        self.setFixedWidth(scaled(380))
        head = QHBoxLayout()
        self.title, self.pill = text("", "heading", wrap=True), Pill("Hábil", "neutral")
        head.addWidget(self.title, 1)
        head.addWidget(self.pill)
        self.column.addLayout(head)
        self.reason = text("", "sub", wrap=True)
        self.column.addWidget(self.reason)
        self.column.addWidget(line())
        self.form = self._form()
        self.column.addWidget(self.form)
        self.effect, self.pending = QVBoxLayout(), QVBoxLayout()
        self.column.addLayout(self.effect)
        self.column.addWidget(text("Por aprobar", "strong"))
        self.column.addLayout(self.pending)
        self.column.addStretch(1)
        self.column.addWidget(line())
        words = "Otro administrador debe aprobarlo; hasta entonces nada se recalcula."
        self.column.addWidget(text(words, "help", wrap=True))
        row = QHBoxLayout()
        self.propose = button("Proponer el cambio", "primary", icon_name="calendar-check", act=self.propose_asked.emit)
        row.addWidget(self.propose, 1)
        row.addWidget(KeyCap("F9"))
        self.column.addLayout(row)
        self.form.setVisible(may_change)
        self.propose.setVisible(may_change)

    def _form(self) -> QWidget:
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        self.kind = combo(KINDS.items())
        self.kind.activated.connect(self.kind_changed)
        self.label, self.act = QLineEdit(), QLineEdit()
        self.act_field = Field(
            "&Acto que lo ordena", self.act, required=True, help_text="Como Resolución 04127 del 17/11/2026"
        )
        column.addWidget(Field("El día se&rá", self.kind))
        column.addWidget(self.act_field)
        column.addWidget(Field("Nombre del día", self.label))
        return both

    def show_day(self, day: dt.date, found: NonWorkingDay | None) -> None:
        """Describe a day and offer the change that makes sense."""
        self.title.setText(formats.long_date(day).capitalize())
        if found is not None:
            self.pill.set("No hábil", "danger")
        elif day.weekday() > 4:
            self.pill.set("Fin de semana", "neutral")
        else:
            self.pill.set("Hábil", "good")
        self.reason.setText(f"{found.label}. {found.legal_act}." if found else "")
        self.kind.setCurrentIndex(self.kind.findData("working" if found else "closure"))
        self.act_field.set_error("")

    def show_effect(self, found: ChangeEffect | None) -> None:
        """What approving would do, as the server computed it; None while it is being computed."""
        _empty(self.effect)
        self.effect.addWidget(text("Efecto si se aprueba", "strong"))
        if found is None:
            self.effect.addWidget(text("Contando las peticiones que cambian de fecha…", "sub", wrap=True))
            return
        if not found.cases:
            self.effect.addWidget(text("Ninguna petición abierta cambia de fecha.", "sub", wrap=True))
            return
        words = formats.plural(found.cases, "petición cambia", "peticiones cambian")
        self.effect.addWidget(Check("info", f"{words} de fecha"))
        for label, old, new in found.sample[:3]:
            words = f"{label}: {formats.date(old) if old else '—'} → {formats.date(new) if new else '—'}"
            self.effect.addWidget(text(words, "sub", wrap=True))
        if found.overdue:
            self.effect.addWidget(Check("danger", formats.plural(found.overdue, "queda vencida", "quedan vencidas")))
        if found.with_letter:
            title = formats.plural(found.with_letter, "ya tiene carta", "ya tienen carta")
            self.effect.addWidget(Check("warn", title, "Conservan la fecha más corta."))

    def show_pending(self, changes: Sequence[CalendarChange], me: int) -> None:
        """Changes that wait; whoever proposed one does not approve it."""
        _empty(self.pending)
        if not changes:
            self.pending.addWidget(text("Ningún cambio espera aprobación.", "sub", wrap=True))
        for change in changes:
            self.pending.addWidget(self._waiting(change, mine=change.proposed_by == me))

    def _waiting(self, change: CalendarChange, *, mine: bool) -> QWidget:
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 2, 0, 6)
        column.setSpacing(3)
        column.addWidget(text(f"{formats.date(change.day)} · {KINDS[change.kind]}", "strong", wrap=True))
        column.addWidget(text(f"{change.legal_act} · lo propuso {change.proposer}", "help", wrap=True))
        row = QHBoxLayout()
        for words, approve in (("Aprobar", True), ("Rechazar", False)):
            made = button(words, "" if approve else "quiet", act=partial(self.decided.emit, change, approve))
            made.setAccessibleName(f"{words} el cambio del {formats.date(change.day)}")
            made.setEnabled(self._may and not mine)
            row.addWidget(made)
        if mine:
            row.addWidget(text("Lo aprueba otra persona.", "help", wrap=True))
        row.addStretch(1)
        column.addLayout(row)
        return both

    def clear(self) -> None:
        """After a proposal: nothing of it stays in the form."""
        self.act.clear()
        self.label.clear()
        self.act_field.set_error("")


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        old = item.widget()
        if old is not None:
            old.hide()
            old.deleteLater()
