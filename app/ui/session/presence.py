"""Who has which case open: rings in every list on screen, and the strip over a case that somebody else works on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from app.errors import PqrError
from app.ui.page_context import PageContext
from app.ui.session.typing import subject_of
from app.ui.shell.main_window import MainWindow
from app.ui.table.model import CellModel
from app.ui.table.view import CaseTable
from app.ui.trays.lease import NOBODY, Holder, Lease, presence_act
from app.ui.widgets import InfoStrip

#: How often it is looked which case is on screen; the server is asked with each look of the pulse.
_LOOK_MS = 500
#: So many cases are asked about with one look.
MOST = 500


class Presence(QObject):
    """One per session. A page with `holds_case` has the case on screen for itself while it is open."""

    def __init__(self, window: MainWindow, context: PageContext) -> None:
        super().__init__(window)
        self._window, self._context = window, context
        self.lease = Lease(context, self)
        self.lease.answered.connect(self._answered)
        self.strip = InfoStrip("eye")
        window.notices.strips.add(self.strip)
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        window.desk.shown.connect(lambda _module, _page: self.beat())

    def look(self) -> None:
        """Follow the person to the case they work on."""
        page = self._window.desk.page()
        case = _case(subject_of(page)) if page is not None and page.holds_case else None
        if case == self.lease.case:
            return
        self.strip.hide()
        if case is None:
            self.lease.drop()
        else:
            self.lease.take(case)

    def beat(self) -> None:
        """Ask at once who has open what came on screen; later the pulse asks with each of its looks."""
        cases = self.on_screen()
        if not cases:
            return
        database = self._context.database
        self._context.background.run(
            lambda: database.table("presence", p_cases=cases),
            show=self.show_held,
            fail=_not_told,
            key=("presence", id(self)),
            owner=self,
        )

    def on_screen(self) -> list[UUID]:
        """The cases of the lists that are seen."""
        found = []
        for table, model in self._tables():
            rows = (model.row_at(at) for at in _on_screen(table))
            keys = [model.key_of(row) for row in rows if row is not None]
            found += [key for key in keys if isinstance(key, UUID)]
        return found[:MOST]

    def show_held(self, rows: Sequence[Any]) -> None:
        """Ring the cases that somebody has open; `rows` as the server tells them."""
        held = {row.case_id: (row.initials, _has_it(Holder(row.initials, row.name, row.mine))) for row in rows}
        for _, model in self._tables():
            model.set_rings(held)

    def _tables(self) -> list[tuple[CaseTable, CellModel]]:
        page = self._window.desk.page()
        tables = page.findChildren(CaseTable) if page is not None else ()
        found = ((table, table.model()) for table in tables if table.isVisible())
        return [(table, model) for table, model in found if isinstance(model, CellModel)]

    def _answered(self, case: UUID, by: Holder) -> None:
        if case != self.lease.case or by == NOBODY:
            self.strip.hide()
            return
        words = "Puede leerlo; lo que decida aquí no se recibirá mientras tanto. Lo que escriba se conserva."
        self.strip.say(f"{_has_it(by, bold=True)} {words}", [presence_act(by, self.lease.act_for(by))])


def _has_it(by: Holder, *, bold: bool = False) -> str:
    who = "Usted" if by.is_me else by.name or by.initials
    where = "en otra ventana" if by.is_me else "ahora"
    return f"<b>{who}</b> tiene abierto este caso {where}." if bold else f"{who} tiene abierto este caso {where}."


def _on_screen(table: CaseTable) -> range:
    first, last = table.rowAt(0), table.rowAt(table.viewport().height() - 1)
    count = table.model().rowCount()
    return range(max(first, 0), (last if last >= 0 else count - 1) + 1) if first >= 0 else range(0)


def _case(subject: str) -> UUID | None:
    try:
        return UUID(subject)
    except ValueError:
        return None


def _not_told(error: BaseException) -> None:
    """Without an answer the last rings stay; the status bar says that there is no network."""
    if not isinstance(error, PqrError):
        raise error
