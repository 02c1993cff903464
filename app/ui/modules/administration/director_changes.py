"""What waits for a second administrator: who signs, with which act and image or certificate; and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.services.administration.directors import DirectorChange
from app.ui import formats
from app.ui.style import scaled
from app.ui.widgets import Card, Pill, button, text

_TITLES = {
    "appointment": "Nombramiento",
    "term": "Vigencia o firma",
    "authority": "Acto de firma mecánica",
    "certificate": "Certificado",
    "method": "Volver a la firma mecánica",
}


class DirectorChanges(Card):
    """`decided` carries (change, approve); nothing is written here. Hidden while nothing waits."""

    decided = Signal(object, bool)

    def __init__(self, *, may_decide: bool) -> None:
        super().__init__(margin=12, spacing=6)
        self._may = may_decide
        self._pictures: dict[object, QLabel] = {}
        head = QHBoxLayout()
        head.addWidget(text("Por confirmar", "heading"))
        self.count = Pill("", "warn")
        head.addWidget(self.count)
        head.addStretch(1)
        self.column.addLayout(head)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self.column.addLayout(self._rows)
        self.hide()

    def show_changes(self, changes: Sequence[DirectorChange], me: int) -> list[DirectorChange]:
        """Those that wait; returns the ones with a signature image to be asked for and shown."""
        self._pictures = {}
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        waiting = [change for change in changes if change.decision is None]
        for change in waiting:
            self._rows.addWidget(self._row(change, mine=change.proposed_by == me))
        self.count.set(formats.number(len(waiting)), "warn")
        self.setVisible(bool(waiting))
        return [change for change in waiting if change.has_image]

    def show_image(self, change: DirectorChange, png: bytes) -> None:
        """The signature of a proposal: nobody confirms it unseen."""
        label, picture = self._pictures.get(change.change_id), QPixmap()
        if label is not None and picture.loadFromData(png):
            label.setPixmap(picture.scaledToHeight(scaled(44), Qt.TransformationMode.SmoothTransformation))

    def _row(self, change: DirectorChange, *, mine: bool) -> QWidget:
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(text(f"{_TITLES[change.kind]} · {change.full_name}", "strong", wrap=True))
        words.addWidget(text(_details(change), "sub", wrap=True))
        words.addWidget(text(f"Lo propuso {change.proposer}, {formats.moment(change.proposed_at)}", "help", wrap=True))
        row.addLayout(words, 1)
        if change.has_image:
            picture = QLabel("Cargando la firma…")
            picture.setAccessibleName(f"Firma propuesta de {change.full_name}")
            # Ink on paper, in both themes: a dark signature on a dark surface can't be compared.
            picture.setStyleSheet("background: white; padding: 4px;")
            self._pictures[change.change_id] = picture
            row.addWidget(picture)
        row.addLayout(self._buttons(change, mine=mine))
        return both

    def _buttons(self, change: DirectorChange, *, mine: bool) -> QVBoxLayout:
        column = QVBoxLayout()
        if mine:
            column.addWidget(text("Lo confirma otra persona.", "help"))
            column.addWidget(button("Retirar", "quiet", act=partial(self.decided.emit, change, False)))
            return column
        for words, approve in (("Confirmar", True), ("Rechazar", False)):
            made = button(words, "" if approve else "quiet", act=partial(self.decided.emit, change, approve))
            made.setAccessibleName(f"{words}: {_TITLES[change.kind].lower()} de {change.full_name}")
            made.setEnabled(self._may and not (approve and change.same_hand))
            column.addWidget(made)
        if change.same_hand:
            column.addWidget(text("Debe confirmarlo otra cuenta.", "help"))
        return column


def _details(change: DirectorChange) -> str:
    parts = [change.area_name]
    if change.kind == "appointment":
        parts += [change.position, "encargo" if change.is_acting else "nombramiento"]
    if change.act_number:
        parts.append(change.act_number)
    if change.kind == "certificate":
        parts.append(
            f"{change.certificate_subject}, número {change.certificate_serial}, de {change.certificate_issuer}"
        )
    if change.published_on:
        parts.append(f"publicado el {formats.date(change.published_on)}")
    if change.valid_from:
        parts.append(f"desde el {formats.date(change.valid_from)}")
    if change.valid_to:
        parts.append(f"hasta el {formats.date(change.valid_to)}")
    elif change.kind == "term":
        parts.append("sin fecha final")
    return " · ".join(part for part in parts if part)
