"""Makes everything, hands it down and closes it in order; the only file that sees the whole program."""

from __future__ import annotations

import logging
import os
import signal
import sys

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from app import logs, paths
from app.options import Options, has_display
from app.settings import Settings
from app.ui import refusals
from app.ui.background import Background
from app.ui.entrance import Entrance
from app.ui.garbage import Collector
from app.ui.theme import install

NO_DISPLAY = (
    "Bandeja PQR: aquí no hay una pantalla donde abrir la ventana. "
    "Use «--demo» o «--tour CARPETA» para recorrer la demostración sin pantalla.\n"
)


#: Without a screen there is no window manager to raise or place windows: Qt says so each time, and it is no fault.
_EXPECTED_OFFSCREEN = "This plugin does not support"
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
}


def run(options: Options) -> int:
    """Open the program, or drive the guided tour; returns the exit code."""
    if options.tour is None and not has_display():
        sys.stderr.write(NO_DISPLAY)
        return 2
    if options.data_dir is not None:
        os.environ["PQR_DATA_DIR"] = str(options.data_dir.resolve())
    if options.tour is not None and not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    trace = logs.start(paths.log_dir())
    try:
        app = application()
        return _tour(app, options) if options.tour is not None else _work(app, options)
    finally:
        trace.close()


def application() -> QApplication:
    """Qt's application, before any window."""
    qInstallMessageHandler(_hear_qt)
    app = QApplication(["bandeja-pqr", *install.ARGUMENTS])
    app.setApplicationName("BandejaPQR")
    app.setApplicationDisplayName("Bandeja PQR")
    Collector(app)
    return app


def _hear_qt(kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
    """What Qt complains of goes to the log, and to whoever started the program from a terminal."""
    if words.startswith(_EXPECTED_OFFSCREEN):
        return
    logging.getLogger("qt").log(_LEVELS.get(kind, logging.ERROR), "%s: %s", context.category, words)
    if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) and sys.stderr is not None:
        sys.stderr.write(f"Qt: {words}\n")


def _work(app: QApplication, options: Options) -> int:
    settings = Settings()
    install.install(app, dark=settings.flag("appearance", "dark"), scale=settings.real("appearance", "scale", 1.0))
    entrance = Entrance(Background(), settings)
    hook = refusals.CrashHook(app)
    hook.install()
    hook.crashed.connect(lambda error: _own_up(entrance, error))
    app.aboutToQuit.connect(entrance.close)
    # Started from a terminal: Ctrl+C leaves in order, as closing the window does.
    signal.signal(signal.SIGINT, lambda _number, _frame: app.quit())
    entrance.window.resize(*options.size)
    entrance.start("demo" if options.demo else "")
    return app.exec()


def _own_up(entrance: Entrance, error: BaseException) -> None:
    # Imported only then: nothing of it is needed before the first paint.
    from app.ui.bug_overlay import BugOverlay

    BugOverlay(entrance.front(), error).ask()


def _tour(app: QApplication, options: Options) -> int:
    from app.ui.tour import guided

    folder = options.tour
    assert folder is not None
    settings = Settings(paths.data_dir() / "recorrido.ini")
    for key, value in (("dark", options.dark), ("scale", 1.0)):
        settings.put("appearance", key, value)

    def make() -> Entrance:
        return Entrance(Background(), settings)

    return guided.drive(app, make, folder, size=options.size, dark=options.dark)
