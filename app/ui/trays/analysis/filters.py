"""The row above the table: saved view, chips with counts, text, refresh."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.trays.analysis import FILTERS, VIEWS, AnalysisRow, chosen, counts, in_view
from app.settings import Settings
from app.ui.style import icon, scaled
from app.ui.trays.analysis.views import NameCard, SavedView, read_views, write_views
from app.ui.widgets import Chip, FilterChips, SavedViewCombo, tool_button

_OWN = "own:"
_TRAY = "analysis"


class FilterRow(QWidget):
    """Says `changed` when another selection of rows is wanted."""

    changed = Signal()
    refresh_asked = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._own = read_views(settings, _TRAY)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        self._lines.addLayout(self._row)
        self.views = self._make_views()
        self.chips = FilterChips([Chip(key, title) for key, title in FILTERS])
        self.chips.chosen.connect(lambda _key: self.changed.emit())
        self.text = QLineEdit()
        self.text.setPlaceholderText("Filtrar en la bandeja")
        self.text.setAccessibleName("Filtrar en la bandeja por radicado, nombre o pretensión")
        self.text.addAction(icon("funnel", "text3"), QLineEdit.ActionPosition.LeadingPosition)
        self.text.setClearButtonEnabled(True)
        self.text.setMinimumWidth(scaled(120))
        self.text.setMaximumWidth(scaled(220))
        self.text.textChanged.connect(lambda _text: self.changed.emit())
        self.refresh = tool_button("arrows-clockwise", "Actualizar la bandeja", act=self.refresh_asked.emit)
        self._row.addWidget(self.views)
        self._row.addWidget(self.chips)
        self._row.addStretch(1)
        self._row.addWidget(self.text, 1)
        self._row.addWidget(self.refresh)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_chips()

    def _place_chips(self) -> None:
        """With large text the chips take a line of their own: side by side their words would be cut."""
        others = (self.views.sizeHint(), self.text.minimumSize(), self.refresh.sizeHint())
        wanted = self.chips.sizeHint().width() + sum(each.width() for each in others) + 4 * self._row.spacing()
        if (wanted > self.width()) == (self._lines.indexOf(self.chips) >= 0):
            return
        if wanted > self.width():
            self._lines.addWidget(self.chips, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            self._row.insertWidget(1, self.chips)

    def select(self, rows: Sequence[AnalysisRow]) -> list[AnalysisRow]:
        """The rows of the view, filter and text; the chips count within the view."""
        view = self.views.current()
        base = self._own_view(view).base if view.startswith(_OWN) else view
        viewed = [row for row in rows if in_view(base, row)]
        for key, count in counts(viewed).items():
            self.chips.set_count(key, count)
        self._place_chips()
        return chosen(viewed, self.chips.current(), self.text.text())

    def is_filtering(self) -> bool:
        """Whether something hides rows."""
        return bool(self.text.text().strip()) or self.chips.current() != "all" or self.views.current() != "mine"

    def reset(self) -> None:
        """Show everything."""
        self.views.choose("mine")
        self.chips.choose("all")
        self.text.clear()
        self.changed.emit()

    def _make_views(self) -> SavedViewCombo:
        own = [(f"{_OWN}{at}", view.title) for at, view in enumerate(self._own)]
        views = SavedViewCombo([*VIEWS, *own], may_save=True)
        views.chosen.connect(self._view_chosen)
        views.save_asked.connect(self._ask_name)
        return views

    def _own_view(self, key: str) -> SavedView:
        return self._own[int(key.removeprefix(_OWN))]

    def _view_chosen(self, key: str) -> None:
        if key.startswith(_OWN):
            view = self._own_view(key)
            self.chips.choose(view.chip)
            self.text.setText(view.text)
        self.changed.emit()

    def _ask_name(self) -> None:
        taken = [title for _, title in VIEWS] + [view.title for view in self._own]
        NameCard(self.window(), taken, self._save).ask()

    def _save(self, name: str) -> None:
        current = self.views.current()
        base = self._own_view(current).base if current.startswith(_OWN) else current
        self._own.append(SavedView(name, base, self.chips.current(), self.text.text()))
        write_views(self._settings, _TRAY, self._own)
        old, self.views = self.views, self._make_views()
        self._row.replaceWidget(old, self.views)
        old.hide()
        old.deleteLater()
        self.views.choose(f"{_OWN}{len(self._own) - 1}")
