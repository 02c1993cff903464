"""Bandejas › Firmantes de más: a second person compares a returned row with the petition, and decides on it (12)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from app.services.split import extras as service
from app.services.split.extras import ExtraRow
from app.services.stored_documents import fetch
from app.ui.modules.law.page import LawPage
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.trays.analysis.legal.law_cards import ReasonCard
from app.ui.trays.case_head import number_words
from app.ui.trays.endorsements.extras_tabs import DECIDED, WAITING
from app.ui.viewer import DocumentViewer
from app.ui.widgets import shortcut


class ExtrasPage(LawPage):
    """List | the petition, to look for the signature | what the row says and the decision."""

    tabs = (WAITING, DECIDED)

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__(shell, context)
        self.paper = DocumentViewer(context.background)
        self._opened: UUID | None = None
        view = self.views[WAITING.key]
        view.splitter.insertWidget(1, self.paper)
        view.splitter.setSizes([480, 460, 320])
        view.pane.table.current_changed.connect(self._open)
        shortcut("F9", self, self._press)

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (("J K", "moverse"), ("F9", "incorporar"), ("F5", "actualizar"))

    def adopt(self, row: ExtraRow) -> None:
        """Ask the reason, and add the person to the table."""
        words = (
            f"{row.full_name} ({row.document or 'sin documento'}) queda en la tabla de firmantes y recibe un caso"
            " propio, con el mismo término. El caso de origen no cierra hasta que también termine."
        )
        self._ask(row, "Incorporar a la tabla", words, "Incorporar", adopt=True)

    def set_aside(self, row: ExtraRow) -> None:
        """Ask the reason, and leave the row out."""
        words = f"No se abre un caso para {row.full_name or row.document}. La fila y el motivo quedan en el desglose."
        self._ask(row, "Dejar fuera del desglose", words, "Dejar fuera", adopt=False)

    def _ask(self, row: ExtraRow, title: str, words: str, go: str, *, adopt: bool) -> None:
        database, command = self.context.database, uuid4()

        def act(reason: str, _sure: bool) -> None:
            self.carry(card, lambda: service.decide(database, command, row, adopt=adopt, reason=reason), said)

        def said(child: str | None) -> str:
            number = number_words(row.label)
            if child is None:
                return f"{number}: la fila {row.row_no} queda fuera del desglose."
            return f"{number}: {row.full_name} ya tiene caso y espera asignación."

        hint = "Firma en la página 3 de la petición." if adopt else "No aparece su firma en ninguna página."
        help_text = "Al menos una frase. Queda con su nombre en el historial del caso."
        card = ReasonCard(self.window(), title, words, go, act, label="&Motivo", hint=hint, help_text=help_text)
        card.ask()

    def _press(self) -> None:
        row: ExtraRow | None = self.view.pane.table.current_row()
        if self.view.tab is WAITING and row is not None and not row.is_mine and row.full_name:
            self.adopt(row)

    def _open(self, row: ExtraRow | None) -> None:
        """The petition of the row; rows of one petition share it, and it is read once."""
        document = row.document_id if row is not None else None
        if document is None:
            self._opened = None
            self.paper.clear()
            if row is not None:
                self.paper.show_problem("Este caso no tiene imagen de la petición.")
            return
        if document == self._opened:
            return
        self._opened, database, token = document, self.context.database, f"extra:{document}"
        self.paper.expect(token)
        self.context.background.run(
            lambda: fetch(database, document),
            show=lambda data: self.paper.show_document(data, token),
            fail=self._unreadable,
            key=("extra", id(self)),
            owner=self,
        )

    def _unreadable(self, error: BaseException) -> None:
        self._opened = None
        self.paper.show_problem("La petición no se pudo abrir. Actualice la lista e intente de nuevo.")
        self.shell.report(error)
