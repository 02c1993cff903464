"""Control › Por área: the head of the chosen area, and longer terms for its requests with an outcome each."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.services.trays import area_heads
from app.services.trays.area_heads import AreaHead, Extended
from app.services.trays.escalations import AreaFigures
from app.ui import formats
from app.ui.modules.mission.head_cards import HeadCard, LongerCard, OutcomeCard
from app.ui.modules.mission.queue_panel import QueuePanel
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.trays.act_card import ActCard
from app.ui.widgets import button, text


class AreaOrders(QObject):
    """Adds its buttons to the foot of the panel."""

    def __init__(
        self, view: QWidget, shell: Shell, context: PageContext, panel: QueuePanel, done: Callable[[], object]
    ) -> None:
        super().__init__(view)
        self._view, self._shell, self._context, self._panel, self._done = view, shell, context, panel, done
        self._heads: dict[int, AreaHead] = {}
        self.longer = button("Ampliar plazos…", icon_name="clock-countdown", act=self.ask_longer)
        self.head = button("Jefe del área…", icon_name="user", act=self.ask_head)
        self.told = text("", "help", wrap=True)
        for part in (self.longer, self.head, self.told):
            panel.foot.addWidget(part)
        self.longer.setVisible(context.has_role("escalation_control", "lead"))
        self.head.setVisible(context.has_role("lead"))

    def show_area(self, area: AreaFigures | None) -> None:
        """Who heads it, and what they were told."""
        self.longer.setEnabled(area is not None and area.sent > 0)
        self.head.setEnabled(area is not None)
        database = self._context.database
        self._context.background.run(
            lambda: area_heads.heads(database),
            show=self._arrived,
            fail=self._shell.report,
            key=("heads", id(self)),
            owner=self,
        )

    def ask_longer(self) -> None:
        """The card of longer terms."""
        area = self._panel.area
        if area is None:
            return
        database, run = self._context.database, uuid4()

        def act(which: str, days: int, reason: str) -> None:
            self._carry(
                card,
                lambda: area_heads.extend(database, area.area_id, which, days, reason, run),
                lambda rows: self._extended(area.area, rows),
            )

        card = LongerCard(self._view.window(), area, act)
        card.ask()

    def ask_head(self) -> None:
        """The card that names the head."""
        area = self._panel.area
        if area is None:
            return
        database = self._context.database
        self._context.background.run(
            lambda: area_heads.people_of(database, area.area_id),
            show=lambda people: self._open_head(area, people),
            fail=self._shell.report,
            owner=self,
        )

    def _open_head(self, area: AreaFigures, people: list[tuple[int, str]]) -> None:
        database = self._context.database

        def act(person: int) -> None:
            self._carry(
                card,
                lambda: area_heads.set_head(database, area.area_id, person),
                lambda _none: self._shell.say(f"{area.area} tiene jefe: se le avisará."),
            )

        card = HeadCard(self._view.window(), area.area, people, self._heads.get(area.area_id), act)
        card.ask()

    def _extended(self, area: str, rows: list[Extended]) -> None:
        OutcomeCard(self._view.window(), area, rows).ask()

    def _arrived(self, heads: dict[int, AreaHead]) -> None:
        self._heads = heads
        area = self._panel.area
        found = heads.get(area.area_id) if area is not None else None
        words = "Nadie: el área no tiene jefe a quien avisar." if area is not None else ""
        if found is not None:
            words = f"Jefe: {found.head}."
            if found.told_at is not None:
                seen = formats.plural(found.told, "aviso", "avisos")
                words += f" Vio {seen}; el último, el {formats.moment(found.told_at)}."
        self.told.setText(words)

    def _carry(self, card: ActCard, job: Callable[[], object], then: Callable[..., object]) -> None:
        def done(answer: object) -> None:
            then(answer)
            self._done()

        card.carry(self._context.background, job, done, self._shell.report)
