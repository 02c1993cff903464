"""Why a case is not drafted with the others, in words: the server's codes, before a batch and while it runs."""

from __future__ import annotations

from app.services.refusals import sentences

#: Codes of pqr_core.bulk_judged and of start_bulk; «{}» takes the detail the server gives.
_BEFORE = {
    "not_waiting": "Ya no está en Proyección automática",
    "no_input": "Sin insumo vigente",
    "no_name": "Falta el nombre del peticionario",
    "no_place": "Falta el municipio",
    "repeated_person": "La misma persona tiene otra petición aquí",
    "other_claims": "También pide {}",
    "fewer_claims": "No pide {}",
    "other_source": "Insumo de otra área o sistema",
    "other_result": "Resultado distinto en el insumo",
    "moved": "El caso cambió mientras se revisaba el grupo",
    "in_other_batch": "Espera en otro lote sin terminar",
}
_STATES = {
    "drafted": "Proyectada",
    "waiting": "En cola",
    "moved": "Otra persona tomó el caso",
    "cancelled": "Se canceló; el caso volvió a la lista",
}


def before(reason: str, detail: str = "") -> str:
    """Why a case stays out of a batch; empty for one that is alike."""
    return _BEFORE.get(reason, reason).format(detail[:1].lower() + detail[1:]) if reason else ""


def during(state: str, failure: str | None, field: str | None, taken_by: str | None) -> str:
    """What became of a letter of a batch."""
    if state == "moved" and taken_by:
        return f"Siguió por otro camino: {taken_by}"
    if state in _STATES:
        return _STATES[state]
    if failure == "field_without_value" and field:
        return f"«{field}» no tiene valor en este caso. Complételo en Análisis o proyéctelo de forma individual."
    return sentences().get(f"{failure}.{field}") or sentences().get(failure or "", "No se proyectó")
