"""Rows and columns of the tray Impresión."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from app.filing_number import shown
from app.services.output.print_batches import OpenBatch, missing
from app.services.output.printing import Address, PrintBatch, PrintRow
from app.ui import formats
from app.ui.table import Cell, Column
from app.ui.theme.tokens import Tone
from app.ui.trays.first import flag
from app.ui.trays.signature.rows import slack_cell

_NOWHERE = Address("", "", "")


@dataclass(frozen=True)
class BatchRow:
    """Letters of a municipality that wait (`open` is None), or a batch that is printing or being read back."""

    batch: PrintBatch
    days: int | None
    open: OpenBatch | None = None

    @property
    def key(self) -> str:
        """What tells it from the others: its municipality's code, or the batch."""
        return str(self.open.batch_id) if self.open is not None else self.batch.code


@dataclass(frozen=True)
class PaperRow:
    """A letter to print, with its place in the pile, its address and its slack; `pile` is its state there."""

    letter: PrintRow
    place: int
    address: Address = _NOWHERE
    days: int | None = None
    pile: str = ""

    @property
    def case_id(self) -> UUID:
        """The case's key."""
        return self.letter.case_id

    @property
    def is_ready(self) -> bool:
        """Whether it can be printed: complete address, signed file, in no batch yet."""
        return self.letter.address_ok and self.letter.document_id is not None and self.letter.batch_id is None


def batch_state(row: BatchRow) -> tuple[str, Tone]:
    """What a batch is doing, in words."""
    each = row.open
    if each is None:
        total = len(row.batch.rows)
        short = total - len(row.batch.ready)
        words = formats.plural(total, "carta", "cartas")
        return (f"{words} · {short} sin dirección", "warn") if short else (words, "neutral")
    left = sum(letter.read_at is None for letter in row.batch.rows)
    if each.state == "paused":
        return f"Detenido · {len(row.batch.rows) - left} de {len(row.batch.rows)} leídas", "danger"
    if each.state in ("queued", "printing") and left == len(row.batch.rows):
        return f"{'En cola' if each.state == 'queued' else 'Imprimiendo'} · {each.printer}", "info"
    if not left:
        return "Pila leída completa", "good"
    return f"Leyendo la pila · faltan {left}", "info"


def _is_troubled(row: BatchRow) -> bool:
    if row.open is None:
        return len(row.batch.ready) < len(row.batch.rows)
    moved = any(letter.out_of_order for letter in row.batch.rows)
    return row.open.state == "paused" or moved or bool(missing(row.batch.rows))


def _is_under_way(row: BatchRow) -> bool:
    """In the queue or coming out, and nothing of it read yet."""
    unread = all(letter.read_at is None for letter in row.batch.rows)
    return row.open is not None and row.open.state in ("queued", "printing") and unread


def _is_read(row: BatchRow) -> bool:
    letters = row.batch.rows
    return row.open is not None and all(each.read_at is not None and not each.out_of_order for each in letters)


#: What each chip over the batches shows.
BATCH_FILTERS: dict[str, tuple[str, Callable[[BatchRow], bool]]] = {
    "all": ("Lotes", lambda row: True),
    "waiting": ("Por imprimir", lambda row: row.open is None),
    "printing": ("En la impresora", _is_under_way),
    "reading": ("Leyendo", lambda row: row.open is not None and not _is_under_way(row) and not _is_read(row)),
    "trouble": ("Con novedad", _is_troubled),
    "ready": ("Listos", _is_read),
}


def _batch(row: BatchRow) -> Cell:
    words, tone = batch_state(row)
    title = f"{row.open.batch_code} · {row.batch.title}" if row.open is not None else row.batch.title
    first = max((each.priority for each in row.batch.rows), default=0)
    return Cell(title, words, lead=flag(first), tone=tone, strong=True, tip=title)


BATCH_COLUMNS = [
    Column("batch", "Lotes en orden postal", "two_lines", _batch),
    Column("slack", "Plazo", "slack", lambda row: slack_cell(row.days), width=128, hide_below=250),
]
#: The state of a letter in its pile: words, tone, icon.
PILE: dict[str, tuple[str, Tone, str]] = {
    "read": ("Leída", "good", "check-circle-fill"),
    "missing": ("Falta en la pila", "danger", "warning-circle-fill"),
    "out_of_order": ("Fuera de orden", "warn", "warning-fill"),
    "waiting": ("Por leer", "neutral", ""),
}


def _state(row: PaperRow) -> Cell:
    if row.pile:
        words, tone, name = PILE[row.pile]
        return Cell(words, tone=tone, icon=name, tip=row.letter.reprint_reason or "")
    if not row.letter.address_ok:
        return Cell("Dirección incompleta", tone="danger", icon="warning-circle-fill")
    if row.letter.copies:
        why = row.letter.reprint_reason or "Falta la razón"
        return Cell(f"Reimpresión {row.letter.copies}", tone="warn", icon="printer", tip=why)
    return Cell("Por imprimir", tone="neutral")


_MARKS = {"read": "check", "missing": "x", "out_of_order": "arrows-down-up", "waiting": "circle-dashed"}
PAPER_COLUMNS = [
    Column("mark", "", "check", lambda row: Cell(icon=_MARKS.get(row.pile, "prohibit")), width=40),
    Column("place", "N.º", "number", lambda row: Cell(f"{row.place:03d}"), width=58),
    Column("slack", "Plazo", "slack", lambda row: slack_cell(row.days), width=128, hide_below=520),
    Column(
        "addressee", "Destinatario", "two_lines",
        lambda row: Cell(
            row.address.addressee or "…", shown(row.letter.outgoing), lead=flag(row.letter.priority), strong=True
        ),
    ),
    Column(
        "address", "Dirección", "two_lines",
        lambda row: Cell(row.address.address or "Sin dirección", f"{row.letter.municipality_code or '—'} · "
                         f"{row.letter.municipality or 'sin municipio'}", faint=not row.address.address),
        hide_below=420,
    ),
    Column("state", "Estado", "pill", _state, width=178, hide_below=620, folds_into="address"),
]  # fmt: skip
