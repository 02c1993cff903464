"""The panel that draws a second sample: which days, which area, and how many letters that would be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit

from app.services.database import Database
from app.services.legal_calendar import LegalCalendar
from app.services.quality import closed
from app.services.quality.closed import Frame
from app.ui import formats
from app.ui.background import Background
from app.ui.style import scaled
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.widgets import Field, KeyCap, PanelCard, Pill, button, text

#: Days of the period that is proposed: those since the last monthly meeting (5.4).
_DAYS = 30
#: Letters of a reason, as the server asks.
_REASON = 20


class ClosedPanel(PanelCard):
    """`draw_asked` on F9 or the button; `found` is what the period holds, None while it can't be drawn."""

    draw_asked = Signal()
    review_asked = Signal()

    def __init__(
        self,
        background: Background,
        database: Database,
        calendar: LegalCalendar,
        report: Callable[[BaseException], None],
    ) -> None:
        super().__init__()
        self._background, self._database, self._calendar, self._report = background, database, calendar, report
        self.found: Frame | None = None
        self.setMaximumWidth(scaled(420))
        self._build_period()
        self._build_foot()

    def _build_period(self) -> None:
        row = QHBoxLayout()
        row.addWidget(text("Segunda muestra", "heading"))
        row.addStretch(1)
        row.addWidget(Pill("Actividad 18", "neutral"))
        self.head.addLayout(row)
        words = "De casos cerrados: mide lo que salió. No retiene ni devuelve cartas."
        self.head.addWidget(text(words, "sub", wrap=True))
        today = self._calendar.today
        last = today - dt.timedelta(days=1)
        self.first, self.last = DateEdit(today, last - dt.timedelta(days=_DAYS - 1)), DateEdit(today, last)
        for edit, name in ((self.first, "Cerrados desde"), (self.last, "Cerrados hasta")):
            edit.setAccessibleName(name)
            edit.editingFinished.connect(self.count)
            self.body.addWidget(Field(name, edit))
        self.area = QComboBox()
        self.area.addItem("Todas las áreas", None)
        self.area.activated.connect(lambda _at: self.count())
        self.body.addWidget(Field("Área que respondió", self.area))
        self.reason = QLineEdit()
        self.reason.setAccessibleName("Para qué se leen estas cartas")
        self.reason.setMaxLength(300)
        self.reason.setPlaceholderText("Reunión de calidad de noviembre: cartas de reparación")
        self.body.addWidget(Field("Para qué se leen estas cartas", self.reason, required=True))
        self.figure = text("", "heading", wrap=True)
        self.words = text("", "sub", wrap=True)
        self.body.addWidget(self.figure)
        self.body.addWidget(self.words)
        self.body.addStretch(1)

    def _build_foot(self) -> None:
        row = QHBoxLayout()
        self.draw = button("Sacar la segunda muestra", "primary", icon_name="shuffle", act=self.draw_asked.emit)
        row.addWidget(self.draw, 1)
        row.addWidget(KeyCap("F9", big=True))
        self.foot.addLayout(row)
        self.review = button("Revisar las cartas", icon_name="seal-check", act=self.review_asked.emit)
        self.review.hide()
        self.foot.addWidget(self.review)

    def period(self) -> tuple[dt.date, dt.date] | None:
        """The days written, or None after saying what is wrong with them."""
        first, last = self.first.day(), self.last.day()
        if first is None or last is None:
            self._cannot("Escriba las dos fechas como dd/mm/aaaa.")
            return None
        if last < first:
            self._cannot("El periodo termina antes de empezar. Corrija las fechas.")
            return None
        if last >= self._calendar.today:
            self._cannot("El periodo debe terminar antes de hoy: lo de hoy todavía puede cambiar.")
            return None
        return first, last

    def has_reason(self) -> bool:
        """Whether it is written what for; if not, says so and goes there."""
        if len(self.reason.text().strip()) >= _REASON:
            return True
        self.words.setText(f"Escriba para qué se leen estas cartas, con {_REASON} letras o más: queda en el registro.")
        self.reason.setFocus()
        return False

    def _cannot(self, sentence: str) -> None:
        self.found = None
        self.figure.setText("")
        self.words.setText(sentence)
        self.draw.setEnabled(False)

    def count(self) -> None:
        """Ask the server what the period holds."""
        period = self.period()
        if period is None:
            return
        database, area = self._database, self.area.currentData()
        self._background.run(
            lambda: closed.read_frame(database, *period, area),
            show=self._counted,
            fail=self._report,
            key=("closed-frame", id(self)),
            owner=self,
        )

    def _counted(self, found: Frame) -> None:
        self.found = found
        self.draw.setEnabled(found.letters > 0 and not found.drawn)
        self.figure.setText(f"{found.sample} de {formats.plural(found.letters, 'carta', 'cartas')}")
        if not found.letters:
            self.figure.setText("Ninguna carta")
            self.words.setText("En ese periodo no se cerró ningún caso con carta. Elija otros días u otra área.")
        elif found.drawn:
            self.words.setText("La muestra de ese periodo ya se sacó, entera o en parte. Está en la lista.")
        else:
            people = formats.plural(found.authors, "agente", "agentes")
            self.words.setText(f"De {people}. Alcanza para decir el porcentaje con 95 % de confianza y ±5 %.")
