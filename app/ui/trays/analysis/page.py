"""Bandejas › Análisis: the tray of one agent, the petition beside its data, and one act after another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QSplitter, QVBoxLayout

from app.errors import Offline, PqrError
from app.services import analysis_steps as steps
from app.services.reads.analysis_sheet import area_promises
from app.services.reads.claim_tree import Catalogues, read_catalogues
from app.services.trays.analysis import AnalysisRow, read_tray, with_rings
from app.services.trays.rows import Label
from app.ui.page_context import PageContext
from app.ui.shell.appearance import remember_splitter
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.table import RowModel, TablePane
from app.ui.trays.analysis.acts import Acts
from app.ui.trays.analysis.columns import columns
from app.ui.trays.analysis.filters import FilterRow
from app.ui.trays.analysis.panel import AnalysisPanel
from app.ui.trays.analysis.work import CaseWork
from app.ui.trays.documents import DocumentPane
from app.ui.widgets import EmptyState, button, shortcut, tool_button

_RINGS_MS = 20_000


class AnalysisPage(Page):
    """Table | petition | steps. After each act the next case opens by itself."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        self.rows: list[AnalysisRow] = []
        self._names: dict[UUID, Label] = {}
        self._areas: dict[str, str] = {}
        self._stale = True
        self._select: UUID | None = None
        self.filters = FilterRow(shell.settings)
        self._lay_out()
        self.work = CaseWork(context, shell, self.panel, self.papers)
        self.acts = Acts(self, self.work)
        self.work.moved.connect(self._moved)
        self.filters.changed.connect(self._show_rows)
        self.filters.refresh_asked.connect(self.reload)
        table = self.pane.table
        table.current_changed.connect(self._current_changed)
        table.opened.connect(lambda _row: self.focus_form())
        self._rings = QTimer(self)
        self._rings.setInterval(_RINGS_MS)
        self._rings.timeout.connect(self._refresh_rings)
        context.changes.arrived.connect(self._others_changed)
        self._keys()

    # --- Page ---------------------------------------------------------------

    def activate(self) -> None:
        self._rings.start()
        if not self.acts.catalogues.leaves:
            self._read_lists()
        if self._stale:
            self.reload()
        self.pane.table.setFocus()

    def deactivate(self) -> None:
        self._rings.stop()
        self.work.keep()
        self.work.lease.drop()

    def commands(self) -> Sequence[PaletteEntry]:
        return self.acts.palette()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (
            ("J K", "moverse"),
            ("Intro", "abrir"),
            ("F6", "escalar"),
            ("F9", "a Proyección"),
            ("Ctrl Z", "deshacer"),
        )

    def help_keys(self) -> Sequence[tuple[str, str]]:
        return (
            *self.key_hints(),
            ("F3 · Mayús F3", "caso siguiente o anterior"),
            ("F4", "devolver por imagen"),
            ("F5", "actualizar"),
            ("F7", "pedir aval"),
            ("F8", "archivar"),
            ("/", "filtrar"),
            ("Esc", "volver a la tabla"),
        )

    # --- the table ------------------------------------------------------------

    def reload(self, select: UUID | None = None) -> None:
        """Read the tray again; the cursor goes to `select` if it is there, else stays on its case."""
        self._select = select or self._select
        self._stale = False
        self.pane.show_loading()
        context, known = self._context, dict(self._names)
        me = context.access.person
        self._context.background.run(
            lambda: with_rings(
                read_tray(context.database, me.person_id, context.calendar, known), context.database, me.initials
            ),
            show=self._arrived,
            fail=self._not_arrived,
            key=("analysis-tray", id(self)),
            owner=self,
        )

    def focus_form(self) -> None:
        """Enter: the hands go to the first field of the form."""
        if self.panel.sheet is not None:
            self.panel.petitioner.name.setFocus()

    def focus_table(self) -> None:
        """Esc: back to the table."""
        self.pane.table.setFocus()

    def _lay_out(self) -> None:
        self.model = RowModel(columns(self._areas))
        clear = button("Quitar los filtros", act=self.filters.reset)
        self.empty = EmptyState("tray", "Nada pendiente", "No tiene casos en Análisis.", clear)
        self.pane = TablePane(self.model, "Casos de Análisis", self.empty, self.reload)
        self.pane.order_words = "ordenados por vencimiento"
        self.papers = DocumentPane(self._context.background, self._context.database)
        self.image_button = tool_button("image-broken", "Devolver por imagen  (F4)")
        self.papers.bar_right.addWidget(self.image_button)
        self.panel = AnalysisPanel(self._context.calendar.today)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        for at, (part, stretch) in enumerate(((self.pane, 5), (self.papers, 4), (self.panel, 3))):
            splitter.addWidget(part)
            splitter.setStretchFactor(at, stretch)
        remember_splitter(splitter, "analysis", self._shell.settings, [490, 420, 338])
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(8)
        column.addWidget(self.filters)
        column.addWidget(splitter, 1)

    def _keys(self) -> None:
        table = self.pane.table
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("F3", lambda: table.step(1)),
            ("Shift+F3", lambda: table.step(-1)),
            ("F4", self.acts.image_back),
            ("F5", self.reload),
            ("F6", self.acts.ask_areas),
            ("F7", lambda: self.acts.ask_aval("")),
            ("F8", lambda: self.acts.ask_aval("archive")),
            ("F9", self.panel.press),
            ("Esc", self.focus_table),
        )
        for name, act in keys:
            shortcut(name, self, act)
        shortcut("/", table, self.filters.text.setFocus)
        self.image_button.clicked.connect(self.acts.image_back)

    def _arrived(self, rows: list[AnalysisRow]) -> None:
        self.rows = rows
        self._names |= {row.case_id: Label(row.name, row.document_tail) for row in rows}
        self.count_changed.emit(len(rows))
        self._context.connection_seen(True)
        self._show_rows()

    def _not_arrived(self, error: BaseException) -> None:
        self._stale = True
        if isinstance(error, Offline):
            self._shell.report(error)
        if not isinstance(error, PqrError):
            self._shell.report(error)
        elif not self.model.rowCount():
            self.pane.show_error(error.user_message)

    def _show_rows(self) -> None:
        shown = self.filters.select(self.rows)
        filtering = self.filters.is_filtering()
        assert self.empty.way_out is not None
        self.empty.way_out.setVisible(filtering)
        if filtering:
            self.empty.say("Ningún caso con este filtro", "Cambie el filtro o el texto, o quítelos.")
        else:
            self.empty.say("Nada pendiente", "No tiene casos en Análisis. Pida más en Asignación o tome el siguiente.")
        self.pane.set_rows(shown)
        if self._select is not None:
            at = self.model.find(self._select)
            self._select = None
            if at >= 0:
                self.pane.table.go_to(at)
        if not shown:
            self.work.open(None)

    def _current_changed(self, row: AnalysisRow | None) -> None:
        # The fields of the case before go away: with the focus in one of them, the keys of the page would be lost.
        focus = self.focusWidget()
        if focus is not None and self.panel.isAncestorOf(focus):
            self.focus_table()
        self.work.open(row)
        self.hints_changed.emit()

    def _moved(self, row: AnalysisRow, done: steps.ChainDone, words: str) -> None:
        """The next case opens by itself; a case that stays in the tray shows its new state after the reload."""
        at = self.model.find(row.case_id)
        following = self.model.row_at(at + 1) or self.model.row_at(at - 1)
        number = self.panel.case_head.number.text()
        self.rows = [each for each in self.rows if each.case_id != row.case_id]
        self.pane.take_away(row.case_id)
        waits = " Se enviará al volver la red." if done.queued else ""
        undo = (lambda: self.work.take_back(row, done, self.reload)) if done.undoable else None
        self._shell.say(f"{number} {words}.{waits}", undo)
        self.focus_table()
        if not done.queued:
            self.reload(following.case_id if following is not None else None)

    def _others_changed(self, cases: set[UUID] | None) -> None:
        if not self.isVisible():
            self._stale = True
        elif cases is None or not cases.isdisjoint({row.case_id for row in self.rows}) or cases:
            self.reload()

    def _refresh_rings(self) -> None:
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
        for row in rows:
            if row.case_id in before and before[row.case_id] != row.ring:
                self.model.replace(row)

    def _read_lists(self) -> None:
        self._context.background.run(
            lambda: (read_catalogues(self._context.database), area_promises(self._context.database)),
            show=self._lists_arrived,
            fail=self._shell.report,
            owner=self,
        )

    def _lists_arrived(self, lists: tuple[Catalogues, tuple[object, ...]]) -> None:
        catalogues = lists[0]
        self.acts.catalogues = catalogues
        self._areas.update({leaf.title: leaf.area for leaf in catalogues.leaves})
        self.panel.set_catalogues(catalogues)
        self._show_rows()
