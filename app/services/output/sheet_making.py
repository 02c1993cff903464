"""Sheets of the operator: the list of past ones, and each made again from the server's rows, equal to the byte (27)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from app.errors import InvalidInput, PqrError
from app.services.database import Database
from app.services.documents import dispatch_pdf, dispatch_xlsx
from app.services.documents.dispatch_sheet import Person, Piece, Sheet, Skip, require_ready
from app.services.documents.print_batch import page_count
from app.services.output.guides import not_handed
from app.services.stored_documents import fetch, store


class SheetGone(InvalidInput):
    """Esa planilla no está en el servidor. Actualice la lista."""

    code = "sheet_gone"


class SheetDiffers(PqrError):
    """La planilla guardada no es igual a la que sale de los envíos. No la use y avise a soporte."""

    code = "sheet_differs"


@dataclass(frozen=True, slots=True)
class SheetSummary:
    """A sheet already opened and what became of its pieces."""

    sheet_id: UUID
    sheet_number: int
    contract: str
    guide_from: str
    guide_to: str
    service_order: str | None
    document_id: UUID | None
    created_at: dt.datetime
    pieces: int
    delivered: int
    returned: int
    skips: Sequence[dict[str, str]]
    imposed_on: dt.date
    imposer: str
    #: Last guide used or spoiled; the rest of the range of a closed sheet is free.
    guide_last: str | None
    closed_at: dt.datetime | None

    @property
    def is_unfinished(self) -> bool:
        """A cut left it without its file: it is made again before anything else is handed over."""
        return self.closed_at is None and self.document_id is None


@dataclass(frozen=True, slots=True)
class SheetFiles:
    """The two files of a sheet; both empty when it carried nothing and was closed so."""

    number: int
    pdf: bytes
    xlsx: bytes


def sheets(database: Database, limit: int = 200) -> list[SheetSummary]:
    """The last sheets, newest first."""
    return [SheetSummary(**row._mapping) for row in database.table("dispatch_sheets", p_limit=limit)]


def sheet(database: Database, sheet_id: UUID) -> SheetSummary:
    """One of the last sheets. Raises SheetGone when it is not there."""
    for each in sheets(database, 500):
        if each.sheet_id == sheet_id:
            return each
    raise SheetGone(str(sheet_id))


def remake(database: Database, summary: SheetSummary) -> SheetFiles:
    """PDF and XLSX of a sheet as it was handed over, whoever asks and whenever: equal to the byte to the first ones.

    The first time its PDF is kept on the server and the sheet is closed; later ones are compared with it. Raises
    SheetNotReady, SheetDiffers, DocumentDamaged, Offline, Busy.
    """
    made = read_sheet(database, summary)
    if not made.pieces:
        database.call("close_dispatch_sheet", p_sheet=summary.sheet_id)
        return SheetFiles(summary.sheet_number, b"", b"")
    require_ready(made)
    pdf, xlsx = dispatch_pdf.render(made), dispatch_xlsx.render(made)
    if summary.document_id is not None:
        if fetch(database, summary.document_id) != pdf:
            raise SheetDiffers(str(summary.sheet_number))
    else:
        stored = store(
            database, uuid4(), pdf, case_id=None, kind="dispatch_sheet", label=f"planilla-{made.number}.pdf",
            pages=page_count(pdf),
        )  # fmt: skip
        database.call("close_dispatch_sheet", p_sheet=summary.sheet_id, p_document=stored.document_id)
    return SheetFiles(summary.sheet_number, pdf, xlsx)


def read_sheet(database: Database, summary: SheetSummary) -> Sheet:
    """The sheet from the rows of the server, not from what the window believed."""
    pieces = tuple(_piece(row) for row in database.table("sheet_rows", p_sheet=summary.sheet_id))
    skips = tuple(Skip(each["from"], each["to"], each["reason"]) for each in summary.skips)
    return Sheet(
        number=f"{summary.sheet_number:04d}",
        imposed_on=summary.imposed_on,
        pieces=pieces,
        skips=(*skips, *not_handed(summary.guide_from, skips, {piece.guide for piece in pieces})),
        contract=summary.contract,
        imposer=Person(summary.imposer),
    )


def _piece(row: Any) -> Piece:
    return Piece(
        addressee=row.addressee, address=row.address, municipality=row.municipality, department=row.department,
        guide=row.guide, filing_number=row.outgoing, weight_g=row.weight_grams or 1, price_cop=int(row.value_pesos),
    )  # fmt: skip
