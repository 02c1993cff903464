"""The login: two fields, and for each thing that may go wrong its sentence and its way out."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QLineEdit, QProgressBar

from app.errors import AccessWithdrawn, Offline, PqrError, SchemaNewer, SchemaOlder, WrongPassword
from app.ui.refusals import explain
from app.ui.shell.cover import Cover
from app.ui.widgets import Field, PasswordEdit, button, text

if TYPE_CHECKING:
    from app.ui.widgets import Strip


class LoginPage(Cover):
    """Emits what the person asks for; whoever opens the session answers with `show_error`."""

    #: User and password, as typed.
    login_asked = Signal(str, str)
    #: The person wants to work somewhere else (another server, this computer, the demonstration).
    change_place_asked = Signal()
    #: The person (user and password, as typed) wants to see the cases kept on this computer while the server is down.
    work_offline_asked = Signal(str, str)

    def __init__(self, place: str, user: str = "", *, remember: bool = True, may_work_offline: bool = False) -> None:
        """`place` says where: «Servidor pqr.entidad.gov.co» or «Este equipo»."""
        super().__init__("Bandeja PQR", "Del radicado a la respuesta,\nsin perder un solo término.", share=50)
        self._may_work_offline = may_work_offline
        self.set_card_width(420)
        column = self.card.column
        column.setSpacing(8)
        column.addWidget(text("Ingresar", "display"))
        column.addWidget(text(place, "sub"))
        column.addSpacing(6)
        self._strip_at = column.count()
        self.user = QLineEdit(user)
        self.password = PasswordEdit()
        self.user_field = Field("&Usuario", self.user, required=True)
        self.password_field = Field("&Contraseña", self.password, required=True)
        column.addWidget(self.user_field)
        column.addWidget(self.password_field)
        self.remember = QCheckBox("Recordar mi usuario en este equipo")
        self.remember.setAccessibleName(self.remember.text())
        self.remember.setChecked(remember)
        column.addWidget(self.remember)
        column.addSpacing(4)
        self.enter = button("Ingresar", "primary", act=self.submit)
        column.addWidget(self.enter)
        self._waiting_at = column.count()
        column.addWidget(button("Trabajar en otro lugar", "quiet", act=self.change_place_asked.emit))
        self.user.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(self.submit)
        self.user.textEdited.connect(self._forget_errors)
        self.password.textEdited.connect(self._forget_errors)
        self.setFocusProxy(self.password if user else self.user)

    @cached_property
    def strip(self) -> Strip:
        """What went wrong with the way in; made when something does."""
        from app.ui.widgets import Strip

        made = Strip("warn", "warning", stacked=True)
        self.card.column.insertWidget(self._strip_at, made)
        self._waiting_at += 1
        return made

    @cached_property
    def waiting(self) -> QProgressBar:
        """Moves while an answer is awaited."""
        made = QProgressBar()
        made.hide()
        made.setRange(0, 0)
        made.setTextVisible(False)
        made.setAccessibleName("Entrando")
        self.card.column.insertWidget(self._waiting_at, made)
        return made

    def submit(self) -> None:
        """Ask to log in, unless a field is empty or an answer is still awaited."""
        self._ask(self.login_asked)

    def _ask(self, asked: SignalInstance) -> None:
        if not self.enter.isEnabled():
            return
        self._forget_errors()
        if not self.user.text().strip():
            self._wrong(self.user_field, "Escriba su usuario.")
        elif not self.password.text():
            self._wrong(self.password_field, "Escriba su contraseña.")
        else:
            self._set_waiting(True)
            asked.emit(self.user.text().strip(), self.password.text())

    def show_error(self, error: BaseException) -> None:
        """Say what went wrong where it belongs, with its way out; what was typed stays."""
        self._set_waiting(False)
        self._forget_errors()
        if isinstance(error, WrongPassword):
            self._wrong(self.password_field, error.user_message)
        elif isinstance(error, Offline):
            self._server_down(error)
        elif isinstance(error, AccessWithdrawn | SchemaNewer | SchemaOlder):
            self._closed_door(error)
        else:
            self._say("danger", explain(error).sentence)
            self.password.setFocus()

    def succeeded(self) -> None:
        """The session is open: nothing of the password stays in the window."""
        self.password.clear()
        self._set_waiting(False)

    def _server_down(self, error: Offline) -> None:
        actions = [button("Reintentar", act=self.submit)]
        if self._may_work_offline:
            offline = button("Ver mis casos guardados", "quiet", act=partial(self._ask, self.work_offline_asked))
            actions.insert(0, offline)
        self.strip.set_tone("warn", "wifi-slash")
        self.strip.say(error.user_message, actions)
        actions[-1].setFocus()

    def _closed_door(self, error: PqrError) -> None:
        copy = button("Copiar mensaje", name="Copiar el mensaje para Tecnología")
        words = f"Bandeja PQR: {error.user_message} (código {error.code})"
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(words))
        self.strip.set_tone("danger", "prohibit")
        self.strip.say(error.user_message, [copy])
        copy.setFocus()

    def _say(self, tone: str, sentence: str) -> None:
        self.strip.set_tone("danger" if tone == "danger" else "warn", "warning-circle")
        self.strip.say(sentence)

    def _wrong(self, field: Field, sentence: str) -> None:
        field.set_error(sentence)
        editor = field.editor
        assert isinstance(editor, QLineEdit)
        editor.selectAll()
        editor.setFocus()

    def _forget_errors(self) -> None:
        for field in (self.user_field, self.password_field):
            if field.error():
                field.set_error("")
        self.strip.hide()

    def _set_waiting(self, waiting: bool) -> None:
        for widget in (self.user, self.password, self.enter):
            widget.setEnabled(not waiting)
        self.waiting.setVisible(waiting)
        self.enter.setText("Entrando…" if waiting else "Ingresar")
