"""Preparations of the outbound procedure: campaigns and the people to contact."""

from __future__ import annotations

import datetime as dt
import uuid

from app.clock import today
from tests.fixtures.cases import insert_case
from tests.matrix.payloads import Bench, Step, ready
from tests.people import STAFF

OUTBOUND, CONTACT = "outbound_v02", "contact_v01"


def _request() -> dict[str, object]:
    return {
        "name": "Campaña de prueba",
        "objective": "Avisar",
        "medium": "call",
        "area_id": 1,
        "starts_on": (today() + dt.timedelta(days=10)).isoformat(),
        "ends_on": (today() + dt.timedelta(days=20)).isoformat(),
        "script": "Buenos días",
        "people": [{"full_name": "Persona Inventada", "phone": "3001112233"}],
    }


@ready(OUTBOUND, "receive_campaign", "received")
def _received(bench: Bench) -> Step:
    return Step(uuid.uuid4(), _request(), version=0)


@ready(OUTBOUND, "verify_campaign", "meets")
@ready(OUTBOUND, "contact_people", "opened")
def _meets(bench: Bench) -> Step:
    return Step(_campaign(bench))


@ready(OUTBOUND, "verify_campaign", "fails")
@ready(OUTBOUND, "return_campaign", "cancelled")
def _returned(bench: Bench) -> Step:
    return Step(_campaign(bench), {"observations": "Falta el guion de la llamada"})


@ready(OUTBOUND, "return_campaign", "adjusted")
def _adjusted(bench: Bench) -> Step:
    return Step(_campaign(bench), {"script": "Buenas tardes"})


@ready(OUTBOUND, "close_campaign", "reported")
def _reported(bench: Bench) -> Step:
    campaign = _campaign(bench)
    child = insert_case(bench.admin, CONTACT, "close_contact", parent_id=campaign)
    bench.admin.execute("UPDATE pqr.case_file SET activity = 0, closed_at = now() WHERE case_id = %s", [child])
    return Step(campaign)


@ready(CONTACT, "make_contact", "not_reached")
def _not_reached(bench: Bench) -> Step:
    return Step(_contact(bench, attempts=0), {"outcome_code": "no_answer"})


@ready(CONTACT, "check_identity", "passed", "failed")
def _identity(bench: Bench) -> Step:
    return Step(_contact(bench, attempts=0), {"right_answers": 3 if bench.outcome == "passed" else 0})


@ready(CONTACT, "inform_or_collect", "given", "to_validate")
@ready(CONTACT, "record_contact", "recorded")
def _informed(bench: Bench) -> Step:
    return Step(_contact(bench), {"note": "Se informó", "outcome_code": "informed"})


@ready(CONTACT, "record_contact", "retry")
def _retry(bench: Bench) -> Step:
    return Step(_contact(bench), {"next_try_at": f"{today() + dt.timedelta(days=1)}T15:00:00-05:00"})


def _campaign(bench: Bench, activity: str = "") -> uuid.UUID:
    case = insert_case(bench.admin, OUTBOUND, activity or bench.activity)
    given = _request()
    bench.admin.execute(
        "INSERT INTO pqr.campaign (case_id, name, objective, medium, area_id, requested_on, starts_on, ends_on, script,"
        " needs_validation, max_attempts, registered_by) VALUES (%s, %s, '', 'call', 1, %s, %s, %s, %s, false, 3, %s)",
        [
            case,
            given["name"],
            today(),
            given["starts_on"],
            given["ends_on"],
            given["script"],
            STAFF["phone_lead"].person_id,
        ],
    )
    bench.admin.execute(
        "INSERT INTO pqr.campaign_person (case_id, row_no, full_name, phone)"
        " VALUES (%s, 1, 'Persona Inventada', '3001112233')",
        [case],
    )
    return case


def _contact(bench: Bench, attempts: int = 1) -> uuid.UUID:
    case = bench.case(parent_id=_campaign(bench, "close_campaign"))
    for attempt in range(1, attempts + 1):
        bench.admin.execute(
            "INSERT INTO pqr.contact_attempt (case_id, attempt, made_by, right_answers, passed)"
            " VALUES (%s, %s, %s, 3, true)",
            [case, attempt, STAFF["phone_agent"].person_id],
        )
    return case
