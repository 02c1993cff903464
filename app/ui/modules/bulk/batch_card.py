"""The head of a batch: how far it is, who drafts it and how long it takes, and what can be done with it now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from app import clock
from app.services.bulk.run import Batch
from app.ui import formats
from app.ui.modules.bulk.fate_bar import FateBar
from app.ui.widgets import Card, button, text

STATES = {"running": "en curso", "failed": "con fallas por resolver", "done": "terminado", "cancelled": "cancelado"}


def time_left(done: int, total: int, seconds: float) -> str:
    """«4 por segundo, faltan unos 2 min», from what was done in so many seconds; empty when nothing is left."""
    if not done or done >= total:
        return ""
    pace = done / max(0.05, seconds)
    left = (total - done) / pace
    words = f"{formats.decimal(pace, 0 if pace >= 1 else 1)} por segundo"
    if left < 1:
        return words
    return f"{words}, faltan unos {round(left)} s" if left < 90 else f"{words}, faltan unos {round(left / 60)} min"


class BatchCard(Card):
    """Its buttons call what they are given; `show_batch` decides which of them make sense, and `moved` tells so."""

    moved = Signal()

    def __init__(
        self, stop: Callable[[], object], resume: Callable[[], object], cancel: Callable[[], object],
        pass_on: Callable[[], object],
    ) -> None:  # fmt: skip
        super().__init__(margin=12, spacing=6)
        row = QHBoxLayout()
        self.title = text("", "heading")
        row.addWidget(self.title)
        self.detail = text("", "sub")
        row.addWidget(self.detail, 1)
        self.pass_on = button("Pasar las fallas a Proyección", icon_name="arrow-bend-up-right", act=pass_on)
        self.give_up = button("Cancelar las que faltan…", "quiet", act=cancel)
        self.stop_button = button("Detener", icon_name="pause", tip="Ctrl+P", act=stop)
        self.go = button("Reanudar", "primary", icon_name="play", act=resume)
        for each in (self.pass_on, self.give_up, self.stop_button, self.go):
            row.addWidget(each)
        self.column.addLayout(row)
        self.bar = FateBar()
        self.column.addWidget(self.bar)
        foot = QHBoxLayout()
        self.figures = text("", "sub")
        foot.addWidget(self.figures, 1)
        self.pace = text("", "sub")
        foot.addWidget(self.pace)
        self.column.addLayout(foot)

    def show_batch(self, batch: Batch | None, *, running_here: bool) -> None:
        """`running_here`: this window is drafting it."""
        left = batch.left if batch else 0
        elsewhere = batch is not None and batch.run_by is not None and not running_here
        others = elsewhere and batch is not None and not batch.run_mine
        self.stop_button.setVisible(running_here)
        self.go.setVisible(bool(left) and not running_here)
        self.go.setEnabled(not others)
        self.go.setToolTip(f"Lo está proyectando {batch.run_by}." if others and batch else "")
        self.give_up.setVisible(bool(left) and not running_here)
        self.pass_on.setVisible(bool(batch and batch.failed and batch.cancelled_at is None) and not running_here)
        self.moved.emit()
        words = formats.plural(left, "carta", "cartas")
        self.go.setText(f"\u2002{'Seguir aquí con' if elsewhere and not others else 'Reanudar'} {words}")
        if batch is None:
            self.title.setText("Todavía no hay lotes")
            for each in (self.detail, self.figures, self.pace):
                each.setText("")
            self.bar.show_counts(0, 0, 0, 0)
            return
        self.title.setText(f"{formats.number(batch.drafted)} de {formats.number(batch.letters)}")
        self.detail.setText(_who(batch, running_here))
        self.bar.show_counts(batch.letters, batch.drafted, batch.failed, batch.moved)
        self.figures.setText(_counts(batch))
        if not running_here:
            self.pace.setText(_pace(batch) if elsewhere else "")

    def show_progress(self, batch: Batch | None, done: int, total: int, words: str, pace: str) -> None:
        """While this window drafts: `done` of the `total` that were left."""
        before = (batch.letters - total) if batch is not None else 0
        letters = batch.letters if batch is not None else total
        self.title.setText(f"{formats.number(before + done)} de {formats.number(letters)}")
        # Which of them failed is read from the server every few seconds; meanwhile they keep their place.
        others = self.bar.failed + self.bar.moved
        self.bar.show_counts(letters, max(0, before + done - others), self.bar.failed, self.bar.moved)
        self.figures.setText(words)
        self.pace.setText(pace)


def _who(batch: Batch, running_here: bool) -> str:
    words = [STATES[batch.state], batch.source_name, f"empezado por {batch.started_by}"]
    if batch.run_by and not running_here:
        words[0] = "en curso en otra ventana suya" if batch.run_mine else f"lo proyecta {batch.run_by}"
    elif batch.cancelled_by:
        words[0] = f"cancelado por {batch.cancelled_by}"
    elif batch.state == "running" and not running_here:
        words[0] = "detenido"
    return " · ".join(word for word in words if word)


def _counts(batch: Batch) -> str:
    parts = [
        (batch.drafted, "proyectadas"),
        (batch.failed, "con falla"),
        (0 if batch.cancelled_at else batch.waiting, "en cola"),
        (batch.moved, "por otro camino"),
    ]
    words = [f"<b>{formats.number(n)}</b> {what}" for n, what in parts if n or what in ("proyectadas", "en cola")]
    if batch.at_quality:
        words.append(f"<b>{formats.number(batch.at_quality)}</b> esperan el sorteo de Calidad")
    return " · ".join(words)


def _pace(batch: Batch) -> str:
    if batch.run_started_at is None or batch.run_done is None:
        return ""
    spent = (clock.now() - batch.run_started_at).total_seconds()
    return time_left(batch.run_done, batch.run_done + batch.left, max(spent, dt.timedelta(seconds=1).total_seconds()))
