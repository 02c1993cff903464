"""The pages: each made at its first visit, told when it comes and goes, and found again where it was left."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from app.ui.shell.page import Module, Page, PageSpec, Shell


class Desk(QStackedWidget):
    """Holds the pages of every module."""

    #: Module key, page key: what is on screen now.
    shown = Signal(str, str)
    #: Page key and how many cases wait there.
    counted = Signal(str, object)
    #: Page key: its hints have changed.
    hints_changed = Signal(str)

    def __init__(self, modules: Sequence[Module], shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.modules = {module.key: module for module in modules}
        self._specs: dict[str, tuple[Module, PageSpec]] = {
            spec.key: (module, spec) for module in modules for spec in module.pages
        }
        self._pages: dict[str, Page] = {}
        self._last: dict[str, str] = {module.key: module.pages[0].key for module in modules if module.pages}
        self.current_key = ""

    def page_keys(self) -> list[str]:
        """Every page this person has."""
        return list(self._specs)

    def spec(self, key: str) -> tuple[Module, PageSpec]:
        """The declaration of a page, with its module."""
        return self._specs[key]

    def built(self, key: str) -> Page | None:
        """The page, if it has been visited."""
        return self._pages.get(key)

    def page(self) -> Page | None:
        """The page on screen."""
        return self._pages.get(self.current_key)

    def show_module(self, key: str) -> None:
        """Show the page of that module where the person left it."""
        if key in self._last:
            self.show_page(self._last[key])

    def show_page(self, key: str) -> Page | None:
        """Show a page, making it if this is the first visit; None if this person does not have it."""
        if key not in self._specs:
            return None
        if key == self.current_key:
            return self._pages[key]
        before, is_new = self.page(), key not in self._pages
        page = self._pages.get(key) or self._build(key)
        if before is not None:
            before.deactivate()
        self.current_key = key
        module = self._specs[key][0]
        self._last[module.key] = key
        self.setCurrentWidget(page)
        self.shown.emit(module.key, key)
        if is_new:
            # Else Qt gives it to the first button there is, and the list that is still being read never gets it.
            page.setFocus()
        page.activate()
        _hold_keys(page)
        return page

    def _build(self, key: str) -> Page:
        page = self._specs[key][1].factory(self._shell)
        page.count_changed.connect(lambda count: self.counted.emit(key, count))
        page.hints_changed.connect(lambda: self.hints_changed.emit(key))
        self._pages[key] = page
        self.addWidget(page)
        return page


def _hold_keys(page: Page) -> None:
    """While what should have the focus is still being read, the page itself has it: its keys work from the start."""
    here = page.window().focusWidget()
    if here is None or not page.isAncestorOf(here) or not here.isVisibleTo(page):
        page.setFocus()
