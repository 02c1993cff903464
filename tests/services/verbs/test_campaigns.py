"""Outbound from the request to the report: every verb of a campaign and of its contacts, as those who take them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine

from app.clock import now, today
from app.errors import InvalidInput
from app.services.command import Command
from app.services.database import Database
from app.services.perform import Performer, Result
from app.services.refusals import RefusedStep
from app.services.verbs.check_identity import CheckIdentity
from app.services.verbs.contact_people import OpenContacts
from app.services.verbs.inform_or_collect import InformOrCollect
from app.services.verbs.make_contact import NotReached
from app.services.verbs.receive_campaign import PersonToContact, ReceiveCampaign
from app.services.verbs.record_contact import RecordContact
from app.services.verbs.return_campaign import AdjustCampaign, CancelCampaign
from app.services.verbs.verify_campaign import ReturnWithObservations
from tests.people import STAFF

CAMPAIGN, CONTACT = "outbound_v02", "contact_v01"
PEOPLE = (
    PersonToContact(full_name="Persona Inventada Uno", phone="3001112233"),
    PersonToContact(full_name="Persona Inventada Dos", phone="6015556677"),
    PersonToContact(full_name="Sin teléfono", phone="12"),
)
Connect = Callable[[str], psycopg.Connection[Any]]


def request(**changes: Any) -> ReceiveCampaign:
    given: dict[str, Any] = {
        "name": "Campaña de prueba",
        "objective": "Informar un trámite",
        "medium": "call",
        "area_id": 1,
        "starts_on": today() + dt.timedelta(days=3),
        "ends_on": today() + dt.timedelta(days=20),
        "script": "Buenos días",
        "people": PEOPLE,
    }
    return ReceiveCampaign(**(given | changes))


@pytest.fixture
def take(engine_as: Callable[[str], Engine]) -> Callable[..., Result]:
    """take("phone_lead", case, version, verb) performs it; a verb is an object or (activity, outcome)."""
    performers: dict[str, Performer] = {}

    def perform(who: str, case: uuid.UUID, version: int, verb: Any, procedure: str = CONTACT) -> Result:
        if who not in performers:
            performers[who] = Performer(Database(engine_as(STAFF[who].login)))
        activity, outcome = verb if isinstance(verb, tuple) else (verb.activity, verb.outcome)
        payload = {} if isinstance(verb, tuple) else verb.payload()
        command = Command(
            case_id=case, version=version, procedure=procedure, activity=activity, outcome=outcome, payload=payload
        )
        return performers[who].perform(command)

    return perform


def test_a_campaign_is_returned_adjusted_called_and_reported(take: Callable[..., Result], sql_as: Connect) -> None:
    campaign, lead = uuid.uuid4(), ("phone_lead",)
    steps = [
        request(),
        ReturnWithObservations(observations="Faltan los siete días de anticipación"),
        AdjustCampaign(starts_on=today() + dt.timedelta(days=8), people=PEOPLE[:2]),
        ("verify_campaign", "meets"),
        OpenContacts(),
    ]
    for version, step in enumerate(steps):
        take(*lead, campaign, version, step, CAMPAIGN)
    children = sql_as("postgres").execute(
        "SELECT case_id FROM pqr.case_file WHERE parent_id = %s ORDER BY label", [campaign]
    )
    first, second = (row[0] for row in children.fetchall())
    with pytest.raises(RefusedStep, match="contacts_closed"):
        take(*lead, campaign, 5, ("close_campaign", "reported"), CAMPAIGN)
    for version, step in enumerate(_answered(), 1):
        take("phone_agent", first, version, step)
    for version, step in enumerate(_not_answered(), 1):
        take("phone_agent", second, version, step)
    assert take(*lead, campaign, 5, ("close_campaign", "reported"), CAMPAIGN).activity is None
    attempts = sql_as("postgres").execute(
        "SELECT outcome_code, passed FROM pqr.contact_attempt WHERE case_id IN (%s, %s) ORDER BY 1", [first, second]
    )
    assert attempts.fetchall() == [("informed", True), ("no_answer", None), ("voicemail", None)]


def _answered() -> list[Any]:
    told = InformOrCollect(note="Se informó el giro", needs_validation=True)
    return [
        ("make_contact", "answered"), CheckIdentity(right_answers=2), told, ("validate_contact", "validated"),
        RecordContact(outcome_code="informed"), ("close_contact", "closed"),
    ]  # fmt: skip


def _not_answered() -> list[Any]:
    later = now() + dt.timedelta(hours=3)
    return [
        NotReached(outcome_code="no_answer"), RecordContact(outcome_code="no_answer", next_try_at=later),
        NotReached(outcome_code="voicemail"), RecordContact(outcome_code="voicemail"), ("close_contact", "closed"),
    ]  # fmt: skip


def test_a_cancelled_request_ends(take: Callable[..., Result]) -> None:
    campaign = uuid.uuid4()
    take("phone_lead", campaign, 0, request(), CAMPAIGN)
    take("phone_lead", campaign, 1, ReturnWithObservations(observations="Faltan siete días"), CAMPAIGN)
    ended = take("phone_lead", campaign, 2, CancelCampaign(observations="El área no aceptó la devolución"), CAMPAIGN)
    assert ended.activity is None


def test_nobody_is_told_anything_after_failing_the_questions(take: Callable[..., Result], make_case: Any) -> None:
    case = make_case(CONTACT, "check_identity")
    failed = CheckIdentity(right_answers=1)
    assert failed.outcome == "failed"
    with pytest.raises(RefusedStep, match="enough_right_answers"):
        take("phone_agent", case, 1, _Forced(failed.payload()))
    assert take("phone_agent", case, 1, failed).activity == "record_contact"


class _Forced:
    """The failed answers sent as if they had been right."""

    activity, outcome = "check_identity", "passed"

    def __init__(self, payload: dict[str, Any]) -> None:
        self._payload = payload

    def payload(self) -> dict[str, Any]:
        return self._payload


@pytest.mark.parametrize("who", ["phone_agent", "agent", "admin"])
def test_only_the_leader_of_the_line_takes_a_request(take: Callable[..., Result], who: str) -> None:
    with pytest.raises(RefusedStep, match="not_permitted"):
        take(who, uuid.uuid4(), 0, request(), CAMPAIGN)


@pytest.mark.parametrize("who", ["phone_lead", "agent", "mission"])
def test_only_the_line_calls(take: Callable[..., Result], make_case: Any, who: str) -> None:
    with pytest.raises(RefusedStep, match="not_permitted"):
        take(who, make_case(CONTACT, "make_contact"), 1, NotReached(outcome_code="busy"))


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: request(name="Ab"), "nombre de la campaña"),
        (lambda: request(ends_on=today()), "termina antes de empezar"),
        (lambda: request(max_attempts=9), "de 1 a 5"),
        (lambda: request(people=PEOPLE[2:]), "teléfono válido"),
        (lambda: AdjustCampaign(starts_on=today(), ends_on=today() - dt.timedelta(days=1)), "termina antes"),
        (lambda: CancelCampaign(observations=" "), "razón de la cancelación"),
        (lambda: ReturnWithObservations(observations=""), "observaciones"),
        (lambda: NotReached(outcome_code="bored"), "tipificación"),
        (lambda: CheckIdentity(right_answers=7), "de 0 a 5"),
        (lambda: InformOrCollect(note=""), "informó"),
        (lambda: RecordContact(outcome_code="informed", next_try_at=dt.datetime(2026, 1, 1)), "fecha y hora"),
    ],
)
def test_what_is_missing_is_said_before_asking_the_server(make: Callable[[], object], sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        make()
    assert sentence in refused.value.user_message
