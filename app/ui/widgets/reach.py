"""For those who do not use a mouse or do not see: sentences spoken by screen readers, and the order of Tab."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6 import QtCore
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget


def announce(widget: QtCore.QObject, sentence: str) -> None:
    """Have a screen reader say the sentence, without moving the focus."""
    # Imported when something is said: its 250 roles and states would be made before the first paint.
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, sentence))


def follow_layout(layout: QLayout) -> None:
    """Tab goes as it is laid out: a widget made later is not the last of the window."""
    for before, after in pairwise(_stops(layout)):
        QWidget.setTabOrder(before, after)


def _stops(layout: QLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        inner, widget = (item.layout(), item.widget()) if item is not None else (None, None)
        if isinstance(widget, QScrollArea) and widget.widget() is not None:
            widget = widget.widget()
        if inner is not None:
            yield from _stops(inner)
        elif widget is not None and widget.focusPolicy() & QtCore.Qt.FocusPolicy.TabFocus:
            yield widget
        elif widget is not None and (own := widget.layout()) is not None:
            yield from _stops(own)
