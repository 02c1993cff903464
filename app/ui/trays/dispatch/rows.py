"""Rows and columns of the tray Despacho."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.filing_number import shown
from app.services.output.dispatching import DispatchRow
from app.services.output.printing import Address
from app.ui import formats
from app.ui.table import Cell, Column
from app.ui.trays.first import flag
from app.ui.trays.signature.rows import slack_cell

NOWHERE = Address("", "", "")
#: What follows a return, by its cause's next action.
NEXT = {
    "other_address": "Buscar otra dirección",
    "send_again": "Segundo intento",
    "notice": "Aviso por cinco días",
    "call": "Llamar por la dirección",
}


@dataclass(frozen=True)
class PieceRow:
    """A letter in the hands of dispatch, with its address, its slack and the guide it would get."""

    piece: DispatchRow
    address: Address = NOWHERE
    days: int | None = None
    guide: str = ""
    place: int = 0

    @property
    def case_id(self) -> UUID:
        """The case's key."""
        return self.piece.case_id

    @property
    def is_ready(self) -> bool:
        """Whether it can go on a sheet: postal, with a complete address."""
        return self.piece.kind == "postal" and self.piece.address_ok


def matches(row: PieceRow, typed: str) -> bool:
    """Whether the typed words or digits are in the guide, a number, the addressee or the municipality."""
    piece = row.piece
    hay = f"{piece.guide or ''} {piece.outgoing} {shown(piece.outgoing)} {piece.incoming} {shown(piece.incoming)}"
    hay += f" {row.address.addressee} {piece.municipality or ''} {piece.cause or ''}"
    return all(word in hay.lower() for word in typed.lower().split())


def _addressee(row: PieceRow) -> Cell:
    return Cell(row.address.addressee or "…", shown(row.piece.outgoing), lead=flag(row.piece.priority), strong=True)


def _where(row: PieceRow) -> Cell:
    piece = row.piece
    place = f"{piece.municipality}, {piece.department}" if piece.municipality else "Sin municipio"
    return Cell(row.address.address or "Sin dirección", place, faint=not row.address.address)


def _guide(row: PieceRow) -> Cell:
    if row.piece.kind != "postal":
        way = "Correo electrónico" if row.piece.kind == "email" else "Aviso"
        return Cell(way, "No va en planilla", faint=True)
    return Cell(row.guide or "—", "certificado nacional", strong=bool(row.guide), faint=not row.guide)


SHEET_COLUMNS = [
    Column("mark", "", "check", lambda row: Cell(icon="prohibit"), width=40),
    Column("place", "N.º", "number", lambda row: Cell(str(row.place) if row.place else "—"), width=52),
    Column("slack", "Plazo", "slack", lambda row: slack_cell(row.days), width=128, hide_below=560),
    Column("addressee", "Destinatario", "two_lines", _addressee),
    Column("where", "Dirección", "two_lines", _where, width=228, hide_below=460),
    Column("guide", "Guía", "two_lines", _guide, width=150, hide_below=620),
    Column("weight", "Peso", "number", lambda row: Cell(f"{row.piece.weight_grams} g"), width=70, hide_below=700),
]


def _state(row: PieceRow) -> Cell:
    piece = row.piece
    if piece.state == "returned":
        return Cell(piece.cause or "Devuelta", NEXT.get(piece.next_action or "", ""), tone="warn")
    if piece.is_notice and piece.removed_on and piece.effective_on:
        until = f"se retira {formats.date(piece.removed_on)}, surtida {formats.date(piece.effective_on)}"
        return Cell("Aviso publicado" if piece.is_published else "Aviso por publicar", until, tone="info")
    since = f"desde {formats.date(piece.handed_on)}" if piece.handed_on else ""
    return Cell("En camino", since, tone="info")


RESULT_COLUMNS = [
    Column("slack", "Plazo", "slack", lambda row: slack_cell(row.days), width=128, hide_below=300),
    Column("addressee", "Destinatario", "two_lines", _addressee),
    Column(
        "sent", "Guía y dirección usada", "two_lines",
        lambda row: Cell(row.piece.guide or "—", row.address.last_sent_to, tip=row.address.last_sent_to),
        width=190, hide_below=460,
    ),
    Column("state", "Qué se sabe", "two_lines", _state, width=168, hide_below=400),
]  # fmt: skip
