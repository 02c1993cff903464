"""Shortcuts that obey their context, and bringing into view what has the focus."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QScrollArea, QWidget

WINDOW = Qt.ShortcutContext.WindowShortcut
WIDGET = Qt.ShortcutContext.WidgetShortcut
#: The widget and everything inside it: what a page's own keys use.
INSIDE = Qt.ShortcutContext.WidgetWithChildrenShortcut


def shortcut(
    keys: str | QKeySequence.StandardKey,
    owner: QWidget,
    act: Callable[[], object],
    context: Qt.ShortcutContext = INSIDE,
) -> QShortcut:
    """Call `act` on `keys`. Never QPushButton.setShortcut: it answers 100 ms late."""
    made = QShortcut(QKeySequence(keys), owner)
    # Given to the constructor, PySide6 6.11 ignores the context.
    made.setContext(context)
    made.activated.connect(act)
    return made


def bring_into_view(widget: QWidget) -> None:
    """Scroll what holds the widget until it is seen, as Tab does."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget, 20, 60)
        above = above.parentWidget()
