"""One campaign of the demonstration, by the outbound line: calls that the agents see in the history of a person."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

from app.services.demo.enacted import Stage

_LEADER, _CALLER, _AGENT = "u_dulcinea", "u_eustaquio", "u_paulina"
_NAME = "Actualización de datos para la medición de carencias"
_SCRIPT = (
    "Buenos días. La Unidad para las Víctimas actualiza sus datos de contacto. Antes, unas preguntas de seguridad."
)
#: Days ago on which the campaign was asked for, and on which it began: seven days of notice (outbound 5.2).
_ASKED, _BEGAN = 16, 8
_MOST = 14
#: What became of each call, in this order and again: told after the questions, not passed, nobody answered.
_FATES = ("told", "not_reached", "told", "failed", "retried")


def call(stage: Stage) -> None:
    """Ask for it, approve it, open its contacts and call them; nothing where nobody has a telephone."""
    people = stage.rows(
        "SELECT DISTINCT ON (t.phone) t.full_name, t.document_number, t.phone FROM pqr.petitioner t"
        " JOIN pqr.case_file f USING (case_id) JOIN pqr.person w ON w.person_id = f.assignee_id"
        " WHERE w.login = %s AND f.activity IN (6, 7, 13) AND f.closed_at IS NULL AND t.document_number IS NOT NULL"
        " AND t.phone ~ '^(3[0-9]{9}|60[0-9]{8})$' ORDER BY t.phone, t.case_id LIMIT %s",
        _AGENT, _MOST,
    )  # fmt: skip
    if not people:
        return
    campaign = uuid.uuid5(uuid.NAMESPACE_OID, _NAME)
    asked = [{"full_name": name, "document_number": number, "phone": phone} for name, number, phone in people]
    _step(
        stage, _LEADER, campaign, "receive_campaign", "received", version=0, procedure="outbound_v02", name=_NAME,
        objective="Que el hogar tenga datos al día antes de la medición.", medium="call", area_id=_area(stage),
        starts_on=str(stage.today + dt.timedelta(days=_ASKED - _BEGAN)), script=_SCRIPT, needs_validation=False,
        ends_on=str(stage.today + dt.timedelta(days=_ASKED + 4)), max_attempts=3, people=asked,
    )  # fmt: skip
    _step(stage, _LEADER, campaign, "verify_campaign", "meets")
    _step(stage, _LEADER, campaign, "contact_people", "opened")
    contacts = stage.rows(
        "SELECT contact_case_id FROM pqr.campaign_person WHERE case_id = %s ORDER BY row_no", campaign
    )
    for at, (contact,) in enumerate(contacts):
        _contact(stage, contact, _FATES[at % len(_FATES)])
    _age(stage, campaign)


def _area(stage: Stage) -> int:
    return int(stage.rows("SELECT min(area_id) FROM pqr.area WHERE kind = 'mission'")[0][0])


def _contact(stage: Stage, contact: uuid.UUID, fate: str) -> None:
    if fate in ("not_reached", "retried"):
        _step(stage, _CALLER, contact, "make_contact", "not_reached", outcome_code="no_answer")
        if fate == "not_reached":
            _step(stage, _CALLER, contact, "record_contact", "recorded")
            return
        again = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
        _step(stage, _CALLER, contact, "record_contact", "retry", next_try_at=again.isoformat())
    _step(stage, _CALLER, contact, "make_contact", "answered")
    if fate == "failed":
        _step(stage, _CALLER, contact, "check_identity", "failed", right_answers=1)
    else:
        _step(stage, _CALLER, contact, "check_identity", "passed", right_answers=3)
        _step(stage, _CALLER, contact, "inform_or_collect", "given", note="Confirmó dirección y teléfono.")
    _step(stage, _CALLER, contact, "record_contact", "recorded")


def _age(stage: Stage, campaign: uuid.UUID) -> None:
    """As if it had been asked for some days ago, and called since."""
    stage.rows(
        "UPDATE pqr.campaign SET requested_on = requested_on - %s, starts_on = starts_on - %s, ends_on = ends_on - %s,"
        " registered_at = registered_at - make_interval(days => %s) WHERE case_id = %s RETURNING 1",
        _ASKED, _ASKED, _ASKED, _ASKED, campaign,
    )  # fmt: skip
    stage.rows(
        "UPDATE pqr.contact_attempt a SET made_at = made_at - make_interval(days => (%s - c.row_no %% %s)::int)"
        " FROM pqr.campaign_person c WHERE c.contact_case_id = a.case_id AND c.case_id = %s RETURNING 1",
        _BEGAN, _BEGAN, campaign,
    )  # fmt: skip


def _step(
    stage: Stage, login: str, case: uuid.UUID, activity: str, outcome: str, *, version: int | None = None,
    procedure: str | None = None, **payload: Any,
) -> None:  # fmt: skip
    now = stage.version(case) if version is None else version
    command = uuid.uuid5(case, f"campaign {now}")
    answer = stage.call(login, "perform", command, case, now, activity, outcome, json.dumps(payload), procedure)
    if answer["status"] != "applied":
        raise RuntimeError(f"{activity}/{outcome}: {answer}")
