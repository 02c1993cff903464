"""Despacho › Resultados: sendings on their way or returned; the next one opens by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QSplitter, QVBoxLayout, QWidget

from app.errors import PqrError
from app.services.output import dispatching
from app.services.output.naming import Municipality
from app.services.output.results import Cause
from app.services.perform import Result
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.table import RowModel, TablePane
from app.ui.trays.dispatch.result_panel import ResultPanel
from app.ui.trays.dispatch.rows import RESULT_COLUMNS, PieceRow, matches
from app.ui.widgets import Chip, EmptyState, FilterChips
from app.ui.widgets.a11y import INSIDE, shortcut

_SHOWS: dict[str, Callable[[PieceRow], bool]] = {
    "all": lambda row: True,
    "in_transit": lambda row: row.piece.state == "in_transit",
    "returned": lambda row: row.piece.state == "returned",
    "due": lambda row: row.days is not None and row.days <= 0,
}
_SAID = {
    "delivered": "Entrega registrada con su prueba: el caso quedó cerrado.",
    "returned": "Devolución registrada. El caso sigue abierto.",
    "again": "La carta volvió a Impresión para enviarse de nuevo.",
    "notice": "Aviso fijado. Registre su retiro cuando se cumplan cinco días hábiles.",
}


def ask_image(parent: QWidget) -> str:
    """The image of a guide; empty when the person changes their mind."""
    kinds = "Imágenes y PDF (*.pdf *.png *.jpg *.jpeg *.tif *.tiff)"
    return QFileDialog.getOpenFileName(parent, "Imagen de la guía", "", kinds)[0]


class ResultsPane(QWidget):
    """`reload` asks the page for everything again after each act."""

    def __init__(
        self, shell: Shell, context: PageContext, reload: Callable[[], object], choose_image: Callable[[QWidget], str]
    ) -> None:
        super().__init__()
        self._shell, self._context, self._reload = shell, context, reload
        self._rows: list[PieceRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._bar())
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(8)
        split.setChildrenCollapsible(False)
        column.addWidget(split, 1)
        self.model = RowModel(RESULT_COLUMNS)
        empty = EmptyState("truck", "Nada en camino", "Los envíos llegan aquí cuando se entregan con planilla.")
        self.pane = TablePane(self.model, "Envíos", empty, reload)
        self.pane.noun = ("envío", "envíos")
        self.panel = ResultPanel(context.calendar.today, self.record, choose_image)
        split.addWidget(self.pane)
        split.addWidget(self.panel)
        split.setSizes([920, 370])
        split.setStretchFactor(0, 1)
        self.pane.table.current_changed.connect(self.panel.show_row)
        shortcut("F9", self, self.record, INSIDE)
        shortcut("/", self, self.search.setFocus, INSIDE)

    def show_pieces(self, rows: Sequence[PieceRow], causes: Sequence[Cause], towns: Sequence[Municipality]) -> None:
        """Show these sendings and the lists to choose from."""
        self._rows = list(rows)
        self.panel.show_lists(causes, towns)
        for key, shows in _SHOWS.items():
            self.chips.set_count(key, sum(shows(row) for row in rows))
        self._filter()

    def record(self) -> None:
        """Do what the panel says with the sending under the cursor."""
        row = self.pane.table.current_row()
        if row is None or not self.panel.foot_act.button.isEnabled():
            return
        key = self.panel.act()
        try:
            work = self._work(key, row)
        except PqrError as error:
            self.panel.case.trouble.say(error.user_message)
            return
        self.panel.foot_act.rest("Registrando…")
        self._context.background.write(work, show=lambda _result: self._done(key, row), fail=self._refused, owner=self)

    def _work(self, key: str, row: PieceRow) -> Callable[[], Result]:
        """What to send, with everything read from the form now: the form may change meanwhile."""
        database, performer, panel, piece = self._context.database, self._context.performer, self.panel, row.piece
        if key == "delivered":
            who, day, (data, mime) = panel.received_by.text(), panel.day(), panel.image()
            return lambda: dispatching.record_delivered(database, performer, piece, who, day, data, mime)
        if key == "returned":
            cause, day, (data, mime) = str(panel.cause.currentData() or ""), panel.day(), panel.image()
            return lambda: dispatching.record_returned(database, performer, piece, cause, day, data, mime)
        if key == "again":
            address, town = panel.address.text(), panel.town.code()
            return lambda: dispatching.send_again(performer, piece, address, town)
        notice = panel.notice.text()
        return lambda: dispatching.send_without_sheet(performer, piece, "notice", notice)

    def _done(self, key: str, row: PieceRow) -> None:
        self._shell.say(_SAID[key])
        self._rows = [each for each in self._rows if each.case_id != row.case_id]
        if key in ("delivered", "again"):
            self.pane.take_away(row.case_id)
        self._reload()

    def _refused(self, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            raise error
        self.panel.show_row(self.pane.table.current_row())
        self.panel.case.trouble.say(error.user_message)

    def _filter(self, *_: object) -> None:
        typed = self.search.text().strip()
        shows = _SHOWS[self.chips.current()]
        self.pane.set_rows([row for row in self._rows if shows(row) and (not typed or matches(row, typed))])

    def _scanned(self) -> None:
        """The reader types a guide or a number and sends Enter: its sending is opened and the form is ready."""
        if self.model.rowCount():
            self.pane.table.go_to(0)
            self.panel.received_by.setFocus()

    def _bar(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        self.chips = FilterChips(
            [
                Chip("all", "Todos"),
                Chip("in_transit", "En camino"),
                Chip("returned", "Devueltos"),
                Chip("due", "Vencen"),
            ]
        )
        self.chips.chosen.connect(self._filter)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Guía o radicado: pase el lector o escriba")
        self.search.setAccessibleName("Buscar por guía o radicado")
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(380)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._scanned)
        row.addWidget(self.chips)
        row.addStretch(1)
        row.addWidget(self.search, 1)
        return row
