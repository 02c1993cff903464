"""The cards of an earlier petition: comparing it with the one at hand, and why a reserved one is opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from html import escape

from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QWidget

from app.errors import InvalidInput
from app.services.reads.analysis_sheet import AnalysisSheet
from app.services.reads.earlier import KINDS, EarlierPetition, seems
from app.services.trays.case_label import label_shown
from app.ui import formats
from app.ui.style import scaled
from app.ui.trays.act_card import ActCard
from app.ui.trays.analysis.earlier.box import births_words, standing
from app.ui.widgets import Check, Field, SegmentedTabs, text
from app.ui.widgets.labels import CheckState

LEAST = 10
_WHAT_FOLLOWS = {
    "repeated": "Pide otra vez lo que ya se respondió de fondo. Después podrá remitirse a esa respuesta (art. 19),"
    " salvo que sean derechos imprescriptibles o que antes se negara por un requisito que ya cumplió.",
    "duplicate": "Es el mismo escrito, radicado dos veces. Después podrá pedir el aval para archivar éste.",
    "distinct": "Es otro asunto, u otra persona. El caso sigue su trámite y el aviso no vuelve a salir.",
}


class CompareCard(ActCard):
    """The two side by side, what makes them look alike, and the agent's word on it; `act` gets the kind and why."""

    def __init__(
        self,
        parent: QWidget,
        sheet: AnalysisSheet,
        each: EarlierPetition,
        codes: Collection[str],
        titles: Collection[str],
        act: Callable[[str, str], object],
    ) -> None:
        number, other = label_shown(sheet.petition.filing_number), label_shown(each.label)
        super().__init__(
            parent, "¿Repetida, duplicada o distinta?", f"{number} frente a {other}.", "Guardar", width=640
        )
        self._act = act
        self.body.addLayout(_beside(sheet, each, titles))
        for state, title, detail in _signs(sheet.petition.received_on, each, codes):
            self.body.addWidget(Check(state, title, detail))
        self.kind = SegmentedTabs(list(KINDS.items()), "Qué es frente a la anterior")
        guess = seems(each, sheet.petition.received_on, codes)
        self.kind.choose(guess.kind if guess is not None else "distinct")
        self.follows = text("", "help", wrap=True)
        self.reason = QPlainTextEdit()
        self.reason.setFixedHeight(scaled(72))
        self.reason.setTabChangesFocus(True)
        self.reason.setPlaceholderText("El hecho que lo muestra: qué pide cada una, qué se respondió, qué cambió.")
        self.body.addWidget(self.kind)
        self.body.addWidget(self.follows)
        self.body.addWidget(Field("&Motivo", self.reason, required=True))
        self.kind.chosen.connect(self._chosen)
        self._chosen(self.kind.current())
        self.first = self.reason

    def accept(self) -> None:
        """Save it, or say what is missing."""
        reason = self.reason.toPlainText().strip()
        if len(reason) < LEAST:
            self.show_trouble(
                InvalidInput(
                    "reason", sentence=f"Falta el motivo: escriba al menos {LEAST} letras. Queda en la historia."
                )
            )
            return
        self._act(self.kind.current(), reason)

    def _chosen(self, key: str) -> None:
        self.follows.setText(_WHAT_FOLLOWS[key])


class WhyCard(ActCard):
    """Why a petition with reserved data is opened; `act` gets the reason, which stays in the log."""

    def __init__(self, parent: QWidget, number: str, act: Callable[[str], object]) -> None:
        words = f"{number} tiene datos sensibles. Abrirla queda registrado con su motivo."
        super().__init__(parent, "¿Para qué la abre?", words, "Abrir", width=460)
        self._act = act
        self.reason = QPlainTextEdit()
        self.reason.setFixedHeight(scaled(64))
        self.reason.setTabChangesFocus(True)
        self.body.addWidget(Field("&Motivo", self.reason, required=True))
        self.first = self.reason

    def accept(self) -> None:
        """Open it, or say what is missing."""
        reason = self.reason.toPlainText().strip()
        if len(reason) < LEAST:
            self.show_trouble(InvalidInput("reason", sentence=f"Falta el motivo: escriba al menos {LEAST} letras."))
            return
        self.close_overlay()
        self._act(reason)


def _beside(sheet: AnalysisSheet, each: EarlierPetition, titles: Collection[str]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(3)
    now = sheet.petition
    answer = each.answer
    arrived = standing(each)[0]
    if answer is not None:
        arrived = f"{label_shown(answer.number)} del {formats.date(answer.filed_at.date())}. {arrived}"
    rows = (
        ("", "Ésta", "La otra"),
        ("Radicado", label_shown(now.filing_number), label_shown(each.label)),
        ("Recibida", formats.date(now.received_on), formats.date(each.received_on)),
        ("Canal", now.channel, each.channel),
        ("Pide", "; ".join(titles) or "Sin clasificar", "; ".join(c.title for c in each.claims) or "Sin clasificar"),
        ("Respuesta", "En trámite", arrived),
    )
    for line, (name, one, other) in enumerate(rows):
        grid.addWidget(text(name, "help"), line, 0)
        for column, words in ((1, one), (2, other)):
            grid.addWidget(text(escape(words), "section" if line == 0 else "sub", wrap=True), line, column)
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(2, 1)
    return grid


def _signs(received: dt.date, each: EarlierPetition, codes: Collection[str]) -> list[tuple[CheckState, str, str]]:
    shared = each.shared(codes)
    alike = round(each.likeness * 100)
    who = "Mismo documento" if each.matched_by == "document" else "Nombre parecido y mismo municipio"
    detail = "" if each.matched_by == "document" else "Confirme que es la misma persona antes de relacionarlas"
    days = (received - each.received_on).days
    apart = f"{formats.plural(abs(days), 'día', 'días')} de diferencia" if days else "El mismo día"
    texts = "La imagen es exactamente la misma" if each.same_scan else f"El texto coincide en {alike} %"
    births: list[tuple[CheckState, str, str]] = []
    if each.births is not None:
        sure = f"{births_words(each.births)}. Confirme que es la misma persona"
        births.append(("warn", "Otra fecha de nacimiento", sure))
    return [
        ("good" if each.matched_by == "document" else "warn", who, detail),
        *births,
        ("good" if shared else "info", f"Pide lo mismo: {', '.join(shared)}" if shared else "No pide lo mismo", apart),
        ("good" if each.same_scan or alike >= 60 else "info", texts, "Del asunto y de lo que el agente copió"),
    ]
