"""The palette's search of cases: three letters, a short pause, the last text wins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from app.clock import now
from app.errors import PqrError
from app.services.reads import found_cases
from app.services.reads.found_cases import FoundCase
from app.services.trays.figures import TRAYS
from app.services.trays.status import status_words
from app.ui import formats
from app.ui.page_context import PageContext
from app.ui.session.case_card import CaseCard
from app.ui.shell.main_window import MainWindow
from app.ui.shell.page import PaletteEntry
from app.ui.table.clocks import hour_look, lacking_cell, slack_words
from app.ui.table.model import RowModel
from app.ui.table.view import CaseTable
from app.ui.trays.case_head import number_words

LEAST = 3
PAUSE_MS = 300
#: A page that has just been opened gets this long to bring its rows.
_PATIENCE_MS = 4000
_STEP_MS = 80
Show = Callable[[Sequence[PaletteEntry]], None]


class CaseSearch(QObject):
    """Each question is counted in the server: it is asked when the typing stops, not at each letter."""

    def __init__(self, window: MainWindow, context: PageContext) -> None:
        # With the window it goes: an answer that comes after signing out finds nobody.
        super().__init__(window)
        self._window, self._context = window, context
        self._asked: tuple[str, Show] = ("", lambda _entries: None)
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self._ask)
        self._opening = _Opening(self)
        window.palette_box.add_search(self.typed)

    def typed(self, words: str, show: Show) -> None:
        """The text of the palette changed."""
        if len(words.strip()) >= LEAST:
            self._asked = (words.strip(), show)
            self._timer.start()
        else:
            self._timer.stop()

    def open_case(self, case_id: UUID) -> None:
        """Open a case wherever it stands by now."""
        database = self._context.database
        self._context.background.run(
            lambda: found_cases.by_id(database, case_id),
            show=self._open_found,
            fail=self._window.report,
            owner=self,
        )

    def _ask(self) -> None:
        words, show = self._asked
        database = self._context.database
        self._context.background.run(
            lambda: found_cases.search(database, words),
            show=lambda found: show([self._entry(each) for each in found]),
            fail=lambda error: show(self._refused(error)),
            key=("search", id(self)),
            owner=self,
        )

    def _refused(self, error: BaseException) -> list[PaletteEntry]:
        if not isinstance(error, PqrError):
            raise error
        return [PaletteEntry("prohibit", "No se pudo buscar", error.user_message, lambda: None)]

    def _entry(self, case: FoundCase) -> PaletteEntry:
        who = " · ".join(part for part in (case.name, case.document_tail) if part)
        lex = f"LEX {case.lex_code}" if case.lex_code else ""
        detail = " · ".join(part for part in (_clock(case), lex, status_words(case.status)[0], who) if part)
        return PaletteEntry("file-text", number_words(case.label), detail, lambda: self.open(case))

    def _open_found(self, case: FoundCase | None) -> None:
        if case is not None:
            self.open(case)
        else:
            self._window.say("El caso ya no está a su alcance.")

    def open(self, case: FoundCase) -> None:
        """In the page that holds it, if this person has one; else its card."""
        page = self._page_of(case)
        if page is None or self._window.go(page) is None:
            self.show_card(case)
        else:
            self._opening.begin(self._window, case, self.show_card)

    def show_card(self, case: FoundCase) -> None:
        """Where it stands and what happened to it, to read only."""
        CaseCard(self._window.content, case, self._context).ask()

    def _page_of(self, case: FoundCase) -> str | None:
        me = self._context.access.person.person_id
        for key in self._window.desk.page_keys():
            for tray in TRAYS.get(key, ()):
                mine = tray.scope != "mine" or case.assignee_id == me
                if tray.procedure == case.procedure and case.activity_key in tray.activities and mine:
                    return key
        return None


def _clock(case: FoundCase) -> str:
    """«3 días · holgura −2 d»."""
    clock = case.slack
    if clock is None:
        return ""
    if clock.lacks is not None:
        return lacking_cell(clock).spoken.rstrip(".")
    if clock.days_left is None:
        return ""
    hours = hour_look(clock, now())
    return f"{hours[0] if hours else formats.slack(clock.days_left)} · {slack_words(clock).lower()}"


class _Opening(QObject):
    """Waits until the page has the row, then puts the cursor on it."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=_STEP_MS)
        self._timer.timeout.connect(self._try)
        self._left = 0
        self._window: MainWindow | None = None
        self._case: FoundCase | None = None
        self._otherwise: Callable[[FoundCase], None] = lambda _case: None

    def begin(self, window: MainWindow, case: FoundCase, otherwise: Callable[[FoundCase], None]) -> None:
        """Look for the case in the page on screen; `otherwise` when it does not come."""
        self._window, self._case, self._otherwise = window, case, otherwise
        self._left = _PATIENCE_MS // _STEP_MS
        self._timer.start()

    def _try(self) -> None:
        assert self._window is not None and self._case is not None
        page = self._window.desk.page()
        for table in page.findChildren(CaseTable) if page is not None else ():
            model = table.model()
            if isinstance(model, RowModel) and model.only and model.find(self._case.case_id) < 0:
                # What was asked for is shown, also where the list is filtered by its term.
                model.only = ""
                model.set_rows(model.every_row())
            at = model.find(self._case.case_id) if isinstance(model, RowModel) else -1
            if at >= 0:
                self._timer.stop()
                table.go_to(at)
                table.setFocus()
                return
        self._left -= 1
        if self._left <= 0:
            self._timer.stop()
            self._otherwise(self._case)
