"""Cards of «Trámites de ley»: the proof of a publication, a copy that was given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.services.legal_acts.collective import Answered, Publication
from app.ui.trays.act_card import ActCard
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.trays.analysis.legal.proof_file import Choose, ProofFile
from app.ui.trays.case_head import number_words
from app.ui.widgets import Field


class PublicationCard(ActCard):
    """Where the one answer came out, and both proofs."""

    def __init__(
        self, parent: QWidget, title: str, petitions: int, today: dt.date, act: Callable[[Publication], object],
        choose: Choose,
    ) -> None:  # fmt: skip
        words = f"«{title}». Al registrarla terminan sus {petitions} peticiones: la ley pide el diario y la página."
        super().__init__(parent, "Publicación de la respuesta única", words, "Registrar la publicación", width=560)
        self._act = act
        self.newspaper, self.web_url = QLineEdit(), QLineEdit()
        self.newspaper.setMaxLength(120)
        self.web_url.setMaxLength(500)
        self.web_url.setPlaceholderText("https://")
        self.newspaper_on, self.web_on = DateEdit(today, today), DateEdit(today, today)
        self.newspaper_proof = ProofFile("Recorte o constancia del diario…", choose)
        self.web_proof = ProofFile("Captura o constancia de la página…", choose)
        for field in (
            Field("&Diario de amplia circulación", self.newspaper, required=True),
            Field("Salió el", self.newspaper_on, required=True),
            self.newspaper_proof,
            Field("Dirección de la &página", self.web_url, required=True),
            Field("Se publicó el", self.web_on, required=True),
            self.web_proof,
        ):
            self.body.addWidget(field)
        self.first = self.newspaper

    def accept(self) -> None:
        """Record it, or say what is missing."""
        paper, web = self.newspaper_proof.read_for(self), self.web_proof.read_for(self)
        if paper is None or web is None:
            return
        self._act(
            Publication(
                self.newspaper.text(), self.newspaper_on.day(), (paper.data, paper.mime),
                self.web_url.text(), self.web_on.day(), (web.data, web.mime),
            )
        )  # fmt: skip


class CopyCard(ActCard):
    """Who asked for the copy and has it; `act` gets the case, the day and the file."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        petitions: Sequence[Answered],
        today: dt.date,
        act: Callable[[UUID, dt.date | None, tuple[bytes, str]], object],
        choose: Choose,
    ) -> None:
        super().__init__(parent, "Entregar copia", f"«{title}», a quien la pidió.", "Registrar la entrega")
        self._act = act
        self.case = QComboBox()
        self.case.setEditable(True)
        self.case.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for each in petitions:
            if each.copy_on is None:
                self.case.addItem(number_words(each.label), each.case_id)
        self.given_on, self.proof = DateEdit(today, today), ProofFile("Recibido de la copia…", choose)
        self.body.addWidget(Field("&Petición", self.case, required=True))
        self.body.addWidget(Field("&Se entregó el", self.given_on, required=True))
        self.body.addWidget(self.proof)
        self.first = self.case

    def accept(self) -> None:
        """Record it, or say what is missing."""
        chosen = self.proof.read_for(self)
        if chosen is None:
            return
        case = self.case.itemData(self.case.findText(self.case.currentText()))
        if case is not None:
            self._act(case, self.given_on.day(), (chosen.data, chosen.mime))
