"""What is wrong with an input, from the coded list: one box for each reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.services.trays.area_terms import ConformityReason
from app.ui.widgets import text


class ReasonBoxes(QWidget):
    """Several may be true at once."""

    def __init__(self, changed: Callable[[], object]) -> None:
        super().__init__()
        self._changed = changed
        self.boxes: dict[str, QCheckBox] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(text("Qué está mal", "help"))

    def fill(self, reasons: Sequence[ConformityReason]) -> None:
        """The list, once read."""
        for each in reasons:
            if each.code not in self.boxes:
                box = QCheckBox(f"{each.code} · {each.label}")
                box.toggled.connect(lambda _on: self._changed())
                self.boxes[each.code] = box
                self._column.addWidget(box)

    def chosen(self) -> tuple[str, ...]:
        """Codes of the boxes marked."""
        return tuple(code for code, box in self.boxes.items() if box.isChecked())

    def choose(self, codes: Iterable[str]) -> None:
        """Mark exactly these."""
        wanted = set(codes)
        for code, box in self.boxes.items():
            box.setChecked(code in wanted)

    def take_focus(self) -> None:
        """To the first box."""
        if self.boxes:
            next(iter(self.boxes.values())).setFocus()
