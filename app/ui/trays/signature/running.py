"""A batch of signatures under way and its report: each letter with its four steps, paused and gone on with at will."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.signing import PAUSED, BatchReport, Brake, LetterOutcome, Signer, State, Step
from app.ui import formats
from app.ui.background import Background, Context, Job
from app.ui.theme.tokens import Tone
from app.ui.trays.signature.rows import RunRow, SignRow
from app.ui.trays.signature.run_list import RunList
from app.ui.trays.signature.run_panel import RunPanel, is_bad
from app.ui.widgets import Strip, button, side_by_side


@dataclass(frozen=True)
class RunDoors:
    """What the view needs of the tray around it.

    `leave` goes back to the tray; `ended(report, left)` hears each run end with the letters that are not signed;
    `again(left)` begins another run, and asks for the PIN where one is needed; `without_stamp(left)` does it leaving
    the time stamps for later; `report(row)` shows the verification of a signed letter; `stop` asks before the batch
    ends where it is, and `paper` keeps its act.
    """

    leave: Callable[[], object]
    ended: Callable[[BatchReport, Sequence[UUID]], object]
    again: Callable[[], object]
    without_stamp: Callable[[], object]
    report: Callable[[RunRow], object]
    stop: Callable[[], object]
    paper: Callable[[], object]


class RunView(QWidget):
    """Signs letters and shows each."""

    def __init__(self, background: Background, doors: RunDoors) -> None:
        super().__init__()
        self._background, self._doors = background, doors
        self._brake = Brake()
        self._events: deque[tuple[LetterOutcome, Step | None]] = deque()
        self._batch: list[UUID] = []
        self._started = 0.0
        #: The person ended this batch: it is not offered again.
        self.stopped = False
        self._job: Job[BatchReport] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.strip = Strip("warn", "warning")
        column.addWidget(self.strip)
        self.list = RunList(doors.report)
        self.pane = self.list.pane
        column.addLayout(self.list.bar)
        split = side_by_side()
        column.addWidget(split, 1)
        split.addWidget(self.list)
        self.panel = RunPanel(self.act_now, self.go_back, doors.stop, doors.paper)
        split.addWidget(self.panel)
        split.setStretchFactor(0, 1)

    @property
    def running(self) -> bool:
        """Whether letters are being signed."""
        return self._job is not None and self._job.active

    @property
    def left(self) -> list[UUID]:
        """The letters that are not signed yet, in the order of the batch."""
        return self.list.left

    def rows(self) -> list[RunRow]:
        """Every letter of the batch as it is."""
        return self.list.rows()

    def start(self, signer: Signer, who: str, rows: Sequence[SignRow]) -> None:
        """Sign these letters, one after another."""
        self.list.show_rows([RunRow(row) for row in rows])
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

    def pause(self, *, for_good: bool = False) -> None:
        """Rest after the letter under way, or end the batch there: what is not signed stays in the tray."""
        if self.running and (for_good or not self._brake.pressed):
            self._brake.pressed, self.stopped = True, for_good
            self.panel.stop.setVisible(not for_good)
            self.panel.act.rest(f"{'Deteniendo' if for_good else 'Pausando'} al terminar la carta en curso…")

    def toggle(self) -> None:
        """The key P: pause, or go on with a paused batch."""
        if self.running or self.left:
            self.act_now()

    def go_back(self) -> None:
        """Back to the tray; never while letters are being signed."""
        if not self.running:
            self._doors.leave()

    def _run(self, signer: Signer, who: str, cases: list[UUID]) -> None:
        brake, events, self.stopped = Brake(), self._events, False
        self._brake, self._batch, self._started = brake, cases, time.monotonic()
        self.list.begin(cases)
        self.strip.hide()
        self.panel.begin(len(cases), who)
        self._drain()

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
        told = []
        while self._events:
            told.append(self._events.popleft())
        self.list.note(told)
        took = time.monotonic() - self._started
        self.panel.show_figures(self.list.rows(), self.list.rows(self._batch), took)

    def _report(self, report: BatchReport) -> None:
        self._drain()
        self.list.conclude(report.of(State.UNTOUCHED))
        self._drain()
        self._conclude(report)
        self._doors.ended(report, self.left)

    def _conclude(self, report: BatchReport) -> None:
        rows, left = self.rows(), len(self.left)
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
        self.panel.show_rest(left)
        paused = report.reason == PAUSED
        tone: Tone = "info" if paused else "warn"
        name = "Detenido" if paused and self.stopped else "En pausa" if paused else "Incompleto"
        self.panel.pill.set(name, tone, "pause" if paused else "warning-fill")
        self.strip.set_tone(tone, "pause" if paused else "warning")
        parts = [words]
        if bad:
            parts.append(
                formats.plural(bad, "tiene un problema y sigue", "tienen un problema y siguen") + " en la bandeja."
            )
        if report.stopped:
            parts.append("Usted detuvo el lote." if paused and self.stopped else report.stopped)
        choices = []
        if report.reason == "timestamp_down":
            choices.append(button("Seguir sin sello de tiempo", act=self._doors.without_stamp))
        self.strip.say(" ".join(parts) + " Ninguna se firma dos veces.", choices)
        verb, picture = ("Reintentar", "arrow-clockwise") if bad and not paused else ("Seguir con", "play")
        note = "Puede cerrar el programa: el lote se retoma desde la bandeja." if paused and not self.stopped else ""
        self.panel.end(f"{verb} {formats.plural(left, 'carta', 'cartas')}", picture, note=note)

    def _broken(self, error: BaseException) -> None:
        self._drain()
        self.panel.pill.set("Interrumpido", "danger", "warning-octagon-fill")
        self.panel.end("Reintentar", "arrow-clockwise")
        raise error


def rest_for_good(view: RunView, after: Callable[[], object]) -> None:
    """The window closes: no letter more, and `after` when the one under way has ended."""
    view._brake.pressed = True
    future = view._job.future if view.running and view._job is not None else None
    if future is None:
        after()
    else:
        future.add_done_callback(lambda _future: after())
