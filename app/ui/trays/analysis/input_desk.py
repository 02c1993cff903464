"""Around the inputs of the case that is open: its ledger, what is reused from other cases, and the supports."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import PqrError
from app.services.input_support import store_support
from app.services.reads.input_ledger import Ledger, LedgerLine, read_ledger
from app.ui import formats
from app.ui.shell.page import PaletteEntry
from app.ui.trays.analysis.input_card import InputCard
from app.ui.trays.analysis.ledger_card import LedgerCard
from app.ui.trays.analysis.work import CaseWork

_FILES = "Soportes (*.pdf *.tif *.tiff *.jpg *.jpeg *.png)"


class InputDesk(QObject):
    """Opens the ledger (Ctrl+I) and stores supports; what is taken goes to the form, and from there through step 13."""

    def __init__(self, page: QWidget, work: CaseWork) -> None:
        super().__init__(page)
        self._page, self._work, self._panel = page, work, work.panel
        self._panel.inputs.ledger_asked.connect(self.open_ledger)
        self._panel.inputs.file_asked.connect(self.ask_file)

    def entry(self) -> PaletteEntry:
        """For the palette."""
        number = self._panel.case_head.number.text()
        return PaletteEntry("book-open", "Libro de insumos", number, self.open_ledger, "Ctrl+I")

    def open_ledger(self) -> None:
        """Read it and show it; reading is counted and logged."""
        sheet = self._panel.sheet
        if sheet is None:
            return
        database = self._work.database
        self._work.background.run(
            lambda: read_ledger(database, sheet.case_id),
            show=partial(self._show, sheet.case_id),
            fail=self._work.report,
            key=("input-ledger", id(self)),
            owner=self,
        )

    def ask_file(self, card: InputCard) -> None:
        """Choose a support for one input."""
        chosen, _ = QFileDialog.getOpenFileName(self._page, "Adjuntar soporte", "", _FILES)
        if chosen:
            self.attach(card, Path(chosen))

    def attach(self, card: InputCard, path: Path) -> None:
        """Check the file aside, store it, and tie it to the input; a bad file is named beside it."""
        sheet, database = self._panel.sheet, self._work.database
        if sheet is None:
            return
        case = sheet.case_id
        card.file.setText("Revisando el archivo…")
        self._work.background.run(
            lambda: store_support(database, case, path),
            show=lambda stored: self._attached(case, card, *stored),
            fail=partial(self._not_attached, card),
            owner=card,
        )

    def _show(self, case_id: UUID, ledger: Ledger) -> None:
        sheet, state = self._panel.sheet, self._panel.state()
        if sheet is None or state is None or sheet.case_id != case_id:
            return
        taken = {each.reuse.input_id for each in self._panel.inputs.inputs() if each.reuse is not None}
        take = partial(self._reuse, case_id) if state.editable and self._panel.inputs.isEnabled() else None
        LedgerCard(self._page.window(), self._panel.case_head.number.text(), ledger, taken, take).ask()

    def _reuse(self, case_id: UUID, lines: list[LedgerLine]) -> None:
        if self._panel.sheet is not None and self._panel.sheet.case_id == case_id:
            for line in lines:
                self._panel.inputs.reuse(line.as_copy())

    def _attached(self, case: UUID, card: InputCard, document: UUID, size: int) -> None:
        if self._panel.sheet is not None and self._panel.sheet.case_id == case:
            card.set_file(document, f"Soporte · {formats.size(size)}")

    def _not_attached(self, card: InputCard, error: BaseException) -> None:
        if isinstance(error, PqrError):
            card.file.setText(error.user_message)
        else:
            self._work.report(error)
