"""Two loads of the demonstration: that of the last night, cut before its end, and the one before, which balances."""

from __future__ import annotations

import uuid
from typing import Any

from app.services.demo.people import STAFF

#: Petitions of a day that came by the folder; files that were left out; files that the cut left without result.
_IMPORTED, _CUT = 14, 3
_OUT = (
    ("lote-0015.pdf", "truncated", "El archivo está incompleto: se cortó al copiarlo. Cópielo o escanéelo de nuevo."),
    ("lote-0016.pdf", "encrypted", "El PDF tiene contraseña. Pida una copia sin contraseña."),
    ("lote-0017.pdf", "already_imported", "Ese archivo ya se había importado."),
)


def seed_loads(owner: Any) -> None:
    """Turn petitions of the last two days into items of loads; nothing where a day has too few."""
    rows = owner.execute(
        "SELECT (p.registered_at AT TIME ZONE INTERVAL '-05:00')::date AS day, count(*) FROM pqr.petition p"
        " WHERE p.source = 'manual' GROUP BY 1 HAVING count(*) >= %s ORDER BY 1 DESC LIMIT 2",
        [_IMPORTED],
    ).fetchall()
    for place, (day, _count) in enumerate(rows):
        _load(owner, day, left_out=_OUT if place == 0 else _OUT[:1], cut=_CUT if place == 0 else 0)


def _load(owner: Any, day: Any, *, left_out: tuple[tuple[str, str, str], ...], cut: int) -> None:
    records = next(member for member in STAFF if "records" in member.roles)
    batch = uuid.uuid5(uuid.NAMESPACE_OID, f"demo load {day}")
    cases = owner.execute(
        "SELECT p.case_id, p.filing_number, p.registered_at FROM pqr.petition p WHERE p.source = 'manual'"
        " AND (p.registered_at AT TIME ZONE INTERVAL '-05:00')::date = %s ORDER BY p.filing_number DESC LIMIT %s",
        [day, _IMPORTED],
    ).fetchall()
    started, ended = min(c[2] for c in cases), max(c[2] for c in cases)
    owner.execute(
        "INSERT INTO pqr.intake_batch (batch_id, started_by, started_at, closed_at, received, imported, rejected)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        [batch, records.person_id, started, None if cut else ended, len(cases) + len(left_out) + cut, len(cases),
         len(left_out)],
    )  # fmt: skip
    for number, (case, filing, _at) in enumerate(cases, 1):
        _item(owner, batch, number, f"lote-{number:04}.pdf", ("imported", None, None), filing, case)
        owner.execute("UPDATE pqr.petition SET source = 'folder', batch_id = %s WHERE case_id = %s", [batch, case])
    for number, (label, code, sentence) in enumerate(left_out, len(cases) + 1):
        _item(owner, batch, number, label, ("rejected", code, sentence), None, None)


def _item(
    owner: Any,
    batch: uuid.UUID,
    number: int,
    label: str,
    result: tuple[str, str | None, str | None],
    filing: str | None,
    case: uuid.UUID | None,
) -> None:
    owner.execute(
        "INSERT INTO pqr.intake_item (batch_id, item_no, file_label, filing_number, case_id, result, reason_code,"
        " sentence) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [batch, number, label, filing, case, *result],
    )
