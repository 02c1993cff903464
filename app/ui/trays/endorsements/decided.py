"""What this person decided in the last thirty days, with the number of each act."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.services.trays.endorsements import Decided
from app.ui import formats
from app.ui.trays.act_card import ActCard
from app.ui.trays.case_head import number_words
from app.ui.widgets import Check, text
from app.ui.widgets.labels import CheckState

_WORDS = {
    ("archive", "granted"): "Archivo avalado",
    ("reassign", "granted"): "Reasignación avalada",
    ("archive", "denied"): "Archivo negado",
    ("reassign", "denied"): "Reasignación negada",
}


class DecidedCard(ActCard):
    """A list to look at; nothing can be changed: an act that is numbered is undone only by another act."""

    def __init__(self, parent: QWidget, decided: Sequence[Decided]) -> None:
        super().__init__(parent, "Decididos", "Sus avales de los últimos treinta días.", "Cerrar", width=620)
        for each in decided[:60]:
            act = f"acto {each.act_number}" if each.act_number else "sin acto"
            waiting = "por reportar" if each.act_number else "siguió su trámite"
            state = "reportado y cerrado" if each.reported else waiting
            words = _WORDS[(each.kind, each.decision)]
            title = f"{number_words(each.label)} · {words}"
            if each.act_state in ("to_sign", "returned"):
                state = f"por firmar: {each.signer}" if each.act_state == "to_sign" else "devuelto sin firmar"
            detail = " · ".join(part for part in (each.reason, each.denial, act, state) if part)
            mark: CheckState = "good" if each.decision == "granted" else "info"
            self.body.addWidget(Check(mark, title, detail, formats.moment(each.decided_at)))
        if not decided:
            self.body.addWidget(text("Aún no ha decidido ninguno.", "sub"))
        self.first = self.go

    def accept(self) -> None:
        """Close."""
        self.close_overlay()
