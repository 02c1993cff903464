"""Registrar: the form at the left, the scan at the right; after filing, an empty form waits for the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout

from app import filing_number
from app.errors import Busy, Offline, PqrError
from app.services.intake import registration
from app.services.intake.catalogue_words import read_catalogues
from app.services.intake.terms import Terms, read_terms
from app.services.perform import Result
from app.services.verbs.receive_petition import FieldInvalid
from app.ui import formats
from app.ui.modules.intake.form import PetitionForm
from app.ui.modules.intake.scan_box import ScanBox
from app.ui.page_context import PageContext
from app.ui.shell.appearance import remember_splitter
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.style import theme
from app.ui.widgets import Card, KeyCap, Question, RefusedStrip, button, line, shortcut, side_by_side, text


class _Fields(QScrollArea):
    """Scrolls only up and down: never narrower than its fields, dressed as they are when it is shown."""

    def __init__(self) -> None:
        super().__init__()
        theme.changed.connect(self._fit)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        inside = self.widget()
        assert inside is not None
        self.setMinimumWidth(inside.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width() + 2)


class RegisterPage(Page):
    """Files petitions one after another (activity 1). Nothing typed is lost when the server refuses."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self.shell, self._context = shell, context
        self._sent: tuple[dict[str, Any], registration.Attempt] | None = None
        self._loaded = False
        self.setAcceptDrops(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        self.strip = RefusedStrip()
        column.addWidget(self.strip)
        split = side_by_side()
        split.addWidget(self._left())
        self.viewer = ScanBox(context.background, "Petición por radicar")
        self.viewer.changed.connect(self._scanned)
        shortcut("Ctrl+O", self, self.viewer.choose)
        split.addWidget(self.viewer)
        remember_splitter(split, "intake.register", shell.settings, [560, 700])
        column.addWidget(split, 1)
        self._say_missing()

    def _left(self) -> Card:
        card = Card()
        self.form = PetitionForm(self._context.calendar)
        scroll = _Fields()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.form)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName("Datos de la petición")
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        card.column.addWidget(scroll, 1)
        card.column.addWidget(line())
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 10, 14, 12)
        self.missing = text("", "help", wrap=True)
        self.save = button("Radicar", "primary", icon_name="stamp", act=self.file)
        shortcut("F9", self, self.save.click)
        self.empty = button("Vaciar", "quiet", act=self._ask_clear)
        foot.addWidget(self.missing, 1)
        foot.addWidget(self.empty)
        foot.addWidget(self.save)
        foot.addWidget(KeyCap("F9"))
        card.column.addLayout(foot)
        self.form.changed.connect(self._say_missing)
        return card

    def activate(self) -> None:
        if not self._loaded:
            database = self._context.database
            self.shell.background.run(
                lambda: (read_catalogues(database), read_terms(database)),
                show=self._catalogues,
                fail=self.shell.report,
                key="intake.catalogues",
                owner=self,
            )
        self.form.number.setFocus()

    def _catalogues(self, found: tuple[Any, Terms]) -> None:
        self._loaded = True
        self.form.set_catalogues(*found)
        self._say_missing()

    def commands(self) -> Sequence[PaletteEntry]:
        return (
            PaletteEntry("upload-simple", "Elegir imagen", "Radicación", self.viewer.choose, "Ctrl+O"),
            PaletteEntry("stamp", "Radicar", "Radicación", self.file, "F9"),
        )

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (("Ctrl O", "imagen"), ("Tab", "siguiente campo"), ("F9", "radicar"))

    def _scanned(self) -> None:
        scan = self.viewer.scan
        if scan is not None and not self.form.number.text() and filing_number.is_valid(scan.path.stem):
            self.form.number.setText(filing_number.shown(scan.path.stem))
        self._say_missing()

    def _say_missing(self) -> None:
        missing = []
        if not self.form.number.text().strip():
            missing.append("radicado")
        if self.viewer.scan is None and not self.form.oral.isChecked():
            missing.append("imagen")
        if not self.form.subject.toPlainText().strip():
            missing.append("asunto")
        people = self.form.people
        if not people.anonymous.isChecked() and not people.name.text().strip():
            missing.append("nombre o «Anónima»")
        self.missing.setText(f"Falta: {', '.join(missing)}." if missing else "Listo para radicar.")

    def file(self) -> None:
        """Upload the scan and file the petition; what the server refuses is said beside its field."""
        try:
            scan = self.viewer.scan
            verb = self.form.verb(scan.document_id if scan else None, scan.pages if scan else 0)
        except FieldInvalid as error:
            self._failed(error)
            return
        payload = verb.payload()
        if self._sent is None or self._sent[0] != payload:
            self._sent = (payload, registration.Attempt())
        attempt, database, performer = self._sent[1], self._context.database, self._context.performer
        self.save.setEnabled(False)
        self.strip.hide()

        self.shell.background.write(
            lambda: registration.register(database, performer, verb, scan, attempt),
            show=self._filed,
            fail=self._failed,
            finished=lambda: self.save.setEnabled(True),
            owner=self,
        )

    def _filed(self, result: Result) -> None:
        number = filing_number.shown(str(result.command.payload["filing_number"]))
        due = self.form.due_on()
        self.shell.say(f"Radicado {number}. Vence el {formats.date(due)}." if due else f"Radicado {number}.")
        self._sent = None
        self.form.clear()
        self.viewer.forget()
        self.form.number.setFocus()

    def _failed(self, error: BaseException) -> None:
        """A refusal goes to its field, or over the form; anything else is the frame's to say."""
        if not isinstance(error, PqrError) or isinstance(error, Offline | Busy):
            self.shell.report(error)
        elif not self.form.show_problem(getattr(error, "field", None), error.user_message):
            self.strip.say(error.user_message)

    def _ask_clear(self) -> None:
        if self.form.is_untouched() and self.viewer.scan is None:
            self._clear()
            return
        question = Question(
            "¿Vaciar el formulario?", "Vaciar", subtitle="Lo escrito y la imagen se quitan; no se radica nada."
        )
        self.shell.confirm(question, self._clear)

    def _clear(self) -> None:
        self._sent = None
        self.strip.hide()
        self.form.clear()
        self.viewer.forget()
        self.form.number.setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.viewer.dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        # Dropped on the form or on the sheet, it is the same scan.
        self.viewer.dropEvent(event)
