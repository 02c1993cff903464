"""The left column of Resultados: what became of the sendings; each cause of return with its next act and how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui import formats
from app.ui.style import scaled
from app.ui.table import Cell, Column, RowModel, TablePane
from app.ui.theme.tokens import Tone
from app.ui.trays.dispatch.rows import NEXT, PieceRow
from app.ui.widgets import EmptyState

ALL = "all"


@dataclass(frozen=True)
class CauseRow:
    """One line: `key` is «all», «in_transit», «notice» or the words of a cause."""

    key: str
    title: str
    follows: str
    count: int
    tone: Tone

    def holds(self, row: PieceRow) -> bool:
        """Whether the sending is of this line."""
        return self.key in (ALL, key_of(row))


def key_of(row: PieceRow) -> str:
    """The line of a sending."""
    piece = row.piece
    if piece.is_notice:
        return "notice"
    return (piece.cause or "Devuelta") if piece.state == "returned" else "in_transit"


def cause_rows(rows: Sequence[PieceRow]) -> list[CauseRow]:
    """Every line with at least one sending, the most frequent cause first; the first line is all of them."""
    found: dict[str, list[PieceRow]] = {}
    for row in rows:
        found.setdefault(key_of(row), []).append(row)
    moving, notices = found.pop("in_transit", []), found.pop("notice", [])
    lines = [CauseRow(ALL, "Todos los envíos", "", len(rows), "neutral")]
    if moving:
        lines.append(CauseRow("in_transit", "En camino", "Esperar el resultado", len(moving), "info"))
    for key, mine in sorted(found.items(), key=lambda each: (-len(each[1]), each[0])):
        lines.append(CauseRow(key, key, NEXT.get(mine[0].piece.next_action or "", ""), len(mine), "warn"))
    if notices:
        lines.append(CauseRow("notice", "Avisos", "Cinco días y sus pruebas", len(notices), "info"))
    return lines


class CauseList(QWidget):
    """`chosen` says that another line is in use."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.model = RowModel(_COLUMNS, key_of=lambda row: row.key)
        self.pane = TablePane(self.model, "Qué pasó con los envíos", EmptyState("truck", "Nada", ""), lambda: None)
        self.pane.noun = ("línea", "líneas")
        self.pane.setMinimumWidth(scaled(218))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pane)
        self.pane.table.current_changed.connect(lambda _row: self.chosen.emit())

    def show_pieces(self, rows: Sequence[PieceRow]) -> None:
        """Count these; the line in use stays while it has any."""
        self.pane.set_rows(cause_rows(rows))

    def current(self) -> CauseRow | None:
        """The line in use."""
        row = self.pane.table.current_row()
        return row if isinstance(row, CauseRow) else None


_COLUMNS = [
    Column("cause", "Qué pasó", "two_lines", lambda row: Cell(row.title, row.follows, tone=row.tone, strong=True)),
    Column("count", "", "number", lambda row: Cell(formats.number(row.count)), width=44),
]
