"""Saved views of a tray: a filter and a text under a name, kept on this computer."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QLineEdit, QWidget

from app.errors import InvalidInput
from app.settings import Settings
from app.ui.trays.act_card import ActCard
from app.ui.widgets import Field

_SECTION = "views"


@dataclass(frozen=True)
class SavedView:
    """A view of one's own. `base` is the ready-made view under it."""

    title: str
    base: str
    chip: str
    text: str


def read_views(settings: Settings, tray: str) -> list[SavedView]:
    """The views kept for a tray; none if they cannot be read."""
    try:
        return [SavedView(**each) for each in json.loads(settings.text(_SECTION, tray, "[]"))]
    except (ValueError, TypeError):
        return []


def write_views(settings: Settings, tray: str, views: list[SavedView]) -> None:
    """Keep the views of a tray."""
    settings.put(_SECTION, tray, json.dumps([view.__dict__ for view in views], ensure_ascii=False))


class NameCard(ActCard):
    """Asks for the name of a view."""

    def __init__(self, parent: QWidget, taken: list[str], act: Callable[[str], object]) -> None:
        super().__init__(parent, "Guardar la vista", "Guarda el filtro y el texto con un nombre.", "Guardar", width=420)
        self._taken, self._act = taken, act
        self.name = QLineEdit()
        self.name.setMaxLength(40)
        self.name.returnPressed.connect(self.accept)
        self.body.addWidget(Field("&Nombre", self.name, required=True))
        self.first = self.name

    def accept(self) -> None:
        """Save it, or say why not."""
        name = self.name.text().strip()
        if not name or name in self._taken:
            why = "Falta el nombre. Escríbalo." if not name else "Ya hay una vista con ese nombre. Escriba otro."
            self.show_trouble(InvalidInput(sentence=why))
            return
        self.close_overlay()
        self._act(name)
