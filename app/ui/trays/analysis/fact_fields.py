"""The data of one system as fields: lists to choose from, dates and numbers; what is typed stays, right or wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from app.services.input_facts import SYSTEM_FACTS, Fact
from app.ui.style import scaled
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.widgets import Field, FieldGrid

_WIDE = ("victimizing_act", "registries", "claim_number", "bank")


class FactFields(QWidget):
    """`editors` by key of the fact, in the order of the system's own screen."""

    changed = Signal()

    def __init__(self, system: str, today: dt.date) -> None:
        super().__init__()
        self.editors: dict[str, QWidget] = {}
        self.fields: dict[str, Field] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        grid = FieldGrid()
        column.addWidget(grid)
        for fact in SYSTEM_FACTS.get(system, ()):
            editor = self._editor(fact, today)
            editor.setMinimumWidth(scaled(56))
            field = Field(fact.label, editor, required=fact.required)
            # Two systems may give the same datum: each is heard by its own name.
            editor.setAccessibleName(f"{fact.label}, {system}")
            self.editors[fact.key], self.fields[fact.key] = editor, field
            grid.add(field, 2 if fact.key in _WIDE else 1)

    def values(self) -> dict[str, str]:
        """What is written, by key; dates as ISO text where they are dates. Empty ones are left out."""
        found = {key: _read(editor) for key, editor in self.editors.items()}
        return {key: value for key, value in found.items() if value}

    def set_values(self, facts: Mapping[str, str]) -> None:
        """Write them without telling of a change."""
        self.blockSignals(True)
        for key, editor in self.editors.items():
            _write(editor, str(facts.get(key, "")))
        self.blockSignals(False)

    def first(self) -> QWidget | None:
        """Where the hands go."""
        return next(iter(self.editors.values()), None)

    def _editor(self, fact: Fact, today: dt.date) -> QWidget:
        if fact.options is not None:
            combo = QComboBox()
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.addItem("Elija…", "")
            for code, words in fact.options.items():
                combo.addItem(words, code)
            combo.activated.connect(lambda _at: self.changed.emit())
            return combo
        if fact.kind in ("date", "past"):
            date = DateEdit(today)
            date.textChanged.connect(lambda _words: self.changed.emit())
            return date
        edit = QLineEdit()
        edit.setMaxLength(fact.most)
        edit.textEdited.connect(lambda _words: self.changed.emit())
        return edit


def _read(editor: QWidget) -> str:
    if isinstance(editor, QComboBox):
        return str(editor.currentData() or "")
    assert isinstance(editor, QLineEdit)
    day = editor.day() if isinstance(editor, DateEdit) else None
    return day.isoformat() if day is not None else editor.text().strip()


def _write(editor: QWidget, value: str) -> None:
    if isinstance(editor, QComboBox):
        editor.setCurrentIndex(max(0, editor.findData(value)))
        return
    assert isinstance(editor, QLineEdit)
    try:
        day = dt.date.fromisoformat(value) if isinstance(editor, DateEdit) and value else None
    except ValueError:
        day = None
    if day is not None and isinstance(editor, DateEdit):
        editor.set_day(day)
    else:
        editor.setText(value)
    editor.setCursorPosition(0)
