"""The queue of signatures that wait for a higher level: seen, run and stopped; a dead authority only delays it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import PqrError
from app.filing_number import shown
from app.services.output.batch import Brake
from app.services.output.means import read_means
from app.services.output.upgrades import UpgradeReport, Waiting, run_queue, upgrade_queue
from app.services.signatures.settings import SignatureSettings
from app.services.signatures.trust import Trust
from app.ui import formats
from app.ui.background import Context, Job
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.table import Cell, Column, RowModel, TablePane
from app.ui.theme.tokens import Tone
from app.ui.trays.case_head import PrimaryFoot
from app.ui.widgets import EmptyState, Strip
from app.ui.widgets.a11y import INSIDE, shortcut


def _state(row: Waiting) -> Cell:
    if row.problem:
        tries = formats.plural(row.attempts, "intento", "intentos")
        who = f" · {row.tried_by}" if row.tried_by else ""
        later = f"{tries}{who} · otra vez a las {formats.clock(row.try_after)}"
        return Cell(row.problem.split(". ")[0].rstrip("."), later, tone="warn", tip=row.problem)
    return Cell("En espera", f"desde {formats.moment(row.queued_at)}", tone="neutral")


COLUMNS = [
    Column(
        "letter", "Radicado de salida", "two_lines", lambda r: Cell(shown(r.outgoing), r.director_name, strong=True)
    ),
    Column("level", "Nivel", "text", lambda r: Cell(f"{r.reached} → {r.wanted}"), width=150),
    Column("state", "Estado", "two_lines", _state, width=420),
]


class UpgradesView(QWidget):
    """`counted` hears how many wait."""

    def __init__(
        self, shell: Shell, context: PageContext, means: SignatureSettings, counted: Callable[[int], object]
    ) -> None:
        super().__init__()
        self._shell, self._context, self._means, self._counted = shell, context, means, counted
        self._events: deque[tuple[Waiting, str]] = deque()
        self._job: Job[UpgradeReport] | None = None
        self._brake = Brake()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.strip = Strip("info", "clock")
        column.addWidget(self.strip)
        sentence = "Las firmas con certificado llegan aquí y salen con su nivel de archivo."
        empty = EmptyState("seal-check", "Nada espera nivel", sentence)
        self.list = TablePane(
            RowModel(COLUMNS, key_of=lambda r: (r.case_id, r.letter_no)), "Niveles", empty, self.reload
        )
        self.list.noun = ("firma", "firmas")
        self.list.order_words = "la más antigua primero"
        column.addWidget(self.list, 1)
        self.foot = PrimaryFoot(self.act, "Completar niveles")
        column.addWidget(self.foot)
        shortcut("F9", self, self.act, INSIDE)

    @property
    def running(self) -> bool:
        """Whether the queue is being run."""
        return self._job is not None and self._job.active

    def reload(self) -> None:
        """Read what waits."""
        self.list.show_loading()
        database = self._context.database
        self._context.background.run(
            lambda: upgrade_queue(database),
            show=self._show,
            fail=self._could_not,
            key=("upgrades", id(self)),
            owner=self,
        )

    def act(self) -> None:
        """Run the queue, or stop it between two letters."""
        if self.running:
            self._brake.pressed = True
            self.foot.rest("Deteniendo al terminar la firma en curso…")
            return
        rows = list(self._rows())
        if not rows:
            return
        means, database, events = read_means(self._means), self._context.database, self._events
        trust = means.trust or Trust((), fetch=False)
        self.strip.hide()
        brake = self._brake = Brake()

        def work(context: Context) -> UpgradeReport:
            def tell(row: Waiting, problem: str) -> None:
                events.append((row, problem))
                if not context.cancelled:
                    context.progress(0, len(rows))

            return run_queue(database, rows, means.tsa, trust, tell, lambda: context.cancelled or brake.pressed)

        self.foot.show_act("Detener", "pause", "", note="Cada firma se guarda apenas termina.")
        self._job = self._context.background.run_long(
            work, progress=lambda *_how_far: self._drain(), show=self._ended, fail=self._broken, owner=self
        )

    def _rows(self) -> list[Waiting]:
        model = self.list.model
        assert isinstance(model, RowModel)
        return list(model.rows())

    def _show(self, rows: list[Waiting]) -> None:
        self.list.set_rows(rows)
        self._counted(len(rows))
        words = f"Completar {formats.plural(len(rows), 'firma', 'firmas')}"
        self.foot.show_act(
            words, "seal-check", "" if rows else "Nada espera.", note="Puede repetirse cuantas veces haga falta."
        )

    def _drain(self) -> None:
        model = self.list.model
        assert isinstance(model, RowModel)
        while self._events:
            row, problem = self._events.popleft()
            model.replace(replace(row, problem=problem or None, reached=row.reached if problem else row.wanted))

    def _ended(self, report: UpgradeReport) -> None:
        self._drain()
        tone: Tone = "good" if not report.failed and not report.stopped else "warn"
        self.strip.set_tone(tone, "seal-check" if tone == "good" else "warning")
        parts = [f"<b>{formats.plural(report.done, 'firma llegó', 'firmas llegaron')} a su nivel.</b>"]
        if report.failed + report.untouched:
            left = formats.plural(report.failed + report.untouched, "sigue", "siguen")
            parts.append(f"{left} en la cola y nada se perdió.")
        self.strip.say(" ".join([*parts, report.stopped]))
        self.reload()

    def _broken(self, error: BaseException) -> None:
        self._shell.report(error)
        self.reload()

    def _could_not(self, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            raise error
        self.list.show_error(error.user_message)
