"""Types a reply in a process of its own, to be killed: each letter is told on the output as soon as it is in the text.

Arguments: host, port, database, login, password, folder and key of the local store, and «cut» to work without network.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer

from app import bootstrap
from app.models.connection import Target
from app.models.local.store import Store
from app.services.access import sign_in
from app.services.legal_calendar import read_calendar
from app.services.offline.kept_text import KeptText
from app.services.perform import Performer
from app.settings import Settings
from app.ui.background import Background
from app.ui.page_context import PageContext
from app.ui.shell.main_window import MainWindow
from app.ui.shell.page import Module, PageSpec, Person
from app.ui.trays.drafting import DraftingPage

_EVERY_MS = 40


def main() -> None:
    """Open the page and type until killed."""
    host, port, database, login, password, folder, key, network = sys.argv[1:]
    app = bootstrap.application()
    access = sign_in(Target(host, int(port), database), login, password)
    background = Background()
    context = PageContext(access, Performer(access.database), background, read_calendar(access.database))
    journal = KeptText(Store(Path(folder) / "local.db", key))
    spec = PageSpec("drafting", "Proyección", lambda shell: DraftingPage(shell, context, journal))
    settings = Settings(Path(folder) / "settings.ini")
    window = MainWindow([Module("trays", "Bandejas", "tray", [spec])], Person("Ana", "Agente"), background, settings)
    window.show()
    page = window.desk.page()
    assert isinstance(page, DraftingPage)
    timer = QTimer()

    def type_one() -> None:
        if page.desk.sheet is None:
            return
        access.database.is_cut = network == "cut"
        edit = page.desk.editor.blocks[0].edit
        edit.insertPlainText("abcdefghij"[len(edit.toPlainText()) % 10])
        sys.stdout.write(f"{len(edit.toPlainText())} {time.time()}\n")
        sys.stdout.flush()

    timer.timeout.connect(type_one)
    timer.start(_EVERY_MS)
    app.exec()


if __name__ == "__main__":
    main()
