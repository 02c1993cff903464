"""The letter beside the list: with its two holes before signing, and the petition that it answers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer

from app.errors import PqrError
from app.services.database import Database
from app.services.documents import letter as letters
from app.services.output.letter_data import petition_pdf, read_sheet
from app.ui.background import Background
from app.ui.trays.signature.rows import SignRow
from app.ui.viewer import DocumentViewer
from app.ui.widgets import SegmentedTabs

#: Moving through the list asks for a letter only where the person stops.
_PAUSE_MS = 140


class LetterPreview(DocumentViewer):
    """Shows one row's letter or petition; a stale answer is never shown beside another row."""

    def __init__(self, background: Background, database: Database) -> None:
        super().__init__(background)
        self._jobs, self._database = background, database
        self._row: SignRow | None = None
        self.tabs = SegmentedTabs([("letter", "Carta"), ("petition", "Petición")], "Documento")
        self.bar_left.addWidget(self.tabs)
        self.tabs.chosen.connect(lambda _key: self._expect())
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._load)

    def show_row(self, row: SignRow | None) -> None:
        """The row under the cursor; None empties the desk."""
        same = row is not None and self._row is not None and self._key(row) == self._key(self._row)
        self._row = row
        if row is None:
            self._timer.stop()
            self.clear()
        elif not same:
            self._expect()

    def _expect(self) -> None:
        if self._row is not None:
            self.expect(self._token(self._row), f"Respuesta a {self._row.letter.incoming}")
            self._timer.start()

    def _load(self) -> None:
        row = self._row
        if row is None:
            return
        token = self._token(row)
        self._jobs.run(
            self._work(row),
            show=lambda pdf: self.show_document(pdf, token),
            fail=self._could_not_load,
            key=("letter-preview", id(self)),
            owner=self,
        )

    def _work(self, row: SignRow) -> Callable[[], bytes]:
        database, case_id = self._database, row.case_id
        if self.tabs.current() == "petition":
            return lambda: petition_pdf(database, case_id)
        return lambda: letters.preview(read_sheet(database, case_id, "Vista previa").letter)

    def _could_not_load(self, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            raise error
        self.show_problem(error.user_message)

    def _token(self, row: SignRow) -> str:
        return f"{self._key(row)}:{self.tabs.current()}"

    @staticmethod
    def _key(row: SignRow) -> str:
        return f"{row.case_id}:{row.letter.version}"
