"""The child of `start`: opens the real program, or an empty window, and tells the moment it was painted."""

from __future__ import annotations

import os
import sys
import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget


def main(stage: str, user: str, password: str, typing: str) -> int:
    """Run until that stage is on the screen."""
    if stage == "empty":
        app = QApplication(["empty"])
        window = QWidget()
        watch = Watch(app, lambda widget: widget is window)
        window.resize(1366, 768)
        window.show()
        return app.exec()
    from app import bootstrap, options

    app = bootstrap.application()
    watch = Watch(app, _is_login) if stage == "login" else SignIn(app, user, password, float(typing))
    code = bootstrap._work(app, options.read([]))
    del watch
    return code


class Watch(QObject):
    """Says when a widget of that kind was first painted, and ends the program."""

    def __init__(self, app: QCoreApplication, wanted: object) -> None:
        super().__init__()
        self._app, self._wanted, self._told = app, wanted, False
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at what is painted; never in the way of it."""
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            if type(watched).__name__ == "BugOverlay":
                # The program's own report of a failure: nothing more will be painted that is worth waiting for.
                os._exit(3)
            self._look_at(watched)
        return False

    def _look_at(self, widget: QWidget) -> None:
        if not self._told and self._wanted(widget):
            self._told = True
            # Once the painting under way has ended.
            QTimer.singleShot(0, self._tell)

    def _tell(self) -> None:
        print(f"painted {time.time()}", flush=True)
        self._app.quit()


class SignIn(Watch):
    """Signs in when the password has been typed, and waits for rows in the tray."""

    def __init__(self, app: QCoreApplication, user: str, password: str, typing: float) -> None:
        super().__init__(app, _shows_rows)
        self._user, self._password, self._typing, self._asked = user, password, typing, False

    def _look_at(self, widget: QWidget) -> None:
        if not self._asked and _is_login(widget):
            self._asked = True
            QTimer.singleShot(round(self._typing * 1000), lambda: self._enter(widget))
        super()._look_at(widget)

    def _enter(self, page: QWidget) -> None:
        page.user.setText(self._user)
        page.password.setText(self._password)
        page.submit()


def _is_login(widget: QObject) -> bool:
    return type(widget).__name__ == "LoginPage"


def _shows_rows(widget: QObject) -> bool:
    """The table's inside, when it has rows."""
    table = widget.parent()
    model = getattr(table, "_model", None)
    return type(table).__name__ == "CaseTable" and model is not None and model.rowCount() > 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
