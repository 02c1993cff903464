"""Reprint of one letter of a batch: what happened to the first copy by number key, where it was looked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QGridLayout, QLineEdit, QPushButton, QWidget

from app.services.output.print_batches import REASONS, OpenBatch
from app.ui.trays.act_card import ActCard
from app.ui.trays.printing.rows import PaperRow
from app.ui.widgets import Field, Strip, text

_OTHER = len(REASONS) - 1


class ReprintCard(ActCard):
    """`send(reason)` counts it and prints the same signed letter again."""

    def __init__(self, parent: QWidget, row: PaperRow, batch: OpenBatch, send: Callable[[str], object]) -> None:
        super().__init__(
            parent, f"Reimprimir la carta {row.place:03d}",
            "Sale la misma carta firmada, sin cambios. Queda anotado quién, cuándo y por qué.", "Reimprimir 1 carta",
        )  # fmt: skip
        self._send = send
        self.body.addWidget(text("¿Qué pasó con la primera copia?", "section"))
        grid = QGridLayout()
        self._group = QButtonGroup(self)
        for at, words in enumerate(REASONS):
            made = QPushButton(f"{at + 1}   {words}")
            made.setProperty("kind", "chip")
            made.setCheckable(True)
            self._group.addButton(made, at)
            grid.addWidget(made, at // 2, at % 2)
            self.on_key(str(at + 1), partial(self._choose, at))
        self.body.addLayout(grid)
        self.note = QLineEdit()
        self.note.setMaxLength(300)
        self.field = Field("&Dónde la buscó, o qué pasó", self.note)
        self.body.addWidget(self.field)
        self.destroyed_copy = QCheckBox("Si aparece la primera copia, se destruye")
        self.body.addWidget(self.destroyed_copy)
        self.counted = Strip("info", "printer")
        self.body.addWidget(self.counted)
        self.counted.say(
            f"Es la <b>reimpresión {row.letter.copies + 1}</b> de esta carta y la <b>{batch.reprints + 1}.ª</b> del"
            " lote."
        )
        self.first = self._group.button(0)

    def accept(self) -> None:
        """A reason, and the promise that two copies never leave."""
        at, note = self._group.checkedId(), self.note.text().strip()
        if at < 0:
            self.trouble.say("Diga qué pasó con la primera copia: una tecla del 1 al 6.")
        elif at == _OTHER and len(note) < 5:
            self.field.set_error("Escriba qué pasó, con al menos cinco letras.")
        elif not self.destroyed_copy.isChecked():
            self.trouble.say("Confirme que la primera copia se destruye si aparece: nunca salen dos.")
        else:
            reason = note if at == _OTHER else f"{REASONS[at]}. {note}".strip()
            self.close_overlay()
            self._send(reason)

    def _choose(self, at: int) -> None:
        # The keys are also digits of what is being written.
        if self.note.hasFocus():
            self.note.insert(str(at + 1))
        else:
            self._group.button(at).setChecked(True)
