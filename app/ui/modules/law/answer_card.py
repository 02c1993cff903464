"""Preparar la respuesta única (art. 22): which petitions fit, which do not and why, and what is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QLineEdit, QWidget

from app.errors import InvalidInput
from app.services.legal_acts.collective import LEAST, REASONS, Candidate
from app.ui import formats
from app.ui.trays.act_card import ActCard
from app.ui.trays.analysis.legal.writing import long_text
from app.ui.widgets import Check, Field, text


class AnswerCard(ActCard):
    """`act` gets the title and the text."""

    def __init__(
        self, parent: QWidget, claims: str, found: Sequence[Candidate], act: Callable[[str, str], object]
    ) -> None:
        self.fit = sum(not each.reason for each in found)
        words = f"{claims}. Se publica en un diario y en la página; no nombra a nadie."
        super().__init__(parent, "Preparar la respuesta única", words, "Dejarla por publicar", width=640)
        self._act = act
        words = formats.plural(self.fit, "petición igual", "peticiones iguales")
        self.body.addWidget(Check("good" if self.fit >= LEAST else "danger", words, "La ley pide más de diez."))
        for reason, count in Counter(each.reason for each in found if each.reason).most_common():
            self.body.addWidget(Check("info", f"{formats.number(count)} por aparte", REASONS.get(reason, reason)))
        self.title, self.text = QLineEdit(), long_text("", 200, "Qué se pregunta, qué se responde, con qué norma.")
        self.title.setMaxLength(200)
        self.body.addWidget(Field("&Asunto", self.title, required=True))
        self.body.addWidget(Field("&Respuesta", self.text, required=True))
        help_text = (
            "Las peticiones esperan en Masiva, fuera de los lotes, hasta que un abogado distinto de usted registre la"
            " publicación."
        )
        self.body.addWidget(text(help_text, "help", wrap=True))
        self.first = self.title

    def accept(self) -> None:
        """Keep it, or say what is missing."""
        if self.fit < LEAST:
            self.show_trouble(InvalidInput("cases", sentence="La ley pide más de diez peticiones iguales; hay menos."))
            return
        self._act(self.title.text(), self.text.toPlainText())
