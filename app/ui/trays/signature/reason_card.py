"""Asks for a reason and acts with it; what was typed stays when the server refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.ui.background import Background
from app.ui.trays.act_card import ActCard
from app.ui.widgets import Field


class ReasonCard(ActCard):
    """`send(reason)` runs aside; `done(result)` hears its answer and the card closes."""

    def __init__(
        self,
        parent: QWidget,
        *,
        title: str,
        subtitle: str,
        act: str,
        send: Callable[[str], Any],
        background: Background,
        done: Callable[[Any], object],
        least: int = 5,
        label: str = "&Razón",
        said: str = "",
    ) -> None:
        """`said` stands there already: a reason that the program knows."""
        super().__init__(parent, title, subtitle, act)
        self._send, self._jobs, self._done, self._least = send, background, done, least
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setPlainText(said)
        self.reason.setFixedHeight(self.reason.fontMetrics().height() * 5)
        self.field = Field(label, self.reason, required=True)
        self.body.addWidget(self.field)
        self.first = self.reason

    def accept(self) -> None:
        """Check that something was written, and send it once."""
        words = self.reason.toPlainText().strip()
        if len(words) < self._least:
            self.field.set_error(f"Escriba al menos {self._least} letras: queda en el expediente.")
            self.reason.setFocus()
            return
        self.field.set_error("")
        send = self._send
        self.carry(self._jobs, lambda: send(words), self._done)
