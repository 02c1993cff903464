"""Petitions of the demonstration with an extension (art. 14), a late withdrawal (18), general interest (22)."""

from __future__ import annotations

import uuid
from typing import Any

from app.filing_number import shown
from app.services.demo.enacted import Stage, petitions
from app.services.documents import extension_letter
from app.services.documents.extension_letter import ExtensionLetter

_AGENT = "u_paulina"


def enact(owner: Any) -> None:
    """Where there is a petition for it; called once everything else is written."""
    stage = Stage(owner)
    _extensions(stage)
    _late_withdrawals(stage)
    _general_interest(stage)


def _extensions(stage: Stage) -> None:
    """One whose letter waits for its proof, and one that was told."""
    where = (
        "f.activity = 13 AND w.login = %s AND f.priority < 9 AND f.due_on > pqr_core.today() AND p.typed_due_at IS NULL"
        " AND NOT EXISTS (SELECT FROM pqr.transfer t WHERE t.case_id = f.case_id)"
        " AND NOT EXISTS (SELECT FROM pqr.requirement q WHERE q.case_id = f.case_id)"
    )
    reason = "Se espera el cotejo del registro civil que se pidió a la Registraduría y que aún no llega."
    for at, each in enumerate(petitions(stage, where, _AGENT, most=2)):
        until, due = stage.rows(
            "SELECT pqr_core.add_business_days(due_on, 5), due_on FROM pqr.case_file WHERE case_id = %s", each.case_id
        )[0]
        key = uuid.uuid5(each.case_id, "extension")
        made = stage.call(each.login, "ask_extension", key, each.case_id, stage.version(each.case_id), until, reason)
        told = ExtensionLetter(
            filing_number=shown(each.number), received_on=each.received_on, petitioner=each.name, address=each.address,
            reason=reason, old_due_on=due, new_due_on=until, signer=stage.name(each.login), day=stage.today,
            number=made["filing_number"],
        )  # fmt: skip
        paper = stage.paper(each.login, each.case_id, "legal_letter", extension_letter.render(told))
        stage.call(each.login, "file_legal_letter", key, paper)
        if at == 1:
            proof = stage.proof(each.login, each.case_id, "legal_proof", f"Acuse de la ampliación de {each.number}.")
            values = (stage.version(each.case_id), stage.today, stage.today, "email", proof)
            stage.call(each.login, "confirm_extension", each.case_id, *values)


def _late_withdrawals(stage: Stage) -> None:
    """One that arrived while its letter was being written: the case waits for the aval."""
    for each in petitions(stage, "f.activity = 17 AND w.login = %s AND f.priority < 9", _AGENT, most=9)[-1:]:
        paper = stage.proof(each.login, each.case_id, "citizen_paper", f"Desisto de mi petición {each.number}.")
        version = stage.version(each.case_id)
        stage.call(each.login, "record_withdrawal", each.case_id, version, stage.today, paper)


def _general_interest(stage: Stage) -> None:
    """One that asks about the programme, not about its writer."""
    where = (
        "f.activity = 13 AND w.login = %s AND p.class_key = 'petition' AND f.priority < 9"
        " AND NOT EXISTS (SELECT FROM pqr.transfer t WHERE t.case_id = f.case_id)"
        " AND NOT EXISTS (SELECT FROM pqr.requirement q WHERE q.case_id = f.case_id)"
        " AND NOT EXISTS (SELECT FROM pqr.extension x WHERE x.case_id = f.case_id)"
    )
    reason = "Pregunta cómo funciona el programa y qué documentos pide; no pide nada para sí ni para su hogar."
    for each in petitions(stage, where, _AGENT, most=1):
        stage.call(each.login, "mark_general_interest", each.case_id, stage.version(each.case_id), reason)
