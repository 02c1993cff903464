"""The manifest of a petition to be split: who signed, as a spreadsheet for Gestión Documental (activity 11)."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from app import clock
from app.services.database import Database
from app.services.exports import Export, Saved
from app.services.split.manifest import manifest
from app.ui.shell.page import PaletteEntry, Shell
from app.ui.trays.analysis.panel import AnalysisPanel
from app.ui.trays.dispatch.saving import save_file


class ManifestDesk(QObject):
    """Saves the table of signatories of the case that is open (Ctrl+M)."""

    def __init__(self, page: QWidget, shell: Shell, database: Database, panel: AnalysisPanel) -> None:
        super().__init__(page)
        self._page, self._shell, self._database, self._panel = page, shell, database, panel

    def entries(self) -> list[PaletteEntry]:
        """For the palette, where there is a table."""
        sheet = self._panel.sheet
        if sheet is None or len(sheet.signatories) < 2:
            return []
        number = self._panel.case_head.number.text()
        return [PaletteEntry("users-three", "Guardar el manifiesto", number, self.save, "Ctrl+M")]

    def save(self) -> None:
        """Where the person says; its columns are those that the list that comes back must have."""
        sheet = self._panel.sheet
        if sheet is None:
            return
        if len(sheet.signatories) < 2:
            self._panel.case_head.trouble.say(
                "Este caso no tiene tabla de firmantes. Un abogado la confirma en Avales."
            )
            return
        number = sheet.petition.filing_number
        data = manifest(number, sheet.signatories, clock.now())
        kept = Saved(
            self._database, Export.SPLIT_MANIFEST, f"manifiesto-{number}.xlsx", [sheet.case_id], len(sheet.signatories)
        )
        save_file(self._page, self._shell, ask_xlsx, kept, data)


def ask_xlsx(parent: QWidget, name: str) -> str:
    """Where a spreadsheet goes; empty when the person changes their mind."""
    return QFileDialog.getSaveFileName(parent, "Guardar", name, "Excel (*.xlsx)")[0]
