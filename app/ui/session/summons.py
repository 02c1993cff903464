"""Meetings of quality that a person is called to, and what they took on there, for the bell of their window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from app.clock import BOGOTA
from app.errors import PqrError
from app.services.quality.meetings import Mine, read_mine
from app.ui import formats
from app.ui.page_context import PageContext

#: A meeting is called hours ahead: nobody needs it sooner.
_EVERY_MS = 10 * 60 * 1000


class Summons(QObject):
    """Asks on entering and every ten minutes; `tell` gets what there is now."""

    def __init__(self, parent: QObject, context: PageContext, tell: Callable[[list[Mine]], object]) -> None:
        super().__init__(parent)
        self._context, self._tell = context, tell
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.ask)
        self._timer.start()
        context.first_paint.then(self.ask)

    def ask(self) -> None:
        """Ask now."""
        database = self._context.database
        self._context.background.run(
            lambda: read_mine(database), show=self._tell, fail=_not_read, key=("summons", id(self)), owner=self
        )


def line(mine: Mine) -> str:
    """«Reunión de Calidad: 24/11, 09:00 · Sala 3», or «Compromiso para el 24/12: …»."""
    if mine.commitment is not None and mine.due_on is not None:
        return f"Compromiso para el {formats.date(mine.due_on)}: {mine.commitment}"
    return f"Reunión de Calidad: {formats.moment(mine.meets_at.astimezone(BOGOTA))} · {mine.place}"


def detail(mine: Mine) -> str:
    """Who calls and what it is about, in one sentence."""
    about = ", ".join(each.lower() for each in mine.topics) or "lineamientos"
    if mine.commitment is not None:
        return f"{mine.commitment}. Cuando lo cumpla, avise a {mine.called_by}."
    return f"Cita {mine.called_by}. Se tratará: {about}."


def _not_read(error: BaseException) -> None:
    # It is asked for again; what fails for another reason is a fault of ours.
    if not isinstance(error, PqrError):
        raise error
