"""Says to others that this person has a case open, and to this person that somebody else has it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import PqrError
from app.ui.page_context import PageContext

_SECONDS = 120
_RENEW_MS = 50_000
#: While somebody else has it, ask more often: it may be free by now.
_ASK_AGAIN_MS = 8_000


class Lease(QObject):
    """One case at a time. A courtesy: what decides is the version, in the server."""

    #: Initials of whoever has the case, or nothing: it is held by this person.
    answered = Signal(object, str)

    def __init__(self, context: PageContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._case: UUID | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_RENEW_MS)
        self._timer.timeout.connect(self._claim)

    def take(self, case_id: UUID) -> None:
        """Ask for the case, and keep asking while it is open."""
        self.drop()
        self._case = case_id
        self._timer.start()
        self._claim()

    def drop(self) -> None:
        """The case is not open any more."""
        case, self._case = self._case, None
        self._timer.stop()
        if case is not None:
            self._context.background.run(
                lambda: self._context.database.call("release", p_case=case), fail=_ignore_known, owner=self
            )

    def forget(self) -> None:
        """The case has moved on: the step itself has released it."""
        self._case = None
        self._timer.stop()

    def _claim(self) -> None:
        case = self._case
        if case is None:
            return
        self._context.background.run(
            lambda: self._context.database.call("claim", p_case=case, p_seconds=_SECONDS),
            show=lambda answer: self._tell(case, answer),
            fail=_ignore_known,
            key=("lease", id(self)),
            owner=self,
        )

    def _tell(self, case: UUID, answer: dict[str, Any]) -> None:
        if case == self._case and answer["status"] in ("held", "busy"):
            busy = answer["status"] == "busy"
            self._timer.setInterval(_ASK_AGAIN_MS if busy else _RENEW_MS)
            self.answered.emit(case, answer["by"] if busy else "")


def _ignore_known(error: BaseException) -> None:
    """A lease that could not be asked for hinders nobody: the step itself will say what is wrong."""
    if not isinstance(error, PqrError):
        raise error
