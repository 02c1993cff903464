"""Shortcuts that obey their context, and sentences spoken by screen readers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

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


def announce(widget: QObject, sentence: str) -> None:
    """Have a screen reader say the sentence, without moving the focus."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, sentence))
