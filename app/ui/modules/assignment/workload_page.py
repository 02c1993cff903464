"""Cargas: what each agent has now, live, and passing marked cases to others with an outcome for each (activity 5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app import procedure
from app.services import assignment
from app.services.assignment import AgentLoad
from app.services.trays.rows import TrayQuery, tray_page
from app.ui import formats
from app.ui.modules.assignment.loads import units
from app.ui.modules.assignment.passing import Passing
from app.ui.modules.assignment.steps_page import COLUMNS, StepRow
from app.ui.modules.intake.form import combo
from app.ui.modules.loading import list_failed
from app.ui.page_context import PageContext
from app.ui.shell.appearance import remember_splitter
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.table import Cell, Column, RowModel, TablePane
from app.ui.widgets import EmptyState, InfoStrip, KeyCap, button, shortcut, side_by_side, text

#: Open cases of one agent that are listed; nobody should have more.
LISTED = 1000


def _who(load: AgentLoad) -> Cell:
    return Cell(load.full_name, load.line or "Cualquier línea", strong=True, tip=load.full_name)


def _load(load: AgentLoad) -> Cell:
    cases = formats.plural(load.open_cases, "caso", "casos")
    return Cell(f"{units(load.load)} de {units(load.ceiling)}", cases, spoken=f"Carga {units(load.load)}, {cases}")


def _state(load: AgentLoad) -> Cell:
    if load.away_reason is not None:
        until = f"hasta el {load.away_until:%d/%m}" if load.away_until else ""
        return Cell(load.away_reason, until, tone="neutral")
    if load.load >= load.ceiling:
        return Cell("En su tope", tone="warn")
    return Cell("Recibe", tone="good")


def _count(value: int, tone: str = "") -> Cell:
    return Cell(
        formats.number(value) if value else "—", tone="danger" if value and tone else "neutral", faint=not value
    )


AGENTS = [
    Column("who", "Agente y línea", "two_lines", _who),
    Column("load", "Carga y tope", "two_lines", _load, width=96),
    Column("late", "Vencidos", "number", lambda x: _count(x.overdue, "danger"), width=76, hide_below=440),
    Column("area", "En áreas", "number", lambda x: _count(x.waiting), width=80, hide_below=600),
    Column("state", "Estado", "pill", _state, width=130),
]


def _with_agents() -> tuple[str, ...]:
    """Activities in which an agent has the case in hands; what waits for a signature is not theirs to pass."""
    declared = procedure.load("pqr_v08").activities
    return tuple(a.key for a in declared if any(o.roles.get("agent") == "assignee" for o in a.outcomes.values()))


class WorkloadPage(Page):
    """Agents at the left, the fullest first; at the right the cases of the chosen one, to mark and pass."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self.shell, self._context = shell, context
        self.acts = Passing(shell, context)
        self.acts.setParent(self)
        self.acts.ended.connect(self._done)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        self.strip = InfoStrip()
        column.addWidget(self.strip)
        split = side_by_side()
        nobody = EmptyState("users-three", "No hay agentes", "Un administrador los agrega en Administrar, Personas.")
        self.agents = TablePane(
            RowModel(AGENTS, key_of=lambda x: x.person_id), "Agentes y su carga", nobody, self.reload
        )
        self.agents.noun, self.agents.order_words = ("agente", "agentes"), "por la carga, de mayor a menor"
        nothing = EmptyState("check-circle", "Sin casos abiertos", "Este agente no tiene casos que pasar.")
        columns = [c for c in COLUMNS if c.key in ("mark", "slack", "case")]
        columns.append(Column("out", "Está en y resultado", "two_lines", self._outcome))
        self.cases = TablePane(RowModel(columns), "Casos del agente", nothing, self._open)
        self.cases.order_words = "ordenados por vencimiento"
        self.cases.states.show_empty()
        self.agents.table.current_changed.connect(lambda _row: self._open())
        self.cases.table.marks_changed.connect(lambda _n: self._buttons())
        split.addWidget(self.agents)
        split.addWidget(self.cases)
        remember_splitter(split, "assignment.workload", shell.settings, [560, 700])
        column.addWidget(split, 1)
        column.addLayout(self._foot())
        context.changes.arrived.connect(self._news)

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        self.words = text("", "help", wrap=True)
        foot.addWidget(self.words, 1)
        head = text("Pasar &a", "help")
        self.target = combo([("", "Quien tenga menos en su línea")])
        self.target.setMinimumContentsLength(26)
        self.target.setAccessibleName("A quién pasar los casos")
        head.setBuddy(self.target)
        self.primary = button("Pasar", "primary", icon_name="arrow-bend-up-right", act=self.pass_on)
        shortcut("F9", self, self.primary.click)
        shortcut("F5", self, self.reload)
        for widget in (head, self.target, self.primary, KeyCap("F9")):
            foot.addWidget(widget)
        return foot

    def activate(self) -> None:
        self.reload()
        self.agents.table.setFocus()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (("J K", "moverse"), ("Espacio", "marcar"), ("F5", "actualizar"), ("F9", "pasar los marcados"))

    def commands(self) -> Sequence[PaletteEntry]:
        return (PaletteEntry("arrow-bend-up-right", "Pasar los casos marcados", "Cargas", self.pass_on, "F9"),)

    def reload(self) -> None:
        """Read the loads again."""
        self.agents.show_loading()
        database = self._context.database
        self.shell.background.run(
            lambda: assignment.read_loads(database),
            show=self._show,
            fail=list_failed(self.agents, self.shell),
            key="assignment.workload",
            owner=self,
        )

    def _news(self, _cases: object) -> None:
        if self.isVisible() and not self.acts.busy:
            self.reload()

    def _show(self, loads: Sequence[AgentLoad]) -> None:
        self.agents.set_rows(sorted(loads, key=lambda x: (-x.load, x.full_name)))
        chosen = self.target.currentData()
        while self.target.count() > 1:
            self.target.removeItem(1)
        for load in sorted(loads, key=lambda x: (x.load, x.full_name)):
            if load.away_reason is None:
                room = units(max(0.0, load.ceiling - load.load))
                self.target.addItem(f"{load.full_name} (cabe {room})", load.person_id)
        self.target.setCurrentIndex(max(0, self.target.findData(chosen)))
        self._open()

    def _open(self) -> None:
        load = self.agents.table.current_row()
        if load is None:
            self.cases.states.show_empty()
            self._buttons()
            return
        person = load.person_id
        query = TrayQuery(activities=_with_agents(), assignee_id=person, limit=LISTED)
        calendar, database = self._context.calendar, self._context.database

        def read() -> list[StepRow]:
            return [StepRow(case, calendar.days_left(case.due_on)) for case in tray_page(database, query)]

        def show(rows: list[StepRow]) -> None:
            now = self.agents.table.current_row()
            if now is not None and now.person_id == person:
                self.cases.set_rows(rows)
                self._buttons()

        failed = list_failed(self.cases, self.shell)
        self.shell.background.run(read, show=show, fail=failed, key="assignment.cases", owner=self)

    def _outcome(self, row: Any) -> Cell:
        case, words = row.case, self.acts.out.get(row.case_id, "")
        stage = procedure.load(case.procedure).by_key(case.activity_key).label
        return Cell(stage, words, detail_tone="warn", tip=f"{stage}. {words}" if words else stage)

    def _buttons(self) -> None:
        count = len(self.cases.model.marked())
        words = f"Pasar {formats.number(count)}" if count else "Pasar"
        self.primary.setText(f"\u2002{words}")
        self.primary.setAccessibleName(words)
        self.primary.setEnabled(count > 0 and not self.acts.busy)
        why = "Marque con Espacio los casos que quiere pasar. Lo hecho en ellos y su término siguen igual."
        self.words.setText(f"{formats.plural(count, 'caso marcado', 'casos marcados')}." if count else why)

    def pass_on(self) -> None:
        """Pass the marked cases; what stays says why in its row."""
        cases = [row.case_id for row in self.cases.model.marked()]
        if not cases or self.acts.busy:
            return
        self.primary.setEnabled(False)
        self.acts.pass_on(cases, self.target.currentData() or None)

    def _done(self) -> None:
        self.cases.model.clear_marks()
        if self.acts.stayed:
            self.strip.say(self.acts.stayed)
        else:
            self.strip.hide()
        self.reload()
