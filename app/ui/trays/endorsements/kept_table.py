"""A table of signatories being filled, kept in the journal until a step takes it: a kill or another row loses none."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from app.services.offline.journal import Place
from app.services.perform import Result
from app.services.reads.case_sheet import SignatoryData
from app.ui.page_context import PageContext
from app.ui.trays.endorsements.signatories import SignatoriesBox
from app.ui.widgets import button

#: What is being typed in a cell is kept so long after its first letter.
_CELL_MS = 600


class KeptTable(QObject):
    """Belongs to its box; `page` is the key of the page where the table is."""

    def __init__(self, box: SignatoriesBox, context: PageContext, page: str) -> None:
        super().__init__(box)
        self._box, self._typed, self._page = box, context.typed, page
        self._place: Place | None = None
        #: The table as the server has it.
        self._stored = ""
        self._timer = QTimer(self, singleShot=True, interval=_CELL_MS)
        self._timer.timeout.connect(self.keep)
        box.changed.connect(self.keep)
        # Not started anew by each letter: who types without a pause is kept as well.
        box.typing.connect(lambda: self._timer.start() if not self._timer.isActive() else None)
        context.changes.performed.connect(self._performed)

    def show(self, case_id: UUID, people: Sequence[SignatoryData], expected: int) -> None:
        """Show the table of a case: as it was left here, else the stored one."""
        self._timer.stop()
        self._box.set_people(people, expected)
        self._place, self._stored = Place(self._page, str(case_id), "Firmantes"), self._box.written()
        left = self._typed.resumed(self._place)
        if left is None or left == self._stored:
            return
        self._box.write(left)
        back = button("Volver a la guardada", act=lambda: self._put_back(people, expected))
        self._box.said.say("Esta es la tabla que usted dejó sin enviar.", [back])

    def keep(self) -> None:
        """Keep it as it is now. Raises DiskFull."""
        self._timer.stop()
        if self._place is None:
            return
        now = self._box.written()
        if now == self._stored:
            self._typed.drop([self._place])
        else:
            self._typed.keep(self._place, "Firmantes", now, self._stored)

    def _put_back(self, people: Sequence[SignatoryData], expected: int) -> None:
        self._box.set_people(people, expected)
        self._box.changed.emit()

    def _performed(self, result: Result) -> None:
        if self._place is not None and self._place.subject == str(result.command.case_id):
            self._timer.stop()
            self._typed.drop([self._place])
            self._place = None
