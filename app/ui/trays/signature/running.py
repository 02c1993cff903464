"""A batch of signatures under way and its report: each letter with its four steps, paused and gone on with at will."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.clock import now
from app.services.signing import PAUSED, BatchReport, Brake, LetterOutcome, Signer, State, Step
from app.ui import formats
from app.ui.background import Background, Context, Job
from app.ui.table import RowModel, TablePane
from app.ui.theme.tokens import Tone
from app.ui.trays.signature.rows import RUN_COLUMNS, RUN_FILTERS, RunRow, SignRow
from app.ui.trays.signature.run_panel import RunPanel, is_bad, is_signed, trouble_first
from app.ui.widgets import Chip, EmptyState, FilterChips, Strip, button, text


@dataclass(frozen=True)
class RunDoors:
    """What the view needs of the tray around it.

    `leave` goes back to the tray; `ended(report, left)` hears each run end with the letters that are not signed;
    `again(left)` begins another run, and asks for the PIN where one is needed; `without_stamp(left)` does it leaving
    the time stamps for later; `report(row)` shows the verification of a signed letter.
    """

    leave: Callable[[], object]
    ended: Callable[[BatchReport, Sequence[UUID]], object]
    again: Callable[[], object]
    without_stamp: Callable[[], object]
    report: Callable[[RunRow], object]


class RunView(QWidget):
    """Signs letters and shows each."""

    def __init__(self, background: Background, doors: RunDoors) -> None:
        super().__init__()
        self._background, self._doors = background, doors
        self._brake = Brake()
        self._events: deque[tuple[LetterOutcome, Step | None]] = deque()
        self._rows: dict[UUID, RunRow] = {}
        self._batch: list[UUID] = []
        self._started = 0.0
        self._job: Job[BatchReport] | None = None
        self.follow = True
        self._build()

    @property
    def running(self) -> bool:
        """Whether letters are being signed."""
        return self._job is not None and self._job.active

    @property
    def left(self) -> list[UUID]:
        """The letters that are not signed yet, in the order of the batch."""
        return [key for key, row in self._rows.items() if not is_signed(row)]

    def rows(self) -> list[RunRow]:
        """Every letter of the batch as it is."""
        return list(self._rows.values())

    def start(self, signer: Signer, who: str, rows: Sequence[SignRow]) -> None:
        """Sign these letters, one after another."""
        self._rows = {row.case_id: RunRow(row) for row in rows}
        self.go_on(signer, who)

    def go_on(self, signer: Signer, who: str) -> None:
        """Sign what is left of the letters on screen; those signed stay as they are."""
        self._run(signer, who, self.left)

    def act_now(self) -> None:
        """The primary: pause while running; afterwards go on with what is left, or back when nothing is."""
        if self.running:
            self.pause()
        elif self.left:
            self._doors.again()
        else:
            self._doors.leave()

    def pause(self) -> None:
        """Rest after the letter under way."""
        if self.running and not self._brake.pressed:
            self._brake.pressed = True
            self.panel.act.rest("Pausando al terminar la carta en curso…")

    def toggle(self) -> None:
        """The key P: pause, or go on with a paused batch."""
        if self.running or self.left:
            self.act_now()

    def follow_again(self) -> None:
        """The list goes with the letter under way, or stays where the person is."""
        self.follow = not self.follow

    def go_back(self) -> None:
        """Back to the tray; never while letters are being signed."""
        if not self.running:
            self._doors.leave()

    def _run(self, signer: Signer, who: str, cases: list[UUID]) -> None:
        brake, events = Brake(), self._events
        self._brake, self._batch, self._started = brake, cases, time.monotonic()
        for key in cases:
            self._rows[key] = replace(self._rows[key], outcome=None, now=None, at=None)
        self.strip.hide()
        self.panel.begin(len(cases), who)
        self._refilter()
        self._figures()

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
            work, progress=lambda *_how_far: self._drain(), show=self._report, fail=self._broken, owner=self
        )

    def _drain(self) -> None:
        current: UUID | None = None
        model = self.pane.model
        assert isinstance(model, RowModel)
        while self._events:
            outcome, step = self._events.popleft()
            at = now() if step is None and outcome.state is State.SIGNED else None
            row = replace(self._rows[outcome.case_id], outcome=outcome, now=step, at=at)
            self._rows[outcome.case_id] = row
            model.replace(row)
            current = outcome.case_id
        if current is not None and self.follow:
            self.pane.table.go_to(model.find(current))
        self._figures()

    def _figures(self) -> None:
        rows = list(self._rows.values())
        for key, _title, shows in RUN_FILTERS:
            self.chips.set_count(key, sum(map(shows, rows)))
        self.panel.show_figures(rows, [self._rows[key] for key in self._batch], time.monotonic() - self._started)

    def _report(self, report: BatchReport) -> None:
        self._drain()
        for outcome in report.of(State.UNTOUCHED):
            self._rows[outcome.case_id] = replace(self._rows[outcome.case_id], outcome=outcome, now=None)
        self._rows = {row.case_id: row for row in sorted(self._rows.values(), key=trouble_first)}
        self.chips.choose("all")
        self._refilter()
        self.pane.table.go_to(0)
        self._figures()
        self._conclude(report)
        self._doors.ended(report, self.left)

    def _conclude(self, report: BatchReport) -> None:
        rows, left = self._rows.values(), len(self.left)
        bad = sum(map(is_bad, rows))
        letters = formats.plural(
            len(rows), "carta quedó firmada y verificada", "cartas quedaron firmadas y verificadas"
        )
        words = f"<b>{formats.number(len(rows) - left)} de {letters}.</b>"
        if not left:
            self.panel.pill.set("Completo", "good", "check-circle-fill")
            self.strip.set_tone("good", "seal-check")
            self.strip.say(f"{words} Pasaron a Impresión.")
            self.panel.end("Volver a la bandeja", "arrow-left", leave=False)
            return
        paused = report.reason == PAUSED
        tone: Tone = "info" if paused else "warn"
        self.panel.pill.set("En pausa" if paused else "Incompleto", tone, "pause" if paused else "warning-fill")
        self.strip.set_tone(tone, "pause" if paused else "warning")
        parts = [words]
        if bad:
            parts.append(
                formats.plural(bad, "tiene un problema y sigue", "tienen un problema y siguen") + " en la bandeja."
            )
        if report.stopped:
            parts.append(report.stopped)
        choices = []
        if report.reason == "timestamp_down":
            choices.append(button("Seguir sin sello de tiempo", act=self._doors.without_stamp))
        self.strip.say(" ".join(parts) + " Ninguna se firma dos veces.", choices)
        verb, picture = ("Reintentar", "arrow-clockwise") if bad and not paused else ("Seguir con", "play")
        note = "Puede cerrar el programa: el lote se retoma desde la bandeja." if paused else ""
        self.panel.end(f"{verb} {formats.plural(left, 'carta', 'cartas')}", picture, note=note)

    def _broken(self, error: BaseException) -> None:
        self._drain()
        self.panel.pill.set("Interrumpido", "danger", "warning-octagon-fill")
        self.panel.end("Reintentar", "arrow-clockwise")
        raise error

    def _refilter(self, *_: object) -> None:
        shows = next(test for key, _title, test in RUN_FILTERS if key == self.chips.current())
        self.pane.set_rows([row for row in self._rows.values() if shows(row)])

    def _open(self, row: RunRow) -> None:
        if is_signed(row):
            self._doors.report(row)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.strip = Strip("warn", "warning")
        column.addWidget(self.strip)
        self.chips = FilterChips([Chip(key, title) for key, title, _test in RUN_FILTERS])
        self.chips.chosen.connect(self._refilter)
        row = QHBoxLayout()
        row.addWidget(self.chips)
        row.addStretch(1)
        row.addWidget(text("Puede ir a otra bandeja: el lote sigue.", "help"))
        column.addLayout(row)
        self.split = QSplitter()
        self.split.setChildrenCollapsible(False)
        column.addWidget(self.split, 1)
        empty = EmptyState("signature", "Sin cartas", "Ninguna carta del lote está así.")
        self.pane = TablePane(RowModel(RUN_COLUMNS), "Cartas del lote", empty, retry=lambda: None)
        self.pane.order_words = "radicado → PDF → firma → cargue; cada paso queda en el historial"
        self.pane.noun = ("carta", "cartas")
        self.pane.table.opened.connect(self._open)
        self.split.addWidget(self.pane)
        self.panel = RunPanel(self.act_now, self.go_back)
        self.split.addWidget(self.panel)
        self.split.setStretchFactor(0, 1)
