"""Bandejas › Despacho: hand letters over with a sheet, and record what the operator brings back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.errors import PqrError
from app.services.output import dispatching, printing, sheet_making
from app.services.output.dispatching import DispatchRow
from app.services.output.naming import Municipality, municipalities
from app.services.output.printing import Address
from app.services.output.results import Cause, return_causes
from app.services.output.sheet_making import SheetSummary
from app.ui.page_context import PageContext
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.trays.dispatch.past_sheets import PastSheetsPane
from app.ui.trays.dispatch.results import ResultsPane, ask_image
from app.ui.trays.dispatch.rows import NOWHERE, PieceRow
from app.ui.trays.dispatch.saving import ChooseFile, ask_file, ask_folder
from app.ui.trays.dispatch.sheets import SheetsPane
from app.ui.trays.tiff_copy import TiffCopy
from app.ui.widgets import SegmentedTabs, button
from app.ui.widgets.a11y import INSIDE, shortcut


@dataclass(frozen=True)
class _Loaded:
    rows: list[DispatchRow]
    addresses: dict[UUID, Address]
    sheets: list[SheetSummary]
    causes: list[Cause]
    towns: list[Municipality]


class DispatchPage(Page):
    """The tray Despacho (activity 27)."""

    def __init__(
        self,
        shell: Shell,
        context: PageContext,
        choose_folder: Callable[[QWidget], str] = ask_folder,
        choose_image: Callable[[QWidget], str] = ask_image,
        choose_file: ChooseFile = ask_file,
    ) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        self._addresses: dict[tuple[UUID, int], Address] = {}
        self._lists: tuple[list[Cause], list[Municipality]] = ([], [])
        self.tabs = SegmentedTabs(
            [("sheets", "Planillas"), ("results", "Resultados"), ("past", "Anteriores")], "Trabajo"
        )
        self.sheets = SheetsPane(shell, context, self.reload, choose_folder, choose_file)
        self.results = ResultsPane(shell, context, self.reload, choose_image, choose_file)
        self.past = PastSheetsPane(shell, context, self.reload, choose_folder)
        self.tiff = TiffCopy(self, shell, context, self._letter)
        self.stack = QStackedWidget()
        for pane in (self.sheets, self.results, self.past):
            self.stack.addWidget(pane)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(8)
        bar = QHBoxLayout()
        bar.addWidget(self.tabs)
        bar.addStretch(1)
        bar.addWidget(
            button("Copia TIFF…", icon_name="file-text", tip="Guardar copia TIFF  (Ctrl+T)", act=self.tiff.save)
        )
        column.addLayout(bar)
        column.addWidget(self.stack, 1)
        self.tabs.chosen.connect(self.choose)
        shortcut("Ctrl+T", self, self.tiff.save, INSIDE)
        context.changes.arrived.connect(lambda _cases: self.reload() if self.isVisible() else None)

    def activate(self) -> None:
        """Reload and put the focus on the list."""
        self.reload()
        self.pane().pane.table.setFocus()

    def pane(self) -> SheetsPane | ResultsPane | PastSheetsPane:
        """What is on screen."""
        panes: dict[str, SheetsPane | ResultsPane | PastSheetsPane] = {
            "sheets": self.sheets, "results": self.results, "past": self.past,
        }  # fmt: skip
        return panes[self.tabs.current()]

    def choose(self, key: str) -> None:
        """Show Planillas («sheets»), Resultados («results») or Anteriores («past»)."""
        self.tabs.choose(key)
        self.stack.setCurrentWidget(self.pane())
        self.pane().pane.table.setFocus()
        self.hints_changed.emit()

    def commands(self) -> Sequence[PaletteEntry]:
        """Orders of what is on screen."""
        if self.pane() is self.sheets:
            return [
                PaletteEntry("truck", "Entregar la pila con planilla", "Despacho", self.sheets.hand_over, "F9"),
                PaletteEntry("printer", "Imprimir otra vez esta carta", "Despacho", self.sheets.ask_reprint, "F8"),
                *self.tiff.entries(),
            ]
        if self.pane() is self.past:
            return [PaletteEntry("file-pdf", "Rehacer planilla", "Despacho", self.past.remake, "F9")]
        return [
            PaletteEntry("seal-check", "Registrar el resultado", "Despacho", self.results.record, "F9"),
            PaletteEntry(
                "download-simple", "Importar resultados de 4-72", "Despacho", self.results.import_file, "Ctrl+I"
            ),
            *self.tiff.entries(),
        ]

    def _letter(self) -> tuple[UUID, str] | None:
        row = self.pane().pane.table.current_row()
        return (row.case_id, row.piece.outgoing) if isinstance(row, PieceRow) else None

    def key_hints(self) -> Sequence[tuple[str, str]]:
        """Keys of what is on screen."""
        if self.pane() is self.sheets:
            return [("J K", "moverse"), ("Espacio", "marcar"), ("F8", "imprimir otra vez"), ("F9", "entregar")]
        if self.pane() is self.past:
            return [("J K", "moverse"), ("F9", "rehacer planilla")]
        return [("J K", "moverse"), ("/", "leer guía"), ("Ctrl I", "importar"), ("F9", "registrar")]

    def reload(self) -> None:
        """Ask for the letters, the addresses not known yet, the sheets and, once, the lists."""
        known, lists, database = frozenset(self._addresses), self._lists, self._context.database
        for pane in (self.sheets.pane, self.results.pane, self.past.pane):
            pane.show_loading()

        def work() -> _Loaded:
            rows = dispatching.dispatch_queue(database)
            # A new version may have a new address.
            unknown = [row.case_id for row in rows if (row.case_id, row.version) not in known]
            found = printing.addresses(database, unknown)
            causes, towns = lists if lists[0] else (return_causes(database), municipalities(database))
            return _Loaded(rows, found, sheet_making.sheets(database), causes, towns)

        self._context.background.run(work, show=self._show, fail=self._failed, key=("dispatch", id(self)), owner=self)

    def _show(self, loaded: _Loaded) -> None:
        self._lists = (loaded.causes, loaded.towns)
        days = self._context.calendar.days_left
        rows = []
        for each in loaded.rows:
            key = (each.case_id, each.version)
            if each.case_id in loaded.addresses:
                self._addresses[key] = loaded.addresses[each.case_id]
            rows.append(PieceRow(each, self._addresses.get(key, NOWHERE), days(each.due_on)))
        waiting = [row for row in rows if row.piece.state == "to_hand"]
        sent = [row for row in rows if row.piece.state != "to_hand"]
        self.tabs.set_segment("sheets", f"Planillas  {len(waiting)}")
        self.tabs.set_segment("results", f"Resultados  {len(sent)}")
        self.sheets.show_pieces(waiting, loaded.sheets)
        self.results.show_pieces(sent, loaded.causes, loaded.towns)
        unfinished = sum(each.is_unfinished for each in loaded.sheets)
        self.tabs.set_segment("past", f"Anteriores  {unfinished}" if unfinished else "Anteriores")
        self.past.show_sheets(loaded.sheets)
        self.count_changed.emit(len(rows))

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            raise error
        for pane in (self.sheets.pane, self.results.pane, self.past.pane):
            pane.show_error(error.user_message)
