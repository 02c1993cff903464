"""Shortcuts that obey their context, and sentences spoken by screen readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget

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
        elif widget is not None and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            yield widget
        elif widget is not None and (own := widget.layout()) is not None:
            yield from _stops(own)


def bring_into_view(widget: QWidget) -> None:
    """Scroll what holds the widget until it is seen, as Tab does."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget, 20, 60)
        above = above.parentWidget()
