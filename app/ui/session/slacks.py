"""Asks the server for the slack of every case in the lists on screen, when their rows change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from app import clock
from app.errors import PqrError
from app.services.trays.slack import MOST, Slack, read_group_slack, read_slack
from app.ui.page_context import PageContext
from app.ui.shell.main_window import MainWindow
from app.ui.table.model import RowModel
from app.ui.table.view import CaseTable
from app.ui.trays.term_clock import TermClock

#: A list that has just been shown, or has just got its rows, is asked for within this time.
_LOOK_MS = 300


class Slacks(QObject):
    """One per session."""

    def __init__(self, window: MainWindow, context: PageContext) -> None:
        super().__init__(window)
        self._window, self._context = window, context
        self._asked: dict[int, tuple[int, int]] = {}
        self._turn, self._minute = 0, -1
        context.changes.arrived.connect(self._stale)
        context.changes.performed.connect(self._stale)
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def _stale(self, _news: object) -> None:
        """What others did may move any clock."""
        self._turn += 1

    def look(self) -> None:
        """Ask for the lists on screen whose rows are not the ones asked about."""
        page = self._window.desk.page()
        if page is None:
            return
        for head in page.findChildren(TermClock):
            if _is_near(head) and head.case is not None and head.asked != self._turn:
                self._ask_head(head, head.case)
        minute, before = clock.now().minute, self._minute
        self._minute = minute
        for table in page.findChildren(CaseTable):
            model = table.model()
            if table.isVisible() and isinstance(model, RowModel) and model.clocks.at >= 0:
                if minute != before:
                    model.tell_hours()
                self._ask(table, model)
                self._tell_heads(page, table, model)

    def _tell_heads(self, page: QWidget, table: CaseTable, model: RowModel) -> None:
        """The head of the panel says the same as the row under the cursor."""
        row = table.current_row()
        slack = model.clocks.of(model.key_of(row)) if row is not None else None
        for head in page.findChildren(TermClock):
            if _is_near(head) and head.case is None:
                head.show_slack(slack if head.pick is None else head.pick())

    def _ask_head(self, head: TermClock, case: UUID) -> None:
        head.asked, database = self._turn, self._context.database

        def show(found: Mapping[UUID, Slack]) -> None:
            if head.case == case:
                head.show_slack(found.get(case))

        self._context.background.run(
            lambda: read_slack(database, [case]), show=show, fail=_not_told, key=("slack", id(head)), owner=head
        )

    def _ask(self, table: CaseTable, model: RowModel) -> None:
        now = (model.filled, self._turn)
        if self._asked.get(id(model)) == now:
            return
        self._asked[id(model)] = now
        question = self._question(model, table.accessibleName())
        if question is not None:
            self._context.background.run(
                question, show=table.show_slack, fail=_not_told, key=("slack", id(model)), owner=table
            )

    def _question(self, model: RowModel, name: str) -> Callable[[], Mapping[Any, Slack]] | None:
        """What is asked of the server about the rows; None where there is nothing to ask."""
        database, group, calendar = self._context.database, model.clocks.group, self._context.calendar
        if group is not None:
            stand = {model.key_of(row): group(row) for row in model.every_row()}
            dated = {key: (day, activity) for key, (day, activity) in stand.items() if day is not None}
            return (lambda: read_group_slack(database, dated)) if dated else None
        keys = [key for key in map(model.key_of, model.every_row()) if isinstance(key, UUID)][: 2 * MOST]
        return (lambda: read_slack(database, keys, name, calendar)) if keys else None


def _is_near(head: TermClock) -> bool:
    """Whether its panel is on screen: without a term it hides, and may still have to say which datum is missing."""
    beside = head.parentWidget()
    return beside is not None and beside.isVisible()


def _not_told(error: BaseException) -> None:
    """Without an answer the last figures stay; the status bar says that there is no network."""
    if not isinstance(error, PqrError):
        raise error
