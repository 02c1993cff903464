"""Atención prioritaria (art. 20): ground, proof and what was done at once."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from app.errors import PqrError
from app.services.database import Database
from app.services.legal_acts import priority
from app.services.legal_acts.standing import LegalAct, Standing
from app.services.reads.analysis_sheet import AnalysisSheet
from app.ui import formats
from app.ui.trays.act_card import ActCard
from app.ui.trays.analysis.legal.desk import LegalDesk
from app.ui.trays.analysis.legal.family import Family
from app.ui.trays.analysis.legal.proof_file import ProofFile
from app.ui.trays.analysis.legal.writing import long_text
from app.ui.widgets import Field, text

PRIORITY = LegalAct(
    "priority",
    "Art. 20",
    "Dar atención prioritaria",
    "Perjuicio irremediable, vida, niños o periodistas: pasa antes que las demás.",
    "flag",
)
_HELP = (
    "El término no cambia: el caso pasa al principio de las bandejas. Sólo un abogado distinto de usted puede retirar"
    " la prioridad, con su motivo."
)
Act = Callable[[str, str, str, tuple[bytes, str] | UUID], object]


class PriorityCard(ActCard):
    """`act` gets ground, reason, measures, and the file or the petition's own document."""

    def __init__(
        self, parent: QWidget, number: str, petition: UUID | None, act: Act, choose: Callable[[QWidget], str]
    ) -> None:
        words = f"{number}: diga la causal de ley y qué la prueba."
        super().__init__(parent, "Dar atención prioritaria", words, "Marcar como prioritaria")
        self._act, self._petition = act, petition
        self.ground = QComboBox()
        self.ground.addItem("Elija la causal", "")
        for key, title in priority.GROUNDS.items():
            self.ground.addItem(title, key)
        self.reason = long_text("", hint="El hecho que la prueba: qué derecho, qué riesgo, desde cuándo.")
        self.measures = long_text("", hint="A quién se llamó, a dónde se remitió, a qué hora.")
        self.measures_field = Field("Medidas de &urgencia que se tomaron", self.measures)
        self.inside = QCheckBox("La prueba está en la misma petición")
        self.inside.setEnabled(petition is not None)
        self.proof = ProofFile("Escoger la prueba…", choose)
        self.body.addWidget(Field("&Causal", self.ground, required=True))
        self.body.addWidget(Field("&Hecho que la prueba", self.reason, required=True))
        self.body.addWidget(self.measures_field)
        self.body.addWidget(self.inside)
        self.body.addWidget(self.proof)
        self.body.addWidget(text(_HELP, "help", wrap=True))
        self.inside.toggled.connect(lambda ticked: self.proof.setVisible(not ticked))
        self.ground.currentIndexChanged.connect(lambda _at: self._ground_changed())
        self._ground_changed()
        self.first = self.ground

    def accept(self) -> None:
        """Mark it, or say what is missing."""
        ground, reason, measures = self.ground.currentData(), self.reason.toPlainText(), self.measures.toPlainText()
        try:
            priority.check(ground, reason, measures)
            file = self.proof.chosen()
        except PqrError as error:
            self.show_trouble(error)
            return
        inside = self._petition if self.inside.isChecked() else None
        self._act(ground, reason, measures, inside or (file.data, file.mime))

    def _ground_changed(self) -> None:
        urgent = self.ground.currentData() in priority.URGENT
        said = "La ley las pide de inmediato con esta causal." if urgent else "Si se tomaron."
        self.measures_field.set_help(said)


def _read(_database: Database, sheet: AnalysisSheet) -> dict[str, Standing]:
    mark = sheet.law.priority
    if mark is not None:
        said = f"Ya la tiene desde el {formats.date(mark.marked_at.date())}: {priority.GROUNDS[mark.ground].lower()}."
        return {PRIORITY.key: Standing(False, said)}
    return {PRIORITY.key: Standing(6 <= sheet.activity <= 25 and sheet.activity not in (11, 12) and sheet.is_mine)}


def _open(desk: LegalDesk, _key: str) -> None:
    sheet = desk.sheet
    if sheet is None:
        return
    database, version = desk.context.database, sheet.version

    def act(ground: str, reason: str, measures: str, proof: tuple[bytes, str] | UUID) -> None:
        desk.carry(
            card,
            sheet,
            lambda: priority.mark(database, sheet.case_id, version, ground, reason, measures, proof),
            lambda _none: f"{desk.number} tiene atención prioritaria: pasa al principio de las bandejas.",
        )

    card = PriorityCard(desk.window, desk.number, sheet.petition.document_id, act, desk.choose)
    card.ask()


FAMILY = Family((PRIORITY,), _read, _open)
