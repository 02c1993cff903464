"""Ampliar el término: the reasons and the new date first; then the proof that the citizen was told in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.errors import PqrError
from app.services.extension import Extension, check
from app.ui import formats
from app.ui.style import scaled
from app.ui.trays.act_card import ActCard
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.widgets import Field, text


class AskCard(ActCard):
    """Why and until when; `act` gets the new date and the reasons."""

    def __init__(
        self,
        parent: QWidget,
        number: str,
        stands: Extension,
        today: dt.date,
        act: Callable[[dt.date, str], object],
    ) -> None:
        due, latest = stands.due_on, stands.latest_on
        assert due is not None and latest is not None
        words = f"{number} vence el {formats.long_date(due)}. Puede ampliarse una vez, hasta el {formats.date(latest)}."
        super().__init__(parent, "Ampliar el término", words, "Hacer la carta")
        self._act, self._stands = act, stands
        self.until = DateEdit(today, stands.new_due_on)
        self.reason = QPlainTextEdit(stands.reason or "")
        self.reason.setFixedHeight(scaled(110))
        self.reason.setTabChangesFocus(True)
        self.reason.setPlaceholderText("Por qué no se alcanza a responder. La carta lo dice con estas palabras.")
        self.body.addWidget(Field("&Nueva fecha", self.until, required=True))
        self.body.addWidget(Field("&Motivos", self.reason, required=True))
        help_text = (
            "La carta queda en los documentos del caso. El vencimiento no cambia hasta que registre, antes de que"
            " venza, la prueba de que se avisó al ciudadano."
        )
        self.body.addWidget(text(help_text, "help", wrap=True))
        self.first = self.until

    def accept(self) -> None:
        """Make the letter, or say what is missing."""
        until, reason = self.until.day(), self.reason.toPlainText()
        try:
            check(self._stands, reason, until)
        except PqrError as error:
            self.show_trouble(error)
            return
        assert until is not None
        self._act(until, reason)
