"""Reads the tray aside: rows with names asked for once, and who has which case open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import Offline, PqrError
from app.services.trays.analysis import AnalysisRow, read_rows, with_rings
from app.services.trays.rows import Label
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell

_RINGS_MS = 20_000
_READ_EACH = 3


class TrayReader(QObject):
    """`rows` are as last read."""

    arrived = Signal()
    #: The tray could not be read: the sentence to show in its place.
    failed = Signal(str)
    #: Rows whose ring has changed.
    rings_moved = Signal(object)

    def __init__(self, parent: QObject, shell: Shell, context: PageContext) -> None:
        super().__init__(parent)
        self._shell, self._context = shell, context
        self.rows: list[AnalysisRow] = []
        self._names: dict[UUID, Label] = {}
        self.stale = True
        #: Whether the first rows are on their way, and whether somebody asked for them again meanwhile.
        self._waits_for_first, self._once_more = False, False
        self._rings = QTimer(self)
        self._rings.setInterval(_RINGS_MS)
        self._rings.timeout.connect(self._tick)
        self._ticks = 0

    def watch(self, on: bool) -> None:
        """Keep asking who has cases open, while the page is on screen."""
        if on:
            self._rings.start()
        else:
            self._rings.stop()

    def read(self) -> None:
        """Read the tray again.

        The first look of a session asks for it while the first rows are on their way: those are shown when they
        come, and then read again. Otherwise whoever opens the program waits for the same rows twice.
        """
        self.stale = False
        if self._waits_for_first:
            self._once_more = True
            return
        self._waits_for_first = not self._names
        context, known = self._context, dict(self._names)
        work: Callable[[], list[AnalysisRow]] = partial(read_rows, context.access, context.calendar, known)
        context.background.run(
            context.ahead.pop("analysis", work),
            show=self._arrived,
            fail=self._failed,
            finished=self._ended,
            key=("analysis-tray", id(self)),
            owner=self,
        )

    def _ended(self) -> None:
        self._waits_for_first = False
        again, self._once_more = self._once_more, False
        if again:
            self.read()

    def drop(self, case_id: UUID) -> None:
        """A case has left the tray."""
        self.rows = [row for row in self.rows if row.case_id != case_id]

    def _arrived(self, rows: list[AnalysisRow]) -> None:
        self.rows = rows
        self._names |= {row.case_id: Label(row.name, row.document_tail) for row in rows}
        self.arrived.emit()

    def _failed(self, error: BaseException) -> None:
        self.stale = True
        if isinstance(error, Offline) or not isinstance(error, PqrError):
            self._shell.report(error)
        if isinstance(error, PqrError):
            self.failed.emit(error.user_message)

    def _tick(self) -> None:
        # What an area answers changes the petition's state without a step of its own: the tray is read each minute.
        self._ticks += 1
        if self._ticks % _READ_EACH == 0:
            self.read()
        else:
            self._ask_rings()

    def _ask_rings(self) -> None:
        rows, context = list(self.rows), self._context
        context.background.run(
            lambda: with_rings(rows, context.database, context.access.person.initials),
            show=self._rings_arrived,
            fail=lambda error: None if isinstance(error, PqrError) else self._shell.report(error),
            key=("analysis-rings", id(self)),
            owner=self,
        )

    def _rings_arrived(self, rows: list[AnalysisRow]) -> None:
        before = {row.case_id: row.ring for row in self.rows}
        moved = {row.case_id: row for row in rows if before.get(row.case_id, row.ring) != row.ring}
        self.rows = [moved.get(row.case_id, row) for row in self.rows]
        self.rings_moved.emit(list(moved.values()))
