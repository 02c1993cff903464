"""Which column of a sheet says what: guessed from its headers, shown with examples, chosen by the person."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QWidget

from app.services.bulk.sheet import FIELDS, Sheet, guess
from app.ui import formats
from app.ui.widgets import ElidedLabel, KeyCap, button, text
from app.ui.widgets.confirm import Overlay

_NONE = "No está en el archivo"


class SheetDialog(Overlay):
    """One row for each field; only the filing number is needed. Esc closes it and nothing is read."""

    def __init__(self, parent: QWidget, sheet: Sheet, act: Callable[[Mapping[str, int]], object]) -> None:
        super().__init__(parent, width=680)
        self._sheet, self._act = sheet, act
        self.boxes: dict[str, QComboBox] = {}
        self._examples: dict[str, QLabel] = {}
        column = self.card.column
        column.addWidget(text("Columnas del archivo", "title"))
        kind = f", leído como {sheet.encoding}" if sheet.encoding else ""
        column.addWidget(
            text(f"{sheet.name}: {formats.plural(len(sheet.rows), 'fila', 'filas')} con datos{kind}", "sub", wrap=True)
        )
        column.addLayout(self._make_rows())
        column.addWidget(
            text(
                "El archivo dice qué casos van en el lote. Con documento, nombre o municipio, cada fila se compara con"
                " su caso y la que no coincide queda aparte. Nada del archivo se escribe en las cartas.",
                "help",
                wrap=True,
            )
        )
        foot = QHBoxLayout()
        foot.addWidget(button("Volver", act=self.close_overlay))
        foot.addStretch(1)
        self.go = button("Buscar los casos", "primary", icon_name="magnifying-glass", act=self._choose)
        foot.addWidget(self.go)
        foot.addWidget(KeyCap("F9", big=True))
        column.addLayout(foot)
        self.on_key("F9", self._choose)
        self.closed.connect(self.deleteLater)
        self._changed()

    def _make_rows(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(2, 1)
        guessed = guess(self._sheet.headers)
        for at, (field, (title, _known)) in enumerate(FIELDS.items()):
            label = text(title if field != "number" else f"{title} *", "strong")
            box = QComboBox()
            box.setAccessibleName(f"Columna de {title.lower()}")
            box.addItem(_NONE if field != "number" else "Elija la columna", None)
            for column, header in enumerate(self._sheet.headers):
                box.addItem(header, column)
            if field in guessed:
                box.setCurrentIndex(guessed[field] + 1)
            box.currentIndexChanged.connect(self._changed)
            examples = ElidedLabel("", "help")
            label.setBuddy(box)
            for place, each in enumerate((label, box, examples)):
                grid.addWidget(each, at, place)
            self.boxes[field], self._examples[field] = box, examples
        return grid

    def mapping(self) -> dict[str, int]:
        """The column chosen for each field that has one."""
        return {field: box.currentData() for field, box in self.boxes.items() if box.currentData() is not None}

    def _changed(self) -> None:
        chosen = self.mapping()
        for field, label in self._examples.items():
            found = self._sheet.sample(chosen[field]) if field in chosen else []
            label.setText("por ejemplo " + " · ".join(found) if found else "")
        twice = len(set(chosen.values())) < len(chosen)
        self.go.setEnabled("number" in chosen and not twice)
        self.go.setToolTip("Una misma columna está elegida dos veces." if twice else "")

    def _choose(self) -> None:
        if self.go.isEnabled():
            mapping = self.mapping()
            self.close_overlay()
            self._act(mapping)
