"""The floating «Hecho. Deshacer» at the bottom: eight seconds, stops under the pointer, spoken aloud."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from app.ui.theme.icons import icon
from app.ui.widgets.buttons import tool_button
from app.ui.widgets.cards import shadow
from app.ui.widgets.labels import IconLabel
from app.ui.widgets.reach import announce

MILLISECONDS = 8000
#: How often it may rise to leave a row of buttons free.
_STEPS = 3
#: What it must not cover may appear after it: the page's document arrives and with it the viewer's bar.
_LOOK_AGAIN_MS = 250


class Toast(QFrame):
    """A child of the window's content. `say` replaces what was said before; an undo not used is dropped."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self.setProperty("frame", "floating")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 8, 8)
        row.setSpacing(10)
        self._icon = IconLabel("check-circle", "floating_action")
        self._text = QLabel()
        self.undo_button = QPushButton("Deshacer  Ctrl+Z")
        self.undo_button.setAccessibleName("Deshacer la última acción")
        self.undo_button.clicked.connect(self.undo)
        self._close = tool_button("x", "Cerrar el aviso", act=self.dismiss)
        for widget in (self._icon, self._text, self.undo_button, self._close):
            row.addWidget(widget)
        for widget in (self.undo_button, self._close):
            # It goes by itself: the keys of the page must go on working while it is there, and after it.
            widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._close.setIcon(icon("x", "on_floating"))
        self._undo: Callable[[], object] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(MILLISECONDS)
        self._timer.timeout.connect(self.dismiss)
        self._again = QTimer(self, interval=_LOOK_AGAIN_MS)
        self._again.timeout.connect(self._place)
        shadow(self, 28, 6, 110)
        self.hide()
        parent.installEventFilter(self)

    def say(self, sentence: str, undo: Callable[[], object] | None = None, *, icon_name: str = "check-circle") -> None:
        """Say what was done. `undo` is a compensating command; leave it out for what cannot be undone."""
        self._undo = undo
        self._icon.set_icon(icon_name, "floating_action")
        self._text.setText(sentence)
        self.undo_button.setVisible(undo is not None)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        self._again.start()
        announce(self, f"{sentence} Puede deshacer con Control Z." if undo else sentence)

    def undo(self) -> None:
        """Undo, if there is something to undo; only once."""
        act, self._undo = self._undo, None
        self.dismiss()
        if act is not None:
            act()

    def can_undo(self) -> bool:
        """Whether Ctrl+Z has something to undo."""
        return self._undo is not None

    def sentence(self) -> str:
        """What it says."""
        return self._text.text()

    def dismiss(self) -> None:
        """Close it; its undo is gone with it."""
        self._undo = None
        self._timer.stop()
        self._again.stop()
        self.hide()

    def _place(self) -> None:
        x = (self._window.width() - self.width()) // 2
        here = QRect(QPoint(x, self._window.height() - self.height() - 44), self.size())
        for _ in range(_STEPS):
            covered = [place.top() for place in self._buttons() if place.intersects(here)]
            if not covered:
                break
            here.moveBottom(min(covered) - 8)
        self.move(here.topLeft())

    def _buttons(self) -> list[QRect]:
        """Where the buttons of the page are: what was done must not cover what is done next."""
        places = []
        for each in self._window.findChildren(QAbstractButton):
            if each.isVisible() and not self.isAncestorOf(each):
                seen = each.visibleRegion().boundingRect()
                if not seen.isEmpty():
                    places.append(seen.translated(each.mapTo(self._window, QPoint())))
        return places

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start()
