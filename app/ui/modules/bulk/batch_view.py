"""Batches under way and finished: how far each is, what became of each letter, stop, go on, give up."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QProgressBar, QSplitter, QVBoxLayout, QWidget

from app import clock
from app.services.bulk import run
from app.services.bulk.run import Batch, BatchRow
from app.ui import formats
from app.ui.modules.bulk.columns import batch_model
from app.ui.modules.bulk.preview import RowPreview
from app.ui.modules.bulk.runner import Runner
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.style import scaled
from app.ui.table import TablePane
from app.ui.viewer.viewer import DocumentViewer
from app.ui.widgets import Card, Chip, EmptyState, FilterChips, Question, button, text

_FILTERS = (("all", "Todas"), ("failed", "Con falla"), ("waiting", "En cola"), ("drafted", "Proyectadas"))
_STATES = {"running": "en curso", "done": "terminado", "cancelled": "cancelado"}


class BatchView(QWidget):
    """`counted` carries how many batches still have letters waiting."""

    counted = Signal(int)

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        self.runner = Runner(shell, context, self)
        self.batches: list[Batch] = []
        self.rows: list[BatchRow] = []
        self._wanted: UUID | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.box = QComboBox()
        self.box.setAccessibleName("Lote de proyección masiva")
        self.box.activated.connect(self._pick)
        column.addWidget(self.box)
        column.addWidget(self._make_progress())
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self._make_list())
        self.viewer = DocumentViewer(context.background)
        self.viewer.bar_left.addWidget(text("Carta de la fila", "strong"))
        split.addWidget(self.viewer)
        split.setStretchFactor(0, 1)
        split.setSizes([scaled(850), scaled(400)])
        column.addWidget(split, 1)
        self.preview = RowPreview(self.viewer, shell, context)
        self.pane.table.current_changed.connect(
            lambda row: self.preview.show_case(row.case_id if row else None, row.label if row else "", {})
        )
        self.runner.changed.connect(self._progress)
        self.runner.ended.connect(lambda _tally: self.reload())

    def _make_progress(self) -> Card:
        card = Card(margin=12, spacing=6)
        row = QHBoxLayout()
        self.title = text("", "heading")
        row.addWidget(self.title)
        self.detail = text("", "sub")
        row.addWidget(self.detail, 1)
        self.stop_button = button("Detener", icon_name="pause", tip="Ctrl+P", act=self.runner.stop)
        self.go = button("Reanudar", "primary", icon_name="play", act=self.resume)
        self.give_up = button("Cancelar las que faltan…", "quiet", act=self.ask_cancel)
        for each in (self.give_up, self.stop_button, self.go):
            row.addWidget(each)
        card.column.addLayout(row)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Avance del lote")
        card.column.addWidget(self.bar)
        self.figures = text("", "sub")
        card.column.addWidget(self.figures)
        return card

    def _make_list(self) -> Card:
        card = Card()
        self.chips = FilterChips([Chip(key, title) for key, title in _FILTERS])
        self.chips.chosen.connect(lambda _key: self._filter())
        inset = QHBoxLayout()
        inset.setContentsMargins(10, 8, 10, 4)
        inset.addWidget(self.chips)
        inset.addStretch(1)
        card.column.addLayout(inset)
        empty = EmptyState("stack", "Sin cartas", "Elija otro filtro, o empiece un lote en Por revisar.")
        self.pane = TablePane(batch_model(self._context.calendar), "Cartas del lote", empty, self.reload)
        self.pane.order_words = "las fallas van primero"
        card.column.addWidget(self.pane, 1)
        return card

    def open_batch(self, batch_id: UUID, *, start: bool) -> None:
        """Show a batch, and begin to draft it."""
        self._wanted = batch_id
        if start:
            self.runner.start(batch_id)
        self.reload()

    def reload(self) -> None:
        """Read the batches, and the letters of the one on screen."""
        database, wanted = self._context.database, self._wanted

        def read() -> tuple[list[Batch], Batch | None, list[BatchRow]]:
            found = run.read_batches(database)
            chosen = next((b for b in found if b.batch_id == wanted), found[0] if found else None)
            return found, chosen, run.read_batch_rows(database, chosen.batch_id) if chosen else []

        self._context.background.run(
            read, show=self._show, fail=self._could_not, key=("bulk-batches", id(self)), owner=self
        )

    def _could_not(self, error: BaseException) -> None:
        if self.runner.retry.isActive():
            self.detail.setText("sin conexión: sigue por sí mismo al volver la red; ninguna carta se repite")
        else:
            self._shell.report(error)

    def _show(self, answer: tuple[list[Batch], Batch | None, list[BatchRow]]) -> None:
        self.batches, batch, self.rows = answer
        self.counted.emit(sum(1 for each in self.batches if each.state == "running"))
        self.box.clear()
        for each in self.batches:
            when = formats.moment(each.started_at.astimezone(clock.BOGOTA))
            self.box.addItem(f"{each.title} · {when} · {_STATES[each.state]}", each.batch_id)
        if batch is not None:
            self._wanted = batch.batch_id
            self.box.setCurrentIndex(self.batches.index(batch))
        self._show_batch(batch)
        for key, _title in _FILTERS:
            self.chips.set_count(key, sum(1 for r in self.rows if key in ("all", r.state)))
        self._filter()

    def _show_batch(self, batch: Batch | None) -> None:
        running = self.runner.running and batch is not None and self.runner.batch_id == batch.batch_id
        left = batch.waiting + batch.failed if batch and batch.state == "running" else 0
        self.stop_button.setVisible(running)
        self.go.setVisible(bool(left) and not running)
        self.give_up.setVisible(bool(left) and not running)
        self.go.setText(f"\u2002Reanudar {formats.plural(left, 'carta', 'cartas')}")
        if batch is None:
            self.title.setText("Todavía no hay lotes")
            self.detail.setText("")
            self.figures.setText("")
            self.bar.setRange(0, 1)
            self.bar.setValue(0)
            return
        self.title.setText(f"{formats.number(batch.drafted)} de {formats.number(batch.letters)}")
        self.detail.setText(f"{_STATES[batch.state]} · {batch.started_by}")
        self.bar.setRange(0, max(1, batch.letters))
        self.bar.setValue(batch.drafted)
        self.figures.setText(
            f"<b>{batch.drafted}</b> proyectadas · <b>{batch.failed}</b> con falla · <b>{batch.waiting}</b> en cola"
            f" · <b>{batch.moved}</b> tomadas por otras personas"
        )

    def _progress(self, done: int, total: int, words: str) -> None:
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)
        self.title.setText(f"{formats.number(done)} de {formats.number(total)}")
        self.figures.setText(words)

    def _filter(self) -> None:
        wanted = self.chips.current()
        self.pane.set_rows([r for r in self.rows if wanted in ("all", r.state)])

    def _pick(self, at: int) -> None:
        self._wanted = self.box.itemData(at)
        self.reload()

    def resume(self) -> None:
        """F9: draft what waits, and try the failed ones again."""
        if self._wanted is not None and self.go.isVisibleTo(self):
            self.runner.start(self._wanted)
            self.reload()

    def ask_cancel(self) -> None:
        """Give up the letters that wait; those drafted stay."""
        batch = next((b for b in self.batches if b.batch_id == self._wanted), None)
        if batch is None:
            return
        left = formats.plural(batch.waiting + batch.failed, "carta", "cartas")
        question = Question(
            f"¿Cancelar {left}?",
            f"Cancelar {left}",
            subtitle="Vuelven a la lista de casos por proyectar.",
            facts=[("Se conservan", formats.plural(batch.drafted, "carta proyectada", "cartas proyectadas"))],
            dangerous=True,
        )
        database, batch_id = self._context.database, batch.batch_id
        background, report = self._context.background, self._shell.report
        self._shell.confirm(
            question,
            lambda: background.write(
                lambda: run.cancel(database, batch_id), show=lambda _none: self.reload(), fail=report, owner=self
            ),
        )
