"""Hands for the tour: they find a widget by its name, click it, type in it, and wait for what must happen."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, QEventLoop, QKeyCombination, QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QScrollArea,
    QTabBar,
    QTextEdit,
    QWidget,
)

W = TypeVar("W", bound=QWidget)
#: How often a condition is looked at, and how long it may take to come true, in seconds.
EVERY, PATIENCE = 0.015, 30.0
_LEFT = Qt.MouseButton.LeftButton


class Lost(Exception):
    """Something that had to be on screen, or to happen, was not and did not."""


class Hands:
    """Acts on the window that is in front, as a person does: nothing is called that a person could not press."""

    def __init__(self, front: Callable[[], QWidget], broken: Callable[[], bool] = lambda: False) -> None:
        """`front` gives the window of the moment; `broken` says that waiting any longer makes no sense."""
        self.front, self._broken = front, broken

    # --- waiting ----------------------------------------------------------

    def until(self, holds: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
        """Let the window live until `holds()` is true and return it. Raises Lost naming `what`."""
        found = _looked(holds)
        if found:
            return found
        loop, timer = QEventLoop(), QTimer()
        end = time.monotonic() + seconds
        kept: list[Any] = []

        def look() -> None:
            value = _looked(holds)
            if value or time.monotonic() > end or self._broken():
                kept.append(value)
                loop.quit()

        timer.timeout.connect(look)
        timer.start(int(EVERY * 1000))
        loop.exec()
        timer.stop()
        if not kept or not kept[-1]:
            raise Lost(what)
        return kept[-1]

    def wait_if(self, holds: Callable[[], Any], seconds: float) -> bool:
        """Like `until`, for what may also not happen: whether it did."""
        try:
            return bool(self.until(holds, "", seconds))
        except Lost:
            return False

    # --- finding ----------------------------------------------------------

    def see(self, kind: type[W], name: str = "", inside: QWidget | None = None, *, enabled: bool = False) -> W | None:
        """The visible widget of that kind whose name (object, accessible or text) starts with `name`, or None."""
        for each in (inside or self.front()).findChildren(kind):
            if each.isVisible() and (not enabled or each.isEnabled()) and _called(each, name):
                return each
        return None

    def find(self, kind: type[W], name: str = "", inside: QWidget | None = None, seconds: float = PATIENCE) -> W:
        """Wait for it, enabled."""
        found: W = self.until(
            lambda: self.see(kind, name, inside, enabled=True), f"{kind.__name__} «{name}» no apareció", seconds
        )
        return found

    def button(self, name: str, inside: QWidget | None = None, seconds: float = PATIENCE) -> QAbstractButton:
        """A button that can be pressed."""
        return self.find(QAbstractButton, name, inside, seconds)

    # --- acting -----------------------------------------------------------

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Bring it into view and click its middle, or `at`; a tick box is clicked on its box, not beside its words."""
        _scroll_to(widget)
        if isinstance(widget, QCheckBox):
            at = QPoint(widget.height() // 2, widget.height() // 2)
        QTest.mouseClick(widget, _LEFT, Qt.KeyboardModifier.NoModifier, at or widget.rect().center())

    def press(self, name: str, inside: QWidget | None = None) -> None:
        """Find a button and click it."""
        self.click(self.button(name, inside))

    def keys(self, widget: QWidget, *sequences: str) -> None:
        """Press keys on a widget («F9», «Ctrl+Return», «J»)."""
        for each in sequences:
            combination: QKeyCombination = QKeySequence(each)[0]  # type: ignore[index]
            QTest.keyClick(widget, combination.key(), combination.keyboardModifiers())

    def type(self, widget: QWidget, words: str) -> None:
        """Replace what a field says, letter by letter."""
        _scroll_to(widget)
        target = widget.lineEdit() if isinstance(widget, QComboBox) else widget
        assert target is not None
        target.setFocus(Qt.FocusReason.MouseFocusReason)
        self.keys(target, "Ctrl+A")
        if isinstance(target, QLineEdit | QPlainTextEdit | QTextEdit):
            self.keys(target, "Delete")
        for letter in words:
            _letter(target, letter)

    def choose(self, combo: QComboBox, wanted: object) -> None:
        """Move through a list with the arrows until it says `wanted` (its data, or the start of its words)."""
        _scroll_to(combo)

        def there() -> bool:
            return combo.currentData() == wanted or combo.currentText().startswith(str(wanted))

        self.until(lambda: combo.count() > 0, f"la lista «{combo.accessibleName()}» está vacía")
        self.keys(combo, "Home")
        for _ in range(combo.count()):
            if there():
                return
            self.keys(combo, "Down")
        if not there():
            raise Lost(f"la lista no ofrece «{wanted}»")

    def pick(self, finder: QComboBox, typed: str, offered: str) -> None:
        """Type in a box that searches, and take what it offers."""
        self.type(finder, typed)
        completer = finder.completer()
        popup = completer.popup() if completer is not None else None

        def row() -> int:
            model = popup.model() if popup is not None and popup.isVisible() else None
            rows = range(model.rowCount()) if model is not None else ()
            return next((n + 1 for n in rows if offered in str(model.index(n, 0).data())), 0)  # type: ignore[union-attr]

        number = self.until(row, f"la búsqueda no ofrece «{offered}»", 5)
        assert popup is not None
        self.keys(popup, *["Down"] * number, "Return")
        self.until(lambda: offered in finder.currentText(), f"no quedó escogido «{offered}»", 5)

    def menu(self, button: QWidget, words: str) -> None:
        """Open a button's menu and click one of its lines; the menu may hold the program until it is closed."""
        timer = QTimer()
        timer.timeout.connect(lambda: _take(timer, words))
        timer.start(int(EVERY * 1000))
        self.click(button)
        self.until(lambda: not timer.isActive(), f"el menú no ofrece «{words}»", 8)

    def tab(self, bar: QTabBar, words: str) -> None:
        """Click the tab that starts with `words`."""
        at = next((n for n in range(bar.count()) if bar.tabText(n).startswith(words)), -1)
        if at < 0:
            raise Lost(f"no está la pestaña «{words}»")
        self.click(bar, bar.tabRect(at).center())

    def choose_file(self, path: str, ask: Callable[[], object]) -> None:
        """Do what opens a file dialog, and answer it; the dialog holds the program until it is closed."""
        timer = QTimer()
        tries = [0]

        def answer() -> None:
            dialog = QApplication.activeModalWidget()
            if isinstance(dialog, QFileDialog):
                tries[0] += 1
                _answer(dialog, path) if tries[0] <= 3 else dialog.reject()
            elif tries[0]:
                timer.stop()

        timer.timeout.connect(answer)
        timer.start(int(EVERY * 1000) * 8)
        ask()
        self.until(lambda: not timer.isActive(), "no se abrió el cuadro para escoger un archivo", 8)
        if tries[0] > 3:
            raise Lost(f"el cuadro no aceptó {path}")


def drop_file(target: QWidget, path: str) -> None:
    """Drag a file from outside and let it fall on a page."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path)])
    where, copy = QPointF(target.rect().center()), Qt.DropAction.CopyAction
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(target, QDragEnterEvent(where.toPoint(), copy, data, _LEFT, none))
    QApplication.sendEvent(target, QDropEvent(where, copy, data, _LEFT, none))


def grab(window: QWidget, path: str) -> None:
    """Write what the window looks like now."""
    picture: QPixmap = window.grab()
    if picture.isNull() or not picture.save(path):
        raise Lost(f"no se pudo guardar la imagen {path}")


def _letter(widget: QWidget, letter: str) -> None:
    """One letter; QTest's own typing knows no accents."""
    key = Qt.Key(ord(letter.upper())) if letter.isascii() else Qt.Key.Key_unknown
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, letter))


def _looked(holds: Callable[[], Any]) -> Any:
    try:
        return holds()
    except RuntimeError:
        # The page was drawn again meanwhile and a widget of the last drawing is gone: look again.
        return None


def words_of(widget: QWidget) -> str:
    """What a button or label says, without mnemonic and icon space."""
    said = widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
    return said.replace("&", "").replace("\u2002", "").strip()


def _called(widget: QWidget, name: str) -> bool:
    return (
        not name
        or widget.objectName() == name
        or any(each.startswith(name) for each in (widget.accessibleName(), words_of(widget)) if each)
    )


def _scroll_to(widget: QWidget) -> None:
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget, 20, 40)
        above = above.parentWidget()


def _answer(dialog: QFileDialog, path: str) -> None:
    """Write the path and press the button that takes it."""
    edit, box = dialog.findChild(QLineEdit, "fileNameEdit"), dialog.findChild(QDialogButtonBox)
    assert edit is not None and box is not None
    # As if pasted: while letters are typed, the dialog goes into each folder on the way.
    edit.selectAll()
    edit.insert(path)
    completer = edit.completer()
    popup = completer.popup() if completer is not None else None
    if popup is not None:
        popup.hide()
    accept = next(b for b in box.buttons() if box.buttonRole(b) == QDialogButtonBox.ButtonRole.AcceptRole)
    QTest.mouseClick(accept, _LEFT, Qt.KeyboardModifier.NoModifier, accept.rect().center())


def _take(timer: QTimer, words: str) -> None:
    popup = QApplication.activePopupWidget()
    if not isinstance(popup, QMenu):
        return
    action = next((a for a in popup.actions() if words in a.text() and a.isEnabled()), None)
    timer.stop()
    if action is None:
        popup.close()
        return
    QTest.mouseClick(popup, _LEFT, Qt.KeyboardModifier.NoModifier, popup.actionGeometry(action).center())
