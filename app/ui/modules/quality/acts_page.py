"""Calidad › Actas: the act of each lot, and the meetings about what was found, with their commitments (5.4, 5.5)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from app.services.quality import acts, meetings, minutes
from app.services.quality.acts import Act, ActRow
from app.services.quality.meetings import MeetingRow
from app.ui.modules.loading import list_failed
from app.ui.modules.quality.act_panel import ActPanel
from app.ui.modules.quality.acts_columns import make_acts, make_meetings
from app.ui.modules.quality.convening import Convening
from app.ui.page_context import PageContext
from app.ui.shell.appearance import remember_splitter
from app.ui.shell.page import Page, Shell
from app.ui.style import scaled
from app.ui.table import RowModel, TablePane
from app.ui.widgets import Chip, EmptyState, FilterChips, button, side_by_side
from app.ui.widgets.a11y import shortcut

_LISTS = (("open", "Por firmar"), ("signed", "Firmadas"), ("meetings", "Reuniones"))
_Row = ActRow | MeetingRow


class ActsPage(Page):
    """Signed here, an act keeps its verdicts; a meeting is called, recorded and followed here."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        self._acts: list[ActRow] = []
        self.row: _Row | None = None
        self.record: Act | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(8)
        self.convening = Convening(self, shell, context, self.reload)
        column.addLayout(self._make_head())
        self.panel = ActPanel()
        self.panel.setMinimumWidth(scaled(360))
        self.lots = self._pane(make_acts(), "Actas de lotes", ("lote", "lotes"), _NO_ACTS)
        self.meetings = self._pane(make_meetings(), "Reuniones de calidad", ("reunión", "reuniones"), _NO_MEETINGS)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.lots)
        self._stack.addWidget(self.meetings)
        split = side_by_side(self._stack, self.panel)
        split.setStretchFactor(1, 1)
        column.addWidget(split, 1)
        remember_splitter(split, "quality_acts", shell.settings, [scaled(560), scaled(640)])
        self.panel.primary.connect(self._primary)
        self.panel.other.connect(lambda: self.convening.cancel(self.row))
        self.panel.save.connect(lambda: self.convening.save(self.row, self.record))
        for keys, act in (("F9", self._primary), ("F2", self.convening.call), ("F5", self.reload)):
            shortcut(keys, self, act)
        for at, (key, _title) in enumerate(_LISTS, 1):
            shortcut(f"Alt+Shift+{at}", self, partial(self._choose, key))

    def _make_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.chips = FilterChips([Chip(key, title) for key, title in _LISTS])
        self.chips.chosen.connect(lambda _key: self._filter())
        row.addWidget(self.chips)
        row.addStretch(1)
        self.call = button("Citar reunión…  F2", icon_name="users-three", act=self.convening.call)
        self.call.setVisible(self.convening.may_act)
        row.addWidget(self.call)
        return row

    def _pane(self, model: RowModel, name: str, noun: tuple[str, str], empty: tuple[str, str]) -> TablePane:
        pane = TablePane(model, name, EmptyState("seal-check", *empty), self.reload)
        pane.noun = noun
        pane.setMinimumWidth(scaled(300))
        pane.table.current_changed.connect(self._chosen)
        return pane

    def activate(self) -> None:
        """On screen: always read again."""
        self.reload()
        self._pane_now().table.setFocus()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        """Keys of the page."""
        return (("J K", "fila"), ("F2", "citar reunión"), ("F9", "firmar o escribir el acta"), ("F5", "actualizar"))

    def reload(self) -> None:
        """Read acts and meetings again."""
        database = self._context.database
        self._context.background.run(
            lambda: (acts.read_acts(database), meetings.read_meetings(database)),
            show=self._show,
            fail=list_failed(self._pane_now(), self._shell),
            key=("quality-acts", id(self)),
            owner=self,
        )

    def _show(self, found: tuple[list[ActRow], list[MeetingRow]]) -> None:
        self._acts, gathered = found
        waiting = sum(not each.number for each in self._acts)
        self.chips.set_count("open", waiting)
        self.chips.set_count("signed", len(self._acts) - waiting)
        self.chips.set_count("meetings", len(gathered))
        self.count_changed.emit(waiting + sum(each.state == "to_record" for each in gathered) or None)
        self.meetings.set_rows(gathered)
        self._filter()

    def _choose(self, key: str) -> None:
        self.chips.choose(key)
        self._filter()

    def _filter(self) -> None:
        wanted = self.chips.current()
        self.lots.set_rows([each for each in self._acts if bool(each.number) == (wanted == "signed")])
        self._stack.setCurrentWidget(self.meetings if wanted == "meetings" else self.lots)
        self._chosen(self._pane_now().table.current_row())

    def _pane_now(self) -> TablePane:
        return self.meetings if self.chips.current() == "meetings" else self.lots

    def _chosen(self, row: _Row | None) -> None:
        if row is not None and isinstance(row, MeetingRow) != (self.chips.current() == "meetings"):
            # The list that is not on screen.
            return
        self.row, self.record = row, None
        if row is None:
            self.panel.clear("Nada por aquí" if self._acts else "Aún no hay actas")
            return
        database = self._context.database

        def read() -> Act:
            if isinstance(row, MeetingRow):
                return minutes.minutes_of(meetings.read_meeting(database, row.meeting_id))
            return acts.read_act(database, row.lot_id)

        self._context.background.run(
            read,
            show=lambda record: self._read(row, record),
            fail=self._shell.report,
            key=("quality-act", id(self)),
            owner=self,
        )

    def _read(self, row: _Row, record: Act) -> None:
        if row != self.row:
            return
        self.record = record
        self.panel.show_record(record)
        self.panel.offer(*self.convening.orders(row))

    def _primary(self) -> None:
        self.convening.primary(self.row)


_NO_ACTS = ("No hay actas en esta lista", "Un lote llega aquí cuando todas las cartas de su muestra tienen veredicto.")
_NO_MEETINGS = ("Aún no se ha citado ninguna reunión", "Cítela con F2: las fallas más halladas se proponen solas.")
