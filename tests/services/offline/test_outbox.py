"""The outbox: order by case, refusals that block what rests on them, and nothing done twice."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

import psycopg
import pytest

from app import errors
from app.models.local.store import Store, memory_store
from app.services.command import Command
from app.services.database import Database
from app.services.offline.known_cases import KnownCases
from app.services.offline.outbox import LocalOutbox
from app.services.perform import Performer, Result
from app.services.verbs.classify_claim import ClaimAsked, ClassifyClaim, Person
from tests.people import STAFF
from tests.support.petitions import REGISTRY, stand_petition

SqlAs = Callable[[str], psycopg.Connection]


@pytest.fixture
def agent(engine_as) -> Database:
    return Database(engine_as(STAFF["agent"].login))


@pytest.fixture
def store() -> Iterator[Store]:
    made = memory_store()
    yield made
    made.close()


@pytest.fixture
def outbox(store: Store) -> LocalOutbox:
    return LocalOutbox(store)


@pytest.fixture
def performer(agent: Database, outbox: LocalOutbox) -> Performer:
    return Performer(agent, outbox)


def image_good(case: uuid.UUID, version: int = 1) -> Command:
    return Command(case_id=case, version=version, procedure="pqr_v08", activity="check_image", outcome="image_good")


def classified(first: Command) -> Command:
    verb = ClassifyClaim(petitioner=Person(full_name="Rosa Prueba Inventada"), claims=(ClaimAsked(REGISTRY),))
    return first.following(verb.activity, verb.outcome, verb.payload())


def version_of(sql_as: SqlAs, case: uuid.UUID) -> int:
    row = sql_as("postgres").execute("SELECT version FROM pqr.case_file WHERE case_id = %s", [case]).fetchone()
    assert row is not None
    return int(row[0])


def test_online_nothing_stays(sql_as: SqlAs, performer: Performer, outbox: LocalOutbox) -> None:
    case = stand_petition(sql_as("postgres"), "check_image")
    assert performer.perform(image_good(case)).status == "applied"
    assert outbox.counts() == (0, 0)


def test_without_a_network_decisions_wait_in_order_and_go_out_when_it_is_back(
    sql_as: SqlAs, agent: Database, performer: Performer, outbox: LocalOutbox
) -> None:
    case = stand_petition(sql_as("postgres"), "check_image")
    first = image_good(case)
    agent.is_cut = True
    assert [performer.perform(each).status for each in (first, classified(first))] == ["queued", "queued"]
    assert outbox.counts() == (2, 0)
    assert outbox.send(agent).applied == 0
    assert version_of(sql_as, case) == 1
    agent.is_cut = False
    heard: list[Result] = []
    assert outbox.send(agent, heard.append).applied == 2
    assert [each.activity for each in heard] == ["classify_claim", "request_endorsement"]
    assert (version_of(sql_as, case), outbox.counts()) == (3, (0, 0))


def test_a_step_never_overtakes_those_of_its_case_that_wait(
    sql_as: SqlAs, agent: Database, performer: Performer, outbox: LocalOutbox
) -> None:
    case = stand_petition(sql_as("postgres"), "check_image")
    other = stand_petition(sql_as("postgres"), "check_image")
    first = image_good(case)
    agent.is_cut = True
    performer.perform(first)
    agent.is_cut = False
    assert performer.perform(classified(first)).status == "queued"
    assert performer.perform(image_good(other)).status == "applied"
    assert outbox.send(agent).applied == 2
    assert version_of(sql_as, case) == 3


def test_an_answer_that_was_swallowed_is_asked_for_again_and_nothing_happens_twice(
    sql_as: SqlAs, agent: Database, outbox: LocalOutbox
) -> None:
    case = stand_petition(sql_as("postgres"), "check_image")
    command = image_good(case)
    outbox.write(command)
    # The server did it; its answer never arrived.
    Performer(agent).perform(command)
    heard: list[Result] = []
    assert outbox.send(agent, heard.append).applied == 1
    assert heard[0].status == "replayed"
    assert version_of(sql_as, case) == 2
    events = sql_as("postgres").execute(
        "SELECT count(*) FROM pqr_audit.case_event WHERE command_id = %s", [command.command_id]
    )
    assert events.fetchone() == (1,)


def test_a_case_that_moved_on_is_a_conflict_and_what_rests_on_it_is_blocked(
    sql_as: SqlAs, perform, agent: Database, performer: Performer, outbox: LocalOutbox
) -> None:
    case = stand_petition(sql_as("postgres"), "check_image")
    other = stand_petition(sql_as("postgres"), "check_image")
    first = image_good(case)
    agent.is_cut = True
    for each in (first, classified(first), image_good(other)):
        performer.perform(each)
    agent.is_cut = False
    assert perform("agent", case, 1, "check_image", "image_good")["status"] == "applied"
    sent = outbox.send(agent)
    assert (sent.applied, sent.refused, sent.waiting) == (1, 2, 0)
    rows = outbox.unsent()
    assert [(each.status, each.kind) for each in rows] == [("conflict", "moved"), ("blocked", "blocked")]
    assert (
        rows[0].way_out.sentence
        == "Ya pasó a «Registrar al solicitante y clasificar las pretensiones»; su borrador se conserva."
    )
    assert version_of(sql_as, other) == 2


def test_a_refusal_keeps_its_reason_until_its_owner_retries_or_discards(
    sql_as: SqlAs, agent: Database, performer: Performer, outbox: LocalOutbox
) -> None:
    case = stand_petition(sql_as("postgres"), "check_image")
    first = image_good(case)
    second = first.following("classify_claim", "classified", {"claims": []})
    third = second.following("request_endorsement", "not_needed")
    agent.is_cut = True
    for each in (first, second, third):
        performer.perform(each)
    agent.is_cut = False
    outbox.send(agent)
    assert [each.kind for each in outbox.unsent()] == ["refused", "blocked"]
    assert outbox.unsent()[0].way_out.acts == ("retry", "see", "discard")
    outbox.retry(second.command_id)
    assert outbox.counts() == (2, 0)
    outbox.send(agent)
    assert outbox.counts() == (0, 2)
    outbox.discard(second.command_id)
    assert outbox.unsent() == []
    assert version_of(sql_as, case) == 2


def test_a_new_decision_on_the_case_as_it_is_now_is_not_blocked_by_an_old_refusal(
    sql_as: SqlAs, perform, agent: Database, performer: Performer, outbox: LocalOutbox
) -> None:
    case = stand_petition(sql_as("postgres"), "check_image")
    agent.is_cut = True
    performer.perform(image_good(case))
    agent.is_cut = False
    perform("agent", case, 1, "check_image", "image_good")
    perform("agent", case, 2, "classify_claim", "classified", classified(image_good(case)).payload)
    outbox.send(agent)
    assert outbox.counts() == (0, 1)
    agent.is_cut = True
    fresh = Command(case_id=case, version=3, procedure="pqr_v08", activity="request_endorsement", outcome="not_needed")
    performer.perform(fresh)
    agent.is_cut = False
    assert outbox.send(agent).applied == 1


def test_a_step_that_may_not_wait_says_so_and_leaves_nothing_behind(
    agent: Database, performer: Performer, outbox: LocalOutbox
) -> None:
    agent.is_cut = True
    command = Command(
        case_id=uuid.uuid4(), version=4, procedure="pqr_v08", activity="request_endorsement", outcome="requested"
    )
    with pytest.raises(errors.CannotWait):
        performer.perform(command)
    assert outbox.unsent() == []


def test_while_the_network_is_known_to_be_lost_a_decision_waits_without_trying(
    sql_as: SqlAs, agent: Database, performer: Performer, outbox: LocalOutbox
) -> None:
    case = stand_petition(sql_as("postgres"), "check_image")
    agent.is_lost = True
    assert performer.perform(image_good(case)).status == "queued"
    assert version_of(sql_as, case) == 1
    agent.is_lost = False
    assert outbox.send(agent).applied == 1


def test_a_refusal_heard_at_once_is_not_kept(sql_as: SqlAs, performer: Performer, outbox: LocalOutbox) -> None:
    case = stand_petition(sql_as("postgres"), "check_image")
    with pytest.raises(errors.CaseMoved):
        performer.perform(image_good(case, version=7))
    assert outbox.unsent() == []


def test_numbers_of_cases_that_wait_are_kept_when_others_are_learnt(store: Store, outbox: LocalOutbox) -> None:
    known, waiting, gone, new = KnownCases(store), uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    known.learn({waiting: "2026-711-000001-2", gone: "2026-711-000002-2"})
    outbox.write(image_good(waiting))
    known.learn({new: "2026-711-000003-2"})
    assert known.labels([waiting, gone, new]) == {waiting: "2026-711-000001-2", new: "2026-711-000003-2"}
