"""Directores y actos: the timeline with its gaps, the appointments, and the forms that register acts and signatures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QSplitter, QVBoxLayout, QWidget

from app.errors import InvalidInput, PqrError
from app.services.administration import directors
from app.services.administration.directors import DirectorRow, NewDirector
from app.services.documents import signature_image
from app.services.refusals import RefusedStep
from app.ui import formats
from app.ui.modules.administration.timeline import Timeline
from app.ui.modules.intake.form import combo
from app.ui.modules.loading import list_failed
from app.ui.page_context import PageContext
from app.ui.shell.appearance import remember_splitter
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.style import scaled
from app.ui.table import Cell, Column, RowModel, TablePane
from app.ui.trays.analysis.date_edit import DateEdit
from app.ui.widgets import Card, EmptyState, Field, FieldGrid, KeyCap, SegmentedTabs, button, line, shortcut, text

#: The timeline shows two months back and six ahead.
BACK, AHEAD = 60, 180


def _columns(today: dt.date) -> list[Column]:
    def term(row: DirectorRow) -> Cell:
        upto = f" al {formats.date(row.valid_to)}" if row.valid_to else ""
        return Cell(f"{'del' if upto else 'desde'} {formats.date(row.valid_from)}{upto}")

    def state(row: DirectorRow) -> Cell:
        if not row.signs_on(today):
            return Cell("No firma hoy", tone="neutral")
        if row.signature_document_id is None:
            return Cell("Sin imagen", tone="danger")
        if row.valid_to is not None and (row.valid_to - today).days <= 15:
            return Cell(f"Termina en {(row.valid_to - today).days} días", tone="warn")
        return Cell("Firma hoy", tone="good")

    def act(row: DirectorRow) -> Cell:
        kind = "encargo" if row.is_acting else "nombramiento"
        return Cell(row.act_number, f"{kind} · mecánica: {row.authority_act or 'sin acto'}")

    return [
        Column(
            "who",
            "Director",
            "two_lines",
            lambda r: Cell(r.full_name + (" (E)" if r.is_acting else ""), r.area_name, strong=True),
        ),
        Column("act", "Acto que autoriza", "two_lines", act, width=210, hide_below=560),
        Column("term", "Vigencia", "text", term, width=200),
        Column("state", "Estado", "pill", state, width=140),
    ]


class DirectorsPage(Page):
    """No signature outside its dates: the signer of a letter is derived from the area and the day (activity 20)."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self.shell, self._context = shell, context
        self._png: bytes | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self._left())
        split.addWidget(self._right())
        remember_splitter(split, "administration.directors", shell.settings, [860, 380])
        column.addWidget(split, 1)

    def _left(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        card = Card(margin=6)
        head = text("Quién firma por cada área", "heading")
        head.setContentsMargins(8, 6, 8, 6)
        card.column.addWidget(head)
        self.timeline = Timeline()
        card.column.addWidget(self.timeline)
        column.addWidget(card)
        empty = EmptyState("identification-card", "Sin directores", "Registre el acto de cada uno a la derecha.")
        model = RowModel(_columns(self._context.calendar.today), key_of=lambda r: r.director_id)
        self.pane = TablePane(model, "Firmas autorizadas", empty, self.reload)
        self.pane.table.current_changed.connect(lambda _row: self._prepare())
        column.addWidget(self.pane, 1)
        return left

    def _right(self) -> Card:
        card = Card(margin=14, spacing=7)
        card.setMinimumWidth(scaled(340))
        self.mode = SegmentedTabs([("new", "Nuevo acto"), ("end", "Vigencia y firma"), ("authority", "Firma mecánica")])
        self.mode.chosen.connect(lambda _key: self._prepare())
        card.column.addWidget(self.mode)
        self.about = text("", "sub", wrap=True)
        card.column.addWidget(self.about)
        today = self._context.calendar.today
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
        card.column.addWidget(grid)
        self.image_row = self._image()
        card.column.addWidget(self.image_row)
        card.column.addStretch(1)
        card.column.addWidget(line())
        row = QHBoxLayout()
        self.save = button("Registrar", "primary", icon_name="signature", act=self.send)
        shortcut("F9", self, self.save.click)
        shortcut("Ctrl+N", self, self._new)
        row.addWidget(self.save, 1)
        row.addWidget(KeyCap("F9"))
        card.column.addLayout(row)
        card.setVisible(self._context.has_role("admin"))
        return card

    def _image(self) -> QWidget:
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        self.pick = button("Imagen de la firma…", icon_name="upload-simple", act=self.choose)
        self.preview = QLabel("PNG o JPEG, sin fondo")
        self.preview.setProperty("role", "help")
        self.preview.setAccessibleName("Vista de la firma")
        row.addWidget(self.pick)
        row.addWidget(self.preview, 1)
        return both

    def activate(self) -> None:
        self.reload()
        self.pane.table.setFocus()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (("J K", "moverse"), ("Ctrl N", "registrar acto"), ("F9", "guardar"))

    def commands(self) -> Sequence[PaletteEntry]:
        return (PaletteEntry("signature", "Registrar un acto de dirección", "Administrar", self._new, "Ctrl+N"),)

    def _new(self) -> None:
        self.mode.choose("new")
        self._prepare()
        self.name.setFocus()

    def reload(self) -> None:
        """Read the appointments again."""
        self.pane.show_loading()
        database = self._context.database
        self.shell.background.run(
            lambda: (directors.read_directors(database), directors.read_areas(database)),
            show=self._show,
            fail=list_failed(self.pane, self.shell),
            key="administration.directors",
            owner=self,
        )

    def _show(self, found: tuple[list[DirectorRow], list[tuple[int, str, str]]]) -> None:
        rows, areas = found
        mission = [(key, name) for key, name, kind in areas if kind == "mission"]
        if not self.area.count():
            for key, name in mission:
                self.area.addItem(name, key)
        self.pane.set_rows(rows)
        self.pane.footer.setText(formats.plural(len(rows), "acto registrado", "actos registrados"))
        today = self._context.calendar.today
        first, last = today - dt.timedelta(days=BACK), today + dt.timedelta(days=AHEAD)
        gaps = [gap for key, _name in mission for gap in directors.gaps(rows, key, today, last)]
        self.timeline.set_rows(mission, rows, gaps, (first, last, today))
        self.count_changed.emit(len(rows))
        self._prepare()

    def _prepare(self) -> None:
        mode, row = self.mode.current(), self.pane.table.current_row()
        shown = {
            "new": {"area_id", "full_name", "position", "act_number", "valid_from", "valid_to"},
            "end": {"valid_to"},
            "authority": {"act_number", "published_on", "valid_from", "valid_to"},
        }[mode]
        for key, field in self.fields.items():
            field.setVisible(key in shown)
            field.set_error("")
        self.acting.setVisible(mode == "new")
        self.image_row.setVisible(mode != "authority")
        self._forget_image()
        words = {
            "new": "Nombramiento o encargo, con su acto. Fuera de estas fechas nadie firma.",
            "end": "Último día en que firma, o una imagen nueva de su firma.",
            "authority": "Acto publicado que permite la firma mecánica (Decreto 2150 de 1995, art. 12).",
        }[mode]
        if mode != "new":
            words += f" {row.full_name}." if row is not None else " Elija un director de la lista."
        self.about.setText(words)
        if mode == "end" and row is not None:
            self.ends.set_day(row.valid_to)
        self.save.setText(
            "\u2002" + {"new": "Registrar el acto", "end": "Guardar", "authority": "Registrar la firma mecánica"}[mode]
        )
        self.save.setEnabled(mode == "new" or row is not None)

    def choose(self) -> None:
        """Ask for the signature's image."""
        name, _filter = QFileDialog.getOpenFileName(self, "Imagen de la firma", "", "Imágenes (*.png *.jpg *.jpeg)")
        if name:
            self.take_image(Path(name).read_bytes())

    def take_image(self, data: bytes) -> None:
        """Clean the image aside and show it as it will be stamped."""
        self.shell.background.run(
            lambda: signature_image.normalise(data),
            show=self._image_ready,
            fail=self.shell.report,
            key="administration.signature",
            owner=self,
        )

    def _image_ready(self, png: bytes) -> None:
        self._png = png
        picture = QPixmap()
        picture.loadFromData(png)
        self.preview.setPixmap(picture.scaledToHeight(scaled(48), Qt.TransformationMode.SmoothTransformation))

    def _forget_image(self) -> None:
        self._png = None
        self.preview.clear()
        self.preview.setText("PNG o JPEG, sin fondo")

    def send(self) -> None:
        """Register what the form says."""
        for field in self.fields.values():
            field.set_error("")
        try:
            work, words = self._work()
        except InvalidInput as error:
            self._refused(error)
            return
        self.shell.background.write(work, show=lambda _result: self._done(words), fail=self._refused, owner=self)

    def _work(self) -> tuple[Callable[[], object], str]:
        database, mode, row = self._context.database, self.mode.current(), self.pane.table.current_row()
        starts, ends, png = self.starts.day(), self.ends.day(), self._png
        if self.ends.is_wrong():
            raise InvalidInput("valid_to", sentence="No es una fecha. Escriba dd/mm/aaaa o déjela vacía.")
        if mode == "end":
            assert row is not None
            return lambda: directors.change(database, row.director_id, ends, png), f"Guardado: {row.full_name}."
        if starts is None:
            raise InvalidInput("valid_from", sentence="Falta desde cuándo rige. Escriba dd/mm/aaaa.")
        if mode == "authority":
            assert row is not None
            act, published = self.act.text(), self.published.day()
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
            act_number=self.act.text(),
            valid_from=starts,
            valid_to=ends,
            is_acting=self.acting.isChecked(),
            signature_png=png,
        )
        return lambda: directors.register(database, new), f"Registrado: {new.full_name}."

    def _done(self, words: str) -> None:
        for edit in (self.name, self.position, self.act, self.published, self.starts, self.ends):
            edit.clear()
        self.acting.setChecked(False)
        self.shell.say(words)
        self.reload()

    def _refused(self, error: BaseException) -> None:
        key = error.field if isinstance(error, RefusedStep) else str(error)
        key = "act_number" if key == "authority_act" else key
        field = self.fields.get(key or "")
        if field is not None and isinstance(error, PqrError) and not field.isHidden():
            field.set_error(error.user_message)
            field.setFocus()
        else:
            self.shell.report(error)
