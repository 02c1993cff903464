"""Columns of Reporte espejo: the case, what we did, what ORFEO says, and where they differ."""

from __future__ import annotations

from app.services.mirror import DIFFERENCES, KINDS, RESOLUTIONS, TRANSACTIONS, MirrorRow
from app.ui import formats
from app.ui.table import Cell, Column


def _case(row: MirrorRow) -> Cell:
    return Cell(row.number, f"LEX {row.lex_code}" if row.lex_code else "Sin código LEX", strong=True)


def _here(row: MirrorRow) -> Cell:
    if row.kind is None:
        return Cell("Sin reporte", faint=True)
    target = f" a {row.target}" if row.target else ""
    when = formats.moment(row.reported_at) if row.reported_at else ""
    return Cell(f"{KINDS[row.kind]}{target}", f"{when} · reporte {row.report_number}", tip=row.reason or "")


def _there(row: MirrorRow) -> Cell:
    if row.filed_kind is None:
        return Cell("Sin transacción", faint=True)
    target = f" a {row.filed_target}" if row.filed_target else ""
    when = formats.moment(row.filed_at) if row.filed_at else ""
    return Cell(f"{TRANSACTIONS[row.filed_kind]}{target}", f"{when} · reporte {row.filed_report or 'sin número'}")


def _difference(row: MirrorRow) -> Cell:
    if row.difference is None:
        return Cell("Iguales", tone="good")
    if row.resolution is not None:
        words = f"{RESOLUTIONS[row.resolution]}: {DIFFERENCES[row.difference].lower()}"
        why = f"{row.settled_by}: {row.settled_reason}"
        return Cell(words, tone="neutral" if row.resolution == "accept" else "warn", tip=f"{words}. {why}")
    return Cell(DIFFERENCES[row.difference], tone="danger")


def _act(row: MirrorRow) -> Cell:
    return Cell(row.reason or "", f"acto {row.act_number} · {row.reported_by}" if row.act_number else "")


COLUMNS = [
    Column("case", "Radicado", "two_lines", _case, width=196),
    Column("difference", "Los dos sistemas", "dot", _difference, width=206),
    Column("here", "En este aplicativo", "two_lines", _here),
    Column("there", "En ORFEO", "two_lines", _there, width=300),
    Column("act", "Motivo y acto", "two_lines", _act, width=300, hide_below=1120),
]
