"""Bandejas › Análisis: the tray of one agent, the petition beside its data, and one act after another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout

from app.services import analysis_steps as steps
from app.services.reads.claim_tree import Catalogues
from app.services.trays.analysis import AnalysisRow
from app.ui.page_context import PageContext
from app.ui.shell.appearance import remember_splitter
from app.ui.shell.page import PaletteEntry, Shell
from app.ui.table import RowModel, TablePane
from app.ui.trays.analysis.acts import Acts
from app.ui.trays.analysis.columns import columns
from app.ui.trays.analysis.earlier.desk import EarlierDesk
from app.ui.trays.analysis.filters import FilterRow
from app.ui.trays.analysis.input_desk import InputDesk
from app.ui.trays.analysis.legal.desk import LegalDesk
from app.ui.trays.analysis.legal.extending import EXTEND
from app.ui.trays.analysis.legal.menu import LegalActs
from app.ui.trays.analysis.manifest_desk import ManifestDesk
from app.ui.trays.analysis.panel import AnalysisPanel
from app.ui.trays.analysis.reader import TrayReader
from app.ui.trays.analysis.revealing import reveal_marks
from app.ui.trays.analysis.tree_watch import TreeWatch
from app.ui.trays.analysis.work import CaseWork
from app.ui.trays.beside import BesidePage, Places
from app.ui.trays.carry import KEYS, Carry
from app.ui.trays.case_head import number_words
from app.ui.trays.documents import DocumentPane
from app.ui.widgets import EmptyState, button, shortcut, side_by_side, tool_button

_HINTS = (("J K", "moverse"), ("Intro", "abrir"), ("F6", "escalar"), ("F9", "a Proyección"), ("Ctrl Z", "deshacer"))
_MORE = (
    ("F2", "comparar con la petición anterior"),
    ("F3 · Mayús F3", "caso siguiente o anterior"),
    ("F4", "devolver por imagen"),
    ("F5", "actualizar"),
    ("F7", "pedir aval"),
    ("F8", "archivar"),
    ("Ctrl F8", "otros trámites de ley"),
    ("Ctrl I", "libro de insumos"),
    ("Ctrl M", "manifiesto de firmantes"),
    ("Ctrl L", "llevar sin conexión"),
    ("/", "filtrar"),
    ("Esc", "volver a la tabla"),
)


class AnalysisPage(BesidePage):
    """Table | petition | steps. After each act the next case opens by itself."""

    BESIDE = frozenset(
        {"papers", "panel", "image_button", "work", "acts", "input_desk", "manifest", "legal", "earlier"}
        | {"revealing", "tree", "carry"}
    )

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        self._areas: dict[str, str] = {}
        self._select: UUID | None = None
        self.filters, self.reader = FilterRow(shell.settings), TrayReader(self, shell, context)
        self.model = RowModel(columns(self._areas))
        clear = button("Quitar los filtros", act=self.filters.reset)
        self.empty = EmptyState("tray", "Nada pendiente", "No tiene casos en Análisis.", clear)
        self.pane = TablePane(self.model, "Casos de Análisis", self.empty, self.reload)
        # Its own filters count by term.
        self.pane.has_terms = False
        self.pane.order_words = "prioritarios primero, luego por vencimiento"
        splitter = side_by_side(self.pane)
        splitter.setStretchFactor(0, 5)
        self.places = Places(splitter, (4, 3))
        remember_splitter(splitter, "analysis", shell.settings, [490, 420, 338])
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(8)
        column.addWidget(self.filters)
        column.addWidget(splitter, 1)
        self._connect()
        # In the turn after the list is painted, if this is the first page of a session; else now.
        context.first_paint.then(self.complete)

    def make_beside(self) -> None:
        """The papers, the panel, and who works in them."""
        shell, context = self._shell, self._context
        self.papers = DocumentPane(context.background, context.database, "Anterior", drafted_last=True)
        self.panel = AnalysisPanel(context.calendar.today)
        self.image_button = tool_button("image-broken", "Devolver por imagen  (F4)")
        self.papers.bar_right.addWidget(self.image_button)
        self.work = CaseWork(context, shell, self.panel, self.papers)
        self.acts = Acts(self, self.work)
        self.input_desk = InputDesk(self, self.work)
        self.manifest = ManifestDesk(self, shell, context.database, self.panel)
        self.legal = LegalActs(LegalDesk(self, shell, context, self.work, self.reload))
        self.earlier = EarlierDesk(self.panel, self.papers, self.legal)
        self.revealing = reveal_marks(self, shell, context, self.panel)
        self.tree = TreeWatch(self, shell, context, self.panel, self.papers)
        self.tree.arrived.connect(self._lists_arrived)
        self.carry = Carry(self, shell, context, lambda: self.work.row.case_id if self.work.row else None, self.reload)
        _connect_beside(self)
        self.places.put(self.papers, self.panel)
        row = self.pane.table.current_row()
        if row is not None:
            self._current_changed(row)

    @property
    def rows(self) -> list[AnalysisRow]:
        """Every case of the tray, whatever the filter."""
        return self.reader.rows

    def activate(self) -> None:
        self.reader.watch(True)
        if self.reader.stale:
            self.reload()
        self._context.first_paint.then(lambda: self.tree.look())
        self.pane.table.setFocus()

    def deactivate(self) -> None:
        self.reader.watch(False)
        if self.is_whole:
            self.work.keep()
            self.work.lease.drop()

    def commands(self) -> Sequence[PaletteEntry]:
        own = (
            [self.input_desk.entry(), *self.legal.entries(), self.carry.entry("Caso actual")]
            if self.work.row is not None
            else []
        )
        return [*self.acts.palette(), *own]

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return _HINTS

    def help_keys(self) -> Sequence[tuple[str, str]]:
        return (*_HINTS, *_MORE)

    def reload(self, select: UUID | None = None) -> None:
        """Read the tray again; the cursor goes to `select` if it is there, else stays on its case."""
        self._select = select or self._select
        self.pane.show_loading()
        self.reader.read()

    def _connect(self) -> None:
        table = self.pane.table
        self.reader.arrived.connect(self._show_rows)
        self.reader.failed.connect(self.pane.show_error)
        self.reader.rings_moved.connect(lambda rows: [self.model.replace(row) for row in rows])
        self.filters.changed.connect(self._show_rows)
        self.filters.refresh_asked.connect(self.reload)
        table.current_changed.connect(self._current_changed)
        table.opened.connect(lambda _row: self.panel.focus_first())
        self._context.changes.arrived.connect(self._others_changed)
        shortcut("/", table, self.filters.text.setFocus)

    def _show_rows(self) -> None:
        self.count_changed.emit(len(self.rows))
        shown = self.filters.select(self.rows)
        filtering = self.filters.is_filtering()
        assert self.empty.way_out is not None
        self.empty.way_out.setVisible(filtering)
        if filtering:
            self.empty.say("Ningún caso con este filtro", "Cambie el filtro o el texto, o quítelos.")
        else:
            self.empty.say("Nada pendiente", "No tiene casos en Análisis. Pida más en Asignación o tome el siguiente.")
        self.pane.set_rows(shown)
        at = self.model.find(self._select) if self._select is not None else -1
        self._select = None
        if at >= 0:
            self.pane.table.go_to(at)
        if not shown and self.is_whole:
            self.work.open(None)

    def _current_changed(self, row: AnalysisRow | None) -> None:
        if not self.is_whole:
            return  # What is beside the list begins by it.
        # The fields of the case before go away: with the focus in one of them, the keys of the page would be lost.
        focus = self.focusWidget()
        another = row is None or self.work.row is None or row.case_id != self.work.row.case_id
        if another and focus is not None and self.panel.isAncestorOf(focus):
            self.pane.table.setFocus()
        self.work.open(row)
        self.hints_changed.emit()

    def _moved(self, row: AnalysisRow, done: steps.ChainDone, words: str) -> None:
        """The next case opens by itself; a case that stays in the tray shows its new state after the reload."""
        at = self.model.find(row.case_id)
        following = self.model.row_at(at + 1) or self.model.row_at(at - 1)
        number = number_words(row.row.label)
        self.reader.drop(row.case_id)
        self.pane.take_away(row.case_id)
        waits = " Se enviará al volver la red." if done.queued else ""
        undo = (lambda: self.work.take_back(row, done, self.reload)) if done.undoable else None
        self._shell.say(f"{number} {words}.{waits}", undo)
        self.pane.table.setFocus()
        self.count_changed.emit(len(self.rows))
        if not done.queued:
            self.reload(following.case_id if following is not None else None)

    def _others_changed(self, _cases: set[UUID] | None) -> None:
        if self.isVisible():
            self.reload()
        else:
            self.reader.stale = True

    def _lists_arrived(self, catalogues: Catalogues) -> None:
        self.acts.catalogues = catalogues
        self._areas.update({leaf.title: leaf.area for leaf in catalogues.leaves})
        self.panel.set_catalogues(catalogues)
        if self.rows:
            self._show_rows()


def _connect_beside(page: AnalysisPage) -> None:
    table = page.pane.table
    page.work.moved.connect(page._moved)
    page.image_button.clicked.connect(page.acts.image_back)
    page.panel.extension_asked.connect(lambda: page.legal.ask(EXTEND.key))
    page.panel.legal_asked.connect(page.legal.open)
    keys: tuple[tuple[str, Callable[[], object]], ...] = (
        ("F2", page.earlier.compare),
        ("F3", lambda: table.step(1)),
        ("Shift+F3", lambda: table.step(-1)),
        ("F4", page.acts.image_back),
        ("F5", page.reload),
        ("F6", page.acts.ask_areas),
        ("F7", lambda: page.acts.ask_aval("")),
        ("F8", lambda: page.acts.ask_aval("archive")),
        ("F9", page.panel.press),
        ("Ctrl+F8", page.legal.open),
        ("Ctrl+I", page.input_desk.open_ledger),
        ("Ctrl+M", page.manifest.save),
        (KEYS, page.carry.toggle),
        ("Esc", table.setFocus),
    )
    for name, act in keys:
        shortcut(name, page, act)
