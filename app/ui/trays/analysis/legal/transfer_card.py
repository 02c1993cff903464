"""Traslado por competencia: what is transferred, to whom and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.errors import PqrError
from app.services.legal_acts import transfer
from app.services.legal_acts.transfer import Asked, Entity
from app.services.reads.case_sheet import ClaimData
from app.ui import formats
from app.ui.trays.act_card import ActCard
from app.ui.trays.analysis.legal.writing import Ticks, long_text
from app.ui.widgets import Field, text

#: In the list of entities: none decides it.
NOBODY = ""
_HELP = (
    "Se hacen dos cartas, cada una con su radicado: el oficio a la entidad, con la petición, y el aviso al peticionario"
    " con su copia. Nada queda trasladado hasta que registre aquí mismo la prueba de ambas."
)
_ALONE = "Lo decide otra persona: un abogado lo aprueba en «Trámites de ley», y después se hace la carta."
_TELLS = "Sólo se avisa al peticionario que nadie es competente."


def fifth_day_words(due_on: dt.date, today: dt.date) -> str:
    """Until when it is in time (art. 21), or since when it is late."""
    if today > due_on:
        return f"El plazo de cinco días venció el {formats.date(due_on)}: traslade hoy; quedará como tardío."
    return f"La ley da hasta el {formats.long_date(due_on)}, quinto día hábil desde la recepción."


class TransferCard(ActCard):
    """`act` gets what was written. With `is_whole` every claim goes: a lawyer gave the aval."""

    def __init__(
        self,
        parent: QWidget,
        number: str,
        claims: Sequence[ClaimData],
        entities: Sequence[Entity],
        clock: str,
        act: Callable[[Asked], object],
        *,
        is_whole: bool,
    ) -> None:
        super().__init__(parent, "Trasladar por competencia", f"{number}. {clock}", "Hacer las cartas", width=600)
        self._act, self._claims, self._is_whole = act, claims, is_whole
        self._entities = {each.key: each for each in entities}
        self.entity = QComboBox()
        self.entity.addItem("Elija la entidad", None)
        for each in entities:
            self.entity.addItem(each.name, each.key)
            self.entity.setItemData(self.entity.count() - 1, each.decides, Qt.ItemDataRole.ToolTipRole)
        self.entity.addItem("Ninguna entidad es competente", NOBODY)
        self.decides = text("", "help", wrap=True)
        self.destination = QLineEdit()
        self.destination.setMaxLength(300)
        self.destination_field = Field("&Dirección o correo de la entidad", self.destination, required=True)
        self.ticks = Ticks("Qué se traslada", [(str(each.ordinal), f"{each.ordinal}. {each.title}") for each in claims])
        if is_whole:
            for box in self.ticks.boxes.values():
                box.setChecked(True)
                box.setEnabled(False)
        self.reason = long_text("", hint="Por qué no lo decide la Unidad. Las cartas lo dicen con estas palabras.")
        self.body.addWidget(Field("&Entidad", self.entity, required=True))
        self.body.addWidget(self.decides)
        self.body.addWidget(self.destination_field)
        self.body.addWidget(self.ticks)
        self.body.addWidget(Field("&Motivos", self.reason, required=True))
        self.body.addWidget(text(_HELP, "help", wrap=True))
        self.entity.currentIndexChanged.connect(lambda _at: self._entity_changed())
        self._entity_changed()
        self.first = self.entity

    def accept(self) -> None:
        """Make the letters, or say what is missing."""
        key = self.entity.currentData()
        asked = Asked(
            self._entities.get(key or ""),
            self.destination.text(),
            tuple(int(each) for each in self.ticks.chosen()),
            self.reason.toPlainText(),
        )
        try:
            if key is None:
                raise transfer.no_entity()
            transfer.check(asked, len(self._claims), is_whole=self._is_whole)
        except PqrError as error:
            self.show_trouble(error)
            return
        self._act(asked)

    def _entity_changed(self) -> None:
        key = self.entity.currentData()
        entity = self._entities.get(key or "")
        self.destination_field.setVisible(key != NOBODY)
        if entity is not None:
            self.decides.setText(f"Decide: {entity.decides[0].lower()}{entity.decides[1:]}.")
            self.destination.setText(entity.email or entity.address)
        else:
            alone = _TELLS if self._is_whole else f"{_TELLS} {_ALONE}"
            self.decides.setText(alone if key == NOBODY else "")
        self.go.setText("Pedir la aprobación" if key == NOBODY and not self._is_whole else "Hacer las cartas")
        self.decides.setVisible(bool(self.decides.text()))
