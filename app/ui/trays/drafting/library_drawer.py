"""The drawer of approved texts (F2): tree of claims, texts of a leaf with their validity, and inserting one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.services.drafting import library, writing
from app.services.drafting.library import ApprovedText
from app.services.drafting.sheet import DraftClaim
from app.ui.style import scaled
from app.ui.trays.drafting.text_card import TextCard, fill_tree
from app.ui.widgets import KeyCap, button, line, text, tool_button
from app.ui.widgets.cards import shadow


class LibraryDrawer(QFrame):
    """Opens over the right side of its page; Esc closes it, arrows choose, Enter inserts."""

    inserted = Signal(int, object)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("frame", "drawer")
        shadow(self)
        self._texts: list[ApprovedText] = []
        self._today = dt.date.min
        self._claim: DraftClaim | None = None
        self._values: Mapping[str, str] = {}
        self._cards: list[TextCard] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(self._head())
        self.search = QLineEdit()
        self.search.setPlaceholderText("Buscar en los textos por palabra, código o norma")
        self.search.setAccessibleName("Buscar textos aprobados")
        self.search.textChanged.connect(self._search)
        inset = QHBoxLayout()
        inset.setContentsMargins(16, 0, 16, 10)
        inset.addWidget(self.search)
        column.addLayout(inset)
        column.addWidget(line())
        column.addLayout(self._body(), 1)
        column.addWidget(line())
        column.addLayout(self._foot())
        self.hide()
        parent.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parentWidget() and event.type() == QEvent.Type.Resize and self.isVisible():
            self.place()
        return False

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(18, 12, 10, 10)
        row.addWidget(text("Textos aprobados", "heading"))
        row.addSpacing(8)
        self._for = text("", "sub")
        self._for.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(self._for, 1)
        row.addWidget(KeyCap("Esc"))
        row.addWidget(tool_button("x", "Cerrar la biblioteca", act=self.close_drawer))
        return row

    def _body(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setFrameShape(QFrame.Shape.NoFrame)
        self.tree.setFixedWidth(scaled(216))
        self.tree.setAccessibleName("Árbol de pretensiones")
        self.tree.currentItemChanged.connect(self._leaf_chosen)
        row.addWidget(self.tree)
        self._list = QScrollArea()
        self._list.setWidgetResizable(True)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        row.addWidget(self._list, 1)
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(18, 9, 14, 10)
        row.setSpacing(8)
        row.addWidget(text("Con los valores de este caso", "help"))
        row.addStretch(1)
        row.addWidget(KeyCap("↑ ↓"))
        row.addWidget(text("elegir", "help"))
        self.insert = button("Insertar", "primary", icon_name="check", act=self._insert)
        row.addWidget(self.insert)
        row.addWidget(KeyCap("Intro", big=True))
        return row

    def open_for(
        self, claim: DraftClaim, values: Mapping[str, str], texts: Sequence[ApprovedText], today: dt.date
    ) -> None:
        """Show the texts of a claim's leaf, with the values that they would have here."""
        self._claim, self._values, self._texts, self._today = claim, values, list(texts), today
        self._for.setText(f"para la pretensión {claim.ordinal} · {claim.title}")
        self.insert.setText(f"\u2002Insertar en la pretensión {claim.ordinal}")
        self.tree.blockSignals(True)
        fill_tree(self.tree, self._texts, today, claim.code)
        self.tree.blockSignals(False)
        self.search.clear()
        self._show(library.of_claim(self._texts, claim.code))
        self.place()
        self.show()
        self.raise_()
        self.search.setFocus()

    def place(self) -> None:
        """Over the right side of the page: the tray and the header stay in sight."""
        parent = self.parentWidget()
        assert parent is not None
        width = min(scaled(660), parent.width() - scaled(230))
        top = scaled(44)
        self.setGeometry(parent.width() - width - 8, top, width, parent.height() - top - 8)

    def close_drawer(self) -> None:
        """Close it; the page puts the focus back in the answer."""
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_drawer()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._step(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._insert()
        else:
            super().keyPressEvent(event)

    def _leaf_chosen(self, item: QTreeWidgetItem | None) -> None:
        code = item.data(0, Qt.ItemDataRole.UserRole) if item else None
        if code:
            self._show(library.of_claim(self._texts, str(code)))

    def _search(self, words: str) -> None:
        if words.strip():
            self._show(library.matching(self._texts, words)[:40])
        elif self._claim is not None:
            self._show(library.of_claim(self._texts, self._claim.code))

    def _show(self, texts: Sequence[ApprovedText]) -> None:
        inside = QWidget()
        inside.setProperty("role", "content")
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        self._cards = []
        for each in texts:
            body = writing.merged(each.body_html, self._values)
            card = TextCard(each, self._today, body, library.replacement(self._texts, each, self._today))
            card.picked.connect(self._pick)
            column.addWidget(card)
            self._cards.append(card)
        if not texts:
            words = "No hay textos aprobados aquí. Escriba la respuesta o busque en otra hoja."
            column.addWidget(text(words, "sub", wrap=True))
        column.addStretch(1)
        self._list.setWidget(inside)
        self._pick(next((c for c in self._cards if c.usable), None))

    def _pick(self, card: TextCard | None) -> None:
        if card is not None and not card.usable:
            return
        for each in self._cards:
            each.set_active(each is card)
        self.insert.setEnabled(card is not None)
        if card is not None:
            self._list.ensureWidgetVisible(card)

    def _step(self, by: int) -> None:
        usable = [c for c in self._cards if c.usable]
        here = _picked(self._cards)
        if usable:
            at = usable.index(here) if here in usable else 0
            self._pick(usable[max(0, min(at + by, len(usable) - 1))])

    def _insert(self) -> None:
        card = _picked(self._cards)
        if card is not None and self._claim is not None:
            self.hide()
            self.inserted.emit(self._claim.ordinal, card.approved)


def _picked(cards: Sequence[TextCard]) -> TextCard | None:
    """The card that would be inserted."""
    return next((c for c in cards if c.property("active") == "true"), None)
