"""The form of directors: an appointment, its term and signature, the act of a mechanical signature, a certificate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from app.errors import InvalidInput
from app.services.administration import directors
from app.services.administration.directors import Certificate, DirectorRow, NewDirector
from app.services.database import Database
from app.ui import formats
from app.ui.modules.intake.form import combo
from app.ui.style import scaled
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.widgets import Card, Field, FieldGrid, KeyCap, SegmentedTabs, button, line, text

#: Fields of each mode, what it is for, and the words of its primary.
_SHOWN = {
    "new": {"area_id", "full_name", "position", "act_number", "valid_from", "valid_to"},
    "end": {"valid_to"},
    "authority": {"act_number", "published_on", "valid_from", "valid_to"},
    "certificate": set(),
}
_ABOUT = {
    "new": "Nombramiento o encargo, con su acto. Fuera de estas fechas nadie firma.",
    "end": "Último día en que firma, o una imagen nueva de su firma.",
    "authority": "Acto publicado que permite la firma mecánica (Decreto 2150 de 1995, art. 12).",
    "certificate": "Archivo público (.cer, .crt o .pem) del certificado con que firma. Nunca la clave.",
}
_PRIMARY = {
    "new": "Proponer el acto",
    "end": "Proponer el cambio",
    "authority": "Proponer la firma mecánica",
    "certificate": "Proponer el certificado",
}
_TWO = "Otro administrador debe confirmarlo; hasta entonces nadie firma con esto."


class DirectorForm(Card):
    """`work` is what saving does; InvalidInput names the field."""

    save_asked = Signal()
    #: An image file that was chosen and has to be cleaned, where hostile files are opened.
    image_chosen = Signal(object)
    #: A certificate file that was chosen and has to be read there.
    certificate_chosen = Signal(object)

    def __init__(self, today: dt.date) -> None:
        super().__init__(margin=14, spacing=7)
        self._row: DirectorRow | None = None
        self._png: bytes | None = None
        self._certificate: Certificate | None = None
        modes = [("new", "Nuevo acto"), ("end", "Vigencia"), ("authority", "Mecánica"), ("certificate", "Certificado")]
        self.mode = SegmentedTabs(modes, "Qué se propone")
        self.mode.chosen.connect(lambda _key: self.prepare(self._row))
        self.column.addWidget(self.mode)
        self.about = text("", "sub", wrap=True)
        self.column.addWidget(self.about)
        self.column.addWidget(self._fields(today), 1)
        self.column.addWidget(line())
        self.column.addWidget(text(_TWO, "help", wrap=True))
        row = QHBoxLayout()
        self.save = button("Registrar", "primary", icon_name="signature", act=self.save_asked.emit)
        row.addWidget(self.save, 1)
        row.addWidget(KeyCap("F9"))
        self.column.addLayout(row)

    def minimumSizeHint(self) -> QSize:
        # Asked again at each change of the text's size: the four names above are never cut.
        needed = super().minimumSizeHint()
        return QSize(max(needed.width(), scaled(340)), needed.height())

    def _fields(self, today: dt.date) -> QScrollArea:
        """What is typed; it scrolls where it does not fit, as with large text."""
        inside = QWidget()
        inside.setProperty("role", "content")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 4, 0)
        self.image_row, self.certificate_row = self._image(), self._certificate_box()
        for each in (self._grid(today), self.image_row, self.certificate_row):
            column.addWidget(each)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName("Datos de lo que se propone")
        area.setWidget(inside)
        return area

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

    def _certificate_box(self) -> QWidget:
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        self.certificate_words = text("", "strong", wrap=True)
        choose = button("Certificado del director…", icon_name="seal-check", act=self._choose_certificate)
        column.addWidget(choose, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.certificate_words)
        return both

    def _choose_certificate(self) -> None:
        kinds = "Certificados (*.cer *.crt *.pem *.der)"
        name, _filter = QFileDialog.getOpenFileName(self, "Certificado del director", "", kinds)
        if name:
            self.certificate_chosen.emit(Path(name))

    def show_certificate(self, found: Certificate | None) -> None:
        """The certificate that would be registered, or none."""
        self._certificate = found
        words = "Ninguno escogido."
        if found is not None:
            words = (
                f"{found.subject}\nNúmero {found.serial}, de {found.issuer}\n"
                f"Vigente del {formats.date(found.valid_from)} al {formats.date(found.valid_to)}"
            )
        self.certificate_words.setText(words)

    def _choose(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(self, "Imagen de la firma", "", "Imágenes (*.png *.jpg *.jpeg)")
        if name:
            self.image_chosen.emit(Path(name))

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
        self.image_row.setVisible(mode in ("new", "end"))
        self.certificate_row.setVisible(mode == "certificate")
        self.show_image(None)
        self.show_certificate(None)
        words = _ABOUT[mode]
        if mode != "new":
            words += f" {row.full_name}." if row is not None else " Elija un director de la lista."
        self.about.setText(words)
        if mode == "end" and row is not None:
            self.ends.set_day(row.valid_to)
        self.save.setText(f"\u2002{_PRIMARY[mode]}")
        self.save.setEnabled(mode == "new" or row is not None)

    def work(self, database: Database, change_id: UUID) -> Callable[[], object]:
        """What proposing does; the same `change_id` again changes nothing. Raises InvalidInput with the field."""
        mode, row, ends = self.mode.current(), self._row, self.ends.day()
        if self.ends.is_wrong():
            raise InvalidInput("valid_to", sentence="No es una fecha. Escriba dd/mm/aaaa o déjela vacía.")
        if mode == "end" and row is not None:
            png = self._png
            return lambda: directors.propose_term(database, row.director_id, ends, png, change_id=change_id)
        if mode == "certificate" and row is not None:
            found = self._certificate
            if found is None:
                raise InvalidInput("certificate", sentence="Falta el certificado. Escoja su archivo público.")
            return lambda: directors.propose_certificate(database, row.director_id, found, change_id=change_id)
        starts = self.starts.day()
        if starts is None:
            raise InvalidInput("valid_from", sentence="Falta desde cuándo rige. Escriba dd/mm/aaaa.")
        if mode == "authority" and row is not None:
            published, act = self.published.day(), self.act.text()
            if published is None:
                raise InvalidInput("published_on", sentence="Falta el día de publicación. Escriba dd/mm/aaaa.")
            return lambda: directors.propose_authority(
                database, row.director_id, act, published, starts, ends, change_id=change_id
            )
        new = self._appointment(starts, ends)
        return lambda: directors.propose_appointment(database, new, change_id=change_id)

    def _appointment(self, starts: dt.date, ends: dt.date | None) -> NewDirector:
        return NewDirector(
            area_id=int(self.area.currentData()),
            full_name=self.name.text(),
            position=self.position.text(),
            act_number=self.act.text(),
            valid_from=starts,
            valid_to=ends,
            is_acting=self.acting.isChecked(),
            signature_png=self._png,
        )

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
        self.show_image(None)
        self.show_certificate(None)
