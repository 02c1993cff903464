"""Bandejas › Proyección (activity 17): the list of replies to write, and the desk where one is written."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout

from app.services.drafting.tray import DraftRow, read_tray
from app.services.perform import Result
from app.ui.modules.loading import list_failed
from app.ui.page_context import PageContext
from app.ui.shell.appearance import remember_splitter
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.style import scaled
from app.ui.table import TablePane
from app.ui.trays.carry import KEYS, Carry
from app.ui.trays.drafting import extras
from app.ui.trays.drafting.case_list import make_model
from app.ui.trays.drafting.desk import ReplyDesk
from app.ui.trays.drafting.held import Journal
from app.ui.trays.drafting.keys import bind_keys
from app.ui.widgets import EmptyState, side_by_side
from app.ui.widgets.a11y import shortcut

KEY = "drafting"


class DraftingPage(Page):
    """`journal` keeps unsent text on this computer: the session's own unless given."""

    holds_case = True

    def __init__(self, shell: Shell, context: PageContext, journal: Journal | None = None) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        self._stale = True
        empty = EmptyState("check-circle", "No hay respuestas por proyectar", "Las que le asignen aparecerán aquí.")
        self.pane = TablePane(make_model(), "Respuestas por proyectar", empty, self.reload)
        self.pane.order_words = "por holgura"
        self.pane.setMinimumWidth(scaled(214))
        self.desk = ReplyDesk(shell, context, journal or context.journal)
        split = side_by_side(self.pane, self.desk)
        split.setStretchFactor(1, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 8, 10, 8)
        row.addWidget(split)
        remember_splitter(split, KEY, shell.settings, [scaled(250), scaled(1000)])
        self.pane.table.current_changed.connect(self._row_changed)
        self.pane.table.opened.connect(lambda _row: self.desk.editor.step(0))
        self.desk.sent.connect(self._sent)
        self.desk.taken.connect(lambda _case: self.reload())
        context.changes.arrived.connect(self._others_changed)
        context.changes.performed.connect(self._others_changed)
        self.carry = Carry(self, shell, context, lambda: getattr(self.desk.sheet, "case_id", None), self.reload)
        shortcut(KEYS, self, self.carry.toggle)
        bind_keys(self)

    def activate(self) -> None:
        """On screen: refresh what is stale."""
        if self._stale:
            self.reload()
        self.pane.table.setFocus()

    def deactivate(self) -> None:
        """Away: what was typed is saved."""
        self.desk.autosave.save_now()

    def at_risk(self) -> bool:
        """Whether closing now would lose a reply."""
        return self.desk.autosave.at_risk

    def subject(self) -> str | None:
        """The case on the desk: the list may stand on another one."""
        return str(self.desk.sheet.case_id) if self.desk.sheet is not None else None

    def key_hints(self) -> Sequence[tuple[str, str]]:
        """The five most used."""
        return (
            ("Alt ↓", "pretensión"),
            ("F2", "texto aprobado"),
            ("Ctrl Espacio", "campo"),
            ("Ctrl .", "lo que falta"),
            ("F9", "enviar"),
        )

    def help_keys(self) -> Sequence[tuple[str, str]]:
        """All of them."""
        more = (
            ("Alt D", "desenlace"),
            ("Ctrl H", "versiones"),
            ("F7", "ortografía"),
            ("Ctrl S", "guardar ya"),
            ("F3", "siguiente caso"),
            ("Ctrl L", "llevar sin conexión"),
        )
        return (*self.key_hints(), *more)

    def commands(self) -> Sequence[PaletteEntry]:
        """Orders about the case on screen."""
        if self.desk.sheet is None:
            return ()
        label = self.desk.sheet.label
        return (
            PaletteEntry("check", "Enviar a Calidad o Firma", label, self.desk.sending.send, "F9"),
            PaletteEntry("book-open", "Texto aprobado", label, self.desk.editor.ask_library, "F2"),
            PaletteEntry(
                "clock-counter-clockwise", "Versiones", label, lambda: extras.open_versions(self.desk), "Ctrl+H"
            ),
            PaletteEntry("list-checks", "Ir a lo que falta", label, self.first_missing, "Ctrl+."),
            self.carry.entry(label),
        )

    def reload(self) -> None:
        """Read the list again; the cursor stays on its case."""
        self._stale = False
        self.pane.show_loading()
        context = self._context
        person = context.access.person.person_id
        context.background.run(
            lambda: read_tray(context.database, person, context.calendar),
            show=self._show_rows,
            fail=list_failed(self.pane, self._shell),
            key=("drafting-list", id(self)),
            owner=self,
        )

    def _show_rows(self, rows: list[DraftRow]) -> None:
        self.pane.set_rows(rows)
        self.count_changed.emit(len(rows))

    def first_missing(self) -> None:
        """Ctrl+.: go to the first thing that is missing."""
        found = self.desk.problems()
        if found:
            self.desk.solve(found[0])

    def _row_changed(self, row: DraftRow | None) -> None:
        if row is None:
            if not self.pane.model.rowCount():
                self.desk.leave()
        else:
            self.desk.open_case(row.case_id, row.label)
        self.hints_changed.emit()

    def _sent(self, case_id: UUID, result: Result) -> None:
        performer, shell = self._context.performer, self._shell

        def undo() -> None:
            self._context.background.write(
                lambda: performer.undo(result, result.version - 1),
                show=lambda _result: self.reload(),
                fail=shell.report,
                owner=self,
            )

        queued = result.status == "queued"
        shell.say("Respuesta en espera de red" if queued else "Respuesta enviada", None if queued else undo)
        self.pane.take_away(case_id)
        self.count_changed.emit(self.pane.model.rowCount())

    def _others_changed(self, what: object) -> None:
        """Own steps are already seen when this page took them; whatever others did is read again."""
        if self.isVisible() and not isinstance(what, Result):
            self.reload()
        elif not self.isVisible():
            self._stale = True
