"""The right side of a batch under way: how far it is, when it ends, each step's count, and what can be done now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout

from app.clock import now
from app.services.signing import STEPS, State, Step
from app.ui import formats
from app.ui.style import scaled
from app.ui.trays.case_head import PrimaryFoot
from app.ui.trays.signature.panel import Facts
from app.ui.trays.signature.ring import Ring
from app.ui.trays.signature.rows import STEP_TITLES, RunRow
from app.ui.widgets import Pill, button, text
from app.ui.widgets.cards import PanelCard

_BAD = (State.FAILED, State.IN_DOUBT)


class RunPanel(PanelCard):
    """Shows figures; `act` is the primary («Pausar», «Seguir», «Reintentar»), `back` goes to the tray."""

    def __init__(
        self,
        act: Callable[[], object],
        back: Callable[[], object],
        stop: Callable[[], object],
        paper: Callable[[], object],
    ) -> None:
        """`stop` ends the batch between two letters, `paper` keeps its act."""
        super().__init__()
        self.setMinimumWidth(scaled(330))
        head = QHBoxLayout()
        self.title = text("Firma del lote", "heading")
        head.addWidget(self.title)
        head.addStretch(1)
        self.pill = Pill()
        head.addWidget(self.pill)
        self.head.addLayout(head)
        self.who = text("", "sub", wrap=True)
        self.head.addWidget(self.who)
        self.body.addLayout(self._top())
        self.body.addWidget(text("Pasos", "section"))
        self.bars: dict[Step, QProgressBar] = {}
        self._counts = {step: text("0", "strong") for step in STEPS}
        for step in STEPS:
            self.body.addLayout(self._bar(step))
        self.body.addWidget(text("Radicados de salida", "section"))
        self.facts = Facts()
        self.body.addWidget(self.facts)
        self.body.addStretch(1)
        self.act = PrimaryFoot(act, "Pausar")
        self.foot.addWidget(self.act)
        row = QHBoxLayout()
        self.stop = button("Detener…", "quiet", icon_name="stop", act=stop)
        self.paper = button("Acta del lote…", "quiet", icon_name="file-pdf", act=paper)
        row.addWidget(self.stop)
        row.addWidget(self.paper)
        self.foot.addLayout(row)
        self.back = button("Volver a la bandeja", "quiet", icon_name="arrow-left", act=back)
        self.foot.addWidget(self.back)

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(14)
        self.ring = Ring()
        row.addWidget(self.ring)
        words = QVBoxLayout()
        words.addStretch(1)
        self.left_title, self.left = text("Faltan", "sub"), text("", "title")
        self.until = text("", "sub", wrap=True)
        for each in (self.left_title, self.left, self.until):
            words.addWidget(each)
        words.addStretch(1)
        row.addLayout(words, 1)
        return row

    def _bar(self, step: Step) -> QHBoxLayout:
        row = QHBoxLayout()
        label = text(STEP_TITLES[step], "sub")
        label.setMinimumWidth(label.fontMetrics().horizontalAdvance("Radicado  "))
        bar = QProgressBar()
        bar.setTextVisible(False)
        bar.setAccessibleName(f"Cartas con {STEP_TITLES[step].lower()}")
        row.addWidget(label)
        row.addWidget(bar, 1)
        row.addWidget(self._counts[step])
        self.bars[step] = bar
        return row

    def begin(self, count: int, who: str) -> None:
        """A run starts: it can be paused and nothing else."""
        self.title.setText(f"Firmando {formats.plural(count, 'carta', 'cartas')}")
        self.who.setText(who)
        self.pill.set("En marcha", "info")
        self.back.hide()
        self.paper.hide()
        self.stop.show()
        self.act.show_act("Pausar", "pause", "", note="Corta entre dos cartas, nunca a mitad de una.")

    def show_figures(self, rows: Sequence[RunRow], batch: Sequence[RunRow], took: float) -> None:
        """`rows` are all the letters, `batch` those of this run, which has taken so many seconds."""
        signed, bad = sum(map(is_signed, rows)), sum(map(is_bad, rows))
        self.ring.show_share(signed, bad, len(rows))
        for step, bar in self.bars.items():
            reached = sum(has_step(row, step) for row in rows)
            bar.setRange(0, max(1, len(rows)))
            bar.setValue(reached)
            self._counts[step].setText(formats.number(reached))
        done = sum(map(is_over, batch))
        self._show_time(done, len(batch), took)
        taken = sum(has_step(row, Step.NUMBER) for row in rows)
        doubt = sum(row.outcome is not None and row.outcome.state is State.IN_DOUBT for row in rows)
        self.facts.show_pairs(
            [
                ("Tomados", formats.number(taken)),
                ("Usados", f"{formats.number(signed)} en cartas firmadas"),
                ("Guardados", f"{formats.number(taken - signed)} para sus mismas cartas" if taken > signed else ""),
                ("En duda", f"{formats.number(doubt)} por confirmar" if doubt else ""),
                ("Con problema", formats.number(bad) if bad else ""),
                ("Por carta", f"{formats.decimal(took / done, 2)} s" if done else ""),
            ]
        )

    def _show_time(self, done: int, total: int, took: float) -> None:
        if done >= total:
            self.left_title.setText("Duró")
            self.left.setText(duration(took))
            self.until.setText(f"Terminó a las {formats.clock(now())}")
            return
        self.left_title.setText("Faltan")
        if not done:
            self.left.setText("midiendo…")
            self.until.setText("")
            return
        seconds = took / done * (total - done)
        self.left.setText(duration(seconds))
        self.until.setText(f"Termina hacia las {formats.clock(now() + dt.timedelta(seconds=seconds))}")

    def show_rest(self, left: int) -> None:
        """No letter is being signed: what is left, and since when, in place of a time that would not come."""
        self.left_title.setText("Quedan" if left > 1 else "Queda")
        self.left.setText(formats.plural(left, "carta", "cartas"))
        self.until.setText(f"Paró a las {formats.clock(now())}")

    def end(self, words: str, icon_name: str, *, note: str = "", leave: bool = True) -> None:
        """The run is over or rests: the primary act now, and whether going back is another choice."""
        self.title.setText("Firma del lote")
        self.act.show_act(words, icon_name, "", note=note)
        self.stop.hide()
        self.paper.show()
        self.back.setVisible(leave)
        self.back.setEnabled(True)


def duration(seconds: float) -> str:
    """«45 s», «1 min 29 s», «1 h 5 min»."""
    whole = max(1, round(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def is_over(row: RunRow) -> bool:
    """Whether this run has finished with the letter."""
    return row.outcome is not None and row.now is None and row.outcome.state is not State.UNTOUCHED


def is_signed(row: RunRow) -> bool:
    """Signed and uploaded."""
    return row.outcome is not None and row.outcome.state is State.SIGNED


def is_bad(row: RunRow) -> bool:
    """Stopped by a problem of its own, or in doubt."""
    return row.outcome is not None and row.outcome.state in _BAD


def has_step(row: RunRow, step: Step) -> bool:
    """Whether the letter has this step behind it."""
    return row.outcome is not None and step in row.outcome.done


def trouble_first(row: RunRow) -> int:
    """The order of a report: problems, what was not tried, what is signed."""
    return 0 if is_bad(row) else 2 if is_signed(row) else 1
