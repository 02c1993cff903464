"""Keeps what is being written: on this computer after a second, on the server after five; says where it is.

A text is let go only when the server has it. Where this computer may keep nothing (no key ring) and there is no
network, it stays in the window, and the label says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from app import clock
from app.errors import Offline
from app.services.database import Database
from app.services.drafting.foot import NO_FOOT, Foot
from app.services.drafting.sheet import Kept, Saved, save_draft
from app.services.verbs.draft_response import Answer
from app.ui import formats
from app.ui.background import Background
from app.ui.style import Tone
from app.ui.trays.drafting.held import Copies, Held, Journal

_SERVER_MS = 5000
_LOCAL_MS = 1000


class Autosave(QObject):
    """One per page. `said` carries (words, tone, icon) for the label; `parted` says another window wrote too."""

    said = Signal(str, str, str)
    parted = Signal()
    #: Version that the server now holds.
    kept = Signal(int)
    #: Claim and words of each mention of somebody of another case, as the server found them in what it keeps.
    told = Signal(object)
    #: The case can no longer be written here; what was typed is still on screen.
    refused = Signal(object)

    def __init__(self, background: Background, database: Database, journal: Journal | None, owner: QObject) -> None:
        super().__init__(owner)
        self._background, self._database, self.copies = background, database, Copies(journal)
        self._open: Held | None = None
        #: Cases that left the screen before the server had their text.
        self.left: dict[UUID, Held] = {}
        #: Cases that were sent while their author typed on: what came after waits for the case to come back.
        self.aside: dict[UUID, Held] = {}
        self._is_cut = False
        #: «Anexos» and «Copias» that came back with the answers of `begin`.
        self.foot = NO_FOOT
        self.read: Callable[[], tuple[str, Sequence[Answer], Foot]] = lambda: ("", (), NO_FOOT)
        self._server = QTimer(self, singleShot=True, interval=_SERVER_MS)
        self._server.timeout.connect(self.save_now)
        self._local = QTimer(self, singleShot=True, interval=_LOCAL_MS)
        self._local.timeout.connect(self._keep)

    def begin(self, case_id: UUID, saved: Saved | None) -> list[Answer] | None:
        """Another case is on screen. Returns answers that this window or computer kept and the server does not have."""
        self._open = Held(case_id, saved)
        if saved is None:
            self.said.emit("Sin borrador todavía", "neutral", "cloud-check")
        else:
            self.said.emit(f"Guardado {_when(saved)}", "good", "cloud-check")
        left = self.left.pop(case_id, None) or self.aside.pop(case_id, None)
        if left is not None and left.dirty:
            self._open = left
            self._server.start()
            self.foot = left.foot
            return left.answers
        kept = self.copies.recall(self._open, saved)
        self.foot = self._open.foot
        return kept

    def end(self) -> None:
        """The case leaves the screen: what is not saved is saved now, and held until the server has it."""
        held = self._open
        if held is not None and held.dirty:
            self.left[held.case_id] = held
        self.save_now()
        self._open = None

    def drop(self, case_id: UUID | None = None) -> Held | None:
        """The case on screen was sent: nothing of it stays to be saved.

        With `case_id`, that one was sent while its author typed on: that text is set aside, here and on this computer,
        comes back with the case, and is the answer; None when none of it is held.
        """
        held = self.left.pop(case_id, None) if case_id is not None else None
        if self._open is not None and case_id in (None, self._open.case_id):
            self._server.stop()
            self._open.dirty = self._open.dirty or case_id is not None
            if case_id is not None:
                self._keep()
                held = self._open
            else:
                self._local.stop()
                self.left.pop(self._open.case_id, None)
                self.copies.drop(self._open.case_id)
            self._open = None
        if held is not None:
            # Whatever stands on the server now was not what this was written upon.
            held.dirty, held.seen = True, None
            self.aside[held.case_id] = held
        return held

    def touched(self) -> None:
        """Something was typed."""
        if self._open is None:
            return
        self._open.dirty = True
        self.said.emit(*(self._cut_words() if self._is_cut else ("Guardando…", "neutral", "cloud-check")))
        if not self._server.isActive():
            self._server.start()
        if self.copies and not self._local.isActive():
            self._local.start()

    def rest(self) -> None:
        """The reply is being sent: nothing is saved until it is known what became of it."""
        self._server.stop()
        self._local.stop()

    def fork(self, recovered: int | None = None) -> None:
        """The next save makes a version of its own: what is saved now stays as it is."""
        self.save_now()
        if self._open is not None:
            self._open = Held(self._open.case_id, None, self._open.dirty, recovered)

    @property
    def unsaved(self) -> bool:
        """Whether something typed has not reached the server."""
        return bool(self.left) or (self._open is not None and self._open.dirty)

    @property
    def at_risk(self) -> bool:
        """Whether closing now would lose text: there is no network and nothing is kept on this computer."""
        return self._is_cut and not self.copies and self.unsaved

    def save_now(self) -> None:
        """Save on the server what has changed since the last time."""
        self._server.stop()
        self._keep()
        held = self._open
        if held is not None and held.dirty:
            self._send(held)
        for each in [each for each in self.left.values() if each is not held and each.dirty]:
            self._send(each)

    def _send(self, held: Held) -> None:
        held.dirty = False
        self._background.write(
            lambda: save_draft(
                self._database, held.case_id, held.seen, held.opening, held.answers,
                held.recovered if held.seen is None else None, held.foot,
            ),
            show=lambda kept: self._saved(held, kept),
            fail=lambda error: self._failed(held, error),
            owner=self,
        )  # fmt: skip

    def _saved(self, held: Held, kept: Kept) -> None:
        held.seen, self._is_cut = kept, False
        if not held.dirty:
            self.copies.drop(held.case_id)
            if self.left.get(held.case_id) is held:
                del self.left[held.case_id]
        if held is not self._open:
            return
        self.kept.emit(kept.version)
        self.told.emit(kept.foreign)
        if kept.elsewhere:
            self.said.emit("Otra persona cambió el caso: se guardó su copia", "warn", "warning")
            self.parted.emit()
        elif not held.dirty:
            self.said.emit(f"Guardado a las {formats.clock(clock.now())}", "good", "cloud-check")

    def _failed(self, held: Held, error: BaseException) -> None:
        held.dirty = True
        if isinstance(error, Offline):
            self._is_cut = True
            # Also for a case that is no longer on screen: its text is held until the network is back.
            self._server.start()
            if held is self._open:
                self.said.emit(*self._cut_words())
            return
        self.left.pop(held.case_id, None)
        if held is self._open:
            self.said.emit("No se pudo guardar", "danger", "warning-circle")
        self.refused.emit(error)

    def _cut_words(self) -> tuple[str, Tone, str]:
        if self.copies:
            return "Guardado en este equipo", "warn", "cloud-slash"
        return "Sin red: sólo en esta ventana, no la cierre", "danger", "cloud-slash"

    def _keep(self) -> None:
        self._local.stop()
        if self._open is not None and self._open.dirty:
            opening, answers, foot = self.read()
            self._open.opening, self._open.answers, self._open.foot = opening, list(answers), foot
            self.copies.keep(self._open)


def _when(saved: Saved) -> str:
    local = saved.saved_at.astimezone(clock.BOGOTA)
    day = "" if local.date() == clock.today() else f"el {formats.date(local.date())} "
    return f"{day}a las {formats.clock(local)}"
