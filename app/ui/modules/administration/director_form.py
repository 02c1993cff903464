"""The form of directors: an appointment, the end of one with a new signature, or the act of a mechanical signature."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QWidget

from app.errors import InvalidInput
from app.services.administration import directors
from app.services.administration.directors import DirectorRow, NewDirector
from app.services.database import Database
from app.ui.modules.intake.form import combo
from app.ui.style import scaled
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.widgets import Card, Field, FieldGrid, KeyCap, SegmentedTabs, button, line, text

#: Fields of each mode, what it is for, and the words of its primary.
_SHOWN = {
    "new": {"area_id", "full_name", "position", "act_number", "valid_from", "valid_to"},
    "end": {"valid_to"},
    "authority": {"act_number", "published_on", "valid_from", "valid_to"},
}
_ABOUT = {
    "new": "Nombramiento o encargo, con su acto. Fuera de estas fechas nadie firma.",
    "end": "Último día en que firma, o una imagen nueva de su firma.",
    "authority": "Acto publicado que permite la firma mecánica (Decreto 2150 de 1995, art. 12).",
}
_PRIMARY = {"new": "Registrar el acto", "end": "Guardar", "authority": "Registrar la firma mecánica"}


class DirectorForm(Card):
    """`work` is what saving does; InvalidInput names the field."""

    save_asked = Signal()
    #: Bytes of an image that was chosen and has to be cleaned.
    image_chosen = Signal(bytes)

    def __init__(self, today: dt.date) -> None:
        super().__init__(margin=14, spacing=7)
        self.setMinimumWidth(scaled(340))
        self._row: DirectorRow | None = None
        self._png: bytes | None = None
        self.mode = SegmentedTabs([("new", "Nuevo acto"), ("end", "Vigencia y firma"), ("authority", "Firma mecánica")])
        self.mode.chosen.connect(lambda _key: self.prepare(self._row))
        self.column.addWidget(self.mode)
        self.about = text("", "sub", wrap=True)
        self.column.addWidget(self.about)
        self.column.addWidget(self._grid(today))
        self.image_row = self._image()
        self.column.addWidget(self.image_row)
        self.column.addStretch(1)
        self.column.addWidget(line())
        row = QHBoxLayout()
        self.save = button("Registrar", "primary", icon_name="signature", act=self.save_asked.emit)
        row.addWidget(self.save, 1)
        row.addWidget(KeyCap("F9"))
        self.column.addLayout(row)

    def _grid(self, today: dt.date) -> FieldGrid:
        self.area = combo(())
        self.name, self.position, self.act = QLineEdit(), QLineEdit(), QLineEdit()
        self.published, self.starts, self.ends = DateEdit(today), DateEdit(today), DateEdit(today)
        self.acting = QCheckBox("Es un encargo (E)")
        self.fields = {
            "area_id": Field("Á&rea", self.area, required=True),
            "full_name": Field("&Nombre completo", self.name, required=True),
            "position": Field("&Cargo en la carta", self.position, required=True),
            "act_number": Field("&Acto", self.act, required=True, help_text="Como Resolución 03902 del 02/11/2026"),
            "published_on": Field("&Publicado el", self.published, required=True),
            "valid_from": Field("&Desde", self.starts, required=True),
            "valid_to": Field("&Hasta", self.ends, help_text="Vacío: sin fecha final"),
        }
        grid = FieldGrid()
        for key, field in self.fields.items():
            grid.add(field, 1 if key.startswith("valid") else 2)
        grid.add(self.acting)
        return grid

    def _image(self) -> QWidget:
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        self.preview = QLabel()
        self.preview.setProperty("role", "help")
        self.preview.setAccessibleName("Vista de la firma")
        row.addWidget(button("Imagen de la firma…", icon_name="upload-simple", act=self._choose))
        row.addWidget(self.preview, 1)
        return both

    def _choose(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(self, "Imagen de la firma", "", "Imágenes (*.png *.jpg *.jpeg)")
        if name:
            self.image_chosen.emit(Path(name).read_bytes())

    def show_image(self, png: bytes | None) -> None:
        """The signature as it will be stamped, or none."""
        self._png = png
        if png is None:
            self.preview.setText("PNG o JPEG, sin fondo")
            return
        picture = QPixmap()
        picture.loadFromData(png)
        self.preview.setPixmap(picture.scaledToHeight(scaled(48), Qt.TransformationMode.SmoothTransformation))

    def prepare(self, row: DirectorRow | None) -> None:
        """Show the fields of the mode in use, for the director chosen in the list."""
        self._row, mode = row, self.mode.current()
        for key, field in self.fields.items():
            field.setVisible(key in _SHOWN[mode])
            field.set_error("")
        self.acting.setVisible(mode == "new")
        self.image_row.setVisible(mode != "authority")
        self.show_image(None)
        words = _ABOUT[mode]
        if mode != "new":
            words += f" {row.full_name}." if row is not None else " Elija un director de la lista."
        self.about.setText(words)
        if mode == "end" and row is not None:
            self.ends.set_day(row.valid_to)
        self.save.setText(f"\u2002{_PRIMARY[mode]}")
        self.save.setEnabled(mode == "new" or row is not None)

    def work(self, database: Database) -> tuple[Callable[[], object], str]:
        """What saving does and what to say afterwards."""
        mode, row, png = self.mode.current(), self._row, self._png
        starts, ends, published, act = self.starts.day(), self.ends.day(), self.published.day(), self.act.text()
        if self.ends.is_wrong():
            raise InvalidInput("valid_to", sentence="No es una fecha. Escriba dd/mm/aaaa o déjela vacía.")
        if mode == "end" and row is not None:
            return lambda: directors.change(database, row.director_id, ends, png), f"Guardado: {row.full_name}."
        if starts is None:
            raise InvalidInput("valid_from", sentence="Falta desde cuándo rige. Escriba dd/mm/aaaa.")
        if mode == "authority" and row is not None:
            if published is None:
                raise InvalidInput("published_on", sentence="Falta el día de publicación. Escriba dd/mm/aaaa.")
            return (
                lambda: directors.register_authority(database, row.director_id, act, published, starts, ends),
                f"Firma mecánica registrada: {row.full_name}.",
            )
        new = NewDirector(
            area_id=int(self.area.currentData()),
            full_name=self.name.text(),
            position=self.position.text(),
            act_number=act,
            valid_from=starts,
            valid_to=ends,
            is_acting=self.acting.isChecked(),
            signature_png=png,
        )
        return lambda: directors.register(database, new), f"Registrado: {new.full_name}."

    def show_problem(self, key: str | None, sentence: str) -> bool:
        """Say what is wrong under its field; False when no field on screen is meant."""
        field = self.fields.get("act_number" if key == "authority_act" else key or "")
        if field is None or field.isHidden():
            return False
        field.set_error(sentence)
        field.setFocus()
        return True

    def clear(self) -> None:
        """An empty form for the next act."""
        for edit in (self.name, self.position, self.act, self.published, self.starts, self.ends):
            edit.clear()
        self.acting.setChecked(False)
