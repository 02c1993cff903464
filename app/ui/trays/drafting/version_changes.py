"""The middle of the versions: how many paragraphs changed, and each of them, with one that the keys act on."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.services.drafting.comparing import Paragraph
from app.services.drafting.sheet import DraftSheet
from app.ui import formats
from app.ui.style import Tone
from app.ui.trays.drafting.version_rows import ParagraphRow, equal_row, folded
from app.ui.widgets import Pill, text


class Changes(QWidget):
    """`recover` carries the older paragraph that the person wants back."""

    recover = Signal(object)

    def __init__(self, sheet: DraftSheet) -> None:
        super().__init__()
        self._sheet = sheet
        self._pairs: Sequence[Paragraph] = ()
        self.rows: list[ParagraphRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._head())
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self._area, 1)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        self._title = text("Elija una versión", "strong")
        head.addWidget(self._title)
        head.addStretch(1)
        self._counts = [Pill("", "accent"), Pill("", "good"), Pill("", "danger")]
        for pill in self._counts:
            pill.hide()
            head.addWidget(pill)
        self.only = QPushButton("Solo cambios")
        self.only.setProperty("kind", "chip")
        self.only.setCheckable(True)
        self.only.setChecked(True)
        self.only.setAccessibleName("Mostrar solo los párrafos con cambios")
        self.only.toggled.connect(lambda _on: self._draw())
        head.addWidget(self.only)
        return head

    def show_pairs(self, title: str, pairs: Sequence[Paragraph]) -> None:
        """Show another comparison."""
        self._pairs = pairs
        self._title.setText(title)
        kinds: tuple[tuple[str, str, Tone], ...] = (
            ("changed", "cambiado", "accent"),
            ("added", "agregado", "good"),
            ("removed", "quitado", "danger"),
        )
        for pill, (kind, word, tone) in zip(self._counts, kinds, strict=True):
            count = sum(1 for each in pairs if each.change == kind)
            pill.setVisible(count > 0)
            pill.set(formats.plural(count, word, f"{word}s"), tone)
        self._draw()

    def _draw(self) -> None:
        inside = QWidget()
        inside.setProperty("role", "content")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 6, 6)
        column.setSpacing(7)
        self.rows = []
        for claim in self._sheet.claims:
            column.addWidget(text(f"{claim.ordinal} · {escape(claim.title)}", "strong"))
            self._draw_claim(column, [p for p in self._pairs if p.claim == claim.ordinal])
        column.addStretch(1)
        self._area.setWidget(inside)
        if self.rows:
            self.rows[0].set_active(True)

    def _draw_claim(self, column: QVBoxLayout, pairs: Sequence[Paragraph]) -> None:
        equal = 0
        for pair in pairs:
            if pair.change == "equal" and self.only.isChecked():
                equal += 1
            elif pair.change == "equal":
                column.addWidget(equal_row(pair))
            else:
                row = ParagraphRow(pair, self.recover.emit, may_write=self._sheet.may_write)
                row.picked.connect(self._pick)
                self.rows.append(row)
                column.addWidget(row)
        if equal or not pairs:
            column.addWidget(folded(equal) if equal else text("Sin texto en ninguna de las dos", "help"))

    def _active(self) -> int:
        return next((n for n, row in enumerate(self.rows) if row.property("active") == "true"), -1)

    def step(self, by: int) -> None:
        """J and K."""
        if self.rows:
            self._pick(self.rows[max(0, min(self._active() + by, len(self.rows) - 1))])

    def _pick(self, picked: ParagraphRow) -> None:
        for row in self.rows:
            row.set_active(row is picked)
        self._area.ensureWidgetVisible(picked, 0, 30)

    def recover_active(self) -> None:
        """R."""
        at = self._active()
        if at >= 0 and self.rows[at].recover.isVisible() and self.rows[at].recover.isEnabled():
            self.recover.emit(self.rows[at].paragraph)
