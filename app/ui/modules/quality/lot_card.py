"""The middle of the lots: how the sample spreads over people and claims, and what risk it accepts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea

from app.services.quality import risk
from app.services.quality.interval import Interval, Share, interval
from app.services.quality.lots import Cell, Lot
from app.services.quality.risk import Plan
from app.ui import formats
from app.ui.modules.quality.curve import RiskCurve
from app.ui.modules.quality.lot_columns import short_title
from app.ui.modules.quality.matrix import Matrix, spread
from app.ui.style import scaled
from app.ui.widgets import Card, ElidedLabel, line, text

#: Qt's own limit: no limit.
_ANY = 16_777_215


def interval_words(found: Interval, tolerated: float) -> tuple[str, str, str]:
    """(tone, figure, sentence) of the share of faulty letters: «0,4 a 6,1 %»."""
    estimate, low, high = found.percents
    tone = "good" if high <= tolerated else "danger" if low > tolerated else "warn"
    if found.low == found.high:
        known = f"de las {formats.number(found.letters)} cartas tienen falla: se revisaron todas."
        return tone, f"{formats.decimal(estimate, 1)} %", known
    words = (
        f"de las {formats.number(found.letters)} cartas tienen falla (de {found.low} a {found.high}), con 95 % de"
        f" confianza; lo más probable, {formats.decimal(estimate, 1)} %."
    )
    return tone, f"{formats.decimal(low, 1)} a {formats.decimal(high, 1)} %", words


class LotCard(Card):
    """The middle: how the sample spreads, and the risk in plain words and drawn."""

    def __init__(self) -> None:
        super().__init__(margin=14, spacing=7)
        self.title, self.detail = ElidedLabel("", "heading"), text("", "sub", wrap=True)
        self.matrix, self.curve = Matrix(), RiskCurve()
        self.column.addWidget(self.title)
        self.column.addWidget(self.detail)
        # A lot of many people: the table scrolls, what it risks stays in view.
        self._spread = QScrollArea()
        self._spread.setWidget(self.matrix)
        self._spread.setWidgetResizable(True)
        for each in (self.matrix, self._spread.viewport()):
            each.setAutoFillBackground(False)
        self._spread.setFrameShape(QFrame.Shape.NoFrame)
        self._spread.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._spread.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.column.addWidget(self._spread, 3)
        self.column.addWidget(line())
        self._risk = text("Qué riesgo se acepta con esta muestra", "strong")
        self.column.addWidget(self._risk)
        row = QHBoxLayout()
        row.addWidget(self.curve, 4)
        self._sentences = QGridLayout()
        self._sentences.setColumnStretch(1, 1)
        row.addLayout(self._sentences, 5)
        self.column.addLayout(row, 1)
        self.column.addStretch(0)
        self.setMinimumWidth(scaled(330))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Narrow, the sentences need the room: the curve draws what they say.
        self.curve.setMaximumWidth(_ANY if self.width() >= scaled(390) else 0)

    def show_plan(self, lot: Lot, cells: Sequence[Cell], plan: Plan, tolerated: float, *, double: bool) -> None:
        """A lot to draw under a plan."""
        people = formats.plural(lot.authors, "persona", "personas")
        self.title.setText(f"{short_title(lot)} · {formats.long_date(lot.day)}")
        rest = "se revisan todas" if plan.reviews_all else f"salen <b>{plan.sample}</b>"
        marks = " Con ×2: nuevos o con falla reciente." if double and any(c.watch for c in cells) else ""
        by_one = "" if plan.reviews_all else " El sorteo puede mover una carta de casilla."
        self.detail.setText(f"{formats.plural(lot.letters, 'carta', 'cartas')} de {people}; {rest}.{marks}{by_one}")
        self.matrix.set_spread(spread(cells, plan.sample, double=double))
        self._spread.show()
        self.curve.set_plan(plan, tolerated)
        self._say(risk.sentences(plan, tolerated))

    def show_result(self, lot: Lot) -> None:
        """A lot that was drawn: what the reviews say so far."""
        when = formats.long_date(lot.day)
        if lot.is_closed:
            when = " a ".join(formats.date(each) for each in lot.period)
        self.title.setText(f"{short_title(lot)} · {when}")
        left = lot.sampled - lot.reviewed
        waits = f" {formats.plural(left, 'carta espera', 'cartas esperan')} su revisión." if left else ""
        word = "con falla" if lot.is_closed else "devuelta"
        faults = formats.plural(lot.faults, word, word if lot.is_closed else "devueltas")
        minor = formats.plural(lot.minor, "con notas menores", "con notas menores")
        self.detail.setText(f"{lot.reviewed} de {lot.sampled} revisadas: {faults}, {minor}.{waits}")
        self._spread.hide()
        plan = Plan(lot.letters, min(lot.sample_size or 0, lot.letters), lot.accept_number or 0)
        if lot.is_closed:
            # It lets nothing pass and stops nothing: there is no risk to accept, only a share to tell.
            self.curve.hide()
            self._say([])
            return
        self.curve.set_plan(plan, lot.tolerated or 2.5)
        self._say(risk.sentences(plan, lot.tolerated or 2.5))

    def show_interval(self, lot: Lot, shares: Sequence[Share]) -> None:
        """What the reviewed sample says of the whole lot, before what its plan risked."""
        found = interval(shares)
        plan = Plan(lot.letters, min(lot.sample_size or 0, lot.letters), lot.accept_number or 0)
        if found is not None:
            tolerated = lot.tolerated or 2.5
            rest = [] if lot.is_closed else risk.sentences(plan, tolerated)
            self._say([interval_words(found, tolerated), *rest])
            self._risk.setText("Qué dice la muestra del lote entero")

    def _say(self, sentences: Sequence[tuple[str, str, str]]) -> None:
        for row in range(self._sentences.rowCount()):
            self._sentences.setRowStretch(row, 0)
        while (item := self._sentences.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self._risk.setText("Qué riesgo se acepta con esta muestra")
        self._risk.setVisible(bool(sentences))
        for row, (tone, figure, words) in enumerate(sentences):
            head = text(figure, "strong")
            head.setProperty("tone", tone)
            self._sentences.addWidget(head, row, 0, Qt.AlignmentFlag.AlignTop)
            self._sentences.addWidget(text(words, "sub", wrap=True), row, 1, Qt.AlignmentFlag.AlignTop)
        self._sentences.setRowStretch(len(sentences), 1)
