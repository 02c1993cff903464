"""Calidad › Casos cerrados: the second sample, of letters that left: measured, nothing held (activity 18)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import uuid4

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSplitter, QVBoxLayout

from app.errors import PqrError
from app.services.administration.directors import read_areas
from app.services.quality import closed, lots
from app.services.quality.closed import Frame
from app.services.quality.interval import Share
from app.services.quality.lots import Drawn, Lot
from app.ui import formats
from app.ui.modules.quality.lot_card import LotCard
from app.ui.modules.quality.lot_columns import make_closed_model
from app.ui.page_context import PageContext
from app.ui.shell.appearance import remember_splitter
from app.ui.shell.page import Page, Shell
from app.ui.style import scaled
from app.ui.table import TablePane
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.widgets import EmptyState, Field, KeyCap, PanelCard, Pill, Question, button, text
from app.ui.widgets.a11y import shortcut

#: Days of the period that is proposed: those since the last monthly meeting (5.4).
_DAYS = 30


class ClosedPage(Page):
    """Second samples drawn, what each says, and the panel that draws one more."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        self._lot: Lot | None = None
        self.frame_found: Frame | None = None
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
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        for each in (self.pane, self.card, self._make_panel()):
            split.addWidget(each)
        split.setStretchFactor(1, 1)
        column.addWidget(split, 1)
        remember_splitter(split, "quality_closed", shell.settings, [scaled(400), scaled(540), scaled(320)])
        self.pane.table.current_changed.connect(self._chosen)
        self.pane.table.opened.connect(lambda _row: self._review())
        for keys, act in (("F9", self.ask), ("F2", self.first.setFocus), ("F5", self.reload)):
            shortcut(keys, self, act)

    def _make_panel(self) -> PanelCard:
        panel = PanelCard()
        panel.setMaximumWidth(scaled(420))
        row = QHBoxLayout()
        row.addWidget(text("Segunda muestra", "heading"))
        row.addStretch(1)
        row.addWidget(Pill("Actividad 18", "neutral"))
        panel.head.addLayout(row)
        words = "De casos cerrados: mide lo que salió. No retiene ni devuelve cartas."
        panel.head.addWidget(text(words, "sub", wrap=True))
        today = self._context.calendar.today
        last = today - dt.timedelta(days=1)
        self.first, self.last = DateEdit(today, last - dt.timedelta(days=_DAYS - 1)), DateEdit(today, last)
        for edit, name in ((self.first, "Cerrados desde"), (self.last, "Cerrados hasta")):
            edit.setAccessibleName(name)
            edit.editingFinished.connect(self._count)
            panel.body.addWidget(Field(name, edit))
        self.area = QComboBox()
        self.area.addItem("Todas las áreas", None)
        self.area.activated.connect(lambda _at: self._count())
        panel.body.addWidget(Field("Área que respondió", self.area))
        self.figure = text("", "heading", wrap=True)
        self.words = text("", "sub", wrap=True)
        panel.body.addWidget(self.figure)
        panel.body.addWidget(self.words)
        panel.body.addStretch(1)
        row = QHBoxLayout()
        self.draw = button("Sacar la segunda muestra", "primary", icon_name="shuffle", act=self.ask)
        row.addWidget(self.draw, 1)
        row.addWidget(KeyCap("F9", big=True))
        panel.foot.addLayout(row)
        self.review = button("Revisar las cartas", icon_name="seal-check", act=self._review)
        self.review.hide()
        panel.foot.addWidget(self.review)
        return panel

    def activate(self) -> None:
        """On screen: the samples and the period's count as they are now."""
        self.reload()
        self._count()
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
            fail=self._could_not,
            key=("closed-lots", id(self)),
            owner=self,
        )

    def _show(self, answer: tuple[list[Lot], list[tuple[int, str, str]]]) -> None:
        found, areas = answer
        self.pane.set_rows(sorted(found, key=lambda lot: lot.period, reverse=True))
        self.count_changed.emit(sum(1 for lot in found if lot.state == "in_review") or None)
        if self.area.count() == 1:
            for area_id, name, kind in areas:
                if kind == "mission":
                    self.area.addItem(name, area_id)

    def _chosen(self, lot: Lot | None) -> None:
        self._lot = lot
        self.review.setVisible(lot is not None and lot.state == "in_review")
        self.card.setVisible(lot is not None)
        if lot is None:
            return
        self.card.show_result(lot)
        database, lot_id = self._context.database, lot.lot_id
        if lot_id is None or lot.state != "measured":
            return

        def show(shares: list[Share] | None) -> None:
            if shares and self._lot is not None and self._lot.lot_id == lot_id:
                self.card.show_interval(lot, shares)

        self._context.background.run(
            lambda: lots.read_shares(database, lot_id),
            show=show,
            fail=self._shell.report,
            key=("closed-shares", id(self)),
            owner=self,
        )

    def _period(self) -> tuple[dt.date, dt.date] | None:
        first, last = self.first.day(), self.last.day()
        if first is None or last is None:
            return self._cannot("Escriba las dos fechas como dd/mm/aaaa.")
        if last < first:
            return self._cannot("El periodo termina antes de empezar. Corrija las fechas.")
        if last >= self._context.calendar.today:
            return self._cannot("El periodo debe terminar antes de hoy: lo de hoy todavía puede cambiar.")
        return first, last

    def _cannot(self, sentence: str) -> None:
        self.frame_found = None
        self.figure.setText("")
        self.words.setText(sentence)
        self.draw.setEnabled(False)

    def _count(self) -> None:
        period = self._period()
        if period is None:
            return
        database, area = self._context.database, self.area.currentData()
        self._context.background.run(
            lambda: closed.read_frame(database, *period, area),
            show=self._counted,
            fail=self._shell.report,
            key=("closed-frame", id(self)),
            owner=self,
        )

    def _counted(self, found: Frame) -> None:
        self.frame_found = found
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

    def ask(self) -> None:
        """F9: ask, then draw."""
        period, found = self._period(), self.frame_found
        if period is None or found is None or not self.draw.isEnabled():
            return
        question = Question(
            "¿Sacar la segunda muestra?",
            f"Sacar {formats.plural(found.sample, 'carta', 'cartas')}",
            subtitle="El sorteo de un periodo se hace una sola vez y su semilla queda guardada.",
            figure=str(found.sample),
            facts=[
                ("Periodo", f"{formats.date(period[0])} a {formats.date(period[1])}"),
                ("Casos cerrados", formats.number(found.letters)),
            ],
        )
        database, area, order = self._context.database, self.area.currentData(), uuid4()
        self._shell.confirm(
            question,
            lambda: self._context.background.write(
                lambda: closed.draw_closed(database, order, *period, area),
                show=self._drawn,
                fail=self._not_drawn,
                owner=self,
            ),
        )

    def _drawn(self, drawn: Drawn) -> None:
        self._shell.say(f"Salieron {drawn.sampled} de {drawn.letters} cartas. Semilla {drawn.seed[:8]}…, guardada.")
        self.reload()
        self._count()

    def _not_drawn(self, error: BaseException) -> None:
        self._shell.report(error)
        self._count()

    def _review(self) -> None:
        if self._lot is None or self._lot.lot_id is None:
            return
        page = self._shell.go("review")
        if page is not None and hasattr(page, "open_lot"):
            page.open_lot(self._lot.lot_id)

    def _could_not(self, error: BaseException) -> None:
        if isinstance(error, PqrError):
            self.pane.show_error(error.user_message)
        self._shell.report(error)
