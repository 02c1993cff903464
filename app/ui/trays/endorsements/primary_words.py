"""What F9 would do in Avales, with its verb and count; or what is missing for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.services.trays.endorsements import Demand, EndorsementRow, Written
from app.ui import formats

_GRANTED = {"archive": ("archivo", "archivos"), "reassign": ("reasignación", "reasignaciones")}


def act(
    decision: str, row: EndorsementRow, batch: Sequence[EndorsementRow], written: Mapping[UUID, Written]
) -> tuple[str, str]:
    """Words and icon of the primary act."""
    if len(batch) > 1 and row.kind in _GRANTED:
        return _of_batch(row.kind, batch, written)
    if decision == "follow":
        return ("No se desglosa", "arrow-right") if row.kind == "split" else ("Devolver al agente", "arrow-left")
    if decision == "split":
        return "Avalar el desglose", "users-three"
    return f"Avalar {'el' if decision == 'archive' else 'la'} {_GRANTED[decision][0]}", _icon(decision)


def why_not(decision: str, row: EndorsementRow, note: str, people: int, demands: Sequence[Demand]) -> str:
    """What is missing before it can be done; empty when nothing is."""
    if decision == "follow":
        return "Falta: la nota para quien lo pidió" if row.kind != "split" and not note.strip() else ""
    if decision == "split":
        return "Falta: al menos dos firmantes en la tabla" if people < 2 else ""
    failed = next((each for each in demands if each.holds is False), None)
    return f"No se cumple: {failed.title.lower()} ({failed.fact})" if failed else ""


def about(decision: str) -> str:
    """What becomes of the case."""
    return {
        "follow": "Vuelve a Análisis; la petición sigue corriendo.",
        "split": "Cada firmante tendrá su propio caso.",
    }.get(decision, "Cada caso lleva su propio acto. El que no cumpla se queda aquí.")


def _of_batch(kind: str, batch: Sequence[EndorsementRow], written: Mapping[UUID, Written]) -> tuple[str, str]:
    back = sum(written.get(row.case_id, Written()).follow for row in batch)
    granted = formats.plural(len(batch) - back, *_GRANTED[kind])
    if not back:
        return f"Avalar {granted}", _icon(kind)
    returned = formats.plural(back, "devuelto", "devueltos")
    return f"Decidir {len(batch)}: {granted}, {returned}", "scales"


def _icon(decision: str) -> str:
    return "archive" if decision == "archive" else "arrow-bend-up-right"
