"""The bar at the bottom: connection and age of the data, what waits to be sent, keys, today's counter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from app.ui import formats
from app.ui.widgets.labels import IconLabel, KeyCap


class StatusBar(QFrame):
    """Says the state in words; nothing in it takes the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("frame", "status")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(14)
        self._icon = IconLabel("cloud-check", "good", 16)
        self._connection, self._outbox, self._today = QLabel(), QLabel(), QLabel()
        self._connection.setAccessibleName("Estado de la conexión")
        self._outbox.setAccessibleName("Cambios por enviar")
        self._hints = QWidget()
        self._hint_row = QHBoxLayout(self._hints)
        self._hint_row.setContentsMargins(0, 0, 0, 0)
        self._hint_row.setSpacing(6)
        for widget in (self._icon, self._connection, self._outbox):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._hints)
        row.addSpacing(8)
        row.addWidget(self._today)
        self.set_online(None)
        self.set_outbox(0)

    def set_online(self, age: float | None) -> None:
        """Connected; `age` is how many seconds ago the data were read (None: not yet)."""
        self._icon.set_icon("cloud-check", "good")
        fresh = "" if age is None else f" · actualizado {formats.ago(age)}"
        self._connection.setText(f"En línea{fresh}")

    def set_offline(self, since: str) -> None:
        """No connection since «hh:mm»."""
        self._icon.set_icon("wifi-slash", "warn")
        self._connection.setText(f"Sin conexión desde las {since}")

    def set_outbox(self, waiting: int, refused: int = 0) -> None:
        """How many changes wait to be sent, and how many the server refused."""
        words = formats.plural(waiting, "cambio por enviar", "cambios por enviar") if waiting else "Todo guardado"
        if refused:
            words += f" · {formats.plural(refused, 'rechazado', 'rechazados')}"
        self._outbox.setText(words)

    def set_today(self, words: str) -> None:
        """Today's counter in words: «Hoy: 23 de 45 casos» (simple HTML allowed)."""
        self._today.setText(words)

    def set_hints(self, hints: Sequence[tuple[str, str]]) -> None:
        """The keys of the page on screen, at most five."""
        while (item := self._hint_row.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for keys, words in list(hints)[:5]:
            self._hint_row.addWidget(KeyCap(keys))
            said = QLabel(words)
            said.setContentsMargins(0, 0, 8, 0)
            self._hint_row.addWidget(said)

    def words(self) -> tuple[str, str, str]:
        """What it says: connection, outbox, today."""
        return self._connection.text(), self._outbox.text(), self._today.text()
