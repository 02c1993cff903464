"""The question before a batch is signed with a certificate: the count first, and its PIN, asked once and never kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.errors import PqrError
from app.ui.background import Background
from app.ui.widgets import Confirm, Field, Question, text

#: Shorter is no PIN of any device: it is not even tried.
_LEAST = 4


class PinConfirm(Confirm):
    """`open_key(pin)` runs aside and is tried once for each time that the person asks; `opened(key)` hears it open.

    The field is emptied before the answer comes, whatever it is: the program never holds a PIN to try it again.
    """

    def __init__(
        self,
        parent: QWidget,
        question: Question,
        *,
        background: Background,
        open_key: Callable[[str], Any],
        opened: Callable[[Any], object],
        needs_pin: bool = True,
        warning: str = "",
    ) -> None:
        super().__init__(parent, question, lambda: None)
        self._jobs, self._open_key, self._opened = background, open_key, opened
        self._needs_pin, self._busy = needs_pin, False
        self.pin = QLineEdit()
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setMaxLength(128)
        self.pin.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData)
        self.field = Field(
            "&PIN del certificado",
            self.pin,
            required=True,
            help_text="Se pide una sola vez por lote. No se guarda ni se escribe en el registro.",
        )
        self.state = text(warning, "error" if warning else "help", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.field, 1)
        row.addWidget(self.state, 1)
        self.card.column.insertLayout(self.card.column.count() - 1, row)
        self.field.setVisible(needs_pin)
        self.state.setVisible(bool(warning))
        self.pin.textEdited.connect(self._typed)
        self.pin.returnPressed.connect(self._accept)
        self._typed()

    def ask(self) -> None:
        """Open it with the focus in the PIN, or on the safe answer where none is asked."""
        super().ask()
        if self._needs_pin:
            self.pin.setFocus()

    def _typed(self, *_: object) -> None:
        self.field.set_error("")
        self.go.setEnabled(not self._busy and (not self._needs_pin or len(self.pin.text()) >= _LEAST))

    def _accept(self) -> None:
        if not self.go.isEnabled():
            return
        pin = self.pin.text()
        self.pin.clear()
        self._busy = True
        self.go.setEnabled(False)
        self.keep.setEnabled(False)
        open_key = self._open_key
        self._jobs.run(lambda: open_key(pin), show=self._done, fail=self._refused, key=("pin", id(self)), owner=self)

    def close_overlay(self) -> None:
        """Not while the device is answering: whether it opened must be known."""
        if not self._busy:
            self.pin.clear()
            super().close_overlay()

    def _done(self, key: Any) -> None:
        self._busy = False
        self.close_overlay()
        self._opened(key)

    def _refused(self, error: BaseException) -> None:
        self._busy = False
        self.keep.setEnabled(True)
        if not isinstance(error, PqrError):
            raise error
        left = getattr(error, "tries_left", None)
        tries = f" Quedan {left} intentos." if left and left > 1 else " Queda un solo intento." if left == 1 else ""
        self._typed()
        self.field.set_error(f"{error.user_message}{tries} No se firmó ninguna carta ni se tomó ningún radicado.")
        self.pin.setFocus()
