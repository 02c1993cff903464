"""Catalogues that people changed, acts of avals that wait for their signature, and avals denied with their reasons."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from app.services.demo.enacted import Stage

_ADMIN, _LEAD, _GRANTS, _SIGNS = "u_remedios", "u_genaro", "u_irlanda", "u_baltasar"
_DELEGATION = "Resolución 00418 de 2026, artículo 3: delegación para firmar actos de archivo"
_SENA = (
    "Servicio Nacional de Aprendizaje (SENA)", "Formación para el trabajo, empleo y emprendimiento", "899999034-1",
    "Calle 57 n.º 8-69, Bogotá D. C.", "",
)  # fmt: skip
_DENIED = (
    ("N02", "La petición pregunta también por la reprogramación del giro, y eso no se ha respondido."),
    ("N01", "No está la guía con la que se entregó la respuesta anterior."),
    ("N02", "Falta responder por el certificado que pide en el segundo folio."),
)


def tell(stage: Stage) -> None:
    """Called when the avals are written; who signs is delegated before anybody grants."""
    signer = _propose(stage, _ADMIN, "act_signer", "add", _SIGNS, _DELEGATION)
    stage.call(_LEAD, "decide_catalogue", signer, True, None)
    sena = _propose(stage, _LEAD, "entity", "change", "sena", "Página de la entidad, consultada por el líder", *_SENA)
    stage.call(_ADMIN, "decide_catalogue", sena, True, None)
    later = stage.today + dt.timedelta(days=9)
    memo = "Memorando 112 del Grupo de Respuesta Escrita"
    _propose(stage, _ADMIN, "input_validity", "change", "SGV", memo, days=20, since=later)
    _propose(stage, _LEAD, "denial_reason", "add", "N07", memo, "El escrito trae hechos nuevos")
    _acts(stage)
    _settled(stage)


def _settled(stage: Stage) -> None:
    """Of the differences with ORFEO, the one made there by hand was accepted."""
    first = stage.today - dt.timedelta(days=30)
    found = stage.call_rows(_LEAD, "mirror_report", first, stage.today)
    for row in found:
        if row.difference == "missing_here":
            why = "La archivó Gestión Documental antes de que existiera el caso; se confirmó por correo."
            key = uuid.uuid5(uuid.NAMESPACE_OID, f"settled {row.filing_number}")
            stage.call(_LEAD, "settle_mirror", key, first, stage.today, row.filing_number, row.print, "accept", why)


def _propose(
    stage: Stage, login: str, book: str, kind: str, code: str, act: str, *texts: str, days: int | None = None,
    since: dt.date | None = None,
) -> uuid.UUID:  # fmt: skip
    key = uuid.uuid5(uuid.NAMESPACE_OID, f"catalogue {book} {code}")
    words: list[Any] = [*texts, *[None] * (5 - len(texts))]
    stage.call(login, "propose_catalogue", key, book, kind, code, act, since or stage.today, None, *words, days)
    return key


def _acts(stage: Stage) -> None:
    """Of the avals that wait, the last in their order: three denied, three granted, of which one came back unsigned."""
    asked = stage.rows(
        "SELECT f.case_id, e.kind FROM pqr.endorsement e JOIN pqr.case_file f USING (case_id)"
        " WHERE e.decision IS NULL AND f.activity = 8 AND e.reason_code IN ('A01', 'A02', 'A03', 'R01')"
        " ORDER BY f.due_on DESC, f.label LIMIT 6"
    )
    for (case, _kind), (code, note) in zip(asked[:3], _DENIED, strict=False):
        stage.step(_GRANTS, case, "request_endorsement", "denied", note=note, denial_code=code)
    granted = asked[3:]
    for case, kind in granted:
        outcome = "archived" if kind == "archive" else "reassigned"
        stage.step(_GRANTS, case, "request_endorsement", outcome, note="Se verificó el soporte.")
    for case, _kind in granted[:1]:
        why = "El segundo considerando no dice en qué folio está la invitación. Cítelo."
        stage.call(_SIGNS, "return_act", uuid.uuid5(case, "returned"), case, stage.version(case), why)
