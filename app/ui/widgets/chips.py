"""Choices in a row: filter chips with counts, saved views, and segmented tabs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QMenu, QPushButton, QWidget

from app.ui import formats
from app.ui.theme.icons import icon
from app.ui.widgets.buttons import button


@dataclass(frozen=True)
class Chip:
    """One filter: its key, its words and how many it would show (None while unknown)."""

    key: str
    title: str
    count: int | None = None


class FilterChips(QWidget):
    """Exclusive filters with counts. `chosen` carries the key; only a person's choice emits it."""

    chosen = Signal(str)

    def __init__(self, chips: Sequence[Chip]) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        self._titles: dict[str, str] = {}
        for chip in chips:
            self._add(chip)
        if chips:
            self._buttons[chips[0].key].setChecked(True)
        self._group.buttonClicked.connect(self._clicked)

    def _add(self, chip: Chip) -> None:
        made = QPushButton()
        made.setProperty("kind", "chip")
        made.setProperty("key", chip.key)
        made.setCheckable(True)
        self._group.addButton(made)
        self._row.addWidget(made)
        self._buttons[chip.key], self._titles[chip.key] = made, chip.title
        self.set_count(chip.key, chip.count)

    def _clicked(self, made: QPushButton) -> None:
        self.chosen.emit(str(made.property("key")))

    def set_count(self, key: str, count: int | None) -> None:
        """How many cases the filter shows; None writes no figure."""
        made, title = self._buttons[key], self._titles[key]
        made.setText(title if count is None else f"{title}  {formats.number(count)}")
        counted = "" if count is None else f", {formats.plural(count, 'caso', 'casos')}"
        made.setAccessibleName(f"Filtro {title}{counted}")

    def current(self) -> str:
        """Key of the filter in use."""
        checked = self._group.checkedButton()
        return str(checked.property("key")) if checked is not None else ""

    def choose(self, key: str) -> None:
        """Put a filter in use without emitting `chosen`."""
        self._buttons[key].setChecked(True)

    def buttons(self) -> list[QPushButton]:
        """The chips, in order, for the focus order."""
        return list(self._buttons.values())


class SavedViewCombo(QWidget):
    """The saved view in use, and the others in its menu."""

    chosen = Signal(str)
    save_asked = Signal()

    def __init__(self, views: Sequence[tuple[str, str]], *, may_save: bool = False) -> None:
        """`views` are (key, title); the first one is in use."""
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.button = button("Vista", icon_name="bookmark-simple")
        row.addWidget(self.button)
        self._menu = QMenu(self)
        self._menu.setAccessibleName("Vistas guardadas")
        self._actions: dict[str, QAction] = {}
        group = QActionGroup(self)
        for key, title in views:
            action = self._menu.addAction(icon("bookmark-simple"), title)
            action.setCheckable(True)
            action.setData(key)
            group.addAction(action)
            self._actions[key] = action
        group.triggered.connect(self._picked)
        if may_save:
            self._menu.addSeparator()
            self._menu.addAction(icon("plus"), "Guardar la vista actual…").triggered.connect(self.save_asked)
        self.button.setMenu(self._menu)
        self._current = ""
        if views:
            self.choose(views[0][0])

    def _picked(self, action: QAction) -> None:
        self.choose(str(action.data()))
        self.chosen.emit(self._current)

    def choose(self, key: str) -> None:
        """Put a view in use without emitting `chosen`."""
        self._current = key
        title = self._actions[key].text()
        self._actions[key].setChecked(True)
        # The trailing spaces leave room for the menu's arrow.
        self.button.setText(f"\u2002{title}\u2003")
        self.button.setAccessibleName(f"Vista guardada: {title}")

    def current(self) -> str:
        """Key of the view in use."""
        return self._current


class SegmentedTabs(QFrame):
    """Two to five exclusive segments (Petición · Anexos · Respuesta)."""

    chosen = Signal(str)

    def __init__(self, segments: Sequence[tuple[str, str]], name: str = "") -> None:
        """`segments` are (key, title); `name` says what is being chosen, for screen readers."""
        super().__init__()
        self.setProperty("frame", "segment")
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._name = name
        self._buttons: dict[str, QPushButton] = {}
        for key, title in segments:
            made = QPushButton(title)
            made.setProperty("kind", "segment")
            made.setProperty("key", key)
            made.setCheckable(True)
            made.setAccessibleName(f"{name}: {title}" if name else title)
            self._group.addButton(made)
            row.addWidget(made)
            self._buttons[key] = made
        if segments:
            self._buttons[segments[0][0]].setChecked(True)
        self._group.buttonClicked.connect(self._clicked)

    def _clicked(self, made: QPushButton) -> None:
        self.chosen.emit(str(made.property("key")))

    def current(self) -> str:
        """Key of the segment in use."""
        checked = self._group.checkedButton()
        return str(checked.property("key")) if checked is not None else ""

    def choose(self, key: str) -> None:
        """Choose without emitting `chosen`."""
        self._buttons[key].setChecked(True)

    def set_segment(self, key: str, title: str, *, enabled: bool = True) -> None:
        """Change a segment's words (e.g. with a count) or switch it off."""
        made = self._buttons[key]
        made.setText(title)
        made.setAccessibleName(f"{self._name}: {title}" if self._name else title)
        made.setEnabled(enabled)

    def buttons(self) -> list[QPushButton]:
        """The segments, in order, for the focus order."""
        return list(self._buttons.values())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
