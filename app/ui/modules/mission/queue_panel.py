"""When what is asked of an area now would come back; for a queue, its quotas and whom each makes late."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.services.legal_calendar import LegalCalendar
from app.services.trays.area_terms import TermChange
from app.services.trays.escalations import AreaFigures, Quota
from app.ui import formats
from app.ui.style import color, scaled
from app.ui.widgets import Card, Pill, button, line, text
from app.ui.widgets.cards import PanelCard


class _QuotaBar(QWidget):
    """Places taken, those that come back late for the citizen, and what is left of the quota."""

    def __init__(self, quota: Quota) -> None:
        super().__init__()
        self._quota = quota
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        late = f", {quota.late} después del plazo legal" if quota.late else ""
        self.setAccessibleName(f"{quota.places} de {quota.capacity} puestos{late}")

    def sizeHint(self) -> QSize:
        return QSize(scaled(160), scaled(14))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        full, tall = float(self.width()), float(self.height())
        painter.setBrush(color("sunken"))
        painter.drawRoundedRect(QRectF(0, 0, full, tall), 4, 4)
        taken = full * min(1.0, self._quota.places / self._quota.capacity)
        painter.setBrush(color("accent"))
        painter.drawRoundedRect(QRectF(0, 0, max(taken, 4.0), tall), 4, 4)
        if self._quota.late:
            late = max(3.0, full * self._quota.late / self._quota.capacity)
            painter.setBrush(color("danger"))
            painter.drawRoundedRect(QRectF(max(0.0, taken - late), 0, late, tall), 4, 4)


class QueuePanel(PanelCard):
    """Of the area chosen in the table."""

    #: Change the term or capacity of that area.
    term_asked = Signal(object)
    #: Remind that area of what is late or nearly.
    remind_asked = Signal(object)

    def __init__(self, legal: LegalCalendar) -> None:
        super().__init__()
        self._legal = legal
        row = QHBoxLayout()
        self.name = text("", "heading", wrap=True)
        self.kind = Pill("Plazo", "info")
        row.addWidget(self.name, 1)
        row.addWidget(self.kind)
        self.head.addLayout(row)
        self.how = text("", "sub", wrap=True)
        self.head.addWidget(self.how)
        promise = Card(margin=10, spacing=2)
        promise.column.addWidget(text("Lo que se escale ahora vuelve el", "help"))
        self.promise = text("", "heading", wrap=True)
        promise.column.addWidget(self.promise)
        self.body.addWidget(promise)
        self._quotas = QVBoxLayout()
        self._quotas.setSpacing(5)
        self.body.addLayout(self._quotas)
        self.late = text("", "sub", wrap=True)
        self.body.addWidget(self.late)
        self.body.addStretch(1)
        self.remind = button("Recordar al área", icon_name="bell", act=lambda: self.remind_asked.emit(self.area))
        self.reminded = text("", "help", wrap=True)
        self.foot.addWidget(self.reminded)
        self.foot.addWidget(self.remind)
        self.change = button("Cambiar plazo o capacidad…", act=lambda: self.term_asked.emit(self.area))
        self.changed = text("", "help", wrap=True)
        self.foot.addWidget(self.change)
        self.foot.addWidget(self.changed)
        self.area: AreaFigures | None = None

    def show_quotas(self, area: AreaFigures, quotas: Sequence[Quota]) -> None:
        """The queue of the area, if it is still the one shown."""
        if self.area is not None and self.area.area_id == area.area_id:
            self._clear()
            for quota in quotas:
                self._add(quota)

    def show_area(self, area: AreaFigures | None) -> None:
        """Show an area, or nothing."""
        self._clear()
        self.area = area
        self._show_reminder(area)
        self.show_changes(())
        self.change.setEnabled(area is not None)
        if area is None:
            self.name.setText("Sin área")
            self.how.setText("Elija un área de la tabla")
            self.promise.setText("")
            self.late.setText("")
            return
        self.name.setText(area.area)
        days = formats.plural(self._legal.days_left(area.promised_on) or 0, "día hábil", "días hábiles")
        self.promise.setText(f"{formats.long_date(area.promised_on)} · {days}")
        if area.queue_capacity:
            self.kind.set("Capacidad", "info")
            capacity, term = formats.number(area.queue_capacity), formats.plural(area.term_days, "día", "días")
            self.how.setText(f"Saca {capacity} cada {term} hábiles: no es un plazo, es una fila.")
        else:
            self.kind.set("Plazo", "info")
            term = formats.plural(area.term_days, "día hábil", "días hábiles")
            self.how.setText(f"Contesta en {term} (numeral 5.3).")
        if area.late_for_person:
            people = formats.plural(area.late_for_person, "persona tendría", "personas tendrían")
            self.late.setText(f"{people} respuesta fuera de término si el área usa todo su plazo.")
        else:
            self.late.setText("Nadie quedaría fuera de término.")

    def show_changes(self, changes: Sequence[TermChange]) -> None:
        """Who last changed the area's numbers, when and why."""
        last = next((each for each in changes if self.area is not None and each.area == self.area.area), None)
        self.changed.setVisible(last is not None)
        if last is not None:
            day = formats.date(last.changed_at.date())
            self.changed.setText(f"Lo cambió {last.changed_by} el {day}: {last.reason}")

    def _show_reminder(self, area: AreaFigures | None) -> None:
        """A reminder is a fact: it says when it was made, and whether the area has seen it."""
        words = ""
        if area is not None and area.reminded_at is not None:
            words = f"Se le recordó hoy a las {formats.clock(area.reminded_at)}."
        if area is not None and area.untold:
            words += f" {formats.plural(area.untold, 'aviso sin leer', 'avisos sin leer')}."
        self.reminded.setText(words.strip())
        self.reminded.setVisible(bool(words))
        self.remind.setEnabled(area is not None and area.sent > 0)

    def _add(self, quota: Quota) -> None:
        first = (quota.quota - 1) * quota.capacity + 1
        last = first + quota.places - 1
        row = QHBoxLayout()
        row.addWidget(text(formats.long_date(quota.returns_on), "strong"), 1)
        row.addWidget(text(f"puestos {formats.number(first)} a {formats.number(last)}", "help"))
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(_QuotaBar(quota))
        left = quota.capacity - quota.places
        words = f"Quedan {formats.number(left)} puestos en este cupo" if left else "Cupo lleno"
        if quota.late:
            words += f" · {formats.plural(quota.late, 'vuelve vencido', 'vuelven vencidos')}"
        column.addWidget(text(words, "help"))
        column.addWidget(line())
        self._quotas.addWidget(holder)

    def _clear(self) -> None:
        while (item := self._quotas.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
