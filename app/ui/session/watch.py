"""«Avisarme»: whoever found a case in somebody else's hands is told as soon as it is free."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject

from app.errors import PqrError
from app.services.feed import Held
from app.services.offline.ways import tray_title
from app.services.reads import found_cases
from app.services.reads.found_cases import FoundCase
from app.ui.page_context import PageContext
from app.ui.shell.main_window import MainWindow
from app.ui.trays.case_head import number_words
from app.ui.widgets import Strip, button


class Watch(QObject):
    """One per session. Asks with each look of the pulse, wherever the person works meanwhile."""

    def __init__(self, window: MainWindow, context: PageContext, open_case: Callable[[FoundCase], object]) -> None:
        super().__init__(window)
        self._window, self._context, self._open_case = window, context, open_case
        self._wanted: dict[UUID, str] = {}
        self._asked: frozenset[UUID] = frozenset()
        self._free: list[tuple[FoundCase, str]] = []
        self.strip = Strip("good", "bell-ringing", closable=False)
        window.notices.strips.add(self.strip)
        context.changes.watched.connect(self._add)

    def cases(self) -> list[UUID]:
        """The cases that somebody waits for; asked at the beginning of each look."""
        self._asked = frozenset(self._wanted)
        return list(self._wanted)

    def heard(self, held: Sequence[Held]) -> None:
        """Who has what open, as that look found it."""
        for case in self._asked - {each.case_id for each in held}:
            name = self._wanted.pop(case, "")
            database = self._context.database
            self._context.background.run(
                partial(found_cases.by_id, database, case),
                show=partial(self._is_free, name),
                fail=partial(self._not_read, case, name),
                owner=self,
            )
        self._asked = frozenset()

    def _add(self, case: UUID, name: str) -> None:
        self._wanted[case] = name
        self._window.say("Se le avisará cuando el caso quede libre. Puede seguir con otro.")

    def _is_free(self, name: str, case: FoundCase | None) -> None:
        if case is None:
            self._window.say(f"{name} terminó con el caso que esperaba, y ya no está a su alcance.")
            return
        self._free = [(each, who) for each, who in self._free if each.case_id != case.case_id] + [(case, name)]
        self._show()

    def _not_read(self, case: UUID, name: str, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            raise error
        # Asked again with the next look that reaches the server.
        self._wanted[case] = name

    def _show(self) -> None:
        if not self._free:
            self.strip.hide()
            return
        case, name = self._free[0]
        place = f"Está en {tray_title(case.procedure, case.activity_key)}." if case.activity_key else "Ya terminó."
        number = number_words(case.label)
        self.strip.say(
            f"<b>{number} quedó libre.</b> {name} ya no lo tiene abierto. {place}",
            [
                button("Abrir", name=f"Abrir {number}", act=partial(self._done, case)),
                button("Cerrar", "quiet", name="Cerrar el aviso", act=partial(self._done, None)),
            ],
        )

    def _done(self, case: FoundCase | None) -> None:
        self._free = self._free[1:]
        self._show()
        if case is not None:
            self._open_case(case)
