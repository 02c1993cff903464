"""The left of a review: the petition, or the inputs the letter rests on, in one place."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtWidgets import QAbstractScrollArea

from app.errors import PqrError
from app.services import stored_documents
from app.services.database import Database
from app.ui.background import Background
from app.ui.modules.quality.inputs_view import InputsView
from app.ui.shell.page import Shell
from app.ui.viewer.viewer import DocumentViewer
from app.ui.widgets import KeyCap, SegmentedTabs

_TABS = [("petition", "Petición"), ("inputs", "Insumos")]


def move(area: QAbstractScrollArea, by: int) -> None:
    """One view down or up, without giving it the focus."""
    bar = area.verticalScrollBar()
    bar.setValue(bar.value() + by * bar.pageStep() * 9 // 10)


class PetitionSide(DocumentViewer):
    """A viewer of the petition whose tabs bring the inputs instead."""

    def __init__(self, background: Background) -> None:
        super().__init__(background)
        self._background = background
        self.inputs = InputsView()
        self.tabs = SegmentedTabs(_TABS, "Qué se compara con la carta")
        self.tabs.chosen.connect(self._compare)
        self.bar_left.addWidget(self.tabs)
        self.bar_left.addWidget(KeyCap("F6"))
        self.column.addWidget(self.inputs, 1)
        self.inputs.hide()

    def _compare(self, key: str) -> None:
        self.stack.setVisible(key != "inputs")
        self.inputs.setVisible(key == "inputs")

    def other_side(self) -> None:
        """F6: inputs for petition, and back."""
        key = "petition" if self.tabs.current() == "inputs" else "inputs"
        self.tabs.choose(key)
        self._compare(key)

    def turn(self, by: int) -> None:
        """Shift+PgDn, Shift+PgUp: move what is compared, petition or inputs."""
        move(self.inputs if self.inputs.isVisible() else self.sheets, by)

    def fetch(self, database: Database, shell: Shell, case_id: UUID, document_id: UUID | None) -> None:
        """Bring the scan of that case; what is missing is said in its place."""
        if document_id is None:
            self.show_problem("La petición no tiene imagen. Pídala a Gestión Documental.", "Sin imagen")
            return

        def failed(error: BaseException) -> None:
            self.show_problem("No se pudo traer la petición. Actualice con F5.")
            if not isinstance(error, PqrError):
                shell.report(error)

        self._background.run(
            lambda: stored_documents.fetch(database, document_id),
            show=lambda pdf: self.show_document(pdf, f"petition:{case_id}", "Petición"),
            fail=failed,
            key=("review-petition", id(self)),
            owner=self,
        )
