"""F4: what is wrong with the image, so that Gestión Documental scans what is needed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QButtonGroup, QLineEdit, QPlainTextEdit, QRadioButton, QWidget

from app.errors import InvalidInput
from app.services.verbs.check_image import CAUSES, CheckImage
from app.ui.style import scaled
from app.ui.trays.act_card import ActCard
from app.ui.widgets import Field


class ImageCard(ActCard):
    """Cause, pages and note."""

    def __init__(self, parent: QWidget, number: str, act: Callable[[CheckImage], object]) -> None:
        super().__init__(parent, "Devolver por imagen", f"{number} vuelve a Gestión Documental.", "Devolver")
        self._act = act
        self._group = QButtonGroup(self)
        self.causes: dict[str, QRadioButton] = {}
        for key, words in CAUSES.items():
            radio = QRadioButton(words)
            self._group.addButton(radio)
            self.causes[key] = radio
            self.body.addWidget(radio)
        self.pages, self.note = QLineEdit(), QPlainTextEdit()
        self.pages.setPlaceholderText("Por ejemplo: 2, 4")
        self.note.setFixedHeight(scaled(64))
        self.note.setTabChangesFocus(True)
        self.body.addWidget(Field("&Páginas", self.pages))
        self.body.addWidget(Field("&Nota (opcional)", self.note))
        self.first = next(iter(self.causes.values()))

    def accept(self) -> None:
        """Send it back, or say what is missing."""
        cause = next((key for key, radio in self.causes.items() if radio.isChecked()), "")
        try:
            verb = CheckImage(cause=cause, pages=self.pages.text(), note=self.note.toPlainText())
        except InvalidInput as error:
            self.show_trouble(error)
            return
        self.close_overlay()
        self._act(verb)
