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
from app.ui.trays.analysis.legal.proof_file import ProofFile
from app.ui.widgets import Field, button, text


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


class ConfirmCard(ActCard):
    """When the citizen was told, and the proof; `act` gets the day, the file's bytes and its kind."""

    def __init__(
        self,
        parent: QWidget,
        number: str,
        stands: Extension,
        today: dt.date,
        act: Callable[[dt.date | None, bytes, str], object],
        choose: Callable[[QWidget], str],
        save: Callable[[], object] | None = None,
    ) -> None:
        due, until = stands.due_on, stands.new_due_on
        assert due is not None and until is not None
        words = (
            f"{number}: la carta dice que se responde a más tardar el {formats.long_date(until)}."
            f" Registre el aviso antes de que venza, el {formats.date(due)}: el término cambia cuando un abogado lo"
            " confirme."
        )
        super().__init__(parent, "Aviso de la ampliación", words, "Registrar la prueba")
        self._act = act
        self.told, self.proof = DateEdit(today, today), ProofFile("Escoger la prueba…", choose)
        if save is not None:
            words = "Guardar la carta para enviarla…"
            self.body.addWidget(button(words, icon_name="download-simple", act=save))
        self.body.addWidget(Field("&Se avisó el", self.told, required=True))
        self.body.addWidget(self.proof)
        self.first = self.told

    def accept(self) -> None:
        """Move the term, or say what is missing."""
        chosen = self.proof.read_for(self)
        if chosen is None:
            return
        self._act(self.told.day(), chosen.data, chosen.mime)
