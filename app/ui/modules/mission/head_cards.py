"""Cards of Control › Por área: longer terms for many requests, what became of each, and who heads the area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox, QSpinBox, QWidget

from app.services.trays.area_heads import WHICH, WHY_NOT, AreaHead, Extended
from app.services.trays.escalations import AreaFigures
from app.ui import formats
from app.ui.trays.act_card import ActCard
from app.ui.trays.analysis.legal.writing import long_text
from app.ui.trays.case_head import number_words
from app.ui.widgets import Check, Field, text

#: Rows of an outcome that are shown one by one; the rest is a figure.
_SHOWN = 40


class LongerCard(ActCard):
    """`act` gets which requests, days and reason."""

    def __init__(self, parent: QWidget, area: AreaFigures, act: Callable[[str, int, str], object]) -> None:
        words = f"{area.area}: {formats.plural(area.sent, 'pendiente', 'pendientes')}, {area.overdue} vencidos."
        super().__init__(parent, "Ampliar plazos del área", words, "Ampliar los plazos")
        self._act = act
        self.which, self.days = QComboBox(), QSpinBox()
        for key, title in WHICH.items():
            self.which.addItem(title, key)
        self.days.setRange(1, 15)
        self.days.setValue(2)
        self.reason = long_text("", 76)
        self.body.addWidget(Field("&Cuáles", self.which, required=True))
        self.body.addWidget(Field("&Días hábiles más", self.days, required=True))
        self.body.addWidget(Field("&Por qué", self.reason, required=True))
        help_text = "Una vez por vuelta. El que dejaría a la persona sin respuesta en término no se amplía, y se dice."
        self.body.addWidget(text(help_text, "help", wrap=True))
        self.first = self.which

    def accept(self) -> None:
        """Do it; who carries it out says what is missing."""
        self._act(self.which.currentData(), self.days.value(), self.reason.toPlainText())


class OutcomeCard(ActCard):
    """What became of each request, those that kept their term first."""

    def __init__(self, parent: QWidget, area: str, rows: Sequence[Extended]) -> None:
        done = sum(not each.outcome for each in rows)
        words = f"{area}: {formats.plural(done, 'ampliado', 'ampliados')} de {formats.number(len(rows))}."
        super().__init__(parent, "Resultado por caso", words, "Entendido", width=600)
        for reason, count in Counter(each.outcome for each in rows if each.outcome).most_common():
            title = formats.plural(count, "conserva su plazo", "conservan su plazo")
            self.body.addWidget(Check("warn", title, WHY_NOT.get(reason, reason)))
        for each in sorted(rows, key=lambda row: not row.outcome)[:_SHOWN]:
            said = WHY_NOT.get(each.outcome, "") if each.outcome else f"Hasta el {formats.date(each.new_due)}"
            self.body.addWidget(Check("warn" if each.outcome else "good", number_words(each.label), said))
        if len(rows) > _SHOWN:
            self.body.addWidget(text(f"Y {formats.number(len(rows) - _SHOWN)} más, cada uno en su caso.", "help"))
        if not rows:
            self.body.addWidget(text("Ningún escalamiento del área estaba en ese grupo.", "help"))

    def accept(self) -> None:
        """Read."""
        self.close_overlay()


class HeadCard(ActCard):
    """Who is told at the third return and when something is overdue; `act` gets the person."""

    def __init__(
        self,
        parent: QWidget,
        area: str,
        people: Sequence[tuple[int, str]],
        now: AreaHead | None,
        act: Callable[[int], object],
    ) -> None:
        super().__init__(parent, "Jefe del área", f"{area}: se le avisa la tercera vuelta y lo vencido.", "Guardar")
        self._act = act
        self.person = QComboBox()
        for key, name in people:
            self.person.addItem(name, key)
        if now is not None:
            self.person.setCurrentIndex(max(0, self.person.findData(now.person_id)))
        self.body.addWidget(Field("&Persona", self.person, required=True))
        if not people:
            self.body.addWidget(text("El área no tiene personas activas. Regístrelas en Personas.", "help", wrap=True))
            self.go.setEnabled(False)
        self.first = self.person

    def accept(self) -> None:
        """Name that person."""
        if self.person.currentData() is not None:
            self._act(self.person.currentData())
