"""Batches under way and finished: how far each is, what became of each letter, stop, go on, give up."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from app import clock
from app.services.bulk import run
from app.services.bulk.run import Batch, BatchRow
from app.services.command import decide
from app.services.drafting import library
from app.services.drafting.library import ApprovedText
from app.services.perform import Outcome
from app.services.verbs.draft_in_bulk import DraftAlone
from app.ui import formats
from app.ui.modules.bulk.batch_card import STATES, BatchCard
from app.ui.modules.bulk.columns import batch_model
from app.ui.modules.bulk.preview import RowPreview
from app.ui.modules.bulk.row_list import RowList
from app.ui.modules.bulk.runner import Runner
from app.ui.modules.loading import list_failed
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.style import scaled
from app.ui.viewer.viewer import DocumentViewer
from app.ui.widgets import EmptyState, Question, Strip, side_by_side, text

_FILTERS = (
    ("all", "Todas"), ("failed", "Con falla"), ("moved", "Por otro camino"), ("waiting", "En cola"),
    ("drafted", "Proyectadas"),
)  # fmt: skip
#: How often the letters of a batch under way, here or in another window, are read again.
_WATCH_MS = 3_000
Answer = tuple[list[Batch], Batch | None, list[BatchRow], list[ApprovedText]]


class BatchView(QWidget):
    """`counted` carries how many batches still have letters waiting."""

    counted = Signal(int)
    #: The failures are on their way to Proyección: a second click would send them again.
    _passing = False
    #: The batch whose letters are shown.
    _shown: UUID | None = None

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        self.runner = Runner(shell, context, self)
        self.batches: list[Batch] = []
        self.rows: list[BatchRow] = []
        self._texts: Sequence[ApprovedText] = ()
        self._wanted: UUID | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.box = QComboBox()
        self.box.setAccessibleName("Lote de proyección masiva")
        self.box.activated.connect(self._pick)
        column.addWidget(self.box)
        self.left_out = Strip("warn", "warning-fill", closable=True)
        column.addWidget(self.left_out)
        self.card = BatchCard(self.runner.stop, self.resume, self.ask_cancel, self.pass_failures)
        column.addWidget(self.card)
        split = side_by_side()
        empty = EmptyState("stack", "Sin cartas", "Elija otro filtro, o empiece un lote en Por revisar.")
        model = batch_model(context.calendar)
        self.list = RowList(_FILTERS, lambda row: row.state, model, "Cartas del lote", empty, self.reload)
        self.pane = self.list.pane
        self.pane.noun = ("carta", "cartas")
        self.pane.order_words = "las fallas van primero"
        split.addWidget(self.list)
        self.viewer = DocumentViewer(context.background)
        self.viewer.bar_left.addWidget(text("Carta de la fila", "strong"))
        split.addWidget(self.viewer)
        split.setStretchFactor(0, 1)
        split.setSizes([scaled(850), scaled(400)])
        column.addWidget(split, 1)
        self.preview = RowPreview(self.viewer, shell, context)
        self.pane.table.current_changed.connect(self._show_letter)
        self.runner.changed.connect(lambda *how: self.card.show_progress(self._batch(), *how))
        self.runner.ended.connect(lambda _tally: self.reload())
        self._watch = QTimer(self, singleShot=True, interval=_WATCH_MS)
        self._watch.timeout.connect(self.reload)

    def _batch(self) -> Batch | None:
        return next((each for each in self.batches if each.batch_id == self._wanted), None)

    def open_batch(self, batch_id: UUID, told: str = "") -> None:
        """Show a batch and begin to draft it; `told` stays on screen until it is closed."""
        self._wanted = batch_id
        self.left_out.setVisible(bool(told))
        if told:
            self.left_out.say(html.escape(told))
        self.runner.start(batch_id)
        self.reload()

    def reload(self) -> None:
        """Read the batches, and the letters of the one on screen."""
        database, wanted, texts = self._context.database, self._wanted, self._texts

        def read() -> Answer:
            found = run.read_batches(database)
            chosen = next((b for b in found if b.batch_id == wanted), found[0] if found else None)
            rows = run.read_batch_rows(database, chosen.batch_id) if chosen else []
            return found, chosen, rows, list(texts) or library.read_library(database)

        self._context.background.run(
            read, show=self._show, fail=self._could_not, key=("bulk-batches", id(self)), owner=self
        )

    def _could_not(self, error: BaseException) -> None:
        if self.runner.retry.isActive():
            self.card.detail.setText("sin conexión: sigue por sí mismo al volver la red; ninguna carta se repite")
        else:
            list_failed(self.list.pane, self._shell)(error)
            if self._shown is not None:
                # The list stays: the box names what it shows.
                self._wanted = self._shown
                self.box.setCurrentIndex(self.box.findData(self._shown))

    def _show(self, answer: Answer) -> None:
        self.batches, batch, self.rows, self._texts = answer
        self.counted.emit(sum(1 for each in self.batches if each.left))
        self.box.clear()
        for each in self.batches:
            when = formats.moment(each.started_at.astimezone(clock.BOGOTA))
            self.box.addItem(f"{each.title} · {when} · {STATES[each.state]}", each.batch_id)
        if batch is not None:
            self._wanted = self._shown = batch.batch_id
            self.box.setCurrentIndex(self.batches.index(batch))
        here = self.runner.running and batch is not None and self.runner.batch_id == batch.batch_id
        if batch is not None and batch.run_id is not None and batch.run_id == self.runner.run_id:
            batch = replace(batch, run_by=None)
        self.card.show_batch(batch, running_here=here)
        self.list.set_rows(self.rows)
        if here or (batch is not None and batch.run_by is not None and self.isVisible()):
            self._watch.start()

    def _show_letter(self, row: BatchRow | None) -> None:
        batch = self._batch()
        if row is None or batch is None:
            self.preview.show_case(None, "", None)
        elif row.state == "drafted":
            self.preview.show_drafted(batch.batch_id, row.case_id, row.label)
        elif row.state == "moved":
            self.preview.explain(row.label, row.words)
        else:
            self.preview.show_case(row.case_id, row.label, batch.texts(self._texts))

    def _pick(self, at: int) -> None:
        self._wanted = self.box.itemData(at)
        self.reload()

    def resume(self) -> None:
        """F9: draft what waits, and try the failed ones again."""
        if self._wanted is not None and self.card.go.isVisibleTo(self) and self.card.go.isEnabled():
            self.runner.start(self._wanted)
            self.reload()

    def pass_failures(self) -> None:
        """The letters that failed get their reply by hand (activity 17)."""
        rows = [row for row in self.rows if row.state == "failed"]
        verb, performer = DraftAlone(), self._context.performer
        commands = [decide(row, verb.activity, verb.outcome, verb.payload()) for row in rows]
        if commands and not self._passing:
            self._passing = True
            self._context.background.write(
                lambda: performer.perform_many(commands),
                show=self._passed,
                fail=self._shell.report,
                finished=self._done_passing,
                owner=self,
            )

    def _done_passing(self) -> None:
        self._passing = False

    def _passed(self, outcomes: Sequence[Outcome]) -> None:
        self._shell.say(passed_words(outcomes))
        self.reload()

    def ask_cancel(self) -> None:
        """Give up the letters that wait; those drafted stay."""
        batch = self._batch()
        if batch is None:
            return
        left = formats.plural(batch.left, "carta", "cartas")
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


def passed_words(outcomes: Sequence[Outcome]) -> str:
    """How many cases went on to be answered one by one."""
    done = sum(1 for each in outcomes if each.refusal is None)
    rest = f"; {len(outcomes) - done} no pasaron" if done < len(outcomes) else ""
    return f"{formats.plural(done, 'caso pasó', 'casos pasaron')} a Proyección individual{rest}"
