"""Calidad › Casos cerrados: the second sample, of letters that left: measured, nothing held (activity 18)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from PySide6.QtWidgets import QVBoxLayout

from app.services.administration.directors import read_areas
from app.services.quality import closed, lots
from app.services.quality.lots import Drawn, Lot
from app.ui import formats
from app.ui.modules.loading import list_failed
from app.ui.modules.quality.closed_panel import ClosedPanel
from app.ui.modules.quality.lot_card import LotCard
from app.ui.modules.quality.lot_columns import make_closed_model
from app.ui.modules.quality.shares import ask_shares
from app.ui.modules.quality.to_review import review
from app.ui.page_context import PageContext
from app.ui.shell.appearance import remember_splitter
from app.ui.shell.page import Page, Shell
from app.ui.style import scaled
from app.ui.table import TablePane
from app.ui.widgets import EmptyState, Question, side_by_side
from app.ui.widgets.a11y import shortcut


class ClosedPage(Page):
    """Second samples drawn, what each says, and the panel that draws one more."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        self._lot: Lot | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        empty = EmptyState(
            "seal-check",
            "Aún no hay segundas muestras",
            "Elija un periodo a la derecha y saque la muestra: se revisan cartas de casos ya cerrados.",
        )
        self.pane = TablePane(make_closed_model(), "Segundas muestras", empty, self.reload)
        self.pane.noun = ("muestra", "muestras")
        self.pane.setMinimumWidth(scaled(250))
        self.card = LotCard()
        self.panel = ClosedPanel(context.background, context.database, context.calendar, shell.report)
        split = side_by_side(self.pane, self.card, self.panel)
        split.setStretchFactor(1, 1)
        column.addWidget(split, 1)
        remember_splitter(split, "quality_closed", shell.settings, [scaled(400), scaled(540), scaled(320)])
        self.pane.table.current_changed.connect(self._chosen)
        self.pane.table.opened.connect(lambda _row: self._review())
        self.panel.draw_asked.connect(self.ask)
        self.panel.review_asked.connect(self._review)
        for keys, act in (("F9", self.ask), ("F2", self.panel.first.setFocus), ("F5", self.reload)):
            shortcut(keys, self, act)

    def activate(self) -> None:
        """On screen: the samples and the period's count as they are now."""
        self.reload()
        self.panel.count()
        self.pane.table.setFocus()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        """Keys of the page."""
        return (("J K", "muestra"), ("F2", "periodo"), ("F9", "sacar la muestra"), ("Intro", "revisar"))

    def reload(self) -> None:
        """Read the samples, and the areas."""
        self.pane.show_loading()
        database = self._context.database
        self._context.background.run(
            lambda: (lots.read_lots(database, "closed"), read_areas(database)),
            show=self._show,
            fail=list_failed(self.pane, self._shell),
            key=("closed-lots", id(self)),
            owner=self,
        )

    def _show(self, answer: tuple[list[Lot], list[tuple[int, str, str]]]) -> None:
        found, areas = answer
        self.pane.set_rows(sorted(found, key=lambda lot: lot.period, reverse=True))
        self.count_changed.emit(sum(1 for lot in found if lot.state == "in_review") or None)
        if self.panel.area.count() == 1:
            for area_id, name, kind in areas:
                if kind == "mission":
                    self.panel.area.addItem(name, area_id)

    def _chosen(self, lot: Lot | None) -> None:
        self._lot = lot
        self.panel.review.setVisible(lot is not None and lot.state == "in_review")
        self.card.setVisible(lot is not None)
        if lot is None:
            return
        self.card.show_result(lot)
        ask_shares(self, self._shell, self._context, self.card, lot, lambda: self._lot)

    def ask(self) -> None:
        """F9: ask, then draw."""
        period, found = self.panel.period(), self.panel.found
        if period is None or found is None or not self.panel.draw.isEnabled() or not self.panel.has_reason():
            return
        question = Question(
            "¿Sacar la segunda muestra?",
            f"Sacar {formats.plural(found.sample, 'carta', 'cartas')}",
            subtitle="Queda escrito que usted abre estas cartas y por qué. Una por periodo y una al día.",
            figure=str(found.sample),
            facts=[
                ("Periodo", f"{formats.date(period[0])} a {formats.date(period[1])}"),
                ("Casos cerrados", formats.number(found.letters)),
                ("Motivo", self.panel.reason.text().strip()),
            ],
        )
        database, area, order = self._context.database, self.panel.area.currentData(), uuid4()
        reason = self.panel.reason.text()
        self._shell.confirm(
            question,
            lambda: self._context.background.write(
                lambda: closed.draw_closed(database, order, *period, area, reason),
                show=self._drawn,
                fail=self._not_drawn,
                owner=self,
            ),
        )

    def _drawn(self, drawn: Drawn) -> None:
        self._shell.say(f"Salieron {drawn.sampled} de {drawn.letters} cartas. Semilla {drawn.seed[:8]}…, guardada.")
        self.panel.reason.clear()
        self.reload()
        self.panel.count()

    def _not_drawn(self, error: BaseException) -> None:
        self._shell.report(error)
        self.panel.count()

    def _review(self) -> None:
        review(self._shell, self._lot)
