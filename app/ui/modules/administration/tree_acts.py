"""What changes in the tree of claims from its page: leaves added, changed, retired, or left as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.services.administration import claim_tree
from app.services.administration.claim_tree import Change, TreeBook, TreeNode
from app.ui.modules.administration.tree_form import LeafCard, RetireCard
from app.ui.modules.administration.tree_groups import GroupCard, retired

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

    def add_group(self) -> None:
        """Ctrl+G."""
        if (book := self._open_book()) is not None:
            GroupCard(self._page.window(), self._with_drafted(book), None, self._put).ask()

    def change(self) -> None:
        """Enter: the leaf or the group under the cursor."""
        book, leaf = self._open_book(), self._page.leaf()
        if book is not None and leaf is not None and self._is_in_force(leaf):
            if not leaf.is_leaf:
                GroupCard(self._page.window(), self._with_drafted(book), leaf, self._put).ask()
                return
            self._card(book, leaf, leaf.parent_code or "")

    def retire(self) -> None:
        """Del: the leaf or the group under the cursor."""
        book, leaf = self._open_book(), self._page.leaf()
        if book is not None and leaf is not None and self._is_in_force(leaf):
            if not leaf.is_leaf:
                self._put(retired(leaf))
                return
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
        book = self._with_drafted(book)
        LeafCard(self._page.window(), book, today, leaf, group, self._put).ask()

    def _with_drafted(self, book: TreeBook) -> TreeBook:
        """With what is being added in the same version: a leaf may go into a group that is as new."""
        drafted = self._page.draft.changes.values()
        return claim_tree.with_added(book, [each for each in drafted if each.kind in ("add", "add_group")])

    def _put(self, change: Change) -> None:
        self._page.draft.put(change)
        self._page.redraw()
