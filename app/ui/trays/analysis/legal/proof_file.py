"""A file that proves something: chosen, named by its kind only, and read when the act is carried out."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.errors import InvalidInput, PqrError
from app.ui.trays.act_card import ActCard
from app.ui.widgets import button, text

#: What asks for a file: its path, empty when none was chosen.
Choose = Callable[[QWidget], str]
_FILES = "Documentos (*.pdf *.png *.jpg *.jpeg *.tif *.tiff)"


@dataclass(frozen=True)
class ChosenFile:
    """The bytes of a file and its kind; no bytes where none was chosen."""

    data: bytes
    mime: str


def choose_file(parent: QWidget) -> str:
    """The file chosen; empty when none."""
    return QFileDialog.getOpenFileName(parent, "Escoger el documento", "", _FILES)[0]


def choose_place(parent: QWidget, name: str) -> str:
    """Where to save; empty when nowhere."""
    return QFileDialog.getSaveFileName(parent, "Guardar la carta", name, "PDF (*.pdf)")[0]


class ProofFile(QWidget):
    """A button that asks for the file and a line that says what was chosen (never its name)."""

    def __init__(self, words: str, choose: Choose) -> None:
        super().__init__()
        self._choose = choose
        self._file: Path | None = None
        self.told = text("Ningún archivo escogido", "help", wrap=True)
        self.button = button(words, icon_name="paperclip", act=self.ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(4)
        column.addWidget(self.button)
        column.addWidget(self.told)

    def ask(self) -> None:
        """Ask for the guide, the receipt of the e-mail, the paper that the citizen signed."""
        chosen = self._choose(self)
        if chosen:
            self._file = Path(chosen)
            self.told.setText(f"Escogido · {self._file.suffix[1:].upper()}")

    def chosen(self) -> ChosenFile:
        """Read it. Raises InvalidInput where it can't be read."""
        if self._file is None:
            return ChosenFile(b"", "application/pdf")
        try:
            data = self._file.read_bytes()
        except OSError as error:
            raise InvalidInput(
                type(error).__name__, sentence="No se pudo leer el archivo. Escójalo de nuevo."
            ) from error
        return ChosenFile(data, mimetypes.guess_type(self._file.name)[0] or "application/pdf")

    def read_for(self, card: ActCard) -> ChosenFile | None:
        """The same, for the act of a card; None once the card says why it can't be read."""
        try:
            return self.chosen()
        except PqrError as error:
            card.show_trouble(error)
            return None
