"""Parts that stand side by side; whoever works there moves the edge between them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget


def side_by_side(*parts: QWidget) -> QSplitter:
    """Those parts from left to right; none of them can be pushed out of sight."""
    made = QSplitter(Qt.Orientation.Horizontal)
    made.setChildrenCollapsible(False)
    for part in parts:
        made.addWidget(part)
    return made
