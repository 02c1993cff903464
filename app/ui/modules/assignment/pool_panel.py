"""The left of Reparto: the pool by topic, each proposed case with its reason, and what did not come in and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app import filing_number
from app.services.assignment import Board, PoolGroup, ProposedCase
from app.services.intake.loads import LeftOut
from app.ui import formats
from app.ui.modules.assignment.explain import why_of
from app.ui.modules.assignment.loads import units
from app.ui.style import Tone
from app.ui.table import Cell, Column, RowModel, TablePane
from app.ui.widgets import EmptyState, SegmentedTabs, button, slack_look

_OUT: dict[str, tuple[str, Tone]] = {
    "missing": ("Sin rastro", "danger"),
    "rejected": ("Rechazado", "warn"),
    "already": ("Ya estaba", "neutral"),
}


def _due(group: PoolGroup) -> Cell:
    if group.days_left is None:
        return Cell("Sin plazo", faint=True)
    words, tone, icon = slack_look(group.days_left)
    return Cell(words, tone=tone, icon=icon, spoken=f"El primero: {words}")


def _by_term(group: PoolGroup) -> Cell:
    soon = group.due_now + group.due_soon
    if not soon:
        return Cell("Con tiempo", tone="good")
    return Cell(f"{soon} pronto", tone="danger" if group.due_now else "warn")


POOL = [
    Column("slack", "Vence 1.º", "slack", _due, width=128),
    Column("topic", "Tema y línea", "two_lines", lambda g: Cell(g.topic, g.line, strong=True, tip=g.topic)),
    Column("cases", "Casos", "number", lambda g: Cell(formats.number(g.cases), f"peso {units(g.each)}"), width=64),
    Column("term", "Por plazo", "pill", _by_term, width=110, hide_below=500),
]


@dataclass(frozen=True)
class ProposedRow:
    """A case of the simulation with the words of its reason."""

    case: ProposedCase
    agent: str
    why: str


def _number(row: ProposedRow) -> Cell:
    case = row.case
    due = f"vence {formats.date(case.due_on)}" if case.due_on else "sin plazo"
    return Cell(shown_number(case.label), f"peso {units(case.weight)} · {due}", strong=True)


def _agent(row: ProposedRow) -> Cell:
    return Cell(row.agent or "Se queda en la bolsa", row.why, strong=bool(row.agent), tip=row.why)


PROPOSED = [
    Column("case", "Radicado", "two_lines", _number, width=180),
    Column("agent", "Para quién y por qué", "two_lines", _agent),
]


def _out_state(item: LeftOut) -> Cell:
    words, tone = _OUT[item.state]
    return Cell(words, tone=tone)


def _out_number(item: LeftOut) -> Cell:
    return Cell(shown_number(item.filing_number or "") or item.label, item.sentence, strong=True, tip=item.sentence)


OUT = [
    Column("state", "Resultado", "pill", _out_state, width=108),
    Column("number", "Radicado o archivo, y motivo", "two_lines", _out_number),
]


def shown_number(label: str) -> str:
    """A filing number as it is read; anything else as it is."""
    return filing_number.shown(label) if filing_number.is_valid(label) else label


class PoolPanel(QWidget):
    """Three lists in one place; the segments count them."""

    def __init__(self, retry: Callable[[], object]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        segments = (("pool", "Por asignar"), ("proposed", "Propuesta"), ("out", "No entraron"))
        self.tabs = SegmentedTabs(segments, "Lista")
        self.tabs.chosen.connect(lambda _key: self._show_list())
        head = QHBoxLayout()
        head.addWidget(self.tabs)
        head.addStretch(1)
        self.everybody = button("Ver todos", "quiet", icon_name="x", act=lambda: self.only(None))
        self.everybody.hide()
        head.addWidget(self.everybody)
        column.addLayout(head)
        self.lists = QStackedWidget()
        self.pool = self._pane(POOL, "Casos por asignar, por tema", _EMPTY_POOL, retry)
        self.pool.order_words = "por el primer vencimiento"
        waiting = self.pool.table.model()
        assert isinstance(waiting, RowModel)
        # What is not handed out yet waits in 5: its slack is that of the first of each group.
        waiting.clocks.group = lambda group: (group.first_due, 5)
        self.proposed = self._pane(PROPOSED, "Casos de la propuesta, con su motivo", _EMPTY_PROPOSED, retry)
        self.out = self._pane(OUT, "Lo que no entró, con su motivo", _EMPTY_OUT, retry)
        column.addWidget(self.lists, 1)
        self._rows: list[ProposedRow] = []
        self._only: int | None = None

    def _pane(
        self, columns: Sequence[Column], name: str, empty: tuple[str, str, str], retry: Callable[[], object]
    ) -> TablePane:
        made = TablePane(RowModel(columns, key_of=_key), name, EmptyState(*empty), retry)
        self.lists.addWidget(made)
        return made

    @property
    def pane(self) -> TablePane:
        """The list that is shown."""
        return {"pool": self.pool, "proposed": self.proposed, "out": self.out}[self.tabs.current()]

    def choose(self, key: str) -> None:
        """Show one of the lists: pool, proposed, out."""
        self.tabs.choose(key)
        self._show_list()
        self.pane.table.setFocus()

    def only(self, person_id: int | None) -> None:
        """Show what is proposed to one agent, or to all."""
        self._only = person_id
        self.everybody.setVisible(person_id is not None)
        self.proposed.set_rows(r for r in self._rows if person_id is None or r.case.assignee_id == person_id)
        self.choose("proposed")

    def show_board(self, board: Board) -> None:
        """Fill the pool and the proposal."""
        self.pool.set_rows(board.pool)
        waiting = sum(group.cases for group in board.pool)
        names: dict[int | None, str] = {load.person_id: load.full_name for load in board.loads}
        self._rows = [ProposedRow(case, names.get(case.assignee_id, ""), why_of(case)) for case in board.proposal.rows]
        self._only = None
        self.everybody.hide()
        self.proposed.set_rows(self._rows)
        self.pool.footer.setText(f"{formats.plural(waiting, 'caso', 'casos')} · el término corre desde el radicado")
        self.tabs.set_segment("pool", f"Por asignar {formats.number(waiting)}")
        self.tabs.set_segment("proposed", f"Propuesta {formats.number(len(self._rows))}")

    def show_out(self, items: Sequence[LeftOut]) -> None:
        """Fill what did not come in."""
        self.out.set_rows(items)
        missing = sum(1 for item in items if item.state == "missing")
        rejected = sum(1 for item in items if item.state == "rejected")
        count = f"{formats.number(rejected)} + {formats.number(missing)}" if missing else formats.number(rejected)
        self.tabs.set_segment("out", f"No entraron {count}")
        there = len(items) - missing - rejected
        self.out.footer.setText(
            f"{formats.number(missing)} sin rastro · {formats.number(rejected)} con motivo · {formats.number(there)}"
            " ya estaban"
        )

    def _show_list(self) -> None:
        self.lists.setCurrentWidget(self.pane)


_EMPTY_POOL = ("check-circle", "Nada por asignar", "Cuando entre la carga de la noche aparecerá aquí.")
_EMPTY_PROPOSED = (
    "scales",
    "Nada que proponer",
    "Cuando haya casos por asignar, cada uno dirá aquí para quién y por qué.",
)
_EMPTY_OUT = ("check-circle", "Todo lo que llegó entró", "Ningún archivo quedó por fuera ese día.")


def _key(row: object) -> object:
    if isinstance(row, PoolGroup):
        return (row.topic, row.line)
    if isinstance(row, ProposedRow):
        return row.case.case_id
    assert isinstance(row, LeftOut)
    return (row.batch_id, row.item_no)
