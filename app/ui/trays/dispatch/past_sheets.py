"""Despacho › Anteriores: the sheets already made, each made again equal to the byte; those cut in the middle, ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import PqrError
from app.services.exports import Export, Saved
from app.services.output import sheet_making
from app.services.output.sheet_making import SheetFiles, SheetSummary
from app.ui import formats
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.table import Cell, Column, RowModel, TablePane
from app.ui.trays.case_head import PrimaryFoot
from app.ui.trays.dispatch.saving import ChooseFolder, save_sheet
from app.ui.trays.signature.panel import Facts
from app.ui.widgets import EmptyState, Strip, side_by_side, text
from app.ui.widgets.a11y import INSIDE, shortcut
from app.ui.widgets.cards import PanelCard


def _state(sheet: SheetSummary) -> Cell:
    if sheet.is_unfinished:
        return Cell("Sin terminar", tone="warn", icon="warning-circle-fill")
    waiting = sheet.pieces - sheet.delivered - sheet.returned
    return Cell(f"{waiting} sin resultado" if waiting else "Con resultado", tone="info" if waiting else "good")


COLUMNS = [
    Column(
        "number", "Planilla", "two_lines",
        lambda s: Cell(f"{s.sheet_number:04d}", f"{formats.date(s.imposed_on)} · {s.imposer}", strong=True),
    ),
    Column(
        "guides", "Guías", "two_lines",
        lambda s: Cell(f"{s.guide_from} a {s.guide_last or s.guide_to}", f"contrato {s.contract}"), width=280,
        hide_below=460,
    ),
    Column("pieces", "Piezas", "number", lambda s: Cell(formats.number(s.pieces)), width=80),
    Column("delivered", "Entregadas", "number", lambda s: Cell(formats.number(s.delivered)), width=100, hide_below=560),
    Column("returned", "Devueltas", "number", lambda s: Cell(formats.number(s.returned)), width=100, hide_below=620),
    Column("state", "Estado", "pill", _state, width=160),
]  # fmt: skip


class PastSheetsPane(QWidget):
    """`reload` asks the page for everything again once a sheet was ended."""

    def __init__(
        self, shell: Shell, context: PageContext, reload: Callable[[], object], choose_folder: ChooseFolder
    ) -> None:
        super().__init__()
        self._shell, self._context, self._reload, self._choose = shell, context, reload, choose_folder
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        split = side_by_side()
        column.addWidget(split)
        self.model = RowModel(COLUMNS, key_of=lambda row: row.sheet_id)
        empty = EmptyState("files", "Ninguna planilla todavía", "Aparecen aquí cuando se entrega la primera pila.")
        self.pane = TablePane(self.model, "Planillas anteriores", empty, reload)
        self.pane.noun = ("planilla", "planillas")
        self.pane.order_words = "la más reciente primero"
        self.panel = PanelCard()
        self.title = text("", "heading", wrap=True)
        self.panel.head.addWidget(self.title)
        self.strip = Strip("warn", "warning-circle")
        self.panel.head.addWidget(self.strip)
        self.panel.body.addWidget(text("La planilla", "section"))
        self.facts = Facts()
        self.panel.body.addWidget(self.facts)
        self.panel.body.addStretch(1)
        self.foot_act = PrimaryFoot(self.remake, "Rehacer planilla")
        self.panel.foot.addWidget(self.foot_act)
        split.addWidget(self.pane)
        split.addWidget(self.panel)
        split.setSizes([940, 350])
        split.setStretchFactor(0, 1)
        self.pane.table.current_changed.connect(self._show)
        shortcut("F9", self, self.remake, INSIDE)
        self._show(None)

    def show_sheets(self, sheets: Sequence[SheetSummary]) -> None:
        """These sheets, newest first."""
        self.pane.set_rows(list(sheets))
        self._show(self.pane.table.current_row())

    def remake(self) -> None:
        """Make the sheet's two files again and ask where they go."""
        sheet = self.pane.table.current_row()
        if sheet is None or not self.foot_act.button.isEnabled():
            return
        database = self._context.database
        self.foot_act.rest("Rehaciendo…")
        self._context.background.write(
            lambda: sheet_making.remake(database, sheet), show=self._made, fail=self._refused, owner=self
        )

    def _made(self, files: SheetFiles) -> None:
        if files.pdf:
            self._shell.say(f"Planilla {files.number:04d}: igual a la entregada.")
            kept = Saved(self._context.database, Export.DISPATCH_SHEET, f"planilla-{files.number:04d}")
            save_sheet(self, self._shell, self._choose, kept, files.pdf, files.xlsx)
        else:
            self._shell.say(f"La planilla {files.number:04d} no llevaba piezas: se cerró y sus guías quedaron libres.")
        self._reload()

    def _refused(self, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            raise error
        self._show(self.pane.table.current_row())
        self._shell.report(error)

    def _show(self, sheet: SheetSummary | None) -> None:
        self.strip.hide()
        if sheet is None:
            self.title.setText("Sin planilla")
            self.facts.show_pairs(())
            self.foot_act.show_act("Rehacer planilla", "file-pdf", "Escoja una planilla de la lista.")
            return
        self.title.setText(f"Planilla {sheet.sheet_number:04d}")
        if sheet.is_unfinished:
            self.strip.say("<b>Un corte la dejó sin archivo.</b> Rehágala: se cierra con lo que se entregó.")
        skips = "; ".join(f"{each['from']} a {each['to']}: {each['reason']}" for each in sheet.skips)
        self.facts.show_pairs(
            [
                ("Imposición", formats.date(sheet.imposed_on)),
                ("Impositor", sheet.imposer),
                ("Contrato", sheet.contract),
                ("Desde", sheet.guide_from),
                ("Hasta", sheet.guide_last or sheet.guide_to),
                ("Saltos", skips or "Ninguno"),
                ("Orden", sheet.service_order or ""),
                ("Piezas", formats.number(sheet.pieces)),
            ]
        )
        note = "El PDF y el XLSX salen iguales a los entregados."
        self.foot_act.show_act("Rehacer planilla", "file-pdf", "", note=note)
