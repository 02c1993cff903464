"""F1: the keys of the page on screen and those of the whole window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.widgets.buttons import button
from app.ui.widgets.confirm import Overlay
from app.ui.widgets.labels import KeyCap
from app.ui.widgets.texts import text

#: The keys that work everywhere.
EVERYWHERE: tuple[tuple[str, str], ...] = (
    ("Ctrl K", "buscar un caso o una orden"),
    ("Alt 1…9", "cambiar de módulo"),
    ("Ctrl 1…9", "cambiar de bandeja"),
    ("Ctrl Z", "deshacer lo último"),
    ("Ctrl D", "filas compactas"),
    ("Ctrl Mayús L", "tema claro u oscuro"),
    ("F5", "actualizar"),
    ("F1", "esta ayuda"),
)
IN_TABLES: tuple[tuple[str, str], ...] = (
    ("J K", "siguiente o anterior"),
    ("Intro", "abrir el caso"),
    ("Espacio", "marcar"),
    ("Mayús J K", "ampliar la selección"),
    ("Ctrl A", "seleccionar todo"),
)


class HelpSheet(Overlay):
    """Made each time it is asked for, from what the page says of itself."""

    def __init__(self, parent: QWidget, page_title: str, page_keys: Sequence[tuple[str, str]]) -> None:
        super().__init__(parent, width=760)
        self.setAccessibleName("Atajos de teclado")
        self.card.column.addWidget(text("Atajos de teclado", "title"))
        columns = QHBoxLayout()
        columns.setSpacing(28)
        left, right = QVBoxLayout(), QVBoxLayout()
        if page_keys:
            left.addLayout(self._group(page_title, page_keys))
            left.addSpacing(12)
        left.addLayout(self._group("En las listas", IN_TABLES))
        right.addLayout(self._group("En toda la ventana", EVERYWHERE))
        for side in (left, right):
            side.addStretch(1)
            columns.addLayout(side, 1)
        self.card.column.addLayout(columns)
        row = QHBoxLayout()
        row.addStretch(1)
        self.done = button("Cerrar", "primary", act=self.close_overlay)
        row.addWidget(self.done)
        row.addWidget(KeyCap("Esc", big=True))
        self.card.column.addLayout(row)
        self.on_key("F1", self.close_overlay)
        self.closed.connect(self.deleteLater)

    @staticmethod
    def _group(title: str, keys: Sequence[tuple[str, str]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        grid.addWidget(text(title.upper(), "section"), 0, 0, 1, 2)
        for row, (cap, words) in enumerate(keys, 1):
            grid.addWidget(KeyCap(cap), row, 0)
            grid.addWidget(text(words, "sub", wrap=True), row, 1)
        return grid
