"""Strips above the work: something persistent to know (offline, refused, read-only). They never take the focus."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6 import QtCore
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui import formats
from app.ui.theme.tokens import TONES, Tone
from app.ui.widgets.buttons import button, tool_button
from app.ui.widgets.labels import IconLabel
from app.ui.widgets.reach import announce
from app.ui.widgets.texts import restyle


class Strip(QFrame):
    """An icon, a sentence and up to two buttons, in a tone. Hidden until `say`."""

    def __init__(
        self, tone: Tone = "info", icon_name: str = "info", *, closable: bool = False, stacked: bool = False
    ) -> None:
        """`stacked` puts the buttons under the sentence, for narrow places."""
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(8)
        self._icon = IconLabel(icon_name, TONES[tone][1])
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(QtCore.Qt.TextFormat.RichText)
        row.addWidget(self._icon)
        self._actions = QHBoxLayout()
        if stacked:
            column = QVBoxLayout()
            column.addWidget(self._text)
            column.addLayout(self._actions)
            row.addLayout(column, 1)
        else:
            row.addWidget(self._text, 1)
            row.addLayout(self._actions)
        if closable:
            row.addWidget(tool_button("x", "Cerrar el aviso", act=self.hide))
        self.setProperty("strip", tone)
        self.hide()

    def say(self, sentence: str, actions: Sequence[QWidget] = ()) -> None:
        """Show the sentence (simple HTML allowed) with these buttons, and announce it."""
        news = sentence != self._text.text() or self.isHidden()
        self._text.setText(sentence)
        self._text.setAccessibleName("Aviso")
        while (item := self._actions.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.deleteLater()
        for each in actions:
            self._actions.addWidget(each)
        self.show()
        if news:
            announce(self, sentence.replace("<b>", "").replace("</b>", ""))

    def set_tone(self, tone: Tone, icon_name: str) -> None:
        """Change colour and icon."""
        self._icon.set_icon(icon_name, TONES[tone][1])
        self.setProperty("strip", tone)
        restyle(self)
        restyle(self._text)

    def sentence(self) -> str:
        """What it says now."""
        return self._text.text()


class InfoStrip(Strip):
    """Something to know: somebody else has the case open, data are read-only."""

    def __init__(self, icon_name: str = "info") -> None:
        super().__init__("info", icon_name)


class RefusedStrip(Strip):
    """The server said no: its sentence stays until the person closes it or acts."""

    def __init__(self) -> None:
        super().__init__("danger", "prohibit", closable=True)


class OfflineStrip(Strip):
    """No connection: what still works, what waits, and Retry."""

    def __init__(self) -> None:
        super().__init__("warn", "wifi-slash")
        self.retry = button("Reintentar", name="Reintentar la conexión")
        self.outbox = button("Ver salida", "quiet", name="Ver la bandeja de salida")
        row = self.layout()
        assert row is not None
        row.addWidget(self.outbox)
        row.addWidget(self.retry)

    def show_since(self, since: str, waiting: int, about: str = "") -> None:
        """Offline since «hh:mm» with that many changes waiting; `about`: what may be done on this page meanwhile."""
        rest = about or "Puede leer lo que está en pantalla."
        if waiting:
            changes = formats.plural(waiting, "cambio se enviará", "cambios se enviarán")
            rest += f" {changes[0].upper()}{changes[1:]} al volver la red."
        self.outbox.setVisible(bool(waiting))
        self.say(f"<b>Sin conexión con el servidor desde las {since}.</b> {rest}")
