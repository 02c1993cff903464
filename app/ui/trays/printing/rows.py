"""Rows and columns of the tray Impresión."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.filing_number import shown
from app.services.output.printing import Address, PrintBatch, PrintRow
from app.ui import formats
from app.ui.table import Cell, Column
from app.ui.trays.signature.rows import slack_cell

_NOWHERE = Address("", "", "")


@dataclass(frozen=True)
class BatchRow:
    """A batch as the list shows it."""

    batch: PrintBatch
    days: int | None

    @property
    def key(self) -> str:
        """What tells it from the others: its municipality's code."""
        return self.batch.code


@dataclass(frozen=True)
class PaperRow:
    """A letter to print, with its place in the pile, its address and its slack."""

    letter: PrintRow
    place: int
    address: Address = _NOWHERE
    days: int | None = None

    @property
    def case_id(self) -> UUID:
        """The case's key."""
        return self.letter.case_id

    @property
    def is_ready(self) -> bool:
        """Whether it can be printed: complete address and signed file."""
        return self.letter.address_ok and self.letter.document_id is not None


def _batch(row: BatchRow) -> Cell:
    ready, total = len(row.batch.ready), len(row.batch.rows)
    words = formats.plural(total, "carta", "cartas")
    if ready < total:
        return Cell(row.batch.title, f"{words} · {total - ready} sin dirección", tone="warn", strong=True)
    return Cell(row.batch.title, words, strong=True)


BATCH_COLUMNS = [
    Column("batch", "Lotes en orden postal", "two_lines", _batch),
    Column("slack", "Plazo", "slack", lambda row: slack_cell(row.days), width=120),
]


def _state(row: PaperRow) -> Cell:
    if not row.letter.address_ok:
        return Cell("Dirección incompleta", tone="danger", icon="warning-circle-fill")
    if row.letter.copies:
        why = row.letter.reprint_reason or "Falta la razón"
        return Cell(f"Reimpresión {row.letter.copies}", tone="warn", icon="printer", tip=why)
    return Cell("Por imprimir", tone="neutral")


PAPER_COLUMNS = [
    Column("mark", "", "check", lambda row: Cell(icon="prohibit"), width=40),
    Column("place", "N.º", "number", lambda row: Cell(f"{row.place:03d}"), width=58),
    Column("slack", "Plazo", "slack", lambda row: slack_cell(row.days), width=118, hide_below=520),
    Column(
        "addressee", "Destinatario", "two_lines",
        lambda row: Cell(row.address.addressee or "…", shown(row.letter.outgoing), strong=True),
    ),
    Column(
        "address", "Dirección", "two_lines",
        lambda row: Cell(row.address.address or "Sin dirección", f"{row.letter.municipality_code or '—'} · "
                         f"{row.letter.municipality or 'sin municipio'}", faint=not row.address.address),
        width=230, hide_below=420,
    ),
    Column("state", "Estado", "pill", _state, width=170, hide_below=620, folds_into="address"),
]  # fmt: skip
