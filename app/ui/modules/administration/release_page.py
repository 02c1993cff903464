"""Versión del programa: the oldest one that may send, and who would be left reading only."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from app.errors import PqrError
from app.services.administration import release
from app.services.administration.release import Release
from app.ui import formats
from app.ui.page_context import PageContext
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.style import scaled
from app.ui.table import Cell, Column, RowModel, TablePane
from app.ui.widgets import Card, EmptyState, Field, Question, RefusedStrip, button, shortcut, text
from app.version import VERSION, as_numbers

WORDS = (
    "Los programas anteriores a esta versión siguen consultando, pero no envían: lo que tengan por enviar queda cifrado"
    " en su equipo y sale al abrir la versión nueva. Vale en segundos para todos y queda registrado a su nombre."
)
COLUMNS = [
    Column("version", "Versión abierta", "text", lambda row: Cell(row.version, strong=True), width=160),
    Column("people", "Personas", "text", lambda row: Cell(formats.number(row.people))),
]


class ReleasePage(Page):
    """Changing it asks first, with how many people it leaves out now."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self.shell, self._context = shell, context
        self._release = Release("", ())
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(8)
        self.strip = RefusedStrip()
        column.addWidget(self.strip)
        row = QHBoxLayout()
        row.setSpacing(8)
        empty = EmptyState("download-simple", "Nadie tiene abierto el programa", "Aquí se ven las versiones en uso.")
        self.pane = TablePane(RowModel(COLUMNS, key_of=lambda p: p.version), "Versiones en uso", empty, self.reload)
        self.pane.noun = ("versión", "versiones")
        row.addWidget(self.pane, 1)
        row.addWidget(self._card())
        column.addLayout(row, 1)
        shortcut("F5", self, self.reload)
        shortcut("F9", self, self.ask)

    def _card(self) -> Card:
        card = Card(margin=14, spacing=10)
        card.setFixedWidth(scaled(420))
        card.column.addWidget(text("Versión mínima para enviar", "heading"))
        card.column.addWidget(text(WORDS, "sub", wrap=True))
        self.edit = QLineEdit()
        self.edit.setMaxLength(19)
        self.field = Field("&Versión mínima", self.edit, required=True)
        self.edit.textEdited.connect(lambda: self.field.set_error(""))
        self.edit.textChanged.connect(self._tell)
        card.column.addWidget(self.field)
        self.effect = text("", "help", wrap=True)
        # Room for its longest words: what stands below does not move while somebody types.
        self.effect.setMinimumHeight(scaled(64))
        self.effect.setAlignment(Qt.AlignmentFlag.AlignTop)
        card.column.addWidget(self.effect)
        self.save = button("Cambiar la versión mínima", "primary", keys="F9", act=self.ask)
        card.column.addWidget(self.save)
        card.column.addStretch(1)
        return card

    def activate(self) -> None:
        self.reload()
        self.edit.setFocus()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (("F5", "actualizar"), ("F9", "cambiar"))

    def commands(self) -> Sequence[PaletteEntry]:
        return (PaletteEntry("download-simple", "Cambiar la versión mínima", "Administrar", self.ask, "F9"),)

    def reload(self) -> None:
        """Read what is in use; a version being typed stays."""
        database = self._context.database
        self._context.background.run(
            lambda: release.read_release(database),
            show=self._show,
            fail=self._not_read,
            key=("release", id(self)),
            owner=self,
        )

    def ask(self) -> None:
        """Ask before it is changed."""
        try:
            wanted = release.checked(self.edit.text())
        except PqrError as error:
            self.field.set_error(error.user_message)
            return
        if self.save.isEnabled() and wanted != self._release.minimum:
            question = Question(
                f"¿Exigir la versión {wanted} para enviar?",
                "Exigirla",
                self._effect_of(wanted),
                figure=wanted,
                dangerous=self._release.left_out(wanted) > 0,
            )
            self.shell.confirm(question, lambda: self._send(wanted))

    def _send(self, wanted: str) -> None:
        self.save.setEnabled(False)
        database = self._context.database
        self._context.background.write(
            lambda: release.set_minimum(database, wanted),
            show=self._changed,
            fail=self._refused,
            finished=self._tell,
            owner=self,
        )

    def _changed(self, found: Release) -> None:
        self.edit.setText(found.minimum)
        self._show(found)
        self.shell.say(f"Versión mínima para enviar: {found.minimum}.")

    def _show(self, found: Release) -> None:
        # What the administrator is typing is not replaced by what others set.
        if self.edit.text() in ("", self._release.minimum):
            self.edit.setText(found.minimum)
        self._release = found
        self.strip.hide()
        self.pane.set_rows(list(found.programs))
        self._tell()

    def _tell(self) -> None:
        try:
            wanted = release.checked(self.edit.text())
        except PqrError:
            wanted = ""
        self.save.setEnabled(wanted not in ("", self._release.minimum))
        now = f"Ahora es {self._release.minimum}." if self._release.minimum else ""
        self.effect.setText(self._effect_of(wanted) if self.save.isEnabled() else now)

    def _effect_of(self, wanted: str) -> str:
        out = self._release.left_out(wanted)
        words = formats.plural(out, "persona conectada queda", "personas conectadas quedan")
        told = f"{words} sólo en consulta hasta actualizarlo." if out else "Nadie que esté conectado queda por fuera."
        if as_numbers(wanted) > as_numbers(VERSION):
            told += f" Es más nueva que este programa ({VERSION}): usted también queda sólo en consulta."
        return told

    def _refused(self, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            raise error
        self.strip.say(error.user_message)

    def _not_read(self, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            raise error
        self.pane.show_error(error.user_message)
