"""F7 and F8: ask a lawyer for an aval to archive or reassign."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from app.errors import InvalidInput
from app.services.reads.claim_tree import Reason
from app.services.verbs.request_endorsement import KIND_LABELS, RequestEndorsement
from app.ui.style import scaled
from app.ui.trays.act_card import ActCard
from app.ui.widgets import Field, SegmentedTabs, text


class EndorseCard(ActCard):
    """What is asked, the coded reason with what it demands, the proof, and where to when it is reassigned."""

    def __init__(
        self,
        parent: QWidget,
        number: str,
        reasons: Sequence[Reason],
        kind: str,
        act: Callable[[RequestEndorsement], object],
    ) -> None:
        super().__init__(parent, "Pedir aval", f"Un abogado decide sobre {number}.", "Pedir aval")
        self._reasons, self._act = reasons, act
        self.kind = SegmentedTabs(list(KIND_LABELS.items()), "Qué se pide")
        self.kind.choose(kind or "archive")
        self.reason, self.note, self.target = QComboBox(), QPlainTextEdit(), QLineEdit()
        self.demands = text("", "help", wrap=True)
        self.note.setFixedHeight(scaled(84))
        self.note.setTabChangesFocus(True)
        self.target_field = Field("&A dónde se reasigna", self.target, required=True)
        self.body.addWidget(self.kind)
        self.body.addWidget(Field("&Motivo", self.reason, required=True))
        self.body.addWidget(self.demands)
        self.body.addWidget(self.target_field)
        self.body.addWidget(Field("&Sustento: el hecho que lo prueba", self.note, required=True))
        self.kind.chosen.connect(self._kind_changed)
        self.reason.currentIndexChanged.connect(self._reason_changed)
        self._kind_changed(self.kind.current())
        self.first = self.reason

    def accept(self) -> None:
        """Ask, or say what is missing."""
        try:
            verb = RequestEndorsement(
                kind=self.kind.current(),
                reason_code=self.reason.currentData() or "",
                note=self.note.toPlainText(),
                target=self.target.text(),
            )
        except InvalidInput as error:
            self.show_trouble(error)
            return
        self.close_overlay()
        self._act(verb)

    def _kind_changed(self, kind: str) -> None:
        self.reason.clear()
        for each in self._reasons:
            if each.kind == kind:
                self.reason.addItem(f"{each.code} · {each.label}", each.code)
        self.target_field.setVisible(kind == "reassign")

    def _reason_changed(self, _at: int) -> None:
        code = self.reason.currentData()
        self.demands.setText(next((f"Exige: {r.demands}" for r in self._reasons if r.code == code), ""))
