"""A version of the tree of claims on its way: proposing it, deciding it, what it touches, learning again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject

from app.errors import InvalidInput
from app.services.administration import claim_tree
from app.services.administration.claim_tree import Change, LeafEffect
from app.services.refusals import RefusedStep
from app.services.suggesting.model import learn, read_model
from app.ui import formats
from app.ui.modules.administration.text_note import TextNote

if TYPE_CHECKING:
    from app.ui.modules.administration.tree_page import TreePage

_Answer = TypeVar("_Answer")


class TreeVersions(QObject):
    """What is proposed the server keeps, and another person decides."""

    def __init__(self, page: TreePage) -> None:
        super().__init__(page)
        self._page = page

    def propose(self, valid_from: dt.date | None, reason: str) -> None:
        """F9: send the version."""
        database, changes = self._page.context.database, list(self._page.draft.changes.values())

        def done(_version: int) -> None:
            self._page.draft.clear()
            self._page.panel.reason.clear()
            self._done("Versión propuesta. La aprueba otra persona.")

        self._write(lambda: claim_tree.propose(database, changes, valid_from, reason), done)

    def decide(self, approve: bool) -> None:
        """F9, or why not."""
        book, database = self._page.book, self._page.context.database
        waiting = book.waiting if book is not None else None
        if waiting is None:
            return
        number = waiting.version
        if approve:
            self._write(
                lambda: claim_tree.decide(database, number, approve=True),
                lambda rules: self._done(
                    f"Versión {number} aprobada. "
                    + ("Rige desde ya." if rules else f"Rige desde el {formats.date(waiting.valid_from)}.")
                ),
            )
            return
        today = self._page.context.calendar.today
        asked = TextNote(self._page.window(), f"¿Por qué no va la versión {number}?", "Guardar", today, asks_day=False)
        asked.answered.connect(
            lambda note, _day: self._write(
                lambda: claim_tree.decide(database, number, approve=False, note=note),
                lambda _rules: self._done(f"Versión {number}: no se aprobó; el árbol sigue igual."),
            )
        )
        asked.open(asked.reason)

    def learn(self) -> None:
        """Count the closed cases again, in the server."""
        panel, database = self._page.panel, self._page.context.database
        panel.learn.setEnabled(False)
        self._page.context.background.write(
            lambda: learn(database),
            show=panel.show_model,
            fail=self._page.shell.report,
            finished=lambda: panel.learn.setEnabled(True),
            owner=self._page,
        )

    def read_model(self) -> None:
        """The last learning."""
        database = self._page.context.database
        self._page.context.background.run(
            lambda: read_model(database),
            show=self._page.panel.show_model,
            fail=self._page.shell.report,
            owner=self._page,
        )

    def read_effect(self, changes: Sequence[Change], valid_from: dt.date) -> None:
        """Ask what the changes touch."""
        if not changes:
            return
        database, waits = self._page.context.database, bool(self._page.book and self._page.book.waiting)

        def show(effects: list[LeafEffect]) -> None:
            self._page.panel.show_changes(changes, {each.code: each for each in effects}, may_drop=not waits)

        self._page.context.background.run(
            lambda: claim_tree.effect(database, changes, valid_from),
            show=show,
            fail=self._page.shell.report,
            key=("tree-effect", id(self)),
            owner=self._page,
        )

    def _write(self, job: Callable[[], _Answer], done: Callable[[_Answer], object]) -> None:
        self._page.context.background.write(job, show=done, fail=self._failed, owner=self._page)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, InvalidInput):
            self._page.panel.show_problem(str(error), error.user_message)
        elif isinstance(error, RefusedStep) and error.field:
            self._page.panel.show_problem(error.field, error.user_message)
        else:
            self._page.shell.report(error)

    def _done(self, words: str) -> None:
        self._page.shell.say(words)
        self._page.reload()
