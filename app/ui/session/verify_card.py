"""«Verificar una carta»: number and code of a paper copy, typed or scanned, and whether the entity made it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from html import escape

from PySide6.QtWidgets import QLineEdit, QWidget

from app import filing_number
from app.errors import InvalidInput, PqrError
from app.services.documents.verification import read_back
from app.services.output.verifying import ROLES, Verdict, verify
from app.ui import formats
from app.ui.page_context import PageContext
from app.ui.shell.main_window import MainWindow
from app.ui.shell.page import PaletteEntry
from app.ui.style import Tone
from app.ui.trays.act_card import ActCard
from app.ui.widgets import Field, Strip

WORDS = "Verificar una carta"
_SAID: dict[str, tuple[Tone, str, str]] = {
    "genuine": ("good", "seal-check", "<b>Es auténtica.</b> Radicada el {filed}. La firmó {director}, {position}."),
    "annulled": (
        "danger",
        "prohibit",
        "<b>Está anulada</b> desde el {annulled}: no vale, aunque el papel parezca bueno.",
    ),
    "unsigned": (
        "warn",
        "warning",
        "<b>Todavía no está firmada.</b> Quien tenga ese papel no tiene una respuesta de la Unidad.",
    ),
    "no_code": (
        "warn",
        "warning",
        "<b>Esa carta no tiene código.</b> Se hizo antes de que las cartas lo llevaran: compare el papel con el "
        "archivo del caso (Ctrl+K, el radicado).",
    ),
    "not": (
        "danger",
        "warning-circle",
        "<b>No es auténtica.</b> Ninguna carta de la Unidad tiene ese radicado con ese código.",
    ),
}


class VerifyCard(ActCard):
    """A scanner types the whole QR into the first field; both fields fill and the answer comes."""

    def __init__(self, parent: QWidget, context: PageContext) -> None:
        super().__init__(parent, WORDS, "Lea el QR de la carta o escriba los dos datos. Queda registrado.", "Verificar")
        self._context = context
        self.number, self.code = QLineEdit(), QLineEdit()
        for field, most in ((self.number, 400), (self.code, 20)):
            field.setMaxLength(most)
        self.number_field = Field("&Radicado de la carta", self.number, required=True)
        self.code_field = Field("Có&digo de verificación", self.code, required=True, help_text="Al pie de cada hoja")
        self.answer = Strip("info", "seal-check")
        for each in (self.number_field, self.code_field, self.answer):
            self.body.addWidget(each)
        self.number.returnPressed.connect(self._scanned)
        self.code.returnPressed.connect(self.accept)
        for edit in (self.number, self.code):
            edit.textEdited.connect(lambda _words: self.answer.hide())
        self.first = self.number

    def _scanned(self) -> None:
        number, code = read_back(self.number.text())
        if number and code:
            self.number.setText(filing_number.shown(number))
            self.code.setText(code)
            self.accept()
        else:
            self.code.setFocus()

    def accept(self) -> None:
        """Ask the server; the answer stays beside what was asked."""
        self.answer.hide()
        self.trouble.hide()
        for field in (self.number_field, self.code_field):
            field.set_error("")
        number, code, database = self.number.text(), self.code.text(), self._context.database
        self.go.setEnabled(False)
        self._context.background.run(
            lambda: verify(database, number, code),
            show=lambda verdict: self._show((number, code), verdict),
            fail=self._failed,
            finished=lambda: self.go.setEnabled(True),
            key=("verify-letter", id(self)),
            owner=self,
        )

    def _show(self, asked: tuple[str, str], verdict: Verdict) -> None:
        if asked != (self.number.text(), self.code.text()):
            return
        tone, icon_name, words = _SAID[verdict.state]
        self.answer.set_tone(tone, icon_name)
        self.answer.say(
            words.format(
                filed=formats.date(verdict.filed_on) if verdict.filed_on else "",
                annulled=formats.date(verdict.annulled_on) if verdict.annulled_on else "",
                director=escape(verdict.director),
                position=escape(verdict.position),
            )
        )
        self.number.setFocus()
        self.number.selectAll()

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            raise error
        field = {"number": self.number_field, "code": self.code_field}.get(str(error))
        if isinstance(error, InvalidInput) and field is not None:
            field.set_error(error.user_message)
            field.setFocus()
        else:
            self.show_trouble(error)


def add_order(window: MainWindow, context: PageContext) -> None:
    """The palette finds it under any of its words, for the roles that may ask."""
    if not context.has_role(*ROLES):
        return
    ask = partial(_open, window, context)
    window.palette_box.add_search(lambda words, show: show(_entries(words, ask)))


def _open(window: MainWindow, context: PageContext) -> None:
    VerifyCard(window, context).ask()


def _entries(words: str, ask: Callable[[], object]) -> Sequence[PaletteEntry]:
    said = words.strip().lower()
    known = ("verificar una carta", "carta", "auténtica", "autentica")
    if len(said) < 3 or not any(each.startswith(said) for each in known):
        return []
    return [PaletteEntry("seal-check", WORDS, "¿Es auténtica?", ask)]
