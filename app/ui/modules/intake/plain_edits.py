"""Whole numbers, decimals and hours typed like any other text: no arrows, no wheel that changes them by accident."""

from __future__ import annotations

import datetime as dt
import re

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLineEdit

from app.ui import formats

_HOUR = re.compile(r"\s*([01]?\d|2[0-3])[:. ]?([0-5]\d)\s*", re.ASCII)


class IntEdit(QLineEdit):
    """A whole number between two bounds; out of them it is the nearest one."""

    valueChanged = Signal(int)

    def __init__(self, low: int, high: int, value: int) -> None:
        super().__init__()
        self._low, self._high = low, high
        self.setValidator(QIntValidator(0, high, self))
        self.setValue(value)
        self.textEdited.connect(lambda _words: self.valueChanged.emit(self.value()))
        self.editingFinished.connect(lambda: self.setValue(self.value()))

    def value(self) -> int:
        """The number written; the lowest when empty."""
        words = self.text().strip()
        return min(self._high, max(self._low, int(words) if words.isdigit() else self._low))

    def setValue(self, value: int) -> None:
        """Write a number."""
        self.setText(str(min(self._high, max(self._low, value))))


class DecimalEdit(QLineEdit):
    """A number with one decimal, comma or point; 0 to `high`."""

    def __init__(self, high: float) -> None:
        super().__init__()
        self._high = high

    def value(self) -> float:
        """The number written; 0 when it is none."""
        try:
            return min(self._high, max(0.0, round(float(self.text().strip().replace(",", ".")), 2)))
        except ValueError:
            return 0.0

    def setValue(self, value: float) -> None:
        """Write a number."""
        self.setText(str(int(value)) if value == int(value) else formats.decimal(value, 1))


class HourEdit(QLineEdit):
    """An hour of the day as «15:04»; «1504» is read too."""

    def __init__(self, hour: dt.time) -> None:
        super().__init__()
        self.setMaxLength(5)
        self.setPlaceholderText("hh:mm")
        self.set_hour(hour)

    def hour(self) -> dt.time | None:
        """The hour written; None when it is none."""
        found = _HOUR.fullmatch(self.text())
        return dt.time(int(found.group(1)), int(found.group(2))) if found else None

    def set_hour(self, hour: dt.time) -> None:
        """Write an hour."""
        self.setText(formats.clock(hour))
