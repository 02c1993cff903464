"""The bell: what others did to my cases since I came in, newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu

from app import clock
from app.services.access import PersonRow
from app.services.feed import News
from app.services.perform import Result
from app.services.quality.meetings import Mine
from app.services.trays.figures import Day, Reprinted
from app.services.trays.hours import HourAlarm
from app.services.trays.status import status_words
from app.ui import formats
from app.ui.session.hours import level
from app.ui.session.hours import line as hour_line
from app.ui.session.summons import detail, line
from app.ui.shell.top_bar import TopBar
from app.ui.style import icon
from app.ui.trays.case_head import number_words

SHOWN = 12


@dataclass(frozen=True)
class _Notice:
    """One line of the panel."""

    news: News
    at: dt.datetime


class Bell(QObject):
    """Counts what has not been looked at; opening the panel counts as looking."""

    def __init__(
        self,
        top: TopBar,
        person: PersonRow,
        open_case: Callable[[UUID], object],
        say: Callable[[str], object] = lambda _words: None,
    ) -> None:
        super().__init__(top)
        self._say = say
        self._top, self._person, self._open_case = top, person, open_case
        self._since = clock.now()
        self._notices: list[_Notice] = []
        self._mine: dict[UUID, int] = {}
        self._fresh = 0
        self._reprinted: tuple[Reprinted, ...] = ()
        self._mine_to_attend: tuple[Mine, ...] = ()
        self._hours: tuple[HourAlarm, ...] = ()
        top.bell.clicked.connect(self.show_panel)

    def performed(self, result: Result) -> None:
        """A step of my own: the feed will tell of it too, and that is no news."""
        case = result.command.case_id
        self._mine[case] = max(result.version, self._mine.get(case, 0))

    def take(self, news: Iterable[News]) -> None:
        """What the feed brought: of my cases and my area's, what I did not do myself."""
        found = [each for each in news if self._is_mine(each) and each.version > self._mine.get(each.case_id, 0)]
        if not found:
            return
        now = clock.now()
        again = {each.case_id for each in found}
        kept = [notice for notice in self._notices if notice.news.case_id not in again]
        self._notices = ([_Notice(each, now) for each in found] + kept)[:SHOWN]
        self._fresh = min(self._fresh + len(found), 99)
        self._top.set_news(self._fresh)

    def show_day(self, day: Day) -> None:
        """Letters printed again too often (the server tells only the leader): each new time is news."""
        fresh = len(set(day.reprinted) - set(self._reprinted))
        self._reprinted = day.reprinted
        if fresh:
            self._fresh = min(self._fresh + fresh, 99)
            self._top.set_news(self._fresh)

    def show_meetings(self, mine: Sequence[Mine]) -> None:
        """Meetings that the person is called to and what they took on: each new one is news."""
        fresh = len(set(mine) - set(self._mine_to_attend))
        self._mine_to_attend = tuple(mine)
        if fresh:
            self._fresh = min(self._fresh + fresh, 99)
            self._top.set_news(self._fresh)

    def show_hours(self, found: Sequence[HourAlarm]) -> None:
        """Cases whose hour is near: each that becomes so is news."""
        fresh = len({each.case_id for each in found} - {each.case_id for each in self._hours})
        self._hours = tuple(found)
        if fresh:
            self._fresh = min(self._fresh + fresh, 99)
            self._top.set_news(self._fresh)

    def lines(self) -> list[str]:
        """What the panel says of the feed, newest first."""
        now = clock.now()
        return [" · ".join(_words(notice, now)) for notice in self._notices]

    def show_panel(self) -> None:
        """Open the panel under the bell."""
        menu = self.panel()
        bell = self._top.bell
        menu.popup(bell.mapToGlobal(QPoint(bell.width() - menu.sizeHint().width(), bell.height())))

    def panel(self) -> QMenu:
        """The panel, with everything in it looked at."""
        self._fresh = 0
        self._top.set_news(0)
        menu = QMenu(self._top)
        menu.setAccessibleName("Avisos")
        menu.aboutToHide.connect(menu.deleteLater)
        now = clock.now()
        for alarm in self._hours[:SHOWN]:
            action = menu.addAction(
                icon("warning-circle-fill", "warn" if level(alarm, now) == "day" else "danger"), hour_line(alarm, now)
            )
            action.triggered.connect(lambda _checked=False, case=alarm.case_id: self._open_case(case))
        for mine in self._mine_to_attend:
            menu.addAction(line(mine)).triggered.connect(lambda _checked=False, one=mine: self._say(detail(one)))
        for letter in self._reprinted:
            action = menu.addAction(f"{number_words(letter.outgoing)} · {letter.times} reimpresiones: pregunte por qué")
            action.triggered.connect(lambda _checked=False, case=letter.case_id: self._open_case(case))
        if not self._notices:
            menu.addAction(f"Sin novedades en sus casos desde las {formats.clock(self._since)}").setEnabled(False)
        for notice, words in zip(self._notices, self.lines(), strict=True):
            action = menu.addAction(words)
            action.triggered.connect(lambda _checked=False, news=notice.news: self._open_case(news.case_id))
        return menu

    def _is_mine(self, news: News) -> bool:
        if news.assignee_id == self._person.person_id:
            return True
        return news.area_id is not None and news.area_id == self._person.area_id


def _words(notice: _Notice, now: dt.datetime) -> tuple[str, str, str]:
    words, _tone = status_words(notice.news.status)
    return number_words(notice.news.label), words, formats.ago((now - notice.at).total_seconds())
