"""Draws the sample of a lot after asking, and proves afterwards that its seed gives the same letters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import InvalidInput
from app.services import exports
from app.services.exports import Export
from app.services.quality import lots, sampling
from app.services.quality.lots import Drawn, Lot
from app.services.quality.risk import Plan
from app.ui import formats
from app.ui.modules.quality.lot_columns import short_title
from app.ui.modules.quality.plan_panel import PlanPanel
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.widgets import Question

_OF = {"iso_2859_1": "", "proportion": " por proporción"}


class Drawing(QObject):
    """Drawing cannot be taken back, so it is asked with its figure."""

    def __init__(self, owner: QWidget, shell: Shell, context: PageContext, panel: PlanPanel) -> None:
        super().__init__(owner)
        self._shell, self._context, self._panel = shell, context, panel
        self._after: Callable[[], object] = lambda: None

    def ask(self, lot: Lot | None, plan: Plan | None, after: Callable[[], object]) -> None:
        """F9: ask, draw, then `after`."""
        if lot is None or plan is None:
            return
        self._after = after
        held = plan.size if plan.reviews_all else min(plan.sample, plan.size - lot.due_soon) + lot.due_soon
        question = Question(
            f"¿Sacar la muestra de {short_title(lot)}?",
            f"Sacar {formats.plural(held, 'carta', 'cartas')}",
            subtitle="El sorteo se hace una sola vez y su semilla queda en el acta.",
            figure=str(held),
            facts=[
                ("Quedan retenidas", formats.plural(held, "carta", "cartas")),
                ("Siguen a Firma", formats.plural(lot.letters - held, "carta", "cartas")),
            ],
        )
        command = uuid4()
        self._shell.confirm(question, lambda: self._draw(lot, command))

    def _draw(self, lot: Lot, command: UUID) -> None:
        database, panel = self._context.database, self._panel
        method, tolerated = panel.method.current(), float(panel.tolerated.currentData())
        stratified, double = panel.stratified.isChecked(), panel.double.isChecked()
        reduced = panel.reduced.isVisible() and panel.reduced.isChecked()
        panel.draw.setEnabled(False)
        self._context.background.write(
            lambda: lots.draw_sample(
                database,
                lot.scope,
                method=method,
                tolerated=tolerated,
                stratified=stratified,
                double=double,
                reduced=reduced,
                command_id=command,
            ),
            show=lambda drawn: self._drawn(drawn, method, tolerated),
            fail=self._not_drawn,
            owner=self,
        )

    def _drawn(self, drawn: Drawn, method: str, tolerated: float) -> None:
        held = drawn.sampled + drawn.forced
        said = f"Salieron {held} de {drawn.letters} cartas. Semilla {drawn.seed[:8]}…, guardada en el acta."
        if (drawn.method, drawn.tolerated) != (method, tolerated):
            way = f"NCA {formats.decimal(drawn.tolerated or 0, 2).rstrip('0').rstrip(',')} %"
            said = f"El lote ya estaba anunciado con {way}{_OF[drawn.method]}: se sorteó así. {said}"
        self._shell.say(said)
        self._after()

    def _not_drawn(self, error: BaseException) -> None:
        self._shell.report(error)
        self._after()

    def recall(self, lot: Lot | None, after: Callable[[], object]) -> None:
        """Bring back the letters of a rejected lot that nobody reviewed, then `after`."""
        if lot is None or lot.lot_id is None:
            return
        self._after = after
        database, lot_id = self._context.database, lot.lot_id
        self._context.background.write(
            lambda: lots.recall_lot(database, lot_id), show=self._recalled, fail=self._shell.report, owner=self
        )

    def _recalled(self, count: int) -> None:
        came = formats.plural(count, "carta volvió", "cartas volvieron")
        rest = "Saque su muestra: se revisan todas." if count else "Las demás ya se firmaron o ya se revisaron."
        self._shell.say(f"{came} a Calidad. {rest}")
        self._after()

    def redraw(self, lot: Lot | None) -> None:
        """Draw a lot again with its stored seed and compare."""
        if lot is None or lot.lot_id is None:
            return
        database, lot_id = self._context.database, lot.lot_id
        self._context.background.run(
            lambda: lots.differs_on_redraw(database, lot_id),
            show=self._redrawn,
            fail=self._shell.report,
            key=("redraw", id(self)),
            owner=self,
        )

    def save_sheet(self, lot: Lot | None) -> None:
        """The lot by keys, with its seed: whoever has the sheet draws the sample again without the server."""
        if lot is None or lot.lot_id is None:
            return
        name = f"sorteo_{str(lot.lot_id)[-12:]}.csv"
        path, _kind = QFileDialog.getSaveFileName(self._panel, "Guardar la hoja del sorteo", name, "CSV (*.csv)")
        if not path:
            return
        database, lot_id, seed, size = self._context.database, lot.lot_id, lot.seed or "", lot.sample_size or 0

        def write() -> Path:
            rows = lots.read_frame(database, lot_id)
            exports.note(database, Export.QUALITY_SHEET, [row[0] for row in rows], len(rows))
            with Path(path).open("w", encoding="utf-8", newline="") as file:
                sampling.write_frame(file, seed, size, rows)
            return Path(path)

        self._context.background.run(
            write,
            show=lambda done: self._shell.say(f"La hoja del sorteo quedó en {done.name}, sin datos de personas."),
            fail=self._not_saved,
            key=("lot-sheet", id(self)),
            owner=self,
        )

    def _not_saved(self, error: BaseException) -> None:
        if isinstance(error, OSError):
            error = InvalidInput(
                sentence="No se pudo escribir el archivo. Elija otra carpeta o ciérrelo si está abierto."
            )
        self._shell.report(error)

    def _redrawn(self, different: list[UUID]) -> None:
        if different:
            count = formats.plural(len(different), "carta no coincide", "cartas no coinciden")
            self._shell.say(f"Al sortear de nuevo con la semilla, {count}. Avise al auditor.")
        else:
            self._shell.say("Al sortear de nuevo con la semilla salen exactamente las mismas cartas.")
