"""How many cases of a list are overdue, due today or within three days: counted over it, each a filter by a click."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.ui import formats

#: Key, words and what they mean, in business days of the legal term.
TERMS = (
    ("overdue", "Vencidos", "el término legal ya venció"),
    ("today", "Hoy", "el término legal vence hoy"),
    ("soon", "≤ 3 días", "al término legal le quedan de 1 a 3 días hábiles"),
)


def passes(key: str, days: int | None) -> bool:
    """Whether a case with so many business days left belongs there; without a key everything does."""
    if not key:
        return True
    if days is None:
        return False
    return days < 0 if key == "overdue" else days == 0 if key == "today" else 1 <= days <= 3


def counted(days: Iterable[int | None]) -> dict[str, int]:
    """How many belong to each."""
    known = list(days)
    return {key: sum(passes(key, each) for each in known) for key, _title, _meaning in TERMS}


class TermChips(QWidget):
    """One may be in use, or none: a second click lets it go. `chosen` carries its key, or nothing."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 8, 6)
        row.setSpacing(6)
        self._buttons: dict[str, QPushButton] = {}
        for key, title, meaning in TERMS:
            made = QPushButton(title)
            made.setProperty("kind", "chip")
            made.setCheckable(True)
            made.setToolTip(f"Ver sólo aquellos a los que {meaning}" if key == "soon" else f"Ver sólo: {meaning}")
            made.clicked.connect(lambda checked, key=key: self.chosen.emit(key if checked else ""))
            self._buttons[key] = made
            row.addWidget(made)
        row.addStretch(1)
        self.hide()

    def show_counts(self, counts: Mapping[str, int], in_use: str) -> None:
        """How many each has, and which is in use."""
        for key, title, _meaning in TERMS:
            made, count = self._buttons[key], counts.get(key, 0)
            made.setText(f"{title}  {formats.number(count)}")
            made.setChecked(key == in_use)
            made.setEnabled(count > 0 or key == in_use)
            made.setAccessibleName(f"Filtro {title}, {formats.plural(count, 'caso', 'casos')}")

    def button(self, key: str) -> QPushButton:
        """The chip with that key."""
        return self._buttons[key]
