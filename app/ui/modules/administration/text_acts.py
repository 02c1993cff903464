"""What is done to the library from its page: proposing, approving, ending, and opening the letters that use a text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject

from app.services.administration import texts
from app.services.administration.texts import Effect, NewText, OpenLetter, TextRow
from app.services.reads import found_cases
from app.services.reads.claim_tree import Catalogues, read_catalogues
from app.services.reads.found_cases import FoundCase
from app.ui.modules.administration.text_form import TextForm
from app.ui.modules.administration.text_letters import OpenLetters
from app.ui.modules.administration.text_note import TextNote
from app.ui.session.case_card import CaseCard

if TYPE_CHECKING:
    from app.ui.modules.administration.texts_page import TextsPage


T = TypeVar("T")


class TextActs(QObject):
    """Every act goes to the server, which decides; what it refuses is told and nothing typed is lost."""

    def __init__(self, page: TextsPage) -> None:
        super().__init__(page)
        self._page = page
        self._context = page.context
        self._effect: Effect | None = None

    def new(self, of: TextRow | None = None) -> None:
        """Ctrl+N: a new text; with `of`, its next version."""
        database = self._context.database

        def show(found: Catalogues) -> None:
            form = TextForm(self._page.window(), list(found.leaves), self._context.calendar.today, of)
            form.proposed.connect(lambda new: self._propose(form, new))
            form.ask()

        self._run(lambda: read_catalogues(database), show)

    def _propose(self, form: TextForm, new: NewText) -> None:
        database = self._context.database

        def done(_nothing: object) -> None:
            form.close_overlay()
            self._done(f"{new.text_id.upper()}: propuesta enviada. La aprueba otra persona.")

        self._context.background.write(
            lambda: texts.propose(database, new), show=done, fail=form.show_problem, owner=form
        )

    def approve(self, row: TextRow) -> None:
        """F9."""
        database, key = self._context.database, row.proposal_id
        if key is not None:
            self._write(
                lambda: texts.decide(database, key, approve=True), f"{row.text_id} versión {row.version} aprobada."
            )

    def refuse(self, row: TextRow) -> None:
        """Say why it is not approved."""
        database, key = self._context.database, row.proposal_id
        if key is None:
            return
        asked = self._note(f"¿Por qué no se aprueba {row.text_id}?", "No aprobar", asks_day=False)
        asked.answered.connect(
            lambda reason, _day: self._write(
                lambda: texts.decide(database, key, approve=False, note=reason), f"{row.text_id}: no se aprobó."
            )
        )

    def withdraw(self, row: TextRow) -> None:
        """Take back what one proposed oneself."""
        database, key = self._context.database, row.proposal_id
        if key is not None:
            self._write(lambda: texts.withdraw(database, key), f"{row.text_id}: propuesta retirada.")

    def end(self, row: TextRow) -> None:
        """Say the last day of a text and why."""
        database = self._context.database
        asked = self._note(f"¿Cuándo deja de regir {row.text_id} y por qué?", "Terminar", asks_day=True)
        asked.answered.connect(
            lambda reason, day: self._write(
                lambda: texts.end(database, row.text_id, row.version, day, reason),
                f"{row.text_id}: vigencia terminada.",
            )
        )

    def read_effect(self, row: TextRow) -> None:
        """Ask what a change of this version touches."""
        database = self._context.database
        self._effect = None

        def show(effect: Effect) -> None:
            self._effect = effect
            self._page.panel.show_effect(effect)

        self._context.background.run(
            lambda: texts.effect(database, row.text_id, row.version),
            show=show,
            fail=self._page.shell.report,
            key=("text-effect", id(self)),
            owner=self._page,
        )

    def letters(self, row: TextRow) -> None:
        """F3: the open letters that use it."""
        database = self._context.database

        def show(found: list[OpenLetter]) -> None:
            total = self._effect.open if self._effect is not None else len(found)
            title = f"Cartas abiertas que usan {row.text_id} versión {row.version}"
            OpenLetters(self._page.window(), title, total, found, self._open).ask()

        self._run(lambda: texts.letters(database, row.text_id, row.version), show)

    def _open(self, case_id: UUID) -> None:
        database = self._context.database

        def show(case: FoundCase | None) -> None:
            if case is None:
                self._page.shell.say("El caso ya no está a su alcance.")
            else:
                CaseCard(self._page.window(), case, self._context).ask()

        self._run(lambda: found_cases.by_id(database, case_id), show)

    def _note(self, title: str, act: str, *, asks_day: bool) -> TextNote:
        asked = TextNote(self._page.window(), title, act, self._context.calendar.today, asks_day=asks_day)
        asked.ask()
        return asked

    def _run(self, work: Callable[[], T], show: Callable[[T], object]) -> None:
        self._context.background.run(work, show=show, fail=self._page.shell.report, owner=self._page)

    def _write(self, work: Callable[[], None], said: str) -> None:
        self._context.background.write(
            work, show=lambda _nothing: self._done(said), fail=self._page.shell.report, owner=self._page
        )

    def _done(self, said: str) -> None:
        self._page.shell.say(said)
        self._page.reload()
