"""Bandejas › Actos por firmar: each granted act goes to whoever signs it, is read here, and signed or returned."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from app.services.documents import endorsement_act
from app.services.trays import endorsement_acts as service
from app.services.trays.endorsement_acts import ActRow, ActSheet
from app.ui.modules.law.page import LawPage
from app.ui.modules.law.view import LawView
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.trays.analysis.legal.law_cards import ReasonCard
from app.ui.trays.case_head import number_words
from app.ui.trays.endorsements.acts_tabs import DENIALS, SIGNED, WAITING
from app.ui.viewer import DocumentViewer
from app.ui.widgets import Question, shortcut


class ActsPage(LawPage):
    """What is signed are the words that were read: the buttons open once the act is on the desk."""

    tabs = (WAITING, SIGNED, DENIALS)

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__(shell, context)
        #: What was read of each act, with the version at which it was.
        self._read: dict[tuple[UUID, int], ActSheet] = {}
        self._opened: dict[int, str] = {}
        self.papers = {key: DocumentViewer(context.background) for key in ("waiting", "signed")}
        if context.has_role("lawyer"):
            for key, viewer in self.papers.items():
                view = self.views[key]
                view.splitter.insertWidget(1, viewer)
                view.splitter.setSizes([500, 460, 300])
                view.pane.table.current_changed.connect(partial(self._open, view, viewer))
        shortcut("F9", self, self._press)

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (("J K", "moverse"), ("F9", "firmar"), ("F5", "actualizar"))

    def counted(self, key: str, count: int) -> None:
        """What waits is what counts on the page's tab."""
        self.chips.set_count(key, count)
        self.count_changed.emit(len(self.views["waiting"].rows))
        view, viewer = self.views[key], self.papers.get(key)
        if viewer is not None and self.context.has_role("lawyer"):
            # The same act may have come back with another version.
            self._open(view, viewer, view.pane.table.current_row())

    def unread(self, row: ActRow) -> str:
        """Why it can't be signed or corrected yet."""
        return "" if (row.case_id, row.version) in self._read else "Abriendo el acto: se firma lo que se leyó."

    def sign(self, row: ActRow) -> None:
        """Ask, and sign."""
        facts = [
            ("Caso", number_words(row.label)),
            ("Delegación", row.signer_act or ""),
            ("Dio el aval", row.granted_by),
        ]
        words = "Firmar el acto"
        question = Question(words, words, subtitle="Después de firmado sólo lo deja sin efecto otro acto.", facts=facts)
        self.shell.confirm(question, partial(self._sign, row))

    def send_back(self, row: ActRow) -> None:
        """Return it with what is wrong."""
        database = self.context.database

        def act(note: str, _sure: bool) -> None:
            self.carry(card, lambda: service.send_back(database, row, note), lambda _none: "Acto devuelto sin firmar.")

        words = f"{number_words(row.label)} vuelve a {row.granted_by}, que lo corrige y lo envía otra vez."
        card = ReasonCard(self.window(), "Devolver sin firmar", words, "Devolver", act, label="&Qué hay que corregir")
        card.ask()

    def correct(self, row: ActRow) -> None:
        """Change its words and send it to be signed."""
        database = self.context.database

        def act(body: str, _sure: bool) -> None:
            self.carry(card, lambda: service.correct(database, row, body), lambda _none: "Acto enviado a firma.")

        words = f"{row.signer} lo devolvió: {row.return_note}"
        card = ReasonCard(
            self.window(), "Corregir el acto", words, "Enviar a firma", act, label="&Texto del acto",
            reason=self._read[row.case_id, row.version].words(),
        )  # fmt: skip
        card.reason.setMinimumHeight(card.reason.height() * 2)
        card.ask()

    def _sign(self, row: ActRow) -> None:
        sheet, database = self._read.get((row.case_id, row.version)), self.context.database
        if sheet is None:
            return

        def done(_none: object) -> None:
            self.shell.say(f"{number_words(row.label)}: acto firmado.")
            self.reload()

        def fail(error: BaseException) -> None:
            self.shell.report(error)
            self.reload()

        self.context.background.write(
            lambda: service.sign(database, row, sheet.words()), show=done, fail=fail, owner=self
        )

    def _press(self) -> None:
        row: Any = self.view.pane.table.current_row()
        if self.view.tab is not WAITING or row is None or row.state != "to_sign":
            return
        if row.may_sign and not self.unread(row):
            self.sign(row)

    def _open(self, view: LawView, viewer: DocumentViewer, row: ActRow | None) -> None:
        if row is None:
            self._opened.pop(id(viewer), None)
            viewer.clear()
            return
        token, database = f"act:{row.case_id}:{row.version}", self.context.database
        if self._opened.get(id(viewer)) == token:
            return
        self._opened[id(viewer)] = token
        viewer.expect(token)

        def read() -> tuple[ActSheet, bytes]:
            sheet = service.read_act(database, row.case_id)
            return sheet, endorsement_act.render(sheet.act())

        def show(found: tuple[ActSheet, bytes]) -> None:
            if viewer.show_document(found[1], token):
                self._read[row.case_id, row.version] = found[0]
                view.panel.show_row(row)

        self.context.background.run(
            read, show=show, fail=lambda error: self._unreadable(viewer, error), key=("act", id(viewer)), owner=self
        )

    def _unreadable(self, viewer: DocumentViewer, error: BaseException) -> None:
        self._opened.pop(id(viewer), None)
        viewer.show_problem("El acto no se pudo abrir. Actualice la lista e intente de nuevo.")
        self.shell.report(error)
