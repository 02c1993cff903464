"""Says to others that this person has a case open, and to this person that somebody else has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QPushButton

from app.errors import PqrError
from app.ui.page_context import PageContext
from app.ui.widgets import button

_SECONDS = 120
#: While somebody else has it, ask more often: it may be free by now.
_ASK_AGAIN_MS = 8_000


@dataclass(frozen=True)
class Holder:
    """Who has a case open: somebody else, or this same person in another window."""

    initials: str
    name: str
    is_me: bool = False


#: The case is this window's.
NOBODY = Holder("", "")


class Lease(QObject):
    """One case at a time. A courtesy: what decides is the version, in the server."""

    #: Case, and who has it (Holder); NOBODY: it is held by this window.
    answered = Signal(object, object)

    def __init__(self, context: PageContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._case: UUID | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._claim)

    @property
    def case(self) -> UUID | None:
        """The case that is asked for."""
        return self._case

    def take(self, case_id: UUID) -> None:
        """Ask for the case, and keep asking while it is open."""
        self.drop()
        self._case = case_id
        self._claim()

    def take_over(self) -> None:
        """Go on here with what another window of this person has open; that one is told at its next look."""
        self._claim(take=True)

    def act_for(self, by: Holder) -> TakeOver:
        """What `presence_act` does for that holder of the case on screen."""
        if by.is_me:
            return self.take_over
        return partial(self._context.changes.watched.emit, self._case, by.name or by.initials)

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

    def _claim(self, *, take: bool = False) -> None:
        case = self._case
        if case is None:
            return
        self._timer.start(_ASK_AGAIN_MS)
        self._context.background.run(
            lambda: self._context.database.call("claim", p_case=case, p_seconds=_SECONDS, p_take=take),
            show=lambda answer: self._tell(case, answer),
            fail=_ignore_known,
            key=("lease", id(self)),
            owner=self,
        )

    def _tell(self, case: UUID, answer: dict[str, Any]) -> None:
        if case != self._case or answer["status"] not in ("held", "busy"):
            return
        if answer["status"] == "busy":
            self._timer.start(_ASK_AGAIN_MS)
            self.answered.emit(case, Holder(answer["by"], answer["name"], answer["mine"]))
        else:
            # At half: one renewal may get lost. The server says how long, by its own clock.
            self._timer.start(max(5, int(answer["ttl"])) * 500)
            self.answered.emit(case, NOBODY)


def presence_words(holder: Holder) -> str:
    """«Paulina Mora la tiene abierta», or that this person has it in another window."""
    if holder.is_me:
        return "<b>Usted</b> tiene este caso abierto en otra ventana. Aquí lo ve en modo lectura."
    return f"<b>{holder.name or holder.initials}</b> tiene este caso abierto. Usted lo ve en modo lectura."


#: What `presence_act` does.
TakeOver = Callable[[], object]


def presence_act(holder: Holder, act: TakeOver) -> QPushButton:
    """What can be done of it: go on here with one's own case, or be told when the other has done with it."""
    if holder.is_me:
        return button("Seguir aquí", name="Seguir con el caso en esta ventana", act=act)
    return button("Avisarme", icon_name="bell", name="Avisarme cuando quede libre", act=act)


def _ignore_known(error: BaseException) -> None:
    """A lease that could not be asked for hinders nobody: the step itself will say what is wrong."""
    if not isinstance(error, PqrError):
        raise error
