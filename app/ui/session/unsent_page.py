"""«No enviados»: decisions that wait for the network or that the server did not take, each with its way out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app import procedure
from app.errors import PqrError
from app.services.offline.known_cases import KnownCases
from app.services.offline.outbox import LocalOutbox, Unsent
from app.services.reads import found_cases
from app.ui import formats
from app.ui.page_context import PageContext
from app.ui.shell.page import Module, Page, PageSpec, PaletteEntry, Shell
from app.ui.table import Cell, Column, RowModel, TablePane
from app.ui.trays.case_head import number_words
from app.ui.widgets import EmptyState, Question, button, text

KEY = "unsent"
_STATES = {
    "pending": ("Por enviar", "info"),
    "conflict": ("El caso cambió", "warn"),
    "refused": ("Rechazado", "danger"),
    "blocked": ("En espera", "neutral"),
}
_WAITS = "Se enviará solo al volver la red."


@dataclass(frozen=True)
class UnsentRow:
    """One command as the page shows it; `case_id` is the command's key, so that rows of one case differ."""

    unsent: Unsent
    label: str

    @property
    def case_id(self) -> UUID:
        """Key of the row."""
        return self.unsent.command.command_id


def _step_words(row: UnsentRow) -> tuple[str, str]:
    command = row.unsent.command
    activity = procedure.load(command.procedure).by_key(command.activity)
    return activity.label, activity.outcomes[command.outcome].label


def _number(label: str | None) -> str:
    return "Caso sin número aquí" if label is None else number_words(label)


def _state(row: UnsentRow) -> Cell:
    words, tone = _STATES[row.unsent.status]
    return Cell(words, tone=tone)  # type: ignore[arg-type]


def _why(row: UnsentRow) -> Cell:
    words = row.unsent.reason or _WAITS
    return Cell(words, tip=words)


def _when(row: UnsentRow) -> Cell:
    return Cell(formats.moment(dt.datetime.fromisoformat(row.unsent.written_at)))


COLUMNS = [
    Column("case", "Caso", "two_lines", lambda row: Cell(row.label, strong=True), width=200),
    Column("step", "Decisión", "two_lines", lambda row: Cell(*_step_words(row)), width=300),
    Column("state", "Estado", "pill", _state, width=140),
    Column("why", "Qué pasó", "text", _why),
    Column("when", "Decidido", "text", _when, width=150, hide_below=900),
]


class UnsentPage(Page):
    """The list, and what may be done with the chosen one."""

    def __init__(
        self,
        shell: Shell,
        context: PageContext,
        outbox: LocalOutbox,
        known: KnownCases | None,
        open_case: Callable[[UUID], object],
        send: Callable[[], object],
    ) -> None:
        super().__init__()
        self._shell, self._context, self._outbox, self._known = shell, context, outbox, known
        self._open_case, self._send = open_case, send
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        head = QHBoxLayout()
        head.addWidget(text("Decisiones que el servidor aún no tiene. Nada se borra sin que usted lo diga.", "sub"), 1)
        self.retry = button("Reintentar", icon_name="arrows-clockwise", keys="F5", act=self.send_again)
        self.see = button("Ver el caso", icon_name="eye", act=self._see)
        self.drop = button("Descartar…", "danger", icon_name="x", keys="Delete", act=self.ask_discard)
        for each in (self.retry, self.see, self.drop):
            head.addWidget(each)
        column.addLayout(head)
        empty = EmptyState("cloud-check", "Todo está enviado", "El servidor tiene todas sus decisiones.")
        self.pane = TablePane(RowModel(COLUMNS), "Decisiones sin enviar", empty, self.reload)
        self.pane.order_words = "en el orden en que las tomó"
        column.addWidget(self.pane, 1)
        self.pane.table.current_changed.connect(lambda _row: self._fit())
        self._fit()

    def activate(self) -> None:
        self.reload()
        self.pane.table.setFocus()

    def commands(self) -> list[PaletteEntry]:
        return [PaletteEntry("arrows-clockwise", "Reintentar el envío", "No enviados", self.send_again, "F5")]

    def key_hints(self) -> list[tuple[str, str]]:
        return [("J K", "moverse"), ("F5", "reintentar"), ("Supr", "descartar")]

    def reload(self) -> None:
        """Read what waits, with the filing numbers if they can be had."""
        self._context.background.run(
            self._read, show=self._show, fail=self._shell.report, key=("unsent", id(self)), owner=self
        )

    def send_again(self) -> None:
        """Let the chosen one be sent again, and all that waits with it."""
        row: UnsentRow | None = self.pane.table.current_row()
        if row is not None and row.unsent.status != "pending":
            self._outbox.retry(row.case_id)
        self._send()

    def ask_discard(self) -> None:
        """Ask before the chosen one is forgotten."""
        row: UnsentRow | None = self.pane.table.current_row()
        if row is None:
            return
        question = Question(
            "¿Descartar esta decisión?",
            "Descartar",
            "El servidor nunca la recibirá; el caso queda como está allá.",
            facts=[("Caso", row.label), ("Decisión", " · ".join(_step_words(row)))],
            warning="También se descartan las que esperaban detrás de ella en el mismo caso.",
            dangerous=True,
        )
        self._shell.confirm(question, lambda: self._discard(row.case_id))

    def _discard(self, command_id: UUID) -> None:
        self._context.background.write(
            lambda: self._outbox.discard(command_id), show=lambda _none: self.reload(), fail=self._shell.report
        )
        self._send()

    def _see(self) -> None:
        row: UnsentRow | None = self.pane.table.current_row()
        if row is not None:
            self._open_case(row.unsent.command.case_id)

    def _read(self) -> list[UnsentRow]:
        unsent = self._outbox.unsent()
        cases = list({each.command.case_id for each in unsent})
        names = self._known.labels(cases) if self._known is not None else {}
        lacking = [case for case in cases if case not in names]
        if lacking:
            names |= self._ask_labels(lacking)
        return [UnsentRow(each, _number(names.get(each.command.case_id))) for each in unsent]

    def _ask_labels(self, cases: list[UUID]) -> dict[UUID, str]:
        try:
            return found_cases.labels(self._context.database, cases)
        except PqrError:
            # Without the server the rows have no number yet; they are listed all the same.
            return {}

    def _show(self, rows: list[UnsentRow]) -> None:
        self.pane.set_rows(rows)
        self.count_changed.emit(len(rows))
        self._fit()

    def _fit(self) -> None:
        some = self.pane.table.current_row() is not None
        self.see.setEnabled(some)
        self.drop.setEnabled(some)


def unsent_module(make: Callable[[Shell], Page]) -> Module:
    """The entry of the rail."""
    return Module("unsent", "Envíos", "paper-plane-tilt", [PageSpec(KEY, "No enviados", make)], at_bottom=True)
