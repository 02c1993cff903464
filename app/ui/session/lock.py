"""After a quarter of an hour without a key or the mouse, the window is covered until the person shows up again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.settings import Settings
from app.ui.background import Background
from app.ui.refusals import explain
from app.ui.theme.theme import color
from app.ui.widgets import Field, Overlay, PasswordEdit, Strip, button, text

MINUTES = 15.0
_LIFE = (
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
)


class LockScreen(Overlay):
    """Opaque: nothing of the citizens' data shows through, and everything typed stays under it."""

    def __init__(
        self,
        parent: QWidget,
        name: str,
        background: Background,
        check: Callable[[str], None] | None,
        leave: Callable[[], object],
    ) -> None:
        """`check` proves a password or raises; None asks for none (the demonstration)."""
        super().__init__(parent, width=420)
        self.setAccessibleName("Sesión bloqueada")
        self._background, self._check = background, check
        column = self.card.column
        column.addWidget(text("Sesión bloqueada", "display"))
        column.addWidget(text(f"{name}: lo que estaba escribiendo sigue aquí.", "sub", wrap=True))
        self.strip = Strip("danger", "warning-circle", stacked=True)
        column.addWidget(self.strip)
        self.password = PasswordEdit()
        self.field = Field("&Contraseña", self.password, required=True)
        column.addWidget(self.field)
        self.field.setVisible(check is not None)
        self.enter = button("Seguir trabajando", "primary", act=self.submit)
        column.addWidget(self.enter)
        column.addWidget(button("Cerrar sesión", "quiet", act=leave))
        self.password.returnPressed.connect(self.submit)

    def lock(self) -> None:
        """Cover the window."""
        if self.isHidden():
            self.password.clear()
            self.strip.hide()
            self.field.set_error("")
            self.open(self.password if self._check is not None else self.enter)

    def submit(self) -> None:
        """Ask whether it is still this person."""
        check, typed = self._check, self.password.text()
        if check is None:
            self.close_overlay()
        elif not typed:
            self.field.set_error("Escriba su contraseña.")
        elif self.enter.isEnabled():
            self.enter.setEnabled(False)
            self._background.run(
                lambda: check(typed), show=self._opened, fail=self._refused, finished=self._answered, owner=self
            )

    def _opened(self, _nothing: None) -> None:
        self.password.clear()
        self.close_overlay()

    def _refused(self, error: BaseException) -> None:
        self.strip.say(explain(error).sentence)
        self.password.selectAll()

    def _answered(self) -> None:
        self.enter.setEnabled(True)
        if self.isVisible():
            self.password.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Esc does not open a locked door.
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), color("background"))


class IdleLock(QObject):
    """Locks after a time without life; the minutes are in the settings, 0 for never."""

    def __init__(self, screen: LockScreen, settings: Settings) -> None:
        super().__init__(screen)
        self._screen = screen
        self.timer = QTimer(self, singleShot=True)
        self.timer.setInterval(round(settings.real("session", "lock_minutes", MINUTES) * 60_000))
        self.timer.timeout.connect(screen.lock)
        # The native window's events only: a filter on the application would see every paint of every widget.
        top = screen.window()
        top.winId()
        handle = top.windowHandle()
        assert handle is not None
        handle.installEventFilter(self)
        self._alive()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _LIFE:
            self._alive()
        return False

    def _alive(self) -> None:
        if self.timer.interval() > 0 and self._screen.isHidden():
            self.timer.start()
