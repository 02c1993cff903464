"""A reserved datum on an open case: what stands in its place, and the card that asks why one wants to see it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from app.errors import PqrError
from app.services import reveal
from app.services.reveal import RESERVED, Reason, Revealed
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.style import icon
from app.ui.trays.act_card import ActCard
from app.ui.widgets import Field, button, text


class ReservedLine(QWidget):
    """«Enfoque diferencial: dato reservado», with the button that asks to see it."""

    asked = Signal()

    def __init__(self, what: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(6)
        lock = QLabel()
        lock.setPixmap(icon("lock-simple", "text2").pixmap(16, 16))
        row.addWidget(lock)
        row.addWidget(text(f"{what}: {RESERVED.lower()}", "sub", wrap=True), 1)
        self.see = button("Ver…", "quiet", icon_name="eye", act=self.asked.emit)
        self.see.setToolTip("Pide un motivo y queda registrado con su nombre (Ley 1581 de 2012, arts. 5 y 7)")
        self.see.setAccessibleName(f"Ver el dato reservado: {what}")
        row.addWidget(self.see)
        self.hide()


class RevealCard(ActCard):
    """Asks for one of the reasons and a sentence; what was typed stays until the server has written it."""

    def __init__(
        self, parent: QWidget, number: str, reasons: list[Reason], act: Callable[[RevealCard, str, str], None]
    ) -> None:
        words = (
            "Es un dato sensible (Ley 1581 de 2012, arts. 5 y 7). Queda registrado con su nombre, la hora y el motivo,"
            " y no se puede borrar. Por hoy no se le vuelve a preguntar en este caso."
        )
        super().__init__(parent, f"Ver el dato reservado de {number}", words, "Ver el dato", width=520)
        self._act = act
        self.reason = QComboBox()
        self.reason.addItem("Elija el motivo", "")
        for each in reasons:
            self.reason.addItem(each.label, each.code)
        self.note = QLineEdit()
        self.note.setMaxLength(reveal.MOST)
        self.note.setPlaceholderText("Una frase, de 10 a 200 letras")
        self.note.returnPressed.connect(self.accept)
        self.body.addWidget(Field("&Motivo", self.reason))
        self.body.addWidget(Field("&Para qué lo necesita", self.note))
        self.first = self.reason

    def accept(self) -> None:
        """Check what is written and ask."""
        code, note = str(self.reason.currentData() or ""), self.note.text()
        try:
            reveal.check(code, note)
        except PqrError as error:
            self.show_trouble(error)
            return
        self.trouble.hide()
        self.go.setEnabled(False)
        self._act(self, code, note)


class Revealing(QObject):
    """Between a reserved line and the server. `case` gives the open case and its number; `show` gets what was seen."""

    def __init__(
        self, page: QWidget, shell: Shell, context: PageContext, line: ReservedLine,
        case: Callable[[], tuple[UUID, str] | None], show: Callable[[Revealed], object],
    ) -> None:  # fmt: skip
        super().__init__(page)
        self._page, self._shell, self._context, self._case, self._show = page, shell, context, case, show
        line.asked.connect(self.ask)

    def ask(self) -> None:
        """Read the reasons and open the card."""
        here, database = self._case(), self._context.database
        if here is None:
            return
        self._context.background.run(
            lambda: reveal.reasons(database),
            show=lambda found: self._open(here, found),
            fail=self._shell.report,
            key=("reveal", id(self)),
            owner=self,
        )

    def _open(self, here: tuple[UUID, str], reasons: list[Reason]) -> None:
        if self._case() == here:
            RevealCard(self._page.window(), here[1], reasons, lambda *said: self._reveal(here, *said)).ask()

    def _reveal(self, here: tuple[UUID, str], card: RevealCard, code: str, note: str) -> None:
        database = self._context.database

        def shown(seen: Revealed) -> None:
            card.close_overlay()
            if self._case() == here:
                self._show(seen)

        self._context.background.run(
            lambda: reveal.reveal(database, here[0], code, note),
            show=shown,
            fail=card.failed(self._shell.report),
            owner=card,
        )
