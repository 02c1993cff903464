"""The plan of the sample: standard or proportion, tolerated faults, strata, and the seed that only the server makes."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout

from app.clock import BOGOTA
from app.services.quality.lots import Lot, Standing
from app.services.quality.risk import Plan
from app.ui import formats
from app.ui.modules.quality.standing_row import StandingRow
from app.ui.widgets import Field, KeyCap, PanelCard, Pill, SegmentedTabs, StepHeader, button, text
from app.ui.widgets.labels import IconLabel

TOLERATED = (0.65, 1.0, 1.5, 2.5, 4.0, 6.5)


class PlanPanel(PanelCard):
    """`plan_changed` when a choice changes; `draw_asked` on F9 or the button."""

    plan_changed = Signal()
    draw_asked = Signal()
    redraw_asked = Signal()
    review_asked = Signal()
    recall_asked = Signal()
    sheet_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout()
        self.title = text("Sacar la muestra", "heading")
        row.addWidget(self.title)
        row.addStretch(1)
        row.addWidget(Pill("Actividad 18", "neutral"))
        self.head.addLayout(row)
        words = "Antes de firmar: las cartas que salen quedan retenidas hasta el veredicto."
        self.head.addWidget(text(words, "sub", wrap=True))
        self._build_plan()
        self._build_strata()
        self._build_seed()
        self.body.addStretch(1)
        self._build_foot()
        self.clear()

    def _build_plan(self) -> None:
        self.body.addWidget(StepHeader(1, "Plan"))
        self.method = SegmentedTabs([("iso_2859_1", "NTC-ISO 2859-1"), ("proportion", "Proporción")], "Plan")
        self.method.chosen.connect(lambda _key: self.plan_changed.emit())
        self.body.addWidget(self.method)
        self.tolerated = QComboBox()
        for value in TOLERATED:
            self.tolerated.addItem(f"{formats.decimal(value, 2).rstrip('0').rstrip(',')} %", value)
        self.tolerated.setCurrentIndex(TOLERATED.index(2.5))
        self.tolerated.currentIndexChanged.connect(lambda _at: self.plan_changed.emit())
        self.body.addWidget(Field("N&CA (fallas que se toleran)", self.tolerated))
        self.figure = text("", "heading", wrap=True)
        self.body.addWidget(self.figure)
        self.accepts = text("", "", wrap=True)
        self.body.addWidget(self.accepts)
        self.other = text("", "help", wrap=True)
        self.body.addWidget(self.other)
        self.standing = StandingRow()
        self.body.addWidget(self.standing)
        self.reduced = QCheckBox("Usar la inspección reducida")
        self.reduced.toggled.connect(lambda _on: self.plan_changed.emit())
        self.body.addWidget(self.reduced)
        self.reduced.hide()

    def _build_strata(self) -> None:
        self.body.addWidget(StepHeader(2, "Estratos"))
        self.stratified = QCheckBox("Por agente y por tema")
        self.double = QCheckBox("Doble a nuevos y a quien tuvo falla")
        for box in (self.stratified, self.double):
            box.setChecked(True)
            box.toggled.connect(lambda _on: self.plan_changed.emit())
            self.body.addWidget(box)
        self.stratified.toggled.connect(self.double.setEnabled)

    def _build_seed(self) -> None:
        self.body.addWidget(StepHeader(3, "Semilla"))
        row = QHBoxLayout()
        row.addWidget(IconLabel("lock-simple", "text3", 16))
        words = (
            "La sortea el servidor al sacar la muestra y queda en el acta. Con ella cualquiera saca las mismas cartas."
        )
        self.seed = text(words, "help", wrap=True)
        row.addWidget(self.seed, 1)
        self.body.addLayout(row)

    def _build_foot(self) -> None:
        self.soon = text("", "sub", wrap=True)
        self.foot.addWidget(self.soon)
        row = QHBoxLayout()
        self.draw = button("Sacar la muestra", "primary", icon_name="shuffle", act=self.draw_asked.emit)
        row.addWidget(self.draw, 1)
        self._draw_key = KeyCap("F9", big=True)
        row.addWidget(self._draw_key)
        self.foot.addLayout(row)
        self.review = button("Revisar las cartas", "primary", icon_name="seal-check", act=self.review_asked.emit)
        self.foot.addWidget(self.review)
        words = "Revisar el lote completo"
        self.recall = button(words, "primary", icon_name="arrow-u-up-left", act=self.recall_asked.emit)
        self.foot.addWidget(self.recall)
        self.redraw = button("Sortear otra vez con la semilla", icon_name="shuffle", act=self.redraw_asked.emit)
        self.foot.addWidget(self.redraw)
        words = "Guardar la hoja del sorteo"
        self.sheet = button(words, "quiet", icon_name="download-simple", act=self.sheet_asked.emit)
        self.foot.addWidget(self.sheet)

    def clear(self) -> None:
        """No lot."""
        self.figure.setText("Elija un lote")
        for each in (self.accepts, self.other, self.soon):
            each.setText("")
        self.standing.clear()
        self.reduced.hide()
        self.draw.setEnabled(False)
        for order in (self.review, self.redraw, self.recall, self.sheet):
            order.hide()

    def show_to_draw(self, lot: Lot, letter: str, plan: Plan, other: Plan, standing: Standing) -> None:
        """The plan that the choices give for a lot to draw."""
        self._choices(enabled=True)
        of_letter = f" · letra {letter}, nivel II" if letter else ""
        self.figure.setText(f"{plan.sample} de {formats.plural(plan.size, 'carta', 'cartas')}{of_letter}")
        if plan.reviews_all:
            limit = (
                f"Acepta hasta {formats.plural(plan.accept, 'falla', 'fallas')}" if plan.accept else "No acepta fallas"
            )
            self.accepts.setText(f"Se revisan todas. {limit}.")
        else:
            faults = (
                f"Acepta hasta {formats.plural(plan.accept, 'falla', 'fallas')}" if plan.accept else "No acepta fallas"
            )
            self.accepts.setText(f"{faults}; con {plan.accept + 1} rechaza. Un error crítico rechaza.")
        words = "Por proporción (95 %, ±5 %)" if self.method.current() == "iso_2859_1" else "Por NTC-ISO 2859-1"
        self.other.setText(f"{words} serían {other.sample}.")
        self.reduced.setVisible(standing.may_be_reduced)
        self.standing.show_standing(standing, standing.used(self.reduced.isChecked()), recheck=lot.is_recheck)
        due = f"Aparte, {formats.plural(lot.due_soon, 'carta vence', 'cartas vencen')} al día hábil siguiente"
        self.soon.setText(f"{due}: se revisan todas y de primeras." if lot.due_soon else "")
        drawn = plan.size if plan.reviews_all else min(plan.sample, plan.size - lot.due_soon)
        self.draw.setText(f"\u2002Sacar muestra de {drawn}")
        self.draw.setEnabled(True)
        for order in (self.review, self.redraw, self.recall, self.sheet):
            order.hide()

    def show_drawn(self, lot: Lot) -> None:
        """The minutes of a lot that was drawn."""
        self._choices(enabled=False)
        letter = f" · letra {lot.code_letter}, nivel II" if lot.code_letter else ""
        self.figure.setText(f"{lot.sampled} de {formats.plural(lot.letters, 'carta', 'cartas')}{letter}")
        forced = f", {lot.forced_size} por vencimiento" if lot.forced_size else ""
        self.accepts.setText(f"{lot.sample_size} por sorteo{forced}. Acepta hasta {lot.accept_number}.")
        when = formats.moment(lot.drawn_at.astimezone(BOGOTA)) if lot.drawn_at else ""
        self.other.setText(f"Sacó la muestra {lot.drawn_by}, {when}.")
        self.standing.show_used(lot.inspection)
        self.reduced.hide()
        seed = lot.seed or ""
        # In groups of eight: a word of 64 letters would not fit in the panel.
        self.seed.setText(" ".join(seed[at : at + 8] for at in range(0, len(seed), 8)))
        self.title.setText("Acta de la muestra")
        stopped = "Las cartas del lote que nadie revisó no pueden firmarse: tráigalas y revíselas todas."
        left = lot.state == "rejected" and not lot.is_recheck and lot.sampled < lot.letters
        self.soon.setText(stopped if left else "")
        self.recall.setVisible(left)
        self.draw.setEnabled(False)
        self.review.setVisible(lot.state == "in_review" or lot.reviewed < lot.sampled)
        self.redraw.show()
        self.sheet.show()

    def _choices(self, *, enabled: bool) -> None:
        for each in (self.method, self.tolerated, self.stratified, self.double):
            each.setEnabled(enabled)
            each.setToolTip("" if enabled else "La muestra ya salió con este plan: no cambia.")
        self.draw.setVisible(enabled)
        self._draw_key.setVisible(enabled)
        if enabled:
            self.title.setText("Sacar la muestra")
            self.seed.setText("La sortea el servidor al sacar la muestra y queda en el acta. No se repite el sorteo.")
