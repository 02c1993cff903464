"""The page shown while the server of this computer is made ready: what is being done, and what to do if it fails."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar

from app.errors import PqrError
from app.ui.shell.cover import Cover
from app.ui.widgets import Strip, button, text


class PreparingPage(Cover):
    """Says each step in words; offers to try again or to go back when one fails."""

    retry_asked = Signal()
    back_asked = Signal()

    def __init__(self, title: str = "Preparando este computador") -> None:
        super().__init__("Bandeja PQR", "Del radicado a la respuesta,\nsin perder un solo término.", share=50)
        self.set_card_width(460)
        column = self.card.column
        column.addWidget(text(title, "display"))
        self.words = text("Un momento…", "sub", wrap=True)
        self.words.setAccessibleName("Qué se está haciendo")
        column.addWidget(self.words)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Avance de la preparación")
        column.addWidget(self.bar)
        self.strip = Strip("danger", "warning-circle", stacked=True)
        column.addWidget(self.strip)

    def say(self, done: int, total: int, words: str) -> None:
        """Show what is being done; `total` 0 means that nobody knows how much there is."""
        self.words.setText(words)
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def show_error(self, error: BaseException) -> None:
        """Show why it failed, with both ways out. A bug is raised again: the program's report takes it."""
        if not isinstance(error, PqrError):
            raise error
        self.bar.hide()
        again = button("Reintentar", act=self.retry_asked.emit)
        back = button("Atrás", "quiet", act=self.back_asked.emit)
        self.strip.say(error.user_message, [again, back])
