"""The child of `start`: opens the real program, or an empty window, and tells the moment it was painted."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import main as program

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def main(stage: str, user: str, password: str, typing: str) -> int:
    """Run until that stage is on the screen."""
    if stage == "empty":
        return _empty()
    # As main.py does; what comes from PySide6 is imported after it here as well.
    program.make_ready()
    from app import bootstrap, options
    from app.ui.shell.login import LoginPage

    # The program's own report of a failure: nothing more will be painted that is worth waiting for.
    bootstrap._own_up = lambda _entrance, _error: os._exit(3)
    app = bootstrap.application()
    if stage == "login":
        _when_painted(LoginPage, _tell)
    else:
        _when_painted(LoginPage, lambda page: _type(page, user, password, float(typing)))
    return bootstrap._work(app, options.read([]))


def _empty() -> int:
    from PySide6.QtWidgets import QApplication, QWidget

    app = QApplication(["empty"])
    window = QWidget()
    _when_painted(QWidget, _tell, instance=window)
    window.resize(1366, 768)
    window.show()
    return app.exec()


def _when_painted(
    kind: Any, act: Callable[[Any], object], *, instance: QWidget | None = None, ready: Callable[[Any], bool] = bool
) -> None:
    """Do that once, after the first paint of a widget of that kind; a filter of all events would slow what it times."""
    from PySide6.QtCore import QTimer

    holder = instance if instance is not None else kind
    before, done = kind.paintEvent, []

    def paint(widget: Any, event: Any) -> None:
        before(widget, event)
        if not done and ready(widget):
            done.append(widget)
            # Once the painting under way has ended.
            QTimer.singleShot(0, lambda: act(widget))

    holder.paintEvent = (lambda event: paint(instance, event)) if instance is not None else paint


def _tell(_widget: object) -> None:
    from PySide6.QtCore import QCoreApplication

    print(f"painted {time.time()}", flush=True)
    application = QCoreApplication.instance()
    assert application is not None
    application.quit()


def _has_rows(table: Any) -> bool:
    return table.model() is not None and table.model().rowCount() > 0


def _type(page: Any, user: str, password: str, seconds: float) -> None:
    """Sign in when the password has been typed, and wait for rows in the tray."""
    from PySide6.QtCore import QTimer

    begun = time.time()

    def enter() -> None:
        # Told as it was: Qt's coarse timers may end a twentieth too early or too late.
        print(f"typed {time.time() - begun}", flush=True)
        from app.ui.table.view import CaseTable

        _when_painted(CaseTable, _tell, ready=_has_rows)
        page.user.setText(user)
        page.password.setText(password)
        page.submit()

    QTimer.singleShot(round(seconds * 1000), enter)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
