"""One row of the index, or the name of a file, turned into the checked details of a petition."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app import filing_number
from app.errors import InvalidInput
from app.services.intake.index_file import IndexRow

_DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%Y/%m/%d")
#: Day 0 of the numbers that spreadsheets keep for dates, and the plausible part of them (2000 to 2099).
_SHEET_EPOCH, _SHEET_DAYS = date(1899, 12, 30), range(36526, 73051)
_LOOKS_LIKE_NUMBER = re.compile(r"[\d\s.\-_]{8,}", re.ASCII)


class RowRefused(InvalidInput):
    """La fila del índice tiene un dato que no sirve. Corríjala y vuelva a leer el índice."""

    code = "row"

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code, sentence=sentence)
        self.code = code


@dataclass(frozen=True, slots=True)
class Details:
    """What is known of a petition before it is registered; texts are cleaned, `filing_number` is bare."""

    filing_number: str | None = None
    received_on: date | None = None
    sender: str = ""
    document_type: str = ""
    document_number: str = ""
    municipality: str = ""
    department: str = ""
    channel: str = ""
    petition_class: str = ""
    subject: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""


def details_of_name(stem: str, today: date) -> Details:
    """Without an index the file's name may be the filing number; other names say nothing.

    Raises RowRefused for a name of digits that is not a good incoming number.
    """
    if not _LOOKS_LIKE_NUMBER.fullmatch(stem):
        return Details()
    try:
        return Details(filing_number=filing_number.require_incoming(stem, today=today))
    except filing_number.BadFilingNumber as bad:
        raise RowRefused("filing_number", f"El nombre del archivo no es un radicado. {bad.user_message}") from bad


def details_of_row(row: IndexRow, today: date) -> Details:
    """The details of a row; a blank sender is an anonymous petition. Raises RowRefused with the row's number."""
    try:
        number = filing_number.require_incoming(row.get("radicado"), today=today)
    except filing_number.BadFilingNumber as bad:
        raise RowRefused("filing_number", f"Fila {row.number}: {bad.user_message}") from bad
    received = _date(row, today)
    if received.year != int(number[:4]):
        sentence = (
            f"Fila {row.number}: el radicado es de {number[:4]} y la fecha es de {received.year}. Revise los dos."
        )
        raise RowRefused("date_mismatch", sentence)
    return Details(
        number, received, row.get("remitente"), row.get("tipo_documento").upper().replace(".", ""),
        _document(row.get("numero_documento")), row.get("municipio"), row.get("departamento"), row.get("canal"),
        row.get("clase"), row.get("asunto"), row.get("direccion"), row.get("correo"), row.get("telefono"),
    )  # fmt: skip


def _date(row: IndexRow, today: date) -> date:
    text = row.get("fecha")
    if not text:
        raise RowRefused("date", f"Fila {row.number}: falta la fecha de radicación. Escríbala como 30/10/2026.")
    day = parse_date(text)
    if day is None:
        raise RowRefused(
            "date", f"Fila {row.number}: la fecha «{text[:30]}» no se entiende. Escríbala como 30/10/2026."
        )
    if day > today:
        raise RowRefused("date", f"Fila {row.number}: la fecha {day:%d/%m/%Y} todavía no llega. Revísela.")
    return day


def parse_date(text: str) -> date | None:
    """A date as people or spreadsheets write it, day first, with or without the hour; None when it is not one."""
    if text.isascii() and text.isdigit() and int(text[:9] or 0) in _SHEET_DAYS and len(text) == 5:
        return _SHEET_EPOCH + timedelta(days=int(text))
    head = text.replace("T", " ").split(" ")[0]
    for form in _DATE_FORMATS:
        try:
            return datetime.strptime(head, form).date()
        except ValueError:
            continue
    return None


def _document(text: str) -> str:
    """An identity number without the dots and spaces of thousands; letters of passports stay."""
    return re.sub(r"[\s.,]", "", text)
