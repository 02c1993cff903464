"""Settles a difference of the mirrored report, and brings ORFEO's side from a file that it exported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QPlainTextEdit, QRadioButton, QWidget

from app.services import mirror_settling
from app.services.mirror import DIFFERENCES, KINDS, TRANSACTIONS, MirrorRow
from app.services.mirror_settling import FilingFile
from app.ui import formats
from app.ui.style import scaled
from app.ui.trays.act_card import ActCard
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.widgets import Check, Field, text

if TYPE_CHECKING:
    from app.ui.trays.mirror.page import MirrorPage

_SHOWN_PROBLEMS = 12
_DONE = {
    "take": "Nuestro reporte dice ya lo mismo que ORFEO.",
    "push": "ORFEO dice ya lo mismo que nuestro reporte.",
    "ask": "Queda por corregir en ORFEO: la próxima carga lo confirma.",
    "accept": "Diferencia aceptada, con su nombre y su motivo.",
}


class SettleCard(ActCard):
    """Both sides, what may be done, and why; `act` gets the choice and the reason."""

    def __init__(self, parent: QWidget, row: MirrorRow, act: Callable[[str, str], object]) -> None:
        title = f"{DIFFERENCES[row.difference or '']}: {row.number}"
        super().__init__(
            parent, title, "Nada se cambia en silencio: queda quién, cuándo y por qué.", "Resolver", width=600
        )
        self._act = act
        self.body.addWidget(Check("info", "Aquí", _here(row)))
        self.body.addWidget(Check("info", "En ORFEO", _there(row)))
        if row.resolution is not None:
            self.body.addWidget(Check("waiting", f"{row.settled_by}", row.settled_reason or ""))
        self.choices = {key: QRadioButton(words) for key, words in mirror_settling.options(row)}
        self._group = QButtonGroup(self)
        for made in self.choices.values():
            self._group.addButton(made)
            self.body.addWidget(made)
        self.reason = QPlainTextEdit()
        self.reason.setFixedHeight(scaled(76))
        self.reason.setTabChangesFocus(True)
        self.body.addWidget(Field("&Motivo", self.reason, required=True))
        self.first = next(iter(self.choices.values()))

    def accept(self) -> None:
        """Settle it; whoever acts says what is missing."""
        chosen = next((key for key, made in self.choices.items() if made.isChecked()), "")
        self._act(chosen, self.reason.toPlainText())


class BringCard(ActCard):
    """What the file holds, what is wrong in it by row, and of which days it holds everything."""

    def __init__(
        self, parent: QWidget, file: FilingFile, today: dt.date, act: Callable[[dt.date | None, dt.date | None], object]
    ) -> None:
        found = formats.plural(len(file.rows), "transacción", "transacciones")
        about = "En esos días, lo que el archivo no traiga se toma como que falta en ORFEO."
        super().__init__(parent, "Traer el lado de ORFEO", about, "Cargar", width=560)
        self._act = act
        others = f"; {formats.number(file.others)} de otras clases no se cargan" if file.others else ""
        self.body.addWidget(
            Check("good" if file.rows else "danger", f"{found} de archivar o reasignar", others.lstrip("; "))
        )
        for problem in file.problems[:_SHOWN_PROBLEMS]:
            self.body.addWidget(Check("danger", problem, ""))
        if len(file.problems) > _SHOWN_PROBLEMS:
            more = len(file.problems) - _SHOWN_PROBLEMS
            self.body.addWidget(text(f"Y {formats.number(more)} filas más con error.", "help"))
        first, last = file.days if file.rows else (today, today)
        self.since, self.until = DateEdit(today, first), DateEdit(today, last)
        self.body.addWidget(Field("Trae todo &desde", self.since, required=True))
        self.body.addWidget(Field("&Hasta", self.until, required=True))
        self.first = self.since

    def accept(self) -> None:
        """Bring it; whoever acts says what is missing."""
        self._act(self.since.day(), self.until.day())


class MirrorDesk(QObject):
    """The acts of the page."""

    def __init__(self, page: MirrorPage) -> None:
        super().__init__(page)
        self._page = page

    def settle(self) -> None:
        """Enter: the difference under the cursor."""
        page = self._page
        row: MirrorRow | None = page.pane.table.current_row()
        first, last = page.first.day(), page.last.day()
        if row is None or row.difference is None or first is None or last is None:
            page.shell.say("Esa fila no tiene diferencia." if row is not None else "Elija una fila con diferencia.")
            return
        database, chosen = page.context.database, row

        def act(resolution: str, reason: str) -> None:
            def done(what: str) -> None:
                page.shell.say(_DONE[what])
                page.reload()

            job = lambda: mirror_settling.settle(database, chosen, first, last, resolution, reason)  # noqa: E731
            card.carry(page.context.background, job, done, page.shell.report)

        card = SettleCard(page.window(), row, act)
        card.ask()

    def choose_file(self) -> None:
        """The file that ORFEO exported."""
        names = "Hojas de cálculo (*.csv *.xlsx)"
        chosen, _ = QFileDialog.getOpenFileName(self._page, "Archivo exportado de ORFEO", "", names)
        if chosen:
            self.bring(Path(chosen))

    def bring(self, path: Path) -> None:
        """Read it aside, in the limited process, and ask of which days it is."""
        page = self._page
        page.context.background.run(
            lambda: mirror_settling.read_file(path), show=self._ask, fail=page.shell.report, owner=page
        )

    def _ask(self, file: FilingFile) -> None:
        page, database = self._page, self._page.context.database

        def done(counts: tuple[int, int]) -> None:
            added, repeated = counts
            there = f"; {formats.number(repeated)} ya estaban" if repeated else ""
            page.shell.say(f"ORFEO: {formats.plural(added, 'transacción nueva', 'transacciones nuevas')}{there}.")
            page.reload()

        def act(first: dt.date | None, last: dt.date | None) -> None:
            job = lambda: mirror_settling.bring(database, file, first, last)  # noqa: E731
            card.carry(page.context.background, job, done, page.shell.report)

        card = BringCard(page.window(), file, page.context.calendar.today, act)
        card.ask()


def _here(row: MirrorRow) -> str:
    if row.kind is None:
        return "Sin reporte"
    where = f" a {row.target}" if row.target else ""
    when = formats.moment(row.reported_at) if row.reported_at else ""
    return f"{KINDS[row.kind]}{where}, reporte {row.report_number}, {row.reported_by}, {when}"


def _there(row: MirrorRow) -> str:
    if row.filed_kind is None:
        return "Sin transacción"
    where = f" a {row.filed_target}" if row.filed_target else ""
    number = row.filed_report or "sin número"
    when = formats.moment(row.filed_at) if row.filed_at else ""
    return f"{TRANSACTIONS[row.filed_kind]}{where}, reporte {number}, {row.filed_by}, {when}"
