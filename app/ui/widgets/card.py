"""The card: a framed group."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout


class Card(QFrame):
    """A framed surface with a column inside (`card.column`)."""

    def __init__(self, *, margin: int = 0, spacing: int = 0) -> None:
        super().__init__()
        self.setProperty("frame", "card")
        self.column = QVBoxLayout(self)
        # One pixel keeps what is inside from painting over the border.
        self.column.setContentsMargins(margin + 1, margin + 1, margin + 1, margin + 1)
        self.column.setSpacing(spacing)
