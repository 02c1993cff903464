"""A date typed as «dd/mm/aaaa», which may be empty while it is being written."""

from __future__ import annotations

import datetime as dt
import re

from PySide6.QtWidgets import QLineEdit

from app.ui import formats

_TYPED = re.compile(r"\s*(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})\s*", re.ASCII)


class DateEdit(QLineEdit):
    """Keyboard first: no calendar to open; «hoy» is today's date."""

    def __init__(self, today: dt.date, day: dt.date | None = None) -> None:
        super().__init__()
        self._today = today
        self.setPlaceholderText("dd/mm/aaaa")
        self.setMaxLength(12)
        self.set_day(day)
        self.editingFinished.connect(self._tidy)

    def day(self) -> dt.date | None:
        """The date written; None when empty or not a date (see `is_wrong`)."""
        words = self.text().strip().lower()
        if words == "hoy":
            return self._today
        found = _TYPED.fullmatch(words)
        if found is None:
            return None
        day, month, year = (int(part) for part in found.groups())
        try:
            return dt.date(year, month, day)
        except ValueError:
            return None

    def is_wrong(self) -> bool:
        """Whether something is written that is not a date."""
        return bool(self.text().strip()) and self.day() is None

    def set_day(self, day: dt.date | None) -> None:
        """Write a date, or nothing."""
        self.setText("" if day is None else formats.date(day))

    def _tidy(self) -> None:
        day = self.day()
        if day is not None:
            self.set_day(day)
        wrong = self.is_wrong()
        if wrong != (self.property("invalid") == "true"):
            self.setProperty("invalid", "true" if wrong else "false")
            self.style().unpolish(self)
            self.style().polish(self)
        self.setAccessibleDescription("No es una fecha. Escriba dd/mm/aaaa." if wrong else "")
