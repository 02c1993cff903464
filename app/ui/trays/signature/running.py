"""A batch of signatures under way and its report: each letter with its four steps, in the order they are done."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSplitter, QVBoxLayout, QWidget

from app.clock import now
from app.services.signing import STEPS, BatchReport, Brake, LetterOutcome, Signer, State, Step
from app.ui import formats
from app.ui.background import Background, Context, Job
from app.ui.table import RowModel, TablePane
from app.ui.trays.case_head import PrimaryFoot
from app.ui.trays.signature.panel import Facts
from app.ui.trays.signature.rows import RUN_COLUMNS, STEP_TITLES, RunRow, SignRow
from app.ui.widgets import EmptyState, Pill, Strip, button, text
from app.ui.widgets.cards import PanelCard

_BAD = (State.FAILED, State.IN_DOUBT)


class RunView(QWidget):
    """Signs letters and shows each. `leave` goes back to the tray; `ended` hears the report of every run."""

    def __init__(
        self, background: Background, leave: Callable[[], object], ended: Callable[[BatchReport], object]
    ) -> None:
        super().__init__()
        self._background, self._leave, self._ended = background, leave, ended
        self._signer: Signer | None = None
        self._brake = Brake()
        self._events: deque[tuple[LetterOutcome, Step | None]] = deque()
        self._rows: dict[UUID, RunRow] = {}
        self._batch: list[UUID] = []
        self._started = 0.0
        self._job: Job[BatchReport] | None = None
        self._build()

    @property
    def running(self) -> bool:
        """Whether letters are being signed."""
        return self._job is not None and self._job.active

    def start(self, signer: Signer, who: str, rows: Sequence[SignRow]) -> None:
        """Sign these letters, one after another."""
        self._signer = signer
        self.who.setText(who)
        self._rows = {row.case_id: RunRow(row) for row in rows}
        self._run([row.case_id for row in rows])

    def retry(self) -> None:
        """Sign again only what did not end, or go back when everything did; while running, stop between letters."""
        if self.running:
            self.stop()
            return
        left = [key for key, row in self._rows.items() if not _is_signed(row)]
        if left:
            self._run(left)
        else:
            self._leave()

    def stop(self) -> None:
        """Stop after the letter under way."""
        if self.running and not self._brake.pressed:
            self._brake.pressed = True
            self.act.rest("Deteniendo al terminar la carta en curso…")

    def go_back(self) -> None:
        """Back to the tray; never while letters are being signed."""
        if not self.running:
            self._leave()

    def _run(self, cases: list[UUID]) -> None:
        assert self._signer is not None
        signer, brake, events = self._signer, Brake(), self._events
        self._brake, self._batch, self._started = brake, cases, time.monotonic()
        for key in cases:
            self._rows[key] = replace(self._rows[key], outcome=None, now=None, at=None)
        self.pane.set_rows(self._rows.values())
        self.strip.hide()
        self.pill.set("En marcha", "info")
        self.back.setEnabled(False)
        self.back.show()
        self.act.show_act("Detener entre dos cartas", "stop", "", note="Nunca corta una carta a la mitad.")

        def work(context: Context) -> BatchReport:
            done = 0

            def tell(outcome: LetterOutcome, step: Step | None) -> None:
                nonlocal done
                events.append((outcome, step))
                done += step is None
                if context.cancelled:
                    brake.pressed = True
                else:
                    context.progress(done, len(cases))

            return signer.sign_batch(cases, tell, brake)

        self._job = self._background.run_long(
            work, progress=self._progress, show=self._report, fail=self._broken, owner=self
        )

    def _progress(self, _done: int, _total: int, _words: str) -> None:
        self._drain()

    def _drain(self) -> None:
        current: UUID | None = None
        while self._events:
            outcome, step = self._events.popleft()
            at = now() if step is None and outcome.state is State.SIGNED else None
            row = replace(self._rows[outcome.case_id], outcome=outcome, now=step, at=at)
            self._rows[outcome.case_id] = row
            assert isinstance(self.pane.model, RowModel)
            self.pane.model.replace(row)
            current = outcome.case_id
        if current is not None and self.follow:
            assert isinstance(self.pane.model, RowModel)
            self.pane.table.go_to(self.pane.model.find(current))
        self._figures()

    def _figures(self) -> None:
        rows = [self._rows[key] for key in self._batch]
        done = sum(_is_over(row) for row in rows)
        signed = sum(_is_signed(row) for row in rows)
        self.figure.setText(formats.number(signed))
        trouble = f" · {formats.number(done - signed)} con problema" if done > signed else ""
        self.of.setText(f"de {formats.number(len(rows))} firmadas{trouble}")
        for step, bar in self.bars.items():
            bar.setRange(0, max(1, len(rows)))
            bar.setValue(sum(_has(row, step) for row in rows))
        took = time.monotonic() - self._started
        pairs = [("Por carta", f"{formats.decimal(took / done, 2)} s" if done else "")]
        if done and done < len(rows):
            pairs.append(("Faltan", f"{round(took / done * (len(rows) - done))} s"))
        self.facts.show_pairs(pairs)

    def _report(self, report: BatchReport) -> None:
        self._drain()
        for outcome in report.of(State.UNTOUCHED):
            self._rows[outcome.case_id] = replace(self._rows[outcome.case_id], outcome=outcome, now=None)
        ordered = sorted(self._rows.values(), key=_trouble_first)
        self._rows = {row.case_id: row for row in ordered}
        self.pane.set_rows(ordered)
        self.pane.table.go_to(0)
        self._figures()
        self._conclude(report)
        self._ended(report)

    def _conclude(self, report: BatchReport) -> None:
        rows = self._rows.values()
        signed, bad = sum(_is_signed(row) for row in rows), sum(_is_bad(row) for row in rows)
        left = len(rows) - signed
        self.back.setEnabled(True)
        letters = formats.plural(len(rows), "carta quedó firmada y cargada", "cartas quedaron firmadas y cargadas")
        words = f"<b>{formats.number(signed)} de {letters}.</b>"
        if not left:
            self.pill.set("Completo", "good", "check-circle-fill")
            self.strip.set_tone("good", "seal-check")
            self.strip.say(f"{words} Pasaron a Impresión.")
            self.act.show_act("Volver a la bandeja", "arrow-left", "")
            self.back.hide()
            return
        self.pill.set("Incompleto", "warn", "warning-fill")
        self.strip.set_tone("warn", "warning")
        parts = [words]
        if bad:
            words = formats.plural(bad, "tiene un problema y sigue", "tienen un problema y siguen")
            parts.append(f"{words} en la bandeja.")
        if report.stopped:
            parts.append(report.stopped)
        self.strip.say(" ".join(parts) + " Ninguna se firma dos veces.")
        verb = "Reintentar" if bad else "Seguir con"
        self.act.show_act(f"{verb} {formats.plural(left, 'carta', 'cartas')}", "arrow-clockwise", "")

    def _broken(self, error: BaseException) -> None:
        self._drain()
        self.back.setEnabled(True)
        self.pill.set("Interrumpido", "danger", "warning-octagon-fill")
        self.act.show_act("Reintentar", "arrow-clockwise", "")
        raise error

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.strip = Strip("warn", "warning")
        column.addWidget(self.strip)
        self.split = QSplitter()
        self.split.setChildrenCollapsible(False)
        column.addWidget(self.split, 1)
        empty = EmptyState("signature", "Sin cartas", "Marque cartas en la bandeja para firmarlas.")
        self.pane = TablePane(RowModel(RUN_COLUMNS), "Cartas del lote", empty, retry=lambda: None)
        self.pane.order_words = "radicado → PDF → firma → cargue"
        self.pane.noun = ("carta", "cartas")
        self.follow = True
        self.split.addWidget(self.pane)
        self.split.addWidget(self._panel())
        self.split.setStretchFactor(0, 1)

    def _panel(self) -> PanelCard:
        panel = PanelCard()
        head = QHBoxLayout()
        head.addWidget(text("Firma del lote", "heading"))
        head.addStretch(1)
        self.pill = Pill()
        head.addWidget(self.pill)
        panel.head.addLayout(head)
        self.who = text("", "sub", wrap=True)
        panel.head.addWidget(self.who)
        figures = QHBoxLayout()
        self.figure, self.of = text("0", "figure"), text("", "sub")
        figures.addWidget(self.figure)
        figures.addWidget(self.of)
        figures.addStretch(1)
        panel.body.addLayout(figures)
        panel.body.addWidget(text("Pasos", "section"))
        self.bars: dict[Step, QProgressBar] = {}
        for step in STEPS:
            row = QHBoxLayout()
            label = text(STEP_TITLES[step], "sub")
            label.setMinimumWidth(label.fontMetrics().horizontalAdvance("Radicado  "))
            bar = QProgressBar()
            bar.setTextVisible(False)
            bar.setAccessibleName(f"Cartas con {STEP_TITLES[step].lower()}")
            row.addWidget(label)
            row.addWidget(bar, 1)
            panel.body.addLayout(row)
            self.bars[step] = bar
        self.facts = Facts()
        panel.body.addWidget(self.facts)
        panel.body.addStretch(1)
        self.act = PrimaryFoot(self.retry, "Detener entre dos cartas")
        panel.foot.addWidget(self.act)
        self.back = button("Volver a la bandeja", "quiet", icon_name="arrow-left", act=self.go_back)
        panel.foot.addWidget(self.back)
        return panel


def _is_over(row: RunRow) -> bool:
    return row.outcome is not None and row.now is None and row.outcome.state is not State.UNTOUCHED


def _is_signed(row: RunRow) -> bool:
    return row.outcome is not None and row.outcome.state is State.SIGNED


def _is_bad(row: RunRow) -> bool:
    return row.outcome is not None and row.outcome.state in _BAD


def _has(row: RunRow, step: Step) -> bool:
    return row.outcome is not None and step in row.outcome.done


def _trouble_first(row: RunRow) -> int:
    return 0 if _is_bad(row) else 2 if _is_signed(row) else 1
