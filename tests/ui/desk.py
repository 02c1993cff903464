"""A real window on a real database, under one person's own login, with pages made as the program makes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.services.access import Access, sign_in
from app.services.legal_calendar import read_calendar
from app.services.perform import Performer
from app.settings import Settings
from app.ui.background import Background
from app.ui.page_context import PageContext
from app.ui.shell.main_window import MainWindow
from app.ui.shell.page import Module, Page, PageSpec, Person, Shell
from tests.people import PASSWORD, STAFF


class Desk:
    """`window` with one module; `page` is its first page. `close` signs out."""

    def __init__(
        self,
        target: Any,
        key: str,
        make: Callable[[Shell, PageContext], Page],
        background: Background,
        settings: Settings,
    ) -> None:
        self.access: Access = sign_in(target, STAFF[key].login if key in STAFF else key, PASSWORD)
        database = self.access.database
        self.context = PageContext(self.access, Performer(database), background, read_calendar(database))
        module = Module(
            "trays", "Bandejas", "tray", [PageSpec("page", "Página", lambda shell: make(shell, self.context))]
        )
        person = Person(self.access.person.full_name, "Persona de prueba")
        self.window = MainWindow([module], person, background, settings)
        self.page: Any = self.window.desk.page()

    def close(self) -> None:
        """Close the window and the connections."""
        self.window.close()
        self.window.deleteLater()
        self.access.close()
