"""What is done to the tree of claims from its page: preparing changes, proposing, deciding, learning again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject

from app.errors import InvalidInput
from app.services.administration import claim_tree
from app.services.administration.claim_tree import Change, LeafEffect, TreeBook, TreeNode
from app.services.refusals import RefusedStep
from app.services.suggesting.model import ClaimModel, learn, read_model
from app.ui import formats
from app.ui.modules.administration.text_note import TextNote
from app.ui.modules.administration.tree_form import LeafCard, RetireCard

if TYPE_CHECKING:
    from app.ui.modules.administration.tree_page import TreePage

_Answer = TypeVar("_Answer")


class TreeActs(QObject):
    """Changes stay here until they are proposed; then the server and another person decide."""

    def __init__(self, page: TreePage) -> None:
        super().__init__(page)
        self._page = page

    def add(self) -> None:
        """Ctrl+N."""
        if (book := self._open_book()) is not None:
            leaf = self._page.leaf()
            self._card(book, None, (leaf.parent_code or "") if leaf is not None else "")

    def change(self) -> None:
        """Enter: the leaf under the cursor."""
        book, leaf = self._open_book(), self._page.leaf()
        if book is not None and leaf is not None and self._is_in_force(leaf):
            self._card(book, leaf, leaf.parent_code or "")

    def retire(self) -> None:
        """Del: the leaf under the cursor."""
        book, leaf = self._open_book(), self._page.leaf()
        if book is not None and leaf is not None and self._is_in_force(leaf):
            today = self._page.context.calendar.today
            others = [node for node in book.nodes if node.is_leaf and node.in_force(today)]
            RetireCard(self._page.window(), leaf, others, self._put).ask()

    def drop(self, code: str) -> None:
        """Leave a leaf as it is."""
        self._page.draft.drop(code)
        self._page.redraw()

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
            lambda: read_model(database), show=self._model_arrived, fail=self._page.shell.report, owner=self._page
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

    def _model_arrived(self, model: ClaimModel | None) -> None:
        self._page.panel.show_model(model)

    def _open_book(self) -> TreeBook | None:
        book = self._page.book
        if book is not None and book.waiting is not None:
            self._page.shell.say(
                f"La versión {book.waiting.version} espera decisión: se prepara otra cuando se decida."
            )
            return None
        return book

    def _is_in_force(self, leaf: TreeNode) -> bool:
        if leaf.in_force(self._page.context.calendar.today):
            return True
        self._page.shell.say(f"La hoja {leaf.code} ya salió del árbol: no se cambia ni vuelve a entrar.")
        return False

    def _card(self, book: TreeBook, leaf: TreeNode | None, group: str) -> None:
        today = self._page.context.calendar.today
        drafted = self._page.draft.changes
        if leaf is None:
            taken = [each for each in drafted.values() if each.kind == "add"]
            book = claim_tree.with_added(book, taken)
        LeafCard(self._page.window(), book, today, leaf, group, self._put).ask()

    def _put(self, change: Change) -> None:
        self._page.draft.put(change)
        self._page.redraw()

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
