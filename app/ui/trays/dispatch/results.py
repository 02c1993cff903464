"""Despacho › Resultados: sendings on their way or returned; the next one opens by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import PqrError
from app.services.exports import Export, Saved
from app.services.output import notices, recording
from app.services.output.naming import Municipality
from app.services.output.results import Cause
from app.ui import formats
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.style import scaled
from app.ui.table import RowModel, TablePane
from app.ui.trays.dispatch.causes import CauseList
from app.ui.trays.dispatch.import_card import ImportCard
from app.ui.trays.dispatch.result_panel import ResultPanel
from app.ui.trays.dispatch.rows import RESULT_COLUMNS, PieceRow, matches
from app.ui.trays.dispatch.saving import ask_file, save_file
from app.ui.widgets import Chip, EmptyState, FilterChips, button, side_by_side
from app.ui.widgets.a11y import INSIDE, shortcut

_SHOWS: dict[str, Callable[[PieceRow], bool]] = {
    "all": lambda row: True,
    "in_transit": lambda row: row.piece.state == "in_transit" and not row.piece.is_notice,
    "returned": lambda row: row.piece.state == "returned",
    "notice": lambda row: row.piece.is_notice,
    "due": lambda row: row.days is not None and row.days <= 0,
}
_SAID = {
    "delivered": "Entrega registrada con su prueba: el caso quedó cerrado.",
    "returned": "Devolución registrada. El caso sigue abierto.",
    "again": "La carta volvió a Impresión para enviarse de nuevo.",
    "email": "Correo registrado. Falta su acuse para cerrar.",
    "published": "Prueba de publicación guardada.",
    "removed": "Prueba de retiro guardada.",
    "served": "Aviso surtido: el caso quedó cerrado con sus dos pruebas.",
}
#: Acts after which the sending is no longer here.
_GONE = frozenset(("delivered", "again", "served"))


def ask_image(parent: QWidget) -> str:
    """The image of a guide; empty when the person changes their mind."""
    kinds = "Imágenes y PDF (*.pdf *.png *.jpg *.jpeg *.tif *.tiff)"
    return QFileDialog.getOpenFileName(parent, "Imagen de la guía", "", kinds)[0]


class ResultsPane(QWidget):
    """`reload` asks the page for everything again after each act."""

    def __init__(
        self, shell: Shell, context: PageContext, reload: Callable[[], object], choose_image: Callable[[QWidget], str],
        choose_file: Callable[[QWidget, str], str] = ask_file,
    ) -> None:  # fmt: skip
        super().__init__()
        self._shell, self._context, self._reload = shell, context, reload
        self._choose_file = choose_file
        self._rows: list[PieceRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._bar())
        split = side_by_side()
        column.addWidget(split, 1)
        self.model = RowModel(RESULT_COLUMNS)
        empty = EmptyState("truck", "Nada en camino", "Los envíos llegan aquí cuando se entregan con planilla.")
        self.pane = TablePane(self.model, "Envíos", empty, reload)
        self.pane.noun = ("envío", "envíos")
        self.panel = ResultPanel(context.calendar, self.record, choose_image)
        self.causes = CauseList()
        for each in (self.causes, self.pane, self.panel):
            split.addWidget(each)
        split.setSizes([scaled(222), scaled(700), scaled(340)])
        split.setStretchFactor(1, 1)
        self.causes.chosen.connect(self._filter)
        self.pane.table.current_changed.connect(self.panel.show_row)
        shortcut("F9", self, self.record, INSIDE)
        shortcut("/", self, self.search.setFocus, INSIDE)
        shortcut("Ctrl+I", self, self.import_file, INSIDE)

    def show_pieces(self, rows: Sequence[PieceRow], causes: Sequence[Cause], towns: Sequence[Municipality]) -> None:
        """Show these sendings and the lists to choose from."""
        self._rows = list(rows)
        self.panel.show_lists(causes, towns)
        for key, shows in _SHOWS.items():
            self.chips.set_count(key, sum(shows(row) for row in rows))
        self.causes.show_pieces(rows)
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
        self._context.background.write(
            work, show=lambda result: self._done(key, row, result), fail=self._refused, owner=self
        )

    def import_file(self) -> None:
        """Ask for the operator's file, and for its images, and take its results."""
        ImportCard(self.window(), self._shell, self._context, self._reload, self._choose_file).ask()

    def _work(self, key: str, row: PieceRow) -> Callable[[], object]:
        """What to send, with everything read from the form now: the form may change meanwhile."""
        database, performer, forms, piece = self._context.database, self._context.performer, self.panel.forms, row.piece
        if key == "delivered":
            who, day, (data, mime) = forms.received_by.text(), forms.day(key), forms.image()
            return lambda: recording.record_delivered(
                database, performer, piece, who, day, *recording.clean_proof(data, mime)
            )
        if key == "returned":
            cause, day, (data, mime) = str(forms.cause.currentData() or ""), forms.day(key), forms.image()
            return lambda: recording.record_returned(
                database, performer, piece, cause, day, *recording.clean_proof(data, mime)
            )
        if key == "again":
            address, town = forms.address.text(), forms.town.code()
            return lambda: recording.send_again(performer, piece, address, town)
        if key == "email":
            receipt = forms.receipt.text()
            return lambda: recording.send_by_email(performer, piece, receipt)
        if key == "served":
            return lambda: notices.close(performer, piece)
        if key == "notice":
            number, day = forms.notice.text(), forms.day(key)
            return lambda: notices.fix(database, performer, piece, number, day)
        data, mime = forms.image()
        return lambda: notices.prove(database, piece, key, *recording.clean_proof(data, mime))

    def _done(self, key: str, row: PieceRow, result: object) -> None:
        if isinstance(result, notices.Fixed):
            self._shell.say(
                f"Aviso fijado: se retira el {formats.date(result.text.removed_on)} y queda surtido al terminar el"
                f" {formats.date(result.text.effective_on)}."
            )
            name = f"aviso-{result.text.number}.pdf"
            kept = Saved(self._context.database, Export.NOTICE, name, [row.case_id])
            save_file(self, self._shell, self._choose_file, kept, result.pdf)
        else:
            self._shell.say(_SAID[key])
        self._rows = [each for each in self._rows if each.case_id != row.case_id]
        if key in _GONE:
            self.pane.take_away(row.case_id)
        self._reload()

    def _refused(self, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            raise error
        self.panel.show_row(self.pane.table.current_row())
        self.panel.case.trouble.say(error.user_message)

    def _filter(self, *_: object) -> None:
        typed = self.search.text().strip()
        shows, cause = _SHOWS[self.chips.current()], self.causes.current()
        # What is typed, or read by the reader, is looked for in all of them.
        rows = [row for row in self._rows if typed or cause is None or cause.holds(row)]
        self.pane.set_rows([row for row in rows if shows(row) and (not typed or matches(row, typed))])

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
                Chip("notice", "Avisos"),
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
        take = button("Importar resultados…", icon_name="download-simple", context=INSIDE, act=self.import_file)
        take.setToolTip("El archivo de resultados de 4-72, con sus imágenes  (Ctrl+I)")
        row.addWidget(take)
        return row
