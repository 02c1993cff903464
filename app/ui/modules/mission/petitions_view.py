"""Control › En espera: petitions in 15, and whether what came resolves them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import PqrError
from app.services.command import decide
from app.services.reads.claim_tree import plain
from app.services.trays.escalations import WaitingPetition, read_petitions
from app.ui import formats
from app.ui.modules.mission.columns import petition_columns
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.table import RowModel
from app.ui.trays.case_head import CaseHead, PrimaryFoot, number_words
from app.ui.trays.list_frame import ListFrame
from app.ui.widgets import Check, EmptyState, StepHeader, button, shortcut
from app.ui.widgets.cards import PanelCard
from app.ui.widgets.labels import CheckState

_FILTERS = (("all", "Todas"), ("ready", "Listas para recibir"), ("third", "3.ª vuelta"))
_DONE = {
    "resolves": "pasó a Proyección",
    "does_not_resolve": "vuelve a escalarse",
    "rejected": "volvió a buscar insumos",
}


class PetitionPanel(PanelCard):
    """What the areas have said, and the three ways out of 15."""

    outcome_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.row: WaitingPetition | None = None
        self.case_head = CaseHead()
        self.primary = PrimaryFoot(lambda: self.ask("resolves"), "Los insumos resuelven")
        self.head.addWidget(self.case_head)
        self.foot.addWidget(self.primary)
        self._checks = QVBoxLayout()
        holder = QWidget()
        holder.setLayout(self._checks)
        self._checks.setContentsMargins(0, 0, 0, 0)
        header = StepHeader(1, "¿Los insumos resuelven la petición?")
        header.set_state("next")
        self.again = button(
            "No resuelven: escalar de nuevo", icon_name="arrow-clockwise", act=partial(self.ask, "does_not_resolve")
        )
        self.refused = button("El área no es competente", icon_name="arrow-left", act=partial(self.ask, "rejected"))
        for part in (header, holder, self.again, self.refused):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.show_row(None)

    def ask(self, outcome: str) -> None:
        """Take that way out, if the server would."""
        if self.row is not None and outcome in self.row.open_outcomes():
            self.outcome_asked.emit(outcome)

    def show_row(self, row: WaitingPetition | None) -> None:
        """Show a petition, or none."""
        self.row = row
        while (item := self._checks.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        if row is None:
            self.case_head.clear("Elija una petición")
            self.primary.rest()
            self.again.setEnabled(False)
            self.refused.setEnabled(False)
            return
        due = f" · vence el <b>{formats.date(row.due_on)}</b>" if row.due_on else ""
        self.case_head.show_case(row.filing_number, row.days_left, f"{row.title or ''} · {row.assignee or ''}{due}")
        third = (row.rounds or 1) >= 3
        warning = f"<b>{row.rounds}.ª vuelta.</b> Si se escala otra vez, decide el abogado con el área."
        if row.status == "joint_decision":
            warning = f"<b>{row.rounds}.ª vuelta.</b> El abogado decide con el área en Decisión conjunta."
        self.case_head.show_notice(warning if third or row.status == "joint_decision" else "", "danger")
        self._show_checks(row)
        ways = row.open_outcomes()
        lacking = "Falta: que respondan las áreas" if row.open_requests else "Falta: insumo de alguna pretensión"
        why = "" if "resolves" in ways else lacking
        self.primary.show_act("Los insumos resuelven", "check", why, note="La petición pasa a Proyección.")
        self.again.setEnabled("does_not_resolve" in ways)
        self.refused.setEnabled("rejected" in ways)

    def _show_checks(self, row: WaitingPetition) -> None:
        waits = formats.plural(row.open_requests, "área no ha respondido", "áreas no han respondido")
        spoken = waits if row.open_requests else row.areas or ""
        state: CheckState = "waiting" if row.open_requests else "good"
        self._checks.addWidget(Check(state, "Respondieron las áreas", spoken))
        said = f"{row.claims_with_input} de {formats.plural(row.claims, 'pretensión', 'pretensiones')}"
        covered = row.claims_with_input >= row.claims
        self._checks.addWidget(Check("good" if covered else "danger", "Cada pretensión tiene insumo vigente", said))


class PetitionsView(QWidget):
    """List | what was said and the ways out."""

    counted = Signal(int)

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self._shell, self._context = shell, context
        self.rows: list[WaitingPetition] = []
        self.model, self.panel = RowModel(petition_columns()), PetitionPanel()
        empty = EmptyState("clock", "Nada en espera", "Ninguna petición espera insumos de las áreas.")
        self.frame = ListFrame(
            shell.settings, "waiting", self.model, "Peticiones escaladas", empty, _FILTERS, (self.panel,), [880, 368]
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.frame)
        self.frame.pane.table.current_changed.connect(self.panel.show_row)
        self.frame.filter_changed.connect(self._show_rows)
        self.frame.refresh_asked.connect(self.reload)
        self.panel.outcome_asked.connect(self.take)
        shortcut("F9", self, self.panel.primary.button.click)

    def reload(self) -> None:
        """Read the list again."""
        context = self._context
        self.frame.pane.show_loading()
        context.background.run(
            lambda: read_petitions(context.database, context.calendar),
            show=self._arrived,
            fail=lambda error: self.frame.show_error(self._shell, error),
            key=("waiting", id(self)),
            owner=self,
        )

    def take(self, outcome: str) -> None:
        """Take a way out of 15."""
        row, performer = self.panel.row, self._context.performer
        if row is None:
            return
        command = decide(row, "receive_inputs", outcome)
        self.panel.primary.rest("Guardando…")
        self._context.background.write(
            lambda: performer.perform(command),
            show=lambda _result: self._done(row, outcome),
            fail=lambda error: self._failed(row, error),
            owner=self,
        )

    def _done(self, row: WaitingPetition, outcome: str) -> None:
        self._shell.say(f"{number_words(row.filing_number)} {_DONE[outcome]}.")
        self.rows = [each for each in self.rows if each.case_id != row.case_id]
        self.frame.pane.table.setFocus()
        self.frame.pane.take_away(row.case_id)
        self.counted.emit(len(self.rows))

    def _failed(self, row: WaitingPetition, error: BaseException) -> None:
        self.panel.show_row(row)
        if isinstance(error, PqrError):
            self.panel.case_head.trouble.say(error.user_message)
        else:
            self._shell.report(error)

    def _arrived(self, rows: list[WaitingPetition]) -> None:
        self.rows = rows
        self.counted.emit(len(rows))
        self._show_rows()

    def _show_rows(self) -> None:
        self.frame.set_counts({key: sum(_passes(key, row) for row in self.rows) for key, _ in _FILTERS})
        key, words = self.frame.chips.current(), plain(self.frame.text.text()).replace("-", "").split()
        shown = [
            row
            for row in self.rows
            if _passes(key, row) and all(w in plain(f"{row.filing_number} {row.title} {row.areas}") for w in words)
        ]
        self.frame.pane.set_rows(shown)
        if not shown:
            self.panel.show_row(None)


def _passes(key: str, row: WaitingPetition) -> bool:
    if key == "ready":
        return "resolves" in row.open_outcomes()
    return key == "all" or (row.rounds or 1) >= 3
