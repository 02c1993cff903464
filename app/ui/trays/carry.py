"""«Llevar sin conexión»: marks the case that is open, so that its petition is at hand when the network is cut."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.services.offline.carrying import Mark, toggle
from app.ui.page_context import PageContext
from app.ui.shell.page import PaletteEntry, Shell

KEYS = "Ctrl+L"
WORDS = "Llevar sin conexión, o dejar de llevar"
_NOWHERE = "Este computador no tiene dónde guardar la llave: no puede llevar casos sin conexión."
_SAID = {
    Mark.HERE: "Lo lleva sin conexión: su petición queda cifrada en este equipo.",
    Mark.AWAITED: "Quedó marcado: su petición se traerá a este equipo apenas haya conexión.",
    Mark.NONE: "Ya no lo lleva sin conexión: su petición se borró de este equipo.",
}


class Carry(QObject):
    """For a page with one case open; `changed` is called when its mark was put or taken away."""

    def __init__(
        self,
        page: QWidget,
        shell: Shell,
        context: PageContext,
        opened: Callable[[], UUID | None],
        changed: Callable[[], object],
    ) -> None:
        super().__init__(page)
        self._shell, self._context, self._opened, self._changed = shell, context, opened, changed

    def entry(self, number: str) -> PaletteEntry:
        """The order for the palette."""
        return PaletteEntry("cloud-check", WORDS, number, self.toggle, KEYS)

    def toggle(self) -> None:
        """Put the mark on the open case, or take it away."""
        case, access = self._opened(), self._context.access
        if case is None:
            return
        if access.database.memory is None:
            self._shell.say(_NOWHERE)
            return
        self._context.background.run(
            lambda: toggle(access, case), show=self._toggled, fail=self._shell.report, owner=self
        )

    def _toggled(self, mark: Mark) -> None:
        self._shell.say(_SAID[mark])
        self._changed()
