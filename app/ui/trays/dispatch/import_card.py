"""Takes the operator's file of results: its choice, the report row by row, and the report to keep."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from app.services.exports import Export, Saved
from app.services.output import result_file, result_import
from app.services.output.proof_images import open_images
from app.services.output.result_import import Report, ReportRow
from app.ui import formats
from app.ui.background import Context
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.style import Tone
from app.ui.table import Cell, Column, RowModel, TablePane
from app.ui.trays.act_card import ActCard
from app.ui.trays.dispatch.saving import ChooseFile, ask_file, save_file
from app.ui.widgets import EmptyState, Field, KeyCap, Overlay, Strip, button, text

_TONES: dict[str, Tone] = {
    "delivered": "good",
    "returned": "good",
    "same": "neutral",
    "moving": "info",
    "no_proof": "warn",
}
_COLUMNS = [
    Column("row", "Fila", "number", lambda r: Cell(str(r.row)), width=60),
    Column("guide", "Guía", "two_lines", lambda r: Cell(r.guide or "—", strong=True), width=150),
    Column(
        "verdict", "Resultado", "pill",
        lambda r: Cell(result_import.VERDICTS.get(r.verdict, r.verdict), tone=_TONES.get(r.verdict, "danger")),
        width=190,
    ),
    Column("detail", "Explicación", "two_lines", lambda r: Cell(r.detail or "Aplicada.", tip=r.detail)),
]  # fmt: skip


class ImportCard(ActCard):
    """Asks for the file and, if there are, for the images; then shows what became of each row."""

    def __init__(
        self,
        parent: QWidget,
        shell: Shell,
        context: PageContext,
        reload: Callable[[], object],
        choose: ChooseFile = ask_file,
    ) -> None:
        super().__init__(
            parent, "Importar los resultados de 4-72",
            "El archivo CSV o XLSX del operador. Cada fila se aplica una sola vez: importarlo de nuevo no cambia nada.",
            "Importar", width=560,
        )  # fmt: skip
        self._shell, self._context, self._reload, self._choose = shell, context, reload, choose
        self.file, self.images = QLineEdit(), QLineEdit()
        self.file.setPlaceholderText("resultados.xlsx")
        self.images.setPlaceholderText("Carpeta o ZIP con las imágenes de las guías")
        self.field = Field("&Archivo de resultados", self.file, required=True)
        self.body.addWidget(self.field)
        self.body.addLayout(
            self._choosers(
                ("Escoger archivo…", "file-xls", self._choose_file),
            )
        )
        help_text = "Una entrega sin imagen no cierra el caso. Las imágenes se buscan por su nombre o por la guía."
        self.body.addWidget(Field("&Imágenes", self.images, help_text=help_text))
        self.body.addLayout(
            self._choosers(
                ("Escoger carpeta…", "folder-open", self._choose_folder), ("Escoger ZIP…", "files", self._choose_zip)
            )
        )
        self.first = self.file

    def accept(self) -> None:
        """Read the file aside and take it; the work goes on if the card is left."""
        if not self.file.text().strip():
            self.field.set_error("Escoja el archivo que envió 4-72.")
            return
        path = Path(self.file.text().strip())
        images = Path(self.images.text().strip()) if self.images.text().strip() else None
        context, today = self._context, self._context.calendar.today
        card = self._shell.progress_card("Resultados de 4-72")
        self.go.setEnabled(False)

        def work(job: Context) -> Report:
            job.progress(0, 0, "Leyendo el archivo")
            taken = result_file.read(path)
            return result_import.take(
                context.database, context.performer, taken, open_images(images), today=today,
                progress=lambda done, total: job.progress(done, total, f"{done} de {total} resultados"),
                cancelled=lambda: job.cancelled,
            )  # fmt: skip

        def show(report: Report) -> None:
            card.closed.emit()
            self.close_overlay()
            self._reload()
            ReportCard(self._covered, self._shell, context, report, self._choose).show_report()

        def fail(error: BaseException) -> None:
            card.closed.emit()
            self.failed()(error)

        job = context.background.run_long(work, show=show, fail=fail, progress=card.progress, owner=self)
        card.cancelled.connect(job.cancel)

    def _choosers(self, *made: tuple[str, str, Callable[[], object]]) -> QHBoxLayout:
        row = QHBoxLayout()
        for words, icon_name, act in made:
            row.addWidget(button(words, icon_name=icon_name, act=act))
        row.addStretch(1)
        return row

    def _choose_file(self) -> None:
        kinds = "Resultados (*.xlsx *.csv *.txt)"
        self._put(self.file, QFileDialog.getOpenFileName(self, "Archivo de resultados", "", kinds)[0])

    def _choose_folder(self) -> None:
        self._put(self.images, QFileDialog.getExistingDirectory(self, "Carpeta de imágenes"))

    def _choose_zip(self) -> None:
        self._put(self.images, QFileDialog.getOpenFileName(self, "ZIP de imágenes", "", "ZIP (*.zip)")[0])

    def _put(self, edit: QLineEdit, chosen: str) -> None:
        if chosen:
            edit.setText(chosen)


class ReportCard(Overlay):
    """What became of each row, trouble first; it can be kept as a CSV."""

    def __init__(
        self, parent: QWidget, shell: Shell, context: PageContext, report: Report, choose: ChooseFile = ask_file
    ) -> None:
        super().__init__(parent, width=900)
        self._shell, self._context, self.report, self._choose = shell, context, report, choose
        self.setAccessibleName("Informe de la importación")
        column = self.card.column
        column.addWidget(text("Informe de la importación", "title"))
        column.addWidget(text(sentence(report), "sub", wrap=True))
        self.strip = Strip("warn", "warning-circle")
        column.addWidget(self.strip)
        if report.stopped:
            self.strip.say(report.stopped)
        elif not report.is_new and not report.applied:
            self.strip.say("Este archivo ya se había importado. <b>No se cambió nada.</b>")
        else:
            self.strip.hide()
        model = RowModel(_COLUMNS, key_of=lambda row: row.row)
        empty = EmptyState("files", "Sin filas", "El archivo no trae filas.")
        self.pane = TablePane(model, "Filas del archivo", empty, lambda: None)
        self.pane.noun = ("fila", "filas")
        self.pane.setMinimumHeight(min(420, max(200, parent.height() - 330)))
        self.pane.set_rows(sorted(report.rows, key=_order))
        column.addWidget(self.pane, 1)
        row = QHBoxLayout()
        row.addWidget(button("Cerrar", act=self.close_overlay))
        row.addWidget(KeyCap("Esc", big=True))
        row.addStretch(1)
        self.keep = button("Guardar el informe…", "primary", icon_name="download-simple", act=self.save)
        row.addWidget(self.keep)
        row.addWidget(KeyCap("Ctrl S", big=True))
        column.addLayout(row)
        self.on_key("Ctrl+S", self.save)
        self.closed.connect(self.deleteLater)

    def show_report(self) -> None:
        """Open it with the focus on the rows."""
        self.open(self.pane.table)

    def save(self) -> None:
        """Write the report where the person says."""
        data = result_import.report_csv(self.report.rows)
        rows = len(self.report.rows)
        kept = Saved(self._context.database, Export.RESULT_REPORT, "informe-resultados.csv", rows=rows)
        save_file(self, self._shell, self._choose, kept, data)


def sentence(report: Report) -> str:
    """«486 filas: Entrega registrada 421 · Devolución registrada 38 · Sin envío 2»"""
    counts = result_import.summary(report)
    said = [f"{words} {counts[key]}" for key, words in result_import.VERDICTS.items() if counts[key]]
    return f"{formats.plural(len(report.rows), 'fila', 'filas')}: {' · '.join(reversed(said))}"


def _order(row: ReportRow) -> tuple[bool, int]:
    return row.verdict not in result_import.TROUBLED, row.row
