"""Which folder is loaded, and what holds for files whose index says nothing of it."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit

from app.services.intake.catalogue_words import CatalogueWords
from app.services.intake.importer import Defaults
from app.ui.modules.intake.form import combo
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.widgets import Card, Field, button, text


class FolderBox(Card):
    """`changed` when another folder is written; `ready` when it was chosen or Enter was pressed."""

    changed = Signal()
    ready = Signal()

    def __init__(self, today: dt.date) -> None:
        super().__init__(margin=10, spacing=6)
        self._today = today
        row = QHBoxLayout()
        row.setSpacing(8)
        self.folder = QLineEdit()
        self.folder.setPlaceholderText("Carpeta con PDF, TIFF, JPEG o PNG; el índice CSV o XLSX es opcional")
        self.folder.textChanged.connect(self.changed)
        self.folder.returnPressed.connect(self.ready)
        self.field = Field("&Carpeta", self.folder)
        browse = button("Elegir carpeta…", icon_name="folder-open", tip="Elegir carpeta (Ctrl+O)", act=self.choose)
        row.addWidget(self.field, 1)
        row.addWidget(browse, 0, Qt.AlignmentFlag.AlignBottom)
        self.column.addLayout(row)
        self.day, self.channel, self.kind = DateEdit(today, today), combo(()), combo(())
        self.day_field = Field("Recibidas el", self.day)
        second = QHBoxLayout()
        second.setSpacing(8)
        for field in (self.day_field, Field("Canal", self.channel), Field("Clase", self.kind)):
            second.addWidget(field)
        second.addWidget(text("Valen para lo que el índice no diga.", "help", wrap=True), 1)
        self.column.addLayout(second)

    def has_catalogues(self) -> bool:
        """Whether channels and classes can be chosen."""
        return self.channel.count() > 0

    def set_catalogues(self, words: CatalogueWords) -> None:
        """Channels and classes; those with a typed term are registered by hand."""
        for box, choices, first in ((self.channel, words.channels, "window"), (self.kind, words.classes, "petition")):
            for key, label in choices.items():
                if key not in words.typed:
                    box.addItem(label, key)
            box.setCurrentIndex(max(0, box.findData(first)))

    def choose(self) -> None:
        """Ask for the folder."""
        name = QFileDialog.getExistingDirectory(self, "Carpeta de imágenes", self.folder.text())
        if name:
            self.folder.setText(name)
            self.ready.emit()

    def defaults(self) -> Defaults | None:
        """What is written; None, with the sentence under its field, when the day does not serve."""
        day = self.day.day()
        if day is None or day > self._today:
            self.day_field.set_error("Escriba el día en que se recibieron, que no puede ser futuro.")
            return None
        self.day_field.set_error("")
        return Defaults(
            received_on=day,
            channel=str(self.channel.currentData() or "window"),
            class_key=str(self.kind.currentData() or "petition"),
        )
