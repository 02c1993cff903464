"""The alarm of what a judge, a control body or Congress wants by an hour: in the bell, and once in a strip."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from app import clock
from app.errors import PqrError
from app.services.trays.hours import HourAlarm, read_alarms
from app.ui import formats
from app.ui.page_context import PageContext
from app.ui.shell.main_window import MainWindow
from app.ui.table.clocks import FEW_HOURS
from app.ui.trays.case_head import number_words
from app.ui.widgets import Strip, button

#: Nobody is told of an hour much later than it became near.
_EVERY_MS = 5 * 60 * 1000


class Hours(QObject):
    """Asks on entering, every five minutes and after each step; `tell` gets what there is now.

    The strip tells of each case when it comes within a day, and again when few hours are left: once each in a
    session. It is no toast: one would take away the undo of the last step.
    """

    def __init__(
        self,
        window: MainWindow,
        context: PageContext,
        tell: Callable[[Sequence[HourAlarm]], object],
        open_case: Callable[[UUID], object],
    ) -> None:
        super().__init__(window)
        self._context, self._tell, self._open = context, tell, open_case
        self.strip = Strip("warn", "warning-fill", closable=True)
        window.notices.strips.add(self.strip)
        self._said: set[tuple[UUID, dt.datetime, str]] = set()
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.ask)
        self._timer.start()
        context.changes.performed.connect(self.ask)
        context.first_paint.then(self.ask)

    def ask(self, *_: object) -> None:
        """Ask now."""
        database = self._context.database
        self._context.background.run(
            lambda: read_alarms(database), show=self._show, fail=_not_read, key=("hours", id(self)), owner=self
        )

    def _show(self, found: list[HourAlarm]) -> None:
        self._tell(found)
        now = clock.now()
        fresh = [each for each in found if (each.case_id, each.due_at, level(each, now)) not in self._said]
        self._said |= {(each.case_id, each.due_at, level(each, now)) for each in found}
        if not found:
            self.strip.hide()
        elif fresh:
            self._warn(fresh, now)

    def _warn(self, fresh: Sequence[HourAlarm], now: dt.datetime) -> None:
        first = fresh[0]
        words = html.escape(line(first, now))
        if len(fresh) > 1:
            words = f"{len(fresh)} casos con hora fijada; el primero: {words}"
        is_day = level(first, now) == "day"
        self.strip.set_tone("warn" if is_day else "danger", "warning-fill" if is_day else "warning-circle-fill")
        self.strip.say(f"{words}.", [button("Abrir el caso", act=lambda: self._open(first.case_id))])


def level(alarm: HourAlarm, now: dt.datetime) -> str:
    """«late», «few» hours, or within a «day»."""
    seconds = (alarm.due_at - now).total_seconds()
    return "late" if seconds <= 0 else "few" if seconds <= FEW_HOURS * 3600 else "day"


def line(alarm: HourAlarm, now: dt.datetime) -> str:
    """«2026-711-… · Requerimiento judicial · faltan 3 h (22/11/2026 16:30)», with its agent for the leader."""
    seconds = (alarm.due_at - now).total_seconds()
    is_near = abs(seconds) < 86_400
    left = f"{'faltan' if seconds > 0 else 'venció hace'} {formats.spell(abs(seconds))}" if is_near else "vencido"
    whose = "" if alarm.is_mine else f" · {alarm.assignee or 'sin asignar'}"
    return f"{number_words(alarm.label)} · {alarm.class_label} · {left} ({formats.moment(alarm.due_at)}){whose}"


def _not_read(error: BaseException) -> None:
    # It is asked for again; what fails for another reason is a fault of ours.
    if not isinstance(error, PqrError):
        raise error
