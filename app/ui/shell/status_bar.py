"""The bar at the bottom: connection and age of the data, what waits to be sent, keys, today's counter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.ui import formats
from app.ui.widgets.labels import IconLabel, KeyCap


class HintRow(QWidget):
    """Keys and what they do, aligned to the right; those that do not fit are left out whole, last first."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(10)
        self._row.addStretch(1)
        self._hints: list[QWidget] = []
        self._said: list[tuple[str, str]] = []

    def set_hints(self, hints: Sequence[tuple[str, str]]) -> None:
        """Replace what is shown."""
        if self._said == list(hints):
            return
        self._said = list(hints)
        for old in self._hints:
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._hints = [self._hint(keys, words) for keys, words in hints]
        for each in self._hints:
            self._row.addWidget(each)
        self._fit()

    @staticmethod
    def _hint(keys: str, words: str) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(KeyCap(keys))
        row.addWidget(QLabel(words))
        return made

    def _fit(self) -> None:
        room = self.width()
        for each in self._hints:
            room -= each.sizeHint().width() + self._row.spacing()
            each.setVisible(room >= 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


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
        self._hints = HintRow()
        for widget in (self._icon, self._connection, self._outbox):
            row.addWidget(widget)
        row.addWidget(self._hints, 1)
        row.addWidget(self._today)
        self.set_online(None)
        self.set_outbox(0)

    def set_online(self, age: float | None) -> None:
        """Connected; `age` is how many seconds ago the data were read (None: not yet)."""
        self._icon.set_icon("cloud-check", "good")
        fresh = "" if age is None else f" · actualizado {formats.ago(age)}"
        self._connection.setText(f"En línea{fresh}")

    def set_offline(self, since: str, age: float | None = None) -> None:
        """No connection since «hh:mm»; `age` is how many seconds ago the data on screen were true."""
        self._icon.set_icon("wifi-slash", "warn")
        old = "" if age is None else f" · datos de {formats.ago(age)}"
        self._connection.setText(f"Sin conexión desde las {since}{old}")

    def set_outbox(self, waiting: int, refused: int = 0) -> None:
        """How many changes wait to be sent, and how many the server refused."""
        parts = [formats.plural(waiting, "cambio por enviar", "cambios por enviar")] if waiting else []
        if refused:
            parts.append(formats.plural(refused, "no recibido", "no recibidos"))
        self._outbox.setText(" · ".join(parts) or "Todo guardado")

    def set_today(self, words: str) -> None:
        """Today's counter in words: «Hoy: 23 casos» (simple HTML allowed)."""
        self._today.setText(words)

    def set_hints(self, hints: Sequence[tuple[str, str]]) -> None:
        """The keys of the page on screen, at most five."""
        self._hints.set_hints(list(hints)[:5])

    def words(self) -> tuple[str, str, str]:
        """What it says: connection, outbox, today."""
        return self._connection.text(), self._outbox.text(), self._today.text()
