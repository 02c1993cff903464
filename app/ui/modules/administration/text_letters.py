"""The open letters that a change of a text touches: a list, each of which opens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from app.services.administration.texts import OpenLetter
from app.services.trays.status import status_words
from app.ui import formats
from app.ui.style import scaled
from app.ui.widgets import KeyCap, Overlay, button, text


class OpenLetters(Overlay):
    """Enter opens the one chosen with `show(case_id)`."""

    def __init__(
        self, parent: QWidget, title: str, total: int, found: Sequence[OpenLetter], show: Callable[[UUID], object]
    ) -> None:
        super().__init__(parent, width=640)
        self._open = show
        self.setAccessibleName(title)
        self.card.column.addWidget(text(title, "title", wrap=True))
        hidden = total - len(found)
        words = "Sin firmar todavía, la que vence primero arriba."
        if hidden > 0:
            words += f" {formats.plural(hidden, 'carta más está', 'cartas más están')} en bandejas que usted no ve."
        self.card.column.addWidget(text(words, "sub", wrap=True))
        self.list = QListWidget()
        self.list.setAccessibleName("Cartas abiertas")
        self.list.setMinimumHeight(scaled(240))
        for each in found:
            due = f"vence el {formats.date(each.due_on)}" if each.due_on else "sin plazo"
            item = QListWidgetItem(
                f"{each.label} · {due}\n{status_words(each.status)[0]} · {each.assignee or 'sin asignar'}"
            )
            item.setData(Qt.ItemDataRole.UserRole, each.case_id)
            self.list.addItem(item)
        self.list.itemActivated.connect(self._show)
        self.card.column.addWidget(self.list)
        row = QHBoxLayout()
        row.addWidget(KeyCap("Intro"))
        row.addWidget(text("abrir", "help"))
        row.addStretch(1)
        row.addWidget(button("Cerrar", "primary", act=self.close_overlay))
        self.card.column.addLayout(row)
        self.closed.connect(self.deleteLater)

    def ask(self) -> None:
        """Open the list with the most urgent letter chosen."""
        self.list.setCurrentRow(0)
        self.open(self.list)

    def _show(self, item: QListWidgetItem) -> None:
        case_id = item.data(Qt.ItemDataRole.UserRole)
        self.close_overlay()
        self._open(case_id)
