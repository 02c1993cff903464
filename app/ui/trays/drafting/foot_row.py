"""«Anexos» and «Copias» of a letter: two fields whose lists are typed between semicolons."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit

from app.services.drafting.foot import LONGEST, MOST, NO_FOOT, Foot, fits, items, typed

_TIP = f"Separe con punto y coma; hasta {MOST}, de {LONGEST} letras cada uno"


class _Limits(QValidator):
    """Takes no letter more than the foot of a letter has room for; what is typed stays as it is."""

    def validate(self, words: str, at: int) -> tuple[QValidator.State, str, int]:
        """Refuse at the key what the server would refuse."""
        return (QValidator.State.Acceptable if fits(words) else QValidator.State.Invalid), words, at


class FootRow(QFrame):
    """Both lists; `changed` when a person edits one."""

    changed = Signal()
    #: The person left a field, and the lists are other ones than before.
    settled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("frame", "locked")
        self._settled = NO_FOOT
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 12, 5)
        row.setSpacing(8)
        self.attachments = self._field("Anexos", "Constancia de inclusión; Guía de pagos", row)
        self.copies = self._field("Copias", "Personería de Caucasia", row)

    def _field(self, name: str, example: str, row: QHBoxLayout) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(f"{name} de la carta")
        field.setToolTip(_TIP)
        field.setPlaceholderText(f"p. ej. {example}")
        field.setValidator(_Limits(field))
        field.editingFinished.connect(self._settle)
        field.textEdited.connect(lambda _words: self.changed.emit())
        label = QLabel(f"<b>{name}</b>")
        label.setBuddy(field)
        row.addWidget(label)
        row.addWidget(field, 1)
        return field

    def foot(self) -> Foot:
        """Both lists as they are typed."""
        return Foot(items(self.attachments.text()), items(self.copies.text()))

    def _settle(self) -> None:
        before, self._settled = self._settled, self.foot()
        if before != self._settled:
            self.settled.emit()

    def show_foot(self, foot: Foot = NO_FOOT) -> None:
        """Show what was kept."""
        self._settled = foot
        self.attachments.setText(typed(foot.attachments))
        self.copies.setText(typed(foot.copies))
        for field in (self.attachments, self.copies):
            field.setCursorPosition(0)
