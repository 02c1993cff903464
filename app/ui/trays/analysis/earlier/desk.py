"""Reads who else asked under this name when a case is opened, opens papers beside it, and sends what is decided."""

from __future__ import annotations

from uuid import UUID, uuid4

from PySide6.QtCore import QObject, QTimer

from app import clock
from app.errors import InvalidInput, PqrError
from app.services.reads import earlier
from app.services.reads.earlier import EarlierPetition, PersonHistory
from app.services.trays.case_label import label_shown
from app.services.verbs import checks
from app.services.verbs.classify_claim import Person
from app.ui.trays.analysis.earlier.cards import CompareCard, WhyCard
from app.ui.trays.analysis.legal.menu import LegalActs
from app.ui.trays.analysis.panel import AnalysisPanel
from app.ui.trays.documents import DocumentPane

#: After the form was saved with another document: the server looks for the one that it has.
_AFTER_TYPING_MS = 2600


class EarlierDesk(QObject):
    """One per page, between the panel's box, the papers and the legal acts."""

    def __init__(self, panel: AnalysisPanel, papers: DocumentPane, legal: LegalActs) -> None:
        super().__init__(panel)
        self._panel, self._papers, self._legal, self._desk = panel, papers, legal, legal.desk
        self.box = panel.earlier
        self._read_for: tuple[UUID, int, str] | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_AFTER_TYPING_MS)
        self._later.timeout.connect(self._look)
        panel.loaded.connect(self._look)
        panel.edited.connect(self._edited)
        self.box.paper_asked.connect(self._paper)
        self.box.compare_asked.connect(self.compare)
        self.box.act_asked.connect(self._follow)

    def compare(self, each: EarlierPetition | None = None) -> None:
        """F2: the card of one petition; without it, of the one that looks most like this."""
        sheet, found = self._panel.sheet, each or self.box.best()
        if sheet is None:
            return
        if found is None or not self.box.may_decide:
            words = "No hay otra petición de esta persona." if found is None else "El caso está en solo lectura."
            self._desk.shell.say(words)
            return
        leaves, command = self._panel.claims.leaves(), uuid4()
        chosen = found

        def act(kind: str, reason: str) -> None:
            now, database = self._panel.sheet, self._desk.context.database
            version = now.version if now is not None else sheet.version
            self._desk.carry(
                card,
                sheet,
                lambda: earlier.link(database, command, sheet.case_id, version, chosen.case_id, kind, reason),
                lambda _none: f"Quedó en la historia: {earlier.KINDS[kind].lower()} de {label_shown(chosen.label)}.",
            )

        card = CompareCard(
            self._desk.window, sheet, found, {leaf.code for leaf in leaves}, [leaf.title for leaf in leaves], act
        )
        card.ask()

    def _look(self) -> None:
        sheet, form = self._panel.sheet, self._panel.form()
        if sheet is None or form is None:
            self._read_for = None
            return
        who = form.petitioner
        named = f"{who.document_type} {who.document_number} {who.full_name} {_born(who)}"
        asked = (sheet.case_id, sheet.version, named)
        if asked == self._read_for:
            return
        if self._read_for is None or self._read_for[0] != sheet.case_id:
            self.box.clear()
        self._read_for = asked
        self.box.set_codes([claim.code for claim in form.claims])
        database = self._desk.context.database
        self._desk.context.background.run(
            lambda: earlier.read_history(database, sheet.case_id),
            show=lambda history: self._arrived(asked, history),
            fail=self._not_read,
            key=("person-history", id(self)),
            owner=self,
        )

    def _arrived(self, asked: tuple[UUID, int, str], history: PersonHistory) -> None:
        sheet, state = self._panel.sheet, self._panel.state()
        if sheet is not None and state is not None and self._read_for == asked:
            self.box.show_history(history, sheet.petition.received_on, may_decide=sheet.may_act)

    def _not_read(self, error: BaseException) -> None:
        # Beside the case, never in its way: without a network the case goes on without its history.
        if not isinstance(error, PqrError):
            self._desk.shell.report(error)

    def _edited(self) -> None:
        form = self._panel.form()
        if form is not None:
            self.box.set_codes([claim.code for claim in form.claims])
            self._later.start()

    def _paper(self, each: EarlierPetition, what: str) -> None:
        if each.is_reserved:
            WhyCard(
                self._desk.window, label_shown(each.label), lambda reason: self._open_paper(each, what, reason)
            ).ask()
        else:
            self._open_paper(each, what, "")

    def _open_paper(self, each: EarlierPetition, what: str, reason: str) -> None:
        sheet, database = self._panel.sheet, self._desk.context.database
        if sheet is not None:
            case = sheet.case_id
            self._papers.show_drafted(lambda: earlier.fetch_earlier(database, case, each.case_id, what, reason))

    def _follow(self, kind: str) -> None:
        if kind == "repeated":
            self._legal.ask("refer")
        else:
            self._panel.aval_asked.emit("archive")


def _born(who: Person) -> str | None:
    """The birth date once it is whole: half a date is not another person to be looked up."""
    try:
        return checks.birth_date(who.birth_date, clock.today())
    except InvalidInput:
        return None
