"""A program of its own in which somebody types without a pause, until it is killed. Says after each key how many."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QVBoxLayout

from app.models.local.store import Store
from app.services.offline.journal import TypedText
from app.services.offline.kept_text import KeptText
from app.settings import Settings
from app.ui import style
from app.ui.background import Background
from app.ui.session.typing import Typist
from app.ui.shell.main_window import MainWindow
from app.ui.shell.page import Module, Page, PageSpec, Person


class OnePage(Page):
    """One field."""

    def __init__(self) -> None:
        super().__init__()
        self.field = QPlainTextEdit()
        self.field.setAccessibleName("Sustento")
        QVBoxLayout(self).addWidget(self.field)

    def subject(self) -> str:
        return "caso-1"


def main(path: Path, key: str) -> None:
    """Type letters, one every 15 ms."""
    app = QApplication([])
    style.install(app)
    module = Module("trays", "Bandejas", "tray", [PageSpec("one", "Una", lambda _shell: OnePage())])
    window = MainWindow([module], Person("Ana", "Agente"), Background(), Settings(path.parent / "s.ini"))
    window.typist = Typist(window, TypedText(KeptText(Store(path, key))))  # type: ignore[attr-defined]
    window.show()
    window.activateWindow()
    page = window.desk.page()
    assert isinstance(page, OnePage)
    page.field.setFocus()
    typed = 0

    def press() -> None:
        nonlocal typed
        QTest.keyClick(page.field, Qt.Key.Key_A + typed % 26)
        typed += 1
        sys.stdout.write(f"{typed}\n")
        sys.stdout.flush()

    timer = QTimer(interval=15)
    timer.timeout.connect(press)
    timer.start()
    app.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
