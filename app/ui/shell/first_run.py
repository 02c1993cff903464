"""First run: where to work — the entity's server, this computer alone, or the demonstration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.ui.shell.choices import OptionCard, foot, note
from app.ui.shell.cover import Cover, Step
from app.ui.theme.theme import scaled
from app.ui.widgets import Check, Field, IconLabel, Strip, button, text
from app.ui.widgets.labels import CheckState

Place = Literal["server", "local", "demo"]

_STEPS = (
    Step("Dónde trabajar", "Servidor o este equipo"),
    Step("Comprobar", "Identidad, versión y reloj"),
    Step("Entrar", "Su usuario o un personaje"),
)
_OPTIONS: tuple[tuple[Place, str, str, str], ...] = (
    (
        "server",
        "hard-drives",
        "Con el servidor de la entidad",
        "Para el trabajo diario. Necesita la dirección que entrega Tecnología y su usuario.",
    ),
    (
        "local",
        "desktop",
        "En este equipo, solo",
        "Para una oficina sin red o un piloto. Los casos quedan en este equipo; ocupa unos 900 MB.",
    ),
    (
        "demo",
        "users-three",
        "Conocer la demostración",
        "Casos y personas inventados: recorra el trámite completo sin tocar datos reales.",
    ),
)
_RESERVE = "Los datos de las víctimas tienen reserva. Solo se guardan en este equipo mientras usted los necesita."


class PlacePage(Cover):
    """«¿Dónde va a trabajar?»: 1, 2 and 3 choose, Enter goes on. Emits server, local or demo."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__("Bandeja PQR", "Antes de empezar, diga dónde están los casos.", _STEPS, 0)
        self.set_card_width(660)
        column = self.card.column
        column.addWidget(text("¿Dónde va a trabajar?", "display"))
        column.addWidget(text("Puede cambiarlo después, al entrar. Nada se borra al cambiar.", "sub", wrap=True))
        self.options: list[OptionCard] = []
        for number, (_place, icon_name, title, detail) in enumerate(_OPTIONS, 1):
            option = OptionCard(IconLabel(icon_name, "accent", 28), title, (detail,), number)
            column.addWidget(option)
            self.options.append(option)
        column.addWidget(note("lock-key", _RESERVE))
        self.go_on = button("Seguir", "primary", icon_name="arrow-right", act=self._go_on)
        foot(column, "1, 2 y 3 eligen", self.go_on)
        self.options[0].setChecked(True)
        self.setFocusProxy(self.options[0])

    def _go_on(self) -> None:
        at = next(number for number, option in enumerate(self.options) if option.isChecked())
        self.chosen.emit(_OPTIONS[at][0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.key() - Qt.Key.Key_1.value
        if 0 <= digit < len(self.options):
            self.options[digit].setChecked(True)
            self.options[digit].setFocus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go_on.click()
        else:
            super().keyPressEvent(event)


@dataclass(frozen=True)
class ServerCheck:
    """One condition of the server, checked by whoever knows how; the page only draws it."""

    state: CheckState
    title: str
    detail: str = ""
    value: str = ""


class ServerPage(Cover):
    """Address, port and certificate of the authority; the list of what was checked; then Seguir."""

    #: Address, port and path of the CA file (empty: the system's).
    check_asked = Signal(str, int, str)
    #: The checks passed and the person goes on.
    accepted = Signal(str, int, str)
    back_asked = Signal()

    def __init__(self, host: str = "", port: int = 5432, ca_file: str = "") -> None:
        super().__init__("Bandeja PQR", "Se comprueba el servidor antes de pedirle la contraseña.", _STEPS, 1)
        self.set_card_width(660)
        self._passed = False
        self.host, self.port, self.ca_file = QLineEdit(host), QLineEdit(str(port)), QLineEdit(ca_file)
        self.host.setPlaceholderText("pqr.entidad.gov.co")
        self.port.setMaximumWidth(scaled(90))
        self.host_field = Field("&Dirección", self.host, required=True)
        self.port_field = Field("&Puerto", self.port, required=True)
        self.ca_field = Field("&Certificado de la entidad (archivo .crt o .pem)", self.ca_file)
        column = self.card.column
        column.addWidget(text("Comprobar el servidor", "display"))
        column.addLayout(self._row(self.host_field, self.port_field))
        choose = button("Elegir archivo…", name="Elegir el archivo del certificado", act=self._choose_file)
        column.addLayout(self._row(self.ca_field, choose))
        self._checks = QVBoxLayout()
        self._checks.setSpacing(0)
        column.addLayout(self._checks)
        self.strip = Strip("danger", "shield-warning")
        column.addWidget(self.strip)
        self.go_on = button("Comprobar", "primary", icon_name="arrows-clockwise", act=self._go_on)
        back = button("Atrás", "quiet", icon_name="arrow-left", keys="Alt+Left", act=self.back_asked.emit)
        foot(column, "", self.go_on, back)
        for edit in (self.host, self.port, self.ca_file):
            edit.textEdited.connect(self._stale)
        self.setFocusProxy(self.host)

    def show_checks(self, checks: Sequence[ServerCheck]) -> None:
        """Draw what was checked. With any «danger» there is no going on, and it says why."""
        self._clear_checks()
        for check in checks:
            self._checks.addWidget(Check(check.state, check.title, check.detail, check.value))
        bad = [check for check in checks if check.state == "danger"]
        self._passed = bool(checks) and not bad
        self.go_on.setEnabled(True)
        self.go_on.setText("\u2002Seguir" if self._passed else "\u2002Comprobar otra vez")
        if bad:
            copy = button("Copiar para Tecnología", name="Copiar el resultado para Tecnología")
            copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._for_support(checks)))
            words = "<b>No se puede seguir con este servidor.</b> Mientras tanto puede conocer la demostración."
            self.strip.say(words, [copy])
        else:
            self.strip.hide()
        self.go_on.setFocus()

    def _for_support(self, checks: Sequence[ServerCheck]) -> str:
        lines = [f"{self.host.text()}:{self.port.text()}"]
        lines += [" · ".join(part for part in (c.state, c.title, c.detail, c.value) if part) for c in checks]
        return "\n".join(lines)

    def _values(self) -> tuple[str, int, str] | None:
        host, port = self.host.text().strip(), self.port.text().strip()
        self.host_field.set_error("" if host else "Escriba la dirección que le dio Tecnología.")
        good = port.isdecimal() and 0 < int(port) < 65536
        self.port_field.set_error("" if good else "Un número de 1 a 65535.")
        if not host or not good:
            (self.port if host else self.host).setFocus()
            return None
        return host, int(port), self.ca_file.text().strip()

    def _go_on(self) -> None:
        values = self._values()
        if values is None:
            return
        if self._passed:
            self.accepted.emit(*values)
        else:
            self.go_on.setEnabled(False)
            self.check_asked.emit(*values)

    def _stale(self) -> None:
        """What was checked is not what is written now."""
        self._passed = False
        self.go_on.setEnabled(True)
        self.go_on.setText("\u2002Comprobar")
        self._clear_checks()
        self.strip.hide()

    def _clear_checks(self) -> None:
        while (item := self._checks.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()

    def _choose_file(self) -> None:
        kinds = "Certificados (*.crt *.pem *.cer)"
        path, _kind = QFileDialog.getOpenFileName(self, "Certificado de la entidad", "", kinds)
        if path:
            self.ca_file.setText(path)
            self._stale()

    @staticmethod
    def _row(first: QWidget, second: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(first, 1)
        row.addWidget(second, 0, Qt.AlignmentFlag.AlignBottom)
        return row

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go_on.click()
        else:
            super().keyPressEvent(event)
