"""Opens the card that the extension of the open case stands at, makes its letter, and carries it out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.errors import PqrError
from app.filing_number import shown
from app.services import extension
from app.services.documents import extension_letter
from app.services.documents.extension_letter import ExtensionLetter
from app.services.extension import Extension
from app.services.reads.analysis_sheet import AnalysisSheet
from app.ui import formats
from app.ui.page_context import PageContext
from app.ui.shell.page import PaletteEntry, Shell
from app.ui.trays.act_card import ActCard
from app.ui.trays.analysis.extension_card import AskCard, ConfirmCard, choose_file
from app.ui.trays.analysis.work import CaseWork

WORDS = "Ampliar el término"


class Extending(QObject):
    """One per page. `done` is called when the case has changed."""

    def __init__(
        self, page: QWidget, shell: Shell, context: PageContext, work: CaseWork, done: Callable[[], object]
    ) -> None:
        super().__init__(page)
        self._page, self._shell, self._context, self._work, self._done = page, shell, context, work, done
        #: What asks for a file; who tests it answers by itself.
        self.choose: Callable[[QWidget], str] = choose_file
        work.panel.extension_asked.connect(self.ask)

    def entry(self) -> PaletteEntry:
        """The order in the palette."""
        return PaletteEntry("clock-countdown", WORDS, "Motivos, carta y prueba del aviso", self.ask)

    def ask(self) -> None:
        """Read how it stands and open its card."""
        sheet = self._work.sheet
        if sheet is None:
            return
        database = self._context.database
        self._context.background.run(
            lambda: extension.read_extension(database, sheet.case_id),
            show=lambda stands: self._open(sheet, stands),
            fail=self._shell.report,
            owner=self,
        )

    def _open(self, sheet: AnalysisSheet, stands: Extension | None) -> None:
        if stands is None or self._work.sheet is not sheet:
            return
        number, today = shown(sheet.petition.filing_number), self._context.calendar.today
        if stands.confirmed_at is not None and stands.due_on is not None:
            self._shell.say(f"Este caso ya se amplió: vence el {formats.long_date(stands.due_on)}.")
        elif not stands.is_open:
            self._shell.say(_closed(stands))
        elif stands.new_due_on is None:
            card: ActCard = AskCard(
                self._page.window(), number, stands, today, lambda d, r: self._ask(card, sheet, stands, d, r)
            )
            card.ask()
        else:
            card = ConfirmCard(
                self._page.window(),
                number,
                stands,
                today,
                lambda *told: self._confirm(card, sheet.case_id, *told),
                self.choose,
            )
            card.ask()

    def _ask(self, card: ActCard, sheet: AnalysisSheet, stands: Extension, until: dt.date, reason: str) -> None:
        database, version = self._context.database, sheet.version
        told = self._letter(sheet, stands, until, reason)

        def work() -> None:
            extension.ask(database, sheet.case_id, version, until, reason, extension_letter.render(told))

        words = "La carta quedó en los documentos del caso: envíela y registre aquí mismo la prueba del aviso."
        self._carry(card, work, lambda _none: words)

    def _confirm(self, card: ActCard, case: UUID, told_on: dt.date | None, proof: bytes, mime: str) -> None:
        database, sheet = self._context.database, self._work.sheet
        if sheet is None or sheet.case_id != case:
            return

        def work() -> dt.date:
            return extension.confirm(database, case, sheet.version, told_on, proof, mime)

        self._carry(card, work, lambda day: f"El término se amplió: vence el {formats.long_date(day)}.")

    def _carry(self, card: ActCard, work: Callable[[], object], words: Callable[..., str]) -> None:
        """What was typed stays on the card until the server has taken it."""
        card.go.setEnabled(False)

        def done(answer: object) -> None:
            card.close_overlay()
            self._shell.say(words(answer))
            self._work.refresh()
            self._done()

        def failed(error: BaseException) -> None:
            card.go.setEnabled(True)
            if isinstance(error, PqrError):
                card.show_trouble(error)
            else:
                self._shell.report(error)

        self._context.background.write(work, show=done, fail=failed, owner=card)

    def _letter(self, sheet: AnalysisSheet, stands: Extension, until: dt.date, reason: str) -> ExtensionLetter:
        assert stands.due_on is not None
        first = sheet.people[0] if sheet.people else None
        return ExtensionLetter(
            filing_number=shown(sheet.petition.filing_number),
            received_on=sheet.petition.received_on,
            petitioner=(first.full_name if first is not None else None) or "peticionario anónimo",
            address=(first.address if first is not None else None) or "",
            reason=reason.strip(),
            old_due_on=stands.due_on,
            new_due_on=until,
            signer=self._context.access.person.full_name,
            day=self._context.calendar.today,
        )


def _closed(stands: Extension) -> str:
    if stands.latest_on is None:
        return "El término de este caso lo fija su documento: no se amplía desde aquí."
    return "El término ya venció: la ampliación sólo se informa antes del vencimiento."
