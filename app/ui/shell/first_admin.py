"""The page that makes the first administrator when somebody starts on this computer alone."""

from __future__ import annotations

import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from app.ui.shell.cover import Cover
from app.ui.widgets import Field, PasswordEdit, Strip, button, text

_LOGIN = re.compile(r"[a-z][a-z0-9_.]{1,38}")
#: Shorter ones fall to guessing; the server keeps only a verifier.
LEAST_PASSWORD = 10


class FirstAdminPage(Cover):
    """Asks for a name, a user and a password; whoever makes the person answers with `show_problem`."""

    #: Full name, user without its prefix, password.
    made = Signal(str, str, str)

    def __init__(self) -> None:
        super().__init__("Bandeja PQR", "Este computador guardará\nlos casos y las personas.", share=50)
        self.set_card_width(420)
        column = self.card.column
        column.addWidget(text("Primer administrador", "display"))
        column.addWidget(text("Creará después a las demás personas en Administrar.", "sub", wrap=True))
        self.strip = Strip("danger", "warning-circle", stacked=True)
        column.addWidget(self.strip)
        self.name, self.user, self.password = QLineEdit(), QLineEdit(), PasswordEdit()
        self.name_field = Field("&Nombre completo", self.name, required=True)
        self.user_field = Field("&Usuario", self.user, required=True)
        self.password_field = Field("&Contraseña", self.password, required=True)
        for field in (self.name_field, self.user_field, self.password_field):
            column.addWidget(field)
        self.enter = button("Crear y entrar", "primary", act=self.submit)
        column.addWidget(self.enter)
        self.password.returnPressed.connect(self.submit)
        self.setFocusProxy(self.name)

    def submit(self) -> None:
        """Emit what was typed, or say under each field what is wrong."""
        name, user, password = self.name.text().strip(), self.user.text().strip().lower(), self.password.text()
        wrong = {
            self.name_field: "" if len(name.split()) > 1 else "Escriba nombre y apellido.",
            self.user_field: "" if _LOGIN.fullmatch(user) else "Use letras minúsculas sin tildes, números, punto o _.",
            self.password_field: ""
            if len(password) >= LEAST_PASSWORD
            else f"La contraseña debe tener al menos {LEAST_PASSWORD} caracteres.",
        }
        for field, sentence in wrong.items():
            field.set_error(sentence)
        if not any(wrong.values()):
            self.enter.setEnabled(False)
            self.made.emit(name, user, password)

    def show_problem(self, sentence: str) -> None:
        """Say why the person could not be made; what was typed stays."""
        self.enter.setEnabled(True)
        self.strip.say(sentence)
