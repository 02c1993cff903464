"""Lists whose cases all take the same step: carpeta de masivos (2), carga (3), ingreso (4), desglosados (12)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app import filing_number, procedure
from app.services.command import decide
from app.services.perform import Outcome
from app.services.trays.rows import TrayQuery, TrayRow, tray_page
from app.ui import formats
from app.ui.background import Context
from app.ui.modules.loading import list_failed
from app.ui.page_context import PageContext
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.table import Cell, Column, RowModel, TablePane
from app.ui.widgets import Chip, EmptyState, FilterChips, InfoStrip, KeyCap, button, shortcut, slack_look, text

#: At most this many are listed; a night brings a few thousand and they go in pieces.
LIMIT = 2000


@dataclass(frozen=True)
class Step:
    """One step that many cases take alike. `ready` says which of them may."""

    activity: str
    outcome: str
    words: str
    ready: Callable[[TrayRow], bool] = lambda row: True


@dataclass(frozen=True)
class StepRow:
    """A case of the list with its days."""

    case: TrayRow
    days: int | None
    assignable: bool = True

    @property
    def case_id(self) -> UUID:
        """Key of the case."""
        return self.case.case_id


def _slack(row: StepRow) -> Cell:
    if row.days is None:
        return Cell("Sin plazo", faint=True)
    words, tone, icon = slack_look(row.days)
    return Cell(words, tone=tone, icon=icon, spoken=f"Plazo: {words}")


def _label(row: StepRow) -> Cell:
    case = row.case
    shown = filing_number.shown(case.label) if filing_number.is_valid(case.label) else case.label
    return Cell(shown, f"LEX {case.lex_code}" if case.lex_code else "Sin código LEX todavía", strong=True)


def _kind(row: StepRow) -> Cell:
    case = row.case
    if case.is_bulk or case.signatory_count > 1:
        return Cell("Masivo", formats.plural(case.signatory_count, "firmante", "firmantes"))
    return Cell(case.claim_title or "Individual", faint=case.claim_title is None)


def _stage(row: StepRow) -> Cell:
    label = procedure.load(row.case.procedure).by_key(row.case.activity_key).label
    if row.case.status == "split_incomplete":
        return Cell("Faltan firmantes", tone="danger", tip="Volvió una lista y no estaban todos los que firmaron")
    waits = row.case.status == "split_waiting"
    return Cell("Espera a sus desglosados" if waits else label, tone="warn" if waits else "info", tip=label)


COLUMNS = [
    Column("mark", "", "check", lambda _row: Cell(), width=40),
    Column("slack", "Plazo", "slack", _slack, width=128),
    Column("case", "Radicado", "two_lines", _label),
    Column(
        "in", "Recibida", "text", lambda r: Cell(formats.date(r.case.received_on) if r.case.received_on else ""), 104
    ),
    Column("kind", "Tipo", "two_lines", _kind, width=190, hide_below=620),
    Column("stage", "Está en", "pill", _stage, width=320, hide_below=880),
]


class StepsPage(Page):
    """Marked cases (or all that are ready) take their step; each is reported by itself."""

    def __init__(self, shell: Shell, context: PageContext, steps: Sequence[Step], empty: EmptyState) -> None:
        super().__init__()
        self.shell, self._context, self._steps = shell, context, steps
        self._rows: list[StepRow] = []
        self._busy = False
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        self.strip = InfoStrip()
        column.addWidget(self.strip)
        self.chips = FilterChips([Chip(step.activity + step.outcome, step.words) for step in steps])
        self.chips.chosen.connect(lambda _key: self._show())
        filters = QHBoxLayout()
        filters.addWidget(self.chips)
        filters.addStretch(1)
        column.addLayout(filters)
        self.chips.setVisible(len(steps) > 1)
        model = RowModel(COLUMNS, can_mark=lambda row: row.assignable)
        self.pane = TablePane(model, "Casos de la lista", empty, self.reload)
        self.pane.order_words = "ordenados por vencimiento"
        self.pane.table.marks_changed.connect(lambda _n: self._buttons())
        column.addWidget(self.pane, 1)
        foot = QHBoxLayout()
        self.words = text("", "help", wrap=True)
        foot.addWidget(self.words, 1)
        self.primary = button("", "primary", icon_name="check", act=self.take)
        shortcut("F9", self, self.primary.click)
        shortcut("F5", self, self.reload)
        foot.addWidget(self.primary)
        foot.addWidget(KeyCap("F9"), 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(foot)
        context.changes.arrived.connect(self._news)

    def activate(self) -> None:
        self.reload()
        self.pane.table.setFocus()

    def _news(self, _cases: object) -> None:
        if self.isVisible() and not self._busy:
            self.reload()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return (
            ("J K", "moverse"),
            ("Espacio", "marcar"),
            ("F5", "actualizar"),
            ("F9", self.step.words[0].lower() + self.step.words[1:]),
        )

    def commands(self) -> Sequence[PaletteEntry]:
        return (PaletteEntry("check", self.step.words, "Los marcados o todos", self.take, "F9"),)

    @property
    def step(self) -> Step:
        """The step in use."""
        current = self.chips.current()
        return next((step for step in self._steps if step.activity + step.outcome == current), self._steps[0])

    def reload(self) -> None:
        """Read the list again."""
        self.pane.show_loading()
        self.shell.background.run(
            self._read, show=self._arrived, fail=list_failed(self.pane, self.shell), key=type(self).__name__, owner=self
        )

    def _read(self) -> list[StepRow]:
        calendar = self._context.calendar
        activities = tuple(dict.fromkeys(step.activity for step in self._steps))
        cases = tray_page(self._context.database, TrayQuery(activities=activities, limit=LIMIT))
        return [StepRow(case, calendar.days_left(case.due_on)) for case in cases]

    def _arrived(self, rows: list[StepRow]) -> None:
        self._rows = rows
        for step in self._steps:
            self.chips.set_count(step.activity + step.outcome, len(self._of(step)))
        self.count_changed.emit(len(rows))
        self._show()

    def _of(self, step: Step) -> list[StepRow]:
        return [row for row in self._rows if row.case.activity_key == step.activity and step.ready(row.case)]

    def _show(self) -> None:
        self.pane.set_rows(self._of(self.step))
        self.hints_changed.emit()
        self._buttons()

    def _chosen(self) -> list[StepRow]:
        model = self.pane.model
        return model.marked() or self._of(self.step)

    def _buttons(self) -> None:
        count = len(self._chosen())
        self.primary.setText(f"\u2002{self.step.words}: {formats.number(count)}")
        self.primary.setAccessibleName(f"{self.step.words}, {formats.plural(count, 'caso', 'casos')}")
        self.primary.setEnabled(count > 0 and not self._busy)
        marked = bool(self.pane.model.marked())
        every = "Sin marcas, el paso se da a todos los de la lista." if count else "No hay casos que esperen este paso."
        self.words.setText("Los marcados." if marked else every)

    def take(self) -> None:
        """Take the step for the marked cases, or for all; what is refused stays marked with its reason."""
        rows, step = self._chosen(), self.step
        if not rows or self._busy:
            return
        performer = self._context.performer
        commands = [decide(row.case, step.activity, step.outcome) for row in rows]
        card = self.shell.progress_card(f"{step.words}: {formats.plural(len(rows), 'caso', 'casos')}")

        def work(context: Context) -> list[Outcome]:
            return performer.perform_many(
                commands, lambda done, total: context.progress(done, total, f"{done} de {total}")
            )

        def ended() -> None:
            self._busy = False
            card.closed.emit()
            # Before the list is read again: without a network it is not, and the act can be repeated all the same.
            self._buttons()
            self.reload()

        self.primary.setEnabled(False)
        self._busy = True
        job = self.shell.background.run_long(
            work, progress=card.progress, show=self._done, fail=self.shell.report, finished=ended, owner=self
        )
        card.cancelled.connect(job.cancel)
        card.cancelled.connect(ended)

    def _done(self, outcomes: list[Outcome]) -> None:
        bad = [outcome for outcome in outcomes if outcome.refusal is not None]
        good = len(outcomes) - len(bad)
        self.pane.model.clear_marks()
        self.shell.say(f"{self.step.words}: {formats.plural(good, 'caso', 'casos')}.")
        if bad:
            first = bad[0].refusal
            assert first is not None
            words = formats.plural(len(bad), "caso quedó igual", "casos quedaron iguales")
            self.strip.say(f"<b>{words}.</b> {first.user_message}")
        else:
            self.strip.hide()
