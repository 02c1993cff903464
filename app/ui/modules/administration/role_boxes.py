"""The roles of a person as boxes; a role that doesn't go with another is locked and says why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from app import procedure
from app.services.administration.staff import CONFLICTS
from app.ui.widgets import text


class RoleBoxes(QWidget):
    """Two columns of boxes, in the order of the procedures."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        self.boxes: dict[str, QCheckBox] = {}
        inside = [role for role in procedure.roles().values() if not role.outside]
        for at, role in enumerate(inside):
            box = QCheckBox(role.label)
            box.setToolTip(role.label)
            # A long name is cut, with its tooltip; it must not widen the card.
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            box.toggled.connect(self._toggled)
            self.boxes[role.key] = box
            grid.addWidget(box, at // 2, at % 2)
        column.addLayout(grid)
        self.why = text("", "help", wrap=True)
        column.addWidget(self.why)
        self._locked = ""
        self._lock()

    def set_roles(self, roles: Sequence[str], *, why_locked: str = "") -> None:
        """Tick these roles without telling of a change."""
        self.blockSignals(True)
        self._locked = why_locked
        for key, box in self.boxes.items():
            box.setChecked(key in roles)
        self.blockSignals(False)
        self._lock()

    def roles(self) -> tuple[str, ...]:
        """Keys of the ticked roles."""
        return tuple(key for key, box in self.boxes.items() if box.isChecked())

    def _toggled(self, _on: bool) -> None:
        self._lock()
        self.changed.emit()

    def _lock(self) -> None:
        held, reasons = set(self.roles()), []
        for key, box in self.boxes.items():
            why = ""
            if key not in held:
                pairs = ((other, words) for one, other, words in CONFLICTS if one == key)
                back = ((one, words) for one, other, words in CONFLICTS if other == key)
                why = next((words for other, words in (*pairs, *back) if other in held), "")
            box.setEnabled(not why)
            box.setAccessibleDescription(why)
            if why and why not in reasons:
                reasons.append(why)
        words = self._locked or ". ".join(reasons)
        self.why.setText(f"{words}." if words else "")
        self.why.setVisible(bool(words))
