"""Calidad › Lotes (activity 18): which lots wait, how the sample would spread, what it risks, and drawing it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout

from app.services.quality import lots
from app.services.quality.lots import Cell, Lot, Standing
from app.services.quality.risk import Plan
from app.ui.modules.loading import list_failed
from app.ui.modules.quality.drawing import Drawing
from app.ui.modules.quality.lot_card import LotCard
from app.ui.modules.quality.lot_columns import make_model, short_title
from app.ui.modules.quality.plan_panel import PlanPanel
from app.ui.modules.quality.shares import ask_shares
from app.ui.modules.quality.standing_row import warning
from app.ui.modules.quality.to_review import review
from app.ui.page_context import PageContext
from app.ui.shell.appearance import remember_splitter
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.style import scaled
from app.ui.table import TablePane
from app.ui.widgets import Chip, EmptyState, FilterChips, Strip, button, side_by_side, tool_button
from app.ui.widgets.a11y import INSIDE, shortcut

_GROUPINGS = (
    ("area", "Por área y día"),
    ("day", "Por día"),
    ("text", "Por plantilla y día"),
    ("author", "Por agente y día"),
)
#: A lot to draw with its cells, its code letter and plan, the size of the other plan, and where its series stands.
_Planned = tuple[Lot, list[Cell], tuple[str, Plan], Plan, Standing]
_FILTERS = (
    ("all", "Todos"),
    ("to_draw", "Por muestrear"),
    ("in_review", "En revisión"),
    ("accepted", "Aceptados"),
    ("rejected", "Rechazados"),
)


class LotsPage(Page):
    """Who draws the sample: Líder de Calidad."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        self._lots: list[Lot] = []
        self._cells: Sequence[Cell] = ()
        self._lot: Lot | None = None
        self._plan: Plan | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(8)
        self.strip = Strip("warn", "warning")
        column.addWidget(self.strip)
        column.addLayout(self._make_head())
        empty = EmptyState(
            "seal-check",
            "No hay cartas por muestrear",
            "Ningún lote tiene cartas. Cuando se envíe una respuesta, saldrá aquí.",
        )
        self.pane = TablePane(make_model(context.calendar), "Lotes de calidad", empty, self.reload)
        self.pane.setMinimumWidth(scaled(250))
        self.pane.noun = ("lote", "lotes")
        self.pane.order_words = "por la carta que vence primero"
        self.card, self.panel = LotCard(), PlanPanel()
        split = side_by_side(self.pane, self.card, self.panel)
        split.setStretchFactor(1, 1)
        column.addWidget(split, 1)
        remember_splitter(split, "quality_lots", shell.settings, [scaled(430), scaled(520), scaled(320)])
        self.drawing = Drawing(self, shell, context, self.panel)
        self._connect()

    def _make_head(self) -> QHBoxLayout:
        self.chips = FilterChips([Chip(key, title) for key, title in _FILTERS])
        self.chips.chosen.connect(lambda _key: self._filter())
        row = QHBoxLayout()
        self.grouping = QComboBox()
        for key, title in _GROUPINGS:
            self.grouping.addItem(title, key)
        self.grouping.setAccessibleName("Cómo se agrupan las cartas en lotes")
        self.grouping.activated.connect(lambda _at: self.reload())
        row.addWidget(self.grouping)
        row.addWidget(self.chips)
        row.addStretch(1)
        row.addWidget(tool_button("arrows-clockwise", "Actualizar", keys="F5", context=INSIDE, act=self.reload))
        return row

    def _connect(self) -> None:
        self.pane.table.current_changed.connect(self._chosen)
        self.pane.table.opened.connect(lambda _row: self.open_review())
        self.panel.plan_changed.connect(self._ask_plan)
        self.panel.draw_asked.connect(self._act)
        self.panel.redraw_asked.connect(lambda: self.drawing.redraw(self._lot))
        self.panel.recall_asked.connect(lambda: self.drawing.recall(self._lot, self.reload))
        self.panel.review_asked.connect(self.open_review)
        self.panel.sheet_asked.connect(lambda: self.drawing.save_sheet(self._lot))
        self._context.changes.arrived.connect(lambda _cases: self.reload() if self.isVisible() else None)
        orders: tuple[tuple[str, Callable[[], object]], ...] = (
            ("F9", self._act),
            ("F2", self.panel.tolerated.setFocus),
            ("F4", self.grouping.setFocus),
        )
        for keys, act in orders:
            shortcut(keys, self, act)

    def activate(self) -> None:
        """Lots change with every letter sent: always read again."""
        self.reload()
        self.pane.table.setFocus()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        """Keys of the page."""
        return (("J K", "lote"), ("F4", "agrupar"), ("F2", "plan"), ("F9", "sacar la muestra"), ("Intro", "revisar"))

    def commands(self) -> Sequence[PaletteEntry]:
        """Orders about the lot on screen."""
        if self._lot is None:
            return ()
        return (PaletteEntry("shuffle", "Sacar la muestra", short_title(self._lot), self._act, "F9"),)

    def reload(self) -> None:
        """Read the lots again."""
        self.pane.show_loading()
        database, grouping = self._context.database, str(self.grouping.currentData())
        self._context.background.run(
            lambda: lots.read_lots(database, grouping),
            show=self._show_lots,
            fail=list_failed(self.pane, self._shell),
            key=("lots", id(self)),
            owner=self,
        )

    def _show_lots(self, found: list[Lot]) -> None:
        self._lots = found
        for key, _title in _FILTERS:
            self.chips.set_count(key, sum(1 for lot in found if key in ("all", lot.state)))
        self.count_changed.emit(sum(1 for lot in found if lot.state == "to_draw"))
        self._filter()

    def _filter(self, wanted: str = "") -> None:
        if wanted:
            self.chips.choose(wanted)
        wanted = self.chips.current()
        self.pane.set_rows([lot for lot in self._lots if wanted in ("all", lot.state)])

    def _chosen(self, lot: Lot | None) -> None:
        self._lot, self._plan = lot, None
        self.strip.hide()
        self.hints_changed.emit()
        if lot is None:
            self.panel.clear()
        elif lot.state == "to_draw":
            self._ask_plan()
        else:
            self.panel.show_drawn(lot)
            self.card.show_result(lot)
            ask_shares(self, self._shell, self._context, self.card, lot, lambda: self._lot)

    def _ask_plan(self) -> None:
        lot = self._lot
        if lot is None or lot.state != "to_draw":
            return
        database, method = self._context.database, self.panel.method.current()
        tolerated = float(self.panel.tolerated.currentData())
        other = "proportion" if method == "iso_2859_1" else "iso_2859_1"

        reduced = self.panel.reduced.isChecked()

        def read() -> _Planned:
            cells, standing = lots.read_cells(database, lot.scope), lots.read_standing(database, lot.scope)
            used = standing.used(reduced)
            chosen = lots.plan_for(database, lot.letters, method, tolerated, used)
            if lot.is_recheck:
                chosen = "", Plan(lot.letters, lot.letters, 0)
            return lot, cells, chosen, lots.plan_for(database, lot.letters, other, tolerated, used)[1], standing

        self._context.background.run(
            read, show=self._show_plan, fail=self._shell.report, key=("lot-plan", id(self)), owner=self
        )

    def _show_plan(self, answer: _Planned) -> None:
        lot, cells, (letter, plan), other, standing = answer
        if self._lot is None or lot.key != self._lot.key:
            return
        self._cells, self._plan = cells, plan
        self.panel.show_to_draw(lot, letter, plan, other, standing)
        double = self.panel.stratified.isChecked() and self.panel.double.isChecked()
        self.card.show_plan(lot, cells, plan, float(self.panel.tolerated.currentData()), double=double)
        said = "" if lot.is_recheck else warning(short_title(lot), standing)
        self.strip.hide()
        if said:
            rejected = button("Ver los rechazados", "quiet", act=lambda: self._filter("rejected"))
            back = button("Ver las devueltas", act=lambda: self._shell.go("quality_returned"))
            self.strip.say(said, [rejected, back])

    def _act(self) -> None:
        """F9, and the panel's primary button: review a lot that was drawn, draw one that was not."""
        if self._lot is not None and self._lot.state == "in_review":
            self.open_review()
        else:
            self.drawing.ask(self._lot, self._plan, self.reload)

    def open_review(self) -> None:
        """Enter: review the letters of this lot."""
        review(self._shell, self._lot)
