"""The papers of a case beside its data: petition, attachments, reply; never those of the case before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID, uuid4

from PySide6.QtCore import Signal

from app.errors import PqrError
from app.services.database import Database
from app.services.reads.case_sheet import DocumentRef
from app.services.stored_documents import fetch
from app.ui.background import Background
from app.ui.viewer import DocumentViewer
from app.ui.widgets import SegmentedTabs

_REPLIES = ("letter_signed", "letter_unsigned")
#: What acts of the law left, before what came with the petition; the newest first.
_OF_LAW = ("legal_letter", "citizen_paper", "legal_proof", "priority_proof")
_NONE = {
    "petition": ("Sin imagen", "Este caso no tiene imagen de la petición."),
    "attachments": ("Sin anexos", "La petición no trae anexos."),
    "reply": ("Sin respuesta", "Aún no hay una carta de respuesta para este caso."),
}
_NO_ACT = ("Este caso no lleva acto.", "Sin acto")
_NO_OTHER = ("Abra la respuesta o la petición de otra de las peticiones de esta persona.", "Nada abierto")


class DocumentPane(DocumentViewer):
    """Choosing «Anexos» again shows the next attachment. `drafted` names a paper that is made here, or brought from
    another case (`drafted_last`)."""

    #: The petition's PDF is about to be shown: its bytes and its token.
    petition_arrived = Signal(object, str)
    #: The case has left the desk.
    forgotten = Signal()

    def __init__(
        self, background: Background, database: Database, drafted: str = "", *, drafted_last: bool = False
    ) -> None:
        super().__init__(background)
        self._background, self._database = background, database
        self._papers: dict[str, list[UUID]] = {}
        self._draw: Callable[[], bytes] | None = None
        self._at = 0
        segments = [("petition", "Petición"), ("attachments", "Anexos"), ("reply", "Respuesta")]
        own = [("drafted", drafted)] if drafted else []
        self._no_drafted = _NO_OTHER if drafted_last else _NO_ACT
        self.tabs = SegmentedTabs([*segments, *own] if drafted_last else [*own, *segments], "Documento")
        self.bar_left.addWidget(self.tabs)
        self.tabs.chosen.connect(self._chosen)
        self.forget()

    def forget(self) -> None:
        """No case: nothing of the last one stays."""
        self._papers, self._draw = {}, None
        self.tabs.choose("petition")
        self.tabs.setEnabled(False)
        self.tabs.set_segment("attachments", "Anexos")
        self.clear()
        self.forgotten.emit()

    def expect_case(self, case_id: UUID) -> None:
        """Another case is being opened: the desk is emptied now."""
        self.forget()
        self.expect(str(case_id))

    def show_papers(self, petition: UUID | None, documents: Sequence[DocumentRef]) -> None:
        """The case's papers have arrived: show its petition."""
        self.know_papers(petition, documents)
        self.tabs.setEnabled(True)
        self.tabs.choose("petition")
        self._show("petition", 0)

    def know_papers(self, petition: UUID | None, documents: Sequence[DocumentRef]) -> None:
        """Which papers there are by now; what is on the desk stays."""
        attached = [d.document_id for d in reversed(documents) if d.kind in _OF_LAW]
        attached += [d.document_id for d in documents if d.kind == "attachment"]
        replies = [d.document_id for kind in _REPLIES for d in reversed(documents) if d.kind == kind]
        petitions = [d.document_id for d in reversed(documents) if d.kind == "petition"]
        self._papers = {
            "petition": [petition] if petition else petitions[:1],
            "attachments": attached,
            "reply": replies[:1],
        }
        self.tabs.set_segment("attachments", f"Anexos {len(attached)}" if attached else "Anexos")

    def show_drafted(self, draw: Callable[[], bytes]) -> None:
        """Show the paper that `draw` makes, aside, of this case."""
        self._draw = draw
        self.tabs.choose("drafted")
        self._show_drawn()

    def _show_drawn(self) -> None:
        draw = self._draw
        if draw is None:
            self.show_problem(*self._no_drafted)
            return
        token = f"drafted:{uuid4()}"
        self.expect(token)
        self._background.run(
            draw,
            show=lambda data: self.show_document(data, token),
            fail=lambda error: self._could_not_fetch(error, token),
            key=("document", id(self)),
            owner=self,
        )

    def _chosen(self, key: str) -> None:
        if key == "drafted":
            self._show_drawn()
            return
        many = len(self._papers.get(key, ()))
        self._at = (self._at + 1) % many if many and key == "attachments" else 0
        self._show(key, self._at)

    def _show(self, key: str, at: int) -> None:
        papers = self._papers.get(key, [])
        if not papers:
            title, sentence = _NONE[key]
            self.show_problem(sentence, title)
            return
        document = papers[at]
        token = str(document)
        self.expect(token)
        self._background.run(
            lambda: fetch(self._database, document),
            show=lambda data: self._fetched(data, token, key),
            fail=lambda error: self._could_not_fetch(error, token),
            key=("document", id(self)),
            owner=self,
        )

    def _fetched(self, data: bytes, token: str, key: str) -> None:
        if self.show_document(data, token) and key == "petition":
            self.petition_arrived.emit(data, token)

    def _could_not_fetch(self, error: BaseException, token: str) -> None:
        if not isinstance(error, PqrError):
            raise error
        if self._expected == token:
            self.show_problem(error.user_message)
