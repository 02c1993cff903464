"""One finding in one system for one claim: its own data, when it was true, until when, and its support."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID, uuid4

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.analysis_form import DraftInput
from app.services.input_facts import proposed_validity
from app.services.verbs.search_inputs import SYSTEM_LABELS, Reuse
from app.ui import formats
from app.ui.style import scaled
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.trays.analysis.fact_fields import FactFields
from app.ui.widgets import Field, FieldGrid, button, text, tool_button


class InputCard(QWidget):
    """With `reuse` it is a copy from another case of the person: shown, and not written over."""

    changed = Signal()
    remove_asked = Signal(object)
    file_asked = Signal(object)

    def __init__(self, system: str, today: dt.date, days: int | None = None) -> None:
        super().__init__()
        self.system = system
        #: Calendar days for which what it says may be cited, as the catalogue has it.
        self.days = days
        self.input_id: UUID = uuid4()
        self.reuse: Reuse | None = None
        self.document_id: UUID | None = None
        self._copied: DraftInput | None = None
        #: The validity follows the day of the fact until somebody writes another.
        self._proposes = True
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 6)
        column.setSpacing(3)
        self.claim = QComboBox()
        self.claim.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.claim.setAccessibleName(f"Pretensión que responde el insumo de {SYSTEM_LABELS[system]}")
        column.addLayout(self._head())
        self.copied = text("", "sub", wrap=True)
        self.copied.hide()
        column.addWidget(self.copied)
        self.facts = FactFields(system, today)
        self.note, self.found_on, self.valid_until = QLineEdit(), DateEdit(today, today), DateEdit(today)
        self.note.setMaxLength(4000)
        self.written = self._written()
        column.addWidget(self.written)
        self._propose()
        self._connect()

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.addWidget(text(SYSTEM_LABELS[self.system], "strong"))
        head.addStretch(1)
        head.addWidget(self.claim)
        close = tool_button("x", f"Quitar el insumo de {SYSTEM_LABELS[self.system]}")
        close.clicked.connect(lambda: self.remove_asked.emit(self))
        head.addWidget(close)
        return head

    def _written(self) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self.facts)
        grid = FieldGrid()
        for label, edit, span in (
            ("Otro dato" if self.facts.editors else "Lo que encontró", self.note, 2),
            ("Fecha del dato", self.found_on, 1),
            ("Vigente hasta", self.valid_until, 1),
        ):
            edit.setMinimumWidth(scaled(56))
            grid.add(Field(label, edit), span)
            edit.setAccessibleName(f"{label}, {SYSTEM_LABELS[self.system]}")
        self.valid_until.setPlaceholderText("Sin vencimiento")
        column.addWidget(grid)
        row = QHBoxLayout()
        self.attach = button("Adjuntar soporte", "quiet", icon_name="paperclip", act=lambda: self.file_asked.emit(self))
        self.file = text("", "help")
        self.drop = tool_button("x", "Quitar el soporte", act=lambda: self.set_file(None, ""))
        self.drop.hide()
        row.addWidget(self.attach)
        row.addWidget(self.file, 1)
        row.addWidget(self.drop)
        column.addLayout(row)
        return inside

    def _connect(self) -> None:
        self.facts.changed.connect(self.changed)
        self.note.textEdited.connect(self.changed)
        for edit in (self.found_on, self.valid_until):
            edit.textChanged.connect(self.changed)
        self.found_on.textEdited.connect(lambda _words: self._propose())
        self.valid_until.textEdited.connect(lambda _words: self._stop_proposing())
        self.claim.activated.connect(self.changed)

    def first(self) -> QWidget:
        """Where the hands go."""
        return self.facts.first() or self.note

    def set_claims(self, titles: Sequence[str]) -> None:
        """The claims it may answer; with a single one there is nothing to choose."""
        kept = self.claim_number()
        self.claim.clear()
        for number, title in enumerate(titles, start=1):
            self.claim.addItem(f"Pretensión {number}", number)
            self.claim.setItemData(number - 1, title, Qt.ItemDataRole.ToolTipRole)
        self.claim.setCurrentIndex(max(0, min(kept, len(titles)) - 1))
        self.claim.setVisible(len(titles) > 1)

    def claim_number(self) -> int:
        """Number of the claim."""
        return int(self.claim.currentData() or 1)

    def choose_claim(self, number: int) -> None:
        """Answer that claim."""
        self.claim.setCurrentIndex(max(0, self.claim.findData(number)))

    def set_file(self, document_id: UUID | None, words: str) -> None:
        """The support stored, or none."""
        self.document_id = document_id
        self.file.setText(words)
        self.drop.setVisible(document_id is not None)
        self.attach.setText("\u2002Cambiar soporte" if document_id else "\u2002Adjuntar soporte")
        self.changed.emit()

    def set_input(self, given: DraftInput) -> None:
        """Fill without telling of a change."""
        self.blockSignals(True)
        self.input_id, self.reuse = given.input_id, given.reuse
        self._proposes = False
        self.facts.set_values(given.facts)
        self.note.setText(given.content.replace("\n", " "))
        self.note.setCursorPosition(0)
        self.found_on.set_day(given.found_on)
        self.valid_until.set_day(given.valid_until)
        self.set_file(given.document_id, "Soporte adjunto" if given.document_id else "")
        self.choose_claim(given.claim)
        self._show_copy(given)
        self.blockSignals(False)

    def input(self) -> DraftInput:
        """What is written."""
        copied = self._copied
        return DraftInput(
            claim=self.claim_number(),
            system=self.system,
            content=copied.content if copied is not None else self.note.text(),
            found_on=copied.found_on if copied is not None else self.found_on.day(),
            valid_until=copied.valid_until if copied is not None else self.valid_until.day(),
            document_id=self.document_id,
            input_id=self.input_id,
            facts=self.facts.values() if copied is None else {},
            reuse=self.reuse,
        )

    def _show_copy(self, given: DraftInput) -> None:
        self._copied = given if given.reuse is not None else None
        self.written.setVisible(self._copied is None)
        self.copied.setVisible(self._copied is not None)
        if self._copied is not None:
            until = f", vigente hasta el {formats.date(given.valid_until)}" if given.valid_until else ""
            since = f" Dato del {formats.date(given.found_on)}{until}." if given.found_on else ""
            lines = given.content.replace("\n", " · ")
            self.copied.setText(f"{lines}. Reutilizado de otro caso de la misma persona.{since}")

    def set_days(self, days: int | None) -> None:
        """The catalogue has arrived: what was proposed follows it, what was written stays."""
        self.days = days
        self._propose()

    def _stop_proposing(self) -> None:
        self._proposes = False

    def _propose(self) -> None:
        day = self.found_on.day()
        if self._proposes and day is not None:
            self.valid_until.set_day(proposed_validity(self.days, day))
