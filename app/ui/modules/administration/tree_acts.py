"""What changes in the tree of claims from its page: leaves added, changed, retired, or left as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.services.administration import claim_tree
from app.services.administration.claim_tree import Change, TreeBook, TreeNode
from app.ui.modules.administration.tree_form import LeafCard, RetireCard

if TYPE_CHECKING:
    from app.ui.modules.administration.tree_page import TreePage


class TreeActs(QObject):
    """Changes stay on this computer until they are proposed as a version."""

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
