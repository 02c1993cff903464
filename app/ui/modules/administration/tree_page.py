"""Árbol de pretensiones: its leaves, the version being prepared or waiting, and what was learned of closed cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from app.services.administration import claim_tree
from app.services.administration.claim_tree import TreeBook, TreeNode
from app.services.reads.claim_tree import plain
from app.ui import formats
from app.ui.modules.administration.tree_acts import TreeActs
from app.ui.modules.administration.tree_draft import TreeDraft
from app.ui.modules.administration.tree_panel import TreePanel
from app.ui.modules.administration.tree_rows import columns, said
from app.ui.modules.administration.tree_versions import TreeVersions
from app.ui.modules.loading import list_failed
from app.ui.page_context import PageContext
from app.ui.shell.appearance import remember_splitter
from app.ui.shell.page import Page, Shell
from app.ui.style import scaled
from app.ui.table import RowModel, TablePane
from app.ui.table.model import retitle
from app.ui.widgets import Chip, EmptyState, FilterChips, button, shortcut, side_by_side


class TreePage(Page):
    """Leaves at the left, in the order of the tree; at the right, what is going to change and what that touches."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self.shell, self.context = shell, context
        self.book: TreeBook | None = None
        self.draft = TreeDraft(context.journal)
        self.acts, self.versions = TreeActs(self), TreeVersions(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addLayout(self._filters())
        split = side_by_side()
        empty = EmptyState("tree-structure", "Ninguna hoja aquí", "Cambie el filtro o el texto para ver las demás.")
        self.pane = TablePane(RowModel(columns(self), key_of=lambda n: n.code), "Hojas del árbol", empty, self.reload)
        self.panel = TreePanel(context.calendar.today)
        split.addWidget(self.pane)
        split.addWidget(self.panel)
        remember_splitter(split, "administration.tree", shell.settings, [800, 450])
        column.addWidget(split, 1)
        self._connect()

    def _filters(self) -> QHBoxLayout:
        self.chips = FilterChips(
            [
                Chip("force", "Vigentes"),
                Chip("groups", "Grupos"),
                Chip("changing", "Con cambio"),
                Chip("gone", "Retiradas"),
            ]
        )
        self.chips.chosen.connect(lambda _key: self._show())
        self.search = QLineEdit()
        self.search.setPlaceholderText("Filtrar por código, nombre o sinónimo")
        self.search.setAccessibleName("Filtrar hojas por código, nombre o sinónimo")
        self.search.setMaximumWidth(scaled(260))
        self.search.textChanged.connect(lambda _words: self._show())
        row = QHBoxLayout()
        row.addWidget(self.chips)
        row.addStretch(1)
        row.addWidget(self.search)
        row.addWidget(button("Cambiar", icon_name="pencil-line", tip="Intro", act=self.acts.change))
        row.addWidget(button("Retirar", icon_name="minus-circle", tip="Supr", act=self.acts.retire))
        row.addWidget(button("Agregar grupo", icon_name="plus", tip="Ctrl+G", act=self.acts.add_group))
        row.addWidget(button("Agregar hoja", icon_name="plus-circle", tip="Ctrl+N", act=self.acts.add))
        return row

    def _connect(self) -> None:
        panel, acts, versions = self.panel, self.acts, self.versions
        panel.drop_asked.connect(acts.drop)
        panel.propose_asked.connect(versions.propose)
        panel.decide_asked.connect(versions.decide)
        panel.learn_asked.connect(versions.learn)
        self.pane.table.opened.connect(lambda _row: acts.change())
        shortcut("F5", self, self.reload)
        shortcut("F9", self, self._primary)
        shortcut("Ctrl+N", self, acts.add)
        shortcut("Ctrl+G", self, acts.add_group)
        shortcut("Del", self.pane, acts.retire)
        shortcut("/", self.pane, self.search.setFocus)

    def _primary(self) -> None:
        for each in (self.panel.approve, self.panel.propose):
            if each.isVisible():
                each.click()

    def activate(self) -> None:
        self.reload()
        self.pane.table.setFocus()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (
            ("J K", "moverse"),
            ("/", "filtrar"),
            ("Intro", "cambiar"),
            ("Ctrl N", "agregar"),
            ("F9", "proponer o aprobar"),
        )

    def reload(self) -> None:
        """Read the tree, its versions and the last learning again."""
        self.pane.show_loading()
        database = self.context.database
        self.shell.background.run(
            lambda: claim_tree.read_book(database),
            show=self._arrived,
            fail=list_failed(self.pane, self.shell),
            key="administration.tree",
            owner=self,
        )
        self.versions.read_model()

    def leaf(self) -> TreeNode | None:
        """The leaf under the cursor."""
        found: TreeNode | None = self.pane.table.current_row()
        return found

    def redraw(self) -> None:
        """The draft changed."""
        self._show()
        self._show_version()

    def _arrived(self, book: TreeBook) -> None:
        self.book = book
        self.redraw()

    def _show_version(self) -> None:
        book = self.book
        if book is None:
            return
        draft = list(self.draft.changes.values())
        me = self.context.access.person.person_id
        self.panel.show_version(book.waiting, draft, me=me, next_version=max(v.version for v in book.versions) + 1)
        self.versions.read_effect(book.waiting.changes if book.waiting else draft, self._starts(book))

    def _starts(self, book: TreeBook) -> dt.date:
        return book.waiting.valid_from if book.waiting else self.panel.starts.day() or self.context.calendar.today

    def changing(self) -> dict[str, str]:
        """Leaves that are going to change, and how."""
        waiting = self.book.waiting if self.book is not None else None
        return {each.code: each.kind for each in (waiting.changes if waiting else self.draft.changes.values())}

    def _show(self) -> None:
        today, changing = self.context.calendar.today, self.changing()
        nodes = self.book.nodes if self.book is not None else ()
        leaves = [node for node in nodes if node.is_leaf]
        shelves = {
            "force": [n for n in leaves if n.in_force(today)],
            "groups": [n for n in nodes if not n.is_leaf and n.in_force(today)],
            "changing": [n for n in nodes if n.code in changing],
            "gone": [n for n in leaves if not n.in_force(today)],
        }
        for key, rows in shelves.items():
            self.chips.set_count(key, len(rows))
        self.count_changed.emit(len(shelves["force"]))
        wanted = plain(self.search.text()).split()
        rows = [n for n in shelves[self.chips.current()] if all(word in said(self.book, n) for word in wanted)]
        retitle(self.pane.model, "leaf", "Grupo" if self.chips.current() == "groups" else "Hoja")
        self.pane.set_rows(rows)
        version = f" · versión {self.book.in_force} en vigor" if self.book is not None else ""
        self.pane.footer.setText(
            formats.plural(len(rows), *(("grupo", "grupos") if self.chips.current() == "groups" else ("hoja", "hojas")))
            + version
        )
