"""The roles of a person as boxes; a role that doesn't go with another is locked and says why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
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
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(0)
        for side in (0, 1):
            self._grid.setColumnStretch(side, 1)
        self.boxes: dict[str, QCheckBox] = {}
        inside = [role for role in procedure.roles().values() if not role.outside]
        for role in inside:
            box = QCheckBox(role.label)
            box.setToolTip(role.label)
            # It must not widen the card.
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            box.toggled.connect(self._toggled)
            self.boxes[role.key] = box
        self._arrange()
        column.addLayout(self._grid)
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Two in a row; a name that half the width would cut has a row of its own."""
        half, row, side = (self.width() - self._grid.horizontalSpacing()) // 2, 0, 0
        for box in self.boxes.values():
            span = 2 if box.sizeHint().width() > half else 1
            if side + span > 2:
                row, side = row + 1, 0
            self._grid.addWidget(box, row, side, 1, span)
            side += span

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
