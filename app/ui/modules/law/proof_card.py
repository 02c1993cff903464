"""The card on which a lawyer looks at a proof beside its letter, and confirms it or gives it back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.errors import PqrError
from app.services.legal_acts import proofs
from app.services.legal_acts.proofs import KINDS, LEAST, ProofRow
from app.ui import formats
from app.ui.page_context import PageContext
from app.ui.style import scaled
from app.ui.trays.act_card import ActCard
from app.ui.trays.analysis.legal.writing import long_text
from app.ui.trays.case_head import number_words
from app.ui.viewer import DocumentViewer
from app.ui.widgets import Field, SegmentedTabs, button, text


class ProofCard(ActCard):
    """`confirm` moves the term; `give_back` gets what is wrong, and moves nothing."""

    def __init__(
        self,
        parent: QWidget,
        context: PageContext,
        row: ProofRow,
        confirm: Callable[[], object],
        give_back: Callable[[str], object],
    ) -> None:
        words = (
            f"{number_words(row.label)}. {KINDS[row.kind]}: según quien la registró, el ciudadano la recibió el"
            f" {formats.long_date(row.told_on)}. Compare nombre, número y fecha con la carta."
        )
        super().__init__(parent, "Prueba del aviso", words, "Confirmar: cambia el término", width=760)
        self._context, self._row, self._confirm, self._give_back = context, row, confirm, give_back
        self.viewer = DocumentViewer(context.background)
        self.viewer.setMinimumHeight(scaled(330))
        self.papers = SegmentedTabs([("proof", "Prueba"), ("letter", "Carta")], "Documento")
        self.viewer.bar_left.addWidget(self.papers)
        self.papers.chosen.connect(self._show)
        self.viewer.shown.connect(self._seen)
        # Nothing is confirmed unseen; what does not open can only be given back.
        self.unseen = text("Se confirma con la prueba a la vista.", "help", wrap=True)
        self.go.setEnabled(False)
        self.go.setToolTip(self.unseen.text())
        self.note = long_text("", 52, "La guía es de otro envío; la fecha no es la que dice…")
        self.back = button("Devolver la prueba", icon_name="arrow-u-up-left", act=self.give_back)
        self.body.addWidget(self.viewer)
        self.body.addWidget(self.unseen)
        self.body.addWidget(Field("&Qué está mal, sólo si la devuelve", self.note))
        self.body.addWidget(self.back)
        self.first = self.papers
        self._show("proof")

    def accept(self) -> None:
        """It is right; asked by the keys too early, nothing happens."""
        if self.go.isEnabled():
            self._confirm()

    def give_back(self) -> None:
        """It is not; or what is missing to say so."""
        if len(self.note.toPlainText().strip()) < LEAST:
            self.trouble.say("Diga qué está mal en la prueba, en una frase: quien la registró lo lee.")
            self.note.setFocus()
            return
        self._give_back(self.note.toPlainText())

    def _show(self, key: str) -> None:
        row, database, token = self._row, self._context.database, f"{key}:{self._row.proof_document_id}"
        self.viewer.expect(token)
        self._context.background.run(
            lambda: proofs.paper(database, row, letter=key == "letter"),
            show=lambda data: self.viewer.show_document(data, token),
            fail=self._failed,
            key=("proof", id(self)),
            owner=self,
        )

    def _seen(self, token: str) -> None:
        if token.startswith("proof:"):
            self.go.setEnabled(True)
            self.go.setToolTip("")
            self.unseen.hide()

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            raise error
        self.viewer.show_problem(error.user_message)
